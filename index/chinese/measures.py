"""What a question measures (多少钱: money; 多久: a duration), whether a text tells such a measure, and how amounts are
compared: in the basic unit of their kind (2小时 with 90分钟), by what an adjective is about; amounts told by tiers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.chinese.amounts import (
    DATE_UNITS,
    LEAST_YEAR,
    TIME_UNITS,
    Amount,
    are_same,
    have_same_unit,
    is_no_more,
    read_amounts,
    read_ranges,
    with_range_units,
)
from index.chinese.vocabulary import compiled, entries_of, groups_of, pattern_of, values_of, words_of

_ASKED, _UNIT, _TOLD = "_asked", "_unit", "_told"
_NAMES = [entry.name.removeprefix("measures.") for entry in entries_of("measures")]
MEASURES = tuple(name.removesuffix(_ASKED) for name in _NAMES if name.endswith(_ASKED))
_WITHOUT_NUMBER = {name.removesuffix(_TOLD): compiled(f"measures.{name}") for name in _NAMES if name.endswith(_TOLD)}
_UNITS = {
    measure: frozenset(words_of(f"measures.{measure}{_UNIT}")) for measure in MEASURES if f"{measure}{_UNIT}" in _NAMES
}
"""A year, a day, a telephone number have none."""


def measures_asked(folded: str) -> tuple[str, ...]:
    """Return which measures a folded question asks for, in the order of measures.toml; none where it does not say."""
    if compiled("asking.kind_manner_known").search(folded):
        return ()
    asked = tuple(measure for measure in MEASURES if compiled(f"measures.{measure}{_ASKED}").search(folded))
    return _TERM if "term" in asked else asked


_TERM = ("term",)
"""A term that somebody is sentenced to is told as nothing else, though it is asked for like a duration."""


def tells_measure(measures: tuple[str, ...], folded: str) -> bool:
    """Return whether a folded text holds an amount of one of these measures, tells one without a number (免费, 每周),
    or holds a number that does not say what it counts: a cell of a table has its unit in the head of its column. A time
    of day (6:10) counts only as `clock`."""
    if any(measure in _WITHOUT_NUMBER and _WITHOUT_NUMBER[measure].search(folded) for measure in measures):
        return True
    wanted = frozenset[str]().union(*(_UNITS.get(measure, ()) for measure in measures))
    if not wanted:
        return False
    if "clock" not in measures:
        folded = _CLOCK.sub("，", folded)
    amounts = with_range_units(folded, read_amounts(folded))
    is_date = {amount.start for amount in amounts if amount.unit in DATE_UNITS}
    return any(
        (amount.unit in wanted and not _is_another(measures, folded, amount))
        or (amount.start not in is_date and not with_whole_unit(folded, amount)[1])
        for amount in amounts
    )


_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}")


def is_told_in(measures: tuple[str, ...], unit: str) -> bool:
    """Return whether one of these measures is told in a unit."""
    return any(unit in _UNITS.get(measure, ()) for measure in measures)


def sum_called(asked: str, told: str) -> tuple[int, int] | None:
    """Return the half-open span of the one sum of money of a folded text that stands right behind the name by which a
    folded question asks for it (精神抚慰金8000元 of 医疗费38000元、精神抚慰金8000元); None if there is none or several.

    The question must call it as the text does.
    """
    found, start = list[tuple[int, tuple[int, int]]](), 0
    for amount in read_amounts(told):
        before = compiled("measures.before_sum").sub("", _PAUSE.split(told[start : amount.start])[-1])
        start = amount.end
        if amount.unit in _UNITS["money"] and compiled("measures.sum_name").search(before):
            length = max((n for n in range(_LEAST_NAME, len(before) + 1) if before[-n:] in asked), default=0)
            found.append((length, (amount.start, amount.end)))
    most = max((length for length, _ in found), default=0)
    spans = [span for length, span in found if length == most > 0]
    return spans[0] if len(spans) == 1 else None


_PAUSE = re.compile("[，,。；;、:：（()）]")
_LEAST_NAME = 2


def _is_another(measures: tuple[str, ...], folded: str, amount: Amount) -> bool:
    """Return whether an amount in a unit of what is asked for is none of it: a speed beside a length, a day of the
    calendar beside a duration."""
    if "length" in measures and _is_speed(folded, amount.start):
        return True
    return measures == ("duration",) and _is_of_calendar(folded, amount)


def _is_of_calendar(folded: str, amount: Amount) -> bool:
    """Return whether an amount is part of a date: 2024年, 5月, the 3日 of 5月3日; not 3日 and 5年."""
    if amount.unit == "日":
        return folded.endswith("月", 0, amount.start)
    is_month = amount.unit == "月" and "个" not in folded[amount.start : amount.end]
    return is_month or (amount.unit == "年" and amount.value >= LEAST_YEAR)


def _is_speed(folded: str, start: int) -> bool:
    """Return whether the amount that begins there, in a unit of length, is one of a speed (时速60公里)."""
    return _SPEED.search(folded, max(start - _LONGEST_SPEED, 0), start) is not None


_SPEED, _LONGEST_SPEED = re.compile("(?:时速|每小时|每秒|流速|风速)[^，。；\\d]{0,4}$"), 7


def is_of_another_dimension(asked: str, told: str) -> bool:
    """Return whether a folded question asks for one dimension (软管多长) and a folded text gives lengths of others only
    (内径16毫米)."""
    wanted = {number for number, group in enumerate(_DIMENSIONS) if any(word in asked for word in group)}
    if len(wanted) != 1 or measures_asked(asked) != ("length",):
        return False
    lengths = [amount for amount in read_amounts(told) if amount.unit in _UNITS["length"]]
    given = [_dimension_before(told[: amount.start]) for amount in lengths]
    return bool(given) and all(dimension is not None and dimension not in wanted for dimension in given)


def _dimension_before(text: str) -> int | None:
    """Return which dimension is named right before an amount, None for none."""
    named = compiled("measures.before_length").sub("", text)
    return next((number for number, group in enumerate(_DIMENSIONS) if named.endswith(group)), None)


_DIMENSIONS = groups_of("measures.dimension")
_TIMES = values_of("comparing.times")
_KIND_OF_UNIT = {unit: group[0] for group in groups_of("comparing.kind") for unit in group[1:]}
_KIND_ASKED = {word: group[0] for group in groups_of("comparing.asked_kind") for word in group[1:]}
_LABELS = {by: group[1:] for group in groups_of("comparing.label") for by in group[0].split("/")}
_LESS = frozenset(words_of("comparing.less"))


def with_whole_unit(folded: str, amount: Amount) -> tuple[Amount, str]:
    """Return an amount whose span has its whole unit, also one that is in no list (18N·m, 412毫克/升, 52分贝), and that
    unit: as listed where it is, else as the folded text writes it."""
    number = _NUMBER.match(folded, amount.start)
    written = _WRITTEN_UNIT.match(folded, number.end()) if number else None
    if written is None or written.end() <= amount.end:
        return amount, amount.unit
    return replace(amount, end=written.end()), written.group().strip()


_NUMBER = re.compile("[\\d.,]+[余多来几]?[十百千万亿]*")
_WRITTEN_UNIT = re.compile(
    r" ?[a-zμω℃°%][a-zμω℃°%²³\d·•/⋅]*|"
    rf"(?:{pattern_of('comparing.other_unit')}|{pattern_of('units.unit')})(?:/[\u4e00-\u9fff]{{1,2}})?"
)


def unit_of_head(head: str) -> str:
    """Return the unit that the folded head of a column states in brackets (价格(元)), '' if none."""
    bracket = _BRACKET.search(head)
    told = read_amounts(f"1{bracket[1]}") if bracket else ()
    return told[0].unit if told else ""


_BRACKET = re.compile(r"[(（]([^()（）]+)[)）]")


def kind_of_unit(unit: str) -> str:
    """Return the kind of what a unit measures (米: 长), the unit itself where it is of no known kind."""
    return _KIND_OF_UNIT.get(unit, unit)


def in_basic_unit(value: float, unit: str) -> float:
    """Return an amount in the basic unit of its kind: 1060 for 1.06 and 公里."""
    return value * _TIMES.get(unit, 1.0)


def kind_asked(by: str) -> str | None:
    """Return the kind of amount that an adjective is about (贵: 钱), None for one that compares anything alike."""
    return _KIND_ASKED.get(by)


def is_called_by(by: str, label: str) -> bool:
    """Return whether a folded label names the figure that an adjective is about: 全长 that of 最长, not 爬升."""
    return any(word in label for word in _LABELS.get(by, ()))


def wants_less(by: str) -> bool:
    """Return whether an adjective is told of the smaller amount: 便宜, 短."""
    return by in _LESS


# ---- Amounts told by tiers (60至79岁每月30元，80岁以上50元): the part of a sentence for the tier that a number lies in


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
