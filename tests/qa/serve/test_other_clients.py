"""Clients of other interfaces, unchanged but for the address: OpenAI's Responses, Anthropic's Messages, Dify."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import openai
import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langchain_openai import ChatOpenAI

from index.settings import Settings
from qa.asking import QuestionAnswering, question_answering_over
from qa.serve.dify_routes import Conditions, holds
from tests.conftest import ROOT
from tests.qa.chat_server import Reply, chat_server
from tests.qa.serve.conftest import LIBRARIAN_KEY, QUESTION, READER_KEY, RunningServer, running
from tests.qa.serve.test_openai import FOLLOW_UP, REFUSED
from tests.toy_reader import ToyReader

if TYPE_CHECKING:
    import anthropic

NODE_PACKAGE = ROOT / ".work" / "node" / "node_modules" / "openai"
NODE_SCRIPT = """
import OpenAI from "openai";
const client = new OpenAI({baseURL: process.env.ADDRESS + "/v1", apiKey: process.env.KEY, maxRetries: 0});
const messages = [{role: "user", content: process.env.QUESTION}];
const whole = await client.chat.completions.create({model: "yinju", messages});
let streamed = "";
for await (const chunk of await client.chat.completions.create({model: "yinju", messages, stream: true}))
  streamed += chunk.choices[0]?.delta?.content ?? "";
const response = await client.responses.create({model: "yinju", input: process.env.QUESTION});
console.log(JSON.stringify({
  content: whole.choices[0].message.content, cited: whole.choices[0].message.citations.length, streamed,
  text: response.output_text, annotations: response.output[0].content[0].annotations.length,
}));
"""


@pytest.fixture
def client(server: RunningServer) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{server.address}/v1", api_key=READER_KEY, max_retries=0) as opened:
        yield opened


@pytest.fixture
def claude(server: RunningServer) -> Iterator["anthropic.Anthropic"]:
    """Anthropic's client, which sends its key in a header of its own."""
    import anthropic

    with anthropic.Anthropic(base_url=server.address, api_key=READER_KEY, max_retries=0) as opened:
        yield opened


# ---- OpenAI's Responses


def test_response_has_its_citations_as_annotations(server: RunningServer, client: openai.OpenAI) -> None:
    answer = server.service.answering.ask(QUESTION)
    response = client.responses.create(model="yinju", input=QUESTION)
    assert response.status == "completed"
    assert response.output_text.startswith(answer.text)
    notes = response.output[0].content[0].annotations  # type: ignore[union-attr]
    quotes = {citation.number: citation.quote for citation in answer.citations}
    assert [(note.number, note.quote) for note in notes] == [  # type: ignore[union-attr]
        (number, quotes[number].text) for statement in answer.statements for number in statement.citations
    ]
    assert notes[0].type == "file_citation"
    assert (notes[0].file_id, notes[0].filename) == (quotes[1].article.id, quotes[1].article.title)
    assert response.output_text[: notes[0].index].endswith("[1]")


