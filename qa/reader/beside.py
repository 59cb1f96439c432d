"""The sentence that tells what is asked where the best one only comes near it: the amount for the time asked about,
what it was changed to or from, one year's part of a running total, the cause, the way."""

import re
from collections.abc import Callable, Sequence

from index.chinese.asking import AnswerKind, holds_kind
from index.chinese.folding import fold_text
from index.chinese.measures import tells_measure
from index.chinese.vocabulary import compiled
from qa.question import Question
from qa.reader.candidates import Candidate, Scored, is_beside, put_first

LEAST_OF_OTHERS = 0.2
"""Share of the best that a sentence must score which tells an amount for the time asked about."""
LEAST_OF_BEFORE = 0.005
"""The same of what an amount was before it was changed: the reader model takes what it was changed to as well."""


def arrange_beside(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences; those first that tell what the best one only comes near."""
    ordered = list(scored)
    if not ordered:
        return ordered
    if question.kind is AnswerKind.AMOUNT or question.measures:
        return _put_amounts_first(question, ordered)
    if question.kind is AnswerKind.REASON:
        return _put_reasons_first(ordered)
    return _put_ways_first(question, ordered) if question.kind is AnswerKind.MANNER else ordered


def _put_amounts_first(question: Question, scored: list[Scored]) -> list[Scored]:
    """Return the sentences; those first that tell the amount for the time that the question asks it for: 每年30元 for
    一年交多少, not 每次200元; what it was changed to (现在) or from (以前); of one year, not of all until its end."""

    def put(pattern: re.Pattern[str], share: float, near: Callable[[Candidate], bool]) -> list[Scored]:
        return put_first(scored, lambda each: near(each) and _tells(question, pattern, fold_text(each.text)), share)

    best = scored[0].candidate
    if asked := compiled("asking.per_period").search(question.folded):
        scored = put(re.compile(f"(?:[每一全]|[/／])个?{asked['period']}"), LEAST_OF_OTHERS, lambda each: True)
        best = scored[0].candidate
    if compiled("asking.now").search(question.folded):
        return put(compiled("asking.changed_told"), LEAST_OF_OTHERS, lambda each: is_beside(each, best))
    if compiled("asking.before_now").search(question.folded):
        return put(compiled("asking.before_told"), LEAST_OF_BEFORE, lambda each: is_beside(each, best))
    total = compiled("asking.running_total")
    year = compiled("asking.in_year").search(question.folded)
    if year and total.search(fold_text(best.text)):
        return put(
            re.compile(year["year"]),
            LEAST_OF_OTHERS,
            lambda each: is_beside(each, best) and not total.search(fold_text(each.text)),
        )
    return scored


def _tells(question: Question, pattern: re.Pattern[str], told: str) -> bool:
    """Return whether a sentence matches and has the measure asked for."""
    measures = question.measures
    is_amount = tells_measure(measures, told) if measures else holds_kind(AnswerKind.AMOUNT, told)
    return is_amount and pattern.search(told) is not None


def _put_reasons_first(scored: list[Scored]) -> list[Scored]:
    """Return the sentences; if the best tells no reason, those of its article first that are about the cause of what
    was told before them (直接原因是…)."""
    best, stated = scored[0].candidate, compiled("asking.reason_stated")
    if holds_kind(AnswerKind.REASON, best.text):
        return scored
    return put_first(
        scored, lambda each: each.article.id == best.article.id and stated.search(fold_text(each.text)) is not None
    )


def _put_ways_first(question: Question, scored: list[Scored]) -> list[Scored]:
    """Return the sentences, those first that are about the way to do what the best one tells of (方法是…), or that tell
    how to see or learn something if the question asks for that (怎么看鞋是哪天生产的)."""
    if compiled("asking.kind_manner_known").search(question.folded):
        known = compiled("asking.known_told")
        return put_first(scored, lambda each: known.search(fold_text(each.text)) is not None)
    best, stated = scored[0].candidate, compiled("asking.manner_stated")
    return put_first(scored, lambda each: is_beside(each, best) and stated.search(fold_text(each.text)) is not None)
