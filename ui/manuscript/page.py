"""Checking a text, top to bottom: the text to check, then every sentence with what the library says beside it."""

from dataclasses import replace
from datetime import date
from typing import Literal

import streamlit as st

from index.errors import YinjuError
from index.messages import say
from qa.export import MEDIA_TYPE, file_name, note_text, to_markdown, to_word
from qa.manuscript import (
    CheckedManuscript,
    CheckedSentence,
    Finding,
    Manuscript,
    check_manuscript,
    export_manuscript,
    mark_of,
    read_manuscript,
    read_text,
    summary_of,
)
from ui.drawing import escape_markdown, show_error
from ui.language.texts import Labels, chosen_labels
from ui.session import PAGE_WIDTH, open_server

CHECKED = "checked_manuscript"
Color = Literal["green", "red", "orange", "gray"]
BADGES: dict[Finding, tuple[Color, str]] = {
    Finding.SUPPORTED: ("green", ":material/check_circle:"),
    Finding.CONTRADICTED: ("red", ":material/error:"),
    Finding.NOT_FOUND: ("orange", ":material/help:"),
    Finding.NOT_CHECKED: ("gray", ":material/remove:"),
}
SIDES = (3, 2)
"""Relative widths of the text and of the findings beside it."""


def draw_form(labels: Labels) -> None:
    """Draw the form for the text; the result of a check is kept in the session."""
    with st.form("manuscript", border=False):
        text = st.text_area(labels.manuscript_text, height=220, key="manuscript_text")
        file = st.file_uploader(labels.manuscript_file, type=["txt", "docx", "md"], key="manuscript_file")
        is_asked = st.form_submit_button(labels.manuscript_start, type="primary", icon=":material/fact_check:")
    if not is_asked:
        return
    st.session_state.pop(CHECKED, None)
    try:
        manuscript = read_text(text) if file is None else read_manuscript(file.name, file.getvalue())
        st.session_state[CHECKED] = check(manuscript, labels)
    except YinjuError as error:
        show_error(say(error.message, labels.language))


def check(manuscript: Manuscript, labels: Labels) -> CheckedManuscript:
    """Check the text, showing the progress, and return it."""
    bar = st.progress(0.0)

    def report(done: int, every: int) -> None:
        bar.progress(done / every, labels.manuscript_progress.format(done=done + 1, all=every))

    checked = check_manuscript(open_server().question_answering, manuscript, report)
    bar.empty()
    return checked


def draw_checked(checked: CheckedManuscript, labels: Labels) -> None:
    """Draw the downloads and every sentence with its finding beside it."""
    st.markdown(f"**{escape_markdown(say(summary_of(checked), labels.language))}**")
    document = export_manuscript(checked, date.today(), labels.language)
    with st.container(horizontal=True):
        st.download_button(labels.manuscript_word, to_word(document), file_name(document.title, ".docx"), MEDIA_TYPE)
        st.download_button(labels.manuscript_markdown, to_markdown(document), file_name(document.title, ".md"))
    paragraph = 0
    for sentence in checked.sentences:
        if paragraph and sentence.paragraph != paragraph:
            st.divider()
        paragraph = sentence.paragraph
        draw_sentence(sentence, labels)


def draw_sentence(sentence: CheckedSentence, labels: Labels) -> None:
    """Draw a sentence, and beside it the finding and the library's sentences."""
    text, beside = st.columns(SIDES)
    text.markdown(escape_markdown(sentence.text))
    color, icon = BADGES[sentence.finding]
    beside.badge(escape_markdown(mark_of(replace(sentence, why=None), labels.language)), color=color, icon=icon)
    if sentence.why is not None:  # below it: a badge is one line
        beside.markdown(escape_markdown(say(sentence.why, labels.language)))
    for quote in sentence.quotes:
        beside.caption(escape_markdown(note_text(quote, labels.language)))


labels = chosen_labels()
with st.container(horizontal_alignment="center"), st.container(width=PAGE_WIDTH):
    st.title(labels.manuscript_heading, anchor=False)
    st.caption(labels.manuscript_intro)
    draw_form(labels)
    if (kept := st.session_state.get(CHECKED)) is not None:
        draw_checked(kept, labels)
