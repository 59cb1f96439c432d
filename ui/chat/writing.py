"""Answers being made: meanwhile their page can be used, left and come back to."""

import threading
from dataclasses import dataclass

from index.messages import Message
from qa.answer import Citation, Statement
from qa.chat.prompt import split_statements
from qa.running import (
    QuestionUnderstood,
    RunningQuestion,
    StageBegan,
    StatementChecked,
    Stream,
    TextWritten,
    Workers,
)

LEFT_S = 30.0
"""An answer that no page has polled for so long is given up. A hidden tab still polls once a second."""

SOON_S = 0.3
"""An answer that arrives within this time is drawn at once; for a later one the page first shows a search."""

THREADS = 256
"""Questions answered at once for all pages; most of them wait for a chat model. Further ones are queued."""


@dataclass(frozen=True)
class Draft:
    """An answer so far: the statements already checked, their citations, and what is written but unchecked.

    `stand_alone` is the question that was searched, if the conversation adds something to it; `stage` is the current
    step, if that is not writing.
    """

    question: str
    stand_alone: str = ""
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    unchecked: tuple[str, ...] = ()
    stage: Message | None = None


class Writing(RunningQuestion):
    """One question of a page on its way to its Answer. Safe to share between threads."""

    def __init__(
        self, workers: Workers, question: str, stream: Stream, *, is_written: bool = False, is_again: bool = False
    ) -> None:
        """Start at once. `is_written`: a chat model writes, so there is something to show before the end.

        `is_again`: it replaces the previous turn.
        """
        super().__init__(workers, stream, left_s=LEFT_S)
        self.question = question
        self.is_written = is_written
        self.is_again = is_again

    @property
    def draft(self) -> Draft:
        """What there is now; reading it shows that somebody is still waiting."""
        self.look()
        stand_alone = text = ""
        stage: Message | None = None
        statements: list[Statement] = []
        citations: list[Citation] = []
        for event in self.events:
            match event:
                case QuestionUnderstood():
                    stand_alone = event.stand_alone
                case StageBegan():
                    stage = event.stage
                case TextWritten():
                    text, stage = text + event.text, None
                case StatementChecked():
                    statements.append(event.statement)
                    citations.extend(event.citations)
        unchecked = tuple(draft.text for draft in split_statements(text)[len(statements) :])
        return Draft(self.question, stand_alone, tuple(statements), tuple(citations), unchecked, stage)

    def is_soon_there(self) -> bool:
        """Wait for the end for no longer than a reader would notice; return whether it has come."""
        return self.wait(SOON_S)


class Writings:
    """The answers being made, by conversation: a reloaded page finds its own again."""

    def __init__(self) -> None:
        self.workers = Workers("writing", THREADS)
        self._lock = threading.Lock()
        self._writings: dict[str, Writing] = {}

    def close(self) -> None:
        """Stop the answers still being made: nobody will see them."""
        with self._lock:
            for writing in self._writings.values():
                writing.give_up()
        self.workers.stop(0)

    def add(self, conversation: str, writing: Writing) -> None:
        """Keep an answer just begun; those that nobody waits for any more are dropped."""
        with self._lock:
            self._writings = {id: kept for id, kept in self._writings.items() if not kept.is_left}
            self._writings[conversation] = writing

    def of(self, conversation: str | None) -> Writing | None:
        """Return the answer being made in this conversation, or None."""
        with self._lock:
            return self._writings.get(conversation or "")

    def is_any_running(self) -> bool:
        """Return whether an answer is being made in any conversation."""
        with self._lock:
            return any(not writing.wait(0) for writing in self._writings.values())

    def take(self, conversation: str) -> Writing | None:
        """Return the answer and forget it: of two pages that wait for the same answer, only one keeps it."""
        with self._lock:
            return self._writings.pop(conversation, None)
