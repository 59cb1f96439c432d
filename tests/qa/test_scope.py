"""What an answer under filters says of itself."""

from datetime import date

import pytest

from index.messages import say
from index.snapshot import Filters
from qa.answer import Status
from qa.asking import QuestionAnswering
from qa.scope import describe_filters

MAY, LATER = date(2020, 5, 1), date(2021, 4, 2)


@pytest.mark.parametrize(
    ("filters", "described"),
    [
        (Filters(), ""),
        (Filters(MAY, LATER), "在 2020-05-01 至 2021-04-02 发布"),
        (Filters(MAY, MAY), "在 2020-05-01 发布"),
        (Filters(since=MAY), "在 2020-05-01 及以后发布"),
        (Filters(until=MAY), "在 2020-05-01 及以前发布"),
        (Filters(sources=("甲报", "乙报")), "来自“甲报”、“乙报”"),
        (Filters(MAY, None, ("甲", "乙", "丙", "丁")), "在 2020-05-01 及以后发布、来自“甲”、“乙”、“丙”等 4 家"),
        (Filters(articles=("a",)), "指定"),
    ],
)
def test_filters_are_described(filters: Filters, described: str) -> None:
    assert say(describe_filters(filters)) == described


def test_answer_keeps_the_filters_it_was_asked_under(answering: QuestionAnswering) -> None:
    filters = Filters(since=MAY, sources=("澄青日报",))
    answer = answering.ask("澄青大桥全长多少米？", filters)
    assert (answer.status, answer.filters) == (Status.ANSWERED, filters)
    assert answering.ask("澄青大桥全长多少米？").filters == Filters()


def test_refusal_counts_the_articles_that_fit(answering: QuestionAnswering) -> None:
    question = "水库里有什么鱼？"
    assert answering.ask(question).text.endswith("（已检索 3 篇文章）。")
    refusal = answering.ask(question, Filters(sources=("澄青日报",))).text
    assert refusal == "这些文章里没有找到能回答这个问题的依据（已检索来自“澄青日报”的 2 篇文章）。"


def test_filters_no_article_passes_are_said(answering: QuestionAnswering) -> None:
    answer = answering.ask("澄青大桥全长多少米？", Filters(date(1990, 1, 1), date(1990, 12, 31)))
    assert answer.text == "资料库里没有在 1990-01-01 至 1990-12-31 发布的文章，请放宽或去掉筛选条件。"
    assert (answer.status, answer.passages) == (Status.NO_EVIDENCE, ())
    assert answering.ask(" ", Filters(until=date(1990, 1, 1))).text == "请输入一个问题。"
