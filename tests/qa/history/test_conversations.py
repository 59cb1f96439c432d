"""What conversations do, wherever they are kept: the same tests over a folder and over Milvus."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from qa.asking import QuestionAnswering
from qa.conversation.turn import Turn
from qa.history.conversations import Conversations, HistoryLimits, KeptTurn, Rating
from tests.conftest import add_articles, make_article
from tests.qa.conftest import HistoryPlace

WALL = "澄青大堤从东到西修了三年，石头一块一块垒起来。" * 1500
"""More characters than a field of Milvus holds."""


@pytest.fixture
def conversations(history_place: HistoryPlace) -> Conversations:
    return history_place.open().conversations


def test_turns_come_back_in_order_from_another_opening(
    conversations: Conversations, history_place: HistoryPlace, bridge: Turn, fish: Turn
) -> None:
    id = conversations.start()
    conversations.add(id, bridge)
    conversations.add(id, fish)
    assert history_place.open().conversations.turns(id) == [bridge, fish]
    assert conversations.turns("nobody's") == []


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


def test_oldest_turns_are_forgotten_beyond_the_bound(history_place: HistoryPlace, bridge: Turn, fish: Turn) -> None:
    conversations = history_place.open(HistoryLimits(turns=2)).conversations
    id, other = conversations.start(), conversations.start()
    conversations.add(other, bridge)
    for turn in (bridge, bridge, fish, fish):
        conversations.add(id, turn)
    assert conversations.turns(id) == [fish, fish]
    assert conversations.turns(other) == [bridge]
    assert [row.id for row in conversations.list(text="820米")] == [other]


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
    conversations.rename(second, '涨了5%_\\"吗')
    assert found('5%_\\"') == ['涨了5%_\\"吗']


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
    conversations: Conversations, history_place: HistoryPlace, bridge: Turn, fish: Turn
) -> None:
    first, second = conversations.start(), conversations.start()
    conversations.add(first, bridge)
    conversations.add(second, fish)
    conversations.delete(first)
    assert [row.id for row in conversations.list()] == [second]
    assert (conversations.turns(first), conversations.turns(second)) == ([], [fish])
    conversations.restore(first)
    assert (conversations.turns(first), conversations.title(first)) == ([bridge], bridge.question)
    conversations.delete(first)
    at_once = history_place.open(HistoryLimits(undo_s=0)).conversations
    at_once.delete(second)
    at_once.restore(first)
    assert (at_once.list(), at_once.turns(first), at_once.title(first)) == ([], [], "")
    at_once.restore(second)
    assert at_once.turns(second) == [fish]


def test_deleted_conversation_that_is_gone_on_with_is_there_again(
    conversations: Conversations, bridge: Turn, fish: Turn
) -> None:
    id = conversations.start()
    conversations.add(id, bridge, "me")
    conversations.delete(id, "me")
    conversations.add(id, fish, "me")
    assert conversations.turns(id) == [bridge, fish]


def test_turn_comes_back_with_its_number_and_rating(
    conversations: Conversations, history_place: HistoryPlace, bridge: Turn, fish: Turn
) -> None:
    id = conversations.start()
    first, second = conversations.add(id, bridge), conversations.add(id, fish)
    assert first < second
    history_place.open().ratings.rate(second, Rating(False, "没找到"))
    assert conversations.kept_turns(id) == [
        KeptTurn(first, bridge, None),
        KeptTurn(second, fish, Rating(False, "没找到")),
    ]


def test_threads_may_add_at_once(conversations: Conversations, bridge: Turn) -> None:
    ids = [conversations.start() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda id: [conversations.add(id, bridge) for _ in range(5)], ids))
    assert [len(conversations.turns(id)) for id in ids] == [5] * 4


def test_another_server_sees_every_change_at_once(
    conversations: Conversations, history_place: HistoryPlace, bridge: Turn, fish: Turn
) -> None:
    there = history_place.open().conversations
    id = conversations.start()
    conversations.add(id, bridge, "me")
    assert ([row.turns for row in there.list("me")], there.is_open_to(id, "you")) == ([1], False)
    there.add(id, fish, "me")
    there.rename(id, "改名", "me")
    assert [(row.title, row.turns) for row in conversations.list("me")] == [("改名", 2)]
    assert conversations.turns(id) == [bridge, fish]
    conversations.delete(id, "me")
    assert (there.list("me"), there.turns(id)) == ([], [])
    there.restore(id, "me")
    assert [row.title for row in conversations.list("me")] == ["改名"]


def test_long_turns_come_back_whole_and_are_found_by_any_of_their_words(
    conversations: Conversations, answering: QuestionAnswering, fish: Turn
) -> None:
    add_articles(answering.library, make_article("wall", WALL + "尽头是石渡口。", title="大堤"))
    asked = answering.ask("澄青大堤修了几年？")
    assert any(passage.article.id == "wall" for passage in asked.passages)
    turn = Turn(replace(asked, question=f"{WALL}怎样？"))
    id, other = conversations.start(), conversations.start()
    conversations.add(id, turn, "me")
    conversations.add(other, fish, "me")
    assert conversations.turns(id) == [turn]
    for start in (0, 15_900, 16_000, 31_850, len(WALL) - 100):  # whole, or over the edge of what is kept in one piece
        assert [row.id for row in conversations.list("me", turn.question[start : start + 150])] == [id]
    assert [row.id for row in conversations.list("me", turn.question[:700])] == [id]
    assert conversations.list("me", WALL[:300] + "梨") == []


def test_article_of_a_turn_stays_as_it_was_read(
    conversations: Conversations, answering: QuestionAnswering, bridge: Turn, fish: Turn
) -> None:
    first, second = conversations.start(), conversations.start()
    conversations.add(first, bridge)
    conversations.add(second, bridge)
    add_articles(answering.library, make_article("bridge", "澄青大桥全长900米。", title="澄青大桥通车"))
    again = Turn(answering.ask("澄青大桥全长多少米？"))
    conversations.add(second, again, replaces_last=True)
    assert (conversations.turns(first), conversations.turns(second)) == ([bridge], [again])
