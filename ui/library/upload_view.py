"""Choose files, see what they would add, and only then add them."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.typing import UploadedFile

from index.article import Article, RemovedLine
from index.library import Library
from index.load.loader import SUPPORTED_SUFFIXES, ArticlePreview
from index.messages import Message, say
from ui.access.permission import require_librarian
from ui.components import component
from ui.drawing import escape_markdown, show_error
from ui.language.texts import Labels, title_of
from ui.library.sync_job import SyncJob
from ui.library.sync_view import start_sync
from ui.library.uploads import (
    MAX_LISTED,
    MAX_UPLOAD_FILES,
    MAX_UPLOAD_MB,
    MAX_UPLOAD_TOTAL_MB,
    MIB,
    Outcome,
    UploadError,
    UploadItem,
    UploadPreview,
    preview_upload,
    save_upload,
)

# ---- What an upload would add: every article in a table, and each one's clean text beside its file's


COMPARE_HEIGHT = 460
MAX_CLEAN_CHARS = 20_000
ROW_HEIGHT = 38
MAX_ROWS_SHOWN = 10


def draw_preview(preview: UploadPreview, labels: Labels) -> bool:
    """Show the preview; return whether to add it."""
    st.subheader(labels.preview_heading, anchor=False)
    sentences = []
    if preview.addable:
        sentences.append(labels.preview_count.format(articles=preview.addable, files=len(preview.files)))
    if rejected := preview.counts[Outcome.REJECTED] + preview.counts[Outcome.TAKEN]:
        sentences.append(labels.preview_rejected.format(count=rejected))
    if preview.counts.total() > len(preview.items):
        sentences.append(labels.preview_more.format(count=MAX_LISTED))
    st.markdown(" ".join(sentences))
    is_asked = st.button(
        labels.add.format(count=preview.addable) if preview.addable else labels.add_nothing,
        key="add",
        type="primary",
        icon=":material/add:",
        disabled=not preview.addable,
    )
    _draw_table(preview.items, labels)
    _draw_comparison(preview.items, labels)
    return is_asked


def _draw_table(items: Sequence[UploadItem], labels: Labels) -> None:
    articles = [item.preview.article if item.preview else None for item in items]
    st.dataframe(
        {
            labels.column_title: [
                title_of(labels, article) if article else item.name
                for item, article in zip(items, articles, strict=True)
            ],
            labels.preview_outcome: [_outcome(item, labels) for item in items],
            labels.column_published: [article.published if article else None for article in articles],
            labels.column_source: [article.source if article else "" for article in articles],
            labels.column_chars: [_chars(article) if article else None for article in articles],
            labels.column_file: [item.name for item in items],
        },
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (min(len(items), MAX_ROWS_SHOWN) + 1) + 3,
        placeholder="",
        alt=labels.preview_heading,
        column_config={
            labels.column_title: st.column_config.TextColumn(width=260),
            labels.preview_outcome: st.column_config.TextColumn(width=260),
            labels.column_published: st.column_config.DateColumn(format="YYYY-MM-DD", width=104),
            labels.column_chars: st.column_config.NumberColumn(format="localized", width=76),
        },
    )


def _draw_comparison(items: Sequence[UploadItem], labels: Labels) -> None:
    """Let one article be selected and show it beside its original."""
    readable = [place for place, item in enumerate(items) if item.preview]
    if not readable:
        return
    place = st.selectbox(
        labels.preview_choose, readable, format_func=lambda place: _choice(items[place]), key="preview_chosen"
    )
    preview = items[place].preview
    if preview is not None:
        original, clean = st.columns(2)
        with original:
            _draw_original(preview, labels)
        with clean:
            _draw_clean(preview.article, labels)


def _draw_original(preview: ArticlePreview, labels: Labels) -> None:
    st.markdown(f"**{labels.original_heading}**")
    with st.container(height=COMPARE_HEIGHT, key="preview-original"):
        st.text(preview.original or labels.original_none)
        if preview.is_cut:
            st.caption(labels.original_cut)


def _draw_clean(article: Article, labels: Labels) -> None:
    st.markdown(f"**{labels.clean_heading}**")
    with st.container(height=COMPARE_HEIGHT, key="preview-clean"):
        found = {
            labels.found_title: title_of(labels, article),
            labels.found_published: article.published.isoformat() if article.published else "",
            labels.found_source: article.source,
            labels.found_author: article.author,
            **{field.name: field.value for field in article.fields},
        }
        lines = [f"{name}：{escape_markdown(value or labels.not_found)}" for name, value in found.items()]
        st.caption("  \n".join(lines))
        text = "\n\n".join(paragraph.text for paragraph in article.paragraphs)
        st.text(text[:MAX_CLEAN_CHARS])
        if len(text) > MAX_CLEAN_CHARS:
            st.caption(labels.clean_cut)
        if article.removed:
            _draw_removed(article.removed, labels)
        if article.note:
            st.caption(escape_markdown(say(article.note, labels.language)))


def _draw_removed(removed: Sequence[RemovedLine], labels: Labels) -> None:
    """Show the lines of the file that were removed, each with what it was taken for."""
    with st.expander(labels.clean_removed.format(count=len(removed)), key="preview-removed"):
        lines = [f"{line.role}：{line.text}" for line in removed]
        st.text("\n".join(lines)[:MAX_CLEAN_CHARS])


def _outcome(item: UploadItem, labels: Labels) -> str:
    return {
        Outcome.NEW: labels.outcome_new,
        Outcome.KNOWN: labels.outcome_known,
        Outcome.REPRINT: labels.outcome_reprint.format(title=item.same_as),
        Outcome.TAKEN: labels.outcome_taken,
        Outcome.REJECTED: labels.outcome_rejected.format(reason=say(item.reason, labels.language)),
    }[item.outcome]


def _choice(item: UploadItem) -> str:
    title = item.preview.article.face if item.preview else ""
    return f"{title}（{item.name}）" if title else item.name


def _chars(article: Article) -> int:
    return sum(len(paragraph.text) for paragraph in article.paragraphs)


# ---- Choose files, see what they would add, and only then add them


REPORT = "upload_report"
"""The session key of the last upload's result: the page is redrawn once the sync has begun."""
ROUND = "upload_round"
"""The session key of how often files were added: the uploader of the next round is empty."""
CHOOSER = "upload_chooser"
REFUSED = "upload_refused"
"""The session key of the files that were not sent, until the reader is told."""

