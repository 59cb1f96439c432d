"""A turn whose answer is being made: looked at again and again until it is there."""

import streamlit as st

from ui.answer_view import draw_draft
from ui.article_view import OPENED
from ui.error_view import errors_as_sentences
from ui.labels import Labels
from ui.writing import Writing

POLL_S = 0.1
"""How often the page looks: what a chat model writes in between appears at once, as words do when one reads."""


def draw_writing(writing: Writing, *, key: str, labels: Labels) -> None:
    """Show the turn as far as it is, drawn anew by itself; the page is drawn anew once the answer is there.

    Only this piece of the page is run meanwhile, so that the rest of it can be used.
    """
    st.fragment(_draw, run_every=POLL_S)(writing, key, labels)


def _draw(writing: Writing, key: str, labels: Labels) -> None:
    with errors_as_sentences(labels):
        if writing.wait(0):
            st.rerun()
        opened = draw_draft(writing.draft, key=key, labels=labels)
        if opened is not None:
            st.session_state[OPENED] = opened
            st.rerun()
