"""A library searched on Milvus: for web servers without the folder, and for the machine that syncs it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from index.embed.embedder import Embedder
from index.errors import AsksOnlyError, LibraryBusyError, LibraryError, ModelMismatchError
from index.library import FolderLibrary, Library, LibraryStatus, make_private_folder
from index.messages import Message
from index.milvus.catalogue import Listings
from index.milvus.client import MilvusAddress
from index.milvus.publish import Publisher
from index.milvus.rows import Collections, PublishedFacts, read_facts
from index.milvus.snapshot import MilvusSnapshot
from index.progress import Progress, ReportProgress, ignore_progress
from index.store.catalogue import FolderCatalogue
from index.store.writer import Writer

T = TypeVar("T")
PUBLISH_EVERY_S = 5.0
"""During a long sync, changes in the folder reach Milvus at most this much later."""


class MilvusLibrary(Library):
    """A library on Milvus. Questions use the version published last; changes are made in the folder, if it is on this
    machine, and published when complete."""

    def __init__(self, collections: Collections, embedder: Embedder, home: Path, folder: FolderLibrary | None) -> None:
        self.place = str(collections.address)
        self.path = home
        self.embedder = embedder
        self._collections = collections
        self._folder = folder
        self._listings = Listings(collections)
        self._publisher = Publisher(collections)
        self._published_at = time.monotonic()

    @classmethod
    def open_at(
        cls, address: MilvusAddress, embedder: Embedder, home: Path, *, may_change: bool = False
    ) -> "MilvusLibrary":
        """Return the library at `address`. `home`, created if needed, contains this machine's own data and, with
        `may_change`, the library folder in which changes are made.

        Raises LibraryError if Milvus is unreachable, contains what another folder published, or contains nothing and
        may not be changed; ModelMismatchError if another embedding model answers, MissingPackageError without Milvus's
        client.
        """
        collections = Collections(address)
        make_private_folder(home)
        library = cls(collections, embedder, home, FolderLibrary.open_at(home, embedder) if may_change else None)
        if may_change:
            library.publish()
        library._facts()
        return library

    @property
    def is_changeable(self) -> bool:
        """Whether the folder is on this machine."""
        return self._folder is not None

    def _facts(self) -> PublishedFacts:
        facts = _read_published(self._collections)
        if (facts.model, facts.dimensions) != (self.embedder.model_name, self.embedder.dimensions):
            raise ModelMismatchError(
                Message(
                    "milvus-other-model",
                    {
                        "address": str(self._collections.address),
                        "found": facts.model,
                        "known": self.embedder.model_name,
                    },
                )
            )
        return facts

    def publish(self, report: ReportProgress = ignore_progress) -> PublishedFacts:
        """Bring Milvus to the folder's version, continuing an interrupted attempt. Raises LibraryError."""
        with self._changeable().reading() as connection:
            facts = self._publisher.publish(connection, report)
        self._published_at = time.monotonic()
        return facts

    def _changeable(self) -> FolderLibrary:
        if self._folder is None:
            raise AsksOnlyError(Message("milvus-asks-only", {"address": str(self._collections.address)}))
        return self._folder

    @contextmanager
    def snapshot(self) -> Iterator[MilvusSnapshot]:
        if self._folder is None:
            yield MilvusSnapshot(self._collections, self._facts(), self._listings, None)
            return
        with self._folder.reading() as connection:  # not a snapshot, which would load every vector
            yield MilvusSnapshot(self._collections, self._facts(), self._listings, FolderCatalogue(connection))

    @contextmanager
    def writer(
        self, *, wait_s: float = 600.0, may_change_model: bool = False, report: ReportProgress = ignore_progress
    ) -> Iterator[Writer]:
        """Give the folder's only Writer; its changes are published before the lock is released."""
        folder = self._changeable()
        with folder.writer(wait_s=wait_s, may_change_model=may_change_model, report=report) as writer:
            try:
                yield writer
            finally:
                self.publish()

    def change(self, errand: Callable[[Writer], T], *, wait_s: float = 60.0) -> T:
        """Return what `errand` returns: one small change, published at once."""
        folder = self._changeable()

        def publishing(writer: Writer) -> T:
            result = errand(writer)
            self.publish()
            return result

        return folder.change(publishing, wait_s=wait_s)

    def run_errands(self, writer: Writer) -> None:
        """Run the waiting changes, and publish what a long sync has done so far."""
        self._changeable().run_errands(writer)
        if time.monotonic() - self._published_at > PUBLISH_EVERY_S:
            self.publish()

    def make_vectors(
        self, report: ReportProgress = ignore_progress, should_stop: Callable[[], bool] = lambda: False
    ) -> int:
        """Make the missing vectors in the folder, publishing them as they are made."""
        folder = self._changeable()
        before = folder.status().version

        def tell(progress: Progress) -> None:
            report(progress)
            if time.monotonic() - self._published_at > PUBLISH_EVERY_S:
                with suppress(LibraryBusyError):  # whoever is changing the library publishes it
                    folder.change(lambda _: self.publish(), wait_s=0.0)

        left = folder.make_vectors(tell, should_stop)
        if folder.status().version != before:
            folder.change(lambda _: self.publish())
        return left

    def notice(self) -> Message | None:
        return None if self._folder is None else self._folder.notice()

    def status(self) -> LibraryStatus:
        """Return counts and version as published; the size is the folder's, 0 if it is not here."""
        status = _status_of(self._collections, self._facts())
        if self._folder is None:
            return status
        here = self._folder.status()
        return replace(status, withdrawn=here.withdrawn, bytes_on_disk=here.bytes_on_disk)

    def copy_to(self, folder: Path) -> None:
        self._changeable().copy_to(folder)

    def close(self) -> None:
        """Close this thread's connections."""
        if self._folder is not None:
            self._folder.close()
        self._collections.close()


def read_published_status(address: MilvusAddress) -> LibraryStatus:
    """Return the status of the library published at `address`; needs no model. Raises LibraryError."""
    collections = Collections(address)
    try:
        return _status_of(collections, _read_published(collections))
    finally:
        collections.close()


def _read_published(collections: Collections) -> PublishedFacts:
    facts = read_facts(collections)
    if facts is None:
        raise LibraryError(Message("milvus-none-yet", {"address": str(collections.address)}))
    return facts


def _status_of(collections: Collections, facts: PublishedFacts) -> LibraryStatus:
    return LibraryStatus(
        path=str(collections.address), articles=facts.articles, reprints=facts.reprints, withdrawn=0,
        chunks=facts.chunks, version=facts.version, model=facts.model, bytes_on_disk=0, synced_at=facts.synced_at,
        pending=facts.pending,
    )  # fmt: skip
