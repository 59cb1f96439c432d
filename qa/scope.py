"""The filters of a question: parsed from input, and described in words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from index.errors import LoadError
from index.messages import Message, say
from index.snapshot import Filters, Snapshot
from qa.answer import Answer

# ---- Filters in words: an answer under filters must say so


MAX_SOURCES_NAMED = 3
"""More sources are only counted, to keep the sentence readable."""


def describe_filters(filters: Filters) -> Message | None:
    """Return what the filters require, as a modifier of 文章; None without filters."""
    parts = [
        describe_dates(filters),
        _describe_sources(filters.sources),
        Message("chosen") if filters.articles else None,
    ]
    said = [part for part in parts if part is not None]
    return Message("filters", {"parts": said}) if said else None


def held_to(filters: Filters) -> Message | None:
    """Return a note that only such articles were searched; None if all were."""
    scope = describe_filters(filters)
    return None if scope is None else Message("held-to", {"scope": scope})


def describe_dates(filters: Filters) -> Message | None:
    """Return the dates of publication in words; None for any time."""
    since, until = filters.since, filters.until
    if since and until:
        between = Message("published-between", {"since": since, "until": until})
        return Message("published-on", {"since": since}) if since == until else between
    if since:
        return Message("published-since", {"since": since})
    return Message("published-until", {"until": until}) if until else None


def within_filters(snapshot: Snapshot, answer: Answer, filters: Filters) -> Answer:
    """Return the answer with these filters recorded; a refusal then says what was searched."""
    if filters.is_empty:
        return answer
    asked = replace(answer, filters=filters)
    refusal = answer.refusal
    if refusal is None or refusal.code in ("no-question", "no-articles"):
        return asked
    scope, fitting = describe_filters(filters), snapshot.article_count(filters)
    if fitting == 0:
        return replace(asked, refusal=Message("no-article-fits", {"scope": scope}))
    if "searched" not in refusal.facts:
        return asked
    searched = Message("searched-within", {"scope": scope, "count": fitting})
    return replace(asked, refusal=replace(refusal, facts={**refusal.facts, "searched": searched}))


def _describe_sources(sources: tuple[str, ...]) -> Message | None:
    if not sources:
        return None
    named = [Message("source", {"name": name}) for name in sources[:MAX_SOURCES_NAMED]]
    if len(sources) > MAX_SOURCES_NAMED:
        return Message("from-more-sources", {"sources": named, "count": len(sources)})
    return Message("from-sources", {"sources": named})


# ---- Filters from dates and publishers as typed or sent


def read_day(text: str) -> date:
    """Return the day written as YYYY-MM-DD. Raises ValueError with an explanation if there is no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(say(Message("day-wrong", {"text": repr(text[:20])}))) from error


def make_filters(since: date | None, until: date | None, sources: str | Sequence[str] | None = None) -> Filters:
    """Return the filters. Raises LoadError if the first day is after the last."""
    if since and until and since > until:
        raise LoadError(Message("days-reversed", {"since": since, "until": until}))
    several = (sources,) if isinstance(sources, str) and sources else tuple(dict.fromkeys(sources or ()))
    return Filters(since=since, until=until, sources=several)


def read_filters(since: str | None, until: str | None, sources: str | Sequence[str] | None = None) -> Filters:
    """Return the filters for days given as text, '' or None for none. Raises LoadError also for invalid days."""
    try:
        first, last = (read_day(day) if day else None for day in (since, until))
    except ValueError as error:
        raise LoadError(Message("input-rejected", {"reason": str(error)})) from error
    return make_filters(first, last, sources)
