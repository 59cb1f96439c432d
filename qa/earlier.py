"""Earlier questions sent by a client, as the turns that a follow-up needs."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.snapshot import Filters
from qa.answer import Answer
from qa.asking import QuestionAnswering
from qa.conversation.follow_up import REMEMBERED_TURNS
from qa.conversation.turn import Turn
from qa.running import AnswerEvent, AnswerFinished, finished_answer

MAX_KEPT = 200
"""Turns kept in memory, so that questions of an ongoing conversation are not answered twice."""


class EarlierTurns:
    """The turns for questions that a client says were asked before. Safe to share between threads.

    The client is not trusted about the answers: a question that is not remembered is answered again, from the articles
    alone, without the chat model.
    """

    def __init__(self, answering: QuestionAnswering) -> None:
        self._answering = answering
        self._without_chat = replace(answering, chat=None)
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, Turn] = OrderedDict()

    def turns(self, questions: Sequence[str], filters: Filters) -> list[Turn]:
        """Return the turns of the last questions, oldest first, as many as a follow-up considers."""
        turns: list[Turn] = []
        version = self._version() if questions else 0
        for number in range(max(0, len(questions) - REMEMBERED_TURNS), len(questions)):
            key = _key(questions[: number + 1], filters, version)
            turn = self._find(key)
            if turn is None:
                turn = Turn(self._without_chat.ask(questions[number], filters, turns))
                self._keep(key, turn)
            turns.append(turn)
        return turns

    def ask(self, question: str, filters: Filters, earlier: Sequence[str]) -> Answer:
        """Return the answer to a question after the `earlier` ones, oldest first, and keep it for the next one."""
        return finished_answer(self.stream(question, filters, earlier))

    def ask_without_chat(self, question: str, turns: Sequence[Turn]) -> Answer:
        """Return the extractive answer to a question after these turns, without keeping it."""
        return self._without_chat.ask(question, Filters(), turns)

    def stream(
        self, question: str, filters: Filters, earlier: Sequence[str], cancel: threading.Event | None = None
    ) -> Iterator[AnswerEvent]:
        """Yield what QuestionAnswering.stream does for a question after the `earlier` ones, oldest first.

        The Answer is kept for the next question unless `cancel` was set.
        """
        for event in self._answering.stream(question, filters, self.turns(earlier, filters), cancel):
            if isinstance(event, AnswerFinished) and not (cancel and cancel.is_set()):
                self._keep(_key((*earlier, question), filters, self._version()), Turn(event.answer))
            yield event

    def _version(self) -> int:
        with self._answering.library.snapshot() as snapshot:
            return snapshot.version

    def _find(self, key: bytes) -> Turn | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: bytes, turn: Turn) -> None:
        with self._lock:
            self._kept[key] = turn
            while len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)


def _key(questions: Sequence[str], filters: Filters, version: int) -> bytes:
    text = repr((version, filters, tuple(questions)))
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).digest()
