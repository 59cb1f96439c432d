"""Which of several unnamed things is more is said where the text states the figure of each."""

import pytest

from index.article import Article, Paragraph
from qa.question import WordWeights, read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.extremes import compare_told


def _compared(question: str, *paragraphs: str) -> tuple[list[str], str]:
    numbered = tuple(Paragraph(number, text) for number, text in enumerate(paragraphs, 1))
    article = Article("a", "鹤鸣水库", None, "", "", "", numbered)
    scored = [Scored(Candidate(article, 1, 0, len(paragraphs[0]), 0), 1.0)]
    chosen, which = compare_told(read_question(question), WordWeights({"鹤鸣": 1.0}), scored)
    return [item.candidate.text for item in chosen], which


@pytest.mark.parametrize(
    ("question", "text", "which"),
    [
        (
            "鹤鸣两台水泵，扭力更大的是哪一台",
            "其中QX50水泵，功率15kW，最大扭矩为95N·m。QX80水泵，功率22kW，最大扭矩140N·m。",
            "QX80水泵更大：QX50水泵95N·m，QX80水泵140N·m",
        ),
        (
            "鹤鸣三条渠里哪条最长",
            "东渠全长4.2公里，可过小船。西渠全长2600米。南渠全长6.8公里。",
            "南渠最长：东渠4.2公里，西渠2600米，南渠6.8公里",
        ),
        (
            "鹤鸣哪个档位最省电",
            "水泵有三个档位：一档功率0.8千瓦，二档功率1.5千瓦，三档功率2.2千瓦。",
            "一档最省电：一档0.8千瓦，二档1.5千瓦，三档2.2千瓦",
        ),
        (
            "鹤鸣三处取水口哪处总硬度最低",
            "坝前总硬度为412毫克/升，氟化物0.9毫克/升。溪口总硬度为86毫克/升。闸后总硬度为155毫克/升。",
            "溪口最低：坝前412毫克/升，溪口86毫克/升，闸后155毫克/升",
        ),
        (
            "鹤鸣三口塘哪口产量最高",
            "去年产量分别为：东塘3200斤，西塘2.1吨，南塘2800斤。",
            "西塘最高：东塘3200斤，西塘2.1吨，南塘2800斤",
        ),
        (
            "鹤鸣三条渠里最长的是哪条",
            "东渠全长12公里，落差32米；西渠全长8500米，落差15米；南渠全长21公里，落差64米。",
            "南渠最长：东渠12公里，西渠8500米，南渠21公里",
        ),
        (
            "鹤鸣三条渠里哪条落差最大",
            "东渠全长12公里，落差32米；西渠全长8500米，落差15米；南渠全长21公里，落差64米。",
            "南渠最大：东渠32米，西渠15米，南渠64米",
        ),
        (
            "鹤鸣巡渠员谁最矮",
            "方远身高1.76米，体重68公斤。邓川身高1.91米，体重86公斤。",
            "方远最矮：方远1.76米，邓川1.91米",
        ),
    ],
)
def test_which_of_all(question: str, text: str, which: str) -> None:
    assert _compared(question, text)[1] == which


def test_sentences_with_the_figures_are_shown_in_order() -> None:
    shown, _ = _compared("鹤鸣两条渠哪条更长", "水库有两条渠。", "东渠全长4.2公里。树很多。西渠全长2600米。")
    assert shown == ["东渠全长4.2公里。", "西渠全长2600米。"]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("鹤鸣三条渠里哪条最长", "东渠全长4.2公里。西渠全长2600米。"),  # one is missing
        ("鹤鸣哪个档噪声最大", "低档噪声52分贝，中档噪声61分贝，高档噪声未测。"),
        ("鹤鸣哪条渠最长", "东渠全长4.2公里。大坝全长300米。"),  # a dam is no channel
        ("鹤鸣两条渠哪条更长", "东渠全长2.6公里。西渠全长2600米。"),  # alike
        ("鹤鸣两条渠哪条更长", "东渠全长2.6公里。西渠水深2米。最长的是东渠。"),
        ("鹤鸣两间泵房哪间最大", "一号泵房在3层，二号泵房在5层。"),
        ("鹤鸣水库在哪条路", "东渠全长4.2公里。西渠全长2600米。"),
    ],
)
def test_nothing_is_said_where_it_is_not_certain(question: str, text: str) -> None:
    assert _compared(question, text) == ([], "")
