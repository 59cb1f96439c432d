"""The schemas of HTTP requests and responses, for OpenAPI and for validating requests."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool

from qa.collection import MAX_NOTE_CHARS
from qa.json_form import FACE, Answer, Citation, Reason
from qa.scope import read_day

# ---- Limits and types shared by several requests


MAX_EARLIER = 100
"""Most earlier questions in a request."""
MAX_MESSAGES = 1000
MAX_LINE_CHARS = 500
"""Longest line, in characters: a title, a name, an address."""
MAX_TEXT_CHARS = 4_000_000


def _check_day(text: str) -> str:
    """Return the text unchanged if it is a valid day."""
    read_day(text)
    return text


Day = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d{2}-\d{2}$", json_schema_extra={"format": "date"}, examples=["2020-05-01"]),
    AfterValidator(_check_day),
]
Line = Annotated[str, Field(max_length=MAX_LINE_CHARS)]
Publisher = Annotated[str, Field(min_length=1, max_length=MAX_LINE_CHARS)]
Since = Annotated[
    Day | None, Field(description="Only articles published on this day or later; not later than `until`.")
]
Until = Annotated[Day | None, Field(description="Only articles published on this day or before.")]
ConversationId = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{22}$", examples=["q3rXW2hYQkS9vJ0uTzN1Pw"])]


# ---- A question, and the conversation it is part of; its answer is qa.json_form.Answer


class Asked(BaseModel):
    """A question, which articles may answer it, and what was asked before."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"question": "澄青大桥全长多少米？", "since": "2020-01-01"},
                {"question": "什么时候通车的？", "history": ["澄青大桥全长多少米？"]},
            ]
        },
    )

    question: Annotated[str, Field(min_length=1, description="What a person would type, in Chinese.")]
    since: Since = None
    until: Until = None
    source: Annotated[
        Publisher | list[Publisher] | None, Field(description="Only articles of this publisher, or of one of these.")
    ] = None
    history: Annotated[
        list[str] | None,
        Field(max_length=MAX_EARLIER, description="What was asked before, oldest first; makes this a follow-up."),
    ] = None
    conversation: Annotated[
        ConversationId | None,
        Field(description="A conversation kept by the server (POST /conversations); `history` is then not looked at."),
    ] = None


class FormAsked(BaseModel):
    """The topic of a form (summary, timeline, table, …), and which articles may be used."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"topic": "澄青大桥"}]})

    topic: Annotated[
        str,
        Field(
            min_length=1,
            description="A matter, or a question for it (各县的优良天数); for /brief also an article's id or title.",
        ),
    ]
    since: Since = None
    until: Until = None
    source: Annotated[
        Publisher | list[Publisher] | None, Field(description="Only articles of this publisher, or of one of these.")
    ] = None


class MainTopic(BaseModel):
    """A topic that several articles mention."""

    name: str
    articles: int


class Topics(BaseModel):
    """The main topics of a library."""

    topics: list[MainTopic]


class TimeCount(BaseModel):
    """How many articles were published in a month, 2023-05, or in a year."""

    time: str
    articles: int


class SourceCount(BaseModel):
    """How many articles a source published; '' if the source is unknown."""

    source: str
    articles: int


class HeldArticle(BaseModel):
    """An article on a topic."""

    article: str
    title: str
    face: Annotated[str, FACE]
    published: Day | None
    source: str


class TopicHeld(BaseModel):
    """What a library contains on a topic; `is_cut`: not everything was examined."""

    topic: str
    articles: int
    searched: int
    is_cut: bool
    undated: int
    by_time: list[TimeCount]
    by_source: list[SourceCount]
    newest: list[HeldArticle]


SavedId = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{12}$", examples=["b2kXQ9sW1dYz"])]


class SavedAsked(BaseModel):
    """A question to be asked again after each change of the library, and which articles may answer it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"question": "澄青大桥全长多少米？"}]})

    question: Annotated[str, Field(min_length=1, description="What a person would type, in Chinese.")]
    since: Since = None
    until: Until = None
    source: Annotated[
        Publisher | list[Publisher] | None, Field(description="Only articles of this publisher, or of one of these.")
    ] = None


class SavedLine(BaseModel):
    """A statement of a saved question's answer, and where it comes from."""

    text: str
    title: str
    source: str
    published: Day | None


class Saved(BaseModel):
    """A saved question and its current answer; `new` and `gone` are what changed since it was read."""

    id: SavedId
    question: str
    since: Day | None
    until: Day | None
    source: list[str]
    saved_at: Annotated[str, Field(description="UTC, ISO 8601")]
    asked_at: Annotated[str, Field(description="UTC, ISO 8601")]
    changed_at: Annotated[str | None, Field(description="When the answer last changed; UTC, ISO 8601")]
    has_changed: bool
    lines: list[SavedLine]
    new: list[SavedLine]
    gone: list[str]


class SavedList(BaseModel):
    """Saved questions; those whose answer has changed since it was read come first."""

    saved: list[Saved]


class NewConversation(BaseModel):
    """The id of a new conversation; whoever knows it can read the conversation."""

    id: ConversationId


class ConversationTurns(BaseModel):
    """A conversation's answers, oldest first."""

    id: ConversationId
    turns: list[Answer]


