"""Remarks, questions about the library, bylines and follow-ups over the samples, with the real models."""

import pytest

from qa.answer import Answer, Status
from qa.asking import QuestionAnswering
from qa.conversation.turn import Turn

pytestmark = [pytest.mark.model, pytest.mark.slow]


def talk(answering: QuestionAnswering, *questions: str) -> Answer:
    """Return the last answer of a conversation."""
    turns: list[Turn] = []
    for question in questions:
        turns.append(Turn(answering.ask(question, history=turns)))
    return turns[-1].answer


def test_remark_is_replied_to_and_passed_over(samples: QuestionAnswering) -> None:
    asked = "青岚县今年PM2.5平均浓度是多少？"
    assert talk(samples, asked, "谢谢！").text == "不客气。还想知道什么，请接着问。"
    answer = talk(samples, asked, "谢谢！", "好的，那禾阳县呢？")
    assert answer.asked == "禾阳县今年PM2.5平均浓度是多少？"
    assert answer.citations[0].quote.article.id == "heyang-air.html"


def test_library_is_asked_about_and_asked_on(samples: QuestionAnswering) -> None:
    newest = talk(samples, "最新的文章是哪篇？")
    assert newest.status is Status.REPLIED
    (named,) = newest.citations
    byline = talk(samples, "最新的文章是哪篇？", "谁写的？")
    (cited,) = byline.citations
    assert (cited.quote.article.id, cited.quote.paragraph) == (named.quote.article.id, 0)
    assert cited.quote.text == f"作者：{named.quote.article.author}"


def test_person_of_a_story_is_no_byline(samples: QuestionAnswering) -> None:
    answer = talk(samples, "被扣押的记者是谁？")
    assert all(citation.quote.paragraph != 0 for citation in answer.citations)


def test_attribute_takes_the_place_of_another(samples: QuestionAnswering) -> None:
    answer = talk(samples, "澜青大桥全长多少公里？", "造价呢？")
    assert answer.asked == "澜青大桥造价多少？"


def test_new_topic_is_asked_as_it_stands(samples: QuestionAnswering) -> None:
    answer = talk(samples, "澜青大桥全长多少公里？", "流感疫苗在哪里打？")
    assert answer.asked == "流感疫苗在哪里打？"
