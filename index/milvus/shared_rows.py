"""The rows that several web servers keep together beside a library on Milvus: one collection, whatever they mean.

What the rows say is decided where they are written (qa/); here they are stored, found and deleted. All rows of one
`put` become visible at once as long as they are no more than BATCH.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.errors import LibraryError
from index.messages import Message
from index.milvus.client import MAX_BYTES, MAX_TEXT_CHARS, UNUSED, Client, Field, Kind, MilvusAddress, quote

FORMAT = 1
"""Raised when the fields change; rows of another format are refused, not changed."""
VALUES_AT_ONCE = 500
"""Values one condition lists: some 20 KB."""
TEXTS_AT_ONCE = 50
"""The same where texts are read, which may have several pieces each: far below the 64 MB of one message."""
MAX_WORD_CHARS = 200
"""The longest text that is looked for in one piece; neighbouring pieces share as much."""
_FIELDS = (
    Field("key", Kind.TEXT, 600),
    *(Field(name, Kind.TEXT, 600) for name in ("kind", "parent", "owner")),
    *(Field(name, Kind.NUMBER) for name in ("number", "piece", "changed", "deleted")),
    Field("uses", Kind.TEXTS, 64),
    Field("text", Kind.TEXT, MAX_BYTES),
    Field("words", Kind.TEXT, MAX_BYTES),
)
_FORMAT_KEY = "format"
_PLAIN = {**dict.fromkeys(range(32), " "), **{ord(sign): chr(0xE000 + ord(sign)) for sign in '%_\\"'}}
"""What means something to Milvus's LIKE, or to who writes it down, as characters that mean nothing."""


@dataclass(frozen=True)
class SharedRow:
    """One row. `parent` names what it belongs to, `uses` the rows it needs, `words` is text to be found by.

    `changed` and `deleted` are microseconds since 1970; `deleted` is 0 for what is there. A text that is longer than
    a field is cut into rows that differ in `piece`.
    """

    key: str
    kind: str
    parent: str = ""
    owner: str = ""
    number: int = 0
    piece: int = 0
    changed: int = 0
    deleted: int = 0
    uses: tuple[str, ...] = ()
    text: str = ""
    words: str = ""


@dataclass(frozen=True)
class RowQuery:
    """Which rows: all conditions must hold, one that is None holds always. Times are microseconds since 1970.

    `parents`, `numbers`: one of these; `uses`: any of these; `word`: what the row's words hold.
    """

    kinds: tuple[str, ...]
    parents: tuple[str, ...] | None = None
    numbers: tuple[int, ...] | None = None
    uses: tuple[str, ...] | None = None
    owner: str | None = None
    is_deleted: bool | None = None
    deleted_before: int | None = None
    changed_before: int | None = None
    word: str | None = None

    def conditions(self, values_at_once: int) -> Iterator[str]:
        """Yield the query in Milvus's filter language, in parts where it lists more values than that."""
        for name in ("parents", "numbers", "uses"):
            values = getattr(self, name)
            if values is not None and not 0 < len(values) <= values_at_once:
                for start in range(0, len(values), values_at_once):
                    part = replace(self, **{name: values[start : start + values_at_once]})
                    yield from part.conditions(values_at_once)
                return
        yield " and ".join([*self._lists(), *self._bounds()])

    def _lists(self) -> Iterator[str]:
        listed = {"kind": self.kinds, "parent": self.parents, "number": self.numbers}
        yield from (f"{name} in {quote(values)}" for name, values in listed.items() if values is not None)
        if self.uses is not None:
            yield f"array_contains_any(uses, {quote(self.uses)})"

    def _bounds(self) -> Iterator[str]:
        if self.owner is not None:
            yield f"owner == {quote(self.owner)}"
        if self.is_deleted is not None:
            yield "deleted > 0" if self.is_deleted else "deleted == 0"
        if self.deleted_before is not None:
            yield f"deleted > 0 and deleted < {self.deleted_before}"
        if self.changed_before is not None:
            yield f"changed < {self.changed_before}"
        if self.word is not None:
            yield f"words like {quote(f'%{self.word.translate(_PLAIN)}%')}"


