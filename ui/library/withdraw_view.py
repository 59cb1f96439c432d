"""Taking chosen articles out of the answers, putting them back, and undoing either."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from index.catalogue import CatalogueRow, State
from index.library import Library
from index.store.writer import Writer
from ui.access.permission import require_librarian
from ui.language.library_labels import LibraryLabels

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
