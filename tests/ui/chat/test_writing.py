"""An answer being made: watched, stopped, left and come back to."""

import threading
import time
from collections.abc import Iterator

import pytest

import ui.chat.writing
from index.errors import LibraryError
from qa.answer import Answer, Citation, Quote, Statement, Status, Timings
from qa.running import AnswerEvent, AnswerFinished, QuestionUnderstood, StatementChecked, TextWritten, Workers
from tests.conftest import make_article
from ui.chat.writing import Draft, Writing, Writings

RAIN = make_article("rain.txt", "8月3日下雨52毫米。")
CITATION = Citation(1, Quote(RAIN, 1, 0, 12))
CHECKED = Statement("下雨52毫米。", (1,))
WRITTEN = Answer("问？", Status.ANSWERED, (CHECKED,), (CITATION,), (), None, Timings(1, 1, 2))
WAIT_S = 10
WORKERS = Workers("test", 8)


class Steps:
    """Events that are released one by one."""

    def __init__(self, *events: AnswerEvent) -> None:
        self.events = events
        self.go = [threading.Event() for _ in events]
        self.taken = threading.Semaphore(0)

    def stream(self, cancel: threading.Event) -> Iterator[AnswerEvent]:
        for event, go in zip(self.events, self.go, strict=True):
            assert go.wait(WAIT_S)
            yield event
            self.taken.release()
        yield AnswerFinished(WRITTEN)

    def let(self, position: int) -> None:
        """Release one event and wait until it has been consumed."""
        self.go[position].set()
        assert self.taken.acquire(timeout=WAIT_S)


def test_draft_holds_what_is_checked_and_plain_what_is_not() -> None:
    steps = Steps(
        QuestionUnderstood("青山镇问？"), TextWritten("下雨52毫米[1]。**大风**"),
        StatementChecked(CHECKED, (CITATION,)), TextWritten("刮了一夜["),
    )  # fmt: skip
    writing = Writing(WORKERS, "问？", steps.stream)
    assert writing.draft == Draft("问？")
    steps.let(0)
    assert writing.draft == Draft("问？", "青山镇问？")
    steps.let(1)
    assert writing.draft == Draft("问？", "青山镇问？", (), (), ("下雨52毫米。", "大风"))
    steps.let(2)
    assert writing.draft == Draft("问？", "青山镇问？", (CHECKED,), (CITATION,), ("大风",))
    assert not writing.wait(0)
    steps.let(3)
    assert writing.answer() is WRITTEN
    assert writing.draft.unchecked == ("大风刮了一夜",)
    assert writing.wait(WAIT_S)


def test_stop_sets_what_the_model_watches() -> None:
    def stream(cancel: threading.Event) -> Iterator[AnswerEvent]:
        yield TextWritten("下雨")
        assert cancel.wait(WAIT_S)
        yield AnswerFinished(WRITTEN)

    writing = Writing(WORKERS, "问？", stream)
    assert not writing.is_stopped
    writing.stop()
    assert writing.is_stopped
    assert writing.answer() is WRITTEN


def test_answer_nobody_looks_at_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui.chat.writing, "LEFT_S", 1.5)

    def stream(cancel: threading.Event) -> Iterator[AnswerEvent]:
        while not cancel.is_set():
            yield TextWritten("雨")
            time.sleep(0.01)
        yield AnswerFinished(WRITTEN)

    writing = Writing(WORKERS, "问？", stream)
    for _ in range(3):
        assert not writing.wait(0.1)
        assert writing.draft.unchecked  # reading it shows that somebody is waiting
    assert writing.wait(WAIT_S)


def test_what_goes_wrong_is_raised_where_the_answer_is_asked_for() -> None:
    def fail(cancel: threading.Event) -> Iterator[AnswerEvent]:
        raise LibraryError("资料库读不出来。")

    writing = Writing(WORKERS, "问？", fail)
    with pytest.raises(LibraryError, match="读不出来"):
        writing.answer()


def test_answers_still_being_made_end_with_the_server() -> None:
    def stream(cancel: threading.Event) -> Iterator[AnswerEvent]:
        assert cancel.wait(WAIT_S)
        yield AnswerFinished(WRITTEN)

    writings = Writings()
    writing = Writing(writings.workers, "问？", stream)
    writings.add("a", writing)
    writings.close()
    assert writing.wait(WAIT_S)


def test_one_answer_a_conversation_taken_once() -> None:
    writings = Writings()
    writing = Writing(WORKERS, "问？", Steps().stream)
    writings.add("a", writing)
    assert (writings.of("a"), writings.of("b"), writings.of(None)) == (writing, None, None)
    assert (writings.take("a"), writings.take("a")) == (writing, None)


def test_answers_nobody_waits_for_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui.chat.writing, "LEFT_S", -1.0)
    writings = Writings()
    writings.add("left", Writing(WORKERS, "问？", Steps().stream))
    writings.add("new", Writing(WORKERS, "问？", Steps().stream))
    assert writings.of("left") is None
    assert writings.of("new") is not None
