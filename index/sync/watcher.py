"""Follow files and folders: sync what changes, as soon as it is complete."""

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
"""How often the places themselves are looked at, and whether to stop."""
RETRY_S = 2.0
"""A sync that failed is tried again after this long."""
REREAD_S = 30.0
"""What could not be read and may be without changing (a closed folder, an error of the disk) is tried again then."""
_MAY_PASS = frozenset({"folder-unopened", "file-unreadable", "file-unopened", "file-read-error"})


def watch_paths(
    library: Library,
    paths: Sequence[Path],
    *,
    on_change: Callable[[SyncSummary], None],
    on_error: Callable[[YinjuError], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> None:
    """Sync what changes in `paths` until `should_stop` says so. Files that are being written are waited for.

    Everything is synced once at the beginning: what changed since the caller's own sync must not be missed. A failed
    sync is tried again every RETRY_S seconds and handed to `on_error` once; without `on_error` it is raised.
    """
    follower = _Follower(library, [path.resolve() for path in paths], on_change, on_error)
    try:
        while not should_stop():
            follower.step(TICK_S)
    finally:
        follower.close()


@dataclass(frozen=True)
class WatchState:
    """What a page shows of a watcher. Moments are UTC; None: not yet. `error` is None while all is well.

    `is_polling`: whether the folder is looked through again and again because the system does not tell of changes.
    """

    is_watching: bool = False
    is_polling: bool = False
    since: datetime | None = None
    changed_at: datetime | None = None
    summary: SyncSummary | None = None
    """What the last change came to."""
    error: Message | None = None
    progress: Progress | None = None
    """How far a sync is that is running."""
    unreadable: tuple[Rejection, ...] = ()
    """What cannot be read at the moment; it is tried again and again, and the rest goes on."""


_FAILED = Message("watch-failed")


class FolderWatcher:
    """Follows one folder in a thread of its own, from `start` until `stop`. Safe to share between threads.

    While `is_held` says so nothing is synced: whoever is syncing by hand should be told what came of it.
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
        """What is known now."""
        with self._lock:
            return self._state

    def start(self) -> None:
        """Begin; everything in the folder is synced first. Does nothing where it has begun already."""
        if self._thread is None:
            # A daemon, so that the server stops when told to: what was committed stays, the next sync goes on.
            self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
            self._set(is_watching=True, since=datetime.now(UTC))
            self._thread.start()

    def stop(self) -> None:
        """End, after the sync that is running."""
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
                progress=None,  # one that failed has told no end
                is_polling=follower.is_polling,
                unreadable=follower.unreadable,
                **({} if follower.has_failed else {"error": None}),
            )
        except Exception:  # a fault nobody foresaw must not end the watching without a word
            if self.state.error != _FAILED:  # said once, however often it is tried
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
    """The feeds of some places and the syncs of what they tell, in the thread of the caller."""

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
        """The error each place is in, so that it is told once."""
        self._withheld: dict[Path, tuple[Message, ...]] = {}
        """What of each place stays although its files are gone, likewise."""
        self._unreadable: dict[Path, dict[str, Rejection]] = {}
        """What of each place could not be read and may be later, by name."""
        self._is_open = False

    @property
    def is_polling(self) -> bool:
        """Whether one of the places is looked at again and again."""
        return any(feed.is_polling for feed in self._feeds)

    @property
    def has_failed(self) -> bool:
        """Whether a place could not be synced the last time."""
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
        """Wait for changes, `wait_s` seconds at most, and sync what is complete; while held, only wait."""
        if not self._is_open:
            self._open()
        if is_held():
            time.sleep(wait_s)
        else:
            self._pending.wait(min([wait_s, *(feed.due_s for feed in self._feeds)]))
        for feed in self._feeds:
            self._attempt(feed, feed.look)
        changed = [] if is_held() else self._pending.take()  # asked anew: a hand may have come in while it waited
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
                summary = sync_changed(self._library, feed.path, changed, report=self._report, vectors_later=True)
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
        """Keep what could not be read, to be tried again; return whether anything was rejected that was not known."""
        before = self._unreadable.get(feed.path, {})
        now = {item.name: item for item in summary.rejected if item.reason.code in _MAY_PASS}
        looked_at = {path.relative_to(feed.path).as_posix() for path in changed if path != feed.path}
        kept = {} if is_whole else {name: item for name, item in before.items() if not _is_below(name, looked_at)}
        self._unreadable[feed.path] = kept | now
        paths = [path for name in now if os.path.lexists(path := feed.path / name)]
        if now:  # a name that is no UTF-8 does not lead back to its file
            self._pending.put_off(paths if len(paths) == len(now) else [feed.path], REREAD_S)
        return any(before.get(item.name) != item for item in summary.rejected)

    def _attempt(self, feed: FolderFeed, work: Callable[[], None]) -> bool:
        """Do it; return whether it went well. An error is told once, or raised where nobody hears of it."""
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
    """Return whether a name is one of the places, or lies below one."""
    return any(name == place or name.startswith(f"{place}/") for place in places)
