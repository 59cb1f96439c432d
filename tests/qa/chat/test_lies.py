"""A model that lies in every kind: what it makes up of the passages, and what of it passes."""

import random

import pytest

from qa.asking import QuestionAnswering
from tests.qa.chat.test_write import answering_with
from tests.qa.chat_server import chat_server
from tests.qa.lies import KINDS, LyingModel

SENTENCES = {
    "number or date": "云汀港全年疏浚支出42万元，由港务段承担。",
    "name": "张明远在上海市主持了开工仪式。",
    "the opposite": "云汀港允许夜间装卸，货主可以预约。",
    "who to whom": "北京市起诉上海市拖欠运费的案件开庭。",
    "hedge or tense": "云汀港预计明年扩建两个泊位。",
    "scope or degree": "云汀港的部分泊位改用岸电。",
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_makes_another_statement(kind: str) -> None:
    said = KINDS[kind](SENTENCES[kind], random.Random(1))
    assert said is not None
    assert said != SENTENCES[kind]


def test_liar_writes_of_the_passages_and_is_struck(answering: QuestionAnswering) -> None:
    liar = LyingModel()
    with chat_server(liar) as server:
        answer = answering_with(answering, server).ask("澄青大桥全长多少米？")
    [(_, lie)] = liar.falsehoods
    assert lie not in [s.text for s in answer.statements if s.is_supported]
    assert liar.truths[0] in [s.text for s in answer.statements if s.is_supported]
