"""Which articles the table lists, and in which order."""

from collections.abc import Mapping, Sequence

import streamlit as st

from index.catalogue import CatalogueQuery, Order, State
from ui.language.library_labels import LibraryLabels

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
