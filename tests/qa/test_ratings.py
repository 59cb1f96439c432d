"""What readers thought of answers: kept, changed, taken back, read by the librarian."""

from datetime import datetime
from pathlib import Path

import pytest

from qa.asking import QuestionAnswering
from qa.history import Conversations
from qa.ratings import MAX_REASON_CHARS, RatedAnswer, Rating, Ratings
from qa.turn import Turn


@pytest.fixture
def folder(answering: QuestionAnswering) -> Path:
    return answering.library.path


@pytest.fixture
def bridge(answering: QuestionAnswering, folder: Path) -> int:
    """The number of the only turn of the conversation "c"."""
    return Conversations.open(folder).add("c", Turn(answering.ask("澄青大桥全长多少米？")), "me")


def given(ratings: Ratings) -> list[tuple[str, Rating]]:
    return [(rated.question, rated.rating) for rated in ratings.list()]


def test_rating_is_kept_changed_and_taken_back(folder: Path, bridge: int) -> None:
    Ratings.open(folder).rate(bridge, Rating(True))
    assert given(Ratings.open(folder)) == [("澄青大桥全长多少米？", Rating(True))]
    Ratings.open(folder).rate(bridge, Rating(False, "  日期不对\n "))
    assert given(Ratings.open(folder)) == [("澄青大桥全长多少米？", Rating(False, "日期不对"))]
    Ratings.open(folder).rate(bridge, None)
    assert given(Ratings.open(folder)) == []


def test_librarian_reads_question_answer_and_time_the_last_first(
    answering: QuestionAnswering, folder: Path, bridge: int
) -> None:
    refused = Turn(answering.ask("水库里有什么鱼？"))
    other = Conversations.open(folder).add("d", refused, "you")
    ratings = Ratings.open(folder)
    ratings.rate(other, Rating(False))
    ratings.rate(bridge, Rating(True))
    listed = ratings.list()
    assert {rated.question for rated in listed} == {"澄青大桥全长多少米？", "水库里有什么鱼？"}
    assert RatedAnswer(refused.question, refused.answer.text, Rating(False), listed[-1].given_at) in listed
    assert all(datetime.fromisoformat(rated.given_at).utcoffset() is not None for rated in listed)


def test_long_reason_is_cut(folder: Path, bridge: int) -> None:
    ratings = Ratings.open(folder)
    ratings.rate(bridge, Rating(False, "长" * (MAX_REASON_CHARS + 1)))
    assert given(ratings)[0][1].reason == "长" * MAX_REASON_CHARS


def test_ratings_go_with_their_conversation(folder: Path, bridge: int) -> None:
    ratings = Ratings.open(folder)
    ratings.rate(bridge, Rating(True))
    Conversations.open(folder).delete("c", "me")
    assert ratings.list() == []
    Conversations.open(folder).restore("c", "me")
    assert len(ratings.list()) == 1


def test_turn_that_is_forgotten_is_not_rated(folder: Path, bridge: int) -> None:
    ratings = Ratings.open(folder)
    ratings.rate(bridge + 1, Rating(True))
    assert ratings.list() == []
