"""Days of the week and times of day."""

import pytest

from index.chinese.hours import days_in, moments_in, openings_in


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("周一至周五", {1, 2, 3, 4, 5}),
        ("礼拜天", {7}),
        ("周六到周一", {6, 7, 1}),
        ("周末", {6, 7}),
        ("工作日和星期六", {1, 2, 3, 4, 5, 6}),
        ("周边", set()),
    ],
)
def test_days_of_the_week(text: str, days: set[int]) -> None:
    assert days_in(text) == days


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("晚上八点", [1200]), ("下午2点到5点半", [840, 1050]), ("中午12点", [720]), ("17:30", [1050]), ("三天", [])],
)
def test_times_of_day(text: str, minutes: list[int]) -> None:
    assert [moment.minute for moment in moments_in(text)] == minutes


def test_ranges_and_single_times() -> None:
    ranges, singles = openings_in("21:00至次日2:00，9:30停止入场")
    assert [(each.start, each.until) for each in ranges] == [(1260, 1560)]
    assert singles == (570,)
    assert ranges[0].holds(60) and not ranges[0].holds(1200)
