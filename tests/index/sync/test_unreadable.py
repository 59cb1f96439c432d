"""One folder or file that cannot be read ends no sync and no watcher: it is named, its articles stay, the rest goes on.

The tests run without root's privileges, to whom no folder is closed.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from index.article import Article, Rejection
from index.library import Library
from index.load.loader import read_article_bytes
from index.messages import Message
from index.sync.folder_feed import FolderFeed, PendingChanges
from index.sync.sources import SyncRules, SyncSummary, sync_changed, sync_paths
from index.sync.watcher import FolderWatcher
from tests.index.sync.test_sources import open_folder as open_folder
from tests.index.sync.test_sources import without_privilege
from tests.index.sync.test_watcher import wait_for
from tests.toy_embedder import ToyEmbedder

pytestmark = pytest.mark.faults

WriteFiles = Callable[[dict[str, str | bytes]], Path]
BRIDGE = "澄青大桥昨天正式通车，市民步行过江只要八分钟。"
PEAR = "石渡县梨花节本周六开幕，主会场设在望江村。"
NO_LEAVE = Message("reason-no-permission")
UNREADABLE = Message("file-unreadable", {"reason": NO_LEAVE})
MAY_LIST, MAY_NOTHING, MAY_ALL = 0o400, 0o000, 0o700


@pytest.fixture
def place(open_folder: Path) -> Iterator[Path]:
    """A folder with two files in a folder and one beside it, as long as the test runs without root's privileges."""
    read_article_bytes(BRIDGE.encode(), "a.txt", "a.txt")  # what reads texts is loaded while it can be
    with without_privilege():
        source = open_folder / "source"
        (source / "sub" / "deep").mkdir(parents=True)
        (source / "sub" / "a.txt").write_text(BRIDGE)
        (source / "sub" / "deep" / "b.txt").write_text(PEAR)
        (source / "c.txt").write_text("乡村公路改造工程完工。")
        try:
            yield source
        finally:
            for folder in (source, source / "sub"):
                folder.chmod(MAY_ALL)


@pytest.fixture
def opened(place: Path) -> Iterator[Library]:
    library = Library.open(place.parent / "library", ToyEmbedder())
    yield library
    library.close()


def ids(library: Library) -> list[str]:
    with library.snapshot() as snapshot:
        return sorted(summary.id for summary in snapshot.articles())


def test_folder_that_may_be_listed_and_not_entered_is_named_and_keeps_its_articles(
    place: Path, opened: Library
) -> None:
    sync_paths(opened, [place])
    (place / "sub").chmod(MAY_LIST)
    (place / "new.txt").write_text("新建的水文站投入使用。")
    summary = sync_paths(opened, [place])
    assert (summary.added, summary.removed, summary.unchanged) == (1, 0, 3)
    assert summary.rejected == (
        Rejection("sub/deep", Message("folder-unopened", {"reason": NO_LEAVE})), Rejection("sub/a.txt", UNREADABLE),
    ) or summary.rejected == (
        Rejection("sub/a.txt", UNREADABLE), Rejection("sub/deep", Message("folder-unopened", {"reason": NO_LEAVE})),
    )  # fmt: skip
    for changed in (place / "sub", place / "sub" / "a.txt", place / "sub" / "deep" / "b.txt"):
        assert sync_changed(opened, place, [changed]).removed == 0
    (place / "sub").chmod(MAY_ALL)
    assert sync_paths(opened, [place]) == SyncSummary(unchanged=4)


@pytest.mark.parametrize("mode", [MAY_LIST, MAY_NOTHING])
def test_source_that_is_closed_removes_nothing(place: Path, opened: Library, mode: int) -> None:
    sync_paths(opened, [place])
    place.chmod(mode)
    summary = sync_paths(opened, [place])
    assert (summary.removed, summary.unchanged, bool(summary.rejected)) == (0, 3, True)


def test_source_in_a_closed_folder_is_one_sentence(place: Path, opened: Library) -> None:
    from index.errors import LoadError

    file = place / "sub" / "a.txt"
    sync_paths(opened, [file])
    (place / "sub").chmod(MAY_NOTHING)
    with pytest.raises(LoadError, match="资料库没有改动"):
        sync_paths(opened, [file])
    with pytest.raises(LoadError, match="资料库没有改动"):
        sync_paths(opened, [place / "sub" / "deep"])
    assert ids(opened) == ["a.txt"]