_component = component("upload")
PREVIEW = "upload_preview"
"""The session key of the preview of the files chosen now, with their ids."""


def draw_add_button(labels: Labels, *, is_zone: bool = False) -> None:
    """Show the button that chooses files; a file can also be dropped anywhere on the page.

    Both pass the files to Streamlit's own uploader, which `draw_upload` draws hidden. `is_zone`: the button is a wide
    drop zone, for a page with nothing else on it.
    """
    data = {
        "is_zone": is_zone,
        "suffixes": sorted(SUPPORTED_SUFFIXES),
        "max_bytes": MAX_UPLOAD_MB * MIB,
        "labels": {
            "help": labels.upload_help.format(
                suffixes=" ".join(sorted(SUPPORTED_SUFFIXES)),
                max_mb=MAX_UPLOAD_MB,
                max_files=MAX_UPLOAD_FILES,
                max_total_mb=MAX_UPLOAD_TOTAL_MB,
            ),
            "add": labels.add_articles,
            "drop": labels.drop_articles,
            "zone": labels.drop_zone,
            "sending": labels.sending,
        },
    }
    _component(data=data, key=CHOOSER, width="stretch" if is_zone else "content", on_refused_change=_note_refused)


def draw_upload(job: SyncJob, library: Library, folder: Path, labels: Labels) -> None:
    """Show the preview of the files chosen; what is added is saved in `folder` and synced at once."""
    with st.container(key="uploader"):
        files = st.file_uploader(
            labels.add_articles,
            sorted(SUPPORTED_SUFFIXES),
            accept_multiple_files=True,
            key=f"upload-{st.session_state.get(ROUND, 0)}",
            max_upload_size=MAX_UPLOAD_MB,
        )
    limits = {"max_mb": MAX_UPLOAD_MB, "max_files": MAX_UPLOAD_FILES, "max_total_mb": MAX_UPLOAD_TOTAL_MB}
    for name, is_large in st.session_state.pop(REFUSED, []):
        too_large = Message("upload-too-large", {"name": name, "limit": MAX_UPLOAD_MB})
        unknown = Message("upload-format", {"name": name, "known": tuple(sorted(SUPPORTED_SUFFIXES))})
        show_error(say(too_large if is_large else unknown, labels.language))
    if not files:
        st.session_state.pop(PREVIEW, None)
        _draw_report()
        return
    st.session_state.pop(REPORT, None)
    total_mb = sum(file.size for file in files) / MIB
    with st.container(key="upload-preview", border=True):
        if len(files) > MAX_UPLOAD_FILES:
            show_error(labels.upload_too_many.format(count=len(files), **limits))
        elif total_mb > MAX_UPLOAD_TOTAL_MB:
            show_error(labels.upload_too_large.format(size=f"{total_mb:.0f}", **limits))
        else:
            preview = _previewed(files, library, folder, labels)
            if draw_preview(preview, labels):
                with job.holding():
                    _add([file for place, file in enumerate(files) if place in preview.files], folder, labels)
                    start_sync(job, library, folder)
        st.button(labels.cancel, key="cancel-upload", type="tertiary", on_click=_begin_round)


