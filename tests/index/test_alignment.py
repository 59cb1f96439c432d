"""What two texts share in order, and what stands between."""

import random

import pytest

from index.reprints import Gap, align, hash_shingles


def gap_texts(left: str, right: str) -> list[tuple[str, str]]:
    return [(left[g.left_start : g.left_end], right[g.right_start : g.right_end]) for g in align(left, right).gaps]


def test_equal_texts_have_no_gap() -> None:
    text = "山脚下的小站每天只停两趟车"
    assert align(text, text).gaps == ()
    assert align(text, text).shared == len(text)


def test_replaced_added_and_missing_stretches_are_gaps_in_order() -> None:
    left = "清晨的渡口停着三条木船船工们正在晾晒渔网"
    right = "早上的渡口停着三条木船老船工们正在晾晒"
    assert gap_texts(left, right) == [("清晨", "早上"), ("", "老"), ("渔网", "")]
    assert align(left, right).gaps[1] == Gap(11, 11, 11, 12)


@pytest.mark.parametrize(
    ("left", "right", "numbers"),
    [
        ("河面水位今早上涨到138厘米仍在缓慢回落", "河面水位今早上涨到1558厘米仍在缓慢回落", ("138", "1558")),
        ("全镇今年种植水稻1·80万亩比去年略有增加", "全镇今年种植水稻1·8万亩比去年略有增加", ("1·80", "1·8")),
    ],
)
def test_gap_never_cuts_a_number(left: str, right: str, numbers: tuple[str, str]) -> None:
    assert gap_texts(left, right) == [numbers]


def test_stretch_that_moved_is_a_gap_on_either_side() -> None:
    first, second, third = (
        "茶园在半山腰上采茶要赶早",
        "村里新修了一条水泥路通到学校",
        "晚上的戏台前坐满了老人和孩子他们看得入神",
    )
    assert gap_texts(first + second + third, second + first + third) in (
        [(first, ""), ("", first)],
        [("", second), (second, "")],
    )


def test_text_without_unique_anchor_is_aligned_by_first_occurrences() -> None:
    body = "桥头的老槐树下每到傍晚就有人拉二胡"
    assert align(body * 2, body * 2).shared == 2 * len(body)
    assert gap_texts("序" + body * 2, body * 2) == [("序", "")]


def test_texts_with_nothing_in_common_are_one_gap() -> None:
    assert align("甲乙丙丁戊己", "子丑寅卯").gaps == (Gap(0, 6, 0, 4),)
    assert align("", "子丑").gaps == (Gap(0, 0, 0, 2),)
    assert align("", "").gaps == ()


def test_characters_outside_gaps_are_equal_whatever_the_texts() -> None:
    chance = random.Random(1)
    for _ in range(300):
        left, right = ("".join(chance.choices("春夏秋冬12·", k=chance.randint(0, 60))) for _ in range(2))
        kept, other = [], []
        at, other_at = 0, 0
        for gap in align(left, right).gaps:
            kept.append(left[at : gap.left_start])
            other.append(right[other_at : gap.right_start])
            at, other_at = gap.left_end, gap.right_end
        assert [*kept, left[at:]] == [*other, right[other_at:]]


def test_text_shorter_than_a_shingle_has_none() -> None:
    assert hash_shingles("山水", 3).tolist() == []
    assert len(set(hash_shingles("山水山水山", 2).tolist())) == 2
