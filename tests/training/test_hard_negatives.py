"""Hard examples lack the answer they are labelled to lack, and hold the one they are labelled to hold."""

import random

from training.groups import Group, LabelledPassage
from training.hard_negatives import LACKING, attribute_question, role_questions, swapped_question, without_answer
from training.passages import TrainingPassage

TEXT = (
    "临河区图书馆新馆工程进展顺利，主体结构已经全部封顶，正在进行内部装修和设备安装。新馆建成后藏书将达到45万册。"
    "临河区图书馆原来的老馆将改造为少年儿童活动中心，继续向附近居民免费开放，活动内容由各街道共同商定。"
)


def test_answer_sentence_is_taken_out() -> None:
    start = TEXT.index("45万册")
    group = Group("cmrc", "临河区图书馆新馆藏书多少册？", (LabelledPassage("", TEXT, start, start + 4),))
    made = without_answer(group)
    assert made is not None
    right, rest = made.passages
    assert (made.kind, right) == ("cmrc-removed", group.passages[0])
    assert (rest.start, rest.end) == (-1, -1)
    assert rest.text == TEXT.replace("新馆建成后藏书将达到45万册。", "")


def test_nothing_is_made_when_too_little_is_left() -> None:
    group = Group("cmrc", "藏书多少册？", (LabelledPassage("", "新馆藏书45万册。", 4, 8),))
    assert without_answer(group) is None


def test_role_question_marks_the_name_and_its_change_marks_nothing() -> None:
    passage = TrainingPassage("a", "", "临河区交通局局长周海平表示，公路改造已经完成。", 0)
    groups = list(role_questions(passage, random.Random(2)))
    first = groups[0].passages[0]
    assert passage.text[first.start : first.end] == "周海平"
    assert "临河区交通局局长" in groups[0].question
    assert all(group.passages[0].start == -1 and group.question != groups[0].question for group in groups[1:])


def test_attribute_and_kind_asked_for_are_not_in_the_passage() -> None:
    passage = TrainingPassage("a", "", "读者喜爱的《山路弯弯》近日再版，" + TEXT, 0)
    for seed in range(10):
        attribute = attribute_question(passage, random.Random(seed))
        assert attribute is not None
        assert attribute.passages[0].start == -1
    swapped = swapped_question(passage, random.Random(1))
    assert swapped is None or any(
        swapped.question.rstrip("？").endswith(ask)
        for evidence, asks in LACKING.values()
        if not evidence.search(passage.text)
        for ask in asks
    )
