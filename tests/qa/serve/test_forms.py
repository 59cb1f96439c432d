"""POST /brief, /timeline and /table: what the program says in each form, and what it refuses."""

import httpx
import pytest

from qa.answer import Form
from qa.json_form import answer_to_json
from qa.scope import read_filters
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
