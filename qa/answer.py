"""The words of an answer. The screen, the command line and HTTP accept only an Answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property
from pathlib import PurePath
from typing import Annotated, Protocol

from pydantic import PlainSerializer, PlainValidator

from index.article import Article, Span, text_in_spans
from index.chinese.dates import RelativeDay, relative_days
from index.chinese.sentences import split_sentences
from index.messages import CHINESE, Message, say, say_all
from index.snapshot import Filters

# ---- An article's metadata as one quotable line of text: paragraph 0 of a citation


HEADER_PARAGRAPH = 0
"""The paragraph number of the header; an article's own paragraphs count from 1."""


def header_fields(article: Article) -> dict[str, str]:
    """Return the known metadata by Chinese field name, in display order."""
    published = article.published
    shown_date = f"{day_in_words(published)}（{published}）" if published else ""
    fields = {"标题": article.title, "发布日期": shown_date, "来源": article.source, "作者": article.author}
    fields |= {field.name: field.value for field in article.fields}
    return {name: value for name, value in fields.items() if value}


def day_in_words(day: date) -> str:
    """Return the day in Chinese notation: 2024年5月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def header_text(article: Article) -> str:
    """Return the metadata as one line: 标题：…；发布日期：…；来源：…；作者：…；发文字号：…"""
    return "；".join(f"{name}：{value}" for name, value in header_fields(article).items())


def field_span(article: Article, name: str) -> tuple[int, int] | None:
    """Return the half-open span of one field (name and value) in the header text, or None where it is unknown."""
    value = header_fields(article).get(name)
    if value is None:
        return None
    piece = f"{name}：{value}"
    start = header_text(article).index(piece)
    return start, start + len(piece)


def name_of(article: Article) -> Message:
    """Return how a note refers to an article: by title, else by its first sentence (marked as such) or file name."""
    if article.title:
        return Message("article-titled", {"title": article.title})
    if article.face:
        return Message("article-untitled", {"face": article.face})
    return Message("article-nameless", {"name": PurePath(article.id).name})


# ---- Answers with several facts: the role of each statement


class Form(Enum):
    """How the statements of an answer with several facts are arranged (qa/forms/)."""

    BRIEF = "brief"
    """What an article says, in the article's order."""
    TIMELINE = "timeline"
    """The events of one matter, by date."""
    TABLE = "table"
    """One indicator by place, period and source."""
    POSTS = "posts"
    """Who held which post when."""
    IN_FORCE = "in_force"
    """Rules, with what ended or amended them."""
    LIST = "list"
    """Points, one per line, because the question asks for that."""


class Mark(Enum):
    """A property of a statement in a form."""

    PLANNED = "planned"
    """Still in the future when the article was published."""
    PUBLISHED = "published"
    """The statement names no day; the publication date is used."""
    UNDATED = "undated"
    """Neither the statement nor its article names a day."""
    DIFFERS = "differs"
    """Another statement of the answer contradicts it."""
    CORRECTS = "corrects"
    """It says itself that earlier information has changed or was wrong."""
    APPOINTED, REMOVED, ELECTED = "appointed", "removed", "elected"
    FORMER, CURRENT, NAMED = "former", "current", "named"
    """How the article reports a post; `named`: it only gives the post as the person's title."""
    IN_FORCE, NOT_YET, ENDED = "in_force", "not_yet", "ended"
    """Whether a rule is in force on the day asked about."""
    AMENDED = "amended"
    """A later article amended the rule, which remains in force."""


@dataclass(frozen=True)
class Entry:
    """The structured content of a statement in a form; unknown values are None or ''.

    `since` and `until` are the first and last day it is about, both included. `subject` is a place, a person or a rule;
    `aspect` an indicator or a post. `value` is a figure in `unit`, the same unit throughout the answer; `shown` is the
    figure as the article writes it. `articles` is how many articles state it, reprints included.
    """

    since: date | None = None
    until: date | None = None
    subject: str = ""
    aspect: str = ""
    value: float | None = None
    unit: str = ""
    shown: str = ""
    articles: int = 1
    marks: tuple[Mark, ...] = ()


# ---- The words of an answer. The screen, the command line and HTTP accept only an Answer


_ENDED = re.compile(r"[。！？；，、：…!?;,:.][”’」』）)》〕]*$|[”’」』]$")
_OPENING = re.compile(r"[^。！？!?：:，,；;\n]{2,30}")


class KeptArticles(Protocol):
    """Storage for the articles of a stored answer: each is kept once, however many passages and quotes refer to it."""

    def keep(self, article: Article) -> str:
        """Return the key the article is kept under."""

    def find(self, key: str) -> Article:
        """Return the article kept under a key. Raises KeyError."""


SharedArticle = Annotated[
    Article,
    PlainSerializer(lambda article, info: info.context.keep(article)),
    PlainValidator(lambda key, info: info.context.find(key)),
]
"""An article serialized as its key in the KeptArticles that is passed as pydantic's context."""


