"""Cut a text into pieces that know their marks, so that the browser never counts characters itself.

Python counts characters and JavaScript counts UTF-16 units: an offset sent to the browser would drift after the first
character outside the basic plane. Pieces cannot drift, and each one is shown as text, never as markup.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypedDict

from index.article import Article, Span
from qa.header import HEADER_PARAGRAPH, header_text


class Piece(TypedDict):
    """A stretch of text and the numbers of the marks that lie on it, none for plain text."""

    text: str
    marks: list[int]


@dataclass(frozen=True)
class Mark:
    """A span of an article that is marked, and its number; 0 where it is not a citation."""

    number: int
    span: Span


def cut_pieces(text: str, marks: Sequence[tuple[int, int, int]]) -> list[Piece]:
    """Return `text` as pieces that join to it; each mark is (start, end, number), half open. Marks may overlap."""
    cuts = {0, len(text)}
    for start, end, _ in marks:
        cuts |= {min(max(place, 0), len(text)) for place in (start, end)}
    places = sorted(cuts)
    return [
        {
            "text": text[left:right],
            "marks": sorted({number for start, end, number in marks if start <= left and right <= end}),
        }
        for left, right in pairwise(places)
    ]


def cut_article(article: Article, marks: Sequence[Mark]) -> list[list[Piece]]:
    """Return every paragraph of the article as pieces."""
    return [cut_paragraph(paragraph.text, paragraph.number, marks) for paragraph in article.paragraphs]


def cut_marked_paragraphs(article: Article, marks: Sequence[Mark]) -> list[list[Piece]]:
    """Return the paragraphs that hold a mark, in the article's order, as pieces; the header is one line of metadata."""
    marked = {mark.span.paragraph for mark in marks}
    texts = {HEADER_PARAGRAPH: header_text(article)} if HEADER_PARAGRAPH in marked else {}
    texts |= {paragraph.number: paragraph.text for paragraph in article.paragraphs if paragraph.number in marked}
    return [cut_paragraph(text, number, marks) for number, text in texts.items()]


def cut_paragraph(text: str, number: int, marks: Sequence[Mark]) -> list[Piece]:
    """Return paragraph `number`, whose text is `text`, as pieces."""
    return cut_pieces(
        text, [(mark.span.start, mark.span.end, mark.number) for mark in marks if mark.span.paragraph == number]
    )
