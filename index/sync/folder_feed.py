"""Changes below a folder, from the system's notices or from scans; the one file that imports watchdog."""

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

# ---- Changed paths awaiting a sync: half-written files are waited for, bursts are batched


SETTLE_S = 0.25
"""A file that was closed, renamed or removed is read after this long, together with any that follow within it."""
BURST_S = 1.0
"""A file that is ready waits at most this long for the rest of a burst."""
OPEN_S = 5.0
"""A file being written is read when its writer closes it or has written nothing for this long."""


class PendingChanges:
    """Changed paths, each with the time (time.monotonic()) from which it may be read. Safe to share between threads."""

    def __init__(self) -> None:
        self._ready_at: dict[Path, float] = {}
        self._settled_at = 0.0  # when a path last became complete
        self._changed = threading.Condition()

    def note_complete(self, path: Path) -> None:
        """Note a file that was closed, renamed to this name or removed, or a folder to be scanned."""
        with self._changed:
            self._settled_at = time.monotonic()
            self._ready_at[path] = self._settled_at + SETTLE_S
            self._changed.notify_all()

    def note_open(self, path: Path, wait_s: float) -> None:
        """Note a file being written; it is read once nothing has happened to it for `wait_s` seconds."""
        with self._changed:
            self._ready_at[path] = time.monotonic() + wait_s
            self._changed.notify_all()

    def put_off(self, paths: Iterable[Path], wait_s: float) -> None:
        """Requeue paths that were taken and could not be read; those changed since keep their own time."""
        with self._changed:
            for path in paths:
                self._ready_at.setdefault(path, time.monotonic() + wait_s)

    def has(self, path: Path) -> bool:
        """Return whether this path is waiting."""
        with self._changed:
            return path in self._ready_at

    def take(self) -> list[Path]:
        """Remove and return the paths that may be read now; none during a burst."""
        with self._changed:
            now = time.monotonic()
            if now < self._due_at():
                return []
            ready = sorted(path for path, at in self._ready_at.items() if at <= now)
            for path in ready:
                del self._ready_at[path]
            return ready

    def wait(self, timeout_s: float) -> None:
        """Wait until something may be taken, for at most `timeout_s` seconds."""
        with self._changed:
            left_s = self._due_at() - time.monotonic()
            if left_s > 0:
                self._changed.wait(min(timeout_s, left_s))

    def _due_at(self) -> float:
        """Return when the next path may be taken: when it is ready, and its burst is over or too long."""
        first = min(self._ready_at.values(), default=float("inf"))
        return max(first, min(self._settled_at + SETTLE_S, first + BURST_S))


# ---- The kind of file system of a path: network drives do not notify this machine of changes


_REMOTE = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "davfs", "vboxsf", "vmhgfs",
    "prl_fs", "drvfs", "virtiofs",
})  # fmt: skip
_MOUNTS = Path("/proc/self/mountinfo")


def is_remote(path: Path) -> bool:
    """Return whether other machines may change `path` without this system noticing."""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False  # no such list on this system
    return is_remote_kind(kind_of(path, mounts))


def is_remote_kind(kind: str) -> bool:
    """Return whether a file system of this kind is shared with other machines; fuse.* (sshfs, s3fs) usually is."""
    return kind in _REMOTE or kind.startswith("fuse.")


