"""A library on Milvus: its collections, their rows, and the record of what is published."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from sqlite3 import Row as SqliteRow
from typing import Any

from index.article import Article, Paragraph, RemovedLine, Reprint, face_of
from index.errors import LibraryError
from index.messages import Message, message_from_text
from index.milvus.client import (
    MAX_BYTES,
    MAX_ELEMENTS,
    MAX_TEXT_CHARS,
    UNUSED,
    Client,
    Features,
    Field,
    Kind,
    MilvusAddress,
    Row,
    quote,
)
from index.store.lexical import SparseVector, document_vector
from index.store.queries import fields_from_text, removed_from_text
from index.store.snapshot import TITLE_WEIGHT

# ---- The two collections of a library on Milvus, and their queries


WORDS = "words"
"""The field of a chunk's word weights, if the server has sparse vectors."""
MAX_SCORED = 3_000
"""Usual maximum of chunks scored in this program: about 2 MB to read."""
MOST_SCORED = 10_000
"""The maximum if a single word is that frequent."""
RECORD_FIELDS = (
    Field("key", Kind.TEXT, 600),
    *(Field(name, Kind.TEXT, 4096) for name in ("kind", "article", "original", "source")),
    *(Field(name, Kind.NUMBER) for name in ("number", "piece", "day", "added", "removed")),
    Field("text", Kind.TEXT, MAX_BYTES),
)