@dataclass(frozen=True)
class Passage:
    """A chunk shown to the Reader. `rank` counts from 1; `score` orders passages of one question only."""

    rank: int
    score: float
    chunk_id: int
    article: SharedArticle
    spans: tuple[Span, ...]

    @cached_property
    def text(self) -> str:
        """The passage as shown; pieces of different paragraphs are on separate lines."""
        return text_in_spans(self.article, self.spans)

    @cached_property
    def days(self) -> tuple[RelativeDay, ...]:
        """The relative words of the text (昨天) and the days they mean."""
        return relative_days(self.text, self.article.published)

    @cached_property
    def context(self) -> str:
        """What the Reader needs beyond the passage: the article's title, or the opening of an untitled article; the
        opening of the paragraph that the passage continues (成安县：…, 张三强调，…); and the days its relative words
        mean (昨天：2024年5月1日). Days written as numbers (26日) are not repeated."""
        texts = {paragraph.number: paragraph.text for paragraph in self.article.paragraphs}
        first, opening = self.spans[0], self.article.paragraphs[0]
        parts = [self.article.title or _opening_clause(texts[opening.number])]
        if first.start > 0:
            parts.append(_opening_clause(texts[first.paragraph][: first.start]))
        elif first.paragraph == opening.number and not self.article.title:
            parts = []  # the passage is the beginning itself
        shown = self.text
        relative = [named for named in self.days if not any(map(str.isdigit, shown[named.start : named.end]))]
        parts += [f"{shown[named.start : named.end]}：{_in_words(named)}" for named in relative]
        return " ".join(dict.fromkeys(part for part in parts if part))


def _in_words(named: RelativeDay) -> str:
    return f"{named.day.year}年{named.day.month}月" if named.is_month else day_in_words(named.day)


def _opening_clause(text: str) -> str:
    match = _OPENING.match(text)
    return match.group().strip() if match else ""


@dataclass(frozen=True)
class Quote:
    """A verbatim piece of an article: a half-open character span of one paragraph's clean text.

    Paragraph 0 is the article's header: its metadata as one line.
    """

    article: SharedArticle
    paragraph: int
    start: int
    end: int

    @property
    def paragraph_text(self) -> str:
        if self.paragraph == HEADER_PARAGRAPH:
            return header_text(self.article)
        return next(p.text for p in self.article.paragraphs if p.number == self.paragraph)

    @property
    def text(self) -> str:
        return self.paragraph_text[self.start : self.end]

    @property
    def days(self) -> tuple[RelativeDay, ...]:
        """The relative words of the text (昨天) and the days they mean; spans of the paragraph's text."""
        if self.paragraph == HEADER_PARAGRAPH:
            return ()
        before = [p.text for p in self.article.paragraphs if p.number < self.paragraph]
        named = relative_days(self.paragraph_text, self.article.published, before)
        return tuple(found for found in named if self.start <= found.start and found.end <= self.end)


def quote_sentences(article: Article, text: str, span: Span, most: int) -> tuple[Quote, ...]:
    """Return the first sentences of a span, at most `most`, clipped to it; `text` is that of the whole paragraph."""
    sentences = [s for s in split_sentences(text) if s.end > span.start and s.start < span.end]
    return tuple(
        Quote(article, span.paragraph, max(s.start, span.start), min(s.end, span.end)) for s in sentences[:most]
    )


@dataclass(frozen=True)
class DraftStatement:
    """A statement with the quotes it claims to rest on, not yet checked.

    `highlight` is the short answer inside `text`, a half-open span, or None. `before` and `after` are words added so
    that the text can stand alone or be read in the asker's script; they are shown as additions.
    A statement in a chat model's own words (`is_written`) has no quotes yet, only the model's `markers`: passage
    numbers from 1, which may be wrong or missing. `entry` is its content in a form, None outside a form.
    """

    text: str
    quotes: tuple[Quote, ...]
    highlight: tuple[int, int] | None = None
    before: str = ""
    after: str = ""
    markers: tuple[int, ...] = ()
    is_written: bool = False
    entry: Entry | None = None


@dataclass(frozen=True)
class DraftAnswer:
    """What the Reader or the Writer proposes: statements in reading order, or the reason why there are none.

    `reply` is the program's own reply, about the library or to a remark; the statements then only name articles.
    `nearest` is the closest sentence where there is no answer, or None. `notes` are what else the asker should know
    about the statements. `form` is how the statements are arranged, None for the answer to a single question.
    """

    statements: tuple[DraftStatement, ...]
    refusal: Message | None = None
    reply: Message | None = None
    nearest: Quote | None = None
    notes: tuple[Message, ...] = ()
    form: Form | None = None


class Status(Enum):
    """How a question ended."""

    ANSWERED = "answered"
    NO_EVIDENCE = "no_evidence"
    REPLIED = "replied"
    """The articles were not asked: a remark (thanks), or a question about the library, answered from its catalogue."""