def kind_of(path: Path, mounts: str) -> str:
    """Return the type of the file system that contains `path` (absolute, without links), '' if none does.

    `mounts` is the text of /proc/self/mountinfo: the fifth word of a line is the mount point, the first after " - " the
    type.
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


# ---- The feed of one folder


logger = logging.getLogger(__name__)

POLL_S = 0.7
"""How often a folder without system notices is scanned."""
LOOK_S = 60.0
"""How often a folder is scanned despite system notices, whose queue can overflow."""
QUIET_S = OPEN_S if sys.platform == "linux" else 1.0
"""Systems other than Linux do not report when a file is closed."""
_POLL_SHARE, _LOOK_SHARE = 0.1, 0.01
"""Scans take at most this share of the time, however large the folder."""

_Looked = dict[Path, tuple[int, int, int]]
_HEARD: list[type[events.FileSystemEvent]] = [
    events.FileCreatedEvent, events.FileModifiedEvent, events.FileClosedEvent, events.FileDeletedEvent,
    events.FileMovedEvent, events.FileAttribEvent, events.DirCreatedEvent, events.DirDeletedEvent,
    events.DirMovedEvent,
]  # fmt: skip


class FolderFeed:
    """Passes every change below one folder, or of one file, to `pending`, from `open` until `close`.

    `path` itself in `pending` means that anything below may have changed.
    """

    def __init__(self, path: Path, pending: PendingChanges) -> None:
        self.path = path
        self._pending = pending
        self._observer: BaseObserver | None = None
        self._identity: tuple[int, int] | None = None
        self._looked: _Looked = {}
        self._moving: set[Path] = set()  # changed at the last scan, so perhaps still being written
        self._next_look = 0.0

    @property
    def is_polling(self) -> bool:
        """Whether changes are found by scanning instead of from system notices."""
        return self._observer is None

    def open(self) -> None:
        """Follow the folder from now on; everything in it counts as changed."""
        self._identity = _identity_of(self.path)
        if os.path.isdir(self.path) and not is_remote(self.path):
            self._observer = _observe(self.path, FolderEvents(self.path, self._pending))
        self._looked, self._moving = self._see(), set()
        self._pending.note_complete(self.path)

    def holds(self, path: Path) -> bool:
        """Return whether a changed path belongs to this feed."""
        return path.is_relative_to(self.path)

    def close(self) -> None:
        """Stop following."""
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None

    @property
    def due_s(self) -> float:
        """In how many seconds the next scan of the folder is due."""
        return max(0.0, self._next_look - time.monotonic())

    def look(self) -> None:
        """Find changes that the system did not report; start over if another folder is now at the path.

        Raises LoadError if the new one is empty and the old one was not: the disk mounted here is gone.
        """
        if self._observer is not None and not _is_at_work(self._observer):
            logger.warning("%s is followed by looking at it: the system's notices have stopped", self.path)
            self.close()
            self._next_look = 0.0
        if _identity_of(self.path) != self._identity:
            self.close()
            if self._looked and os.path.isdir(self.path) and not scan_source(self.path).files:
                self._identity = None  # so that the disk's return is noticed
                raise missing_path(self.path)
            self.open()
        elif time.monotonic() >= self._next_look:
            before, self._looked = self._looked, self._see()
            changed = {path for path, state in self._looked.items() if before.get(path) != state}
            self._note(changed, before.keys() - self._looked.keys())

    def _see(self) -> _Looked:
        """Return size and times of every file, and schedule the next scan."""
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
                if not self._pending.has(path):  # otherwise the system reports its completion
                    self._pending.note_complete(path)
            return
        for path in changed:
            self._pending.note_open(path, float("inf"))
        for path in self._moving - changed - removed:
            self._pending.note_complete(path)  # unchanged between two scans
        self._moving = changed


class FolderEvents(events.FileSystemEventHandler):
    """Notes which paths an event makes complete, and which are being written."""

    def __init__(self, root: Path, pending: PendingChanges) -> None:
        self._root = root
        self._pending = pending

    def on_any_event(self, event: events.FileSystemEvent) -> None:
        path = Path(str(event.src_path))
        if isinstance(event, events.DirMovedEvent | events.DirDeletedEvent):
            # Later events for files inside may still use the folder's old name: scan everything.
            self._pending.note_complete(self._root)
        if isinstance(event, events.FileSystemMovedEvent):
            self._pending.note_complete(path)
            self._pending.note_complete(Path(str(event.dest_path)))
        elif isinstance(event, events.FileModifiedEvent):
            self._pending.note_open(path, QUIET_S)
        elif isinstance(event, events.FileCreatedEvent) and _is_empty(path):
            self._pending.note_open(path, QUIET_S)  # its writer has yet to begin
        elif isinstance(event, events.FileAttribEvent) and self._pending.has(path):
            pass  # cp -p sets the times before closing
        elif path != self._root:  # `look` handles the folder itself
            self._pending.note_complete(path)


def _observe(folder: Path, handler: FolderEvents) -> BaseObserver | None:
    """Return an observer of the folder, or None if the system's limit is reached."""
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
    """Return whether its threads are all running; a system error ends one of them silently."""
    return observer.is_alive() and all(emitter.is_alive() for emitter in observer.emitters)


def _is_empty(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except OSError:
        return False


def _identity_of(path: Path) -> tuple[int, int] | None:
    """Return what distinguishes this folder from another at the same path; None if there is none."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino
