"""Upload files and make them answerable."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.typing import UploadedFile

from index.library import Library
from index.load import SUPPORTED_SUFFIXES
from ui.error_view import show_error
from ui.labels import Labels
from ui.plain_text import escape_markdown
from ui.sync_job import SyncJob
from ui.sync_view import start_sync
from ui.uploads import MAX_UPLOAD_FILES, MAX_UPLOAD_MB, UploadError, save_upload

REPORT = "upload_report"
"""Where the session keeps what came of the last upload: the page is drawn anew once the sync has begun."""


def draw_upload(job: SyncJob, library: Library, folder: Path, labels: Labels) -> None:
    """Show the form; what is sent is saved in `folder` and synced at once."""
    suffixes = sorted(SUPPORTED_SUFFIXES)
    label = labels.upload_label.format(suffixes=" ".join(suffixes), max_mb=MAX_UPLOAD_MB, max_files=MAX_UPLOAD_FILES)
    with st.expander(labels.upload_heading, icon=":material/upload_file:"), st.form("upload", True, border=False):
        files = st.file_uploader(
            label, suffixes, accept_multiple_files=True, key="upload_files", max_upload_size=MAX_UPLOAD_MB
        )
        is_sent = st.form_submit_button(labels.upload_button, icon=":material/upload:")
    if is_sent and not files:
        show_error(labels.upload_none)
    elif is_sent and len(files) > MAX_UPLOAD_FILES:
        show_error(labels.upload_too_many.format(count=len(files), max_files=MAX_UPLOAD_FILES))
    elif is_sent:
        st.session_state[REPORT] = _save(files, folder, labels)
        start_sync(job, library, folder)
    done, failed = st.session_state.get(REPORT, ([], []))
    for sentence in done:
        st.info(escape_markdown(sentence), icon=":material/info:")
    for sentence in failed:
        show_error(sentence)


def _save(files: Sequence[UploadedFile], folder: Path, labels: Labels) -> tuple[list[str], list[str]]:
    """Save what can be saved; return the sentences that say what was done, and what was not and why."""
    done: list[str] = []
    failed: list[str] = []
    count = 0
    for file in files:
        try:
            saved = save_upload(folder, file.name, file.getvalue())
        except UploadError as error:
            failed.append(str(error))
            continue
        count += 1
        if saved.name != file.name:
            done.append(labels.upload_renamed.format(name=file.name, saved=saved.name))
    if count:
        done.insert(0, labels.upload_saved.format(count=count))
    return done, failed
