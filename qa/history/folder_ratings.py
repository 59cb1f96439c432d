"""The ratings in a library folder, in the SQLite file of its conversations."""

import sqlite3
from datetime import UTC, datetime

from qa.history.folder_file import HistoryFile
from qa.history.ratings import RatedAnswer, Rating, short_reason


class FolderRatings:
    """The ratings in a history file; see Ratings."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    def rate(self, turn: int, rating: Rating | None) -> None:
        """Keep what its reader thinks of the turn with this number, instead of what was thought before; None: nothing.

        A turn that is forgotten is not rated.
        """
        with self._file.writing() as connection:
            connection.execute("DELETE FROM ratings WHERE turn = ?", (turn,))
            if rating is not None:
                connection.execute(
                    "INSERT INTO ratings SELECT number, ?, ?, ? FROM turns WHERE number = ?",
                    (rating.is_helpful, short_reason(rating.reason), _now(), turn),
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
