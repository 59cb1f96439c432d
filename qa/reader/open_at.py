"""Whether a place is open at a time: 晚上八点还开着吗, 周一去会不会白跑一趟."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.chinese.folding import fold_text
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled, words_of
from index.chinese.words import tag_words
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, held_with_title

LEAST_HELD = 0.5
"""Least share of the question's other words in the sentence and its article's title."""
_DAYS = {name: number for number, name in enumerate("一二三四五六日", 1)} | {"天": 7}
_WHOLE_WEEK = frozenset(range(1, 8))
_WORKDAYS, _WEEKEND = frozenset(range(1, 6)), frozenset((6, 7))
_NOON, _DAY = 720, 1440
_AT_NOON = 750
_CLAUSE = re.compile(r"[，,。；;（）()！!\n]+")
_SOME_DAYS = re.compile(r"[\d一两三四五六七八九十]天")
_TIMES = tuple(
    f"hours.{name}"
    for name in ("week", "moment", "every_day", "other_days", "occasion", "label", "is_closed", "is_open", "all_day")
)


@dataclass(frozen=True)
class _When:
    """When a question asks about: days of the week (empty: not said), a minute of the day, an occasion (春节)."""

    days: frozenset[int]
    minute: int | None
    occasion: str


@dataclass(frozen=True)
class _Hours:
    """What a clause says of some days (None: of no days in particular): its occasion, whether it is closed or open
    then, the ranges of minutes, and the single minutes at which it opens and closes."""

    days: frozenset[int] | None
    occasion: str
    is_closed: bool
    is_open: bool
    ranges: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def settle_open(question: Question, weights: WordWeights, candidate: Candidate) -> bool | None:
    """Return whether the answer to a yes-or-no question about opening is yes.

    None if it asks for something else or the sentence does not settle it: it has the hours of another place or of a
    part of the year, or none for the time asked about.
    """
    folded, sentence = question.folded, fold_text(candidate.text)
    closed = compiled("hours.asks_closed").search(folded)
    service = None if closed else compiled("hours.asks_service").search(folded)
    asked = closed or compiled("hours.asks_open").search(folded) or service
    when = _read_when(folded)
    if asked is None or when is None or compiled("hours.exception").search(sentence):
        return None
    if service is not None and asked is service and service["verb"] not in sentence:
        return None
    times = [match.group() for name in ("week", "moment") for match in compiled(f"hours.{name}").finditer(folded)]
    named = weights.without([asked.group(), when.occasion or asked.group(), *times])
    if named.weights and held_with_title(named, candidate) < LEAST_HELD:
        return None
    if not any(compiled(f"hours.{name}").search(sentence) for name in ("is_open", "is_closed", "label")):
        return None
    if any(_is_conditional(clause) for clause in _CLAUSE.split(sentence)):
        return None
    is_open = _is_open(list(_read_hours(sentence, folded)), when)
    if is_open is None and when.occasion and compiled("hours.all_year").search(sentence):
        is_open = True
    return None if is_open is None else is_open is not bool(closed)


def _is_conditional(clause: str) -> bool:
    """Return whether a clause tells hours for a season or for some only."""
    return compiled("hours.conditional").search(clause) is not None and any(
        compiled(f"hours.{name}").search(clause) for name in ("week", "moment", "is_closed")
    )


def _read_when(folded: str) -> _When | None:
    days = _days_in(folded)
    occasion = compiled("hours.occasion").search(folded)
    minutes = [minute for minute, _ in _minutes_in(folded)]
    moment = compiled("hours.moment").search(folded)
    if moment and not moment["part"] and minutes[0] <= _NOON:
        return None  # 八点 may be in the evening
    if not (days or occasion or minutes):
        return None
    return _When(days, minutes[0] if minutes else None, occasion.group() if occasion else "")


def _days_in(folded: str) -> frozenset[int]:
    """Return the days of the week that a text names."""
    days: set[int] = set()
    for match in compiled("hours.week").finditer(folded):
        if match["work"]:
            days |= _WORKDAYS
        elif match["weekend"] or match["first"] == "末":
            days |= _WEEKEND
        else:
            first = _DAYS[match["first"]]
            last = _DAYS[match["last"]] if match["last"] else first
            days |= {(first + step - 1) % 7 + 1 for step in range((last - first) % 7 + 1)}
    return frozenset(days)


def _minutes_in(folded: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield the hours of the day that a text names, in minutes; 下午2点到5点 is 14:00 to 17:00."""
    part = ""
    for match in compiled("hours.moment").finditer(folded):
        part = match["part"] or part
        hour = int(read_numeral(match["hour"]) or 0)
        late = part in words_of("hours.of_afternoon") or (part == "中午" and hour < 11)
        minute = int(match["minute"] or {"半": 30, "一刻": 15, "三刻": 45}.get(match["half"] or "", 0))
        yield (hour + 12 * (late and hour < 12)) * 60 + minute, match


