"""When the event in a line happened: its times as days, including bare days (28日) and ranges of days;
and the parts of a year that figures refer to."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from index.chinese.dates import Period, bare_days, find_times
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled, values_of
from index.chinese.words import tag_words
from index.messages import Message, say
from qa.answer import day_in_words
from qa.forms.dossier import Line

_NAMES = re.compile(r"《[^》]*》|〔[^〕]*〕|“[^”]*”|「[^」]*」")


@dataclass(frozen=True)
class DatedPart:
    """A line or clause with the days it is about; `start` and `end` are the half-open span of the time in it."""

    line: Line
    period: Period
    start: int
    end: int


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    period: Period
    opens: bool
    """Whether it is in the position of an event's time: at the beginning of its clause or after 于."""


class DayReader:
    """Reads the lines of one article in order; a bare day may be in the month last named."""

    def __init__(self, published: date | None) -> None:
        self._published = published
        self._last: date | None = None

    def parts(self, line: Line) -> list[DatedPart]:
        """Return the dated parts of the line; [] if it names no time of its own."""
        found = list(self._times(line.folded))
        opening = [each for each in found if each.opens]
        chosen = _apart(line.folded, opening or found[:1])
        if len(chosen) < 2:
            return [DatedPart(line, each.period, each.start, each.end) for each in chosen]
        cuts = [_cut(line.folded, left.end, right.start) for left, right in pairwise(chosen)]
        parts = []
        for each, start, end in zip(chosen, [0, *cuts], [*cuts, len(line.text)], strict=True):
            piece = line.part(
                start, end if end == len(line.text) else start + len(line.text[start:end].rstrip("，,、；; "))
            )
            moved = piece.start - line.start
            parts.append(DatedPart(piece, each.period, each.start - moved, each.end - moved))
        return parts

    def _times(self, folded: str) -> Iterator[_Found]:
        """Yield the times in a line that may be those of events."""
        names = [match.span() for match in _NAMES.finditer(folded)]
        spans = self._spans(folded)
        for start, end, period in _joined(folded, spans):
            inside = any(first <= start < last for first, last in names)
            if (
                not inside
                and not compiled("periods.next_year").match(folded, end)
                and not is_compared_with(folded, start, end)
            ):
                before = folded[:start]
                opens = any(compiled(f"forms.{name}").search(before) for name in ("clause_head", "time_stated"))
                opens = opens or _is_subject(before)
                yield _Found(start, end, period, opens)

    def _spans(self, folded: str) -> list[tuple[int, int, Period]]:
        """Return every time in a line whose days are known, in order."""
        spans: list[tuple[int, int, Period]] = []
        for named in find_times(folded, self._published):
            said = folded[named.start : named.end]
            if (
                named.period is None
                or not compiled("periods.of_a_day").search(said)
                or compiled("periods.too_wide").fullmatch(said)
            ):
                continue
            spans.append(_from_first_month(folded, named.start, named.end, named.period))
            self._last = named.period.since
        bare = bare_days(folded, self._published, self._last)
        spans += [(start, end, Period(day, day, False)) for start, end, day in bare]
        return sorted(spans, key=lambda span: span[0])


def _is_subject(before: str) -> bool:
    """Return whether the text before a time is only the subject: 灯谜会 in 灯谜会2021年恢复."""
    if not 2 <= len(before) <= _LONGEST_SUBJECT or _NO_SUBJECT.search(before):
        return False
    words = tag_words(before)
    ends_in_meeting = words[-1][0] == "会"  # 灯谜会: the tagger takes the noun's ending for a verb
    return all(tag.startswith(_NOUNS) for _, tag in (words[:-1] if ends_in_meeting else words))


_LONGEST_SUBJECT = 14
_NO_SUBJECT = re.compile(r"[\W\d]|[的在于到从至自比与和对据]")
_NOUNS = ("n", "j", "eng", "b", "s", "vn", "an", "g", "l")


def _from_first_month(folded: str, start: int, end: int, period: Period) -> tuple[int, int, Period]:
    """Return a time extended back to its first month: 1至10月."""
    first = compiled("periods.months_from").search(folded, max(0, start - 5), start)
    if first is None or not folded[start].isdigit() or int(first["first"]) > period.since.month:
        return start, end, period
    since = date(period.since.year, int(first["first"]), 1)
    return first.start(), end, Period(since, period.until, period.is_stated)


def is_compared_with(folded: str, start: int, end: int) -> bool:
    """Return whether the time in a half-open span is only compared with (比2022年, 2022年以来)."""
    return bool(
        compiled("forms.no_event").match(folded[end : end + 6])
        or compiled("forms.no_event_before").search(folded[max(0, start - 6) : start])
    )


