"""Follow files and folders: sync again whenever one changes."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from index.errors import YinjuError
from index.library import Library
from index.scan import scan_source
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

    The first look always syncs: what changed since the caller's own sync must not be missed. A failed sync is tried
    again at every look and handed to `on_error` once; without `on_error` it is raised.
    """
    before: dict[str, tuple[int, int]] | None = None
    told = ""
    while not should_stop():
        now = _state_of(paths)
        if now != before:
            try:
                summary = sync_paths(library, paths)
            except YinjuError as error:
                if on_error is None:
                    raise
                if str(error) != told:
                    on_error(error)
                told = str(error)
            else:
                is_news = bool(summary.rejected) and before is not None
                before, told = now, ""
                if summary.added or summary.updated or summary.removed or is_news:
                    on_change(summary)
        time.sleep(POLL_S)


def _state_of(paths: Sequence[Path]) -> dict[str, tuple[int, int]]:
    """Return (size, time changed) of every file a sync of `paths` would read."""
    found = [(path, file) for path in paths for file in scan_source(path.resolve()).files.values()]
    return {f"{path}\x00{file.name}": (file.size, file.mtime_ns) for path, file in found}
