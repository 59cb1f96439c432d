"""The librarian's view of the library: the list of everything found, for every kind of library."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Protocol

from index.article import Article, RemovedLine
from index.chinese.folding import fold_text
from index.messages import Message


class State(Enum):
    """State of an entry: it answers, is filed under another, was withdrawn by hand, or is not an article."""

    SHOWN = "shown"
    REPRINT = "reprint"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


class Order(Enum):
    """How a list is sorted: titles and sources by pinyin, ties by id; entries without a date or title come last."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    SOURCE = "source"
    LONGEST = "longest"
    SHORTEST = "shortest"
    MOST_REPRINTED = "most_reprinted"
    LATEST_ADDED = "latest_added"


@dataclass(frozen=True)
class CatalogueQuery:
    """What to list: all conditions must hold; an empty one always does. `until` is inclusive.

    `text`: part of a title, source, author, id or reason, or words of the text.
    """

    text: str = ""
    states: tuple[State, ...] = ()
    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    order: Order = Order.NEWEST


@dataclass(frozen=True)
class CatalogueRow:
    """One article or rejection. For a rejection `id` names it and `note` says why.

    `face`: its title or its shortened first sentence (Article.face). `original`: id of the article it is filed under,
    or ''; `original_face` is the face of that. `reprints`: how many are filed under it. `added_at`:
    UTC, ISO 8601, or ''. `is_gone`: withdrawn, and no longer in its file.
    """

    id: str
    state: State
    title: str
    published: date | None
    source: str
    author: str
    chars: int
    note: Message | None
    added_at: str
    original: str
    original_face: str
    reprints: int
    is_gone: bool
    face: str


class Catalogue(Protocol):
    """The list of one version of a library; made by a Snapshot and valid as long as that.

    It has everything found, shown or not, if the folder is on this machine, otherwise only what is published.
    """

    def rows(self, query: CatalogueQuery, *, offset: int, limit: int) -> list[CatalogueRow]:
        """Return up to `limit` rows of the list, starting at row `offset` (from 0)."""

    def count(self, query: CatalogueQuery) -> int:
        """Return how many rows the list has."""

    def state_counts(self) -> dict[State, int]:
        """Return how many rows there are of each state."""

    def sources(self) -> list[str]:
        """Return the publishers (来源) of everything listed, most articles first."""

    def reprints_of(self, article_ids: Sequence[str]) -> list[str]:
        """Return the ids of the reprints filed under these articles."""

    def same_articles(self, articles: Sequence[Article]) -> dict[str, str]:
        """Return, by id, the `face` of the article with the same text as each of these new articles, if there is one.

        One of the two would be filed as the other's reprint. Of new articles with the same text, one is left out.
        Raises AsksOnlyError if nothing can be added on this machine.
        """

    def withdrawn_article(self, article_id: str) -> Article | None:
        """Return a withdrawn article, as it was when it was last read, or None."""

    def removed_lines(self, article_id: str) -> tuple[RemovedLine, ...]:
        """Return the lines left out of an article when its file was read; none if only published articles are known."""

    def lines_put_back(self, article_id: str) -> tuple[RemovedLine, ...]:
        """Return the removed lines that were put back by hand: the article's last paragraphs, in this order."""

    def articles_per_day(self) -> list[tuple[date | None, int]]:
        """Return how many articles, reprints included, were published on each day, earliest first, undated last."""

    def articles_per_source(self) -> list[tuple[str, int]]:
        """Return how many articles, reprints included, each source published, most first; '' for unknown."""


def reading_order(text: str) -> bytes:
    """Return a key that sorts Chinese by pinyin, the order of the common characters in the national standard."""
    return fold_text(text).encode("gb18030", errors="replace")
