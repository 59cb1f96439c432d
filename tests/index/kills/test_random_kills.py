"""Real processes killed at random moments: the library is whole, what was reported is there, the next sync completes.

KILLS=200 for a long run (make faults); SEED=... repeats one: a failing test prints its own.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.embed.bundled import ensure_bundled_model
from index.embed.cache_folder import ensure_folder
from index.library import Library, open_database
from index.maintenance import backup_library, find_problems, rebuild_library, restore_library
from index.store.database import read_meta
from index.sync.sources import SyncRules, sync_paths
from tests.conftest import ROOT
from tests.index.kills.killed_process import OTHER_MODEL, PIECE, PIECES, write_pieces
from tests.said import said
from tests.toy_embedder import ToyEmbedder

pytestmark = [pytest.mark.faults, pytest.mark.slow]

KILLS = int(os.environ.get("KILLS", "10"))
"""Kills in all, spread over what is killed."""
SEED = int(os.environ.get("SEED", str(random.SystemRandom().randrange(10**9))))
LONG_RUN = 100
"""From so many kills on, the bundled model itself is converted, which takes seconds and half a gigabyte a time."""
SLOWER = 1.1
"""A kill that came in time says nothing of the end: the next may come a little later."""
TOLERANCE = 50
"""A piece of work may end before it is killed: so many attempts are made for each kill."""

ARTICLES = 18
BEFORE = {
    f"{n:02}.txt": f"第{n}号大桥于{n % 12 + 1}月通车，全长{n * 100}米。\n市民步行过江只要{n}分钟，沿途有{n * 3}盏灯。"
    for n in range(ARTICLES)
}
RENAMED = {f"{n:02}.txt": f"renamed-{n:02}.txt" for n in range(3, ARTICLES, 6)}
DELETED = [f"{n:02}.txt" for n in range(4, ARTICLES, 6)]
AFTER = {
    RENAMED.get(name, name): text.replace("大桥", "隧道") if int(name[:2]) % 6 == 2 else text
    for name, text in BEFORE.items()
    if name not in DELETED
} | {f"new-{n}.txt": f"石渡县第{n}届梨花节本周六开幕，主会场设在望江村。" for n in range(5)}
CHANGED = [name for name in sorted(AFTER) if BEFORE.get(name) != AFTER[name]]
"""What a sync adds and updates, in its order."""


@dataclass
class Victim:
    """The process whose children are killed, and the dice."""

    process: subprocess.Popen[str]
    dice: random.Random
    report: Path

    def run(self, work: str, folder: Path, files: Path, kill_after_s: float | None) -> bool:
        """Let a child do the work; kill it after so many seconds. Return whether the kill came before the end."""
        assert self.process.stdin and self.process.stdout
        self.report.write_text("")
        order = {"work": work, "folder": str(folder), "files": str(files), "report": str(self.report)}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        child = int(self.process.stdout.readline())
        if kill_after_s is not None:
            time.sleep(kill_after_s)
            os.kill(child, signal.SIGKILL)
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        status = int(self.process.stdout.readline())
        assert status in (0, -signal.SIGKILL), f"{work} failed by itself"
        return status != 0

    def reported(self) -> list[str]:
        return self.report.read_text().splitlines()


def say(text: str) -> None:
    """Print for whoever reads a failure, or runs pytest with -rP."""
    sys.stdout.write(f"{text}\n")


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder in memory: a killed process loses nothing that lies there, and nothing waits for a disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Victim]:
    say(f"SEED={SEED}")
    command = [sys.executable, "-m", "tests.index.kills.killed_process"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Victim(process, random.Random(SEED), tmp_path / "report")
        assert process.stdin
        process.stdin.close()


@pytest.fixture
def start(tmp_path: Path) -> Path:
    """A library of the files as they were before."""
    fill(tmp_path / "files", BEFORE)
    with closing(Library.open(tmp_path / "start", ToyEmbedder())) as library:
        sync_paths(library, [tmp_path / "files"])
    return tmp_path / "start"


def fill(folder: Path, files: dict[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)


def copy_of(start: Path | None, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    if start is not None:
        shutil.copytree(start, target)


def texts(path: Path, model: str = "toy") -> dict[str, str]:
    """Return the text of every article of the library, by id."""
    with closing(Library.open(path, ToyEmbedder(model))) as library, library.snapshot() as snapshot:
        articles = [snapshot.article(summary.id) for summary in list(snapshot.articles())]
    return {a.id: "\n".join(p.text for p in a.paragraphs) for a in articles if a is not None}


def problems(path: Path) -> list[str]:
    with closing(open_database(path)) as database:
        return [said(problem.message) for problem in find_problems(database)]


def kill(victim: Victim, work: str, share: int, prepare: Callable[[], None], check: Callable[[], None],
         folder: Path, files: Path) -> None:  # fmt: skip
    """Kill `work` KILLS / `share` times at random moments; each time `prepare` before and `check` after."""
    prepare()
    started = time.monotonic()
    victim.run(work, folder, files, None)
    takes_s = time.monotonic() - started
    check()
    wanted, killed = max(1, KILLS // share), 0
    for _ in range(TOLERANCE * wanted):
        prepare()
        after_s = victim.dice.uniform(0, takes_s)
        if not victim.run(work, folder, files, after_s):
            takes_s = after_s  # it ended before: with less to do elsewhere the machine is faster now
        else:
            takes_s *= SLOWER
            killed += 1
            try:
                check()
            except BaseException:
                say(f"{work}: killed after {after_s:.4f} s of about {takes_s:.4f} s, reported {victim.reported()}")
                raise
        if killed == wanted:
            break
    say(f"{work}: {killed} kills, clean")
    assert killed == wanted


def test_killed_sync(victim: Victim, start: Path, tmp_path: Path) -> None:
    files, copy = tmp_path / "files", tmp_path / "copy"
    fill(files, AFTER)

    def check() -> None:
        assert problems(copy) == []
        held = texts(copy)
        assert all(text in (BEFORE.get(name), AFTER.get(name)) for name, text in held.items())
        assert [name for name in BEFORE if name in AFTER and name not in held] == []
        assert [name for name, new in RENAMED.items() if name not in held and new not in held] == []
        assert [name for name in CHANGED[: count_reported(victim)] if held.get(name) != AFTER[name]] == []
        complete(copy, files, AFTER)

    kill(victim, "sync", 4, lambda: copy_of(start, copy), check, copy, files)


def count_reported(victim: Victim) -> int:
    """Return how many articles the killed sync reported as taken in."""
    reported = victim.reported()
    if reported and reported[-1] == "all":
        return len(CHANGED)
    return int(reported[-1].removeprefix("已收入 ").removesuffix(" 篇")) if reported else 0


def complete(copy: Path, files: Path, expected: dict[str, str]) -> None:
    with closing(Library.open(copy, ToyEmbedder())) as library:
        sync_paths(library, [files])
        assert library.status().pending == 0
    assert (texts(copy), problems(copy)) == (expected, [])


@pytest.mark.parametrize(("work", "share"), [("first start", 8), ("import", 20)])
def test_killed_first_start(victim: Victim, tmp_path: Path, work: str, share: int) -> None:
    files, copy = tmp_path / "files", tmp_path / "copy"
    fill(files, BEFORE)
    names = sorted(BEFORE)

    def check() -> None:
        held = texts(copy)
        assert problems(copy) == []
        assert held == {name: BEFORE[name] for name in names[: len(held)]}
        reported = victim.reported()
        assert reported[-1:] != ["all"] or len(held) == len(names)
        assert len(held) >= max([0, *(int(line.split()[1]) for line in reported if line != "all")])
        complete(copy, files, BEFORE)

    kill(victim, work, share, lambda: copy_of(None, copy), check, copy, files)


def test_killed_between_words_and_vectors(victim: Victim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came in is answered by its words whatever is killed, and no vector that was stored is made again."""
    files, copy, words = tmp_path / "files", tmp_path / "copy", tmp_path / "words"
    fill(files, BEFORE)
    monkeypatch.setattr("index.sync.sources.BATCH_CHARS", 1)
    with closing(Library.open(words, ToyEmbedder())) as library:
        sync_paths(library, [files], rules=SyncRules(vectors_later=True))

    def check() -> None:
        assert (texts(copy), problems(copy)) == (BEFORE, [])
        embedder = ToyEmbedder()
        with closing(Library.open(copy, embedder)) as library:
            left = library.status().pending
            reported = victim.reported()
            assert left <= (0 if reported[-1:] == ["all"] else int(reported[-1])) if reported else left <= ARTICLES
            with library.snapshot() as snapshot:
                assert len(snapshot.search_words(["号"], 100)) == ARTICLES
            assert (library.make_vectors(), len(embedder.embedded)) == (0, left)
        assert problems(copy) == []

    kill(victim, "vectors", 8, lambda: copy_of(words, copy), check, copy, files)


