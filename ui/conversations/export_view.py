"""Export an answer or a conversation as a file."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from qa.answer import Answer
from qa.export import MEDIA_TYPE, ExportedDocument, export_answers, file_name, to_markdown, to_word, today
from ui.access.permission import current_owner
from ui.drawing import errors_as_sentences, show_error
from ui.language.texts import Labels
from ui.session import conversation, open_server, turns

ASKED = "asked_export"
DIALOG_WIDTH = 460


@dataclass(frozen=True)
class _Export:
    """What to export: a conversation, or only the answer at `position` in it."""

    conversation: str
    position: int | None = None


def ask_for_export(id: str, position: int | None = None) -> None:
    """Have the dialog opened in the next script run."""
    st.session_state[ASKED] = _Export(id, position)


def show_asked_export(labels: Labels) -> None:
    """Open the dialog if one was asked for; a script run can open at most one dialog."""
    asked: _Export | None = st.session_state.pop(ASKED, None)
    if asked is not None:

        @st.dialog(labels.export, width=DIALOG_WIDTH, icon=":material/download:")
        def dialog() -> None:
            with errors_as_sentences(labels):
                _draw_dialog(asked, labels)

        dialog()


def _draw_dialog(asked: _Export, labels: Labels) -> None:
    language = labels.language
    title, answers = _read(asked.conversation)
    if not answers:
        show_error(labels.export_gone)
        return
    st.caption(labels.export_about)
    if asked.position is not None:
        answer = answers[asked.position : asked.position + 1]
        _draw_downloads("answer", labels.export_answer, export_answers(answer, today(), language=language), labels)
    if asked.position is None or len(answers) > 1:
        whole = export_answers(answers, today(), title=title, language=language)
        _draw_downloads("conversation", labels.export_conversation, whole, labels)


def _draw_downloads(name: str, heading: str, document: ExportedDocument, labels: Labels) -> None:
    """Offer the document in both formats; they are made now, which takes milliseconds, so no click can miss them."""
    with st.container(key=f"export-{name}", gap="xxsmall"):
        st.markdown(f"**{heading}**")
        with st.container(horizontal=True):
            draw_formats(name, document, labels)


def draw_formats(name: str, document: ExportedDocument, labels: Labels) -> None:
    """Draw a download button for each format, side by side in a horizontal container."""
    formats = (
        (labels.export_word, ".docx", MEDIA_TYPE, to_word(document)),
        (labels.export_markdown, ".md", "text/markdown; charset=utf-8", to_markdown(document).encode()),
    )
    for label, suffix, media_type, content in formats:
        st.download_button(
            label,
            content,
            file_name(document.title, suffix),
            media_type,
            key=f"export-{name}{suffix}",
            icon=":material/download:",
            on_click="ignore",
        )


def _read(id: str) -> tuple[str, Sequence[Answer]]:
    """Return the title and the answers of a conversation; the session's own as shown on screen."""
    conversations = open_server().conversations
    answers = turns() if id == conversation() else [turn.answer for turn in conversations.turns(id)]
    return conversations.title(id, current_owner()), answers