class Collections:
    """The rows of one library: `records` (articles, texts, words, facts) by key and `chunks` by number.

    Raises LibraryError if Milvus is unreachable or refuses, MissingPackageError if its client is not installed.
    """

    def __init__(self, address: MilvusAddress) -> None:
        self.address = address
        self._records = f"{address.name}_records"
        self._client = Client(address)
        self.seen: PublishedFacts | None = None
        """The published facts as last read."""

    def exists(self) -> bool:
        """Return whether there is a library of this name."""
        return self._client.has(self._records)

    def create_records(self) -> None:
        """Create the collection of records if needed."""
        self._client.create(self._records, RECORD_FIELDS)

    def create_chunks(self, generation: str, dimensions: int) -> None:
        """Create the collection of chunks for vectors of this length if needed."""
        numbers = ("id", "number", "ordinal", "added", "first_day", "last_day")
        fields = (
            *(Field(name, Kind.NUMBER) for name in numbers),
            Field("sources", Kind.TEXTS, 4096),
            Field("spans", Kind.TEXT, MAX_BYTES),
            Field("vector", Kind.VECTOR, dimensions),
        )
        if self._client.features.word_weights:
            words: tuple[Field, ...] = (Field(WORDS, Kind.WORD_WEIGHTS),)
        else:
            words = (Field("terms", Kind.NUMBERS), Field("weights", Kind.DECIMALS))
        self._client.create(self._chunks(generation), (*fields, *words))

    @property
    def features(self) -> Features:
        """What the server can do."""
        return self._client.features

    def _has_word_weights(self, generation: str) -> bool:
        """Return whether the server searches these chunks by words; otherwise they are scored in this program."""
        return WORDS in self._client.field_names(self._chunks(generation))

    def is_begun_by(self, folder: str) -> bool:
        """Return whether the rows there were begun by this folder; True also if there are none."""
        if not self.exists():
            return not any(name.startswith(self._chunks("")) for name in self._client.names())
        return [row["text"] for row in self.records(f"key == {quote(_BEGUN_KEY)}", ["text"])] == [folder]

    def note_begun(self, folder: str) -> None:
        """Record whose rows are written from now on."""
        self.put_records([{"key": _BEGUN_KEY, "kind": "begun", "text": folder}])

    def drop_all(self) -> None:
        """Delete the records and all chunks; conversations stay."""
        self.drop_other_chunks(set())
        if self.exists():
            self._client.drop(self._records)
        self.seen = None

    def drop_other_chunks(self, kept: set[str]) -> None:
        """Delete the unused collections of chunks: all except those of these generations."""
        names = {self._chunks(generation) for generation in kept}
        for name in self._client.names():
            if name.startswith(self._chunks("")) and name not in names:
                self._client.drop(name)

    def put_records(self, rows: Sequence[Row]) -> None:
        """Write rows of kind 'fact', 'article', 'text', 'word' ...; an existing row with the same key is replaced."""
        blank = {"article": "", "original": "", "source": "", "number": 0, "piece": 0, "day": 0, "added": 0,
                 "removed": 0, "text": "", UNUSED: [0.0, 0.0]}  # fmt: skip
        self._client.put(self._records, [{**blank, **row} for row in rows])

    def put_chunks(self, generation: str, rows: Sequence[Row]) -> None:
        """Write chunks; an existing one with the same id is replaced."""
        if not self._has_word_weights(generation):
            rows = [_with_terms(row) for row in rows]
        self._client.put(self._chunks(generation), rows)

    def records(self, condition: str, fields: Sequence[str]) -> list[Row]:
        """Return the fields of all records that meet the condition, in no order."""
        return self._client.query(self._records, condition, fields)

    def count_records(self, condition: str) -> int:
        """Return how many records meet the condition."""
        return self._client.count(self._records, condition)

    def chunks(self, generation: str, condition: str, fields: Sequence[str]) -> list[Row]:
        """Return the fields of all chunks that meet the condition, in no order."""
        return self._client.query(self._chunks(generation), condition, fields)

    def search(self, generation: str, vector: Sequence[float], k: int, condition: str) -> list[tuple[int, float]]:
        """Return up to `k` (chunk id, cosine) by descending cosine."""
        return self._client.search(self._chunks(generation), "vector", list(vector), k, condition)

    def search_words(
        self, generation: str, asked: SparseVector, k: int, condition: str, chunks: int
    ) -> list[tuple[int, float]]:
        """Return up to `k` (chunk id, inner product with `asked`) by descending score; `chunks` is the total number.

        If the server has no sparse vectors, the chunks with one of the rarer words, about MAX_SCORED, are read and
        scored here by all words.
        """
        name = self._chunks(generation)
        if self._has_word_weights(generation):
            return self._client.search(name, WORDS, asked, k, condition)
        rare = _rarer(asked, chunks)
        holding = f"{condition} and array_contains_any(terms, {quote(rare)})"
        rows = self._client.query(name, holding, ["id", "terms", "weights"], MOST_SCORED)
        scored = {
            int(row["id"]): sum(
                asked.get(term, 0.0) * weight for term, weight in zip(row["terms"], row["weights"], strict=True)
            )
            for row in rows
        }
        return sorted(scored.items(), key=lambda hit: (-hit[1], hit[0]))[:k]

    def delete_records(self, condition: str) -> None:
        """Delete the records that meet the condition."""
        self._client.delete(self._records, condition)

    def delete_chunks(self, generation: str, condition: str) -> None:
        """Delete the chunks that meet the condition."""
        self._client.delete(self._chunks(generation), condition)

    def close(self) -> None:
        self._client.close()

    def _chunks(self, generation: str) -> str:
        return f"{self.address.name}_chunks_{generation}"


def _with_terms(row: Row) -> Row:
    """Return a chunk's row with its word weights as two lists, for a server without sparse vectors."""
    words = sorted(row[WORDS].items(), key=lambda item: -item[1])[:MAX_ELEMENTS]
    lists = {"terms": [term for term, _ in words], "weights": [float(weight) for _, weight in words]}
    return {**{name: value for name, value in row.items() if name != WORDS}, **lists}


def _rarer(asked: SparseVector, chunks: int) -> list[int]:
    """Return the words of a question that matter most, as many as at most MAX_SCORED chunks contain."""
    words = sorted(asked, key=lambda word: -asked[word])
    taken, holding = words[:1], 0.0
    for place, word in enumerate(words):
        holding += (chunks + 1) / (math.exp(asked[word]) + 1)  # BM25's weight of a word, solved for its frequency
        if place and holding > MAX_SCORED:
            break
        taken = words[: place + 1]
    return taken


# ---- The facts of a publication: one record, written last, that makes everything before it visible


