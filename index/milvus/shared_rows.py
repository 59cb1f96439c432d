"""Rows that several web servers share next to a library on Milvus: one collection for all kinds.

Their meaning is defined where they are written (qa/); this module stores, finds and deletes them. All rows of one `put`
become visible at once if there are at most BATCH.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.errors import LibraryError
from index.messages import Message
from index.milvus.client import MAX_BYTES, MAX_TEXT_CHARS, UNUSED, Client, Field, Kind, MilvusAddress, quote

FORMAT = 1
"""Increased when the fields change; rows of another format are refused, not changed."""
VALUES_AT_ONCE = 500
"""Maximum values in one condition: about 20 KB."""
TEXTS_AT_ONCE = 50
"""The same if texts are read, each possibly in several pieces: far below the 64 MB limit of a message."""
MAX_WORD_CHARS = 200
"""The longest text searched in one piece; neighbouring pieces overlap by as much."""
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
"""Replacements for characters special in Milvus's LIKE or its string literals."""


@dataclass(frozen=True)
class SharedRow:
    """One row. `parent` names what it belongs to, `uses` the rows it needs, `words` is its searchable text.

    `changed` and `deleted` are microseconds since 1970; `deleted` is 0 if not deleted. A text longer than a field is
    split into rows that differ in `piece`.
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
    """Which rows: all conditions must hold; None always does. Times are microseconds since 1970.

    `parents`, `numbers`: one of these; `uses`: any of these; `word`: contained in the row's words.
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
        """Yield the query in Milvus's filter language, in several parts if it has more values than `values_at_once`."""
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
    """The rows under one name. Safe to share between threads and processes, which see each other's writes at once.
    Every method raises LibraryError if Milvus is unreachable or refuses."""

    def __init__(self, client: Client, collection: str) -> None:
        self._client = client
        self._collection = collection

    @classmethod
    def open(cls, address: MilvusAddress, name: str) -> "SharedRows":
        """Return the rows called `name` next to the library at `address`, initially none.

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
        """Write rows; an existing one with the same key is replaced."""
        blank = {UNUSED: [0.0, 0.0]}
        self._client.put(
            self._collection,
            [{**vars(row), "uses": list(row.uses), "words": row.words.translate(_PLAIN), **blank} for row in rows],
        )

    def get(self, keys: Sequence[str], *, with_text: bool = True) -> list[SharedRow]:
        """Return the existing rows with these keys, as `find` does but much faster, however many rows there are."""
        size = TEXTS_AT_ONCE if with_text else VALUES_AT_ONCE
        some = (keys[start : start + size] for start in range(0, len(keys), size))
        # Only the key in the condition, so that Milvus looks rows up instead of scanning all.
        return self._read([f"key in {quote(part)}" for part in some], with_text)

    def find(self, query: RowQuery, *, with_text: bool = True) -> list[SharedRow]:
        """Return the matching rows, in no order, without their words and, unless `with_text`, their text."""
        word = ""
        if query.word is not None and not self._client.features.finds_inside:  # then search here
            word, query = query.word.translate(_PLAIN), replace(query, word=None)
        return self._read(query.conditions(TEXTS_AT_ONCE if with_text else VALUES_AT_ONCE), with_text, word)

    def _read(self, conditions: Iterable[str], with_text: bool, word: str = "") -> list[SharedRow]:
        """Return the rows that meet any condition and contain `word`, if given."""
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
        """Delete the matching rows."""
        for condition in query.conditions(VALUES_AT_ONCE):
            self._client.delete(self._collection, condition)

    def close(self) -> None:
        self._client.close()


def text_pieces(row: SharedRow, text: str) -> list[SharedRow]:
    """Return rows like `row` that together contain the text; `join_pieces` joins it."""
    parts = [*_cut(text, MAX_TEXT_CHARS, 0)]
    keys = piece_keys(row.key, len(parts))
    return [replace(row, key=keys[piece], piece=piece, text=part) for piece, part in enumerate(parts)]


def piece_keys(key: str, count: int) -> list[str]:
    """Return the keys of the `count` rows that `text_pieces` makes of a row with this key."""
    return [f"{key}:{piece}" for piece in range(count)]


def join_pieces(rows: Iterable[SharedRow]) -> str:
    """Return the text that `text_pieces` split, from its rows in any order."""
    return "".join(row.text for row in sorted(rows, key=lambda row: row.piece))


def word_pieces(row: SharedRow, words: str) -> list[SharedRow]:
    """Return rows like `row` such that any part of `words` up to MAX_WORD_CHARS is complete in one of them."""
    return [
        replace(row, key=f"{row.key}:{piece}", piece=piece, words=part)
        for piece, part in enumerate(_cut(words, MAX_TEXT_CHARS, MAX_WORD_CHARS))
    ]


def findable_words(words: Iterable[str]) -> Iterator[str]:
    """Yield the words in parts short enough to be searched for."""
    for word in words:
        yield from _cut(word, MAX_WORD_CHARS, 0)


def _cut(text: str, size: int, shared: int) -> Iterator[str]:
    """Yield consecutive parts of up to `size` characters, each beginning with the last `shared` of the one before."""
    yield text[:size]
    for start in range(size, len(text), size - shared):
        yield text[start - shared : start - shared + size]
