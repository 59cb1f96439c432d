"""The rows of one article in every table, and what is derived from it: chunks, words, the log of removed chunks."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from sqlite3 import Row

from index.article import Article, Chunk, RemovedLine, Span
from index.chinese.dates import day_words
from index.chinese.folding import fold_text
from index.chinese.sentences import split_sentences
from index.chinese.words import cut_words, words_version
from index.messages import message_to_text
from index.store.queries import (
    Connection,
    WordChanges,
    fields_to_text,
    kept_count,
    read_article,
    removed_lines,
    removed_to_text,
)

# ---- What is stored to make an article searchable: chunks, the embedded text, words


@dataclass(frozen=True)
class PreparedChunk:
    """A chunk as stored. `hash` is that of the embedded text; the words are joined by spaces."""

    ordinal: int
    spans: str
    hash: bytes
    embedded_text: str
    title_words: str
    body_words: str


def embedded_text(folded_title: str, text: str) -> str:
    """Return the text to embed for a chunk with this text in an article with this title."""
    return f"{folded_title}\n{fold_text(text)}" if folded_title else fold_text(text)


def prepare_chunks(article: Article) -> list[PreparedChunk]:
    """Return the article's chunks, in order. Their words include search words for the days they name (昨天, 5月1日)."""
    title = fold_text(article.title)
    title_words = " ".join(cut_words(article.title))
    prepared = []
    before: list[str] = []
    for chunk in split_chunks(article):
        text = embedded_text(title, chunk.text)
        spans = json.dumps([[s.paragraph, s.start, s.end] for s in chunk.spans], separators=(",", ":"))
        digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
        words = " ".join([*cut_words(chunk.text), *day_words(chunk.text, article.published, before)])
        before.append(chunk.text)
        prepared.append(PreparedChunk(chunk.ordinal, spans, digest, text, title_words, words))
    return prepared


# ---- Facts in a library's meta table: the rules by which its chunks and words were made


def derived_facts() -> Mapping[str, str]:
    """Return the versions of this program's rules; that of the words includes the user's dictionary."""
    return {"words": words_version(), "chunking": str(CHUNKING_VERSION)}


def is_derived_as_now(meta: Mapping[str, str]) -> bool:
    """Return whether a library's chunks and words were made by this program's rules."""
    return all(meta.get(name) == version for name, version in derived_facts().items())


# ---- The log of removed chunks: kept short, since a reader far behind rereads everything instead


MIN_KEPT = 10_000
"""Removals that are always kept; applying them takes a reader milliseconds."""
KEPT_SHARE = 8
"""A large library keeps one removal for this many chunks; with more, rereading everything is hardly more work."""


