"""Amounts told by tiers (60至79岁每月30元，80岁以上50元): the part of a sentence for the tier that a number lies in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.chinese.amounts import (
    LEAST_YEAR,
    TIME_UNITS,
    Amount,
    are_same,
    have_same_unit,
    is_no_more,
    read_amounts,
    read_ranges,
)
from index.chinese.measures import tells_measure
from index.chinese.vocabulary import compiled, words_of


@dataclass(frozen=True)
class Tier:
    """A tier, its least and most or one value for both, and the half-open span of what is told of it."""

    least: Amount | None
    most: Amount | None
    start: int
    end: int


def tiers_asked(asked: str, told: str) -> list[Tier] | None:
    """Return the tiers of a folded sentence that a number of a folded question lies in, the closest first, [] where it
    lies in none; None where the sentence has no tiers of what the question's numbers count."""
    amounts = read_amounts(told)
    for number in read_amounts(asked) if amounts else ():
        if (
            number.is_article
            or _IN_NAME.search(asked, 0, number.start)
            or number.unit in TIME_UNITS - {"年"}
            or (number.unit == "年" and number.value >= LEAST_YEAR)
        ):
            continue
        number = number if number.unit else replace(number, unit="元")  # 充1000送多少
        tiers = list(_tiers(told, amounts, number))
        if tiers:
            held = [tier for tier in tiers if _holds(tier, number)]
            return sorted(held, key=lambda tier: _width(tier, number))
    return None


_IN_NAME = re.compile("[a-z]-?$")
"""Before the number of a name: K3的热线."""


def amount_of_tiers(tiers: Sequence[Tier], measures: tuple[str, ...], told: str) -> tuple[int, int] | None:
    """Return the half-open span of the first amount of the measures, or of money or a share where there are none, that
    a folded sentence tells of the first of the tiers of which it tells one; None if it tells none."""
    for tier in tiers:
        for amount in read_amounts(told[tier.start : tier.end]):
            start, end = tier.start + amount.start, tier.start + amount.end
            if amount.unit and tells_measure(measures or _GIVEN, told[start:end]):
                return start, end
    return None


_GIVEN = ("money", "share")


def leaves_out(asked: str, told: str) -> bool:
    """Return whether a folded sentence tells what is given for amounts of money, or of several tiers, and a number of
    the folded question lies in none of them, nor in a rest that it tells of."""
    if tiers_asked(asked, told) != [] or compiled("amounts.tier_rest").search(told):
        return False
    amounts = read_amounts(told)
    return any(_gives(told, amounts, amount) for amount in amounts) or len(list(read_ranges(told, amounts))) > 1


def _tiers(told: str, amounts: Sequence[Amount], number: Amount) -> Iterator[Tier]:
    """Yield the tiers of what a number counts, with what is told of each: the text up to the next."""
    ranges = [ends for ends in read_ranges(told, amounts) if any(end and have_same_unit(end, number) for end in ends)]
    if sides := _two_sides(told, ranges):
        yield from sides
        return
    bounds = {end.start for ends in ranges for end in ends if end is not None}
    points = [amount for amount in amounts if amount.unit == number.unit and amount.start not in bounds]
    if number.unit == "元":  # 10万元以上奖励2万元: what is told of a tier is money too
        ranges = ranges if len(ranges) >= _LEAST_POINTS else []
        bounds = bounds if ranges else set()
        points = [point for point in points if not ranges and _gives(told, amounts, point)]
    elif not ranges and (number.unit not in _NAMED_BY_NUMBER or len({point.value for point in points}) < _LEAST_POINTS):
        points = []
    if not ranges and not points:
        return
    tiers = sorted([*ranges, *((point, point) for point in points)], key=lambda ends: (ends[0] or ends[1]).start)  # type: ignore[union-attr]
    starts = [min(end.start for end in ends if end is not None) for ends in tiers]
    for (least, most), following in zip(tiers, [*starts[1:], len(told)], strict=True):
        yield Tier(least, most, max(end.end for end in (least, most) if end is not None), following)


def _two_sides(told: str, ranges: Sequence[tuple[Amount | None, Amount | None]]) -> tuple[Tier, ...]:
    """Return the tiers above and below one amount, the second without repeating it: 满68元免运费，不满收取8元."""
    least = ranges[0][0] if len(ranges) == 1 and ranges[0][1] is None else None
    rest = compiled("amounts.rest_below").search(told, least.end) if least else None
    if least is None or rest is None:
        return ()
    return Tier(least, None, least.end, rest.start()), Tier(None, least, rest.end(), len(told))


def _gives(told: str, amounts: Sequence[Amount], point: Amount) -> bool:
    """Return whether a folded sentence says right behind an amount of money what is given for it: 充500元送30元."""
    given = compiled("amounts.tier_given").match(told, point.end)
    return given is not None and any(amount.start == given.end() for amount in amounts)


_LEAST_POINTS = 2
_NAMED_BY_NUMBER = frozenset(words_of("amounts.tier_unit"))


def _holds(tier: Tier, number: Amount) -> bool:
    if tier.least is tier.most:
        return tier.least is not None and are_same(tier.least, number)
    return (tier.least is None or is_no_more(tier.least, number)) and (
        tier.most is None or is_no_more(number, tier.most)
    )


def _width(tier: Tier, number: Amount) -> tuple[bool, float]:
    """Return how far a tier's ends are from a number; one with an open end is wider than any without."""
    ends = [abs(end.value - number.value) for end in (tier.least, tier.most) if end is not None]
    return len(ends) < 2, sum(ends)
