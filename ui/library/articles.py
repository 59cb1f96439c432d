"""The list of articles: found, sorted, paged, opened, withdrawn and put back."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.elements.lib.column_config_utils import ColumnConfigMappingInput

from index.catalogue import CatalogueQuery, CatalogueRow, Order, State
from index.library import Library
from index.messages import say
from index.store.writer import Writer
from ui.access.permission import require_librarian
from ui.article_view import show_article
from ui.drawing import show_error
from ui.language.texts import Labels, LibraryLabels, face_in_words

# ---- Which articles the table lists, and in which order


TEXT, SOURCES, SINCE, UNTIL = (f"list_{name}" for name in ("text", "sources", "since", "until"))
"""The names of the controls in the session."""
EMPTY: dict[str, object] = {TEXT: "", SOURCES: [], SINCE: None, UNTIL: None}
BY_COLUMN = {
    "title": (Order.TITLE,),
    "published": (Order.NEWEST, Order.OLDEST),
    "source": (Order.SOURCE,),
    "chars": (Order.LONGEST, Order.SHORTEST),
    "reprints": (Order.MOST_REPRINTED,),
}
"""The orders that a click on a column's head goes through."""


def draw_filters(counts: Mapping[State, int], sources: Sequence[str], texts: LibraryLabels) -> CatalogueQuery:
    """Show the controls and return what they ask for."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(texts.search, key=TEXT, placeholder=texts.search_hint, icon=":material/search:", width=380)
        names = _order_names(texts)
        order = st.selectbox(texts.sort, list(names), format_func=names.__getitem__, key=order_key(texts), width=210)
        with st.popover(texts.filters, icon=":material/filter_alt:"):
            known = [*sources, *(name for name in st.session_state.get(SOURCES, []) if name not in sources)]
            chosen = st.multiselect(texts.filter_source, known, key=SOURCES, placeholder=texts.any_source)
            since = st.date_input(texts.filter_since, None, key=SINCE, format="YYYY-MM-DD", min_value="1900-01-01")
            until = st.date_input(texts.filter_until, None, key=UNTIL, format="YYYY-MM-DD", min_value="1900-01-01")
        empty = {**EMPTY, states_key(texts): []}
        if any(st.session_state.get(name) for name in empty):
            st.button(texts.clear_filters, key="clear_filters", type="tertiary", on_click=_clear, args=(empty,))
    states = _draw_states(counts, texts)
    return CatalogueQuery(text, tuple(states), tuple(chosen), since, until, order)


def sort_by(column: str, texts: LibraryLabels) -> None:
    """Sort by the column whose head was clicked; by its next order where it is sorted by that column already."""
    orders = BY_COLUMN.get(column)
    if orders:
        key = order_key(texts)
        now = st.session_state.get(key)
        st.session_state[key] = orders[(orders.index(now) + 1) % len(orders)] if now in orders else orders[0]


def order_key(texts: LibraryLabels) -> str:
    """Return the name of the order's control: Streamlit knows options by what they are called, in one language."""
    return f"list_order_{texts.language}"


def states_key(texts: LibraryLabels) -> str:
    """Return the name of the control of the states, in one language too."""
    return f"list_states_{texts.language}"


def _draw_states(counts: Mapping[State, int], texts: LibraryLabels) -> list[State]:
    """Show the states there are, to be chosen, and how many there are of each: beside them, for an option that is
    called otherwise is another option."""
    names = state_names(texts)
    key = states_key(texts)
    there = [state for state in State if counts[state] or state in st.session_state.get(key, [])]
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = st.pills(
            texts.filter_state,
            there,
            selection_mode="multi",
            format_func=names.__getitem__,
            key=key,
            label_visibility="collapsed",
        )
        st.caption(" · ".join(f"{names[state]} {counts[state]:,}" for state in there), width="content")
    return chosen


def state_names(texts: LibraryLabels) -> dict[State, str]:
    """Return what each state is called."""
    return {
        State.SHOWN: texts.state_shown,
        State.REPRINT: texts.state_reprint,
        State.WITHDRAWN: texts.state_withdrawn,
        State.REJECTED: texts.state_rejected,
    }


def _order_names(texts: LibraryLabels) -> dict[Order, str]:
    return {
        Order.NEWEST: texts.sort_newest,
        Order.OLDEST: texts.sort_oldest,
        Order.TITLE: texts.sort_title,
        Order.SOURCE: texts.sort_source,
        Order.LONGEST: texts.sort_longest,
        Order.SHORTEST: texts.sort_shortest,
        Order.MOST_REPRINTED: texts.sort_reprinted,
        Order.LATEST_ADDED: texts.sort_added,
    }


def _clear(empty: Mapping[str, object]) -> None:
    for name, value in empty.items():
        st.session_state[name] = value


# ---- One page of the list of articles as a table, in which articles can be opened and chosen


CLICK = "article_click"
OPENED = "article_opened"
LISTED = "articles_listed"
PAGE_ROWS = 20
ROW_HEIGHT = 38


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
            "note": [say(row.note, texts.language) for row in rows],
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
    return face_in_words(texts, row.face, row.id)


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
        return texts.state_reprint_of.format(title=row.original_face or row.original)
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


# ---- Taking chosen articles out of the answers, putting them back, and undoing either


LAST_CHANGE = "last_change"
"""Where the session keeps what it changed last, until the next change: that is what can be undone."""


