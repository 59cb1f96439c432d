"""What changes below a folder, as the system tells it or as a look shows it; the one file that imports watchdog."""

import logging
import os
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from watchdog import events
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from index.sync.scan import missing_path, scan_source

# ---- Changed paths on their way to a sync: half-written files are waited for, bursts are taken together


SETTLE_S = 0.25
"""What was closed, renamed or removed is read after this long, and with it what follows within this long."""
BURST_S = 1.0
"""However long a burst goes on, what is ready waits for the rest of it no longer than this."""
OPEN_S = 5.0
"""A file that is being written is read when its writer closes it, or has written nothing for this long."""


class PendingChanges:
    """Paths with the time from which each may be read. Safe to share between threads; times are time.monotonic()."""

    def __init__(self) -> None:
        self._ready_at: dict[Path, float] = {}
        self._settled_at = 0.0  # the newest time at which something became complete
        self._changed = threading.Condition()

    def note_complete(self, path: Path) -> None:
        """Note a file that was closed, renamed to this name or removed, or a folder to be looked through."""
        with self._changed:
            self._settled_at = time.monotonic()
            self._ready_at[path] = self._settled_at + SETTLE_S
            self._changed.notify_all()

    def note_open(self, path: Path, wait_s: float) -> None:
        """Note a file that is being written; it is read after `wait_s` seconds in which nothing is heard of it."""
        with self._changed:
            self._ready_at[path] = time.monotonic() + wait_s
            self._changed.notify_all()

    def put_off(self, paths: Iterable[Path], wait_s: float) -> None:
        """Note again what was taken and could not be read; what has changed since keeps its own time."""
        with self._changed:
            for path in paths:
                self._ready_at.setdefault(path, time.monotonic() + wait_s)

    def has(self, path: Path) -> bool:
        """Return whether this path is waiting."""
        with self._changed:
            return path in self._ready_at

    def take(self) -> list[Path]:
        """Return what may be read now, and forget it: nothing while a burst is going on."""
        with self._changed:
            now = time.monotonic()
            if now < self._due_at():
                return []
            ready = sorted(path for path, at in self._ready_at.items() if at <= now)
            for path in ready:
                del self._ready_at[path]
            return ready

    def wait(self, timeout_s: float) -> None:
        """Return when something may be taken, after `timeout_s` seconds at most."""
        with self._changed:
            left_s = self._due_at() - time.monotonic()
            if left_s > 0:
                self._changed.wait(min(timeout_s, left_s))

    def _due_at(self) -> float:
        """Return when the next may be taken: when it is ready, and the burst it came in is over or goes on too long."""
        first = min(self._ready_at.values(), default=float("inf"))
        return max(first, min(self._settled_at + SETTLE_S, first + BURST_S))


# ---- What kind of file system a path lies on: drives of other machines do not tell this one of changes


_REMOTE = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "davfs", "vboxsf", "vmhgfs",
    "prl_fs", "drvfs", "virtiofs",
})  # fmt: skip
_MOUNTS = Path("/proc/self/mountinfo")


def is_remote(path: Path) -> bool:
    """Return whether other machines may change what lies at `path` without this system hearing of it."""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False  # no such list on this system
    return is_remote_kind(kind_of(path, mounts))


def is_remote_kind(kind: str) -> bool:
    """Return whether a file system of this kind is shared with other machines; fuse.* (sshfs, s3fs) usually is."""
    return kind in _REMOTE or kind.startswith("fuse.")


def kind_of(path: Path, mounts: str) -> str:
    """Return the kind of the file system that holds `path` (absolute, without links), '' where none does.

    `mounts` is the text of /proc/self/mountinfo: the fifth word of a line is the place, the first after " - " the kind.
    """
    best, kind = -1, ""
    for line in mounts.splitlines():
        facts, dash, rest = line.partition(" - ")
        words = facts.split(" ")
        if not dash or len(words) < 5:
            continue
        place = Path(_unescape(words[4]))
        if path.is_relative_to(place) and len(place.parts) >= best:  # a later mount covers an earlier one
            best, kind = len(place.parts), rest.split(" ")[0]
    return kind


def _unescape(place: str) -> str:
    for code, letter in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        place = place.replace(code, letter)
    return place


# ---- What changes below a folder, as the system tells it or as a look shows it; the one file that imports watchdog


logger = logging.getLogger(__name__)

POLL_S = 0.7
"""How often a folder is looked through that the system tells nothing of."""
LOOK_S = 60.0
"""How often a folder is looked through although the system tells of it: its queue can overflow."""
QUIET_S = OPEN_S if sys.platform == "linux" else 1.0
"""Other systems than Linux do not tell when a file is closed."""
_POLL_SHARE, _LOOK_SHARE = 0.1, 0.01
"""Looks take at most this share of the time, however large the folder."""

_Looked = dict[Path, tuple[int, int, int]]
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
        if os.path.isdir(self.path) and not is_remote(self.path):
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
        if self._observer is not None and not _is_at_work(self._observer):
            logger.warning("%s is followed by looking at it: the system's notices have stopped", self.path)
            self.close()
            self._next_look = 0.0
        if _identity_of(self.path) != self._identity:
            self.close()
            if self._looked and os.path.isdir(self.path) and not scan_source(self.path).files:
                self._identity = None  # so that the disk is noticed when it is back
                raise missing_path(self.path)
            self.open()
        elif time.monotonic() >= self._next_look:
            before, self._looked = self._looked, self._see()
            changed = {path for path, state in self._looked.items() if before.get(path) != state}
            self._note(changed, before.keys() - self._looked.keys())

    def _see(self) -> _Looked:
        """Return size and times of every file; sets the time of the next look."""
        started = time.monotonic()
        seen = {f.path: (f.size, f.mtime_ns, f.ctime_ns) for f in scan_source(self.path).files.values()}
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


def _is_at_work(observer: BaseObserver) -> bool:
    """Return whether its threads still run: an error of the system ends one of them without a word."""
    return observer.is_alive() and all(emitter.is_alive() for emitter in observer.emitters)


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
