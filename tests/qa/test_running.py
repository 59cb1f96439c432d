"""A question on its way to its Answer: followed, waited for, stopped, given up."""

import threading
from collections.abc import AsyncIterator, Iterator

import pytest

from index.errors import LibraryError
from index.messages import sentence
from qa.answer import Answer, Status, Timings
from qa.running import AnswerEvent, AnswerFinished, RunningQuestion, TextWritten, TooBusyError, Workers
from tests.own_loop import run_in_own_loop

ANSWER = Answer("问？", Status.NO_EVIDENCE, (), (), (), sentence("没有。"), Timings(1, 1, 2))
WAIT_S = 10


@pytest.fixture
def workers() -> Iterator[Workers]:
    """One thread, and room for one question more."""
    made = Workers("test", 1, 1)
    yield made
    made.stop(WAIT_S)


def write(cancel: threading.Event) -> Iterator[AnswerEvent]:
    """Write until told to end."""
    yield TextWritten("大")
    assert cancel.wait(WAIT_S)
    yield AnswerFinished(ANSWER)


def fail(cancel: threading.Event) -> Iterator[AnswerEvent]:
    """Break off after the first words."""
    yield TextWritten("大")
    raise LibraryError("资料库读不出来。")


def test_everybody_who_follows_gets_all_events(workers: Workers) -> None:
    asked = RunningQuestion(workers, write)
    early = asked.follow()
    assert next(early) == TextWritten("大")
    asked.stop()
    assert list(early) == [AnswerFinished(ANSWER)]
    assert list(asked.follow()) == [TextWritten("大"), AnswerFinished(ANSWER)]
    assert asked.events == (TextWritten("大"), AnswerFinished(ANSWER))
    assert asked.answer() is ANSWER


def test_who_closes_what_it_follows_stops_the_work(workers: Workers) -> None:
    asked = RunningQuestion(workers, write)
    events = asked.follow()
    next(events)
    events.close()
    assert asked.wait(WAIT_S)


def test_awaited_events_say_that_nothing_came(workers: Workers) -> None:
    asked = RunningQuestion(workers, write)

    async def follow() -> list[AnswerEvent | None]:
        received: list[AnswerEvent | None] = []
        events: AsyncIterator[AnswerEvent | None] = asked.follow_soon(0.05)
        async for event in events:
            received.append(event)
            if event is None:
                asked.stop()
        return received

    first, *silences, last = run_in_own_loop(follow, WAIT_S)
    assert (first, last) == (TextWritten("大"), AnswerFinished(ANSWER))
    assert silences
    assert set(silences) == {None}


def test_what_goes_wrong_is_raised_wherever_the_answer_is_waited_for(workers: Workers) -> None:
    asked = RunningQuestion(workers, fail)
    with pytest.raises(LibraryError, match="读不出来"):
        asked.answer()
    with pytest.raises(LibraryError, match="读不出来"):
        list(asked.follow())
    with pytest.raises(LibraryError, match="读不出来"):
        run_in_own_loop(asked.answer_soon, WAIT_S)


def test_question_given_up_before_its_turn_leaves_it_to_others(workers: Workers) -> None:
    first = RunningQuestion(workers, write)
    waiting = RunningQuestion(workers, fail)
    with pytest.raises(TooBusyError):
        RunningQuestion(workers, write)
    waiting.give_up()
    second = RunningQuestion(workers, write)
    first.stop()
    second.stop()
    assert (first.answer(), second.answer()) == (ANSWER, ANSWER)
    assert waiting.events == ()


def test_question_nobody_looks_at_is_stopped(workers: Workers) -> None:
    asked = RunningQuestion(workers, write, left_s=-1.0)
    assert (asked.is_left, asked.is_stopped) == (True, True)
    asked.stop()  # wakes who waits for the event itself
    assert asked.answer() is ANSWER
