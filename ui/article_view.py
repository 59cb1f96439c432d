"""A whole article beside the page, scrolled to its marked span."""

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
from ui.components import component
from ui.drawing import errors_as_sentences
from ui.forms.asked import ask_for_brief
from ui.language.texts import Labels, also_published, meta_line, title_of

# ---- Cut a text into pieces that know their marks, so that the browser never counts characters itself


class Piece(TypedDict):
    """A stretch of text and the numbers of the marks that cover it, none for plain text.

    `added` is shown after it but is not part of the text: the day that its last word means.
    """

    text: str
    marks: list[int]
    added: NotRequired[str]


@dataclass(frozen=True)
class Mark:
    """A marked span of an article, and its number; 0 if it is not a citation."""

    number: int
    span: Span


def cut_pieces(text: str, marks: Sequence[tuple[int, int, int]], days: Sequence[RelativeDay] = ()) -> list[Piece]:
    """Return `text` as pieces that join to it; each mark is (start, end, number), half open. Marks may overlap.

    `days` are shown after the words that mean them.
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
    """Return the paragraphs that contain a mark, in order, as pieces; the header is one line of metadata."""
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
    """A row of a table: the pieces of each cell, by column, and whether any is marked."""

    cells: list[list[Piece]]
    is_marked: bool


class Table(TypedDict):
    """Rows of an article, shown as the table they come from."""

    heads: list[str]
    rows: list[Row]


def cut_blocks(article: Article, marks: Sequence[Mark]) -> list[list[Piece] | Table]:
    """Return every paragraph of the article as pieces, and consecutive rows as tables."""
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


# ---- A whole article beside the page, scrolled to what is marked in it


WEB_SCHEMES = ("http://", "https://")
ARTICLE = "article"
"""The query parameter of the article's id: Back closes the article, and the address opens it again."""
OPENED = "opened_article"
"""The session key of what is marked in the open article: the address only says which article it is."""
PANEL = "article-panel"
PICKED = "picked_in_article"
"""The session key of what the reader asked to do with the open article, until the page does it."""

_component = component("article")


@dataclass(frozen=True)
class OpenedArticle:
    """An article the reader asked to see whole, its marks, and the number of the mark to scroll to.

    `removed` are the lines that cleaning left out, `put_back` those of them that were put back by hand.
    """

    article: Article
    marks: tuple[Mark, ...]
    number: int
    removed: tuple[RemovedLine, ...] = ()
    put_back: tuple[RemovedLine, ...] = ()


ChangeLine = Callable[[str, str, bool], None]
"""Puts a removed line (article id, text) back into its article, or with False removes it again."""


@dataclass(frozen=True)
class Picked:
    """The article that a reader wants to ask, and the words selected in it, if any."""

    article_id: str
    text: str = ""


def open_article(opened: OpenedArticle) -> None:
    """Show the article beside the page, and put it into the address."""
    st.session_state[OPENED] = opened
    st.query_params[ARTICLE] = opened.article.id


def draw_opened_article(
    find: Callable[[str], OpenedArticle | None],
    labels: Labels,
    *,
    change_line: ChangeLine | None = None,
) -> None:
    """Show the article that the address names; `find` looks up one that was not opened on this page.

    In the run that a click starts, `take_picked()` or `take_asked_in_form()` returns what the reader asked for.
    `change_line` is None for readers who may not change the article.
    """
    place = st.empty()  # so that a closed article disappears at once
    named = st.query_params.get(ARTICLE)
    opened: OpenedArticle | None = st.session_state.get(OPENED)
    if named and (opened is None or opened.article.id != named):
        opened = find(named)
        st.session_state[OPENED] = opened
    if not named or opened is None:
        st.session_state.pop(OPENED, None)
        if named:
            del st.query_params[ARTICLE]
            st.toast(labels.article_gone, icon=":material/info:")
        return
    with place.container(key=PANEL, gap=None), errors_as_sentences(labels):

        def sum_up() -> None:
            close_article()
            ask_for_brief(opened.article, labels)

        asked = _component(
            data=article_data(opened, labels, can_change=change_line is not None),
            key=ARTICLE,
            height="stretch",
            on_close_change=close_article,
            on_ask_change=_pick,
            on_quote_change=_pick,
            on_brief_change=sum_up,
            on_put_back_change=_leave_to_run,
            on_leave_out_change=_leave_to_run,
        )
        for trigger, is_put_back in (("put_back", True), ("leave_out", False)):
            text = asked.get(trigger)
            if change_line is not None and isinstance(text, str):
                change_line(opened.article.id, text, is_put_back)
                st.session_state[OPENED] = find(opened.article.id)
                st.rerun()


def _leave_to_run() -> None:
    """Do nothing: Streamlit reports a trigger only where a callback is given."""


def close_article() -> None:
    """Stop showing the article."""
    st.session_state.pop(OPENED, None)
    st.query_params.pop(ARTICLE, None)


def take_picked() -> Picked | None:
    """Return what the reader asked to do with the open article, if that started this run, else None."""
    picked: Picked | None = st.session_state.pop(PICKED, None)
    return picked


def _pick() -> None:
    """Note what was asked for; whatever the browser sends, the article must be the open one."""
    asked = st.session_state[ARTICLE]
    quote = asked.get("quote")
    opened: OpenedArticle | None = st.session_state.get(OPENED)
    if opened is not None:
        text = quote.get("text") if isinstance(quote, dict) else ""
        st.session_state[PICKED] = Picked(opened.article.id, text if isinstance(text, str) else "")


def article_data(opened: OpenedArticle, labels: Labels, *, can_change: bool = False) -> dict[str, Any]:
    """Return what the browser draws, as JSON values.

    `link` is empty unless the location is a web address; for a file only the name is shown, as its path on the server
    is private.
    """
    article, removed, put_back = opened.article, opened.removed, opened.put_back
    is_web = article.location.lower().startswith(WEB_SCHEMES)
    published = iso(article.published) or ""
    title = title_of(labels, article)
    named = [f"《{title}》" if article.title else title, article.source, published]
    return {
        "id": article.id,
        "language": labels.language,
        "title": title,
        "meta": meta_line(labels, published, article.source, article.author),
        "source_line": labels.list_separator.join(fact for fact in named if fact),
        "also": also_published(labels, article),
        "location": article.location if is_web else PurePath(article.location).name,
        "link": article.location if is_web else "",
        "note": say(article.note, labels.language),
        "fields": [[field.name, field.value] for field in article.fields],
        "number": opened.number,
        "blocks": cut_blocks(article, opened.marks),
        "removed": [[line.role, line.text] for line in removed],
        "put_back": [[line.role, line.text] for line in put_back],
        "can_change": can_change,
        "labels": {
            "location": labels.article_location,
            "note": labels.article_note,
            "brief": labels.brief_button,
            "removed": labels.article_removed.format(count=len(removed)),
            "put_back": labels.article_put_back.format(count=len(put_back)),
            "put_line_back": labels.put_line_back,
            "leave_line_out": labels.leave_line_out,
            "previous": labels.previous_mark,
            "next": labels.next_mark,
            "find": labels.find_in_article,
            "not_found": labels.not_found,
            "ask": labels.ask_article,
            "ask_selection": labels.ask_selection,
            "copy_selection": labels.copy_selection,
            "copied": labels.copied,
            "share": labels.share,
            "close": labels.close,
        },
    }
