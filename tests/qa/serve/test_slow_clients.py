"""Slow, many and rude clients: others are answered all the same, in time, and the log stays short."""

import io
import logging
import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from qa.asking import QuestionAnswering
from qa.serve.connections import HEAD_BYTES, LIKE_LINES, LIKE_S, MAX_HEADERS, Sparing
from tests.qa.serve.conftest import LIBRARIAN_KEY, READER_KEY, RunningServer, problem, running
from tests.raw_connection import answer_of, connect_to

pytestmark = pytest.mark.faults

IDLE_CLIENTS = 1000
PATIENCE_S = 30.0


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def connect(server: RunningServer) -> socket.socket:
    return connect_to(server.address, PATIENCE_S)


def test_a_thousand_idle_connections_and_a_trickling_client_keep_nobody_waiting(
    samples: QuestionAnswering, log: io.StringIO
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * IDLE_CLIENTS + 500  # both ends are in this process
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip(f"this process may open {hard} files only")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    try:
        with ExitStack() as stack, running(samples) as server:
            trickling = stack.enter_context(connect(server))
            trickling.sendall(b"POST /ask HTTP/1.1\r\nHost: x\r\n")
            for _ in range(IDLE_CLIENTS):
                stack.enter_context(connect(server))
            with server.client(READER_KEY) as client:
                taken = []
                for number in range(20):
                    started = time.monotonic()
                    assert client.get("/v1/models").status_code == 200
                    taken.append(time.monotonic() - started)
                    try:
                        trickling.sendall(f"X-{number}: y\r\n".encode())
                    except ConnectionError:
                        pass  # it had to make room
            assert sorted(taken)[10] < 1.0
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert log.getvalue() == ""


def test_head_that_trickles_is_ended(samples: QuestionAnswering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.serve.connections.HEAD_S", 0.5)
    with running(samples) as server, connect(server) as silent, connect(server) as trickling:
        trickling.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        ended = False
        deadline = time.monotonic() + PATIENCE_S
        while not ended and time.monotonic() < deadline:
            time.sleep(0.1)
            try:
                trickling.sendall(b"X-a: b\r\n")
            except ConnectionError:
                ended = True
        assert ended
        assert answer_of(silent).startswith(b"HTTP/1.1 408 ")


def test_body_that_trickles_is_ended_and_one_that_is_only_slow_is_not(
    samples: QuestionAnswering, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    monkeypatch.setattr("qa.serve.connections.BODY_S", 1.0)
    monkeypatch.setattr("qa.serve.connections.BODY_BYTES_PER_S", 1000)
    head = f"POST /ask HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {READER_KEY}\r\nContent-Type: application/json\r\n"
    body = b'{"question": "' + "桥".encode() * 600 + b'"}'
    with running(samples) as server, connect(server) as trickling, connect(server) as slow:
        slow.sendall(f"{head}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        trickling.sendall(f"{head}Content-Length: 100000\r\n\r\n{{".encode())
        for start in range(0, len(body), 300):
            time.sleep(0.25)
            slow.sendall(body[start : start + 300])
        assert answer_of(slow).startswith(b"HTTP/1.1 200 ")
        assert answer_of(trickling).startswith(b"HTTP/1.1 408 ")
    assert log.getvalue() == ""


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("PUT", "/articles/x", "text/plain"),
        ("PUT", "/articles/x", "application/json"),
        ("POST", "/uploads", "multipart/form-data; boundary=b"),
        ("POST", "/ask", "application/json"),
    ],
)
def test_upload_that_is_given_up_is_no_fault_of_the_server(
    samples: QuestionAnswering, log: io.StringIO, method: str, path: str, kind: str
) -> None:
    with running(samples) as server:
        with connect(server) as connection:
            head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {LIBRARIAN_KEY}\r\n"
            connection.sendall(f"{head}Content-Type: {kind}\r\nContent-Length: 90000\r\n\r\n--b\r\nhalf".encode())
            time.sleep(0.3)
        with server.client(READER_KEY) as client:
            deadline = time.monotonic() + PATIENCE_S
            while f'method="{method}"' not in (text := client.get("/metrics").text) and time.monotonic() < deadline:
                time.sleep(0.1)
        assert f'method="{method}"' in text
        assert 'status="500"' not in text
    assert "rror" not in log.getvalue()


@pytest.mark.parametrize("headers", [{"X-Long": "x" * HEAD_BYTES}, {f"X-{n}": "y" for n in range(MAX_HEADERS)}])
def test_head_is_limited_as_the_code_says(server: RunningServer, headers: dict[str, str]) -> None:
    with server.client(READER_KEY) as client:
        answer = client.get("/v1/models", headers=headers)
    assert answer.status_code in (400, 431)
    if answer.status_code == 431:
        problem(answer)


def test_head_just_within_the_limit_is_answered(server: RunningServer) -> None:
    with server.client(READER_KEY) as client:
        assert client.get("/v1/models", headers={"X-Long": "x" * (HEAD_BYTES - 2000)}).status_code == 200


def test_warnings_of_one_kind_are_written_so_often_and_then_counted() -> None:
    now = 0.0
    sparing = Sparing(lambda: now)

    def record(text: str, level: int = logging.WARNING) -> logging.LogRecord:
        return logging.LogRecord("uvicorn.error", level, __file__, 1, text, None, None)

    written = sum(sparing.filter(record("Invalid HTTP request received.")) for _ in range(400_000 // 100))
    assert written == LIKE_LINES
    assert sparing.filter(record("something else"))
    assert all(sparing.filter(record("request", logging.INFO)) for _ in range(100))
    now = LIKE_S + 1
    last = record("Invalid HTTP request received.")
    assert sparing.filter(last)
    assert last.getMessage() == f"Invalid HTTP request received. (and {4000 - LIKE_LINES} more like it)"
