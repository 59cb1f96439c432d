"""Passages are cut otherwise every time and never lose their answer."""

import random

import pytest

from training.groups import LabelledPassage
from training.passages import MAX_CHARS
from training.variation import MIN_CHARS, ask_in_keywords, cut_at_random, set_among_others

SENTENCES = [f"第{number}段说的是河边的第{number}座老桥和它的修缮经过。" for number in range(1, 8)]
TEXT = "".join(SENTENCES)


def test_answer_stays_where_it_is_said() -> None:
    answer = "第4座老桥"
    passage = LabelledPassage("老桥", TEXT, TEXT.index(answer), TEXT.index(answer) + len(answer))
    cut = [cut_at_random(passage, random.Random(seed)) for seed in range(200)]
    assert {each.text[each.start : each.end] for each in cut} == {answer}
    assert all(each.text in TEXT and len(each.text) >= MIN_CHARS for each in cut)
    assert len({each.text for each in cut}) > 5


def test_passage_without_an_answer_still_has_none() -> None:
    cut = [cut_at_random(LabelledPassage("", TEXT, -1, -1), random.Random(seed)) for seed in range(200)]
    assert {(each.start, each.end) for each in cut} == {(-1, -1)}
    assert len({each.text for each in cut}) > 5


def test_single_sentence_is_not_cut() -> None:
    passage = LabelledPassage("", SENTENCES[0], 0, 3)
    assert all(cut_at_random(passage, random.Random(seed)) == passage for seed in range(20))


@pytest.mark.parametrize(
    ("question", "keywords"),
    [
        ("北岸老桥的设计者是谁？", {"北岸老桥的设计者"}),
        ("2021年全县的粮食产量是多少？", {"2021年全县的粮食产量"}),
        ("桥是谁？", set()),
        ("北岸老桥是谁修建的？", set()),
    ],
)
def test_question_is_asked_in_keywords_now_and_then(question: str, keywords: set[str]) -> None:
    asked = {ask_in_keywords(question, random.Random(seed)) for seed in range(40)}
    assert asked == {question, *keywords}


QUESTION = "第4座老桥怎么样？"
OTHER = LabelledPassage("集市", "".join(f"集市第{number}排卖的是蔬菜和水果。" for number in range(1, 9)), -1, -1)


def test_answer_is_found_again_among_the_sentences_of_another_passage() -> None:
    answer = "第4座老桥"
    passage = LabelledPassage("老桥", TEXT, TEXT.index(answer), TEXT.index(answer) + len(answer))
    mixed = [set_among_others(QUESTION, passage, OTHER, random.Random(seed)) for seed in range(100)]
    assert {each.text[each.start : each.end] for each in mixed} == {answer}
    assert all("集市" in each.text and SENTENCES[3] in each.text and each.title == "老桥" for each in mixed)
    assert max(len(each.text) for each in mixed) <= MAX_CHARS + 1


def test_passage_without_an_answer_has_none_among_others() -> None:
    mixed = [
        set_among_others(QUESTION, LabelledPassage("", TEXT, -1, -1), OTHER, random.Random(seed)) for seed in range(100)
    ]
    assert {(each.start, each.end) for each in mixed} == {(-1, -1)}
    assert all("集市" in each.text and "老桥" in each.text for each in mixed)


def test_sentences_that_do_not_say_what_they_speak_of_stay_where_they_are() -> None:
    passage = LabelledPassage("", TEXT, TEXT.index("修缮"), TEXT.index("修缮") + 2)
    assert set_among_others("青石街的路灯有几盏？", passage, OTHER, random.Random(1)) == passage


def test_passage_is_not_set_beside_its_own_answer() -> None:
    passage = LabelledPassage("老桥", TEXT, 0, 3)
    assert set_among_others(QUESTION, passage, passage, random.Random(1)) == passage
