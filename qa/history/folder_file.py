"""The file beside a library that holds conversations and what readers thought of the answers."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.errors import LibraryDamagedError, LibraryError
from index.store.sqlite.database import translated_errors
from index.text.fold import fold_text

FILE_NAME = "history.sqlite3"
BUSY_TIMEOUT_S = 30.0
VERSION = 1
"""Kept as SQLite's user_version. Version 0 had neither owners nor ratings."""
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
CREATE INDEX IF NOT EXISTS conversations_of ON conversations (owner, changed_at)
"""
_FROM_VERSION_0 = (
    "ALTER TABLE conversations ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE conversations ADD COLUMN deleted_at TEXT",
)


class HistoryFile:
    """The file of one library folder. Safe to share between threads and processes; make one with `open`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def open(cls, folder: Path) -> "HistoryFile":
        """Return the file in the library folder `folder`, which must exist, made or upgraded where that is needed.

        Raises LibraryError where it cannot be written, is damaged or comes from a newer program.
        """
        file = cls(folder / FILE_NAME)
        _make_private(file._path)
        with _translated(file._path), closing(file._connect()) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        with file.writing() as connection:
            _upgrade(connection, file._path)
        return file

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one moment of the file."""
        with _translated(self._path), closing(self._connect()) as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose changes are kept together, or not at all if the block raises."""
        with _translated(self._path), closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    def _connect(self) -> sqlite3.Connection:
        # A connection a call: nothing to share between threads, and opening costs less than a millisecond.
        connection = sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.create_function("fold", 1, fold_text, deterministic=True)
        return connection


def _upgrade(connection: sqlite3.Connection, path: Path) -> None:
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found > VERSION:
        raise LibraryError(f"对话记录 {path} 是更新版本的程序写的（格式 {found}，本程序到 {VERSION}），请升级程序。")
    if found == VERSION:
        return
    has_tables = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'conversations'").fetchone()
    for statement in (*(_FROM_VERSION_0 if has_tables else ()), *_TABLES.split(";\n")):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")


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
