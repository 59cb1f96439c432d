"""POST /ask: the JSON of the command line, filters, follow-ups, events."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.snapshot import Filters
from qa.conversation.turn import Turn
from qa.json_form import answer_to_json
from tests.qa.serve.conftest import QUESTION, READER_KEY, RealServer, RunningServer, problem, running, toy_answering

FOLLOW_UP = "什么时候开工的？"
REFUSED = "水库里有什么鱼？"


def without_timings(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "timings_ms": sorted(answer["timings_ms"])}


def ask(client: httpx.Client, question: str = QUESTION, **more: Any) -> dict[str, Any]:
    response = client.post("/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def read_events(client: httpx.Client, path: str, body: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return kind and data of the server-sent events, read as they come."""
    events, kind = [], ""
    with client.stream("POST", path, json=body, headers={"Accept": "text/event-stream"}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        for line in response.iter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                events.append((kind, json.loads(line.removeprefix("data: "))))
    return events


@pytest.mark.parametrize("question", [QUESTION, REFUSED, "桥？", "\U0001f309", "NEAR(*) \"' OR 1=1 --"])
def test_answer_is_the_json_of_the_command_line(server: RunningServer, reader: httpx.Client, question: str) -> None:
    expected = json.loads(json.dumps(answer_to_json(server.service.answering.ask(question))))
    assert without_timings(ask(reader, question)) == without_timings(expected)


def test_answer_cites_exact_spans(reader: httpx.Client) -> None:
    answer = ask(reader)
    assert answer["status"] == "answered"
    assert any("2.86公里" in citation["quote"] for citation in answer["citations"])
    for citation in answer["citations"]:
        assert citation["paragraph_text"][citation["start"] : citation["end"]] == citation["quote"]


def test_filters(reader: httpx.Client) -> None:
    published = {p["published"] for p in ask(reader, since="2024-01-01", until="2024-06-30")["passages"]}
    assert published
    assert all(day is not None and "2024-01-01" <= day <= "2024-06-30" for day in published)
    for source in ("澜川晚报", ["澜川晚报"]):
        assert {p["source"] for p in ask(reader, source=source)["passages"]} == {"澜川晚报"}
    assert ask(reader, since=None, until=None, source=None)["status"] == "answered"


def test_earlier_questions_make_it_a_follow_up(server: RunningServer, reader: httpx.Client) -> None:
    answering = server.service.answering
    expected = answer_to_json(answering.ask(FOLLOW_UP, Filters(), [Turn(answering.ask(QUESTION))]))
    answer = ask(reader, FOLLOW_UP, history=[QUESTION])
    assert without_timings(answer) == without_timings(json.loads(json.dumps(expected)))
    assert answer["asked"] != FOLLOW_UP
    assert ask(reader, FOLLOW_UP)["asked"] == FOLLOW_UP


def test_long_text_asked_before_is_cut_not_refused(server: RunningServer, reader: httpx.Client) -> None:
    long = QUESTION + "请说详细一点。" * 3000
    assert ask(reader, FOLLOW_UP, history=[long])["status"] in ("answered", "no_evidence")
    most = server.service.settings.max_question_chars
    turns = server.service.earlier.turns([long[:most]], Filters())
    assert [turn.question for turn in turns] == [long[:most]]


def test_conversation_is_kept_and_gone_on_with(reader: httpx.Client) -> None:
    response = reader.post("/conversations")
    id = response.json()["id"]
    assert (response.status_code, reader.get(f"/conversations/{id}").json()) == (201, {"id": id, "turns": []})
    first = ask(reader, conversation=id)
    second = ask(reader, FOLLOW_UP, conversation=id)
    assert without_timings(second) == without_timings(ask(reader, FOLLOW_UP, history=[QUESTION]))
    turns = reader.get(f"/conversations/{id}").json()["turns"]
    assert [without_timings(turn) for turn in turns] == [without_timings(first), without_timings(second)]


def test_events_are_statements_and_last_the_answer(reader: httpx.Client) -> None:
    events = read_events(reader, "/ask", {"question": QUESTION})
    assert [kind for kind, _ in events] == ["statement"] * (len(events) - 1) + ["answer"]
    answer = events[-1][1]
    assert without_timings(answer) == without_timings(ask(reader))
    assert [value["statement"] for _, value in events[:-1]] == answer["statements"]
    assert [c for _, value in events[:-1] for c in value["citations"]] == answer["citations"]


def test_events_of_a_refusal_are_the_answer_alone(reader: httpx.Client) -> None:
    ((kind, answer),) = read_events(reader, "/ask", {"question": REFUSED})
    assert (kind, answer["status"]) == ("answer", "no_evidence")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "question 缺少，请改正。"),
        ({"question": ""}, "question 太短，请改正。"),
        ({"question": 5}, "question 应是一段文字，请改正。"),
        ({"question": "桥" * 2001}, "问题有 2001 个字，最多可以有 2000 个字，请缩短。"),
        ({"question": "桥？", "since": "2020-02-30"}, "'2020-02-30' 不是日期，应写成 2020-03-01 的样子，请改正。"),
        ({"question": "桥？", "since": "2020年"}, "since 的写法不对，请改正。"),
        (
            {"question": "桥？", "since": "2021-01-02", "until": "2021-01-01"},
            "起始日期 2021-01-02 晚于截止日期 2021-01-01，请改正。",
        ),
        ({"question": "桥？", "history": "桥？"}, "history 应是一个列表，请改正。"),
        ({"question": "桥？", "history": ["桥？"] * 101}, "history 里的项太多，请改正。"),
        ({"question": "桥？", "conversation": "1"}, "conversation 的写法不对，请改正。"),
        ({"question": "桥？", "qestion": "桥？"}, "qestion 不是认识的字段，请改正。"),
        ([], "请求的正文应是一个 JSON 对象，请改正。"),
    ],
)
def test_wrong_request_is_said_in_one_sentence(reader: httpx.Client, body: Any, sentence: str) -> None:
    assert problem(reader.post("/ask", json=body)) == (422, sentence)


