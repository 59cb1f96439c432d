"""The sync button, its progress, the stop button, and the result."""

from pathlib import Path

import streamlit as st

from index.article import Rejection
from index.catalogue import CatalogueQuery, Order, State
from index.library import Library
from index.messages import say
from index.progress import Progress
from index.sync.sources import SyncSummary
from ui.access.permission import require_librarian
from ui.drawing import errors_as_sentences, escape_markdown, sentence_of, show_error
from ui.language.texts import Labels, duration
from ui.library.articles import LAST_CHANGE, Change
from ui.library.sync_job import SyncJob, SyncState, Work

POLL_S = 0.4
"""How often a page polls a running sync."""
WATCHED = "sync_watched"
"""Set while the session follows a sync: at its end the figures and the table around it are redrawn."""
SEEN = "sync_seen"
"""The number of the sync whose result the reader has dismissed."""
MAX_REJECTED_OPEN = 3
"""More than these are collapsed: they are in the list below too."""


def start_sync(job: SyncJob, library: Library, folder: Path, *, may_remove_most: bool = False) -> None:
    """Start a sync and redraw the page, with its progress bar."""
    require_librarian()
    st.session_state[WATCHED] = True
    job.start(library, folder, may_remove_most=may_remove_most)
    st.rerun()


def draw_withheld(job: SyncJob, library: Library, folder: Path, labels: Labels, *, may_change: bool) -> None:
    """Show which articles were kept although their files are gone, if any, with a button to remove them for readers
    who may change the library."""
    with errors_as_sentences(labels):
        reasons = library.status().withheld
        if not reasons or job.state.is_running:
            return
        with st.container(border=True, key="withheld-notice"):
            for reason in reasons:
                st.markdown(f":material/warning: {escape_markdown(say(reason, labels.language))}")
            if may_change and st.button(
                labels.allow_removals,
                key="allow-removals",
                icon=":material/delete_sweep:",
                help=labels.allow_removals_help,
            ):
                start_sync(job, library, folder, may_remove_most=True)


def draw_sync_button(job: SyncJob, library: Library, folder: Path, labels: Labels) -> None:
    """Show the button that starts a sync; it is enabled again once that has ended."""
    is_running = job.state.is_running
    if st.button(
        labels.sync,
        key="sync",
        icon="spinner" if is_running else ":material/sync:",
        help=labels.sync_help,
        disabled=is_running,
    ):
        start_sync(job, library, folder)


def draw_sync(job: SyncJob, library: Library, folder: Path, labels: Labels) -> None:
    """Show the progress of a running sync, or the result of the last one; the page redraws itself at the end."""
    # Only a running sync is polled: an idle page asks the server for nothing.
    draw = st.fragment(_draw, run_every=POLL_S if job.state.is_running else None)
    draw(job, library, labels)


def sync_progress(labels: Labels, progress: Progress, rate: float | None) -> str:
    """Return the bar's text: what is done, how fast (files or articles per second), the time left."""
    of_articles = progress.unit.code == "unit-articles"
    said = labels.sync_progress_articles if of_articles else labels.sync_progress
    parts = [said.format(done=f"{progress.done:,}", total=f"{progress.total:,}")]
    if rate:
        each = labels.sync_rate_articles if of_articles else labels.sync_rate
        parts.append(each.format(rate=f"{rate:.1f}" if rate < 10 else f"{rate:.0f}"))
        if progress.done < progress.total:
            parts.append(labels.sync_left.format(left=duration(labels, (progress.total - progress.done) / rate)))
    if progress.note:
        parts.append(say(progress.note, labels.language))
    return " · ".join(parts)


def rebuild_progress(labels: Labels, progress: Progress, rate: float | None) -> str:
    """Return the bar's text during a rebuild; `rate` is in articles per second."""
    stage = say(progress.stage, labels.language)
    parts = [labels.rebuild_progress.format(stage=stage, done=f"{progress.done:,}", total=f"{progress.total:,}")]
    if rate and progress.done < progress.total:
        parts.append(labels.sync_left.format(left=duration(labels, (progress.total - progress.done) / rate)))
    return " · ".join(parts)


def sync_done(labels: Labels, summary: SyncSummary) -> str:
    """Return one line that says what a sync did."""
    return labels.sync_done.format(
        reprints=labels.sync_reprints.format(count=summary.reprints) if summary.reprints else "",
        added=summary.added,
        updated=summary.updated,
        removed=summary.removed,
        unchanged=summary.unchanged,
        rejected=len(summary.rejected),
    )


