"""The Library: all indexed articles, with many readers and one writer at a time; in a folder or on Milvus."""

import logging
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TypeVar, cast

from index.embed.embedder import Embedder
from index.errors import LibraryBusyError, LibraryError, ModelMismatchError
from index.messages import Message, say
from index.progress import ReportProgress, ignore_progress
from index.snapshot import Snapshot
from index.store import queries
from index.store.article_rows import derived_facts, is_derived_as_now
from index.store.database import Database, create_database, look_again, new_generation, read_meta, translated_errors
from index.store.folder import (
    DATABASE_NAME,
    LibraryStatus,
    make_private_file,
    make_private_folder,
    open_database,
    read_status,
)
from index.store.pending import AskedFirst, PendingVectors
from index.store.schema import SCHEMA_VERSION
from index.store.snapshot import FolderSnapshot
from index.store.vectors import LiveIndex
from index.store.writer import Errands, Writer, locked_for_writing

__all__ = [
    "DATABASE_NAME",
    "FolderLibrary",
    "Library",
    "LibraryStatus",
    "make_private_folder",
    "open_database",
    "read_status",
]

T = TypeVar("T")

logger = logging.getLogger(__name__)

ERRAND_POLL_S = 0.05


class Library(ABC):
    """All indexed articles. Safe to share between threads; any number of processes may open the same library.

    Open one with `Library.open`. Search through `snapshot`, change through `writer`. `place` is where it is
    (index/opening.py): the folder, or an address on Milvus; `path` is the folder on this machine, library or not.
    """

    place: Path | str
    path: Path
    embedder: Embedder

    @staticmethod
    def open(path: Path, embedder: Embedder) -> "FolderLibrary":
        """Return the library in the folder `path`, created if there is none (`index.opening` also takes addresses).

        A library made with another embedding model opens too: it is searched by words alone and cannot be changed until
        `rebuild_library` has made this model's vectors; `notice` says so. Raises LibraryError for a path that is not a
        folder or cannot be written, LibraryDamagedError for a damaged file.
        """
        return FolderLibrary.open_at(path, embedder)

    @property
    @abstractmethod
    def is_changeable(self) -> bool:
        """Whether articles can be added and removed on this machine by those who are allowed to."""

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Give a view of one version of the library: every search and look-up inside agrees with the others."""

    @abstractmethod
    def writer(
        self, *, wait_s: float = 600.0, may_change_model: bool = False, report: ReportProgress = ignore_progress
    ) -> AbstractContextManager[Writer]:
        """Give the only Writer: another process or thread that wants to write waits up to `wait_s` seconds.

        `report` receives the process waited for. Raises LibraryBusyError, naming the process that holds the lock, when
        the wait is over, AsksOnlyError if the library cannot be changed here, and ModelMismatchError if it answers with
        another embedding model, unless `may_change_model`.
        """

    @abstractmethod
    def change(self, errand: Callable[[Writer], T], *, wait_s: float = 60.0) -> T:
        """Return what `errand` returns: one small change, made at once even while a sync of this process is running.

        Raises LibraryBusyError if its turn does not come within `wait_s` seconds; nothing is then changed.
        """

    @abstractmethod
    def run_errands(self, writer: Writer) -> None:
        """Run the changes that wait in `change`; the holder of `writer` calls this where it can pause."""

    @abstractmethod
    def make_vectors(
        self, report: ReportProgress = ignore_progress, should_stop: Callable[[], bool] = lambda: False
    ) -> int:
        """Make the missing vectors; return how many are left, which is 0 unless `should_stop` ended it early.

        Articles found by questions come first. One program at a time makes vectors, committing as it goes; others
        wait. If the library answers with another embedding model, none are made. Raises LibraryError and ModelError.
        """

    @abstractmethod
    def notice(self) -> Message | None:
        """Return what a person should know and do about this library, None where there is nothing."""

    @abstractmethod
    def status(self) -> LibraryStatus:
        """Return counts, version and size as of now."""

    @abstractmethod
    def copy_to(self, folder: Path) -> None:
        """Write a full, consistent copy of the library into the new folder `folder`."""

    @abstractmethod
    def close(self) -> None:
        """Close this thread's connection."""


