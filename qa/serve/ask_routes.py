"""POST /ask, and the conversations that a question can belong to."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from qa import json_form
from qa.answer import Answer
from qa.json_form import answer_to_json, event_to_json
from qa.running import AnswerEvent, RunningQuestion, Stream
from qa.scope import read_filters
from qa.serve.guard import NEEDS_KEY, ReaderRoute, caller_of
from qa.serve.problems import problem_body, problem_of, responses
from qa.serve.questions import (
    SILENCE_S,
    RequestedQuestion,
    await_answer,
    check_length,
    cut_earlier,
    stream_of_question,
)
from qa.serve.request_log import note_question
from qa.serve.schemas import Asked, ConversationId, ConversationTurns, NewConversation
from qa.serve.service import Service, service_of

EVENT_STREAM = "text/event-stream"
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Keep proxies from buffering a stream, which would defeat its purpose."""

WAITING = ": waiting\n\n"
"""A comment, which clients of server-sent events ignore."""

router = APIRouter(tags=["questions"], route_class=ReaderRoute, dependencies=NEEDS_KEY)

EVENT_SCHEMA = {
    "type": "object",
    "description": "One server-sent event; `data` is a JSON object, or [DONE].",
    "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
    "required": ["data"],
}


@router.post(
    "/ask",
    response_model=None,
    summary="Ask a question",
    responses={
        200: {
            "model": json_form.Answer,
            "description": "The answer, every sentence tied to its source, or `no_evidence` and why, or a reply.",
            "content": {EVENT_STREAM: {"schema": EVENT_SCHEMA}},
        },
        **responses(400, 401, 403, 413, 422, 429, 500, 503),
    },
)
async def ask(asked: Asked, request: Request) -> Response:
    """Answer from the articles. The JSON is that of `yinju ask --json`.

    With `Accept: text/event-stream` the answer comes as server-sent events: `stage` (the current step), `text` (a chat
    model's unchecked draft, to be replaced), `statement` (a checked sentence and the citations it is the first to
    use), and last `answer` (the whole object, which is authoritative) or `error` (a problem).
    """
    service = service_of(request)
    check_length(service, asked.question)
    question = RequestedQuestion(
        asked.question,
        read_filters(asked.since, asked.until, asked.source),
        cut_earlier(service, asked.history or ()),
        asked.conversation or "",
        owner=caller_of(request).name,
    )
    note_question(service, question.text)
    return await respond(service, request, stream_of_question(service, question))


async def respond(service: Service, request: Request, stream: Stream) -> Response:
    """Return the answer the events end in, or the events as they come if the caller accepts them; the work ends if the
    caller hangs up.

    Raises TooBusyError if the queue is full, LibraryError if the library cannot be read.
    """
    if EVENT_STREAM in request.headers.get("accept", ""):
        events = RunningQuestion(service.asking, stream).follow_soon(SILENCE_S)
        return StreamingResponse(_write_events(events), media_type=EVENT_STREAM, headers=STREAM_HEADERS)
    return JSONResponse(answer_to_json(await await_answer(service, request, stream)))


async def _write_events(events: AsyncIterator[AnswerEvent | None]) -> AsyncIterator[str]:
    try:
        async for event in events:
            if event is None:
                yield WAITING
            elif (sent := event_to_json(event)) is not None:
                yield _write_event(*sent)
    except Exception as error:  # noqa: BLE001 - the response has begun: what went wrong is its last event
        yield _write_event("error", problem_body(problem_of(error)))


class ClientWriter(Protocol):
    """Writes one answer for another API's clients: whole, or as events, each with its `type`."""

    waiting: str
    """What is sent when there was no event for a while."""

    def whole(self, answer: Answer) -> dict[str, Any]:
        """Return the finished answer."""
        ...

    def begin(self) -> Iterator[dict[str, Any]]:
        """Yield the events before the first text."""
        ...

    def write(self, event: AnswerEvent) -> Iterator[dict[str, Any]]:
        """Yield what an event of the answer adds."""
        ...

    def fail(self, problem: dict[str, Any]) -> dict[str, Any]:
        """Return the event that says what went wrong."""
        ...


async def respond_to_client(
    writer: ClientWriter, service: Service, request: Request, stream: Stream, *, as_events: bool
) -> Response:
    """Return the answer the events end in as `writer` writes it, or its events as they come.

    Raises as `respond` does.
    """
    if not as_events:
        return JSONResponse(writer.whole(await await_answer(service, request, stream)))
    events = RunningQuestion(service.asking, stream).follow_soon(SILENCE_S)
    return StreamingResponse(_write_for_client(writer, events), media_type=EVENT_STREAM, headers=STREAM_HEADERS)


async def _write_for_client(writer: ClientWriter, events: AsyncIterator[AnswerEvent | None]) -> AsyncIterator[str]:
    for begun in writer.begin():
        yield _write_event(begun["type"], begun)
    try:
        async for event in events:
            if event is None:
                yield writer.waiting
                continue
            for told in writer.write(event):
                yield _write_event(told["type"], told)
    except Exception as error:  # noqa: BLE001 - the response has begun: what went wrong is its last event
        failed = writer.fail(problem_body(problem_of(error)))
        yield _write_event(failed["type"], failed)


def _write_event(kind: str, value: dict[str, Any]) -> str:
    return f"event: {kind}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"


@router.post(
    "/conversations",
    status_code=201,
    response_model=NewConversation,
    summary="Begin a conversation",
    responses=responses(401, 403, 429, 500, 503),
)
async def begin_conversation(request: Request) -> dict[str, str]:
    """Return an id to send with questions; the conversation is stored once it has an answer."""
    return {"id": service_of(request).conversations.start()}


@router.get(
    "/conversations/{id}",
    response_model=ConversationTurns,
    summary="Read a conversation",
    responses=responses(401, 403, 422, 429, 500, 503),
)
async def read_conversation(id: Annotated[ConversationId, Path()], request: Request) -> Response:
    """Return the conversation's answers, oldest first; none if nothing was asked yet."""
    service = service_of(request)
    turns = await service.reading.run(lambda: service.conversations.turns(id))
    return JSONResponse({"id": id, "turns": [answer_to_json(turn.answer) for turn in turns]})
