"""The files of a library folder: private, replaced atomically, checked, and read without an embedding model."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from index.errors import LibraryError
from index.messages import Message
from index.store import queries
from index.store.database import Database, has_tables, read_meta, translated_errors, upgrade_tables
from index.store.withdrawn import count_withdrawn

# ---- Files prepared elsewhere and then moved into place, so that they are always complete


@contextmanager
def working_folder(parent: Path, purpose: str) -> Iterator[Path]:
    """Give a temporary folder in `parent`, after deleting what a killed run left there."""
    try:
        for left in parent.glob(f".{purpose}-*"):
            with _locked(left) as is_mine:
                if is_mine:
                    shutil.rmtree(left, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=f".{purpose}-", dir=parent))
        with _locked(work):
            try:
                yield work
            finally:
                shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise LibraryError(
            Message("file-unreplaced", {"file": parent, "reason": os.strerror(error.errno or 0)})
        ) from error


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Lock a folder until the block or the process ends; yield False if another process holds it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


def open_private_file(path: Path) -> BinaryIO:
    """Return a new file, open for writing, that only its owner may read. Raises FileExistsError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")


def flush_to_disk(path: Path) -> None:
    """Wait until the file, or the names in the folder, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# ---- The files of a library folder


DATABASE_NAME = "library.sqlite3"


@dataclass(frozen=True)
class LibraryStatus:
    """What `status` prints. `articles` includes `reprints`, those filed under another; `withdrawn` were taken out by
    hand and are not in `articles`; `version` increases with every change. `withheld` says which articles the last sync
    kept although their files no longer contain them, and why. `pending` chunk texts have no vector yet and are found by
    their words alone."""

    path: str
    articles: int
    reprints: int
    withdrawn: int
    chunks: int
    version: int
    model: str
    bytes_on_disk: int
    synced_at: str | None
    withheld: tuple[Message, ...] = ()
    pending: int = 0

    @property
    def withheld_count(self) -> int:
        """How many articles `withheld` covers."""
        return sum(reason.facts["count"] for reason in self.withheld)


def read_status(connection: queries.Connection, path: Path) -> LibraryStatus:
    """Return the status of the library at `path`; needs no embedding model."""
    meta = read_meta(connection)
    return LibraryStatus(
        path=str(path),
        articles=queries.count_articles(connection),
        reprints=queries.count_reprints(connection),
        withdrawn=count_withdrawn(connection),
        chunks=queries.count_chunks(connection),
        version=int(meta["version"]),
        model=meta["model"],
        bytes_on_disk=sum(file.stat().st_size for file in path.glob(f"{DATABASE_NAME}*")),
        synced_at=queries.last_synced_at(connection),
        withheld=queries.withheld_reasons(connection),
        pending=queries.kept_count(connection, "pending"),
    )


def open_database(path: Path) -> Database:
    """Return the database of an existing library, for commands that need no embedding model.

    Raises LibraryError if there is no library.
    """
    _refuse_file(path)
    file = path / DATABASE_NAME
    if not file.is_file():
        raise LibraryError(Message("library-none", {"folder": path}))
    database = Database(file)
    with translated_errors(file):
        if not has_tables(database.connection()):
            raise LibraryError(Message("library-empty", {"folder": path}))
        upgrade_tables(database)
    return database


def make_private_folder(path: Path) -> None:
    """Create a library's folder if needed, for its owner only. Raises LibraryError."""
    _refuse_file(path)
    try:
        if not path.exists():
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.chmod(0o700)  # whatever the umask and the parent's default ACL say
            flush_to_disk(path.parent)  # a power cut must not lose the folder's name
    except OSError as error:
        raise LibraryError(
            Message("library-folder-unmade", {"folder": path, "reason": os.strerror(error.errno or 0)})
        ) from error


def _refuse_file(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise LibraryError(Message("library-is-file", {"path": path}))


def make_private_file(file: Path) -> Path:
    """Create the file if needed, readable by its owner only; SQLite gives its side files the same rights."""
    try:
        if not file.exists():
            file.touch(mode=0o600)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise LibraryError(Message("file-unwritable", {"file": file, "reason": reason})) from error
    return file
