"""The parts of a year that figures refer to: 2023年前11个月, 1至10月, 去年一季度, 2021-2022赛季."""

import calendar
import re
from datetime import date

from index.chinese.dates import Period, find_times
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled, values_of

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