@dataclass(frozen=True)
class Statement:
    """One statement of an Answer; `citations` are the numbers of the citations it rests on.

    `text` is what the citations support; `before` and `after` were added around it (see DraftStatement). `days` gives
    the days its relative words mean (昨天: 2024-05-01), as spans of `text`. An unsupported statement (`is_supported`
    false) has no citations and is shown struck through, never as part of the answer. `entry` is its content in the
    answer's form, None if the answer has no form.
    """

    text: str
    citations: tuple[int, ...]
    highlight: tuple[int, int] | None = None
    before: str = ""
    after: str = ""
    is_supported: bool = True
    days: tuple[RelativeDay, ...] = ()
    entry: Entry | None = None

    @property
    def short_answer(self) -> str | None:
        """The short answer inside the text, or None."""
        return self.text[slice(*self.highlight)] if self.highlight else None

    @property
    def shown_text(self) -> str:
        """The statement, its own words unbroken, with its additions in 〔〕."""
        before = f"〔{self.before}〕" if self.before else ""
        after = f"〔{self.after}〕" if self.after else ""
        return before + self.text + after + name_days(self.text, self.days)

    @property
    def marked_text(self) -> str:
        """`shown_text` with its citation markers, as in the answer's text."""
        return self.shown_text + "".join(f"[{number}]" for number in self.citations)

    @property
    def is_line(self) -> bool:
        """Whether it is a line of its own, not a sentence of running text: what follows begins a new line."""
        return self.entry is not None or not _ENDED.search(self.text)


def name_days(text: str, days: Sequence[RelativeDay]) -> str:
    """Return what stands behind the text: the days its relative words mean, 〔昨天：2024-05-01〕, or "" without any."""
    told = dict.fromkeys(f"{text[named.start : named.end]}：{named.written}" for named in days)
    return f"〔{'；'.join(told)}〕" if told else ""


def days_of(quotes: Sequence[Quote]) -> tuple[RelativeDay, ...]:
    """Return the relative words of consecutive quotes and the days they mean, as spans of the joined texts."""
    found: list[RelativeDay] = []
    at = 0
    for quote in quotes:
        moved = at - quote.start
        found += [replace(named, start=named.start + moved, end=named.end + moved) for named in quote.days]
        at += quote.end - quote.start
    return tuple(found)


@dataclass(frozen=True)
class Citation:
    """One checked quote, numbered from 1 in order of first use."""

    number: int
    quote: Quote


@dataclass(frozen=True)
class Timings:
    """Wall-clock milliseconds spent on one question."""

    retrieve: float
    read: float
    total: float


@dataclass(frozen=True)
class Answer:
    """Checked statements with citations, or a refusal with its reason.

    `refusal` says why there is no answer and what was searched; None when answered.
    `passages` are what was read, best first. After a refusal they are the closest ones found, and `nearest` is their
    closest sentence, shown apart and never as an answer, or None. `notes` mention anything unusual about the answer
    (the chat model could not be reached). `stand_alone` is the question completed from the conversation, '' where
    nothing was added. `filters` are the limits the asker set on the search. `reply` is the program's own reply where
    the articles were not asked, None otherwise; `statements` are then the headers of the articles it mentions. `form`
    is how the statements of an answer with several facts are arranged, None for any other answer.
    """

    question: str
    status: Status
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]
    refusal: Message | None
    timings: Timings
    notes: tuple[Message, ...] = ()
    stand_alone: str = ""
    filters: Filters = Filters()
    nearest: Quote | None = None
    reply: Message | None = None
    form: Form | None = None

    @property
    def reason(self) -> Message | None:
        """Why there is no answer from the articles: the refusal or the reply; None where there is an answer."""
        return self.refusal or self.reply

    @property
    def is_from_catalogue(self) -> bool:
        """Whether the question was about the library itself and was answered from its catalogue."""
        return self.reply is not None and self.reply.code.startswith("catalogue-")

    @property
    def asked(self) -> str:
        """The question that was searched and answered."""
        return self.stand_alone or self.question

    @property
    def text(self) -> str:
        """The supported statements as one text with markers like [1], or the refusal or the reply, in Chinese."""
        return self.text_in(CHINESE)

    @property
    def note(self) -> str:
        """The notes as one text in Chinese, usually ''."""
        return say_all(self.notes)

    def text_in(self, language: str) -> str:
        """Return the same text with any refusal or reply in this language."""
        if self.status is Status.NO_EVIDENCE:
            return say(self.refusal, language)
        supported = [statement for statement in self.statements if statement.is_supported]
        if self.reply is not None:
            return "\n".join([say(self.reply, language), *(statement.marked_text for statement in supported)])
        return "".join(s.marked_text + "\n" * s.is_line for s in supported).removesuffix("\n")


def iso(day: date | None) -> str | None:
    """Return the date as YYYY-MM-DD, or None."""
    return day.isoformat() if day else None
