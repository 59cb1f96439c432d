"""What a session keeps, and what all sessions share."""

import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from index.background import VectorMaker
from index.messages import Message, say
from index.settings import ChatSettings, Settings, load_settings
from index.sync.watcher import FolderWatcher
from qa.answer import Answer
from qa.asking import QuestionAnswering, open_question_answering
from qa.conversation.turn import Turn
from qa.history.conversations import Conversations, KeptTurn, Rating, Ratings
from qa.history.opening import open_history
from qa.history.shelf import Shelf
from qa.saved import SavedAsker, SavedQuestions
from ui.access.permission import current_owner
from ui.chat.chat_model import ChatModels
from ui.chat.suggestions import Suggestions
from ui.chat.writing import Writing, Writings
from ui.drawing import escape_markdown
from ui.forms.next_questions import NextQuestions
from ui.language.texts import chosen_labels
from ui.library.sync_job import SyncJob

LIST_TEXT = "list_text"
"""The key of the text searched for in the library's list, in the session and in the page's address."""
TURNS = "turns"
KEPT = "kept_turns"
"""The session key of each turn's number on disk and its rating."""
CONVERSATION = "conversation"
"""The key of the conversation's id in the session and in the page's address."""
PAGE, PAGE_BEFORE = "page", "page_before"
PAGE_WIDTH = 1180
"""Pixels: an answer and its sources side by side, each line short enough to read."""


@dataclass(frozen=True)
class Server:
    """What all sessions share: models and library, loaded once, the one sync job, and the answers being made.

    `question_answering` has no chat model: the one in use is in `chat_models`, and can change at any time.
    """

    settings: Settings
    question_answering: QuestionAnswering
    chat_models: ChatModels
    conversations: Conversations
    ratings: Ratings
    shelf: Shelf
    saved: SavedQuestions
    saved_asker: SavedAsker
    sync_job: SyncJob
    watcher: FolderWatcher
    vectors: VectorMaker
    writings: Writings
    suggestions: Suggestions
    next_questions: NextQuestions


@dataclass(frozen=True)
class _Kept:
    """What is kept of a turn besides its answer."""

    number: int
    rating: Rating | None = None


@dataclass
class _Slot:
    """Holds the shared server once the first session has loaded it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    server: Server | None = None


@st.cache_resource(show_spinner=False)
def _slot() -> _Slot:
    return _Slot()


def open_server(place: DeltaGenerator | None = None) -> Server:
    """Return what all sessions share; the first session loads it, showing the progress in `place`, while others wait.

    A page gives an `st.empty()` it draws in every run: were it there in the first run only, whatever follows would move
    up in the second, and Streamlit would make all of it anew. Raises YinjuError if loading fails; the next call tries
    again.
    """
    slot = _slot()
    if slot.server is not None:
        return slot.server
    place = place or st.empty()
    with place.container(), st.spinner(chosen_labels().loading), slot.lock:
        if slot.server is None:
            slot.server = _load(_draw_loading())
            _set_apart_from_collection()
    place.empty()
    return slot.server


def _set_apart_from_collection() -> None:
    """Exempt what is loaded by now from garbage collection: it lives as long as the process.

    Streamlit collects after each script run, and scanning all modules, models and the library took 80 ms of that.
    """
    gc.collect()
    gc.freeze()


def stop_writing_answers() -> None:
    """Stop every answer being made, as the server is stopping."""
    if (server := _slot().server) is not None:
        server.writings.close()


def _load(report: Callable[[Message, float], None]) -> Server:
    settings = load_settings()
    answering = open_question_answering(replace(settings, chat=ChatSettings()), report=report)
    folder = answering.library.path
    history = open_history(answering.library.place)
    models = ChatModels(settings.chat, folder)
    job = SyncJob()
    vectors = VectorMaker(answering.library)
    vectors.start()
    watcher = FolderWatcher(answering.library, settings.library.articles, lambda: job.is_holding)
    if settings.library.watch and answering.library.is_changeable:
        watcher.start()
    saved = SavedQuestions(answering, history.shelf)
    asker = SavedAsker(saved, answering.library)
    asker.start()
    writings = Writings()
    return Server(
        settings=settings,
        question_answering=answering,
        chat_models=models,
        conversations=history.conversations,
        ratings=history.ratings,
        shelf=history.shelf,
        saved=saved,
        saved_asker=asker,
        sync_job=job,
        watcher=watcher,
        vectors=vectors,
        writings=writings,
        suggestions=Suggestions(answering, writings.is_any_running),
        next_questions=NextQuestions(answering, writings.is_any_running),
    )


def _draw_loading() -> Callable[[Message, float], None]:
    """Return the callback that draws the model's preparation, which happens once per machine."""
    bar = st.empty()

    def report(stage: Message, fraction: float) -> None:
        text = chosen_labels().preparing.format(stage=say(stage, chosen_labels().language))
        bar.progress(min(max(fraction, 0.0), 1.0), text=escape_markdown(text))

    return report


