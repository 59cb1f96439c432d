"""The list of articles: to search, sort, page, open, withdraw and put back."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.column_config_utils import ColumnConfigMappingInput

from index.article import Article
from index.catalogue import CatalogueQuery, CatalogueRow, Order, State
from index.chinese.folding import fold_text
from index.chinese.words import cut_words
from index.library import Library
from index.messages import say
from index.store.corrections import Facts
from index.store.writer import Writer
from ui.access.permission import require_librarian
from ui.article_view import OpenedArticle, open_article
from ui.drawing import errors_as_sentences, show_error
from ui.language.texts import Labels, face_in_words
from ui.session import LIST_TEXT

# ---- Which articles the table lists, and in which order


TEXT = LIST_TEXT
SOURCES, SINCE, UNTIL = (f"list_{name}" for name in ("sources", "since", "until"))
"""The controls' keys in the session."""
EMPTY: dict[str, object] = {TEXT: "", SOURCES: [], SINCE: None, UNTIL: None}
BY_COLUMN = {
    "title": (Order.TITLE,),
    "published": (Order.NEWEST, Order.OLDEST),
    "source": (Order.SOURCE,),
    "chars": (Order.LONGEST, Order.SHORTEST),
    "reprints": (Order.MOST_REPRINTED,),
}
"""The orders that clicks on a column's header cycle through."""


def draw_filters(counts: Mapping[State, int], sources: Sequence[str], labels: Labels) -> CatalogueQuery:
    """Show the controls and return what they ask for, which is also kept in the page's address."""
    text = st.text_input(
        labels.search,
        key=TEXT,
        type="search",
        live="300ms",
        bind="query-params",
        placeholder=labels.search_hint,
        icon=":material/search:",
        label_visibility="collapsed",
        width=250,
    )
    names = _order_names(labels)
    with st.popover(labels.filters, icon=":material/filter_alt:"):  # a click on a column's header sorts too
        order = st.selectbox(
            labels.sort, list(names), format_func=names.__getitem__, key=order_key(labels), bind="query-params"
        )
        states = _draw_states(counts, labels)
        known = [*sources, *(name for name in st.session_state.get(SOURCES, []) if name not in sources)]
        chosen = st.multiselect(
            labels.filter_source, known, key=SOURCES, placeholder=labels.any_source, bind="query-params"
        )
        first, last = (
            st.date_input(label, None, key=name, format="YYYY-MM-DD", min_value="1900-01-01", bind="query-params")
            for name, label in ((SINCE, labels.filter_since), (UNTIL, labels.filter_until))
        )
    empty = {**EMPTY, states_key(labels): []}
    if any(st.session_state.get(name) for name in empty):
        st.button(labels.clear_filters, key="clear_filters", type="tertiary", on_click=_clear, args=(empty,))
    return CatalogueQuery(text or "", tuple(states), tuple(chosen), first, last, order)


def sort_by(column: str, labels: Labels) -> None:
    """Sort by the column whose header was clicked; if already sorted by it, in its next order."""
    orders = BY_COLUMN.get(column)
    if orders:
        key = order_key(labels)
        now = st.session_state.get(key)
        st.session_state[key] = orders[(orders.index(now) + 1) % len(orders)] if now in orders else orders[0]


def order_key(labels: Labels) -> str:
    """Return the key of the order's control, one per language: Streamlit identifies options by their labels."""
    return f"list_order_{labels.language}"


def states_key(labels: Labels) -> str:
    """Return the key of the states' control, one per language too."""
    return f"list_states_{labels.language}"


def _draw_states(counts: Mapping[State, int], labels: Labels) -> list[State]:
    """Let the existing states be chosen, and show their counts below: counts in the labels would make each change of a
    count a new option."""
    names = state_names(labels)
    key = states_key(labels)
    there = [state for state in State if counts[state] or state in st.session_state.get(key, [])]
    chosen = st.pills(
        labels.filter_state,
        there,
        selection_mode="multi",
        format_func=names.__getitem__,
        key=key,
        bind="query-params",
    )
    st.caption(" · ".join(f"{names[state]} {counts[state]:,}" for state in there))
    return chosen


