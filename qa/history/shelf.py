"""Texts that readers keep beside conversations: a conversation's collected sentences, saved questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from index.milvus.shared_rows import RowQuery, SharedRow, SharedRows, join_pieces, text_pieces
from qa.history.folder import HistoryFile

COLLECTION, SAVED = "collection", "saved"
"""The kinds of texts: the collection of the conversation with the id; the saved question with the id."""


@dataclass(frozen=True)
class KeptText:
    """A stored text with its id and owner; `changed_at` is UTC, ISO 8601."""

    id: str
    owner: str
    text: str
    changed_at: str


class Shelf(Protocol):
    """Storage for texts of a few kinds, each with an id. Every method raises LibraryError if it cannot be used."""

    def put(self, kind: str, id: str, text: str, owner: str) -> None:
        """Store a text, replacing the one with this id."""

    def get(self, kind: str, id: str) -> KeptText | None:
        """Return the text with this id, or None."""

    def find(self, kind: str, owner: str | None = None) -> list[KeptText]:
        """Return the owner's texts (everybody's for None), the last changed first."""

    def delete(self, kind: str, id: str) -> None:
        """Delete a text if it exists."""


class FolderShelf:
    """The shelf in the history file of a library folder; see Shelf."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    def put(self, kind: str, id: str, text: str, owner: str) -> None:
        """Store a text, replacing the one with this id."""
        with self._file.writing() as connection:
            row = (kind, id, owner, text, datetime.now(UTC).isoformat(timespec="microseconds"))
            connection.execute("INSERT OR REPLACE INTO shelf VALUES (?, ?, ?, ?, ?)", row)

    def get(self, kind: str, id: str) -> KeptText | None:
        """Return the text with this id, or None."""
        return next(iter(self._find("kind = ? AND id = ?", kind, id)), None)

    def find(self, kind: str, owner: str | None = None) -> list[KeptText]:
        """Return the owner's texts (everybody's for None), the last changed first."""
        return self._find("kind = ?", kind) if owner is None else self._find("kind = ? AND owner = ?", kind, owner)

    def delete(self, kind: str, id: str) -> None:
        """Delete a text if it exists."""
        with self._file.writing() as connection:
            connection.execute("DELETE FROM shelf WHERE kind = ? AND id = ?", (kind, id))

    def _find(self, condition: str, *values: str) -> list[KeptText]:
        with self._file.reading() as connection:
            rows = connection.execute(
                f"SELECT id, owner, text, changed_at FROM shelf WHERE {condition} ORDER BY changed_at DESC, id", values
            ).fetchall()
        return [KeptText(*row) for row in rows]


class SharedShelf:
    """The shelf on Milvus, for all servers that ask there; see Shelf."""

    def __init__(self, rows: SharedRows) -> None:
        self._rows = rows

    def put(self, kind: str, id: str, text: str, owner: str) -> None:
        """Store a text, replacing the one with this id."""
        now = int(datetime.now(UTC).timestamp() * 1_000_000)
        pieces = text_pieces(SharedRow(f"{kind}:{id}", kind, id, owner, changed=now), text)
        before = self._rows.find(RowQuery((kind,), parents=(id,)), with_text=False)
        self._rows.put(pieces)
        if len(before) > len(pieces):  # left-over pieces of a longer text would be read after this one
            self._rows.delete(RowQuery((kind,), parents=(id,), changed_before=now))

    def get(self, kind: str, id: str) -> KeptText | None:
        """Return the text with this id, or None."""
        return next(iter(_join(self._rows.find(RowQuery((kind,), parents=(id,))))), None)

    def find(self, kind: str, owner: str | None = None) -> list[KeptText]:
        """Return the owner's texts (everybody's for None), the last changed first."""
        return _join(self._rows.find(RowQuery((kind,), owner=owner)))

    def delete(self, kind: str, id: str) -> None:
        """Delete a text if it exists."""
        self._rows.delete(RowQuery((kind,), parents=(id,)))


def _join(rows: Iterable[SharedRow]) -> list[KeptText]:
    pieces: dict[str, list[SharedRow]] = {}
    for row in rows:
        pieces.setdefault(row.parent, []).append(row)
    texts = []
    for id, of_one in pieces.items():
        newest = max(row.changed for row in of_one)
        written = [row for row in of_one if row.changed == newest]
        changed_at = datetime.fromtimestamp(newest / 1_000_000, UTC).isoformat(timespec="microseconds")
        texts.append(KeptText(id, written[0].owner, join_pieces(written), changed_at))
    return sorted(texts, key=lambda kept: (kept.changed_at, kept.id), reverse=True)
