"""The data types of the index layer: Article and its parts.

Offsets count characters (not bytes) of the paragraph's clean text, half open, from 0.
Paragraph numbers count from 1.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from index.chinese.vocabulary import compiled
from index.messages import Message, say


@dataclass(frozen=True)
class Sentence:
    """A half-open character span inside one Paragraph: the text that a citation highlights."""

    start: int
    end: int


@dataclass(frozen=True)
class Paragraph:
    """A numbered paragraph of an Article's clean text: the text that a citation opens."""

    number: int
    text: str


@dataclass(frozen=True)
class Reprint:
    """Another publication of an article: the same text under another id."""

    id: str
    title: str
    published: date | None
    source: str
    location: str


@dataclass(frozen=True)
class RemovedLine:
    """A line of the file that was left out of its article, and what it was taken for (导航与按钮, 声明)."""

    text: str
    role: str


@dataclass(frozen=True)
class Field:
    """A named fact that a document states about itself (发文字号, 索引号), besides title, date and source."""

    name: str
    value: str


@dataclass(frozen=True)
class Article:
    """One readable document, cleaned, in the wording of its source.

    `title` may be empty; `face` is then shown instead. `published` is None if the date is unknown. `source` is who
    published it (来源), `author` who wrote or edited it, both empty if unknown. `location` is where it can be opened:
    the web address if the page names one, otherwise the file it came from. `note` tells the reader of a problem in
    reading it (characters lost in decoding), usually None. `reprints`: who else published it, earliest first; only set
    by a library. `removed`: the lines of the file that were left out, in order; only set when read from a file.
    `fields`: the named facts of a form in it; its text contains them too.
    """

    id: str
    title: str
    published: date | None
    source: str
    author: str
    location: str
    paragraphs: tuple[Paragraph, ...]
    note: Message | None = None
    reprints: tuple[Reprint, ...] = ()
    removed: tuple[RemovedLine, ...] = field(default=(), compare=False)
    fields: tuple[Field, ...] = ()

    @property
    def face(self) -> str:
        """The title, or without one the article's first sentence, shortened: for display only, never searched or quoted
        as a title. '' if the text has no letter."""
        return self.title or face_of(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True)
class Rejection:
    """A file, or a record in one, that is not an article, and why."""

    name: str
    reason: Message


@dataclass(frozen=True)
class Span:
    """A half-open character span of one paragraph of an article."""

    paragraph: int
    start: int
    end: int


class Placed(Protocol):
    """Anything with a half-open span of one paragraph: a Span, a quote, a row of a table."""

    @property
    def paragraph(self) -> int: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def overlap(one: Placed, other: Placed) -> bool:
    """Return whether two spans of one article have a character in common."""
    return one.paragraph == other.paragraph and one.start < other.end and other.start < one.end


def begins_in(one: Placed, outer: Placed) -> bool:
    """Return whether a span begins in another one of its article."""
    return one.paragraph == outer.paragraph and outer.start <= one.start < outer.end


def text_in_spans(article: Article, spans: Iterable[Placed]) -> str:
    """Return the article's text in these spans, each starting on a new line."""
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    return "\n".join(texts[span.paragraph][span.start : span.end] for span in spans)


def cut_lines(text: str, span: Span) -> Iterator[Span]:
    """Yield the span of each line of a piece of a paragraph, without its line break; `text` is the whole paragraph."""
    start = span.start
    for line in text[span.start : span.end].split("\n"):
        yield Span(span.paragraph, start, start + len(line))
        start += len(line) + 1


@dataclass(frozen=True)
class Chunk:
    """Consecutive sentences of one Article, embedded as one vector."""

    article_id: str
    ordinal: int
    spans: tuple[Span, ...]
    text: str


def digest_article(article: Article) -> bytes:
    """Return a 16-byte digest of the article's title, date, source, author, location, note, text and fields."""
    parts = [article.title, str(article.published), article.source, article.author, article.location, say(article.note)]
    parts += [paragraph.text for paragraph in article.paragraphs]
    parts += [f"{field.name}\x01{field.value}" for field in article.fields]
    return hashlib.blake2b("\x00".join(parts).encode(), digest_size=16).digest()


# ---- The stand-in for a missing title: a text's first sentence, shortened at a clause


MAX_FACE_CHARS = 36
"""Characters that fit into a line of a list."""
_LEAST_FACE_CHARS = 20
_LOOKED_AT_CHARS = 400
_SENTENCE = re.compile(r"[^。！？!?…\n]+[！？!?]?")
_CLAUSE_END = re.compile(r"[，,；;：:、]")
_LETTER = re.compile(r"[^\W_]")
_OPENERS = str.maketrans("", "", '“”‘’「」『』"')


def face_of(texts: Iterable[str]) -> str:
    """Return the first sentence of the first paragraph that has one, at most MAX_FACE_CHARS long.

    Leading datelines and labels are left out. A longer sentence is cut after a clause and ends in …; '' for texts
    without a letter.
    """
    return next((face for text in texts if (face := _face_of(text[:_LOOKED_AT_CHARS]))), "")


def _face_of(text: str) -> str:
    rest = text.strip()
    while (found := compiled("opening.before_text").match(rest)) and _LETTER.search(rest, found.end()):
        rest = rest[found.end() :]
    sentence = next((match.group().strip() for match in _SENTENCE.finditer(rest) if _LETTER.search(match.group())), "")
    if len(sentence) > MAX_FACE_CHARS:
        ends = [match.start() for match in _CLAUSE_END.finditer(sentence, _LEAST_FACE_CHARS, MAX_FACE_CHARS)]
        sentence = sentence[: ends[-1] if ends else MAX_FACE_CHARS - 1].rstrip() + "…"
    return _without_odd_marks(sentence)


def _without_odd_marks(sentence: str) -> str:
    """Return the sentence, without its quotation marks if one of a pair was cut off."""
    pairs = (("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"))
    odd = any(sentence.count(opener) != sentence.count(closer) for opener, closer in pairs)
    return sentence.translate(_OPENERS) if odd or sentence.count('"') % 2 else sentence
