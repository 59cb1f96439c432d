"""Take an answer or a conversation along as a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from qa.answer import Answer
from qa.export import ExportedDocument, export_answers, file_name
from qa.export_markdown import to_markdown
from qa.export_word import MEDIA_TYPE, to_word
from qa.wording import wording_in
from ui.error_view import errors_as_sentences, show_error
from ui.labels import Labels
from ui.owner import current_owner
from ui.session import conversation, open_server, turns
from ui.talk_labels import talk_labels

ASKED = "asked_export"
DIALOG_WIDTH = 460


@dataclass(frozen=True)
class _Export:
    """What is to be exported: a conversation, and the answer at `position` in it if only that is meant."""

    conversation: str
    position: int | None = None


def ask_for_export(id: str, position: int | None = None) -> None:
    """Have the dialog opened in the script run that follows."""
    st.session_state[ASKED] = _Export(id, position)


def show_asked_export(labels: Labels) -> None:
    """Open the dialog if one was asked for; at most one dialog can be opened in a script run."""
    asked: _Export | None = st.session_state.pop(ASKED, None)
    if asked is not None:
        words = talk_labels(labels.language)

        @st.dialog(words.export, width=DIALOG_WIDTH, icon=":material/download:")
        def dialog() -> None:
            with errors_as_sentences(labels):
                _draw_dialog(asked, labels)

        dialog()


def _draw_dialog(asked: _Export, labels: Labels) -> None:
    words = talk_labels(labels.language)
    title, answers = _read(asked.conversation)
    if not answers:
        show_error(words.export_gone)
        return
    st.caption(words.export_about)
    if asked.position is not None and len(answers) > 1:
        whole = st.segmented_control(
            words.export_what,
            [False, True],
            default=False,
            required=True,
            format_func=lambda is_whole: words.export_conversation if is_whole else words.export_answer,
            key="export_whole",
            label_visibility="collapsed",
        )
        if not whole:
            answers, title = answers[asked.position : asked.position + 1], ""
    document = export_answers(answers, _today(), title=title, wording=wording_in(labels.language))
    with st.container(horizontal=True):
        _draw_download(words.export_word, ".docx", MEDIA_TYPE, document, to_word)
        _draw_download(words.export_markdown, ".md", "text/markdown; charset=utf-8", document, _markdown_bytes)


def _draw_download(
    label: str, suffix: str, media_type: str, document: ExportedDocument, write: Callable[[ExportedDocument], bytes]
) -> None:
    st.download_button(
        label,
        lambda: write(document),  # made when it is clicked
        file_name(document.title, suffix),
        media_type,
        key=f"download{suffix}",
        icon=":material/download:",
        on_click="ignore",
    )


def _read(id: str) -> tuple[str, Sequence[Answer]]:
    """Return the title and the answers of a conversation; the session's own as it stands on the screen."""
    conversations = open_server().conversations
    answers = turns() if id == conversation() else [turn.answer for turn in conversations.turns(id)]
    return conversations.title(id, current_owner()), answers


def _markdown_bytes(document: ExportedDocument) -> bytes:
    return to_markdown(document).encode()


def _today() -> date:
    return datetime.now().astimezone().date()
