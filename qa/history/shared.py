"""Conversations and ratings shared by several web servers: rows on Milvus, beside the library they belong to."""

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from index.chinese.folding import fold_text
from index.milvus.shared_rows import (
    RowQuery,
    SharedRow,
    SharedRows,
    findable_words,
    join_pieces,
    piece_keys,
    text_pieces,
    word_pieces,
)
from qa.conversation.turn import Turn
from qa.history.conversations import (
    NOBODY,
    PAGE_ROWS,
    Conversations,
    ConversationSummary,
    HistoryLimits,
    Ids,
    KeptTurn,
    KeptTurns,
    RatedAnswer,
    Rating,
    Records,
    Summaries,
    WholeConversation,
    as_text,
    from_text,
    read_answer,
    short_reason,
    short_title,
    to_text,
    write_answer,
)

# ---- A turn as shared rows, and reading it back


TURN, RECORD, SAID, ARTICLE, RATING = "turn", "record", "said", "article", "rating"
"""The kinds of rows."""
CHANCE_BITS = 10
"""Random bits in a turn's number, so that two servers storing turns in the same microsecond use different numbers."""
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
    """Return a unique number for a turn stored at `now` (microseconds since 1970), greater than `last`."""
    return max((now << CHANCE_BITS) + secrets.randbelow(1 << CHANCE_BITS), last + 1)


@dataclass(frozen=True)
class TurnRows:
    """A turn as rows: `turn` makes it visible; `contents` and `articles`, which it needs, are written before."""

    turn: SharedRow
    contents: list[SharedRow]
    articles: list[SharedRow]


def make_turn_rows(id: str, number: int, turn: Turn, now: int) -> TurnRows:
    """Return the rows for a turn of the conversation `id`, stored at `now` (microseconds since 1970)."""
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
    """Return the keys of the rows with the Answers of these turns."""
    return [key for turn in turns for key in piece_keys(f"{RECORD}:{turn.number}", turn.piece)]


def article_keys(turns: Iterable[SharedRow]) -> list[str]:
    """Return the distinct keys of the rows with the articles that these turns need."""
    uses = dict.fromkeys(use.rpartition(":") for turn in turns for use in turn.uses)
    return [key for digest, _, count in uses for key in piece_keys(f"{ARTICLE}:{digest}", int(count))]


def read_articles(rows: Iterable[SharedRow]) -> Records:
    """Return the articles in these rows by the keys that Answers use. Raises LibraryDamagedError."""
    return dict(from_text(join_pieces(pieces)) for pieces in _group_by_parent(rows).values())


def read_records(rows: Iterable[SharedRow]) -> dict[int, dict[str, Any]]:
    """Return the record (question, text and answer) by turn number. Raises LibraryDamagedError."""
    pieces: dict[int, list[SharedRow]] = {}
    for row in rows:
        pieces.setdefault(row.number, []).append(row)
    return {number: from_text(join_pieces(of_turn)) for number, of_turn in pieces.items()}


def read_turn(record: Mapping[str, Any], articles: Records) -> Turn:
    """Return the turn of a record. Raises LibraryDamagedError."""
    return Turn(read_answer(record["answer"], articles))


def _group_by_parent(rows: Iterable[SharedRow]) -> dict[str, list[SharedRow]]:
    """Return the rows grouped by parent."""
    groups: dict[str, list[SharedRow]] = {}
    for row in rows:
        groups.setdefault(row.parent, []).append(row)
    return groups


def _digest(key: str) -> str:
    return blake2b(key.encode("utf-8", "replace"), digest_size=16).hexdigest()


# ---- Deleting for good what can no longer be restored


ABOUT, STATE, COLLECTED = "about", "state", "collection"
GRACE_US = 300_000_000
"""An article written or confirmed less than five minutes ago is kept: another server may be storing a turn that needs
it. More than twice the longest time this takes, and the largest difference between servers' clocks."""


