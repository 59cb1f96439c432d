"""The question of a request: streaming it, waiting for it, and counting and storing its answer."""

import asyncio
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from index.messages import Message
from index.snapshot import Filters
from qa.answer import Answer
from qa.conversation.turn import Turn
from qa.running import AnswerEvent, AnswerFinished, RunningQuestion, Stream, events_of
from qa.serve.client_prompts import answer_client_prompt, read_client_prompt
from qa.serve.guard import caller_of
from qa.serve.problems import ProblemError
from qa.serve.request_log import note_question
from qa.serve.service import Service

SILENCE_S = 15.0
"""A stream without events for this long sends a sign of life, so that no proxy closes it."""
GONE_STATUS = 499
"""The status logged for a request whose caller hung up; nobody receives it."""


@dataclass(frozen=True)
class RequestedQuestion:
    """A question; `earlier` are the questions before it, unless the `owner`'s `conversation` on the server has them."""

    text: str
    filters: Filters = Filters()
    earlier: tuple[str, ...] = ()
    conversation: str = ""
    owner: str = ""


def check_length(service: Service, text: str) -> None:
    """Raise ProblemError if the question is too long."""
    most = service.settings.max_question_chars
    if len(text) > most:
        raise ProblemError(422, Message("question-too-long", {"chars": len(text), "limit": most}))


def cut_earlier(service: Service, texts: Sequence[str]) -> tuple[str, ...]:
    """Return the earlier questions, truncated to the longest question: a pasted page is no reason to refuse."""
    return tuple(text[: service.settings.max_question_chars] for text in texts)


def stream_of_question(service: Service, question: RequestedQuestion) -> Stream:
    """Return the stream that answers a question; the answer is counted, and stored if it is part of a conversation."""
    return lambda cancel: _events(service, question, cancel)


def stream_of_messages(
    service: Service,
    request: Request,
    said: Sequence[tuple[str, str]],
    filters: Filters = Filters(),
    response_format: Mapping[str, Any] | None = None,
) -> Stream:
    """Return the stream that answers the last user message of a chat client (role and text, oldest first) as a
    follow-up to those before it; or the client program, if it asks for a title, tags or next questions.

    Raises ProblemError 422 if there is no user message or it is too long.
    """
    asked = [text for role, text in said if role == "user"]
    if not asked:
        raise ProblemError(422, Message("http-no-user-message"))
    prompt = read_client_prompt(said, response_format)
    if prompt is not None:
        return lambda _: events_of(answer_client_prompt(prompt, service.earlier))
    check_length(service, asked[-1])
    question = RequestedQuestion(asked[-1], filters, cut_earlier(service, asked[:-1]), owner=caller_of(request).name)
    note_question(service, question.text)
    return lambda cancel: _events(service, question, cancel)


async def await_answer(service: Service, request: Request, stream: Stream) -> Answer:
    """Return the answer that the events end in; the question is given up if the caller hangs up.

    Raises TooBusyError if the queue is full, LibraryError if the library cannot be read.
    """
    answer = asyncio.ensure_future(RunningQuestion(service.asking, stream).answer_soon())
    hung_up = asyncio.ensure_future(_until_hung_up(request))
    try:
        await asyncio.wait((answer, hung_up), return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise ProblemError(GONE_STATUS, Message("http-hung-up"))
        return answer.result()
    finally:
        hung_up.cancel()
        answer.cancel()


def _events(service: Service, question: RequestedQuestion, cancel: threading.Event) -> Iterator[AnswerEvent]:
    """Yield the events of the answer; the finished one is counted, and stored for the next question."""
    events: Iterator[AnswerEvent]
    if question.conversation:
        turns = service.conversations.turns(question.conversation)
        events = service.answering.stream(question.text, question.filters, turns, cancel)
    else:
        events = service.earlier.stream(question.text, question.filters, question.earlier, cancel)
    for event in events:
        if isinstance(event, AnswerFinished) and not cancel.is_set():
            service.metrics.count_answer(event.answer)
            if question.conversation:
                service.conversations.add(question.conversation, Turn(event.answer), question.owner)
        yield event


async def _until_hung_up(request: Request) -> None:
    """Return when the caller has hung up. The body must have been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
