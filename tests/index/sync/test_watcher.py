"""Watching: every change of the files reaches the library once it is complete, also one made before the first look."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from watchdog.events import DirDeletedEvent

from index.errors import LoadError, YinjuError
from index.library import Library
from index.messages import say
from index.sync.folder_feed import FolderEvents, PendingChanges
from index.sync.sources import SyncSummary, sync_paths
from index.sync.watcher import FolderWatcher, WatchState, watch_paths
from tests.said import said
from tests.toy_embedder import ToyEmbedder

WriteFiles = Callable[[dict[str, str | bytes]], Path]
BRIDGE = "澄青大桥昨天正式通车，市民步行过江只要八分钟。"
PEAR = "石渡县梨花节本周六开幕，主会场设在望江村。"
ROAD = "乡村公路改造工程完工，全长十二公里。"
PATIENCE_S = 60
SLOWER = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
"""How many times slower than alone: on a machine that others use as well."""


@pytest.fixture(autouse=True)
def short_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.sync.watcher.TICK_S", 0.1)


@pytest.fixture(params=["told", "polling"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How changes are found: told by the system, or by looking as on a drive of another machine."""
    if request.param == "polling":
        monkeypatch.setattr("index.sync.folder_feed.is_remote", lambda _: True)
        monkeypatch.setattr("index.sync.folder_feed.POLL_S", 0.1)
    return str(request.param)


@contextmanager
def watching(library: Library, folder: Path) -> Iterator[FolderWatcher]:
    watcher = FolderWatcher(library, folder)
    watcher.start()
    try:
        yield watcher
    finally:
        watcher.stop()


