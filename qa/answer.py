"""The words of an answer. The screen, the command line and HTTP accept only an Answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from pathlib import PurePath
from typing import Annotated, Protocol

from pydantic import PlainSerializer, PlainValidator

from index.article import Article, Span, text_in_spans
from index.chinese.dates import RelativeDay, relative_days
from index.chinese.sentences import split_sentences
from index.messages import CHINESE, Message, say, say_all
from index.snapshot import Filters

# ---- An article's metadata as one line of text that can be quoted: paragraph 0 of a citation


HEADER_PARAGRAPH = 0
"""The paragraph number of the header; an article's own paragraphs count from 1."""


def header_fields(article: Article) -> dict[str, str]:
    """Return the known metadata by its Chinese name, in the order shown."""
    published = article.published
    shown_date = f"{day_in_words(published)}（{published}）" if published else ""
    fields = {"标题": article.title, "发布日期": shown_date, "来源": article.source, "作者": article.author}
    fields |= {field.name: field.value for field in article.fields}
    return {name: value for name, value in fields.items() if value}


def day_in_words(day: date) -> str:
    """Return the day as Chinese writes it: 2024年5月1日."""
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
    """Return what an article is called in a note: its title, or its first sentence, marked as made of it."""
    if article.title:
        return Message("article-titled", {"title": article.title})
    if article.face:
        return Message("article-untitled", {"face": article.face})
    return Message("article-nameless", {"name": PurePath(article.id).name})


# ---- Answers of more than one fact: what each statement is in them


class Form(Enum):
    """How the statements of an answer of more than one fact belong together (qa/forms/)."""

    BRIEF = "brief"
    """What an article says, in its order."""
    TIMELINE = "timeline"
    """What happened of one matter, by its days."""
    TABLE = "table"
    """One indicator by place, period and source."""
    POSTS = "posts"
    """Who held which post when."""
    IN_FORCE = "in_force"
    """Rules, with what ended or amended them."""
    LIST = "list"
    """Points, each a line of its own, because the question wants them so."""


class Mark(Enum):
    """What is particular about a statement of a form."""

    PLANNED = "planned"
    """It was still to come when the article was published."""
    PUBLISHED = "published"
    """The day is that of publication: the statement names none."""
    UNDATED = "undated"
    """Neither the statement nor its article names a day."""
    DIFFERS = "differs"
    """Another statement of the answer says otherwise of the same."""
    CORRECTS = "corrects"
    """It says itself that what was said before is changed or was wrong."""
    APPOINTED, REMOVED, ELECTED = "appointed", "removed", "elected"
    FORMER, CURRENT, NAMED = "former", "current", "named"
    """How a post is told of; `named`: the article only calls the person so."""
    IN_FORCE, NOT_YET, ENDED = "in_force", "not_yet", "ended"
    """Whether a rule is in force on the day asked about."""
    AMENDED = "amended"
    """A later article changed a rule that goes on."""


@dataclass(frozen=True)
class Entry:
    """What a statement tells in its place of a form; what is not known is None, or ''.

    `since` and `until` are the days it tells of, both included. `subject` is whom or what it tells of (a place, a
    person, a rule), `aspect` what of it (an indicator, a post). `value` is a figure in `unit`, made alike throughout
    the answer; `shown` is it as the article writes it. `articles` is how many articles tell it, reprints included.
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
    """Where the articles of a kept answer lie: each once, however many passages and quotes are of it."""

    def keep(self, article: Article) -> str:
        """Return the key the article is kept under."""

    def find(self, key: str) -> Article:
        """Return the article kept under a key. Raises KeyError."""


SharedArticle = Annotated[
    Article,
    PlainSerializer(lambda article, info: info.context.keep(article)),
    PlainValidator(lambda key, info: info.context.find(key)),
]
"""An article that is written as its key among KeptArticles, which the context of reading and writing is."""


@dataclass(frozen=True)
class Passage:
    """A chunk shown to the Reader. `rank` counts from 1; `score` orders passages of one question only."""

    rank: int
    score: float
    chunk_id: int
    article: SharedArticle
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The passage as shown; pieces of different paragraphs on lines of their own."""
        return text_in_spans(self.article, self.spans)

    @property
    def days(self) -> tuple[RelativeDay, ...]:
        """The relative words of the text (昨天) and the days they mean."""
        return relative_days(self.text, self.article.published)

    @property
    def context(self) -> str:
        """What the Reader must know that the passage itself may not say: the article's title, or how an untitled
        article begins, how the paragraph begins of which this is a later part (成安县：…, 张三强调，…), and which days
        its relative words mean (昨天：2024年5月1日); a day written as a number (26日) says enough itself."""
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
    """Return the first sentences of a span, `most` at most, cut to it; `text` is the whole paragraph's."""
    sentences = [s for s in split_sentences(text) if s.end > span.start and s.start < span.end]
    return tuple(
        Quote(article, span.paragraph, max(s.start, span.start), min(s.end, span.end)) for s in sentences[:most]
    )