def forget_deleted(rows: SharedRows, cutoff: int, now: int) -> None:
    """Delete for good the conversations and turns deleted before `cutoff`, and the articles that nothing needs then.

    Times are microseconds since 1970. After an interruption the next call continues: the rows that say what to delete
    are removed last.
    """
    deleted = rows.find(RowQuery((STATE, TURN), deleted_before=cutoff), with_text=False)
    states, turns = ([row for row in deleted if row.kind == kind] for kind in (STATE, TURN))
    if not deleted:
        return
    ids = tuple(state.parent for state in states)
    turns += rows.find(RowQuery((TURN,), parents=ids), with_text=False)
    numbers = tuple({turn.number for turn in turns})
    _forget_articles(rows, {article for turn in turns for article in turn.uses}, set(numbers), now)
    rows.delete(RowQuery((RECORD, SAID, RATING), numbers=numbers))
    rows.delete(RowQuery((TURN,), numbers=numbers))
    rows.delete(RowQuery((ABOUT, RECORD, SAID, COLLECTED), parents=ids))
    rows.delete(RowQuery((STATE,), parents=ids, deleted_before=cutoff))


def _forget_articles(rows: SharedRows, articles: set[str], forgotten: set[int], now: int) -> None:
    users = rows.find(RowQuery((TURN,), uses=tuple(articles)), with_text=False)
    needed = {article for turn in users if turn.number not in forgotten for article in turn.uses}
    digests = tuple(article.partition(":")[0] for article in articles - needed)
    rows.delete(RowQuery((ARTICLE,), parents=digests, changed_before=now - GRACE_US))


# ---- Shared ratings: one row per rated turn on Milvus


class SharedRatings:
    """The ratings beside a library on Milvus; see Ratings."""

    def __init__(self, rows: SharedRows) -> None:
        self._rows = rows

    def rate(self, turn: int, rating: Rating | None) -> None:
        """Set or replace the asker's rating of the turn with this number; None removes it.

        A deleted turn is not rated.
        """
        rated = [row for row in self._rows.get([f"{TURN}:{turn}"]) if not row.deleted]
        if rating is None or not rated:
            self._rows.delete(RowQuery((RATING,), numbers=(turn,)))
            return
        self._rows.put([rating_row(rated[0].parent, turn, rating, microseconds(datetime.now(UTC)))])

    def list(self) -> list[RatedAnswer]:
        """Return all ratings, newest first."""
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
    """Return the row key of a turn's rating."""
    return f"{RATING}:{turn}"


def rating_row(conversation: str, turn: int, rating: Rating, given: int) -> SharedRow:
    """Return the row of a rating; `given` is in microseconds since 1970."""
    text = json.dumps([rating.is_helpful, short_reason(rating.reason)], ensure_ascii=False)
    return SharedRow(rating_key(turn), RATING, conversation, number=turn, changed=given, text=text)


def read_ratings(rows: Iterable[SharedRow]) -> dict[int, Rating]:
    """Return the ratings by turn number."""
    return {row.number: Rating(*json.loads(row.text)) for row in rows}


def given_at(row: SharedRow) -> str:
    """Return when a rating was given, to the second: UTC, ISO 8601."""
    return datetime.fromisoformat(moment_text(row.changed)).isoformat(timespec="seconds")


# ---- Shared conversations


Rows = list[SharedRow]
OFTEN = 10
"""How many times per undo period a server looks for what to delete for good."""


