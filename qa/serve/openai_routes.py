"""The part of OpenAI's API that chat clients use: they work unchanged with this address and a key."""

import json
import secrets
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from index.messages import Message, say
from qa.answer import Answer, Quote, iso, name_of
from qa.chat.rewriting import is_foreign
from qa.json_form import answer_to_json
from qa.running import AnswerEvent, AnswerFinished, RunningQuestion, SentText, StatementChecked
from qa.scope import read_filters
from qa.serve.ask_routes import EVENT_SCHEMA, EVENT_STREAM, STREAM_HEADERS, WAITING
from qa.serve.guard import NEEDS_KEY, ReaderRoute
from qa.serve.problems import ProblemError, problem_body, problem_of, responses
from qa.serve.questions import SILENCE_S, await_answer, stream_of_messages
from qa.serve.schemas import ChatAnswer, ChatAsked, Model, ModelList
from qa.serve.service import service_of

# ---- An answer in the form of OpenAI's chat API


MODEL = "yinju"


def model_object() -> dict[str, Any]:
    """Return the only model."""
    return {"id": MODEL, "object": "model", "created": _STARTED, "owned_by": MODEL}


def completion(answer: Answer) -> dict[str, Any]:
    """Return the answer as a chat.completion."""
    body = answer_to_json(answer)
    message = {
        "role": "assistant",
        "content": answer.text + footnotes(answer),
        "refusal": None,
        "status": body["status"],
        "citations": body["citations"],
    }
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return {
        "id": _new_id(),
        "object": "chat.completion",
        "created": int(time.time()),
        "model": MODEL,
        "choices": [choice],
        "usage": count_usage(answer.question, message["content"]),
        "yinju": body,
    }


def count_usage(question: str, content: str) -> dict[str, int]:
    """Return the lengths in characters, under the names of OpenAI's token counts."""
    return {
        "prompt_tokens": len(question),
        "completion_tokens": len(content),
        "total_tokens": len(question) + len(content),
    }


def footnotes(answer: Answer) -> str:
    """Return the citations and notes as text to follow the answer."""
    lines = [f"[{citation.number}] {_reference(citation.quote)}" for citation in answer.citations]
    if answer.nearest is not None:
        lines.append(f"{say(Message('nearest-sentence'))}{_reference(answer.nearest)}")
    if answer.note:
        lines.append(f"注：{answer.note}")
    return "\n\n" + "\n".join(lines) if lines else ""


def _reference(quote: Quote) -> str:
    article = quote.article
    facts = "，".join(filter(None, (article.source, iso(article.published))))
    place = f"第 {quote.paragraph} 段" if quote.paragraph else "文章信息"
    known = f"（{facts}）" if facts else ""
    return f"{say(name_of(article))}{known}{place}：{quote.text}"


@dataclass
class ChunkWriter:
    """Writes one answer as chat.completion.chunk objects: only checked text, in the order it was checked."""

    id: str = field(default_factory=lambda: _new_id())
    created: int = field(default_factory=lambda: int(time.time()))
    sent: SentText = field(default_factory=SentText)

    def begin(self) -> dict[str, Any]:
        """Return the first chunk."""
        return self._chunk({"role": "assistant", "content": ""})

    def write(self, event: AnswerEvent) -> Iterator[dict[str, Any]]:
        """Yield what an event adds: a checked statement, or at the end the rest."""
        match event:
            case StatementChecked(statement):
                if text := self.sent.add(statement):
                    yield self._chunk({"content": text})
            case AnswerFinished(answer):
                yield from self._finish(answer)

    def _finish(self, answer: Answer) -> Iterator[dict[str, Any]]:
        yield self._chunk({"content": self.sent.finish(answer.text + footnotes(answer))})
        body = answer_to_json(answer)
        last = self._chunk({"status": body["status"], "citations": body["citations"]}, finish="stop")
        yield last | {"yinju": body}

    def usage(self, question: str) -> dict[str, Any]:
        """Return the chunk with only the usage."""
        return self._chunk({}) | {"choices": [], "usage": count_usage(question, self.sent.text)}

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": MODEL,
            "choices": [choice],
        }


def _new_id() -> str:
    return f"chatcmpl-{secrets.token_hex(12)}"


# ---- The routes


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
    """Answer the last user message as a follow-up to those before it. Everything else is ignored, except that a program
    asking for a title of the conversation, tags or next questions gets those in the form it wants.

    Citations are text at the end of `content`, and objects in `message.citations`; the whole answer is in `yinju`.
    A stream sends sentences once they are checked, never a draft; its last chunk carries `citations` and `yinju`.
    `since`, `until` and `source` are accepted besides (extra_body in OpenAI's client).
    """
    service = service_of(request)
    said = [(message.role, message.text) for message in asked.messages]
    filters = read_filters(asked.since, asked.until, asked.source)
    stream = stream_of_messages(service, request, said, filters, asked.response_format)
    if asked.stream:
        events = RunningQuestion(service.asking, stream).follow_soon(SILENCE_S)
        include_usage = bool(asked.stream_options and asked.stream_options.include_usage)
        question = next(text for role, text in reversed(said) if role == "user")
        writer = ChunkWriter(sent=SentText(is_foreign(question)))
        written = _write_chunks(writer, events, question if include_usage else None)
        return StreamingResponse(written, media_type=EVENT_STREAM, headers=STREAM_HEADERS)
    return JSONResponse(completion(await await_answer(service, request, stream)))


async def _write_chunks(
    writer: ChunkWriter, events: AsyncIterator[AnswerEvent | None], usage_of: str | None
) -> AsyncIterator[str]:
    yield _write(writer.begin())
    try:
        async for event in events:
            if event is None:
                yield WAITING
                continue
            for chunk in writer.write(event):
                yield _write(chunk)
        if usage_of is not None:
            yield _write(writer.usage(usage_of))
    except Exception as error:  # noqa: BLE001 - the response has begun, so the error is sent within it
        problem = problem_body(problem_of(error))
        yield _write({"error": problem["error"], "reason": problem["reason"]})
    yield "data: [DONE]\n\n"


def _write(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


@router.get("/models", response_model=ModelList, summary="The model", responses=responses(401, 403, 429, 500))
async def list_models() -> dict[str, Any]:
    """Return the only model."""
    return {"object": "list", "data": [model_object()]}


@router.get("/models/{id:path}", response_model=Model, responses=responses(401, 403, 404, 422, 429, 500))
async def find_model(id: Annotated[str, Path()]) -> dict[str, Any]:
    """Return the model with this name."""
    if id != MODEL:
        raise ProblemError(404, Message("http-model-unknown", {"known": MODEL}))
    return model_object()
