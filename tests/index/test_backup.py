"""Backup and restore: one moment of a library in use, put back whole or not at all."""

import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

import index.__main__ as program
from index.errors import LibraryBusyError, LibraryError
from index.library import DATABASE_NAME, Library, open_database
from index.maintenance import MANIFEST, BackupFacts, backup_library, find_problems, restore_library
from index.messages import Message
from index.sync.sources import sync_paths
from qa.answer import Answer, Status, Timings
from qa.conversation.turn import Turn
from qa.history.conversations import Conversations
from qa.history.folder import FILE_NAME
from qa.history.opening import open_history
from tests.conftest import ROOT, add_articles, make_article
from tests.said import said
from tests.toy_embedder import ToyEmbedder

WriteFiles = Callable[[dict[str, str | bytes]], Path]
BRIDGE = "澄青大桥昨天正式通车，市民步行过江只要八分钟。"
PEAR = "石渡县梨花节本周六开幕，主会场设在望江村。"


@pytest.fixture
def filled(library: Library) -> Library:
    """A library of one article."""
    add_articles(library, make_article("a", BRIDGE))
    return library


def found(library: Library, word: str) -> list[str]:
    with library.snapshot() as snapshot:
        return [chunk.article.id for chunk in snapshot.chunks([h.chunk_id for h in snapshot.search_words([word], 9)])]


def texts(path: Path) -> dict[str, str]:
    with closing(Library.open(path, ToyEmbedder())) as library, library.snapshot() as snapshot:
        articles = [snapshot.article(summary.id) for summary in list(snapshot.articles())]
    return {a.id: "\n".join(p.text for p in a.paragraphs) for a in articles if a is not None}


def problems(path: Path) -> list[str]:
    with closing(open_database(path)) as database:
        return [said(problem.message) for problem in find_problems(database)]


def test_what_changed_after_the_backup_is_undone(filled: Library, tmp_path: Path) -> None:
    facts = backup_library(filled.path, tmp_path / "x.backup")
    assert (facts.articles, facts.model, facts.files) == (1, "toy", (DATABASE_NAME,))
    add_articles(filled, make_article("b", PEAR), make_article("a", PEAR + "a"))
    assert restore_library(tmp_path / "x.backup", filled.path) == facts
    assert (texts(filled.path), problems(filled.path)) == ({"a": BRIDGE}, [])
    add_articles(filled, make_article("c", PEAR))
    assert (texts(filled.path), problems(filled.path)) == ({"a": BRIDGE, "c": PEAR}, [])


def test_open_reader_answers_from_the_restored_library_at_once(filled: Library, tmp_path: Path) -> None:
    reader = Library.open(filled.path, ToyEmbedder())
    backup_library(filled.path, tmp_path / "x.backup")
    with filled.writer() as writer:
        writer.remove_articles(["a"])
    add_articles(filled, make_article("b", PEAR))
    assert (found(reader, "大桥"), found(reader, "梨花")) == ([], ["b"])
    version = reader.status().version
    with reader.snapshot() as before:
        thread = threading.Thread(target=restore_library, args=(tmp_path / "x.backup", filled.path))
        thread.start()
        thread.join()
        assert [h.chunk_id for h in before.search_words(["梨花"], 9)] == [2], "an open snapshot stays at its version"
        assert [h.chunk_id for h in before.search_dense(reader.embedder.embed_question(PEAR), 9)] == [2]
    assert (found(reader, "大桥"), found(reader, "梨花")) == (["a"], [])
    with reader.snapshot() as snapshot:
        assert [h.chunk_id for h in snapshot.search_dense(reader.embedder.embed_question(BRIDGE), 9)] == [1]
    assert reader.status().version > version
    reader.close()


