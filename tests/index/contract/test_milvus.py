"""What only a library on Milvus does: other processes ask and publish, killed publishers are made good, it moves."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.article import RemovedLine
from index.errors import LibraryError, SettingsError
from index.library import FolderLibrary, Library
from index.milvus.client import MilvusAddress, read_address
from index.milvus.library import MilvusLibrary
from index.milvus.migrate import migrate_to_folder, migrate_to_milvus
from index.progress import ignore_progress
from index.snapshot import Filters
from tests.conftest import ROOT, add_articles, make_article
from tests.milvus_server import milvus_server, new_name
from tests.toy_embedder import ToyEmbedder

pytestmark = pytest.mark.long

pytest.importorskip("pymilvus", reason="pip install -r requirements-milvus.txt")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, real_milvus: str | None) -> Iterator[str]:
    if real_milvus is not None:
        yield real_milvus
        return
    with milvus_server(tmp_path_factory.mktemp("milvus")) as address:
        yield address


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
