"""Whether a sentence has nothing of a word of a question for a fact."""

import pytest

from qa.question import WordWeights, read_question
from qa.reader.candidates import list_candidates
from qa.reader.evidence import leaves_unspoken
from tests.conftest import make_article
from tests.qa.reader.test_identity import passage_of


@pytest.mark.parametrize(
    ("question", "told", "unspoken"),
    [
        ("星湾影城的门票多少钱", "爆米花每桶30元。", True),
        ("星湾影城的爆米花多少钱", "爆米花每桶30元。", False),
        ("星湾影城存包多少钱", "包裹寄存每件5元。", False),  # 包 is in both
        ("星湾影城大概多少钱", "每张30元。", False),
        ("杜若衡哪年结婚", "杜若衡2011年入职。", True),
        ("杜若衡哪年入职", "杜若衡2011年入职。", False),
        ("拔火罐以后多久能游泳", "拔火罐后四小时内不要洗浴。", True),
        ("星湾影城的门票能退吗", "爆米花售出不退。", True),
        ("星湾影城的爆米花能退吗", "爆米花售出不退。", False),
        ("星湾影城的卫生费多少钱", "停车费每小时5元。", True),
        ("星湾影城的停车费多少钱", "停车每小时5元。", False),
        ("爆米花在哪里买", "爆米花由三号影厅的员工试吃。", True),
        ("爆米花在哪里买", "爆米花在小卖部有。", False),
        ("爆米花几时能买到", "爆米花年内上市。", False),
        ("星湾影城为什么不卖门票", "爆米花每桶30元。", False),
        ("话剧在哪个影厅", "二号影厅设有轮椅席位。", True),
        ("轮椅能去哪个影厅", "二号影厅设有轮椅席位。", False),
        ("大闸合龙当天，星湾影城的爆米花多少钱", "爆米花每桶30元。", False),
    ],
)
def test_word_that_nothing_around_the_sentence_has(question: str, told: str, unspoken: bool) -> None:
    passage = passage_of(make_article("a", told, title="星湾影城"))
    (candidate,) = list_candidates([passage])
    assert leaves_unspoken(read_question(question), WordWeights({}), candidate) is unspoken


def test_name_that_the_article_has_elsewhere_and_light_words_count_as_spoken_of() -> None:
    article = make_article("a", "杜若衡生于云泽。\n三十岁时入职水务站。", title="人物")
    *_, candidate = list_candidates([passage_of(article)])
    question = read_question("杜若衡哪年入职")
    assert not leaves_unspoken(question, WordWeights({}), candidate)
    other = read_question("哪年结婚")
    assert leaves_unspoken(other, WordWeights({"结婚": 0.5, "年": 0.5}), candidate)
    assert not leaves_unspoken(other, WordWeights({"结婚": 0.2, "年": 0.8}), candidate)
