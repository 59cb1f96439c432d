"""How the library is, in one row of figures and one line."""

from datetime import datetime

import streamlit as st

from index.library import LibraryStatus
from ui.labels import Labels
from ui.plain_text import escape_markdown

MEGABYTE = 1_000_000


def draw_health(status: LibraryStatus, labels: Labels) -> None:
    """Show the library's counts, size, last sync, version, model and place."""
    with st.grid(4, min_column_width=150):
        st.metric(labels.articles, labels.articles_count.format(count=f"{status.articles:,}"), border=True)
        st.metric(labels.chunks, labels.chunks_count.format(count=f"{status.chunks:,}"), border=True)
        st.metric(labels.size_on_disk, f"{status.bytes_on_disk / MEGABYTE:.1f} MB", border=True)
        st.metric(labels.last_sync, _local_time(status.synced_at) or labels.never_synced, border=True)
    detail = labels.library_detail.format(version=status.version, model=status.model, path=status.path)
    st.caption(escape_markdown(detail))


def draw_reader(has_model: bool, labels: Labels) -> None:
    """Say that sentences are chosen without the reader model, where its files are missing."""
    if not has_model:
        st.warning(labels.no_reader)


def _local_time(moment: str | None) -> str:
    """Return the moment on this machine's clock, to the minute, or ''."""
    return f"{datetime.fromisoformat(moment).astimezone():%m-%d %H:%M}" if moment else ""
