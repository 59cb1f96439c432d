"""The weight of a question's words: idf as BM25 has it, summing to one."""

import math

import pytest

from index.library import Library
from qa.question import WordWeights, read_question, weigh_words
from tests.conftest import add_articles, make_article


def test_rare_words_weigh_more(library: Library) -> None:
    add_articles(
        library, make_article("a", "大桥通车。"), make_article("b", "大桥检修。"), make_article("c", "梨花开了。")
    )
    with library.snapshot() as snapshot:
        weights = weigh_words(snapshot, read_question("大桥 梨花 水库")).weights
    idf = {"大桥": math.log(1 + 1.5 / 2.5), "梨花": math.log(1 + 2.5 / 1.5), "水库": math.log(1 + 3.5 / 0.5)}
    whole = sum(idf.values())
    assert weights == pytest.approx({word: value / whole for word, value in idf.items()})


def test_question_without_words_weighs_nothing(library: Library) -> None:
    with library.snapshot() as snapshot:
        assert weigh_words(snapshot, read_question("？？")) == WordWeights({})


def test_coverage_is_the_weight_of_the_words_present() -> None:
    weights = WordWeights({"大桥": 0.5, "通车": 0.3, "昨天": 0.2})
    assert weights.coverage("昨天大桥和梨花") == pytest.approx(0.7)
    assert weights.coverage("") == 0


def test_number_is_present_only_as_a_whole() -> None:
    weights = WordWeights({"9": 0.5, "2.5": 0.5})
    assert weights.coverage("19个项目，pm2.55") == 0
    assert weights.coverage("9个项目，pm2.5") == 1