def test_watcher_goes_on_beside_a_closed_folder_and_takes_it_in_when_it_is_open(
    place: Path, opened: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.watcher.TICK_S", 0.1)
    monkeypatch.setattr("index.sync.watcher.REREAD_S", 0.3)
    (place / "sub").chmod(MAY_LIST)
    watcher = FolderWatcher(opened, place)
    watcher.start()
    try:
        wait_for(lambda: ids(opened) == ["c.txt"])
        wait_for(lambda: {item.name for item in watcher.state.unreadable} == {"sub/a.txt", "sub/deep"})
        (place / "new.txt").write_text("新建的水文站投入使用。")
        wait_for(lambda: ids(opened) == ["c.txt", "new.txt"])
        (place / "sub").chmod(MAY_ALL)
        wait_for(lambda: ids(opened) == ["c.txt", "new.txt", "sub/a.txt", "sub/deep/b.txt"])
        wait_for(lambda: watcher.state.unreadable == ())
        assert watcher.state.is_watching
    finally:
        watcher.stop()


def test_watcher_whose_folder_is_closed_at_the_start_says_so_and_goes_on_later(
    place: Path, opened: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.watcher.TICK_S", 0.1)
    monkeypatch.setattr("index.sync.watcher.RETRY_S", 0.1)
    (place / "sub").chmod(MAY_NOTHING)
    watcher = FolderWatcher(opened, place / "sub" / "deep")
    watcher.start()
    try:
        wait_for(lambda: watcher.state.error)
        (place / "sub").chmod(MAY_ALL)
        wait_for(lambda: ids(opened) == ["b.txt"])
        wait_for(lambda: watcher.state.error is None)
    finally:
        watcher.stop()


def test_fault_nobody_foresaw_is_shown_and_tried_again(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.watcher.RETRY_S", 0.05)
    folder = write_files({"a.txt": BRIDGE})
    with monkeypatch.context() as patch:
        patch.setattr("index.sync.watcher.FolderFeed.open", lambda _: 1 / 0)
        watcher = FolderWatcher(library, folder)
        watcher.start()
        wait_for(lambda: watcher.state.error == Message("watch-failed"))
    try:
        wait_for(lambda: ids(library) == ["a.txt"])
        wait_for(lambda: watcher.state.error is None)
    finally:
        watcher.stop()


def test_feed_whose_notices_stopped_looks_instead(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    pending = PendingChanges()
    feed = FolderFeed(folder, pending)
    feed.open()
    try:
        assert not feed.is_polling
        for emitter in feed._observer.emitters:  # type: ignore[union-attr]
            emitter.stop()
            emitter.join()
        write_files({"b.txt": PEAR})
        feed.look()
        assert feed.is_polling
        assert folder in pending.take() or pending.has(folder) or pending.has(folder / "b.txt")
    finally:
        feed.close()


def test_link_to_nothing_keeps_the_article_read_through_it(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({".kept/a.txt": BRIDGE, "b.txt": PEAR})
    (folder / "a.txt").symlink_to(folder / ".kept" / "a.txt")
    sync_paths(library, [folder])
    (folder / ".kept" / "a.txt").rename(folder / ".kept" / "away.txt")
    broken = (Rejection("a.txt", Message("link-broken")),)
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=2, rejected=broken)
    (folder / "a.txt").unlink()
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=1, removed=1)


def test_folders_that_link_to_each_other_are_walked_once(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"one/a.txt": BRIDGE, "two/b.txt": PEAR})
    (folder / "one" / "two").symlink_to(folder / "two")
    (folder / "two" / "one").symlink_to(folder / "one")
    (folder / "self").symlink_to(folder)
    assert sync_paths(library, [folder]) == SyncSummary(added=2)


def test_fault_in_one_file_is_named_and_the_others_are_taken_in(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    import index.sync.sources

    read = index.sync.sources.iter_articles

    def fail(path: Path, name: str, *rest: Any) -> Iterator[Article | Rejection]:
        if name == "a.txt":
            raise RecursionError
        return read(path, name, *rest)

    monkeypatch.setattr("index.sync.sources.iter_articles", fail)
    folder = write_files({"a.txt": BRIDGE, "b.txt": PEAR})
    refused = (Rejection("a.txt", Message("file-reader-failed")),)
    assert sync_paths(library, [folder]) == SyncSummary(added=1, rejected=refused)


def test_error_of_the_disk_is_forgotten_when_the_file_can_be_read(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_files({"a.txt": BRIDGE})
    with monkeypatch.context() as patch:
        real = Path.open

        def broken(self: Path, mode: str = "r", *more: object) -> object:
            if self.name == "a.txt" and broken.calls:  # type: ignore[attr-defined]
                raise OSError(5, "Input/output error")
            broken.calls += 1  # type: ignore[attr-defined]
            return real(self, mode, *more)  # type: ignore[arg-type]

        broken.calls = 0  # type: ignore[attr-defined]
        patch.setattr(Path, "open", broken)
        assert [item.name for item in sync_paths(library, [folder]).rejected] == ["a.txt"]
    assert sync_paths(library, [folder]) == SyncSummary(added=1)


# ---- a file that changed although its size and time did not


def same_size_and_time(file: Path, text: str) -> None:
    before = file.stat()
    file.write_text(text)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = file.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def old(file: Path) -> None:
    os.utime(file, (1_700_000_000, 1_700_000_000))


def test_file_changed_within_the_same_size_and_time_is_found(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    old(folder / "a.txt")
    assert sync_paths(library, [folder]) == SyncSummary(added=1)
    same_size_and_time(folder / "a.txt", BRIDGE.replace("八", "六"))
    assert sync_paths(library, [folder]) == SyncSummary(updated=1)


def test_other_file_of_the_same_size_and_time_is_found(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE, ".b.txt": BRIDGE.replace("八", "六")})
    old(folder / "a.txt")
    old(folder / ".b.txt")
    sync_paths(library, [folder])
    (folder / ".b.txt").rename(folder / "a.txt")
    assert sync_paths(library, [folder]) == SyncSummary(updated=1)


def test_reread_finds_what_no_fact_of_the_file_tells(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.writer.FileState.is_of", lambda *_: True)  # a disk that tells nothing
    folder = write_files({"a.txt": BRIDGE})
    sync_paths(library, [folder])
    write_files({"a.txt": BRIDGE.replace("八", "六")})
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=1)
    assert sync_paths(library, [folder], rules=SyncRules(by_content=True)) == SyncSummary(updated=1)
