"""Conversations in a folder: a private file, damage said in one sentence, nothing left of what is forgotten."""

import sqlite3
import stat
from pathlib import Path

import pytest

from index.errors import LibraryDamagedError, LibraryError
from qa.asking import QuestionAnswering
from qa.conversation.turn import Turn
from qa.history.conversations import Conversations, HistoryLimits
from qa.history.folder import FILE_NAME
from qa.history.opening import open_history


@pytest.fixture
def folder(answering: QuestionAnswering) -> Path:
    return answering.library.path


@pytest.fixture
def conversations(folder: Path) -> Conversations:
    return open_history(folder).conversations


def rows(folder: Path, table: str) -> int:
    connection = sqlite3.connect(folder / FILE_NAME)
    count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    connection.close()
    return int(count)


def test_file_is_private_to_its_owner(conversations: Conversations, folder: Path, bridge: Turn) -> None:
    conversations.add(conversations.start(), bridge)
    files = list(folder.glob(f"{FILE_NAME}*"))
    assert folder / FILE_NAME in files
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_damaged_file_is_said_in_one_sentence(folder: Path) -> None:
    (folder / FILE_NAME).write_bytes(b"no database" * 1000)
    said = r"^对话记录 .*history\.sqlite3 已损坏，请删除这个文件；文章不受影响。$"
    with pytest.raises(LibraryDamagedError, match=said):
        open_history(folder)


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
        open_history(tmp_path / "missing")


def test_nothing_is_left_of_what_is_forgotten(
    conversations: Conversations, folder: Path, bridge: Turn, fish: Turn
) -> None:
    first, second = conversations.start(), conversations.start()
    conversations.add(first, bridge)
    conversations.add(second, fish)
    kept = rows(folder, "articles")
    conversations.delete(first)
    at_once = open_history(folder, HistoryLimits(undo_s=0)).conversations
    at_once.delete(second)
    assert (rows(folder, "turns"), rows(folder, "articles")) == (1, kept)
    at_once.delete("nothing")
    assert (rows(folder, "turns"), rows(folder, "articles"), rows(folder, "used")) == (0, 0, 0)
