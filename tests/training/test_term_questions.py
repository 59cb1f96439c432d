"""Questions for a term's meaning and for how a thing stands mark what the passage says, word for word."""

import random

import pytest

from training.passages import TrainingPassage
from training.term_questions import state_question, term_groups, term_question


def passage(text: str) -> TrainingPassage:
    return TrainingPassage("a", "", text, 0)


@pytest.mark.parametrize("seed", range(5))
def test_term_is_asked_for_and_its_meaning_marked(seed: int) -> None:
    made = term_question(passage("镇里推行“门前三包”，即包卫生、包绿化、包秩序。"), random.Random(seed))
    assert made is not None
    right = made.passages[0]
    assert "门前三包" in made.question
    assert right.text[right.start : right.end] == "包卫生、包绿化、包秩序"


def test_colon_explains_only_a_term_that_counts() -> None:
    assert term_question(passage("他看到了“回家的路”：雨还在下，天色也晚了。"), random.Random(1)) is None
    assert term_question(passage("提出“三个一”：一张图、一本账、一支队。"), random.Random(1)) is not None


def test_state_is_asked_for_by_its_noun() -> None:
    made = state_question(passage("进入八月，清水河水位持续回落。两岸田地已经复种。"), random.Random(1))
    assert made is not None
    right = made.passages[0]
    assert made.question.startswith("清水河水位")
    assert right.text[right.start : right.end] == "持续回落"
    assert state_question(passage("他不断提升自己。"), random.Random(1)) is None


def test_groups_have_a_passage_of_the_same_article_that_lacks_the_answer() -> None:
    passages = [passage("清水河水位持续回落。"), passage("两岸田地已经复种，村民也都回了家。")]
    (group,) = term_groups(passages, random.Random(1))
    assert [p.start >= 0 for p in group.passages] == [True, False]
