"""Saved questions on the page: saved below an answer, listed beside it, with what is new since last read."""

import streamlit as st

from qa.answer import Answer, Status
from qa.saved import MAX_SAVED, SavedQuestion, SavedQuestions
from ui.access.permission import current_owner
from ui.drawing import errors_as_sentences, escape_markdown, show_error
from ui.forms.asked import ask_again_saved
from ui.language.texts import Labels

_OPENED = "opened_saved"
DIALOG_WIDTH = 640
POLL_S = 10.0
"""How often an open page checks whether an answer has changed: asking it again does not redraw the page."""


def draw_save_button(saved: SavedQuestions, answer: Answer, labels: Labels) -> None:
    """Offer to save the last question, or say that it is saved; nothing if it was not about the articles."""
    if answer.status is Status.REPLIED:
        return
    is_saved = any(known.question == answer.asked for known in saved.find(current_owner()))
    st.button(
        labels.saved_already if is_saved else labels.save_question,
        key="save-question",
        icon=":material/notifications_active:" if is_saved else ":material/notification_add:",
        type="tertiary",
        disabled=is_saved,
        help=labels.save_question_help,
        on_click=_save,
        args=(saved, answer, labels),
    )


def _save(saved: SavedQuestions, answer: Answer, labels: Labels) -> None:
    with errors_as_sentences(labels):
        if saved.save(current_owner(), answer.asked, answer.filters) is None:
            show_error(labels.saved_too_many.format(limit=MAX_SAVED))


def draw_saved(saved: SavedQuestions, labels: Labels) -> None:
    """List the reader's saved questions in the sidebar, those with a changed answer first."""
    if not saved.find(current_owner()):
        return
    with st.sidebar:
        st.fragment(_draw_list, run_every=POLL_S)(saved, labels)


def _draw_list(saved: SavedQuestions, labels: Labels) -> None:
    with errors_as_sentences(labels):
        st.caption(labels.saved_questions)
        with st.container(gap=None, key="saved-questions"):
            for known in saved.find(current_owner()):
                text = escape_markdown(known.question)
                if known.has_changed:
                    text += f" :green-badge[{labels.saved_new.format(count=len(known.new))}]"
                if st.button(text, key=f"saved-{known.id}", type="tertiary", width="stretch"):
                    st.session_state[_OPENED] = known.id
                    st.rerun()


def show_opened_saved(saved: SavedQuestions, labels: Labels) -> None:
    """Open the saved question that was clicked, which marks it as read; a script run can open at most one dialog."""
    id: str | None = st.session_state.pop(_OPENED, None)
    known = next((each for each in saved.find(current_owner()) if each.id == id), None) if id else None
    if known is None:
        return
    shown: SavedQuestion = known
    saved.mark_read(current_owner(), shown.id)

    @st.dialog(escape_markdown(shown.question), width=DIALOG_WIDTH, icon=":material/notifications:", on_dismiss="rerun")
    def dialog() -> None:
        with errors_as_sentences(labels):
            _draw(saved, shown, labels)

    dialog()


def _draw(saved: SavedQuestions, shown: SavedQuestion, labels: Labels) -> None:
    if not shown.has_changed:
        st.caption(labels.saved_unchanged)
    if shown.new:
        st.caption(labels.saved_since_read)
        for line in shown.new:
            where = " · ".join(fact for fact in (line.title, line.source, line.published or labels.undated) if fact)
            st.markdown(escape_markdown(line.text))
            st.caption(escape_markdown(where))
    if shown.gone:
        st.caption(labels.saved_gone)
        for text in shown.gone:
            st.markdown(f":gray[{escape_markdown(text)}]")
    with st.container(horizontal=True):
        if st.button(labels.saved_ask, key="saved-ask", icon=":material/forum:"):
            ask_again_saved(shown)
            st.rerun()
        if st.button(labels.saved_remove, key="saved-remove", icon=":material/notifications_off:", type="tertiary"):
            saved.remove(current_owner(), shown.id)
            st.rerun()
