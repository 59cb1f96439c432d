"""How the server is, and what it says when it cannot do what was asked."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field


class Health(BaseModel):
    """Whether questions can be answered."""

    status: Literal["ok"]
    reader: Annotated[str, Field(description="What chooses the sentences; `overlap` where its model is missing.")]
    chat_model: str | None
    embedding_model: str
    articles: int
    version: int
    needs_care: Annotated[
        bool, Field(description="The library asks for something to be done: `python -m index status` says what.")
    ]


class Problem(BaseModel):
    """RFC 9457. `detail` is one plain sentence in Chinese; `error` repeats it for clients of OpenAI's interface."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[dict[str, Any]] | None = None
    error: dict[str, Any]
