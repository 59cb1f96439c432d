"""What only a library on Milvus does: other processes ask and publish, killed publishers are made good, it moves."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import index.__main__ as program
from index.article import RemovedLine
from index.errors import LibraryError, SettingsError
from index.library import FolderLibrary, Library
from index.maintenance import backup_library, restore_library
from index.milvus.client import MilvusAddress, read_address
from index.milvus.library import MilvusLibrary
from index.milvus.migrate import migrate_to_folder, migrate_to_milvus
from index.progress import ignore_progress
from index.snapshot import Filters
from tests.conftest import ROOT, add_articles, make_article
from tests.milvus_server import new_name
from tests.toy_embedder import ToyEmbedder

pytestmark = pytest.mark.long

pytest.importorskip("pymilvus", reason="pip install -r requirements-milvus.txt")


def ids_and_scores(library: Library, *words: str) -> list[tuple[str, float]]:
    with library.snapshot() as snapshot:
        hits = snapshot.search_words(words, 20)
        chunks = snapshot.chunks([hit.chunk_id for hit in hits])
        return [(chunk.article.id, round(hit.score, 4)) for chunk, hit in zip(chunks, hits, strict=True)]


def everything(library: Library) -> tuple[list[tuple[str, int, str]], list[object]]:
    """Return what is listed, and every thirtieth article whole."""
    with library.snapshot() as snapshot:
        listed = [(summary.id, summary.chars, summary.original) for summary in snapshot.articles()]
        return listed, [snapshot.article(id) for id, _, _ in listed[::30]]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("milvus+http://10.0.0.5:19530/news", MilvusAddress("http://10.0.0.5:19530", "news")),
        ("milvus+http:/10.0.0.5:19530/news", MilvusAddress("http://10.0.0.5:19530", "news")),
        ("milvus+file:/data/a.db/news", MilvusAddress("/data/a.db", "news")),
    ],
)
def test_addresses_are_read(text: str, address: MilvusAddress) -> None:
    assert read_address(text) == address
    assert read_address(str(address)) == address


@pytest.mark.parametrize(
    "text", ["milvus+http://h:1/", "milvus+http://h:1/a-b", "milvus+ftp://h/n", "milvus+file:/a/n"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="milvus"):
        read_address(text)


def test_a_server_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="无法使用 Milvus"):
        MilvusLibrary.open_at(read_address("milvus+http://127.0.0.1:9/news"), ToyEmbedder(), tmp_path / "home")


def test_one_process_syncs_while_another_asks(server: str, tmp_path: Path) -> None:
    address = read_address(f"milvus+{server}/{new_name()}")
    syncing = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "folder", may_change=True)
    add_articles(syncing, *[make_article(f"old{i}", f"桥{i}号。") for i in range(20)])
    asker = subprocess.Popen(
        [sys.executable, "-m", "tests.index.contract.asking", str(address), str(tmp_path / "asker")],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert asker.stdout is not None
    assert asker.stdout.readline() == "asking\n"
    for i in range(6):
        add_articles(syncing, *[make_article(f"new{i}-{j}", f"桥新{j}号。") for j in range(10)])
        with syncing.writer() as writer:
            writer.remove_articles([f"new{i}-{j}" for j in range(10)])
    add_articles(syncing, make_article("last", "终点。"))
    output, _ = asker.communicate(timeout=120)
    assert output.splitlines()[-1].startswith("consistent"), output
    with pytest.raises(LibraryError, match="只能提问"):
        MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "asker").writer().__enter__()


@pytest.mark.parametrize("delay_s", [0.3, 0.9])
def test_a_killed_publisher_is_made_good_by_the_next(server: str, tmp_path: Path, delay_s: float) -> None:
    address = read_address(f"milvus+{server}/{new_name()}")
    library = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "folder", may_change=True)
    add_articles(library, *[make_article(f"a{i}", f"桥{i}号。") for i in range(10)])
    before = ids_and_scores(library, "桥")
    library.close()
    publisher = subprocess.Popen(
        [sys.executable, "-m", "tests.index.contract.publishing", str(address), str(tmp_path / "folder")],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert publisher.stdout is not None
    assert publisher.stdout.readline() == "publishing\n"
    time.sleep(delay_s)
    os.kill(publisher.pid, signal.SIGKILL)
    publisher.wait()
    publisher.stdout.close()
    asking = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "elsewhere")
    count = asking.status().articles
    assert count in (10, 410)
    assert len(everything(asking)[0]) == count
    if count == 10:
        assert ids_and_scores(asking, "桥") == before
    again = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "folder", may_change=True)
    folder = FolderLibrary.open_at(tmp_path / "folder", ToyEmbedder())
    assert everything(again) == everything(folder)
    assert ids_and_scores(again, "第7页") == ids_and_scores(folder, "第7页")


def test_a_library_moves_there_and_back_without_embedding(tmp_path: Path) -> None:
    embedder = ToyEmbedder()
    folder = FolderLibrary.open_at(tmp_path / "from", embedder)
    text = "青岚县把三百二十户的煤炉换成了空气源热泵。\n每户补贴四千元，冬天前全部装好，县里派人逐户检查。"
    add_articles(folder, make_article("a", text, source="甲报"), make_article("b", text, source="乙报"))
    add_articles(folder, *[make_article(f"c{i}", f"第{i}页，桥{i}号。") for i in range(120)])
    address = read_address(f"milvus+file:{tmp_path}/m.db/moved")
    assert migrate_to_milvus(tmp_path / "from", address, ignore_progress) == 122
    other = ToyEmbedder()
    assert migrate_to_folder(address, tmp_path / "to", other, ignore_progress) == 122
    assert other.embedded == []
    back = FolderLibrary.open_at(tmp_path / "to", other)
    assert everything(back) == everything(folder)
    assert sorted(ids_and_scores(back, "桥")) == sorted(ids_and_scores(folder, "桥"))
    assert migrate_to_folder(address, tmp_path / "to", other, ignore_progress) == 122


def test_what_was_left_out_of_an_article_is_published_and_moves_with_it(tmp_path: Path) -> None:
    address = read_address(f"milvus+file:{tmp_path}/m.db/left_out")
    library = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "folder", may_change=True)
    lines = (RemovedLine("责任编辑：米大川", "署名、日期与来源"), RemovedLine("版权声明" * 3_000, "声明"))
    add_articles(library, replace(make_article("a", "桥。"), removed=lines), make_article("b", "路。"))

    def left_out(of: Library) -> dict[str, tuple[RemovedLine, ...]]:
        with of.snapshot() as snapshot:
            return {id: snapshot.catalogue().removed_lines(id) for id in ("a", "b", "none")}

    asking = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "asking")
    assert left_out(asking) == {"a": lines, "b": (), "none": ()}
    migrate_to_folder(address, tmp_path / "to", ToyEmbedder(), ignore_progress)
    assert left_out(FolderLibrary.open_at(tmp_path / "to", ToyEmbedder())) == left_out(asking)
    add_articles(library, replace(make_article("a", "桥。船。"), removed=lines[:1]))
    assert left_out(asking) == {"a": lines[:1], "b": (), "none": ()}


def test_a_file_is_read_again_by_a_process_that_did_not_write_it(tmp_path: Path) -> None:
    address = read_address(f"milvus+file:{tmp_path}/m.db/kept")
    add_articles(FolderLibrary.open_at(tmp_path / "folder", ToyEmbedder()), make_article("a", "桥。"))
    publish = "from tests.index.contract.test_milvus import *; migrate_to_milvus(Path({!r}), {!r}, ignore_progress)"
    program = publish.format(str(tmp_path / "folder"), address)
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True)
    asking = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "asking")
    assert [id for id, _ in ids_and_scores(asking, "桥")] == ["a"]


def test_another_folder_does_not_overwrite_what_is_published(tmp_path: Path) -> None:
    address = read_address(f"milvus+file:{tmp_path}/m.db/kept")
    first = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "first", may_change=True)
    add_articles(first, make_article("a", "桥。"))
    with pytest.raises(LibraryError, match="migrate"):
        MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "second", may_change=True)
    asking = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "asking")
    assert [id for id, _ in ids_and_scores(asking, "桥")] == ["a"]
    with asking.snapshot() as snapshot:
        assert snapshot.article_count(Filters(articles=("a", '"x'))) == 1


def found_by_words(library: Library, word: str) -> list[tuple[str, str]]:
    """Return the id and the text of each article a chunk of which holds the word."""
    with library.snapshot() as snapshot:
        chunks = snapshot.chunks([hit.chunk_id for hit in snapshot.search_words([word], 50)])
        ids = sorted({chunk.article.id for chunk in chunks})
        articles = [snapshot.article(id) for id in ids]
    return [(article.id, "|".join(p.text for p in article.paragraphs)) for article in articles if article is not None]


def test_another_folder_put_in_its_place_leaves_nothing_of_the_first(tmp_path: Path) -> None:
    address = read_address(f"milvus+file:{tmp_path}/m.db/kept")
    long = "渡口。\n" + "\n".join(f"第{n}号船于{n}点开出，沿江而下。" * 40 for n in range(40))
    for name, articles in (
        ("first", [make_article("a", long), make_article("b", "渡口停航。"), make_article("c", "渡口改道。")]),
        ("second", [make_article("x", "渡口新建。"), make_article("y", "渡口扩建。")]),
    ):
        add_articles(FolderLibrary.open_at(tmp_path / name, ToyEmbedder()), *articles)
    migrate_to_milvus(tmp_path / "first", address, ignore_progress)
    asking = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "asking")
    assert [id for id, _ in found_by_words(asking, "渡口")] == ["a", "b", "c"]
    assert migrate_to_milvus(tmp_path / "second", address, ignore_progress) == 2
    expected = [("x", "渡口新建。"), ("y", "渡口扩建。")]
    assert found_by_words(MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "new"), "渡口") == expected
    assert found_by_words(asking, "渡口") == expected  # one that was open all the time sees the same


def test_a_restored_folder_is_published_as_it_is(tmp_path: Path) -> None:
    address = read_address(f"milvus+file:{tmp_path}/m.db/kept")
    library = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "folder", may_change=True)
    add_articles(library, make_article("a", "渡口开航。"), make_article("b", "渡口停航。"))
    backup_library(tmp_path / "folder", tmp_path / "it.backup")
    with library.writer() as writer:
        writer.remove_articles(["a"])
    add_articles(library, make_article("c", "渡口改道。"))
    library.close()
    restore_library(tmp_path / "it.backup", tmp_path / "folder")
    with pytest.raises(LibraryError, match="migrate"):
        MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "folder", may_change=True)
    migrate_to_milvus(tmp_path / "folder", address, ignore_progress)
    library = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "folder", may_change=True)
    add_articles(library, make_article("d", "渡口重修。"))
    expected = [("a", "渡口开航。"), ("b", "渡口停航。"), ("d", "渡口重修。")]
    assert found_by_words(library, "渡口") == expected
    assert found_by_words(MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "asking"), "渡口") == expected


def test_what_another_folder_began_to_publish_is_not_taken_for_one_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = read_address(f"milvus+file:{tmp_path}/m.db/kept")
    for name, text in (("first", "渡口停航。"), ("second", "渡口新建。")):
        add_articles(FolderLibrary.open_at(tmp_path / name, ToyEmbedder()), make_article(name, text))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("index.milvus.publish.write_facts", lambda *_: os.kill(os.getpid(), signal.SIGINT))
        migrate_to_milvus(tmp_path / "first", address, ignore_progress)
    migrate_to_milvus(tmp_path / "second", address, ignore_progress)
    asking = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "asking")
    assert found_by_words(asking, "渡口") == [("second", "渡口新建。")]


def test_commands_of_the_folder_work_with_milvus_in_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"milvus+file:{tmp_path}/m.db/news"
    settings, files, backup = tmp_path / "config.toml", tmp_path / "files", tmp_path / "it.backup"
    settings.write_text(f'[library]\nfolder = "library"\nmilvus = "{address}"\n')
    monkeypatch.setenv("YINJU_CONFIG", str(settings))
    monkeypatch.setattr(program, "load_embedder", lambda *_: ToyEmbedder())
    files.mkdir()
    for name, text in (("a.txt", "渡口今年开航，每小时一班船。"), ("b.txt", "缆车明年通车，全程九百米。")):
        (files / name).write_text(text)

    def run(*command: str | Path) -> tuple[int, str]:
        status = program.main([str(part) for part in command])
        said, errors = capsys.readouterr()
        return status, said + errors.splitlines()[-1] if status or "restore" in command else said

    def asked() -> list[tuple[str, str]]:
        library = MilvusLibrary.open_at(read_address(address), ToyEmbedder(), tmp_path / "asking")
        return found_by_words(library, "渡口")

    assert run("sync", files) == (0, "新增 2 篇，更新 0 篇，移除 0 篇，未变 0 篇，未收入 0 个\n")
    assert run("verify") == (0, "资料库完好\n")
    assert run("backup", backup) == (0, f"已备份 2 篇文章到 {backup}\n")
    (files / "a.txt").unlink()
    assert run("sync", files)[0] == 0
    assert asked() == []
    status, said = run("restore", backup)
    assert (status, said.splitlines()[-1]) == (
        0, f"Milvus 上还是恢复以前的文章，请运行 yinju migrate {tmp_path / 'library'} {address}。",
    )  # fmt: skip
    assert run("migrate", tmp_path / "library", address)[0] == 0
    assert asked() == [("a.txt", "渡口今年开航，每小时一班船。")]
    assert run("rebuild") == (0, "重新生成了 2 篇文章的索引\n")
    assert asked() == [("a.txt", "渡口今年开航，每小时一班船。")]
    status, said = run("verify", "--library", f"milvus+file:{tmp_path}/m.db/other")
    assert (status, "请用 --library 写出文件夹" in said) == (1, True)
