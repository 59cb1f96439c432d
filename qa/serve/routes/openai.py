"""The part of OpenAI's interface that chat clients use: they work unchanged with this address and a key."""

import json
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from qa.events import AnswerEvent
from qa.question.filters import read_filters
from qa.serve.guard import NEEDS_KEY, ReaderRoute, caller_of
from qa.serve.problems import ProblemError, problem_body, problem_of, responses
from qa.serve.request_log import note_question
from qa.serve.routes.ask import EVENT_SCHEMA, EVENT_STREAM, STREAM_HEADERS
from qa.serve.routes.openai_form import MODEL, ChunkWriter, completion, model_object
from qa.serve.routes.questions import Question, answer_question, check_length, cut_earlier, stream_question
from qa.serve.schemas.openai import ChatAnswer, ChatAsked, Model, ModelList
from qa.serve.service import service_of

router = APIRouter(prefix="/v1", tags=["OpenAI's form"], route_class=ReaderRoute, dependencies=NEEDS_KEY)

_STARTED = int(time.time())


@router.post(
    "/chat/completions",
    response_model=None,
    summary="Ask as a chat client does",
    responses={
        200: {
            "model": ChatAnswer,
            "description": "The answer; with `stream` as server-sent events.",
            "content": {EVENT_STREAM: {"schema": EVENT_SCHEMA}},
        },
        **responses(400, 401, 403, 413, 422, 429, 500, 503),
    },
)
async def complete(asked: ChatAsked, request: Request) -> Response:
    """Answer the last user message; those before it make it a follow-up. All else is passed over.

    Citations are text at the end of `content`, and objects in `message.citations`; the whole answer stands in `yinju`.
    A stream sends sentences once they are checked, never a draft; its last chunk carries `citations` and `yinju`.
    `since`, `until` and `source` are accepted besides (extra_body in OpenAI's client).
    """
    service = service_of(request)
    said = [message.text for message in asked.messages if message.role == "user"]
    if not said:
        raise ProblemError(422, "messages 里没有用户的问题，应有一条 role 是 user 的消息。")
    check_length(service, said[-1])
    filters = read_filters(asked.since, asked.until, asked.source)
    question = Question(said[-1], filters, cut_earlier(service, said[:-1]), owner=caller_of(request).name)
    note_question(service, question.text)
    if asked.stream:
        events = await stream_question(service, question)
        include_usage = bool(asked.stream_options and asked.stream_options.include_usage)
        written = _write_chunks(events, question.text if include_usage else None)
        return StreamingResponse(written, media_type=EVENT_STREAM, headers=STREAM_HEADERS)
    return JSONResponse(completion(await answer_question(service, request, question)))


async def _write_chunks(events: AsyncIterator[AnswerEvent | None], usage_of: str | None) -> AsyncIterator[str]:
    writer = ChunkWriter()
    yield _write(writer.begin())
    try:
        async for event in events:
            if event is None:
                yield ": waiting\n\n"
                continue
            for chunk in writer.write(event):
                yield _write(chunk)
        if usage_of is not None:
            yield _write(writer.usage(usage_of))
    except Exception as error:  # noqa: BLE001 - the response has begun: what went wrong is said in it
        yield _write({"error": problem_body(problem_of(error))["error"]})
    yield "data: [DONE]\n\n"


def _write(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


@router.get("/models", response_model=ModelList, summary="The model", responses=responses(401, 403, 429, 500))
async def list_models() -> dict[str, Any]:
    """Return the one model there is."""
    return {"object": "list", "data": [model_object(_STARTED)]}


@router.get("/models/{id:path}", response_model=Model, responses=responses(401, 403, 404, 422, 429, 500))
async def find_model(id: Annotated[str, Path()]) -> dict[str, Any]:
    """Return the model of this name."""
    if id != MODEL:
        raise ProblemError(404, f"没有这个模型，这里的模型是 {MODEL}。")
    return model_object(_STARTED)
