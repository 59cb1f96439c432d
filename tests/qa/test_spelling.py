"""Names mistyped by one character, characters that one may be typed for, and names in pinyin."""

from typing import cast

import pytest

from index.article import Article, Paragraph, Span
from index.snapshot import Snapshot
from qa.answer import Passage
from qa.question import read_question
from qa.spelling import respell, sound_alike, spelt

TEXT = "青禾里的清风茶馆上午九点开门。"


class AllAlike:
    """A snapshot of a library in which every word is in so many articles."""

    def __init__(self, articles: int) -> None:
        self.articles = articles

    def document_frequencies(self, words: list[str]) -> dict[str, int]:
        return dict.fromkeys(words, self.articles)


@pytest.mark.parametrize("typed", ["轻风茶馆", "清风查馆"])
def test_mistyped_character_is_found_in_either_half_of_a_name(typed: str) -> None:
    assert respelt(f"{typed}几点开门？") == "清风茶馆几点开门？"


@pytest.mark.parametrize("typed", ["轻丰查馆", "清风酒馆"])
def test_names_that_differ_more_are_left_alone(typed: str) -> None:
    assert respelt(f"{typed}几点开门？") == ""


def test_a_noun_and_its_verb_are_no_typing_mistake() -> None:
    assert respelt("被告付多少钱？", "案件受理费由被告负担") == ""


def test_name_one_character_longer_than_what_the_last_text_ends_with_is_left_alone() -> None:
    assert respelt("清风茶馆儿几点开门？", "九点开门的清风茶馆") == ""


def respelt(question: str, text: str = TEXT, known: int = 0) -> str:
    article = Article("a", "青禾里", None, "", "", "", (Paragraph(1, text),))
    passage = Passage(1, 1.0, 1, article, (Span(1, 0, len(text)),))
    return respell(cast(Snapshot, AllAlike(known)), read_question(question), [passage])


@pytest.mark.parametrize("asked", ["山茶中多少株开花了", "检修中哪几站不停车"])
def test_word_that_says_where_ends_no_name(asked: str) -> None:
    """山茶中 is not 山茶种, which the text has, as 区一种 would be 区一中."""
    assert respelt(asked, "山茶种植园检修种子机。", known=1) == ""


@pytest.mark.parametrize(("left", "right"), [("秒", "妙"), ("雨", "语"), ("山", "三"), ("宁", "林"), ("那", "纳")])
def test_alike(left: str, right: str) -> None:
    assert sound_alike(left, right)


@pytest.mark.parametrize(("left", "right"), [("江", "月"), ("一", "二"), ("东", "西"), ("a", "a"), ("县", "市")])
def test_not_alike(left: str, right: str) -> None:
    assert not sound_alike(left, right)


RUNS = "落霞大桥建成通车\n西安的桥\n罗夏"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("luoxia", {"落霞", "罗夏"}),
        ("xian", {"西安"}),
        ("daqiao", {"大桥"}),
        ("bridge", set()),
        ("luo", set()),  # one character is no name
        ("", set()),
    ],
)
def test_name_in_pinyin_is_found_in_the_characters(name: str, meant: set[str]) -> None:
    assert spelt(name, RUNS) == meant


def test_name_with_another_character_of_the_same_sound_is_meant() -> None:
    """All its words are in some article: 敏 and 大江, but the name is in none."""
    assert respelt("敏大江赔了多少", "船工闵大江赔了两千元。", known=1) == "闵大江赔了多少"
    assert respelt("敏大江赔了多少", "船工林大江赔了两千元。", known=1) == ""
