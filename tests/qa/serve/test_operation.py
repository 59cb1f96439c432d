"""What operators see: health, metrics, request ids, and a log that gives nothing away."""

import io
import json
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from index.errors import LibraryDamagedError
from index.messages import Message
from qa.asking import QuestionAnswering
from qa.serve.request_log import JsonFormatter, TextFormatter
from tests.qa.serve.conftest import LIBRARIAN_KEY, QUESTION, READER_KEY, SETTINGS, RunningServer, problem, running

REFUSED = "水库里有什么鱼？"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The lines of the log as JSON, as long as a test runs."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("qa")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(level)


def lines(log: io.StringIO, id: str, *messages: str) -> list[dict[str, object]]:
    """Return the lines of one request, once there are so many: the last is written after the response was sent."""
    deadline = time.monotonic() + 10
    while True:
        found = [line for line in map(json.loads, log.getvalue().splitlines()) if line["request_id"] == id]
        if len(found) >= len(messages) or time.monotonic() > deadline:
            assert [line["message"] for line in found] == list(messages)
            return found
        time.sleep(0.01)


def test_health_names_what_answers(server: RunningServer) -> None:
    with server.client() as client:
        health = client.get("/healthz").json()
    assert health == {
        "status": "ok", "reader": "toy", "chat_model": None, "embedding_model": "toy", "articles": 18,
        "version": server.service.answering.library.status().version, "needs_care": False, "withheld": 0,
            "pending": 0,
    }  # fmt: skip


def test_health_and_metrics_count_the_articles_whose_files_are_gone(samples: QuestionAnswering, tmp_path: Path) -> None:
    library = samples.library
    with library.writer() as writer:
        withheld = [Message("removals-withheld-empty", {"path": tmp_path, "count": 3})]
        number = writer.keep_source(str(tmp_path))
        writer.mark_synced(number, withheld)
    with running(samples) as server, server.client(READER_KEY) as client:
        health = client.get("/healthz").json()
        metrics = client.get("/metrics").text
    with library.writer() as writer:
        writer.mark_synced(number)
    assert (health["withheld"], health["needs_care"]) == (3, True)
    assert str(tmp_path) not in str(health)
    assert "yinju_withheld 3.0" in metrics.splitlines()


def test_metrics_count_requests_questions_and_the_library(samples: QuestionAnswering) -> None:
    with running(samples) as server, server.client(READER_KEY) as client:
        for question in (QUESTION, QUESTION, REFUSED):
            client.post("/ask", json={"question": question})
        for id in ("a", "b"):
            client.get(f"/articles/{id}")
        client.request("INVENTED", "/nothing")
        response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    found = {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }
    assert found["yinju_questions_total", ("answered",)] == 2
    assert found["yinju_questions_total", ("no_evidence",)] == 1
    assert found["yinju_requests_total", ("POST", "/ask", "200")] == 3
    assert found["yinju_requests_total", ("GET", "/articles/{id:path}", "404")] == 2
    assert found["yinju_requests_total", ("other", "", "404")] == 1
    assert found["yinju_request_seconds_count", ("/ask",)] == 3
    assert found["yinju_question_seconds_count", ("total",)] == 3
    assert found["yinju_articles", ()] == 18
    assert found["yinju_chunks", ()] == samples.library.status().chunks
    assert found["process_resident_memory_bytes", ()] > 1e7


@pytest.mark.parametrize(("sent", "is_kept"), [("my-id.7_x", True), ("x" * 65, False), ("a b", False), ("", False)])
def test_request_id_comes_back_and_stands_in_every_line(
    server: RunningServer, log: io.StringIO, sent: str, is_kept: bool
) -> None:
    with server.client(READER_KEY) as client:
        response = client.post("/ask", json={"question": QUESTION}, headers={"X-Request-Id": sent})
    id = response.headers["x-request-id"]
    assert (id == sent) is is_kept
    assert len(id) == 16 or is_kept
    lines(log, id, "question", "request")


