"""The short answer is the amount of the tier asked for; a sentence that has it goes before one that has others."""

import pytest

from qa.question import WordWeights, read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.short_answer import find_short_answer
from qa.reader.subjects import lacks_tier_asked, put_tiers_first, tells_tier_asked
from tests.conftest import make_article

LINES = ("住满10年的补贴800元，住满20年的补贴1500元。", "面积50平方米以下的补贴300元。")
ARTICLE = make_article("pipes", "\n".join(LINES), title="老房改水管补贴")


def _scored(number: int, marked: str = "") -> Scored:
    text = LINES[number - 1]
    start = text.find(marked)
    candidate = Candidate(ARTICLE, number, 0, len(text), 0)
    return Scored(candidate, 1.0, (start, start + len(marked)) if marked else None)


@pytest.mark.parametrize(
    ("asked", "marked", "short"),
    [
        ("住了15年补多少", "1500元", "800元"),
        ("住了30年补多少", "800元", "1500元"),
        ("住了5年补多少", "800元", ""),
        ("补贴最多多少", "1500元", "1500元"),
    ],
)
def test_no_amount_of_another_tier_is_marked(asked: str, marked: str, short: str) -> None:
    span = find_short_answer(read_question(asked), _scored(1, marked))
    assert (LINES[0][slice(*span)] if span else "") == short


def test_sentence_with_the_tier_goes_first_and_settles() -> None:
    question = read_question("老房40平方米补贴多少钱")
    ordered = put_tiers_first(question, [_scored(1), _scored(2)])
    assert [item.candidate.paragraph for item in ordered] == [2, 1]
    weights = WordWeights({"老房": 0.4, "补贴": 0.4, "40": 0.2})
    assert tells_tier_asked(question, weights, ordered)
    assert not tells_tier_asked(read_question("老房80平方米补贴多少钱"), weights, ordered)


def test_question_for_a_tier_that_the_text_lacks_is_not_answered() -> None:
    lines = "充值满减：充600元送50元，充1200元送150元。\n声明价值1000元以下收3元，1000元至5000元收8元。"
    card = make_article("card", lines, title="金榆球馆储值")
    scored = [Scored(Candidate(card, p.number, 0, len(p.text), 0), 1.0) for p in card.paragraphs]
    assert lacks_tier_asked(read_question("充1000送多少"), scored)
    assert not lacks_tier_asked(read_question("充1200送多少"), scored)
    assert not lacks_tier_asked(read_question("充值满减是什么"), scored)
    ordered = put_tiers_first(read_question("充1200送多少"), scored[::-1])
    assert [item.candidate.paragraph for item in ordered] == [1, 2]
    assert tells_tier_asked(read_question("充1200送多少钱"), WordWeights({"充": 0.3, "送": 0.3, "钱": 0.4}), ordered)


POWER = "居民用电：每月200度以下每度0.52元，201至400度每度0.57元。"


@pytest.mark.parametrize(
    ("asked", "weights", "is_told"),
    [
        ("用了300度电多少钱一度", {"300": 0.2, "度电": 0.3, "电": 0.3, "一度": 0.2}, True),
        ("用了500度电多少钱一度", {"500": 0.2, "度电": 0.3, "电": 0.3, "一度": 0.2}, False),
        ("烤箱300度多少钱一台", {"烤箱": 0.5, "300": 0.2, "度": 0.3}, False),
    ],
)
def test_word_cut_across_a_unit_is_no_word_of_the_topic(asked: str, weights: dict[str, float], is_told: bool) -> None:
    article = make_article("power", POWER, title="溪口镇电价")
    scored = [Scored(Candidate(article, 1, 0, len(POWER), 0), 1.0)]
    assert tells_tier_asked(read_question(asked), WordWeights(weights), scored) is is_told


GAS = ("第一档：年用气量300立方米以内，2.85元/立方米。", "第二档：年用气量301至600立方米，3.42元/立方米。")


@pytest.mark.parametrize(
    ("asked", "place", "short"),
    [
        ("用了400方天然气多少钱一方", 1, "3.42元"),
        ("一年用200方气一方多少钱", 0, "2.85元"),
        ("四方协议签了400方案多少钱", 1, ""),
    ],
)
def test_cubic_metres_are_meant_by_fang(asked: str, place: int, short: str) -> None:
    article = make_article("gas", "\n".join(GAS), title="天然气价")
    candidate = Candidate(article, place + 1, 0, len(GAS[place]), 0)
    span = find_short_answer(read_question(asked), Scored(candidate, 1.0, (0, 3)))
    assert (GAS[place][slice(*span)] if span else "") == short
