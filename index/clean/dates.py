"""Dates as Chinese pages write them."""

import re
from datetime import date

_YEAR = r"(?:19[5-9]\d|20[0-9]\d)"
DATE_PATTERN = (
    rf"(?<!\d){_YEAR} ?(?:年|[-/.]) ?(?:1[0-2]|0?[1-9]) ?(?:月|[-/.]) ?(?:3[01]|[12]\d|0?[1-9])(?!\d) ?日?"
    rf"|(?<!\d){_YEAR}(?:1[0-2]|0[1-9])[-/](?:3[01]|[12]\d|0[1-9])(?!\d)"
)
"""A whole day written with separators: 2023-08-16, 2023年8月16日, 2023/8/16, 2023.08.16, also 202308/16."""
TIME_PATTERN = (
    r"(?:[T ]{0,3}(?:上午|下午)? ?[0-2]?\d ?[:：时] ?[0-5]\d(?: ?[:：分] ?[0-5]\d)?"
    r"(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?分?秒?)?"
)
"""An optional time of day behind a date."""

_DATE = re.compile(DATE_PATTERN)
_NUMBERS = re.compile(rf"({_YEAR})\D{{0,3}}?(1[0-2]|0?[1-9])\D{{1,3}}(3[01]|[12]\d|0?[1-9])(?!\d)")
_COMPACT = re.compile(rf"(?<!\d)({_YEAR})(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])(?!\d)")
_HAN_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "O": "0",
    "Ｏ": "0",
    "o": "0",
}
_HAN_DATE = re.compile(
    r"([一二][〇零○OＯo一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\.? (3[01]|[12]\d|0?[1-9]),? ({_YEAR})\b", re.IGNORECASE)
_URL_DATES = (
    re.compile(rf"/({_YEAR})[-/_]?(1[0-2]|0?[1-9])[-/_](3[01]|[12]\d|0?[1-9])(?=[/_.-])"),
    re.compile(rf"(?<!\d)({_YEAR})(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])(?=\D|\d{{6}}(?:\D|$)|$)"),
)


def find_date(text: str) -> date | None:
    """Return the first whole day (year, month and day) written in `text`, None where there is none."""
    found = _DATE.search(text)
    if found:
        numbers = _NUMBERS.search(found.group())
        if numbers:
            return _make_date(*numbers.groups())
    return _find_rarer_date(text)


def read_date(text: str) -> date | None:
    """Return the day that a metadata field states; compact forms (20230816) count here."""
    found = find_date(text)
    if found is None and (compact := _COMPACT.search(text)):
        return _make_date(*compact.groups())
    return found


def date_in_address(address: str) -> date | None:
    """Return the day in the path of a web address (/2023/08/16/, /20230816/, t20230816_1.html), None without one."""
    path = re.sub(r"^\w+://[^/]*", "", address)
    for pattern in _URL_DATES:
        found = pattern.search(path)
        if found and (day := _make_date(*found.groups())):
            return day
    return None


def _find_rarer_date(text: str) -> date | None:
    if han := _HAN_DATE.search(text):
        year, month, day = han.groups()
        return _make_date("".join(_HAN_DIGITS[c] for c in year), str(_han_number(month)), str(_han_number(day)))
    if english := _ENGLISH.search(text):
        month, day, year = english.groups()
        return _make_date(year, str(_MONTHS.index(month.lower()[:3]) + 1), day)
    return None


def _han_number(text: str) -> int:
    """Return the value of 一 to 三十一."""
    tens, ten, ones = text.rpartition("十")
    value = int(_HAN_DIGITS[ones]) if len(ones) == 1 else 0
    if not ten:
        return value
    return value + 10 * (int(_HAN_DIGITS[tens]) if len(tens) == 1 else 1)


def _make_date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
