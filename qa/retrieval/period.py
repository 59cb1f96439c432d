"""The time a question speaks of: 2020年3月, 8月27日, 去年, 上个月."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Period:
    """Both days included. `is_stated`: written out as a date, not relative to today."""

    since: date
    until: date
    is_stated: bool

    def holds(self, day: date | None) -> bool:
        """Return whether the day lies in the period; an unknown day does not."""
        return day is not None and self.since <= day <= self.until


_YEAR = r"(?P<year>(?:19|20)\d\d)年?"
_FULL = re.compile(rf"{_YEAR}[-/.年]?(?P<month>1[0-2]|0?[1-9])[-/.月](?P<day>3[01]|[12]\d|0?[1-9])[日号]?")
_MONTH = re.compile(r"(?P<year>(?:19|20)\d\d)年(?P<month>1[0-2]|0?[1-9])月")
_YEAR_ONLY = re.compile(r"(?P<year>(?:19|20)\d\d)年")


def find_period(folded: str, today: date) -> Period | None:
    """Return the time a folded question names, or None. Relative words count from `today`."""
    if match := _FULL.search(folded):
        try:
            day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            return None
        return Period(day, day, True)
    if match := _MONTH.search(folded):
        return _month(int(match["year"]), int(match["month"]), is_stated=True)
    if match := _YEAR_ONLY.search(folded):
        return _year(int(match["year"]), is_stated=True)
    return _relative_period(folded, today)


def _relative_period(folded: str, today: date) -> Period | None:
    day_words = {"前天": 2, "昨天": 1, "昨日": 1, "今天": 0, "今日": 0}
    year_words = {"前年": 2, "去年": 1, "上一年": 1, "今年": 0, "本年": 0}
    for word, back in day_words.items():
        if word in folded:
            day = today - timedelta(days=back)
            return Period(day, day, False)
    for word, back in year_words.items():
        if word in folded:
            return _year(today.year - back, is_stated=False)
    if "上个月" in folded or "上月" in folded:
        last = today.replace(day=1) - timedelta(days=1)
        return _month(last.year, last.month, is_stated=False)
    if "这个月" in folded or "本月" in folded:
        return _month(today.year, today.month, is_stated=False)
    return None


def _year(year: int, *, is_stated: bool) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31), is_stated)


def _month(year: int, month: int, *, is_stated: bool) -> Period:
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), is_stated)
