"""Whether a place is open at a time: 晚上八点还开着吗, 周一去会不会白跑一趟."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.chinese.folding import fold_text
from index.chinese.hours import WHOLE_WEEK, Opening, days_in, moments_in, openings_in
from index.chinese.vocabulary import compiled, values_of, words_of
from index.chinese.words import tag_words
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, held_with_title

LEAST_HELD = 0.5
"""Least share of the question's other words in the sentence and its article's title."""
_NOON, _AT_NOON = 720, 750
_MOST_OF_WEEK = 4
"""Days: 周三至周日 leaves Monday out; 周六、周日 may be when something else is open too."""
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
    then, the ranges of minutes, those in which it is closed, and the single minutes at which it opens and closes."""

    days: frozenset[int] | None
    occasion: str
    is_closed: bool
    is_open: bool
    ranges: tuple[Opening, ...]
    breaks: tuple[Opening, ...]
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
    times = [
        match.group()
        for name in ("week", "moment", "lone_part")
        for match in compiled(f"hours.{name}").finditer(folded)
    ]
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
    days = days_in(folded)
    occasion = compiled("hours.occasion").search(folded)
    moments = moments_in(folded)
    part = compiled("hours.lone_part").search(folded)
    if part and not moments:
        return _When(days, int(values_of("hours.lone_part")[part.group()]), "")
    if moments and not moments[0].has_part and moments[0].minute <= _NOON:
        return None  # 八点 may be in the evening
    if not (days or occasion or moments):
        return None
    return _When(days, moments[0].minute if moments else None, occasion.group() if occasion else "")


def _read_hours(sentence: str, asked: str) -> Iterator[_Hours]:
    """Yield what each clause says, but those whose subject the question does not name (餐厅营业到20:00)."""
    days: frozenset[int] | None = None
    out: frozenset[int] = frozenset()  # days taken out of the others: closed, or 除周一外
    for clause in filter(None, _CLAUSE.split(sentence)):
        occasion = compiled("hours.occasion").search(clause)
        if _has_other_subject(clause, asked) or (occasion and _SOME_DAYS.search(clause)):
            continue
        if compiled("hours.but_days").search(clause):
            out |= days_in(clause)
        days = _days_of(clause, out) or days
        hours = _hours_of(clause, days, occasion.group() if occasion else "")
        if hours.is_closed and days and not occasion:
            out |= days
        yield hours


def _days_of(clause: str, out: frozenset[int]) -> frozenset[int]:
    """Return the days of the week that a clause tells of, those in `out` taken out of 每天 and 其余时间."""
    if compiled("hours.rest_of_week").search(clause):
        return WHOLE_WEEK - out
    return days_in(clause)


def _hours_of(clause: str, days: frozenset[int] | None, occasion: str) -> _Hours:
    ranges, singles = openings_in(clause)
    says_closed = compiled("hours.is_closed").search(clause) is not None
    is_end = says_closed or compiled("hours.until").search(clause) is not None
    is_closed = says_closed and not (ranges or singles or compiled("hours.never_closed").search(clause))
    is_open = not is_closed and compiled("hours.is_open").search(clause) is not None
    breaks = tuple(each for each in ranges if _is_break(clause, each))
    ranges = tuple(each for each in ranges if each not in breaks)
    return _Hours(
        days, occasion, is_closed, is_open, ranges, breaks, () if is_end else singles, singles if is_end else ()
    )


def _is_break(clause: str, opening: Opening) -> bool:
    """Return whether a clause says of a range of hours that it is closed then (12点到2点关门吃饭)."""
    behind = clause[opening.end :]
    closed = compiled("hours.is_closed").search(behind)
    return closed is not None and not compiled("hours.never_closed").search(behind)


def _has_other_subject(clause: str, asked: str) -> bool:
    """Return whether a clause names something before its time that the question does not name."""
    first = min((match.start() for name in _TIMES if (match := compiled(name).search(clause))), default=len(clause))
    nouns = [word for word, tag in tag_words(clause[:first]) if tag.startswith("n") and len(word) > 1]
    return bool(nouns) and not any(noun in asked for noun in nouns)


def _is_open(hours: Sequence[_Hours], when: _When) -> bool | None:
    """Return whether it is open then, None if that is not said."""
    if when.occasion:
        told = [one for one in hours if one.occasion == when.occasion]
        if told:
            return False if told[0].is_closed or told[0].breaks else True if told[0].is_open else None
        if when.occasion in words_of("hours.noon"):
            when = _When(when.days, _AT_NOON, "")
        else:
            return None
    noon = words_of("hours.noon")  # of 中午12点到2点 it is a part of the time
    ordinary = [one for one in hours if not one.occasion or (one.occasion in noon and (one.ranges or one.breaks))]
    closed = [one for one in ordinary if one.is_closed and one.days]
    if when.days and any(one.days and when.days <= one.days for one in closed):
        return False
    meant = [one for one in ordinary if one.days is None or not when.days or when.days <= one.days]
    if when.minute is not None:
        at = _is_open_at(meant, when.minute)
        return None if at and closed and not when.days else at
    if any(one.days and (one.is_open or one.ranges) for one in meant):
        return True if when.days else None
    days_told = [one.days for one in ordinary if one.days]
    is_week = any(len(days) >= _MOST_OF_WEEK for days in days_told)
    is_left_out = is_week and not any(when.days & days for days in days_told)
    return False if when.days and is_left_out else None


def _is_open_at(hours: Sequence[_Hours], minute: int) -> bool | None:
    """Return whether it is open at a minute of the day by the ranges, else by when it opens and closes."""
    if any(each.holds(minute) for one in hours for each in one.breaks):
        return False
    ranges = [each for one in hours for each in one.ranges]
    if ranges:
        inside = [each.holds(minute) for each in ranges]
        if any(inside):
            return True if all(inside) or len({one.days for one in hours if one.ranges}) == 1 else None
        return None if any(minute == each.until for each in ranges) else False
    starts, ends = [each for one in hours for each in one.starts], [each for one in hours for each in one.ends]
    if not ends:
        return None
    if minute > max(ends) or (starts and minute < min(starts)):
        return False
    is_begun = minute >= max(starts) if starts else minute >= _NOON
    return True if is_begun and minute < min(ends) else None
