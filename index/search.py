"""The words of searching: what is asked of a library and what comes back."""

from dataclasses import dataclass
from datetime import date

from index.article import Article, Span


@dataclass(frozen=True)
class Hit:
    """A chunk and its score in one search leg; scores of different legs are not comparable."""

    chunk_id: int
    score: float


@dataclass(frozen=True)
class Filters:
    """Which articles may answer. None or empty means no restriction; both dates are included; `sources` are
    publishers, any of which will do; `articles` are ids.

    An article without a date passes a date filter never: it cannot be shown to fit.
    """

    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == Filters()


@dataclass(frozen=True)
class FoundChunk:
    """A chunk with the article it belongs to."""

    chunk_id: int
    article: Article
    ordinal: int
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The chunk's text; pieces of different paragraphs on lines of their own."""
        texts = {paragraph.number: paragraph.text for paragraph in self.article.paragraphs}
        return "\n".join(texts[span.paragraph][span.start : span.end] for span in self.spans)
