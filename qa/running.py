"""What a question comes to while it is being answered, and who comes first."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from qa.answer import Answer, Citation, Statement


@dataclass(frozen=True)
class TextWritten:
    """The next piece of a chat model's text, not checked: to be shown as a draft, and replaced by what follows."""

    text: str


@dataclass(frozen=True)
class StatementChecked:
    """The next statement of the answer, with the citations it is the first to use."""

    statement: Statement
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class AnswerFinished:
    """The finished Answer; always the last event. It may differ from the statements before: it is what counts."""

    answer: Answer


AnswerEvent = TextWritten | StatementChecked | AnswerFinished


def events_of(answer: Answer) -> Iterator[AnswerEvent]:
    """Yield the events of an answer that is there at once."""
    known = 0
    for statement in answer.statements:
        last = max([known, *statement.citations])
        yield StatementChecked(statement, answer.citations[known:last])
        known = last
    yield AnswerFinished(answer)


def finished_answer(events: Iterator[AnswerEvent]) -> Answer:
    """Run through the events and return the Answer they end in."""
    for event in events:
        if isinstance(event, AnswerFinished):
            return event.answer
    raise AssertionError("events end in AnswerFinished")


# ---- Who comes first is served first: how many questions are read at one time


class Admission:
    """Lets `places` threads through at a time and the others in the order they came. Safe to share between threads.

    Questions that are all worked on together are all answered late, and as locks wake whom they like, some far later
    than others: with twenty people asking at once the slowest waited 5.3 s, and 2.7 s in order (docs/web.md).
    """

    def __init__(self, places: int) -> None:
        """`places` from 1 up."""
        self._lock = threading.Lock()
        self._free = places
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place, waiting for one where none is free. A thread that holds one must not ask for another."""
        self._come_in()
        try:
            yield
        finally:
            self._leave()

    def _come_in(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            called = threading.Event()
            self._waiting.append(called)
        try:
            called.wait()
        except BaseException:  # Ctrl+C: a place that was passed on meanwhile goes to the next
            with self._lock:
                was_called = called not in self._waiting
                if not was_called:
                    self._waiting.remove(called)
            if was_called:
                self._leave()
            raise

    def _leave(self) -> None:
        """Pass the place on to who waits longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
