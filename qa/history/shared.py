"""The conversations and ratings that several web servers share: rows on Milvus, beside the library they are about."""

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

# ---- A turn as the rows that several web servers share, and read again


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


# ---- Forget for good what several web servers share and nobody can bring back any more


ABOUT, STATE, COLLECTED = "about", "state", "collection"
GRACE_US = 300_000_000
"""An article written or confirmed less than five minutes ago stays: another server may be keeping a turn that needs it.
More than twice what that takes at the worst, and than clocks of servers differ."""


def forget_deleted(rows: SharedRows, cutoff: int, now: int) -> None:
    """Forget conversations and turns that were deleted before `cutoff`, and articles that nothing needs then.

    Times are microseconds since 1970. What is interrupted is done again by the next call: the rows that say what is
    to be forgotten go last.
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


# ---- The ratings that several web servers share: a row for each rated turn on Milvus


class SharedRatings:
    """The ratings beside a library on Milvus; see Ratings."""

    def __init__(self, rows: SharedRows) -> None:
        self._rows = rows

    def rate(self, turn: int, rating: Rating | None) -> None:
        """Keep what who asked thinks of the turn with this number, instead of what was thought before; None: nothing.

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


# ---- The conversations that several web servers share: rows on Milvus, beside the library they are about


Rows = list[SharedRow]
OFTEN = 10
"""Times in the span of an undo that a server looks for what is to be forgotten."""


class SharedConversations(Conversations):
    """The conversations beside a library on Milvus; see Conversations."""

    def __init__(self, rows: SharedRows, limits: HistoryLimits) -> None:
        self._rows = rows
        self._limits = limits
        self._forgot_at = 0

    def add(self, id: str, turn: Turn, owner: str = NOBODY, *, replaces_last: bool = False) -> int:
        """Keep a finished turn at the end of the conversation, which begins with its first; return its number.

        `replaces_last`: the question was asked again, the turn before is forgotten with what was thought of it.
        A conversation of nobody's becomes the owner's; one that was deleted in the meantime is there again.
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
        """Return the conversation's state and, where it has no owner yet, its heading to be written with the turn.

        A new one is there from now on, as one that was deleted: so it is forgotten if this server dies before the
        turn is kept.
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
        """Write the articles that are not there, and confirm those that might be forgotten meanwhile."""
        stored = {row.key: row.changed for row in self._rows.get([row.key for row in articles], with_text=False)}
        stale = {row.parent for row in articles if stored.get(row.key, 0) < now - GRACE_US // 2}
        self._rows.put([row for row in articles if row.parent in stale])

    def kept_turns(self, id: str) -> KeptTurns:
        """Return the turns with what is kept beside them. Raises LibraryDamagedError where one cannot be read."""
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
            if row.number in records  # else another server took it away a moment ago
        ]

    def title(self, id: str, owner: str = NOBODY) -> str:
        """Return what the owner's conversation is called; '' for one that is not the owner's or not there."""
        about = self._row(ABOUT, id)
        return _facts(about)["title"] if about is not None and about.owner == owner else ""

    def is_open_to(self, id: str, owner: str) -> bool:
        """Return whether this owner may go on with the conversation: it is the owner's, nobody's or not there yet."""
        state = self._row(STATE, id)
        return state is None or state.owner in (owner, NOBODY)

    def list(self, owner: str = NOBODY, text: str = "", *, limit: int = PAGE_ROWS, offset: int = 0) -> Summaries:
        """Return the owner's conversations, the last changed first, `limit` of them from number `offset`.

        With a text only those whose title, questions or answers hold each of its words, however they are written
        (traditional or simplified, capital or small).
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
        """Return which of these conversations hold all the folded words, each in its title or its text."""
        abouts = self._rows.get([f"{ABOUT}:{id}" for id in ids])
        titles = {row.parent: fold_text(_facts(row)["title"]) for row in abouts}
        for word in words:
            named = {id for id in ids if word in titles.get(id, "")}
            asked = RowQuery((SAID,), parents=tuple(ids - named), word=word)
            ids = named | {row.parent for row in self._rows.find(asked, with_text=False)}
        return ids

    def rename(self, id: str, title: str, owner: str = NOBODY) -> None:
        """Give the owner's conversation another title; an empty one is refused by keeping the old."""
        about = self._row(ABOUT, id)
        if (kept := short_title(title)) and about is not None and about.owner == owner:
            text = json.dumps({**_facts(about), "title": kept}, ensure_ascii=False)
            self._rows.put([replace(about, text=text)])

    def delete(self, id: str, owner: str = NOBODY) -> None:
        """Take the owner's conversation away; for a while `restore` brings it back, then it is forgotten."""
        now = self._forget_deleted()
        state = self._row(STATE, id)
        if state is not None and state.owner == owner:
            self._rows.put([replace(state, deleted=now)])

    def restore(self, id: str, owner: str = NOBODY) -> None:
        """Bring back the owner's deleted conversation; one that is forgotten stays so."""
        state = self._row(STATE, id)
        if state is not None and state.owner == owner and state.changed:
            self._rows.put([replace(state, deleted=0)])

    def ids(self) -> Ids:
        """Return the ids of everybody's conversations, but for deleted ones, the last changed last."""
        states = self._rows.find(RowQuery((STATE,), is_deleted=False), with_text=False)
        return [state.parent for state in sorted(states, key=lambda row: (row.changed, row.parent))]

    def whole(self, id: str) -> WholeConversation | None:
        """Return all there is of a conversation, or None where there is none, or it is deleted."""
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
        """Keep a conversation of another place as it is there, but for the numbers of its turns; return False, with
        nothing changed, where one of this id is there already."""
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
        """Forget for good what was deleted longer ago than it can be brought back; return the time it is.

        That looks at every row, so it is not done at every change, but often enough.
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
    """Return title and beginning of a conversation."""
    facts: dict[str, str] = json.loads(about.text)
    return facts
