"""An answer while it is being made, in a thread of its own: the page can be used meanwhile, left and come back to."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qa.answer import Answer, Citation, Statement
from qa.chat.prompt import split_statements
from qa.running import AnswerEvent, AnswerFinished, StatementChecked, TextWritten, events_of

LEFT_S = 30.0
"""An answer no page has looked at for so long is given up. A hidden tab still looks once a second."""

SOON_S = 0.3
"""An answer that is there so soon is drawn at once; for a later one the page first shows that it is looked for."""

Find = Callable[[], Answer]
"""Returns the answer in the articles' own sentences."""
Write = Callable[[Answer, threading.Event], Iterator[AnswerEvent]]
"""Turns that into the events that end in the final Answer; early once what it is given is set."""


@dataclass(frozen=True)
class Draft:
    """How far an answer is: the statements checked so far, their citations, and what is written but not checked.

    `stand_alone` is the question that was searched, where the conversation adds something to it.
    """

    question: str
    stand_alone: str = ""
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    unchecked: tuple[str, ...] = ()


class _Stop(threading.Event):
    """Set when the reader stops the answer, or has gone."""

    def __init__(self) -> None:
        super().__init__()
        self.looked_at = time.monotonic()

    def is_set(self) -> bool:
        return super().is_set() or time.monotonic() - self.looked_at > LEFT_S


class Writing:
    """One question on its way to its Answer. Safe to share between threads."""

    def __init__(self, question: str, find: Find, write: Write | None = None, *, is_again: bool = False) -> None:
        """Begin at once; without `write` what is found is the answer.

        `is_again`: it is to take the place of the one before, to the same question.
        """
        self.question = question
        self.is_again = is_again
        self.is_written = write is not None
        """True where a chat model writes: there is something to be seen before the end."""
        self._stop = _Stop()
        self._lock = threading.Lock()
        self._stand_alone = self._text = ""
        self._statements: list[Statement] = []
        self._citations: list[Citation] = []
        self._result: Answer | Exception | None = None
        self._thread = threading.Thread(target=self._run, args=(find, write), name="writing", daemon=True)
        self._thread.start()

    @property
    def draft(self) -> Draft:
        """What there is now; looking at it says that somebody still waits for it."""
        self.look()
        with self._lock:
            text, statements, citations = self._text, tuple(self._statements), tuple(self._citations)
        unchecked = tuple(draft.text for draft in split_statements(text)[len(statements) :])
        return Draft(self.question, self._stand_alone, statements, citations, unchecked)

    def look(self) -> None:
        """Say that somebody still waits for it."""
        self._stop.looked_at = time.monotonic()

    @property
    def is_stopped(self) -> bool:
        """True once an early end was asked for."""
        return self._stop.is_set()

    @property
    def is_left(self) -> bool:
        """True once nobody has looked for a while: what comes of it is not wanted any more."""
        return time.monotonic() - self._stop.looked_at > LEFT_S

    def wait(self, seconds: float) -> bool:
        """Wait for the end, `seconds` at most; return whether it has come."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def is_soon_there(self) -> bool:
        """Wait for the end as long as a reader hardly notices; return whether it has come."""
        return self.wait(SOON_S)

    def stop(self) -> None:
        """Ask for an early end; it comes within a moment, with an Answer of what was checked until then."""
        self._stop.set()

    def answer(self) -> Answer:
        """Wait for the end and return the Answer, or raise what went wrong."""
        self._thread.join()
        if isinstance(self._result, Answer):
            return self._result
        raise self._result or AssertionError("events end in AnswerFinished")

    def _run(self, find: Find, write: Write | None) -> None:
        try:
            found = find()
            self._stand_alone = found.stand_alone
            for event in write(found, self._stop) if write is not None else events_of(found):
                self._note(event)
        except Exception as error:  # noqa: BLE001 - raised again where the answer is waited for
            self._result = error

    def _note(self, event: AnswerEvent) -> None:
        with self._lock:
            match event:
                case TextWritten(text):
                    self._text += text
                case StatementChecked(statement, citations):
                    self._statements.append(statement)
                    self._citations.extend(citations)
                case AnswerFinished(answer):
                    self._result = answer


class Writings:
    """The answers being made, by the conversation each belongs to: a page that is reloaded finds its own again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writings: dict[str, Writing] = {}

    def add(self, conversation: str, writing: Writing) -> None:
        """Keep an answer just begun; those nobody waits for any more are forgotten."""
        with self._lock:
            self._writings = {id: kept for id, kept in self._writings.items() if not kept.is_left}
            self._writings[conversation] = writing

    def of(self, conversation: str | None) -> Writing | None:
        """Return the answer being made in this conversation, or None."""
        with self._lock:
            return self._writings.get(conversation or "")

    def is_any_running(self) -> bool:
        """Say whether an answer is being made in any conversation."""
        with self._lock:
            return any(not writing.wait(0) for writing in self._writings.values())

    def take(self, conversation: str) -> Writing | None:
        """Return it and forget it: of two pages that wait for the same answer one keeps it."""
        with self._lock:
            return self._writings.pop(conversation, None)
