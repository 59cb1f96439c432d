"""Days and publishers as they are typed or sent, as the filters of a search."""

from collections.abc import Sequence
from datetime import date

from index.errors import LoadError
from index.search import Filters


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
