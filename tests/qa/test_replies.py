"""What the program itself says, of the library or to a remark, is shown by every surface."""

import json
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import qa.__main__ as program
from index.settings import HttpSettings
from qa.answer import Status
from qa.asking import QuestionAnswering
from qa.batch import answer_file
from qa.conversation.turn import Turn
from qa.export import export_answers, to_markdown
from qa.history.conversations import read_answer, write_answer
from qa.json_form import answer_to_json
from qa.langchain_interface import YinjuAnswering
from qa.serve.server import make_application
from qa.serve.service import make_service
from tests.own_loop import run_in_own_loop
from ui.chat.answer_view import answer_data
from ui.language.texts import labels_for

NEWEST = "最新的文章是哪篇？"
SAID = "资料库里最新的文章发布于 2021-04-02。"
HEADER = "标题：梨花节开幕；发布日期：2021年4月2日（2021-04-02）；来源：石渡发布"
THANKED = "不客气。还想知道什么，请接着问。"
KEY = {"YINJU_READER_KEY": "a-key-of-the-tests"}


def test_json_says_it_before_the_articles(answering: QuestionAnswering) -> None:
    told = answer_to_json(answering.ask(NEWEST))
    assert (told["status"], told["answer"]) == ("replied", f"{SAID}\n{HEADER}[1]")
    (citation,) = told["citations"]
    assert (citation["article"], citation["paragraph"]) == ("pear", 0)
    assert citation["paragraph_text"][citation["start"] : citation["end"]] == citation["quote"] == HEADER
    thanked = answer_to_json(answering.ask("谢谢"))
    assert (thanked["status"], thanked["answer"], thanked["statements"]) == ("replied", THANKED, [])
    assert (told["reason"]["code"], thanked["reason"]) == (
        "catalogue-newest-one",
        {"code": "reply-thanks", "facts": {}},
    )


def test_command_line_and_batch_print_it(
    answering: QuestionAnswering, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "open_question_answering", lambda *_: answering)
    assert program.main(["ask", NEWEST, "--library", str(answering.library.place)]) == 0
    assert capsys.readouterr().out.startswith(f"{SAID}\n{HEADER}[1]\n")
    questions, answers = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    line = {"id": 1, "question": "刚才我问的是什么？", "history": [NEWEST]}
    questions.write_text(json.dumps(line), encoding="utf-8")
    answer_file(answering, questions, answers)
    assert json.loads(answers.read_text(encoding="utf-8"))["answer"] == f"您刚才问的是“{NEWEST}”。"


def test_langchain_and_kept_history_hold_it(answering: QuestionAnswering) -> None:
    answer = answering.ask(NEWEST)
    chunk = YinjuAnswering(answering).invoke(NEWEST)
    assert (chunk["status"], chunk["answer"]) == ("replied", answer.text)
    record, articles = json.loads(json.dumps(write_answer(answer)))
    assert read_answer(record, articles) == answer


def test_http_and_openai_form_send_it_once(answering: QuestionAnswering) -> None:
    application = make_application(make_service(answering, HttpSettings(), KEY))
    headers = {"Authorization": f"Bearer {KEY['YINJU_READER_KEY']}"}
    chat = {"messages": [{"role": "user", "content": NEWEST}]}
    with TestClient(application, "http://127.0.0.1", headers=headers) as client:
        assert client.post("/ask", json={"question": NEWEST}).json()["answer"] == f"{SAID}\n{HEADER}[1]"
        later = client.post("/ask", json={"question": "我刚才问了什么", "history": [NEWEST]}).json()
        assert later["answer"] == f"您刚才问的是“{NEWEST}”。"
        message = client.post("/v1/chat/completions", json=chat).json()["choices"][0]["message"]
        assert message["status"] == "replied" and message["content"].startswith(f"{SAID}\n{HEADER}[1]")
        streamed = client.post("/v1/chat/completions", json={**chat, "stream": True}).text
    chunks = [json.loads(line[6:]) for line in streamed.splitlines() if line.startswith("data: {")]
    assert "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks) == message["content"]


def test_agents_are_told(answering: QuestionAnswering) -> None:
    pytest.importorskip("mcp", reason="pip install -r requirements-mcp.txt")
    from mcp import Client

    from qa.mcp_server import make_mcp_server

    async def ask() -> dict[str, object]:
        async with Client(make_mcp_server(answering)) as client:
            return (await client.call_tool("ask", {"question": NEWEST})).structured_content or {}

    told = run_in_own_loop(ask)
    assert (told["status"], told["answer"]) == ("replied", f"{SAID}\n{HEADER}[1]")


def test_export_and_page_show_it(answering: QuestionAnswering) -> None:
    answers = [answering.ask(NEWEST), answering.ask("谢谢")]
    text = to_markdown(export_answers(answers, date(2024, 6, 1)))
    assert SAID.replace("-", "\\-") in text or SAID in text
    assert THANKED in text and "[^1]: " in text
    data = answer_data(answers[0], labels_for("zh"), is_last=True)
    assert (data["status"], data["reply"], data["cards"][0]["numbers"]) == ("replied", SAID, [1])
    english = answer_data(answers[1], labels_for("en"), is_last=True)
    assert (english["reply"], english["cards"], english["refusal"]) == ("You are welcome. Do ask on.", [], "")


def test_turns_that_asked_nothing_are_known(answering: QuestionAnswering) -> None:
    newest, thanked = Turn(answering.ask(NEWEST)), Turn(answering.ask("谢谢"))
    assert (newest.is_remark, thanked.is_remark) == (False, True)
    assert {newest.answer.status, thanked.answer.status} == {Status.REPLIED}
