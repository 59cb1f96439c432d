"""When something happened: a statement may not give it the time of something else, nor one end of its period alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.chinese.amounts import DATE_UNITS, LEAST_YEAR, TIME_UNITS, Amount, are_same
from index.chinese.statements import relation_pattern
from qa.check.claim import Claim, Clause, bigrams_of

LEAST_TOLD = 0.8
"""Least share of what a statement says happened in a clause of the quotes for both to tell of the same."""
LEAST_EVENT = 3
"""Least bigrams of an event that is compared."""
MOST_LEAD = 4
"""Most characters besides its date in a clause that only dates the one behind it: 7月24日上午，"""


@dataclass(frozen=True)
class Event:
    """What a clause tells without its date, and the date by units; the date of a quote's clause is its own or that of a
    clause before it that says nothing else."""

    told: frozenset[str]
    day: dict[str, float]


def is_day_of_another(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement dates an event as the quotes date another one, and not as they date this one."""
    told = [event for quote in quotes for event in _events(quote)]
    return any(_is_of_another(event, told) for event in _events(claim))


def _is_of_another(event: Event, told: Sequence[Event]) -> bool:
    if len(event.told) < LEAST_EVENT or not event.day:
        return False
    shares = [len(event.told & other.told) / len(event.told) for other in told]
    same = [other for other, share in zip(told, shares, strict=True) if share >= max(LEAST_TOLD, max(shares) - 0.1)]
    is_dated = bool(same) and all(other.day for other in same)
    if not is_dated or any(_agree(event.day, other.day) for other in same):
        return False
    return any(_agree(event.day, other.day) for other in told if other.day)


def _agree(left: dict[str, float], right: dict[str, float]) -> bool:
    shared = left.keys() & right.keys()
    return bool(shared) and all(left[unit] == right[unit] for unit in shared)


@lru_cache(maxsize=1024)
def _events(claim: Claim) -> tuple[Event, ...]:
    return tuple(_read_events(claim))


def _read_events(claim: Claim) -> Iterator[Event]:
    lead: dict[str, float] = {}
    for clause in claim.clauses:
        dates = [amount for amount in clause.amounts if _is_of_a_date(amount)]
        day = {amount.unit: amount.value for amount in dates}
        if len(day) < len(dates) or relation_pattern("dated", "span").search(clause.text):
            day = {}  # two days, or a period
        rest = _without(clause.text, dates)
        if day and len(rest) <= MOST_LEAD:
            lead = day
            continue
        is_own = bool(day) or bool(dates) or relation_pattern("dated", "other_time").search(rest) is not None
        yield Event(bigrams_of(rest), day if is_own else lead)
        lead = {}


def _is_of_a_date(amount: Amount) -> bool:
    return amount.unit in DATE_UNITS and (amount.unit != "年" or amount.value >= LEAST_YEAR)


def _without(text: str, amounts: Sequence[Amount]) -> str:
    for amount in reversed(amounts):
        text = text[: amount.start] + text[amount.end :]
    return text


def is_period_cut(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement gives a figure of a period for one end of it: 5月…2140万元 for 1至5月…2140万元."""
    return any(
        _is_of_a_period(amount, clause) and not _is_end(amount, clause) and _is_cut(amount, claim, quotes)
        for clause in claim.clauses
        for amount in clause.amounts
    )


def _is_of_a_period(amount: Amount, clause: Clause) -> bool:
    """Return whether an amount names a year, quarter or month, and does not count them: 十个月."""
    is_counted = "个" in clause.text[amount.start : amount.end]
    return not is_counted and (amount.unit in ("季度", "月") or (amount.unit == "年" and amount.value >= LEAST_YEAR))


def _is_end(amount: Amount, clause: Clause) -> bool:
    """Return whether the words around a time make it the beginning or end of a period."""
    before, behind = clause.text[: amount.start], clause.text[amount.end :]
    return bool(
        relation_pattern("dated", "end_before").search(before) or relation_pattern("dated", "end_behind").search(behind)
    )


def _is_cut(amount: Amount, claim: Claim, quotes: Sequence[Claim]) -> bool:
    figures = [own for own in claim.amounts if own.unit not in TIME_UNITS and own.unit != "季度"]
    ends = [
        _other_end(told, quote.clauses[place])
        for quote in quotes
        for place in range(len(quote.clauses))
        for told in quote.clauses[place].amounts
        if are_same(amount, told) and _tells(quote.clauses[place : place + 2], figures)
    ]
    values = {own.value for own in claim.amounts}
    return bool(ends) and all(end is not None and end.value not in values for end in ends)


def _tells(clauses: Sequence[Clause], figures: Sequence[Amount]) -> bool:
    return any(are_same(own, told) for own in figures for clause in clauses for told in clause.amounts)


def _other_end(told: Amount, clause: Clause) -> Amount | None:
    """Return the other end of the period that a quote's amount ends, None if it stands alone."""
    for left, right in pairwise(clause.amounts):
        is_span = relation_pattern("dated", "joins").fullmatch(clause.text, left.end, right.start)
        if is_span and left.unit in ("", right.unit) and told is right:
            return left
    return None
