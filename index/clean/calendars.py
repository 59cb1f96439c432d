"""Read a month's calendar: seven columns of weekdays, each day with what is on in or below its cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.chinese.vocabulary import compiled, values_of

_DAYS_OF_WEEK = 7
_MIN_DAYS = 7
_LONGEST_MONTH, _SHORTEST_MONTH = 31, 28
_DAY = re.compile(r"(?P<day>\d{1,2})日?(?:$|[\s:：]\s*)(?P<on>.*)", re.DOTALL)
_MONTHS = {-1: "上月", 0: "", 1: "下月"}


@dataclass
class _Day:
    """A cell of a calendar: the day of the month, 0 for none, and what is on."""

    number: int = 0
    on: list[str] = field(default_factory=list)


def calendar_entries(rows: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Return each day of a calendar and what is on (3日（周三）, 讲座); nothing for any other table.

    The first row has the weekdays. Days with nothing on stand together behind their week's others, with '' for what
    is on; days that fill the first and last weeks are of 上月 and 下月.
    """
    weekdays = _weekdays(rows[0])
    weeks = _weeks(rows[1:]) if weekdays else []
    days = [day for week in weeks for day in week if day.number]
    if len(days) < _MIN_DAYS or not _follow([day.number for day in days]):
        return []
    month = -1 if days[0].number > 1 and any(day.number == 1 for day in days[:_DAYS_OF_WEEK]) else 0
    entries: list[tuple[str, str]] = []
    for week in weeks:
        quiet: list[str] = []
        for day, weekday in zip(week, weekdays, strict=True):
            month += day.number == 1 and day is not days[0]
            name = f"{_MONTHS[min(month, 1)]}{day.number}日（周{weekday}）"
            if day.on:
                entries.append((name, "、".join(day.on)))
            elif day.number:
                quiet.append(name)
        entries += [("、".join(quiet), "")] if quiet else []
    return entries


def _weekdays(heads: Sequence[str]) -> list[str]:
    """Return the letters of the weekdays if the heads are those of a week, in turn from any day on."""
    found = [compiled("dates.weekday_head").fullmatch(head) for head in heads]
    letters = [match["day"] for match in found if match]
    if len(heads) != _DAYS_OF_WEEK or len(letters) != _DAYS_OF_WEEK:
        return []
    places = [values_of("dates.weekday")[letter] for letter in letters]
    return letters if all(below == (above + 1) % _DAYS_OF_WEEK for above, below in pairwise(places)) else []


def _weeks(rows: Sequence[Sequence[str]]) -> list[list[_Day]]:
    """Return the days of each week with what stands in or below their cells; nothing if a text belongs to no day."""
    weeks: list[list[_Day]] = []
    for row in rows:
        found = [_DAY.fullmatch(cell) for cell in row]
        if all(match or not cell for match, cell in zip(found, row, strict=True)):
            weeks.append([_Day(int(match["day"]), match["on"].split("\n")) if match else _Day() for match in found])
            continue
        if not weeks or any(cell and not day.number for cell, day in zip(row, weeks[-1], strict=True)):
            return []
        for cell, day in zip(row, weeks[-1], strict=True):
            day.on += cell.split("\n")
    for day in (day for week in weeks for day in week):
        day.on = [text.strip() for text in day.on if text.strip()]
    return weeks


def _follow(numbers: Sequence[int]) -> bool:
    """Return whether numbers count the days of a month, perhaps with days of the ones before and after."""
    if max(numbers) > _LONGEST_MONTH:
        return False
    return all(below == above + 1 or (below == 1 and above >= _SHORTEST_MONTH) for above, below in pairwise(numbers))
