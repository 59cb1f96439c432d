"""A view of one version of a library in a folder."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import numpy as np

from index.article import Article
from index.embed.embedder import Vectors
from index.messages import message_from_text
from index.snapshot import ArticleSummary, Filters, FoundChunk, Hit
from index.store import queries
from index.store.catalogue import FolderCatalogue
from index.store.lexical import search_words
from index.store.pending import count_pending
from index.store.queries import AllowedChunks, document_frequencies
from index.store.vectors import VectorView

TITLE_WEIGHT = 2.0
"""A word in the title weighs this many times a word in the text. Set by measurement: docs/retrieval.md."""


class FolderSnapshot:
    """One version of a library folder, for searching and reading; valid inside `with library.snapshot()`."""

    def __init__(
        self, connection: queries.Connection, view: VectorView, note_asked: Callable[[Sequence[int]], None]
    ) -> None:
        self.version = view.version
        self._note_asked = note_asked
        self._connection = connection
        self._view = view
        self._of_filters: dict[Filters, AllowedChunks] = {}

    def search_dense(self, vector: Vectors, k: int, filters: Filters = Filters()) -> list[Hit]:
        """Return up to `k` Hits by descending cosine with `vector`, shape (dimensions,).

        Empty if the library answers with another embedding model and has no vectors of this program's model.
        """
        return self._view.search(self._connection, vector, k, None if filters.is_empty else self._allowed(filters))

    def search_words(self, words: Sequence[str], k: int, filters: Filters = Filters()) -> list[Hit]:
        """Return up to `k` Hits by descending BM25 for chunks that contain any of `words` (as cut_words cuts them)."""
        allowed = None if filters.is_empty else self._allowed(filters)
        return search_words(self._connection, words, k, TITLE_WEIGHT, allowed)

    def _allowed(self, filters: Filters) -> AllowedChunks:
        """Return the chunks that pass the filters; kept, since both legs of a search need them."""
        if filters not in self._of_filters:
            self._of_filters[filters] = AllowedChunks(self._connection, filters)
        return self._of_filters[filters]

    def chunk_count(self) -> int:
        return queries.count_chunks(self._connection)

    def pending_count(self) -> int:
        return count_pending(self._connection)

    def document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """Return in how many chunks (title included) each word occurs."""
        return document_frequencies(self._connection, words)

    def chunk_vectors(self, chunk_ids: Sequence[int], dimensions: int) -> Vectors:
        """Return the vectors of these chunks, shape (len(chunk_ids), dimensions), zeros for a missing vector."""
        if self._view.model is None:
            return np.zeros((len(chunk_ids), dimensions), dtype=np.float32)
        vectors = queries.chunk_vectors(self._connection, chunk_ids, self._view.model, dimensions)
        missing = [chunk_id for chunk_id, vector in zip(chunk_ids, vectors, strict=True) if not vector.any()]
        if missing:
            self._note_asked(missing)
        return vectors

    def chunks(self, chunk_ids: Sequence[int]) -> list[FoundChunk]:
        """Return the chunks with their articles, in the order given, without those that no longer exist."""
        return queries.found_chunks(self._connection, chunk_ids)

    def article(self, article_id: str) -> Article | None:
        """Return the article with this id, or None."""
        return queries.find_article(self._connection, article_id)

    def article_count(self, filters: Filters = Filters()) -> int:
        """Return how many articles pass the filters, reprints included."""
        return queries.count_articles(self._connection, filters)

    def articles(self) -> Iterator[ArticleSummary]:
        """Yield a summary of every article, newest published first, undated last."""
        rows = self._connection.execute(
            "SELECT articles.*, (SELECT count(*) FROM paragraphs WHERE article = articles.number) AS paragraphs "
            "FROM articles ORDER BY published IS NULL, published DESC, id"
        )
        for row in rows:
            published = date.fromisoformat(row["published"]) if row["published"] else None
            yield ArticleSummary(
                row["id"], row["title"], published, row["source"], row["author"], row["location"],
                row["chars"], row["paragraphs"], row["added_at"], message_from_text(row["note"]), row["original"] or "",
            )  # fmt: skip

    def catalogue(self) -> FolderCatalogue:
        """Return everything found, shown or not, with its state."""
        return FolderCatalogue(self._connection)

    def article_sources(self) -> list[str]:
        """Return the distinct publishers (来源), most articles first."""
        rows = self._connection.execute(
            "SELECT source FROM articles WHERE source != '' GROUP BY source ORDER BY count(*) DESC, source"
        )
        return [row[0] for row in rows]

    def published_range(self) -> tuple[date, date] | None:
        """Return the first and last publication days, or None if no article has a date."""
        first, last = self._connection.execute("SELECT min(published), max(published) FROM articles").fetchone()
        return (date.fromisoformat(first), date.fromisoformat(last)) if first else None
