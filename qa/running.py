"""A question while it is being answered: its events, waiting for it, ending it early, and the order of questions."""

import asyncio
import contextvars
import math
import threading
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeVar

from index.errors import YinjuError
from index.messages import Message
from qa.answer import Answer, Citation, Statement

T = TypeVar("T")

# ---- The events of a question being answered


@dataclass(frozen=True)
class QuestionUnderstood:
    """The question completed from the conversation, which is what is searched; comes before statements and text."""

    stand_alone: str


@dataclass(frozen=True)
class StageBegan:
    """The current step of an answer that takes several: searching again, reading a part.

    In a counted stage, `done` of `total` articles are finished; `total` is 0 in any other.
    """

    stage: Message
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class TextWritten:
    """The next piece of a chat model's text, unchecked: shown as a draft and replaced by the events that follow."""

    text: str


@dataclass(frozen=True)
class StatementChecked:
    """The next statement of the answer, with the citations it is the first to use."""

    statement: Statement
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class AnswerFinished:
    """The finished Answer; always the last event. Where it differs from the statements before, it is authoritative."""

    answer: Answer


AnswerEvent = QuestionUnderstood | StageBegan | TextWritten | StatementChecked | AnswerFinished


def events_of(answer: Answer) -> Iterator[AnswerEvent]:
    """Yield the events of an answer that is already complete; for the program's own reply only AnswerFinished."""
    known = 0
    for statement in answer.statements if answer.reply is None else ():
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


INSTEAD = "\n\n以上没有写完，以下面的回答为准：\n\n"
"""Separates sentences already sent from the answer that replaces them."""


@dataclass
class SentText:
    """An answer's text sent over a channel where nothing can be retracted: always a prefix of the final text.

    After an unsupported statement, which may still be corrected, nothing more is sent before the end; nor is anything
    of an answer that `is_held`, whose statements may still change.
    """

    is_held: bool = False
    text: str = ""
    ends_line: bool = False

    def add(self, statement: Statement) -> str:
        """Return the text to send for a checked statement, '' for nothing yet."""
        self.is_held = self.is_held or not statement.is_supported
        if self.is_held:
            return ""
        line = "\n" if self.ends_line else ""
        self.ends_line = statement.is_line
        return self._send(line + statement.marked_text)

    def finish(self, whole: str) -> str:
        """Return what remains to be sent; if `whole` does not begin with what was sent, INSTEAD and all of `whole`."""
        return self._send(whole.removeprefix(self.text) if whole.startswith(self.text) else INSTEAD + whole)

    def _send(self, text: str) -> str:
        self.text += text
        return text


# ---- First come, first served: how many questions are processed at a time


class Admission:
    """Admits `places` threads at a time, in order of arrival. Safe to share between threads.

    Questions processed all at once all finish late, some much later than others, since locks wake waiters in any
    order: with twenty people asking at once the slowest waited 5.3 s, and 2.7 s in order (docs/web.md).
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
        except BaseException:  # Ctrl+C: a place received meanwhile goes to the next thread
            with self._lock:
                was_called = called not in self._waiting
                if not was_called:
                    self._waiting.remove(called)
            if was_called:
                self._leave()
            raise

    def _leave(self) -> None:
        """Pass the place to the thread that has waited longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1


# ---- Threads for questions and other slow work


class TooBusyError(YinjuError):
    """All threads are busy and the queue is full."""

    def __init__(self) -> None:
        super().__init__(Message("too-busy"))


