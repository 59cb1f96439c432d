"""The JSON that scripts depend on, defined once for the command line, `batch`, HTTP, LangChain and agents.

A form takes its fields from the class of the same name in qa/answer.py. A field added there belongs to the form, and so
to every interface, unless the form excludes it; saved conversations contain every field as well.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import fields
from enum import Enum
from typing import Annotated, Any, Literal, TypeVar, get_type_hints

from pydantic import (
    AfterValidator,
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    create_model,
)

from index import article as library_words
from index.chinese.dates import RelativeDay
from index.messages import Message, message_to_json, say
from qa import answer as words
from qa.running import AnswerEvent, AnswerFinished, QuestionUnderstood, StageBegan, StatementChecked, TextWritten

F = TypeVar("F", bound=BaseModel)
Day = Annotated[str | None, BeforeValidator(words.iso)]
"""YYYY-MM-DD, or null if unknown."""
Location = Annotated[
    str,
    BeforeValidator(lambda location: shown_location(location)),
    Field(description="A web address, or the name of the file: where it lies is the server's own business."),
]
Milliseconds = Annotated[float, AfterValidator(lambda spent: round(spent, 1))]
RoundedScore = Annotated[float, AfterValidator(lambda score: round(score, 4))]


_LOCAL = re.compile(r"[/\\~]|[a-z]:[/\\]|file:", re.IGNORECASE)
"""The beginning of a local path: a folder, a Windows drive or share, or a file: address."""


def shown_location(location: str) -> str:
    """Return an article's location for the public: only the file name of a local path."""
    return re.split(r"[/\\]", location.rstrip("/\\"))[-1] if _LOCAL.match(location) else location


class Form(BaseModel):
    """JSON made from an object with attributes of these names."""

    model_config = ConfigDict(from_attributes=True)


def form_of(word: type, *, without: Collection[str] = ()) -> Callable[[type[F]], type[F]]:
    """Return a class decorator that adds to a form all fields of `word` that it lacks, except those in `without`."""

    def complete(form: type[F]) -> type[F]:
        known = {*without, *form.model_fields}
        for info in form.model_fields.values():
            alias = info.validation_alias
            for choice in alias.choices if isinstance(alias, AliasChoices) else [alias]:
                known.add(str(choice.path[0] if isinstance(choice, AliasPath) else choice))
        hints = get_type_hints(word)
        more: Any = {field.name: (hints[field.name], ...) for field in fields(word) if field.name not in known}
        if not more:
            return form
        return create_model(form.__name__, __base__=form, __module__=form.__module__, __doc__=form.__doc__, **more)

    return complete


def part_of(form: type[BaseModel], without: Collection[str]) -> Any:
    """Return a base class with a form's fields except those in `without`; it is made from the whole form's JSON."""
    kept: Any = {
        name: (info.annotation, Field(description=info.description))
        for name, info in form.model_fields.items()
        if name not in without
    }
    return create_model(form.__name__, **kept)


FACE = Field(description="The title, or the first sentence made short where there is none (`title` is then empty).")


def _of(*path: str) -> Any:
    """Return a field read from an attribute of another name, or from an attribute of an attribute."""
    return Field(validation_alias=AliasPath(*path) if len(path) > 1 else path[0])


def _of_quote(*path: str) -> Any:
    """Return a field read from a quote, or from the `quote` of an object."""
    return Field(validation_alias=AliasChoices(AliasPath("quote", *path), AliasPath(*path)))


# ---- An answer


class Reason(Form):
    """Why something is refused, for programs: a code from index/messages_en.toml, and the facts in its sentence.

    A fact is text, a number, a nested reason, or a list of these.
    """

    code: str
    facts: dict[str, Any]


def reason_to_json(message: Message | None) -> dict[str, Any] | None:
    """Return a message as the JSON of a Reason, None for None; without its sentence."""
    return None if message is None else Reason.model_validate(message_to_json(message)).model_dump()


