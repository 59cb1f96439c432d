"""What is searched for the last question of dialogues about other worlds than the samples; a third change the topic."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from index.article import Article
from qa.answer import Answer, Citation, Passage, Quote, Statement, Status, Timings
from qa.conversation.follow_up import stand_alone
from qa.conversation.turn import Turn
from tests.conftest import make_article

TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("dialogues.toml").read_text(encoding="utf-8"))
ARTICLES = {id: make_article(id, known["text"], title=known["title"]) for id, known in TABLE["articles"].items()}
DIALOGUES: list[dict[str, Any]] = TABLE["dialogue"]


def answered(question: str, asked: str, article: Article, told: str, short: str) -> Turn:
    """A turn answered with a sentence of the article."""
    number, text = next((p.number, p.text) for p in article.paragraphs if told in p.text)
    start = text.index(told)
    citation = Citation(1, Quote(article, number, start, start + len(told)))
    highlight = (told.index(short), told.index(short) + len(short)) if short else None
    return Turn(
        Answer(
            question,
            Status.ANSWERED,
            (Statement(told, (1,), highlight),),
            (citation,),
            (Passage(1, 1.0, 1, article, ()),),
            None,
            Timings(0, 0, 0),
            stand_alone="" if asked == question else asked,
        )
    )


def history_of(dialogue: dict[str, Any]) -> list[Turn]:
    article = ARTICLES[dialogue["article"]]
    told = dialogue.get("told", article.paragraphs[0].text)
    turns: list[Turn] = []
    for question in dialogue["asked"]:
        asked = stand_alone(question, turns).question
        turns.append(answered(question, asked, article, told, dialogue.get("short", "")))
    return turns


def case_of(dialogue: dict[str, Any]) -> Any:
    why = dialogue.get("not_understood")
    marks = [pytest.mark.xfail(reason=why, strict=True)] if why else []
    return pytest.param(dialogue, id=f"{dialogue['asked'][-1]}{dialogue['question']}", marks=marks)


@pytest.mark.parametrize("dialogue", list(map(case_of, DIALOGUES)))
def test_question_searched_is_right(dialogue: dict[str, Any]) -> None:
    found = stand_alone(dialogue["question"], history_of(dialogue))
    assert found.question in dialogue.get("searched", [dialogue["question"]])
    assert bool(found.near) is ("searched" in dialogue), "only a follow-up is searched in the articles spoken of"


def test_a_third_of_the_dialogues_change_the_topic() -> None:
    new = [dialogue for dialogue in DIALOGUES if "searched" not in dialogue]
    assert len(DIALOGUES) >= 60 and 3 * len(new) >= len(DIALOGUES)
