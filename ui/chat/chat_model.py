"""The chat model all sessions use, and the dialog in which a librarian changes it."""

import threading
from pathlib import Path

import streamlit as st

from index.errors import ChatModelError, YinjuError
from index.messages import Message, say
from index.settings import ChatSettings
from qa.chat.choice import ChatChoice, load_choice, read_choice, save_choice, settings_of, try_chat_model
from qa.chat.write import ChatWriter, open_chat_writer
from ui.access.permission import may_change_library, require_librarian
from ui.drawing import errors_as_sentences, escape_markdown, show_error
from ui.language.texts import Labels

# ---- The chat model all sessions use: the one chosen on screen, else the one in config.toml, else none


class ChatModels:
    """Opens the chat model and changes it. Safe to share between sessions.

    A model that cannot be opened never prevents anybody from asking: `failure` says why it is not used.
    """

    def __init__(self, settings: ChatSettings, folder: Path) -> None:
        """Open the model chosen for the library in `folder`."""
        self.of_file = settings
        """The settings of config.toml."""
        self._folder = folder
        self._lock = threading.Lock()
        self.choice: ChatChoice | None = None
        self.writer: ChatWriter | None = None
        self.failure: Message | None = None
        try:
            self.choice = load_choice(folder)
            self.writer = open_chat_writer(self.settings)
        except YinjuError as error:
            self.failure = error.message

    @property
    def settings(self) -> ChatSettings:
        """The settings in use, however they were chosen; `model` is empty for no chat model."""
        return settings_of(self.of_file, self.choice)

    def choose(self, choice: ChatChoice | None) -> None:
        """Use another chat model from the next question on, and after a restart; None goes back to config.toml.

        The model is tried first. Raises YinjuError if that fails, and changes nothing.
        """
        settings = settings_of(self.of_file, choice)
        if settings.model:
            try_chat_model(settings)
        writer = open_chat_writer(settings)
        with self._lock:
            save_choice(self._folder, choice)
            self.choice, self.writer, self.failure = choice, writer, None


# ---- Which chat model is used, and the dialog in which a librarian changes it


DIALOG_WIDTH = 560
OPEN = "chat_model_dialog"
"""Set in the session while the dialog is open: the page may be redrawn under it."""


def draw_chat_model(models: ChatModels, labels: Labels) -> None:
    """Show which chat model writes answers; a librarian gets a button that opens the dialog to change it."""
    name = models.settings.model if models.writer is not None else ""
    shown = labels.chat_model_used.format(model=name) if name else labels.chat_model_unused
    text = escape_markdown(f"{shown}{labels.chat_model_failed}" if models.failure else shown)
    if not may_change_library():
        st.caption(text)
        return
    st.button(
        text,
        key="chat_model",
        icon=":material/smart_toy:",
        type="tertiary",
        help=labels.chat_model_help,
        on_click=_open,
    )
    if st.session_state.get(OPEN):
        _show_dialog(models, labels)


def _open() -> None:
    st.session_state[OPEN] = True


def _close() -> None:
    st.session_state[OPEN] = False


def _show_dialog(models: ChatModels, labels: Labels) -> None:
    @st.dialog(labels.chat_model_dialog, width=DIALOG_WIDTH, icon=":material/smart_toy:", on_dismiss=_close)
    def dialog() -> None:
        with errors_as_sentences(labels):
            _draw_dialog(models, labels)

    dialog()


def _draw_dialog(models: ChatModels, labels: Labels) -> None:
    st.caption(labels.chat_model_about)
    if models.failure:
        show_error(say(models.failure, labels.language))
    used = models.settings
    with st.form("chat_model_form", border=False):
        model = st.text_input(labels.chat_model_name, used.model, placeholder="openai:qwen2.5", key="chat_model_name")
        address = st.text_input(
            labels.chat_model_address, used.base_url, placeholder="http://127.0.0.1:8000/v1", key="chat_model_address"
        )
        variable = st.text_input(labels.chat_model_key, used.key_variable, key="chat_model_key")
        is_tried = st.form_submit_button(labels.chat_model_try, type="primary", icon=":material/play_arrow:")
    with st.container(horizontal=True):
        is_off = st.button(labels.chat_model_off, key="chat_model_off", disabled=not used.model)
        is_back = models.choice is not None and st.button(
            labels.chat_model_back.format(model=escape_markdown(models.of_file.model or labels.none)),
            key="chat_model_back",
        )
    if is_tried or is_off or is_back:
        require_librarian()  # the dialog may have been open for longer than the sign-in lasts
    if is_tried:
        _choose(models, labels, read_choice(model, address, variable))
    elif is_off or is_back:
        _choose(models, labels, ChatChoice() if is_off else None)


def _choose(models: ChatModels, labels: Labels, choice: ChatChoice | None) -> None:
    """Use a chat model if it answers; the dialog stays open, with the reason, if it does not."""
    try:
        with st.spinner(labels.chat_model_trying):
            models.choose(choice)
    except ChatModelError as error:
        show_error(labels.chat_model_no_answer.format(reason=say(error.message, labels.language)))
    else:
        _close()
        st.rerun()
