"""The ratings that several web servers share: a row for each rated turn on Milvus."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from index.milvus.shared_rows import RowQuery, SharedRow, SharedRows
from qa.history.ratings import RatedAnswer, Rating, short_reason
from qa.history.shared_forgetting import STATE
from qa.history.shared_turns import RATING, RECORD, TURN, microseconds, moment_text, read_records


class SharedRatings:
    """The ratings beside a library on Milvus; see Ratings."""

    def __init__(self, rows: SharedRows) -> None:
        self._rows = rows

    def rate(self, turn: int, rating: Rating | None) -> None:
        """Keep what its reader thinks of the turn with this number, instead of what was thought before; None: nothing.

        A turn that is forgotten is not rated.
        """
        key = f"{RATING}:{turn}"
        rated = self._rows.find(RowQuery((TURN,), numbers=(turn,), is_deleted=False), with_text=False)
        if rating is None or not rated:
            self._rows.delete(RowQuery((RATING,), keys=(key,)))
            return
        text = json.dumps([rating.is_helpful, short_reason(rating.reason)], ensure_ascii=False)
        now = microseconds(datetime.now(UTC))
        self._rows.put([SharedRow(key, RATING, rated[0].parent, number=turn, changed=now, text=text)])

    def list(self) -> list[RatedAnswer]:
        """Return everything that is rated, the last first."""
        rows = self._rows.find(RowQuery((RATING,)))
        conversations = tuple({row.parent for row in rows})
        states = self._rows.find(RowQuery((STATE,), parents=conversations, is_deleted=False), with_text=False)
        there = {state.parent for state in states}
        shown = sorted((row for row in rows if row.parent in there), key=lambda row: (-row.changed, -row.number))
        records = read_records(self._rows.find(RowQuery((RECORD,), numbers=tuple(row.number for row in shown))))
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