FORMAT = 2
"""Increased when the rows on Milvus change. Format 1 had a single row of facts, which was replaced; the next
publication upgrades such a copy."""
_READABLE = (1, FORMAT)
FACTS_AT_ONCE = 30
KEPT_FACTS = 20
"""Publications whose facts are kept, for concurrent readers."""
MAX_HIDDEN = 2_000
"""Maximum removed articles hidden from searches by number: a condition of about 20 KB."""
MAX_LEAVING = 7_000
"""Maximum removed articles remembered by number: their record can contain 64 KB."""
FOREVER = 2**62
"""Version of removal for rows that are not removed."""
_BEGUN_KEY = "begun"
_KEY = "fact:"
_FIRST_KEY = "fact:published"


@dataclass(frozen=True)
class PublishedFacts:
    """One version of a library on Milvus. `generation` names the collection of its chunks, `folder` the library folder
    it was published from; `average_length` is in tokens, `published_at` in seconds since 1970; `leaving` are the
    numbers of removed articles whose chunks are not deleted yet; `pending` chunks have no vector yet;
    `serial` counts the publications."""

    version: int
    generation: str
    folder: str
    model: str
    dimensions: int
    average_length: float
    articles: int
    reprints: int
    chunks: int
    synced_at: str | None
    published_at: float
    leaving: tuple[int, ...] = ()
    pending: int = 0
    serial: int = 0
    format: int = FORMAT

    @property
    def hidden(self) -> frozenset[int]:
        """The removed articles that a search excludes by number; if there are more, their chunks are deleted."""
        return frozenset(self.leaving[-MAX_HIDDEN:])


def read_facts(collections: Collections) -> PublishedFacts | None:
    """Return the facts of the last publication, or None. Raises LibraryError for another program's format.

    Each publication has its own row, which is never changed. The last visible one counts, but never one before the one
    these `collections` saw last, whatever a just restarted server returns.
    """
    seen = collections.seen
    rows = _facts_after(collections, seen.serial) if seen is not None else []
    if not rows:
        if not collections.exists():
            return None
        # Scans every row: only the first time in a process, or after a very long pause.
        rows = collections.records('kind == "fact"', ["number", "text"])
    if not rows:
        return None
    facts = _facts_from(json.loads(max(rows, key=lambda row: int(row["number"]))["text"]), collections)
    if seen is not None and facts.folder == seen.folder:
        if facts.serial < seen.serial and facts.published_at <= seen.published_at:
            return seen
    collections.seen = facts
    return facts


def _facts_after(collections: Collections, serial: int) -> list[Row]:
    """Return the facts of this publication and those after it, looked up by key."""
    found: list[Row] = []
    while True:
        numbers = range(serial, serial + FACTS_AT_ONCE)
        rows = collections.records(f"key in {quote([f'{_KEY}{number}' for number in numbers])}", ["number", "text"])
        found += rows
        if all(row["number"] != numbers[-1] for row in rows):
            return found
        serial += FACTS_AT_ONCE


def _facts_from(kept: dict[str, Any], collections: Collections) -> PublishedFacts:
    if kept.get("format") not in _READABLE:
        facts = {"address": str(collections.address), "found": str(kept.get("format")), "known": FORMAT}
        raise LibraryError(Message("milvus-format", facts))
    known = {field.name for field in fields(PublishedFacts)}
    named = {name: value for name, value in kept.items() if name in known}
    return PublishedFacts(**{**named, "leaving": tuple(kept["leaving"])})


def write_facts(collections: Collections, facts: PublishedFacts) -> None:
    """Make this version the current one, and delete all but the last few."""
    text = json.dumps(asdict(facts), ensure_ascii=False)
    older = json.dumps({"format": FORMAT})  # read by programs of the first format
    collections.put_records(
        [
            {"key": f"{_KEY}{facts.serial}", "kind": "fact", "number": facts.serial, "text": text},
            *([{"key": _FIRST_KEY, "kind": "format", "text": older}] if facts.serial == 1 else []),
        ]
    )
    collections.delete_records(f'kind == "fact" and number < {facts.serial - KEPT_FACTS}')


# ---- Conversion between a library folder's rows and the rows of records and chunks on Milvus


ARTICLE_FIELDS = ("key", "article", "original", "source", "number", "day", "added", "removed", "text")
CHUNK_FIELDS = ("id", "number", "ordinal", "spans")
_EPOCH = date(1970, 1, 1)
NO_DAY = -(10**9)
"""The day of an article without a date: outside every period."""


