"""How the library is at this moment: its figures, and whether its folder is being followed. Draws itself anew."""

from datetime import datetime

import streamlit as st

from index.library import Library, LibraryStatus
from index.watch.watcher import FolderWatcher, WatchState
from ui.error_view import errors_as_sentences
from ui.language.labels import Labels
from ui.language.library_labels import LibraryLabels
from ui.language.translation import translate
from ui.library.health_view import free_space, local_time, size
from ui.library.sync_job import SyncJob
from ui.plain_text import escape_markdown

POLL_S = 3.0
"""How often an open page looks whether the follower has taken something in."""


def draw_overview(library: Library, watcher: FolderWatcher, job: SyncJob, words: Labels, texts: LibraryLabels) -> None:
    """Show the figures and the follower's state; while it follows, the figures keep up and the reader is told when
    the list below has become an old one."""
    drawn = library.status()
    poll_s = POLL_S if watcher.state.is_watching else None
    st.fragment(_draw, run_every=poll_s)(library, watcher, job, words, texts, drawn)


def _draw(
    library: Library, watcher: FolderWatcher, job: SyncJob, words: Labels, texts: LibraryLabels, drawn: LibraryStatus
) -> None:
    with errors_as_sentences(words):
        status = library.status()
        _draw_figures(library, status, texts)
        if library.is_changeable:
            _draw_watching(watcher.state, texts)
        if status.version != drawn.version and not job.state.is_running:
            if not drawn.articles:
                st.rerun()  # there is nothing on the page yet that this could take away
            with st.container(horizontal=True, vertical_alignment="center"):
                if st.button(texts.refresh, key="refresh", icon=":material/refresh:"):
                    st.rerun()
                st.caption(texts.has_changed)


def _draw_figures(library: Library, status: LibraryStatus, texts: LibraryLabels) -> None:
    with st.grid(3, min_column_width=150):
        st.metric(
            texts.articles,
            texts.articles_count.format(count=f"{status.articles:,}"),
            border=True,
            help=texts.articles_help.format(reprints=f"{status.reprints:,}", withdrawn=f"{status.withdrawn:,}"),
        )
        if library.is_changeable:
            free = size(free_space(library))
            st.metric(texts.size, size(status.bytes_on_disk), border=True, help=texts.size_help.format(free=free))
        else:  # what it takes is said by the machines that keep it
            st.metric(texts.health_chunks, f"{status.chunks:,}", border=True)
        st.metric(texts.last_sync, local_time(status.synced_at) or texts.never_synced, border=True)


def _draw_watching(state: WatchState, texts: LibraryLabels) -> None:
    if state.error:
        sentence = texts.watch_error.format(error=translate(state.error, texts.language))
        st.warning(escape_markdown(sentence), icon=":material/sync_problem:")
        return
    sentences = [texts.watching if state.is_watching else texts.not_watching]
    if state.is_watching and state.is_polling:
        sentences.append(texts.watch_polling)
    if state.changed_at is not None and state.summary is not None:
        sentences.append(
            texts.watch_changed.format(
                moment=_local(state.changed_at),
                added=state.summary.added,
                updated=state.summary.updated,
                removed=state.summary.removed,
                rejected=len(state.summary.rejected),
            )
        )
    st.caption(escape_markdown("".join(sentences) if texts.language.startswith("zh") else " ".join(sentences)))


def _local(moment: datetime) -> str:
    return local_time(moment.isoformat())
