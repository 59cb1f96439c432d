"""POST /brief, /timeline and /table: what the program says in each form, and what it refuses."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from index.messages import Message
from qa.answer import Form
from qa.asking import QuestionAnswering
from qa.json_form import answer_to_json
from qa.running import StageBegan
from qa.scope import read_filters
from tests.conftest import add_articles, make_article
from tests.qa.serve.conftest import RunningServer


@pytest.mark.parametrize("form", [Form.BRIEF, Form.TIMELINE, Form.TABLE])
@pytest.mark.parametrize("since", [None, "2020-05-01"])
def test_form_is_that_of_the_program(
    server: RunningServer, reader: httpx.Client, form: Form, since: str | None
) -> None:
    topic = "澜青大桥"
    expected = answer_to_json(server.service.answering.in_form(form, topic, read_filters(since, None, None)))
    response = reader.post(f"/{form.value}", json={"topic": topic, "since": since})
    assert response.status_code == 200
    assert {**response.json(), "timings_ms": {}} == {**expected, "timings_ms": {}}


def test_posts_and_rules_are_forms_too(reader: httpx.Client, server: RunningServer) -> None:
    library = server.service.answering.library
    appointed = "松亭市人大常委会2021年4月6日决定，任命柳知秋为松亭市水务局局长。"
    rule = "第一条 遛犬须用犬绳。\n第二条 本办法自2019年5月1日起施行。"
    added = ["post-1", "rule-1"]
    add_articles(library, make_article("post-1", appointed, title="松亭市人大常委会任免名单"))
    add_articles(library, make_article("rule-1", rule, title="松亭市养犬管理办法"))
    for topic in ("柳知秋", "松亭市水务局局长", "松亭市水务局历任局长是谁"):
        answer = reader.post("/posts", json={"topic": topic}).json()
        assert (answer["form"], answer["status"]) == ("posts", "answered"), topic
        assert answer["statements"][0]["entry"]["subject"] == "柳知秋"
    answer = reader.post("/in_force", json={"topic": "松亭市养犬"}).json()
    assert answer["form"] == "in_force" and answer["statements"][0]["entry"]["marks"] == ["in_force"]
    assert reader.post("/posts", json={"topic": "谭未名"}).json()["status"] == "no_evidence"
    with library.writer() as writer:
        writer.remove_articles(added)


@pytest.mark.parametrize("body", [{}, {"topic": ""}, {"topic": 3}, {"topic": "桥", "since": "昨天"}])
def test_what_is_no_topic_is_a_problem(reader: httpx.Client, body: dict[str, object]) -> None:
    response = reader.post("/timeline", json=body)
    assert response.status_code in (400, 422)
    assert response.headers["content-type"].startswith("application/problem+json") and response.json()["detail"]


def test_topics_are_counted_by_time_and_source(reader: httpx.Client) -> None:
    assert set(reader.get("/topics").json()) == {"topics"}
    held = reader.get("/topics", params={"topic": "澜青大桥"}).json()
    assert held["topic"] == "澜青大桥"
    assert held["articles"] == sum(count["articles"] for count in held["by_source"])
    assert held["articles"] == held["undated"] + sum(count["articles"] for count in held["by_time"])
    assert reader.get("/topics", params={"topic": "很" * 501}).status_code == 422


def events_of(response: httpx.Response) -> list[tuple[str, dict[str, Any]]]:
    """Return the kind and the object of each server-sent event."""
    blocks = [block.split("\n") for block in response.text.strip().split("\n\n") if not block.startswith(":")]
    return [(kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for kind, data in blocks]


@pytest.mark.parametrize("form", [Form.BRIEF, Form.TIMELINE, Form.TABLE])
def test_form_comes_as_events_where_they_are_accepted(reader: httpx.Client, form: Form) -> None:
    asked = {"topic": "澜青大桥"}
    whole = reader.post(f"/{form.value}", json=asked).json()
    response = reader.post(f"/{form.value}", json=asked, headers={"Accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = events_of(response)
    kinds = [kind for kind, _ in events]
    assert (kinds[0], kinds[-1]) == ("stage", "answer")
    assert kinds.count("statement") == len(whole["statements"])
    assert events[0][1]["reason"]["code"] == "form-gathering" and events[0][1]["total"] == 0
    assert {**events[-1][1], "timings_ms": {}} == {**whole, "timings_ms": {}}


def test_who_hangs_up_ends_what_is_read_for_him(
    server: RunningServer, reader: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()

    def stream_form(*asked: Any) -> Iterator[StageBegan]:
        cancel: threading.Event = asked[-1]
        yield StageBegan(Message("form-gathering"))
        if cancel.wait(timeout=10):
            ended.set()

    monkeypatch.setattr(QuestionAnswering, "stream_form", lambda _self, *asked: stream_form(*asked))
    headers = {"Accept": "text/event-stream"}
    with reader.stream("POST", "/timeline", json={"topic": "澜青大桥"}, headers=headers) as response:
        assert next(response.iter_lines()) == "event: stage"
    assert ended.wait(timeout=5)