class SharedRows:
    """The rows kept together under one name. Safe to share between threads and processes, which see each other's
    writes at once. Every method raises LibraryError where Milvus cannot be reached or refuses."""

    def __init__(self, client: Client, collection: str) -> None:
        self._client = client
        self._collection = collection

    @classmethod
    def open(cls, address: MilvusAddress, name: str) -> "SharedRows":
        """Return the rows called `name` beside the library at `address`, none at first.

        Raises LibraryError, also for rows of another format, and MissingPackageError without Milvus's client.
        """
        rows = cls(Client(address), f"{address.name}_{name}")
        rows._client.create(rows._collection, _FIELDS)
        stored = rows.get([_FORMAT_KEY])
        if not stored:
            rows.put([SharedRow(_FORMAT_KEY, "format", number=FORMAT)])
        elif stored[0].number != FORMAT:
            raise LibraryError(
                Message(
                    "milvus-older-program",
                    {"address": str(address), "name": name, "found": stored[0].number, "known": FORMAT},
                )
            )
        return rows

    def put(self, rows: Sequence[SharedRow]) -> None:
        """Write rows; one of the same key is replaced."""
        blank = {UNUSED: [0.0, 0.0]}
        self._client.put(
            self._collection,
            [{**vars(row), "uses": list(row.uses), "words": row.words.translate(_PLAIN), **blank} for row in rows],
        )

    def get(self, keys: Sequence[str], *, with_text: bool = True) -> list[SharedRow]:
        """Return the rows of these keys that are there, as `find` does; much quicker, however many rows there are."""
        size = TEXTS_AT_ONCE if with_text else VALUES_AT_ONCE
        some = (keys[start : start + size] for start in range(0, len(keys), size))
        # Nothing but the key in the condition: then Milvus looks rows up instead of looking at every one.
        return self._read([f"key in {quote(part)}" for part in some], with_text)

    def find(self, query: RowQuery, *, with_text: bool = True) -> list[SharedRow]:
        """Return the rows that fit, in no order, without their words and, if not asked for, their text."""
        word = ""
        if query.word is not None and not self._client.features.finds_inside:  # then it is looked for here
            word, query = query.word.translate(_PLAIN), replace(query, word=None)
        return self._read(query.conditions(TEXTS_AT_ONCE if with_text else VALUES_AT_ONCE), with_text, word)

    def _read(self, conditions: Iterable[str], with_text: bool, word: str = "") -> list[SharedRow]:
        """Return the rows that meet a condition and, where there is one, hold the word."""
        fields = [field.name for field in _FIELDS if field.name != "words" and (with_text or field.name != "text")]
        found: dict[str, SharedRow] = {}
        for condition in conditions:
            for row in self._client.query(self._collection, condition, [*fields, "words"] if word else fields):
                if word and word not in row["words"]:
                    continue
                kept = {**{name: row[name] for name in fields}, "uses": tuple(row["uses"])}
                found[row["key"]] = SharedRow(**kept)
        return list(found.values())

    def delete(self, query: RowQuery) -> None:
        """Delete the rows that fit."""
        for condition in query.conditions(VALUES_AT_ONCE):
            self._client.delete(self._collection, condition)

    def close(self) -> None:
        self._client.close()


def text_pieces(row: SharedRow, text: str) -> list[SharedRow]:
    """Return rows like `row` that hold the text together; `join_pieces` makes it whole."""
    parts = [*_cut(text, MAX_TEXT_CHARS, 0)]
    keys = piece_keys(row.key, len(parts))
    return [replace(row, key=keys[piece], piece=piece, text=part) for piece, part in enumerate(parts)]


def piece_keys(key: str, count: int) -> list[str]:
    """Return the keys of the rows that `text_pieces` makes of a row with this key, when they are so many."""
    return [f"{key}:{piece}" for piece in range(count)]


def join_pieces(rows: Iterable[SharedRow]) -> str:
    """Return the text that `text_pieces` cut, from its rows in any order."""
    return "".join(row.text for row in sorted(rows, key=lambda row: row.piece))


def word_pieces(row: SharedRow, words: str) -> list[SharedRow]:
    """Return rows like `row` in one of which every part of `words` up to MAX_WORD_CHARS is found whole."""
    return [
        replace(row, key=f"{row.key}:{piece}", piece=piece, words=part)
        for piece, part in enumerate(_cut(words, MAX_TEXT_CHARS, MAX_WORD_CHARS))
    ]


def findable_words(words: Iterable[str]) -> Iterator[str]:
    """Yield the words in parts that are short enough to be looked for."""
    for word in words:
        yield from _cut(word, MAX_WORD_CHARS, 0)


def _cut(text: str, size: int, shared: int) -> Iterator[str]:
    """Yield consecutive parts of up to `size` characters, each beginning with the last `shared` of the one before."""
    yield text[:size]
    for start in range(size, len(text), size - shared):
        yield text[start - shared : start - shared + size]
