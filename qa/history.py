"""The conversations of a library, kept beside its index so that they survive a reload, a restart and a re-index."""

import json
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.errors import LibraryDamagedError, LibraryError
from index.store.database import translated_errors
from qa.record import read_answer, write_answer
from qa.turn import Turn

FILE_NAME = "history.sqlite3"
MAX_TURNS = 200
"""Turns kept of one conversation; older ones are forgotten as new ones come."""
MAX_TITLE_CHARS = 60
BUSY_TIMEOUT_S = 30.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, started_at TEXT NOT NULL, changed_at TEXT NOT NULL
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
"""


@dataclass(frozen=True)
class ConversationSummary:
    """One row of the list. `title` is the first question until it is renamed; times are UTC, ISO 8601."""

    id: str
    title: str
    turns: int
    started_at: str
    changed_at: str


Summaries = list[ConversationSummary]
Turns = list[Turn]


class Conversations:
    """The conversations of one library folder. Safe to share between threads and processes.

    Make one with `Conversations.open`. Every method raises LibraryError where the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def open(cls, folder: Path) -> "Conversations":
        """Return the conversations in the library folder `folder`, which must exist; none at first."""
        conversations = cls(folder / FILE_NAME)
        _make_private(conversations._path)
        with _translated(conversations._path), closing(conversations._connect()) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            for statement in _SCHEMA.split(";\n"):
                connection.execute(statement)
        return conversations

    def start(self) -> str:
        """Return the id of a new conversation: 22 characters nobody can guess. It is kept once it has a turn."""
        return secrets.token_urlsafe(16)

    def add(self, id: str, turn: Turn) -> None:
        """Keep a finished turn at the end of the conversation, which begins with its first."""
        record, articles = write_answer(turn.answer)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        title = " ".join(turn.question.split())[:MAX_TITLE_CHARS]
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO conversations VALUES (?1, ?2, ?3, ?3) ON CONFLICT DO UPDATE SET changed_at = ?3",
                (id, title, now),
            )
            number = connection.execute(
                "INSERT INTO turns (conversation, question, text, answer) VALUES (?, ?, ?, ?)",
                (id, turn.question, turn.answer.text, _dump(record)),
            ).lastrowid
            for key, article in articles.items():
                connection.execute("INSERT OR IGNORE INTO articles VALUES (?, ?)", (key, _dump(article)))
                connection.execute("INSERT INTO used VALUES (?, ?)", (number, key))
            connection.execute(
                "DELETE FROM turns WHERE conversation = ?1 AND number NOT IN "
                "(SELECT number FROM turns WHERE conversation = ?1 ORDER BY number DESC LIMIT ?2)",
                (id, MAX_TURNS),
            )
            _forget_unused(connection)

    def turns(self, id: str) -> Turns:
        """Return the turns of a conversation, oldest first; none for an id there is no conversation of."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT number, answer FROM turns WHERE conversation = ? ORDER BY number", (id,)
            ).fetchall()
            articles = dict(
                connection.execute(
                    "SELECT key, articles.article FROM articles WHERE key IN "
                    "(SELECT used.article FROM used JOIN turns ON turns.number = used.turn WHERE conversation = ?)",
                    (id,),
                ).fetchall()
            )
        try:
            known = {key: json.loads(article) for key, article in articles.items()}
            return [Turn(read_answer(json.loads(row[1]), known)) for row in rows]
        except json.JSONDecodeError as error:
            raise LibraryDamagedError("对话记录里有一条读不出来，请删除这个对话。") from error

    def list(self) -> Summaries:
        """Return all conversations, the last changed first."""
        return self._summaries("1", ())

    def search(self, text: str) -> Summaries:
        """Return the conversations whose title, a question or an answer holds this text, the last changed first."""
        pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        condition = (
            "title LIKE ?1 ESCAPE '\\' OR id IN "
            "(SELECT conversation FROM turns WHERE question LIKE ?1 ESCAPE '\\' OR text LIKE ?1 ESCAPE '\\')"
        )
        return self._summaries(condition, (pattern,))

    def rename(self, id: str, title: str) -> None:
        """Give a conversation another title; an empty one is refused by keeping the old."""
        kept = " ".join(title.split())[:MAX_TITLE_CHARS]
        if kept:
            with self._writing() as connection:
                connection.execute("UPDATE conversations SET title = ? WHERE id = ?", (kept, id))

    def delete(self, id: str) -> None:
        """Forget a conversation with all its turns."""
        with self._writing() as connection:
            connection.execute("DELETE FROM conversations WHERE id = ?", (id,))
            _forget_unused(connection)

    def _summaries(self, condition: str, values: tuple[str, ...]) -> Summaries:
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT id, title, (SELECT count(*) FROM turns WHERE conversation = conversations.id), started_at, "
                f"changed_at FROM conversations WHERE {condition} ORDER BY changed_at DESC, "
                "(SELECT max(number) FROM turns WHERE conversation = conversations.id) DESC",
                values,
            ).fetchall()
        return [ConversationSummary(*row) for row in rows]

    def _connect(self) -> sqlite3.Connection:
        # A connection a call: nothing to share between threads, and opening costs less than a millisecond.
        connection = sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with _translated(self._path), closing(self._connect()) as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose changes are kept together, or not at all if the block raises."""
        with _translated(self._path), closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors inside the block into LibraryErrors; a damaged file is not the library's own."""
    try:
        with translated_errors(path):
            yield
    except LibraryDamagedError as error:
        raise LibraryDamagedError(f"对话记录 {path} 已损坏，请删除这个文件；文章不受影响。") from error


def _make_private(path: Path) -> None:
    """Make the file where there is none, for its owner only; SQLite gives its side files the same rights."""
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise LibraryError(f"无法写入 {path}（{os.strerror(error.errno or 0)}），请检查权限和磁盘空间。") from error


def _forget_unused(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM articles WHERE NOT EXISTS (SELECT 1 FROM used WHERE used.article = articles.key)")


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
