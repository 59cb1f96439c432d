"""The body of PUT /articles/{id}: a record, or a file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from qa.serve.problems import ProblemError
from qa.serve.schemas.articles import ArticleRecord

JSON = "application/json"
SUFFIXES: Mapping[str, str] = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
"""Media type -> suffix of the file it is read as."""
_BINARY = (".pdf", ".docx")

BODY: dict[str, Any] = {
    "required": True,
    "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{ArticleRecord.__name__}"}}}
    | {
        media: {"schema": {"type": "string", "format": "binary"} if suffix in _BINARY else {"type": "string"}}
        for media, suffix in SUFFIXES.items()
    },
}


@dataclass(frozen=True)
class RawArticle:
    """What was sent: a record, or the bytes of a file with this suffix."""

    record: Mapping[str, object] | None
    data: bytes = b""
    suffix: str = ""


async def read_raw(request: Request) -> RawArticle:
    """Return what was sent. Raises ProblemError 415 for another kind, 422 for a record that is not as described."""
    media = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media != JSON and media not in SUFFIXES:
        kinds = "、".join([JSON, *SUFFIXES])
        raise ProblemError(415, f"请求头 Content-Type 应是 {kinds} 中的一种。")
    data = await request.body()
    if media != JSON:
        return RawArticle(None, data, SUFFIXES[media])
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ProblemError(422, "请求的正文不是完整的 JSON，请检查引号和括号。") from error
    try:
        return RawArticle(ArticleRecord.model_validate(value).model_dump(exclude_none=True))
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors(include_url=False)]
        raise RequestValidationError(faults) from error
