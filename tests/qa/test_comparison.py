"""Which of two is more is said only where both answers hold one plain amount of the same kind."""

from dataclasses import replace

import pytest

from index.article import Article, Paragraph
from qa.answer import DraftStatement, Quote
from qa.comparison import are_of_two_matters, decide
from qa.joined import Comparison


def _said(text: str) -> list[DraftStatement]:
    article = Article("a", "", None, "", "", "", (Paragraph(1, text),))
    return [DraftStatement(text, (Quote(article, 1, 0, len(text)),))]


@pytest.mark.parametrize(
    ("by", "left", "right", "which"),
    [
        ("长", "甲桥全长1260米。", "乙桥长0.98公里。", "甲更长：甲1260米，乙0.98公里"),
        ("便宜", "甲每杯16元。", "乙每杯12元。", "乙更便宜：甲16元，乙12元"),
        ("长", "甲桥全长900米。", "乙桥长0.9公里。", "两者相同：甲900米，乙0.9公里"),
        ("长", "甲桥长900米，引桥长80米。", "乙桥长0.9公里。", ""),
        ("贵", "甲卖16元。", "乙卖12美元。", ""),
        ("大", "甲的扭矩340N·m。", "乙的扭矩258N·m。", "甲更大：甲340N·m，乙258N·m"),
        ("高", "甲水硬度412毫克/升。", "乙水硬度86毫克/升。", "甲更高：甲412毫克/升，乙86毫克/升"),
        ("贵", "甲粮2980元/吨。", "乙粮3350元/吨。", "乙更贵：甲2980元/吨，乙3350元/吨"),
        ("大", "甲噪声52分贝。", "乙风量61立方米。", ""),
    ],
)
def test_which_it_is(by: str, left: str, right: str, which: str) -> None:
    assert decide(Comparison(("甲", "乙"), by), [_said(left), _said(right)]) == which


def test_figure_stands_apart_from_a_model_code_and_its_number_is_no_figure() -> None:
    (said,) = _said("T6重190克，T6 Pro重240克，T6充电9小时。")
    left, right = replace(said, highlight=(3, 7)), replace(said, highlight=(15, 19))
    assert decide(Comparison(("T6", "T6 Pro"), "轻"), [[left], [right]]) == "T6更轻：T6 190克，T6 Pro 240克"
    assert decide(Comparison(("T6", "T6 Pro"), "快"), [_said("T6用有线充电。"), _said("T6 Pro用无线充电。")]) == ""


def test_nothing_is_said_where_one_has_no_answer() -> None:
    assert decide(Comparison(("甲", "乙"), "长"), [_said("甲长5米。"), []]) == ""


def test_nothing_is_said_where_both_were_answered_by_the_same_sentence() -> None:
    said = _said("甲班每期900元。")
    assert decide(Comparison(("甲班", "乙班"), "贵"), [said, said]) == ""


def test_two_places_marked_in_one_sentence_are_compared() -> None:
    (said,) = _said("甲班每期900元，乙班每期700元。")
    left, right = replace(said, highlight=(4, 8)), replace(said, highlight=(13, 17))
    assert decide(Comparison(("甲班", "乙班"), "贵"), [[left], [right]]) == "甲班更贵：甲班900元，乙班700元"


ROWS = (
    "项目：漆门；木料：松木；价格（元）：80",
    "项目：漆门；木料：橡木；价格（元）：95",
    "项目：漆窗；木料：橡木；价格（元）：60",
)


def test_number_of_a_row_has_the_unit_of_its_head() -> None:
    rows = [[replace(_said(row)[0], highlight=(len(row) - 2, len(row)))] for row in ROWS[:2]]
    assert decide(Comparison(("松木", "橡木"), "贵"), rows) == "橡木更贵：松木80元，橡木95元"


def test_several_rows_with_different_amounts_decide_nothing() -> None:
    rows = [replace(_said(row)[0], highlight=(len(row) - 2, len(row))) for row in ROWS]
    assert decide(Comparison(("漆门", "漆窗"), "贵"), [rows[:2], rows[2:]]) == ""


@pytest.mark.parametrize(
    ("asked", "left", "right", "are_two"),
    [
        ("漆门松木多少钱橡木多少钱", 0, 2, True),
        ("漆门松木多少钱漆门橡木多少钱", 0, 1, False),
        ("橡木漆门多少钱漆窗多少钱", 1, 2, False),
        ("松木多少钱橡木多少钱", 0, 1, False),
    ],
)
def test_rows_of_two_matters_are_told_apart(asked: str, left: int, right: int, are_two: bool) -> None:
    assert are_of_two_matters(asked, [_said(ROWS[left]), _said(ROWS[right])]) is are_two
