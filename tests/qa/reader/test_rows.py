"""Rows of a table: the one that the question names, or all that it names."""

import pytest

from index.article import Article, Paragraph
from qa.question import read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.rows import find_row_list, find_tables, pick_rows

LINES = (
    "游船时刻\n码头：东岸；首班：8:00；电话：5550011",
    "码头：西岸；首班：9:00；电话：5550012",
    "码头：西岸北；首班：9:30；电话：5550013",
    "雨天停航；请留意：广播。",
)
ARTICLE = Article("boats", "月湖游船", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(LINES, 1)))
ROWS = [(1, 5, len(LINES[0])), (2, 0, len(LINES[1])), (3, 0, len(LINES[2]))]
SCORED = [Scored(Candidate(ARTICLE, p, start, end, 0), 1.0 - p / 10) for p, start, end in ROWS]


def test_lines_with_the_same_heads_are_one_table() -> None:
    assert [[(row.paragraph, row.start, row.end) for row in table] for table in find_tables(ARTICLE)] == [ROWS]


def test_only_the_row_that_is_named_stays_and_its_asked_cell_is_marked() -> None:
    (kept,) = pick_rows(read_question("西岸北码头电话多少"), SCORED)
    assert kept.candidate.text == LINES[2]
    assert kept.marked is not None and kept.candidate.text[slice(*kept.marked)] == "5550013"


MENU = (
    "日子：初一；午间主菜：烧鱼；午间素菜：木耳；用时：25分钟；火候：180度",
    "日子：初二；午间主菜：炖鸡；午间素菜：豆腐；用时：40分钟；火候：90度",
)
MEALS = Article("menu", "食堂菜单", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(MENU, 1)))


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("初二午间主菜是什么", "炖鸡"),
        ("初二午间素菜是什么", "豆腐"),
        ("炖鸡要多久", "40分钟"),
        ("炖鸡用多少度", "90度"),
        ("初二午间吃什么", None),
    ],
)
def test_cell_asked_for_by_its_head_or_its_measure_is_marked(question: str, marked: str | None) -> None:
    scored = [Scored(Candidate(MEALS, n, 0, len(text), 0), 1.0) for n, text in enumerate(MENU, 1)]
    (kept,) = pick_rows(read_question(question), scored)
    assert (kept.marked and kept.candidate.text[slice(*kept.marked)]) == marked


def test_named_row_is_put_in_where_no_sentence_was_it() -> None:
    (kept,) = pick_rows(read_question("西岸北码头首班几点"), SCORED[:2])
    assert (kept.candidate.text, kept.score) == (LINES[2], SCORED[0].score)


def test_rows_stay_where_the_question_names_none() -> None:
    assert pick_rows(read_question("游船首班几点"), SCORED) == SCORED


def test_list_of_what_a_column_holds_is_all_rows() -> None:
    quotes = find_row_list(read_question("有哪些码头"), SCORED)
    assert [quote.text for quote in quotes] == [LINES[0][5:], LINES[1], LINES[2]]


def test_first_cell_without_a_head_names_its_row() -> None:
    lines = ("指示灯含义如下。", "RUN；常亮：运行；闪烁：启动中", "ALM；常亮：断电；闪烁：过热")
    article = Article("lamps", "水泵说明", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(lines, 1)))
    (table,) = find_tables(article)
    assert [[cell.value for cell in row.cells] for row in table] == [["RUN", "运行", "启动中"], ["ALM", "断电", "过热"]]