def test_wrong_request_is_told_as_codes_with_their_facts(reader: httpx.Client) -> None:
    reason = reader.post("/ask", json={}).json()["reason"]
    assert reason["code"] == "http-invalid"
    assert reason["facts"]["fault"]["code"] == "fault-of-field"
    assert reason["facts"]["fault"]["facts"] == {"name": "question", "fault": {"code": "fault-missing", "facts": {}}}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"{", (422, "请求的正文不是完整的 JSON，请改正。")),
        (b'{"question": "\\ud800"}', (422, "question 里有不能编码的字符，请改正。")),
        (b'"\x80"', (400, "请求的内容读不出来，请检查。")),
        (b"[" * 100_000, (400, "请求的内容读不出来，请检查。")),
    ],
)
def test_body_that_is_no_json(reader: httpx.Client, content: bytes, expected: tuple[int, str]) -> None:
    assert problem(reader.post("/ask", content=content, headers={"Content-Type": "application/json"})) == expected


def test_the_real_models_answer_in_a_process_of_their_own(real_server: RealServer) -> None:
    answer = httpx.post(f"{real_server.address}/ask", json={"question": QUESTION}, timeout=60).json()
    assert answer["answer"].startswith("大桥全长2.86公里")
    assert httpx.get(f"{real_server.address}/healthz").json()["reader"].startswith("yinju")


def test_library_that_may_only_be_read_answers_without_conversations(tmp_path: Path) -> None:
    answering = toy_answering(tmp_path / "library")
    history = answering.library.path / "history.sqlite3"
    history.unlink(missing_ok=True)
    history.mkdir()  # as good as a folder that may not be written: the tests may run as root
    with running(answering) as server, server.client(READER_KEY) as client:
        assert ask(client)["status"] == "answered"
        refused = (503, "资料库现在不能使用，请联系管理员。")
        assert problem(client.post("/conversations")) == refused
        assert problem(client.post("/ask", json={"question": QUESTION, "conversation": "x" * 22})) == refused


def test_conversations_deleted_under_a_running_server_begin_anew(tmp_path: Path) -> None:
    answering = toy_answering(tmp_path / "library")
    with running(answering) as server, server.client(READER_KEY) as client:
        lost = client.post("/conversations").json()["id"]
        body = {"question": QUESTION, "conversation": lost}
        assert client.post("/ask", json=body).json()["status"] == "answered"
        for file in answering.library.path.glob("history.sqlite3*"):
            file.unlink()
        assert client.get(f"/conversations/{lost}/collection").status_code == 200
        assert client.post("/ask", json=body).json()["status"] == "answered"
