"""What the library is made with, what is the matter with it, and whether it is whole."""

import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path

import streamlit as st

from index.library import Library, open_database
from index.maintenance.verify import Problem, find_problems
from ui.error_view import errors_as_sentences, show_error
from ui.language.labels import Labels
from ui.language.library_labels import LibraryLabels
from ui.plain_text import escape_markdown

KILOBYTE = 1000
DISK_LOW_BYTES = 1_000_000_000
"""Less than this free: ten thousand articles take about a tenth of it, and SQLite needs room to write."""
CHECKED = "library_checked"
"""Where the session keeps the version that was checked last and what was found."""


def draw_health(
    library: Library, articles: Path, words: Labels, texts: LibraryLabels, *, has_reader_model: bool
) -> None:
    """Show what the library is made with and where, and let its folder be checked."""
    status, free = library.status(), free_space(library)
    facts = {
        texts.articles: texts.articles_count.format(count=f"{status.articles:,}"),
        texts.health_chunks: f"{status.chunks:,}",
        texts.size: texts.size_of_free.format(size=size(status.bytes_on_disk), free=size(free)),
        texts.last_sync: local_time(status.synced_at) or texts.never_synced,
        texts.health_embedding: status.model,
        texts.health_reader: texts.health_reader_there if has_reader_model else texts.health_reader_missing,
        texts.health_version: texts.health_version_value.format(version=status.version),
        texts.health_place: status.path,
        texts.health_articles_place: str(articles),
    }
    for name, value in facts.items():
        with st.container(horizontal=True, gap="small"):
            st.markdown(f"**{name}**", width=180)
            st.markdown(escape_markdown(value), width="stretch")
    st.space("small")
    _draw_check(library.path, words, texts)


def draw_warnings(library: Library, articles: Path, texts: LibraryLabels, *, has_reader_model: bool) -> None:
    """Say what makes answers worse or keeps new articles out, where something does."""
    if (free := free_space(library)) < DISK_LOW_BYTES:
        st.warning(texts.disk_low.format(free=size(free)), icon=":material/hard_drive:")
    if not has_reader_model:
        st.warning(f"{texts.health_reader}：{texts.health_reader_missing}", icon=":material/warning:")
    if library.is_changeable and not articles.is_dir():
        sentence = texts.health_folder_missing.format(folder=articles)
        st.warning(escape_markdown(sentence), icon=":material/warning:")


@st.fragment
def _draw_check(folder: Path, words: Labels, texts: LibraryLabels) -> None:
    """Check the library when asked; the rest of the page stays as it is meanwhile."""
    with errors_as_sentences(words):
        if st.button(texts.check, key="check", icon=":material/fact_check:", help=texts.check_help):
            with st.spinner(texts.checking), closing(open_database(folder)) as database:
                st.session_state[CHECKED] = find_problems(database)
        problems: list[Problem] | None = st.session_state.get(CHECKED)
        if problems is not None:
            _draw_problems(problems, texts)


def _draw_problems(problems: list[Problem], texts: LibraryLabels) -> None:
    if not problems:
        st.success(texts.check_whole, icon=":material/verified:")
        return
    is_repairable = all(problem.is_repairable for problem in problems)
    show_error(texts.check_repairable if is_repairable else texts.check_damaged)
    for problem in problems:
        st.caption(escape_markdown(problem.text))


def size(count: float) -> str:
    """Return a number of bytes as a person says it, in the largest unit that makes it at least one."""
    for unit in ("B", "KB", "MB", "GB"):
        if count < KILOBYTE:
            return f"{count:.0f} {unit}" if unit in ("B", "KB") or count >= 100 else f"{count:.1f} {unit}"
        count /= KILOBYTE
    return f"{count:.1f} TB"


def free_space(library: Library) -> int:
    """Return how many bytes are free where this machine keeps the library, or what is its own beside one elsewhere."""
    return shutil.disk_usage(library.path).free


def local_time(moment: str | None) -> str:
    """Return the moment on this machine's clock, to the minute, or ''."""
    return f"{datetime.fromisoformat(moment).astimezone():%m-%d %H:%M}" if moment else ""
