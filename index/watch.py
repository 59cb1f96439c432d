"""Follow files and folders: sync again whenever one changes."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from index.errors import YinjuError
from index.library import Library
from index.sync import SyncSummary, sync_paths

POLL_S = 1.0


def watch_paths(
    library: Library,
    paths: Sequence[Path],
    *,
    on_change: Callable[[SyncSummary], None],
    on_error: Callable[[YinjuError], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> None:
    """Sync `paths` whenever something in them changed, until `should_stop` says so. Looks every POLL_S seconds.

    A failed sync is handed to `on_error` and tried again; without `on_error` it is raised.
    """
    before = _state_of(paths)
    while not should_stop():
        time.sleep(POLL_S)
        now = _state_of(paths)
        if now == before:
            continue
        before = now
        try:
            summary = sync_paths(library, paths)
        except YinjuError as error:
            if on_error is None:
                raise
            on_error(error)
            continue
        if summary.added or summary.updated or summary.removed or summary.rejected:
            on_change(summary)


def _state_of(paths: Sequence[Path]) -> dict[str, tuple[int, int]]:
    """Return (size, time changed) of every file below `paths`; a file that vanishes meanwhile is left out."""
    state: dict[str, tuple[int, int]] = {}
    for path in paths:
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            try:
                stat = file.stat()
            except OSError:
                continue
            state[str(file)] = (stat.st_size, stat.st_mtime_ns)
    return state
