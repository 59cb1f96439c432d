from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Span
from tests.conftest import make_article
from ui.article_view import Mark, cut_article, cut_marked_paragraphs, cut_pieces


def plain(text: str) -> dict[str, object]:
    return {"text": text, "marks": []}


def marked(text: str, *numbers: int) -> dict[str, object]:
    return {"text": text, "marks": list(numbers)}


@pytest.mark.parametrize(
    ("marks", "pieces"),
    [
        ([], [plain("甲乙丙丁戊")]),
        ([(1, 3, 1)], [plain("甲"), marked("乙丙", 1), plain("丁戊")]),
        ([(0, 5, 1)], [marked("甲乙丙丁戊", 1)]),
        ([(0, 2, 1), (2, 4, 2)], [marked("甲乙", 1), marked("丙丁", 2), plain("戊")]),
        ([(0, 3, 1), (1, 5, 2)], [marked("甲", 1), marked("乙丙", 1, 2), marked("丁戊", 2)]),
        ([(3, 9, 1)], [plain("甲乙丙"), marked("丁戊", 1)]),
    ],
    ids=["none", "middle", "whole", "neighbours", "overlapping", "past the end"],
)
def test_marks_cut_the_text(marks: list[tuple[int, int, int]], pieces: list[dict[str, object]]) -> None:
    assert cut_pieces("甲乙丙丁戊", marks) == pieces


def test_characters_outside_the_basic_plane_count_once() -> None:
    assert cut_pieces("𠮷野家😀好", [(3, 4, 7)]) == [plain("𠮷野家"), marked("😀", 7), plain("好")]


@given(st.text(), st.lists(st.tuples(st.integers(-3, 30), st.integers(-3, 30), st.integers(0, 3))))
def test_pieces_always_join_to_the_text(text: str, marks: list[tuple[int, int, int]]) -> None:
    assert "".join(piece["text"] for piece in cut_pieces(text, marks)) == text


def test_article_is_cut_by_paragraph() -> None:
    article = make_article("a", "第一段。\n第二段。\n第三段。")
    marks = [Mark(1, Span(2, 0, 2)), Mark(2, Span(3, 0, 4))]
    assert cut_article(article, marks) == [
        [plain("第一段。")],
        [marked("第二", 1), plain("段。")],
        [marked("第三段。", 2)],
    ]
    assert cut_marked_paragraphs(article, marks[:1]) == [[marked("第二", 1), plain("段。")]]


def test_day_stands_behind_the_word_that_means_it_and_is_no_part_of_the_text() -> None:
    article = make_article("a", "会议昨天召开。\n近日落幕。", published=date(2024, 5, 2))
    assert cut_article(article, [Mark(1, Span(1, 0, 7))]) == [
        [{**marked("会议昨天", 1), "added": "〔2024-05-01〕"}, marked("召开。", 1)],
        [plain("近日落幕。")],
    ]
