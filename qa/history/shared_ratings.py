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
        key = f"{RATING}:{turn}"
        rated = [row for row in self._rows.get([f"{TURN}:{turn}"]) if not row.deleted]
        if rating is None or not rated:
            self._rows.delete(RowQuery((RATING,), numbers=(turn,)))
            return
        text = json.dumps([rating.is_helpful, short_reason(rating.reason)], ensure_ascii=False)
        now = microseconds(datetime.now(UTC))
        self._rows.put([SharedRow(key, RATING, rated[0].parent, number=turn, changed=now, text=text)])

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
                _seconds(row.changed),
            )
            for row in shown
            if row.number in records
        ]


def read_ratings(rows: Iterable[SharedRow]) -> dict[int, Rating]:
    """Return the ratings of turns by their number."""
    return {row.number: Rating(*json.loads(row.text)) for row in rows}


def _seconds(moment: int) -> str:
    return datetime.fromisoformat(moment_text(moment)).isoformat(timespec="seconds")
