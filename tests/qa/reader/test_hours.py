"""When a place is open is told in other words than it is asked for."""

import pytest

from qa.question import WordWeights, read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.subjects import put_hours_first, tells_hours_asked, tells_only_hours
from tests.conftest import make_article

LINES = ("周末请提前一天订场。", "每场90分钟，14:00至16:00最挤。", "营业时间8:00至21:30，除夕休息。", "周三闭馆清洁。")
ARTICLE = make_article("court", "\n".join(LINES), title="鹭湖网球馆须知")
SCORED = [
    Scored(Candidate(ARTICLE, p.number, 0, len(p.text), 0), share)
    for p, share in zip(ARTICLE.paragraphs, (1.0, 0.8, 0.3, 0.2), strict=True)
]
WEIGHTS = WordWeights({"网球馆": 0.6, "关门": 0.4})


@pytest.mark.parametrize("question", ["网球馆几点关门", "网球馆晚上开到几点", "网球馆营业时间", "网球馆最晚几点进场"])
def test_sentence_that_tells_the_hours_comes_first(question: str) -> None:
    kept = put_hours_first(read_question(question), SCORED)
    assert [item.candidate.text for item in kept] == [LINES[2], LINES[0], LINES[1], LINES[3]]
    assert tells_hours_asked(read_question(question), WEIGHTS, kept)


@pytest.mark.parametrize("question", ["网球馆几点最挤", "网球馆哪天清洁", "网球馆怎么订场"])
def test_order_stays_where_the_hours_are_not_asked_for(question: str) -> None:
    assert put_hours_first(read_question(question), SCORED) == SCORED
    assert not tells_hours_asked(read_question(question), WEIGHTS, SCORED)


def test_hours_far_behind_the_best_stay_there() -> None:
    far = [SCORED[0], Scored(SCORED[2].candidate, 0.001)]
    assert put_hours_first(read_question("网球馆几点关门"), far) == far


@pytest.mark.parametrize("words", [{"游泳馆": 1.0}, {"关门": 1.0}])
def test_hours_of_another_place_or_of_none_settle_nothing(words: dict[str, float]) -> None:
    kept = put_hours_first(read_question("几点关门"), SCORED)
    assert not tells_hours_asked(read_question("游泳馆几点关门"), WordWeights(words), kept)


def test_hours_without_a_place_are_those_of_the_only_place() -> None:
    kept, words = put_hours_first(read_question("几点关门"), SCORED), WordWeights({"关门": 1.0})
    assert tells_only_hours(read_question("几点关门"), words, kept, 1)
    assert not tells_only_hours(read_question("几点关门"), words, kept, 2), "another article may tell hours too"
    assert not tells_only_hours(read_question("游泳馆几点关门"), WordWeights({"游泳馆": 1.0}), kept, 1)
