"""OpenAI's forms of a question and its answer."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from qa.serve.schemas.answers import Answer, Citation
from qa.serve.schemas.limits import MAX_MESSAGES, Publisher, Since, Until


class TextPart(BaseModel):
    """A part of a message; parts that are no text are passed over."""

    model_config = ConfigDict(extra="allow")

    type: str
    text: str | None = None


class Message(BaseModel):
    """A message of a conversation. Questions are the user's; what others say is passed over."""

    model_config = ConfigDict(extra="allow")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[TextPart] | None = None

    @property
    def text(self) -> str:
        """The message's text, its parts on lines of their own."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text" and part.text)
        return self.content or ""


class StreamOptions(BaseModel):
    """What else a stream brings."""

    model_config = ConfigDict(extra="allow")

    include_usage: StrictBool | None = None


class ChatAsked(BaseModel):
    """What a chat client sends. The last user message is the question, the ones before are what was asked before.

    Other parameters (temperature, tools, ...) are accepted and have no effect.
    """

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [{"model": "yinju", "messages": [{"role": "user", "content": "澄青大桥全长多少米？"}]}],
        },
    )

    messages: Annotated[
        list[Message],
        Field(
            min_length=1,
            max_length=MAX_MESSAGES,
            json_schema_extra={"contains": {"type": "object", "properties": {"role": {"const": "user"}}}},
        ),
    ]
    model: Annotated[str | None, Field(description="Any name; `yinju` answers.")] = None
    stream: StrictBool | None = None
    stream_options: StreamOptions | None = None
    since: Since = None
    until: Until = None
    source: Publisher | list[Publisher] | None = None


class ChatMessage(BaseModel):
    """The answer: `content` with its citations as text at the end; the same as objects in `citations`."""

    role: Literal["assistant"]
    content: str
    refusal: None
    status: Literal["answered", "no_evidence"]
    citations: list[Citation]


class ChatChoice(BaseModel):
    """The only choice."""

    index: int
    message: ChatMessage
    finish_reason: Literal["stop"]
    logprobs: None


class ChatUsage(BaseModel):
    """Counted in characters, of which a token is about one in Chinese."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatAnswer(BaseModel):
    """OpenAI's chat.completion. `yinju` is the whole answer as POST /ask gives it."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChatChoice]
    usage: ChatUsage
    yinju: Answer


class Model(BaseModel):
    """OpenAI's model."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelList(BaseModel):
    """OpenAI's list of models."""

    object: Literal["list"]
    data: list[Model]
