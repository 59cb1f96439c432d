"""Open connections to a library's file, where it may be written and where it may only be read."""

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from index.errors import LibraryError

BUSY_TIMEOUT_S = 30.0
CACHE_KIB = 16_384
"""Of each thread's connection; what is read often is in the system's cache as well."""

Identity = tuple[int | bool, ...]


def connect(path: Path) -> sqlite3.Connection:
    """Return a new connection, whose transactions are begun by hand.

    From a folder that may not be written (another user's, a DVD) the library is read as it lies there. Raises
    LibraryError where that would leave out changes that were never brought into the file.
    """
    if can_write(path) or not path.exists():
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    else:
        address = f"file:{quote(str(path.absolute()))}?mode=ro{_immutable(path)}"
        connection = sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL: an article reported as added survives a power cut, not only a kill.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return connection


def can_write(path: Path) -> bool:
    """Return whether this process may change the file and make SQLite's side files beside it."""
    return os.access(path.parent, os.W_OK, effective_ids=True) and os.access(path, os.W_OK, effective_ids=True)


def identity_of(path: Path) -> Identity | None:
    """Return what tells this file from another in its place, None where there is none.

    Of a file that may only be read, also what it holds: without side files SQLite does not notice that it changes.
    """
    try:
        facts = path.stat()
    except OSError:
        return None
    if can_write(path):
        return facts.st_dev, facts.st_ino
    return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, _side_file(path, "-wal").exists()


def _immutable(path: Path) -> str:
    """Return how SQLite is told that the file needs no side files, '' where another process keeps them."""
    waiting = _side_file(path, "-wal")
    if not waiting.exists() or not waiting.stat().st_size:
        return "&immutable=1"
    if _side_file(path, "-shm").exists():
        return ""
    raise LibraryError(
        f"资料库 {path.parent} 只能读取，而且还有没并入的修改（{waiting.name}）；"
        "请把整个文件夹复制到可以写的地方打开一次，再放回来。"
    )


def _side_file(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
