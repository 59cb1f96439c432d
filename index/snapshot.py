"""A view of one version of a library: its queries and their results, for every kind of library."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from index.article import Article, Span, text_in_spans
from index.catalogue import Catalogue
from index.embed.embedder import Vectors
from index.messages import Message

# ---- Search parameters and results


@dataclass(frozen=True)
class Hit:
    """A chunk and its score in one search leg; scores of different legs are not comparable."""

    chunk_id: int
    score: float


@dataclass(frozen=True)
class Filters:
    """Which articles may answer. None or empty means no restriction; both dates are inclusive; an article matches any
    of the publishers in `sources` and of the ids in `articles`.

    An article without a date never passes a date filter: it cannot be shown to match.
    """

    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == Filters()


@dataclass(frozen=True)
class FoundChunk:
    """A chunk with the article it belongs to."""

    chunk_id: int
    article: Article
    ordinal: int
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The chunk's text; pieces of different paragraphs on lines of their own."""
        return text_in_spans(self.article, self.spans)


# ---- A view of one version of a library


@dataclass(frozen=True)
class ArticleSummary:
    """One row of the library's list."""

    id: str
    title: str
    published: date | None
    source: str
    author: str
    location: str
    chars: int
    paragraphs: int
    added_at: str
    note: Message | None
    original: str
    """Id of the article that this one is a reprint of, or ''."""


class Snapshot(Protocol):
    """One version of a library, for searching and reading; valid inside `with library.snapshot()`."""

    version: int

    def search_dense(self, vector: Vectors, k: int, filters: Filters = Filters()) -> list[Hit]:
        """Return up to `k` Hits by descending cosine with `vector`, shape (dimensions,).

        Empty if the library answers with another embedding model and has no vectors of this program's model.
        """

    def search_words(self, words: Sequence[str], k: int, filters: Filters = Filters()) -> list[Hit]:
        """Return up to `k` Hits by descending BM25 for chunks that contain any of `words` (as cut_words cuts them)."""

    def chunk_count(self) -> int: ...

    def pending_count(self) -> int:
        """Return how many chunk texts have no vector yet and are found by their words alone."""

    def document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """Return in how many chunks (title included) each word occurs."""

    def chunk_vectors(self, chunk_ids: Sequence[int], dimensions: int) -> Vectors:
        """Return the vectors of these chunks, shape (len(chunk_ids), dimensions), zeros for a missing vector.

        Missing vectors requested here are made before others.
        """

    def chunks(self, chunk_ids: Sequence[int]) -> list[FoundChunk]:
        """Return the chunks with their articles, in the order given, without those that no longer exist."""

    def article(self, article_id: str) -> Article | None:
        """Return the article with this id, or None."""

    def article_count(self, filters: Filters = Filters()) -> int:
        """Return how many articles pass the filters, reprints included."""

    def articles(self) -> Iterator[ArticleSummary]:
        """Yield a summary of every article, newest published first, undated last."""

    def catalogue(self) -> Catalogue:
        """Return everything found, shown or not, with its state; only the published articles if the folder is not on
        this machine."""

    def article_sources(self) -> list[str]:
        """Return the distinct publishers (来源), most articles first."""

    def published_range(self) -> tuple[date, date] | None:
        """Return the first and last publication days, or None if no article has a date."""
