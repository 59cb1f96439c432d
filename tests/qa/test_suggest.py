"""Questions made from articles: only such as a reader can understand, and only such as are answered."""

from dataclasses import replace

import pytest

from index.messages import Message
from qa.answer import Answer, Citation, Quote, Status, Timings
from qa.suggest import questions_of, suggest_questions
from tests.conftest import make_article

RAIN = make_article("rain", "8月3日，青山镇降雨量为52毫米。镇里转移了17户居民。", title="青山镇大雨通报")
TEA = make_article("tea", "绿水乡茶园种植了640亩春茶。", title="春茶开采")


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("青山镇降雨量为52毫米。", ["青山镇降雨量为多少毫米？"]),
        ("青山镇共转移了近17户居民。", ["青山镇共转移了多少户居民？"]),
        ("青山镇大雨通报提出三条措施：一是巡查。", ["青山镇大雨通报提出哪三条措施？"]),
        ("镇里当晚转移了17户居民。", []),  # whose town?
        ("其中青山镇转移了17户居民。", []),  # of what?
        ("8月3日青山镇转移了17户居民。", []),  # a date and a number
        ("青山镇17户居民。", []),  # no sentence
        ("青山镇于2024年建成了水库。", []),  # a year is no amount
        ("青山镇的第3所小学建成。", []),  # nor is a place in a row
        ("青山镇降雨量为52%。", []),
    ],
)
def test_only_what_stands_alone_becomes_a_question(text: str, questions: list[str]) -> None:
    made = questions_of(make_article("a", text, title="青山镇大雨通报"))
    assert [each.question for each in made] == questions


def answered_from(article_id: str, question: str, end: int | None = None) -> Answer:
    """Return an answer that begins with the first paragraph of an article, up to `end`."""
    article = {"rain": RAIN, "tea": TEA}[article_id]
    quote = Quote(article, 1, 0, end or len(article.paragraphs[0].text))
    return Answer(question, Status.ANSWERED, (), (Citation(1, quote),), (), None, Timings(1, 1, 1))


def test_one_question_an_article_and_no_more_than_asked_for() -> None:
    asked: list[str] = []

    def ask(question: str) -> Answer:
        asked.append(question)
        return answered_from("rain" if "降雨" in question else "tea", question)

    assert list(suggest_questions([RAIN, TEA], ask, 2)) == ["青山镇降雨量为多少毫米？", "绿水乡茶园种植了多少亩春茶？"]
    assert list(suggest_questions([RAIN, TEA], ask, 1)) == ["青山镇降雨量为多少毫米？"]
    assert len(asked) == 3


def test_question_refused_or_answered_from_elsewhere_is_not_offered() -> None:
    refusal = replace(answered_from("rain", "?"), status=Status.NO_EVIDENCE, citations=(), refusal=Message("no-more"))
    assert list(suggest_questions([RAIN], lambda question: refusal, 2)) == []
    assert list(suggest_questions([RAIN], lambda question: answered_from("tea", question), 2)) == []


def test_question_answered_first_with_another_sentence_of_the_article_is_not_offered() -> None:
    assert list(suggest_questions([RAIN], lambda question: answered_from("rain", question, end=5), 2)) == []
