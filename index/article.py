"""The words of the index layer: what an Article is made of.

Offsets count characters (not bytes) of the paragraph's clean text, half open, from 0.
Paragraph numbers count from 1.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from index.chinese.opening import face_of
from index.messages import Message, say


@dataclass(frozen=True)
class Sentence:
    """A half-open character span inside one Paragraph: what a citation marks."""

    start: int
    end: int


@dataclass(frozen=True)
class Paragraph:
    """A numbered paragraph of an Article's clean text: what a citation opens."""

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
    """A line of a file that is no part of its article, and in a few words what it was taken for (导航与按钮, 声明)."""

    text: str
    role: str


@dataclass(frozen=True)
class Field:
    """What a document says of itself under a name of its own (发文字号, 索引号), beside title, day and source."""

    name: str
    value: str


@dataclass(frozen=True)
class Article:
    """One document a person could read, clean, as its source wrote it.

    `title` may be empty: `face` is then what it is known by. `published` is None where no date can be known. `source`
    is who published it (来源), `author` who wrote or edited it, both empty where unknown. `location` is where it can be
    opened: a web address where the page names one, otherwise the file it came from. `note` says what a reader should
    know of how it was read (characters lost in decoding), None as a rule. `reprints`: who else published it, earliest
    first; known to a library only. `removed`: what stood in the file and was left out, in order; known when it is read
    from a file only. `fields`: what a form in it says of it, by name; they stand in its text too.
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
        """The title, or where there is none the article's first sentence, made short: to be shown, never searched or
        quoted as a title. '' where the text has no letter."""
        return self.title or face_of(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True)
class Rejection:
    """A file, or one record of it, that is not an article, and the reason."""

    name: str
    reason: Message


@dataclass(frozen=True)
class Span:
    """A half-open character span of one paragraph of an article."""

    paragraph: int
    start: int
    end: int


def text_in_spans(article: Article, spans: Iterable[Span]) -> str:
    """Return the article's text in these spans, each on lines of its own."""
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    return "\n".join(texts[span.paragraph][span.start : span.end] for span in spans)


def cut_lines(text: str, span: Span) -> Iterator[Span]:
    """Yield the lines of a piece of a paragraph, without their line breaks; `text` is the whole paragraph's."""
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
    """Return 16 bytes that stand for everything of the article but its id."""
    parts = [article.title, str(article.published), article.source, article.author, article.location, say(article.note)]
    parts += [paragraph.text for paragraph in article.paragraphs]
    parts += [f"{field.name}\x01{field.value}" for field in article.fields]
    return hashlib.blake2b("\x00".join(parts).encode(), digest_size=16).digest()
