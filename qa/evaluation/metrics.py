"""The figures of an evaluation, from what was asked and what was answered."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import mean

import numpy as np

from index.article import Article
from index.text.sentences import split_sentences
from qa.answer import Answer, Status
from qa.evaluation.question_file import AskedQuestion


@dataclass(frozen=True)
class Asked:
    """One evaluated question: its answer, and the article ids found, best first, each once, down to a right one."""

    question: AskedQuestion
    answer: Answer
    found_articles: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """Shares from 0 to 1, None where no question of the set can show them; times in milliseconds.

    `accuracy`: all facts stand in the answer. `first_accuracy`: all facts stand in its first sentence.
    `citation_precision`: share of citations into an article that holds the answer. `citation_recall`: share of
    answerable questions with at least one such citation. `right_source`: share of right answers with one.
    `refusal`: share of unanswerable questions refused. `false_refusal`: share of answerable ones refused.
    """

    questions: int
    answerable: int
    hit_1: float | None
    hit_5: float | None
    mrr_10: float | None
    accuracy: float | None
    first_accuracy: float | None
    citation_precision: float | None
    citation_recall: float | None
    right_source: float | None
    mean_answer_chars: float | None
    refusal: float | None
    false_refusal: float | None
    p50_ms: float
    p95_ms: float

    def as_dict(self) -> dict[str, float | int | None]:
        """Return the figures by name."""
        return asdict(self)


def compute_figures(asked: Sequence[Asked]) -> Figures:
    """Return the figures of these questions; there must be at least one."""
    answerable = [item for item in asked if item.question.answers]
    unanswerable = [item for item in asked if not item.question.answers]
    located = [item for item in answerable if item.question.articles]
    answered = [item for item in answerable if item.answer.status is Status.ANSWERED]
    right = [item for item in located if is_right(item)]
    times = [item.answer.timings.total for item in asked]
    citations = [cited for item in located for cited in _citations_right(item)]
    return Figures(
        questions=len(asked),
        answerable=len(answerable),
        hit_1=_mean([_rank(item) == 1 for item in located]),
        hit_5=_mean([0 < _rank(item) <= 5 for item in located]),
        mrr_10=_mean([1 / rank if 0 < (rank := _rank(item)) <= 10 else 0.0 for item in located]),
        accuracy=_mean([is_right(item) for item in answerable]),
        first_accuracy=_mean([_is_first_right(item) for item in answerable]),
        citation_precision=_mean(citations),
        citation_recall=_mean([any(_citations_right(item)) for item in located]),
        right_source=_mean([any(_citations_right(item)) for item in right]),
        mean_answer_chars=_mean([len(item.answer.text) for item in answered]),
        refusal=_mean([item.answer.status is Status.NO_EVIDENCE for item in unanswerable]),
        false_refusal=_mean([item.answer.status is Status.NO_EVIDENCE for item in answerable]),
        p50_ms=float(np.percentile(times, 50)),
        p95_ms=float(np.percentile(times, 95)),
    )


def is_right(item: Asked) -> bool:
    """Return whether every fact stands in the answer in one of its accepted spellings."""
    return item.answer.status is Status.ANSWERED and _holds_facts(item.question, item.answer.text)


def _holds_facts(question: AskedQuestion, text: str) -> bool:
    return all(any(spelling in text for spelling in fact) for fact in question.answers)


def _is_first_right(item: Asked) -> bool:
    if not item.answer.statements:
        return False
    shown = item.answer.statements[0].shown_text
    first = split_sentences(shown)[0] if shown.strip() else None
    return first is not None and (_holds_facts(item.question, shown[first.start : first.end]))


def _citations_right(item: Asked) -> list[bool]:
    wanted = item.question.articles
    return [known_id(citation.quote.article, wanted) in wanted for citation in item.answer.citations]


def known_id(article: Article, wanted: Sequence[str]) -> str:
    """Return the id under which an article is wanted, its own or that of one of its reprints; else its own."""
    ids = (article.id, *(reprint.id for reprint in article.reprints))
    return next((id for id in ids if id in wanted), article.id)


def _rank(item: Asked) -> int:
    """Return the place of the first right article, from 1, or 0."""
    return next((n for n, id in enumerate(item.found_articles, 1) if id in item.question.articles), 0)


def _mean(values: Sequence[float | bool]) -> float | None:
    return float(mean(values)) if values else None
