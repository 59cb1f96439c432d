"""Conversations on disk: kept, bounded, found again, forgotten."""

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import qa.history
from index.errors import LibraryDamagedError, LibraryError
from qa.asking import QuestionAnswering
from qa.history import FILE_NAME, Conversations
from qa.turn import Turn


@pytest.fixture
def folder(answering: QuestionAnswering) -> Path:
    return answering.library.path


@pytest.fixture
def conversations(folder: Path) -> Conversations:
    return Conversations.open(folder)


@pytest.fixture
def bridge(answering: QuestionAnswering) -> Turn:
    return Turn(answering.ask("澄青大桥全长多少米？"))


@pytest.fixture
def fish(answering: QuestionAnswering) -> Turn:
    return Turn(answering.ask("水库里有什么鱼？"))


def rows(folder: Path, table: str) -> int:
    connection = sqlite3.connect(folder / FILE_NAME)
    count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    connection.close()
    return int(count)


def test_turns_come_back_in_order_from_another_opening(
    conversations: Conversations, folder: Path, bridge: Turn, fish: Turn
) -> None:
    id = conversations.start()
    conversations.add(id, bridge)
    conversations.add(id, fish)
    assert Conversations.open(folder).turns(id) == [bridge, fish]
    assert conversations.turns("nobody's") == []


def test_file_is_private_to_its_owner(conversations: Conversations, folder: Path, bridge: Turn) -> None:
    conversations.add(conversations.start(), bridge)
    files = list(folder.glob(f"{FILE_NAME}*"))
    assert folder / FILE_NAME in files
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_conversation_is_kept_once_it_has_a_turn(conversations: Conversations, bridge: Turn, fish: Turn) -> None:
    first, second = conversations.start(), conversations.start()
    assert (len(first), first != second, conversations.list()) == (22, True, [])
    conversations.add(first, bridge)
    conversations.add(second, fish)
    conversations.add(first, fish)
    assert [(row.id, row.title, row.turns) for row in conversations.list()] == [
        (first, "澄青大桥全长多少米？", 2), (second, "水库里有什么鱼？", 1),
    ]  # fmt: skip


def test_oldest_turns_are_forgotten_beyond_the_bound(
    conversations: Conversations, folder: Path, bridge: Turn, fish: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qa.history, "MAX_TURNS", 2)
    id, other = conversations.start(), conversations.start()
    conversations.add(other, bridge)
    for turn in (bridge, bridge, fish, fish):
        conversations.add(id, turn)
    assert conversations.turns(id) == [fish, fish]
    assert conversations.turns(other) == [bridge]


def test_rename_and_search(conversations: Conversations, bridge: Turn, fish: Turn) -> None:
    first, second = conversations.start(), conversations.start()
    conversations.add(first, bridge)
    conversations.add(second, fish)
    conversations.rename(first, "  我的\n桥  ")
    conversations.rename(second, "   ")
    assert [row.title for row in conversations.search("820米")] == ["我的 桥"]
    assert [row.title for row in conversations.search("鱼")] == ["水库里有什么鱼？"]
    assert [row.id for row in conversations.search("我的")] == [first]
    assert conversations.search("%") == conversations.search("100_\\") == []


def test_delete_forgets_turns_and_articles_nobody_uses(
    conversations: Conversations, folder: Path, bridge: Turn, fish: Turn
) -> None:
    first, second = conversations.start(), conversations.start()
    conversations.add(first, bridge)
    conversations.add(second, fish)
    kept = rows(folder, "articles")
    conversations.delete(first)
    assert [row.id for row in conversations.list()] == [second]
    assert (conversations.turns(first), conversations.turns(second)) == ([], [fish])
    assert (rows(folder, "turns"), rows(folder, "articles")) == (1, kept)
    conversations.delete(second)
    assert (rows(folder, "turns"), rows(folder, "articles"), rows(folder, "used")) == (0, 0, 0)


def test_threads_may_add_at_once(conversations: Conversations, bridge: Turn) -> None:
    ids = [conversations.start() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda id: [conversations.add(id, bridge) for _ in range(5)], ids))
    assert [len(conversations.turns(id)) for id in ids] == [5] * 4


def test_damaged_file_is_said_in_one_sentence(folder: Path) -> None:
    (folder / FILE_NAME).write_bytes(b"no database" * 1000)
    said = r"^对话记录 .*history\.sqlite3 已损坏，请删除这个文件；文章不受影响。$"
    with pytest.raises(LibraryDamagedError, match=said):
        Conversations.open(folder)


def test_damaged_turn_is_said_in_one_sentence(conversations: Conversations, folder: Path, bridge: Turn) -> None:
    id = conversations.start()
    conversations.add(id, bridge)
    connection = sqlite3.connect(folder / FILE_NAME)
    connection.execute("UPDATE turns SET answer = '{'")
    connection.commit()
    connection.close()
    with pytest.raises(LibraryDamagedError, match=r"^对话记录里有一条读不出来，请删除这个对话。$"):
        conversations.turns(id)


def test_folder_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"^无法写入 .*history\.sqlite3（"):
        Conversations.open(tmp_path / "missing")
