"""Changing a library: whole articles, in transactions, by one writer at a time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Row

from index.article import Article
from index.embed.embedder import Embedder
from index.store.database import Database
from index.store.prepare import PreparedChunk, prepare_chunks
from index.store.queries import STORED_DTYPE, Connection, is_whole_vector, library_version, read_article
from index.store.reprint_plan import plan_reprints


@dataclass(frozen=True)
class FileState:
    """What a sync remembers of a file: its stat, its digest and what could not be read in it."""

    size: int
    mtime_ns: int
    digest: bytes
    reader: int
    rejected: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class NewArticle:
    """An article to store, the source path and file it came from, and the digest that recognises it.

    `added_at` is when this text came in (UTC, ISO 8601): now where it is empty.
    """

    article: Article
    source_path: int
    file: str
    digest: bytes
    added_at: str = ""


_KEEP_VECTOR = "INSERT INTO embeddings VALUES (?, ?) ON CONFLICT(hash) DO UPDATE SET vector = excluded.vector"


class Writer:
    """Adds, replaces and removes whole articles. Each call is one transaction and one new version."""

    def __init__(self, database: Database, embedder: Embedder) -> None:
        self._database = database
        self._embedder = embedder

    def put_articles(self, new_articles: Sequence[NewArticle]) -> int:
        """Store these articles, replacing those of the same id; return how many are filed as reprints of others.

        Embedding comes before the transaction, so readers and other threads wait for the writes only.
        """
        return self._change((), new_articles)[1] if new_articles else 0

    def remove_articles(self, article_ids: Sequence[str]) -> list[str]:
        """Remove these articles; return the ids that were there. Reprints of a removed article are shown instead."""
        return self._change(article_ids, ())[0]

    def _change(self, removed: Sequence[str], new_articles: Sequence[NewArticle]) -> tuple[list[str], int]:
        """Take out and put in whole articles in one transaction; return what was there of `removed`, and how many
        of `new_articles` are filed as reprints."""
        replaced = [*removed, *(new.article.id for new in new_articles)]
        with self._database.reading() as connection:
            # The reprints of what leaves lose the article they are filed under: they are placed anew.
            orphans = [] if not replaced else _orphans(connection, replaced)
            stored = [*new_articles, *orphans]
            leaving = [*replaced, *(orphan.article.id for orphan in orphans)]
            plan = plan_reprints(connection, [new.article for new in stored], leaving)
        prepared = {new.article.id: prepare_chunks(new.article) for new in stored if new.article.id in plan.keys}
        vectors = self._embed_unknown([chunk for chunks in prepared.values() for chunk in chunks])
        with self._database.writing() as connection:
            version = library_version(connection) + 1
            connection.executemany(_KEEP_VECTOR, vectors.items())
            gone = {article_id for article_id in leaving if _delete_article(connection, article_id, version)}
            for article_id, original in plan.demoted.items():
                _demote_article(connection, article_id, original, version)
            for new in stored:
                _insert_article(connection, new, plan.original_of.get(new.article.id))
                if new.article.id in plan.keys:
                    _show_article(connection, new.article.id, prepared[new.article.id], plan.keys, version)
            if gone or stored:
                connection.execute("UPDATE meta SET value = ? WHERE key = 'version'", (str(version),))
        filed = sum(new.article.id in plan.original_of for new in new_articles)
        return [article_id for article_id in removed if article_id in gone], filed

    def keep_source(self, path: str) -> int:
        """Return the number of the source `path`, remembered from now on."""
        with self._database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO sources(path) VALUES (?)", (path,))
            return int(connection.execute("SELECT id FROM sources WHERE path = ?", (path,)).fetchone()[0])

    def knows_source(self, path: str) -> bool:
        """Return whether `path` was ever synced."""
        with self._database.reading() as connection:
            return connection.execute("SELECT 1 FROM sources WHERE path = ?", (path,)).fetchone() is not None

    def mark_synced(self, source: int) -> None:
        """Note that the library matches this source as of now."""
        with self._database.writing() as connection:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            connection.execute("UPDATE sources SET synced_at = ? WHERE id = ?", (now, source))

    def keep_files(self, source: int, states: dict[str, FileState]) -> None:
        """Remember these files as read."""
        rows = [
            (source, name, s.size, s.mtime_ns, s.digest, s.reader, json.dumps(s.rejected, ensure_ascii=False))
            for name, s in states.items()
        ]
        with self._database.writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def forget_files(self, source: int, names: Sequence[str]) -> None:
        """Forget these files; their articles are removed by remove_articles."""
        with self._database.writing() as connection:
            connection.executemany(
                "DELETE FROM files WHERE source = ? AND name = ?", [(source, name) for name in names]
            )

    def file_states(self, source: int) -> dict[str, FileState]:
        """Return what is remembered of a source's files, by name."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM files WHERE source = ?", (source,)).fetchall()
        return {
            row["name"]: FileState(
                row["size"], row["mtime_ns"], row["digest"], row["reader"],
                tuple((name, reason) for name, reason in json.loads(row["rejected"])),
            )
            for row in rows
        }  # fmt: skip

    def article_digests(self, source: int, file: str) -> dict[str, bytes]:
        """Return the digest of each article stored from this file, by id."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, digest FROM articles WHERE source_path = ? AND file = ?", (source, file)
            ).fetchall()
        return {row["id"]: row["digest"] for row in rows}

    def owner(self, article_id: str) -> tuple[int, str] | None:
        """Return the source and file an article came from, or None where there is no such article."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT source_path, file FROM articles WHERE id = ?", (article_id,)).fetchone()
        return None if row is None else (row["source_path"], row["file"])

    def article_numbers(self) -> list[int]:
        """Return the row number of every article."""
        with self._database.reading() as connection:
            return [row[0] for row in connection.execute("SELECT number FROM articles ORDER BY number")]

    def rewrite_articles(self, numbers: Sequence[int]) -> None:
        """Derive chunks, words and vectors of these articles anew and replace them."""
        stored: list[NewArticle] = []
        with self._database.reading() as connection:
            for number in numbers:
                row = connection.execute("SELECT * FROM articles WHERE number = ?", (number,)).fetchone()
                if row is not None:
                    stored.append(_read_stored(connection, row))
        self.put_articles(stored)

    def rebuild_words(self) -> None:
        """Make the inverted lists of the words anew, and forget words of chunks that are not there."""
        with self._database.writing() as connection:
            connection.execute("INSERT INTO words(words) VALUES ('rebuild')")
            connection.execute("DELETE FROM words WHERE rowid NOT IN (SELECT id FROM chunks)")

    def drop_unused_embeddings(self) -> None:
        """Forget vectors that no chunk uses any more."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM embeddings WHERE hash NOT IN (SELECT embedding FROM chunks)")

    def _embed_unknown(self, chunks: Sequence[PreparedChunk]) -> dict[bytes, bytes]:
        """Return the stored form of the vectors of texts never embedded before, or damaged since, by hash."""
        texts = {chunk.hash: chunk.embedded_text for chunk in chunks}
        dimensions = self._embedder.dimensions
        with self._database.reading() as connection:
            for key in list(texts):
                row = connection.execute("SELECT vector FROM embeddings WHERE hash = ?", (key,)).fetchone()
                if row is not None and is_whole_vector(row[0], dimensions):
                    del texts[key]
        # Sorted by length, so that a batch holds texts of about one length and pads little.
        order = sorted(texts, key=lambda key: len(texts[key]))
        vectors = self._embedder.embed_passages([texts[key] for key in order])
        return {key: vector.astype(STORED_DTYPE).tobytes() for key, vector in zip(order, vectors, strict=True)}


def _orphans(connection: Connection, leaving: Sequence[str]) -> list[NewArticle]:
    """Return the stored reprints of the articles that leave, without those that leave themselves."""
    found = []
    leave = set(leaving)
    for article_id in leaving:
        rows = connection.execute("SELECT * FROM articles WHERE original = ? ORDER BY number", (article_id,))
        found += [_read_stored(connection, row) for row in rows.fetchall() if row["id"] not in leave]
    return found


def _read_stored(connection: Connection, row: Row) -> NewArticle:
    article = read_article(connection, row)
    return NewArticle(article, row["source_path"], row["file"], row["digest"], row["added_at"])


def _delete_article(connection: Connection, article_id: str, version: int) -> bool:
    """Delete the article with all that hangs on it; return whether it was there."""
    row = connection.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        return False
    _hide_article(connection, row["number"], version)
    connection.execute("DELETE FROM articles WHERE number = ?", (row["number"],))
    return True


def _hide_article(connection: Connection, number: int, version: int) -> None:
    """Take the article out of every index."""
    ids = [(r[0],) for r in connection.execute("SELECT id FROM chunks WHERE article = ?", (number,))]
    connection.executemany("DELETE FROM words WHERE rowid = ?", ids)
    connection.executemany("INSERT INTO removed_chunks VALUES (?, ?)", [(i[0], version) for i in ids])
    connection.execute("DELETE FROM chunks WHERE article = ?", (number,))
    connection.execute("DELETE FROM reprint_keys WHERE article = ?", (number,))


def _demote_article(connection: Connection, article_id: str, original: str, version: int) -> None:
    """File a shown article, and what is filed under it, under `original`."""
    number = connection.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()[0]
    _hide_article(connection, number, version)
    connection.execute("UPDATE articles SET original = ? WHERE original = ?", (original, article_id))
    connection.execute("UPDATE articles SET original = ? WHERE number = ?", (original, number))


def _insert_article(connection: Connection, new: NewArticle, original: str | None) -> None:
    article = new.article
    number = connection.execute(
        "INSERT INTO articles(id, source_path, file, digest, title, published, source, author, location, note, chars, "
        "added_at, original) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.id, new.source_path, new.file, new.digest, article.title,
            article.published.isoformat() if article.published else None, article.source, article.author,
            article.location, article.note, sum(len(p.text) for p in article.paragraphs),
            new.added_at or datetime.now(UTC).isoformat(timespec="seconds"), original,
        ),
    ).lastrowid  # fmt: skip
    connection.executemany(
        "INSERT INTO paragraphs VALUES (?, ?, ?)", [(number, p.number, p.text) for p in article.paragraphs]
    )


def _show_article(
    connection: Connection,
    article_id: str,
    chunks: Sequence[PreparedChunk],
    keys: dict[str, tuple[int, ...]],
    version: int,
) -> None:
    """Put the article into every index."""
    number = connection.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()[0]
    connection.executemany(
        "INSERT OR IGNORE INTO reprint_keys VALUES (?, ?)", [(key, number) for key in keys[article_id]]
    )
    for chunk in chunks:
        chunk_id = connection.execute(
            "INSERT INTO chunks(article, ordinal, spans, embedding, version) VALUES (?, ?, ?, ?, ?)",
            (number, chunk.ordinal, chunk.spans, chunk.hash, version),
        ).lastrowid
        connection.execute(
            "INSERT INTO words(rowid, title, body) VALUES (?, ?, ?)", (chunk_id, chunk.title_words, chunk.body_words)
        )
