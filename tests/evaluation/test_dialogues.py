"""The figure of follow-ups, everything real: without a chat model the second turn finds the right article."""

from pathlib import Path

import pytest

from qa.asking import QuestionAnswering
from qa.evaluation import Asked, ask_all, compute_figures, read_question_set

HERE = Path(__file__).parent
LEAST_FOUND = 0.9
"""Share of follow-ups whose right article is the first found or cited, as the project promises."""
LEAST_ANSWERED = 0.6

pytestmark = [pytest.mark.model, pytest.mark.long]


@pytest.fixture(scope="module")
def asked(samples: QuestionAnswering) -> list[Asked]:
    return ask_all(samples, read_question_set(HERE / "dialogues.jsonl"))


def finds_article(item: Asked) -> bool:
    cited = {citation.quote.article.id for citation in item.answer.citations}
    return bool({*item.found_articles[:1], *cited} & set(item.question.articles))


def test_nine_of_ten_follow_ups_find_the_right_article(asked: list[Asked]) -> None:
    follow_ups = [item for item in asked if item.question.kind == "follow_up"]
    missed = [(item.question.id, item.answer.asked) for item in follow_ups if not finds_article(item)]
    assert len(missed) <= (1 - LEAST_FOUND) * len(follow_ups), missed


def test_first_article_found_is_right_nine_times_of_ten(asked: list[Asked]) -> None:
    figures = compute_figures(asked)
    assert figures.hit_1 is not None
    assert figures.hit_1 >= LEAST_FOUND


def test_follow_ups_are_answered(asked: list[Asked]) -> None:
    figures = compute_figures(asked)
    assert figures.accuracy is not None
    assert figures.accuracy >= LEAST_ANSWERED
