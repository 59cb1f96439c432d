"""The conversations and ratings in a library folder: one SQLite file beside the index."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.chinese.folding import fold_text
from index.errors import LibraryDamagedError, LibraryError
from index.messages import Message
from index.store.database import DroppableConnection, translated_errors
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

# ---- The file beside a library with conversations and ratings


FILE_NAME = "history.sqlite3"
BUSY_TIMEOUT_S = 30.0
VERSION = 2
"""Stored as SQLite's user_version. Version 0 had neither owners nor ratings, version 1 no shelf."""
_TABLES = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, started_at TEXT NOT NULL, changed_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '', deleted_at TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turns (
    number INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
    question TEXT NOT NULL, text TEXT NOT NULL, answer TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS turns_of ON turns (conversation, number);
CREATE TABLE IF NOT EXISTS articles (key TEXT PRIMARY KEY, article TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS used (
    turn INTEGER NOT NULL REFERENCES turns ON DELETE CASCADE, article TEXT NOT NULL, PRIMARY KEY (turn, article)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS used_by ON used (article);
CREATE TABLE IF NOT EXISTS ratings (
    turn INTEGER PRIMARY KEY REFERENCES turns ON DELETE CASCADE,
    is_helpful INTEGER NOT NULL, reason TEXT NOT NULL, given_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS conversations_of ON conversations (owner, changed_at);
CREATE TABLE IF NOT EXISTS shelf (
    kind TEXT NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL, text TEXT NOT NULL, changed_at TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID
"""
_FROM_VERSION_0 = (
    "ALTER TABLE conversations ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE conversations ADD COLUMN deleted_at TEXT",
)


class HistoryFile:
    """The history file of one library folder. Safe to share between threads and processes; created by `open`, and anew
    where it was deleted meanwhile."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def open(cls, folder: Path) -> "HistoryFile":
        """Return the file in the library folder `folder`, which must exist, creating or upgrading it if needed.

        Raises LibraryError if it cannot be written, is damaged or comes from a newer program.
        """
        file = cls(folder / FILE_NAME)
        file._create()
        return file

    def _create(self) -> None:
        _make_private(self._path)
        with _translated(self._path), closing(self._connect()) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        with self.writing() as connection:
            _upgrade(connection, self._path)

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """Yield a connection with a consistent snapshot of the file."""
        return self._transaction(is_writing=False)

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """Yield a connection whose changes are committed together, or rolled back if the block raises."""
        return self._transaction(is_writing=True)

    @contextmanager
    def _transaction(self, *, is_writing: bool) -> Iterator[sqlite3.Connection]:
        if not self._path.exists():
            self._create()
        with _translated(self._path), closing(self._connect()) as connection:
            if is_writing:
                connection.execute("BEGIN IMMEDIATE")
            else:
                connection.execute("BEGIN")
            yield connection
            connection.execute("COMMIT")

    def _connect(self) -> sqlite3.Connection:
        # One connection per call: nothing to share between threads, and opening takes less than a millisecond.
        connection = sqlite3.connect(
            self._path, factory=DroppableConnection, timeout=BUSY_TIMEOUT_S, isolation_level=None
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.create_function("fold", 1, fold_text, deterministic=True)
        return connection


def _upgrade(connection: sqlite3.Connection, path: Path) -> None:
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found > VERSION:
        raise LibraryError(Message("history-newer", {"file": path, "found": found, "known": VERSION}))
    if found == VERSION:
        return
    has_tables = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'conversations'").fetchone()
    for statement in (*(_FROM_VERSION_0 if has_tables and found == 0 else ()), *_TABLES.split(";\n")):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors in the block into LibraryErrors; damage to this file is not damage to the library."""
    try:
        with translated_errors(path):
            yield
    except LibraryDamagedError as error:
        raise LibraryDamagedError(Message("history-damaged", {"file": path})) from error


def _make_private(path: Path) -> None:
    """Create a missing file, readable by its owner only; SQLite gives its side files the same permissions."""
    try:
        path.touch(mode=0o600)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise LibraryError(Message("file-unwritable", {"file": path, "reason": reason})) from error


# ---- The ratings in a library folder, in the SQLite file of its conversations


class FolderRatings:
    """The ratings in a history file; see Ratings."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    def rate(self, turn: int, rating: Rating | None) -> None:
        """Set or replace the asker's rating of the turn with this number; None removes it.

        A deleted turn is not rated.
        """
        with self._file.writing() as connection:
            connection.execute("DELETE FROM ratings WHERE turn = ?", (turn,))
            if rating is not None:
                connection.execute(
                    "INSERT INTO ratings SELECT number, ?, ?, ? FROM turns WHERE number = ?",
                    (rating.is_helpful, short_reason(rating.reason), _now(), turn),
                )

    def list(self) -> list[RatedAnswer]:
        """Return all ratings, newest first."""
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT question, text, is_helpful, reason, given_at FROM ratings "
                "JOIN turns ON turns.number = ratings.turn JOIN conversations ON conversations.id = turns.conversation "
                "WHERE deleted_at IS NULL ORDER BY given_at DESC, turn DESC"
            ).fetchall()
        return [RatedAnswer(row[0], row[1], Rating(bool(row[2]), row[3]), row[4]) for row in rows]


def read_ratings(connection: sqlite3.Connection, conversation: str) -> dict[int, Rating]:
    """Return the ratings of a conversation by turn number."""
    rows = connection.execute(
        "SELECT turn, is_helpful, reason FROM ratings JOIN turns ON turns.number = ratings.turn WHERE conversation = ?",
        (conversation,),
    )
    return {row[0]: Rating(bool(row[1]), row[2]) for row in rows}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


# ---- The conversations in a library folder


class FolderConversations(Conversations):
    """The conversations in a history file; see Conversations."""

    def __init__(self, file: HistoryFile, limits: HistoryLimits) -> None:
        self._file = file
        self._limits = limits

    def add(self, id: str, turn: Turn, owner: str = NOBODY, *, replaces_last: bool = False) -> int:
        """Append a finished turn to the conversation, creating it with the first one; return the turn's number.

        `replaces_last`: the question was asked again, so the previous turn is deleted with its rating.
        A conversation without an owner becomes the owner's; one deleted meanwhile is restored.
        """
        with self._file.writing() as connection:
            self._forget_deleted(connection)
            connection.execute(
                "INSERT INTO conversations (id, title, started_at, changed_at, owner) VALUES (?1, ?2, ?3, ?3, ?4) "
                "ON CONFLICT DO UPDATE SET changed_at = ?3, deleted_at = NULL, "
                "owner = CASE owner WHEN '' THEN ?4 ELSE owner END",
                (id, short_title(turn.question), _moment(), owner),
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
        """Return the turns with their numbers and ratings."""
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
        """Return the title of the owner's conversation; '' if it is not the owner's or does not exist."""
        with self._file.reading() as connection:
            row = connection.execute(
                "SELECT title FROM conversations WHERE id = ? AND owner = ?", (id, owner)
            ).fetchone()
        return "" if row is None else str(row[0])

    def is_open_to(self, id: str, owner: str) -> bool:
        """Return whether this owner may continue the conversation: it is the owner's, nobody's or does not exist."""
        with self._file.reading() as connection:
            row = connection.execute("SELECT owner FROM conversations WHERE id = ?", (id,)).fetchone()
        return row is None or row[0] in (owner, NOBODY)

    def list(self, owner: str = NOBODY, text: str = "", *, limit: int = PAGE_ROWS, offset: int = 0) -> Summaries:
        """Return up to `limit` of the owner's conversations from number `offset`, the last changed first.

        With `text`, only those whose title, questions or answers contain each of its words, in traditional or
        simplified characters and in either case.
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
        """Rename the owner's conversation; an empty title is ignored."""
        if kept := short_title(title):
            with self._file.writing() as connection:
                connection.execute("UPDATE conversations SET title = ? WHERE id = ? AND owner = ?", (kept, id, owner))

    def delete(self, id: str, owner: str = NOBODY) -> None:
        """Delete the owner's conversation; for a while `restore` can bring it back."""
        with self._file.writing() as connection:
            self._forget_deleted(connection)
            connection.execute(
                "UPDATE conversations SET deleted_at = ? WHERE id = ? AND owner = ?", (_moment(), id, owner)
            )

    def restore(self, id: str, owner: str = NOBODY) -> None:
        """Restore the owner's deleted conversation, unless it has been deleted for good."""
        with self._file.writing() as connection:
            connection.execute("UPDATE conversations SET deleted_at = NULL WHERE id = ? AND owner = ?", (id, owner))

    def ids(self) -> Ids:
        """Return the ids of everybody's conversations except deleted ones, the last changed last."""
        with self._file.reading() as connection:
            rows = connection.execute("SELECT id FROM conversations WHERE deleted_at IS NULL ORDER BY changed_at, id")
            return [row[0] for row in rows]

    def whole(self, id: str) -> WholeConversation | None:
        """Return the complete conversation, None if it does not exist or is deleted."""
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
        """Store a conversation copied from elsewhere, unchanged except for the numbers of its turns; return False,
        changing nothing, if its id already exists."""
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
        """Delete for good what can no longer be restored."""
        forgotten = connection.execute(
            "DELETE FROM conversations WHERE deleted_at < ? RETURNING id", (_moment(-self._limits.undo_s),)
        ).fetchall()
        connection.executemany("DELETE FROM shelf WHERE kind = 'collection' AND id = ?", forgotten)
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


def _moment(later_s: float = 0) -> str:
    return as_text(datetime.now(UTC) + timedelta(seconds=later_s))
