"""The history file: upgraded in place, never downgraded."""

import json
import sqlite3

import pytest

from index.errors import LibraryError
from qa.asking import QuestionAnswering
from qa.conversation.turn import Turn
from qa.history.conversations import Rating, write_answer
from qa.history.folder import FILE_NAME, VERSION
from qa.history.opening import open_history

VERSION_0 = """
CREATE TABLE conversations (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, started_at TEXT NOT NULL, changed_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE turns (
    number INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
    question TEXT NOT NULL, text TEXT NOT NULL, answer TEXT NOT NULL
);
CREATE INDEX turns_of ON turns (conversation, number);
CREATE TABLE articles (key TEXT PRIMARY KEY, article TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE used (
    turn INTEGER NOT NULL REFERENCES turns ON DELETE CASCADE, article TEXT NOT NULL, PRIMARY KEY (turn, article)
) WITHOUT ROWID;
CREATE INDEX used_by ON used (article);
"""
"""As the program made it before conversations had owners."""


@pytest.fixture
def old_turn(answering: QuestionAnswering) -> Turn:
    """The one turn of the conversation "old" in a file of version 0."""
    turn = Turn(answering.ask("澄青大桥全长多少米？"))
    record, articles = write_answer(turn.answer)
    connection = sqlite3.connect(answering.library.path / FILE_NAME)
    connection.executescript(VERSION_0)
    day = "2026-01-02T03:04:05+00:00"
    connection.execute("INSERT INTO conversations VALUES ('old', '大桥', ?, ?)", (day, day))
    connection.execute(
        "INSERT INTO turns VALUES (7, 'old', ?, ?, json(?))", (turn.question, turn.answer.text, _json(record))
    )
    for key, article in articles.items():
        connection.execute("INSERT INTO articles VALUES (?, ?)", (key, _json(article)))
        connection.execute("INSERT INTO used VALUES (7, ?)", (key,))
    connection.commit()
    connection.close()
    return turn


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def test_file_without_owners_is_upgraded_with_all_it_holds(answering: QuestionAnswering, old_turn: Turn) -> None:
    folder = answering.library.path
    for _ in range(2):  # the second opening has nothing to do
        conversations = open_history(folder).conversations
        assert conversations.turns("old") == [old_turn]
        assert conversations.list("anybody") == []
    open_history(folder).ratings.rate(7, Rating(True))
    conversations.add("old", old_turn, "me")
    assert [(row.title, row.turns) for row in conversations.list("me")] == [("大桥", 2)]


def test_file_of_a_newer_program_is_left_alone(answering: QuestionAnswering) -> None:
    folder = answering.library.path
    open_history(folder)
    connection = sqlite3.connect(folder / FILE_NAME)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(
        LibraryError, match=r"^对话记录 .*history\.sqlite3 是更新版本的程序写的（格式 3，本程序到 2），"
    ):
        open_history(folder)
