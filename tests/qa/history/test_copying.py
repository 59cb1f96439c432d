"""Conversations and ratings move between a folder and Milvus, and are there as they were."""

import pytest

from index.library import Library
from index.progress import ignore_progress
from qa.conversation.turn import Turn
from qa.history.conversations import Rating, copy_conversations
from qa.history.opening import History, open_history


@pytest.fixture(params=["to_milvus", "to_folder"])
def places(request: pytest.FixtureRequest, library: Library, milvus_place: str) -> tuple[History, History]:
    """Where conversations are and where they go."""
    folder, milvus = open_history(library.place), open_history(milvus_place)
    return (folder, milvus) if request.param == "to_milvus" else (milvus, folder)


def everything(history: History) -> list[object]:
    """Return what is kept of everybody, but for the numbers of turns."""
    found: list[object] = []
    for id in history.conversations.ids():
        whole = history.conversations.whole(id)
        assert whole is not None
        turns = [(kept.turn, kept.rating, given_at[:19]) for kept, given_at in whole.turns]
        found.append((whole.id, whole.owner, whole.title, whole.started_at, whole.changed_at, turns))
    return found


def test_everybodys_conversations_are_there_as_they_were(
    places: tuple[History, History], bridge: Turn, fish: Turn
) -> None:
    source, target = places
    mine, yours, deleted = (source.conversations.start() for _ in range(3))
    source.conversations.add(mine, bridge, "me")
    source.ratings.rate(source.conversations.add(mine, fish, "me"), Rating(False, "没找到"))
    source.conversations.add(yours, fish, "you")
    source.conversations.rename(yours, "鱼", "you")
    source.conversations.add(deleted, fish, "me")
    source.conversations.delete(deleted, "me")
    assert copy_conversations(source.conversations, target.conversations, ignore_progress) == 2
    assert everything(target) == everything(source)
    assert [row.id for row in target.conversations.list("me")] == [mine]
    assert target.conversations.turns(mine) == [bridge, fish]
    assert target.conversations.list("you") == source.conversations.list("you")
    assert [rated.rating for rated in target.ratings.list()] == [Rating(False, "没找到")]
    assert target.ratings.list() == source.ratings.list()


def test_what_is_there_already_stays_as_it_is_there(places: tuple[History, History], bridge: Turn, fish: Turn) -> None:
    source, target = places
    id, later = source.conversations.start(), source.conversations.start()
    source.conversations.add(id, bridge, "me")
    assert copy_conversations(source.conversations, target.conversations, ignore_progress) == 1
    target.conversations.add(id, fish, "me")
    source.conversations.rename(id, "改名", "me")
    source.conversations.add(later, fish, "me")
    assert copy_conversations(source.conversations, target.conversations, ignore_progress) == 1
    assert target.conversations.turns(id) == [bridge, fish]
    assert [(row.title, row.turns) for row in target.conversations.list("me")] == [
        (fish.question, 1), (bridge.question, 2),
    ]  # fmt: skip
    assert target.conversations.whole("none") is None
