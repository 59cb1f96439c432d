"""The frame around every page: title, navigation, languages, and the door where asking needs a password."""

from pathlib import Path

import streamlit as st

from ui.access.permission import is_signed_in_by_provider, may_ask
from ui.drawing import errors_as_sentences
from ui.language.chosen import labels
from ui.language.labels import Labels
from ui.page_bar import draw_page_bar


def draw_screen() -> None:
    """Draw the page that the address names."""
    words = labels()
    st.set_page_config(
        page_title=words.product,
        page_icon=str(Path(__file__).with_name("icon.svg")),
        layout="wide",
        menu_items={"About": words.about},
    )
    st.logo(str(Path(__file__).with_name("logo.svg")), size="large")
    page = st.navigation(
        [
            st.Page(
                "chat/page.py",
                title=words.chat_page,
                icon=":material/forum:",
                url_path="chat",
                default=True,
                help=words.chat_page_help,
            ),
            st.Page(
                "library/page.py",
                title=words.library_page,
                icon=":material/library_books:",
                url_path="library",
                help=words.library_page_help,
            ),
        ],
        position="top",
    )
    with errors_as_sentences(words):
        draw_page_bar(words)
        if may_ask():
            page.run()
        else:
            _draw_door(words)


def _draw_door(words: Labels) -> None:
    st.info(words.asking_refused if is_signed_in_by_provider() else words.asking_guarded, icon=":material/lock:")
