"""Sync: the library holds exactly what the files hold, whatever happens to the files."""

import io
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

import index.sync.sources
from index.article import Rejection
from index.embed.embedder import Vectors
from index.errors import LoadError
from index.library import DATABASE_NAME, Library, open_database
from index.load.source import Columns, LoadOptions
from index.maintenance import find_problems
from index.messages import Message
from index.progress import Progress
from index.sync.scan import Scan
from index.sync.sources import SyncSummary, sync_changed, sync_paths
from tests.said import said
from tests.toy_embedder import ToyEmbedder

WriteFiles = Callable[[dict[str, str | bytes]], Path]

BRIDGE = "澄青大桥昨天正式通车，市民步行过江只要八分钟。"
PEAR = "石渡县梨花节本周六开幕，主会场设在望江村。"
LIBRARY = "望湖区图书馆延长夜间开放时间，周末开到晚上十点。"
ROAD = "乡村公路改造工程完工，全长十二公里。"


def ids(library: Library) -> list[str]:
    with library.snapshot() as snapshot:
        return sorted(summary.id for summary in snapshot.articles())


def found(library: Library, word: str) -> list[str]:
    with library.snapshot() as snapshot:
        hits = snapshot.search_words([word], 10)
        return [chunk.article.id for chunk in snapshot.chunks([hit.chunk_id for hit in hits])]


def counts(summary: SyncSummary) -> tuple[int, int, int, int]:
    """Return (added, updated, removed, unchanged)."""
    return summary.added, summary.updated, summary.removed, summary.unchanged


def age(folder: Path, seconds: float = 100) -> None:
    """Make every file look `seconds` older, so that its time alone proves that it did not change."""
    for file in folder.rglob("*"):
        if file.is_file():
            then = file.stat().st_mtime - seconds
            os.utime(file, (then, then))


def zipped(members: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return stream.getvalue()


def records(*pairs: tuple[str, str]) -> str:
    return "".join(json.dumps({"id": id, "text": text}, ensure_ascii=False) + "\n" for id, text in pairs)


# ---- what changed


def test_first_sync_adds_and_second_changes_nothing(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE, "sub/b.md": PEAR, "c.jsonl": records(("lib", LIBRARY), ("road", ROAD))})
    assert sync_paths(library, [folder]) == SyncSummary(added=4)
    assert ids(library) == ["a.txt", "lib", "road", "sub/b.md"]
    version = library.status().version
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=4)
    assert library.status().version == version


def test_only_what_changed_is_changed_and_embedded(
    library: Library, embedder: ToyEmbedder, write_files: WriteFiles
) -> None:
    folder = write_files({"a.txt": BRIDGE, "b.txt": PEAR, "c.txt": LIBRARY})
    sync_paths(library, [folder])
    embedder.embedded.clear()
    write_files({"a.txt": BRIDGE.replace("八分钟", "六分钟"), "d.txt": ROAD})
    (folder / "b.txt").unlink()
    assert counts(sync_paths(library, [folder])) == (1, 1, 1, 1)
    assert (ids(library), found(library, "梨花")) == (["a.txt", "c.txt", "d.txt"], [])
    assert sorted(embedder.embedded) == sorted([BRIDGE.replace("八分钟", "六分钟"), ROAD])


def test_renamed_file_keeps_its_vectors(library: Library, embedder: ToyEmbedder, write_files: WriteFiles) -> None:
    folder = write_files({"old.txt": BRIDGE})
    sync_paths(library, [folder])
    (folder / "old.txt").rename(folder / "new.txt")
    assert counts(sync_paths(library, [folder])) == (1, 0, 1, 0)
    assert (found(library, "大桥"), embedder.embedded) == (["new.txt"], [BRIDGE])


def test_renamed_file_changes_names_in_one_version(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"old.txt": BRIDGE, "old.jsonl": records(("x", PEAR))})
    sync_paths(library, [folder])
    version = library.status().version
    (folder / "old.txt").rename(folder / "new.txt")
    (folder / "old.jsonl").rename(folder / "new.jsonl")
    assert counts(sync_paths(library, [folder])) == (1, 1, 1, 0)
    assert (ids(library), library.status().version) == (["new.txt", "x"], version + 1)
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=2)


