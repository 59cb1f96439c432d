"""What happened 昨天 is found and shown by its day, and what is cited stays word for word."""

from datetime import date

import pytest

from index.library import Library
from index.settings import Settings
from qa.asking import QuestionAnswering, question_answering_over
from qa.export import export_answers, to_markdown
from qa.json_form import answer_to_json
from qa.question import read_question
from tests.conftest import add_articles, make_article
from tests.toy_reader import ToyReader

FERRY = make_article(
    "ferry",
    "昨天上午，白鹭洲渡口恢复通航。上周五，渡口换了新船。\n近日水位回落。",
    title="白鹭洲渡口恢复通航",
    published=date(2024, 5, 2),
)
OTHERS = [
    make_article(f"other-{day}", f"昨天，第{day}届读书会举行。", title="读书会", published=date(2024, 4, day))
    for day in (3, 4, 5)
]


@pytest.fixture
def days(library: Library) -> QuestionAnswering:
    add_articles(library, FERRY, *OTHERS)
    return question_answering_over(library, Settings(), ToyReader())


@pytest.mark.parametrize(
    ("question", "article"),
    [("5月1日发生了什么", "ferry"), ("2024年4月26日的事", "ferry"), ("4月3日有什么", "other-4")],
)
def test_day_finds_the_article_that_calls_it_yesterday(days: QuestionAnswering, question: str, article: str) -> None:
    with days.library.snapshot() as snapshot:
        found = days.retriever.retrieve(snapshot, read_question(question))
    assert found[0].article.id == article


def test_passage_tells_the_reader_which_days_are_meant(days: QuestionAnswering) -> None:
    passage = days.retrieve("白鹭洲渡口什么时候恢复通航？")[0]
    assert passage.context == "白鹭洲渡口恢复通航 昨天：2024年5月1日 上周五：2024年4月26日"


def test_day_is_shown_in_added_words_and_the_quote_stays_verbatim(days: QuestionAnswering) -> None:
    answer = days.ask("白鹭洲渡口什么时候恢复通航？")
    assert answer.statements[0].text == "昨天上午，白鹭洲渡口恢复通航。"
    told = answer_to_json(answer)
    assert told["statements"][0]["text"] == "昨天上午，白鹭洲渡口恢复通航。〔昨天：2024-05-01〕"
    assert told["answer"].startswith("昨天上午，白鹭洲渡口恢复通航。〔昨天：2024-05-01〕[1]")
    citation = told["citations"][0]
    assert citation["quote"] == "昨天上午，白鹭洲渡口恢复通航。"
    assert citation["paragraph_text"][citation["start"] : citation["end"]] == citation["quote"]
    assert citation["days"] == [{"start": 0, "end": 2, "day": "2024-05-01", "is_month": False}]


def test_exported_statement_says_the_day_and_keeps_the_short_answer(days: QuestionAnswering) -> None:
    answer = days.ask("白鹭洲渡口什么时候恢复通航？")
    document = export_answers([answer], day="2024-05-03")
    statement = document.turns[0].statements[0]
    assert statement.text == "昨天上午，白鹭洲渡口恢复通航。"
    assert statement.after == "〔昨天：2024-05-01〕"
    assert statement.highlight is not None
    assert statement.text[slice(*statement.highlight)] == statement.text
    assert "昨天上午，白鹭洲渡口恢复通航。〔昨天：2024-05-01〕" in to_markdown(document)
