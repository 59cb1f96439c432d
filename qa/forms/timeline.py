"""A timeline of one matter: each event once, however many articles report it, with contradictions noted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from index.article import Article
from index.chinese.amounts import TIME_UNITS, Amount, read_amounts
from index.chinese.dates import Period
from index.chinese.folding import fold_text
from index.chinese.named import read_named
from index.chinese.vocabulary import compiled, groups_of
from index.messages import Message, say
from qa.answer import DraftAnswer, DraftStatement, Entry, Form, Mark, day_in_words
from qa.forms.dossier import (
    Dossier,
    Holding,
    Line,
    Steps,
    count_told,
    found_nothing,
    say_the_same,
    searched_note,
    told_otherwise,
)
from qa.forms.times import DatedPart, DayReader, period_in_words

MOST = 40
"""Most lines of a timeline; the least reported are left out, with a note."""
MOST_COMPARED = 1500
"""Most lines compared with each other, which takes a second or two; the default limits give no more."""
SAME_DAY, SAME_TIME = 0.42, 0.6
"""Shares that two lines on one day, or on a day and its month, must have in common to report the same event."""
SAME_ELSEWHEN = 0.7
"""Share that two lines on different days must have in common to contradict each other."""
SAME_HAPPENING = 0.3
"""The same if both report something that can happen only once."""
_FEWEST_LETTERS, _FEWEST_SHARED = 4, 2
_LONGEST_APART_DAYS = 120


@dataclass(frozen=True)
class Event:
    """A dated line, and the articles that report the same; `first` is the earliest of them, including reprints."""

    part: DatedPart
    marks: tuple[Mark, ...]
    is_main: bool
    articles: tuple[Article, ...]
    remarks: tuple[str, ...] = ()

    @property
    def line(self) -> Line:
        return self.part.line

    @property
    def period(self) -> Period:
        return self.part.period

    @property
    def published(self) -> date | None:
        return self.line.article.published

    @property
    def count(self) -> int:
        """How many articles report it, reprints included."""
        return count_told(self.articles)


def timeline(dossier: Dossier) -> Steps[DraftAnswer]:
    """Yield progress and return the dated lines on a topic by date, or a refusal."""
    events: list[Event] = []
    undated: list[Event] = []
    nameless = 0
    for place, holding in enumerate(dossier.holdings):
        if dossier.stops_at(place):
            break
        yield from dossier.tell_read(place)
        found = list(_events_of(dossier, holding))
        dated = [event for event in found if Mark.UNDATED not in event.marks]
        events += dated
        if holding.article.published is None:
            nameless += 1
            undated += [event for event in found if Mark.UNDATED in event.marks] if not dated else []
    if not events and not undated:
        return found_nothing(dossier, Form.TIMELINE)
    compared = sorted(events, key=_weight)[:MOST_COMPARED]
    merged = yield from _told_once(dossier, sorted(compared, key=_order))
    kept = _compared(sorted(sorted(merged, key=_weight)[:MOST], key=_order), merged)
    notes = [searched_note(dossier)]
    if left_out := len(merged) - len(kept) + len(events) - len(compared):
        notes.append(Message("timeline-left-out", {"count": left_out}))
    if nameless:
        notes.append(Message("form-undated", {"count": nameless}))
    statements = [_statement(dossier, event) for event in [*kept, *undated[: MOST - len(kept)]]]
    return DraftAnswer(tuple(statements), notes=tuple(notes), form=Form.TIMELINE)


def _events_of(dossier: Dossier, holding: Holding) -> Iterator[Event]:
    """Yield the dated lines of an article; if an article about the topic has none, its first line with its own date."""
    article = holding.article
    reader = DayReader(article.published)
    corrects = bool(compiled("forms.corrects").search(fold_text(article.title)))
    first: Line | None = None
    nameless: list[Line] = []
    is_empty = True
    for line in dossier.lines(holding):
        first = first or line
        if article.published is None and _DAY_WITHOUT_YEAR.search(line.folded):
            nameless.append(line)
        parts = reader.parts(line)
        if not parts and holding.is_main and article.published and compiled("forms.corrects").search(line.folded):
            said = Period(article.published, article.published, False)  # the new date is too vague to sort by
            yield Event(DatedPart(line, said, 0, 0), (Mark.PUBLISHED, Mark.CORRECTS), True, (article,))
        for part in parts:
            if len(re.findall(r"[^\W\d_]", part.line.text)) < _FEWEST_LETTERS:
                continue
            is_empty = False
            yield Event(part, _marks(part, article, corrects=corrects), holding.is_main, (article,))
    if is_empty and first is not None and holding.is_main:
        day = article.published
        mark, period = (Mark.PUBLISHED if day else Mark.UNDATED), Period(day or date.max, day or date.max, False)
        for line in nameless[:_MOST_UNDATED] or [first]:
            yield Event(DatedPart(line, period, 0, 0), (mark,), True, (article,))


_DAY_WITHOUT_YEAR = re.compile(r"\d{1,2}月\d{1,2}日")
_MOST_UNDATED = 3


def _marks(part: DatedPart, article: Article, *, corrects: bool) -> tuple[Mark, ...]:
    folded = part.line.folded
    if article.published is None:
        planned = compiled("forms.planned").search(folded) is not None
    else:
        planned = part.period.since > article.published
    is_change = corrects or compiled("forms.corrects").search(folded) is not None
    return (*((Mark.PLANNED,) if planned else ()), *((Mark.CORRECTS,) if is_change else ()))


def _order(event: Event) -> tuple[date, date, date]:
    return event.period.since, event.period.until, event.published or date.max


def _weight(event: Event) -> tuple[bool, bool, int, int]:
    is_day = event.period.since == event.period.until
    return not event.is_main, not is_day, -event.count, -len(event.line.bigrams)


# ---- The same event in several articles


def _told_once(dossier: Dossier, events: Sequence[Event]) -> Steps[list[Event]]:
    """Return the events, given by date, each merged into the first earlier one that is the same."""
    merged: list[Event] = []
    near: list[int] = []
    """Indexes of the events whose days may overlap those of later ones."""
    for done, event in enumerate(events):
        yield from dossier.hurry.tell(Message("form-joining", {"done": done, "all": len(events)}), done, len(events))
        near = [place for place in near if merged[place].period.until >= event.period.since]
        place = next((place for place in near if _is_same(merged[place], event)), None)
        if place is None:
            near.append(len(merged))
            merged.append(event)
        else:
            merged[place] = _join(merged[place], event)
    return merged


def _is_same(left: Event, right: Event) -> bool:
    """Return whether two events are the same on the same days."""
    a, b = left.period, right.period
    if a.until < b.since or b.until < a.since:
        return False
    if (Mark.CORRECTS in left.marks) != (Mark.CORRECTS in right.marks):
        return False
    if a != b and (Mark.PLANNED in left.marks) != (Mark.PLANNED in right.marks):
        return False
    is_one = (a.since, a.until) == (b.since, b.until)
    least = SAME_DAY if is_one and a.since == a.until else SAME_TIME
    is_told_again = say_the_same(left.line, right.line, least) or (is_one and _happens_in_both(left.line, right.line))
    return is_told_again and not _differ(left.line, right.line)


def _happens_in_both(left: Line, right: Line) -> bool:
    """Return whether both report one thing that can happen once on a day (开工, 动工)."""
    mine, others = _happenings(left.folded), _happenings(right.folded)
    return bool(mine & others) and (len(mine) == 1 or mine == others or len(others) == 1)


@lru_cache(maxsize=2048)
def _happenings(folded: str) -> frozenset[str]:
    return frozenset(_EVENTS[match.group()] for match in compiled("forms.event").finditer(folded))


_EVENTS = {word: group[0] for group in groups_of("forms.event") for word in group}


def _join(left: Event, right: Event) -> Event:
    """Return both as one event, in the words of the better one: exact to the day, on the topic, earliest."""

    def rank(event: Event) -> tuple[int, bool, bool, date]:
        span = (event.period.until - event.period.since).days
        return span, Mark.PLANNED in event.marks, not event.is_main, event.published or date.max

    best, other = sorted((left, right), key=rank)
    articles = {article.id: article for article in (*left.articles, *right.articles)}
    marks = best.marks if Mark.CORRECTS not in other.marks else tuple(dict.fromkeys((*best.marks, Mark.CORRECTS)))
    return replace(best, articles=tuple(articles.values()), marks=marks)


# ---- Contradictions


def _compared(events: Sequence[Event], others: Sequence[Event]) -> list[Event]:
    """Return the events, marking each that contradicts one of `others` published before it."""
    return [_compared_one(event, others) for event in events]


def _compared_one(event: Event, others: Sequence[Event]) -> Event:
    for other in others:
        remark = _contradiction(event, other) if _is_later(event, other) else None
        if remark is not None:
            marks = event.marks if Mark.CORRECTS in event.marks else (*event.marks, Mark.DIFFERS)
            event = replace(event, marks=tuple(dict.fromkeys(marks)), remarks=(*event.remarks, remark))
    return event


def _is_later(event: Event, other: Event) -> bool:
    if {article.id for article in event.articles} & {article.id for article in other.articles}:
        return False
    mine = (event.published or date.min, event.line.article.id)
    return mine > (other.published or date.min, other.line.article.id)


def _contradiction(event: Event, other: Event) -> str | None:
    """Return what the later of two says differently, None if nothing or its day is unknown."""
    if Mark.PUBLISHED in event.marks or Mark.PUBLISHED in other.marks:
        return None
    a, b = event.period, other.period
    if not (a.until < b.since or b.until < a.since):
        if say_the_same(event.line, other.line, SAME_DAY) and (pair := _differ(event.line, other.line)):
            return told_otherwise(other.line.article, pair[1])
        return None
    if abs((a.since - b.since).days) > _LONGEST_APART_DAYS or _is_another(event.line, other.line):
        return None
    is_told_again = say_the_same(event.line, other.line, SAME_ELSEWHEN) or (
        _happens_in_both(event.line, other.line) and say_the_same(event.line, other.line, SAME_HAPPENING)
    )
    if not is_told_again or _differ(event.line, other.line):
        return None
    if len(event.line.bigrams & other.line.bigrams) < _FEWEST_SHARED or (_is_news(event) and _is_news(other)):
        return None
    return told_otherwise(other.line.article, period_in_words(b.since, b.until))


def _is_news(event: Event) -> bool:
    """Return whether a line is about the day before its publication: two such lines are about two days."""
    return event.published is not None and 0 <= (event.published - event.period.since).days <= 1


def _is_another(left: Line, right: Line) -> bool:
    """Return whether two lines name different things of one series (第八届, 第九届)."""
    a = {thing.series: thing.key for thing in read_named(left.folded) if thing.series.startswith(_NUMBERED)}
    b = {thing.series: thing.key for thing in read_named(right.folded) if thing.series.startswith(_NUMBERED)}
    return any(a[series] != b[series] for series in a.keys() & b.keys())


_NUMBERED = ("ordinal:", "row:", "route:", "line:", "version:", "code:", "place:", "name:", "person:", "kind:")
_TIME_UNITS = TIME_UNITS | {"秒"}
_BEFORE = re.compile(r"[\u4e00-\u9fff]{2}$")


def _differ(left: Line, right: Line) -> tuple[str, str] | None:
    """Return two figures for the same thing: of one unit, after the same words, and each absent from the other line."""
    of_left, of_right = _figures(left.folded), _figures(right.folded)
    for mine, my_words in of_left:
        others = [(other, words) for other, words in of_right if other.unit == mine.unit]
        if any(other.value == mine.value for other, _ in others):
            continue
        for other, words in others:
            if words == my_words and not any(m.value == other.value for m, _ in of_left):
                return left.folded[mine.start : mine.end], right.text[other.start : other.end]
    return None


@lru_cache(maxsize=2048)  # every line is compared with many
def _figures(folded: str) -> tuple[tuple[Amount, str], ...]:
    """Return the amounts in a line except times, each with the two characters before it (转移, 全长)."""
    found = []
    for amount in read_amounts(folded):
        before = re.sub(r"(?:约|近|超过?|共|了|为|达到?|至|到|是)+$", "", folded[: amount.start])
        if amount.unit not in _TIME_UNITS and not amount.is_article and (match := _BEFORE.search(before)):
            found.append((amount, match.group()))
    return tuple(found)


# ---- As statements


def _statement(dossier: Dossier, event: Event) -> DraftStatement:
    since, until = event.period.since, event.period.until
    is_undated = Mark.UNDATED in event.marks
    when = say(Message("timeline-undated")) if is_undated else period_in_words(since, until)
    if Mark.PLANNED in event.marks:
        when = say(Message("timeline-planned", {"when": when}))
    if Mark.PUBLISHED in event.marks:
        when = say(Message("timeline-published", {"when": when}))
    after = [*event.remarks]
    if Mark.CORRECTS in event.marks and event.remarks:
        after[0] = say(Message("form-corrects", {"said": after[0]}))
    if event.count > 1:
        after.insert(0, _told_by(event))
    is_whole = event.line.start == 0 or event.line.paragraph_text[event.line.start - 1] in "。！？!?\n "
    topic = "" if is_whole or dossier.topic.is_named_in(event.line.folded) else dossier.topic.text
    before = "；".join(filter(None, (when, event.line.missing or topic)))
    entry = Entry(
        None if is_undated else since,
        None if is_undated else until,
        subject=event.line.article.source,
        articles=event.count,
        marks=event.marks,
    )
    highlight = (event.part.start, event.part.end) if event.part.end > event.part.start else None
    return DraftStatement(event.line.text, (event.line.quote,), highlight, before, "；".join(after), entry=entry)


def _told_by(event: Event) -> str:
    """Return how many articles report it, and the earliest: 12 篇刊发，最早 2024年5月3日 澜川日报."""
    told = [(article.published, article.source) for article in event.articles]
    told += [(reprint.published, reprint.source) for article in event.articles for reprint in article.reprints]
    published = [(day, source) for day, source in told if day is not None]
    if not published:
        return say(Message("told-by", {"count": event.count}))
    day, source = min(published)
    if not source:
        return say(Message("told-by-first-unsourced", {"count": event.count, "day": day_in_words(day)}))
    return say(Message("told-by-first", {"count": event.count, "day": day_in_words(day), "source": source}))