def _begin_round() -> None:
    """Clear the chosen files."""
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def _note_refused() -> None:
    """Note the files that the browser did not send, each with the reason: too large, or an unknown format."""
    sent = st.session_state[CHOOSER].get("refused")
    if isinstance(sent, list):
        pairs = [item for item in sent[:MAX_UPLOAD_FILES] if isinstance(item, list) and len(item) == 2]
        st.session_state[REFUSED] = [(str(name), bool(is_large)) for name, is_large in pairs]


def _previewed(files: Sequence[UploadedFile], library: Library, folder: Path, labels: Labels) -> UploadPreview:
    """Return the preview of these files, which are read only once."""
    ids = [file.file_id for file in files]
    kept: tuple[list[str], UploadPreview] | None = st.session_state.get(PREVIEW)
    if kept is not None and kept[0] == ids:
        return kept[1]
    bar = st.empty()

    def report(place: int) -> None:
        bar.progress(place / len(files), text=labels.previewing.format(done=place + 1, total=len(files)))

    preview = preview_upload([(file.name, file.getvalue()) for file in files], library, folder, report)
    bar.empty()
    st.session_state[PREVIEW] = (ids, preview)
    return preview


def _add(files: Sequence[UploadedFile], folder: Path, labels: Labels) -> None:
    """Save what can be saved, and keep the sentences that say what was saved, and what was not and why."""
    require_librarian()
    done: list[str] = []
    failed: list[str] = []
    for file in files:
        try:
            saved = save_upload(folder, file.name, file.getvalue())
        except UploadError as error:
            failed.append(say(error.message, labels.language))
            continue
        if saved.name != file.name:
            done.append(labels.renamed.format(name=file.name, saved=saved.name))
    st.session_state[REPORT] = (done, failed)
    _begin_round()
    st.session_state.pop(PREVIEW, None)


def _draw_report() -> None:
    done, failed = st.session_state.get(REPORT, ([], []))
    for sentence in done:
        st.info(escape_markdown(sentence), icon=":material/info:")
    for sentence in failed:
        show_error(sentence)
