"""The chat before its first question."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from index.load import SUPPORTED_SUFFIXES
from ui.labels import Labels
from ui.question_bar import ask

SUGGESTION_COLUMNS = 3
WELCOME_SPACE = 72
"""Pixels above the heading, so that it does not hang from the bar."""


def draw_welcome(article_count: int, questions: Sequence[str], labels: Labels) -> None:
    """Say what this is and offer `questions`; the one clicked is asked."""
    with st.container():
        st.space(WELCOME_SPACE)
        st.title(labels.chat_heading, anchor=False, text_alignment="center")
        st.markdown(labels.chat_promise, text_alignment="center")
        st.caption(labels.chat_scope.format(articles=f"{article_count:,}"), text_alignment="center")
        if questions:
            st.space("small")
            _draw_suggestions(questions, labels)


def draw_empty_library(folder: Path, labels: Labels) -> None:
    """Say what to do before anything can be asked."""
    with st.container():
        st.space(WELCOME_SPACE)
        st.title(labels.empty_heading, anchor=False)
        st.markdown(labels.empty_advice.format(suffixes=" ".join(sorted(SUPPORTED_SUFFIXES))))
        st.code(str(folder), language=None, wrap_lines=True)
        st.page_link("library_page.py", label=labels.empty_go, icon=":material/library_books:")


def _draw_suggestions(questions: Sequence[str], labels: Labels) -> None:
    st.caption(labels.chat_suggestions, text_alignment="center")
    with st.grid(SUGGESTION_COLUMNS, min_column_width=260):
        for number, question in enumerate(questions):
            st.button(
                question,
                key=f"suggestion-{number}",
                width="stretch",
                wrap=True,
                on_click=ask,
                args=(question,),
            )