def test_log_holds_no_question_and_no_key(server: RunningServer, log: io.StringIO) -> None:
    with server.client(LIBRARIAN_KEY) as client:
        asked = client.post("/ask", json={"question": QUESTION})
        chat = {"messages": [{"role": "user", "content": QUESTION}]}
        completed = client.post("/v1/chat/completions", json=chat)
        listed = client.get("/articles", params={"text": QUESTION})
    question, first = lines(log, asked.headers["x-request-id"], "question", "request")
    lines(log, completed.headers["x-request-id"], "question", "request")
    lines(log, listed.headers["x-request-id"], "request")
    assert QUESTION not in log.getvalue() and LIBRARIAN_KEY not in log.getvalue()
    assert question["question_chars"] == len(QUESTION)
    assert (first["method"], first["path"], first["status"]) == ("POST", "/ask", 200)
    assert str(first["caller"]).startswith("librarian-")
    assert isinstance(first["ms"], float)


def test_questions_are_logged_where_the_settings_say_so(samples: QuestionAnswering, log: io.StringIO) -> None:
    with running(samples, settings=replace(SETTINGS, log_questions=True)) as server:
        with server.client(READER_KEY) as client:
            response = client.post("/ask", json={"question": QUESTION})
            question, _ = lines(log, response.headers["x-request-id"], "question", "request")
    assert question["question"] == QUESTION


def test_what_was_sent_cannot_forge_a_line() -> None:
    record = logging.LogRecord("qa", logging.INFO, "", 0, "request", (), None)
    record.facts = {"path": "/x\n2026-01-01 INFO forged\u2028\x1b[31m", "caller": ""}
    for formatter in (TextFormatter(), JsonFormatter()):
        assert len(formatter.format(record).splitlines()) == 1
    assert "\x1b" not in TextFormatter().format(record)
    assert "caller" not in TextFormatter().format(record)


@pytest.mark.parametrize(
    ("error", "expected", "code"),
    [
        (
            RuntimeError("secret detail"),
            (500, "服务器内部出错，这个请求没有完成，请稍后再试；日志里有这个请求编号。"),
            "http-internal",
        ),
        (
            LibraryDamagedError("/home/secret 坏了"),
            (503, "资料库现在不能使用，请联系管理员。"),
            "http-library-unusable",
        ),
    ],
)
def test_failure_nobody_foresaw_is_a_problem_and_its_detail_stays_in_the_log(
    samples: QuestionAnswering,
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    expected: tuple[int, str],
    code: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    with running(samples) as server, server.client(READER_KEY) as client:
        monkeypatch.setattr(type(samples.retriever), "retrieve", fail)
        asked = {"question": QUESTION}
        assert problem(client.post("/ask", json=asked)) == expected
        events = client.post("/ask", json=asked, headers={"Accept": "text/event-stream"})
        chat = {"messages": [{"role": "user", "content": QUESTION}], "stream": True}
        chunks = client.post("/v1/chat/completions", json=chat)
    kind, data = events.text.strip().split("\n")
    assert (events.status_code, kind) == (200, "event: error")
    told = json.loads(data.removeprefix("data: "))
    assert (told["detail"], told["reason"]) == (expected[1], {"code": code, "facts": {}})
    assert json.loads(chunks.text.split("data: ")[-2])["reason"] == told["reason"]
    assert f'"message": "{expected[1]}"' in chunks.text and chunks.text.endswith("data: [DONE]\n\n")
    assert "secret" not in events.text + chunks.text
    assert log.getvalue().count("secret") == log.getvalue().count(str(error)) >= 3


def test_openapi_describes_everything_and_loads_nothing_from_elsewhere(server: RunningServer) -> None:
    with server.client() as client:
        document = client.get("/openapi.json").json()
        assert [client.get(path).status_code for path in ("/docs", "/redoc")] == [404, 404]
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert all(operation["summary"] and operation["description"] for operation in operations)
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    schemas = document["components"]["schemas"]
    assert schemas["Reason"]["required"] == ["code", "facts"]
    assert schemas["Problem"]["properties"]["reason"] == {"$ref": "#/components/schemas/Reason"}
    assert "$defs" not in schemas["Problem"]


def test_head_and_unknown_methods_are_answered_in_order(reader: httpx.Client) -> None:
    response = reader.request("PATCH", "/articles/x")
    assert problem(response) == (405, "这个地址不支持这个方法，请看 /openapi.json 里的说明。")
    assert response.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PUT"
