"""Questions that lead on from an answer: only those that the program has answered are offered."""

from collections.abc import Iterator
from datetime import date

import pytest

from index.library import Library
from index.settings import Settings
from qa.answer import Form, Status
from qa.asking import QuestionAnswering, question_answering_over
from qa.suggest import suggest_next
from tests.conftest import add_articles, make_article
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuestionAnswering]:
    library = Library.open(tmp_path_factory.mktemp("next") / "library", ToyEmbedder())
    texts = {
        "白沙渡轮停航检修": "3月8日，白沙渡轮停航。检修由两家船厂承担。",
        "白沙渡轮检修过半": "5月9日，白沙渡轮检修过半。船底换了新板。",
        "白沙渡轮复航": "10月15日，白沙渡轮复航。票价两元。",
    }
    for month, (title, text) in zip((3, 5, 10), texts.items(), strict=True):
        add_articles(library, make_article(title, text, title=title, published=date(2022, month, 20)))
    yield question_answering_over(library, Settings(), ToyReader())
    library.close()


def test_what_is_offered_is_answered_and_not_what_was_asked(asking: QuestionAnswering) -> None:
    answer = asking.ask("概括《白沙渡轮停航检修》的要点")
    assert list(suggest_next(answer, asking.ask, 3)) == ["梳理白沙渡轮的时间线"]

    answer = asking.ask("白沙渡轮什么时候停航？")
    offered = list(suggest_next(answer, asking.ask, 3))
    assert offered[0] == "梳理白沙渡轮的时间线"
    assert 2 <= len(offered) <= 3
    assert [asking.ask(question).status for question in offered] == [Status.ANSWERED] * len(offered)
    assert asking.ask(offered[0]).form is Form.TIMELINE
