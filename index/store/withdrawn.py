"""Articles withdrawn from the answers by hand: kept in full, so that they can be put back after any number of syncs.

No file is touched. Until such an article is put back, a sync updates it here and not in the answers.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from sqlite3 import Row

from index.article import Article, Paragraph
from index.messages import message_to_text
from index.store.article_rows import NewArticle, sum_of_row
from index.store.queries import Connection, article_of, fields_to_text, removed_from_text, removed_to_text

_COLUMNS = (
    "id, source_path, file, digest, title, published, source, author, location, note, chars, added_at, fields, "
    "removed, paragraphs"
)
_PARAGRAPHS = "(SELECT json_group_array(json_array(number, text)) FROM paragraphs WHERE article = articles.number)"
_REMOVED = "coalesce((SELECT lines FROM removed_lines WHERE article = articles.number), '[]')"
_HASHES = "(SELECT json_group_array(hex(embedding)) FROM chunks WHERE article = articles.number)"


def keep_withdrawn(connection: Connection, article_ids: Sequence[str]) -> None:
    """Keep these articles, which the same transaction then deletes from the answers; unknown ids are ignored."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    columns = _COLUMNS.removesuffix("removed, paragraphs")
    connection.executemany(
        f"INSERT OR REPLACE INTO withdrawn ({_COLUMNS}, hashes, withdrawn_at) "
        f"SELECT {columns} {_REMOVED}, {_PARAGRAPHS}, {_HASHES}, ? FROM articles WHERE id = ?",
        [(now, article_id) for article_id in article_ids],
    )
    _seal(connection, article_ids)


def find_withdrawn(connection: Connection, article_ids: Iterable[str]) -> dict[str, NewArticle]:
    """Return, by id, those of these articles that are withdrawn, as last read."""
    rows = [
        connection.execute("SELECT * FROM withdrawn WHERE id = ?", (article_id,)).fetchone()
        for article_id in article_ids
    ]
    return {row["id"]: _read(row) for row in rows if row is not None}


def find_gone(connection: Connection, article_ids: Iterable[str]) -> set[str]:
    """Return the ids of those that are withdrawn and were in no file at the last sync."""
    rows = connection.execute("SELECT id FROM withdrawn WHERE is_gone").fetchall()
    return {row["id"] for row in rows} & set(article_ids)


def refresh_withdrawn(connection: Connection, new_articles: Iterable[NewArticle]) -> None:
    """Update withdrawn articles with what a sync has read; the time of withdrawal is kept."""
    for new in new_articles:
        article = new.article
        connection.execute(
            "UPDATE withdrawn SET source_path = ?, file = ?, digest = ?, title = ?, published = ?, source = ?, "
            "author = ?, location = ?, note = ?, chars = ?, fields = ?, removed = ?, paragraphs = ?, is_gone = 0 "
            "WHERE id = ?",
            (
                new.source_path, new.file, new.digest, article.title,
                article.published.isoformat() if article.published else None, article.source, article.author,
                article.location, message_to_text(article.note), sum(len(p.text) for p in article.paragraphs),
                fields_to_text(article.fields), removed_to_text(article.removed),
                json.dumps([[p.number, p.text] for p in article.paragraphs], ensure_ascii=False), article.id,
            ),
        )  # fmt: skip
        _seal(connection, [article.id])


def mark_gone(connection: Connection, article_ids: Sequence[str]) -> None:
    """Note that the files of these articles no longer contain them."""
    connection.executemany("UPDATE withdrawn SET is_gone = 1 WHERE id = ?", [(id,) for id in article_ids])
    _seal(connection, article_ids)


_SEALED = "id, source_path, file, hex(digest), added_at, hashes, withdrawn_at, is_gone"


def _seal(connection: Connection, article_ids: Iterable[str]) -> None:
    """Set the checksums of these articles' rows to their present contents."""
    query = f"SELECT {_SEALED} FROM withdrawn WHERE id = ?"
    rows = [connection.execute(query, (article_id,)).fetchone() for article_id in article_ids]
    sums = [(sum_of_row(*row), row[0]) for row in rows if row is not None]
    connection.executemany("UPDATE withdrawn SET sum = ? WHERE id = ?", sums)


def count_unsealed(connection: Connection) -> int:
    """Return how many withdrawn articles' rows do not match their checksums, which cover more than the digests."""
    rows = connection.execute(f"SELECT {_SEALED}, sum FROM withdrawn WHERE sum != x''").fetchall()
    return sum(sum_of_row(*row[:-1]) != row["sum"] for row in rows)


def forget_withdrawn(connection: Connection, article_ids: Iterable[str]) -> None:
    """Stop treating these articles as withdrawn: they answer again once the caller stores them or a sync finds them."""
    connection.executemany("DELETE FROM withdrawn WHERE id = ?", [(id,) for id in article_ids])


def withdrawn_digests(connection: Connection, source: int, file: str) -> dict[str, bytes]:
    """Return, by id, the digest of each withdrawn article that this file contained at the last sync."""
    rows = connection.execute(
        "SELECT id, digest FROM withdrawn WHERE source_path = ? AND file = ? AND NOT is_gone", (source, file)
    )
    return {row["id"]: row["digest"] for row in rows}


def withdrawn_owner(connection: Connection, article_id: str) -> tuple[int, str] | None:
    """Return the source and file of a withdrawn article, or None if there is no such article or it is gone."""
    row = connection.execute(
        "SELECT source_path, file FROM withdrawn WHERE id = ? AND NOT is_gone", (article_id,)
    ).fetchone()
    return None if row is None else (row["source_path"], row["file"])


def count_withdrawn(connection: Connection) -> int:
    """Return how many articles are withdrawn."""
    return int(connection.execute("SELECT count(*) FROM withdrawn").fetchone()[0])


def iter_withdrawn_articles(connection: Connection) -> Iterator[tuple[Article, bytes]]:
    """Yield every withdrawn article with its stored digest."""
    for row in connection.execute("SELECT * FROM withdrawn ORDER BY id"):
        yield _read(row).article, row["digest"]


def _read(row: Row) -> NewArticle:
    paragraphs = tuple(Paragraph(number, text) for number, text in json.loads(row["paragraphs"]))
    article = replace(article_of(row, paragraphs), removed=removed_from_text(row["removed"]))
    return NewArticle(article, row["source_path"], row["file"], row["digest"], row["added_at"])
