"""The Library: everything indexed, read by many while one writes; in a folder, or served by Milvus."""

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
    """Everything indexed. Safe to share between threads; any number of processes may open the same.

    Make one with `Library.open`. Searching goes through `snapshot`, changing through `writer`. `place` says where it is
    (index/opening.py): the folder, or an address on Milvus; `path` is the folder on this machine, library or not.
    """

    place: Path | str
    path: Path
    embedder: Embedder

    @staticmethod
    def open(path: Path, embedder: Embedder) -> "FolderLibrary":
        """Return the library in the folder `path`, made empty where there is none (`index.opening` knows addresses).

        A library made with another embedding model opens: it is searched by words alone and cannot be changed until
        `rebuild_library` has made the vectors of this one; `notice` says so. Raises LibraryError for a path that is
        not a folder or cannot be written, LibraryDamagedError for a damaged file.
        """
        return FolderLibrary.open_at(path, embedder)

    @property
    @abstractmethod
    def is_changeable(self) -> bool:
        """Whether articles can be added and taken out on this machine, at least by who is allowed to."""

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Give a view of one version of the library: every search and look-up inside agrees with the others."""

    @abstractmethod
    def writer(
        self, *, wait_s: float = 600.0, may_change_model: bool = False, report: ReportProgress = ignore_progress
    ) -> AbstractContextManager[Writer]:
        """Give the only Writer: another process or thread that wants to write waits up to `wait_s` seconds.

        `report` is told whom it waits for. Raises LibraryBusyError, naming the process that holds it, when the wait
        is over, AsksOnlyError where it is not changeable here, and ModelMismatchError for a library that answers with
        another embedding model, unless the caller came to change that.
        """

    @abstractmethod
    def change(self, errand: Callable[[Writer], T], *, wait_s: float = 60.0) -> T:
        """Return what `errand` returns: one small change, made at once even while a sync of this process is running.

        Raises LibraryBusyError when its turn did not come within `wait_s` seconds: then nothing is changed.
        """

    @abstractmethod
    def run_errands(self, writer: Writer) -> None:
        """Let threads that wait in `change` have their turn; called by the holder of `writer` where it can stop."""

    @abstractmethod
    def make_vectors(
        self, report: ReportProgress = ignore_progress, should_stop: Callable[[], bool] = lambda: False
    ) -> int:
        """Make the vectors of articles that came in without; return how many are left, as `should_stop` said so.

        What was asked about comes first. One program at a time makes them and commits as it goes; others wait for it.
        Where another embedding model answers nothing is made. Raises LibraryError and ModelError.
        """

    @abstractmethod
    def notice(self) -> Message | None:
        """Return what a person should know and do about this library, None where there is nothing."""

    @abstractmethod
    def status(self) -> LibraryStatus:
        """Return counts, version and size as of now."""

    @abstractmethod
    def copy_to(self, folder: Path) -> None:
        """Write a whole copy of the library, as of one moment, into the new folder `folder`."""

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
        """Return True: a folder that may not be written says so when it is tried."""
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

        What other processes committed before is in it; only what changed since the last look is applied.
        """
        with self._database.reading() as connection:
            if (view := self._index.view(connection, may_go_back=False)) is None:
                look_again(connection)
                view = self._index.view(connection, may_go_back=True)
            assert view is not None  # noqa: S101 - it is where it may go back
            yield FolderSnapshot(connection, view, self._asked.note)

    @contextmanager
    def writer(
        self, *, wait_s: float = 600.0, may_change_model: bool = False, report: ReportProgress = ignore_progress
    ) -> Iterator[Writer]:
        """Give the only Writer: another process or thread that wants to write waits up to `wait_s` seconds.

        `report` is told whom it waits for. Raises LibraryBusyError, naming the process that holds it, when the wait
        is over, and ModelMismatchError for a library that answers with another embedding model, unless the caller came
        to change that.
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

        A running sync does it between two files. Raises LibraryBusyError when neither it nor the lock came round
        within `wait_s` seconds: then nothing is changed.
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
                result.cancel()  # nobody does later what was refused now
                raise
        return cast(T, result.result())

    def run_errands(self, writer: Writer) -> None:
        """Let threads that wait in `change` have their turn; called by the holder of `writer` where it can stop."""
        self._errands.run(writer)

    def make_vectors(
        self, report: ReportProgress = ignore_progress, should_stop: Callable[[], bool] = lambda: False
    ) -> int:
        """Make the vectors of articles that came in without; return how many are left, as `should_stop` said so."""
        return self._pending.make_all(report, should_stop)

    def reading(self) -> AbstractContextManager[queries.Connection]:
        """Give a connection that sees one version of the folder, for who copies it elsewhere."""
        return self._database.reading()

    def status(self) -> LibraryStatus:
        """Return counts, version and size as of now."""
        with self._database.reading() as connection:
            return read_status(connection, self.path)

    def copy_to(self, folder: Path) -> None:
        """Write a whole copy of the library, as of one moment, into the new folder `folder`."""
        make_private_folder(folder)
        with (
            translated_errors(self._database.path),
            closing(sqlite3.connect(make_private_file(folder / DATABASE_NAME))) as target,
        ):
            self._database.connection().backup(target)
            with target:  # from here on it is another library
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
