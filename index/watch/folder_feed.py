"""What changes below a folder, as the system tells it or as a look shows it; the one file that imports watchdog."""

import logging
import sys
import time
from pathlib import Path

from watchdog import events
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from index.sync.scan import missing_path, scan_source
from index.watch.mounts import is_remote
from index.watch.pending import OPEN_S, PendingChanges

logger = logging.getLogger(__name__)

POLL_S = 0.7
"""How often a folder is looked through that the system tells nothing of."""
LOOK_S = 60.0
"""How often a folder is looked through although the system tells of it: its queue can overflow."""
QUIET_S = OPEN_S if sys.platform == "linux" else 1.0
"""Other systems than Linux do not tell when a file is closed."""
_POLL_SHARE, _LOOK_SHARE = 0.1, 0.01
"""Looks take at most this share of the time, however large the folder."""

_Looked = dict[Path, tuple[int, int]]
_HEARD: list[type[events.FileSystemEvent]] = [
    events.FileCreatedEvent, events.FileModifiedEvent, events.FileClosedEvent, events.FileDeletedEvent,
    events.FileMovedEvent, events.FileAttribEvent, events.DirCreatedEvent, events.DirDeletedEvent,
    events.DirMovedEvent,
]  # fmt: skip


class FolderFeed:
    """Hands every change below one folder, or of one file, to `pending`, from `open` until `close`.

    `path` itself in `pending` means that anything below may have changed.
    """

    def __init__(self, path: Path, pending: PendingChanges) -> None:
        self.path = path
        self._pending = pending
        self._observer: BaseObserver | None = None
        self._identity: tuple[int, int] | None = None
        self._looked: _Looked = {}
        self._moving: set[Path] = set()  # changed at the last look, so perhaps still being written
        self._next_look = 0.0

    @property
    def is_polling(self) -> bool:
        """Whether changes are found by looking instead of being told by the system."""
        return self._observer is None

    def open(self) -> None:
        """Follow the folder from now on; everything in it counts as changed."""
        self._identity = _identity_of(self.path)
        if self.path.is_dir() and not is_remote(self.path):
            self._observer = _observe(self.path, FolderEvents(self.path, self._pending))
        self._looked, self._moving = self._see(), set()
        self._pending.note_complete(self.path)

    def holds(self, path: Path) -> bool:
        """Return whether a changed path is this feed's."""
        return path.is_relative_to(self.path)

    def close(self) -> None:
        """Stop following."""
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None

    @property
    def due_s(self) -> float:
        """In how many seconds a look through the folder is due."""
        return max(0.0, self._next_look - time.monotonic())

    def look(self) -> None:
        """Find what the system did not tell; begin anew where another folder now stands at the path.

        Raises LoadError where that one is empty and the old one was not: the disk that was mounted here is gone.
        """
        if _identity_of(self.path) != self._identity:
            self.close()
            if self._looked and self.path.is_dir() and not scan_source(self.path).files:
                self._identity = None  # so that the disk is noticed when it is back
                raise missing_path(self.path)
            self.open()
        elif time.monotonic() >= self._next_look:
            before, self._looked = self._looked, self._see()
            changed = {path for path, state in self._looked.items() if before.get(path) != state}
            self._note(changed, before.keys() - self._looked.keys())

    def _see(self) -> _Looked:
        """Return size and time of every file; sets the time of the next look."""
        started = time.monotonic()
        seen = {file.path: (file.size, file.mtime_ns) for file in scan_source(self.path).files.values()}
        ended = time.monotonic()
        least, share = (POLL_S, _POLL_SHARE) if self.is_polling else (LOOK_S, _LOOK_SHARE)
        self._next_look = ended + max(least, (ended - started) / share)
        return seen

    def _note(self, changed: set[Path], removed: set[Path]) -> None:
        for path in removed:
            self._pending.note_complete(path)
        if not self.is_polling:
            for path in changed:
                if not self._pending.has(path):  # else the system tells when it is complete
                    self._pending.note_complete(path)
            return
        for path in changed:
            self._pending.note_open(path, float("inf"))
        for path in self._moving - changed - removed:
            self._pending.note_complete(path)  # the same at two looks
        self._moving = changed


class FolderEvents(events.FileSystemEventHandler):
    """Says of each event which path it makes complete, and which is being written."""

    def __init__(self, root: Path, pending: PendingChanges) -> None:
        self._root = root
        self._pending = pending

    def on_any_event(self, event: events.FileSystemEvent) -> None:
        path = Path(str(event.src_path))
        if isinstance(event, events.DirMovedEvent | events.DirDeletedEvent):
            # What is told next of files inside may still name the folder as it was: look at everything.
            self._pending.note_complete(self._root)
        if isinstance(event, events.FileSystemMovedEvent):
            self._pending.note_complete(path)
            self._pending.note_complete(Path(str(event.dest_path)))
        elif isinstance(event, events.FileModifiedEvent):
            self._pending.note_open(path, QUIET_S)
        elif isinstance(event, events.FileCreatedEvent) and _is_empty(path):
            self._pending.note_open(path, QUIET_S)  # made by a writer who has yet to begin
        elif isinstance(event, events.FileAttribEvent) and self._pending.has(path):
            pass  # cp -p sets the times before it closes
        elif path != self._root:  # the folder itself: `look` sees to it
            self._pending.note_complete(path)


def _observe(folder: Path, handler: FolderEvents) -> BaseObserver | None:
    """Return an observer of the folder, or None where the system has no room for one more."""
    observer: BaseObserver | None = None
    try:
        observer = Observer()
        observer.schedule(handler, str(folder), recursive=True, event_filter=_HEARD)
        observer.start()
        return observer
    except OSError as error:
        logger.warning("%s is followed by looking at it: %s", folder, error)
        if observer is not None:
            observer.stop()
        return None


def _is_empty(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except OSError:
        return False


def _identity_of(path: Path) -> tuple[int, int] | None:
    """Return what tells this folder from another of the same name; None where there is none."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino
