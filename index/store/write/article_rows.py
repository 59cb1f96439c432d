"""The rows of one article in every table, changed inside a transaction that the caller holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Row

from index.article import Article
from index.store.sqlite.counts import count_words
from index.store.sqlite.queries import Connection, read_article
from index.store.write.prepare import PreparedChunk


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


def read_stored(connection: Connection, row: Row) -> NewArticle:
    """Return what a row of the table articles stands for, ready to be stored again."""
    article = read_article(connection, row)
    return NewArticle(article, row["source_path"], row["file"], row["digest"], row["added_at"])


def delete_article(connection: Connection, article_id: str, version: int) -> bool:
    """Delete the article with all that hangs on it; return whether it was there."""
    row = connection.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        return False
    hide_article(connection, row["number"], version)
    connection.execute("DELETE FROM articles WHERE number = ?", (row["number"],))
    return True


def hide_article(connection: Connection, number: int, version: int) -> None:
    """Take the article out of every index."""
    _delete_chunks(connection, number, version)
    connection.execute("DELETE FROM reprint_keys WHERE article = ?", (number,))


def replace_chunks(connection: Connection, number: int, chunks: Sequence[PreparedChunk], version: int) -> None:
    """Put these chunks in the place of those the article has."""
    _delete_chunks(connection, number, version)
    _insert_chunks(connection, number, chunks, version)


def demote_article(connection: Connection, article_id: str, original: str, version: int) -> None:
    """File a shown article, and what is filed under it, under `original`."""
    number = connection.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()[0]
    hide_article(connection, number, version)
    connection.execute("UPDATE articles SET original = ? WHERE original = ?", (original, article_id))
    connection.execute("UPDATE articles SET original = ? WHERE number = ?", (original, number))


def insert_article(connection: Connection, new: NewArticle, original: str | None) -> None:
    """Store the article and its paragraphs, filed under `original` where that is not None."""
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


def show_article(
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
    _insert_chunks(connection, number, chunks, version)


def _insert_chunks(connection: Connection, number: int, chunks: Sequence[PreparedChunk], version: int) -> None:
    for chunk in chunks:
        chunk_id = connection.execute(
            "INSERT INTO chunks(article, ordinal, spans, embedding, version) VALUES (?, ?, ?, ?, ?)",
            (number, chunk.ordinal, chunk.spans, chunk.hash, version),
        ).lastrowid
        connection.execute(
            "INSERT INTO words(rowid, title, body) VALUES (?, ?, ?)", (chunk_id, chunk.title_words, chunk.body_words)
        )
    count_words(connection, [(chunk.title_words, chunk.body_words) for chunk in chunks], 1)


def _delete_chunks(connection: Connection, number: int, version: int) -> None:
    ids = [(r[0],) for r in connection.execute("SELECT id FROM chunks WHERE article = ?", (number,))]
    texts = [connection.execute("SELECT title, body FROM words WHERE rowid = ?", id).fetchone() for id in ids]
    count_words(connection, [(row["title"], row["body"]) for row in texts if row is not None], -1)
    connection.executemany("DELETE FROM words WHERE rowid = ?", ids)
    connection.executemany("INSERT INTO removed_chunks VALUES (?, ?)", [(i[0], version) for i in ids])
    connection.execute("DELETE FROM chunks WHERE article = ?", (number,))
