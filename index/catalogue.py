"""The library as who keeps it sees it: what may be asked of the list of articles, whatever answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Protocol

from index.article import Article, RemovedLine
from index.chinese.folding import fold_text
from index.messages import Message


class State(Enum):
    """What becomes of what was found: it answers, is filed under another, was taken out by hand, or is no article."""

    SHOWN = "shown"
    REPRINT = "reprint"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


class Order(Enum):
    """How a list is sorted; what has no date or title comes last, and equals by id. Titles and sources are in the order
    of their pinyin."""

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
    """What to list: all conditions must hold, an empty one holds always. `until` is a day that still fits.

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
    """One article, or one thing that is none. Of a rejection `id` names it and `note` says why.

    `face`: its title, or where it has none its first sentence made short (Article.face). `original`: id of the article
    it is filed under, or ''; `original_face` what that is known by. `reprints`: how many are filed
    under it. `added_at`, `withdrawn_at`: UTC, ISO 8601, or ''. `is_gone`: withdrawn, and its file holds it no more.
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
    withdrawn_at: str
    is_gone: bool
    face: str


class Catalogue(Protocol):
    """The list of one version of a library; made by a Snapshot and valid as long as it.

    Where the folder is on this machine: everything found, shown or not. Elsewhere: what is published.
    """

    def rows(self, query: CatalogueQuery, *, offset: int, limit: int) -> list[CatalogueRow]:
        """Return up to `limit` rows of the list, from row `offset` (from 0) on."""

    def count(self, query: CatalogueQuery) -> int:
        """Return how many rows the list has."""

    def state_counts(self) -> dict[State, int]:
        """Return how many rows there are of each state."""

    def sources(self) -> list[str]:
        """Return the publishers (来源) of everything listed, most articles first."""

    def reprints_of(self, article_ids: Sequence[str]) -> list[str]:
        """Return the ids of what is filed under these articles."""

    def same_articles(self, articles: Sequence[Article]) -> dict[str, str]:
        """Return, by id, the face of the article that says the same as each of these new articles, where one does.

        One of the two would be filed as the other's reprint. Of new articles that say the same one is left out.
        Raises AsksOnlyError where nothing can be added on this machine.
        """

    def withdrawn_article(self, article_id: str) -> Article | None:
        """Return a withdrawn article, as it was when it was last read, or None."""

    def removed_lines(self, article_id: str) -> tuple[RemovedLine, ...]:
        """Return what stood in an article's file and was left out of it; none where only what is published is known."""

    def lines_put_back(self, article_id: str) -> tuple[RemovedLine, ...]:
        """Return which of those were put back by hand; they are the last paragraphs of the article, in this order."""

    def articles_per_day(self) -> list[tuple[date | None, int]]:
        """Return how many articles, reprints included, were published on each day, earliest first, undated last."""

    def articles_per_source(self) -> list[tuple[str, int]]:
        """Return how many articles, reprints included, each source published, most first; '' where none is known."""


def reading_order(text: str) -> bytes:
    """Return a key that sorts Chinese by pinyin: in the national standard the common characters stand in that order."""
    return fold_text(text).encode("gb18030", errors="replace")
