"""One page of the list of articles as a table, in which articles can be opened and chosen."""

import hashlib
from collections.abc import Sequence
from pathlib import PurePath

import streamlit as st
from streamlit.elements.lib.column_config_utils import ColumnConfigMappingInput

from index.catalogue import CatalogueQuery, CatalogueRow, State
from ui.language.library_labels import LibraryLabels
from ui.language.translation import translate
from ui.library.article_filters import sort_by, state_names

CLICK = "article_click"
OPENED = "article_opened"
LISTED = "articles_listed"
PAGE_ROWS = 20
ROW_HEIGHT = 38
COLUMNS = ("open", "title", "published", "source", "state", "reprints", "chars", "author", "id", "note")


def page_asked(query: CatalogueQuery, total: int) -> int:
    """Return the page to show, from 1; another query starts at its first page."""
    asked: int = st.session_state.get(page_key(query, total), 1)
    return asked


def page_count(total: int) -> int:
    """Return how many pages `total` rows make, at least one."""
    return max(1, -(-total // PAGE_ROWS))


def draw_table(rows: Sequence[CatalogueRow], texts: LibraryLabels, *, can_choose: bool) -> list[CatalogueRow]:
    """Show the rows of one page; return those that are chosen. A click on an article's button makes `row_opened`
    return its id in the next run, one on a column's head sorts."""
    st.session_state[LISTED] = [row.id for row in rows]
    key = table_key(rows)
    names = state_names(texts)
    result = st.dataframe(
        {
            "open": [None if row.state is State.REJECTED else texts.open_row for row in rows],
            "title": [shown_title(row, texts) for row in rows],
            "published": [row.published for row in rows],
            "source": [row.source for row in rows],
            "state": [_state(row, names, texts) for row in rows],
            "reprints": [row.reprints or None for row in rows],
            "chars": [row.chars or None for row in rows],
            "author": [row.author for row in rows],
            "id": [row.id for row in rows],
            "note": [translate(row.note, texts.language) for row in rows],
        },
        key=key,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (len(rows) + 1) + 3,
        placeholder="",
        alt=texts.table_name,
        # With columns to be chosen, a click on a head does not sort the rows of this page only.
        selection_mode=["multi-row", "single-column"] if can_choose else "single-column",
        on_select=lambda: _sort_by_chosen(key, texts),
        column_config=_columns(rows, texts),
    )
    return [rows[place] for place in result["selection"]["rows"] if place < len(rows)]


def draw_pages(query: CatalogueQuery, total: int, texts: LibraryLabels) -> None:
    """Show which part of the list is on screen, and the way to the others."""
    page, pages = page_asked(query, total), page_count(total)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        first, last = (page - 1) * PAGE_ROWS + 1, min(page * PAGE_ROWS, total)
        sentence = texts.found if pages == 1 else texts.found_page
        st.caption(sentence.format(count=f"{total:,}", first=f"{first:,}", last=f"{last:,}"))
        if pages > 1:
            st.pagination(pages, key=page_key(query, total))


def row_opened() -> str | None:
    """Return the id of the article whose button was clicked to start this run, or None."""
    opened: str | None = st.session_state.pop(OPENED, None)
    return opened


def shown_title(row: CatalogueRow, texts: LibraryLabels) -> str:
    """Return the title, or what else it can be known by."""
    if row.title or row.state is State.REJECTED:
        return row.title
    return texts.untitled.format(name=PurePath(row.id).name)


def table_key(rows: Sequence[CatalogueRow]) -> str:
    """Return the table's key: with other rows it is another table, so that what was chosen in the old one is let go."""
    listed = "\n".join(f"{row.id} {row.state.value}" for row in rows)
    return f"articles-{hashlib.blake2b(listed.encode(), digest_size=8).hexdigest()}"


def page_key(query: CatalogueQuery, total: int) -> str:
    """Return the key of the control that chooses the page: another list has another, which begins at page 1."""
    listed = f"{query} {page_count(total)}"
    return f"list_page-{hashlib.blake2b(listed.encode(), digest_size=8).hexdigest()}"


def _state(row: CatalogueRow, names: dict[State, str], texts: LibraryLabels) -> str:
    if row.state is State.REPRINT:
        return texts.state_reprint_of.format(title=row.original_title or row.original)
    return texts.state_gone if row.is_gone else names[row.state]


def _columns(rows: Sequence[CatalogueRow], texts: LibraryLabels) -> ColumnConfigMappingInput:
    column = st.column_config
    return {
        "open": column.ButtonColumn(texts.column_open, type="tertiary", width=64, on_click=_remember_click, key=CLICK),
        "title": column.TextColumn(texts.column_title, width=330),
        "published": column.DateColumn(texts.column_published, format="YYYY-MM-DD", width=104),
        "source": column.TextColumn(texts.column_source, width=130),
        "state": column.TextColumn(texts.column_state, width=130),
        "reprints": column.NumberColumn(texts.column_reprints, width=70),
        "chars": column.NumberColumn(texts.column_chars, format="localized", width=76),
        "author": column.TextColumn(texts.column_author, width=90) if any(row.author for row in rows) else None,
        "id": column.TextColumn(texts.column_id, width=190),
        "note": column.TextColumn(texts.column_note, width=320) if any(row.note for row in rows) else None,
    }


def _sort_by_chosen(key: str, texts: LibraryLabels) -> None:
    for column in st.session_state[key]["selection"]["columns"]:
        sort_by(column, texts)


def _remember_click() -> None:
    """Turn the row into an id by the list the reader saw: the library may have changed since."""
    row = st.session_state[CLICK]["row"]
    listed: list[str] = st.session_state.get(LISTED, [])
    if 0 <= row < len(listed):
        st.session_state[OPENED] = listed[row]
