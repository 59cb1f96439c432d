"""Days, months and years as Chinese writes them, and which days relative words (昨天, 上周五, 本月26日) mean."""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.chinese.bare_days import NamedTime, find_bare_days, may_hold_bare_days
from index.chinese.folding import fold_text
from index.chinese.numerals import DIGITS, SMALL_NUMERAL, read_numeral
from index.chinese.vocabulary import compiled, pattern_of, values_of

YEAR = r"(?:19|20)\d\d"
"""Pattern of a year by its digits. A year that stands alone must also be bounded (`years_named`)."""
_PUBLISHED_YEAR = r"(?:19[5-9]\d|20\d\d)"
"""Years in which an article can have been published; older dates are only mentioned."""
_MONTH, _DAY = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
MONTH_DAY = r"\d{1,2}月\d{1,2}日"
DATE_PATTERN = (
    rf"(?<!\d){_PUBLISHED_YEAR} ?(?:年|[-/.]) ?{_MONTH} ?(?:月|[-/.]) ?{_DAY}(?!\d) ?日?"
    rf"|(?<!\d){_PUBLISHED_YEAR}(?:1[0-2]|0[1-9])[-/](?:3[01]|[12]\d|0[1-9])(?!\d)"
    rf"|(?<![\d/]){_MONTH}/{_DAY}/{_PUBLISHED_YEAR}(?![\d/])"
)
"""A whole day written with separators: 2023-08-16, 2023年8月16日, 2023/8/16, 2023.08.16, also 202308/16, 08/16/2023."""
DAY_PATTERN = rf"(?:{DATE_PATTERN}|{MONTH_DAY})"
"""A day, with or without its year."""
TIME_PATTERN = (
    r"(?:[T ]{0,3}(?:上午|下午)? ?[0-2]?\d ?[:：时] ?[0-5]\d(?: ?[:：分] ?[0-5]\d)?"
    r"(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?分?秒?)?"
)
"""An optional time of day after a date."""
WEEKDAY = re.compile(r"星期[一二三四五六日天]|周[一二三四五六日]")
RARER_DAY = re.compile(
    r"(?:中[华華])?民[国國] ?\d{1,3} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日"
    r"|[〇零○OＯo一二三四五六七八九十]{1,4}[年月日]|[A-Z][a-z]+\.? \d+, \d{4}"
)
"""Parts of a date in Chinese numerals, and English dates: what find_date reads besides DATE_PATTERN."""
NUMERIC_DATE = re.compile(rf"(?<!\d)(?P<year>{YEAR})[-/.](?P<month>{_MONTH})[-/.](?P<day>{_DAY})(?!\d)")
CLOCK = re.compile(r"(?<![\d:：])(?P<hour>[01]?\d|2[0-4])[:：](?P<minute>[0-5]\d)(?![\d:：])")

