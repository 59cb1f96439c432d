"""Say that the library was made with another model or by older rules, and make it anew when asked."""

import streamlit as st

from index.library import Library
from ui.access.permission import require_librarian
from ui.language.library_labels import LibraryLabels
from ui.library.sync_job import SyncJob
from ui.library.sync_view import WATCHED
from ui.plain_text import escape_markdown


def draw_rebuild(job: SyncJob, library: Library, texts: LibraryLabels, *, may_change: bool) -> None:
    """Show what is the matter, where something is, and to who may change the library the button that mends it."""
    if job.state.is_running or not library.notice():
        return
    made_with, now = library.status().model, library.embedder.model_name
    with st.container(border=True, key="rebuild-notice"):
        sentence = texts.other_model.format(old=made_with, new=now) if made_with != now else texts.older_rules
        st.markdown(f":material/warning: {escape_markdown(sentence)}")
        if may_change and st.button(texts.rebuild, key="rebuild", icon=":material/autorenew:", help=texts.rebuild_help):
            require_librarian()
            st.session_state[WATCHED] = True
            job.start_rebuild(library)
            st.rerun()
