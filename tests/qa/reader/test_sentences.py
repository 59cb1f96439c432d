"""The sentences a reader may choose from, and the short answer in one."""

import pytest

from index.article import Span
from qa.answer import Passage
from qa.question import read_question
from qa.reader.candidates import Candidate, Scored, find_paragraph, list_candidates, next_sentence
from qa.reader.short_answer import find_short_answer
from tests.conftest import make_article

ARTICLE = make_article("a", "一句。二句。\n三句。\n四句。")


def passage(*spans: Span) -> Passage:
    return Passage(1, 1.0, 1, ARTICLE, spans)


def test_every_sentence_of_a_passage_once_in_order() -> None:
    first = passage(Span(1, 3, 6), Span(2, 0, 3))
    second = passage(Span(1, 0, 6))
    assert list_candidates([first, second]) == [
        Candidate(ARTICLE, 1, 3, 6, 0),
        Candidate(ARTICLE, 2, 0, 3, 0),
        Candidate(ARTICLE, 1, 0, 3, 1),
    ]
    assert [candidate.text for candidate in list_candidates([first])] == ["二句。", "三句。"]


def test_sentence_that_sticks_out_of_the_passage_is_no_candidate() -> None:
    assert list_candidates([passage(Span(1, 1, 6))]) == [Candidate(ARTICLE, 1, 3, 6, 0)]


def test_next_sentence_in_the_paragraph_then_in_the_next_then_none() -> None:
    places = [(1, 0, 3), (1, 3, 6), (2, 0, 3), (3, 0, 3)]
    candidates = [Candidate(ARTICLE, *place, 0) for place in places]
    assert [next_sentence(candidate) for candidate in candidates] == [*candidates[1:], None]


def test_paragraph_by_number() -> None:
    assert find_paragraph(ARTICLE, 2) == ARTICLE.paragraphs[1]
    assert find_paragraph(ARTICLE, 9) is None


@pytest.mark.parametrize(
    ("question", "text", "marked", "is_short"),
    [
        ("门票多少钱？", "门票每张四十元。", "四十元", True),
        ("门票多少钱？", "门票在前台购买。", "前台", False),
        ("退票要赔多少？", "退票须提前30日通知，赔偿一半票价。", "30日", False),
        ("退票须提前多少天？", "退票须提前30日通知，赔偿一半票价。", "30日", True),
        ("展览什么时候开幕？", "展览5月3日开幕。", "5月3日", True),
        ("谁主持了开幕式？", "馆长周平主持了开幕式。", "周平", True),
        ("谁主持了开幕式？", "开幕式在大厅举行。", "大厅", False),
        ("展厅铺的是什么石头？", "展厅铺的是青石。", "青石", True),
        (
            "展厅铺的是什么石头？",
            "展厅铺的是从三座山上运来、整整用了两年才凿成的大块青石。",
            "从三座山上运来、整整用了两年才凿成的大块青石",
            False,
        ),
        ("展览为什么推迟？", "因为下雨，展览推迟。", "因为下雨", False),
    ],
)
def test_short_answer_is_of_the_kind_asked_for_and_short(question: str, text: str, marked: str, is_short: bool) -> None:
    start = text.index(marked)
    span = (start, start + len(marked))
    scored = Scored(Candidate(make_article("b", text), 1, 0, len(text), 0), 1.0, span)
    assert find_short_answer(read_question(question), scored) == (span if is_short else None)


def test_nothing_marked_is_no_short_answer() -> None:
    assert find_short_answer(read_question("展厅铺的是什么？"), Scored(Candidate(ARTICLE, 1, 0, 3, 0), 1.0)) is None
