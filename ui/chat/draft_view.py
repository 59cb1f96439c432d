"""A turn whose answer is being made: looked at again and again until it is there."""

import streamlit as st

from ui.article_view import OPENED
from ui.chat.answer_view import draw_draft
from ui.chat.writing import Writing
from ui.error_view import errors_as_sentences
from ui.language.labels import Labels

POLL_S = 0.2
"""How often the page looks: words that appear five times a second still read as being written."""
CLICK_S = 0.1
"""How long a click may wait where nothing is to be seen before the end."""


def draw_writing(writing: Writing, *, key: str, labels: Labels) -> None:
    """Show what a chat model writes, drawn anew by itself; the page is drawn anew once the answer is there.

    Only this piece of the page is run meanwhile, so that the rest of it can be used.
    """
    st.fragment(_draw, run_every=POLL_S)(writing, key, labels)


def wait_for(writing: Writing, *, key: str, labels: Labels) -> None:
    """Show that an answer is looked for until it is there; what is drawn next at this place takes its place.

    An answer without a chat model comes at once and whole: waiting for it costs nothing, looking for it again and again
    would cost more than making it when many people ask.
    """
    draw_draft(writing.draft, key=f"{key}-pending", labels=labels)
    while not writing.wait(CLICK_S):
        writing.look()
        # Where the session's state is looked at, Streamlit ends this script run for a click or a page that was left.
        st.session_state.get(OPENED)


def _draw(writing: Writing, key: str, labels: Labels) -> None:
    with errors_as_sentences(labels):
        opened = draw_draft(writing.draft, key=key, labels=labels)  # before the end is seen: no click is lost to it
        if opened is not None:
            st.session_state[OPENED] = opened
        if opened is not None or writing.wait(0):
            st.rerun()
