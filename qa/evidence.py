"""Whether the passages hold the answer at all: what is measured, and how it is weighed."""

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from index.article import Article
from index.text.fold import fold_text
from index.text.words import tag_words
from qa.model_scorer import PassageReading
from qa.overlap import WordWeights
from qa.question import Question

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SENTENCE_ENDS = "。！？!?\n;；"
_NAME_TAGS = ("nr", "ns", "nt", "nz")


@dataclass(frozen=True)
class Evidence:
    """What speaks for and against an answer in the likeliest passage.

    answers: logit that some passage answers. span: logit of the passage's best span over "no answer", quartered.
    words: share of the question's word weight in the passage and its title. missing_name: a name of the question is
    not in the article. missing_year: a year of the question is neither in the article nor its year of publication.
    other_year: the sentence that would answer names another year instead. The last three are 0 or 1.
    """

    answers: float
    span: float
    words: float
    missing_name: float
    other_year: float
    missing_year: float


WEIGHTS = Evidence(0.21, 0.18, 0.9, -0.8, -2.4, -2.0)
"""Logistic weights fitted on one half of the public questions and confirmed on the other: docs/retrieval.md."""
LEAST_SUM = -0.85
"""Least weighted sum of an answer: about one answerable question in twenty-five falls below it."""


def is_enough(question: Question, weights: WordWeights, read: Sequence[PassageReading]) -> bool:
    """Return whether the passages are likely enough to hold the answer."""
    found = measure_evidence(question, weights, read)
    return found is not None and float(np.dot(astuple(WEIGHTS), astuple(found))) >= LEAST_SUM


def measure_evidence(question: Question, weights: WordWeights, read: Sequence[PassageReading]) -> Evidence | None:
    """Return the evidence, or None where no passage has anything to mark."""
    marked = [item for item in read if item.reading.top_spans]
    if not marked:
        return None
    best = max(marked, key=lambda item: _logit(item.reading.answer_score) + 4 * _coverage(weights, item))
    article = best.passage.article
    text = fold_text("\n".join([article.title, *(paragraph.text for paragraph in article.paragraphs)]))
    years = set(_YEAR.findall(question.folded))
    return Evidence(
        answers=max(_logit(item.reading.answer_score) for item in marked),
        span=best.reading.span_score / 4,
        words=_coverage(weights, best),
        missing_name=float(any(name not in text for name in _names(question))),
        other_year=float(_says_other_year(years, best)),
        missing_year=float(any(year not in text and not _published_in(article, year) for year in years)),
    )


def _logit(probability: float) -> float:
    clipped = min(max(probability, 1e-4), 1 - 1e-4)
    return float(np.log(clipped / (1 - clipped)))


def _coverage(weights: WordWeights, item: PassageReading) -> float:
    return weights.coverage(fold_text(f"{item.passage.context}\n{item.passage.text}"))


def _names(question: Question) -> list[str]:
    return [word for word, tag in tag_words(question.folded) if tag.startswith(_NAME_TAGS) and len(word) > 1]


def _published_in(article: Article, year: str) -> bool:
    return article.published is not None and article.published.year == int(year)


def _says_other_year(years: set[str], item: PassageReading) -> bool:
    """Return whether the sentence with the marked answer names years, but none that the question asks about."""
    text, reading = fold_text(item.passage.text), item.reading
    start = max(text.rfind(mark, 0, reading.start) for mark in _SENTENCE_ENDS) + 1
    ends = [end for mark in _SENTENCE_ENDS if (end := text.find(mark, reading.end)) != -1]
    said = set(_YEAR.findall(text[start : min(ends, default=len(text))]))
    return bool(years and said) and not years & said
