"""Where a question is typed, with what is pressed before and after it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.chat.writing import Writing
from ui.language.labels import Labels

QUESTION = "question"
ASKED = "asked_question"
"""Where the session keeps a question between its being asked and its being answered."""


def draw_question_bar(labels: Labels, writing: Writing | None) -> DeltaGenerator:
    """Show the field, and while an answer is being made the button that stops it; return the button's place.

    The field is never closed: the next question can be typed meanwhile, and the focus stays in it.
    """
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small"):
        st.chat_input(labels.question_placeholder, key=QUESTION, on_submit=_submit)
        stop = st.empty()
        if writing is not None:
            stop.button(
                labels.stop_writing,
                key="stop",
                icon=":material/stop_circle:",
                type="primary",
                shortcut="Esc",
                on_click=writing.stop,
            )
    return stop


def ask(question: str) -> None:
    """Have `question` answered in the script run that this callback begins."""
    st.session_state[ASKED] = question


def take_question() -> str | None:
    """Return the question asked to start this run, without blanks around it, or None; '' if there was nothing else."""
    asked: str | None = st.session_state.pop(ASKED, None)
    return None if asked is None else asked.strip()


def _submit() -> None:
    ask(st.session_state[QUESTION])
