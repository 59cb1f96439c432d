"""A refusal that says what there is instead, and on every surface the nearest sentence, never as an answer."""

import json
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import qa.__main__ as program
from index.library import Library
from index.settings import HttpSettings, Settings
from qa.answer import Answer, Status
from qa.asking import QuestionAnswering, question_answering_over
from qa.export import export_answers, to_markdown
from qa.history.conversations import read_answer, write_answer
from qa.json_form import answer_to_json
from qa.langchain_interface import YinjuAnswering
from qa.serve.server import make_application
from qa.serve.service import make_service
from tests.conftest import add_articles, make_article
from tests.own_loop import run_in_own_loop
from tests.toy_reader import ToyReader

FIRST = make_article("first", "沅川第一中学校长阮知秋致辞。", title="沅川第一中学校庆")
SECOND = make_article("second", "沅川第二中学招教师六名。", title="沅川第二中学招聘")
BRIDGE_ASKED = "澄青大桥的设计费是多少钱？"
BRIDGE_SAID = "澄青大桥5月1日正式通车，全长820米。"
LABEL = "最接近的原文（不是回答）："
NEAREST = {
    "article": "bridge", "title": "澄青大桥通车", "face": "澄青大桥通车", "published": "2020-05-01",
    "source": "澄青日报", "author": "林小雨",
    "location": "bridge", "paragraph": 1, "start": 0, "end": 20, "quote": BRIDGE_SAID, "paragraph_text": BRIDGE_SAID,
    "days": [],
}  # fmt: skip


@pytest.fixture
def refused(answering: QuestionAnswering) -> Answer:
    answer = answering.ask(BRIDGE_ASKED)
    assert answer.status is Status.NO_EVIDENCE
    return answer


def test_refusal_names_the_look_alikes_that_are_there(library: Library) -> None:
    add_articles(library, FIRST, SECOND)
    answer = question_answering_over(library, Settings(), ToyReader()).ask("沅川第四中学学费一年交多少钱？")
    assert answer.text == "资料里有第一、第二中学，没有第四中学（已检索 2 篇文章）。"
    assert answer.text_in("en") == ("The articles speak of 第一, 第二中学, not of 第四中学 (articles searched: 2).")
    reason = answer_to_json(answer)["reason"]
    assert (reason["code"], reason["facts"]["asked"]) == ("only-look-alikes", "第四中学")


def test_json_tells_the_nearest_sentence_and_no_citation_of_it(refused: Answer) -> None:
    told = answer_to_json(refused)
    assert (told["nearest"], told["statements"], told["citations"]) == (NEAREST, [], [])


def test_nothing_near_is_null(answering: QuestionAnswering) -> None:
    assert answer_to_json(answering.ask("水库里有什么鱼？"))["nearest"] is None
    assert answer_to_json(answering.ask("澄青大桥全长多少米？"))["nearest"] is None


def test_command_line_and_batch(
    answering: QuestionAnswering, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(program, "open_question_answering", lambda *_: answering)
    place = str(answering.library.place)
    questions, output = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    questions.write_text(json.dumps({"id": 1, "question": BRIDGE_ASKED}), encoding="utf-8")
    assert program.main(["ask", BRIDGE_ASKED, "--library", place]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:4] == [f"{LABEL}{BRIDGE_SAID}", "    澄青大桥通车，第 1 段"]
    assert program.main(["batch", str(questions), "--output", str(output), "--library", place]) == 0
    assert json.loads(output.read_text(encoding="utf-8"))["nearest"] == NEAREST


def test_http_and_openai_routes(answering: QuestionAnswering) -> None:
    key = "a-key-of-the-tests"
    application = make_application(make_service(answering, HttpSettings(), {"YINJU_READER_KEY": key}))
    with TestClient(application, "http://127.0.0.1", headers={"Authorization": f"Bearer {key}"}) as client:
        assert client.post("/ask", json={"question": BRIDGE_ASKED}).json()["nearest"] == NEAREST
        chat = {"messages": [{"role": "user", "content": BRIDGE_ASKED}]}
        (choice,) = client.post("/v1/chat/completions", json=chat).json()["choices"]
    content = choice["message"]["content"]
    assert content.endswith(f"\n\n{LABEL}《澄青大桥通车》（澄青日报，2020-05-01）第 1 段：{BRIDGE_SAID}")


def test_langchain(answering: QuestionAnswering) -> None:
    assert YinjuAnswering(answering).invoke(BRIDGE_ASKED)["nearest"] == NEAREST


@pytest.mark.skipif(find_spec("mcp") is None, reason="pip install -r requirements-mcp.txt")
def test_mcp(answering: QuestionAnswering) -> None:
    from mcp import Client

    from qa.mcp_server import make_mcp_server

    async def ask() -> object:
        async with Client(make_mcp_server(answering)) as client:
            return (await client.call_tool("ask", {"question": BRIDGE_ASKED})).structured_content

    told = run_in_own_loop(ask)
    left_out = ("author", "location", "start", "end", "paragraph_text")
    kept = {key: value for key, value in NEAREST.items() if key not in left_out}
    assert isinstance(told, dict) and told["nearest"] == kept


def test_export_sets_it_apart_with_a_footnote(refused: Answer) -> None:
    document = export_answers([refused], date(2024, 5, 1))
    refusal, nearest = document.turns[0].statements
    assert (refusal.notes, nearest.before, nearest.text, nearest.notes) == ((), LABEL, BRIDGE_SAID, (1,))
    assert document.notes == (f"《澄青大桥通车》，澄青日报，2020-05-01，第 1 段：“{BRIDGE_SAID}”",)
    assert LABEL in to_markdown(document)


def test_kept_history_holds_it(refused: Answer) -> None:
    record, articles = json.loads(json.dumps(write_answer(refused)))
    assert read_answer(record, articles) == refused
