"""Every error is one plain sentence on screen; what was not foreseen is in the log with its traceback."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from index.errors import YinjuError
from ui.language.labels import Labels
from ui.language.translation import translate
from ui.plain_text import escape_markdown

log = logging.getLogger(__name__)


@contextmanager
def errors_as_sentences(labels: Labels) -> Iterator[None]:
    """Show an error raised inside as one sentence in its place, and let the page go on.

    Streamlit's own signals (rerun, stop) are not Exceptions and pass.
    """
    try:
        yield
    except YinjuError as error:
        show_error(translate(str(error), labels.language))
    except Exception:
        log.exception("Unexpected error while drawing the page")
        show_error(labels.unexpected_error)


def show_error(sentence: str) -> None:
    """Show the sentence as it stands: a file name in it is never read as Markdown."""
    st.error(escape_markdown(sentence), icon=":material/error:")
