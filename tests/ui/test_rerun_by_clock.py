"""A fragment run by the clock redraws the whole page only if the page's address has not changed."""

import pytest
from streamlit.testing.v1 import AppTest


def script(goes_on: str) -> None:
    import streamlit as st

    from ui.drawing import note_address, rerun_by_clock

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    if st.session_state["runs"] == 1:
        note_address()
        if goes_on:
            st.query_params["article"] = goes_on
        rerun_by_clock()


@pytest.mark.parametrize(("goes_on", "runs"), [("", 2), ("an-article", 1)])
def test_page_is_drawn_anew_only_under_its_own_address(goes_on: str, runs: int) -> None:
    app = AppTest.from_function(script, kwargs={"goes_on": goes_on}).run()
    assert not app.exception
    assert app.session_state["runs"] == runs
