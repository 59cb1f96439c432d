"""Keys and passwords never appear in the log, whatever goes wrong."""

import logging
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from index.library import Library
from tests.qa.chat_server import Reply, chat_server
from tests.ui.conftest import finish_answer, turns_shown

KEY = "sk-a-key-that-nobody-may-see"
QUESTION = "8月3日青山镇降雨量是多少毫米？"


@pytest.mark.parametrize("reply", [Reply(status=401), Reply(status=500), Reply(("不完",), end="garbage")])
def test_chat_models_key_is_sent_and_never_logged(
    rain_server: Library,
    tmp_path: Path,
    app: AppTest,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    reply: Reply,
) -> None:
    monkeypatch.setenv("YINJU_CHAT_KEY", KEY)
    with chat_server(reply) as server, caplog.at_level(logging.INFO):
        with (tmp_path / "config.toml").open("a", encoding="utf-8") as config:
            config.write(f'[chat]\nmodel = "openai:scripted"\nbase_url = "{server.address}"\nretries = 0\n')
        app.run()
        app.chat_input[0].set_value(QUESTION).run()
        finish_answer(app)
        (turn,) = turns_shown(app)
    assert server.keys == [f"Bearer {KEY}"], "the model was asked, with the key"
    shown = capfd.readouterr()
    assert caplog.records, "what went wrong is in the log"
    for text in (caplog.text, shown.out, shown.err, str(turn)):
        assert KEY not in text