def trim_removals(connection: Connection) -> None:
    """Delete the older removals once there are more than a reader would apply; half the limit is kept."""
    limit = max(MIN_KEPT, kept_count(connection, "chunks") // KEPT_SHARE)
    if kept_count(connection, "removed_chunks") <= limit:
        return
    row = connection.execute(
        "SELECT version FROM removed_chunks ORDER BY version DESC LIMIT 1 OFFSET ?", (limit // 2,)
    ).fetchone()
    connection.execute("DELETE FROM removed_chunks WHERE version <= ?", (row[0],))
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('removals_since', ?)", (str(row[0]),))


# ---- The rows of one article in every table, changed inside the caller's transaction


@dataclass(frozen=True)
class NewArticle:
    """An article to store, its source path and file, and the digest of its contents.

    `added_at` is when this text was added (UTC, ISO 8601); empty means now.
    """

    article: Article
    source_path: int
    file: str
    digest: bytes
    added_at: str = ""


def sum_of_row(*values: str | int) -> bytes:
    """Return a checksum of a row's values, with which verify finds damage that no digest covers."""
    return hashlib.blake2b(json.dumps(values).encode(), digest_size=8).digest()


def has_its_sum(row: Row) -> bool:
    """Return whether a row of the table articles matches its checksum, or has none."""
    facts = (row["id"], row["source_path"], row["file"], row["digest"].hex(), row["added_at"])
    return row["sum"] in (b"", sum_of_row(*facts))


def read_stored(connection: Connection, row: Row) -> NewArticle:
    """Return the article of a row of the table articles, ready to be stored again."""
    article = read_article(connection, row)
    article = replace(article, removed=removed_lines(connection, article.id))
    return NewArticle(article, row["source_path"], row["file"], row["digest"], row["added_at"])


def delete_article(connection: Connection, article_id: str, version: int, words: WordChanges) -> bool:
    """Delete the article and everything derived from it; return whether it existed."""
    row = connection.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        return False
    hide_article(connection, row["number"], version, words)
    connection.execute("DELETE FROM articles WHERE number = ?", (row["number"],))
    return True


def hide_article(connection: Connection, number: int, version: int, words: WordChanges) -> None:
    """Remove the article from every index."""
    _delete_chunks(connection, number, version, words)
    connection.execute("DELETE FROM reprint_keys WHERE article = ?", (number,))


def replace_chunks(
    connection: Connection, number: int, chunks: Sequence[PreparedChunk], version: int, words: WordChanges
) -> None:
    """Replace the article's chunks with these."""
    _delete_chunks(connection, number, version, words)
    _insert_chunks(connection, number, chunks, version, words)


def demote_article(connection: Connection, article_id: str, original: str, version: int, words: WordChanges) -> None:
    """File a shown article and its reprints under `original`."""
    number = connection.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()[0]
    hide_article(connection, number, version, words)
    connection.execute("UPDATE articles SET original = ? WHERE original = ?", (original, article_id))
    connection.execute("UPDATE articles SET original = ? WHERE number = ?", (original, number))


def insert_article(connection: Connection, new: NewArticle, original: str | None) -> None:
    """Store the article and its paragraphs, filed under `original` unless that is None."""
    article = new.article
    added_at = new.added_at or datetime.now(UTC).isoformat(timespec="seconds")
    number = connection.execute(
        "INSERT INTO articles(id, source_path, file, digest, title, published, source, author, location, note, chars, "
        "added_at, original, fields, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.id, new.source_path, new.file, new.digest, article.title,
            article.published.isoformat() if article.published else None, article.source, article.author,
            article.location, message_to_text(article.note), sum(len(p.text) for p in article.paragraphs),
            added_at, original, fields_to_text(article.fields),
            sum_of_row(article.id, new.source_path, new.file, new.digest.hex(), added_at),
        ),
    ).lastrowid  # fmt: skip
    connection.executemany(
        "INSERT INTO paragraphs VALUES (?, ?, ?)", [(number, p.number, p.text) for p in article.paragraphs]
    )
    keep_removed(connection, article.id, article.removed)


def keep_removed(connection: Connection, article_id: str, removed: Sequence[RemovedLine]) -> None:
    """Replace the record of the lines left out of an article that is stored or withdrawn."""
    text = removed_to_text(removed)
    connection.execute("UPDATE withdrawn SET removed = ? WHERE id = ?", (text, article_id))
    connection.execute(
        "DELETE FROM removed_lines WHERE article = (SELECT number FROM articles WHERE id = ?)", (article_id,)
    )
    if removed:
        connection.execute("INSERT INTO removed_lines SELECT number, ? FROM articles WHERE id = ?", (text, article_id))


def show_article(
    connection: Connection,
    article_id: str,
    chunks: Sequence[PreparedChunk],
    keys: dict[str, tuple[int, ...]],
    version: int,
    words: WordChanges,
) -> None:
    """Add the article to every index."""
    number = connection.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()[0]
    connection.executemany(
        "INSERT OR IGNORE INTO reprint_keys VALUES (?, ?)", [(key, number) for key in keys[article_id]]
    )
    _insert_chunks(connection, number, chunks, version, words)


def _insert_chunks(
    connection: Connection, number: int, chunks: Sequence[PreparedChunk], version: int, words: WordChanges
) -> None:
    for chunk in chunks:
        chunk_id = connection.execute(
            "INSERT INTO chunks(article, ordinal, spans, embedding, version) VALUES (?, ?, ?, ?, ?)",
            (number, chunk.ordinal, chunk.spans, chunk.hash, version),
        ).lastrowid
        connection.execute(
            "INSERT INTO words(rowid, title, body) VALUES (?, ?, ?)", (chunk_id, chunk.title_words, chunk.body_words)
        )
        words.add(chunk.title_words, chunk.body_words)


def _delete_chunks(connection: Connection, number: int, version: int, words: WordChanges) -> None:
    ids = [(r[0],) for r in connection.execute("SELECT id FROM chunks WHERE article = ?", (number,))]
    texts = [connection.execute("SELECT title, body FROM words WHERE rowid = ?", id).fetchone() for id in ids]
    for row in texts:
        if row is not None:
            words.remove(row["title"], row["body"])
    connection.executemany("DELETE FROM words WHERE rowid = ?", ids)
    connection.executemany("INSERT INTO removed_chunks VALUES (?, ?)", [(i[0], version) for i in ids])
    connection.execute("DELETE FROM chunks WHERE article = ?", (number,))


# ---- Chunks: an article's sentences, grouped into what is embedded as one vector and found as one passage


CHUNK_CHARS = 280
"""Maximum characters of a chunk. Set by measurement: docs/retrieval.md."""


CHUNKING_VERSION = 2
"""Increased when split_chunks or split_sentences change their results: libraries then need a rebuild."""


def split_chunks(article: Article, *, max_chars: int = CHUNK_CHARS) -> list[Chunk]:
    """Return the chunks of `article` in order: consecutive whole sentences, at most `max_chars` characters.

    Chunks do not overlap; a sentence longer than `max_chars` is a chunk of its own. Adjacent sentences of one
    paragraph share one Span, so a chunk that covers two paragraphs has two.
    """
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    chunks: list[Chunk] = []
    spans: list[Span] = []
    length = 0
    for span, joins in _sentence_spans(article):
        size = span.end - span.start
        if spans and length + size > max_chars:
            chunks.append(_make_chunk(article.id, len(chunks), spans, texts))
            spans, length, joins = [], 0, False
        if joins and spans:
            spans[-1] = Span(span.paragraph, spans[-1].start, span.end)
        else:
            spans.append(span)
        length += size
    if spans:
        chunks.append(_make_chunk(article.id, len(chunks), spans, texts))
    return chunks


def _sentence_spans(article: Article) -> Iterator[tuple[Span, bool]]:
    """Yield each sentence and whether it follows another sentence of the same paragraph."""
    for paragraph in article.paragraphs:
        for place, sentence in enumerate(split_sentences(paragraph.text)):
            yield Span(paragraph.number, sentence.start, sentence.end), place > 0


def _make_chunk(article_id: str, ordinal: int, spans: list[Span], texts: dict[int, str]) -> Chunk:
    text = "\n".join(texts[span.paragraph][span.start : span.end] for span in spans)
    return Chunk(article_id, ordinal, tuple(spans), text)
