"""The Retriever as LangChain's BaseRetriever."""

from datetime import date

from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda

from index.snapshot import Filters
from qa.asking import QuestionAnswering
from qa.langchain_interface import YinjuRetriever
from tests.own_loop import run_in_own_loop


def test_is_a_base_retriever_and_gives_documents(answering: QuestionAnswering) -> None:
    retriever = YinjuRetriever(question_answering=answering)
    assert isinstance(retriever, BaseRetriever)
    document = retriever.invoke("澄青大桥全长多少米？")[0]
    assert document.page_content == "澄青大桥5月1日正式通车，全长820米。\n市民步行过江只要八分钟。"
    metadata = dict(document.metadata)
    assert metadata.pop("score") == answering.retrieve("澄青大桥全长多少米？")[0].score
    assert metadata == {
        "article": "bridge",
        "title": "澄青大桥通车",
        "face": "澄青大桥通车",
        "published": "2020-05-01",
        "source": "澄青日报",
        "author": "林小雨",
        "location": "bridge",
        "rank": 1,
        "spans": [[1, 0, 20], [2, 0, 12]],
    }


def test_number_of_documents_and_filters(answering: QuestionAnswering) -> None:
    retriever = YinjuRetriever(question_answering=answering, k=1)
    assert [d.metadata["article"] for d in retriever.invoke("澄青大桥全长多少米？")] == ["bridge"]
    filtered = YinjuRetriever(question_answering=answering, filters=Filters(since=date(2021, 1, 1)))
    assert [d.metadata["article"] for d in filtered.invoke("澄青大桥全长多少米？")] == ["pear"]


def test_batch_and_async_give_the_same(answering: QuestionAnswering) -> None:
    retriever = YinjuRetriever(question_answering=answering, k=1)
    questions = ["澄青大桥全长多少米？", "梨花节的主会场设在哪里？", ""]
    expected = [["bridge"], ["pear"], []]

    async def ask_all() -> list[list[str]]:
        return [[d.metadata["article"] for d in await retriever.ainvoke(question)] for question in questions]

    batched = [[d.metadata["article"] for d in documents] for documents in retriever.batch(questions)]
    awaited = run_in_own_loop(ask_all)
    assert (batched, awaited) == (expected, expected)


def test_stands_in_a_chain(answering: QuestionAnswering) -> None:
    chain = YinjuRetriever(question_answering=answering, k=1) | RunnableLambda(lambda documents: len(documents))
    assert chain.invoke("澄青大桥全长多少米？") == 1
