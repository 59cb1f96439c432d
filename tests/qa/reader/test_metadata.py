"""Questions about an article instead of its story."""

from dataclasses import replace
from datetime import date

import pytest

from index.article import Article, Field, Paragraph, Span
from qa.answer import Passage, header_text
from qa.question import WordWeights, read_question
from qa.reader.metadata import (
    answer_from_header,
    find_asked_field,
    may_be_in_text,
    names_other_work,
    strip_field_words,
)
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
        ("大桥通车这篇文章的作者是谁", "作者"),
        ("本文作者是谁", "作者"),
        ("作者是谁？", "作者"),
        ("《大桥通车》的作者是谁", "作者"),
        ("谁是大桥通车这篇报道的作者", "作者"),
        ("大桥通车的稿子是哪位记者写的", "作者"),
        ("俄罗斯拘留的记者是谁", ""),
        ("被打的记者叫什么", ""),
        ("报道里被拘留的记者是谁", ""),
        ("被扣押的《晨报》记者是谁", ""),
        ("这幅壁画的作者是谁", ""),
        ("哪位记者获得了一等奖", ""),
        ("谁是新剧的作者", ""),
        ("获奖作者有哪些", ""),
        ("这份文件的文号是什么", "发文字号"),
        ("校车办法的索引号是多少", "索引号"),
        ("校车管理办法的有效期是多久", "有效期"),
        ("这份文件什么时候成文", ""),
        ("酸奶的有效期是多久", ""),
    ],
)
def test_asked_field(question: str, field: str) -> None:
    assert find_asked_field(read_question(question)) == field


@pytest.mark.parametrize(
    ("question", "is_other"),
    [("《大桥通车》的作者是谁", False), ("《青石谣》的作者是谁", True), ("介绍《青石谣》的文章是谁写的", False)],
)
def test_work_that_is_no_article_is_no_matter_of_headers(question: str, is_other: bool) -> None:
    assert names_other_work(read_question(question), [PASSAGE]) is is_other


def test_words_that_only_ask_are_stripped() -> None:
    assert strip_field_words(read_question("大桥通车的新闻是什么时候发布的？")).startswith("大桥通车")


def test_answer_quotes_the_header() -> None:
    (statement,) = answer_from_header("发布日期", WEIGHTS, [PASSAGE]).statements
    assert statement.text == "发布日期：2024年6月28日（2024-06-28）"
    (quote,) = statement.quotes
    assert (quote.paragraph, quote.text) == (0, statement.text)
    assert header_text(ARTICLE)[quote.start : quote.end] == statement.text


def test_field_of_a_document_is_answered_from_its_header() -> None:
    paper = replace(ARTICLE, fields=(Field("发文字号", "澜政发〔2024〕5号"), Field("有效期", "五年")))
    question = read_question("大桥通行办法的文号是什么")
    (statement,) = answer_from_header(find_asked_field(question), WEIGHTS, [replace(PASSAGE, article=paper)]).statements
    assert statement.text == "发文字号：澜政发〔2024〕5号"
    assert "文号" not in strip_field_words(question)
    missing = answer_from_header("案号", WEIGHTS, [replace(PASSAGE, article=paper)])
    assert may_be_in_text("案号", question, missing)
    assert not may_be_in_text("作者", question, missing)
    assert may_be_in_text("作者", read_question("《青石谣》是谁写的"), missing)
    assert not may_be_in_text("作者", read_question("介绍《青石谣》的文章是谁写的"), missing)


def test_unknown_field_is_refused() -> None:
    passage = replace(PASSAGE, article=replace(ARTICLE, author=""))
    draft = answer_from_header("作者", WEIGHTS, [passage])
    assert (draft.statements, said(draft.refusal)) == ((), "《大桥通车》没有注明作者。")


def test_article_that_speaks_of_something_else_is_not_meant() -> None:
    draft = answer_from_header("作者", WordWeights({"冬奥会": 1.0}), [PASSAGE])
    assert (draft.statements, said(draft.refusal)) == ((), "没有找到这个问题所说的文章，请写出它的标题或内容。")
