"""Characters that one may be typed for, and names in pinyin."""

import pytest

from qa.spelling import sound_alike, spelt


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