def test_streamed_response_comes_to_the_whole_one(client: openai.OpenAI) -> None:
    whole = client.responses.create(model="yinju", input=QUESTION)
    events = list(client.responses.create(model="yinju", input=QUESTION, stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert "".join(e.delta for e in events if e.type == "response.output_text.delta") == whole.output_text
    last = events[-1]
    assert last.type == "response.completed"
    assert last.response.output[0].content == whole.output[0].content  # type: ignore[union-attr]
    assert last.response.usage == whole.usage


def test_items_before_make_a_response_a_follow_up(client: openai.OpenAI) -> None:
    response = client.responses.create(
        model="yinju",
        instructions="用一句话回答。",
        input=[
            {"role": "user", "content": QUESTION},
            {"role": "assistant", "content": "大桥全长一万公里。"},
            {"role": "user", "content": [{"type": "input_text", "text": FOLLOW_UP}]},
        ],
    )
    assert "2021年3月" in response.output_text


def test_a_response_of_before_is_not_kept(client: openai.OpenAI) -> None:
    with pytest.raises(openai.UnprocessableEntityError):
        client.responses.create(model="yinju", input=QUESTION, previous_response_id="resp_1")


def test_langchain_messages_keep_the_citations(server: RunningServer) -> None:
    model = ChatOpenAI(
        base_url=f"{server.address}/v1",
        api_key=READER_KEY,  # type: ignore[arg-type]
        model="yinju",
        use_responses_api=True,
        output_version="v1",
    )
    answer = server.service.answering.ask(QUESTION)
    message = model.invoke([HumanMessage(QUESTION)])
    (block,) = [block for block in message.content_blocks if block["type"] == "text"]
    cited: list[Any] = list(block["annotations"])
    assert [note["type"] for note in cited] == ["citation"] * len(cited)
    assert cited[0]["title"] == answer.citations[0].quote.article.title
    assert answer.citations[0].quote.text in str(cited[0])
    streamed = None
    for chunk in model.stream(QUESTION):
        streamed = chunk if streamed is None else streamed + chunk
    assert isinstance(streamed, AIMessage)
    assert answer.citations[0].quote.text in str(streamed.content_blocks)


# ---- Anthropic's Messages


def test_claude_client_gets_text_with_citations(server: RunningServer, claude: "anthropic.Anthropic") -> None:
    answer = server.service.answering.ask(QUESTION)
    message = claude.messages.create(model="yinju", max_tokens=500, messages=[{"role": "user", "content": QUESTION}])
    texts = [block.text for block in message.content if block.type == "text"]
    assert "".join(texts).startswith(answer.text)
    first = message.content[0]
    assert first.type == "text" and first.citations
    quote = answer.citations[0].quote
    assert (first.citations[0].cited_text, first.citations[0].document_title) == (quote.text, quote.article.title)
    assert (message.stop_reason, message.role) == ("end_turn", "assistant")


def test_claude_stream_comes_to_the_whole_message(claude: "anthropic.Anthropic") -> None:
    asked: Any = {"model": "yinju", "max_tokens": 500, "messages": [{"role": "user", "content": QUESTION}]}
    whole = claude.messages.create(**asked)
    with claude.messages.stream(**asked, system="用中文回答。") as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    assert text == "".join(block.text for block in whole.content if block.type == "text")
    cited = [c.cited_text for block in final.content if block.type == "text" for c in block.citations or ()]
    assert cited == [c.cited_text for block in whole.content if block.type == "text" for c in block.citations or ()]
    assert cited


def test_claude_client_gets_refusals_and_errors(claude: "anthropic.Anthropic") -> None:
    import anthropic

    message = claude.messages.create(model="x", max_tokens=9, messages=[{"role": "user", "content": REFUSED}])
    (block,) = message.content
    assert block.type == "text" and block.text.startswith("这些文章里没有找到能回答这个问题的依据")
    with pytest.raises(anthropic.AuthenticationError, match="需要密钥"):
        claude.with_options(api_key="wrong").messages.create(
            model="x", max_tokens=9, messages=[{"role": "user", "content": QUESTION}]
        )


@pytest.mark.parametrize("end", ["stop", "close"])
def test_no_stream_sends_what_was_not_checked(samples: QuestionAnswering, end: str) -> None:
    import anthropic

    """A chat model writes two sentences that the articles hold and one they do not, and may break off after them."""
    written = ("大桥全长2.86公里[1]。", "造价三亿元[1]。", "大桥2021年3月动工[1]。", "其中")
    asked: Any = {"model": "x", "max_tokens": 9, "messages": [{"role": "user", "content": QUESTION}]}
    with chat_server(Reply(written, end=end)) as model:
        settings = Settings(chat=model.settings(retries=0))
        with running(question_answering_over(samples.library, settings, ToyReader())) as server:
            with openai.OpenAI(base_url=f"{server.address}/v1", api_key=READER_KEY) as client:
                events = list(client.responses.create(model="x", input=QUESTION, stream=True))
            with anthropic.Anthropic(base_url=server.address, api_key=READER_KEY) as claude:
                with claude.messages.stream(**asked) as stream:
                    claude_text = "".join(stream.text_stream)
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert text == claude_text
    assert text.startswith("大桥全长2.86公里。[1]")
    assert "造价" not in text.split("\n\n")[0]
    last = events[-1]
    assert last.type == "response.completed"
    for note in last.response.output[0].content[0].annotations:  # type: ignore[union-attr]
        assert text[: note.index].endswith(f"[{note.number}]")  # type: ignore[union-attr]


# ---- Dify's external knowledge


def retrieval(**changes: Any) -> dict[str, Any]:
    setting = {"top_k": 3, "score_threshold": 0.0}
    return {"knowledge_id": "yinju", "query": QUESTION, "retrieval_setting": setting, **changes}


def test_dify_gets_records(reader: httpx.Client) -> None:
    records = reader.post("/retrieval", json=retrieval()).json()["records"]
    assert len(records) == 3
    assert "2.86公里" in records[0]["content"]
    assert records[0]["title"] == records[0]["metadata"]["title"]
    assert [record["score"] for record in records] == sorted((r["score"] for r in records), reverse=True)
    assert all(0 <= record["score"] <= 1 and record["metadata"] for record in records)
    assert not any("/" in record["metadata"]["url"] for record in records)  # files of this machine by name alone


def test_dify_score_threshold_and_conditions_choose(reader: httpx.Client) -> None:
    setting = {"top_k": 10, "score_threshold": 0.6}
    scored = reader.post("/retrieval", json=retrieval(retrieval_setting=setting)).json()["records"]
    assert scored and all(record["score"] >= 0.6 for record in scored)
    condition = {"name": ["source"], "comparison_operator": "is", "value": "澜川晚报"}
    late = {"name": ["published"], "comparison_operator": "after", "value": "2024-06-27"}
    asked = retrieval(metadata_condition={"logical_operator": "and", "conditions": [condition, late]})
    held = reader.post("/retrieval", json=asked).json()["records"]
    assert {record["metadata"]["source"] for record in held} == {"澜川晚报"}
    assert all(record["metadata"]["published"] > "2024-06-27" for record in held)


def test_dify_hears_of_errors_in_its_own_fields(server: RunningServer) -> None:
    def refused(headers: dict[str, str], body: Any) -> tuple[int, int]:
        response = httpx.post(f"{server.address}/retrieval", headers=headers, json=body)
        told = response.json()
        assert told["error_msg"] == told["detail"]
        return response.status_code, told["error_code"]

    good = {"Authorization": f"Bearer {READER_KEY}"}
    assert refused({}, retrieval()) == (403, 1001)
    assert refused({"Authorization": READER_KEY}, retrieval()) == (403, 1001)
    assert refused({"Authorization": "Bearer wrong"}, retrieval()) == (403, 1002)
    assert refused(good, retrieval(knowledge_id="nobody")) == (404, 2001)
    assert refused(good, {}) == (422, 422)


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("contains", "大桥", True), ("not contains", "大桥", False), ("start with", "澜", True),
        ("end with", "澜", False), ("is not", "x", True), ("not in", ["x", "y"], True), ("empty", None, False),
        ("not empty", None, True),
    ],
)  # fmt: skip
def test_condition_on_a_title(
    samples: QuestionAnswering, operator: str, value: str | list[str] | None, expected: bool
) -> None:
    article = samples.ask(QUESTION).citations[0].quote.article
    article = replace(article, title="澜青大桥通车")
    one = {"name": "title", "comparison_operator": operator, "value": value}
    assert holds(Conditions.model_validate({"conditions": [one]}), article) is expected
    other = {"name": "author", "comparison_operator": "is", "value": "nobody"}
    assert not holds(Conditions.model_validate({"conditions": [one, other]}), article)
    either = Conditions.model_validate({"logical_operator": "or", "conditions": [one, other]})
    assert holds(either, article) is expected


# ---- npm's client


@pytest.mark.skipif(
    shutil.which("node") is None or not NODE_PACKAGE.is_dir(),
    reason="npm's client is not there: npm install --prefix .work/node openai",
)
def test_npm_client(server: RunningServer, tmp_path: Path) -> None:
    script = NODE_PACKAGE.parent.parent / "try.mjs"  # beside the package, which node looks for from there
    script.write_text(NODE_SCRIPT, encoding="utf-8")
    environment = {"ADDRESS": server.address, "KEY": LIBRARIAN_KEY, "QUESTION": QUESTION, "PATH": "/usr/bin:/bin"}
    done = subprocess.run(["node", str(script)], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told = httpx.Response(200, content=done.stdout).json()
    answer = server.service.answering.ask(QUESTION)
    assert told["content"].startswith(answer.text)
    assert told["streamed"] == told["content"] == told["text"]
    assert told["cited"] == len(answer.citations)
    assert told["annotations"] == sum(len(statement.citations) for statement in answer.statements)