def state_names(labels: Labels) -> dict[State, str]:
    """Return the name of each state."""
    return {
        State.SHOWN: labels.state_shown,
        State.REPRINT: labels.state_reprint,
        State.WITHDRAWN: labels.state_withdrawn,
        State.REJECTED: labels.state_rejected,
    }


def _order_names(labels: Labels) -> dict[Order, str]:
    return {
        Order.NEWEST: labels.sort_newest,
        Order.OLDEST: labels.sort_oldest,
        Order.TITLE: labels.sort_title,
        Order.SOURCE: labels.sort_source,
        Order.LONGEST: labels.sort_longest,
        Order.SHORTEST: labels.sort_shortest,
        Order.MOST_REPRINTED: labels.sort_reprinted,
        Order.LATEST_ADDED: labels.sort_added,
    }


def _clear(empty: Mapping[str, object]) -> None:
    for name, value in empty.items():
        st.session_state[name] = value


# ---- One page of the list as a table, in which articles can be opened and selected


CLICK = "article_click"
OPENED = "article_opened"
LISTED = "articles_listed"
CLEARED = "article_choice_cleared"
"""Incremented when the table's selection is cleared: the table is then a new one."""
SNIPPET_BEFORE, SNIPPET_AFTER = 14, 40
"""Characters around the text searched for."""
PAGE_ROWS = 20
ROW_HEIGHT = 38


def page_asked(query: CatalogueQuery, total: int) -> int:
    """Return the page to show, from 1; a new query starts at its first page."""
    asked: int = st.session_state.get(page_key(query, total), 1)
    return asked