def test_killed_remove(victim: Victim, start: Path, tmp_path: Path) -> None:
    files, copy = tmp_path / "files", tmp_path / "copy"
    names = sorted(BEFORE)

    def check() -> None:
        assert problems(copy) == []
        held = texts(copy)
        gone = len(names) - len(held)
        assert held == {name: BEFORE[name] for name in names[gone:]}
        assert gone - len(victim.reported()) in (0, 1)
        complete(copy, files, held)  # what was withdrawn stays so
        with closing(Library.open(copy, ToyEmbedder())) as library:
            library.change(lambda writer: writer.reinstate_articles(names))
        assert (texts(copy), problems(copy)) == (BEFORE, [])

    kill(victim, "remove", 8, lambda: copy_of(start, copy), check, copy, files)


def test_killed_rebuild(victim: Victim, start: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"

    def check() -> None:
        assert (texts(copy), problems(copy)) == (BEFORE, [])
        with closing(Library.open(copy, ToyEmbedder())) as library:
            assert rebuild_library(library) == len(BEFORE)
        assert (texts(copy), problems(copy)) == (BEFORE, [])

    kill(victim, "rebuild", 8, lambda: copy_of(start, copy), check, copy, tmp_path)


def test_killed_change_of_model(victim: Victim, start: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"

    def check() -> None:
        assert problems(copy) == []
        with closing(open_database(copy)) as database, database.reading() as connection:
            model = read_meta(connection)["model"]
        assert model == OTHER_MODEL or (model == "toy" and victim.reported() == [])
        with closing(Library.open(copy, ToyEmbedder(model))) as library, library.snapshot() as snapshot:
            for name in list(BEFORE)[:3]:
                vector = library.embedder.embed_question(BEFORE[name])
                hits = snapshot.search_dense(vector, 1)
                assert [chunk.article.id for chunk in snapshot.chunks([hit.chunk_id for hit in hits])] == [name]
        with closing(Library.open(copy, ToyEmbedder(OTHER_MODEL))) as library:
            rebuild_library(library)
        assert (texts(copy, OTHER_MODEL), problems(copy)) == (BEFORE, [])

    kill(victim, "change model", 8, lambda: copy_of(start, copy), check, copy, tmp_path)


def test_killed_backup(victim: Victim, start: Path, tmp_path: Path) -> None:
    copy, file, restored = tmp_path / "copy", tmp_path / "copy.backup", tmp_path / "restored"

    def check() -> None:
        assert (texts(copy), problems(copy)) == (BEFORE, [])
        if file.exists():
            copy_of(None, restored)
            restore_library(file, restored)
            assert (texts(restored), problems(restored)) == (BEFORE, [])
        backup_library(copy, file)
        assert [path.name for path in tmp_path.iterdir() if ".partial-" in path.name] == []

    kill(victim, "backup", 16, lambda: copy_of(start, copy), check, copy, tmp_path)


def test_killed_restore(victim: Victim, start: Path, tmp_path: Path) -> None:
    copy, files, file = tmp_path / "copy", tmp_path / "files", tmp_path / "copy.backup"
    fill(files, AFTER)
    with closing(Library.open(start, ToyEmbedder())) as library:
        backup_library(start, file)
        sync_paths(library, [files])

    def check() -> None:
        assert problems(copy) == []
        assert texts(copy) in ([BEFORE] if victim.reported() else [BEFORE, AFTER])
        restore_library(file, copy)
        assert (texts(copy), problems(copy)) == (BEFORE, [])
        assert list(copy.glob(".restore-*")) == []
        complete(copy, files, AFTER)

    kill(victim, "restore", 8, lambda: copy_of(start, copy), check, copy, files)


def test_killed_making_of_a_cache_folder(victim: Victim, tmp_path: Path) -> None:
    target = tmp_path / "cache" / "model"

    def check() -> None:
        if victim.reported():
            assert target.exists()
        if target.exists():
            assert {path.name for path in target.iterdir()} == {"a", "b", "c", "manifest.json"}
            assert all((target / name).read_bytes() == PIECE * PIECES for name in "abc")
        ensure_folder(target, "origin", write_pieces)
        assert [path.name for path in target.parent.iterdir() if path.suffix == ".partial"] == []

    kill(victim, "make folder", 8, lambda: copy_of(None, target.parent), check, target, tmp_path)


@pytest.mark.model
@pytest.mark.skipif(KILLS < LONG_RUN, reason="converting the model takes long: make faults")
def test_killed_conversion_of_the_bundled_model(victim: Victim, tmp_path: Path) -> None:
    whole, cache = ensure_bundled_model(), tmp_path / "cache"
    names = sorted(path.relative_to(whole) for path in whole.rglob("*") if path.is_file())

    def check() -> None:
        target = cache / whole.name
        if target.exists():
            assert sorted(path.relative_to(target) for path in target.rglob("*") if path.is_file()) == names
            assert all((target / name).read_bytes() == (whole / name).read_bytes() for name in names)
        assert not victim.reported() or target.exists()
        if victim.dice.random() < 0.2:
            assert ensure_bundled_model(cache) == target
            assert [path.name for path in cache.iterdir() if path.suffix == ".partial"] == []

    def prepare() -> None:
        shutil.rmtree(cache / whole.name, ignore_errors=True)  # what a kill left beside it stays

    kill(victim, "convert", 20, prepare, check, cache, tmp_path)
