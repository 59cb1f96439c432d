"""Which articles a question is held to: read as typed or sent, and said in words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from index.errors import LoadError
from index.snapshot import Filters, Snapshot
from qa.answer import Answer, Status
from qa.reader.extractive import say_searched
from qa.wording import ZH_WORDING, Wording

# ---- Which articles a question was held to, in words: what an answer under filters must say of itself


MAX_SOURCES_NAMED = 3
"""More sources are counted instead: a sentence is to be read."""


def describe_filters(filters: Filters, wording: Wording = ZH_WORDING) -> str:
    """Return what the articles have in common, in Chinese to stand before 的文章; '' without a restriction."""
    parts = [
        describe_dates(filters, wording),
        _describe_sources(filters.sources, wording),
        wording.chosen if filters.articles else "",
    ]
    return wording.list_separator.join(part for part in parts if part)


def describe_dates(filters: Filters, wording: Wording = ZH_WORDING) -> str:
    """Return when the articles were published; '' for any time."""
    since, until = filters.since, filters.until
    if since and until:
        template = wording.on if since == until else wording.between
    else:
        template = wording.since if since else wording.until if until else ""
    return template.format(since=since, until=until)


def within_filters(snapshot: Snapshot, answer: Answer, filters: Filters) -> Answer:
    """Return the answer as one that was asked under these filters; its refusal says what was searched."""
    if filters.is_empty:
        return answer
    asked = replace(answer, filters=filters)
    count = snapshot.article_count()
    if answer.status is not Status.NO_EVIDENCE or count == 0 or not answer.question.strip():
        return asked
    scope, fitting = describe_filters(filters), snapshot.article_count(filters)
    if fitting == 0:
        return replace(asked, refusal=f"资料库里没有{scope}的文章，请放宽或去掉筛选条件。")
    return replace(asked, refusal=answer.refusal.replace(say_searched(count), say_searched(fitting, scope)))


def _describe_sources(sources: tuple[str, ...], wording: Wording) -> str:
    if not sources:
        return ""
    named = wording.list_separator.join(wording.source.format(name=name) for name in sources[:MAX_SOURCES_NAMED])
    template = wording.by_more if len(sources) > MAX_SOURCES_NAMED else wording.by
    return template.format(sources=named, count=len(sources))


# ---- Days and publishers as they are typed or sent, as the filters of a search


def read_day(text: str) -> date:
    """Return the day written YYYY-MM-DD. Raises ValueError, which says so, where the calendar has no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text[:20]!r} 不是日期，应写成 2020-03-01 的样子") from error


def make_filters(since: date | None, until: date | None, sources: str | Sequence[str] | None = None) -> Filters:
    """Return the filters. Raises LoadError where the first day is after the last."""
    if since and until and since > until:
        raise LoadError(f"起始日期 {since} 晚于截止日期 {until}，请改正。")
    several = (sources,) if isinstance(sources, str) and sources else tuple(dict.fromkeys(sources or ()))
    return Filters(since=since, until=until, sources=several)


def read_filters(since: str | None, until: str | None, sources: str | Sequence[str] | None = None) -> Filters:
    """Return the filters of days as text, '' or None for none. Raises LoadError for what is no day, too."""
    try:
        first, last = (read_day(day) if day else None for day in (since, until))
    except ValueError as error:
        raise LoadError(f"{error}。") from error
    return make_filters(first, last, sources)
