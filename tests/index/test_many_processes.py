"""Programs at work on one library at once: syncs take turns and say so, readers always see one whole version."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.library import Library, open_database
from index.maintenance import find_problems, rebuild_library
from index.sync.sources import sync_paths
from tests.conftest import ROOT, add_articles, make_article
from tests.toy_embedder import ToyEmbedder

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}

SYNC = """
import sys, time
from pathlib import Path
from index.library import Library
from index.messages import say
from index.sync.sources import sync_paths
from tests.toy_embedder import ToyEmbedder

class Slow(ToyEmbedder):
    def embed_passages(self, texts):
        print("embedding", flush=True)
        while Path(sys.argv[3]).exists():
            time.sleep(0.02)
        return super().embed_passages(texts)

library = Library.open(Path(sys.argv[1]), Slow())
said = []
def report(progress):
    if progress.stage not in said:
        said.append(progress.stage)
        print(say(progress.stage), flush=True)
summary = sync_paths(library, [Path(sys.argv[2])], report=report)
print(summary.added, flush=True)
"""


def start(code: str, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, env=ENVIRONMENT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def line_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


def test_second_sync_says_whom_it_waits_for_and_then_works(library: Library, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(f"{name}号大桥今天通车，市民步行过江只要八分钟。")
    (hold := tmp_path / "hold").touch()
    first = start(SYNC, library.path, tmp_path / "one", hold)
    try:
        while (line := line_of(first)) != "embedding":  # what is told before depends on the time it takes
            assert line == "同步"
        second = start(SYNC, library.path, tmp_path / "two", tmp_path / "no-file")
        assert line_of(second) == f"等待进程 {first.pid} 修改完资料库"
        with library.snapshot() as snapshot:  # a reader waits for neither
            assert snapshot.article_count() == 0
    finally:
        hold.unlink()
        outputs = [first.communicate(timeout=60), second.communicate(timeout=60)]
    assert ([first.returncode, second.returncode], outputs[0][1], outputs[1][1]) == ([0, 0], "", "")
    assert [output.splitlines()[-1] for output, _ in outputs] == ["1", "1"]
    with library.snapshot() as snapshot:
        assert sorted(summary.id for summary in snapshot.articles()) == ["one.txt", "two.txt"]
    assert find_problems(open_database(library.path)) == []


READ = """
import sys
from pathlib import Path
from index.library import Library
from tests.toy_embedder import ToyEmbedder
library = Library.open(Path(sys.argv[1]), ToyEmbedder())
vector = library.embedder.embed_question("桥")
print("ready", flush=True)
looks, last = 0, -1
while not Path(sys.argv[2]).exists() or not looks:
    with library.snapshot() as snapshot:
        dense = snapshot.search_dense(vector, 1000)
        words = snapshot.search_words(["大桥"], 1000)
        found = {chunk.article.id for chunk in snapshot.chunks([hit.chunk_id for hit in dense])}
        listed = {summary.id for summary in snapshot.articles()}
        assert found == listed == {c.article.id for c in snapshot.chunks([hit.chunk_id for hit in words])}
        assert len(listed) == snapshot.article_count() and len(dense) == snapshot.chunk_count()
        # Articles come and go in pairs that one transaction writes.
        assert all(("right" + id.removeprefix("left")) in listed for id in listed if id.startswith("left")), listed
        assert "always" in listed
        assert snapshot.version >= last
        last = snapshot.version
    looks += 1
print(looks, flush=True)
"""


@contextmanager
def readers(library: Library, stop: Path) -> Iterator[None]:
    """Run readers in two processes for the time of the block; a look that is not whole fails the test."""
    processes = [start(READ, library.path, stop) for _ in range(2)]
    try:
        assert [line_of(process) for process in processes] == ["ready", "ready"]
        yield
    finally:
        stop.touch()
        outputs = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    assert all(int(output) > 0 for output, _ in outputs)


@pytest.mark.parametrize("change", ["add and remove", "rebuild", "sync"])
def test_readers_in_other_processes_see_one_whole_version(library: Library, tmp_path: Path, change: str) -> None:
    add_articles(library, make_article("always", "大桥零号。"))
    for n in range(20):
        add_articles(library, make_article(f"left{n}", f"左{n}大桥。"), make_article(f"right{n}", f"右{n}大桥。"))
    with readers(library, tmp_path / "stop"):
        if change == "add and remove":
            for n in range(60):
                add_articles(
                    library, make_article(f"left{n}", f"左大桥{n}。"), make_article(f"right{n}", f"右大桥{n}。")
                )
                with library.writer() as writer:
                    writer.remove_articles([f"left{n // 2}", f"right{n // 2}"])
        elif change == "rebuild":
            for _ in range(3):
                rebuild_library(library)
        else:
            folder = tmp_path / "files"
            folder.mkdir()
            for n in range(30):
                (folder / f"file{n}.txt").write_text(f"第{n}号大桥今天通车，市民步行过江只要{n}分钟。")
                sync_paths(library, [folder])
                if n % 3 == 0:
                    (folder / f"file{n}.txt").unlink()
    assert find_problems(open_database(library.path)) == []


def test_reader_whose_removals_are_forgotten_reads_everything_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.article_rows.MIN_KEPT", 8)
    add_articles(library, *(make_article(f"a{n}", f"大桥{n}号。") for n in range(40)))
    behind = Library.open(library.path, ToyEmbedder())
    vector = library.embedder.embed_question("桥")
    with behind.snapshot() as snapshot:
        assert len(snapshot.search_dense(vector, 100)) == 40
    for n in range(30):
        with library.writer() as writer:
            writer.remove_articles([f"a{n}"])
    with open_database(library.path).reading() as connection:
        kept = connection.execute("SELECT count(*) FROM removed_chunks").fetchone()[0]
    assert kept <= 8
    for reader in (behind, library):
        with reader.snapshot() as snapshot:
            assert len(snapshot.search_dense(vector, 100)) == 10
    assert find_problems(open_database(library.path)) == []
