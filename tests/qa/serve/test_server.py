"""`yinju serve` as a process: where it listens, what it refuses, how it ends."""

import json
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

import qa.__main__ as program
from index.settings import Settings
from qa.asking import QuestionAnswering
from tests.qa.chat_server import Reply, chat_server
from tests.qa.serve.conftest import QUESTION, START_S, TOY_PROGRAM, started, toy_answering

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def toy_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a library folder; the command runs with the toy embedder."""
    answering = toy_answering(tmp_path / "library")

    def open_toy(settings: Settings, path: Path, _: object) -> QuestionAnswering:
        return answering

    monkeypatch.setattr(program, "open_question_answering", open_toy)
    return str(tmp_path / "library")


def test_beyond_this_machine_only_with_keys(toy_program: str, capsys: Capture) -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1"):
        assert program.main(["serve", "--host", host, "--port", "0", "--library", toy_program]) == 1
        assert capsys.readouterr() == (
            "",
            f"监听 {host} 时别的机器也能访问，需要先在环境变量 YINJU_READER_KEY 或 YINJU_LIBRARIAN_KEY 里设置密钥。\n",
        )


def test_short_key_is_refused_at_the_start(toy_program: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINJU_READER_KEY", "short")
    assert program.main(["serve", "--port", "0", "--library", toy_program]) == 1
    assert capsys.readouterr().err.startswith("环境变量 YINJU_READER_KEY 里有一个密钥不到 16 个字符")


def test_port_in_use_is_said_in_one_sentence(toy_program: str, capsys: Capture) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert program.main(["serve", "--port", port, "--library", toy_program]) == 1
    reason = "Address already in use"
    sentence = f"无法监听 127.0.0.1:{port}（{reason}），请换一个 --host 或 --port。\n"
    assert capsys.readouterr() == ("", sentence)


def test_wrong_port_is_wrong_usage(capsys: Capture) -> None:
    for port in ("65536", "-1", "x"):
        with pytest.raises(SystemExit) as caught:
            program.main(["serve", "--port", port])
        assert caught.value.code == 2
    assert "不是端口，应是 0 到 65535 之间的整数" in capsys.readouterr().err


def test_sigterm_finishes_the_answer_that_is_running(tmp_path: Path) -> None:
    """A chat model takes its time; told to stop meanwhile, the server writes the answer to its end and exits with 0."""
    toy_answering(tmp_path / "library").library.close()
    pieces = ("大桥全长2.86公里[1]。", "大桥2021年3月动工[1]。")
    with chat_server(Reply(pieces, between_s=1.0)) as model:
        config = tmp_path / "config.toml"
        config.write_text(
            f'[chat]\nmodel = "openai:scripted"\nbase_url = "{model.address}"\n[http]\nlog_format = "json"\n'
        )
        with (
            started(tmp_path, TOY_PROGRAM, YINJU_CONFIG=str(config)) as server,
            ThreadPoolExecutor(1) as threads,
        ):
            asked = {"question": QUESTION}
            answer = threads.submit(lambda: httpx.post(f"{server.address}/ask", json=asked, timeout=60))
            deadline = time.monotonic() + 30
            while not model.requests and time.monotonic() < deadline:
                time.sleep(0.02)
            server.process.send_signal(signal.SIGTERM)
            assert "2021年3月动工" in answer.result(60).json()["answer"]
            assert server.process.wait(START_S) == 0
            with pytest.raises(httpx.ConnectError):
                httpx.get(f"{server.address}/healthz")
        log = [json.loads(line) for line in server.log.read_text(encoding="utf-8").splitlines()]
    assert [line["status"] for line in log if line["message"] == "request" and line["path"] == "/ask"] == [200]
    assert {line["level"] for line in log} == {"INFO"}


def test_sigterm_does_not_wait_for_ever(tmp_path: Path) -> None:
    """A chat model says nothing; after `stop_s` seconds the server ends all the same, in order."""
    toy_answering(tmp_path / "library").library.close()
    with chat_server(Reply(("大桥",), silent_s=60)) as model:
        config = tmp_path / "config.toml"
        config.write_text(f'[chat]\nmodel = "openai:scripted"\nbase_url = "{model.address}"\n[http]\nstop_s = 1\n')
        with (
            started(tmp_path, TOY_PROGRAM, YINJU_CONFIG=str(config)) as server,
            ThreadPoolExecutor(1) as threads,
        ):
            asked = {"question": QUESTION}
            answer = threads.submit(lambda: httpx.post(f"{server.address}/ask", json=asked, timeout=60))
            deadline = time.monotonic() + 30
            while not model.requests and time.monotonic() < deadline:
                time.sleep(0.02)
            server.process.send_signal(signal.SIGTERM)
            assert server.process.wait(START_S) == 0
            with pytest.raises(httpx.HTTPError):
                answer.result(60).raise_for_status()
