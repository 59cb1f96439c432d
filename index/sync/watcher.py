"""Watch files and folders: sync changes as soon as they are complete."""

import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index.article import Rejection
from index.errors import LoadError, YinjuError
from index.library import Library
from index.messages import Message
from index.progress import Progress, ReportProgress, ignore_progress
from index.sync.folder_feed import FolderFeed, PendingChanges
from index.sync.scan import describe_error
from index.sync.sources import SyncRules, SyncSummary, sync_changed, sync_paths

logger = logging.getLogger(__name__)

TICK_S = 0.5
"""How often the watched paths themselves, and the request to stop, are checked."""
RETRY_S = 2.0
"""A failed sync is retried after this long."""
REREAD_S = 30.0
"""Files whose error may pass without a change to them (a closed folder, a disk error) are retried after this long."""
_MAY_PASS = frozenset({"folder-unopened", "file-unreadable", "file-unopened", "file-read-error"})


def watch_paths(
    library: Library,
    paths: Sequence[Path],
    *,
    on_change: Callable[[SyncSummary], None],
    on_error: Callable[[YinjuError], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> None:
    """Sync what changes in `paths` until `should_stop` returns True. Files being written are waited for.

    Everything is synced once at the start, so that changes since the caller's own sync are not missed. A failed sync is
    retried every RETRY_S seconds and its error passed to `on_error` once; without `on_error` it is raised.
    """
    follower = _Follower(library, [path.resolve() for path in paths], on_change, on_error)
    try:
        while not should_stop():
            follower.step(TICK_S)
    finally:
        follower.close()


@dataclass(frozen=True)
class WatchState:
    """A watcher's state, as pages show it. Times are UTC, None for not yet. `error` is None if all is well.

    `is_polling`: whether the folder is scanned repeatedly because the system does not report changes.
    """

    is_watching: bool = False
    is_polling: bool = False
    since: datetime | None = None
    changed_at: datetime | None = None
    summary: SyncSummary | None = None
    """The result of the last change."""
    error: Message | None = None
    progress: Progress | None = None
    """Progress of a running sync."""
    unreadable: tuple[Rejection, ...] = ()
    """What cannot be read at the moment; it is retried while the rest goes on."""


_FAILED = Message("watch-failed")


class FolderWatcher:
    """Watches one folder in its own thread, from `start` until `stop`. Safe to share between threads.

    Nothing is synced while `is_held` returns True, so that a sync by hand reports all its results.
    """

    def __init__(self, library: Library, folder: Path, is_held: Callable[[], bool] = lambda: False) -> None:
        self._library = library
        self._folder = folder
        self._is_held = is_held
        self._lock = threading.Lock()
        self._state = WatchState()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> WatchState:
        """The present state."""
        with self._lock:
            return self._state

    def start(self) -> None:
        """Start, unless already started; everything in the folder is synced first."""
        if self._thread is None:
            # A daemon, so that the server can stop: committed work stays, and the next sync continues.
            self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
            self._set(is_watching=True, since=datetime.now(UTC))
            self._thread.start()

    def stop(self) -> None:
        """Stop, after any running sync."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        follower = _Follower(
            self._library, [self._folder.resolve()], self._note_change, self._note_error, self._note_progress
        )
        try:
            while not self._stop.is_set():
                self._step(follower)
        finally:
            follower.close()
            self._library.close()
            self._set(is_watching=False)

    def _step(self, follower: "_Follower") -> None:
        try:
            follower.step(TICK_S, is_held=self._is_held)
            self._set(
                progress=None,  # a failed sync reported no end
                is_polling=follower.is_polling,
                unreadable=follower.unreadable,
                **({} if follower.has_failed else {"error": None}),
            )
        except Exception:  # an unforeseen error must not end the watching silently
            if self.state.error != _FAILED:  # reported once, however often it recurs
                logger.exception("Unexpected error while following %s", ascii(str(self._folder)))
            self._set(error=_FAILED)
            self._stop.wait(RETRY_S)

    def _note_change(self, summary: SyncSummary) -> None:
        self._set(changed_at=datetime.now(UTC), summary=summary)

    def _note_progress(self, progress: Progress) -> None:
        self._set(progress=progress if progress.done < progress.total else None)

    def _note_error(self, error: YinjuError) -> None:
        self._set(error=error.message)

    def _set(self, **values: object) -> None:
        with self._lock:
            self._state = replace(self._state, **values)  # type: ignore[arg-type]


class _Follower:
    """The feeds of several paths and the syncs of their changes, in the caller's thread."""

    def __init__(
        self,
        library: Library,
        paths: Sequence[Path],
        on_change: Callable[[SyncSummary], None],
        on_error: Callable[[YinjuError], None] | None,
        report: ReportProgress = ignore_progress,
    ) -> None:
        self._library = library
        self._pending = PendingChanges()
        self._feeds = [FolderFeed(path, self._pending) for path in paths]
        self._on_change = on_change
        self._on_error = on_error
        self._report = report
        self._told: dict[Path, Message] = {}
        """The present error of each path, so that it is reported once."""
        self._withheld: dict[Path, tuple[Message, ...]] = {}
        """What of each path was withheld from removal, also to report it once."""
        self._unreadable: dict[Path, dict[str, Rejection]] = {}
        """What of each path could not be read but may be later, by name."""
        self._is_open = False

    @property
    def is_polling(self) -> bool:
        """Whether one of the paths is scanned repeatedly."""
        return any(feed.is_polling for feed in self._feeds)

    @property
    def has_failed(self) -> bool:
        """Whether the last sync of any path failed."""
        return bool(self._told)

    @property
    def unreadable(self) -> tuple[Rejection, ...]:
        """What cannot be read at the moment."""
        return tuple(item for of_place in self._unreadable.values() for item in of_place.values())

    def _open(self) -> None:
        for feed in self._feeds:
            feed.open()
        self._is_open = True

    def close(self) -> None:
        for feed in self._feeds:
            feed.close()

    def step(self, wait_s: float, *, is_held: Callable[[], bool] = lambda: False) -> None:
        """Wait for changes, at most `wait_s` seconds, and sync the complete ones; while held, only wait."""
        if not self._is_open:
            self._open()
        if is_held():
            time.sleep(wait_s)
        else:
            self._pending.wait(min([wait_s, *(feed.due_s for feed in self._feeds)]))
        for feed in self._feeds:
            self._attempt(feed, feed.look)
        changed = [] if is_held() else self._pending.take()  # checked again: a sync by hand may have begun meanwhile
        for feed in self._feeds:
            if mine := [path for path in changed if feed.holds(path)]:
                self._sync(feed, mine)

    def _sync(self, feed: FolderFeed, changed: list[Path]) -> None:
        def sync() -> None:
            is_whole = feed.path in changed
            if is_whole:
                rules = SyncRules(vectors_later=True)
                summary = sync_paths(self._library, [feed.path], rules=rules, report=self._report)
            else:
                summary = sync_changed(self._library, feed.path, changed, report=self._report)
            is_news = (
                self._note_unreadable(feed, changed, summary, is_whole=is_whole) and not is_whole
            ) or summary.withheld != self._withheld.get(feed.path, ())
            self._withheld[feed.path] = summary.withheld
            if summary.added or summary.updated or summary.removed or is_news:
                self._on_change(summary)

        if self._attempt(feed, sync):
            self._told.pop(feed.path, None)
        else:
            self._pending.put_off(changed, RETRY_S)

    def _note_unreadable(self, feed: FolderFeed, changed: list[Path], summary: SyncSummary, *, is_whole: bool) -> bool:
        """Keep what could not be read, to retry it; return whether any rejection is new."""
        before = self._unreadable.get(feed.path, {})
        now = {item.name: item for item in summary.rejected if item.reason.code in _MAY_PASS}
        looked_at = {path.relative_to(feed.path).as_posix() for path in changed if path != feed.path}
        kept = {} if is_whole else {name: item for name, item in before.items() if not _is_below(name, looked_at)}
        self._unreadable[feed.path] = kept | now
        paths = [path for name in now if os.path.lexists(path := feed.path / name)]
        if now:  # a name that is not UTF-8 does not lead back to its file
            self._pending.put_off(paths if len(paths) == len(now) else [feed.path], REREAD_S)
        return any(before.get(item.name) != item for item in summary.rejected)

    def _attempt(self, feed: FolderFeed, work: Callable[[], None]) -> bool:
        """Do `work`; return whether it succeeded. An error is reported once, or raised if there is no `on_error`."""
        try:
            try:
                work()
            except OSError as error:
                facts = {"path": feed.path, "reason": describe_error(error)}
                raise LoadError(Message("folder-unfollowed", facts)) from error
        except YinjuError as error:
            if self._on_error is None:
                raise
            if self._told.get(feed.path) != error.message:
                self._told[feed.path] = error.message
                self._on_error(error)
            return False
        return True


def _is_below(name: str, places: set[str]) -> bool:
    """Return whether a name is at or below one of the places."""
    return any(name == place or name.startswith(f"{place}/") for place in places)
