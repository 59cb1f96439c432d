"""What a session keeps, and what all sessions share."""

from dataclasses import dataclass

import streamlit as st

from index.settings import Settings, load_settings
from qa.answer import Answer
from qa.asking import QuestionAnswering, open_question_answering
from ui.labels import ZH, Labels
from ui.sync_job import SyncJob

TURNS = "turns"
PAGE_WIDTH = 1180
"""Pixels: an answer and its sources side by side, each line short enough to read."""


@dataclass(frozen=True)
class Server:
    """What all sessions share: loaded once, whoever comes first."""

    settings: Settings
    question_answering: QuestionAnswering
    sync_job: SyncJob


@st.cache_resource(show_spinner=ZH.loading)
def open_server() -> Server:
    """Return the shared models and library. Raises YinjuError, and tries again at the next call."""
    settings = load_settings()
    return Server(settings, open_question_answering(settings), SyncJob())


def labels() -> Labels:
    """Return the texts in the reader's language."""
    return ZH


def turns() -> list[Answer]:
    """Return the finished turns of this session, oldest first; one that failed or was stopped is not among them."""
    kept: list[Answer] = st.session_state.setdefault(TURNS, [])
    return kept


def start_new_conversation() -> None:
    """Forget the turns."""
    st.session_state[TURNS] = []
