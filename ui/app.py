"""The web app. Start it with `streamlit run ui/app.py`."""

import sys
from pathlib import Path

# Streamlit puts only this file's folder on the path; the layers stand beside it.
if str(Path(__file__).resolve().parent.parent) not in sys.path:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import streamlit as st

from ui.error_view import errors_as_sentences
from ui.language import labels
from ui.page_bar import draw_page_bar

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
            "chat_page.py",
            title=words.chat_page,
            icon=":material/forum:",
            url_path="chat",
            default=True,
            help=words.chat_page_help,
        ),
        st.Page(
            "library_page.py",
            title=words.library_page,
            icon=":material/library_books:",
            url_path="library",
            help=words.library_page_help,
        ),
    ],
    position="top",
)
draw_page_bar(words)
with errors_as_sentences(words):
    page.run()
