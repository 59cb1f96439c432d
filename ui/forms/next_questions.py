"""Follow-up questions, offered below an answer once the program has found that it can answer them."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import streamlit as st

from index.errors import YinjuError
from qa.answer import Answer, Status
from qa.asking import QuestionAnswering
from qa.suggest import suggest_next
from ui.drawing import errors_as_sentences, escape_markdown, rerun_by_clock
from ui.language.texts import Labels

log = logging.getLogger(__name__)

MAX_NEXT = 3
_MOST_KEPT = 200
"""Answers whose next questions are kept."""
SETTLE_S = 1.0
"""Waited before the first: an answer is drawn and read before the search for more begins."""
PAUSE_S = 0.1
"""Waited before each question tried, and while readers are being answered: they come first."""
POLL_S = 1.0


class NextQuestions:
    """What to ask next, by answer. Safe to share between sessions; one thread searches for all."""

    def __init__(self, answering: QuestionAnswering, is_busy: Callable[[], bool] = lambda: False) -> None:
        """`is_busy` returns whether somebody is being answered."""
        self._answering = answering
        self._is_busy = is_busy
        self._lock = threading.Lock()
        self._found: OrderedDict[tuple[int, str], Future[tuple[str, ...]]] = OrderedDict()
        self._workers = ThreadPoolExecutor(1, "next-questions")
        self._closed = threading.Event()

    def after(self, answer: Answer) -> tuple[str, ...] | None:
        """Return the follow-up questions of an answer, None while they are searched for."""
        if answer.status is not Status.ANSWERED or self._closed.is_set():
            return ()
        with self._answering.library.snapshot() as snapshot, self._lock:
            key = snapshot.version, "\n".join([answer.question, *(c.quote.text for c in answer.citations)])
            if key not in self._found:
                self._found[key] = self._workers.submit(self._look, answer)
                while len(self._found) > _MOST_KEPT:
                    self._found.popitem(last=False)[1].cancel()
            future = self._found[key]
        return future.result() if future.done() and not future.cancelled() else None

    def close(self) -> None:
        """End the search."""
        self._closed.set()
        self._workers.shutdown(cancel_futures=True)

    def _look(self, answer: Answer) -> tuple[str, ...]:
        try:
            self._closed.wait(SETTLE_S)
            return tuple(suggest_next(answer, self._ask_when_idle, MAX_NEXT))
        except YinjuError as error:
            if not self._closed.is_set():
                log.warning("No questions that lead on: %s", error)
        except Exception:
            log.exception("Unexpected error while looking for questions that lead on")
        return ()

    def _ask_when_idle(self, question: str) -> Answer:
        self._closed.wait(PAUSE_S)
        while self._is_busy() and not self._closed.is_set():
            self._closed.wait(PAUSE_S)
        if self._closed.is_set():
            raise YinjuError("the server ends")
        return self._answering.ask(question)


def draw_next_questions(found: NextQuestions, answer: Answer, ask: Callable[[str], None], labels: Labels) -> None:
    """Offer what to ask next below the last answer; the one clicked is asked."""
    is_there = found.after(answer) is not None
    st.fragment(_draw, run_every=None if is_there else POLL_S)(found, answer, ask, labels, not is_there, [])


def _draw(
    found: NextQuestions,
    answer: Answer,
    ask: Callable[[str], None],
    labels: Labels,
    is_followed: bool,
    drawn: list[bool],
) -> None:
    """Draw them; `drawn` is empty the first time, during the page's own run, which must not be interrupted."""
    with errors_as_sentences(labels):
        questions = found.after(answer)
        if is_followed and drawn and questions is not None:
            rerun_by_clock()  # ends the polling
        drawn.append(True)
        if not questions:
            return
        with st.container(key="next-questions", horizontal=True, gap="small"):
            for number, question in enumerate(questions):
                if st.button(
                    escape_markdown(question), key=f"next-{number}", icon=":material/subdirectory_arrow_right:"
                ):
                    ask(question)
                    st.rerun()  # a button in a fragment reruns only the fragment
