"""Who is let in, how much, how often."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest

from qa.asking import QuestionAnswering
from qa.serve.guard import is_loopback
from tests.qa.serve.conftest import (
    LIBRARIAN_KEY,
    QUESTION,
    READER_KEY,
    SETTINGS,
    RunningServer,
    problem,
    running,
)

ASKED = {"question": QUESTION}
NEEDS_KEY = (401, "需要密钥：请求头 Authorization 里应是 Bearer 加一个有效的密钥。")


def routes(server: RunningServer) -> list[tuple[str, str]]:
    """Return method and address of everything OpenAPI describes."""
    document = httpx.get(f"{server.address}/openapi.json").json()
    return [(method.upper(), path.replace("{id}", "x")) for path, ops in document["paths"].items() for method in ops]


def test_nothing_but_health_is_open(server: RunningServer) -> None:
    found = routes(server)
    assert len(found) == 30
    with server.client() as stranger:
        answers = {route: stranger.request(*route) for route in found}
    assert answers.pop(("GET", "/healthz")).status_code == 200
    assert problem(answers.pop(("POST", "/retrieval"))) == (403, NEEDS_KEY[1])  # what Dify expects of a wrong key
    assert {problem(answer) for answer in answers.values()} == {NEEDS_KEY}
    assert all(answer.headers["www-authenticate"].startswith("Bearer") for answer in answers.values())


def test_a_reader_changes_nothing(server: RunningServer) -> None:
    with server.client(READER_KEY) as reader, server.client(LIBRARIAN_KEY) as librarian:
        for method, path in (("PUT", "/articles/x"), ("DELETE", "/articles/x"), ("POST", "/uploads")):
            refused = (403, "这个密钥只能提问和查看，改动文章需要管理员的密钥。")
            assert problem(reader.request(method, path)) == refused
            assert librarian.request(method, path).status_code in (404, 415, 422)
        assert librarian.post("/ask", json=ASKED).status_code == 200


def test_wrong_key_is_refused_before_the_body_is_read(server: RunningServer) -> None:
    """The answer comes though not one byte of the announced body was sent."""
    host, port = server.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        head = "PUT /articles/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer wrong\r\nContent-Length: 1000000\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 401 ")


def test_sizes_are_limited(samples: QuestionAnswering) -> None:
    with running(samples, settings=replace(SETTINGS, max_upload_mb=1)) as server:
        with server.client(LIBRARIAN_KEY) as client:
            large = {"Content-Type": "text/plain"}
            assert problem(client.put("/articles/x", content=b"x" * 1_200_000, headers=large)) == (
                413, "请求超过 1 MB 的上限，请拆成几次发送。",
            )  # fmt: skip
            pieces = (b"x" * 100_000 for _ in range(12))  # no length is announced
            assert problem(client.put("/articles/x", content=pieces, headers=large))[0] == 413
            upload = {"files": ("a.txt", b"x" * 1_200_000)}
            assert problem(client.post("/uploads", files=upload))[0] == 413
            history = {"question": "桥？", "history": ["桥" * 9000] * 100}
            assert problem(client.post("/ask", json=history))[0] == 413


def test_rate_is_counted_by_key(samples: QuestionAnswering) -> None:
    with running(samples, settings=replace(SETTINGS, requests_per_minute=12)) as server:
        with server.client(READER_KEY) as reader, server.client(LIBRARIAN_KEY) as librarian:
            assert [reader.get("/v1/models").status_code for _ in range(3)] == [200, 200, 429]
            refused = reader.get("/v1/models")
            assert problem(refused) == (429, f"请求太多，请在 {refused.headers['retry-after']} 秒后再试。")
            assert 1 <= int(refused.headers["retry-after"]) <= 5
            assert librarian.get("/v1/models").status_code == 200
            assert reader.get("/healthz").status_code == 200
        with server.client("wrong" * 4) as stranger:
            assert [stranger.get("/v1/models").status_code for _ in range(3)] == [401, 401, 429]


def test_proxy_on_this_machine_says_whose_request_it_is(samples: QuestionAnswering) -> None:
    with running(samples, settings=replace(SETTINGS, requests_per_minute=12)) as server, server.client() as client:

        def status(address: str) -> int:
            return client.get("/v1/models", headers={"X-Forwarded-For": address}).status_code

        assert [status("203.0.113.7") for _ in range(3)] == [401, 401, 429]
        assert status("203.0.113.8") == 401


@pytest.fixture
def crowded(samples: QuestionAnswering) -> Iterator[tuple[RunningServer, threading.Event]]:
    """A server with one thread and room for one more question, whose thread is held up until the event is set."""
    with running(samples, settings=replace(SETTINGS, workers=1, queue=1)) as server:
        go = threading.Event()
        server.service.asking.submit(lambda: go.wait(20))
        yield server, go
        go.set()


def test_question_beyond_the_queue_is_asked_to_come_again(crowded: tuple[RunningServer, threading.Event]) -> None:
    server, go = crowded
    with ThreadPoolExecutor(1) as threads, server.client(READER_KEY) as client:
        waiting = threads.submit(lambda: client.post("/ask", json=ASKED))
        while server.service.asking.jobs < 2:
            threading.Event().wait(0.01)
        for path, body in (
            ("/ask", ASKED),
            ("/v1/chat/completions", {"messages": [{"role": "user", "content": QUESTION}], "stream": True}),
        ):
            refused = client.post(path, json=body, headers={"Accept": "text/event-stream"})
            assert problem(refused) == (503, "正在回答的问题太多，请稍后再问。")
            assert refused.headers["retry-after"] == "5"
        assert client.get("/healthz").status_code == 200  # the loop and the look-ups go on
        assert client.get("/articles").json()["total"] == 18
        go.set()
        assert waiting.result(20).status_code == 200


def test_caller_who_hangs_up_gives_up_his_turn(crowded: tuple[RunningServer, threading.Event]) -> None:
    server, _ = crowded
    for accept in ("application/json", "text/event-stream"):
        with server.client(READER_KEY) as client:
            with pytest.raises(httpx.ReadTimeout), client.stream("POST", "/ask", json=ASKED, timeout=0.3) as response:
                response.read()
        for _ in range(500):
            if server.service.asking.jobs == 1:
                break
            threading.Event().wait(0.01)
        assert server.service.asking.jobs == 1, accept


def test_without_keys_only_programs_on_this_machine_are_let_in(samples: QuestionAnswering) -> None:
    with running(samples, {}) as server, server.client() as client:
        assert client.post("/ask", json=ASKED).status_code == 200
        assert client.delete("/articles/x").status_code == 404
        refused = (403, "没有设置密钥的服务只接受本机程序的请求，不接受网页的请求。")
        for headers in (
            {"Origin": "https://attacker.example"},
            {"Origin": "null"},
            {"Host": "attacker.example"},
            {"Host": "localhost.attacker.example:80"},
        ):
            assert problem(client.post("/ask", json=ASKED, headers=headers)) == refused
            assert problem(client.post("/uploads", files={"files": ("a.txt", b"x")}, headers=headers)) == refused
        assert client.get("/v1/models", headers={"Origin": server.address}).status_code == 200


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("[::1]", True), ("localhost", True),
        ("0.0.0.0", False), ("::", False), ("", False), ("192.168.1.5", False), ("example.org", False),
    ],
)  # fmt: skip
def test_what_is_this_machine(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize("path", ["/healthz", "/openapi.json", "/no-such-address", "/metrics"])
def test_without_keys_another_host_or_origin_is_told_nothing(samples: QuestionAnswering, path: str) -> None:
    with running(samples, {}) as server, server.client() as client:
        own = client.get(path).status_code
        assert own == (404 if path == "/no-such-address" else 200)
        for headers in ({"Host": "attacker.example"}, {"Origin": "https://attacker.example"}):
            assert problem(client.get(path, headers=headers))[0] == 403


def test_health_with_keys_is_answered_under_any_name(server: RunningServer) -> None:
    with server.client() as client:
        assert client.get("/healthz", headers={"Host": "yinju.example.org"}).status_code == 200
