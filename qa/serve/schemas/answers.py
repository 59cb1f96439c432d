"""A question and the answer to it, as OpenAPI describes them; requests are checked against it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from qa.serve.schemas.limits import MAX_EARLIER, ConversationId, Publisher, Since, Until


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


class Statement(BaseModel):
    """One sentence of an answer; `citations` are the numbers of the citations it rests on."""

    text: str
    citations: list[int]
    is_supported: bool
    short_answer: str | None


class ArticleFacts(BaseModel):
    """What is known of an article but its text."""

    article: str
    title: str
    published: str | None
    source: str
    location: str


class Citation(ArticleFacts):
    """A checked quote: `paragraph_text[start:end] == quote`; offsets count characters, paragraphs count from 1.

    Paragraph 0 is the article's header: its title, date, source and author as one line.
    """

    number: int
    author: str
    paragraph: int
    start: int
    end: int
    quote: str
    paragraph_text: str
    also_published: list[ArticleFacts]


class Passage(BaseModel):
    """What was read, best first."""

    rank: int
    score: float
    article: str
    title: str
    published: str | None
    source: str
    text: str


class Timings(BaseModel):
    """Milliseconds."""

    retrieve: float
    read: float
    total: float


class Answer(BaseModel):
    """The object that `python -m qa ask --json` prints."""

    question: str
    asked: Annotated[str, Field(description="The question that was searched: a follow-up made to stand alone.")]
    status: Literal["answered", "no_evidence"]
    answer: Annotated[str, Field(description="The statements with markers like [1], or why there is no answer.")]
    note: str
    statements: list[Statement]
    citations: list[Citation]
    passages: list[Passage]
    timings_ms: Timings


class NewConversation(BaseModel):
    """The id of a new conversation; who knows it can read it."""

    id: ConversationId


class ConversationTurns(BaseModel):
    """A conversation's answers, oldest first."""

    id: ConversationId
    turns: list[Answer]
