"""Which language the reader has chosen: one switch, remembered in a cookie of the browser."""

import streamlit as st

from ui.language.labels import LANGUAGES, ZH, Labels

COOKIE = "yinju_language"
"""Set by page_bar.js and read by the sign-in page too. Holds a language and nothing else."""
CHOSEN = "language"
"""Where the session keeps a choice made after its page was opened: it knows only the cookies of that moment."""


def labels() -> Labels:
    """Return the texts in the language chosen in this session, else the one in the browser's cookie, else Chinese."""
    return labels_for(st.session_state.get(CHOSEN) or st.context.cookies.get(COOKIE))


def labels_for(language: object) -> Labels:
    """Return the texts in `language`, Chinese where there are none."""
    return next((known for known in LANGUAGES if known.language == language), ZH)


def choose_language(language: object) -> None:
    """Show this session's pages in `language` from the next script run on."""
    st.session_state[CHOSEN] = labels_for(language).language
