"""Enumerations: every style of numbering, nested, interrupted, across paragraphs, and what only looks like one."""

from dataclasses import replace

import pytest

from index.article import Paragraph, Span
from index.chinese.enumeration import find_enumerations, head_of
from tests.conftest import make_article


def found(text: str) -> list[tuple[str, list[str]]]:
    """Return (style, items) of every enumeration of a text with one paragraph a line."""
    article = make_article("a", text)
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    return [
        (enumeration.style, [texts[span.paragraph][span.start : span.end] for span in enumeration.items])
        for enumeration in find_enumerations(article)
    ]


def leads(text: str) -> list[str]:
    article = make_article("a", text)
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    return [texts[e.lead.paragraph][e.lead.start : e.lead.end] for e in find_enumerations(article)]


@pytest.mark.parametrize(
    ("style", "markers"),
    [
        ("一是", ["一是", "二是", "三是"]),
        ("一要", ["一要", "二要", "三要"]),
        ("第一", ["第一，", "第二，", "第三，"]),
        ("第一", ["第一个是", "第二个是", "第三个是"]),
        ("其一", ["其一，", "其二，", "其三，"]),
        ("（一）", ["（一）", "（二）", "（三）"]),
        ("（一）", ["(一)", "(二)", "(三)"]),
        ("（1）", ["（1）", "（2）", "（3）"]),
        ("（1）", ["(1)", "(2)", "(3)"]),
        ("一、", ["一、", "二、", "三、"]),
        ("1.", ["1.", "2.", "3."]),
        ("1.", ["1、", "2、", "3、"]),
        ("①", ["①", "②", "③"]),
    ],
)
def test_every_style_in_one_paragraph_and_over_several(style: str, markers: list[str]) -> None:
    items = [f"{marker}{text}" for marker, text in zip(markers, ["修桥；", "铺路；", "植树。"], strict=True)]
    assert found("会议要求：" + "".join(items)) == [(style, items)]
    assert found("会议要求：\n" + "\n".join(items)) == [(style, items)]


def test_items_within_one_line_end_with_it() -> None:
    article = make_article("a", "前言。")
    paragraph = Paragraph(1, "第四条 禁止：（一）喧哗；（二）摇船。\n第五条 违者劝离。")
    found = find_enumerations(replace(article, paragraphs=(paragraph,)))
    assert [paragraph.text[span.start : span.end] for span in found[0].items] == ["（一）喧哗；", "（二）摇船。"]


def test_more_than_ten_items() -> None:
    numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
    items = [f"{numeral}是第{numeral}件事；" for numeral in numerals]
    assert found("".join(items)) == [("一是", items)]


@pytest.mark.parametrize(
    "text",
    [
        "没有列举的一段话。",
        "一是修桥。",
        "二是铺路；三是植树。",
        "一是修桥；三是植树。",
        "全长12.5公里，投资3.4亿元。",
        "会上是否同意，一是否二是否。",
        "统一是大势，唯二是例外。",
        "统一要求，统二要点。",
        "第一中学、第二中学。",
        "",
    ],
)
def test_what_is_no_enumeration(text: str) -> None:
    assert found(text) == []


def test_word_that_ends_like_a_marker_does_not_break_the_run() -> None:
    text = "一是修桥，全县统一是前提；二是铺路，万一是雨天就停工；三是植树。"
    assert found(text) == [
        ("一是", ["一是修桥，全县统一是前提；", "二是铺路，万一是雨天就停工；", "三是植树。"]),
    ]
    text = "一要修桥，统一要求；二要铺路；三要植树。"
    assert found(text) == [("一要", ["一要修桥，统一要求；", "二要铺路；", "三要植树。"])]


def test_second_enumeration_of_the_same_style_begins_anew() -> None:
    text = "王县长说，一是修桥；二是铺路。李局长说，一是植树；二是清河。"
    assert found(text) == [
        ("一是", ["一是修桥；", "二是铺路。"]),
        ("一是", ["一是植树；", "二是清河。"]),
    ]


def test_list_within_one_sentence_ends_with_it() -> None:
    text = "他请求：1.还款；2.付息；3.道歉。法院三月开庭。"
    assert found(text) == [("1.", ["1.还款；", "2.付息；", "3.道歉。"])]
    text = "1.还款。分三次。2.道歉。登报三天。"  # items of several sentences
    assert found(text) == [("1.", ["1.还款。分三次。", "2.道歉。登报三天。"])]


def test_run_that_is_interrupted_keeps_what_came_before() -> None:
    assert found("一是修桥；二是铺路；四是植树。") == [("一是", ["一是修桥；", "二是铺路；"])]


def test_nested_items_over_paragraphs() -> None:
    text = "（一）交通\n1.修桥。\n2.铺路。\n（二）绿化\n1.植树。\n2.种草。"
    assert found(text) == [
        ("（一）", ["（一）交通", "（二）绿化"]),
        ("1.", ["1.修桥。", "2.铺路。"]),
        ("1.", ["1.植树。", "2.种草。"]),
    ]


def test_nested_items_in_one_paragraph_end_with_the_item_around_them() -> None:
    text = "（一）交通：1.修桥；2.铺路。（二）绿化：1.植树；2.种草。"
    assert found(text) == [
        ("（一）", ["（一）交通：1.修桥；2.铺路。", "（二）绿化：1.植树；2.种草。"]),
        ("1.", ["1.修桥；", "2.铺路。"]),
        ("1.", ["1.植树；", "2.种草。"]),
    ]


def test_item_with_a_list_inside_it_and_more_behind() -> None:
    text = "一是抓交通，①修桥；②铺路。二是抓绿化。"
    assert found(text) == [
        ("一是", ["一是抓交通，①修桥；②铺路。", "二是抓绿化。"]),
        ("①", ["①修桥；", "②铺路。"]),
    ]


def test_paragraph_between_two_items_belongs_to_none() -> None:
    text = "一、修桥。\n桥长三百米。\n二、铺路。"
    assert found(text) == [("一、", ["一、修桥。", "二、铺路。"])]


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("大家鼓掌。会议提出三项要求：一是修桥；二是铺路。", "会议提出三项要求："),
        ("会议提出三项要求。一是修桥；二是铺路。", "会议提出三项要求。"),
        ("会议提出三项要求：\n一是修桥；\n二是铺路。", "会议提出三项要求："),
        ("一是修桥；二是铺路。", ""),
        ("会议要求一是修桥；二是铺路。", "会议要求"),
    ],
)
def test_lead_is_what_introduces_the_list(text: str, lead: str) -> None:
    assert leads(text) == [lead]


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("一是加强道路巡查；发现问题立即处理。", "一是加强道路巡查；"),
        ("一是修桥。桥长三百米。", "一是修桥。桥长三百米。"),
        ("一是加强道路巡查", "一是加强道路巡查"),
        ("一是" + "长" * 130 + "。短。", "一是" + "长" * 130 + "。短。"),
    ],
)
def test_head_is_the_first_clause_of_an_item(text: str, head: str) -> None:
    span = head_of(text, Span(3, 0, len(text)))
    assert (span.paragraph, text[span.start : span.end]) == (3, head)
