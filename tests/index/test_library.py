"""The Library: what is put in is found, what is taken out is gone, and every look sees one version."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.article import Span, digest_article
from index.errors import LibraryBusyError, LibraryDamagedError, LibraryError, ModelMismatchError
from index.library import DATABASE_NAME, Library, open_database
from index.messages import Message
from index.snapshot import Filters
from index.store.schema import SCHEMA_VERSION
from index.store.writer import NewArticle
from tests.conftest import ROOT, add_articles, make_article
from tests.said import said
from tests.toy_embedder import ToyEmbedder


def found_densely(library: Library, text: str, filters: Filters = Filters()) -> list[str]:
    """Return the ids of the articles that share a letter with `text`, by falling cosine."""
    vector = library.embedder.embed_question(text)
    with library.snapshot() as snapshot:
        hits = [hit for hit in snapshot.search_dense(vector, 10, filters) if hit.score > 0.01]
        return [chunk.article.id for chunk in snapshot.chunks([hit.chunk_id for hit in hits])]


def found_by_word(library: Library, *words: str, filters: Filters = Filters()) -> list[str]:
    with library.snapshot() as snapshot:
        hits = snapshot.search_words(words, 10, filters)
        return [chunk.article.id for chunk in snapshot.chunks([hit.chunk_id for hit in hits])]


def in_thread(work: Callable[[], Any]) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


# ---- finding


def test_dense_hits_are_cosines_in_falling_order(library: Library) -> None:
    add_articles(library, make_article("a", "桥桥桥路"), make_article("b", "桥路路路"), make_article("c", "梨"))
    with library.snapshot() as snapshot:
        hits = snapshot.search_dense(library.embedder.embed_question("桥"), 10)
    assert [hit.chunk_id for hit in hits] == [1, 2, 3]
    assert [hit.score for hit in hits] == pytest.approx([3 / 10**0.5, 1 / 10**0.5, 0.0], abs=5e-4)


def test_title_is_part_of_every_chunks_vector(library: Library, embedder: ToyEmbedder) -> None:
    add_articles(library, make_article("a", "甲" * 200 + "。\n" + "乙" * 200 + "。", title="澄青大橋"))
    assert embedder.embedded == ["澄青大桥\n" + "甲" * 200 + "。", "澄青大桥\n" + "乙" * 200 + "。"]


def test_word_in_title_counts_more_than_word_in_text(library: Library) -> None:
    add_articles(
        library,
        make_article("in-text", "大桥通车。", title="消息"),
        make_article("in-title", "今天通车。", title="大桥"),
        *(make_article(f"other-{n}", "梨花开了。", title="花") for n in range(4)),
    )
    assert found_by_word(library, "大桥") == ["in-title", "in-text"]


def test_passage_knows_its_place_and_its_article(library: Library) -> None:
    article = make_article("a", "大桥通车。\n市民很高兴。", title="通车", published=date(2020, 3, 1), source="日报")
    add_articles(library, article)
    with library.snapshot() as snapshot:
        [chunk] = snapshot.chunks([1])
    assert chunk.article == article
    assert chunk.spans == (Span(1, 0, 5), Span(2, 0, 6))
    assert chunk.text == "大桥通车。\n市民很高兴。"


def test_chunks_that_are_gone_are_left_out(library: Library) -> None:
    add_articles(library, make_article("a", "大桥。"))
    with library.snapshot() as snapshot:
        assert [chunk.chunk_id for chunk in snapshot.chunks([7, 1, 99])] == [1]


HOSTILE = ['"', "'", "%", "*", "NEAR", "AND", "OR NOT", "😀", "大桥*", '"大桥', "body:大桥", "^大桥", "(", "x\x00y", ""]


@pytest.mark.parametrize("word", HOSTILE)
def test_query_syntax_in_a_word_is_plain_text(library: Library, word: str) -> None:
    add_articles(library, make_article("a", "大桥通车。"), make_article("b", "near and"))
    expected = {"NEAR": ["b"], "AND": ["b"], "大桥*": ["a"], '"大桥': ["a"], "^大桥": ["a"]}
    assert found_by_word(library, word) == expected.get(word, [])


def test_ten_thousand_words_are_searched(library: Library) -> None:
    add_articles(library, make_article("a", "大桥通车。"))
    assert found_by_word(library, *(f"w{n}" for n in range(10_000)), "大桥") == ["a"]


def test_no_words_find_nothing(library: Library) -> None:
    add_articles(library, make_article("a", "大桥通车。"))
    assert found_by_word(library) == []


def test_frequency_of_a_word_with_several_parts_is_its_rarest_parts(library: Library) -> None:
    add_articles(library, make_article("a", "pm2.5 no_x 大桥。"), make_article("b", "pm2 大桥。"))
    with library.snapshot() as snapshot:
        frequencies = snapshot.document_frequencies(["pm2.5", "pm2", "no_x", "大桥", "没有", "_"])
    assert frequencies == {"pm2.5": 1, "pm2": 2, "no_x": 1, "大桥": 2, "没有": 0, "_": 0}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), ["a", "b", "c", "d"]),
        (Filters(since=date(2020, 3, 1)), ["a", "b"]),
        (Filters(until=date(2020, 3, 1)), ["a", "c"]),
        (Filters(since=date(2020, 3, 1), until=date(2020, 3, 1)), ["a"]),
        (Filters(sources=("日报",)), ["a", "d"]),
        (Filters(since=date(2019, 1, 1), sources=("日报",)), ["a"]),
        (Filters(sources=("没有这家",)), []),
        (Filters(since=date(2020, 3, 1), sources=("日报", "晚报")), ["a", "b"]),
        (Filters(sources=("日报", "没有这家", "'")), ["a", "d"]),
        (Filters(articles=("c", "a")), ["a", "c"]),
        (Filters(articles=("c", "a"), sources=("日报",)), ["a"]),
        (Filters(articles=("'", "没有")), []),
        (Filters(since=date(2030, 1, 1)), []),
    ],
)
def test_filters_restrict_both_legs(library: Library, filters: Filters, expected: list[str]) -> None:
    add_articles(
        library,
        make_article("a", "大桥1号。", published=date(2020, 3, 1), source="日报"),
        make_article("b", "大桥2号。", published=date(2021, 1, 1), source="晚报"),
        make_article("c", "大桥3号。", published=date(2019, 12, 31), source="晚报"),
        make_article("d", "大桥4号。", source="日报"),
    )
    assert sorted(found_densely(library, "桥", filters)) == expected
    assert sorted(found_by_word(library, "大桥", filters=filters)) == expected
    with library.snapshot() as snapshot:
        assert snapshot.article_count(filters) == len(expected)
        assert snapshot.published_range() == (date(2019, 12, 31), date(2021, 1, 1))


def test_filter_that_a_reprint_passes_finds_the_article_it_is_filed_under(library: Library) -> None:
    text = "澄青大桥昨天正式通车，全长八百二十米，市民步行过江只要八分钟。"
    add_articles(
        library,
        make_article("first", text, published=date(2020, 3, 1), source="日报"),
        make_article("reprint", text, published=date(2021, 3, 1), source="晚报"),
    )
    assert found_by_word(library, "大桥") == ["first"]
    for filters in (Filters(sources=("晚报",)), Filters(since=date(2021, 1, 1)), Filters(sources=("日报",))):
        assert found_by_word(library, "大桥", filters=filters) == ["first"]
    assert found_by_word(library, "大桥", filters=Filters(sources=("晚报",), until=date(2020, 12, 31))) == []


def test_filter_leaves_the_best_of_the_allowed(library: Library) -> None:
    add_articles(library, *(make_article(f"x{n}", f"桥桥{n}号。", source="晚报") for n in range(20)))
    add_articles(library, make_article("y", "桥路。", source="日报"))
    with library.snapshot() as snapshot:
        filters = Filters(sources=("日报",))
        assert [h.chunk_id for h in snapshot.search_dense(library.embedder.embed_question("桥"), 1, filters)] == [21]


# ---- changing


def test_removed_article_is_found_by_neither_leg(library: Library) -> None:
    add_articles(library, make_article("a", "大桥1号。"), make_article("b", "大桥2号。"))
    assert sorted(found_densely(library, "桥")) == ["a", "b"]
    with library.writer() as writer:
        assert writer.remove_articles(["a", "missing"]) == ["a"]
    assert found_densely(library, "桥") == ["b"]
    assert found_by_word(library, "大桥") == ["b"]
    with library.snapshot() as snapshot:
        assert snapshot.article("a") is None
        assert (snapshot.article_count(), snapshot.chunk_count()) == (1, 1)


def test_replaced_article_is_found_by_its_new_words_only(library: Library) -> None:
    add_articles(library, make_article("a", "大桥。"))
    add_articles(library, make_article("a", "梨花。"))
    assert (found_by_word(library, "大桥"), found_by_word(library, "梨花")) == ([], ["a"])
    assert (found_densely(library, "桥"), found_densely(library, "梨")) == ([], ["a"])


def test_reader_many_versions_behind_catches_up(library: Library) -> None:
    add_articles(library, make_article("a", "大桥。"))
    behind = Library.open(library.path, library.embedder)
    assert found_densely(behind, "桥") == ["a"]
    for n in range(5):
        add_articles(library, make_article(f"n{n}", f"桥{n}号。"))
    with library.writer() as writer:
        writer.remove_articles(["a", "n1"])
    add_articles(library, make_article("n2", "梨。"))
    assert sorted(found_densely(behind, "桥")) == ["n0", "n3", "n4"]


def test_reader_behind_the_removal_log_reads_everything_again(library: Library) -> None:
    add_articles(library, make_article("a", "大桥1号。"), make_article("b", "大桥2号。"))
    assert sorted(found_densely(library, "桥")) == ["a", "b"]
    with library.writer() as writer:
        writer.remove_articles(["a"])
    with sqlite3.connect(library.path / DATABASE_NAME) as connection:  # the log is cut, as a tidy-up may
        connection.execute("DELETE FROM removed_chunks")
        connection.execute("INSERT INTO meta VALUES ('removals_since', '2')")
    connection.close()
    assert found_densely(library, "桥") == ["b"]


def test_version_rises_by_one_with_each_change_and_not_without(library: Library) -> None:
    versions = [library.status().version]
    add_articles(library, make_article("a", "大桥。"), make_article("b", "梨。"))
    versions.append(library.status().version)
    with library.writer() as writer:
        writer.remove_articles(["a", "b"])
        versions.append(library.status().version)
        writer.remove_articles(["a"])
        writer.put_articles([])
    versions.append(library.status().version)
    assert versions == [0, 1, 2, 2]


def test_text_once_embedded_is_never_embedded_again(library: Library, embedder: ToyEmbedder) -> None:
    long = "\n".join(letter * 200 + "。" for letter in "甲乙丙")
    add_articles(library, make_article("a", long))
    assert len(embedder.embedded) == 3
    add_articles(library, make_article("copy", long))
    with library.writer() as writer:
        writer.remove_articles(["a"])
    add_articles(library, make_article("a", long))
    assert len(embedder.embedded) == 3
    add_articles(library, make_article("a", long.replace("乙", "丁")))
    assert embedder.embedded[3:] == ["丁" * 200 + "。"]


def test_same_text_under_another_title_is_embedded_again(library: Library, embedder: ToyEmbedder) -> None:
    add_articles(library, make_article("a", "大桥。", title="一"))
    add_articles(library, make_article("a", "大桥。", title="二"))
    assert embedder.embedded == ["一\n大桥。", "二\n大桥。"]


# ---- all or nothing


def stop_at(library: Library, moment: str) -> None:
    """Make the database refuse `moment`, as a fault in the middle of a transaction would."""
    with sqlite3.connect(library.path / DATABASE_NAME) as connection:
        connection.execute(f"CREATE TRIGGER fault BEFORE {moment} BEGIN SELECT RAISE(ABORT, 'planted fault'); END")
    connection.close()


@pytest.mark.parametrize(
    "moment",
    [
        "INSERT ON embeddings",
        "DELETE ON articles",
        "INSERT ON articles WHEN NEW.id = 'b'",
        "INSERT ON paragraphs WHEN NEW.number = 2",
        "INSERT ON chunks WHEN NEW.ordinal = 1",
    ],
)
def test_fault_in_the_middle_leaves_the_library_as_it_was(library: Library, moment: str) -> None:
    old = make_article("a", "大桥。")
    add_articles(library, old)
    stop_at(library, moment)
    new = make_article("a", "梨" * 200 + "。\n" + "花" * 200 + "。")
    with pytest.raises(LibraryError, match="planted fault"):
        add_articles(library, new, make_article("b", "路。"))
    with library.snapshot() as snapshot:
        assert (snapshot.version, snapshot.article("a"), snapshot.article("b")) == (1, old, None)
    assert (found_densely(library, "桥"), found_densely(library, "梨"), found_by_word(library, "大桥")) == (
        ["a"], [], ["a"],
    )  # fmt: skip


def test_fault_in_a_removal_removes_nothing(library: Library) -> None:
    add_articles(library, make_article("a", "大桥1号。"), make_article("b", "大桥2号。"))
    stop_at(library, "DELETE ON articles WHEN OLD.id = 'b'")
    with library.writer() as writer, pytest.raises(LibraryError, match="planted fault"):
        writer.remove_articles(["a", "b"])
    assert sorted(found_by_word(library, "大桥")) == ["a", "b"]


def test_embedder_that_fails_leaves_the_library_as_it_was(library: Library) -> None:
    class Failing(ToyEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
            raise RuntimeError("no vectors today")

    add_articles(library, make_article("a", "大桥。"))
    failing = Library.open(library.path, Failing())
    with pytest.raises(RuntimeError, match="no vectors today"):
        add_articles(failing, make_article("a", "梨。"))
    assert found_by_word(library, "大桥") == ["a"]
    add_articles(library, make_article("b", "路。"))  # the lock was given back
    assert found_densely(library, "路") == ["b"]


# ---- many at once

ADD_IN_ANOTHER_PROCESS = """
import sys
from pathlib import Path
from index.library import Library
from tests.conftest import add_articles, make_article
from tests.toy_embedder import ToyEmbedder
library = Library.open(Path(sys.argv[1]), ToyEmbedder())
add_articles(library, make_article("new", "梨花。"))
with library.writer() as writer:
    writer.remove_articles(["old"])