class Collecting(BaseModel):
    """Citations of one answer in a conversation, to be collected."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"citations": [1, 2]}]})

    citations: Annotated[
        list[Annotated[int, Field(ge=1, le=10_000)]],
        Field(min_length=1, max_length=100, description="Their numbers in the answer."),
    ]
    turn: Annotated[
        int | None,
        Field(ge=1, le=1_000_000, description="Which answer of the conversation, from 1; the last if left out."),
    ] = None
    note: Annotated[str, Field(max_length=MAX_NOTE_CHARS, description="Kept with each of them.")] = ""


class CollectedSentence(BaseModel):
    """A cited sentence as collected; `start` and `end` are a half-open span of the paragraph, 0 is the header."""

    number: int
    article: str
    title: str
    source: str
    author: str
    published: Day | None
    location: str
    paragraph: int
    start: int
    end: int
    text: str
    question: str
    note: str
    reference: Annotated[str, Field(description="By GB/T 7714, as of today.")]


class Collected(BaseModel):
    """The collection of a conversation, in the reader's order."""

    sentences: list[CollectedSentence]


# ---- Articles as they are sent and listed; one that is read is qa.json_form.Article


class ArticleRecord(BaseModel):
    """An article as in a line of a .jsonl file. The text is cleaned like that of a file."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "title": "澄青大桥通车",
                    "published": "2020-05-01",
                    "source": "澄青日报",
                    "text": "澄青大桥5月1日正式通车，全长820米。\n市民步行过江只要八分钟。",
                }
            ]
        },
    )

    text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT_CHARS, description="Paragraphs are lines.")]
    title: Line | None = None
    published: Annotated[Line | None, Field(description="A day in any usual way to write one.")] = None
    source: Annotated[Line | None, Field(description="Who published it.")] = None
    author: Line | None = None
    url: Annotated[Line | None, Field(description="Where the article can be opened.")] = None


class ArticlesWanted(BaseModel):
    """The articles wanted, and which page of them."""

    model_config = ConfigDict(extra="forbid")

    since: Since = None
    until: Until = None
    source: Annotated[list[Publisher], Field(description="Of any of these publishers.")] = []
    text: Annotated[str, Field(max_length=MAX_LINE_CHARS, description="Part of a title, source, id or text.")] = ""
    state: Annotated[
        Literal["shown", "reprint"] | None,
        Field(description="`reprint`: filed under another article that says the same. Both where it is not given."),
    ] = None
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class Summary(BaseModel):
    """A row of the list of articles. `original` is the article this one is a reprint of, or null; `reprints` counts
    those filed under this one."""

    id: str
    title: str
    face: Annotated[str, FACE]
    published: str | None
    source: str
    author: str
    chars: int
    note: str
    added_at: str
    original: str | None
    reprints: int


class SummaryPage(BaseModel):
    """A page, from `offset`, of the `total` articles that pass the filters, newest first, undated ones last."""

    total: int
    offset: int
    limit: int
    articles: list[Summary]


class RejectedItem(BaseModel):
    """What was rejected, and why."""

    name: str
    reason: str


class Uploaded(BaseModel):
    """The result of an upload, by article id."""

    added: list[str]
    updated: list[str]
    unchanged: list[str]
    removed: Annotated[list[str], Field(description="In an earlier upload of the same name, and not in this one.")]
    reprints: Annotated[int, Field(description="How many of them are filed under an article that says the same.")]
    rejected: list[RejectedItem]


# ---- Health and problems


class Health(BaseModel):
    """Whether questions can be answered."""

    status: Literal["ok"]
    reader: Annotated[str, Field(description="The model that chooses the sentences.")]
    chat_model: str | None
    embedding_model: str
    articles: int
    version: int
    needs_care: Annotated[
        bool, Field(description="The library asks for something to be done: `yinju status` says what.")
    ]
    withheld: Annotated[
        int, Field(description="Articles that stay although their files are gone, as their disk may be away.")
    ]
    pending: Annotated[int, Field(description="Passages found by their words alone until their vectors are made.")]


class Problem(BaseModel):
    """RFC 9457. `detail` is one plain sentence in Chinese, `reason` the same for programs; `error` repeats it for
    clients of OpenAI's API. `errors` are the faults of an invalid request."""

    type: str
    title: str
    status: int
    detail: str
    reason: Reason
    request_id: str
    errors: list[dict[str, Any]] | None = None
    error: dict[str, Any]


# ---- OpenAI's forms of a question and its answer


class TextPart(BaseModel):
    """A part of a message; parts that are not text are ignored."""

    model_config = ConfigDict(extra="allow")

    type: str
    text: str | None = None


class Message(BaseModel):
    """A message of a conversation. Only the user's messages are questions; others are ignored."""

    model_config = ConfigDict(extra="allow")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[TextPart] | None = None

    @property
    def text(self) -> str:
        """The message's text, its parts on separate lines."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text" and part.text)
        return self.content or ""


class StreamOptions(BaseModel):
    """What else a stream contains."""

    model_config = ConfigDict(extra="allow")

    include_usage: StrictBool | None = None


class ChatAsked(BaseModel):
    """A request of a chat client. The last user message is the question, those before it are the earlier questions.

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
    response_format: Annotated[
        dict[str, Any] | None, Field(description="Looked at where a program asks for a title or the like.")
    ] = None
    since: Since = None
    until: Until = None
    source: Publisher | list[Publisher] | None = None


class ChatMessage(BaseModel):
    """The answer: `content` ends with the citations as text; `citations` has them as objects."""

    role: Literal["assistant"]
    content: str
    refusal: None
    status: Literal["answered", "no_evidence", "replied"]
    citations: list[Citation]


class ChatChoice(BaseModel):
    """The only choice."""

    index: int
    message: ChatMessage
    finish_reason: Literal["stop"]
    logprobs: None


class ChatUsage(BaseModel):
    """Counted in characters; in Chinese one is about a token."""

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
