"""What readers thought of answers: kept, changed, taken back, read by the librarian; in a folder and on Milvus."""

from datetime import datetime

import pytest

from qa.conversation.turn import Turn
from qa.history.conversations import MAX_REASON_CHARS, RatedAnswer, Rating, Ratings
from qa.history.opening import History
from tests.qa.conftest import HistoryPlace


@pytest.fixture
def history(history_place: HistoryPlace) -> History:
    return history_place.open()


@pytest.fixture
def number(history: History, bridge: Turn) -> int:
    """The number of the only turn of the conversation "c"."""
    return history.conversations.add("c", bridge, "me")


def given(ratings: Ratings) -> list[tuple[str, Rating]]:
    return [(rated.question, rated.rating) for rated in ratings.list()]


def test_rating_is_kept_changed_and_taken_back(history_place: HistoryPlace, history: History, number: int) -> None:
    history.ratings.rate(number, Rating(True))
    assert given(history_place.open().ratings) == [("澄青大桥全长多少米？", Rating(True))]
    history_place.open().ratings.rate(number, Rating(False, "  日期不对\n "))
    assert given(history.ratings) == [("澄青大桥全长多少米？", Rating(False, "日期不对"))]
    history.ratings.rate(number, None)
    assert given(history_place.open().ratings) == []


def test_librarian_reads_question_answer_and_time_the_last_first(history: History, number: int, fish: Turn) -> None:
    other = history.conversations.add("d", fish, "you")
    history.ratings.rate(other, Rating(False))
    history.ratings.rate(number, Rating(True))
    listed = history.ratings.list()
    assert {rated.question for rated in listed} == {"澄青大桥全长多少米？", "水库里有什么鱼？"}
    assert RatedAnswer(fish.question, fish.answer.text, Rating(False), listed[-1].given_at) in listed
    assert all(datetime.fromisoformat(rated.given_at).utcoffset() is not None for rated in listed)


def test_long_reason_is_cut(history: History, number: int) -> None:
    history.ratings.rate(number, Rating(False, "长" * (MAX_REASON_CHARS + 1)))
    assert given(history.ratings)[0][1].reason == "长" * MAX_REASON_CHARS


def test_ratings_go_with_their_conversation(history: History, number: int) -> None:
    history.ratings.rate(number, Rating(True))
    history.conversations.delete("c", "me")
    assert history.ratings.list() == []
    history.conversations.restore("c", "me")
    assert len(history.ratings.list()) == 1


def test_turn_that_is_forgotten_is_not_rated(history: History, number: int, fish: Turn) -> None:
    history.ratings.rate(number, Rating(True))
    history.conversations.add("c", fish, "me", replaces_last=True)
    history.ratings.rate(number, Rating(True))
    history.ratings.rate(number - 1, Rating(True))
    assert history.ratings.list() == []
