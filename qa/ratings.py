"""What readers thought of answers: a thumb up or down and, if they like, why. Kept beside the conversations."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from qa.history_file import HistoryFile

MAX_REASON_CHARS = 500


@dataclass(frozen=True)
class Rating:
    """One reader's judgement of an answer; `reason` may be empty."""

    is_helpful: bool
    reason: str = ""


@dataclass(frozen=True)
class RatedAnswer:
    """What the librarian reads: the question and the answer's text, never who asked. `given_at` is UTC, ISO 8601."""

    question: str
    answer: str
    rating: Rating
    given_at: str


class Ratings:
    """The ratings in a history file. Every method raises LibraryError where the file cannot be read or written."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    @classmethod
    def open(cls, folder: Path) -> "Ratings":
        """Return the ratings in the library folder `folder`, which must exist; none at first."""
        return cls(HistoryFile.open(folder))

    def rate(self, turn: int, rating: Rating | None) -> None:
        """Keep what its reader thinks of the turn with this number, instead of what was thought before; None: nothing.

        A turn that is forgotten is not rated.
        """
        with self._file.writing() as connection:
            connection.execute("DELETE FROM ratings WHERE turn = ?", (turn,))
            if rating is not None:
                connection.execute(
                    "INSERT INTO ratings SELECT number, ?, ?, ? FROM turns WHERE number = ?",
                    (rating.is_helpful, rating.reason.strip()[:MAX_REASON_CHARS], _now(), turn),
                )

    def list(self) -> list[RatedAnswer]:
        """Return everything that is rated, the last first."""
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT question, text, is_helpful, reason, given_at FROM ratings "
                "JOIN turns ON turns.number = ratings.turn JOIN conversations ON conversations.id = turns.conversation "
                "WHERE deleted_at IS NULL ORDER BY given_at DESC, turn DESC"
            ).fetchall()
        return [RatedAnswer(row[0], row[1], Rating(bool(row[2]), row[3]), row[4]) for row in rows]


def read_ratings(connection: sqlite3.Connection, conversation: str) -> dict[int, Rating]:
    """Return the ratings of a conversation's turns by their number."""
    rows = connection.execute(
        "SELECT turn, is_helpful, reason FROM ratings JOIN turns ON turns.number = ratings.turn WHERE conversation = ?",
        (conversation,),
    )
    return {row[0]: Rating(bool(row[1]), row[2]) for row in rows}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
