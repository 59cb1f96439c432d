"""The best start and the best end are taken together only where they may belong to one answer."""

import pytest

from index.chinese.asking import AnswerKind
from qa.reader.model import choose_spans

TEXT = "大桥长九百米，宽二十米。去年五月通车，由路桥公司修建。"


def at(*words: str, end: bool = False) -> list[tuple[int, float]]:
    """Candidates at the first or behind the last character of these words, each a logit less likely."""
    return [(TEXT.index(word) + len(word) * end, 3.0 - place) for place, word in enumerate(words)]


def texts(kind: AnswerKind, starts: list[tuple[int, float]], ends: list[tuple[int, float]]) -> list[str]:
    return [TEXT[span.start : span.end] for span in choose_spans(kind, TEXT, starts, ends)]


def test_span_of_two_sentences_gives_way_to_the_likeliest_inside_one() -> None:
    best = texts(AnswerKind.AMOUNT, at("九百米", "去年五月"), at("去年五月", "九百米", end=True))
    assert best == ["九百米", "去年五月"]


def test_fact_stays_in_its_clause_and_a_reason_may_go_on() -> None:
    starts, ends = at("九百米"), at("宽二十米", "九百米", end=True)
    assert texts(AnswerKind.AMOUNT, starts, ends)[0] == "九百米"
    assert texts(AnswerKind.REASON, starts, ends)[0] == "九百米，宽二十米"


def test_spans_lose_the_marks_at_their_edges_and_share_no_character() -> None:
    spans = choose_spans(AnswerKind.OTHER, TEXT, [(6, 2.0), (0, 1.0)], [(12, 2.0), (7, 1.0)])
    assert TEXT[spans[0].start : spans[0].end] == "宽二十米"
    assert all(one.end <= other.start for one, other in zip(spans[1:], spans, strict=False))


@pytest.mark.parametrize("passage", ["……。。", "", "，"])
def test_passage_without_letters_has_no_span(passage: str) -> None:
    assert choose_spans(AnswerKind.OTHER, passage, [(0, 1.0)], [(len(passage), 1.0)]) == ()


def test_no_candidates_no_span() -> None:
    assert choose_spans(AnswerKind.OTHER, TEXT, [], []) == ()