@dataclass(frozen=True)
class Change:
    """Articles that were withdrawn or put back. `gone`: how many of those had no file to come back from.

    `reprints`: ids of what says the same as a withdrawn article and answers in its place.
    """

    is_withdrawal: bool
    ids: tuple[str, ...]
    gone: int = 0
    reprints: tuple[str, ...] = ()


def draw_actions(library: Library, chosen: Sequence[CatalogueRow], texts: LibraryLabels) -> None:
    """Show what can be done with the chosen rows, and do it when asked."""
    shown = [row.id for row in chosen if row.state in (State.SHOWN, State.REPRINT)]
    withdrawn = [row.id for row in chosen if row.state is State.WITHDRAWN]
    with st.container(horizontal=True, vertical_alignment="center", key="row-actions"):
        # The buttons stand at the left and are there from the start: the table has a bar of its own at its right
        # corner, and nothing moves when the first article is chosen.
        if (shown or not withdrawn) and st.button(
            texts.withdraw.format(count=len(shown)) if shown else texts.withdraw_none,
            key="withdraw",
            icon=":material/visibility_off:",
            help=texts.withdraw_help,
            disabled=not shown,
        ):
            withdraw(library, shown, texts)
        if withdrawn and st.button(
            texts.reinstate.format(count=len(withdrawn)), key="reinstate", icon=":material/visibility:"
        ):
            reinstate(library, withdrawn, texts)
        st.caption(texts.selected.format(count=len(chosen)) if chosen else texts.select_hint, width="content")


def draw_last_change(library: Library, texts: LibraryLabels) -> None:
    """Say what was changed last, with the way back."""
    change: Change | None = st.session_state.get(LAST_CHANGE)
    if change is None:
        return
    with st.container(border=True, key="last-change"):
        if change.ids or change.is_withdrawal:
            sentence = texts.withdrawn if change.is_withdrawal else texts.reinstated
            st.markdown(sentence.format(count=len(change.ids)))
        if change.gone:
            st.markdown(texts.reinstated_gone.format(count=change.gone))
        if change.reprints:
            st.markdown(texts.withdrawn_reprints.format(count=len(change.reprints)))
        with st.container(horizontal=True):
            if change.ids and st.button(texts.undo, key="undo", icon=":material/undo:"):
                (reinstate if change.is_withdrawal else withdraw)(library, change.ids, texts)
            if change.reprints and st.button(
                texts.withdraw_reprints.format(count=len(change.reprints)), key="withdraw-reprints"
            ):
                withdraw(library, [*change.ids, *change.reprints], texts)


def withdraw(library: Library, ids: Sequence[str], texts: LibraryLabels) -> None:
    """Take these articles out of the answers and draw the page anew."""
    require_librarian()
    with library.snapshot() as snapshot:
        reprints = [id for id in snapshot.catalogue().reprints_of(ids) if id not in ids]
    done = _changed(library, Writer.withdraw_articles, ids, texts)
    before: Change | None = st.session_state.get(LAST_CHANGE)
    kept = before.ids if before and before.is_withdrawal and set(before.ids) <= set(ids) else ()
    st.session_state[LAST_CHANGE] = Change(True, tuple(dict.fromkeys([*kept, *done])), reprints=tuple(reprints))
    st.rerun()


def reinstate(library: Library, ids: Sequence[str], texts: LibraryLabels) -> None:
    """Put these articles back and draw the page anew."""
    require_librarian()
    done = _changed(library, Writer.reinstate_articles, ids, texts)
    st.session_state[LAST_CHANGE] = Change(False, tuple(done), gone=len(ids) - len(done))
    st.rerun()


def _changed(
    library: Library, change: Callable[[Writer, Sequence[str]], list[str]], ids: Sequence[str], texts: LibraryLabels
) -> list[str]:
    with st.spinner(texts.changing):
        return library.change(lambda writer: change(writer, ids))


# ---- The list of articles: found, sorted, opened, withdrawn and put back


def draw_articles(library: Library, words: Labels, texts: LibraryLabels, *, may_change: bool) -> None:
    """Show the list; only the rows of one page are read."""
    opened_id = row_opened()
    with library.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        counts, sources = catalogue.state_counts(), catalogue.sources()
    if may_change:
        draw_last_change(library, texts)
    if not any(counts.values()):
        st.info(texts.list_empty, icon=":material/info:")
        return
    query = draw_filters(counts, sources, texts)
    with library.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        total = catalogue.count(query)
        page = page_asked(query, total)
        rows = catalogue.rows(query, offset=(page - 1) * PAGE_ROWS, limit=PAGE_ROWS)
    if rows:
        actions = st.container()
        chosen = draw_table(rows, texts, can_choose=may_change)
        draw_pages(query, total, texts)
        if may_change:
            with actions:
                draw_actions(library, chosen, texts)
    else:
        st.info(texts.list_no_match, icon=":material/search_off:")
    if opened_id is not None:
        _open(library, opened_id, words, texts)


def _open(library: Library, article_id: str, words: Labels, texts: LibraryLabels) -> None:
    with library.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        article = snapshot.article(article_id) or catalogue.withdrawn_article(article_id)
        removed = catalogue.removed_lines(article_id)
    if article is None:
        show_error(texts.article_gone)
    else:
        show_article(article, (), 0, words, removed=removed)