_DATE = re.compile(DATE_PATTERN)
_MAX_TEXTS_BEFORE = 12
"""How many paragraphs before a bare day are searched for its month."""
_NUMBERS = re.compile(rf"({_PUBLISHED_YEAR})\D{{0,3}}?({_MONTH})\D{{1,3}}({_DAY})(?!\d)")
_COMPACT = re.compile(rf"(?<!\d)({_PUBLISHED_YEAR})(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])(?!\d)")
_HAN_YEAR = rf"[一二][〇零○OＯo{DIGITS}]{{3}}"
_HAN_DATE = re.compile(rf"({_HAN_YEAR})年({SMALL_NUMERAL})月({SMALL_NUMERAL})日")
_REPUBLIC = r"民[国國] ?(?P<republic>\d{1,3}|[一二三四五六七八九十百零〇]{1,5}) ?年"
_REPUBLIC_DATE = re.compile(rf"{_REPUBLIC} ?(\d{{1,2}}|{SMALL_NUMERAL}) ?月 ?(\d{{1,2}}|{SMALL_NUMERAL}) ?日")
_BEFORE_REPUBLIC = 1911
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\.? ({_DAY}),? ({_PUBLISHED_YEAR})\b", re.IGNORECASE)
_AMERICAN = re.compile(rf"(?<![\d/])({_MONTH})/({_DAY})/({_PUBLISHED_YEAR})(?![\d/])")
_URL_DATES = (
    re.compile(rf"/({_PUBLISHED_YEAR})[-/_]?({_MONTH})[-/_]({_DAY})(?=[/_.-])"),
    re.compile(rf"(?<!\d)({_PUBLISHED_YEAR})(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])(?=\D|\d{{6}}(?:\D|$)|$)"),
)
_YEARS = re.compile(
    rf"(?<!{pattern_of('dates.only_compared')})(?<!\d)(?<!(?<![a-z])[a-z])(?P<from>{YEAR})"
    rf"(?:年?[-–—~～/至到](?P<to>{YEAR}|\d\d)(?![\d月]|[-/.]\d))?(?P<sure>年|赛季|届|版)?(?!\d)"
    rf"|(?<![{DIGITS}〇零○\d])(?P<han>{_HAN_YEAR})年|{_REPUBLIC}|(?<!\d)(?P<short>0\d)年"
)
_NO_YEAR_BEHIND = compiled("dates.quantity_behind")
_LONGEST_RANGE_YEARS = 30


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included. `is_stated`: written out as a date, not relative to another day."""

    since: date
    until: date
    is_stated: bool

    def holds(self, day: date | None) -> bool:
        """Return whether the day is in the period; False for None."""
        return day is not None and self.since <= day <= self.until


@dataclass(frozen=True)
class Time:
    """A time a text names: a half-open span of the text, and the days it means, None if unknown."""

    start: int
    end: int
    period: Period | None


@dataclass(frozen=True)
class RelativeDay:
    """A relative word (昨天, 上周五, 26日), a half-open span of a text, and the day it means there.

    `is_month`: it means the whole month that begins on that day (去年12月).
    """

    start: int
    end: int
    day: date
    is_month: bool = False

    @property
    def written(self) -> str:
        """What it means, as digits: 2024-05-01, or 2023-12."""
        return f"{self.day:%Y-%m}" if self.is_month else str(self.day)


# --- one full date: in credits, metadata and addresses ---------------------------------------------------------------


def find_date(text: str) -> date | None:
    """Return the first full date (year, month and day) in `text`, or None."""
    found = _DATE.search(text)
    if found:
        numbers = _NUMBERS.search(found.group())
        if numbers:
            return _make_date(*numbers.groups())
    return _find_rarer_date(text)


def read_date(text: str) -> date | None:
    """Return the date in a metadata field, or None; compact forms (20230816) count here."""
    found = find_date(text)
    if found is None and (compact := _COMPACT.search(text)):
        return _make_date(*compact.groups())
    return found


def date_in_address(address: str) -> date | None:
    """Return the date in the path of a web address (/2023/08/16/, /20230816/, t20230816_1.html), or None."""
    path = re.sub(r"^\w+://[^/]*", "", address)
    for pattern in _URL_DATES:
        found = pattern.search(path)
        if found and (day := _make_date(*found.groups())):
            return day
    return None


def _find_rarer_date(text: str) -> date | None:
    if han := _HAN_DATE.search(text):
        return _make_date(*han.groups())
    if republic := _REPUBLIC_DATE.search(text):
        year, month, day = republic.groups()
        return _make_date(str(_number(year) + _BEFORE_REPUBLIC), month, day)
    if english := _ENGLISH.search(text):
        month, day, year = english.groups()
        return _make_date(year, str(_MONTHS.index(month.lower()[:3]) + 1), day)
    if american := _AMERICAN.search(text):
        month, day, year = american.groups()
        return _make_date(year, month, day)
    return None


def _number(numeral: str) -> int:
    return int(read_numeral(numeral) or 0)


def _make_date(year: str, month: str, day: str) -> date | None:
    try:
        return date(_number(year), _number(month), _number(day))
    except ValueError:
        return None


# --- years -----------------------------------------------------------------------------------------------------------


def years_named(folded: str) -> frozenset[int]:
    """Return the years a folded text names, except those it only compares with (比2020年).

    2021-22 and 2019—2023年 name every year from the first to the last; 二〇二三年, 08年 and 民国112年 count; 2000人 and
    2024号 name none.
    """
    years: set[int] = set()
    for match in _YEARS.finditer(folded):
        if match["from"] is None:
            years.add(_year_of(match))
        elif match["sure"] or match["to"] or not _NO_YEAR_BEHIND.match(folded, match.end()):
            first = int(match["from"])
            last = (
                int(match["to"] if len(match["to"]) == 4 else match["from"][:2] + match["to"]) if match["to"] else first
            )
            years |= set(range(first, last + 1)) if last - first <= _LONGEST_RANGE_YEARS else {first, last}
            years.add(first)
    return frozenset(years)


def _year_of(match: re.Match[str]) -> int:
    """Return the year of a match with the group han, republic or short."""
    if match["republic"]:
        return _number(match["republic"]) + _BEFORE_REPUBLIC
    return 2000 + _number(match["short"]) if match["short"] else _number(match["han"])


# --- periods named in a question or a text ---------------------------------------------------------------------------

_IN_YEAR = (
    rf"(?P<part>{pattern_of('dates.part_of_year')})"
    rf"|(?P<month>{_MONTH}|{SMALL_NUMERAL})月(?:份|(?P<day>{_DAY}|{SMALL_NUMERAL})[日号])?"
)
_TIME = re.compile(
    rf"(?<!\d)(?P<year>{YEAR})[-/.](?P<month_>{_MONTH})[-/.](?P<day_>{_DAY})(?!\d)"
    rf"|(?:(?<!\d)(?P<digits>{YEAR})年|(?P<han>{_HAN_YEAR})年|{_REPUBLIC}|(?<!\d)(?P<short>0\d)年"
    rf"|(?P<year_word>{pattern_of('dates.year_word')}))(?:{_IN_YEAR})?"
    rf"|(?P<month_word>{pattern_of('dates.month_word')})(?:(?P<day_of>{_DAY}|{SMALL_NUMERAL})[日号])?"
    rf"|(?P<week_word>{pattern_of('dates.week_word')})(?P<weekday>[一二三四五六日天末])?"
    rf"|(?P<day_word>{pattern_of('dates.day_word')})(?!(?<=后天)[气津山生赋])"
    rf"|(?<![\d{DIGITS}十])(?P<lone_month>{_MONTH}|{SMALL_NUMERAL})月(?:份|(?P<lone_day>{_DAY}|{SMALL_NUMERAL})[日号])?"
    rf"|(?P<lone_part>{pattern_of('dates.part_of_year')})|{pattern_of('dates.unplaced')}|(?<!\d){YEAR}(?!\d)"
)


_RELATIVE_WORD = re.compile(
    "|".join(pattern_of(f"dates.{name}") for name in ("day_word", "week_word", "month_word", "year_word"))
)
_DAY_SIGN = re.compile(r"[日号]|\d[-/.]\d")


def find_times(folded: str, today: date | None = None) -> Iterator[Time]:
    """Yield the times a folded text names, in order. Relative words and days without a year count from `today`."""
    for match in _TIME.finditer(folded):
        yield Time(match.start(), match.end(), _period_of(match, today))


def find_period(folded: str, today: date) -> Period | None:
    """Return the period a folded question names, or None. Relative words count from `today`.

    A written date takes precedence over a relative one; a day or month without a year (8月27日) may be in any year.
    """
    periods = [
        _period_of(match, today)
        for match in _TIME.finditer(folded)
        if not match["lone_month"] and not match["lone_part"]
    ]
    known = [period for period in periods if period is not None]
    return next((period for period in known if period.is_stated), next(iter(known), None))


def days_meant(folded: str, published: date) -> list[date]:
    """Return the single days that relative words (昨日, 上周五, 26日) mean in a text published that day."""
    return [found.day for found in _relative_days(_TIME.finditer(folded), folded, published) if not found.is_month]


def relative_days(text: str, published: date | None, before: Sequence[str] = ()) -> tuple[RelativeDay, ...]:
    """Return the relative words of a text published that day with the days they mean, in order.

    Left out are words that mean no day there (美好的明天, a title), anything in quotation marks (the day it was said is
    unknown), and days whose month or week is uncertain; a text without `published` gives none. `before` are the
    preceding texts of its article, in order: a bare number may continue the last month they name.
    """
    if published is None:
        return ()
    folded = fold_text(text)
    if not _RELATIVE_WORD.search(folded) and not may_hold_bare_days(folded):
        return ()
    return tuple(_relative_days(_times_meant(folded), folded, published, before))


def _relative_days(
    times: Iterator[re.Match[str]], folded: str, published: date, before: Sequence[str] = ()
) -> list[RelativeDay]:
    matches = list(times)
    found = []
    for match in matches:
        if day := _relative_day(match, published):
            found.append(RelativeDay(match.start(), match.end(), day))
        elif match["year_word"] and match["month"] and (period := _period_of(match, published)):
            found.append(RelativeDay(match.start(), match.end(), period.since, is_month=True))
    told = _day_told_last(folded, before, published)
    found += [RelativeDay(*bare) for bare in _bare_days(matches, folded, published, told)]
    return sorted(found, key=lambda named: named.start)


def bare_days(folded: str, published: date | None, told: date | None) -> list[tuple[int, int, date]]:
    """Return the half-open spans of the bare days (26日, 周五) of a text and the days they mean, in order, for callers
    that read an article from its start: `told` is the last day it named before this text."""
    return list(_bare_days(list(_times_meant(folded)), folded, published, told, reads_on=True))


def _bare_days(
    matches: list[re.Match[str]], folded: str, published: date | None, told: date | None, *, reads_on: bool = False
) -> Iterator[tuple[int, int, date]]:
    """Yield the certain bare days of a text (26日, 周五), outside phrases in which a time means no day."""
    if not may_hold_bare_days(folded):
        return
    others = [match.span() for match in compiled("dates.no_day").finditer(folded)]
    named = _named_times(matches, published)
    for start, end, day in find_bare_days(folded, published, named, told, reads_on=reads_on):
        if all(last <= start or end <= first for first, last in others):
            yield start, end, day


def _day_told_last(folded: str, before: Sequence[str], published: date) -> date | None:
    """Return the last single day named in the nearest preceding text that names one; None also if the text has no bare
    day that could continue it."""
    for text in reversed(before[-_MAX_TEXTS_BEFORE:]) if may_hold_bare_days(folded) else ():
        days = (_single_day(match, published) for match in _times_meant(fold_text(text)))
        if known := [day for day in days if day is not None]:
            return known[-1]
    return None


def _named_times(matches: list[re.Match[str]], published: date | None) -> list[NamedTime]:
    named = []
    for match in matches:
        period = _period_of(match, published)
        if period is not None and period.until - period.since < timedelta(days=31):
            named.append(NamedTime(match.start(), match.end(), period.since, period.since == period.until))
        elif period is None or published is None or period.since.year != published.year:
            named.append(NamedTime(match.start(), match.end(), None, is_day=False))
    return named


def _times_meant(folded: str) -> Iterator[re.Match[str]]:
    """Yield the times a text names, except relative words that mean no particular day."""
    others = [match.span() for match in compiled("dates.no_day").finditer(folded)]
    for match in _TIME.finditer(folded):
        if not _is_relative(match) or all(end <= match.start() or match.end() <= start for start, end in others):
            yield match


def _is_relative(match: re.Match[str]) -> bool:
    return bool(match["day_word"] or match["week_word"] or match["month_word"] or match["year_word"])


def _relative_day(match: re.Match[str], published: date) -> date | None:
    return _single_day(match, published) if _is_relative(match) else None


def _single_day(match: re.Match[str], today: date | None) -> date | None:
    period = _period_of(match, today)
    return period.since if period is not None and period.since == period.until else None


def day_words(text: str, published: date | None, before: Sequence[str] = ()) -> list[str]:
    """Return search words for the days that a text names, written out or relative to when it was published.

    Each day has two: d20240501 with its year and d0501 for any year; a day whose year cannot be known has only the
    latter.
    """
    words: dict[str, None] = {}
    for day in _days_named(text, published, before):
        words |= {day: None} if isinstance(day, str) else _words_of(day)
    return list(words)


def days_told(text: str, published: date | None, before: Sequence[str] = ()) -> set[date]:
    """Return the days that a text names and whose year is known, as in `day_words`."""
    return {day for day in _days_named(text, published, before) if isinstance(day, date)}


def _days_named(text: str, published: date | None, before: Sequence[str]) -> Iterator[date | str]:
    """Yield the days that a text names, the search word of one whose year cannot be known."""
    folded = fold_text(text)
    if not _DAY_SIGN.search(folded) and not _RELATIVE_WORD.search(folded) and not may_hold_bare_days(folded):
        return
    matches = list(_times_meant(folded))
    for match in matches:
        if day := _single_day(match, published):
            yield day
        elif match["lone_day"]:
            yield _word_of_any_year(match)
    if published:
        told = _day_told_last(folded, before, published)
        yield from (day for _, _, day in _bare_days(matches, folded, published, told))


def _words_of(day: date) -> dict[str, None]:
    return {f"d{day:%Y%m%d}": None, f"d{day:%m%d}": None}


def days_asked(folded: str, today: date) -> list[str]:
    """Return the search words, as in `day_words`, for the days a folded question names."""
    words = []
    for match in _TIME.finditer(folded):
        if match["lone_day"]:
            words.append(_word_of_any_year(match))
        elif day := _single_day(match, today):
            words.append(f"d{day:%Y%m%d}")
    return words


def _word_of_any_year(match: re.Match[str]) -> str:
    return f"d{_number(match['lone_month']):02}{_number(match['lone_day']):02}"


def years_meant(folded: str, published: date) -> list[int]:
    """Return the years that relative words (今年, 去年) mean in a text published that day."""
    return [published.year + int(years) for word, years in values_of("dates.year_word").items() if word in folded]


def _period_of(match: re.Match[str], today: date | None) -> Period | None:
    """Return the days a match means; None if it names no day, or one that is not in the calendar."""
    try:
        if match["year"]:
            return _days(date(_number(match["year"]), _number(match["month_"]), _number(match["day_"])), is_stated=True)
        if match["digits"] or match["han"] or match["republic"] or match["short"]:
            year = _number(match["digits"]) if match["digits"] else _year_of(match)
            return _in_year(year, match["part"], match["month"], match["day"], is_stated=True)
        return _relative(match, today) if today is not None else None
    except ValueError:
        return None


def _relative(match: re.Match[str], today: date) -> Period | None:
    if word := match["year_word"]:
        year = today.year + int(values_of("dates.year_word")[word])
        return _in_year(year, match["part"], match["month"], match["day"], is_stated=False)
    if word := match["month_word"]:
        months = 12 * today.year + today.month - 1 + int(values_of("dates.month_word")[word])
        return _in_year(months // 12, None, str(months % 12 + 1), match["day_of"], is_stated=False)
    if word := match["week_word"]:
        monday = today + timedelta(7 * values_of("dates.week_word")[word] - today.weekday())
        if match["weekday"] and match["weekday"] != "末":
            return _days(monday + timedelta(values_of("dates.weekday")[match["weekday"]]), is_stated=False)
        first = monday + timedelta(5 if match["weekday"] else 0)
        return Period(first, monday + timedelta(6), False)
    if word := match["day_word"]:
        return _days(today + timedelta(values_of("dates.day_word")[word]), is_stated=False)
    return _nearest_year(match, today)


def _nearest_year(match: re.Match[str], today: date) -> Period | None:
    """Return what 8月27日 or 三季度 means near `today`: the last such time, unless it is at most half a year ahead."""
    if not match["lone_month"] and not match["lone_part"]:
        return None
    this_year, last_year = (
        _in_year(year, match["lone_part"], match["lone_month"], match["lone_day"], is_stated=False)
        for year in (today.year, today.year - 1)
    )
    return this_year if this_year.since <= today + timedelta(183) else last_year


def _in_year(year: int, part: str | None, month: str | None, day: str | None, *, is_stated: bool) -> Period:
    """Return a year, or the quarter, half, month or day of it. Raises ValueError for an impossible date."""
    if month and day:
        return _days(date(year, _number(month), _number(day)), is_stated=is_stated)
    first, last = 1, 12
    if month:
        first = last = _number(month)
    elif part and "半" in part:
        first, last = (1, 6) if part.startswith("上") else (7, 12)
    elif part:
        first = 3 * _number(part.strip("第季度")) - 2
        last = first + 2
    return Period(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]), is_stated)


def _days(day: date, *, is_stated: bool) -> Period:
    return Period(day, day, is_stated)