def wait_for(condition: Callable[[], object]) -> float:
    """Return after how many seconds the condition held."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() < started + PATIENCE_S
        time.sleep(0.01)
    return time.monotonic() - started


def ids(library: Library) -> list[str]:
    with library.snapshot() as snapshot:
        return sorted(summary.id for summary in snapshot.articles())


def found(library: Library, word: str) -> list[str]:
    with library.snapshot() as snapshot:
        return [chunk.article.id for chunk in snapshot.chunks([h.chunk_id for h in snapshot.search_words([word], 9)])]


def test_every_change_reaches_the_library(library: Library, write_files: WriteFiles, way: str) -> None:
    folder = write_files({"a.txt": BRIDGE})
    with watching(library, folder) as watcher:
        wait_for(lambda: ids(library) == ["a.txt"])
        wait_for(lambda: watcher.state.is_polling == (way == "polling"))
        write_files({"b.txt": PEAR, "new/deep/c.txt": ROAD, ".hidden.txt": PEAR})
        wait_for(lambda: ids(library) == ["a.txt", "b.txt", "new/deep/c.txt"])
        write_files({"b.txt": PEAR.replace("梨花", "桃花")})
        wait_for(lambda: (found(library, "桃花"), found(library, "梨花")) == (["b.txt"], []))
        (folder / "new").rename(folder / "old")
        wait_for(lambda: ids(library) == ["a.txt", "b.txt", "old/deep/c.txt"])
        shutil.rmtree(folder / "old")
        (folder / "a.txt").unlink()
        wait_for(lambda: ids(library) == ["b.txt"])


def test_new_file_is_answerable_soon_after_it_is_closed(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({f"{n}.txt": f"第{n}号文章。" for n in range(50)})
    with watching(library, folder):
        wait_for(lambda: len(ids(library)) == 50)
        write_files({"new.txt": BRIDGE})
        assert wait_for(lambda: found(library, "大桥")) < 2 * SLOWER


def test_half_written_file_is_waited_for(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.folder_feed.QUIET_S", PATIENCE_S)  # the close alone ends the waiting
    folder = write_files({"a.txt": PEAR})
    with watching(library, folder) as watcher:
        wait_for(lambda: ids(library) == ["a.txt"])
        with (folder / "b.txt").open("w") as file:
            file.write(BRIDGE[:5])
            file.flush()
            write_files({"c.txt": ROAD})
            wait_for(lambda: found(library, "公路"))
            time.sleep(1.0)  # longer than a complete file waits
            assert ids(library) == ["a.txt", "c.txt"]
            file.write(BRIDGE[5:])
        wait_for(lambda: found(library, "大桥"))
        wait_for(lambda: watcher.state.summary == SyncSummary(added=1, unchanged=2))


def test_file_that_a_writer_leaves_open_is_read_when_it_rests(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.folder_feed.QUIET_S", 0.3)
    folder = write_files({})
    with watching(library, folder) as watcher, (folder / "log.txt").open("w") as file:
        wait_for(lambda: watcher.state.is_watching)
        file.write(BRIDGE)
        file.flush()
        wait_for(lambda: found(library, "大桥") == ["log.txt"])


def test_renamed_file_is_never_missing(library: Library, write_files: WriteFiles, way: str) -> None:
    folder = write_files({"0.txt": BRIDGE})
    with watching(library, folder):
        wait_for(lambda: ids(library) == ["0.txt"])
        for number in range(5):
            (folder / f"{number}.txt").rename(folder / f"{number + 1}.txt")
            seen = {("0.txt",)}
            while seen != {(f"{number + 1}.txt",)}:
                seen = {tuple(found(library, "大桥"))}
                assert seen <= {(f"{number}.txt",), (f"{number + 1}.txt",)}


def test_burst_is_synced_in_few_steps(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": PEAR})
    told: list[SyncSummary] = []
    done = threading.Event()
    thread = threading.Thread(
        target=lambda: (
            watch_paths(library, [folder], on_change=told.append, should_stop=done.is_set),
            library.close(),
        )
    )
    thread.start()
    wait_for(lambda: told)
    write_files({f"{n}.txt": f"第{n}号大桥于{n}月通车，全长{n * 100}米。" for n in range(300)})
    wait_for(lambda: sum(summary.added for summary in told) == 301)
    done.set()
    thread.join()
    assert len(told) <= 4 * SLOWER


def test_touched_file_is_no_change(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    with watching(library, folder) as watcher:
        wait_for(lambda: watcher.state.changed_at)
        version = library.status().version
        (folder / "a.txt").touch()
        write_files({"b.txt": PEAR})
        wait_for(lambda: found(library, "梨花"))
        assert library.status().version == version + 1


def test_change_between_the_first_sync_and_the_watching_is_not_missed(
    library: Library, write_files: WriteFiles, way: str
) -> None:
    folder = write_files({"a.txt": BRIDGE, "empty.txt": ""})
    sync_paths(library, [folder])
    write_files({"b.txt": PEAR})
    with watching(library, folder) as watcher:
        wait_for(lambda: watcher.state.summary)
        assert (ids(library), watcher.state.summary and watcher.state.summary.added) == (["a.txt", "b.txt"], 1)


def test_change_the_system_did_not_tell_is_found_by_looking(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.folder_feed.LOOK_S", 0.2)
    monkeypatch.setattr(FolderEvents, "on_any_event", lambda *_: None)
    folder = write_files({"a.txt": BRIDGE})
    with watching(library, folder) as watcher:
        wait_for(lambda: ids(library) == ["a.txt"])
        assert not watcher.state.is_polling
        write_files({"b.txt": PEAR})
        wait_for(lambda: ids(library) == ["a.txt", "b.txt"])
        (folder / "a.txt").unlink()
        wait_for(lambda: ids(library) == ["b.txt"])


def test_single_file_is_followed(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE, "b.txt": PEAR})
    with watching(library, folder / "a.txt"):
        wait_for(lambda: ids(library) == ["a.txt"])
        write_files({"a.txt": ROAD, "c.txt": PEAR})
        wait_for(lambda: found(library, "公路") == ["a.txt"])
        assert ids(library) == ["a.txt"]


def test_rejected_file_is_told(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    with watching(library, folder) as watcher:
        wait_for(lambda: ids(library) == ["a.txt"])
        write_files({"b.txt": bytes(range(256)) * 20})
        wait_for(lambda: watcher.state.summary and watcher.state.summary.rejected)
        assert [r.name for r in watcher.state.summary.rejected] == ["b.txt"]  # type: ignore[union-attr]


def test_folder_that_goes_away_is_told_once_and_followed_when_it_is_back(
    library: Library, write_files: WriteFiles, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.watcher.RETRY_S", 0.05)
    folder = write_files({"a.txt": BRIDGE})
    with watching(library, folder) as watcher:
        wait_for(lambda: ids(library) == ["a.txt"])
        folder.rename(folder.with_name("away"))
        sentence = f"找不到 {folder}，资料库没有改动；请检查路径（文件夹不见了可能是磁盘没有挂载）。"
        wait_for(lambda: said(watcher.state.error) == sentence)
        folder.with_name("away").rename(folder)
        wait_for(lambda: watcher.state.error is None)
        write_files({"b.txt": PEAR})
        wait_for(lambda: ids(library) == ["a.txt", "b.txt"])


def test_disk_that_is_unmounted_takes_no_article_with_it(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mnt"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("a file system can be mounted by root only")
    try:
        (folder / "a.txt").write_text(BRIDGE)
        with watching(library, folder) as watcher:
            wait_for(lambda: ids(library) == ["a.txt"])
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
            wait_for(lambda: "磁盘没有挂载" in say(watcher.state.error))
            assert ids(library) == ["a.txt"]
            subprocess.run(mount, check=True)
            (folder / "a.txt").write_text(BRIDGE)
            (folder / "b.txt").write_text(PEAR)
            wait_for(lambda: ids(library) == ["a.txt", "b.txt"])
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def test_error_is_told_once(library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.sync.watcher.RETRY_S", 0.05)
    folder = write_files({"a.txt": BRIDGE})
    shutil.rmtree(folder)
    errors: list[YinjuError] = []
    steps = iter(range(6))
    watch_paths(
        library,
        [folder],
        on_change=lambda _: None,
        on_error=errors.append,
        should_stop=lambda: next(steps, None) is None,
    )
    assert len(errors) == 1


def test_failure_is_raised_where_nobody_hears_of_it(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    shutil.rmtree(folder)
    with pytest.raises(LoadError):
        watch_paths(library, [folder], on_change=lambda _: None)


def test_failed_change_is_tried_again(write_files: WriteFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.sync.watcher.RETRY_S", 0.05)
    library = Library.open(tmp_path / "library", ToyEmbedder())
    folder = write_files({"a.txt": BRIDGE})
    with watching(library, folder) as watcher:
        wait_for(lambda: ids(library) == ["a.txt"])
        with library.writer(), monkeypatch.context() as patch:
            patch.setattr("index.sync.watcher.sync_changed", busy)
            write_files({"b.txt": PEAR})
            wait_for(lambda: said(watcher.state.error) == "正忙。")
        wait_for(lambda: ids(library) == ["a.txt", "b.txt"])
        wait_for(lambda: watcher.state.error is None)
    library.close()


def busy(*_: object, **__: object) -> SyncSummary:
    raise YinjuError("正忙。")


def test_nothing_is_synced_while_held(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    held = threading.Event()
    watcher = FolderWatcher(library, folder, held.is_set)
    watcher.start()
    wait_for(lambda: ids(library) == ["a.txt"])
    held.set()
    write_files({"b.txt": PEAR})
    time.sleep(1.5)
    assert ids(library) == ["a.txt"]
    held.clear()
    wait_for(lambda: ids(library) == ["a.txt", "b.txt"])
    watcher.stop()


def test_state_says_since_when_and_what_came_last(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    watcher = FolderWatcher(library, folder)
    assert watcher.state == WatchState()
    before = datetime.now(UTC)
    watcher.start()
    watcher.start()
    wait_for(lambda: watcher.state.changed_at)
    state = watcher.state
    assert state.since is not None and state.changed_at is not None
    assert before <= state.since <= state.changed_at <= datetime.now(UTC)
    assert (state.is_watching, state.summary, state.error) == (True, SyncSummary(added=1), None)
    watcher.stop()
    assert not watcher.state.is_watching


def test_everything_is_looked_at_when_a_folder_goes(tmp_path: Path) -> None:
    """What the system tells of files inside may name the folder as it was before it was renamed."""
    pending = PendingChanges()
    FolderEvents(tmp_path, pending).dispatch(DirDeletedEvent(str(tmp_path / "gone")))
    assert pending.has(tmp_path)
