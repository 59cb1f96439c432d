"""Changing a library: whole articles, in transactions, by one writer at a time."""

import contextlib
import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.article import Article
from index.chunks import split_chunks
from index.embed.embedder import Embedder
from index.errors import LibraryBusyError, LibraryError
from index.store.database import Database
from index.store.queries import STORED_DTYPE, Connection, library_version, read_article
from index.text.fold import fold_text
from index.text.words import cut_words

LOCK_NAME = "writer.lock"
POLL_S = 0.1


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
    """An article to store, the source path and file it came from, and the digest that recognises it."""

    article: Article
    source_path: int
    file: str
    digest: bytes


@dataclass(frozen=True)
class _PreparedChunk:
    ordinal: int
    spans: str
    hash: bytes
    embedded_text: str
    title_words: str
    body_words: str


@contextmanager
def locked_for_writing(folder: Path, wait_s: float) -> Iterator[None]:
    """Hold the library's writer lock, which the system drops when the process dies, however it dies.

    Raises LibraryBusyError after `wait_s` seconds.
    """
    try:
        handle = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise LibraryError(f"无法写入资料库文件夹 {folder}（{os.strerror(error.errno or 0)}），请检查权限。") from error
    try:
        _wait_for_lock(handle, folder, wait_s)
        with contextlib.suppress(OSError):  # who holds it is only for the message; a full disk cannot write it
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def _wait_for_lock(handle: int, folder: Path, wait_s: float) -> None:
    deadline = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                holder = os.pread(handle, 20, 0).decode(errors="replace") or "未知"
                raise LibraryBusyError(
                    f"资料库 {folder} 正被另一个程序（进程 {holder}）修改，请等它结束后再试。"
                ) from error
            time.sleep(POLL_S)


class Writer:
    """Adds, replaces and removes whole articles. Each call is one transaction and one new version."""

    def __init__(self, database: Database, embedder: Embedder) -> None:
        self._database = database
        self._embedder = embedder

    def put_articles(self, new_articles: Sequence[NewArticle]) -> None:
        """Store these articles, replacing those of the same id. Embedding comes before the transaction, so
        readers and other threads wait for the writes only."""
        if not new_articles:
            return
        prepared = [_prepare_chunks(new.article) for new in new_articles]
        vectors = self._embed_unknown([chunk for chunks in prepared for chunk in chunks])
        with self._database.writing() as connection:
            version = _next_version(connection)
            connection.executemany("INSERT OR IGNORE INTO embeddings VALUES (?, ?)", vectors.items())
            for new, chunks in zip(new_articles, prepared, strict=True):
                _delete_article(connection, new.article.id, version)
                _insert_article(connection, new, chunks, version)

    def remove_articles(self, article_ids: Sequence[str]) -> list[str]:
        """Remove these articles; return the ids that were there."""
        with self._database.writing() as connection:
            version = library_version(connection) + 1
            removed = [article_id for article_id in article_ids if _delete_article(connection, article_id, version)]
            if removed:
                _next_version(connection)
            return removed

    def keep_source(self, path: str) -> int:
        """Return the number of the source `path`, remembered from now on."""
        with self._database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO sources(path) VALUES (?)", (path,))
            return int(connection.execute("SELECT id FROM sources WHERE path = ?", (path,)).fetchone()[0])

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
                    article = read_article(connection, row)
                    stored.append(NewArticle(article, row["source_path"], row["file"], row["digest"]))
        self.put_articles(stored)

    def drop_unused_embeddings(self) -> None:
        """Forget vectors that no chunk uses any more."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM embeddings WHERE hash NOT IN (SELECT embedding FROM chunks)")

    def _embed_unknown(self, chunks: Sequence[_PreparedChunk]) -> dict[bytes, bytes]:
        """Return the stored form of the vectors of texts never embedded before, by hash."""
        texts = {chunk.hash: chunk.embedded_text for chunk in chunks}
        with self._database.reading() as connection:
            for key in list(texts):
                if connection.execute("SELECT 1 FROM embeddings WHERE hash = ?", (key,)).fetchone():
                    del texts[key]
        # Sorted by length, so that a batch holds texts of about one length and pads little.
        order = sorted(texts, key=lambda key: len(texts[key]))
        vectors = self._embedder.embed_passages([texts[key] for key in order])
        return {key: vector.astype(STORED_DTYPE).tobytes() for key, vector in zip(order, vectors, strict=True)}


def _prepare_chunks(article: Article) -> list[_PreparedChunk]:
    title = fold_text(article.title)
    title_words = " ".join(cut_words(article.title))
    prepared = []
    for chunk in split_chunks(article):
        text = f"{title}\n{fold_text(chunk.text)}" if title else fold_text(chunk.text)
        spans = json.dumps([[s.paragraph, s.start, s.end] for s in chunk.spans], separators=(",", ":"))
        digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
        prepared.append(
            _PreparedChunk(chunk.ordinal, spans, digest, text, title_words, " ".join(cut_words(chunk.text)))
        )
    return prepared


def _next_version(connection: Connection) -> int:
    version = library_version(connection) + 1
    connection.execute("UPDATE meta SET value = ? WHERE key = 'version'", (str(version),))
    return version


def _delete_article(connection: Connection, article_id: str, version: int) -> bool:
    """Delete the article with all that hangs on it; return whether it was there."""
    row = connection.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        return False
    ids = [(r[0],) for r in connection.execute("SELECT id FROM chunks WHERE article = ?", (row["number"],))]
    connection.executemany("DELETE FROM words WHERE rowid = ?", ids)
    connection.executemany("INSERT INTO removed_chunks VALUES (?, ?)", [(i[0], version) for i in ids])
    connection.execute("DELETE FROM articles WHERE number = ?", (row["number"],))
    return True


def _insert_article(connection: Connection, new: NewArticle, chunks: list[_PreparedChunk], version: int) -> None:
    article = new.article
    number = connection.execute(
        "INSERT INTO articles(id, source_path, file, digest, title, published, source, author, location, note, chars, "
        "added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.id, new.source_path, new.file, new.digest, article.title,
            article.published.isoformat() if article.published else None, article.source, article.author,
            article.location, article.note, sum(len(p.text) for p in article.paragraphs),
            datetime.now(UTC).isoformat(timespec="seconds"),
        ),
    ).lastrowid  # fmt: skip
    connection.executemany(
        "INSERT INTO paragraphs VALUES (?, ?, ?)", [(number, p.number, p.text) for p in article.paragraphs]
    )
    for chunk in chunks:
        chunk_id = connection.execute(
            "INSERT INTO chunks(article, ordinal, spans, embedding, version) VALUES (?, ?, ?, ?, ?)",
            (number, chunk.ordinal, chunk.spans, chunk.hash, version),
        ).lastrowid
        connection.execute(
            "INSERT INTO words(rowid, title, body) VALUES (?, ?, ?)", (chunk_id, chunk.title_words, chunk.body_words)
        )
