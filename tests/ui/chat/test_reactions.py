"""Thumbs and export through the real page: only the embedding model is a toy."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import ui.session
from index.library import Library
from qa.history.conversations import Rating
from tests.ui.conftest import APP, TIMEOUT_S, turns_shown
from ui.chat.answer_view import read_rating

QUESTION = "8月3日青山镇降雨量是多少毫米？"


@pytest.mark.parametrize(
    ("request_", "read"),
    [
        ({"is_helpful": True}, (Rating(True), True)),
        ({"is_helpful": False, "reason": "日期不对"}, (Rating(False, "日期不对"), True)),
        ({"is_helpful": False, "reason": 7}, (Rating(False), True)),
        ({"is_helpful": None, "reason": "x"}, (None, True)),
        ({"is_helpful": "yes"}, (None, True)),
        ({}, (None, False)),
        (None, (None, False)),
        ("up", (None, False)),
    ],
)
def test_what_the_browser_says_is_read_and_nothing_else(request_: object, read: tuple[Rating | None, bool]) -> None:
    assert read_rating(request_) == read


def asked(app: AppTest) -> list[dict[str, Any]]:
    app.run()
    return turns_shown(app.chat_input[0].set_value(QUESTION).run())


def test_rating_is_shown_again_after_a_reload_and_listed_for_the_librarian(rain_server: Library, app: AppTest) -> None:
    (turn,) = asked(app)
    assert (turn["can_rate"], turn["rating"]) == (True, None)
    kept = ui.session.open_server().conversations.kept_turns(app.session_state["conversation"])
    ui.session.open_server().ratings.rate(kept[0].number, Rating(False, "日期不对"))
    reloaded = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S)
    reloaded.session_state["owner"] = app.session_state["owner"]
    reloaded.query_params["conversation"] = app.query_params["conversation"]
    (turn,) = turns_shown(reloaded.run())
    assert turn["rating"] == {"is_helpful": False, "reason": "日期不对"}
    assert [rated.rating for rated in ui.session.open_server().ratings.list()] == [Rating(False, "日期不对")]


def test_answer_or_conversation_is_offered_in_both_formats(rain_server: Library, app: AppTest) -> None:
    asked(app)
    app.chat_input[0].set_value("转移了多少户？").run()
    id = app.session_state["conversation"]
    app.menu_button(key=f"actions-{id}").click("导出").run()
    assert [button.label for button in app.download_button] == ["Word 文档", "Markdown 文件"]
    assert not app.exception
