"""Question answering as a Runnable: the same answer however it is run."""

import asyncio
import threading
import time
from dataclasses import replace
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda

from index.errors import LoadError
from index.settings import Settings
from index.snapshot import Filters
from qa.asking import QuestionAnswering, question_answering_over
from qa.conversation.turn import Turn
from qa.json_form import answer_to_json
from qa.langchain_interface import AnswerChunk, YinjuAnswering
from tests.own_loop import run_in_own_loop
from tests.qa.chat_server import Reply, chat_server
from tests.toy_reader import ToyReader

QUESTION = "澄青大桥全长多少米？"
OTHERS = ["梨花节的主会场设在哪里？", "水库里有什么鱼？", ""]
FOLLOW_UP = {"question": "什么时候通车的？", "history": [QUESTION]}


def told(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the answer without what differs from run to run."""
    return {name: value for name, value in answer.items() if name != "timings_ms"}


@pytest.fixture
def runnable(answering: QuestionAnswering) -> YinjuAnswering:
    return YinjuAnswering(answering)


def test_invoke_is_the_answer_as_json(answering: QuestionAnswering, runnable: YinjuAnswering) -> None:
    for question in (QUESTION, *OTHERS):
        assert told(runnable.invoke(question)) == told(answer_to_json(answering.ask(question)))


def test_batch_and_awaited_give_the_same(runnable: YinjuAnswering) -> None:
    questions = [QUESTION, *OTHERS]
    expected = [told(runnable.invoke(question)) for question in questions]
    assert [told(answer) for answer in runnable.batch(questions, config={"max_concurrency": 2})] == expected
    assert [told(answer) for answer in run_in_own_loop(lambda: runnable.abatch(questions))] == expected
    assert told(run_in_own_loop(lambda: runnable.ainvoke(QUESTION))) == expected[0]


def test_follow_up_and_filters(answering: QuestionAnswering, runnable: YinjuAnswering) -> None:
    expected = answering.ask("什么时候通车的？", Filters(), [Turn(answering.ask(QUESTION))])
    assert told(runnable.invoke(FOLLOW_UP)) == told(answer_to_json(expected))
    held = runnable.invoke({"question": QUESTION, "since": "2021-01-01", "until": "2021-12-31"})
    assert {passage["article"] for passage in held["passages"]} == {"pear"}
    assert {p["article"] for p in runnable.invoke({"question": QUESTION, "source": "石渡发布"})["passages"]} == {"pear"}
    with pytest.raises(LoadError, match="'2021' 不是日期"):
        runnable.invoke({"question": QUESTION, "since": "2021"})


def test_stream_adds_up_to_the_answer(runnable: YinjuAnswering) -> None:
    expected = told(runnable.invoke(QUESTION))

    async def collect() -> list[AnswerChunk]:
        return [chunk async for chunk in runnable.astream(QUESTION)]

    for chunks in (list(runnable.stream(QUESTION)), run_in_own_loop(collect)):
        assert [set(chunk) for chunk in chunks[:-1]] == [{"statement", "citations"}] * len(expected["statements"])
        assert [chunk["statement"] for chunk in chunks[:-1]] == expected["statements"]
        total = chunks[0]
        for chunk in chunks[1:]:
            total = total + chunk
        assert told(total) == expected


def test_stands_in_a_chain_whose_callbacks_hear_of_it(runnable: YinjuAnswering) -> None:
    heard: list[tuple[str, Any]] = []

    class Listener(BaseCallbackHandler):
        def on_chain_start(self, serialized: Any, inputs: Any, **kwargs: Any) -> None:
            heard.append(("start", kwargs.get("name")))

        def on_chain_end(self, outputs: Any, **kwargs: Any) -> None:
            heard.append(("end", outputs))

    question = RunnableLambda(lambda topic: f"{topic}全长多少米？")
    prompt = ChatPromptTemplate.from_template("{answer}")
    chain = question | runnable | (lambda answer: {"answer": answer["answer"]}) | prompt
    message = chain.invoke("澄青大桥", config={"callbacks": [Listener()]}).messages[0]
    assert str(message.content).startswith("澄青大桥5月1日正式通车，全长820米。[1]")
    assert ("start", "YinjuAnswering") in heard
    streamed = list((question | runnable).stream("澄青大桥"))
    assert told(streamed[-1]) == told(runnable.invoke(QUESTION))


def test_schemas_and_graph_can_be_drawn(runnable: YinjuAnswering) -> None:
    assert runnable.get_input_jsonschema()["anyOf"][0] == {"type": "string"}
    assert runnable.get_output_jsonschema()["type"] == "object"
    chain = RunnableLambda(lambda asked: asked["question"]) | runnable
    assert "YinjuAnswering" in {node.name for node in chain.get_graph().nodes.values()}


def test_awaited_work_leaves_the_loop_free_and_stops_with_who_awaits(answering: QuestionAnswering) -> None:
    """A chat model is slow; meanwhile the loop ticks, and when nobody reads on, the model is left alone."""
    with chat_server(Reply(("澄青大桥全长820米[1]。",) * 100, between_s=0.05)) as server:
        chat = question_answering_over(answering.library, Settings(chat=server.settings()), ToyReader()).chat
        runnable = YinjuAnswering(replace(answering, chat=chat))

        async def read_some() -> tuple[int, list[AnswerChunk]]:
            ticks, chunks = 0, []

            async def tick() -> None:
                nonlocal ticks
                while True:
                    await asyncio.sleep(0.01)
                    ticks += 1

            ticking = asyncio.create_task(tick())
            stream = runnable.astream(QUESTION)
            async for chunk in stream:
                chunks.append(chunk)
                if len(chunks) == 5:
                    break
            await stream.aclose()
            ticking.cancel()
            return ticks, chunks

        ticks, chunks = run_in_own_loop(read_some)
        assert ticks >= 5
        assert "text" in chunks[0]
        deadline = time.monotonic() + 5
        while not server.gone.is_set() and time.monotonic() < deadline:
            threading.Event().wait(0.02)
        assert server.gone.is_set()


def test_real_models_in_a_chain(tmp_path: Any, bundled_embedder: Any) -> None:
    from index.library import Library
    from qa.asking import load_reader_model
    from tests.conftest import add_articles
    from tests.qa.conftest import BRIDGE, PEAR

    library = Library.open(tmp_path / "library", bundled_embedder)
    add_articles(library, BRIDGE, PEAR)
    answering = question_answering_over(library, Settings(), load_reader_model(Settings()))
    answers = YinjuAnswering(answering).batch([QUESTION, "梨花节的主会场设在哪里？"])
    assert [answer["citations"][0]["article"] for answer in answers] == ["bridge", "pear"]
    library.close()
