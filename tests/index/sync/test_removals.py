"""A disk that is not there is not an empty folder: what stays, what is said, and how it goes when it is meant to."""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.library import Library, open_database
from index.messages import Message
from index.store.embeddings import keep_removed_for
from index.sync.sources import SyncRules, SyncSummary, sync_changed, sync_paths
from index.sync.watcher import FolderWatcher
from tests.index.sync.test_watcher import wait_for
from tests.said import said
from tests.toy_embedder import ToyEmbedder

pytestmark = pytest.mark.faults

WriteFiles = Callable[[dict[str, str | bytes]], Path]


def text_of(number: int) -> str:
    return f"第{number}座水库今天开闸，下游{number + 3}个村庄的稻田都浇上了水。"


def many(count: int, folder: str = "") -> dict[str, str | bytes]:
    return {f"{folder}{number:03}.txt": text_of(number) for number in range(count)}


def records(count: int) -> str:
    return "".join(json.dumps({"id": f"r{n}", "text": text_of(n)}, ensure_ascii=False) + "\n" for n in range(count))


def ids(library: Library) -> list[str]:
    with library.snapshot() as snapshot:
        return sorted(summary.id for summary in snapshot.articles())


def empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def nothing_in(path: Path, count: int) -> Message:
    return Message("removals-withheld-empty", {"path": path, "count": count})


@pytest.mark.parametrize("count", [1, 12])
def test_empty_folder_removes_nothing_and_says_so(library: Library, write_files: WriteFiles, count: int) -> None:
    folder = write_files(many(count))
    sync_paths(library, [folder])
    before = ids(library)
    empty(folder)
    withheld = (nothing_in(folder, count),)
    for _ in range(2):
        assert sync_paths(library, [folder]) == SyncSummary(unchanged=count, withheld=withheld)
    assert (ids(library), library.status().withheld, library.status().withheld_count) == (before, withheld, count)
    assert "--allow-removals" in said(withheld[0])


def test_articles_whose_disk_is_back_are_unchanged(
    library: Library, embedder: ToyEmbedder, write_files: WriteFiles
) -> None:
    folder = write_files(many(12))
    sync_paths(library, [folder])
    folder.rename(folder.with_name("away"))
    folder.mkdir()
    sync_paths(library, [folder])
    folder.rmdir()
    folder.with_name("away").rename(folder)
    version = library.status().version
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=12)
    assert (library.status().version, library.status().withheld, len(embedder.embedded)) == (version, (), 12)


def test_removal_that_is_allowed_removes_and_the_library_forgets_the_warning(
    library: Library, write_files: WriteFiles
) -> None:
    folder = write_files(many(12))
    sync_paths(library, [folder])
    empty(folder)
    sync_paths(library, [folder])
    assert sync_paths(library, [folder], rules=SyncRules(may_remove_most=True)) == SyncSummary(removed=12)
    assert (ids(library), library.status().withheld) == ([], ())
    assert sync_paths(library, [folder]) == SyncSummary()


@pytest.mark.parametrize(("before", "gone", "is_withheld"), [
    (24, 13, True), (24, 12, False), (11, 10, False), (12, 11, True), (3, 2, False),
])  # fmt: skip
def test_more_than_half_and_more_than_ten_are_withheld(
    library: Library, write_files: WriteFiles, before: int, gone: int, is_withheld: bool
) -> None:
    folder = write_files(many(before))
    sync_paths(library, [folder])
    for number in range(gone):
        (folder / f"{number:03}.txt").unlink()
    write_files({"new.txt": "新建的水文站投入使用。"})
    summary = sync_paths(library, [folder])
    assert (summary.added, summary.removed) == (1, 0 if is_withheld else gone)
    facts = {"path": folder, "count": gone, "before": before}
    assert summary.withheld == ((Message("removals-withheld-many", facts),) if is_withheld else ())


def test_renamed_folder_is_no_loss(library: Library, write_files: WriteFiles) -> None:
    folder = write_files(many(20, "old/"))
    sync_paths(library, [folder])
    (folder / "old").rename(folder / "new")
    assert sync_paths(library, [folder]) == SyncSummary(added=20, removed=20)


def test_record_file_cut_off_keeps_its_articles_until_it_is_whole_or_allowed(
    library: Library, write_files: WriteFiles
) -> None:
    folder = write_files({"news.jsonl": records(30)})
    sync_paths(library, [folder])
    write_files({"news.jsonl": records(5)})
    for _ in range(2):
        summary = sync_paths(library, [folder])
        assert (summary.removed, summary.unchanged, len(summary.withheld)) == (0, 30, 1)
    write_files({"news.jsonl": records(29)})
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=29, removed=1)
    write_files({"news.jsonl": records(5)})
    sync_paths(library, [folder])
    assert sync_paths(library, [folder], rules=SyncRules(may_remove_most=True)) == SyncSummary(unchanged=5, removed=24)


