"""POST /check: the findings of the command line, and what it refuses."""

import httpx
import pytest

from qa.json_form import manuscript_to_json
from qa.manuscript import MAX_CHARS, check_manuscript, read_text
from tests.qa.serve.conftest import RunningServer

TEXT = "火星上发现了大量的液态水。\n你好！"


def test_findings_are_those_of_the_command_line(server: RunningServer, reader: httpx.Client) -> None:
    expected = manuscript_to_json(check_manuscript(server.service.answering, read_text(TEXT, "稿")))
    response = reader.post("/check", json={"text": TEXT, "title": "稿"})
    assert (response.status_code, response.json()) == (200, expected)
    assert [s["finding"] for s in expected["sentences"]] == ["not-found", "not-checked"]


@pytest.mark.parametrize(
    "body",
    [
        ({}, 422),
        ({"text": ""}, 422),
        ({"text": "字" * (MAX_CHARS + 1)}, 422),
        ({"text": " \n "}, 400),
        ({"text": 3}, 422),
    ],
)
def test_what_is_no_text_is_a_problem(reader: httpx.Client, body: dict[str, object]) -> None:
    response = reader.post("/check", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"].startswith("application/problem+json") and response.json()["detail"]


def test_key_is_needed(server: RunningServer) -> None:
    with server.client() as client:
        assert client.post("/check", json={"text": TEXT}).status_code == 401
