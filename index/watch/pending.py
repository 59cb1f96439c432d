"""Changed paths on their way to a sync: half-written files are waited for, bursts are taken together."""

import threading
import time
from collections.abc import Iterable
from pathlib import Path

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
