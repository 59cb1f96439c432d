"""What stands at the right end of the top bar: the languages to choose from."""

from typing import Any

import streamlit as st

from ui.assets import read_assets
from ui.labels import LANGUAGES, Labels
from ui.language import choose_language

KEY = "page_bar"

_component = st.components.v2.component(
    "yinju_page_bar",
    css=read_assets("page_bar.css"),
    js=read_assets("elements.js", "page_bar.js"),
    isolate_styles=False,  # one rule is about Streamlit's own bar
)


def draw_page_bar(labels: Labels) -> None:
    """Show the bar; a language clicked there is the session's in the script run that the click starts."""
    _component(data=bar_data(labels), key=KEY, on_language_change=_choose)


def bar_data(labels: Labels) -> dict[str, Any]:
    """Return what the browser draws, as JSON values."""
    return {
        "language": labels.language,
        "languages": [{"code": known.language, "name": known.language_name} for known in LANGUAGES],
        "labels": {"language": labels.choose_language},
    }


def _choose() -> None:
    choose_language(st.session_state[KEY].get("language"))
