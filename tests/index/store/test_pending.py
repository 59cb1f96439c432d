"""Vectors that come after the words: what is answered meanwhile, what comes first, and what goes wrong in between."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

import index.store.pending
from index.background import VectorMaker
from index.embed.embedder import Vectors
from index.library import DATABASE_NAME, FolderLibrary, Library, open_database
from index.maintenance import backup_library, find_problems, rebuild_library, restore_library
from index.progress import Progress
from index.sync.sources import SyncRules, sync_changed, sync_paths
from tests.said import said
from tests.toy_embedder import ToyEmbedder

pytestmark = pytest.mark.faults

LATER = SyncRules(vectors_later=True)
TEXTS = {f"{n:02}.txt": f"第{n}号渡口于{n % 12 + 1}月开航，每{n + 5}分钟一班船。" for n in range(12)}


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.sync.sources.BATCH_CHARS", 1)
    monkeypatch.setattr("index.store.pending.TEXTS_AT_ONCE", 4)
    monkeypatch.setattr("index.store.pending.WAIT_S", 0.02)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def library(tmp_path: Path, files: Path) -> Iterator[FolderLibrary]:
    """Words and texts are in, no vector is."""
    library = Library.open(tmp_path / "library", ToyEmbedder())
    sync_paths(library, [files], rules=LATER)
    yield library
    library.close()


def by_words(library: Library, word: str) -> list[str]:
    with library.snapshot() as snapshot:
        hits = snapshot.search_words([word], 50)
        return [chunk.article.id for chunk in snapshot.chunks([hit.chunk_id for hit in hits])]


def by_vectors(library: Library, text: str, k: int = 50) -> list[str]:
    with library.snapshot() as snapshot:
        hits = snapshot.search_dense(library.embedder.embed_question(text), k)
        return [chunk.article.id for chunk in snapshot.chunks([hit.chunk_id for hit in hits])]


def problems(library: Library) -> list[str]:
    return [said(problem.message) for problem in find_problems(open_database(library.path))]


def once() -> Callable[[], bool]:
    """Return what lets one batch be made."""
    answers = iter([False])
    return lambda: next(answers, True)


def test_articles_are_found_by_their_words_before_there_are_vectors(library: FolderLibrary) -> None:
    assert len(by_words(library, "渡口")) == 12
    assert by_vectors(library, TEXTS["07.txt"]) == []
    assert (library.status().pending, problems(library)) == (12, [])


def test_one_long_article_is_answerable_before_its_vectors_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.sync.sources.BATCH_CHARS", 500)
    for name, lines, is_much in (("short", 10, False), ("long", 60, True)):
        file = tmp_path / f"{name}.txt"
        file.write_text("".join(f"第{n}座灯塔高{n + 9}米，每{n + 3}秒闪一次。\n" for n in range(lines)))
        with closing(Library.open(tmp_path / name, ToyEmbedder())) as library:
            sync_paths(library, [file], rules=LATER)
            assert (library.status().pending > 0) is is_much
            assert by_words(library, "灯塔") != []
            library.make_vectors()
            assert (library.status().pending, problems(library)) == (0, [])


def test_vectors_come_in_and_open_readers_follow(library: FolderLibrary) -> None:
    reader = Library.open(library.path, ToyEmbedder())
    assert by_vectors(reader, TEXTS["07.txt"]) == []
    assert library.make_vectors(should_stop=once()) == 8
    assert sorted(by_vectors(reader, TEXTS["07.txt"])) == [f"{n:02}.txt" for n in range(4)]
    told: list[Progress] = []
    assert library.make_vectors(told.append) == 0
    assert [(progress.done, progress.total) for progress in told] == [(4, 8), (8, 8)]
    assert by_vectors(reader, TEXTS["07.txt"], 1) == ["07.txt"]
    assert sorted(by_vectors(reader, TEXTS["07.txt"])) == sorted(TEXTS)
    assert (reader.status().pending, problems(library)) == (0, [])
    reader.close()


def test_no_text_is_embedded_twice(library: FolderLibrary, files: Path) -> None:
    library.make_vectors()
    embedder = library.embedder
    assert isinstance(embedder, ToyEmbedder)
    assert len(embedder.embedded) == len(set(embedder.embedded)) == 12
    (files / "00.txt").rename(files / "moved.txt")
    sync_paths(library, [files])
    assert len(embedder.embedded) == 12


def test_what_is_asked_about_comes_first(library: FolderLibrary) -> None:
    with library.snapshot() as snapshot:
        hits = [hit.chunk_id for hit in snapshot.search_words(["9", "号"], 50)]
        wanted = [chunk.chunk_id for chunk in snapshot.chunks(hits) if chunk.article.id in ("09.txt", "11.txt")]
        assert not snapshot.chunk_vectors(wanted, library.embedder.dimensions).any()
    library.close()  # what was asked is noted beside the question
    library.make_vectors(should_stop=once())
    assert {"09.txt", "11.txt"} < set(by_vectors(library, TEXTS["09.txt"]))


def test_one_program_makes_them_and_another_goes_on_where_it_ends(library: FolderLibrary) -> None:
    with index.store.pending._held(library.path / index.store.pending.LOCK_NAME) as is_mine:
        assert is_mine
        other = threading.Thread(target=library.make_vectors)
        other.start()
        time.sleep(0.2)
        assert library.status().pending == 12
    other.join(10)
    assert library.status().pending == 0


class Meanwhile(ToyEmbedder):
    """Lets something happen while the first batch is embedded."""

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__()
        self._happens = [happens]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if self._happens:
            self._happens.pop()()
        return super().embed_passages(texts)


def test_articles_that_leave_meanwhile_leave_nothing_behind(library: FolderLibrary, files: Path) -> None:
    (files / "01.txt").unlink()
    (files / "02.txt").write_text("今日渡口停航。")
    embedder = Meanwhile(lambda: sync_paths(library, [files], rules=LATER))
    maker = Library.open(library.path, embedder)
    assert (maker.make_vectors(), problems(library)) == (0, [])
    assert sorted(by_vectors(library, "渡口")) == sorted(set(TEXTS) - {"01.txt"})
    maker.close()


def test_library_restored_meanwhile_takes_only_vectors_it_awaits(
    library: FolderLibrary, files: Path, tmp_path: Path
) -> None:
    backup_library(library.path, tmp_path / "b.backup")
    (files / "03.txt").write_text("今日渡口停航。")
    sync_paths(library, [files], rules=LATER)
    maker = Library.open(library.path, Meanwhile(lambda: restore_library(tmp_path / "b.backup", library.path)))
    assert (maker.make_vectors(), problems(library), library.status().pending) == (0, [], 0)
    assert by_vectors(library, TEXTS["03.txt"], 1) == ["03.txt"]
    maker.close()


def test_backup_keeps_what_is_awaited(library: FolderLibrary, tmp_path: Path) -> None:
    backup_library(library.path, tmp_path / "b.backup")
    restore_library(tmp_path / "b.backup", tmp_path / "other")
    other = Library.open(tmp_path / "other", ToyEmbedder())
    assert (other.status().pending, other.make_vectors(), problems(other)) == (12, 0, [])
    other.close()


def test_rebuild_makes_them_too_also_of_another_model(library: FolderLibrary) -> None:
    rebuild_library(library)
    assert (library.status().pending, problems(library)) == (0, [])


def test_change_of_model_awaits_none(library: FolderLibrary) -> None:
    other = Library.open(library.path, ToyEmbedder("another"))
    assert (other.make_vectors(), other.status().pending) == (0, 12)  # they are awaited of the model in use
    rebuild_library(other)
    assert (other.status().pending, problems(other)) == (0, [])
    assert sorted(by_vectors(other, "渡口")) == sorted(TEXTS)
    other.close()


def test_withdrawn_meanwhile_and_put_back(library: FolderLibrary) -> None:
    library.change(lambda writer: writer.withdraw_articles(["05.txt"]))
    assert library.status().pending == 11
    library.make_vectors()
    library.change(lambda writer: writer.reinstate_articles(["05.txt"]))
    assert (by_vectors(library, TEXTS["05.txt"], 1), problems(library)) == (["05.txt"], [])


def test_damaged_vector_of_a_text_that_comes_again_is_made_anew(library: FolderLibrary, files: Path) -> None:
    library.make_vectors()
    with sqlite3.connect(library.path / DATABASE_NAME) as connection:
        connection.execute("UPDATE embeddings SET vector = zeroblob(length(vector))")
    connection.close()
    for name in list(TEXTS):
        (files / name).rename(files / f"again-{name}")
    sync_paths(library, [files], rules=LATER)
    library.make_vectors()
    assert problems(library) == []


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM pending WHERE number = 2",
        "UPDATE pending SET hash = x'00' || substr(hash, 2) WHERE number = 3",
        "INSERT INTO embeddings(model, hash, vector) SELECT 1, hash, x'00' FROM pending LIMIT 1; "
        "INSERT INTO pending(hash) SELECT hash FROM embeddings",
        "UPDATE pending SET asked = 'x' WHERE number = 2",
        "UPDATE counts SET number = 3 WHERE name = 'pending'",
    ],
)
def test_verify_finds_what_is_wrong_with_it_and_rebuild_mends(library: FolderLibrary, damage: str) -> None:
    with sqlite3.connect(library.path / DATABASE_NAME) as connection:
        connection.executescript(damage)
    connection.close()
    assert problems(library)
    assert all(problem.is_repairable for problem in find_problems(open_database(library.path)))
    rebuild_library(library)
    assert (problems(library), library.status().pending) == ([], 0)


def test_what_belongs_to_no_chunk_ends_no_making(library: FolderLibrary) -> None:
    with sqlite3.connect(library.path / DATABASE_NAME) as connection:
        connection.execute("UPDATE pending SET hash = x'00' || substr(hash, 2)")
    connection.close()
    assert (library.make_vectors(), problems(library)) == (0, [])


def test_servers_thread_makes_what_comes(library: FolderLibrary, files: Path) -> None:
    with VectorMaker(library):
        wait_for(lambda: library.status().pending == 0)
        for n in range(20, 24):
            (files / f"{n}.txt").write_text(f"第{n}号渡口增开夜航。")
        sync_changed(library, files, [files])
        wait_for(lambda: library.status().pending == 0)
    assert problems(library) == []


class Fails(ToyEmbedder):
    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        raise RuntimeError


def test_a_fault_of_the_model_is_told_and_words_still_answer(
    library: FolderLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Library.open(library.path, Fails())
    with VectorMaker(broken):
        wait_for(lambda: "Unexpected error" in caplog.text)
    assert (len(by_words(library, "渡口")), library.status().pending) == (12, 12)


def wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)
