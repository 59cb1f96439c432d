"""The JSON that scripts depend on, defined once: what the command line, `batch`, HTTP, LangChain and agents are told.

A form reads what it holds from the word of the same name in qa/answer.py. A field that is added to the word belongs to
the form, unless the form keeps it out, and so is told everywhere; what is kept of conversations holds every field too.
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
"""YYYY-MM-DD, or null where it is not known."""
Location = Annotated[
    str,
    BeforeValidator(lambda location: shown_location(location)),
    Field(description="A web address, or the name of the file: where it lies is the server's own business."),
]
Milliseconds = Annotated[float, AfterValidator(lambda spent: round(spent, 1))]
RoundedScore = Annotated[float, AfterValidator(lambda score: round(score, 4))]


_LOCAL = re.compile(r"[/\\~]|[a-z]:[/\\]|file:", re.IGNORECASE)
"""The beginning of a path of this machine: of a folder, a Windows drive or share, or as an address."""


def shown_location(location: str) -> str:
    """Return where an article is as anybody may know it: of a path of this machine the file's name alone."""
    return re.split(r"[/\\]", location.rstrip("/\\"))[-1] if _LOCAL.match(location) else location


class Form(BaseModel):
    """JSON of what has attributes of these names."""

    model_config = ConfigDict(from_attributes=True)


def form_of(word: type, *, without: Collection[str] = ()) -> Callable[[type[F]], type[F]]:
    """Return what gives a form all fields of the word that it neither has nor is to be `without`."""

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
    """Return a class to derive from, with the fields of a form but for some; it is made of the whole one's JSON."""
    kept: Any = {
        name: (info.annotation, Field(description=info.description))
        for name, info in form.model_fields.items()
        if name not in without
    }
    return create_model(form.__name__, **kept)


FACE = Field(description="The title, or the first sentence made short where there is none (`title` is then empty).")


def _of(*path: str) -> Any:
    """Return a field that is read from an attribute of another name, or of what an attribute holds."""
    return Field(validation_alias=AliasPath(*path) if len(path) > 1 else path[0])


def _of_quote(*path: str) -> Any:
    """Return a field that is read from a quote, or from the quote of what holds one."""
    return Field(validation_alias=AliasChoices(AliasPath("quote", *path), AliasPath(*path)))


# ---- An answer


class Reason(Form):
    """Why something is refused, for programs: a code of index/messages_en.toml, and the facts its sentence names.

    A fact is text or a number, or a reason of its own that stands in the sentence, or a list of such.
    """

    code: str
    facts: dict[str, Any]


def reason_to_json(message: Message | None) -> dict[str, Any] | None:
    """Return a message as a Reason, None for None; its sentence stands beside it."""
    return None if message is None else Reason.model_validate(message_to_json(message)).model_dump()


Named = BeforeValidator(lambda value: value.value if isinstance(value, Enum) else value)
"""An Enum is told as its value."""


@form_of(words.Entry)
class Entry(Form):
    """What a statement tells in its place of a timeline, a table, a list of posts or of rules: the days (both
    included), of whom or what, what of it; `value` in `unit` is the figure made alike throughout the answer, `shown` as
    the article writes it. `articles` is how many articles tell it, reprints included."""

    since: Day
    until: Day
    marks: list[Annotated[str, Named]]


@form_of(words.Statement, without=("highlight", "before", "after", "days"))
class Statement(Form):
    """One sentence of an answer; `citations` are the numbers of the citations it rests on. Words in 〔〕 were added.

    `entry` says what it is in an answer with a `form`, null in any other.
    """

    text: str = _of("shown_text")
    citations: list[int]
    is_supported: bool
    short_answer: str | None
    entry: Entry | None


class ArticleFacts(Form):
    """What is known of an article but its text."""

    article: str = _of("id")
    title: str
    published: Day
    source: str
    location: Location


@form_of(RelativeDay)
class NamedDay(Form):
    """A relative word (昨天), `paragraph_text[start:end]`, and the day it means; the first of the month it means
    (去年12月) where `is_month`."""

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
    """A checked quote of an answer, with its number there and who else published its article."""

    number: int
    also_published: list[ArticleFacts] = _of("quote", "article", "reprints")


class CheckedSentence(Form):
    """A sentence of a checked text, `text[start:end]` of its paragraph (from 1). `finding`: the library says so
    (supported), says otherwise of the same thing (contradicted), does not say it (not-found), or there is nothing to
    check. `quotes`: the sentences that support or contradict it; `why`: what differs in them."""

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
    """A text of one's own beside the library: its sentences in order."""

    title: str
    paragraphs: list[str]
    sentences: list[CheckedSentence]


def manuscript_to_json(checked: object) -> dict[str, Any]:
    """Return a checked manuscript (qa/manuscript.py) as JSON values."""
    return CheckedManuscript.model_validate(checked).model_dump()


@form_of(words.Passage, without=("chunk_id", "spans"))
class Passage(Form):
    """What was read, best first."""

    rank: int
    score: RoundedScore
    article: str = _of("article", "id")
    title: str = _of("article", "title")
    face: Annotated[str, FACE] = _of("article", "face")
    published: Day = _of("article", "published")
    source: str = _of("article", "source")
    text: str


class FoundPassage(Passage):
    """A passage with all that is known of it; spans are [paragraph from 1, start, end], half open."""

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
    """A statement as it is checked, with the citations it is the first to use."""

    statement: Statement
    citations: list[Citation]


def answer_to_json(answer: words.Answer) -> dict[str, Any]:
    """Return the answer as a JSON object; paragraph_text[start:end] == quote in every citation."""
    return Answer.model_validate(answer).model_dump()


def passage_to_json(passage: words.Passage) -> dict[str, Any]:
    """Return all that is known of a passage, its text among it."""
    return FoundPassage.model_validate(passage).model_dump()


def event_to_json(event: AnswerEvent) -> tuple[str, dict[str, Any]] | None:
    """Return the kind of an event, "text", "statement" or "answer", and its JSON object; None for one not sent.

    A text is a chat model's draft, not checked; the answer at the end is what counts.
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
    """A whole article as it is shown and cited."""

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
