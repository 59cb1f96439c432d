"""Anthropic's Messages API: the same answers, with citations as for documents."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from qa.answer import Answer, Citation
from qa.chat.rewriting import is_foreign
from qa.json_form import answer_to_json
from qa.running import INSTEAD, AnswerEvent, AnswerFinished, SentText, StatementChecked
from qa.serve.ask_routes import EVENT_SCHEMA, EVENT_STREAM, respond_to_client
from qa.serve.guard import NEEDS_KEY, ReaderRoute
from qa.serve.openai_routes import MODEL, footnotes
from qa.serve.problems import responses
from qa.serve.questions import stream_of_messages
from qa.serve.schemas import MAX_MESSAGES, TextPart
from qa.serve.service import service_of

router = APIRouter(prefix="/v1", tags=["Anthropic's form"], route_class=ReaderRoute, dependencies=NEEDS_KEY)


class ClaudeMessage(BaseModel):
    """A message; parts that are not text are ignored."""

    model_config = ConfigDict(extra="allow")

    role: Literal["user", "assistant"]
    content: str | list[TextPart]

    @property
    def text(self) -> str:
        """The message's text, its parts on separate lines."""
        return _text_of(self.content)


class MessagesAsked(BaseModel):
    """A request to Anthropic's Messages API. Other parameters are accepted and have no effect."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {"model": MODEL, "max_tokens": 1024, "messages": [{"role": "user", "content": "澄青大桥全长多少米？"}]}
            ]
        },
    )

    messages: Annotated[
        list[ClaudeMessage],
        Field(
            min_length=1,
            max_length=MAX_MESSAGES,
            json_schema_extra={"contains": {"type": "object", "properties": {"role": {"const": "user"}}}},
        ),
    ]
    system: str | list[TextPart] | None = None
    model: str | None = None
    stream: StrictBool | None = None


class MessagesAnswer(BaseModel):
    """Anthropic's message. `yinju` is the whole answer as POST /ask gives it."""

    model_config = ConfigDict(extra="allow")

    id: str
    type: Literal["message"]
    role: Literal["assistant"]
    content: list[dict[str, Any]]
    stop_reason: Literal["end_turn"]
    yinju: dict[str, Any]


@router.post(
    "/messages",
    response_model=None,
    summary="Ask as a client of Anthropic's interface does",
    responses={
        200: {
            "model": MessagesAnswer,
            "description": "The answer; with `stream` as server-sent events.",
            "content": {EVENT_STREAM: {"schema": EVENT_SCHEMA}},
        },
        **responses(400, 401, 403, 413, 422, 429, 500, 503),
    },
)
async def message(asked: MessagesAsked, request: Request) -> Response:
    """Answer the last user message, as POST /v1/chat/completions does. The key may be sent in `x-api-key`.

    Each checked statement is a text block with its `citations`; the last block has any notes.
    """
    service = service_of(request)
    said = [("system", _text_of(asked.system))] if asked.system else []
    said += [(one.role, one.text) for one in asked.messages]
    stream = stream_of_messages(service, request, said)
    writer = MessageWriter(
        SentText(is_foreign(next(one.text for one in reversed(asked.messages) if one.role == "user")))
    )
    return await respond_to_client(writer, service, request, stream, as_events=bool(asked.stream))


