"""The sync button, its progress and what came of it."""

from pathlib import Path

import streamlit as st

from index.article import Rejection
from index.library import Library
from ui.error_view import errors_as_sentences, show_error
from ui.labels import Labels, sync_done, sync_progress
from ui.sync_job import SyncJob, SyncState

POLL_S = 0.4
"""How often a page looks at a running sync."""
WATCHED = "sync_watched"
"""Set while the session follows a sync: the figures and the table above and below it are then drawn anew at its end."""


def start_sync(job: SyncJob, library: Library, folder: Path) -> None:
    """Start a sync and draw the page anew, with its bar."""
    st.session_state[WATCHED] = True
    job.start(library, folder)
    st.rerun()


def draw_sync(job: SyncJob, library: Library, folder: Path, labels: Labels) -> None:
    """Show the button, or while a sync is running its bar; the page draws itself anew when the sync has ended."""
    # Only a running sync is looked at again and again: an idle page asks the server for nothing.
    st.fragment(_draw, run_every=POLL_S if job.state.is_running else None)(job, library, folder, labels)


def _draw(job: SyncJob, library: Library, folder: Path, labels: Labels) -> None:
    with errors_as_sentences(labels):
        state = job.state
        if state.is_running:
            st.session_state[WATCHED] = True
            _draw_progress(state, labels)
        elif st.session_state.pop(WATCHED, False):
            st.rerun()
        else:
            if st.button(labels.sync, key="sync", type="primary", icon=":material/sync:"):
                start_sync(job, library, folder)
            with st.container(key=f"sync-result-{state.run}"):
                _draw_result(state, labels)


def _draw_progress(state: SyncState, labels: Labels) -> None:
    st.button(labels.sync_running, key="sync", type="primary", icon="spinner", disabled=True)
    if state.progress is None or not state.progress.total:
        st.progress(0.0, text=labels.sync_waiting)
        return
    done = state.progress.done / state.progress.total
    st.progress(min(done, 1.0), text=sync_progress(labels, state.progress, state.elapsed_s))


def _draw_result(state: SyncState, labels: Labels) -> None:
    if state.error is None or state.error:
        show_error(state.error or labels.unexpected_error)
    elif state.summary is not None:
        st.success(sync_done(labels, state.summary), icon=":material/check_circle:")
        if state.summary.rejected:
            _draw_rejected(state.summary.rejected, labels)


def _draw_rejected(rejected: tuple[Rejection, ...], labels: Labels) -> None:
    with st.expander(labels.rejected_heading, icon=":material/report:", expanded=True):
        st.dataframe(
            {
                labels.column_file: [item.name for item in rejected],
                labels.column_reason: [item.reason for item in rejected],
            },
            hide_index=True,
            alt=labels.rejected_heading,
        )
