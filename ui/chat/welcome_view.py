"""The chat before its first question."""

from pathlib import Path

import streamlit as st

from index.load import SUPPORTED_SUFFIXES
from ui.chat.question_bar import ask
from ui.chat.suggestions import Suggestions
from ui.error_view import errors_as_sentences
from ui.language.labels import Labels
from ui.plain_text import escape_markdown

SUGGESTION_COLUMNS = 3
POLL_S = 1.0
"""How often the page looks for more questions to offer, while they are searched for."""
WELCOME_SPACE = 72
"""Pixels above the heading, so that it does not hang from the bar."""


def draw_welcome(article_count: int, suggestions: Suggestions, labels: Labels) -> None:
    """Say what this is and offer questions; the one clicked is asked."""
    with st.container():
        st.space(WELCOME_SPACE)
        st.title(labels.chat_heading, anchor=False, text_alignment="center")
        st.markdown(labels.chat_promise, text_alignment="center")
        st.caption(labels.chat_scope.format(articles=f"{article_count:,}"), text_alignment="center")
        st.space("small")
        is_followed = suggestions.is_searching  # only then is there more to come
        st.fragment(_draw_suggestions, run_every=POLL_S if is_followed else None)(suggestions, labels, is_followed, [])


def draw_empty_library(folder: Path | None, labels: Labels) -> None:
    """Say what to do before anything can be asked; articles are put in `folder`, None on a server that only asks."""
    with st.container():
        st.space(WELCOME_SPACE)
        st.title(labels.empty_heading, anchor=False)
        if folder is None:
            st.markdown(labels.empty_elsewhere)
            return
        st.markdown(labels.empty_advice.format(suffixes=" ".join(sorted(SUPPORTED_SUFFIXES))))
        st.code(str(folder), language=None, wrap_lines=True)
        st.page_link("library/page.py", label=labels.empty_go, icon=":material/library_books:")


def _draw_suggestions(suggestions: Suggestions, labels: Labels, is_followed: bool, drawn: list[bool]) -> None:
    """Draw them; `drawn` is empty the first time, which is part of the page's own run: that one is not broken off."""
    with errors_as_sentences(labels):
        if is_followed and drawn and not suggestions.is_searching:
            st.rerun()  # ends the looking
        drawn.append(True)
        questions = suggestions.questions
        if not questions:
            return
        st.caption(labels.chat_suggestions, text_alignment="center")
        with st.grid(SUGGESTION_COLUMNS, min_column_width=260):
            for number, question in enumerate(questions):
                _draw_suggestion(number, question)


def _draw_suggestion(number: int, question: str) -> None:
    if st.button(escape_markdown(question), key=f"suggestion-{number}", width="stretch", wrap=True):
        ask(question)
        st.rerun()  # a button of a fragment runs only the fragment