Named = BeforeValidator(lambda value: value.value if isinstance(value, Enum) else value)
"""Serializes an Enum as its value."""


@form_of(words.Entry)
class Entry(Form):
    """The structured content of a statement in a timeline, a table, a list of posts or of rules: the days (both
    included), the subject and the aspect; `value` is the figure in `unit`, the same unit throughout the answer, `shown`
    the figure as the article writes it. `articles` is how many articles state it, reprints included."""

    since: Day
    until: Day
    marks: list[Annotated[str, Named]]


@form_of(words.Statement, without=("highlight", "before", "after", "days"))
class Statement(Form):
    """One sentence of an answer; `citations` are the numbers of its citations. Words in 〔〕 were added.

    `entry` is its structured content in an answer with a `form`, null in any other.
    """

    text: str = _of("shown_text")
    citations: list[int]
    is_supported: bool
    short_answer: str | None
    entry: Entry | None


class ArticleFacts(Form):
    """The metadata of an article."""

    article: str = _of("id")
    title: str
    published: Day
    source: str
    location: Location


@form_of(RelativeDay)
class NamedDay(Form):
    """A relative word (昨天), `paragraph_text[start:end]`, and the day it means; with `is_month`, the first day of the
    month it means (去年12月)."""

    start: int
    end: int
    day: Day
    is_month: bool


@form_of(words.Quote, without=("article",))
class Quoted(Form):
    """A sentence of an article: `paragraph_text[start:end] == quote`; offsets count characters, paragraphs from 1.

    Paragraph 0 is the article's header: its title, date, source and author as one line.
    """

    article: str = _of_quote("article", "id")
    title: str = _of_quote("article", "title")
    face: Annotated[str, FACE] = _of_quote("article", "face")
    published: Day = _of_quote("article", "published")
    source: str = _of_quote("article", "source")
    author: str = _of_quote("article", "author")
    location: Location = _of_quote("article", "location")
    paragraph: int = _of_quote("paragraph")
    start: int = _of_quote("start")
    end: int = _of_quote("end")
    quote: str = _of_quote("text")
    paragraph_text: str = _of_quote("paragraph_text")
    days: list[NamedDay] = _of_quote("days")


@form_of(words.Citation, without=("quote",))
class Citation(Quoted):
    """A checked quote of an answer, with its number and the other publishers of its article."""

    number: int
    also_published: list[ArticleFacts] = _of("quote", "article", "reprints")


class CheckedSentence(Form):
    """A sentence of a checked text, `text[start:end]` of its paragraph (from 1). `finding`: the library supports it
    (supported), contradicts it (contradicted), does not mention it (not-found), or there is nothing to check
    (not-checked). `quotes`: the sentences that support or contradict it; `why`: how they differ."""

    text: str
    paragraph: int
    start: int
    end: int
    finding: Annotated[
        Literal["supported", "contradicted", "not-found", "not-checked"], BeforeValidator(lambda found: found.value)
    ]
    why: Annotated[str | None, BeforeValidator(lambda why: None if why is None else say(why))]
    quotes: list[Quoted]


class CheckedManuscript(Form):
    """A text checked against the library: its sentences in order."""

    title: str
    paragraphs: list[str]
    sentences: list[CheckedSentence]


def manuscript_to_json(checked: object) -> dict[str, Any]:
    """Return a checked manuscript (qa/manuscript.py) as JSON values."""
    return CheckedManuscript.model_validate(checked).model_dump()


@form_of(words.Passage, without=("chunk_id", "spans"))
class Passage(Form):
    """A passage that was read; passages are listed best first."""

    rank: int
    score: RoundedScore
    article: str = _of("article", "id")
    title: str = _of("article", "title")
    face: Annotated[str, FACE] = _of("article", "face")
    published: Day = _of("article", "published")
    source: str = _of("article", "source")
    text: str


