"""The chat model chosen on the screen: what can be chosen, how it is kept and how it is tried."""

import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import ChatModelError, LibraryError, MissingPackageError, SettingsError
from index.settings import ChatSettings
from qa.chat.choice import FILE_NAME, ChatChoice, load_choice, read_choice, save_choice, settings_of, try_chat_model
from tests.qa.chat_server import Reply, chat_server

CHOICE = ChatChoice("openai:qwen2.5", "http://127.0.0.1:8000/v1", "YINJU_CHAT_KEY_QWEN")


def test_choice_is_kept_for_its_owner_only_and_forgotten(tmp_path: Path) -> None:
    assert load_choice(tmp_path) is None
    save_choice(tmp_path, CHOICE)
    assert load_choice(tmp_path) == CHOICE
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600
    save_choice(tmp_path, ChatChoice())
    assert load_choice(tmp_path) == ChatChoice()
    save_choice(tmp_path, None)
    assert (load_choice(tmp_path), list(tmp_path.iterdir())) == (None, [])


def test_choice_takes_the_place_of_the_settings_and_leaves_the_rest() -> None:
    settings = ChatSettings(model="ollama:a", timeout_s=7)
    assert settings_of(settings, None) == settings
    assert settings_of(settings, CHOICE) == replace(
        settings, model=CHOICE.model, base_url=CHOICE.base_url, key_variable=CHOICE.key_variable
    )
    assert settings_of(settings, ChatChoice()).model == ""


def test_what_is_typed_is_read_without_the_blanks_around_it() -> None:
    assert read_choice(" openai:qwen2.5 ", " ", " ") == ChatChoice("openai:qwen2.5", "", "YINJU_CHAT_KEY")


@pytest.mark.parametrize(
    ("model", "base_url", "key_variable"),
    [
        ("", "", ""),
        ("qwen", "", ""),
        (":qwen", "", ""),
        ("openai:", "", ""),
        ("openai:two words", "", ""),
        ("openai:a", "127.0.0.1:8000", ""),
        ("openai:a", "ftp://127.0.0.1", ""),
        ("openai:a", "file:///etc/passwd", ""),
        ("openai:a", "http://user:secret@127.0.0.1/v1", ""),
        ("openai:a", "http://[", ""),
        ("openai:a", "", "AWS_SECRET_ACCESS_KEY"),
        ("openai:a", "", "OPENAI_API_KEY"),
        ("openai:a", "", "sk-0123456789"),
        ("openai:" + "a" * 400, "", ""),
    ],
)
def test_what_cannot_be_a_choice_is_refused_in_one_sentence(model: str, base_url: str, key_variable: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_choice(model, base_url, key_variable)
    assert str(caught.value).endswith("。")


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"model": "openai:a"}', '{"model": 1, "base_url": "", "key_variable": ""}']
)
def test_damaged_file_is_said_and_never_guessed_at(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE_NAME).write_text(content)
    with pytest.raises(LibraryError, match="重新选择"):
        load_choice(tmp_path)


def test_file_edited_to_name_another_variable_is_refused(tmp_path: Path) -> None:
    save_choice(tmp_path, replace(CHOICE, key_variable="AWS_SECRET_ACCESS_KEY"))
    with pytest.raises(SettingsError):
        load_choice(tmp_path)


def test_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="无法写入"):
        save_choice(tmp_path / "gone", CHOICE)


def test_trying_asks_once_and_briefly_with_the_key_of_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINJU_CHAT_KEY_QWEN", "sk-here")
    with chat_server(Reply(("好",) * 500, between_s=0.01)) as server:
        try_chat_model(server.settings(key_variable="YINJU_CHAT_KEY_QWEN"))
        (request,) = server.requests
        assert server.gone.wait(10)
    assert server.keys == ["Bearer sk-here"]
    assert request["max_tokens"] <= 16
    assert sum(len(message["content"]) for message in request["messages"]) < 40


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=401), "对话模型不接受密钥（HTTP 401，环境变量 YINJU_CHAT_KEY）"),
        (Reply(status=404), "对话模型的地址或名称不对（HTTP 404）"),
        (Reply(status=503), "对话模型出错（HTTP 503）"),
    ],
)
def test_model_that_does_not_answer_says_why_after_one_request(reply: Reply, reason: str) -> None:
    with chat_server(reply) as server:
        with pytest.raises(ChatModelError) as caught:
            try_chat_model(server.settings(retries=5))
        assert len(server.requests) == 1
    assert str(caught.value) == reason


def test_missing_package_is_answered_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_deepseek", None)
    with pytest.raises(MissingPackageError, match="pip install langchain-deepseek"):
        try_chat_model(ChatSettings(model="deepseek:chat"))
