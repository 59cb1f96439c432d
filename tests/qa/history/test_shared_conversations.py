"""Conversations on Milvus: kept once, forgotten whole, never torn; several processes keep turns at once."""

import os
import signal
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from index.article import Article
from index.errors import LibraryDamagedError, LibraryError
from index.milvus.client import read_address
from index.milvus.shared_rows import RowQuery, SharedRow, SharedRows
from qa.asking import QuestionAnswering
from qa.conversation.turn import Turn
from qa.history.conversations import HistoryLimits, Rating
from qa.history.opening import SHARED_NAME, open_history
from qa.history.shared import GRACE_US, forget_deleted
from tests.conftest import ROOT, add_articles
from tests.milvus_server import milvus_server
from tests.qa.history.keeping import first_turn

ALL = ("about", "state", "turn", "record", "said", "article", "rating")
FAR = 2**60
"""Microseconds since 1970, long after every test."""
AT_ONCE = HistoryLimits(undo_s=0)


@pytest.fixture
def rows(milvus_place: str) -> SharedRows:
    """What is kept, row by row."""
    return SharedRows.open(read_address(milvus_place), SHARED_NAME)


def counts(rows: SharedRows) -> dict[str, int]:
    found = [row.kind for row in rows.find(RowQuery(ALL))]
    return {kind: found.count(kind) for kind in ALL if kind in found}


def test_articles_are_kept_once_and_nothing_is_left_of_what_is_forgotten(
    milvus_place: str, rows: SharedRows, bridge: Turn, fish: Turn
) -> None:
    history = open_history(milvus_place)
    first, second = (history.conversations.start() for _ in range(2))
    history.ratings.rate(history.conversations.add(first, bridge, "me"), Rating(True))
    kept = counts(rows)
    history.conversations.add(second, bridge, "you")
    assert counts(rows)["article"] == kept["article"]
    history.conversations.delete(first, "me")
    forget_deleted(rows, FAR, FAR)
    assert counts(rows) == {kind: count for kind, count in kept.items() if kind != "rating"}
    assert history.conversations.turns(second) == [bridge]
    history.conversations.delete(second, "you")
    forget_deleted(rows, FAR, FAR)
    assert counts(rows) == {}


def test_replaced_turn_is_forgotten_with_what_only_it_needs(
    milvus_place: str, rows: SharedRows, answering: QuestionAnswering, articles: dict[str, Article], bridge: Turn
) -> None:
    conversations = open_history(milvus_place).conversations
    id = conversations.start()
    conversations.add(id, bridge, "me")
    kept = counts(rows)
    add_articles(answering.library, replace(articles["bridge"], author="另一人"))
    again = Turn(answering.ask(bridge.question))
    conversations.add(id, again, "me", replaces_last=True)
    forget_deleted(rows, FAR, FAR)
    assert counts(rows) == kept
    assert conversations.turns(id) == [again]


def test_article_that_another_server_may_be_needing_stays(milvus_place: str, rows: SharedRows, bridge: Turn) -> None:
    conversations = open_history(milvus_place, AT_ONCE).conversations
    id = conversations.start()
    conversations.add(id, bridge, "me")
    written = max(row.changed for row in rows.find(RowQuery(("article",))))
    conversations.delete(id, "me")
    forget_deleted(rows, FAR, written + GRACE_US // 2)
    assert set(counts(rows)) == {"article"}
    other = conversations.start()
    conversations.add(other, bridge, "you")
    assert conversations.turns(other) == [bridge]


def test_what_a_killed_server_left_is_not_seen_and_is_forgotten(
    milvus_place: str, rows: SharedRows, bridge: Turn
) -> None:
    conversations = open_history(milvus_place).conversations
    id = conversations.start()
    number = conversations.add(id, bridge, "me")
    # What is written of a first turn before the row that makes it visible:
    turn = rows.find(RowQuery(("turn",), numbers=(number,)))[0]
    state = rows.find(RowQuery(("state",), parents=(id,)))[0]
    rows.delete(RowQuery(("turn", "about"), parents=(id,)))
    rows.put([replace(state, changed=0, deleted=1)])
    assert (conversations.turns(id), conversations.list("me")) == ([], [])
    conversations.restore(id, "me")
    assert conversations.list("me") == []
    again = conversations.add(id, bridge, "me")
    assert (conversations.turns(id), [row.turns for row in conversations.list("me")]) == ([bridge], [1])
    assert again > turn.number
    conversations.delete(id, "me")
    forget_deleted(rows, FAR, FAR)
    assert counts(rows) == {}


def test_title_and_turn_written_at_the_same_time_do_not_undo_each_other(
    milvus_place: str, rows: SharedRows, bridge: Turn, fish: Turn
) -> None:
    here, there = (open_history(milvus_place).conversations for _ in range(2))
    id = here.start()
    here.add(id, bridge, "me")
    state = rows.find(RowQuery(("state",), parents=(id,)))[0]
    there.rename(id, "改名", "me")
    rows.put([replace(state, changed=state.changed + 1)])  # as who read it before the other wrote would write it
    assert [row.title for row in here.list("me")] == ["改名"]


def test_damaged_turn_and_rows_of_a_newer_program_are_said_in_one_sentence(
    milvus_place: str, rows: SharedRows, bridge: Turn
) -> None:
    conversations = open_history(milvus_place).conversations
    id = conversations.start()
    number = conversations.add(id, bridge)
    rows.put([SharedRow(f"record:{number}:0", "record", id, number=number, text="{")])
    with pytest.raises(LibraryDamagedError, match=r"^对话记录里有一条读不出来，请删除这个对话。$"):
        conversations.turns(id)
    rows.put([SharedRow("format", "format", number=2)])
    with pytest.raises(LibraryError, match=r"里的 history 是第 2 版格式，本程序用第 1 版，请升级较旧的程序。$"):
        open_history(milvus_place)


@pytest.mark.long
def test_servers_keep_turns_at_once_and_one_that_is_killed_tears_nothing(
    tmp_path: Path, real_milvus: str | None
) -> None:
    with nullcontext(real_milvus) if real_milvus else milvus_server(tmp_path) as server:
        place = f"milvus+{server}/news"
        history = open_history(place)
        history.conversations.add("shared", first_turn(), "me")
        command = [sys.executable, "-m", "tests.qa.history.keeping", place]
        keepers = [subprocess.Popen([*command, "20"], cwd=ROOT) for _ in range(3)]
        killed = subprocess.Popen([*command, "1000"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert killed.stdout is not None
        kept = [killed.stdout.readline() for _ in range(5)]  # it is in the middle of its work
        os.kill(killed.pid, signal.SIGKILL)
        kept += killed.stdout.readlines()
        killed.stdout.close()
        killed.wait()
        assert [keeper.wait(120) for keeper in keepers] == [0, 0, 0]
        turns = history.conversations.kept_turns("shared")
        # Of the killed one all it reported is there, and at most the one it was killed over.
        assert len(turns) - 61 - len(kept) in (0, 1)
        assert {int(line) for line in kept} < {turn.number for turn in turns}
        assert [turn.number for turn in turns] == sorted({turn.number for turn in turns})
        assert all(turn.turn == first_turn() for turn in turns)
        (row,) = history.conversations.list("me")
        assert row.turns == len(turns)