class SharedConversations(Conversations):
    """The conversations beside a library on Milvus; see Conversations."""

    def __init__(self, rows: SharedRows, limits: HistoryLimits) -> None:
        self._rows = rows
        self._limits = limits
        self._forgot_at = 0

    def add(self, id: str, turn: Turn, owner: str = NOBODY, *, replaces_last: bool = False) -> int:
        """Append a finished turn to the conversation, creating it with the first one; return the turn's number.

        `replaces_last`: the question was asked again, so the previous turn is deleted with its rating.
        A conversation without an owner becomes the owner's; one deleted meanwhile is restored.
        """
        now = self._forget_deleted()
        before = sorted(self._turn_rows(id), key=lambda row: row.number)
        rows = make_turn_rows(id, next_number(now, before[-1].number if before else 0), turn, now)
        state, headings = self._begin(id, short_title(turn.question), owner, now)
        self._keep_articles(rows.articles, now)
        self._rows.put(rows.contents)
        forgotten = before[-1:] if replaces_last else []
        kept = before[: len(before) - len(forgotten)]
        forgotten += kept[: max(0, len(kept) + 1 - self._limits.turns)]
        gone = [replace(old, deleted=now) for old in forgotten]
        self._rows.put([rows.turn, *gone, *headings, replace(state, changed=now, deleted=0)])
        self._rows.delete(RowQuery((RECORD, SAID, RATING), numbers=tuple(old.number for old in gone)))
        return rows.turn.number

    def _begin(self, id: str, title: str, owner: str, now: int) -> tuple[SharedRow, Rows]:
        """Return the conversation's state and, if it has no owner yet, its heading to be written with the turn.

        A new one is first stored as deleted, so that it is removed if this server dies before the turn is stored.
        """
        state, about = self._row(STATE, id), self._row(ABOUT, id)
        if state is None or about is None:
            state = SharedRow(f"{STATE}:{id}", STATE, id, owner, deleted=now)
            self._rows.put([state])
            return state, [_about_row(id, owner, title, moment_text(now))]
        if state.owner == NOBODY != owner:
            return replace(state, owner=owner), [replace(about, owner=owner)]
        return state, []

    def _keep_articles(self, articles: Rows, now: int) -> None:
        """Write the missing articles, and confirm those that might be deleted meanwhile."""
        stored = {row.key: row.changed for row in self._rows.get([row.key for row in articles], with_text=False)}
        stale = {row.parent for row in articles if stored.get(row.key, 0) < now - GRACE_US // 2}
        self._rows.put([row for row in articles if row.parent in stale])

    def kept_turns(self, id: str) -> KeptTurns:
        """Return the turns with their numbers and ratings. Raises LibraryDamagedError if one cannot be read."""
        state = self._row(STATE, id)
        if state is None or state.deleted:
            return []
        rows = sorted(self._turn_rows(id), key=lambda row: row.number)
        records = read_records(self._rows.get(record_keys(rows)))
        ratings = read_ratings(self._rows.get([rating_key(row.number) for row in rows]))
        articles = read_articles(self._rows.get(article_keys(rows)))
        return [
            KeptTurn(row.number, read_turn(records[row.number], articles), ratings.get(row.number))
            for row in rows
            if row.number in records  # else another server has just deleted it
        ]

    def title(self, id: str, owner: str = NOBODY) -> str:
        """Return the title of the owner's conversation; '' if it is not the owner's or does not exist."""
        about = self._row(ABOUT, id)
        return _facts(about)["title"] if about is not None and about.owner == owner else ""

    def is_open_to(self, id: str, owner: str) -> bool:
        """Return whether this owner may continue the conversation: it is the owner's, nobody's or does not exist."""
        state = self._row(STATE, id)
        return state is None or state.owner in (owner, NOBODY)

    def list(self, owner: str = NOBODY, text: str = "", *, limit: int = PAGE_ROWS, offset: int = 0) -> Summaries:
        """Return up to `limit` of the owner's conversations from number `offset`, the last changed first.

        With `text`, only those whose title, questions or answers contain each of its words, in traditional or
        simplified characters and in either case.
        """
        states = self._rows.find(RowQuery((STATE,), owner=owner, is_deleted=False), with_text=False)
        ids = {state.parent for state in states}
        if words := [*findable_words(map(fold_text, text.split()))]:
            ids = self._holding(words, ids)
        fitting = sorted((state for state in states if state.parent in ids), key=lambda row: (-row.changed, row.parent))
        page = fitting[offset : offset + limit]
        shown = tuple(state.parent for state in page)
        facts = {row.parent: _facts(row) for row in self._rows.get([f"{ABOUT}:{id}" for id in shown])}
        query = RowQuery((TURN,), parents=shown, is_deleted=False)
        counts = Counter(row.parent for row in self._rows.find(query, with_text=False))
        return [
            ConversationSummary(
                state.parent, facts[state.parent]["title"], counts[state.parent], facts[state.parent]["started_at"],
                moment_text(state.changed),
            )
            for state in page
            if state.parent in facts
        ]  # fmt: skip

    def _holding(self, words: Sequence[str], ids: set[str]) -> set[str]:
        """Return which of these conversations contain all the folded words, each in the title or the text."""
        abouts = self._rows.get([f"{ABOUT}:{id}" for id in ids])
        titles = {row.parent: fold_text(_facts(row)["title"]) for row in abouts}
        for word in words:
            named = {id for id in ids if word in titles.get(id, "")}
            asked = RowQuery((SAID,), parents=tuple(ids - named), word=word)
            ids = named | {row.parent for row in self._rows.find(asked, with_text=False)}
        return ids

    def rename(self, id: str, title: str, owner: str = NOBODY) -> None:
        """Rename the owner's conversation; an empty title is ignored."""
        about = self._row(ABOUT, id)
        if (kept := short_title(title)) and about is not None and about.owner == owner:
            text = json.dumps({**_facts(about), "title": kept}, ensure_ascii=False)
            self._rows.put([replace(about, text=text)])

    def delete(self, id: str, owner: str = NOBODY) -> None:
        """Delete the owner's conversation; for a while `restore` can bring it back."""
        now = self._forget_deleted()
        state = self._row(STATE, id)
        if state is not None and state.owner == owner:
            self._rows.put([replace(state, deleted=now)])

    def restore(self, id: str, owner: str = NOBODY) -> None:
        """Restore the owner's deleted conversation, unless it has been deleted for good."""
        state = self._row(STATE, id)
        if state is not None and state.owner == owner and state.changed:
            self._rows.put([replace(state, deleted=0)])

    def ids(self) -> Ids:
        """Return the ids of everybody's conversations except deleted ones, the last changed last."""
        states = self._rows.find(RowQuery((STATE,), is_deleted=False), with_text=False)
        return [state.parent for state in sorted(states, key=lambda row: (row.changed, row.parent))]

    def whole(self, id: str) -> WholeConversation | None:
        """Return the complete conversation, None if it does not exist or is deleted."""
        state, about = self._row(STATE, id), self._row(ABOUT, id)
        if state is None or about is None or state.deleted:
            return None
        kept, facts = self.kept_turns(id), _facts(about)
        ratings = self._rows.get([rating_key(turn.number) for turn in kept])
        given = {row.number: given_at(row) for row in ratings}
        turns = tuple((turn, given.get(turn.number, "")) for turn in kept)
        changed_at = moment_text(state.changed)
        return WholeConversation(id, state.owner, facts["title"], facts["started_at"], changed_at, turns)

    def keep(self, conversation: WholeConversation) -> bool:
        """Store a conversation copied from elsewhere, unchanged except for the numbers of its turns; return False,
        changing nothing, if its id already exists."""
        id, owner, now = conversation.id, conversation.owner, microseconds(datetime.now(UTC))
        state = self._row(STATE, id)
        if state is not None and state.changed:
            return False
        state = SharedRow(f"{STATE}:{id}", STATE, id, owner, deleted=now)
        self._rows.put([state])
        visible: Rows = []
        for kept, rated_at in conversation.turns:
            rows = make_turn_rows(id, next_number(now, visible[-1].number if visible else 0), kept.turn, now)
            self._keep_articles(rows.articles, now)
            self._rows.put(rows.contents)
            if kept.rating is not None:
                visible.append(rating_row(id, rows.turn.number, kept.rating, read_moment(rated_at)))
            visible.append(rows.turn)
        about = _about_row(id, owner, conversation.title, conversation.started_at)
        changed = read_moment(conversation.changed_at)
        self._rows.put([*visible, about, replace(state, changed=changed, deleted=0)])
        return True

    def _forget_deleted(self) -> int:
        """Delete for good what can no longer be restored; return the current time.

        This scans every row, so it is not done at every change.
        """
        now, undo = microseconds(datetime.now(UTC)), int(self._limits.undo_s * 1_000_000)
        if now - self._forgot_at >= undo // OFTEN:
            self._forgot_at = now
            forget_deleted(self._rows, now - undo, now)
        return now

    def _row(self, kind: str, id: str) -> SharedRow | None:
        """Return the conversation's only row of this kind, or None."""
        return next(iter(self._rows.get([f"{kind}:{id}"])), None)

    def _turn_rows(self, id: str) -> Rows:
        return self._rows.find(RowQuery((TURN,), parents=(id,), is_deleted=False), with_text=False)


def _about_row(id: str, owner: str, title: str, started_at: str) -> SharedRow:
    text = json.dumps({"title": title, "started_at": started_at}, ensure_ascii=False)
    return SharedRow(f"{ABOUT}:{id}", ABOUT, id, owner, text=text)


def _facts(about: SharedRow) -> dict[str, str]:
    """Return the title and start time of a conversation."""
    facts: dict[str, str] = json.loads(about.text)
    return facts
