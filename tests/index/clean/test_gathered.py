"""A text that gathers several articles is read as several, one that is a single article as one."""

# ruff: noqa: E501  (sample texts read better unbroken)

from datetime import date

import pytest

from index.article import Article
from index.clean.gathered import split_gathered
from index.load.loader import read_article_bytes

FIRST = "芦滩的灰鹤今年比往年早到九天，昨日清点共有412只。"
SECOND = "鹤岛今起封岛，下月十五日重新开放，票款三日内退回。"
LABELLED = f"【标题】灰鹤早到\n【日期】2023-10-11\n【来源】芦滩简报\n【正文】\n{FIRST}\n\n【标题】鹤岛封岛\n【日期】2023-10-20\n【来源】芦滩简报\n【正文】{SECOND}\n"
DRAWN = f"灰鹤早到\n芦滩简报　2023-10-11\n\n{FIRST}\n\n========\n\n鹤岛封岛\n来源：芦滩简报　2023年10月20日\n\n{SECOND}\n========\n"


def read(text: str) -> list[Article]:
    return [item for item in read_article_bytes(text.encode(), "合订.txt", "合订.txt") if isinstance(item, Article)]


@pytest.mark.parametrize("text", [LABELLED, LABELLED.replace("【", "").replace("】", "："), DRAWN])
def test_each_article_has_its_own_title_day_and_text(text: str) -> None:
    articles = read(text)
    assert [(a.id, a.title, a.published, a.source) for a in articles] == [
        ("合订.txt#1", "灰鹤早到", date(2023, 10, 11), "芦滩简报"),
        ("合订.txt#2", "鹤岛封岛", date(2023, 10, 20), "芦滩简报"),
    ]
    assert [[p.text for p in a.paragraphs] for a in articles] == [[FIRST], [SECOND]]


def test_labels_and_lines_that_part_are_listed() -> None:
    assert [line.text for line in read(LABELLED)[1].removed][:2] == ["【标题】鹤岛封岛", "【日期】2023-10-20"]
    assert [line.text for line in read(DRAWN)[1].removed][:2] == ["========", "========"]


@pytest.mark.parametrize(
    "text",
    [
        f"灰鹤早到\n芦滩简报　2023-10-11\n\n{FIRST}\n--------\n{SECOND}\n",
        f"报名须知\n\n一、时间\n{FIRST}\n--------\n二、地点\n{SECOND}\n",
        f"【标题】灰鹤早到\n【正文】\n{FIRST}{SECOND}\n",
        f"标题：灰鹤早到\n标题：鹤岛封岛\n{FIRST}\n",
        "",
    ],
)
def test_parts_without_a_title_and_a_day_of_their_own_are_one_article(text: str) -> None:
    assert split_gathered(text) == []


def test_when_something_takes_place_stays_in_its_text() -> None:
    text = f"标题：观鹤\n日期：10月15日早上六点\n地点：鹤岛码头\n{FIRST}\n\n标题：讲座\n日期：10月16日\n{SECOND}\n"
    first, second = split_gathered(text)
    assert "日期：10月15日早上六点" in first.text
    assert second.published is None
