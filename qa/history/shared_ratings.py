"""The ratings that several web servers share: a row for each rated turn on Milvus."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from index.milvus.shared_rows import RowQuery, SharedRow, SharedRows
from qa.history.ratings import RatedAnswer, Rating, short_reason
from qa.history.shared_forgetting import STATE
from qa.history.shared_turns import RATING, TURN, microseconds, moment_text, read_records, record_keys


class SharedRatings:
    """The ratings beside a library on Milvus; see Ratings."""

    def __init__(self, rows: SharedRows) -> None:
        self._rows = rows

    def rate(self, turn: int, rating: Rating | None) -> None:
        """Keep what its reader thinks of the turn with this number, instead of what was thought before; None: nothing.

        A turn that is forgotten is not rated.
        """
        rated = [row for row in self._rows.get([f"{TURN}:{turn}"]) if not row.deleted]
        if rating is None or not rated:
            self._rows.delete(RowQuery((RATING,), numbers=(turn,)))
            return
        self._rows.put([rating_row(rated[0].parent, turn, rating, microseconds(datetime.now(UTC)))])

    def list(self) -> list[RatedAnswer]:
        """Return everything that is rated, the last first."""
        rows = self._rows.find(RowQuery((RATING,)))
        states = self._rows.get([f"{STATE}:{id}" for id in {row.parent for row in rows}])
        there = {state.parent for state in states if not state.deleted}
        shown = sorted((row for row in rows if row.parent in there), key=lambda row: (-row.changed, -row.number))
        turns = self._rows.get([f"{TURN}:{row.number}" for row in shown])
        records = read_records(self._rows.get(record_keys(turns)))
        ratings = read_ratings(shown)
        return [
            RatedAnswer(
                records[row.number]["question"],
                records[row.number]["text"],
                ratings[row.number],
                given_at(row),
            )
            for row in shown
            if row.number in records
        ]


def rating_key(turn: int) -> str:
    """Return the key of the row of a turn's rating."""
    return f"{RATING}:{turn}"


def rating_row(conversation: str, turn: int, rating: Rating, given: int) -> SharedRow:
    """Return the row of a rating; `given` is in microseconds since 1970."""
    text = json.dumps([rating.is_helpful, short_reason(rating.reason)], ensure_ascii=False)
    return SharedRow(rating_key(turn), RATING, conversation, number=turn, changed=given, text=text)


def read_ratings(rows: Iterable[SharedRow]) -> dict[int, Rating]:
    """Return the ratings of turns by their number."""
    return {row.number: Rating(*json.loads(row.text)) for row in rows}


def given_at(row: SharedRow) -> str:
    """Return when a rating was given, to the second: UTC, ISO 8601."""
    return datetime.fromisoformat(moment_text(row.changed)).isoformat(timespec="seconds")
