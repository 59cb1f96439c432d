"""Who took a place in a ranking: the sentence that states it goes first."""

import pytest

from qa.question import read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.subjects import put_places_first
from tests.conftest import make_article

RACE = ["团体总冠军是青浦船社。", "上届冠军石帆中途退赛。", "苇岸的邬棠夺得冠军。", "邬棠说风很大。"]


@pytest.mark.parametrize(
    ("question", "first"),
    [("冠军是谁", 2), ("团体冠军是谁", 0), ("上届冠军是谁", 1), ("邬棠说什么", 0)],
)
def test_place_of_the_ranking_asked_about_goes_first(question: str, first: int) -> None:
    article = make_article("a", "\n".join(RACE), title="帆船赛")
    scored = [
        Scored(Candidate(article, paragraph.number, 0, len(paragraph.text), 0), share)
        for paragraph, share in zip(article.paragraphs, (1.0, 0.9, 0.5, 0.4), strict=True)
    ]
    assert put_places_first(read_question(question), scored)[0].candidate.text == RACE[first]
