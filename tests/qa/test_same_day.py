"""What a question about the day of an event asks for, and the day that a statement tells."""

from datetime import date

import pytest

from index.article import Article, Paragraph
from qa.answer import DraftStatement, Quote
from qa.same_day import day_told, read_same_day


@pytest.mark.parametrize(
    ("text", "event", "asked"),
    [
        ("望舟大桥通车当天，缆车运送了多少游客？", "望舟大桥通车是哪天？", "2024年6月28日缆车运送了多少游客？"),
        ("渔汛开始的当月，码头卸了多少鱼？", "渔汛开始是哪天？", "2024年6月码头卸了多少鱼？"),
        ("灯塔点亮那年，镇里有多少户？", "灯塔点亮是哪天？", "2024年镇里有多少户？"),
    ],
)
def test_question_about_the_day_of_an_event(text: str, event: str, asked: str) -> None:
    linked = read_same_day(text)
    assert linked is not None
    assert (linked.day_question, linked.question_of(date(2024, 6, 28))) == (event, asked)


@pytest.mark.parametrize("text", ["当天缆车运送了多少游客？", "望舟大桥哪天通车？", "灯塔点亮那年镇里有多少户？", ""])
def test_other_questions(text: str) -> None:
    assert read_same_day(text) is None


@pytest.mark.parametrize(
    ("text", "highlight", "day"),
    [
        ("6月28日，望舟大桥通车。", None, date(2024, 6, 28)),
        ("6月20日验收，28日通车。", None, None),
        ("6月20日验收，6月28日通车。", (8, 13), date(2024, 6, 28)),
        ("望舟大桥通车。", None, None),
    ],
)
def test_day_told(text: str, highlight: tuple[int, int] | None, day: date | None) -> None:
    article = Article("a", "望舟大桥", date(2024, 7, 2), "", "", "", (Paragraph(1, text),))
    quote = Quote(article, 1, 0, len(text))
    assert day_told([DraftStatement(text, (quote,), highlight)]) == day