def test_nothing_is_missing_while_a_folder_is_renamed(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.sources.BATCH_CHARS", 1)
    texts = [BRIDGE, PEAR, LIBRARY, ROAD]
    folder = write_files({f"one/{n}.txt": text for n, text in enumerate(texts)})
    write_files({"one/x.zip": zipped({"a.txt": "大坝蓄水。", "b.txt": "大坝泄洪。"})})
    sync_paths(library, [folder])
    (folder / "one").rename(folder / "two")
    seen: list[tuple[str, ...]] = []

    def look(_: Progress) -> None:
        seen.append(tuple(word for word in ("大桥", "梨花", "图书馆", "公路", "蓄水", "泄洪") if found(library, word)))

    assert counts(sync_paths(library, [folder], report=look)) == (6, 0, 6, 0)
    assert (len(seen) > 6, set(seen)) == (True, {("大桥", "梨花", "图书馆", "公路", "蓄水", "泄洪")})
    assert ids(library) == [*(f"two/{n}.txt" for n in range(4)), "two/x.zip/a.txt", "two/x.zip/b.txt"]


def test_record_is_never_missing_while_it_moves_to_another_file(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.sources.BATCH_CHARS", 1)
    folder = write_files({"a.jsonl": records(("x", BRIDGE), ("y", PEAR)), "b.jsonl": records(("z", ROAD))})
    sync_paths(library, [folder])
    write_files({"a.jsonl": records(("y", PEAR + "欢迎。")), "b.jsonl": records(("w", LIBRARY), ("x", BRIDGE))})
    seen: list[list[str]] = []
    sync_paths(library, [folder], report=lambda _: seen.append(found(library, "大桥")))
    assert (len(seen) > 2, [hit for hit in seen if hit != ["x"]]) == (True, [])
    assert ids(library) == ["w", "x", "y"]


def test_articles_of_a_file_a_killed_sync_forgot_leave_with_it(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_files({"a.txt": BRIDGE, "b.txt": PEAR})
    with monkeypatch.context() as patch:
        patch.setattr("index.store.writer.Writer.keep_files", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sync_paths(library, [folder])
    assert ids(library) == ["a.txt", "b.txt"]
    (folder / "a.txt").unlink()
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=1, removed=1)
    assert ids(library) == ["b.txt"]


def test_folder_that_vanishes_during_the_sync_loses_nothing(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_files({"a.txt": BRIDGE})
    sync_paths(library, [folder])
    look = index.sync.sources.scan_source

    def vanish(path: Path, within: object) -> Scan:
        folder.rename(folder.with_name("away"))
        return look(path)

    monkeypatch.setattr("index.sync.sources.scan_source", vanish)
    with pytest.raises(LoadError, match="磁盘没有挂载"):
        sync_paths(library, [folder])
    assert ids(library) == ["a.txt"]


# ---- only what changed


def test_only_the_named_files_are_looked_at(library: Library, embedder: ToyEmbedder, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE, "sub/b.txt": PEAR, "sub/deep/c.txt": ROAD, "d.txt": LIBRARY})
    sync_paths(library, [folder])
    write_files({"a.txt": BRIDGE.replace("八", "六"), "d.txt": LIBRARY.replace("十", "九")})
    assert counts(sync_changed(library, folder, [folder / "a.txt"])) == (0, 1, 0, 3)
    shutil.rmtree(folder / "sub")
    write_files({"new/e.txt": "大坝。", "new/.hidden.txt": "大坝。", ".git/f.txt": "大坝。", "g.txt.part": "大坝。"})
    changed = [folder / name for name in ("sub", "new", "new/e.txt", ".git/f.txt", "g.txt.part", "none.txt")]
    assert counts(sync_changed(library, folder, changed)) == (1, 0, 2, 2)
    assert ids(library) == ["a.txt", "d.txt", "new/e.txt"]
    assert counts(sync_paths(library, [folder])) == (0, 1, 0, 2)


def test_named_folder_of_a_similar_name_is_another(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"sub/a.txt": BRIDGE, "sub2/b.txt": PEAR, "sub.txt": ROAD})
    sync_paths(library, [folder])
    shutil.rmtree(folder / "sub2")
    shutil.rmtree(folder / "sub")
    (folder / "sub.txt").unlink()
    assert counts(sync_changed(library, folder, [folder / "sub"])) == (0, 0, 1, 2)
    assert ids(library) == ["sub.txt", "sub2/b.txt"]


def test_record_waiting_in_a_file_that_is_not_named_gets_its_id(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.jsonl": records(("x", BRIDGE)), "b.jsonl": records(("x", PEAR)), "c.txt": ROAD})
    assert len(sync_paths(library, [folder]).rejected) == 1
    (folder / "a.jsonl").unlink()
    assert sync_changed(library, folder, [folder / "a.jsonl"]) == SyncSummary(added=1, removed=1, unchanged=1)
    assert (ids(library), found(library, "梨花")) == (["c.txt", "x"], ["x"])


def test_named_file_of_a_folder_that_vanished_stays(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    sync_paths(library, [folder])
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(LoadError, match="磁盘没有挂载"):
        sync_changed(library, folder, [folder / "a.txt"])
    assert ids(library) == ["a.txt"]


def test_touched_file_is_unchanged(library: Library, embedder: ToyEmbedder, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    sync_paths(library, [folder])
    age(folder)
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=1)
    assert (embedder.embedded, library.status().version) == ([BRIDGE], 1)


def test_file_rewritten_within_a_tick_of_its_clock_is_noticed(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    before = (folder / "a.txt").stat()
    sync_paths(library, [folder])
    write_files({"a.txt": BRIDGE.replace("八", "六")})
    os.utime(folder / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert counts(sync_paths(library, [folder])) == (0, 1, 0, 0)


def test_file_dated_in_the_future_is_noticed_when_rewritten(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    age(folder, -100_000)
    before = (folder / "a.txt").stat()
    sync_paths(library, [folder])
    write_files({"a.txt": BRIDGE.replace("八", "六")})
    os.utime(folder / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert counts(sync_paths(library, [folder])) == (0, 1, 0, 0)


def test_new_reader_reads_unchanged_files_again(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_files({"a.txt": BRIDGE})
    age(folder)
    sync_paths(library, [folder])
    monkeypatch.setattr("index.load.source.LOADER_VERSION", 10_000)
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=1)


def test_records_of_one_file_change_one_by_one(
    library: Library, embedder: ToyEmbedder, write_files: WriteFiles
) -> None:
    folder = write_files({"x.jsonl": records(("a", BRIDGE), ("b", PEAR), ("c", LIBRARY))})
    sync_paths(library, [folder])
    embedder.embedded.clear()
    write_files({"x.jsonl": records(("c", LIBRARY), ("a", BRIDGE.replace("八", "六")), ("d", ROAD))})
    assert counts(sync_paths(library, [folder])) == (1, 1, 1, 1)
    assert (ids(library), len(embedder.embedded)) == (["a", "c", "d"], 2)


def test_single_file_is_a_source_and_its_deletion_removes_its_article(
    library: Library, write_files: WriteFiles
) -> None:
    folder = write_files({"a.txt": BRIDGE, "b.txt": PEAR})
    assert sync_paths(library, [folder / "a.txt"]) == SyncSummary(added=1)
    (folder / "a.txt").unlink()
    assert sync_paths(library, [folder / "a.txt"]) == SyncSummary(removed=1)
    assert ids(library) == []


def test_source_is_remembered_by_its_real_path(library: Library, write_files: WriteFiles, tmp_path: Path) -> None:
    folder = write_files({"a.txt": BRIDGE})
    (tmp_path / "link").symlink_to(folder)
    sync_paths(library, [folder])
    assert sync_paths(library, [tmp_path / "link"]) == SyncSummary(unchanged=1)


def test_time_of_the_last_sync_is_kept(library: Library, write_files: WriteFiles) -> None:
    started = datetime.now(UTC).replace(microsecond=0)
    sync_paths(library, [write_files({})])
    synced_at = library.status().synced_at
    assert synced_at is not None
    assert started <= datetime.fromisoformat(synced_at) <= datetime.now(UTC)


def test_progress_is_told_file_by_file(library: Library, write_files: WriteFiles) -> None:
    told: list[Progress] = []
    sync_paths(library, [write_files({"a.txt": BRIDGE, "b.txt": PEAR})], report=told.append)
    assert said(told) == [("同步", n, 2, "文件", None) for n in range(3)]


# ---- what is not an article


def test_bad_files_are_named_with_the_reason_and_stop_nothing(library: Library, write_files: WriteFiles) -> None:
    folder = write_files(
        {
            "empty.txt": "",
            "good.txt": BRIDGE,
            "noise.txt": bytes(range(256)) * 20,
            "picture.png": b"\x89PNG\r\n",
            "x.jsonl": records(("a", PEAR)) + "{torn",
        }
    )
    summary = sync_paths(library, [folder])
    assert (counts(summary), ids(library)) == ((2, 0, 0, 0), ["a", "good.txt"])
    assert [rejection.name for rejection in summary.rejected] == [
        "empty.txt", "noise.txt", "picture.png", "x.jsonl 第 2 行",
    ]  # fmt: skip
    assert all(said(rejection.reason) and "\n" not in said(rejection.reason) for rejection in summary.rejected)
    age(folder)
    for _ in range(2):  # known by digest, then by time
        again = sync_paths(library, [folder])
        assert (counts(again), again.rejected) == ((0, 0, 0, 2), summary.rejected)


@pytest.mark.parametrize("torn", [b"", bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n"])
def test_file_torn_to_garbage_keeps_its_articles_and_is_reported(
    library: Library, write_files: WriteFiles, torn: bytes
) -> None:
    folder = write_files({"a.txt": BRIDGE, "b.jsonl": records(("b", PEAR))})
    sync_paths(library, [folder])
    write_files({"a.txt": torn, "b.jsonl": torn})
    summary = sync_paths(library, [folder])
    assert (counts(summary), [r.name for r in summary.rejected]) == ((0, 0, 0, 2), ["a.txt", "b.jsonl"])
    assert (found(library, "大桥"), found(library, "梨花")) == (["a.txt"], ["b"])
    write_files({"a.txt": BRIDGE, "b.jsonl": records(("b", PEAR))})
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=2)


def test_hidden_unfinished_and_outside_files_are_passed_over(
    library: Library, write_files: WriteFiles, tmp_path: Path
) -> None:
    folder = write_files(
        {
            ".hidden.txt": BRIDGE,
            ".git/a.txt": BRIDGE,
            "a.txt~": BRIDGE,
            "b.txt.part": BRIDGE,
            "c.crdownload": BRIDGE,
            "~$d.docx": BRIDGE,
        }
    )
    (tmp_path / "outside.txt").write_text(PEAR)
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "dangling.txt").symlink_to(folder / "nothing.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    os.mkfifo(folder / "pipe.txt")
    broken = tuple(Rejection(name, Message("link-broken")) for name in ("dangling.txt", "loop.txt"))
    assert sync_paths(library, [folder]) == SyncSummary(rejected=broken)


def test_file_name_that_is_not_utf8_is_read_like_any_other(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": PEAR})
    name = os.fsdecode("大桥.txt".encode("gbk"))
    (folder / name).write_text(BRIDGE)
    assert sync_paths(library, [folder]) == SyncSummary(added=2)
    shown = r"\xb4\xf3\xc7\xc5.txt"
    assert ids(library) == [shown, "a.txt"]
    with library.snapshot() as snapshot:
        article = snapshot.article(shown)
    assert article is not None
    assert article.location == f"{folder}/{shown}"
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=2)
    (folder / name).unlink()
    assert counts(sync_paths(library, [folder])) == (0, 0, 1, 1)


def test_file_that_vanishes_during_the_sync_keeps_its_article_until_the_next(
    library: Library, write_files: WriteFiles
) -> None:
    folder = write_files({"a.txt": BRIDGE, "b.txt": PEAR})
    sync_paths(library, [folder])

    def delete_b(progress: Progress) -> None:
        if progress.done == 1:
            (folder / "b.txt").unlink(missing_ok=True)

    summary = sync_paths(library, [folder], report=delete_b)
    assert summary == SyncSummary(
        unchanged=2, rejected=(Rejection("b.txt", Message("file-unreadable", {"reason": Message("reason-gone")})),)
    )
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=1, removed=1)


@contextmanager
def without_privilege() -> Iterator[None]:
    """Become an ordinary user where the tests run as root, to whom no folder is closed."""
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of this machine can reach and write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder


def test_folder_that_cannot_be_listed_keeps_its_articles(open_folder: Path) -> None:
    source = open_folder / "source"
    with without_privilege():
        library = Library.open(open_folder / "library", ToyEmbedder())
        (source / "closed").mkdir(parents=True)
        (source / "closed" / "a.txt").write_text(BRIDGE)
        (source / "b.txt").write_text(PEAR)
        assert sync_paths(library, [source]) == SyncSummary(added=2)
        (source / "closed").chmod(0)
        refused = Rejection("closed", Message("folder-unopened", {"reason": Message("reason-no-permission")}))
        assert sync_paths(library, [source]) == SyncSummary(unchanged=2, rejected=(refused,))
        source.chmod(0)
        assert sync_paths(library, [source]).unchanged == 2
        source.chmod(0o700)
        (source / "closed").chmod(0o700)
        assert sync_paths(library, [source]) == SyncSummary(unchanged=2)
        library.close()


def test_file_that_cannot_be_opened_keeps_its_article(open_folder: Path) -> None:
    source = open_folder / "source"
    with without_privilege():
        library = Library.open(open_folder / "library", ToyEmbedder())
        source.mkdir()
        (source / "a.txt").write_text(BRIDGE)
        sync_paths(library, [source])
        (source / "a.txt").chmod(0)
        refused = Rejection("a.txt", Message("file-unreadable", {"reason": Message("reason-no-permission")}))
        assert sync_paths(library, [source]) == SyncSummary(unchanged=1, rejected=(refused,))
        library.close()


# ---- paths that are not there


@pytest.mark.parametrize("name", ["missing", "missing.txt", "missing/missing.txt"])
def test_path_that_is_not_there_changes_nothing(library: Library, write_files: WriteFiles, name: str) -> None:
    folder = write_files({"a.txt": BRIDGE})
    with pytest.raises(LoadError) as caught:
        sync_paths(library, [folder, folder / name])
    assert str(caught.value) == (
        f"找不到 {folder / name}，资料库没有改动；请检查路径（文件夹不见了可能是磁盘没有挂载）。"
    )
    assert ids(library) == []


def test_folder_that_vanished_loses_nothing(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    sync_paths(library, [folder])
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(LoadError, match="磁盘没有挂载"):
        sync_paths(library, [folder])
    assert ids(library) == ["a.txt"]


def test_unchanged_files_cost_no_query_each(library: Library, write_files: WriteFiles) -> None:
    def queries_of_a_sync() -> int:
        begun: list[str] = []
        connection = library._database.connection()
        connection.set_trace_callback(begun.append)
        sync_paths(library, [folder])
        connection.set_trace_callback(None)
        return len(begun)

    folder = write_files({f"{n}.txt": f"第{n}号文章。" for n in range(3)})
    age(folder)
    sync_paths(library, [folder])
    few = queries_of_a_sync()
    write_files({f"more/{n}.txt": f"第{n}号文章，又一篇。" for n in range(60)})
    age(folder)
    sync_paths(library, [folder])
    assert queries_of_a_sync() == few


# ---- folders that move


def test_folder_that_moved_is_known_again(library: Library, embedder: ToyEmbedder, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE, "b.txt": PEAR, "c.jsonl": records(("road", ROAD))})
    sync_paths(library, [folder])
    embedder.embedded.clear()
    moved = folder.rename(folder.with_name("elsewhere"))
    (moved / "d.txt").write_text(LIBRARY)
    summary = sync_paths(library, [moved])
    assert (counts(summary), summary.reprints) == ((1, 3, 0, 0), 0)
    assert (ids(library), embedder.embedded) == (["a.txt", "b.txt", "d.txt", "road"], [LIBRARY])
    with library.snapshot() as snapshot:
        article = snapshot.article("a.txt")
    assert article is not None and article.location == str(moved / "a.txt")
    assert sync_paths(library, [moved]) == SyncSummary(unchanged=4)


def test_copy_of_a_folder_that_is_still_there_is_another_source(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    sync_paths(library, [folder])
    shutil.copytree(folder, folder.with_name("copy"))
    assert sync_paths(library, [folder.with_name("copy")]).added == 1
    assert ids(library) == ["a.txt", "copy/a.txt"]


def test_other_files_of_the_same_names_are_another_source(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE, "b.txt": PEAR})
    sync_paths(library, [folder])
    shutil.rmtree(folder)
    other = folder.with_name("other")
    other.mkdir()
    (other / "a.txt").write_text(BRIDGE.replace("八", "六"))
    (other / "b.txt").write_text(PEAR.replace("六", "日"))
    assert sync_paths(library, [other]).added == 2
    assert ids(library) == ["a.txt", "b.txt", "other/a.txt", "other/b.txt"]


# ---- ids


def test_same_name_in_two_sources_gives_two_articles(library: Library, tmp_path: Path) -> None:
    for folder, text in (("one/news", BRIDGE), ("two/news", PEAR), ("three/news", ROAD)):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.txt").write_text(text)
    folders = [tmp_path / name / "news" for name in ("one", "two", "three")]
    assert sync_paths(library, folders) == SyncSummary(added=3)
    assert ids(library) == ["a.txt", "news/a.txt", "news~2/a.txt"]
    assert sync_paths(library, folders[::-1]) == SyncSummary(unchanged=3)
    (folders[1] / "a.txt").write_text(LIBRARY)
    assert counts(sync_paths(library, [folders[1]])) == (0, 1, 0, 0)
    assert found(library, "图书馆") == ["news/a.txt"]


def test_record_id_that_another_source_holds_is_refused_until_it_is_free(library: Library, tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one.write_text(records(("a", BRIDGE)))
    two.write_text(records(("a", PEAR), ("b", ROAD)))
    refused = Rejection("a", Message("id-taken", {"file": "one.jsonl"}))
    assert sync_paths(library, [one, two]) == SyncSummary(added=2, rejected=(refused,))
    assert sync_paths(library, [two]) == SyncSummary(unchanged=1, rejected=(refused,))
    one.unlink()
    assert sync_paths(library, [one, two]) == SyncSummary(added=1, removed=1, unchanged=1)
    assert (found(library, "大桥"), found(library, "梨花")) == ([], ["a"])
    assert sync_paths(library, [two]) == SyncSummary(unchanged=2)


def test_same_id_twice_in_a_file_keeps_the_first(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"x.jsonl": records(("a", BRIDGE), ("a", PEAR))})
    summary = sync_paths(library, [folder])
    assert (counts(summary), [r.name for r in summary.rejected]) == ((1, 0, 0, 0), ["x.jsonl 第 2 行"])
    assert "编号 a" in said(summary.rejected[0].reason)
    assert (found(library, "大桥"), found(library, "梨花")) == (["a"], [])


@pytest.mark.parametrize("before, after", [("a.jsonl", "b.jsonl"), ("b.jsonl", "a.jsonl")])
def test_record_that_moves_to_another_file_is_kept(
    library: Library, write_files: WriteFiles, before: str, after: str
) -> None:
    folder = write_files({before: records(("x", BRIDGE), ("y", PEAR)), after: records(("z", ROAD))})
    sync_paths(library, [folder])
    write_files({before: records(("y", PEAR)), after: records(("z", ROAD), ("x", BRIDGE))})
    assert sync_paths(library, [folder]).rejected == ()
    assert (ids(library), found(library, "大桥")) == (["x", "y", "z"], ["x"])
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=3)


def test_record_held_back_by_another_file_comes_when_that_file_gives_it_up(
    library: Library, write_files: WriteFiles
) -> None:
    folder = write_files({"a.jsonl": records(("x", BRIDGE)), "b.jsonl": records(("x", PEAR), ("y", ROAD))})
    refused = Rejection("x", Message("id-taken", {"file": "a.jsonl"}))
    assert sync_paths(library, [folder]) == SyncSummary(added=2, rejected=(refused,))
    write_files({"a.jsonl": records(("z", LIBRARY))})
    sync_paths(library, [folder])
    assert (ids(library), found(library, "梨花")) == (["x", "y", "z"], ["x"])


# ---- faults


class FailsAfter(ToyEmbedder):
    """Stops working after a number of calls, as a killed process does."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.calls = calls

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if self.calls == 0:
            raise KeyboardInterrupt
        self.calls -= 1
        return super().embed_passages(texts)


def test_interrupted_sync_keeps_what_was_committed_and_the_next_completes_it(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.sources.BATCH_CHARS", 1)
    folder = write_files({"a.txt": BRIDGE, "b.txt": PEAR, "c.jsonl": records(("lib", LIBRARY), ("road", ROAD))})

    def stop(progress: Progress) -> None:
        if progress.note and "3" in said(progress.note):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync_paths(library, [folder], report=stop)
    assert ids(library) == ["a.txt", "b.txt", "lib"]
    assert sync_paths(library, [folder]) == SyncSummary(added=1, unchanged=3)
    assert ids(library) == ["a.txt", "b.txt", "lib", "road"]


def test_interrupted_making_of_vectors_leaves_all_answerable_by_words_and_the_next_sync_goes_on(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.sources.BATCH_CHARS", 1)
    monkeypatch.setattr("index.store.pending.TEXTS_AT_ONCE", 1)
    folder = write_files({"a.txt": BRIDGE, "b.txt": PEAR, "c.jsonl": records(("lib", LIBRARY), ("road", ROAD))})
    with pytest.raises(KeyboardInterrupt):
        sync_paths(Library.open(library.path, FailsAfter(1)), [folder])
    assert ids(library) == ["a.txt", "b.txt", "lib", "road"]
    assert (found(library, "大桥"), library.status().pending) == (["a.txt"], 3)
    assert find_problems(open_database(library.path)) == []
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=4)
    assert library.status().pending == 0
    assert find_problems(open_database(library.path)) == []


def test_fault_in_a_sync_is_told_and_the_next_completes_it(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    sync_paths(library, [folder])
    write_files({"a.txt": PEAR, "b.txt": ROAD})
    with sqlite3.connect(library.path / DATABASE_NAME) as connection:
        connection.execute(
            "CREATE TRIGGER fault BEFORE INSERT ON articles WHEN NEW.id = 'b.txt' BEGIN SELECT RAISE(ABORT, 'x'); END"
        )
    with pytest.raises(Exception, match="出错：x"):
        sync_paths(library, [folder])
    assert found(library, "大桥") == ["a.txt"]
    connection.execute("DROP TRIGGER fault")
    connection.close()
    assert counts(sync_paths(library, [folder])) == (1, 1, 0, 0)


def test_files_are_read_again_when_other_columns_hold_their_texts(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.csv": f"摘要,全文\n{ROAD},{BRIDGE}\n"})
    age(folder)
    sync_paths(library, [folder])
    assert ids(library) == ["a.csv"]
    sync_paths(library, [folder], options=LoadOptions(columns=Columns(all_texts=("摘要", "全文"))))
    assert (ids(library), found(library, "大桥")) == (["a.csv#2"], ["a.csv#2"])


def test_two_files_that_number_their_records_from_one_keep_all(library: Library, write_files: WriteFiles) -> None:
    files = {"a.csv": f"编号,正文\n1,{BRIDGE}\n2,{PEAR}\n", "b.csv": f"编号,正文\n1,{LIBRARY}\n2,{ROAD}\n"}
    assert sync_paths(library, [write_files(files)]) == SyncSummary(added=4)
    assert ids(library) == ["a.csv#1", "a.csv#2", "b.csv#1", "b.csv#2"]


def test_one_file_of_many_articles_tells_how_far_it_is_in_articles(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.sync.sources, "TELL_S", 0.0)
    lines = [
        json.dumps(
            {"id": str(n), "title": f"第{n}号通报", "text": f"第{n}号站今天的水位是{n}米。" * 20}, ensure_ascii=False
        )
        for n in range(300)
    ]
    told: list[Progress] = []
    folder = write_files({"all.jsonl": "\n".join(lines)})
    sync_paths(library, [folder / "all.jsonl"], report=told.append)
    told = [progress for progress in told if progress.stage.code != "stage-vectors"]
    assert {said(progress.unit) for progress in told} == {"篇"}
    middle = [progress for progress in told if 100 <= progress.done < 300]
    assert middle and all(200 <= progress.total <= 450 for progress in middle), "the total is known roughly"
    assert (told[-1].done, told[-1].total) == (300, 300)
    assert [progress.done for progress in told] == sorted(progress.done for progress in told)


def test_a_long_file_among_others_is_told_of_too(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.sync.sources, "TELL_S", 0.0)
    lines = [json.dumps({"id": str(n), "text": f"第{n}号站今天的水位是{n}米。"}, ensure_ascii=False) for n in range(50)]
    told: list[Progress] = []
    sync_paths(library, [write_files({"all.jsonl": "\n".join(lines), "b.txt": "一篇短文。"})], report=told.append)
    notes = [progress.note for progress in told if progress.note is not None]
    assert any(note.facts.get("name") == "all.jsonl" for note in notes)
    assert (told[-1].done, told[-1].total) == (2, 2)
