"""Look-alikes lack the answer's sentence, or differ in one condition of the question and keep the answer."""

import random

import pytest

from training.changes import EntityPool
from training.groups import Group, LabelledPassage
from training.look_alikes import swap_condition, without_answer

TEXT = "2021年，临河区改造公路36公里，比2020年多8公里。第12届路展在青川县开幕。"


def ask(question: str, answer: str, title: str = "") -> Group:
    start = TEXT.index(answer)
    return Group("cmrc", question, (LabelledPassage(title, TEXT, start, start + len(answer)),))


@pytest.mark.parametrize("seed", range(6))
def test_year_is_changed_everywhere_and_the_answer_kept(seed: int) -> None:
    made = swap_condition(ask("2021年改造公路多少公里？", "36公里"), [""], EntityPool(), random.Random(seed))
    assert made is not None
    assert (made.start, made.end, made.is_answer) == (-1, -1, False)
    assert "2021" not in made.text
    assert "36公里" in made.text
    changed = [n for n, (a, b) in enumerate(zip(TEXT, made.text, strict=True)) if a != b]
    assert changed
    assert set(changed) <= {0, 1, 2, 3}


def test_title_is_changed_with_the_text() -> None:
    group = ask("第12届路展在哪里开幕？", "青川县", title="第12届路展")
    made = swap_condition(group, ["另一个题目"], EntityPool(), random.Random(3))
    assert made is not None
    assert "12届路展" not in made.title + made.text


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
    assert "2021年" in made.text
    assert "36公里" in made.text


LIBRARY = (
    "临河区图书馆新馆工程进展顺利，主体结构已经全部封顶，正在进行内部装修和设备安装。新馆建成后藏书将达到45万册。"
    "临河区图书馆原来的老馆将改造为少年儿童活动中心，继续向附近居民免费开放，活动内容由各街道共同商定。"
)


def test_answer_sentence_is_taken_out() -> None:
    start = LIBRARY.index("45万册")
    group = Group("cmrc", "临河区图书馆新馆藏书多少册？", (LabelledPassage("", LIBRARY, start, start + 4),))
    rest = without_answer(group)
    assert rest is not None
    assert not rest.is_answer
    assert rest.text == LIBRARY.replace("新馆建成后藏书将达到45万册。", "")


def test_nothing_is_made_when_too_little_is_left() -> None:
    group = Group("cmrc", "藏书多少册？", (LabelledPassage("", "新馆藏书45万册。", 4, 8),))
    assert without_answer(group) is None
