"""Articles put in by themselves: at once there, safe from syncs, and gone when they are taken out."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.additions import Added, ArticleTakenError, add_upload, put_article, read_file, read_record, take_out
from index.article import Rejection
from index.errors import LibraryBusyError, LoadError
from index.library import Library
from index.messages import Message
from index.sync.sources import sync_paths
from tests.conftest import ROOT

WriteFiles = Callable[[dict[str, str | bytes]], Path]
BRIDGE = "松溪大桥全长1200米，昨天正式通车。"
PEAR = "云台乡的梨园今年收了三十吨梨，比去年多了五吨。"


def ids(library: Library) -> list[str]:
    with library.snapshot() as snapshot:
        return sorted(summary.id for summary in snapshot.articles())


def ids_found(library: Library, word: str) -> list[str]:
    with library.snapshot() as snapshot:
        hits = snapshot.search_words([word], 5)
        return [chunk.article.id for chunk in snapshot.chunks([hit.chunk_id for hit in hits])]


def records(**texts: str) -> bytes:
    return "\n".join(json.dumps({"id": id, "text": text}) for id, text in texts.items()).encode()


def test_record_keeps_the_id_it_is_put_under() -> None:
    record = {"id": "else", "title": "大桥通车", "published": "2024年5月1日", "source": "松溪日报", "text": BRIDGE}
    article = read_record(" a/b#c ", record)
    assert (article.id, article.location, article.title, str(article.published), article.source) == (
        " a/b#c ", " a/b#c ", "大桥通车", "2024-05-01", "松溪日报",
    )  # fmt: skip
    assert read_record("a", {"text": BRIDGE, "url": "https://example.org/1"}).location == "https://example.org/1"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.jsonl", records(x=BRIDGE, y=PEAR), "这里应是一篇文章，里面有 2 篇。"),
        ("a.txt", b"", "文件是空的，请检查它是否保存完整。"),
        ("a.pdf", b"%PDF-", None),
        ("a.exe", b"x", None),
    ],
)
def test_file_that_is_not_one_article_is_refused(name: str, data: bytes, reason: str | None) -> None:
    with pytest.raises(LoadError) as caught:
        read_file("a", name, data)
    assert reason is None or str(caught.value) == reason


def test_put_is_found_at_once_and_replaced_by_the_next(library: Library) -> None:
    assert put_article(library, read_record("a", {"text": BRIDGE})) is True
    assert ids_found(library, "大桥") == ["a"]
    assert put_article(library, read_record("a", {"text": PEAR})) is False
    assert (ids_found(library, "大桥"), ids_found(library, "梨园")) == ([], ["a"])


def test_no_sync_removes_or_replaces_what_was_put_in(library: Library, write_files: WriteFiles) -> None:
    put_article(library, read_record("a.txt", {"text": BRIDGE}))
    folder = write_files({"a.txt": PEAR, "b.txt": "下雨了，河水涨了两米，村里的人都搬到了高处。"})
    sync_paths(library, [folder])
    sync_paths(library, [folder])
    assert ids(library) == ["a.txt", "b.txt", "files/a.txt"]
    assert ids_found(library, "大桥") == ["a.txt"]


def test_id_of_a_synced_file_is_not_taken_over(library: Library, write_files: WriteFiles) -> None:
    sync_paths(library, [write_files({"a.txt": BRIDGE})])
    with pytest.raises(ArticleTakenError, match=r"^编号 a.txt 的文章来自文件 a.txt，请改动那个文件，或换一个编号。$"):
        put_article(library, read_record("a.txt", {"text": PEAR}))
    assert ids_found(library, "大桥") == ["a.txt"]


def test_taken_out_is_gone_and_may_be_put_in_again(library: Library) -> None:
    article = read_record("a", {"text": BRIDGE})
    put_article(library, article)
    assert (take_out(library, "a"), take_out(library, "a"), ids(library)) == (True, False, [])
    assert library.status().withdrawn == 0
    assert put_article(library, article) is True


def test_synced_article_that_is_taken_out_stays_out(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    sync_paths(library, [folder])
    assert take_out(library, "a.txt")
    write_files({"a.txt": BRIDGE + PEAR})
    sync_paths(library, [folder])
    assert (ids(library), library.status().withdrawn) == ([], 1)


def test_put_brings_back_what_was_withdrawn_by_hand(library: Library) -> None:
    put_article(library, read_record("a", {"text": BRIDGE}))
    library.change(lambda writer: writer.withdraw_articles(["a"]))
    put_article(library, read_record("a", {"text": PEAR}))
    assert (ids(library), library.status().withdrawn) == (["a"], 0)


def test_upload_replaces_the_one_of_the_same_name(library: Library, write_files: WriteFiles) -> None:
    sync_paths(library, [write_files({"c": "", "taken.jsonl": records(taken=PEAR + "去年是二十五吨。")})])
    upload = records(x=BRIDGE, y=PEAR, taken=BRIDGE)
    taken = Rejection("taken", Message("id-of-synced-file"))
    assert add_upload(library, "up.jsonl", upload) == Added(added=("x", "y"), rejected=(taken,))
    upload = (
        records(x=BRIDGE, y=PEAR + "明年还要多收。", z="下雨了，河水涨了两米，村里的人都搬到了高处。") + b"\nnothing"
    )
    again = add_upload(library, "up.jsonl", upload)
    assert (again.added, again.updated, again.unchanged, again.removed) == (("z",), ("y",), ("x",), ())
    assert [rejection.name for rejection in again.rejected] == ["up.jsonl 第 4 行"]
    assert add_upload(library, "up.jsonl", records(z=PEAR)).removed == ("x", "y")
    assert ids(library) == ["taken", "z"]


def test_upload_nothing_can_be_read_of_removes_nothing(library: Library) -> None:
    add_upload(library, "up.jsonl", records(x=BRIDGE))
    result = add_upload(library, "up.jsonl", b"\x00" * 100)
    assert (result.removed, bool(result.rejected), ids(library)) == ((), True, ["x"])


def test_large_upload_is_stored_in_batches(library: Library) -> None:
    texts = {f"n{number}": f"第{number}号通告。" + f"第{number}处的水位涨到{number}米。" * 900 for number in range(5)}
    assert add_upload(library, "up.jsonl", records(**texts)).added == tuple(f"up.jsonl#{id}" for id in texts)
    assert library.status().version == 2


def test_reprint_is_counted(library: Library) -> None:
    text = (ROOT / "articles" / "澜青大桥通车.txt").read_text(encoding="utf-8")
    put_article(library, read_record("first", {"text": text}))
    result = add_upload(library, "second.txt", text.encode())
    assert (result.added, result.reprints) == (("second.txt",), 1)


def test_busy_library_is_said_and_nothing_changed(library: Library) -> None:
    other = Library.open(library.path, library.embedder)
    with other.writer(), pytest.raises(LibraryBusyError):
        put_article(library, read_record("a", {"text": BRIDGE}), wait_s=0.1)
    assert ids(library) == []
    other.close()
