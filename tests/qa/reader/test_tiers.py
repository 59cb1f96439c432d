"""The short answer is the amount of the tier asked for; a sentence that has it goes before one that has others."""

import pytest

from qa.question import WordWeights, read_question
from qa.reader.candidates import Candidate, Scored, find_short_answer
from qa.reader.tiers import lacks_tier_asked, put_tiers_first, tells_tier_asked
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