@dataclass(frozen=True)
class DraftStatement:
    """A statement with the quotes it claims to rest on, not yet checked.

    `highlight` is the short answer inside `text`, a half-open span, or None. `before` and `after` are words that
    were added so that the text can stand alone, or be read in the asker's script; they are shown as added.
    A statement in a chat model's own words (`is_written`) has no quotes yet but the `markers` it was given: numbers of
    passages, from 1, which may be wrong or missing. `entry`: what it is in an answer's form, None without one.
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
    """What the Reader, or the Writer, proposes: statements in reading order, or the reason why there is none.

    `reply` is what the program itself says, of the library or to a remark; the statements only name its articles.
    `nearest` is the sentence that came nearest where there is none, None where nothing did.
    `notes` say what the person asking should know of the statements besides. `form` is how the statements belong
    together, None for those that answer one question.
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
    """Nothing was asked of the articles: thanks, or a question about the library, which its catalogue answers."""


@dataclass(frozen=True)
class Statement:
    """One statement of an Answer; `citations` are the numbers of the citations it rests on.

    `text` is what the citations support; `before` and `after` were added around it (see DraftStatement), and `days`
    says which days its relative words mean (昨天〔2024-05-01〕), spans of `text`. A statement without support
    (`is_supported` false) has no citations and is shown as struck, never as part of the answer. `entry` is what it is
    in the answer's form, None where the answer has none.
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
        """The statement with what was added in 〔〕."""
        before = f"〔{self.before}〕" if self.before else ""
        after = f"〔{self.after}〕" if self.after else ""
        return before + with_days(self.text, self.days) + after

    @property
    def marked_text(self) -> str:
        """The same with the markers of its citations, as it stands in the answer's text."""
        return self.shown_text + "".join(f"[{number}]" for number in self.citations)

    @property
    def is_line(self) -> bool:
        """Whether it ends as a line does and not as a sentence: what follows begins another line."""
        return self.entry is not None or not _ENDED.search(self.text)


def with_days(text: str, days: Sequence[RelativeDay]) -> str:
    """Return the text with the day that each relative word means behind it: 昨天〔2024-05-01〕."""
    for named in sorted(days, key=lambda named: -named.end):
        text = f"{text[: named.end]}〔{named.written}〕{text[named.end :]}"
    return text


def days_of(quotes: Sequence[Quote]) -> tuple[RelativeDay, ...]:
    """Return the relative words of quotes in a row and the days they mean; spans of their joined texts."""
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
    """Wall-clock milliseconds of one question."""

    retrieve: float
    read: float
    total: float


@dataclass(frozen=True)
class Answer:
    """Checked statements with citations, or a refusal with its reason.

    `refusal` is None when answered, otherwise why not and what was searched.
    `passages` are what was read, best first; after a refusal they are the nearest there is, and `nearest` is the one
    sentence of them that comes nearest: shown apart and never as an answer, None where none does. `notes` say how the
    answer came about where that was not as usual (the chat model could not be reached).
    `stand_alone` is the question with what the conversation adds to it, or '' where it adds nothing. `filters` are
    what the person asking held the search to. `reply` is what the program itself says where nothing was asked of the
    articles, None otherwise; `statements` then are the headers of the articles it speaks of. `form` is how the
    statements of an answer of more than one fact belong together, None for any other.
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
        """Why there is no answer in the articles' own sentences: the refusal or the reply; None where there is one."""
        return self.refusal or self.reply

    @property
    def is_from_catalogue(self) -> bool:
        """Whether the library itself was asked about: what its catalogue says is said."""
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
        """The notes as one text in Chinese, '' as a rule."""
        return say_all(self.notes)

    def text_in(self, language: str) -> str:
        """Return the text with a refusal or a reply in this language."""
        if self.status is Status.NO_EVIDENCE:
            return say(self.refusal, language)
        supported = [statement for statement in self.statements if statement.is_supported]
        if self.reply is not None:
            return "\n".join([say(self.reply, language), *(statement.marked_text for statement in supported)])
        return "".join(s.marked_text + "\n" * s.is_line for s in supported).removesuffix("\n")


def iso(day: date | None) -> str | None:
    """Return the date as YYYY-MM-DD, or None."""
    return day.isoformat() if day else None
