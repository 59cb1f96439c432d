"""A whole article in a drawer, scrolled to what is marked in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath
from typing import Any, NotRequired, TypedDict

import streamlit as st

from index.article import Article, Paragraph, RemovedLine, Span
from index.chinese.dates import RelativeDay, relative_days
from index.messages import say
from index.rows import find_cells, find_shown_tables
from qa.answer import HEADER_PARAGRAPH, header_text, iso
from ui.drawing import errors_as_sentences, read_assets
from ui.forms.asked import CHAT_PAGE, ask_for_brief
from ui.language.texts import Labels, also_published, meta_line, title_of

# ---- Cut a text into pieces that know their marks, so that the browser never counts characters itself


class Piece(TypedDict):
    """A stretch of text and the numbers of the marks that lie on it, none for plain text.

    `added` is shown behind it as words the text does not have: the day that its last word means.
    """

    text: str
    marks: list[int]
    added: NotRequired[str]


@dataclass(frozen=True)
class Mark:
    """A span of an article that is marked, and its number; 0 where it is not a citation."""

    number: int
    span: Span


def cut_pieces(text: str, marks: Sequence[tuple[int, int, int]], days: Sequence[RelativeDay] = ()) -> list[Piece]:
    """Return `text` as pieces that join to it; each mark is (start, end, number), half open. Marks may overlap.

    `days` are shown behind the words that mean them.
    """
    cuts = {0, len(text), *(named.end for named in days)}
    for start, end, _ in marks:
        cuts |= {min(max(place, 0), len(text)) for place in (start, end)}
    added = {named.end: f"〔{named.written}〕" for named in days}
    pieces: list[Piece] = []
    for left, right in pairwise(sorted(cuts)):
        numbers = sorted({number for start, end, number in marks if start <= left and right <= end})
        piece: Piece = {"text": text[left:right], "marks": numbers}
        if right in added:
            piece["added"] = added[right]
        pieces.append(piece)
    return pieces


def cut_marked_paragraphs(article: Article, marks: Sequence[Mark]) -> list[list[Piece]]:
    """Return the paragraphs that hold a mark, in the article's order, as pieces; the header is one line of metadata."""
    marked = {mark.span.paragraph for mark in marks}
    texts = {HEADER_PARAGRAPH: header_text(article)} if HEADER_PARAGRAPH in marked else {}
    texts |= {paragraph.number: paragraph.text for paragraph in article.paragraphs if paragraph.number in marked}
    return [cut_paragraph(article, text, number, marks) for number, text in texts.items()]


def cut_paragraph(article: Article, text: str, number: int, marks: Sequence[Mark]) -> list[Piece]:
    """Return paragraph `number` of an article, whose text is `text`, as pieces."""
    spans = [(mark.span.start, mark.span.end, mark.number) for mark in marks if mark.span.paragraph == number]
    if number == HEADER_PARAGRAPH:
        return cut_pieces(text, spans)
    before = [paragraph.text for paragraph in article.paragraphs if paragraph.number < number]
    return cut_pieces(text, spans, relative_days(text, article.published, before))


class Row(TypedDict):
    """A row of a table: the pieces of each cell, by column, and whether something in it is marked."""

    cells: list[list[Piece]]
    is_marked: bool


class Table(TypedDict):
    """Rows of an article, shown as the table they stood in."""

    heads: list[str]
    rows: list[Row]


def cut_blocks(article: Article, marks: Sequence[Mark]) -> list[list[Piece] | Table]:
    """Return every paragraph of the article as pieces, and rows that follow each other as tables."""
    texts = [paragraph.text for paragraph in article.paragraphs]
    tables = {rows.start: (rows, heads) for rows, heads in find_shown_tables(texts)}
    blocks: list[list[Piece] | Table] = []
    place = 0
    while place < len(texts):
        if place in tables:
            rows, heads = tables[place]
            paragraphs = [article.paragraphs[row] for row in rows]
            blocks.append({"heads": heads, "rows": [_cut_row(p, heads, marks, article) for p in paragraphs]})
            place = rows.stop
        else:
            paragraph = article.paragraphs[place]
            blocks.append(cut_paragraph(article, paragraph.text, paragraph.number, marks))
            place += 1
    return blocks


