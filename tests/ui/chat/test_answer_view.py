from dataclasses import replace
from datetime import date

import pytest

from index.article import Article, Span
from index.messages import Message, sentence
from index.snapshot import Filters
from qa.answer import Answer, Citation, Passage, Quote, Statement, Status, Timings
from qa.scope import describe_filters
from tests.conftest import make_article
from ui.article_view import Mark, article_data
from ui.chat.answer_view import OpenedArticle, answer_data, find_opened
from ui.language.texts import EN, ZH

RAIN = make_article(
    "rain.txt", "8月3日下雨。\n<script>alert(1)</script>转移17户。", title="<b>雨</b>", published=date(2024, 8, 4)
)
TEA = make_article("tea.txt", "春茶开采。", title="", source="茶报", author="叶青")
PLAIN = {"before": "", "after": "", "unsupported": ""}
"""What a statement carries to which nothing was added."""


def answered(*quotes: Quote) -> Answer:
    statements = tuple(Statement(quote.text, (number,), (0, 2)) for number, quote in enumerate(quotes, 1))
    citations = tuple(Citation(number, quote) for number, quote in enumerate(quotes, 1))
    return Answer("问？", Status.ANSWERED, statements, citations, (), None, Timings(1, 2, 340))


def refused(*passages: tuple[Article, Span]) -> Answer:
    ranked = tuple(Passage(rank, 1 / rank, rank, article, (span,)) for rank, (article, span) in enumerate(passages, 1))
    return Answer("问？", Status.NO_EVIDENCE, (), (), ranked, sentence("没有依据。"), Timings(1, 2, 30))


TWO_ARTICLES = answered(Quote(RAIN, 2, 25, 31), Quote(TEA, 1, 0, 5), Quote(RAIN, 1, 0, 7))


def test_statements_carry_their_short_answer_and_citations() -> None:
    assert answer_data(TWO_ARTICLES, ZH, is_last=True)["statements"] == [
        {"pieces": [{"text": "转移", "marks": [1]}, {"text": "17户。", "marks": []}], "citations": [1], **PLAIN},
        {"pieces": [{"text": "春茶", "marks": [1]}, {"text": "开采。", "marks": []}], "citations": [2], **PLAIN},
        {"pieces": [{"text": "8月", "marks": [1]}, {"text": "3日下雨。", "marks": []}], "citations": [3], **PLAIN},
    ]


def test_one_card_an_article_marks_all_that_is_cited_from_it() -> None:
    assert answer_data(TWO_ARTICLES, ZH, is_last=True)["cards"] == [
        {
            "numbers": [1, 3],
            "title": "<b>雨</b>",
            "meta": ["2024-08-04", "来源不详"],
            "also": "",
            "paragraphs": [
                [{"text": "8月3日下雨。", "marks": [3]}],
                [{"text": "<script>alert(1)</script>", "marks": []}, {"text": "转移17户。", "marks": [1]}],
            ],
        },
        {
            "numbers": [2],
            "title": "〔首句〕春茶开采",
            "meta": ["日期不详", "茶报", "叶青"],
            "also": "",
            "paragraphs": [[{"text": "春茶开采。", "marks": [2]}]],
        },
    ]


def test_refusal_offers_each_near_article_once_and_marks_nothing() -> None:
    data = answer_data(refused((TEA, Span(1, 0, 4)), (RAIN, Span(1, 0, 7)), (TEA, Span(1, 4, 5))), ZH, is_last=True)
    assert (data["refusal"], data["heading"]) == ("没有依据。", "最接近的文章")
    assert [(card["title"], card["numbers"], card["paragraphs"]) for card in data["cards"]] == [
        ("〔首句〕春茶开采", [], [[{"text": "春茶开采", "marks": []}]]),
        ("<b>雨</b>", [], [[{"text": "8月3日下雨。", "marks": []}]]),
    ]


