"""OpenAI's Responses API: the same answers, with citations as annotations of the text."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from qa.answer import Answer, Citation
from qa.chat.rewriting import is_foreign
from qa.json_form import answer_to_json, shown_location
from qa.running import INSTEAD, AnswerEvent, AnswerFinished, SentText, StatementChecked
from qa.serve.ask_routes import EVENT_SCHEMA, EVENT_STREAM, WAITING, respond_to_client
from qa.serve.guard import NEEDS_KEY, ReaderRoute
from qa.serve.openai_routes import MODEL, footnotes
from qa.serve.problems import responses
from qa.serve.questions import stream_of_messages
from qa.serve.schemas import MAX_MESSAGES, TextPart
from qa.serve.service import service_of

router = APIRouter(prefix="/v1", tags=["OpenAI's form"], route_class=ReaderRoute, dependencies=NEEDS_KEY)


class InputItem(BaseModel):
    """A message; other kinds of items (tool calls, reasoning) are ignored."""

    model_config = ConfigDict(extra="allow")

    role: Literal["system", "developer", "user", "assistant"] | None = None
    content: str | list[TextPart] | None = None

    @property
    def text(self) -> str:
        """The message's text, its parts on separate lines."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.text)
        return self.content or ""


class ResponsesAsked(BaseModel):
    """A request to the Responses API. Nothing is stored between requests: earlier questions belong in `input`, and
    there is no `previous_response_id`."""

    model_config = ConfigDict(
        extra="allow", json_schema_extra={"examples": [{"model": MODEL, "input": "澄青大桥全长多少米？"}]}
    )

    input: (
        Annotated[str, Field(min_length=1)]
        | Annotated[
            list[InputItem],
            Field(
                min_length=1,
                max_length=MAX_MESSAGES,
                json_schema_extra={
                    "contains": {
                        "type": "object",
                        "properties": {"role": {"const": "user"}, "content": {"type": "string"}},
                        "required": ["role", "content"],
                    }
                },
            ),
        ]
    )
    instructions: str | None = None
    model: str | None = None
    stream: StrictBool | None = None
    text: Annotated[dict[str, Any] | None, Field(description="Looked at where a program asks for a title.")] = None
    previous_response_id: None = None


class ResponsesAnswer(BaseModel):
    """OpenAI's response. `yinju` is the whole answer as POST /ask gives it."""

    model_config = ConfigDict(extra="allow")

    id: str
    object: Literal["response"]
    status: Literal["completed"]
    output: list[dict[str, Any]]
    yinju: dict[str, Any]


@router.post(
    "/responses",
    response_model=None,
    summary="Ask as a client of the Responses interface does",
    responses={
        200: {
            "model": ResponsesAnswer,
            "description": "The answer; with `stream` as server-sent events.",
            "content": {EVENT_STREAM: {"schema": EVENT_SCHEMA}},
        },
        **responses(400, 401, 403, 413, 422, 429, 500, 503),
    },
)
async def respond(asked: ResponsesAsked, request: Request) -> Response:
    """Answer the last user message, as POST /v1/chat/completions does.

    Each citation is an annotation of its marker in the text: a `url_citation` if the article has an address, else a
    `file_citation`; both have `quote`, `paragraph` and `number`.
    """
    service = service_of(request)
    said = [("system", asked.instructions)] if asked.instructions else []
    if isinstance(asked.input, str):
        said.append(("user", asked.input))
    else:
        said += [(item.role, item.text) for item in asked.input if item.role is not None]
    stream = stream_of_messages(service, request, said, response_format=(asked.text or {}).get("format"))
    question = next(text for role, text in reversed(said) if role == "user")
    writer = ResponseWriter(asked.instructions, SentText(is_foreign(question)))
    return await respond_to_client(writer, service, request, stream, as_events=bool(asked.stream))


