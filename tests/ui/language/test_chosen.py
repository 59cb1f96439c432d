"""The two languages through the real page: only the embedding model is a toy."""

import json
import tomllib

from streamlit.testing.v1 import AppTest

from index.library import Library
from ui.drawing import read_assets
from ui.language.texts import CHOSEN, EN, ZH, labels_for

HAN = ("\u4e00", "\u9fff")


def texts_shown(app: AppTest) -> list[str]:
    """Return the texts of the page's titles, captions, buttons and metrics."""
    shown = [*app.title, *app.caption, *app.markdown, *app.metric, *app.info]
    return [str(item.value) for item in shown] + [button.label for button in app.button]


def test_page_is_chinese_until_english_is_chosen(rain_server: Library, app: AppTest) -> None:
    app.run()
    assert [title.value for title in app.title] == [ZH.chat_heading]
    app.session_state[CHOSEN] = "en"
    app.run()
    assert [title.value for title in app.title] == [EN.chat_heading]
    assert app.chat_input[0].placeholder == EN.question_placeholder
    (bar,) = [json.loads(node.proto.json) for node in app.get("bidi_component") if "languages" in node.proto.json]
    assert bar["language"] == "en"
    assert [item["name"] for item in bar["languages"]] == ["中文", "English"]


def test_library_page_has_no_chinese_words_in_english(rain_server: Library, app: AppTest) -> None:
    app.session_state[CHOSEN] = "en"
    app.run()
    app.switch_page("library/page.py").run()
    assert not app.exception
    assert [text for text in texts_shown(app) if any(HAN[0] <= sign <= HAN[1] for sign in text)] == []


def test_unknown_language_is_chinese() -> None:
    assert labels_for("fr") is labels_for(None) is ZH


def test_words_of_streamlit_are_put_into_chinese_with_what_they_hold() -> None:
    words = tomllib.loads(read_assets("language/streamlit_words.toml"))
    for english, chinese in words.items():
        assert english.count("{}") == chinese.count("{}")
        assert any(HAN[0] <= sign <= HAN[1] for sign in chinese), english
