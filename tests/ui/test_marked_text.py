from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import RemovedLine, Span
from tests.conftest import make_article
from ui.article_view import Mark, OpenedArticle, article_data, cut_blocks, cut_marked_paragraphs, cut_pieces
from ui.language.texts import ZH


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
    assert cut_blocks(article, marks) == [
        [plain("第一段。")],
        [marked("第二", 1), plain("段。")],
        [marked("第三段。", 2)],
    ]
    assert cut_marked_paragraphs(article, marks[:1]) == [[marked("第二", 1), plain("段。")]]


def test_day_stands_behind_the_word_that_means_it_and_is_no_part_of_the_text() -> None:
    article = make_article("a", "会议昨天召开。\n近日落幕。", published=date(2024, 5, 2))
    assert cut_blocks(article, [Mark(1, Span(1, 0, 7))]) == [
        [{**marked("会议昨天", 1), "added": "〔2024-05-01〕"}, marked("召开。", 1)],
        [plain("近日落幕。")],
    ]


def test_rows_are_shown_as_a_table_with_the_cited_one_marked() -> None:
    text = "接种点如下。\n街道：白鹭街道；电话：5551002\n街道：松岩街道；备注：周日休息；电话：5551001\n请自带证件。"
    article = make_article("a", text)
    first, table, last = cut_blocks(article, [Mark(1, Span(3, 0, 26)), Mark(2, Span(2, 11, 18))])
    assert (first, last) == ([plain("接种点如下。")], [plain("请自带证件。")])
    assert table == {
        "heads": ["街道", "电话", "备注"],
        "rows": [
            {"cells": [[plain("白鹭街道")], [marked("5551002", 2)], []], "is_marked": True},
            {"cells": [[marked("松岩街道", 1)], [marked("5551001", 1)], [marked("周日休息", 1)]], "is_marked": True},
        ],
    }


def test_single_row_and_lines_of_a_form_stay_lines() -> None:
    article = make_article(
        "a", "街道：白鹭街道；电话：5551002\n联系人：祁砚秋\n时间：周日；地点：广场\n他说：好；我说：不好。"
    )
    assert [type(block) for block in cut_blocks(article, [])] == [list, list, list, list]


def test_what_was_left_out_is_shown_with_what_it_was_taken_for() -> None:
    data = article_data(
        OpenedArticle(make_article("a", "正文。"), (), 0, (RemovedLine("首页 要闻", "导航与按钮"),)), ZH
    )
    assert data["removed"] == [["导航与按钮", "首页 要闻"]]
    assert data["labels"]["removed"] == "未收入的内容（1 行）"