def test_reader_in_another_process_follows(filled: Library, tmp_path: Path) -> None:
    backup_library(filled.path, tmp_path / "x.backup")
    add_articles(filled, make_article("b", PEAR))
    code = """
import sys
from pathlib import Path
from index.library import Library
from tests.toy_embedder import ToyEmbedder
library = Library.open(Path(sys.argv[1]), ToyEmbedder())
for _ in sys.stdin:
    with library.snapshot() as snapshot:
        hits = snapshot.search_dense(library.embedder.embed_question("梨花"), 9)
        print(sorted({chunk.article.id for chunk in snapshot.chunks([hit.chunk_id for hit in hits])}), flush=True)
"""
    command = [sys.executable, "-c", code, str(filled.path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as reader:
        assert reader.stdin and reader.stdout

        def ask() -> str:
            reader.stdin.write("?\n")  # type: ignore[union-attr]
            return reader.stdout.readline().strip()  # type: ignore[union-attr]

        assert ask() == "['a', 'b']"
        restore_library(tmp_path / "x.backup", filled.path)
        assert ask() == "['a']"
        add_articles(filled, make_article("c", PEAR))
        assert ask() == "['a', 'c']"


def test_conversations_are_backed_up_too(filled: Library, tmp_path: Path) -> None:
    conversations = open_history(filled.path).conversations
    keep(conversations, "澄青大桥通车了吗？")
    facts = backup_library(filled.path, tmp_path / "x.backup")
    assert facts.files == (DATABASE_NAME, FILE_NAME)
    keep(conversations, "梨花节何时开幕？")
    restore_library(tmp_path / "x.backup", filled.path)
    assert [summary.title for summary in conversations.list()] == ["澄青大桥通车了吗？"]
    restore_library(tmp_path / "x.backup", tmp_path / "elsewhere")
    elsewhere = open_history(tmp_path / "elsewhere").conversations
    assert [summary.title for summary in elsewhere.list()] == ["澄青大桥通车了吗？"]


def keep(conversations: Conversations, question: str) -> None:
    refusal = Answer(question, Status.NO_EVIDENCE, (), (), (), Message("no-articles"), Timings(1, 1, 2))
    conversations.add(conversations.start(), Turn(refusal))


def test_backup_is_one_moment_of_a_library_that_is_being_written(
    library: Library, write_files: WriteFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.sources.BATCH_CHARS", 1)
    folder = write_files({f"{n:03}.txt": f"第{n}号大桥于{n}月通车，全长{n * 100}米。" for n in range(200)})
    done = threading.Event()

    def sync() -> None:
        sync_paths(library, [folder])
        library.close()
        done.set()

    thread = threading.Thread(target=sync)
    thread.start()
    copies = []
    while not done.is_set():
        copies.append(backup_library(library.path, tmp_path / f"{len(copies)}.backup"))
    thread.join()
    assert len(copies) > 1
    for number, facts in list(enumerate(copies))[:: max(1, len(copies) // 3)]:
        restore_library(tmp_path / f"{number}.backup", tmp_path / str(number))
        assert problems(tmp_path / str(number)) == []
        names = sorted(texts(tmp_path / str(number)))
        assert names == [f"{n:03}.txt" for n in range(len(names))]
        assert facts.articles <= len(names)


def test_backup_restores_where_there_was_no_library(filled: Library, tmp_path: Path) -> None:
    backup_library(filled.path, tmp_path / "x.backup")
    restore_library(tmp_path / "x.backup", tmp_path / "new" / "library")
    assert (texts(tmp_path / "new" / "library"), problems(tmp_path / "new" / "library")) == ({"a": BRIDGE}, [])
    with closing(sqlite3.connect(tmp_path / "new" / "library" / DATABASE_NAME)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: b"not a database" * 1000, id="overwritten"),
        pytest.param(lambda content: b"", id="emptied"),
        pytest.param(lambda content: content[:5000], id="cut short"),
        pytest.param(lambda content: content[:8192] + bytes(4096) + content[12288:], id="page zeroed"),
        pytest.param(lambda content: bytes(100) + content[100:], id="header zeroed"),
    ],
)
def test_damaged_library_is_restored(filled: Library, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    backup_library(filled.path, tmp_path / "x.backup")
    reader = Library.open(filled.path, ToyEmbedder())
    filled.close()
    reader.close()
    file = filled.path / DATABASE_NAME
    file.write_bytes(damage(file.read_bytes()))
    restore_library(tmp_path / "x.backup", filled.path)
    assert (texts(filled.path), problems(filled.path)) == ({"a": BRIDGE}, [])
    assert found(reader, "大桥") == ["a"]
    reader.close()


def test_damaged_file_is_kept_beside_the_restored_one_and_open_readers_leave_it(
    filled: Library, tmp_path: Path
) -> None:
    backup_library(filled.path, tmp_path / "x.backup")
    assert found(filled, "大桥") == ["a"]  # its connection stays open
    file = filled.path / DATABASE_NAME
    for name in (DATABASE_NAME, f"{DATABASE_NAME}-wal"):
        (filled.path / name).unlink()
    file.write_bytes(b"not a database" * 1000)
    restore_library(tmp_path / "x.backup", filled.path)
    kept = [path for path in filled.path.glob(f"{DATABASE_NAME}.damaged-*") if path.suffix not in ("-shm",)]
    assert b"not a database" * 1000 in [path.read_bytes() for path in kept]
    assert found(filled, "大桥") == ["a"]
    add_articles(filled, make_article("b", PEAR))
    assert (texts(filled.path), problems(filled.path)) == ({"a": BRIDGE, "b": PEAR}, [])


def spoil(file: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Change one member of a backup, so that the archive itself is whole."""
    with zipfile.ZipFile(file) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, change(content) if member == name else content)


@pytest.mark.parametrize("kept", [0, 10, 0.5, 0.99])
def test_backup_cut_short_changes_nothing(filled: Library, tmp_path: Path, kept: float) -> None:
    file = tmp_path / "x.backup"
    backup_library(filled.path, file)
    content = file.read_bytes()
    file.write_bytes(content[: int(kept * len(content)) if kept < 1 else int(kept)])
    refuse_and_keep(file, filled, "不是资料库的备份，或已损坏，现有的资料库没有改动；请换一个备份。")


def test_backup_with_flipped_bytes_changes_nothing(filled: Library, tmp_path: Path) -> None:
    file = tmp_path / "x.backup"
    backup_library(filled.path, file)
    content = file.read_bytes()
    middle = len(content) // 3
    file.write_bytes(
        content[:middle] + bytes(byte ^ 0xFF for byte in content[middle : middle + 9]) + content[middle + 9 :]
    )
    refuse_and_keep(file, filled, "不是资料库的备份，或已损坏，现有的资料库没有改动；请换一个备份。")


def test_backup_of_a_library_that_is_not_whole_changes_nothing(filled: Library, tmp_path: Path) -> None:
    file = tmp_path / "x.backup"
    backup_library(filled.path, file)
    spoil(file, DATABASE_NAME, lambda content: content.replace("大桥昨天".encode(), "小桥昨天".encode()))
    sentence = "里的资料库不完整（文章的内容与收入时不同：1 篇），现有的资料库没有改动；请换一个备份。"
    refuse_and_keep(file, filled, sentence)


@pytest.mark.parametrize(
    "manifest",
    ["{}", "[]", "torn {", '{"format": 1, "files": ["../x"]}', '{"format": 1, "files": ["library.sqlite3", "/etc/x"]}'],
)
def test_backup_with_a_strange_manifest_changes_nothing(filled: Library, tmp_path: Path, manifest: str) -> None:
    file = tmp_path / "x.backup"
    backup_library(filled.path, file)
    spoil(file, MANIFEST, lambda _: manifest.encode())
    refuse_and_keep(file, filled, "不是资料库的备份，或已损坏，现有的资料库没有改动；请换一个备份。")


def test_backup_of_a_newer_program_is_refused(filled: Library, tmp_path: Path) -> None:
    file = tmp_path / "x.backup"
    backup_library(filled.path, file)
    spoil(file, MANIFEST, lambda content: content.replace(b'"format": 1', b'"format": 2'))
    refuse_and_keep(file, filled, "是更新版本的程序写的，请升级程序后再恢复。")


def refuse_and_keep(file: Path, library: Library, sentence: str) -> None:
    before = sorted(path.name for path in library.path.iterdir())
    add_articles(library, make_article("b", PEAR))
    with pytest.raises(LibraryError) as caught:
        restore_library(file, library.path)
    assert str(caught.value).endswith(sentence)
    assert "\n" not in str(caught.value)
    assert texts(library.path) == {"a": BRIDGE, "b": PEAR}
    assert sorted(path.name for path in library.path.iterdir()) == before


def test_missing_backup_and_missing_library_are_said(filled: Library, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"^找不到备份文件 .*none，请检查路径。$"):
        restore_library(tmp_path / "none", filled.path)
    with pytest.raises(LibraryError, match=r"里没有资料库，请先运行 yinju sync"):
        backup_library(tmp_path / "none", tmp_path / "x.backup")
    assert not (tmp_path / "x.backup").exists()


def test_backup_replaces_an_older_backup_and_no_other_file(filled: Library, tmp_path: Path) -> None:
    file = tmp_path / "x.backup"
    backup_library(filled.path, file)
    add_articles(filled, make_article("b", PEAR))
    assert backup_library(filled.path, file).articles == 2
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(LibraryError, match=r"不是资料库的备份，没有覆盖它；请换一个文件名。$"):
        backup_library(filled.path, tmp_path / "mine.txt")
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library", "mine.txt", "x.backup"]


def test_backup_and_what_is_restored_are_private(filled: Library, tmp_path: Path) -> None:
    open_history(filled.path)
    backup_library(filled.path, tmp_path / "x.backup")
    restore_library(tmp_path / "x.backup", tmp_path / "new")
    library = Library.open(tmp_path / "new", ToyEmbedder())
    add_articles(library, make_article("b", PEAR))
    assert stat.S_IMODE((tmp_path / "x.backup").stat().st_mode) == 0o600
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()}
    assert set(modes.values()) == {0o600}
    assert {DATABASE_NAME, f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm", FILE_NAME} <= set(modes)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    library.close()


def test_restore_waits_for_whoever_is_writing(filled: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.maintenance.WAIT_S", 0.2)
    backup_library(filled.path, tmp_path / "x.backup")
    with filled.writer(), pytest.raises(LibraryBusyError, match="正被另一个程序（进程"):
        restore_library(tmp_path / "x.backup", filled.path)
    restore_library(tmp_path / "x.backup", filled.path)


def test_what_a_killed_restore_left_is_cleared_away(filled: Library, tmp_path: Path) -> None:
    backup_library(filled.path, tmp_path / "x.backup")
    (filled.path / ".restore-left").mkdir()
    (filled.path / ".restore-left" / DATABASE_NAME).write_text("half")
    restore_library(tmp_path / "x.backup", filled.path)
    assert not (filled.path / ".restore-left").exists()


# ---- the folder itself


def test_copied_folder_opens_elsewhere(filled: Library, tmp_path: Path) -> None:
    assert found(filled, "大桥") == ["a"]  # in use: the side files are there and are copied too
    shutil.copytree(filled.path, tmp_path / "elsewhere" / "copy")
    copy = Library.open(tmp_path / "elsewhere" / "copy", ToyEmbedder())
    add_articles(copy, make_article("b", PEAR))
    assert (texts(copy.path), problems(copy.path)) == ({"a": BRIDGE, "b": PEAR}, [])
    assert texts(filled.path) == {"a": BRIDGE}
    copy.close()


def test_reader_follows_when_another_folder_takes_the_place_of_its_own(filled: Library, tmp_path: Path) -> None:
    assert found(filled, "大桥") == ["a"]
    other = Library.open(tmp_path / "other", ToyEmbedder())
    add_articles(other, make_article("b", PEAR), make_article("c", "乡村公路。"))
    other.close()
    filled.path.rename(tmp_path / "old")
    (tmp_path / "other").rename(filled.path)
    assert (found(filled, "大桥"), found(filled, "梨花")) == ([], ["b"])


# ---- the commands


def test_commands_say_what_they_did(
    tmp_path: Path, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "load_embedder", lambda *_: ToyEmbedder())
    folder, file = str(tmp_path / "library"), str(tmp_path / "x.backup")
    program.main(["sync", str(write_files({"a.txt": BRIDGE})), "--library", folder])
    capsys.readouterr()
    assert program.main(["backup", file, "--library", folder]) == 0
    assert capsys.readouterr().out == f"已备份 1 篇文章到 {file}\n"
    assert program.main(["restore", file, "--library", folder]) == 0
    output = capsys.readouterr().out
    assert output.startswith("已恢复 20")
    assert output.endswith("的备份：1 篇文章；此后变动的文件请再同步一次。\n")
    Path(file).write_text("torn")
    assert program.main(["restore", file, "--library", folder]) == 1
    assert capsys.readouterr().err == f"{file} 不是资料库的备份，或已损坏，现有的资料库没有改动；请换一个备份。\n"


def test_facts_are_read_from_the_backup(filled: Library, tmp_path: Path) -> None:
    made = backup_library(filled.path, tmp_path / "x.backup")
    assert restore_library(tmp_path / "x.backup", tmp_path / "new") == made
    assert isinstance(made, BackupFacts)


@pytest.fixture(autouse=True)
def no_leftovers(tmp_path: Path) -> Iterator[None]:
    yield
    assert list(tmp_path.rglob(".restore-*")) == []
    assert [path for path in tmp_path.iterdir() if ".partial-" in path.name] == []
