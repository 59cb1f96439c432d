"""Articles as they are sent, listed and read."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from qa.serve.schemas.answers import ArticleFacts
from qa.serve.schemas.limits import MAX_LINE_CHARS, MAX_TEXT_CHARS, Line, Publisher, Since, Until


class ArticleRecord(BaseModel):
    """An article as a line of a .jsonl file holds it. The text is cleaned as a file's would be."""

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
    """Which articles, and which page of them."""

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
    published: str | None
    source: str
    author: str
    chars: int
    note: str
    added_at: str
    original: str | None
    reprints: int


class SummaryPage(BaseModel):
    """`total` articles pass the filters; these are those from `offset` on, newest first, undated ones last."""

    total: int
    offset: int
    limit: int
    articles: list[Summary]


class Paragraph(BaseModel):
    """A numbered paragraph of clean text."""

    number: int
    text: str


class Article(BaseModel):
    """A whole article as it is shown and cited."""

    id: str
    title: str
    published: str | None
    source: str
    author: str
    location: str
    note: str
    also_published: list[ArticleFacts]
    paragraphs: list[Paragraph]


class RejectedItem(BaseModel):
    """What was not taken in, and why."""

    name: str
    reason: str


class Uploaded(BaseModel):
    """What became of an upload, by article id."""

    added: list[str]
    updated: list[str]
    unchanged: list[str]
    removed: Annotated[list[str], Field(description="In an earlier upload of the same name, and not in this one.")]
    reprints: Annotated[int, Field(description="How many of them are filed under an article that says the same.")]
    rejected: list[RejectedItem]
