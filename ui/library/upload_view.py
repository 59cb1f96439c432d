"""Choose files, see what they would add, and only then add them."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.typing import UploadedFile

from index.library import Library
from index.load import SUPPORTED_SUFFIXES
from ui.access.permission import require_librarian
from ui.error_view import show_error
from ui.language.library_labels import LibraryLabels
from ui.library.preview_view import draw_preview
from ui.library.sync_job import SyncJob
from ui.library.sync_view import start_sync
from ui.library.upload_preview import UploadPreview, preview_upload
from ui.library.uploads import MAX_UPLOAD_FILES, MAX_UPLOAD_MB, MAX_UPLOAD_TOTAL_MB, MIB, UploadError, save_upload
from ui.plain_text import escape_markdown

REPORT = "upload_report"
"""Where the session keeps what came of the last upload: the page is drawn anew once the sync has begun."""
ROUND = "upload_round"
"""How often the session has added files: the chooser of the next round is an empty one."""
PREVIEW = "upload_preview"
"""Where the session keeps the preview of the files chosen now, with their ids."""


def draw_upload(job: SyncJob, library: Library, folder: Path, texts: LibraryLabels) -> None:
    """Show the chooser and the preview of what is chosen; what is added is saved in `folder` and synced at once."""
    suffixes = sorted(SUPPORTED_SUFFIXES)
    st.caption(texts.upload_intro)
    files = st.file_uploader(
        texts.upload_label,
        suffixes,
        accept_multiple_files=True,
        key=f"upload-{st.session_state.get(ROUND, 0)}",
        max_upload_size=MAX_UPLOAD_MB,
    )
    limits = {"max_mb": MAX_UPLOAD_MB, "max_files": MAX_UPLOAD_FILES, "max_total_mb": MAX_UPLOAD_TOTAL_MB}
    st.caption(texts.upload_help.format(suffixes=" ".join(suffixes), **limits))
    if not files:
        st.session_state.pop(PREVIEW, None)
        _draw_report()
        return
    st.session_state.pop(REPORT, None)
    total_mb = sum(file.size for file in files) / MIB
    if len(files) > MAX_UPLOAD_FILES:
        show_error(texts.upload_too_many.format(count=len(files), **limits))
    elif total_mb > MAX_UPLOAD_TOTAL_MB:
        show_error(texts.upload_too_large.format(size=f"{total_mb:.0f}", **limits))
    else:
        preview = _previewed(files, library, folder, texts)
        if draw_preview(preview, texts):
            with job.holding():
                _add([file for place, file in enumerate(files) if place in preview.files], folder, texts)
                start_sync(job, library, folder)


def _previewed(files: Sequence[UploadedFile], library: Library, folder: Path, texts: LibraryLabels) -> UploadPreview:
    """Return the preview of these files, read once."""
    ids = [file.file_id for file in files]
    kept: tuple[list[str], UploadPreview] | None = st.session_state.get(PREVIEW)
    if kept is not None and kept[0] == ids:
        return kept[1]
    bar = st.empty()

    def report(place: int) -> None:
        bar.progress(place / len(files), text=texts.previewing.format(done=place + 1, total=len(files)))

    preview = preview_upload([(file.name, file.getvalue()) for file in files], library, folder, report)
    bar.empty()
    st.session_state[PREVIEW] = (ids, preview)
    return preview


def _add(files: Sequence[UploadedFile], folder: Path, texts: LibraryLabels) -> None:
    """Save what can be saved and keep the sentences that say what was done, and what was not and why."""
    require_librarian()
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
            done.append(texts.renamed.format(name=file.name, saved=saved.name))
    if count:
        done.insert(0, texts.added.format(count=count))
    st.session_state[REPORT] = (done, failed)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.session_state.pop(PREVIEW, None)


def _draw_report() -> None:
    done, failed = st.session_state.get(REPORT, ([], []))
    for sentence in done:
        st.info(escape_markdown(sentence), icon=":material/info:")
    for sentence in failed:
        show_error(sentence)
