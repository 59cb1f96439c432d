"""OpenAI's form, with the official client and LangChain's, unchanged but for the address."""

from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI

from index.settings import Settings
from qa.asking import QuestionAnswering, question_answering_over
from tests.qa.chat_server import Reply, chat_server
from tests.qa.serve.conftest import QUESTION, READER_KEY, RealServer, RunningServer, problem, running
from tests.toy_reader import ToyReader

REFUSED = "水库里有什么鱼？"
FOLLOW_UP = "什么时候开工的？"


@pytest.fixture
def client(server: RunningServer) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{server.address}/v1", api_key=READER_KEY, max_retries=0) as opened:
        yield opened


def chat_openai(server: RunningServer) -> ChatOpenAI:
    return ChatOpenAI(base_url=f"{server.address}/v1", api_key=READER_KEY, model="gpt-4o", temperature=0.7)  # type: ignore[arg-type]


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def test_answer_has_its_citations_as_text_and_as_objects(server: RunningServer, client: openai.OpenAI) -> None:
    answer = server.service.answering.ask(QUESTION)
    completion = client.chat.completions.create(model="yinju", messages=[user(QUESTION)])  # type: ignore[list-item]
    (choice,) = completion.choices
    assert (choice.finish_reason, choice.message.role, completion.model) == ("stop", "assistant", "yinju")
    content = choice.message.content or ""
    text, _, notes = content.partition("\n\n")
    assert text == answer.text
    assert [note.split(" ")[0] for note in notes.splitlines()] == [f"[{c.number}]" for c in answer.citations]
    first = answer.citations[0].quote
    assert notes.splitlines()[0] == (
        f"[1] 《{first.article.title}》（{first.article.source}，{first.article.published}）"
        f"第 {first.paragraph} 段：{first.text}"
    )
    citations = choice.message.citations  # type: ignore[attr-defined]
    assert [c["quote"] for c in citations] == [c.quote.text for c in answer.citations]
    assert completion.yinju["answer"] == answer.text  # type: ignore[attr-defined]
    assert completion.usage is not None and completion.usage.completion_tokens == len(content)


def test_refusal_is_the_content(client: openai.OpenAI) -> None:
    (choice,) = client.chat.completions.create(model="x", messages=[user(REFUSED)]).choices  # type: ignore[list-item]
    assert (choice.message.content or "").startswith("这些文章里没有找到能回答这个问题的依据")
    assert (choice.message.status, choice.message.citations) == ("no_evidence", [])  # type: ignore[attr-defined]


def test_stream_adds_up_to_the_answer(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="x", messages=[user(QUESTION)])  # type: ignore[list-item]
    stream = client.chat.completions.create(
        model="x",
        messages=[user(QUESTION)],
        stream=True,
        stream_options={"include_usage": True},  # type: ignore[list-item]
    )
    *chunks, last, usage = list(stream)
    assert chunks[0].choices[0].delta.role == "assistant"
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert "".join(pieces) == whole.choices[0].message.content
    assert len([piece for piece in pieces if piece]) > 2
    assert (last.choices[0].finish_reason, {chunk.choices[0].finish_reason for chunk in chunks}) == ("stop", {None})
    citations = last.choices[0].delta.citations  # type: ignore[attr-defined]
    assert citations == whole.choices[0].message.citations  # type: ignore[attr-defined]
    assert (usage.choices, usage.usage) == ([], whole.usage)
    assert len({chunk.id for chunk in [*chunks, last, usage]}) == 1