def test_empty_folder_below_may_be_a_disk_too(library: Library, write_files: WriteFiles) -> None:
    write_files(many(30))
    folder = write_files(many(11, "disk/deep/"))
    sync_paths(library, [folder])
    empty(folder / "disk")
    (folder / "000.txt").unlink()
    summary = sync_paths(library, [folder])
    assert (summary.removed, summary.withheld) == (1, (nothing_in(folder / "disk", 11),))
    (folder / "disk").rmdir()  # a folder that is gone was deleted
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=29, removed=11)


def test_deleted_file_in_an_empty_folder_stays(library: Library, write_files: WriteFiles) -> None:
    file = write_files({"only.jsonl": records(2)}) / "only.jsonl"
    sync_paths(library, [file])
    file.unlink()
    assert sync_paths(library, [file]) == SyncSummary(unchanged=2, withheld=(nothing_in(file, 2),))


def test_change_of_one_file_looks_at_all_while_articles_are_withheld(library: Library, write_files: WriteFiles) -> None:
    folder = write_files(many(12))
    sync_paths(library, [folder])
    folder.rename(folder.with_name("away"))
    folder.mkdir()
    sync_paths(library, [folder])
    assert sync_changed(library, folder, [folder / "000.txt"]).withheld == (nothing_in(folder, 12),)
    folder.rmdir()
    folder.with_name("away").rename(folder)
    assert sync_changed(library, folder, [folder / "000.txt"]) == SyncSummary(unchanged=12)
    assert library.status().withheld == ()


def test_last_files_that_were_seen_to_go_are_removed_while_they_are_few(
    library: Library, write_files: WriteFiles
) -> None:
    folder = write_files(many(12))
    sync_paths(library, [folder])
    for number in range(12):
        (folder / f"{number:03}.txt").unlink()
    assert len(sync_changed(library, folder, [folder / f"{n:03}.txt" for n in range(11)]).withheld) == 1
    assert sync_paths(library, [folder]).removed == 0
    write_files(many(1))
    assert sync_paths(library, [folder], rules=SyncRules(may_remove_most=True)).removed == 11
    (folder / "000.txt").unlink()
    assert sync_changed(library, folder, [folder / "000.txt"]) == SyncSummary(removed=1)


def test_start_over_a_disk_that_is_not_mounted_removes_nothing(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "mnt"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("a file system can be mounted by root only")
    try:
        (folder / "a.txt").write_text(text_of(1))
        sync_paths(library, [folder])
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=1, withheld=(nothing_in(folder, 1),))
    watcher = FolderWatcher(library, folder)
    watcher.start()
    try:
        wait_for(lambda: watcher.state.summary and watcher.state.summary.withheld)
    finally:
        watcher.stop()
    assert ids(library) == ["a.txt"]


# ---- what was removed may come back


def later(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + timedelta(days=days)

    monkeypatch.setattr("index.store.embeddings.datetime", Later)


def test_article_that_comes_back_in_time_needs_no_embedding(
    library: Library, embedder: ToyEmbedder, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_files(many(2))
    sync_paths(library, [folder])
    (folder / "000.txt").unlink()
    sync_paths(library, [folder])
    with monkeypatch.context() as patch:
        later(patch, 29)
        assert sync_paths(library, [folder]) == SyncSummary(unchanged=1)
    embedder.embedded.clear()
    write_files(many(1))
    assert (sync_paths(library, [folder]).added, embedder.embedded) == (1, [])
    later(monkeypatch, 31)  # what is used again stays, however long ago it was lost
    sync_paths(library, [folder])
    with open_database(library.path).reading() as connection:
        assert connection.execute("SELECT count(*) FROM embeddings").fetchone()[0] == 2


def test_vectors_of_removed_articles_are_forgotten_in_the_end(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_files(many(2))
    sync_paths(library, [folder])
    (folder / "000.txt").unlink()
    sync_paths(library, [folder])
    later(monkeypatch, 31)
    sync_paths(library, [folder])
    with open_database(library.path).reading() as connection:
        rows = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in (
            "embeddings", "loose_hashes")]  # fmt: skip
    assert rows == [1, 0]


def test_days_of_the_settings_count(
    library: Library, embedder: ToyEmbedder, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.embeddings._removed_kept", timedelta(days=30))  # put back after the test
    keep_removed_for(0)
    folder = write_files(many(2))
    sync_paths(library, [folder])
    (folder / "000.txt").unlink()
    sync_paths(library, [folder])
    embedder.embedded.clear()
    write_files(many(1))
    sync_paths(library, [folder])
    assert embedder.embedded == [text_of(0)]
