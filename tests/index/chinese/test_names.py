"""People and places in running text, in bylines and in questions."""

import pytest

from index.chinese.names import SURNAMES, are_names, find_office_asked, find_people, find_places, same_rank


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("县长苟明远强调", ["苟明远"]),
        ("会后，付青禾说", ["付青禾"]),
        ("局长和敏介绍", ["和敏"]),
        ("居民阳台的花", []),
        ("负责人由县里指派", []),
    ],
)
def test_people_shown_by_their_surroundings(text: str, people: list[str]) -> None:
    assert find_people(text) == people


def test_surnames_that_are_ordinary_words_do_not_stand_alone() -> None:
    assert "苟" in SURNAMES
    assert not SURNAMES & set("和都时从由阳")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张三 李四", True),
        ("欧阳青、由远", True),
        ("張 三", True),
        ("阿里·汗森", True),
        ("高温", False),
        ("张三说", True),
        ("大桥", False),
    ],
)
def test_names_of_a_byline(text: str, expected: bool) -> None:
    assert are_names(text) is expected


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("青岚县和望江村", ["青岚县", "望江村"]),
        ("青岚县县长", ["青岚县"]),
        ("青岚副县长带队", []),
        ("禾阳省长治市", ["禾阳省", "长治市"]),
        ("老旧小区", []),
        ("该县的农村", []),
    ],
)
def test_places(text: str, places: list[str]) -> None:
    assert find_places(text) == places


def test_places_of_one_rank() -> None:
    assert "县" in same_rank("区") and "省" not in same_rank("县")


@pytest.mark.parametrize(
    ("question", "office"),
    [
        ("谁是区长？", "区长"),
        ("青岚县县长是谁", "县长"),
        ("云杉水泥的总经理叫什么？", "总经理"),
        ("美术馆馆长姓啥", "馆长"),
        ("谁主持会议", ""),
        ("他是谁", ""),
        ("这座桥叫什么", ""),
    ],
)
def test_office_asked_for(question: str, office: str) -> None:
    assert find_office_asked(question) == office
