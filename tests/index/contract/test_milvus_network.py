"""A library on Milvus behind a network that is slow, mute or cut, and several that write to it at once."""

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.errors import LibraryError
from index.library import FolderLibrary, Library
from index.milvus.client import MilvusAddress, read_address
from index.milvus.library import MilvusLibrary
from index.sync.sources import sync_paths
from tests.bad_network import Wire, wire
from tests.conftest import ROOT, add_articles, make_article
from tests.milvus_server import new_name
from tests.toy_embedder import ToyEmbedder

pytestmark = pytest.mark.long

OLD = {f"old{n}" for n in range(20)}
SILENT_S = 1.0
WAITS_S = 20.0
"""A call may be several to the server; one without a limit would wait for ever."""
RECOVERS_S = 30.0


@pytest.fixture
def line(server: str) -> Iterator[tuple[MilvusAddress, Wire]]:
    """The address of a new library behind a wire, and the wire."""
    with wire(server) as (through, made):
        yield read_address(f"milvus+{through}/{new_name()}"), made


@pytest.fixture
def library(line: tuple[MilvusAddress, Wire], tmp_path: Path) -> Library:
    opened = MilvusLibrary.open_at(line[0], ToyEmbedder(), tmp_path / "folder", may_change=True)
    add_articles(opened, *[make_article(id, f"桥{id}号。") for id in sorted(OLD)])
    return opened


def ask(library: Library) -> tuple[int, set[str]]:
    """Return the version and the articles found by a word that all the old ones hold."""
    with library.snapshot() as snapshot:
        chunks = snapshot.chunks([hit.chunk_id for hit in snapshot.search_words(["桥"], 100)])
        return snapshot.version, {chunk.article.id for chunk in chunks}


def listed(library: Library) -> list[tuple[str, int]]:
    with library.snapshot() as snapshot:
        return sorted((summary.id, summary.chars) for summary in snapshot.articles())


def recover(work: Callable[[], object]) -> None:
    """Do it as soon as the connection is there again."""
    end = time.monotonic() + RECOVERS_S
    while True:
        try:
            work()
            return
        except LibraryError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def is_one_sentence(said: str) -> bool:
    return said.startswith("无法使用 Milvus") and said.endswith("。") and "\n" not in said and "Traceback" not in said


def test_a_slow_network_gives_the_same_answers(
    library: Library, line: tuple[MilvusAddress, Wire], tmp_path: Path
) -> None:
    line[1].delay_s = 0.05
    assert ask(library)[1] == OLD
    add_articles(library, make_article("new", "桥新号。"))
    asking = MilvusLibrary.open_at(line[0], ToyEmbedder(), tmp_path / "asking")
    assert ask(asking)[1] == {*OLD, "new"}


