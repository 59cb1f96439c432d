"""Opening hours (几点关门), which articles state in words that a question rarely uses (营业时间8:00至20:00)."""

from collections.abc import Sequence

from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored, held_with_title, put_first

LEAST_HELD = 0.6
"""Least share of the question's other words in the sentence and its article's title."""


def put_hours_first(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences, those with opening hours first if the question asks for these."""
    is_asked = compiled("hours.asked").search(question.folded) is not None
    return put_first(scored, _tells_hours) if is_asked else list(scored)


def tells_hours_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the question asks for the hours of a place and the best sentence states them."""
    asked = compiled("hours.asked").search(question.folded)
    if asked is None or not scored or not _tells_hours(scored[0].candidate):
        return False
    best = scored[0].candidate
    named = weights.without([asked.group()])
    return held_with_title(named, best) >= LEAST_HELD


def tells_only_hours(question: Question, weights: WordWeights, scored: Sequence[Scored], articles: int) -> bool:
    """Return whether the question asks for hours and names no place (几点关门), and the best sentence tells those of
    the only one: the sentences are of all `articles` of the library, and those of no other one tell hours."""
    asked = compiled("hours.asked").search(question.folded)
    if asked is None or not scored or weights.without([asked.group()]).weights:
        return False
    told = {item.candidate.article.id for item in scored if _tells_hours(item.candidate)}
    read = {item.candidate.article.id for item in scored}
    return told == {scored[0].candidate.article.id} and len(read) >= articles


def _tells_hours(candidate: Candidate) -> bool:
    return compiled("hours.told").search(fold_text(candidate.text)) is not None
