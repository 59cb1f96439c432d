"""When a place is open (几点关门): told in words that a question rarely has (营业时间8:00至20:00)."""

from collections.abc import Sequence

from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored, put_first

LEAST_HELD = 0.6
"""Least share of what the question says beside the hours in the sentence and its article's title."""


def put_hours_first(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences with those that tell when a place is open in front, where that is asked for."""
    is_asked = compiled("hours.asked").search(question.folded) is not None
    return put_first(scored, _tells_hours) if is_asked else list(scored)


def tells_hours_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the hours of the place named are asked for and the best sentence tells them."""
    asked = compiled("hours.asked").search(question.folded)
    if asked is None or not scored or not _tells_hours(scored[0].candidate):
        return False
    best = scored[0].candidate
    named = weights.without([asked.group()])
    return named.coverage(fold_text(f"{best.article.title}\n{best.text}")) >= LEAST_HELD


def _tells_hours(candidate: Candidate) -> bool:
    return compiled("hours.told").search(fold_text(candidate.text)) is not None
