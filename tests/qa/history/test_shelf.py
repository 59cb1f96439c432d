"""Texts kept beside conversations, in a folder and on Milvus alike."""

import sqlite3
from pathlib import Path

import pytest

from qa.history.conversations import HistoryLimits
from qa.history.folder import FILE_NAME
from qa.history.opening import History, open_history
from qa.history.shelf import COLLECTION, SAVED
from tests.qa.history.keeping import first_turn


@pytest.fixture(params=["folder", pytest.param("milvus", marks=pytest.mark.slow)])
def history(request: pytest.FixtureRequest, tmp_path: Path) -> History:
    if request.param == "folder":
        return open_history(tmp_path, HistoryLimits(undo_s=0))
    return open_history(request.getfixturevalue("milvus_place"), HistoryLimits(undo_s=0))


def test_text_is_kept_replaced_listed_and_forgotten(history: History) -> None:
    shelf = history.shelf
    shelf.put(COLLECTION, "c1", "很长的话。" * 20_000, "me")
    shelf.put(COLLECTION, "c1", "短了", "me")
    shelf.put(COLLECTION, "c2", "别人的", "you")
    shelf.put(SAVED, "c1", "另一种", "me")
    kept = shelf.get(COLLECTION, "c1")
    assert kept is not None
    assert (kept.text, kept.owner) == ("短了", "me")
    assert [kept.id for kept in shelf.find(COLLECTION)] == ["c2", "c1"]
    assert [kept.text for kept in shelf.find(COLLECTION, "me")] == ["短了"]
    shelf.delete(COLLECTION, "c1")
    shelf.delete(COLLECTION, "never there")
    assert shelf.get(COLLECTION, "c1") is None
    assert shelf.get(SAVED, "c1") is not None


def test_collection_is_forgotten_with_its_conversation(history: History) -> None:
    id = history.conversations.start()
    history.conversations.add(id, first_turn(), "me")
    history.shelf.put(COLLECTION, id, "摘编", "me")
    history.conversations.delete(id, "me")
    other = history.conversations.start()
    history.conversations.add(other, first_turn(), "me")  # forgets what was deleted before
    history.conversations.delete(other, "me")
    assert history.shelf.get(COLLECTION, id) is None


def test_file_of_the_version_before_gets_a_shelf(tmp_path: Path) -> None:
    history = open_history(tmp_path)
    id = history.conversations.start()
    history.conversations.add(id, first_turn(), "me")
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("DROP TABLE shelf")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    history = open_history(tmp_path)
    history.shelf.put(SAVED, "s", "问题", "me")
    assert [len(history.conversations.turns(id)), history.shelf.find(SAVED)[0].text] == [1, "问题"]
