"""Long changes of the library, one at a time for the whole server and apart from the sessions: pages come and go, and
questions are still answered."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from index.errors import YinjuError
from index.library import Library
from index.maintenance import rebuild_library
from index.progress import Progress
from index.sync.sources import SyncRules, SyncSummary, joined, sync_paths

log = logging.getLogger(__name__)

PACE_WINDOW_S = 20.0
"""The rate is over the last seconds only: unchanged files pass a hundred times faster than new ones."""
PACE_NEEDS_S = 1.0
"""No rate is given before this much was measured: it would jump."""


class Work(Enum):
    """What the job does: make the library match the folder, or rebuild everything derived from the articles."""

    SYNC = "sync"
    REBUILD = "rebuild"


@dataclass(frozen=True)
class SyncState:
    """What a page shows of the job. `error` is what ended it, None if it succeeded.

    `run` counts the runs started, so that a page can tell a finished one from the one it was waiting for; it began at
    `started_at` (UTC, ISO 8601). `rate` is in units of `progress` per second, None if not known yet.
    `summary` is a sync's, `rebuilt` the number of articles that a rebuild processed.
    """

    run: int = 0
    started_at: str = ""
    work: Work = Work.SYNC
    is_running: bool = False
    is_stopping: bool = False
    was_stopped: bool = False
    progress: Progress | None = None
    rate: float | None = None
    summary: SyncSummary | None = None
    rebuilt: int | None = None
    error: Exception | None = None


class _StoppedError(Exception):
    """Somebody asked to stop the job."""


class SyncJob:
    """Runs `sync_paths` or `rebuild_library` in its own thread. Safe to share between sessions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = SyncState()
        self._pace = Pace()
        self._thread: threading.Thread | None = None
        self._wanted: tuple[Path, bool] | None = None
        self._holders = 0

    @property
    def is_holding(self) -> bool:
        """Whether nobody else should sync now, because the job does or is about to."""
        with self._lock:
            return self._state.is_running or self._holders > 0

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Keep the folder's watcher from adding what is saved inside the block: the sync started at its end does that,
        and reports the result."""
        with self._lock:
            self._holders += 1
        try:
            yield
        finally:
            with self._lock:
                self._holders -= 1

    @property
    def state(self) -> SyncState:
        """The current state."""
        with self._lock:
            return self._state

    def start(self, library: Library, folder: Path, *, may_remove_most: bool = False) -> None:
        """Start a sync of `folder`, after any running job: a running sync may have read the folder already.

        `may_remove_most`: somebody confirmed that articles are to be removed even though most of them are.
        """
        with self._lock:
            if self._state.is_running:
                self._wanted = (folder, may_remove_most)
            else:
                self._begin(Work.SYNC, library, lambda: self._sync(library, folder, may_remove_most))

    def start_rebuild(self, library: Library) -> None:
        """Start a rebuild; does nothing while a job is running."""
        with self._lock:
            if not self._state.is_running:
                self._begin(Work.REBUILD, library, lambda: self._rebuild(library))

    def stop(self) -> None:
        """Ask a running job to end at its next step; what it has committed stays, and the next run continues."""
        with self._lock:
            if self._state.is_running:
                self._wanted = None
                self._state = replace(self._state, is_stopping=True)

    def wait(self) -> SyncState:
        """Return the state once the running job, if any, has ended."""
        if self._thread is not None:
            self._thread.join()
        return self.state

    def _begin(self, work: Work, library: Library, run: Callable[[], None]) -> None:
        """Start a thread that runs `run`; the caller holds the lock."""
        self._state = SyncState(self._state.run + 1, _now(), work, is_running=True)
        self._pace = Pace()
        # A daemon, so that the server stops when told to: what was committed stays, the next run continues.
        self._thread = threading.Thread(target=self._run, args=(library, run), name=work.value, daemon=True)
        self._thread.start()

    def _sync(self, library: Library, folder: Path, may_remove_most: bool) -> None:
        summary = sync_paths(library, [folder], report=self._report, rules=_rules(may_remove_most))
        while (wish := self._take_wish()) is not None:
            again = sync_paths(library, [folder], report=self._report, rules=_rules(wish[1]))
            summary = joined(summary, again)
        self._finish(summary=summary)

    def _rebuild(self, library: Library) -> None:
        count = rebuild_library(library, report=self._report)
        if (wish := self._take_wish()) is not None:
            with self._lock:
                self._state = replace(self._state, work=Work.SYNC, progress=None, rate=None)
            self._sync(library, *wish)
        else:
            self._finish(rebuilt=count)

    def _run(self, library: Library, run: Callable[[], None]) -> None:
        try:
            run()
        except _StoppedError:
            self._finish(was_stopped=True)
        except Exception as error:
            if not isinstance(error, YinjuError):
                log.exception("Unexpected error while changing %s", library.path)
            self._finish(error=error)
        finally:
            library.close()

    def _take_wish(self) -> tuple[Path, bool] | None:
        """Return the folder of a sync requested meanwhile and whether it may remove most articles, or None."""
        with self._lock:
            wanted, self._wanted = self._wanted, None
            return wanted

    def _report(self, progress: Progress) -> None:
        with self._lock:
            rate = self._pace.note(time.monotonic(), progress.done)
            self._state = replace(self._state, progress=progress, rate=rate)
            if self._state.is_stopping and progress.done < progress.total:
                raise _StoppedError

    def _finish(
        self,
        *,
        summary: SyncSummary | None = None,
        rebuilt: int | None = None,
        error: Exception | None = None,
        was_stopped: bool = False,
    ) -> None:
        with self._lock:
            self._state = replace(
                self._state,
                is_running=False,
                is_stopping=False,
                was_stopped=was_stopped,
                summary=summary,
                rebuilt=rebuilt,
                error=error,
            )


def _rules(may_remove_most: bool) -> SyncRules:
    """Return the rules of a sync in a server, whose own thread makes the vectors."""
    return SyncRules(may_remove_most, vectors_later=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Pace:
    """The rate of progress over the last PACE_WINDOW_S seconds."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def note(self, moment_s: float, done: int) -> float | None:
        """Return units per second, given `done` units at `moment_s`; None while it is too early to tell."""
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()  # a new stage has begun
        self._seen.append((moment_s, done))
        while len(self._seen) > 2 and self._seen[1][0] < moment_s - PACE_WINDOW_S:
            self._seen.popleft()
        since, before = self._seen[0]
        passed = moment_s - since
        return (done - before) / passed if passed >= PACE_NEEDS_S and done > before else None