def _cut_row(paragraph: Paragraph, heads: list[str], marks: Sequence[Mark], article: Article) -> Row:
    own = [mark for mark in marks if mark.span.paragraph == paragraph.number and mark.span.start < mark.span.end]
    cells: list[list[Piece]] = [[] for _ in heads]
    for cell in find_cells(paragraph.text):
        column = heads.index(cell.head)
        spans = [(mark.span.start - cell.start, mark.span.end - cell.start, mark.number) for mark in own]
        value = paragraph.text[cell.start : cell.end]
        between: list[Piece] = [{"text": "；", "marks": []}] if cells[column] else []
        cells[column] += between + cut_pieces(value, spans, relative_days(value, article.published))
    return {"cells": cells, "is_marked": bool(own)}


# ---- A whole article in a drawer, scrolled to what is marked in it


WEB_SCHEMES = ("http://", "https://")
DRAWER_WIDTH = 760
"""Pixels: forty Chinese characters a line and room around them."""

OPENED = "opened_article"
"""Where the session keeps what the drawer shows: the page may be drawn anew under it, while an answer is made."""

_component = st.components.v2.component(
    "yinju_article",
    css=read_assets("article_view.css"),
    js=read_assets("elements.js", "article_view.js"),
)


@dataclass(frozen=True)
class OpenedArticle:
    """An article the reader asked to see whole, what is marked in it, and the number of the mark to scroll to."""

    article: Article
    marks: tuple[Mark, ...]
    number: int


def show_article(
    article: Article,
    marks: Sequence[Mark],
    number: int,
    labels: Labels,
    on_dismiss: Callable[[], None] | None = None,
    removed: Sequence[RemovedLine] = (),
) -> None:
    """Open the article beside the page, scrolled to the first mark with this number; at most once a script run.

    `removed` is what stood in its file and was left out, shown folded below it.
    """

    @st.dialog(labels.article_dialog, width=DRAWER_WIDTH, position="right", on_dismiss=on_dismiss or "ignore")
    def drawer() -> None:
        with errors_as_sentences(labels):
            data = article_data(article, marks, number, labels, removed)
            asked = _component(data=data, key="article", on_brief_change=lambda: None)
            if asked.get("brief"):
                _close()
                ask_for_brief(article, labels)
                st.switch_page(CHAT_PAGE)

    drawer()


def show_opened_article(labels: Labels) -> None:
    """Keep the drawer of the article in the session's OPENED open until the reader closes it."""
    opened: OpenedArticle | None = st.session_state.get(OPENED)
    if opened is not None:
        show_article(opened.article, opened.marks, opened.number, labels, on_dismiss=_close)


def _close() -> None:
    st.session_state.pop(OPENED, None)


def article_data(
    article: Article, marks: Sequence[Mark], number: int, labels: Labels, removed: Sequence[RemovedLine] = ()
) -> dict[str, Any]:
    """Return what the browser draws, as JSON values.

    `link` is empty unless the location is a web address; of a file only the name is shown, the rest of its path is
    the server's own business.
    """
    is_web = article.location.lower().startswith(WEB_SCHEMES)
    return {
        "language": labels.language,
        "title": title_of(labels, article),
        "meta": meta_line(labels, iso(article.published) or "", article.source, article.author),
        "also": also_published(labels, article),
        "location": article.location if is_web else PurePath(article.location).name,
        "link": article.location if is_web else "",
        "note": say(article.note, labels.language),
        "fields": [[field.name, field.value] for field in article.fields],
        "number": number,
        "blocks": cut_blocks(article, marks),
        "removed": [[line.role, line.text] for line in removed],
        "labels": {
            "location": labels.article_location,
            "note": labels.article_note,
            "brief": labels.brief_button,
            "removed": labels.article_removed.format(count=len(removed)),
        },
    }
