"""Days of the week and times of day as people name them: 周一至周五, 周末, 晚上八点, 下午2点到5点."""

from dataclasses import dataclass

from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled, values_of, words_of

WHOLE_WEEK = frozenset(range(1, 8))
MINUTES_OF_DAY = 24 * 60
_WORKDAYS, _WEEKEND = frozenset(range(1, 6)), frozenset((6, 7))
_MINUTES_OF = {"半": 30, "一刻": 15, "三刻": 45}


@dataclass(frozen=True)
class Moment:
    """A time of day: minutes from midnight, whether the part of the day is said (晚上八点), a half-open span."""

    minute: int
    has_part: bool
    start: int
    end: int


@dataclass(frozen=True)
class Opening:
    """A range of minutes (9:00至17:30, one over midnight ends on the next day) and where it ends in the text."""

    start: int
    until: int
    end: int

    def holds(self, minute: int) -> bool:
        return self.start <= minute < self.until or self.start <= minute + MINUTES_OF_DAY < self.until


def days_in(folded: str) -> frozenset[int]:
    """Return the days of the week that a text names, 1 for Monday."""
    days: set[int] = set()
    for match in compiled("hours.week").finditer(folded):
        if match["work"]:
            days |= _WORKDAYS
        elif match["weekend"] or match["first"] == "末":
            days |= _WEEKEND
        else:
            first = _number(match["first"])
            last = _number(match["last"]) if match["last"] else first
            days |= {(first + step - 1) % 7 + 1 for step in range((last - first) % 7 + 1)}
    return frozenset(days)


def _number(day: str) -> int:
    return int(values_of("dates.weekday")[day]) + 1


def moments_in(folded: str) -> list[Moment]:
    """Return the times of day that a text names; a part of the day holds for those behind it: 下午2点到5点."""
    moments, part = [], ""
    for match in compiled("hours.moment").finditer(folded):
        part = match["part"] or part
        hour = int(read_numeral(match["hour"]) or 0)
        late = part in words_of("hours.of_afternoon") or (part == "中午" and hour < 11)
        minute = int(match["minute"] or _MINUTES_OF.get(match["half"] or "", 0))
        told = (hour + 12 * (late and hour < 12)) * 60 + minute
        moments.append(Moment(told, match["part"] is not None, *match.span()))
    return moments


def openings_in(folded: str) -> tuple[tuple[Opening, ...], tuple[int, ...]]:
    """Return the ranges of hours of a text (9:00至17:30, 24小时) and the minutes that belong to none."""
    day = compiled("hours.all_day").search(folded)
    ranges = [Opening(0, MINUTES_OF_DAY, day.end())] if day else []
    singles: list[int] = []
    moments = moments_in(folded)
    while moments:
        first, *moments = moments
        if moments and compiled("hours.to").fullmatch(folded, first.end, moments[0].start):
            last, *moments = moments
            until = last.minute if last.minute > first.minute else last.minute + MINUTES_OF_DAY
            ranges.append(Opening(first.minute, until, last.end))
        else:
            singles.append(first.minute)
    return tuple(ranges), tuple(singles)
