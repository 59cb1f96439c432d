"""Days and publishers of a request, as the filters of a search."""

from collections.abc import Sequence
from datetime import date

from index.errors import LoadError
from index.search import Filters


def read_day(text: str) -> str:
    """Return the day as it came; raise ValueError, for pydantic, where the calendar has no such day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text[:20]} 不是日期，应写成 2020-03-01 的样子") from None
    return text


def read_filters(since: str | None, until: str | None, source: str | Sequence[str] | None) -> Filters:
    """Return the filters of a request. Raises LoadError where the first day is after the last."""
    first, last = (date.fromisoformat(day) if day else None for day in (since, until))
    if first and last and first > last:
        raise LoadError(f"起始日期 {first} 晚于截止日期 {last}，请改正。")
    sources = (source,) if isinstance(source, str) else tuple(dict.fromkeys(source or ()))
    return Filters(since=first, until=last, sources=sources)
