"""What a publisher reads of the library folder, all at one version: which articles, chunks and words there are."""

import json
from collections.abc import Iterable, Iterator, Sequence
from sqlite3 import Row as SqliteRow

import numpy as np
from numpy.typing import NDArray

from index.embed.embedder import Vectors
from index.store.search.lexical import count_tokens
from index.store.sqlite import queries
from index.store.sqlite.counts import split_tokens
from index.store.sqlite.database import read_meta
from index.store.sqlite.embeddings import active_model
from index.store.sqlite.queries import Connection

READ_AT_ONCE = 500


class FolderState:
    """A library folder at the version its read transaction sees."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.meta = read_meta(connection)
        self.version = int(self.meta["version"])
        self.chunk_count = queries.count_chunks(connection)
        self.article_count = queries.count_articles(connection)
        self.reprint_count = queries.count_reprints(connection)
        self.synced_at = queries.last_synced_at(connection)

    @property
    def dimensions(self) -> int:
        return int(self.meta["dimensions"])

    def average_length(self) -> float:
        """Return the mean number of tokens of a chunk, 0 where there is none."""
        return count_tokens(self._connection) / self.chunk_count if self.chunk_count else 0.0

    def originals(self) -> dict[int, str]:
        """Return the id each article is filed under, or '', by article number."""
        rows = self._connection.execute("SELECT number, coalesce(original, '') FROM articles")
        return dict(rows.fetchall())

    def chunk_ids(self) -> NDArray[np.int64]:
        """Return the ids of all chunks, rising."""
        rows = self._connection.execute("SELECT id FROM chunks ORDER BY id")
        return np.array([row[0] for row in rows], dtype=np.int64)

    def articles(self, numbers: Iterable[int]) -> Iterator[tuple[SqliteRow, str]]:
        """Yield the rows of these articles, each with the path of the source it came from."""
        for some in in_batches(sorted(numbers)):
            yield from (
                (row, row["path"])
                for row in self._connection.execute(
                    "SELECT articles.*, sources.path FROM articles JOIN sources ON sources.id = articles.source_path "
                    "WHERE articles.number IN (SELECT value FROM json_each(?)) ORDER BY articles.number",
                    (json.dumps(some),),
                ).fetchall()
            )

    def paragraphs(self, number: int) -> list[tuple[int, str]]:
        """Return the numbers and texts of an article's paragraphs."""
        rows = self._connection.execute(
            "SELECT number, text FROM paragraphs WHERE article = ? ORDER BY number", (number,)
        )
        return [(row[0], row[1]) for row in rows]

    def chunks(self, ids: Sequence[int]) -> list[SqliteRow]:
        """Return id, article, ordinal, spans, title and body words of these chunks."""
        return self._connection.execute(
            "SELECT chunks.id, chunks.article, chunks.ordinal, chunks.spans, words.title, words.body FROM chunks "
            "JOIN words ON words.rowid = chunks.id WHERE chunks.id IN (SELECT value FROM json_each(?)) "
            "ORDER BY chunks.id",
            (json.dumps([int(id) for id in ids]),),
        ).fetchall()

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the vectors of these chunks, shape (len(ids), dimensions)."""
        return queries.chunk_vectors(self._connection, ids, active_model(self._connection), self.dimensions)

    def published(self, numbers: Iterable[int]) -> dict[int, list[tuple[str | None, str]]]:
        """Return the days and sources under which each of these articles was published, its reprints' included."""
        rows = self._connection.execute(
            "SELECT shown.number, every.published, every.source FROM articles AS shown "
            "JOIN articles AS every ON every.number = shown.number OR every.original = shown.id "
            "WHERE shown.number IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(numbers)),),
        )
        found: dict[int, list[tuple[str | None, str]]] = {}
        for number, day, source in rows:
            found.setdefault(number, []).append((day, source))
        return found

    def numbers_of(self, article_ids: Iterable[str]) -> set[int]:
        """Return the numbers of the articles with these ids."""
        rows = self._connection.execute(
            "SELECT number FROM articles WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(article_ids)),),
        )
        return {row[0] for row in rows}

    def chunks_of(self, numbers: Iterable[int]) -> list[int]:
        """Return the ids of the chunks of these articles, rising."""
        rows = self._connection.execute(
            "SELECT id FROM chunks WHERE article IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(sorted(numbers)),),
        )
        return [row[0] for row in rows]

    def word_counts(self, words: Iterable[str] | None = None) -> Iterator[tuple[str, int]]:
        """Yield in how many chunks each of these words occurs (0 for none), or each word there is."""
        if words is None:
            yield from ((row[0], row[1]) for row in self._connection.execute("SELECT word, chunks FROM word_counts"))
            return
        for word in words:
            row = self._connection.execute("SELECT chunks FROM word_counts WHERE word = ?", (word,)).fetchone()
            yield word, row[0] if row else 0


def words_of(texts: Iterable[tuple[str, str]]) -> set[str]:
    """Return the words that occur in the title and body words of chunks."""
    return {token for title, body in texts for token in split_tokens(f"{title} {body}")}


def in_batches(numbers: Sequence[int], size: int = READ_AT_ONCE) -> Iterator[list[int]]:
    """Yield the numbers, so many at a time."""
    for start in range(0, len(numbers), size):
        yield [int(number) for number in numbers[start : start + size]]
