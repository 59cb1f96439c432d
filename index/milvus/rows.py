"""What is written of a library folder to Milvus, and what is read of it again: rows of records and of chunks.

An article's row is known by its number in the folder (a changed article has a new number) and the version that wrote
it; its text lies in pieces, because a field holds 64 KB. A word's row says in how many chunks it occurs.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from sqlite3 import Row as SqliteRow

from index.article import Article, Paragraph, Reprint
from index.milvus.bm25 import document_vector
from index.milvus.client import MAX_TEXT_CHARS, Row
from index.milvus.facts import FOREVER
from index.store.search.snapshot import TITLE_WEIGHT

ARTICLE_FIELDS = ("key", "article", "original", "source", "number", "day", "added", "removed", "text")
CHUNK_FIELDS = ("id", "number", "ordinal", "spans")
_EPOCH = date(1970, 1, 1)
NO_DAY = -(10**9)
"""Stands for the day of an article without a date: outside of every period."""


def day_of(published: date | None) -> int:
    """Return a date as days since 1970."""
    return NO_DAY if published is None else (published - _EPOCH).days


def date_of(day: int) -> date | None:
    """Return the date that `day_of` made this number of."""
    return None if day == NO_DAY else _EPOCH + timedelta(days=day)


def article_row(row: SqliteRow, source_path: str, paragraphs: int, version: int) -> Row:
    """Return the record of an article of so many paragraphs; `row` is its row of the folder's table articles."""
    kept = ("title", "published", "source", "author", "location", "note", "chars", "added_at", "file")
    published = date.fromisoformat(row["published"]) if row["published"] else None
    return {
        "key": f"article:{row['number']}@{version}",
        "kind": "article",
        "article": row["id"],
        "original": row["original"] or "",
        "source": row["source"],
        "number": row["number"],
        "day": day_of(published),
        "added": version,
        "removed": FOREVER,
        "text": json.dumps(
            {
                **{name: row[name] for name in kept},
                "digest": row["digest"].hex(),
                "path": source_path,
                "paragraphs": paragraphs,
            },
            ensure_ascii=False,
        ),
    }


def text_rows(number: int, paragraphs: Iterable[tuple[int, str]]) -> list[Row]:
    """Return the records of an article's text: pieces of its paragraphs as JSON, to be joined again."""
    text = json.dumps(list(paragraphs), ensure_ascii=False, separators=(",", ":"))
    pieces = [text[start : start + MAX_TEXT_CHARS] for start in range(0, len(text), MAX_TEXT_CHARS)]
    return [
        {"key": f"text:{number}:{place}", "kind": "text", "number": number, "piece": place, "text": piece}
        for place, piece in enumerate(pieces)
    ]


def read_paragraphs(rows: Iterable[Row]) -> dict[int, tuple[Paragraph, ...]]:
    """Return the paragraphs of each article number from the records of their texts."""
    pieces: dict[int, dict[int, str]] = {}
    for row in rows:
        pieces.setdefault(int(row["number"]), {})[int(row["piece"])] = row["text"]
    return {
        number: tuple(Paragraph(place, text) for place, text in json.loads("".join(of[i] for i in sorted(of))))
        for number, of in pieces.items()
    }


def read_article(row: Row, paragraphs: tuple[Paragraph, ...], reprints: Sequence[Row]) -> Article:
    """Return the article of a record, its text and the records of what is filed under it."""
    kept = json.loads(row["text"])
    found = sorted((read_reprint(reprint) for reprint in reprints), key=_reprint_order)
    return Article(
        row["article"], kept["title"], _date(kept["published"]), kept["source"], kept["author"], kept["location"],
        paragraphs, kept["note"], tuple(found),
    )  # fmt: skip


def read_reprint(row: Row) -> Reprint:
    """Return a record as the reprint it stands for."""
    kept = json.loads(row["text"])
    return Reprint(row["article"], kept["title"], _date(kept["published"]), kept["source"], kept["location"])


def _reprint_order(reprint: Reprint) -> tuple[bool, date, str]:
    return reprint.published is None, reprint.published or _EPOCH, reprint.id


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def chunk_row(
    row: SqliteRow, vector: Sequence[float], published: Sequence[tuple[str | None, str]], average: float, added: int
) -> Row:
    """Return the row of a chunk; `published` are the day and source of its article and of each of its reprints.

    `row`: id, article (number), ordinal, spans, title and body words.
    """
    days = [day_of(_date(day)) for day, _ in published if day]
    return {
        "id": row["id"],
        "number": row["article"],
        "ordinal": row["ordinal"],
        "added": added,
        "first_day": min(days, default=NO_DAY),
        "last_day": max(days, default=NO_DAY),
        "sources": sorted({source for _, source in published if source}),
        "spans": row["spans"],
        "vector": list(vector),
        "words": document_vector(row["title"], row["body"], TITLE_WEIGHT, average) or {0: 1e-9},
    }


def word_row(word: str, chunks: int) -> Row:
    """Return the record of a word that occurs in so many chunks."""
    return {"key": word_key(word), "kind": "word", "number": chunks}


def word_key(word: str) -> str:
    """Return the key of a word's record; one too long for a key is cut, which no word of a language is."""
    return f"word:{word[:120]}"
