"""Watching: every change of the files reaches the library, also one made before the first look."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.errors import LoadError, YinjuError
from index.library import Library
from index.sync import SyncSummary, sync_paths
from index.watch import watch_paths

WriteFiles = Callable[[dict[str, str | bytes]], Path]
BRIDGE = "澄青大桥昨天正式通车，市民步行过江只要八分钟。"
PEAR = "石渡县梨花节本周六开幕，主会场设在望江村。"


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.watch.POLL_S", 0)


def watch(library: Library, folder: Path, steps: Iterator[None]) -> list[SyncSummary | str]:
    """Watch while `steps` changes the files, one step a look; return what was told."""
    told: list[SyncSummary | str] = []

    def on_error(error: YinjuError) -> None:
        told.append(str(error))

    def should_stop() -> bool:
        return next(steps, "end") == "end"

    watch_paths(library, [folder], on_change=told.append, on_error=on_error, should_stop=should_stop)
    return told


def test_every_change_is_synced_once(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})

    def steps() -> Iterator[None]:
        yield
        yield
        write_files({"b.txt": PEAR})
        yield
        write_files({"b.txt": PEAR + "欢迎光临。", ".hidden.txt": PEAR})
        yield
        (folder / "a.txt").unlink()
        yield
        yield

    assert watch(library, folder, steps()) == [
        SyncSummary(added=1),
        SyncSummary(added=1, unchanged=1),
        SyncSummary(updated=1, unchanged=1),
        SyncSummary(removed=1, unchanged=1),
    ]


def test_change_between_the_first_sync_and_the_first_look_is_not_missed(
    library: Library, write_files: WriteFiles
) -> None:
    folder = write_files({"a.txt": BRIDGE, "empty.txt": ""})
    sync_paths(library, [folder])
    assert watch(library, folder, iter([None])) == []
    write_files({"b.txt": PEAR})
    told = watch(library, folder, iter([None]))
    assert [(summary.added, summary.unchanged) for summary in told if isinstance(summary, SyncSummary)] == [(1, 1)]


def test_folder_that_goes_away_is_told_once_and_followed_when_it_is_back(
    library: Library, write_files: WriteFiles
) -> None:
    folder = write_files({"a.txt": BRIDGE})

    def steps() -> Iterator[None]:
        yield
        folder.rename(folder.with_name("away"))
        yield
        yield
        folder.with_name("away").rename(folder)
        write_files({"b.txt": PEAR})
        yield

    assert watch(library, folder, steps()) == [
        SyncSummary(added=1),
        f"找不到 {folder}，资料库没有改动；请检查路径（文件夹不见了可能是磁盘没有挂载）。",
        SyncSummary(added=1, unchanged=1),
    ]


def test_failure_is_raised_where_nobody_hears_of_it(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    shutil.rmtree(folder)
    with pytest.raises(LoadError):
        watch_paths(library, [folder], on_change=lambda _: None)
