"""The conversations that several web servers share: rows on Milvus, beside the library they are about.

There are no transactions. A conversation is two rows, so that who renames it and who goes on with it do not undo each
other: what it is called (`about`) and when it was changed or deleted (`state`). The rows that make a turn visible are
written last, all at once; whatever a server that was killed left is never seen, and forgotten in the end.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from index.milvus.shared_rows import RowQuery, SharedRow, SharedRows, findable_words
from index.text.fold import fold_text
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
    Summaries,
    WholeConversation,
    short_title,
)
from qa.history.shared_forgetting import ABOUT, GRACE_US, STATE, forget_deleted
from qa.history.shared_ratings import given_at, rating_key, rating_row, read_ratings
from qa.history.shared_turns import (
    RATING,
    RECORD,
    SAID,
    TURN,
    article_keys,
    make_turn_rows,
    microseconds,
    moment_text,
    next_number,
    read_articles,
    read_moment,
    read_records,
    read_turn,
    record_keys,
)

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
