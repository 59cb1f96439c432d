"""The amounts a text states, each as one value however it is written: 30亿, 三十亿 and 3,000,000,000; 三成 and 30%."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from index.chinese.dates import CLOCK, NUMERIC_DATE, days_meant, years_meant
from index.chinese.numerals import ARABIC_NUMERAL, CHINESE_NUMERAL, DIGITS, read_numeral
from index.chinese.vocabulary import compiled, groups_of, pattern_of, values_of, words_of


@dataclass(frozen=True)
class Amount:
    """A number with what it counts. `start` and `end` are a half-open span of the text read.

    `unit` is one spelling of several (人 for 名, 位), the letters before it in names like top10, or '' where there are
    none. `is_article`: 一 with a measure word, which often means no more than "a".
    """

    value: float
    unit: str
    start: int
    end: int
    is_article: bool = False


DATE_UNITS = frozenset(["年", "月", "日"])
TIME_UNITS = DATE_UNITS | {"时", "分"}
"""Units of the amounts that a date, and a time of day, is read as."""
SPANS_OF_TIME = TIME_UNITS | {"小时", "天", "周", "个月", "分钟", "秒", "工作日", "星期"}
_COUNTED = frozenset(words_of("units.thing")) | {""}
_NEVER_BARE = frozenset(["%", "百分点", "月", "日", "时", "分"])
LEAST_YEAR = 1000
"""A number with 年 from here on is a year, below it a number of years."""
_ONE_UNIT = {unit: group[0] for group in groups_of("units.same") for unit in group}
_SCALE = values_of("units.scale")
_QUANTITY_OF = {unit: number for number, group in enumerate(groups_of("units.quantity")) for unit in group}
_BARE_WORDS = frozenset(words_of("amounts.bare_word"))
_SOME = "[余多来几]"
_AMOUNT = re.compile(
    rf"(?P<part>百分之|千分之)?(?:(?P<arabic>{ARABIC_NUMERAL}){_SOME}?(?P<times>[十百千万亿]*)"
    rf"|(?P<chinese>{CHINESE_NUMERAL})(?:{_SOME}(?P<more>[百千万亿]+))?)"
    rf"(?:(?P<percent>%|％)|(?P<tenths>成)(?P<half>[{DIGITS}半](?!年|个|名|人))?(?!{pattern_of('amounts.tenths_no_word')})"
    rf"|(?P<permille>‰)|分之(?P<over>{CHINESE_NUMERAL})|{_SOME}?个?(?P<unit>{pattern_of('units.unit')})"
    rf"|(?P<some>{_SOME}?个))?"
)
_LETTERS_BEFORE = re.compile(r"[a-z]+[-.]?$")
_BOUNDS = re.compile(rf"(?P<before>{pattern_of('amounts.bound_before')})$"), compiled("amounts.bound_behind")


def read_amounts(folded: str) -> tuple[Amount, ...]:
    """Return the amounts of a folded text in order. A date is three amounts: 年, 月 and 日; a time 时 and 分."""
    amounts = [*_dates(folded), *_halves(folded)]
    taken = [(a.start, a.end) for a in amounts] + [match.span() for match in _PART_OF_WORD.finditer(folded)]
    for match in _AMOUNT.finditer(folded):
        if all(match.end() <= start or match.start() >= end for start, end in taken):
            amounts.extend(_read_match(match))
    return tuple(sorted(amounts, key=lambda amount: amount.start))


_PART_OF_WORD = compiled("amounts.part_of_word")


def are_same(left: Amount, right: Amount) -> bool:
    """Return whether both state the same value of the same thing; an unknown thing (3, 3个) may be any."""
    if _are_of_one_quantity(left, right):
        one, other = left.value * _SCALE[left.unit], right.value * _SCALE[right.unit]
        return abs(one - other) <= 1e-6 * max(abs(one), abs(other))
    is_equal = abs(left.value - right.value) <= 1e-9 * max(abs(left.value), abs(right.value))
    return is_equal and have_same_unit(left, right)


def have_same_unit(left: Amount, right: Amount) -> bool:
    """Return whether both may count the same thing."""
    if left.unit == right.unit:
        return True
    units = {left.unit, right.unit}
    if units == _DEGREES:
        return True
    if "个" in units:
        return bool(units & _COUNTED)
    if "" in units:  # 2008至2010年, 30至50人; but 30 alone is no day of a month
        return left.value >= LEAST_YEAR if "年" in units else not units & _NEVER_BARE
    return False


def with_bounds(folded: str, amount: Amount) -> tuple[int, int]:
    """Return the span of an amount with the words that bound it: 超过30人, 90岁以上."""
    before = _BOUNDS[0].search(folded[: amount.start])
    behind = _BOUNDS[1].match(folded, amount.end)
    return (before.start() if before else amount.start), (behind.end() if behind else amount.end)


def lies_in_range(asked: Amount, folded: str, amounts: Sequence[Amount]) -> bool:
    """Return whether a folded text, whose amounts these are, tells of a range of the same thing that an amount lies in:
    65岁 in 60岁以上 or 60—69岁, 12人 in 10人起, 39度 in 超过38.5℃; not in 10元以上."""
    return any(
        (least is None or is_no_more(least, asked)) and (most is None or is_no_more(asked, most))
        for least, most in read_ranges(folded, amounts)
    )


def has_bound(asked: Amount, folded: str, amounts: Sequence[Amount]) -> bool:
    """Return whether the text tells of a range of what an amount counts, whether the amount lies in it or not."""
    return any(
        have_same_unit(asked, bound) for ends in read_ranges(folded, amounts) for bound in ends if bound is not None
    )


def read_ranges(folded: str, amounts: Sequence[Amount]) -> Iterator[tuple[Amount | None, Amount | None]]:
    """Yield the least and the most of every range that a text tells of, None where it has no such end."""
    closed = False
    for amount, following in zip_longest(amounts, amounts[1:]):
        begins = following is not None and _is_closed(folded, amount, following)
        if following is not None and begins:  # 10公斤以上20公斤以下
            yield amount, following
        elif not closed and _is_most(folded, amount):
            yield None, amount
        elif not closed and _is_least(folded, amount):
            yield amount, None
        closed = begins
        if following is not None and _SPAN_SIGN.fullmatch(folded, amount.end, following.start):
            yield (amount if amount.unit else replace(amount, unit=following.unit)), following  # 60—69岁


def with_range_units(folded: str, amounts: Sequence[Amount]) -> tuple[Amount, ...]:
    """Return the amounts of a folded text, the least of a range with the unit of its most if it has none (60—69岁)."""
    shared = {
        least.start: least.unit
        for least, most in read_ranges(folded, amounts)
        if least is not None and most is not None
    }
    return tuple(amount if amount.unit else replace(amount, unit=shared.get(amount.start, "")) for amount in amounts)


def _is_most(folded: str, amount: Amount) -> bool:
    return bool(_MOST_BEFORE.search(_before(folded, amount)) or _AT_MOST.match(folded, amount.end))


def _is_least(folded: str, amount: Amount) -> bool:
    return bool(_LEAST_BEFORE.search(_before(folded, amount)) or _AT_LEAST.match(folded, amount.end))


def _before(folded: str, amount: Amount) -> str:
    return folded[max(amount.start - _LONGEST_BOUND, 0) : amount.start]


def _is_closed(folded: str, least: Amount, most: Amount) -> bool:
    """Return whether two amounts are the ends of one range, each with its own bound: 满10岁不满14岁."""
    behind = _AT_LEAST.match(folded, least.end)
    between = _MOST_BEFORE.sub("", folded[behind.end() if behind else least.end : most.start])
    is_range = _is_least(folded, least) and not _is_most(folded, least) and _is_most(folded, most)
    return is_range and between in ("", "、", "且") and have_same_unit(least, most)


_LONGEST_BOUND = 5


def is_no_more(least: Amount, most: Amount) -> bool:
    """Return whether both count the same thing and the second is no less of it."""
    if _are_of_one_quantity(least, most):
        return least.value * _SCALE[least.unit] <= most.value * _SCALE[most.unit]
    is_money = {least.unit, most.unit} == _MONEY
    return least.value <= most.value and (is_money or have_same_unit(least, most))


_DEGREES = {"度", "摄氏度"}
"""39度 beside 38.5℃; 度 alone is a unit of electricity or of angles too."""
_MONEY = {"块", "元"}
"""4000块 beside 5000元; 块 alone counts pieces of anything."""


def _are_of_one_quantity(left: Amount, right: Amount) -> bool:
    """Return whether the units differ and measure the same: 公里 and 米."""
    return left.unit != right.unit and _QUANTITY_OF.get(left.unit, -1) == _QUANTITY_OF.get(right.unit, -2)


_AT_LEAST, _AT_MOST = compiled("amounts.at_least"), compiled("amounts.at_most")
_LEAST_BEFORE, _MOST_BEFORE = compiled("amounts.least_before"), compiled("amounts.most_before")
_SPAN_SIGN = re.compile("[-—–~～至到]+")


def implied_dates(folded: str, published: date | None) -> tuple[Amount, ...]:
    """Return what words like 今年, 昨日, 上周五 and dates without a year or month mean in a text published that day,
    and what 翌年 after a year means whenever it was published."""
    amounts = read_amounts(folded)
    found = [(year, "年") for year in _years_after(folded, amounts)]
    if published is None:
        return _as_amounts(found)
    found += [(year, "年") for year in years_meant(folded, published)]
    stated = {amount.unit for amount in amounts}
    if "年" not in stated:
        found.append((published.year, "年"))
    for day in days_meant(folded, published):
        found += [(day.year, "年"), (day.month, "月"), (day.day, "日")]
    if ("日" in stated and "月" not in stated) or "本月" in folded:
        found.append((published.month, "月"))
    return _as_amounts(found)


def _as_amounts(found: Sequence[tuple[int, str]]) -> tuple[Amount, ...]:
    return tuple(Amount(float(value), unit, 0, 0) for value, unit in found)


def _years_after(folded: str, amounts: Sequence[Amount]) -> Iterator[int]:
    """Yield the years that 翌年 means: one more than the year named before it, which may be meant so itself."""
    year, counted = 0, 0
    for match in compiled("dates.next_year").finditer(folded):
        named = [a for a in amounts if a.unit == "年" and a.value >= LEAST_YEAR and counted <= a.start < match.start()]
        year = int(named[-1].value) if named else year
        if year:
            year, counted = year + 1, match.end()
            yield year


def _dates(folded: str) -> list[Amount]:
    amounts = []
    for pattern, units in ((NUMERIC_DATE, ("年", "月", "日")), (CLOCK, ("时", "分"))):
        for match in pattern.finditer(folded):
            for group, unit in enumerate(units, 1):
                amounts.append(Amount(float(match[group]), unit, *match.span(group)))
    return amounts


def _halves(folded: str) -> list[Amount]:
    shares = [Amount(50.0, "%", *match.span()) for match in compiled("amounts.half").finditer(folded)]
    more = [
        Amount(count + 0.5, _MONTHS if match["unit"] == "月" else _one_unit(match["unit"]), *match.span())
        for name in ("and_half", "half_behind")
        for match in compiled(f"amounts.{name}").finditer(folded)
        if (count := read_numeral(match["count"])) is not None and count < LEAST_YEAR
    ]
    halves = [
        Amount(0.5, _one_unit(match["unit"].removeprefix("个")), *match.span())
        for match in compiled("amounts.half_of").finditer(folded)
        if not any(other.start < match.end() and match.start() < other.end for other in more)
    ]
    return shares + more + halves


_MONTHS = "个月"


def _one_unit(unit: str) -> str:
    return _ONE_UNIT.get(unit, unit)


def _read_match(match: re.Match[str]) -> list[Amount]:
    """Return the amount of a match, or none where the numeral is only part of a word (四川, 一些)."""
    value = _value(match)
    is_bare = match["unit"] is None and match["some"] is None
    letters = _LETTERS_BEFORE.search(match.string, max(match.start() - 10, 0), match.start())
    if value is None:
        return []
    if match["part"] or match["percent"] or match["tenths"] or match["permille"] or match["over"]:
        return [Amount(_share(match, value), "%", *match.span())]
    if match["chinese"] and is_bare and (len(match["chinese"]) == 1 or match["chinese"] in _BARE_WORDS):
        return []
    unit = match["unit"] or ("个" if match["some"] else letters[0] if letters else "")
    is_article = match["chinese"] == "一" and not is_bare
    return [Amount(value, _ONE_UNIT.get(unit, unit), *match.span(), is_article)]


def _share(match: re.Match[str], value: float) -> float:
    """Return a share in percent."""
    if match["tenths"]:
        return value * 10 + (5 if match["half"] == "半" else read_numeral(match["half"] or "零") or 0)
    if match["over"]:
        parts = read_numeral(match["over"])  # 三分之一: the second numeral is the numerator
        return 100 * (parts or 0) / value if value else 0.0
    return value / 10 if match["permille"] or match["part"] == "千分之" else value


def _value(match: re.Match[str]) -> float | None:
    value = read_numeral(match["chinese"] or match["arabic"])
    more = read_numeral(f"1{match['more'] or match['times'] or ''}")
    return None if value is None or more is None else value * more
