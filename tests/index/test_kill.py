"""Killed at any statement of a sync or a rebuild: the library is whole, no article is half there, the next completes.

The child process kills itself (SIGKILL) as it begins its n-th SQL statement, for n spread over the whole run.
"""

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.library import Library, open_database
from index.maintenance import find_problems, rebuild_library
from index.sync.sources import SyncSummary, sync_paths
from tests.toy_embedder import ToyEmbedder

pytestmark = [pytest.mark.faults, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

KILLS = int(os.environ.get("KILLS", "12"))
"""Moments at which each kind of change is killed; KILLS=200 for a long run."""

BEFORE = {f"{n}.txt": f"第{n}号大桥于{n}月通车，全长{n * 100}米。\n市民步行过江只要{n}分钟。" for n in range(1, 6)}
AFTER = {
    "1.txt": BEFORE["1.txt"],
    "2.txt": BEFORE["2.txt"].replace("大桥", "隧道"),
    "renamed.txt": BEFORE["3.txt"],
    "5.txt": BEFORE["5.txt"].replace("市民", "游客"),
    "new.txt": "石渡县梨花节本周六开幕，主会场设在望江村。",
}


def fill(folder: Path, files: dict[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)


def texts(path: Path) -> dict[str, str]:
    """Return the text of every article of the library, by id."""
    library = Library.open(path, ToyEmbedder())
    with library.snapshot() as snapshot:
        articles = [snapshot.article(summary.id) for summary in list(snapshot.articles())]
    library.close()
    return {a.id: "\n".join(p.text for p in a.paragraphs) for a in articles if a is not None}


def run_in_child(work: Callable[[], object], kill_at: int) -> int:
    """Run `work` in a process of its own that dies at its `kill_at`-th SQL statement; return the statements begun.

    The caller must hold no connection: SQLite forbids to carry one over a fork.
    """
    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(sender, str(_count_statements(work, kill_at)).encode())
            os._exit(0)
        finally:
            os._exit(1)
    os.close(sender)
    with os.fdopen(receiver) as stream:
        counted = stream.read()
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in (0, -signal.SIGKILL)
    return int(counted or kill_at)


def _count_statements(work: Callable[[], object], kill_at: int) -> int:
    begun = 0
    connect = sqlite3.connect

    def tick(_: str) -> None:
        nonlocal begun
        begun += 1
        if begun == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def traced(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection = connect(*args, **kwargs)
        connection.set_trace_callback(tick)
        return connection

    sqlite3.connect = traced  # type: ignore[assignment]
    work()
    return begun


@pytest.fixture
def start(tmp_path: Path) -> Path:
    """A library of the files as they were before."""
    fill(tmp_path / "files", BEFORE)
    library = Library.open(tmp_path / "start", ToyEmbedder())
    sync_paths(library, [tmp_path / "files"])
    library.close()
    return tmp_path / "start"


def moments(total: int) -> list[int]:
    return sorted({1 + round(n * (total - 1) / max(KILLS - 1, 1)) for n in range(KILLS)})


def test_killed_sync(start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.sync.sources.BATCH_CHARS", 1)  # a transaction an article
    files, copy = tmp_path / "files", tmp_path / "copy"
    fill(files, AFTER)

    def sync() -> SyncSummary:
        return sync_paths(Library.open(copy, ToyEmbedder()), [files])

    shutil.copytree(start, copy)
    total = run_in_child(sync, kill_at=0)
    assert texts(copy) == AFTER
    for moment in moments(total):
        shutil.rmtree(copy)
        shutil.copytree(start, copy)
        run_in_child(sync, kill_at=moment)
        assert find_problems(open_database(copy)) == []
        held = texts(copy)
        assert held["1.txt"] == BEFORE["1.txt"]
        assert held["2.txt"] in (BEFORE["2.txt"], AFTER["2.txt"])
        assert held["5.txt"] in (BEFORE["5.txt"], AFTER["5.txt"])
        assert all(text in (BEFORE.get(name), AFTER.get(name)) for name, text in held.items())
        sync()
        assert texts(copy) == AFTER
        assert find_problems(open_database(copy)) == []


def test_killed_rebuild(start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.maintenance.BATCH_ARTICLES", 1)
    copy = tmp_path / "copy"

    def rebuild() -> int:
        return rebuild_library(Library.open(copy, ToyEmbedder()))

    shutil.copytree(start, copy)
    total = run_in_child(rebuild, kill_at=0)
    for moment in moments(total):
        shutil.rmtree(copy)
        shutil.copytree(start, copy)
        run_in_child(rebuild, kill_at=moment)
        assert find_problems(open_database(copy)) == []
        assert texts(copy) == BEFORE
        assert rebuild() == len(BEFORE)


def test_killed_first_start(tmp_path: Path) -> None:
    copy = tmp_path / "copy"

    def make() -> Library:
        return Library.open(copy, ToyEmbedder())

    total = run_in_child(make, kill_at=0)
    for moment in moments(total):
        shutil.rmtree(copy)
        run_in_child(make, kill_at=moment)
        assert texts(copy) == {}
        assert find_problems(open_database(copy)) == []
