"""A view of one version of a library: what may be asked of it, and what comes back, whatever answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from index.article import Article, Span, text_in_spans
from index.catalogue import Catalogue
from index.embed.embedder import Vectors
from index.messages import Message

# ---- The words of searching: what is asked of a library and what comes back


@dataclass(frozen=True)
class Hit:
    """A chunk and its score in one search leg; scores of different legs are not comparable."""

    chunk_id: int
    score: float


@dataclass(frozen=True)
class Filters:
    """Which articles may answer. None or empty means no restriction; both dates are included; `sources` are
    publishers, any of which will do; `articles` are ids.

    An article without a date passes a date filter never: it cannot be shown to fit.
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


# ---- A view of one version of a library: what may be asked of it, whatever answers


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
    """Id of the article this one is filed under as its reprint, or ''."""


class Snapshot(Protocol):
    """One version of a library, for searching and reading; valid inside `with library.snapshot()`."""

    version: int

    def search_dense(self, vector: Vectors, k: int, filters: Filters = Filters()) -> list[Hit]:
        """Return up to `k` Hits by falling cosine with `vector`, shape (dimensions,).

        None where the library answers with another embedding model and holds no vectors of this program's.
        """

    def search_words(self, words: Sequence[str], k: int, filters: Filters = Filters()) -> list[Hit]:
        """Return up to `k` Hits by falling BM25 of chunks that hold any of `words` (as cut_words cuts them)."""

    def chunk_count(self) -> int: ...

    def pending_count(self) -> int:
        """Return how many texts of chunks have no vector yet: these are found by their words alone."""

    def document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """Return in how many chunks (title included) each word occurs."""

    def chunk_vectors(self, chunk_ids: Sequence[int], dimensions: int) -> Vectors:
        """Return the vectors of these chunks, shape (len(chunk_ids), dimensions), zeros where there is none.

        A vector that is still to be made and was asked for here is made before others.
        """

    def chunks(self, chunk_ids: Sequence[int]) -> list[FoundChunk]:
        """Return the chunks with their articles, in the order given; what is gone is left out."""

    def article(self, article_id: str) -> Article | None:
        """Return the article with this id, or None."""

    def article_count(self, filters: Filters = Filters()) -> int:
        """Return how many articles there are that pass the filters, reprints included."""

    def articles(self) -> Iterator[ArticleSummary]:
        """Yield a summary of every article, newest published first, undated last."""

    def catalogue(self) -> Catalogue:
        """Return the list of everything found, shown or not, with its state; of what is published where the folder is
        not on this machine."""

    def article_sources(self) -> list[str]:
        """Return the distinct publishers (来源), most articles first."""

    def published_range(self) -> tuple[date, date] | None:
        """Return the first and the last day anything was published, or None where no article has a date."""
