"""The figures of the project's own questions, everything real: they may rise, they may not fall."""

from pathlib import Path

import pytest

from qa.answer import Status
from qa.asking import QuestionAnswering
from qa.evaluation import Asked, Figures, ask_all, compute_figures, read_question_set

HERE = Path(__file__).parent

pytestmark = [pytest.mark.model, pytest.mark.long]


@pytest.fixture(scope="module")
def asked(samples: QuestionAnswering) -> list[Asked]:
    return ask_all(samples, read_question_set(HERE / "questions.jsonl"))


@pytest.fixture(scope="module")
def figures(asked: list[Asked]) -> Figures:
    return compute_figures(asked)


@pytest.mark.parametrize(
    ("name", "least"),
    [("hit_1", 0.98), ("hit_5", 0.99), ("accuracy", 0.8), ("right_source", 0.97), ("refusal", 0.75)],
)
def test_figure_does_not_fall(figures: Figures, name: str, least: float) -> None:
    value = getattr(figures, name)
    assert value is not None
    assert value >= least


def test_answerable_questions_are_seldom_refused(figures: Figures) -> None:
    assert figures.false_refusal is not None
    assert figures.false_refusal <= 0.08


def test_every_statement_is_cited_and_every_quote_verbatim(asked: list[Asked]) -> None:
    answers = [item.answer for item in asked if item.answer.status is Status.ANSWERED]
    assert len(answers) > 100
    for answer in answers:
        assert all(statement.citations for statement in answer.statements)
        for citation in answer.citations:
            quote = citation.quote
            assert quote.paragraph_text[quote.start : quote.end] == quote.text != ""
