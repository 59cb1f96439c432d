from datetime import date

import pytest

from index.chinese.dates import Period, find_period

TODAY = date(2024, 3, 15)


@pytest.mark.parametrize(
    ("question", "since", "until", "is_stated"),
    [
        ("2020年3月有什么会议", date(2020, 3, 1), date(2020, 3, 31), True),
        ("2020年2月", date(2020, 2, 1), date(2020, 2, 29), True),
        ("2019年8月27日谁讲话", date(2019, 8, 27), date(2019, 8, 27), True),
        ("2019-08-27的报道", date(2019, 8, 27), date(2019, 8, 27), True),
        ("2021年的产值", date(2021, 1, 1), date(2021, 12, 31), True),
        ("去年的产值", date(2023, 1, 1), date(2023, 12, 31), False),
        ("上个月的通知", date(2024, 2, 1), date(2024, 2, 29), False),
        ("昨天的通知", date(2024, 3, 14), date(2024, 3, 14), False),
    ],
)
def test_period_is_found(question: str, since: date, until: date, is_stated: bool) -> None:
    assert find_period(question, TODAY) == Period(since, until, is_stated)


@pytest.mark.parametrize("question", ["谁主持会议", "12345热线", "2021年2月30日", "第2024号文件", ""])
def test_no_period_without_a_date(question: str) -> None:
    assert find_period(question, TODAY) is None


def test_unknown_day_is_in_no_period() -> None:
    assert not Period(date(2020, 1, 1), date(2020, 12, 31), True).holds(None)