class FolderLibrary(Library):
    """A library folder."""

    def __init__(self, path: Path, database: Database, embedder: Embedder) -> None:
        self.place = self.path = path
        self.embedder = embedder
        self._database = database
        self._index = LiveIndex(embedder.model_name, embedder.dimensions)
        self._errands = Errands()
        self._pending = PendingVectors(path, database, embedder)
        self._asked = AskedFirst(database)

    @classmethod
    def open_at(cls, path: Path, embedder: Embedder) -> "FolderLibrary":
        """See `Library.open`."""
        make_private_folder(path)
        database = Database(make_private_file(path / DATABASE_NAME))
        facts = {"model": embedder.model_name, "dimensions": str(embedder.dimensions), **derived_facts()}
        create_database(database, facts)
        with database.reading() as connection:
            _check_schema(read_meta(connection), path)
        library = cls(path, database, embedder)
        if notice := library.notice():
            logger.warning("%s", say(notice))
        return library

    @property
    def is_changeable(self) -> bool:
        """Return True: a read-only folder raises when a change is tried."""
        return True

    def notice(self) -> Message | None:
        """Return what a person should know and do about this library, None where there is nothing."""
        with self._database.reading() as connection:
            meta = read_meta(connection)
        if _has_other_model(meta, self.embedder):
            return _describe_mismatch(meta, self.embedder, self.path)
        if not is_derived_as_now(meta):
            return Message("library-older-rules", {"folder": self.path})
        return None

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Give a view of one version of the library: every search and look-up inside agrees with the others.

        It includes everything other processes have committed; only changes since the last snapshot are applied.
        """
        with self._database.reading() as connection:
            if (view := self._index.view(connection, may_go_back=False)) is None:
                look_again(connection)
                view = self._index.view(connection, may_go_back=True)
            assert view is not None  # noqa: S101 - never None if it may go back
            yield FolderSnapshot(connection, view, self._asked.note)

    @contextmanager
    def writer(
        self, *, wait_s: float = 600.0, may_change_model: bool = False, report: ReportProgress = ignore_progress
    ) -> Iterator[Writer]:
        """Give the only Writer: another process or thread that wants to write waits up to `wait_s` seconds.

        `report` receives the process waited for. Raises LibraryBusyError, naming the process that holds the lock, when
        the wait is over, and ModelMismatchError if the library answers with another embedding model, unless
        `may_change_model`.
        """
        with locked_for_writing(self.path, wait_s, report=report):
            yield self._make_writer(may_change_model=may_change_model)

    def _make_writer(self, *, may_change_model: bool = False) -> Writer:
        with self._database.reading() as connection:
            meta = read_meta(connection)
        if _has_other_model(meta, self.embedder) and not may_change_model:
            raise ModelMismatchError(_describe_mismatch(meta, self.embedder, self.path))
        return Writer(self._database, self.embedder)

    def change(self, errand: Callable[[Writer], T], *, wait_s: float = 60.0) -> T:
        """Return what `errand` returns: one small change, made at once even while a sync of this process is running.

        A running sync makes it between two files. Raises LibraryBusyError if neither the sync nor the lock was
        available within `wait_s` seconds; nothing is then changed.
        """
        result = self._errands.add(errand)
        deadline = time.monotonic() + wait_s
        while not result.done():
            try:
                with locked_for_writing(self.path, 0.0):
                    self._errands.run(self._make_writer())
            except LibraryBusyError:
                if time.monotonic() >= deadline and result.cancel():
                    raise
                wait([result], timeout=ERRAND_POLL_S)
            except LibraryError:
                result.cancel()  # or a later holder would run what was refused
                raise
        return cast(T, result.result())

    def run_errands(self, writer: Writer) -> None:
        """Run the changes that wait in `change`; the holder of `writer` calls this where it can pause."""
        self._errands.run(writer)

    def make_vectors(
        self, report: ReportProgress = ignore_progress, should_stop: Callable[[], bool] = lambda: False
    ) -> int:
        """Make the missing vectors; return how many are left, which is 0 unless `should_stop` ended it early."""
        return self._pending.make_all(report, should_stop)

    def reading(self) -> AbstractContextManager[queries.Connection]:
        """Give a connection that sees one version of the folder, for copying it elsewhere."""
        return self._database.reading()

    def status(self) -> LibraryStatus:
        """Return counts, version and size as of now."""
        with self._database.reading() as connection:
            return read_status(connection, self.path)

    def copy_to(self, folder: Path) -> None:
        """Write a full, consistent copy of the library into the new folder `folder`."""
        make_private_folder(folder)
        with (
            translated_errors(self._database.path),
            closing(sqlite3.connect(make_private_file(folder / DATABASE_NAME))) as target,
        ):
            self._database.connection().backup(target)
            with target:  # the copy is a library of its own
                target.execute("UPDATE meta SET value = ? WHERE key = 'generation'", (new_generation(),))

    def close(self) -> None:
        """Close this thread's connection."""
        self._asked.finish()
        self._database.close()


def _check_schema(meta: dict[str, str], path: Path) -> None:
    if meta.get("schema") != str(SCHEMA_VERSION):
        raise LibraryError(
            Message("library-format", {"folder": path, "found": str(meta.get("schema")), "known": SCHEMA_VERSION})
        )


def _has_other_model(meta: dict[str, str], embedder: Embedder) -> bool:
    return (meta["model"], meta["dimensions"]) != (embedder.model_name, str(embedder.dimensions))


def _describe_mismatch(meta: dict[str, str], embedder: Embedder, path: Path) -> Message:
    facts = {"folder": path, "found": meta["model"], "known": embedder.model_name}
    return Message("library-other-model", facts)
