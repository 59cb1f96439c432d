"""Which articles a question is held to: read as typed or sent, and said in words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from index.errors import LoadError
from index.messages import Message, say
from index.snapshot import Filters, Snapshot
from qa.answer import Answer

# ---- Which articles a question was held to, in words: what an answer under filters must say of itself


MAX_SOURCES_NAMED = 3
"""More sources are counted instead: a sentence is to be read."""


def describe_filters(filters: Filters) -> Message | None:
    """Return what the articles have in common, to stand beside the word for them; None without a restriction."""
    parts = [
        describe_dates(filters),
        _describe_sources(filters.sources),
        Message("chosen") if filters.articles else None,
    ]
    said = [part for part in parts if part is not None]
    return Message("filters", {"parts": said}) if said else None


def held_to(filters: Filters) -> Message | None:
    """Return that only such articles were searched; None where all were."""
    scope = describe_filters(filters)
    return None if scope is None else Message("held-to", {"scope": scope})


def describe_dates(filters: Filters) -> Message | None:
    """Return when the articles were published; None for any time."""
    since, until = filters.since, filters.until
    if since and until:
        between = Message("published-between", {"since": since, "until": until})
        return Message("published-on", {"since": since}) if since == until else between
    if since:
        return Message("published-since", {"since": since})
    return Message("published-until", {"until": until}) if until else None


def within_filters(snapshot: Snapshot, answer: Answer, filters: Filters) -> Answer:
    """Return the answer as one that was asked under these filters; its refusal says what was searched."""
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


# ---- Days and publishers as they are typed or sent, as the filters of a search


def read_day(text: str) -> date:
    """Return the day written YYYY-MM-DD. Raises ValueError, which says so, where the calendar has no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(say(Message("day-wrong", {"text": repr(text[:20])}))) from error


def make_filters(since: date | None, until: date | None, sources: str | Sequence[str] | None = None) -> Filters:
    """Return the filters. Raises LoadError where the first day is after the last."""
    if since and until and since > until:
        raise LoadError(Message("days-reversed", {"since": since, "until": until}))
    several = (sources,) if isinstance(sources, str) and sources else tuple(dict.fromkeys(sources or ()))
    return Filters(since=since, until=until, sources=several)


def read_filters(since: str | None, until: str | None, sources: str | Sequence[str] | None = None) -> Filters:
    """Return the filters of days as text, '' or None for none. Raises LoadError for what is no day, too."""
    try:
        first, last = (read_day(day) if day else None for day in (since, until))
    except ValueError as error:
        raise LoadError(Message("input-rejected", {"reason": str(error)})) from error
    return make_filters(first, last, sources)
