"""Passages and sentences in the order of how likely they answer, from readings set by hand."""

from collections.abc import Sequence
from typing import cast

import pytest

from index.article import Span
from qa.answer import Passage
from qa.question import WordWeights, read_question
from qa.reader.model import ReaderModel, Reading, SpanScore
from qa.reader.scoring import (
    PassageReading,
    measure_sentences,
    rank_passages,
    read_until_sure,
    score_sentences,
    worth_reading,
)
from tests.conftest import make_article
from tests.toy_reader import marks_of


def read(id: str, text: str, answer: str, answer_score: float, found: float = 1.0) -> PassageReading:
    start = text.index(answer)
    span = SpanScore(start, start + len(answer), 1.0)
    passage = Passage(1, found, 1, make_article(id, text), (Span(1, 0, len(text)),))
    return PassageReading(passage, Reading(span.start, span.end, 1.0, answer_score, 0.0, (span,), marks_of([span])))


def test_passage_with_more_of_the_question_is_first_where_the_reader_sees_no_difference() -> None:
    weights = WordWeights({"清水河": 0.5, "水位": 0.5})
    less = read("a", "清水河很长。", "很长", 0.1)
    more = read("b", "清水河水位回落。", "回落", 0.1)
    assert [item.passage.article.id for item in rank_passages(weights, [less, more])] == ["b", "a"]
    sure = read("a", "清水河很长。", "很长", 0.9)
    ranked = rank_passages(weights, [more, sure])
    assert [(item.passage.article.id, item.passage.rank) for item in ranked] == [("a", 1), ("b", 2)]


def test_sentence_with_the_thing_asked_for_is_first_where_marks_are_alike() -> None:
    weights = WordWeights({"清水河": 1.0})
    other = read("a", "清水河流经三县。", "三县", 0.1)
    level = read("b", "清水河水位回落。", "回落", 0.1)
    scored = score_sentences(measure_sentences(read_question("清水河的水位如何？"), weights, [other, level]))
    assert [item.candidate.article.id for item in scored] == ["b", "a"]


def test_passages_far_behind_the_best_are_not_read_but_for_the_first_three() -> None:
    passages = [
        read(str(n), "大桥通车。", "大桥", 0.5, score).passage for n, score in enumerate((1.0, 0.75, 0.2, 0.19))
    ]
    assert worth_reading(passages) == passages[:3]
    passages[2] = read("2", "大桥通车。", "大桥", 0.5, 0.72).passage
    passages[3] = read("3", "大桥通车。", "大桥", 0.5, 0.71).passage
    assert worth_reading(passages) == passages
    assert worth_reading([]) == []


def test_other_passages_of_the_best_article_are_read_further_down() -> None:
    found = [("lease", 1.0), ("b", 0.6), ("c", 0.6), ("d", 0.6), ("lease", 0.5), ("lease", 0.3)]
    passages = [read(name, "月租4300元。", "4300元", 0.5, score).passage for name, score in found]
    assert worth_reading(passages) == [*passages[:3], passages[4]]


class CountingModel:
    """A reader model that finds the answer in passages which hold a given text, and notes how many it read."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.read_texts: list[str] = []

    def read(self, question: str, passages: Sequence[str], titles: Sequence[str]) -> list[Reading]:
        self.read_texts += passages
        return [self._reading(text) for text in passages]

    def _reading(self, text: str) -> Reading:
        start, is_there = max(text.find(self.answer), 0), self.answer in text
        span = SpanScore(start, start + len(self.answer), 9.0 if is_there else -3.0)
        return Reading(span.start, span.end, span.score, 0.9 if is_there else 0.1, 0.0, (span,), marks_of([span]))


def count_read(question: str, answer: str, *scores: float, texts: Sequence[str] = ()) -> int:
    """Return how many passages are read: of the given scores, the second with the answer unless `texts` are given."""
    told = texts or ["大桥由市政公司养护。", f"大桥{answer}通车。", *["大桥很长。"] * (len(scores) - 2)]
    passages = [
        read(str(place), text, text[:2], 0.5, score).passage
        for place, (text, score) in enumerate(zip(told, scores, strict=True))
    ]
    model = CountingModel(answer)
    found = read_until_sure(cast(ReaderModel, model), read_question(question), passages)
    assert [item.passage for item in found] == passages[: len(found)], "in order"
    assert len(found) == len(model.read_texts)
    return len(found)


SCORES = (1.0, 0.98, 0.9, 0.9, 0.8, 0.75)


def test_the_first_four_are_enough_where_one_is_sure() -> None:
    assert count_read("大桥哪天通车？", "3月8日", *SCORES) == 4
    assert count_read("大桥哪天通车？", "3月8日", *SCORES, texts=["大桥很长。"] * 6) == 6, "none answers"
    assert count_read("大桥哪天通车？", "3月8日", 1.0, 0.98, 0.95, 0.95, 0.93, 0.75) == 6, "another is found as well"
    assert count_read("大桥哪天通车？", "如期", *SCORES) == 6, "no day is told"


@pytest.mark.parametrize("question", ["哪些镇的大桥通车了？", "最早的大桥哪天通车？", "清江大桥和沙河大桥哪天通车？"])
def test_all_are_read_where_more_than_one_answer_may_be_asked_for(question: str) -> None:
    assert count_read(question, "3月8日", *SCORES) == 6


def test_question_sentence_gives_way_to_the_answer_behind_it() -> None:
    text = "问：游泳馆会员卡丢了怎么补？答：带身份证到前台，交十元工本费。"
    passage = read("a", text, "会员卡丢了怎么补", 0.9)
    measured = measure_sentences(read_question("会员卡丢了怎么办？"), WordWeights({"会员卡": 1.0}), [passage])
    scored = score_sentences(measured)
    assert [(item.candidate.text, item.marked) for item in scored] == [("答：带身份证到前台，交十元工本费。", None)]


def test_told_question_may_answer() -> None:
    text = "他拦住店主问：“发票能补开吗？”\n店主没有回答。"
    passage = read("a", text, "发票能补开吗", 0.9)
    scored = score_sentences(measure_sentences(read_question("他问了什么？"), WordWeights({"发票": 1.0}), [passage]))
    assert scored[0].candidate.text == "他拦住店主问：“发票能补开吗？”"


PROPOSED = "汤墨提出把场地费从每场20元涨到30元。大家谈了很久。讨论后决定：平日每场25元，周末28元。"


def test_proposal_gives_way_to_what_was_decided_on_it() -> None:
    passage = read("a", PROPOSED, "30元", 0.9)
    measured = measure_sentences(read_question("场地费涨到多少了？"), WordWeights({"场地费": 1.0}), [passage])
    assert score_sentences(measured)[0].candidate.text == "讨论后决定：平日每场25元，周末28元。"


def test_proposal_answers_what_was_proposed() -> None:
    passage = read("a", PROPOSED, "30元", 0.9)
    measured = measure_sentences(read_question("汤墨提出场地费涨到多少？"), WordWeights({"场地费": 1.0}), [passage])
    assert score_sentences(measured)[0].candidate.text == "汤墨提出把场地费从每场20元涨到30元。"
