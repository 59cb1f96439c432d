"""Affirmed or denied, and which of two opposites."""

import pytest

from index.chinese.polarity import contradicts, find_sides, negated_spans


def sides(text: str) -> frozenset[tuple[int, int]]:
    return find_sides(text, frozenset(text))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("增加", "减少"),
        ("实施", "取消"),
        ("允许", "禁止"),
        ("超过", "不足"),
        ("成功", "失败"),
        ("开幕", "闭幕"),
        ("升", "降"),
    ],
)
def test_opposites_are_two_sides_of_one_pair(left: str, right: str) -> None:
    ((number, side),), ((other_number, other_side),) = sides(left), sides(right)
    assert (other_number, other_side) == (number, 1 - side)


def test_word_inside_a_longer_one_is_not_found_again() -> None:
    assert sides("不少于三十人") == sides("超过三十人")


@pytest.mark.parametrize(
    ("statement", "quote", "expected"),
    [
        ("资金增加", "资金增长", False),
        ("资金增加", "资金减少", True),
        ("资金增加", "资金到位", True),
        ("决定取消政策", "决定延续政策", True),
        ("决定取消政策", "决定停止政策", False),
        ("启动建设", "项目建设", False),
        ("允许停车", "严禁停车", True),
    ],
)
def test_contradiction(statement: str, quote: str, expected: bool) -> None:
    assert contradicts(sides(statement), sides(quote), sides(quote), quote) is expected


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("不收取费用", ["收取费用"]),
        ("尚未完工", ["完工"]),
        ("没有人员伤亡", ["人员伤亡"]),
        ("禁止停车", ["停车"]),
        ("不仅如此", []),
        ("不断增加", []),
        ("未来三年", []),
        ("无人机巡查", []),
        ("区别对待", []),
    ],
)
def test_what_is_denied(text: str, denied: list[str]) -> None:
    assert [text[start:end] for start, end in negated_spans(text)] == denied
