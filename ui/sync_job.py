"""One sync at a time for the whole server, beside the sessions: pages come and go, questions go on being answered."""

import logging
import threading
import time
from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import YinjuError
from index.library import Library
from index.progress import Progress
from index.sync import SyncSummary, sync_paths

log = logging.getLogger(__name__)

PACE_WINDOW_S = 20.0
"""The rate is that of the last seconds: files that did not change go by a hundred times faster than new ones."""
PACE_NEEDS_S = 1.0
"""Before this much has been seen no rate is told: it would jump."""


@dataclass(frozen=True)
class SyncState:
    """What a page shows of the job. `error` is one sentence; None stands for an error nobody foresaw.

    `run` counts the syncs started, so that a page can tell a finished one from the one it was waiting for. `rate` is
    in units of `progress` a second, None where it is not known yet.
    """

    run: int = 0
    is_running: bool = False
    is_stopping: bool = False
    was_stopped: bool = False
    progress: Progress | None = None
    rate: float | None = None
    summary: SyncSummary | None = None
    error: str | None = ""


class _StoppedError(Exception):
    """Somebody asked for the sync to end."""


class SyncJob:
    """Runs `sync_paths` in a thread of its own. Safe to share between sessions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = SyncState()
        self._pace = Pace()
        self._thread: threading.Thread | None = None
        self._is_wanted_again = False

    @property
    def state(self) -> SyncState:
        """What is known now."""
        with self._lock:
            return self._state

    def start(self, library: Library, folder: Path) -> None:
        """Start a sync of `folder`. While one is running, another follows it: it may have read the folder before."""
        with self._lock:
            if self._state.is_running:
                self._is_wanted_again = True
                return
            self._state = SyncState(run=self._state.run + 1, is_running=True)
            self._pace = Pace()
            # A daemon, so that the server stops when told to: what was committed stays, the next sync goes on.
            self._thread = threading.Thread(target=self._run, args=(library, folder), name="sync", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ask the running sync to end at its next step; what it has committed stays, and the next sync goes on."""
        with self._lock:
            if self._state.is_running:
                self._is_wanted_again = False
                self._state = replace(self._state, is_stopping=True)

    def wait(self) -> SyncState:
        """Return the state after the running sync, if any, has ended."""
        if self._thread is not None:
            self._thread.join()
        return self.state

    def _run(self, library: Library, folder: Path) -> None:
        try:
            summary = sync_paths(library, [folder], report=self._report)
            while self._take_wish():
                summary = _joined(summary, sync_paths(library, [folder], report=self._report))
            self._finish(summary=summary)
        except _StoppedError:
            self._finish(was_stopped=True)
        except YinjuError as error:
            self._finish(error=str(error))
        except Exception:
            log.exception("Unexpected error while syncing %s", folder)
            self._finish(error=None)
        finally:
            library.close()

    def _take_wish(self) -> bool:
        with self._lock:
            wanted, self._is_wanted_again = self._is_wanted_again, False
            return wanted

    def _report(self, progress: Progress) -> None:
        with self._lock:
            rate = self._pace.note(time.monotonic(), progress.done)
            self._state = replace(self._state, progress=progress, rate=rate)
            if self._state.is_stopping and progress.done < progress.total:
                raise _StoppedError

    def _finish(self, *, summary: SyncSummary | None = None, error: str | None = "", was_stopped: bool = False) -> None:
        with self._lock:
            self._state = replace(
                self._state, is_running=False, is_stopping=False, was_stopped=was_stopped, summary=summary, error=error
            )


class Pace:
    """How fast something goes, by the last PACE_WINDOW_S seconds."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def note(self, moment_s: float, done: int) -> float | None:
        """Return units a second after `done` units at `moment_s`, or None while nothing can be said."""
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()  # another sync follows
        self._seen.append((moment_s, done))
        while len(self._seen) > 2 and self._seen[1][0] < moment_s - PACE_WINDOW_S:
            self._seen.popleft()
        since, before = self._seen[0]
        passed = moment_s - since
        return (done - before) / passed if passed >= PACE_NEEDS_S and done > before else None


def _joined(first: SyncSummary, second: SyncSummary) -> SyncSummary:
    """Return what two syncs of the same folder did together: the second says what is unchanged and what rejected."""
    return replace(
        second,
        added=first.added + second.added,
        updated=first.updated + second.updated,
        removed=first.removed + second.removed,
        reprints=first.reprints + second.reprints,
    )
