"""A swapped passage differs from the right one in one condition of the question, and keeps the answer."""

import random

import pytest

from training.changes import EntityPool
from training.groups import Group, LabelledPassage
from training.swapped_passages import swap_condition

TEXT = "2021年，临河区改造公路36公里，比2020年多8公里。第12届路展在青川县开幕。"


def ask(question: str, answer: str, title: str = "") -> Group:
    start = TEXT.index(answer)
    return Group("cmrc", question, (LabelledPassage(title, TEXT, start, start + len(answer)),))


@pytest.mark.parametrize("seed", range(6))
def test_year_is_changed_everywhere_and_the_answer_kept(seed: int) -> None:
    made = swap_condition(ask("2021年改造公路多少公里？", "36公里"), [""], EntityPool(), random.Random(seed))
    assert made is not None
    right, swapped = made.passages
    assert right.text == TEXT
    assert (swapped.start, swapped.end) == (-1, -1)
    assert "2021" not in swapped.text
    assert "36公里" in swapped.text
    changed = [n for n, (a, b) in enumerate(zip(TEXT, swapped.text, strict=True)) if a != b]
    assert changed
    assert set(changed) <= {0, 1, 2, 3}


def test_title_is_changed_with_the_text() -> None:
    group = ask("第12届路展在哪里开幕？", "青川县", title="第12届路展")
    made = swap_condition(group, ["另一个题目"], EntityPool(), random.Random(3))
    assert made is not None
    assert "12届路展" not in made.passages[1].title + made.passages[1].text


def test_nothing_is_made_without_a_shared_condition_or_an_answer() -> None:
    pool = EntityPool()
    assert swap_condition(ask("改造了多长？", "36公里"), [""], pool, random.Random(1)) is None
    absent = Group("cmrc", "2021年多少公里？", (LabelledPassage("", TEXT, -1, -1),))
    assert swap_condition(absent, [""], pool, random.Random(1)) is None


def test_number_is_not_changed_inside_a_longer_one_or_inside_the_answer() -> None:
    pool = EntityPool()
    assert swap_condition(ask("36公里改造于哪年，共36公里？", "36公里"), [""], pool, random.Random(1)) is None
    made = swap_condition(ask("哪里第12届？", "青川县"), [""], pool, random.Random(1))
    assert made is not None
    assert "2021年" in made.passages[1].text
    assert "36公里" in made.passages[1].text
