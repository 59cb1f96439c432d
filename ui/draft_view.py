"""A chat model's text while it is being written and checked."""

from collections.abc import Generator
from contextlib import closing

import streamlit as st

from qa.answer import Answer
from qa.events import AnswerEvent, AnswerFinished, StatementChecked, TextWritten
from ui.labels import Labels, draft_state

DRAFT_HEIGHT = 340
"""Pixels, there from the first: room for the question to start at the top of the window, text following below it."""


def draw_draft(events: Generator[AnswerEvent, None, None], labels: Labels) -> Answer:
    """Show the text as it arrives, and how much of it is checked; return the Answer the events end in.

    The draft is plain text: nothing in it is read as markup. Where the reader leaves or stops, the events are closed.
    """
    with st.container():
        state = st.empty()
        place = st.container(height=DRAFT_HEIGHT, border=False, autoscroll=True).empty()
    written, checked = "", []
    with closing(events):
        for event in events:
            match event:
                case TextWritten(text):
                    written += text
                    place.text(written)
                case StatementChecked(statement, _):
                    checked.append(statement)
                case AnswerFinished(answer):
                    return answer
            if written:  # what comes without a text is no draft: it is there at once as the finished answer
                state.caption(draft_state(labels, checked))
    raise AssertionError("events end in AnswerFinished")