def _read_hours(sentence: str, asked: str) -> Iterator[_Hours]:
    """Yield what each clause says, but those whose subject the question does not name (餐厅营业到20:00)."""
    days: frozenset[int] | None = None
    out: frozenset[int] = frozenset()  # days taken out of the others: closed, or 除周一外
    for clause in filter(None, _CLAUSE.split(sentence)):
        occasion = compiled("hours.occasion").search(clause)
        if _has_other_subject(clause, asked) or (occasion and _SOME_DAYS.search(clause)):
            continue
        if compiled("hours.but_days").search(clause):
            out |= _days_in(clause)
        days = _days_of(clause, out) or days
        hours = _hours_of(clause, days, occasion.group() if occasion else "")
        if hours.is_closed and days and not occasion:
            out |= days
        yield hours


def _days_of(clause: str, out: frozenset[int]) -> frozenset[int]:
    """Return the days of the week that a clause tells of, those in `out` taken out of 每天 and 其余时间."""
    if compiled("hours.rest_of_week").search(clause):
        return _WHOLE_WEEK - out
    return _days_in(clause)


def _hours_of(clause: str, days: frozenset[int] | None, occasion: str) -> _Hours:
    ranges, singles = _ranges(clause, list(_minutes_in(clause)))
    says_closed = compiled("hours.is_closed").search(clause) is not None
    is_end = says_closed or compiled("hours.until").search(clause) is not None
    is_closed = says_closed and not (ranges or singles or compiled("hours.never_closed").search(clause))
    is_open = not is_closed and compiled("hours.is_open").search(clause) is not None
    return _Hours(days, occasion, is_closed, is_open, ranges, () if is_end else singles, singles if is_end else ())


def _has_other_subject(clause: str, asked: str) -> bool:
    """Return whether a clause names something before its time that the question does not name."""
    first = min((match.start() for name in _TIMES if (match := compiled(name).search(clause))), default=len(clause))
    nouns = [word for word, tag in tag_words(clause[:first]) if tag.startswith("n") and len(word) > 1]
    return bool(nouns) and not any(noun in asked for noun in nouns)


def _ranges(
    clause: str, moments: Sequence[tuple[int, re.Match[str]]]
) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
    """Return the ranges of a clause (9:00至17:30) and its other minutes."""
    ranges: list[tuple[int, int]] = [(0, _DAY)] if compiled("hours.all_day").search(clause) else []
    singles: list[int] = []
    place = 0
    while place < len(moments):
        minute, match = moments[place]
        following = moments[place + 1] if place + 1 < len(moments) else None
        if following and compiled("hours.to").fullmatch(clause, match.end(), following[1].start()):
            ranges.append((minute, following[0] if following[0] > minute else following[0] + _DAY))
            place += 2
        else:
            singles.append(minute)
            place += 1
    return tuple(ranges), tuple(singles)


def _is_open(hours: Sequence[_Hours], when: _When) -> bool | None:
    """Return whether it is open then, None if that is not said."""
    if when.occasion:
        told = [one for one in hours if one.occasion == when.occasion]
        if told:
            return False if told[0].is_closed else True if told[0].is_open else None
        if when.occasion in words_of("hours.noon"):
            when = _When(when.days, _AT_NOON, "")
        else:
            return None
    ordinary = [one for one in hours if not one.occasion]
    closed = [one for one in ordinary if one.is_closed and one.days]
    if when.days and any(one.days and when.days <= one.days for one in closed):
        return False
    meant = [one for one in ordinary if one.days is None or not when.days or when.days <= one.days]
    if when.minute is not None:
        at = _is_open_at(meant, when.minute)
        return None if at and closed and not when.days else at
    is_told = any(one.days and (one.is_open or one.ranges) for one in meant)
    return True if when.days and is_told else None


def _is_open_at(hours: Sequence[_Hours], minute: int) -> bool | None:
    """Return whether it is open at a minute of the day by the ranges, else by when it opens and closes."""
    ranges = [each for one in hours for each in one.ranges]
    if ranges:
        inside = [start <= minute < end or start <= minute + _DAY < end for start, end in ranges]
        if any(inside):
            return True if all(inside) or len({one.days for one in hours if one.ranges}) == 1 else None
        return None if any(minute == end for _, end in ranges) else False
    starts, ends = [each for one in hours for each in one.starts], [each for one in hours for each in one.ends]
    if not ends:
        return None
    if minute > max(ends) or (starts and minute < min(starts)):
        return False
    is_begun = minute >= max(starts) if starts else minute >= _NOON
    return True if is_begun and minute < min(ends) else None
