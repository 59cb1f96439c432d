"""The sync button, its progress, the way to stop it, and what came of it."""

from pathlib import Path

import streamlit as st

from index.article import Rejection
from index.library import Library
from index.messages import say
from index.progress import Progress
from index.sync.sources import SyncSummary
from ui.access.permission import require_librarian
from ui.drawing import errors_as_sentences, escape_markdown, sentence_of, show_error
from ui.language.texts import Labels, duration
from ui.library.sync_job import SyncJob, SyncState, Work

POLL_S = 0.4
"""How often a page looks at a running sync."""
WATCHED = "sync_watched"
"""Set while the session follows a sync: the figures and the table above and below it are then drawn anew at its end."""
MAX_REJECTED_OPEN = 3
"""More than these stay folded: they are in the list below too."""


def start_sync(job: SyncJob, library: Library, folder: Path, *, may_remove_most: bool = False) -> None:
    """Start a sync and draw the page anew, with its bar."""
    require_librarian()
    st.session_state[WATCHED] = True
    job.start(library, folder, may_remove_most=may_remove_most)
    st.rerun()


def draw_withheld(job: SyncJob, library: Library, folder: Path, labels: Labels, *, may_change: bool) -> None:
    """Say which articles stay although their files are gone, where some do, and to who may change the library show the
    button that lets them go."""
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


def draw_sync(job: SyncJob, library: Library, folder: Path, labels: Labels) -> None:
    """Show the button, or while a sync is running its bar; the page draws itself anew when the sync has ended."""
    # Only a running sync is looked at again and again: an idle page asks the server for nothing.
    draw = st.fragment(_draw, run_every=POLL_S if job.state.is_running else None)
    draw(job, library, folder, labels)


def sync_progress(labels: Labels, progress: Progress, rate: float | None) -> str:
    """Return the text of the bar: what is done, how fast (files a second), how long it will take."""
    parts = [labels.sync_progress.format(done=f"{progress.done:,}", total=f"{progress.total:,}")]
    if rate:
        parts.append(labels.sync_rate.format(rate=f"{rate:.1f}" if rate < 10 else f"{rate:.0f}"))
        if progress.done < progress.total:
            parts.append(labels.sync_left.format(left=duration(labels, (progress.total - progress.done) / rate)))
    if progress.note:
        parts.append(say(progress.note, labels.language))
    return " · ".join(parts)


def rebuild_progress(labels: Labels, progress: Progress, rate: float | None) -> str:
    """Return the text of the bar while everything is derived anew; `rate` is in articles a second."""
    stage = say(progress.stage, labels.language)
    parts = [labels.rebuild_progress.format(stage=stage, done=f"{progress.done:,}", total=f"{progress.total:,}")]
    if rate and progress.done < progress.total:
        parts.append(labels.sync_left.format(left=duration(labels, (progress.total - progress.done) / rate)))
    return " · ".join(parts)


def sync_done(labels: Labels, summary: SyncSummary) -> str:
    """Return the one line that says what a sync did."""
    return labels.sync_done.format(
        reprints=labels.sync_reprints.format(count=summary.reprints) if summary.reprints else "",
        added=summary.added,
        updated=summary.updated,
        removed=summary.removed,
        unchanged=summary.unchanged,
        rejected=len(summary.rejected),
    )


def _draw(job: SyncJob, library: Library, folder: Path, labels: Labels) -> None:
    with errors_as_sentences(labels):
        state = job.state
        if state.is_running:
            st.session_state[WATCHED] = True
            _draw_progress(job, state, labels)
        elif st.session_state.pop(WATCHED, False):
            st.rerun()
        else:
            if st.button(labels.sync, key="sync", type="primary", icon=":material/sync:", help=labels.sync_help):
                start_sync(job, library, folder)
            with st.container(key=f"sync-result-{state.run}"):
                _draw_result(state, labels)


def _draw_progress(job: SyncJob, state: SyncState, labels: Labels) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        name = labels.sync_running if state.work is Work.SYNC else labels.rebuild_running
        st.button(name, key="sync", type="primary", icon="spinner", disabled=True)
        label = labels.stopping if state.is_stopping else labels.stop
        if st.button(label, key="stop-sync", icon=":material/stop_circle:", disabled=state.is_stopping):
            require_librarian()
            job.stop()
            st.rerun(scope="fragment")
        st.caption(labels.sync_meanwhile)
    if state.progress is None or not state.progress.total:
        st.progress(0.0, text=labels.sync_waiting)
        return
    done = state.progress.done / state.progress.total
    said = sync_progress if state.work is Work.SYNC else rebuild_progress
    st.progress(min(done, 1.0), text=escape_markdown(said(labels, state.progress, state.rate)))


def _draw_result(state: SyncState, labels: Labels) -> None:
    if state.was_stopped:
        st.info(labels.stopped if state.work is Work.SYNC else labels.rebuild_stopped, icon=":material/stop_circle:")
    elif state.error is not None:
        show_error(sentence_of(state.error, labels))
    elif state.rebuilt is not None:
        st.success(labels.rebuilt.format(count=f"{state.rebuilt:,}"), icon=":material/check_circle:")
    elif state.summary is not None:
        st.success(sync_done(labels, state.summary), icon=":material/check_circle:")
        if state.summary.rejected:
            _draw_rejected(state.summary.rejected, labels)


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


# ---- Say that the library was made with another model or by older rules, and make it anew when asked


def draw_rebuild(job: SyncJob, library: Library, labels: Labels, *, may_change: bool) -> None:
    """Show what is the matter, where something is, and to who may change the library the button that mends it."""
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
