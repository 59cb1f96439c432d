"""Connections to a library's file, writable or read-only."""

import contextlib
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from index.errors import LibraryBusyError, LibraryDamagedError, LibraryError
from index.messages import Message
from index.store.schema import CREATE_TABLES, SCHEMA_VERSION, UPGRADES

BUSY_TIMEOUT_S = 30.0
CACHE_KIB = 16_384
"""For each thread's connection; frequently read pages are in the system's cache too."""

Identity = tuple[int | bool, ...]


class DroppableConnection(sqlite3.Connection):
    """A connection that closes itself when dropped, by an ending thread or an error, as Python 3.13 requires."""

    def __del__(self) -> None:
        with contextlib.suppress(sqlite3.ProgrammingError):  # never opened, or of another thread; it ends all the same
            self.close()


def connect(path: Path) -> sqlite3.Connection:
    """Return a new connection; transactions must be begun explicitly.

    In a read-only folder (another user's, a DVD) the file is read as it is. Raises LibraryError if that would miss
    changes that were never merged into the file.
    """
    if can_write(path) or not path.exists():
        connection = sqlite3.connect(path, factory=DroppableConnection, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    else:
        address = f"file:{quote(str(path.absolute()))}?mode=ro{_immutable(path)}"
        connection = sqlite3.connect(
            address, factory=DroppableConnection, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None
        )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL: an article reported as added survives a power cut, not only a kill.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return connection


def can_write(path: Path) -> bool:
    """Return whether this process may change the file and create SQLite's side files next to it."""
    return os.access(path.parent, os.W_OK, effective_ids=True) and os.access(path, os.W_OK, effective_ids=True)


def identity_of(path: Path) -> Identity | None:
    """Return what distinguishes this file from another at the same path, None if there is no file.

    For a read-only file this includes size and time: without side files SQLite does not notice changes.
    """
    try:
        facts = path.stat()
    except OSError:
        return None
    if can_write(path):
        return facts.st_dev, facts.st_ino
    return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, _side_file(path, "-wal").exists()


def _immutable(path: Path) -> str:
    """Return the parameter that tells SQLite to use no side files, '' if another process keeps them."""
    waiting = _side_file(path, "-wal")
    if not waiting.exists() or not waiting.stat().st_size:
        return "&immutable=1"
    if _side_file(path, "-shm").exists():
        return ""
    raise LibraryError(Message("library-unmerged", {"folder": path.parent, "file": waiting.name}))


def _side_file(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


# ---- One connection per thread, with SQLite's errors translated


class Database:
    """Connections to one SQLite file. Reading and writing threads each get their own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection, opened on first use. Transactions must be begun explicitly."""
        existing: sqlite3.Connection | None = getattr(self._local, "connection", None)
        identity = identity_of(self.path)
        if existing is not None:
            if existing.in_transaction or identity in (None, self._local.identity):
                return existing
            existing.close()  # another file has taken its place: a restored library
        connection = connect(self.path)
        self._local.connection = connection
        self._local.identity = identity or identity_of(self.path)
        return connection

    def close(self) -> None:
        """Close this thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one version of the library until the block ends.

        A nested block in the same thread sees the outer block's version.
        """
        with _translated(self.path):
            connection = self.connection()
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                _roll_back(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose changes are committed together, or not at all if the block raises."""
        with _translated(self.path):
            connection = self.connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                _roll_back(connection)
                raise


def look_again(connection: sqlite3.Connection) -> None:
    """Move a reading connection to the newest version."""
    _roll_back(connection)
    connection.execute("BEGIN")


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:  # a full disk may already have rolled back
        connection.execute("ROLLBACK")


def create_database(database: Database, facts: dict[str, str]) -> None:
    """Create the tables and write `facts` into meta in one transaction; existing tables are upgraded."""
    with _translated(database.path):
        connection = database.connection()
        if has_tables(connection):  # opening a library takes no lock: it must not wait for a writer
            upgrade_tables(database)
            return
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        try:
            if not has_tables(connection):
                for statement in _statements(CREATE_TABLES):
                    connection.execute(statement)
                rows = {"schema": str(SCHEMA_VERSION), "version": "0", "generation": new_generation(), **facts}
                connection.executemany("INSERT INTO meta VALUES (?, ?)", rows.items())
                connection.execute(
                    "INSERT INTO models(name, dimensions, state, used_at) VALUES (?, ?, 'active', '')",
                    (facts["model"], int(facts["dimensions"])),
                )
            connection.execute("COMMIT")
        except BaseException:
            _roll_back(connection)
            raise


def upgrade_tables(database: Database) -> None:
    """Upgrade the tables of an older version to the newest; do nothing if there is no upgrade path."""
    version = int(read_meta(database.connection()).get("schema", SCHEMA_VERSION))
    while version in UPGRADES:
        with database.writing() as connection:
            if read_meta(connection)["schema"] == str(version):  # else another process was faster
                for statement in _statements(UPGRADES[version]):
                    connection.execute(statement)
                connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (str(version + 1),))
        version += 1


def new_generation() -> str:
    """Return a new name for a library, so that open readers recognise it as another one."""
    return secrets.token_hex(16)


def has_tables(connection: sqlite3.Connection) -> bool:
    """Return whether this file contains a library."""
    row = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
    return row is not None


def read_meta(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the library's facts: schema, version, model ..."""
    return {row["key"]: row["value"] for row in connection.execute("SELECT key, value FROM meta")}


@contextmanager
def translated_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors inside the block into LibraryErrors that say what to do."""
    with _translated(path):
        yield


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _library_error(error, path) from error
    except UnicodeDecodeError as error:  # from the file's own schema
        raise LibraryDamagedError(Message("library-damaged", {"file": path})) from error


def _library_error(error: sqlite3.DatabaseError, path: Path) -> LibraryError:
    match sqlite_code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return LibraryBusyError(Message("library-busy", {"folder": path.parent}))
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
            return LibraryError(Message("library-full", {"folder": path.parent}))
        case sqlite3.SQLITE_READONLY:
            return LibraryError(Message("library-read-only", {"folder": path.parent}))
        case sqlite3.SQLITE_CANTOPEN:
            return LibraryError(Message("library-unopened", {"folder": path.parent}))
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return LibraryDamagedError(Message("library-damaged", {"file": path}))
    return LibraryError(Message("library-fails", {"folder": path.parent, "reason": str(error)}))


def sqlite_code(error: sqlite3.DatabaseError) -> int:
    """Return SQLite's primary result code; for text that is not UTF-8, that of a damaged file."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:  # raised by Python's module itself; an OperationalError only for undecodable text
        return sqlite3.SQLITE_CORRUPT if type(error) is sqlite3.OperationalError else sqlite3.SQLITE_ERROR
    return code & 0xFF


def _statements(script: str) -> list[str]:
    """Return the statements of a script without comments; executescript would commit behind our back."""
    statements, open_lines = [], ""
    for line in script.splitlines():
        if line.strip() and not line.lstrip().startswith("--"):
            open_lines += line + "\n"
            if sqlite3.complete_statement(open_lines):  # triggers contain semicolons
                statements.append(open_lines)
                open_lines = ""
    return statements