def test_messages_before_make_it_a_follow_up_and_other_parameters_do_no_harm(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(
        model="gpt-4o",
        messages=[
            {"role": "system", "content": "你是一个助手。"},
            user(QUESTION),  # type: ignore[list-item]
            {"role": "assistant", "content": "大桥全长一万公里。"},
            {"role": "user", "content": [{"type": "text", "text": FOLLOW_UP}]},
        ],
        temperature=0.3,
        max_tokens=5,
        n=1,
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
        user="somebody",
    )
    asked = completion.yinju["asked"]  # type: ignore[attr-defined]
    assert asked != FOLLOW_UP
    assert "大桥" in asked
    assert "2021年3月" in (completion.choices[0].message.content or "")


def test_filters_go_in_the_extra_body(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(
        model="yinju",
        messages=[user(QUESTION)],
        extra_body={"since": "2024-06-28", "source": "澜川晚报"},  # type: ignore[list-item]
    )
    passages = completion.yinju["passages"]  # type: ignore[attr-defined]
    assert {passage["source"] for passage in passages} == {"澜川晚报"}


def test_models(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["yinju"]
    assert client.models.retrieve("yinju").owned_by == "yinju"
    with pytest.raises(openai.NotFoundError) as caught:
        client.models.retrieve("gpt-4o")
    assert caught.value.body == {
        "message": "没有这个模型，这里的模型是 yinju。", "type": "not-found", "param": None, "code": "not-found",
    }  # fmt: skip


def test_errors_are_the_clients_own(server: RunningServer, client: openai.OpenAI) -> None:
    with pytest.raises(openai.UnprocessableEntityError, match="messages 里没有用户的问题"):
        client.chat.completions.create(model="x", messages=[{"role": "system", "content": "你好"}])
    with pytest.raises(openai.AuthenticationError, match="需要密钥"):
        client.with_options(api_key="wrong").models.list()


def test_langchain_chat_model(server: RunningServer) -> None:
    model = chat_openai(server)
    answer = server.service.answering.ask(QUESTION)
    message = model.invoke([SystemMessage("用一句话回答。"), HumanMessage(QUESTION)])
    assert str(message.content).startswith(answer.text)
    streamed = "".join(str(chunk.content) for chunk in model.stream(QUESTION))
    assert streamed == message.content
    follow_up = model.invoke([HumanMessage(QUESTION), AIMessage(str(message.content)), HumanMessage(FOLLOW_UP)])
    assert "2021年3月" in str(follow_up.content)


NOT_TRUE = "造价三亿元[1]。"


@pytest.mark.parametrize(
    ("end", "repaired", "expected"),
    [
        ("stop", "资料中没有答案。", "大桥全长2.86公里。[1]大桥2021年3月动工。[2]\n\n[1] "),
        ("stop", "大桥跨度很大[1]。澜青大桥全长2.86公里[1]。", "大桥全长2.86公里。[1]大桥2021年3月动工。[2]\n\n[1] "),
        ("stop", "大桥主桥合龙[1]。", "大桥全长2.86公里。[1]大桥主桥合龙。[2]大桥2021年3月动工。[3]\n\n[1] "),
        ("close", "", "大桥全长2.86公里。[1]\n\n以上没有写完，以下面的回答为准：\n\n"),
    ],
)
def test_stream_sends_only_what_was_checked_in_its_order(
    samples: QuestionAnswering, end: str, repaired: str, expected: str
) -> None:
    """A chat model writes two sentences that the articles hold and one they do not, and may break off after them; what
    it then writes instead comes in its place, unless that is said already."""
    written = ("大桥全长2.86公里[1]。", NOT_TRUE, "大桥2021年3月动工[1]。", "其中")
    with chat_server(Reply(written, end=end), Reply((repaired,))) as model:
        settings = Settings(chat=model.settings(retries=0))
        with (
            running(question_answering_over(samples.library, settings, ToyReader())) as server,
            openai.OpenAI(base_url=f"{server.address}/v1", api_key=READER_KEY) as client,
        ):
            stream = client.chat.completions.create(model="x", messages=[user(QUESTION)], stream=True)  # type: ignore[list-item]
            streamed = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
    assert streamed.startswith(expected)
    assert "造价" not in streamed.split("\n\n")[0]


def test_streamed_form_comes_to_the_whole_one(client: openai.OpenAI) -> None:
    asked: Any = {"model": "x", "messages": [user("梳理澜青大桥的建设经过")]}
    whole = client.chat.completions.create(**asked)
    assert whole.yinju["form"]  # type: ignore[attr-defined]
    streamed = "".join(c.choices[0].delta.content or "" for c in client.chat.completions.create(**asked, stream=True))
    assert streamed == whole.choices[0].message.content


def test_wrong_bodies(reader: httpx.Client) -> None:
    for body, sentence in (
        ({}, "messages 缺少，请改正。"),
        ({"messages": []}, "messages 里的项太少，请改正。"),
        ({"messages": [{"role": "robot", "content": "?"}]}, "messages.role 不是可用的值，请改正。"),
        ({"messages": [user("桥" * 2001)]}, "问题有 2001 个字，最多可以有 2000 个字，请缩短。"),
    ):
        assert problem(reader.post("/v1/chat/completions", json=body)) == (422, sentence)


def test_the_real_models_answer_the_official_client(real_server: RealServer) -> None:
    with openai.OpenAI(base_url=f"{real_server.address}/v1", api_key="none-needed") as client:
        completion = client.chat.completions.create(model="yinju", messages=[user(QUESTION)])  # type: ignore[list-item]
    assert (completion.choices[0].message.content or "").startswith("大桥全长2.86公里")