def _joined(folded: str, spans: list[tuple[int, int, Period]]) -> Iterator[tuple[int, int, Period]]:
    """Yield the times, joining two that form a range of days (7月10日至8月31日)."""
    place = 0
    while place < len(spans):
        start, end, period = spans[place]
        if place + 1 < len(spans):
            next_start, next_end, following = spans[place + 1]
            if compiled("periods.until").fullmatch(folded, end, next_start) and following.until >= period.since:
                yield start, next_end, Period(period.since, following.until, period.is_stated)
                place += 2
                continue
        yield start, end, period
        place += 1


_LEAST_CLAUSE = 2


def _apart(folded: str, found: list[_Found]) -> list[_Found]:
    """Return the times with a clause of their own; of two in one clause only the first."""
    kept: list[_Found] = []
    for each in found:
        start = _clause_start(folded, each.start)
        if kept and (start <= kept[-1].start or len(folded[kept[-1].end : start].strip("，,；; ")) < _LEAST_CLAUSE):
            continue
        if kept and kept[-1].period == each.period:
            continue
        kept.append(each)
    return kept


def _clause_start(folded: str, at: int) -> int:
    return max(folded.rfind(mark, 0, at) for mark in "，,；;。：:") + 1


def _cut(folded: str, before: int, at: int) -> int:
    """Return where the part with the time at `at` begins, after the part with the time that ends at `before`."""
    stronger = max(folded.rfind(mark, before, at) for mark in "；;。")
    return stronger + 1 if stronger >= 0 else _clause_start(folded, at)


# ---- Days in words


def period_in_words(since: date, until: date) -> str:
    """Return a range of days in Chinese notation: 2024年5月1日, 2021年3月, 2023年, 2024年7月10日至8月31日."""
    if since == until:
        return day_in_words(since)
    first, last = since.day == 1, until.day == calendar.monthrange(until.year, until.month)[1]
    if first and last and since.year == until.year:
        if (since.month, until.month) == (1, 12):
            return f"{since.year}年"
        if since.month == until.month:
            return f"{since.year}年{since.month}月"
        return f"{since.year}年{since.month}月至{until.month}月"
    end = f"{until.month}月{until.day}日" if since.year == until.year else day_in_words(until)
    return say(Message("form-from-to", {"since": day_in_words(since), "until": end}))


# ---- The parts of a year that figures refer to: 2023年前11个月, 1至10月, 去年一季度, 2021-2022赛季


_RELATIVE_YEARS = values_of("dates.year_word")


def period_stated(text: str, published: date | None) -> Period | None:
    """Return the first part of a year that a folded text names, or None; `published` is its article's date."""
    for match in compiled("periods.part_of_year").finditer(text):
        if (period := read_period(match.group(), published)) is not None:
            return period
    return None


def read_period(said: str, published: date | None) -> Period | None:
    """Return the days a part of a year means (2023年前11个月, 1至10月, 去年一季度, 截至2023年底), or None."""
    year = _year_of(said, published)
    if year is None:
        return None
    if said.endswith(("赛季", "学年")):
        last_year = year // 100 * 100 + int(re.findall(r"\d\d", said)[-1])
        return Period(date(year, 1, 1), date(max(last_year, year), 12, 31), True)
    if match := compiled("periods.first_months").search(said) or compiled("periods.first_quarters").search(said):
        count = int(read_numeral(match["count"]) or 0) * (3 if "季" in match.group() else 1)
        return _months(year, 1, count) if 1 <= count <= 12 else None
    if match := compiled("periods.months").search(said):
        first, last = int(match["first"]), int(match["last"])
        return _months(year, first, last) if 1 <= first <= last <= 12 else None
    times = [time.period for time in find_times(said, date(year, 12, 31)) if time.period is not None]
    if not times:
        return None
    if said.endswith(("底", "末")) and times[0].until == date(year, 12, 31):
        return Period(date(year, 12, 31), date(year, 12, 31), True)
    return times[-1] if times[-1].since.year == year else _months(year, times[-1].since.month, times[-1].until.month)


def _year_of(said: str, published: date | None) -> int | None:
    if match := compiled("periods.year").search(said):
        return int(match.group())
    if published is None:
        return None
    word = next((word for word in _RELATIVE_YEARS if word in said), None)
    if word is not None:
        return published.year + int(_RELATIVE_YEARS[word])
    numbers = re.findall(r"\d+", said)
    is_ahead = "月" in said and numbers and int(numbers[-1]) > published.month
    return published.year - 1 if is_ahead or (published.month <= 2 and "全年" in said) else published.year


def _months(year: int, first: int, last: int) -> Period:
    return Period(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]), True)
