"""The sentences a reader may choose from."""

from index.article import Span
from qa.answer import Passage
from qa.reader.candidates import Candidate, find_paragraph, list_candidates, next_sentence
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