@pytest.mark.faults
def test_a_network_that_says_nothing_is_said_in_time_and_in_one_sentence(
    library: Library, line: tuple[MilvusAddress, Wire], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.milvus.client.TIMEOUT_S", SILENT_S)
    line[1].is_mute = True
    for work in (
        lambda: ask(library),
        lambda: add_articles(library, make_article("new", "桥新号。")),
        lambda: MilvusLibrary.open_at(line[0], ToyEmbedder(), tmp_path / "asking"),
    ):
        began = time.monotonic()
        with pytest.raises(LibraryError) as error:
            work()
        assert is_one_sentence(str(error.value))
        assert time.monotonic() - began < WAITS_S
    with pytest.raises(LibraryError, match="1 秒内没有回答"):
        ask(library)
    monkeypatch.undo()
    line[1].mend()
    recover(lambda: add_articles(library, make_article("newer", "桥更新号。")))
    assert ask(library)[1] == {*OLD, "new", "newer"}  # what came in meanwhile is in the folder, and published now


@pytest.mark.faults
def test_a_network_cut_again_and_again_loses_nothing_and_no_version_goes_back(
    library: Library, line: tuple[MilvusAddress, Wire], tmp_path: Path
) -> None:
    asking = MilvusLibrary.open_at(line[0], ToyEmbedder(), tmp_path / "asking")
    stop, versions, said, wrong = threading.Event(), list[int](), list[str](), list[object]()

    def look() -> None:
        version, found = ask(asking)
        versions.append(version)
        if not found >= OLD:
            wrong.append((version, found))

    def write() -> None:
        add_articles(library, *[make_article(f"new{len(versions)}-{n}", f"桥{n}，路{n}号。") for n in range(5)])

    threads = [threading.Thread(target=_again, args=(work, stop, said, wrong)) for work in (look, write)]
    for thread in threads:
        thread.start()
    dice = random.Random(7)
    for _ in range(8):
        time.sleep(dice.uniform(0.2, 1.5))
        line[1].cut()
        time.sleep(dice.uniform(0.0, 0.5))
        line[1].mend()
    time.sleep(2)
    stop.set()
    for thread in threads:
        thread.join(120)
    assert wrong == []
    assert versions == sorted(versions)
    assert said
    assert [sentence for sentence in said if not is_one_sentence(sentence)] == []
    recover(lambda: add_articles(library, make_article("last", "终点。")))
    folder = FolderLibrary.open_at(tmp_path / "folder", ToyEmbedder())
    assert listed(library) == listed(asking) == listed(folder)
    assert ask(asking) == ask(library)


@pytest.mark.faults
def test_a_sync_that_loses_the_server_has_kept_what_it_took_in_and_the_next_one_goes_on(
    library: Library, line: tuple[MilvusAddress, Wire], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.sources.BATCH_CHARS", 1)
    monkeypatch.setattr("index.milvus.library.PUBLISH_EVERY_S", 0.0)
    files = tmp_path / "files"
    files.mkdir()
    for n in range(12):
        (files / f"{n:02}.txt").write_text(f"第{n}号桥于{n % 12 + 1}月合龙，桥长{n * 90}米。")
    cutting = threading.Timer(0.5, line[1].cut)
    cutting.start()
    with pytest.raises(LibraryError) as error:
        for again in range(100):
            for file in files.iterdir():
                file.write_text(f"{file.read_text()}第{again}次修改。")
            sync_paths(library, [files])
    cutting.join()
    assert is_one_sentence(str(error.value))
    line[1].mend()
    recover(lambda: sync_paths(library, [files]))
    folder = FolderLibrary.open_at(tmp_path / "folder", ToyEmbedder())
    assert listed(library) == listed(folder)
    assert {id for id, _ in listed(folder)} == {*OLD, *(f"{n:02}.txt" for n in range(12))}


def test_several_processes_that_write_one_folder_lose_nothing(server: str, tmp_path: Path) -> None:
    address = read_address(f"milvus+{server}/{new_name()}")
    library = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "folder", may_change=True)
    add_articles(library, make_article("first", "桥。"))
    program = (
        "import sys; from tests.index.contract.test_milvus_network import *; "
        "of = MilvusLibrary.open_at(read_address(sys.argv[1]), ToyEmbedder(), Path(sys.argv[2]), may_change=True); "
        "[add_articles(of, make_article(f'{sys.argv[3]}-{n}', f'桥{sys.argv[3]}{n}号。')) for n in range(3)]"
    )
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(address), str(tmp_path / "folder"), name],
            cwd=ROOT, stderr=subprocess.PIPE, text=True,
        )
        for name in "ab"
    ]  # fmt: skip
    ends = [writer.communicate(timeout=300)[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], ends
    ids = {"first", *(f"{name}-{n}" for name in "ab" for n in range(3))}
    assert {id for id, _ in listed(library)} == ids
    asking = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "asking")
    assert {id for id, _ in listed(asking)} == ids == ask(asking)[1]


def _again(work: Callable[[], None], stop: threading.Event, said: list[str], wrong: list[object]) -> None:
    while not stop.is_set():
        try:
            work()
        except LibraryError as error:
            said.append(str(error))
            stop.wait(0.1)
        except Exception as error:  # noqa: BLE001 - said by the test
            wrong.append(error)
            return