"""


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, env=environment, text=True, capture_output=True, check=True, timeout=60)


def test_open_library_sees_another_process_change_at_the_next_snapshot(library: Library, embedder: ToyEmbedder) -> None:
    add_articles(library, make_article("old", "大桥。"), make_article("kept", "路。"))
    assert found_densely(library, "桥") == ["old"]
    embedded = list(embedder.embedded)
    run_python(ADD_IN_ANOTHER_PROCESS, str(library.path))
    assert (found_densely(library, "梨"), found_by_word(library, "梨花")) == (["new"], ["new"])
    assert (found_densely(library, "桥"), found_by_word(library, "大桥")) == ([], [])
    assert embedder.embedded == embedded


def test_snapshot_keeps_its_version_while_others_change_the_library(library: Library) -> None:
    old = make_article("a", "大桥。")
    add_articles(library, old, make_article("b", "大桥路。"))
    vector = library.embedder.embed_question("桥")
    with library.snapshot() as snapshot:
        before = snapshot.search_dense(vector, 10)

        def change() -> list[str]:
            add_articles(library, make_article("a", "梨。"), make_article("c", "桥桥。"))
            with library.writer() as writer:
                writer.remove_articles(["b"])
            return found_densely(library, "桥")

        assert in_thread(change) == ["c"]
        assert snapshot.search_dense(vector, 10) == pytest.approx(before)
        assert snapshot.search_dense(vector, 1) == before[:1]
        assert [h.chunk_id for h in snapshot.search_words(["大桥"], 10)] == [1, 2]
        assert (snapshot.article("a"), snapshot.article("c"), snapshot.version) == (old, None, 1)
    assert found_densely(library, "桥") == ["c"]


def test_snapshot_inside_a_snapshot_is_the_same_moment(library: Library) -> None:
    add_articles(library, make_article("a", "大桥。"))
    with library.snapshot() as outer:
        in_thread(lambda: add_articles(library, make_article("b", "大桥。")))
        with library.snapshot() as inner:
            assert (inner.version, inner.article_count(), library.status().articles) == (outer.version, 1, 1)
        assert outer.article_count() == 1
    assert library.status().articles == 2


def test_readers_never_miss_an_article_that_is_being_rewritten(library: Library) -> None:
    add_articles(library, make_article("a", "大桥。"), make_article("b", "路。"))
    done = threading.Event()

    def read() -> int:
        looks = 0
        while not done.is_set() or looks == 0:
            assert found_densely(library, "桥")[:1] == ["a"]
            assert found_by_word(library, "大桥") == ["a"]
            looks += 1
        return looks

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            for n in range(25):
                add_articles(library, make_article("a", "大桥。" if n % 2 else "大桥大桥。"))
        finally:
            done.set()
        assert all(reader.result() > 0 for reader in readers)


def test_opening_does_not_wait_for_a_running_transaction(library: Library) -> None:
    add_articles(library, make_article("a", "大桥。"))
    writing = sqlite3.connect(library.path / DATABASE_NAME, isolation_level=None)
    writing.execute("BEGIN IMMEDIATE")
    try:
        reader = Library.open(library.path, ToyEmbedder())
        assert found_densely(reader, "桥") == ["a"]
    finally:
        writing.execute("ROLLBACK")
        writing.close()


def test_second_writer_is_told_who_holds_the_library(library: Library) -> None:
    def write_too() -> None:
        with library.writer(wait_s=0):
            pass

    with library.writer(), pytest.raises(LibraryBusyError) as caught:
        in_thread(write_too)
    assert str(caught.value) == f"资料库 {library.path} 正被另一个程序（进程 {os.getpid()}）修改，请等它结束后再试。"
    in_thread(write_too)


def test_lock_file_of_a_dead_process_does_not_hold_the_library(library: Library) -> None:
    (library.path / "writer.lock").write_text("4194304")
    add_articles(library, make_article("a", "大桥。"))
    assert found_by_word(library, "大桥") == ["a"]


# ---- opening


@pytest.mark.parametrize("other", [ToyEmbedder("other"), ToyEmbedder(dimensions=32)])
def test_library_of_another_model_is_searched_by_words_and_kept(library: Library, other: ToyEmbedder) -> None:
    add_articles(library, make_article("a", "大桥。"))
    opened = Library.open(library.path, other)
    message = (
        f"资料库 {library.path} 是用向量模型 toy 建的，现在的设置是 {other.model_name}；"
        "请改回原来的模型后重新启动，或运行 yinju rebuild 换成现在的模型。"
    )
    assert said(opened.notice()) == message
    assert (found_densely(opened, "桥"), found_by_word(opened, "大桥")) == ([], ["a"])
    with pytest.raises(ModelMismatchError) as caught:
        add_articles(opened, make_article("b", "路。"))
    assert str(caught.value) == message
    assert (found_densely(library, "桥"), library.notice()) == (["a"], None)


def test_library_of_another_format_is_refused(library: Library) -> None:
    with sqlite3.connect(library.path / DATABASE_NAME) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    connection.close()
    with pytest.raises(
        LibraryError, match=f"的格式是第 99 版，本程序用第 {SCHEMA_VERSION} 版，请换一个文件夹重新同步。$"
    ):
        Library.open(library.path, ToyEmbedder())


def test_path_that_is_a_file_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "a-file"
    path.write_text("mine")
    message = f"资料库路径 {path} 是一个文件，这里应是一个文件夹，请换一个路径。"
    with pytest.raises(LibraryError) as caught:
        Library.open(path, ToyEmbedder())
    assert str(caught.value) == message
    with pytest.raises(LibraryError) as caught:
        open_database(path)
    assert str(caught.value) == message
    assert path.read_text() == "mine"


def test_path_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "below"
    with pytest.raises(LibraryError, match=rf"^无法建立资料库文件夹 {path}（Not a directory），请检查路径和权限。$"):
        Library.open(path, ToyEmbedder())


@pytest.mark.parametrize("content", [b"not a database at all, " * 200, b"SQLite format 3\x00" + b"\xff" * 4000])
def test_file_that_is_no_database_is_called_damaged(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / DATABASE_NAME
    file.write_bytes(content)
    with pytest.raises(LibraryDamagedError) as caught:
        Library.open(tmp_path, ToyEmbedder())
    assert str(caught.value) == f"资料库文件 {file} 已损坏，请从备份恢复，或删除它后重新同步文章。"
    with pytest.raises(LibraryDamagedError):
        open_database(tmp_path)
    assert file.read_bytes() == content


def test_folder_without_a_library_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(LibraryError) as caught:
        open_database(tmp_path)
    expected = f"{tmp_path} 里没有资料库，请先运行 yinju sync 文章文件夹 --library {tmp_path}。"
    assert str(caught.value) == expected
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_can_read_a_new_library(library: Library) -> None:
    add_articles(library, make_article("a", "大桥。"))
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in [library.path, *library.path.iterdir()]}
    assert modes.pop("library") == "0o700"
    assert set(modes.values()) == {"0o600"}


def test_status_counts_what_is_there(library: Library) -> None:
    add_articles(library, make_article("a", "大桥。\n" + "路" * 299 + "。"), make_article("b", "梨。"))
    status = library.status()
    assert (status.path, status.articles, status.chunks, status.version, status.model, status.synced_at) == (
        str(library.path), 2, 3, 1, "toy", None,
    )  # fmt: skip
    assert status.bytes_on_disk == sum(f.stat().st_size for f in library.path.glob("library.sqlite3*"))


def test_copy_is_a_library_of_its_own(library: Library, tmp_path: Path) -> None:
    add_articles(library, make_article("a", "大桥。"))
    library.copy_to(tmp_path / "copy")
    copy = Library.open(tmp_path / "copy", ToyEmbedder())
    with copy.writer() as writer:
        writer.remove_articles(["a"])
    assert (found_densely(copy, "桥"), found_densely(library, "桥")) == ([], ["a"])


@pytest.mark.parametrize("is_named_anew", [True, False])
def test_older_library_put_in_place_is_read_by_who_has_it_open(
    library: Library, tmp_path: Path, is_named_anew: bool
) -> None:
    add_articles(library, make_article("a", "大桥。"))
    shutil.copy(library.path / DATABASE_NAME, tmp_path / "before")
    shutil.copy(library.path / f"{DATABASE_NAME}-wal", tmp_path / "before-wal")
    add_articles(library, make_article("b", "桥。"), make_article("c", "桥。路。"))
    assert sorted(found_densely(library, "桥")) == ["a", "b", "c"]
    with (
        closing(sqlite3.connect(tmp_path / "before")) as before,
        closing(sqlite3.connect(library.path / DATABASE_NAME)) as live,
    ):
        before.backup(live)
        if is_named_anew:
            live.execute("UPDATE meta SET value = 'another' WHERE key = 'generation'")
            live.commit()
    assert (found_densely(library, "桥"), found_by_word(library, "大桥")) == (["a"], ["a"])
    add_articles(library, make_article("d", "桥。"))
    assert sorted(found_densely(library, "桥")) == ["a", "d"]


def test_articles_are_listed_newest_first_undated_last(library: Library) -> None:
    add_articles(
        library,
        make_article("undated", "大桥。", source="晚报"),
        make_article(
            "old",
            "大桥。\n路。",
            title="旧",
            published=date(2019, 1, 1),
            source="日报",
            author="甲",
            note=Message("text-undecoded", {"count": 2}),
        ),
        make_article("new", "桥。", published=date(2021, 1, 1), source="日报"),
    )
    with library.snapshot() as snapshot:
        summaries = list(snapshot.articles())
        assert snapshot.article_sources() == ["日报", "晚报"]
    assert [summary.id for summary in summaries] == ["new", "old", "undated"]
    old = summaries[1]
    assert (old.title, old.published, old.source, old.author, old.location, old.chars, old.paragraphs, old.note) == (
        "旧", date(2019, 1, 1), "日报", "甲", "old", 5, 2, Message("text-undecoded", {"count": 2}),
    )  # fmt: skip


# ---- damage seen while searching


def test_vector_of_wrong_length_is_called_damage(library: Library) -> None:
    add_articles(library, make_article("a", "大桥。"))
    with sqlite3.connect(library.path / DATABASE_NAME) as connection:
        connection.execute("UPDATE embeddings SET vector = x'00'")
    connection.close()
    with pytest.raises(LibraryDamagedError, match="向量"):
        found_densely(Library.open(library.path, ToyEmbedder()), "桥")


def test_article_text_that_is_not_utf8_is_called_damage(library: Library) -> None:
    add_articles(library, make_article("a", "大桥。"))
    with sqlite3.connect(library.path / DATABASE_NAME) as connection:
        connection.execute("UPDATE paragraphs SET text = CAST(x'e5a4ff' AS TEXT)")
    connection.close()
    with pytest.raises(LibraryDamagedError, match="已损坏"):
        found_by_word(library, "大桥")


def test_article_of_unknown_source_is_refused_whole(library: Library) -> None:
    article = make_article("a", "大桥。")
    with library.writer() as writer, pytest.raises(LibraryError):
        writer.put_articles([NewArticle(article, 99, "a", digest_article(article))])
    assert library.status().articles == 0


def test_many_may_make_the_same_library_at_once(tmp_path: Path) -> None:
    barrier = threading.Barrier(6)

    def make(n: int) -> None:
        barrier.wait()
        add_articles(Library.open(tmp_path / "library", ToyEmbedder()), make_article(f"a{n}", f"大桥{n}号。"))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(make, range(6)))
    library = Library.open(tmp_path / "library", ToyEmbedder())
    assert sorted(found_by_word(library, "大桥")) == [f"a{n}" for n in range(6)]