def _draw(job: SyncJob, library: Library, labels: Labels) -> None:
    with errors_as_sentences(labels):
        state = job.state
        if state.is_running:
            st.session_state[WATCHED] = True
            _draw_progress(job, state, labels)
        elif st.session_state.pop(WATCHED, False):
            st.rerun()
        elif state.run and st.session_state.get(SEEN) != state.run:
            with st.container(key=f"sync-result-{state.run}", gap="xsmall"):
                _draw_result(state, library, labels)


def _draw_progress(job: SyncJob, state: SyncState, labels: Labels) -> None:
    done, text = 0.0, labels.sync_waiting
    if state.progress is not None and state.progress.total:
        done = min(state.progress.done / state.progress.total, 1.0)
        said = sync_progress if state.work is Work.SYNC else rebuild_progress
        text = said(labels, state.progress, state.rate)
    with st.container(horizontal=True, vertical_alignment="center", key="sync-progress"):
        st.progress(done, text=escape_markdown(text), width="stretch")
        label = labels.stopping if state.is_stopping else labels.stop
        if st.button(label, key="stop-sync", icon=":material/stop_circle:", disabled=state.is_stopping):
            require_librarian()
            job.stop()
            st.rerun(scope="fragment")


def _draw_result(state: SyncState, library: Library, labels: Labels) -> None:
    """Show the result in one line, with buttons: ask a question, undo, dismiss."""
    if state.error is not None:
        show_error(sentence_of(state.error, labels))
        return
    if state.was_stopped:
        sentence = labels.stopped if state.work is Work.SYNC else labels.rebuild_stopped
    elif state.rebuilt is not None:
        sentence = labels.rebuilt.format(count=f"{state.rebuilt:,}")
    elif state.summary is not None:
        sentence = sync_done(labels, state.summary)
    else:
        return
    added = state.summary.added if state.summary else 0
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f":material/check_circle: {escape_markdown(sentence)}", width="content")
        if added:
            st.page_link("chat/page.py", label=labels.go_and_ask, icon=":material/forum:")
            if st.button(labels.undo, key="undo-sync", type="tertiary", icon=":material/undo:"):
                _take_back(state, library)
        st.button(labels.close, key="sync-seen", type="tertiary", on_click=_note_seen, args=(state.run,))
    if state.summary is not None and state.summary.rejected:
        _draw_rejected(state.summary.rejected, labels)


def _note_seen(run: int) -> None:
    st.session_state[SEEN] = run


def _take_back(state: SyncState, library: Library) -> None:
    """Withdraw the articles that the sync added; the files stay, and the list offers to undo it."""
    require_librarian()
    with library.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        query = CatalogueQuery(states=(State.SHOWN, State.REPRINT), order=Order.LATEST_ADDED)
        rows = catalogue.rows(query, offset=0, limit=state.summary.added if state.summary else 0)
    ids = [row.id for row in rows if row.added_at >= state.started_at]
    done = library.change(lambda writer: writer.withdraw_articles(ids))
    st.session_state[SEEN] = state.run
    st.session_state[LAST_CHANGE] = Change(True, tuple(done))
    st.rerun()


def _draw_rejected(rejected: tuple[Rejection, ...], labels: Labels) -> None:
    heading = labels.rejected_heading.format(count=len(rejected))
    with st.expander(heading, icon=":material/report:", expanded=len(rejected) <= MAX_REJECTED_OPEN):
        st.dataframe(
            {
                labels.column_file: [item.name for item in rejected],
                labels.column_reason: [say(item.reason, labels.language) for item in rejected],
            },
            hide_index=True,
            alt=heading,
        )


# ---- Say that the library was made with another model or by older rules, and rebuild it when asked


def draw_rebuild(job: SyncJob, library: Library, labels: Labels, *, may_change: bool) -> None:
    """Show the problem, if any, with a rebuild button for readers who may change the library."""
    if job.state.is_running or not library.notice():
        return
    made_with, now = library.status().model, library.embedder.model_name
    with st.container(border=True, key="rebuild-notice"):
        sentence = labels.other_model.format(old=made_with, new=now) if made_with != now else labels.older_rules
        st.markdown(f":material/warning: {escape_markdown(sentence)}")
        if may_change and st.button(
            labels.rebuild, key="rebuild", icon=":material/autorenew:", help=labels.rebuild_help
        ):
            require_librarian()
            st.session_state[WATCHED] = True
            job.start_rebuild(library)
            st.rerun()
