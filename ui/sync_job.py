"""One sync at a time for the whole server, beside the sessions: pages come and go, questions go on being answered."""

import logging
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import YinjuError
from index.library import Library
from index.progress import Progress
from index.sync import SyncSummary, sync_paths

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SyncState:
    """What a page shows of the job. `error` is one sentence; None stands for an error nobody foresaw.

    `run` counts the syncs started, so that a page can tell a finished one from the one it was waiting for.
    """

    run: int = 0
    is_running: bool = False
    progress: Progress | None = None
    elapsed_s: float = 0.0
    summary: SyncSummary | None = None
    error: str | None = ""


class SyncJob:
    """Runs `sync_paths` in a thread of its own. Safe to share between sessions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = SyncState()
        self._started = 0.0
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
            self._started = time.monotonic()
            # A daemon, so that the server stops when told to: what was committed stays, the next sync goes on.
            self._thread = threading.Thread(target=self._run, args=(library, folder), name="sync", daemon=True)
            self._thread.start()

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
            self._state = replace(self._state, progress=progress, elapsed_s=time.monotonic() - self._started)

    def _finish(self, *, summary: SyncSummary | None = None, error: str | None = "") -> None:
        with self._lock:
            self._state = replace(self._state, is_running=False, summary=summary, error=error)


def _joined(first: SyncSummary, second: SyncSummary) -> SyncSummary:
    """Return what two syncs of the same folder did together: the second says what is unchanged and what rejected."""
    return replace(
        second,
        added=first.added + second.added,
        updated=first.updated + second.updated,
        removed=first.removed + second.removed,
        reprints=first.reprints + second.reprints,
    )
