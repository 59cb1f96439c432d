"""Question answering as LangChain's chat model: its messages keep the citations."""

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.output_parsers import StrOutputParser

from index.settings import Settings
from qa.asking import QuestionAnswering, question_answering_over
from qa.langchain_interface import YinjuChatModel
from tests.own_loop import run_in_own_loop
from tests.qa.chat_server import Reply, chat_server
from tests.toy_reader import ToyReader

QUESTION = "澄青大桥全长多少米？"


@pytest.fixture
def model(answering: QuestionAnswering) -> YinjuChatModel:
    return YinjuChatModel(question_answering=answering)


def test_message_keeps_the_citations(answering: QuestionAnswering, model: YinjuChatModel) -> None:
    answer = answering.ask(QUESTION)
    message = model.invoke([SystemMessage("用一句话回答。"), HumanMessage(QUESTION)])
    (block,) = message.content_blocks
    assert block["type"] == "text" and block["text"] == answer.text == message.text
    cited = block["annotations"][0]
    quote = answer.citations[0].quote
    assert cited["type"] == "citation"
    assert (cited["cited_text"], cited["title"]) == (quote.text, quote.article.title)
    assert answer.text[cited["start_index"] : cited["end_index"]] == answer.statements[0].marked_text
    assert cited["extras"]["article"] == quote.article.id
    assert message.response_metadata["status"] == "answered"


def test_stream_and_awaited_come_to_the_same(model: YinjuChatModel) -> None:
    whole = model.invoke(QUESTION)
    added: AIMessageChunk | None = None
    for chunk in model.stream(QUESTION):
        added = chunk if added is None else added + chunk
    assert added is not None
    assert [{k: v for k, v in b.items() if k != "index"} for b in added.content_blocks] == whole.content_blocks
    assert run_in_own_loop(lambda: model.ainvoke(QUESTION)).content == whole.content
    assert (model | StrOutputParser()).invoke(QUESTION) == whole.text


def test_messages_before_make_it_a_follow_up(model: YinjuChatModel) -> None:
    message = model.invoke([HumanMessage(QUESTION), AIMessage("一万米。"), HumanMessage("什么时候通车的？")])
    assert message.response_metadata["status"] == "answered"
    assert "通车" in message.text


def test_refusal_is_the_text_and_cites_nothing(model: YinjuChatModel) -> None:
    message = model.invoke("水库里有什么鱼？")
    assert message.response_metadata["status"] == "no_evidence"
    assert message.content_blocks[0].get("annotations") == []


def test_what_a_chat_model_wrote_without_support_is_not_in_the_message(answering: QuestionAnswering) -> None:
    with chat_server(
        Reply(("澄青大桥造价九亿元[1]。", "澄青大桥全长820米[1]。")), Reply(("资料中没有答案。",))
    ) as server:
        written = question_answering_over(answering.library, Settings(chat=server.settings(retries=0)), ToyReader())
        model = YinjuChatModel(question_answering=written)
        message = model.invoke(QUESTION)
        streamed = "".join(str(chunk.text) for chunk in model.stream(QUESTION))
    assert "九亿" not in message.text + streamed
    assert "820米" in message.text and "820米" in streamed


def test_no_question_is_an_error_that_says_so(model: YinjuChatModel) -> None:
    with pytest.raises(ValueError, match="no human message"):
        model.invoke([SystemMessage("你好")])
