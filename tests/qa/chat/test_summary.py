"""Summaries: whole where the article fits, else part by part, with visible stages, and stopped at any of them."""

import threading
from typing import Any

import pytest

from index.article import Article
from index.library import Library
from index.settings import Settings
from qa.answer import Answer, Status
from qa.asking import QuestionAnswering, question_answering_over
from qa.chat.material import gather_material
from qa.chat.summary import wants_summary
from qa.running import AnswerFinished, StageBegan
from tests.conftest import add_articles, make_article
from tests.qa.chat.test_write import answering_with, written
from tests.qa.chat_server import Reply, chat_server
from tests.toy_reader import ToyReader

QUESTION = "总结一下芦汀湿地修复纪事这篇文章"
SENTENCES = [f"第{number}段河道种下芦苇{100 + number}亩，由护湿队第{number}小组看管。" for number in range(1, 25)]
LONG = make_article("long", "\n".join(SENTENCES), title="芦汀湿地修复纪事")


@pytest.fixture
def wetland(library: Library, articles: dict[str, Article]) -> QuestionAnswering:
    add_articles(library, LONG)
    return question_answering_over(library, Settings(), ToyReader())


def first_sentence(body: dict[str, Any]) -> Reply:
    """Write the first sentence of the first passage, as a model that keeps to the text."""
    line = next(line for line in body["messages"][1]["content"].splitlines() if line.startswith("[1] "))
    text = line.partition("）")[2]
    return written(text[: text.index("。")] + "[1]。")


def run(asked: QuestionAnswering, cancel: threading.Event | None = None) -> tuple[Answer, list[str]]:
    codes = []
    for event in asked.stream(QUESTION, cancel=cancel):
        if isinstance(event, StageBegan):
            codes.append(event.stage.code)
            if cancel is not None and len(codes) == 4:  # that of going through the articles, and three parts
                cancel.set()
        if isinstance(event, AnswerFinished):
            answer = event.answer
    return answer, codes


def test_article_that_fits_is_summarised_at_once_from_all_of_it(wetland: QuestionAnswering) -> None:
    with chat_server(first_sentence) as server:
        answer, codes = run(answering_with(wetland, server))
        [request] = server.requests
    assert codes == ["form-gathering"]
    assert all(sentence in request["messages"][1]["content"] for sentence in SENTENCES)
    assert [s.text for s in answer.statements] == [SENTENCES[0]]


def test_longer_article_is_read_part_by_part_and_joined(wetland: QuestionAnswering) -> None:
    with chat_server(first_sentence) as server:
        answer, codes = run(answering_with(wetland, server, passage_tokens=300))
        count = len(server.requests)
        joined = server.requests[-1]["messages"][1]["content"]
    assert codes == ["form-gathering"] + ["chat-reading-part"] * (count - 1) + ["chat-joining"]
    assert 3 <= count <= 6
    assert joined.count("护湿队") == count - 1  # one sentence of each part
    assert (answer.status, [s.text for s in answer.statements]) == (Status.ANSWERED, [SENTENCES[0]])


def test_stopped_summary_keeps_the_points_of_the_parts_read(wetland: QuestionAnswering) -> None:
    with chat_server(first_sentence) as server:
        answer, codes = run(answering_with(wetland, server, passage_tokens=300), threading.Event())
    assert codes == ["form-gathering"] + ["chat-reading-part"] * 3
    assert [s.is_supported for s in answer.statements] == [True, True]
    assert "chat-stopped-early" in [note.code for note in answer.notes]


def test_points_are_the_answer_where_they_are_not_joined(wetland: QuestionAnswering) -> None:
    def fails_at_last(body: dict[str, Any]) -> Reply:
        is_part = "这是长文章的一部分" in body["messages"][1]["content"]
        return first_sentence(body) if is_part else Reply(status=500)

    with chat_server(fails_at_last) as server:
        answer, _ = run(answering_with(wetland, server, passage_tokens=300, retries=0))
    assert answer.status is Status.ANSWERED
    assert len(answer.statements) >= 2
    assert all(statement.is_supported for statement in answer.statements)


@pytest.mark.parametrize("question", ["总结会什么时候开？", "年终总结交给谁？", "大桥全长多少米？"])
def test_other_questions_want_no_summary(question: str) -> None:
    assert not wants_summary(question)


def test_passages_of_an_article_are_joined_and_the_one_asked_about_stands_whole(wetland: QuestionAnswering) -> None:
    passages = wetland.retrieve("第3段河道种下芦苇多少亩？")
    material = gather_material("芦汀湿地修复纪事里第3段种了多少亩？", passages, 5000)
    assert material[0].text == "\n".join(SENTENCES)
    assert len({passage.article.id for passage in material}) == len(material)
    assert [passage.rank for passage in material] == list(range(1, len(material) + 1))
