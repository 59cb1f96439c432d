"""One question of a request: what it is, who waits for it, and what becomes of its answer."""

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
"""A stream that has nothing to say for this long says so, lest a proxy take it for dead."""
GONE_STATUS = 499
"""What the log says of a request whose caller hung up; nobody receives it."""


@dataclass(frozen=True)
class RequestedQuestion:
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
        raise ProblemError(422, Message("question-too-long", {"chars": len(text), "limit": most}))


def cut_earlier(service: Service, texts: Sequence[str]) -> tuple[str, ...]:
    """Return what was asked before, each no longer than a question may be: a pasted page is no reason to refuse."""
    return tuple(text[: service.settings.max_question_chars] for text in texts)


def stream_of_question(service: Service, question: RequestedQuestion) -> Stream:
    """Return what answers a question; the answer is counted, and kept where it belongs to a conversation."""
    return lambda cancel: _events(service, question, cancel)


def stream_of_messages(
    service: Service,
    request: Request,
    said: Sequence[tuple[str, str]],
    filters: Filters = Filters(),
    response_format: Mapping[str, Any] | None = None,
) -> Stream:
    """Return what answers the last user message of a chat client's (role and text, oldest first), those before it
    making it a follow-up; or the program itself, where it asks for a title, for tags or for what to ask next.

    Raises ProblemError 422 where there is no user message, or it is too long.
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
    """Return the answer that the events end in; a caller that hangs up gives up its turn.

    Raises TooBusyError where no more questions may wait, LibraryError where the library cannot be read.
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
    """Yield the events of the answer; the finished one is counted, and kept for the next question."""
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
