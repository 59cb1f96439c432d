"""A chat model on a real server: streamed, asked again, given up in time; never a key in a message."""

import sys
import threading
import time
from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest

from index.errors import ChatModelError, MissingPackageError, SettingsError
from index.settings import ChatSettings
from qa.chat.model import ChatModel, open_chat_model
from tests.qa.chat_server import ChatServer, Reply, chat_server

HELLO = Reply(("你", "好", "。"))


def open_quick(server: ChatServer, **changes: Any) -> ChatModel:
    """Open the server's model with hardly any wait between attempts."""
    return replace(open_chat_model(server.settings(**changes)), first_wait_s=0.01)


def drain(pieces: Generator[str, None, bool]) -> tuple[list[str], bool]:
    found = []
    while True:
        try:
            found.append(next(pieces))
        except StopIteration as end:
            return found, end.value


def failure(model: ChatModel, cancel: threading.Event | None = None) -> str:
    with pytest.raises(ChatModelError) as caught:
        drain(model.stream("规则", "问题", cancel))
    return str(caught.value)


def test_pieces_come_as_they_are_written() -> None:
    with chat_server(HELLO) as server:
        assert drain(open_quick(server).stream("规则", "问题")) == (["你", "好", "。"], False)
        request = server.requests[0]
    assert request["messages"] == [{"content": "规则", "role": "system"}, {"content": "问题", "role": "user"}]
    assert (request["model"], request["temperature"], request["stream"]) == ("scripted", 0, True)
    assert (request["max_tokens"], request["max_completion_tokens"]) == (700, 700)


def test_text_cut_for_length_is_said_to_be() -> None:
    with chat_server(Reply(("你",), end="length")) as server:
        assert drain(open_quick(server).stream("", "")) == (["你"], True)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_busy_server_is_asked_again(status: int) -> None:
    with chat_server(Reply(status=status), Reply(status=status), HELLO) as server:
        assert drain(open_quick(server, retries=2).stream("", ""))[0] == ["你", "好", "。"]
        assert len(server.requests) == 3


def test_connection_lost_before_the_first_piece_is_tried_again() -> None:
    with chat_server(Reply(end="close"), HELLO) as server:
        assert drain(open_quick(server).stream("", ""))[0] == ["你", "好", "。"]


@pytest.mark.parametrize(
    ("reply", "attempts", "message"),
    [
        (Reply(status=500), 3, "对话模型出错（HTTP 500）"),
        (Reply(status=429), 3, "对话模型正忙（HTTP 429）"),
        (Reply(status=400), 1, "对话模型出错（HTTP 400）"),
        (Reply(status=401), 1, "对话模型不接受密钥（HTTP 401，环境变量 YINJU_CHAT_KEY）"),
        (Reply(status=404), 1, "对话模型的地址或名称不对（HTTP 404）"),
        (Reply(("你",), end="close"), 1, "对话模型中途断开"),
        (Reply(("你",), end="garbage"), 1, "对话模型中途断开"),
    ],
)
def test_failure_is_one_plain_sentence_without_the_servers_words(reply: Reply, attempts: int, message: str) -> None:
    with chat_server(reply) as server:
        assert failure(open_quick(server, retries=2)) == message
        assert len(server.requests) == attempts


def test_server_that_is_not_there_is_said_so() -> None:
    with chat_server(HELLO) as server:
        model = open_quick(server, retries=1)
    assert failure(model) == "对话模型连接不上"


def test_wait_asked_for_by_the_server_is_kept_unless_time_runs_out() -> None:
    with chat_server(Reply(status=429, retry_after="60"), HELLO) as server:
        started = time.monotonic()
        assert failure(open_quick(server, timeout_s=5)) == "对话模型正忙（HTTP 429）"
        assert time.monotonic() - started < 4


@pytest.mark.parametrize("reply", [Reply(silent_s=30), Reply(("慢",) * 100, between_s=0.3)])
def test_slow_model_is_given_up_in_time(reply: Reply) -> None:
    with chat_server(reply) as server:
        model = replace(open_quick(server), timeout_s=0.5)
        started = time.monotonic()
        assert failure(model) == "对话模型在 0.5 秒内没有写完"
        assert time.monotonic() - started < 3


def test_model_is_asked_nothing_once_it_is_cancelled() -> None:
    cancel = threading.Event()
    cancel.set()
    with chat_server(Reply(("大桥",))) as server:
        model = open_quick(server)
        assert failure(model, cancel) == "已停止写作"
        assert drain(model.stream("规则", "问题")) == (["大桥"], False)
        assert len(server.requests) == 1


def test_cancel_ends_the_wait_at_once() -> None:
    cancel = threading.Event()
    with chat_server(Reply(silent_s=30)) as server:
        threading.Timer(0.2, cancel.set).start()
        started = time.monotonic()
        assert failure(open_quick(server), cancel) == "已停止写作"
        assert time.monotonic() - started < 3


def test_closing_the_stream_hangs_up() -> None:
    with chat_server(Reply(("长",) * 2000, between_s=0.01)) as server:
        pieces = open_quick(server).stream("", "")
        assert next(pieces) == "长"
        pieces.close()
        assert server.gone.wait(10)


def test_key_comes_from_the_variable_the_settings_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    with chat_server(HELLO) as server:
        drain(open_quick(server).stream("", ""))
        monkeypatch.setenv("MY_KEY", "sk-mine")
        drain(open_quick(server, key_variable="MY_KEY").stream("", ""))
        assert server.keys == ["Bearer not-needed", "Bearer sk-mine"]


def test_missing_package_is_answered_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_deepseek", None)
    with pytest.raises(MissingPackageError) as caught:
        open_chat_model(ChatSettings(model="deepseek:deepseek-chat"))
    expected = "对话模型 deepseek:deepseek-chat 需要 langchain-deepseek，请先运行：pip install langchain-deepseek"
    assert str(caught.value) == expected


@pytest.mark.parametrize("model", ["nobody:model", "qwen2.5", "openai:gpt-4o"])
def test_unusable_settings_say_what_is_expected(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(SettingsError) as caught:
        open_chat_model(ChatSettings(model=model))
    assert str(caught.value).startswith(f"对话模型 {model!r} 无法使用（")
    assert str(caught.value).endswith("例如 openai:qwen2.5，密钥放在环境变量 YINJU_CHAT_KEY 里。")
