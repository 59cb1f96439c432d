"""What only a real server of Milvus shows: it dies and comes back while it is written to and asked."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import LibraryError
from index.library import FolderLibrary, Library
from index.milvus.client import Features, MilvusAddress, read_address, read_features
from index.milvus.library import MilvusLibrary
from index.milvus.migrate import migrate_to_folder, migrate_to_milvus
from index.milvus.rows import Collections, read_facts, write_facts
from index.progress import ignore_progress
from index.sync.sources import SyncRules, sync_paths
from tests.conftest import add_articles, make_article
from tests.index.contract.conftest import Place
from tests.milvus_server import RealServer, new_name
from tests.toy_embedder import ToyEmbedder

SERVER_KILLS = max(2, int(os.environ.get("KILLS", "0")) // 50)
HERE = MilvusAddress("http://127.0.0.1:1", "news")


@pytest.mark.parametrize(
    ("version", "can"),
    [
        ("v2.3.5-lite", (False, False)),
        ("2.3.0", (False, False)),
        ("v2.4.0", (True, True)),
        ("v2.6.1-dev", (True, True)),
        ("3.0", (True, True)),
        ("milvus_lite-3.2.2", (True, True)),
        ("Zilliz Cloud Vector Database(Compatible with Milvus 2.5)", (True, True)),
    ],
)
def test_what_a_server_can_do_goes_by_its_version(version: str, can: tuple[bool, bool]) -> None:
    assert read_features(HERE, version) == Features(version, *can)


@pytest.mark.parametrize("version", ["v2.2.16", "1.1.0", "v0.10"])
def test_a_server_that_is_too_old_is_named_with_what_it_lacks(version: str) -> None:
    with pytest.raises(LibraryError, match=rf"是 {version} 版，太旧了：.*请用 2.3 或更新"):
        read_features(HERE, version)


def test_a_lower_publication_of_the_same_folder_is_not_believed(tmp_path: Path, milvus_lite: None) -> None:
    address = read_address(f"milvus+file:{tmp_path}/m.db/{new_name()}")
    library = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "folder", may_change=True)
    add_articles(library, make_article("a", "桥。"))
    collections = Collections(address)
    before = read_facts(collections)
    for n in range(40):
        add_articles(library, make_article(f"b{n}", "路。"))
    newest = read_facts(collections)
    assert before and newest and (newest.serial, newest.version) == (before.serial + 40, before.version + 40)
    collections.delete_records(f'key == "fact:{newest.serial}"')  # as a server that lost its last second would have it
    assert read_facts(collections) == newest
    assert read_facts(Collections(address)) == read_facts(Collections(address)) != newest
    write_facts(collections, newest)
    assert read_facts(Collections(address)) == newest


def test_vectors_that_come_later_are_published_as_they_come(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.sources.BATCH_CHARS", 1)
    monkeypatch.setattr("index.store.pending.TEXTS_AT_ONCE", 2)
    files = tmp_path / "files"
    files.mkdir()
    for n in range(6):
        (files / f"{n}.txt").write_text(f"第{n}号渡口于{n + 1}月开航，每{n + 5}分钟一班船。")
    library = place.open()
    sync_paths(library, [files], rules=SyncRules(vectors_later=True))
    asking = place.open_to_ask()

    def found(of: Library) -> tuple[int, int]:
        with of.snapshot() as snapshot:
            hits = snapshot.search_dense(of.embedder.embed_question("第3号渡口"), 20)
            return len(snapshot.search_words(["渡口"], 20)), len(hits)

    assert (found(asking), asking.status().pending) == ((6, 0), 6)
    answers = iter([False])
    assert library.make_vectors(should_stop=lambda: next(answers, True)) == 4
    assert (found(asking), asking.status().pending) == ((6, 2), 4)
    assert library.make_vectors() == 0
    assert (found(asking), asking.status().pending) == ((6, 6), 0)
    asking.close()
    library.close()


@pytest.mark.long
@pytest.mark.faults
def test_a_server_killed_while_it_is_written_and_asked_loses_nothing(
    own_milvus: RealServer | None, tmp_path: Path
) -> None:
    if own_milvus is None:
        pytest.skip("needs Milvus's own server: make milvus")
    address = read_address(f"milvus+{own_milvus.address}/{new_name()}")
    library = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "folder", may_change=True)
    add_articles(library, *[make_article(f"old{n}", f"桥{n}号。") for n in range(20)])
    asking = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "asking")
    stop, versions, said, wrong = threading.Event(), [], [], []

    def ask() -> None:
        with asking.snapshot() as snapshot:
            found = {c.article.id for c in snapshot.chunks([h.chunk_id for h in snapshot.search_words(["桥"], 100)])}
            versions.append(snapshot.version)
            if not {f"old{n}" for n in range(20)} <= found:
                wrong.append((snapshot.version, found))

    def write() -> None:
        add_articles(library, make_article(f"new{len(versions)}", f"路{len(versions)}号。"))

    threads = [threading.Thread(target=_again, args=(work, stop, said)) for work in (ask, write)]
    for thread in threads:
        thread.start()
    for _ in range(SERVER_KILLS):
        time.sleep(6)
        own_milvus.kill()
        time.sleep(2)
        own_milvus.start()
    time.sleep(10)
    stop.set()
    for thread in threads:
        thread.join(120)
    assert wrong == []
    assert versions == sorted(versions)
    assert all(sentence.startswith("无法使用 Milvus") and "\n" not in sentence for sentence in said)
    again = MilvusLibrary.open_at(address, ToyEmbedder(), tmp_path / "folder", may_change=True)
    folder = FolderLibrary.open_at(tmp_path / "folder", ToyEmbedder())
    assert _listed(again) == _listed(folder)
    migrate_to_folder(address, tmp_path / "back", ToyEmbedder(), ignore_progress)
    assert _listed(FolderLibrary.open_at(tmp_path / "back", ToyEmbedder())) == _listed(folder)
    assert migrate_to_milvus(tmp_path / "folder", address, ignore_progress) == len(_listed(folder))


def _again(work: Callable[[], None], stop: threading.Event, said: list[str]) -> None:
    while not stop.is_set():
        try:
            work()
        except LibraryError as error:
            said.append(str(error))
            stop.wait(0.5)


def _listed(library: Library) -> list[tuple[str, int]]:
    with library.snapshot() as snapshot:
        return sorted((summary.id, summary.chars) for summary in snapshot.articles())