def note_page(name: str) -> None:
    """Note which page is being drawn."""
    st.session_state[PAGE_BEFORE] = st.session_state.get(PAGE)
    st.session_state[PAGE] = name


def is_new_page() -> bool:
    """Return whether the reader has just come here from another page."""
    before = st.session_state.get(PAGE_BEFORE)
    return before is not None and before != st.session_state.get(PAGE)


def turns() -> list[Answer]:
    """Return the finished turns of this conversation, oldest first, without any that failed or were stopped early.

    The conversation is the one the page's address names, so that it survives a reload.
    """
    kept: list[Answer] = st.session_state.setdefault(TURNS, [])
    opened, named = st.session_state.get(CONVERSATION), st.query_params.get(CONVERSATION)
    if named and named != opened:
        del st.query_params[CONVERSATION]  # restored below; an unreadable id is not loaded over and over
        _load_conversation(named)
        kept = st.session_state[TURNS]
    if (kept or current_writing() is not None) and st.query_params.get(CONVERSATION) != conversation():
        st.query_params[CONVERSATION] = conversation()
    return kept


def conversation() -> str:
    """Return the id of this session's conversation, which may have no turn yet."""
    if not st.session_state.get(CONVERSATION):
        st.session_state[CONVERSATION] = open_server().conversations.start()
    id: str = st.session_state[CONVERSATION]
    return id


def current_writing() -> Writing | None:
    """Return the answer being made in this conversation, or None; another page may have started it."""
    return open_server().writings.of(st.session_state.get(CONVERSATION))


def start_writing(writing: Writing) -> None:
    """Let an answer be made in this conversation, or in a copy of it if it is another reader's."""
    server = open_server()
    if not is_mine():
        _load_conversation(server.conversations.copy(conversation(), current_owner()))
    server.writings.add(conversation(), writing)
    st.query_params[CONVERSATION] = conversation()


def finish_writing() -> None:
    """Keep the finished answer as a turn, on screen and on disk; raises the error that ended it, if one did."""
    writing = open_server().writings.take(conversation())
    if writing is not None:
        _keep_turn(writing.answer(), is_again=writing.is_again)


def drop_writing() -> None:
    """Discard the answer being made."""
    open_server().writings.take(conversation())


def is_mine() -> bool:
    """Return whether this reader may continue the conversation and rate its answers; else a copy is continued."""
    return open_server().conversations.is_open_to(conversation(), current_owner())


def rating(position: int) -> Rating | None:
    """Return the rating of the answer at this position among the turns, or None."""
    kept: list[_Kept] = st.session_state.get(KEPT, [])
    return kept[position].rating if position < len(kept) else None


def rate(position: int, rating: Rating | None) -> None:
    """Keep the reader's rating of the answer at this position; None takes it back."""
    kept: list[_Kept] = st.session_state.get(KEPT, [])
    if position < len(kept) and is_mine():
        open_server().ratings.rate(kept[position].number, rating)
        kept[position] = _Kept(kept[position].number, rating)


def _keep_turn(answer: Answer, *, is_again: bool) -> None:
    """Add a finished turn to the conversation, or replace the last one by it."""
    finished: list[Answer] = st.session_state.setdefault(TURNS, [])
    kept: list[_Kept] = st.session_state.setdefault(KEPT, [])
    conversations = open_server().conversations
    number = conversations.add(conversation(), Turn(answer), current_owner(), replaces_last=is_again)
    if is_again:
        del finished[-1:], kept[-1:]
    finished.append(answer)
    kept.append(_Kept(number))


def open_conversation(id: str) -> None:
    """Make this the session's conversation from the next script run on."""
    st.query_params[CONVERSATION] = id


def start_new_conversation() -> None:
    """Leave the conversation; it stays on disk."""
    _hold("", [])
    st.query_params.pop(CONVERSATION, None)


def _load_conversation(id: str) -> None:
    """Make this the session's conversation; an unknown id is dropped."""
    server = open_server()
    kept = server.conversations.kept_turns(id)
    _hold(id if kept or server.writings.of(id) is not None else "", kept)


def _hold(id: str, kept: list[KeptTurn]) -> None:
    st.session_state[CONVERSATION] = id
    st.session_state[TURNS] = [turn.turn.answer for turn in kept]
    st.session_state[KEPT] = [_Kept(turn.number, turn.rating) for turn in kept]
