"""A question searched once more in a chat model's words: shown, in its form or not at all."""

import json
import threading
from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest

from qa.answer import Answer, Statement, Status
from qa.asking import QuestionAnswering
from qa.chat.model import open_chat_model
from qa.chat.rewriting import is_foreign, read_questions, translate_back
from qa.conversation.turn import Turn
from qa.running import AnswerEvent, AnswerFinished, StageBegan
from tests.qa.chat.test_write import answering_with, written
from tests.qa.chat_server import ChatServer, Reply, chat_server

ENGLISH = "How long is the Chengqing bridge?"


def rewritten(*questions: str) -> Reply:
    return written(json.dumps({"questions": list(questions)}, ensure_ascii=False))


def stages(events: list[AnswerEvent]) -> list[str]:
    return [event.stage.code for event in events if isinstance(event, StageBegan)]


def sent(server: ChatServer, number: int) -> str:
    return str(server.requests[number]["messages"][1]["content"])


def test_question_in_english_is_searched_in_chinese_and_answered_in_both(answering: QuestionAnswering) -> None:
    replies = (
        rewritten("澄青大桥全长多少米？"),
        written("澄青大桥全长820米[1]。市民步行过江只要八分钟[1]。"),
        written("1. The Chengqing bridge is 820 metres long.\n2. Crossing on foot takes 9 minutes."),
    )
    with chat_server(*replies) as server:
        events = list(answering_with(answering, server).stream(ENGLISH))
        assert "问题的意思是：澄青大桥全长多少米？" in sent(server, 1)
    last = events[-1]
    assert isinstance(last, AnswerFinished)
    assert [s.shown_text for s in last.answer.statements] == [
        "澄青大桥全长820米。〔The Chengqing bridge is 820 metres long.〕",
        "市民步行过江只要八分钟。",  # its translation has a number of its own
    ]
    assert stages(events) == ["chat-rewriting", "chat-searching", "chat-translating"]
    assert {"chat-searched", "chat-translated"} <= {note.code for note in last.answer.notes}
    assert "澄青大桥全长多少米？" in last.answer.note


def test_follow_up_goes_to_the_model_with_what_was_answered_before(answering: QuestionAnswering, bridge: Turn) -> None:
    with chat_server(rewritten("澄青大桥什么时候通车？"), written("澄青大桥5月1日通车[1]。")) as server:
        events = list(answering_with(answering, server).stream("它什么时候通车？", history=[bridge]))
        assert "前问：澄青大桥全长多少米？\n前答：澄青大桥5月1日正式通车，全长820米。" in sent(server, 0)
    assert stages(events)[0] == "chat-rewriting"


def test_second_round_is_not_begun_once_it_is_cancelled(answering: QuestionAnswering) -> None:
    cancel = threading.Event()

    def cancelled(body: dict[str, Any]) -> Reply:
        cancel.set()
        return Reply(("{",) * 400, between_s=0.02)

    with chat_server(cancelled, written("澄青大桥全长820米[1]。")) as server:
        events = list(answering_with(answering, server).stream(ENGLISH, cancel=cancel))
        assert server.gone.wait(10)
        assert len(server.requests) == 1
    last = events[-1]
    assert isinstance(last, AnswerFinished)
    assert stages(events) == ["chat-rewriting"]
    assert last.answer.note == "已停止写作，只按文章原句没有找到回答。"


def test_struck_statement_is_no_fact_of_the_next_question(answering: QuestionAnswering) -> None:
    with chat_server(written("澄青大桥全长820米[1]。澄青大桥造价三亿元[1]。")) as server:
        asked = answering_with(answering, server)
        first = Turn(asked.ask("澄青大桥全长多少米？"))
        before = len(server.requests)
        asked.ask("它什么时候通车？", history=[first])
        assert all("三亿元" not in sent(server, number) for number in range(before, before + 1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "澄青大桥全长多少米？",
        '["澄青大桥全长多少米？"]',
        '{"questions": "澄青大桥全长多少米？"}',
        '{"questions": []}',
        '{"questions": ["一？", "二？", "三？", "四？"]}',
        '{"questions": [1]}',
        '{"questions": ["How long is it?"]}',
        '{"questions": ["澄青大桥全长多少米？"], "answer": "820米"}',
        '{"questions": ["' + "长" * 200 + '"]}',
        '{"questions": ["澄青大桥全长多少米？"]} 以上是改写。',
    ],
)
def test_what_is_not_the_json_asked_for_is_passed_over(text: str) -> None:
    assert read_questions(text, ()) == ()


def test_json_in_a_fence_behind_thoughts_is_read_and_known_questions_left_out() -> None:
    text = '<think>嗯</think>```json\n{"questions": ["大桥多长？", "澄青大桥全长多少米？", "大桥多长？"]}\n```'
    assert read_questions(text, ("澄青大桥全长多少米",)) == ("大桥多长？",)


@pytest.mark.parametrize("reply", [Reply(status=500), written("我不知道。"), Reply(("{",), end="close")])
def test_rules_stand_where_the_model_does_not_help(answering: QuestionAnswering, reply: Reply) -> None:
    question = "水库里有什么鱼？"
    with chat_server(reply, written("资料中没有答案。")) as server:
        answer = answering_with(answering, server, retries=0).ask(question)
        assert len(server.requests) == 2
    plain = answering.ask(question)
    assert answer == replace(plain, timings=answer.timings, notes=answer.notes)
    assert [note.code for note in answer.notes] == ["chat-agrees"]


def test_question_that_is_answered_is_not_asked_about(answering: QuestionAnswering) -> None:
    with chat_server(written("澄青大桥全长820米[1]。")) as server:
        assert answering_with(answering, server).ask("澄青大桥全长多少米？").status is Status.ANSWERED
        assert len(server.requests) == 1


@pytest.mark.parametrize(("question", "expected"), [(ENGLISH, True), ("GDP", False), ("5G 基站", False), ("", False)])
def test_other_languages_are_told(question: str, expected: bool) -> None:
    assert is_foreign(question) is expected


@pytest.mark.parametrize(
    ("text", "translation", "is_kept"),
    [
        ("技改投资1200万元。", "The renovation cost 12 million yuan.", True),
        ("技改投资1200万元。", "The renovation cost 1.2 million yuan.", False),
        ("共有员工3,120人。", "There are 3,120 employees.", True),
        ("用气下降三成。", "Gas use fell by 30%.", True),
        ("贷款35亿元。", "The loan is 3.5 billion yuan.", True),
    ],
)
def test_translation_is_kept_where_its_numbers_are_those_of_the_statement(
    answering: QuestionAnswering, text: str, translation: str, is_kept: bool
) -> None:
    answer = replace(answering.ask("澄青大桥全长多少米？"), question=ENGLISH, statements=(Statement(text, (1,)),))
    with chat_server(written(f"1. {translation}")) as server:
        model = open_chat_model(server.settings())
        translated = _result(translate_back(model, answer, None))
    assert translated.statements[0].after == (translation if is_kept else "")


def _result(events: Generator[AnswerEvent, None, Answer]) -> Answer:
    while True:
        try:
            next(events)
        except StopIteration as end:
            answer: Answer = end.value
            return answer
