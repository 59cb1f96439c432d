"""What a session keeps, and what all sessions share."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from index.settings import Settings, load_settings
from qa.answer import Answer
from qa.asking import QuestionAnswering, open_question_answering
from qa.history import Conversations
from qa.turn import Turn
from ui.labels import Labels
from ui.language import labels as chosen_labels
from ui.plain_text import escape_markdown
from ui.sync_job import SyncJob

TURNS = "turns"
CONVERSATION = "conversation"
"""The name of the conversation's id in the session and in the page's address."""
PAGE_WIDTH = 1180
"""Pixels: an answer and its sources side by side, each line short enough to read."""


@dataclass(frozen=True)
class Server:
    """What all sessions share: models and library, loaded once, and the one sync."""

    settings: Settings
    question_answering: QuestionAnswering
    conversations: Conversations
    sync_job: SyncJob


@dataclass
class _Slot:
    """Where the shared server stands once the first session has loaded it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    server: Server | None = None


@st.cache_resource(show_spinner=False)
def _slot() -> _Slot:
    return _Slot()


def open_server() -> Server:
    """Return what all sessions share; the first session loads it and shows how far that is, others wait.

    Raises YinjuError, and tries again at the next call.
    """
    slot = _slot()
    if slot.server is not None:
        return slot.server
    place = st.empty()
    with place.container(), st.spinner(labels().loading), slot.lock:
        if slot.server is None:
            slot.server = _load(_draw_loading())
    place.empty()
    return slot.server


def close_server() -> None:
    """Forget what is shared, so that the next session loads it anew."""
    _slot.clear()


def _load(report: Callable[[str, float], None]) -> Server:
    settings = load_settings()
    answering = open_question_answering(settings, report=report)
    return Server(settings, answering, Conversations.open(answering.library.path), SyncJob())


def _draw_loading() -> Callable[[str, float], None]:
    """Return what draws the first start's work on the model, which happens once a machine."""
    bar = st.empty()

    def report(stage: str, fraction: float) -> None:
        bar.progress(min(max(fraction, 0.0), 1.0), text=escape_markdown(labels().preparing.format(stage=stage)))

    return report


def labels() -> Labels:
    """Return the texts in the reader's language."""
    return chosen_labels()


def turns() -> list[Answer]:
    """Return the finished turns of this conversation, oldest first; one that failed or was stopped is not among them.

    The conversation is the one the page's address names, so that it is there again after a reload.
    """
    kept: list[Answer] = st.session_state.setdefault(TURNS, [])
    opened, named = st.session_state.get(CONVERSATION), st.query_params.get(CONVERSATION)
    if named and named != opened:
        del st.query_params[CONVERSATION]  # put back below; what cannot be read is not asked for again and again
        kept = st.session_state[TURNS] = [turn.answer for turn in open_server().conversations.turns(named)]
        opened = st.session_state[CONVERSATION] = named if kept else None
    if opened and st.query_params.get(CONVERSATION) != opened:
        st.query_params[CONVERSATION] = opened
    return kept


def keep_turn(answer: Answer) -> None:
    """Add a finished turn to the conversation, on the screen and on disk."""
    turns().append(answer)
    conversations = open_server().conversations
    id = st.session_state[CONVERSATION] = st.session_state.get(CONVERSATION) or conversations.start()
    st.query_params[CONVERSATION] = id
    conversations.add(id, Turn(answer))


def start_new_conversation() -> None:
    """Leave the conversation; it stays on disk."""
    st.session_state[TURNS] = []
    st.session_state[CONVERSATION] = None
    st.query_params.pop(CONVERSATION, None)
