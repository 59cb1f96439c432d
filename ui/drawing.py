"""What every part of the screen draws with: asset files, plain text, and errors as one sentence."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from index.errors import YinjuError
from index.messages import say
from ui.language.texts import Labels

# ---- The style sheets, scripts and pages of the screen


def read_assets(*names: str) -> str:
    """Return the contents of the files with these paths below ui/, joined."""
    return "\n".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in names)


def address_of(page: str) -> str:
    """Return the address of a page below the path the app is served under."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{page}" if base else page


# ---- Plain text where Streamlit would read Markdown


MARKDOWN_SIGNS = frozenset("\\`*_{}[]()<>#+-.!|~$:&^=\"'")


def escape_markdown(text: str) -> str:
    """Return Markdown that shows exactly `text`, on one line."""
    return "".join(f"\\{sign}" if sign in MARKDOWN_SIGNS else sign for sign in " ".join(text.split()))


# ---- Every error is one plain sentence on screen; an unexpected one is logged with its traceback


log = logging.getLogger(__name__)


@contextmanager
def errors_as_sentences(labels: Labels) -> Iterator[None]:
    """Show an error raised inside as one sentence in its place, and let the page continue.

    Streamlit's own signals (rerun, stop) are not Exceptions and pass.
    """
    try:
        yield
    except Exception as error:
        if not isinstance(error, YinjuError):
            log.exception("Unexpected error while drawing the page")
        show_error(sentence_of(error, labels))


def sentence_of(error: Exception, labels: Labels) -> str:
    """Return the sentence that tells a reader about the error."""
    return say(error.message, labels.language) if isinstance(error, YinjuError) else labels.unexpected_error


def show_error(sentence: str) -> None:
    """Show the sentence literally: a file name in it is never read as Markdown."""
    st.error(escape_markdown(sentence), icon=":material/error:")


# ---- Reruns by the clock, not by the reader


_ADDRESS = "address_of_last_run"
"""The session key of the address under which the whole page was last drawn."""


def note_address() -> None:
    """Note that the whole page was drawn under the current address."""
    st.session_state[_ADDRESS] = st.query_params.to_dict()


def rerun_by_clock() -> None:
    """Redraw the whole page from a fragment that runs every few seconds; does not return if it does.

    Such a fragment runs under the address that the browser had when it requested the run. If the address has changed
    meanwhile (an article was opened, a conversation begun), redrawing would undo that: it is left to the next run.
    """
    if st.query_params.to_dict() == st.session_state.get(_ADDRESS):
        st.rerun()
