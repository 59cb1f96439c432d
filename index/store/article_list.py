"""The list of articles, a page at a time."""

import json
from dataclasses import dataclass
from sqlite3 import Row

from index.search import Filters
from index.store.queries import Connection

_ROWS = (
    "SELECT articles.*, (SELECT count(*) FROM paragraphs WHERE article = articles.number) AS paragraphs "
    "FROM articles WHERE {} ORDER BY published IS NULL, published DESC, id LIMIT ? OFFSET ?"
)


@dataclass(frozen=True)
class PageWanted:
    """Which articles are wanted: those that pass the filters themselves and hold `text` in their title or id.

    `limit` is how many rows at most, from `offset` on.
    """

    filters: Filters = Filters()
    text: str = ""
    offset: int = 0
    limit: int = 50


def find_rows(connection: Connection, wanted: PageWanted) -> tuple[int, list[Row]]:
    """Return how many articles fit, and the rows of the page: newest published first, undated last."""
    condition, values = _condition(wanted)
    total = int(connection.execute(f"SELECT count(*) FROM articles WHERE {condition}", values).fetchone()[0])
    rows = connection.execute(_ROWS.format(condition), [*values, wanted.limit, wanted.offset]).fetchall()
    return total, rows


def _condition(wanted: PageWanted) -> tuple[str, list[object]]:
    filters = wanted.filters
    parts: list[tuple[str, object]] = []
    if filters.since is not None:
        parts.append(("published >= ?", filters.since.isoformat()))
    if filters.until is not None:
        parts.append(("published <= ?", filters.until.isoformat()))
    if filters.sources:
        parts.append(("source IN (SELECT value FROM json_each(?))", json.dumps(filters.sources)))
    if filters.articles:
        parts.append(("id IN (SELECT value FROM json_each(?))", json.dumps(filters.articles)))
    if wanted.text:
        parts.append(("instr(lower(title || char(10) || id), lower(?)) > 0", wanted.text))
    return " AND ".join(["1", *(part for part, _ in parts)]), [value for _, value in parts]
