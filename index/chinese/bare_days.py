"""Resolve days named by number or weekday alone (26日, 周五), where only one reading is possible."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.chinese.vocabulary import compiled, pattern_of, values_of

_BARE = re.compile(
    rf"(?<![\d月./-])(?P<day>[12]\d|3[01]|[1-9])日(?!{pattern_of('dates.no_bare_day')})"
    rf"|(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?!{pattern_of('dates.no_bare_weekday')})"
)
_CLAUSE_END = re.compile(r"[，。；！？：\n]")
_SENTENCE_END = re.compile(r"[。！？\n]")
_LONGEST_TOLD_DAYS = 40
"""At most this far from publication, a number may belong to the month named last before the text."""
_LONGEST_AGO, _FURTHEST_AHEAD = 7, 20
"""Days before and after the day of publication within which a bare number means the nearest such day. News writes 26日
for days of this week; dates further off get their month."""


@dataclass(frozen=True)
class NamedTime:
    """A time that a text names with at least its month: a half-open span, its first day, and whether it is one day."""

    start: int
    end: int
    since: date | None
    is_day: bool


def may_hold_bare_days(folded: str) -> bool:
    """Return whether the text has a number or weekday that `find_bare_days` would look at."""
    return _BARE.search(folded) is not None


def find_bare_days(
    folded: str,
    published: date | None,
    named: Sequence[NamedTime],
    told: date | None = None,
    *,
    reads_on: bool = False,
) -> Iterator[tuple[int, int, date]]:
    """Yield the spans of bare days of a folded text published that day, and the days they mean.

    `named` are the text's other times, in order; `told` is the last day named before the text. A number that continues
    a day (5月3日至5日) is in that day's month; otherwise it is the nearest such day before publication, or after it if
    the clause looks ahead (将于28日). A weekday counts only if its sentence reports what happened or will happen.
    Nothing is yielded if the text names another month or year, nor for periods (30日内, 每周五, 周一至周五). If the
    preceding text named another month, a number is a later day of that month, or none.

    With `reads_on`, for callers that read an article on from `told`, any other number is in that month, or in the month
    that the text names before it.
    """
    for match in _BARE.finditer(folded):
        if any(time.start < match.end() and match.start() < time.end for time in named):
            continue
        day = _continued(folded, match, named)
        if day is None and published is not None:
            day = _near(folded, match, published, named, told)
        if day is None and reads_on and told is not None:
            day = _of_month_told(folded, match, published, named, told)
        if day is not None:
            yield match.start(), match.end(), day


def _continued(folded: str, match: re.Match[str], named: Sequence[NamedTime]) -> date | None:
    """Return the day of a number that continues a day with its month: 5日 in 5月3日至5日."""
    before = next((time for time in reversed(named) if time.end <= match.start()), None)
    if not match["day"] or before is None or not before.is_day or before.since is None:
        return None
    if not compiled("dates.between_days").fullmatch(folded, before.end, match.start()):
        return None
    day = day_of_month(before.since.year, before.since.month, int(match["day"]))
    return day if day and day > before.since else None


def _near(
    folded: str, match: re.Match[str], published: date, named: Sequence[NamedTime], told: date | None
) -> date | None:
    if not compiled("dates.before_bare_day").search(folded, max(0, match.start() - 6), match.start()):
        return None
    clause = _around(_CLAUSE_END, folded, match)
    is_ahead = compiled("dates.ahead").search(clause) is not None
    if match["weekday"]:
        day = _nearest_weekday(match, folded, published, is_ahead)
    else:
        number = int(match["day"])
        day = _nearest_number(number, published, is_ahead)
        if told is not None and not named and (day is None or not _is_near(told, day)):
            return day_of_month(told.year, told.month, number) if number >= told.day else None
    if day is None or any(time.since is None or not _is_near(time.since, day) for time in named):
        return None
    return day


def _nearest_weekday(match: re.Match[str], folded: str, published: date, is_ahead: bool) -> date | None:
    """Return the last such weekday if its sentence reports an event, the next if its clause looks ahead."""
    weekday = int(values_of("dates.weekday")[match["weekday"]])
    if is_ahead:
        return published + timedelta((weekday - published.weekday()) % 7)
    if compiled("dates.happened").search(_around(_SENTENCE_END, folded, match)):
        return published - timedelta((published.weekday() - weekday) % 7)
    return None


def _nearest_number(number: int, published: date, is_ahead: bool) -> date | None:
    """Return the nearest day with that number: after publication if the clause looks ahead, else before it."""
    reach = range(_FURTHEST_AHEAD + 1) if is_ahead else range(0, -_LONGEST_AGO - 1, -1)
    days = (published + timedelta(days) for days in reach)
    return next((day for day in days if day.day == number), None)


def _is_near(other: date, day: date) -> bool:
    """Return whether another time does not cast doubt on `day`: it is in the same month, or a few days away."""
    return (other.year, other.month) == (day.year, day.month) or abs((other - day).days) <= _FURTHEST_AHEAD


def _of_month_told(
    folded: str, match: re.Match[str], published: date | None, named: Sequence[NamedTime], told: date
) -> date | None:
    """Return the day in the last month named before it: in the text, or before the text if that is recent enough."""
    if not match["day"] or not compiled("dates.before_bare_day").search(
        folded, max(0, match.start() - 6), match.start()
    ):
        return None
    before = [time.since for time in named if time.end <= match.start() and time.since is not None]
    month = before[-1] if before else told
    day = day_of_month(month.year, month.month, int(match["day"]))
    is_near = published is None or (day is not None and abs((published - day).days) <= _LONGEST_TOLD_DAYS)
    return day if before or is_near else None


def day_of_month(year: int, month: int, number: int) -> date | None:
    """Return the date, or None if the month has no such day."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _around(end: re.Pattern[str], folded: str, match: re.Match[str]) -> str:
    """Return the piece of text around the match, from one `end` to the next."""
    start = max((found.end() for found in end.finditer(folded, 0, match.start())), default=0)
    behind = end.search(folded, match.end())
    return folded[start : behind.start() if behind else len(folded)]