def page_count(total: int) -> int:
    """Return the number of pages for `total` rows, at least one."""
    return max(1, -(-total // PAGE_ROWS))


def draw_table(rows: Sequence[CatalogueRow], snippets: Sequence[str], labels: Labels) -> list[CatalogueRow]:
    """Show the rows of one page, with the words found in each; return the selected ones.

    A click on a title makes `row_opened` return its id in the next run; one on a column's header sorts.
    """
    st.session_state[LISTED] = [row.id for row in rows]
    key = table_key(rows)
    names = state_names(labels)
    columns = {
        "title": [shown_title(row, labels) or None for row in rows],
        "snippet": snippets or None,
        "published": [row.published for row in rows],
        "source": [row.source for row in rows],
        "state": [_state(row, names, labels) for row in rows],
        "reprints": [row.reprints or None for row in rows],
        "chars": [row.chars or None for row in rows],
        "author": [row.author for row in rows],
        "id": [row.id for row in rows],
        "note": [say(row.note, labels.language) for row in rows],
    }
    result = st.dataframe(
        {name: values for name, values in columns.items() if values is not None},
        key=key,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (len(rows) + 1) + 3,
        placeholder="",
        alt=labels.table_name,
        # With selectable columns, a click on a header does not sort just the rows of this page.
        selection_mode=["multi-row", "single-column"],
        on_select=lambda: _sort_by_chosen(key, labels),
        column_config=_columns(rows, labels),
    )
    return [rows[place] for place in result["selection"]["rows"] if place < len(rows)]


def draw_pages(query: CatalogueQuery, total: int, labels: Labels) -> None:
    """Show which part of the list is on screen, and the control that leads to the others."""
    page, pages = page_asked(query, total), page_count(total)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        first, last = (page - 1) * PAGE_ROWS + 1, min(page * PAGE_ROWS, total)
        sentence = labels.found if pages == 1 else labels.found_page
        st.caption(sentence.format(count=f"{total:,}", first=f"{first:,}", last=f"{last:,}"))
        if pages > 1:
            st.pagination(pages, key=page_key(query, total))


def find_snippet(article: Article | None, text: str) -> str:
    """Return the surroundings of the first match of the text, or else of its longest word found; '' for no match."""
    if article is None:
        return ""
    for wanted in [text.strip(), *sorted(cut_words(text), key=len, reverse=True)]:
        folded = fold_text(wanted)
        for paragraph in article.paragraphs:
            place = fold_text(paragraph.text).find(folded)
            if place >= 0:
                start, end = max(0, place - SNIPPET_BEFORE), place + len(wanted) + SNIPPET_AFTER
                cut = paragraph.text[start:end]
                return f"{'…' if start else ''}{cut}{'…' if end < len(paragraph.text) else ''}"
    return ""


def clear_choice() -> None:
    """Clear the selection."""
    st.session_state[CLEARED] = st.session_state.get(CLEARED, 0) + 1


def row_opened() -> str | None:
    """Return the id of the article whose button was clicked to start this run, or None."""
    opened: str | None = st.session_state.pop(OPENED, None)
    return opened


def shown_title(row: CatalogueRow, labels: Labels) -> str:
    """Return the title, or what is shown for an article without one."""
    if row.title or row.state is State.REJECTED:
        return row.title
    return face_in_words(labels, row.face, row.id)


def table_key(rows: Sequence[CatalogueRow]) -> str:
    """Return the table's key: with other rows it is a new table, without the old one's selection."""
    listed = "\n".join(f"{row.id} {row.state.value}" for row in rows) + str(st.session_state.get(CLEARED, 0))
    return f"articles-{hashlib.blake2b(listed.encode(), digest_size=8).hexdigest()}"


def page_key(query: CatalogueQuery, total: int) -> str:
    """Return the key of the page control: another list has another one, which starts at page 1."""
    listed = f"{query} {page_count(total)}"
    return f"list_page-{hashlib.blake2b(listed.encode(), digest_size=8).hexdigest()}"


def _state(row: CatalogueRow, names: dict[State, str], labels: Labels) -> str:
    if row.state is State.REPRINT:
        return labels.state_reprint_of.format(title=row.original_face or row.original)
    return labels.state_gone if row.is_gone else names[row.state]


def _columns(rows: Sequence[CatalogueRow], labels: Labels) -> ColumnConfigMappingInput:
    column = st.column_config
    return {
        "title": column.ButtonColumn(
            labels.column_title, type="tertiary", width=360, alignment="left", on_click=_remember_click, key=CLICK
        ),
        "snippet": column.TextColumn(labels.column_snippet, width=260),
        "published": column.DateColumn(labels.column_published, format="YYYY-MM-DD", width=104),
        "source": column.TextColumn(labels.column_source, width=130),
        "state": column.TextColumn(labels.column_state, width=130),
        "reprints": column.NumberColumn(labels.column_reprints, width=70),
        "chars": column.NumberColumn(labels.column_chars, format="localized", width=76),
        "author": column.TextColumn(labels.column_author, width=90) if any(row.author for row in rows) else None,
        "id": column.TextColumn(labels.column_id, width=190),
        "note": column.TextColumn(labels.column_note, width=320) if any(row.note for row in rows) else None,
    }


def _sort_by_chosen(key: str, labels: Labels) -> None:
    for column in st.session_state[key]["selection"]["columns"]:
        sort_by(column, labels)


def _remember_click() -> None:
    """Look the clicked row up in the list the reader saw: the library may have changed since."""
    row = st.session_state[CLICK]["row"]
    listed: list[str] = st.session_state.get(LISTED, [])
    if 0 <= row < len(listed):
        st.session_state[OPENED] = listed[row]


# ---- Asking only the selected articles; withdrawing them, putting them back, and undoing either


ASKED = "asked_articles"
"""The session key of the articles to ask, until the page changes to the chat."""
MAX_FACT_CHARS = 300
LAST_CHANGE = "last_change"
"""The session key of its last change, which can be undone until the next one."""


@dataclass(frozen=True)
class Change:
    """Articles that were withdrawn or put back. `gone`: how many of those had no file to be restored from.

    `reprints`: ids of reprints of a withdrawn article, which now answer in its place.
    """

    is_withdrawal: bool
    ids: tuple[str, ...]
    gone: int = 0
    reprints: tuple[str, ...] = ()


def draw_actions(library: Library, chosen: Sequence[CatalogueRow], labels: Labels, *, may_change: bool) -> None:
    """Show the actions on the selected rows at the bottom of the window, and run the one clicked."""
    answering = [row for row in chosen if row.state in (State.SHOWN, State.REPRINT)]
    asked = list(dict.fromkeys(row.original or row.id for row in answering))  # a reprint is asked as its original
    shown = [row.id for row in answering if may_change]
    withdrawn = [row.id for row in chosen if may_change and row.state is State.WITHDRAWN]
    with (
        st.bottom,
        st.container(key="row-actions", horizontal=True, vertical_alignment="center", horizontal_alignment="center"),
    ):
        st.markdown(labels.selected.format(count=len(chosen)), width="content")
        if asked:
            st.button(
                labels.ask_articles.format(count=len(asked)) if len(asked) > 1 else labels.ask_article,
                key="ask-chosen",
                type="primary",
                icon=":material/forum:",
                on_click=_note_asked,
                args=(asked,),
            )
        if shown and st.button(
            labels.withdraw.format(count=len(shown)),
            key="withdraw",
            icon=":material/visibility_off:",
            help=labels.withdraw_help,
        ):
            withdraw(library, shown, labels)
        if withdrawn and st.button(
            labels.reinstate.format(count=len(withdrawn)), key="reinstate", icon=":material/visibility:"
        ):
            reinstate(library, withdrawn, labels)
        if len(chosen) == 1 and shown and st.button(labels.correct, key="correct", icon=":material/edit:"):
            _show_correction(library, shown[0], labels)
        st.button(labels.clear_choice, key="clear-choice", type="tertiary", on_click=clear_choice)


def _note_asked(article_ids: list[str]) -> None:
    st.session_state[ASKED] = article_ids
    clear_choice()


def take_asked_articles() -> list[str]:
    """Return the ids of the articles to ask, if asking them started this run."""
    asked: list[str] = st.session_state.pop(ASKED, [])
    return asked


def _show_correction(library: Library, article_id: str, labels: Labels) -> None:
    """Let an article's metadata be corrected; a correction survives every later reading of its file."""

    @st.dialog(labels.correct_heading, icon=":material/edit:")
    def dialog() -> None:
        with errors_as_sentences(labels):
            with library.snapshot() as snapshot:
                article = snapshot.article(article_id)
            if article is None:
                show_error(labels.article_gone)
                return
            st.caption(labels.correct_about)
            with st.form("correction", border=False):
                title = st.text_input(labels.column_title, article.title, max_chars=MAX_FACT_CHARS)
                day = st.date_input(
                    labels.column_published, article.published, format="YYYY-MM-DD", min_value="1000-01-01"
                )
                source = st.text_input(labels.column_source, article.source, max_chars=MAX_FACT_CHARS)
                author = st.text_input(labels.column_author, article.author, max_chars=MAX_FACT_CHARS)
                is_kept = st.form_submit_button(labels.save, type="primary", icon=":material/check:")
            if is_kept:
                require_librarian()
                facts = Facts(" ".join(title.split()), day, " ".join(source.split()), " ".join(author.split()))
                with st.spinner(labels.changing):
                    library.change(lambda writer: writer.correct_article(article_id, facts))
                st.rerun()

    dialog()


def draw_last_change(library: Library, labels: Labels) -> None:
    """Show the last change, with a button to undo it."""
    change: Change | None = st.session_state.get(LAST_CHANGE)
    if change is None:
        return
    with st.container(border=True, key="last-change", gap="xsmall"):
        if change.ids or change.is_withdrawal:
            sentence = labels.withdrawn if change.is_withdrawal else labels.reinstated
            st.markdown(sentence.format(count=len(change.ids)))
        if change.gone:
            st.markdown(labels.reinstated_gone.format(count=change.gone))
        if change.reprints:
            st.markdown(labels.withdrawn_reprints.format(count=len(change.reprints)))
        with st.container(horizontal=True):
            if change.ids and st.button(labels.undo, key="undo", icon=":material/undo:"):
                (reinstate if change.is_withdrawal else withdraw)(library, change.ids, labels)
            if change.reprints and st.button(
                labels.withdraw_reprints.format(count=len(change.reprints)), key="withdraw-reprints"
            ):
                withdraw(library, [*change.ids, *change.reprints], labels)


def withdraw(library: Library, ids: Sequence[str], labels: Labels) -> None:
    """Withdraw these articles from the answers and redraw the page."""
    require_librarian()
    with library.snapshot() as snapshot:
        reprints = [id for id in snapshot.catalogue().reprints_of(ids) if id not in ids]
    done = _changed(library, Writer.withdraw_articles, ids, labels)
    before: Change | None = st.session_state.get(LAST_CHANGE)
    kept = before.ids if before and before.is_withdrawal and set(before.ids) <= set(ids) else ()
    st.session_state[LAST_CHANGE] = Change(True, tuple(dict.fromkeys([*kept, *done])), reprints=tuple(reprints))
    st.rerun()


def reinstate(library: Library, ids: Sequence[str], labels: Labels) -> None:
    """Put these articles back and redraw the page."""
    require_librarian()
    done = _changed(library, Writer.reinstate_articles, ids, labels)
    st.session_state[LAST_CHANGE] = Change(False, tuple(done), gone=len(ids) - len(done))
    st.rerun()


def _changed(
    library: Library, change: Callable[[Writer, Sequence[str]], list[str]], ids: Sequence[str], labels: Labels
) -> list[str]:
    with st.spinner(labels.changing):
        return library.change(lambda writer: change(writer, ids))


# ---- The list of articles: to search, sort, open, withdraw and put back


def draw_articles(library: Library, bar: DeltaGenerator, labels: Labels, *, may_change: bool) -> None:
    """Show the list, with its controls in `bar`; only one page of rows is read."""
    opened_id = row_opened()
    with library.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        counts, sources = catalogue.state_counts(), catalogue.sources()
    if may_change:
        draw_last_change(library, labels)
    if not any(counts.values()):
        st.info(labels.list_empty, icon=":material/info:")
        return
    with bar:
        query = draw_filters(counts, sources, labels)
    with library.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        total = catalogue.count(query)
        page = page_asked(query, total)
        rows = catalogue.rows(query, offset=(page - 1) * PAGE_ROWS, limit=PAGE_ROWS)
        is_searched = bool(query.text.strip())
        snippets = [find_snippet(snapshot.article(row.id), query.text) for row in rows] if is_searched else []
    if rows:
        chosen = draw_table(rows, snippets, labels)
        draw_pages(query, total, labels)
        st.caption(labels.select_hint_change if may_change else labels.select_hint)
        if chosen:
            draw_actions(library, chosen, labels, may_change=may_change)
    else:
        st.info(labels.list_no_match, icon=":material/search_off:")
    if opened_id is not None:
        found = find_article(library, opened_id)
        if found is None:
            show_error(labels.article_gone)
        else:
            open_article(found)


def find_article(library: Library, article_id: str) -> OpenedArticle | None:
    """Return an article, even a withdrawn one, with the lines that cleaning removed; None if there is none."""
    with library.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        article = snapshot.article(article_id) or catalogue.withdrawn_article(article_id)
        if article is None:
            return None
        removed, put_back = catalogue.removed_lines(article_id), catalogue.lines_put_back(article_id)
        return OpenedArticle(article, (), 0, removed, put_back)


def change_line(library: Library, labels: Labels, article_id: str, text: str, is_put_back: bool) -> None:
    """Put a removed line back into an article, after its text, or remove it again."""
    require_librarian()
    change = Writer.put_back_lines if is_put_back else Writer.leave_out_lines
    with st.spinner(labels.changing):
        is_done = library.change(lambda writer: change(writer, article_id, [text]))
    said = (labels.line_put_back if is_put_back else labels.line_left_out) if is_done else labels.line_of_withdrawn
    st.toast(said, icon=":material/check:" if is_done else ":material/info:")
