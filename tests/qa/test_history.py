"""Conversations on disk: kept, bounded, found again, forgotten."""

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import qa.history
from index.errors import LibraryDamagedError, LibraryError
from qa.asking import QuestionAnswering
from qa.history import Conversations, KeptTurn
from qa.history_file import FILE_NAME
from qa.ratings import Rating, Ratings
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


def test_question_asked_again_takes_the_place_of_the_last_turn(
    conversations: Conversations, bridge: Turn, fish: Turn
) -> None:
    id, other = conversations.start(), conversations.start()
    conversations.add(other, bridge)
    conversations.add(id, bridge)
    conversations.add(id, bridge)
    last = conversations.add(id, fish, replaces_last=True)
    assert (conversations.turns(id), conversations.turns(other)) == ([bridge, fish], [bridge])
    assert conversations.kept_turns(id)[-1].number == last


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

    def found(text: str) -> list[str]:
        return [row.title for row in conversations.list(text=text)]

    assert found("820米") == ["我的 桥"]
    assert found("８２０米 我的") == ["我的 桥"]
    assert found("澄青大橋") == ["我的 桥"]
    assert found("820米 水库") == []
    assert found("鱼") == ["水库里有什么鱼？"]
    assert found("%") == found("100_\\") == found("'") == []


def test_list_is_paged(conversations: Conversations, fish: Turn) -> None:
    ids = [conversations.start() for _ in range(5)]
    for id in ids:
        conversations.add(id, fish)
    pages = [[row.id for row in conversations.list(limit=2, offset=offset)] for offset in (0, 2, 4, 6)]
    assert pages == [[ids[4], ids[3]], [ids[2], ids[1]], [ids[0]], []]
    assert [row.id for row in conversations.list(text="鱼", limit=2, offset=2)] == [ids[2], ids[1]]


def test_conversation_is_listed_found_and_changed_for_its_owner_only(
    conversations: Conversations, bridge: Turn, fish: Turn
) -> None:
    mine, theirs = conversations.start(), conversations.start()
    conversations.add(mine, bridge, "me")
    conversations.add(theirs, fish, "you")
    assert [row.id for row in conversations.list("me")] == [mine]
    assert (conversations.list("me", "鱼"), conversations.list()) == ([], [])
    conversations.rename(theirs, "改名", "me")
    conversations.delete(theirs, "me")
    assert [row.title for row in conversations.list("you")] == ["水库里有什么鱼？"]
    conversations.delete(theirs, "you")
    conversations.restore(theirs, "me")
    assert conversations.list("you") == []
    conversations.restore(theirs, "you")
    assert conversations.turns(theirs) == [fish]
    assert [conversations.is_open_to(id, "me") for id in (mine, theirs, "not there")] == [True, False, True]


def test_conversation_of_another_is_gone_on_with_in_a_copy(
    conversations: Conversations, bridge: Turn, fish: Turn
) -> None:
    theirs = conversations.start()
    conversations.add(theirs, bridge, "you")
    copied = conversations.copy(theirs, "me")
    conversations.add(copied, fish, "me")
    assert conversations.turns(copied) == [bridge, fish]
    assert conversations.turns(theirs) == [bridge]
    assert [row.id for row in conversations.list("me")] == [copied]


def test_conversation_of_nobody_becomes_the_owners_who_goes_on_with_it(
    conversations: Conversations, bridge: Turn, fish: Turn
) -> None:
    id = conversations.start()
    conversations.add(id, bridge)
    assert conversations.is_open_to(id, "me")
    conversations.add(id, fish, "me")
    conversations.add(id, fish, "you")
    assert ([row.turns for row in conversations.list("me")], conversations.list("you")) == ([3], [])


def test_deleted_conversation_comes_back_for_a_while_and_is_then_forgotten(
    conversations: Conversations, folder: Path, bridge: Turn, fish: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = conversations.start(), conversations.start()
    conversations.add(first, bridge)
    conversations.add(second, fish)
    kept = rows(folder, "articles")
    conversations.delete(first)
    assert [row.id for row in conversations.list()] == [second]
    assert (conversations.turns(first), conversations.turns(second)) == ([], [fish])
    conversations.restore(first)
    assert conversations.turns(first) == [bridge]
    conversations.delete(first)
    monkeypatch.setattr(qa.history, "UNDO_S", 0)
    conversations.delete(second)
    assert (rows(folder, "turns"), rows(folder, "articles")) == (1, kept)
    conversations.delete("nothing")
    assert (rows(folder, "turns"), rows(folder, "articles"), rows(folder, "used")) == (0, 0, 0)
    conversations.restore(first)
    assert conversations.list() == []


def test_deleted_conversation_that_is_gone_on_with_is_there_again(
    conversations: Conversations, bridge: Turn, fish: Turn
) -> None:
    id = conversations.start()
    conversations.add(id, bridge, "me")
    conversations.delete(id, "me")
    conversations.add(id, fish, "me")
    assert conversations.turns(id) == [bridge, fish]


def test_turn_comes_back_with_its_number_and_rating(
    conversations: Conversations, folder: Path, bridge: Turn, fish: Turn
) -> None:
    id = conversations.start()
    first, second = conversations.add(id, bridge), conversations.add(id, fish)
    Ratings.open(folder).rate(second, Rating(False, "没找到"))
    assert conversations.kept_turns(id) == [
        KeptTurn(first, bridge, None),
        KeptTurn(second, fish, Rating(False, "没找到")),
    ]


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