class Workers:
    """Runs `threads` jobs at once, lets `queue` more wait and refuses any other. Safe to share between threads."""

    def __init__(self, name: str, threads: int, queue: float = math.inf) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most = threads + queue
        self._lock = threading.Lock()
        self._jobs: set[Future[Any]] = set()

    @property
    def jobs(self) -> int:
        """How many jobs run or wait."""
        return len(self._jobs)

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Start or queue `work` in the caller's context (the request's id).

        Raises TooBusyError.
        """
        context = contextvars.copy_context()
        with self._lock:
            if len(self._jobs) >= self._most:
                raise TooBusyError
            job: Future[T] = self._threads.submit(context.run, work)
            self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)
        return job

    async def run(self, work: Callable[[], T]) -> T:
        """Return what `work` returns or raise what it raises. Cancelling the caller cancels a job that still waits."""
        return await asyncio.wrap_future(self.submit(work))

    def stop(self, wait_s: float) -> bool:
        """Refuse further jobs, drop those waiting, and return whether the running ones ended within `wait_s` s."""
        with self._lock:
            running = set(self._jobs)
            self._most = 0
        self._threads.shutdown(wait=False, cancel_futures=True)
        return not wait(running, timeout=wait_s).not_done


# ---- A question being answered: for the page, HTTP, LangChain and agents


Stream = Callable[[threading.Event], Iterator[AnswerEvent]]
"""Returns the events that end in the Answer; they end early once the given Event is set."""
_Put = Callable[[AnswerEvent | None], object]


class _Cancel(threading.Event):
    """Set when an early end is requested, or when `look` was not called for too long."""

    def __init__(self, left_s: float) -> None:
        super().__init__()
        self._left_s = left_s
        self.looked_at = time.monotonic()

    @property
    def is_left(self) -> bool:
        return time.monotonic() - self.looked_at > self._left_s

    def is_set(self) -> bool:
        return super().is_set() or self.is_left


class RunningQuestion:
    """A question being answered in a thread of `workers`. Safe to share between threads."""

    def __init__(self, workers: Workers, stream: Stream, *, left_s: float = math.inf) -> None:
        """Begin, or wait for a thread; abandoned after `left_s` seconds without `look`. Raises TooBusyError."""
        self._cancel = _Cancel(left_s)
        self._lock = threading.Lock()
        self._events: list[AnswerEvent] = []
        self._followers: list[_Put] = []
        self._job = workers.submit(lambda: self._run(stream))
        self._job.add_done_callback(lambda _: self._tell(None))

    @property
    def events(self) -> tuple[AnswerEvent, ...]:
        """The events so far."""
        with self._lock:
            return tuple(self._events)

    @property
    def is_stopped(self) -> bool:
        """True once an early end was requested."""
        return self._cancel.is_set()

    @property
    def is_left(self) -> bool:
        """True once `look` was not called for too long: nobody wants the result any more."""
        return self._cancel.is_left

    def look(self) -> None:
        """Signal that somebody is still waiting."""
        self._cancel.looked_at = time.monotonic()

    def stop(self) -> None:
        """Request an early end: a chat model stops within a moment, keeping what was checked so far."""
        self._cancel.set()

    def give_up(self) -> None:
        """Stop, and leave the queue if it has not begun: nobody waits for the Answer."""
        self.stop()
        self._job.cancel()

    def wait(self, seconds: float) -> bool:
        """Wait up to `seconds` for the end; return whether it has come."""
        return bool(wait([self._job], seconds).done)

    def answer(self) -> Answer:
        """Wait for the Answer and return it, or raise what went wrong. An interrupted caller gives the question up."""
        try:
            return self._job.result()
        finally:
            self.give_up()

    async def answer_soon(self) -> Answer:
        """The awaitable form of `answer`. A cancelled caller gives the question up."""
        try:
            return await asyncio.wrap_future(self._job)
        finally:
            self.give_up()

    def follow(self) -> Generator[AnswerEvent, None, None]:
        """Yield all events from the first on, then raise what went wrong. Closing it gives the question up."""
        received: SimpleQueue[AnswerEvent | None] = SimpleQueue()
        self._add(received.put)
        try:
            while (event := received.get()) is not None:
                yield event
            self._job.result()
        finally:
            self.give_up()

    async def follow_soon(self, silence_s: float | None = None) -> AsyncGenerator[AnswerEvent | None, None]:
        """The asynchronous form of `follow`; also yields None after every `silence_s` seconds without an event."""
        loop = asyncio.get_running_loop()
        received: asyncio.Queue[AnswerEvent | None] = asyncio.Queue()

        def put(event: AnswerEvent | None) -> None:
            loop.call_soon_threadsafe(received.put_nowait, event)

        self._add(put)
        try:
            while True:
                try:
                    event = await asyncio.wait_for(received.get(), silence_s)
                except TimeoutError:
                    yield None
                    continue
                if event is None:
                    break
                yield event
            self._job.result()
        finally:
            with self._lock:
                self._followers.remove(put)
            self.give_up()

    def _run(self, stream: Stream) -> Answer:
        answer: Answer | None = None
        for event in stream(self._cancel):
            answer = event.answer if isinstance(event, AnswerFinished) else answer
            self._tell(event)
        if answer is None:
            raise AssertionError("events end in AnswerFinished")
        return answer

    def _add(self, put: _Put) -> None:
        with self._lock:
            for event in self._events:
                put(event)
            if self._job.done():
                put(None)
            self._followers.append(put)

    def _tell(self, event: AnswerEvent | None) -> None:
        with self._lock:
            if event is not None:
                self._events.append(event)
            for put in self._followers:
                put(event)