@dataclass
class MessageWriter:
    """Writes one answer in Anthropic's form, whole or as events; only checked text."""

    sent: SentText = field(default_factory=SentText)
    id: str = field(default_factory=lambda: f"msg_{secrets.token_hex(12)}")
    blocks: int = 0
    known: dict[int, Citation] = field(default_factory=dict)
    waiting: str = 'event: ping\ndata: {"type": "ping"}\n\n'

    def whole(self, answer: Answer) -> dict[str, Any]:
        """Return the finished message."""
        content = [_block(text, citations) for text, citations in _blocks_of(answer)]
        usage = _usage(answer.question, answer.text + footnotes(answer))
        ended = {"content": content, "stop_reason": "end_turn", "usage": usage, "yinju": answer_to_json(answer)}
        return self._message() | ended

    def begin(self) -> Iterator[dict[str, Any]]:
        """Yield the events before the first block."""
        yield {"type": "message_start", "message": self._message()}

    def write(self, event: AnswerEvent) -> Iterator[dict[str, Any]]:
        """Yield what an event adds: a checked statement as a block, and at the end the rest."""
        match event:
            case StatementChecked(statement, new):
                self.known |= {citation.number: citation for citation in new}
                if text := self.sent.add(statement):
                    yield from self._write_block(text, [self.known[number] for number in statement.citations])
            case AnswerFinished(answer):
                yield from self._finish(answer)

    def fail(self, problem: dict[str, Any]) -> dict[str, Any]:
        """Return the event that says what went wrong."""
        said = {"type": "api_error", "message": problem["error"]["message"]}
        return {"type": "error", "error": said, "reason": problem["reason"]}

    def _finish(self, answer: Answer) -> Iterator[dict[str, Any]]:
        at = len(self.sent.text)
        rest = self.sent.finish(answer.text + footnotes(answer))
        if rest.startswith(INSTEAD):
            yield from self._write_block(INSTEAD, [])
            at = 0
        for text, citations in _blocks_of(answer, at):
            yield from self._write_block(text, citations)
        usage = {"output_tokens": len(self.sent.text)}
        yield {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": usage}
        yield {"type": "message_stop", "yinju": answer_to_json(answer)}

    def _write_block(self, text: str, citations: list[Citation]) -> Iterator[dict[str, Any]]:
        index = self.blocks
        self.blocks += 1
        yield {"type": "content_block_start", "index": index, "content_block": _block("", [])}
        yield _delta(index, {"type": "text_delta", "text": text})
        for citation in citations:
            yield _delta(index, {"type": "citations_delta", "citation": _cited(citation)})
        yield {"type": "content_block_stop", "index": index}

    def _message(self) -> dict[str, Any]:
        return {
            "id": self.id, "type": "message", "role": "assistant", "model": MODEL, "content": [],
            "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 0, "output_tokens": 0},
        }  # fmt: skip


def _text_of(content: str | list[TextPart] | None) -> str:
    if isinstance(content, list):
        return "\n".join(part.text for part in content if part.type == "text" and part.text)
    return content or ""


def _blocks_of(answer: Answer, at: int = 0) -> list[tuple[str, list[Citation]]]:
    """Return all of an answer's text from `at` on in pieces, each with its citations."""
    cited = {citation.number: citation for citation in answer.citations}
    whole, start = answer.text + footnotes(answer), at
    blocks: list[tuple[str, list[Citation]]] = []
    for statement in answer.statements:
        shown = statement.marked_text
        found = whole.find(shown, at) if statement.is_supported else -1
        if found >= 0:
            blocks.append((whole[at : found + len(shown)], [cited[number] for number in statement.citations]))
            at = found + len(shown)
    return [*blocks, (whole[at:], [])] if whole[at:] or (not blocks and not start) else blocks


def _block(text: str, citations: list[Citation]) -> dict[str, Any]:
    return {"type": "text", "text": text, "citations": [_cited(citation) for citation in citations] or None}


def _cited(citation: Citation) -> dict[str, Any]:
    """Return a citation; its half-open offsets are those of the quote in its paragraph."""
    quote = citation.quote
    return {
        "type": "char_location",
        "cited_text": quote.text,
        "document_index": citation.number - 1,
        "document_title": quote.article.face,
        "file_id": None,
        "start_char_index": quote.start,
        "end_char_index": quote.end,
        "article": quote.article.id,
        "paragraph": quote.paragraph,
    }


def _delta(index: int, delta: dict[str, Any]) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": delta}


def _usage(question: str, text: str) -> dict[str, int]:
    """Return the lengths in characters, under the names of token counts."""
    return {"input_tokens": len(question), "output_tokens": len(text)}
