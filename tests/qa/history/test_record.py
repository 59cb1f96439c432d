"""An answer as JSON values, and back."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from index.article import Reprint
from index.errors import LibraryDamagedError
from index.messages import Message, sentence
from index.snapshot import Filters
from qa.answer import Answer, Citation, Passage, Quote, Statement, Status, Timings
from qa.asking import QuestionAnswering
from qa.history.conversations import Records, read_answer, write_answer
from tests.qa.conftest import BRIDGE


def through_json(answer: Answer) -> Answer:
    record, articles = json.loads(json.dumps(write_answer(answer)))
    return read_answer(record, articles)


def test_answers_and_refusals_come_back_equal(answering: QuestionAnswering) -> None:
    for question in ("澄青大桥全长多少米？", "水库里有什么鱼？", "图书馆周末开到几点？", ""):
        answer = answering.ask(question)
        assert through_json(answer) == answer


def test_everything_of_an_answer_is_kept() -> None:
    article = replace(
        BRIDGE, reprints=(Reprint("r", "转载", date(2020, 5, 2), "晚报", "r.txt"),), note=sentence("有缺字")
    )
    answer = Answer(
        "他呢？", Status.ANSWERED,
        (Statement("一", (1,), (0, 1), "前", "后"), Statement("二", (), is_supported=False)),
        (Citation(1, Quote(article, 1, 0, 5)),), (Passage(1, 0.5, 7, article, ()),), None, Timings(1, 2.5, 4),
        notes=(sentence("注"), Message("chat-struck", {"count": 2})),
        stand_alone="林小雨呢？", filters=Filters(date(2020, 5, 1), None, ("晚报",)),
    )  # fmt: skip
    assert through_json(answer) == answer


def test_an_article_is_written_once(answering: QuestionAnswering) -> None:
    answer = answering.ask("澄青大桥全长多少米？")
    assert len(write_answer(answer)[1]) == len({passage.article.id for passage in answer.passages})


def test_a_field_that_was_not_there_yet_has_its_default(answering: QuestionAnswering) -> None:
    answer = replace(answering.ask("澄青大桥全长多少米？"), notes=(sentence("x"),), stand_alone="y")
    record, articles = write_answer(answer)
    del record["notes"], record["stand_alone"]
    assert read_answer(record, articles) == replace(answer, notes=(), stand_alone="")


@pytest.mark.parametrize("record", [None, [], {}, {"question": 1}, "x"])
def test_what_is_no_answer_is_said_in_one_sentence(record: Any) -> None:
    articles: Records = {}
    with pytest.raises(LibraryDamagedError, match=r"^对话记录里有一条读不出来，请删除这个对话。$"):
        read_answer(record, articles)


def test_refusal_and_notes_kept_as_sentences_by_an_older_version_are_shown_as_they_stand(
    answering: QuestionAnswering,
) -> None:
    record, articles = write_answer(answering.ask("水库里有什么鱼？"))
    del record["notes"]
    old = read_answer({**record, "refusal": "没有依据。", "note": "这里是原句。"}, articles)
    assert (old.text, old.note, old.refusal) == ("没有依据。", "这里是原句。", sentence("没有依据。"))
    assert read_answer({**record, "refusal": "", "note": ""}, articles).refusal is None
