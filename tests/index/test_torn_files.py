"""Side files torn, garbled or left behind, and clocks set back: nothing that was committed is lost, nothing hangs."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import LibraryDamagedError
from index.library import DATABASE_NAME, Library, open_database
from index.maintenance import find_problems
from index.store.writer import LOCK_NAME
from index.sync.sources import SyncSummary, sync_paths
from tests.conftest import ROOT, add_articles, make_article
from tests.said import said
from tests.toy_embedder import ToyEmbedder

pytestmark = pytest.mark.faults

WriteFiles = Callable[[dict[str, str | bytes]], Path]
BRIDGE = "澄青大桥昨天正式通车，市民步行过江只要八分钟。"
WAL, SHM = f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm"
CUTS = int(os.environ.get("KILLS", "12"))
NAMES = [f"{n}" for n in range(8)]


@pytest.fixture(scope="module")
def unfinished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library as a power cut leaves it: eight articles, each committed to the WAL only, in this order."""
    folder = tmp_path_factory.mktemp("unfinished") / "library"
    code = """
import os, signal, sys
from pathlib import Path
from index.library import Library
from tests.conftest import add_articles, make_article
from tests.toy_embedder import ToyEmbedder
library = Library.open(Path(sys.argv[1]), ToyEmbedder())
library.close()  # the tables are in the file itself
library = Library.open(Path(sys.argv[1]), ToyEmbedder())
for number in range(8):
    add_articles(library, make_article(str(number), f"第{number}号大桥于{number + 1}月通车。"))
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, check=False)
    assert (folder / WAL).stat().st_size > 50_000
    return folder


def copy_of(folder: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(folder, target)
    return target


def ids(path: Path) -> list[str]:
    with closing(Library.open(path, ToyEmbedder())) as library, library.snapshot() as snapshot:
        return sorted(summary.id for summary in snapshot.articles())


def problems(path: Path) -> list[str]:
    with closing(open_database(path)) as database:
        return [said(problem.message) for problem in find_problems(database)]


def test_wal_cut_anywhere_loses_the_last_commits_only(unfinished: Path, tmp_path: Path) -> None:
    size = (unfinished / WAL).stat().st_size
    held = []
    for number in range(CUTS + 1):
        copy = copy_of(unfinished, tmp_path / "copy")
        os.truncate(copy / WAL, number * size // CUTS)
        (copy / SHM).unlink(missing_ok=True)
        found = ids(copy)
        assert (found, problems(copy)) == (NAMES[: len(found)], [])
        held.append(len(found))
    assert (held[0], held[-1], held) == (0, len(NAMES), sorted(held))


def test_wal_with_flipped_bytes_loses_what_came_after_only(unfinished: Path, tmp_path: Path) -> None:
    size = (unfinished / WAL).stat().st_size
    dice = random.Random(7)
    for _ in range(CUTS):
        copy = copy_of(unfinished, tmp_path / "copy")
        place = dice.randrange(size - 16)
        content = bytearray((copy / WAL).read_bytes())
        content[place : place + 16] = bytes(byte ^ 0xFF for byte in content[place : place + 16])
        (copy / WAL).write_bytes(content)
        (copy / SHM).unlink(missing_ok=True)
        found = ids(copy)
        assert (found, problems(copy)) == (NAMES[: len(found)], [])
        with closing(Library.open(copy, ToyEmbedder())) as library:
            add_articles(library, make_article("new", BRIDGE))
        assert ids(copy) == [*NAMES[: len(found)], "new"]


@pytest.mark.parametrize("garbage", [b"", b"garbage" * 5000, bytes(32768)], ids=["empty", "garbage", "zeros"])
def test_garbled_index_of_the_wal_is_made_anew(unfinished: Path, tmp_path: Path, garbage: bytes) -> None:
    copy = copy_of(unfinished, tmp_path / "copy")
    (copy / SHM).write_bytes(garbage)
    assert (ids(copy), problems(copy)) == (NAMES, [])


def test_any_damaged_page_is_found_or_does_no_harm(unfinished: Path, tmp_path: Path) -> None:
    whole = copy_of(unfinished, tmp_path / "whole")
    assert ids(whole) == NAMES  # and the WAL is in the file now
    pages = (whole / DATABASE_NAME).stat().st_size // 4096
    dice = random.Random(11)
    unnoticed = []
    for page in sorted(dice.sample(range(pages), min(pages, 2 * CUTS))):
        copy = copy_of(whole, tmp_path / "copy")
        content = bytearray((copy / DATABASE_NAME).read_bytes())
        content[page * 4096 : (page + 1) * 4096] = dice.randbytes(4096)
        (copy / DATABASE_NAME).write_bytes(content)
        try:
            if problems(copy) == []:
                unnoticed.append(page)
                assert ids(copy) == NAMES
        except LibraryDamagedError as error:
            assert str(error).endswith("已损坏，请从备份恢复，或删除它后重新同步文章。")
    assert len(unnoticed) <= pages // 10, "pages that hold nothing"


# ---- locks


@pytest.mark.parametrize("content", ["", "1", "999999999", "garbage"])
def test_lock_file_that_a_dead_process_left_holds_nobody_up(library: Library, content: str) -> None:
    (library.path / LOCK_NAME).write_text(content)
    started = time.monotonic()
    add_articles(library, make_article("a", BRIDGE))
    assert time.monotonic() - started < 2
    assert library.status().articles == 1


# ---- clocks


def test_file_saved_while_the_clock_was_set_back_is_read(library: Library, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": BRIDGE})
    sync_paths(library, [folder])
    write_files({"a.txt": BRIDGE.replace("八", "六")})
    os.utime(folder / "a.txt", (946_684_800, 946_684_800))  # the year 2000
    assert sync_paths(library, [folder]) == SyncSummary(updated=1)
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=1)


def test_sync_with_the_clock_set_back_changes_nothing_that_is_unchanged(
    library: Library, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_files({"a.txt": BRIDGE})
    sync_paths(library, [folder])
    now = time.time_ns()
    monkeypatch.setattr("index.sync.sources.time.time_ns", lambda: now - 10**18)
    assert sync_paths(library, [folder]) == SyncSummary(unchanged=1)
    write_files({"b.txt": BRIDGE.replace("八", "六")})
    assert sync_paths(library, [folder]) == SyncSummary(added=1, unchanged=1)
