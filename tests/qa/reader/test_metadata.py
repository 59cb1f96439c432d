"""Questions about an article instead of its story."""

from dataclasses import replace
from datetime import date

import pytest

from index.article import Article, Paragraph, Span
from qa.answer import Passage, header_text
from qa.question import WordWeights, read_question
from qa.reader.metadata import answer_from_header, find_asked_field, strip_field_words
from tests.said import said

ARTICLE = Article("a", "大桥通车", date(2024, 6, 28), "澜川晚报", "邬梅", "a.txt", (Paragraph(1, "大桥今天通车。"),))
WEIGHTS = WordWeights({"大桥": 1.0})
PASSAGE = Passage(1, 1.0, 1, ARTICLE, (Span(1, 0, 7),))


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("这篇报道是谁写的", "作者"),
        ("大桥通车的新闻是什么时候发布的？", "发布日期"),
        ("大桥通车那篇是哪天发的", "发布日期"),
        ("大桥通车的消息是哪家报纸登的？", "来源"),
        ("那篇文章的标题是什么", "标题"),
        ("大桥什么时候通车", ""),
        ("新政策是什么时候发布的", ""),
        ("谁写信感谢了消防员", ""),
    ],
)
def test_asked_field(question: str, field: str) -> None:
    assert find_asked_field(read_question(question)) == field


def test_words_that_only_ask_are_stripped() -> None:
    assert strip_field_words(read_question("大桥通车的新闻是什么时候发布的？")).startswith("大桥通车")


def test_answer_quotes_the_header() -> None:
    (statement,) = answer_from_header("发布日期", WEIGHTS, [PASSAGE]).statements
    assert statement.text == "发布日期：2024年6月28日（2024-06-28）"
    (quote,) = statement.quotes
    assert (quote.paragraph, quote.text) == (0, statement.text)
    assert header_text(ARTICLE)[quote.start : quote.end] == statement.text


def test_unknown_field_is_refused() -> None:
    passage = replace(PASSAGE, article=replace(ARTICLE, author=""))
    draft = answer_from_header("作者", WEIGHTS, [passage])
    assert (draft.statements, said(draft.refusal)) == ((), "《大桥通车》没有注明作者。")


def test_article_that_speaks_of_something_else_is_not_meant() -> None:
    draft = answer_from_header("作者", WordWeights({"冬奥会": 1.0}), [PASSAGE])
    assert (draft.statements, said(draft.refusal)) == ((), "没有找到这个问题所说的文章，请写出它的标题或内容。")
