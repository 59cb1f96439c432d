"""The conversations in a library folder: one SQLite file beside the index."""

import sqlite3
from datetime import UTC, datetime, timedelta

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
    as_text,
    short_title,
)
from qa.history.folder_file import HistoryFile
from qa.history.folder_ratings import read_ratings
from qa.history.record import from_text, read_answer, to_text, write_answer


class FolderConversations(Conversations):
    """The conversations in a history file; see Conversations."""

    def __init__(self, file: HistoryFile, limits: HistoryLimits) -> None:
        self._file = file
        self._limits = limits

    def add(self, id: str, turn: Turn, owner: str = NOBODY, *, replaces_last: bool = False) -> int:
        """Keep a finished turn at the end of the conversation, which begins with its first; return its number.

        `replaces_last`: the question was asked again, the turn before is forgotten with what was thought of it.
        A conversation of nobody's becomes the owner's; one that was deleted in the meantime is there again.
        """
        with self._file.writing() as connection:
            self._forget_deleted(connection)
            connection.execute(
                "INSERT INTO conversations (id, title, started_at, changed_at, owner) VALUES (?1, ?2, ?3, ?3, ?4) "
                "ON CONFLICT DO UPDATE SET changed_at = ?3, deleted_at = NULL, "
                "owner = CASE owner WHEN '' THEN ?4 ELSE owner END",
                (id, short_title(turn.question), _now(), owner),
            )
            number = _insert_turn(connection, id, turn)
            if replaces_last:
                connection.execute(
                    "DELETE FROM turns WHERE number = "
                    "(SELECT max(number) FROM turns WHERE conversation = ? AND number < ?)",
                    (id, number),
                )
            connection.execute(
                "DELETE FROM turns WHERE conversation = ?1 AND number NOT IN "
                "(SELECT number FROM turns WHERE conversation = ?1 ORDER BY number DESC LIMIT ?2)",
                (id, self._limits.turns),
            )
            _forget_unused(connection)
        return number

    def kept_turns(self, id: str) -> KeptTurns:
        """Return the turns with what is kept beside them."""
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT number, answer FROM turns JOIN conversations ON conversations.id = turns.conversation "
                "WHERE conversation = ? AND deleted_at IS NULL ORDER BY number",
                (id,),
            ).fetchall()
            ratings = read_ratings(connection, id)
            articles = connection.execute(
                "SELECT key, articles.article FROM articles WHERE key IN "
                "(SELECT used.article FROM used JOIN turns ON turns.number = used.turn WHERE conversation = ?)",
                (id,),
            ).fetchall()
        known = {key: from_text(article) for key, article in articles}
        return [KeptTurn(row[0], Turn(read_answer(from_text(row[1]), known)), ratings.get(row[0])) for row in rows]

    def title(self, id: str, owner: str = NOBODY) -> str:
        """Return what the owner's conversation is called; '' for one that is not the owner's or not there."""
        with self._file.reading() as connection:
            row = connection.execute(
                "SELECT title FROM conversations WHERE id = ? AND owner = ?", (id, owner)
            ).fetchone()
        return "" if row is None else str(row[0])

    def is_open_to(self, id: str, owner: str) -> bool:
        """Return whether this owner may go on with the conversation: it is the owner's, nobody's or not there yet."""
        with self._file.reading() as connection:
            row = connection.execute("SELECT owner FROM conversations WHERE id = ?", (id,)).fetchone()
        return row is None or row[0] in (owner, NOBODY)

    def list(self, owner: str = NOBODY, text: str = "", *, limit: int = PAGE_ROWS, offset: int = 0) -> Summaries:
        """Return the owner's conversations, the last changed first, `limit` of them from number `offset`.

        With a text only those whose title, questions or answers hold each of its words, however they are written
        (traditional or simplified, capital or small).
        """
        condition = "".join(
            f" AND (instr(fold(title), ?{place}) OR EXISTS (SELECT 1 FROM turns WHERE conversation = conversations.id "
            f"AND instr(fold(question || char(10) || text), ?{place})))"
            for place, _ in enumerate(text.split(), 4)
        )
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT id, title, (SELECT count(*) FROM turns WHERE conversation = conversations.id), started_at, "
                f"changed_at FROM conversations WHERE owner = ?1 AND deleted_at IS NULL{condition} "
                "ORDER BY changed_at DESC, id LIMIT ?2 OFFSET ?3",
                (owner, limit, offset, *map(fold_text, text.split())),
            ).fetchall()
        return [ConversationSummary(*row) for row in rows]

    def rename(self, id: str, title: str, owner: str = NOBODY) -> None:
        """Give the owner's conversation another title; an empty one is refused by keeping the old."""
        if kept := short_title(title):
            with self._file.writing() as connection:
                connection.execute("UPDATE conversations SET title = ? WHERE id = ? AND owner = ?", (kept, id, owner))

    def delete(self, id: str, owner: str = NOBODY) -> None:
        """Take the owner's conversation away; for a while `restore` brings it back, then it is forgotten."""
        with self._file.writing() as connection:
            self._forget_deleted(connection)
            connection.execute(
                "UPDATE conversations SET deleted_at = ? WHERE id = ? AND owner = ?", (_now(), id, owner)
            )

    def restore(self, id: str, owner: str = NOBODY) -> None:
        """Bring back the owner's deleted conversation; one that is forgotten stays so."""
        with self._file.writing() as connection:
            connection.execute("UPDATE conversations SET deleted_at = NULL WHERE id = ? AND owner = ?", (id, owner))

    def ids(self) -> Ids:
        """Return the ids of everybody's conversations, but for deleted ones, the last changed last."""
        with self._file.reading() as connection:
            rows = connection.execute("SELECT id FROM conversations WHERE deleted_at IS NULL ORDER BY changed_at, id")
            return [row[0] for row in rows]

    def whole(self, id: str) -> WholeConversation | None:
        """Return all there is of a conversation, or None where there is none, or it is deleted."""
        with self._file.reading() as connection:
            row = connection.execute(
                "SELECT id, owner, title, started_at, changed_at FROM conversations "
                "WHERE id = ? AND deleted_at IS NULL",
                (id,),
            ).fetchone()
            given = connection.execute(
                "SELECT turn, given_at FROM ratings JOIN turns ON turns.number = ratings.turn WHERE conversation = ?",
                (id,),
            )
            times = dict(given.fetchall())
        turns = tuple((kept, times.get(kept.number, "")) for kept in self.kept_turns(id))
        return None if row is None else WholeConversation(row[0], row[1], row[2], row[3], row[4], turns)

    def keep(self, conversation: WholeConversation) -> bool:
        """Keep a conversation of another place as it is there, but for the numbers of its turns; return False, with
        nothing changed, where one of this id is there already."""
        facts = (conversation.id, conversation.title, conversation.started_at, conversation.changed_at)
        with self._file.writing() as connection:
            inserted = connection.execute(
                "INSERT OR IGNORE INTO conversations (id, title, started_at, changed_at, owner) VALUES (?, ?, ?, ?, ?)",
                (*facts, conversation.owner),
            )
            if inserted.rowcount == 0:
                return False
            for kept, given_at in conversation.turns:
                number = _insert_turn(connection, conversation.id, kept.turn)
                if (rating := kept.rating) is not None:
                    connection.execute(
                        "INSERT INTO ratings VALUES (?, ?, ?, ?)", (number, rating.is_helpful, rating.reason, given_at)
                    )
        return True

    def _forget_deleted(self, connection: sqlite3.Connection) -> None:
        """Forget for good what was deleted longer ago than it can be brought back."""
        connection.execute("DELETE FROM conversations WHERE deleted_at < ?", (_now(-self._limits.undo_s),))
        _forget_unused(connection)


def _insert_turn(connection: sqlite3.Connection, id: str, turn: Turn) -> int:
    """Store a turn at the end of the conversation, with the articles it needs; return its number."""
    record, articles = write_answer(turn.answer)
    inserted = connection.execute(
        "INSERT INTO turns (conversation, question, text, answer) VALUES (?, ?, ?, ?)",
        (id, turn.question, turn.answer.text, to_text(record)),
    )
    number = int(inserted.lastrowid or 0)
    for key, article in articles.items():
        connection.execute("INSERT OR IGNORE INTO articles VALUES (?, ?)", (key, to_text(article)))
        connection.execute("INSERT INTO used VALUES (?, ?)", (number, key))
    return number


def _forget_unused(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM articles WHERE NOT EXISTS (SELECT 1 FROM used WHERE used.article = articles.key)")


def _now(later_s: float = 0) -> str:
    return as_text(datetime.now(UTC) + timedelta(seconds=later_s))
