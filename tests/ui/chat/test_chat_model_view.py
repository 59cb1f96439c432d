"""Choosing the chat model on the page: tried first, kept, undone, and only by librarians."""

import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui.chat.chat_model
import ui.session
from index.library import Library
from qa.chat.choice import ChatChoice, load_choice
from tests.qa.chat_server import Reply, chat_server
from tests.ui.conftest import APP, TIMEOUT_S, close_server, finish_answer, turns_shown
from ui.access.permission import AccessError
from ui.drawing import escape_markdown
from ui.language.texts import ZH

QUESTION = "8月3日青山镇降雨量是多少毫米？"
WRITTEN = Reply(("青山镇下了52毫米的雨[1]。",))


@pytest.fixture
def shown(rain_server: Library, app: AppTest) -> AppTest:
    return app.run()


def shown_model(app: AppTest) -> str:
    return app.button(key="chat_model").label


def used(model: str) -> str:
    return escape_markdown(ZH.chat_model_used.format(model=model))


def choose(app: AppTest, model: str, address: str = "", variable: str = "YINJU_CHAT_KEY") -> AppTest:
    app.button(key="chat_model").click().run()
    app.text_input(key="chat_model_name").set_value(model)
    app.text_input(key="chat_model_address").set_value(address)
    app.text_input(key="chat_model_key").set_value(variable)
    app.button(key="FormSubmitter:chat_model_form-试用并保存").click().run()
    assert not app.exception
    return app


def test_model_that_answers_is_used_by_all_sessions_and_after_a_restart(shown: AppTest, tmp_path: Path) -> None:
    assert shown_model(shown) == escape_markdown(ZH.chat_model_unused)
    other = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S).run()
    with chat_server(Reply(("好",)), WRITTEN) as server:
        choose(shown, "openai:qwen", server.address)
        assert (shown_model(shown), len(shown.error)) == (used("openai:qwen"), 0)
        other.chat_input[0].set_value(QUESTION).run()
        finish_answer(other)
        assert "".join(piece["text"] for piece in turns_shown(other)[0]["statements"][0]["pieces"]) == (
            "青山镇下了52毫米的雨。"
        )
        assert shown_model(other) == used("openai:qwen")
        assert load_choice(tmp_path / "library") == ChatChoice("openai:qwen", server.address, "YINJU_CHAT_KEY")
    close_server()
    assert shown_model(shown.run()) == used("openai:qwen")


def test_without_a_chat_model_is_always_possible_and_the_settings_come_back(
    tmp_path: Path, rain_server: Library, app: AppTest
) -> None:
    with (tmp_path / "config.toml").open("a", encoding="utf-8") as config:
        config.write('[chat]\nmodel = "openai:of-the-file"\nbase_url = "http://127.0.0.1:9/v1"\nretries = 0\n')
    app.run()
    assert shown_model(app) == used("openai:of-the-file")
    app.button(key="chat_model").click().run()
    app.button(key="chat_model_off").click().run()
    assert shown_model(app) == escape_markdown(ZH.chat_model_unused)
    app.chat_input[0].set_value(QUESTION).run()
    assert turns_shown(app)[0]["remark"] == ""
    with chat_server(Reply(("好",))) as server:
        choose(app, "openai:other", server.address)
        assert shown_model(app) == used("openai:other")
    app.button(key="chat_model").click().run()
    app.button(key="chat_model_back").click().run()
    assert [error.value for error in app.error] == [  # the model gone back to is tried as well
        escape_markdown(ZH.chat_model_no_answer.format(reason="对话模型连接不上"))
    ]
    assert shown_model(app.run()) == used("openai:other")


@pytest.mark.parametrize(
    ("model", "reply", "shown_error"),
    [
        ("openai:a", Reply(status=401), "没有保存：对话模型不接受密钥（HTTP 401，环境变量 YINJU_CHAT_KEY）；"),
        ("openai:a", Reply(status=404), "没有保存：对话模型的地址或名称不对（HTTP 404）；"),
        ("qwen", Reply(), "对话模型写成了 'qwen'，应写成 服务:模型"),
        ("nobody:a", Reply(), "对话模型 'nobody:a' 无法使用（"),
    ],
)
def test_model_that_does_not_answer_is_not_kept_and_the_reason_is_one_sentence(
    shown: AppTest, tmp_path: Path, model: str, reply: Reply, shown_error: str
) -> None:
    with chat_server(reply) as server:
        choose(shown, model, server.address)
    (error,) = shown.error
    assert error.value.startswith(escape_markdown(shown_error))
    assert load_choice(tmp_path / "library") is None
    assert shown_model(shown.run()) == escape_markdown(ZH.chat_model_unused)


def test_missing_package_is_said_with_the_command_that_installs_it(
    shown: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "langchain_deepseek", None)
    choose(shown, "deepseek:chat")
    assert [error.value for error in shown.error] == [
        escape_markdown("对话模型 deepseek:chat 需要 langchain-deepseek，请先运行：pip install langchain-deepseek")
    ]


@pytest.mark.parametrize("model", ["deepseek:chat", "nobody:chat"])
def test_settings_that_cannot_be_used_keep_nobody_from_asking(
    tmp_path: Path, rain_server: Library, app: AppTest, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    monkeypatch.setitem(sys.modules, "langchain_deepseek", None)
    with (tmp_path / "config.toml").open("a", encoding="utf-8") as config:
        config.write(f'[chat]\nmodel = "{model}"\n')
    app.run()
    assert shown_model(app) == escape_markdown(ZH.chat_model_unused + ZH.chat_model_failed)
    app.chat_input[0].set_value(QUESTION).run()
    assert turns_shown(app)[0]["status"] == "answered"
    app.button(key="chat_model").click().run()
    assert [escape_markdown(model) in error.value for error in app.error] == [True]


def test_reader_sees_the_model_and_cannot_change_it(
    rain_server: Library, app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ui.chat.chat_model, "may_change_library", lambda: False)
    app.run()
    assert "chat_model" not in [button.key for button in app.button]
    assert escape_markdown(ZH.chat_model_unused) in [caption.value for caption in app.caption]


def test_sign_in_that_ended_while_the_dialog_was_open_changes_nothing(
    shown: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise AccessError("请先登录。")

    shown.button(key="chat_model").click().run()
    monkeypatch.setattr(ui.chat.chat_model, "require_librarian", refuse)
    with chat_server(Reply(("好",))) as server:
        choose(shown, "openai:qwen", server.address)
        assert server.requests == []
    assert [error.value for error in shown.error] == ["请先登录。"]
    assert load_choice(tmp_path / "library") is None