class FoundPassage(Passage):
    """A passage with all its metadata; spans are [paragraph from 1, start, end], half-open."""

    score: float
    author: str = _of("article", "author")
    location: Location = _of("article", "location")
    spans: Annotated[
        list[list[int]], BeforeValidator(lambda spans: [[span.paragraph, span.start, span.end] for span in spans])
    ]


@form_of(words.Timings)
class Timings(Form):
    """Milliseconds."""

    retrieve: Milliseconds
    read: Milliseconds
    total: Milliseconds


@form_of(words.Answer, without=("refusal", "reply", "stand_alone", "filters"))
class Answer(Form):
    """The object that `yinju ask --json` prints."""

    question: str
    asked: Annotated[str, Field(description="The question that was searched: a follow-up made to stand alone.")]
    status: Annotated[Literal["answered", "no_evidence", "replied"], BeforeValidator(lambda status: status.value)]
    answer: Annotated[
        str,
        Field(
            description="The statements with markers like [1], or why there is no answer; of `replied` what the program"
            " itself says, to a remark or of the library, and then the headers of the articles it names.",
            validation_alias="text",
        ),
    ]
    reason: Annotated[
        Reason | None,
        BeforeValidator(reason_to_json),
        Field(description="Why there is no answer, or what is replied; null where the articles answer."),
    ]
    note: str
    notes: Annotated[
        list[Reason],
        BeforeValidator(lambda notes: [reason_to_json(note) for note in notes]),
        Field(
            description="The sentences of `note` as codes: where a chat model and the articles' own sentences differ"
            " about whether there is an answer, `chat-found` or `chat-instead` says so."
        ),
    ]
    form: Annotated[
        Literal["brief", "timeline", "table", "posts", "in_force", "list"] | None,
        Named,
        Field(description="How the statements of an answer of more than one fact belong together; null for any other."),
    ]
    nearest: Annotated[
        Quoted | None,
        Field(description="Where there is no answer, the sentence that comes nearest; it is not to be taken for one."),
    ]
    statements: list[Statement]
    citations: list[Citation]
    passages: list[Passage]
    timings_ms: Timings = _of("timings")


class CheckedStatement(Form):
    """A statement that has just been checked, with the citations it is the first to use."""

    statement: Statement
    citations: list[Citation]


def answer_to_json(answer: words.Answer) -> dict[str, Any]:
    """Return the answer as a JSON object; paragraph_text[start:end] == quote in every citation."""
    return Answer.model_validate(answer).model_dump()


def passage_to_json(passage: words.Passage) -> dict[str, Any]:
    """Return a passage with its text and all its metadata as a JSON object."""
    return FoundPassage.model_validate(passage).model_dump()


def event_to_json(event: AnswerEvent) -> tuple[str, dict[str, Any]] | None:
    """Return the kind of an event, such as "text", "statement" or "answer", and its JSON object; None if not sent.

    A text is a chat model's unchecked draft; the final answer is authoritative.
    """
    match event:
        case QuestionUnderstood():
            return None  # the answer says it
        case StageBegan(stage):
            return "stage", {
                "text": say(stage),
                "reason": reason_to_json(stage),
                "done": event.done,
                "total": event.total,
            }
        case TextWritten(text):
            return "text", {"text": text}
        case StatementChecked():
            return "statement", CheckedStatement.model_validate(event).model_dump()
        case AnswerFinished(answer):
            return "answer", answer_to_json(answer)


# ---- An article


class Paragraph(Form):
    """A numbered paragraph of clean text."""

    number: int
    text: str


@form_of(library_words.Article)
class Article(Form):
    """A whole article, as shown and cited."""

    id: str
    title: str
    face: Annotated[str, FACE]
    published: Day
    source: str
    author: str
    location: Location
    note: Annotated[str, BeforeValidator(say)]
    also_published: list[ArticleFacts] = _of("reprints")
    paragraphs: list[Paragraph]


def article_to_json(article: library_words.Article) -> dict[str, Any]:
    """Return the whole article as a JSON object; a citation's paragraph is one of `paragraphs`, by number."""
    return Article.model_validate(article).model_dump()
