"""A question while it is being answered: its events, waiting for it, ending it early, and who comes first."""

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

# ---- What a question comes to while it is being answered


@dataclass(frozen=True)
class QuestionUnderstood:
    """What is searched and answered, where the conversation adds something to the question; before all else."""

    stand_alone: str


@dataclass(frozen=True)
class StageBegan:
    """What is done now, where an answer takes several steps: the question is searched anew, a part is read.

    Of a stage that is counted `done` of `total` articles are behind it; `total` is 0 for any other.
    """

    stage: Message
    done: int = 0
    total: int = 0


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


AnswerEvent = QuestionUnderstood | StageBegan | TextWritten | StatementChecked | AnswerFinished


def events_of(answer: Answer) -> Iterator[AnswerEvent]:
    """Yield the events of an answer that is there at once; what the program itself says comes whole."""
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
"""Stands between sentences that were sent already and the answer that was given instead."""


@dataclass
class SentText:
    """An answer's text as it is sent to where nothing can be taken back: the beginning of what it will be in the end.

    Behind a statement without support, which may still be put right in its place, nothing more is sent before the end;
    nor is anything of an answer that `is_held`, whose statements are still added to.
    """

    is_held: bool = False
    text: str = ""
    ends_line: bool = False

    def add(self, statement: Statement) -> str:
        """Return what of the text a checked statement adds to what was sent, '' for nothing yet."""
        self.is_held = self.is_held or not statement.is_supported
        if self.is_held:
            return ""
        line = "\n" if self.ends_line else ""
        self.ends_line = statement.is_line
        return self._send(line + statement.marked_text)

    def finish(self, whole: str) -> str:
        """Return what is still to be sent of the whole text, where that is another one all of it."""
        return self._send(whole.removeprefix(self.text) if whole.startswith(self.text) else INSTEAD + whole)

    def _send(self, text: str) -> str:
        self.text += text
        return text


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


# ---- Threads for questions, and for whatever else would hold up who waits for it


class TooBusyError(YinjuError):
    """All threads work and the queue is full."""

    def __init__(self) -> None:
        super().__init__(Message("too-busy"))


class Workers:
    """`threads` jobs run at once, `queue` more wait; a further one is refused. Safe to share between threads."""

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
        """Start `work`, or let it wait its turn, with the context (the request's id) of the caller.

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
        """Return what `work` returns, or raise what it raises. A caller that is cancelled gives up its turn."""
        return await asyncio.wrap_future(self.submit(work))

    def stop(self, wait_s: float) -> bool:
        """Take no more jobs, drop those that wait, and return whether the running ones ended in `wait_s` seconds."""
        with self._lock:
            running = set(self._jobs)
            self._most = 0
        self._threads.shutdown(wait=False, cancel_futures=True)
        return not wait(running, timeout=wait_s).not_done


# ---- One question on its way to its Answer: for the page, HTTP, LangChain and agents alike


Stream = Callable[[threading.Event], Iterator[AnswerEvent]]
"""Makes the events that end in the Answer; early once what it is given is set."""
_Put = Callable[[AnswerEvent | None], object]


class _Cancel(threading.Event):
    """Set when an early end is asked for, or nobody has looked for too long."""

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
    """One question on its way to its Answer, in a thread of `workers`. Safe to share between threads."""

    def __init__(self, workers: Workers, stream: Stream, *, left_s: float = math.inf) -> None:
        """Begin at once, or wait for a thread; given up after `left_s` seconds without `look`. Raises TooBusyError."""
        self._cancel = _Cancel(left_s)
        self._lock = threading.Lock()
        self._events: list[AnswerEvent] = []
        self._followers: list[_Put] = []
        self._job = workers.submit(lambda: self._run(stream))
        self._job.add_done_callback(lambda _: self._tell(None))

    @property
    def events(self) -> tuple[AnswerEvent, ...]:
        """What there is by now."""
        with self._lock:
            return tuple(self._events)

    @property
    def is_stopped(self) -> bool:
        """True once an early end was asked for."""
        return self._cancel.is_set()

    @property
    def is_left(self) -> bool:
        """True once nobody has looked for too long: what comes of it is not wanted any more."""
        return self._cancel.is_left

    def look(self) -> None:
        """Say that somebody still waits for it."""
        self._cancel.looked_at = time.monotonic()

    def stop(self) -> None:
        """Ask for an early end: a chat model ends within a moment, with what was checked until then."""
        self._cancel.set()

    def give_up(self) -> None:
        """Stop, and where it has not begun give up its turn: nobody waits for the Answer."""
        self.stop()
        self._job.cancel()

    def wait(self, seconds: float) -> bool:
        """Wait for the end, `seconds` at most; return whether it has come."""
        return bool(wait([self._job], seconds).done)

    def answer(self) -> Answer:
        """Wait for the end and return the Answer, or raise what went wrong. Who is interrupted gives it up."""
        try:
            return self._job.result()
        finally:
            self.give_up()

    async def answer_soon(self) -> Answer:
        """Return what `answer` does, awaited. Who is cancelled gives it up."""
        try:
            return await asyncio.wrap_future(self._job)
        finally:
            self.give_up()

    def follow(self) -> Generator[AnswerEvent, None, None]:
        """Yield the events from the first on as they come, and raise what went wrong. Closing it gives it up."""
        received: SimpleQueue[AnswerEvent | None] = SimpleQueue()
        self._add(received.put)
        try:
            while (event := received.get()) is not None:
                yield event
            self._job.result()
        finally:
            self.give_up()

    async def follow_soon(self, silence_s: float | None = None) -> AsyncGenerator[AnswerEvent | None, None]:
        """Yield what `follow` yields, awaited; None wherever there was nothing for `silence_s` seconds."""
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