@dataclass
class ResponseWriter:
    """Writes one answer in OpenAI's Responses form, whole or as events; only checked text."""

    instructions: str | None = None
    sent: SentText = field(default_factory=SentText)
    id: str = field(default_factory=lambda: f"resp_{secrets.token_hex(24)}")
    item: str = field(default_factory=lambda: f"msg_{secrets.token_hex(24)}")
    created: int = field(default_factory=lambda: int(time.time()))
    number: int = -1
    waiting: str = WAITING

    def whole(self, answer: Answer) -> dict[str, Any]:
        """Return the finished response."""
        return self._response("completed", answer, answer.text + footnotes(answer))

    def begin(self) -> Iterator[dict[str, Any]]:
        """Yield the events before the first text."""
        for kind in ("response.created", "response.in_progress"):
            yield self._event(kind, response=self._response("in_progress"))
        yield self._event("response.output_item.added", output_index=0, item=self._message("in_progress", []))
        yield self._part("response.content_part.added", "", [])

    def write(self, event: AnswerEvent) -> Iterator[dict[str, Any]]:
        """Yield what an event adds."""
        match event:
            case StatementChecked(statement):
                if text := self.sent.add(statement):
                    yield self._delta(text)
            case AnswerFinished(answer):
                yield from self._finish(answer)

    def fail(self, problem: dict[str, Any]) -> dict[str, Any]:
        """Return the event that says what went wrong."""
        error = {"code": "server_error", "message": problem["error"]["message"]}
        response = self._response("failed") | {"error": error}
        return self._event("response.failed", response=response, reason=problem["reason"])

    def _finish(self, answer: Answer) -> Iterator[dict[str, Any]]:
        yield self._delta(self.sent.finish(answer.text + footnotes(answer)))
        text = self.sent.text
        notes = annotations(answer, text)
        for index, note in enumerate(notes):
            yield self._place("response.output_text.annotation.added", annotation_index=index, annotation=note)
        yield self._place("response.output_text.done", text=text, logprobs=[])
        yield self._part("response.content_part.done", text, notes)
        item = self._message("completed", [_text_part(text, notes)])
        yield self._event("response.output_item.done", output_index=0, item=item)
        yield self._event("response.completed", response=self._response("completed", answer, text))

    def _delta(self, text: str) -> dict[str, Any]:
        return self._place("response.output_text.delta", delta=text, logprobs=[])

    def _part(self, kind: str, text: str, notes: list[dict[str, Any]]) -> dict[str, Any]:
        return self._place(kind, part=_text_part(text, notes))

    def _place(self, kind: str, **facts: Any) -> dict[str, Any]:
        return self._event(kind, item_id=self.item, output_index=0, content_index=0, **facts)

    def _event(self, kind: str, **facts: Any) -> dict[str, Any]:
        self.number += 1
        return {"type": kind, "sequence_number": self.number, **facts}

    def _message(self, status: str, content: list[dict[str, Any]]) -> dict[str, Any]:
        return {"type": "message", "id": self.item, "status": status, "role": "assistant", "content": content}

    def _response(self, status: str, answer: Answer | None = None, text: str = "") -> dict[str, Any]:
        response: dict[str, Any] = {
            "id": self.id, "object": "response", "created_at": self.created, "status": status, "model": MODEL,
            "error": None, "incomplete_details": None, "instructions": self.instructions, "metadata": {},
            "output": [], "parallel_tool_calls": False, "previous_response_id": None, "store": False,
            "temperature": None, "text": {"format": {"type": "text"}}, "tool_choice": "none", "tools": [],
            "top_p": None, "truncation": "disabled", "usage": None,
        }  # fmt: skip
        if answer is not None:
            response["output"] = [self._message("completed", [_text_part(text, annotations(answer, text))])]
            response["usage"] = _usage(answer.question, text)
            response["yinju"] = answer_to_json(answer)
        return response


def annotations(answer: Answer, text: str) -> list[dict[str, Any]]:
    """Return an annotation for each marker in the text of an answer, in order; spans are half-open."""
    notes = []
    at = text.index(INSTEAD) + len(INSTEAD) if INSTEAD in text else 0
    cited = {citation.number: citation for citation in answer.citations}
    for statement in answer.statements if answer.citations else ():
        shown = statement.marked_text
        found = text.find(shown, at) if statement.is_supported else -1
        if found >= 0:
            at = found + len(shown)
            notes += [annotation(cited[number], found, at) for number in statement.citations]
    return notes


def annotation(citation: Citation, start: int, end: int) -> dict[str, Any]:
    """Return a citation as an annotation of text[start:end]."""
    article = citation.quote.article
    location = shown_location(article.location)
    more = {"number": citation.number, "quote": citation.quote.text, "paragraph": citation.quote.paragraph}
    if location.startswith(("http://", "https://")):
        place = {"url": location, "title": article.face, "start_index": start, "end_index": end}
        return {"type": "url_citation", **place, **more}
    return {"type": "file_citation", "file_id": article.id, "filename": article.face, "index": end, **more}


def _text_part(text: str, notes: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": notes, "logprobs": []}


def _usage(question: str, text: str) -> dict[str, Any]:
    """Return the lengths in characters, under the names of OpenAI's token counts."""
    return {
        "input_tokens": len(question),
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": len(text),
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": len(question) + len(text),
    }