def test_refusal_under_filters_is_said_in_the_readers_language() -> None:
    filters = Filters(until=date(2024, 8, 4), sources=("茶报",))
    searched = Message("searched-within", {"scope": describe_filters(filters), "count": 2})
    answer = replace(refused(), refusal=Message("no-evidence", {"searched": searched}), filters=filters)
    assert answer_data(answer, ZH, is_last=True)["refusal"] == (
        "这些文章里没有找到能回答这个问题的依据（已检索在 2024-08-04 及以前发布、来自“茶报”的 2 篇文章）。"
    )
    drawn = answer_data(answer, EN, is_last=True)
    said = "published on or before 2024-08-04, by 茶报"
    assert drawn["refusal"].endswith(f"answers this question (searched: {said}, articles: 2).")
    assert drawn["notes"] == [f"Searched only articles {said}."]


def test_notes_say_how_the_question_was_read_and_the_answer_made() -> None:
    answer = replace(TWO_ARTICLES, stand_alone="青山镇呢？", notes=(sentence("聊天模型连不上，改用原文回答。"),))
    data = answer_data(answer, ZH, is_last=True)
    assert (data["notes"], data["remark"]) == (["按这个问题检索：青山镇呢？"], "聊天模型连不上，改用原文回答。")


@pytest.mark.parametrize(
    ("milliseconds", "shown"), [(30.0, "用时不到 0.1 秒"), (340.0, "用时 0.3 秒"), (2040.0, "用时 2.0 秒")]
)
def test_time_taken_is_said_in_seconds(milliseconds: float, shown: str) -> None:
    answer = Answer("问？", Status.NO_EVIDENCE, (), (), (), sentence("没有。"), Timings(0, 0, milliseconds))
    assert answer_data(answer, ZH, is_last=False)["took"] == shown


def test_card_opens_its_article_at_the_citation_looked_at() -> None:
    assert find_opened(TWO_ARTICLES, {"card": 0, "number": 3}) == OpenedArticle(
        RAIN, (Mark(1, Span(2, 25, 31)), Mark(3, Span(1, 0, 7))), 3
    )


def test_near_article_opens_at_the_passage() -> None:
    answer = refused((RAIN, Span(2, 0, 4)))
    assert find_opened(answer, {"card": 0, "number": 0}) == OpenedArticle(RAIN, (Mark(0, Span(2, 0, 4)),), 0)


@pytest.mark.parametrize(
    "request_", [None, {}, {"card": 2}, {"card": -1}, {"card": "0"}, 0, "card", [0]], ids=lambda value: repr(value)
)
def test_anything_else_the_browser_sends_opens_nothing(request_: object) -> None:
    assert find_opened(TWO_ARTICLES, request_) is None


@pytest.mark.parametrize(
    ("location", "shown", "link"),
    [
        ("/srv/articles/雨.txt", "雨.txt", ""),
        ("https://example.com/a?b=1", "https://example.com/a?b=1", "https://example.com/a?b=1"),
        ("javascript:alert(1)//http://", "http:", ""),
    ],
    ids=["file", "web", "script"],
)
def test_only_web_addresses_become_links_and_no_path_is_told(location: str, shown: str, link: str) -> None:
    article = Article("a", "题", None, "", "", location, RAIN.paragraphs)
    data = article_data(OpenedArticle(article, (), 0), ZH)
    assert (data["location"], data["link"]) == (shown, link)


def test_added_words_and_missing_support_are_drawn_as_such() -> None:
    article = make_article("a", "大橋通車。")
    quote = Quote(article, 1, 0, 5)
    statements = (
        Statement("大橋通車。", (1,), before="澜青大桥", after="大桥通车。"),
        Statement("大桥很长。", (), is_supported=False),
    )
    answer = Answer("?", Status.ANSWERED, statements, (Citation(1, quote),), (), None, Timings(1, 1, 2))
    drawn = answer_data(answer, ZH, is_last=True)["statements"]
    assert [(item["before"], item["after"], item["unsupported"]) for item in drawn] == [
        ("〔澜青大桥〕", "〔大桥通车。〕", ""),
        ("", "", "未找到依据"),
    ]
