"""One question of a request: answered in a worker thread, as a whole or event by event."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from fastapi import Request

from index.snapshot import Filters
from qa.answer import Answer
from qa.conversation.turn import Turn
from qa.running import AnswerEvent, AnswerFinished, finished_answer
from qa.serve.problems import ProblemError
from qa.serve.service import Service

T = TypeVar("T")

SILENCE_S = 15.0
"""A stream that has nothing to say for this long says so, lest a proxy take it for dead."""
GONE_STATUS = 499
"""What the log says of a request whose caller hung up; nobody receives it."""


@dataclass(frozen=True)
class Question:
    """What is asked: `earlier` are the questions before, or `conversation`, of `owner`'s, holds them on the server."""

    text: str
    filters: Filters = Filters()
    earlier: tuple[str, ...] = ()
    conversation: str = ""
    owner: str = ""


def check_length(service: Service, text: str) -> None:
    """Raise ProblemError for a question that is too long."""
    most = service.settings.max_question_chars
    if len(text) > most:
        raise ProblemError(422, f"问题有 {len(text)} 个字，最多可以有 {most} 个字，请缩短。")


def cut_earlier(service: Service, texts: Sequence[str]) -> tuple[str, ...]:
    """Return what was asked before, each no longer than a question may be: a pasted page is no reason to refuse."""
    return tuple(text[: service.settings.max_question_chars] for text in texts)


async def answer_question(service: Service, request: Request, question: Question) -> Answer:
    """Return the answer, worked out beside the event loop; a caller that hangs up gives up its turn.

    Raises TooBusyError where no more questions may wait, LibraryError where the library cannot be read.
    """
    cancel = threading.Event()
    job = asyncio.wrap_future(service.asking.submit(lambda: finished_answer(_events(service, question, cancel))))
    hung_up = asyncio.ensure_future(_until_hung_up(request))
    try:
        await asyncio.wait((job, hung_up), return_when=asyncio.FIRST_COMPLETED)
        if not job.done():
            raise ProblemError(GONE_STATUS, "对方已断开。")
        return job.result()
    finally:
        hung_up.cancel()
        cancel.set()
        job.cancel()


async def stream_question(service: Service, question: Question) -> AsyncIterator[AnswerEvent | None]:
    """Return the events of the answer as they come; None where there was nothing for SILENCE_S seconds.

    Raises TooBusyError before the first event. Closing the iterator stops the work.
    """
    cancel = threading.Event()
    loop = asyncio.get_running_loop()
    received: asyncio.Queue[AnswerEvent | BaseException | None] = asyncio.Queue()

    def put(item: AnswerEvent | BaseException | None) -> None:
        loop.call_soon_threadsafe(received.put_nowait, item)

    def work() -> None:
        try:
            for event in _events(service, question, cancel):
                put(event)
            put(None)
        except Exception as error:  # noqa: BLE001 - raised again where the events are read
            put(error)

    job = service.asking.submit(work)

    def stop() -> None:
        cancel.set()
        job.cancel()

    return _read(received, stop)


async def _read(
    received: "asyncio.Queue[AnswerEvent | BaseException | None]", stop: Callable[[], None]
) -> AsyncIterator[AnswerEvent | None]:
    try:
        while True:
            try:
                item = await asyncio.wait_for(received.get(), SILENCE_S)
            except TimeoutError:
                yield None
                continue
            if item is None:
                return
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stop()


def _events(service: Service, question: Question, cancel: threading.Event) -> Iterator[AnswerEvent]:
    """Yield the events of the answer; the finished one is counted, and kept for the next question."""
    if question.conversation:
        turns = service.conversations.turns(question.conversation)
    else:
        turns = service.earlier.turns(question.earlier, question.filters)
    for event in service.answering.stream(question.text, question.filters, turns, cancel):
        if isinstance(event, AnswerFinished) and not cancel.is_set():
            _keep(service, question, event.answer)
        yield event


def _keep(service: Service, question: Question, answer: Answer) -> None:
    service.metrics.count_answer(answer)
    if question.conversation:
        service.conversations.add(question.conversation, Turn(answer), question.owner)
    else:
        service.earlier.remember((*question.earlier, question.text), question.filters, answer)


async def _until_hung_up(request: Request) -> None:
    """Return when the caller has hung up. The body must have been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
