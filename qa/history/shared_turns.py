"""A turn as the rows that several web servers share, and read again.

A turn is one row that names the articles it needs (DIGEST:PIECES) and how many pieces its Answer has (`piece`), the
pieces, and its words, folded, to be found by. An article is kept once for all turns, in pieces, under the digest of all
a reader sees of it. So all of a turn is looked up by keys once its row is known.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from index.milvus.shared_rows import SharedRow, join_pieces, piece_keys, text_pieces, word_pieces
from index.text.fold import fold_text
from qa.conversation.turn import Turn
from qa.history.conversations import as_text
from qa.history.record import Records, from_text, read_answer, to_text, write_answer

TURN, RECORD, SAID, ARTICLE, RATING = "turn", "record", "said", "article", "rating"
"""The kinds of rows."""
CHANCE_BITS = 10
"""Of a turn's number: two servers that keep a turn in the same microsecond give it different numbers."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """Return an aware moment as microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment_text(microseconds: int) -> str:
    """Return microseconds since 1970 as UTC, ISO 8601."""
    return as_text(_EPOCH + timedelta(microseconds=microseconds))


def read_moment(text: str) -> int:
    """Return a moment in ISO 8601 as microseconds since 1970."""
    return microseconds(datetime.fromisoformat(text))


def next_number(now: int, last: int) -> int:
    """Return the number of a turn kept at `now` (microseconds since 1970): above `last`, and no other turn's."""
    return max((now << CHANCE_BITS) + secrets.randbelow(1 << CHANCE_BITS), last + 1)


@dataclass(frozen=True)
class TurnRows:
    """A turn as rows: `turn` makes it visible, `contents` and `articles` are what it needs and are written before."""

    turn: SharedRow
    contents: list[SharedRow]
    articles: list[SharedRow]


def make_turn_rows(id: str, number: int, turn: Turn, now: int) -> TurnRows:
    """Return the rows of a turn of the conversation `id`, kept at `now` (microseconds since 1970)."""
    answer, articles = write_answer(turn.answer)
    record = to_text({"question": turn.question, "text": turn.answer.text, "answer": answer})
    records = text_pieces(SharedRow(f"{RECORD}:{number}", RECORD, id, number=number), record)
    said = fold_text(f"{turn.question}\n{turn.answer.text}")
    words = word_pieces(SharedRow(f"{SAID}:{number}", SAID, id, number=number), said)
    needed = [_article_rows(_digest(key), [key, article], now) for key, article in articles.items()]
    uses = tuple(f"{rows[0].parent}:{len(rows)}" for rows in needed)
    row = SharedRow(f"{TURN}:{number}", TURN, id, number=number, piece=len(records), uses=uses)
    return TurnRows(row, [*records, *words], [piece for rows in needed for piece in rows])


def _article_rows(digest: str, article: Any, now: int) -> list[SharedRow]:
    return text_pieces(SharedRow(f"{ARTICLE}:{digest}", ARTICLE, digest, changed=now), to_text(article))


def record_keys(turns: Iterable[SharedRow]) -> list[str]:
    """Return the keys of the rows that hold the Answers of these turns."""
    return [key for turn in turns for key in piece_keys(f"{RECORD}:{turn.number}", turn.piece)]


def article_keys(turns: Iterable[SharedRow]) -> list[str]:
    """Return the keys of the rows that hold the articles these turns need, each once."""
    uses = dict.fromkeys(use.rpartition(":") for turn in turns for use in turn.uses)
    return [key for digest, _, count in uses for key in piece_keys(f"{ARTICLE}:{digest}", int(count))]


def read_articles(rows: Iterable[SharedRow]) -> Records:
    """Return the articles of these rows, by the key their Answers name them by. Raises LibraryDamagedError."""
    return dict(from_text(join_pieces(pieces)) for pieces in _group_by_parent(rows).values())


def read_records(rows: Iterable[SharedRow]) -> dict[int, dict[str, Any]]:
    """Return what is kept of each turn number: question, text and answer. Raises LibraryDamagedError."""
    pieces: dict[int, list[SharedRow]] = {}
    for row in rows:
        pieces.setdefault(row.number, []).append(row)
    return {number: from_text(join_pieces(of_turn)) for number, of_turn in pieces.items()}


def read_turn(record: Mapping[str, Any], articles: Records) -> Turn:
    """Return the turn of a record. Raises LibraryDamagedError."""
    return Turn(read_answer(record["answer"], articles))


def _group_by_parent(rows: Iterable[SharedRow]) -> dict[str, list[SharedRow]]:
    """Return the rows by what they belong to."""
    groups: dict[str, list[SharedRow]] = {}
    for row in rows:
        groups.setdefault(row.parent, []).append(row)
    return groups


def _digest(key: str) -> str:
    return blake2b(key.encode("utf-8", "replace"), digest_size=16).hexdigest()
