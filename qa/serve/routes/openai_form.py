"""An answer in the form that clients of OpenAI's chat interface read."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from qa.answer import Answer, Citation, Statement, iso
from qa.events import AnswerEvent, AnswerFinished, StatementChecked
from qa.json_form import answer_to_json

MODEL = "yinju"
INSTEAD = "\n\n以上没有写完，以下面的回答为准：\n\n"
"""Stands between sentences that were sent already and the answer that was given instead."""


def model_object(created: int) -> dict[str, Any]:
    """Return the one model there is. `created`: Unix time in seconds."""
    return {"id": MODEL, "object": "model", "created": created, "owned_by": MODEL}


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
    """Return the citations, and what is to be noted, as text that follows the answer."""
    lines = [_footnote(citation) for citation in answer.citations]
    if answer.note:
        lines.append(f"注：{answer.note}")
    return "\n\n" + "\n".join(lines) if lines else ""


def _footnote(citation: Citation) -> str:
    article = citation.quote.article
    facts = "，".join(filter(None, (article.source, iso(article.published))))
    place = f"第 {citation.quote.paragraph} 段" if citation.quote.paragraph else "文章信息"
    known = f"（{facts}）" if facts else ""
    return f"[{citation.number}] 《{article.title or article.id}》{known}{place}：{citation.quote.text}"


@dataclass
class ChunkWriter:
    """Writes one answer as chat.completion.chunk objects: only what was checked, in the order it was checked."""

    id: str = field(default_factory=lambda: _new_id())
    created: int = field(default_factory=lambda: int(time.time()))
    sent: str = ""

    def begin(self) -> dict[str, Any]:
        """Return the first chunk."""
        return self._chunk({"role": "assistant", "content": ""})

    def write(self, event: AnswerEvent) -> Iterator[dict[str, Any]]:
        """Yield what an event adds: a checked statement, or at the end all that was not sent yet."""
        match event:
            case StatementChecked(statement) if statement.is_supported:
                yield self._write(_marked(statement))
            case AnswerFinished(answer):
                yield from self._finish(answer)

    def _finish(self, answer: Answer) -> Iterator[dict[str, Any]]:
        whole = answer.text + footnotes(answer)
        yield self._write(whole.removeprefix(self.sent) if whole.startswith(self.sent) else INSTEAD + whole)
        body = answer_to_json(answer)
        last = self._chunk({"status": body["status"], "citations": body["citations"]}, finish="stop")
        yield last | {"yinju": body}

    def usage(self, question: str) -> dict[str, Any]:
        """Return the chunk that holds nothing but the usage."""
        return self._chunk({}) | {"choices": [], "usage": count_usage(question, self.sent)}

    def _write(self, text: str) -> dict[str, Any]:
        self.sent += text
        return self._chunk({"content": text})

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": MODEL,
            "choices": [choice],
        }


def _marked(statement: Statement) -> str:
    return statement.shown_text + "".join(f"[{number}]" for number in statement.citations)


def _new_id() -> str:
    return f"chatcmpl-{secrets.token_hex(12)}"