def day_of(published: date | None) -> int:
    """Return a date as days since 1970."""
    return NO_DAY if published is None else (published - _EPOCH).days


def date_of(day: int) -> date | None:
    """Return the date of a `day_of` number, or None."""
    return None if day == NO_DAY else _EPOCH + timedelta(days=day)


def article_row(row: SqliteRow, source_path: str, paragraphs: Sequence[tuple[int, str]], version: int) -> Row:
    """Return the record of an article with these paragraphs; `row` is its row in the folder's table articles."""
    kept = ("title", "published", "source", "author", "location", "note", "chars", "added_at", "file", "fields")
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
                "paragraphs": len(paragraphs),
                "face": row["title"] or face_of(text for _, text in paragraphs),
            },
            ensure_ascii=False,
        ),
    }


def text_rows(number: int, paragraphs: Iterable[tuple[int, str]]) -> list[Row]:
    """Return the records of an article's text: its paragraphs as JSON, in pieces."""
    text = json.dumps(list(paragraphs), ensure_ascii=False, separators=(",", ":"))
    pieces = [text[start : start + MAX_TEXT_CHARS] for start in range(0, len(text), MAX_TEXT_CHARS)]
    return [
        {"key": f"text:{number}:{place}", "kind": "text", "number": number, "piece": place, "text": piece}
        for place, piece in enumerate(pieces)
    ]


def removed_rows(number: int, text: str) -> list[Row]:
    """Return the records of an article's removed lines (`text`: the folder's stored form); none if there are none."""
    pieces = [text[start : start + MAX_TEXT_CHARS] for start in range(0, len(text), MAX_TEXT_CHARS)]
    return [
        {"key": f"removed:{number}:{place}", "kind": "removed", "number": number, "piece": place, "text": piece}
        for place, piece in enumerate(pieces)
    ]


def read_removed(rows: Iterable[Row]) -> tuple[RemovedLine, ...]:
    """Return an article's removed lines from their records."""
    text = "".join(row["text"] for row in sorted(rows, key=lambda row: int(row["piece"])))
    return removed_from_text(text) if text else ()


def read_paragraphs(rows: Iterable[Row]) -> dict[int, tuple[Paragraph, ...]]:
    """Return the paragraphs by article number from the records of the texts."""
    pieces: dict[int, dict[int, str]] = {}
    for row in rows:
        pieces.setdefault(int(row["number"]), {})[int(row["piece"])] = row["text"]
    return {
        number: tuple(Paragraph(place, text) for place, text in json.loads("".join(of[i] for i in sorted(of))))
        for number, of in pieces.items()
    }


def read_article(row: Row, paragraphs: tuple[Paragraph, ...], reprints: Sequence[Row]) -> Article:
    """Return the article from its record, its paragraphs and the records of its reprints."""
    kept = json.loads(row["text"])
    found = sorted((read_reprint(reprint) for reprint in reprints), key=_reprint_order)
    return Article(
        row["article"], kept["title"], _date(kept["published"]), kept["source"], kept["author"], kept["location"],
        paragraphs, message_from_text(kept["note"]), tuple(found), fields=fields_from_text(kept.get("fields", "[]")),
    )  # fmt: skip


def read_reprint(row: Row) -> Reprint:
    """Return the Reprint of a record."""
    kept = json.loads(row["text"])
    return Reprint(row["article"], kept["title"], _date(kept["published"]), kept["source"], kept["location"])


def _reprint_order(reprint: Reprint) -> tuple[bool, date, str]:
    return reprint.published is None, reprint.published or _EPOCH, reprint.id


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def chunk_row(
    row: SqliteRow, vector: Sequence[float], published: Sequence[tuple[str | None, str]], average: float, added: int
) -> Row:
    """Return the row of a chunk; `published` are day and source of its article and each reprint.

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


def pending_row(chunk: int) -> Row:
    """Return the record of a chunk stored without its vector."""
    return {"key": f"pending:{chunk}", "kind": "pending", "number": chunk}


def word_row(word: str, chunks: int) -> Row:
    """Return the record of a word and the number of chunks it occurs in."""
    return {"key": word_key(word), "kind": "word", "number": chunks}


def word_key(word: str) -> str:
    """Return the key of a word's record, cut if too long, which no real word is."""
    return f"word:{word[:120]}"
