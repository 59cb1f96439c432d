"""Days, years and periods: as they are written, and as relative words mean them."""

from datetime import date

import pytest

from index.chinese.dates import (
    Period,
    day_words,
    days_asked,
    days_meant,
    find_date,
    find_period,
    find_times,
    relative_days,
    years_named,
)

TODAY = date(2024, 3, 15)  # a Friday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("发布于2023年8月16日", date(2023, 8, 16)),
        ("二○二三年十二月三十一日", date(2023, 12, 31)),
        ("中華民國112年8月16日", date(2023, 8, 16)),
        ("民国一一二年八月十六日", date(2023, 8, 16)),
        ("Aug. 16, 2023", date(2023, 8, 16)),
        ("1937年7月7日", None),  # told of, not published
        ("2023年2月30日", None),
        ("2023年8月", None),
    ],
)
def test_whole_day(text: str, day: date | None) -> None:
    assert find_date(text) == day


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2021-22赛季", {2021, 2022}),
        ("2019—2023年的规划", {2019, 2020, 2021, 2022, 2023}),
        ("1992年至1995年", {1992, 1993, 1994, 1995}),
        ("二〇二三年", {2023}),
        ("民国三十八年", {1949}),
        ("08年奥运会", {2008}),
        ("2023-08-16", {2023}),
        ("1984.10-1991.08", {1984, 1991}),
        ("ChinaJoy2023".lower(), {2023}),
        ("2000名学生", set()),
        ("近2000万辆", set()),
        ("报1904.90美元", set()),
        ("k2061次列车", set()),
        ("第2024号文件", set()),
        ("比2020年增长", set()),
    ],
)
def test_years_named(text: str, years: set[int]) -> None:
    assert years_named(text) == years


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
        ("2023年第三季度的销量", date(2023, 7, 1), date(2023, 9, 30), True),
        ("2023年四季度", date(2023, 10, 1), date(2023, 12, 31), True),
        ("2022年下半年", date(2022, 7, 1), date(2022, 12, 31), True),
        ("民国112年", date(2023, 1, 1), date(2023, 12, 31), True),
        ("二〇二三年八月", date(2023, 8, 1), date(2023, 8, 31), True),
        ("去年5月", date(2023, 5, 1), date(2023, 5, 31), False),
        ("今年一季度", date(2024, 1, 1), date(2024, 3, 31), False),
        ("上周五的会", date(2024, 3, 8), date(2024, 3, 8), False),
        ("本周", date(2024, 3, 11), date(2024, 3, 17), False),
        ("上个月3日", date(2024, 2, 3), date(2024, 2, 3), False),
        ("昨天说的2020年3月的事", date(2020, 3, 1), date(2020, 3, 31), True),
    ],
)
def test_period_of_a_question(question: str, since: date, until: date, is_stated: bool) -> None:
    assert find_period(question, TODAY) == Period(since, until, is_stated)


@pytest.mark.parametrize(
    "question",
    [
        "8月27日谁讲话",
        "一季度的产量",
        "后天气转凉",
        "五周年",
        "谁主持会议",
        "12345热线",
        "2021年2月30日",
        "第2024号文件",
        "",
    ],
)
def test_no_period_without_a_time_of_one_year(question: str) -> None:
    assert find_period(question, TODAY) is None


def test_unknown_day_is_in_no_period() -> None:
    assert not Period(date(2020, 1, 1), date(2020, 12, 31), True).holds(None)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("本月26日开工", [date(2024, 3, 26)]),
        ("上周五和昨晚", [date(2024, 3, 8), date(2024, 3, 14)]),
        ("大前天", [date(2024, 3, 12)]),
        ("上周有雨", []),
        ("本月31日和下月31日", [date(2024, 3, 31)]),
    ],
)
def test_days_meant_in_a_text_of_that_day(text: str, days: list[date]) -> None:
    assert days_meant(text, TODAY) == days


def test_times_keep_their_place_and_take_the_nearest_year() -> None:
    text = "去年10月至今年6月，12月3日"
    times = [(text[t.start : t.end], t.period and t.period.since) for t in find_times(text, TODAY)]
    assert times == [("去年10月", date(2023, 10, 1)), ("今年6月", date(2024, 6, 1)), ("12月3日", date(2023, 12, 3))]
    assert [t.period for t in find_times("12月3日")] == [None]


PUBLISHED = date(2024, 5, 2)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("昨天，青岚大桥通车。", [("昨天", date(2024, 5, 1))]),
        ("后天有雨，本月26日放晴", [("后天", date(2024, 5, 4)), ("本月26日", date(2024, 5, 26))]),
        ("上周五簽約，後天開工", [("上周五", date(2024, 4, 26)), ("後天", date(2024, 5, 4))]),
        ("他说：“昨天就到了。”今晚离开。", [("今晚", date(2024, 5, 2))]),
        ("近日、日前、上周、本月", []),
        ("创造更美好的明天", []),
        ("后天努力", []),
        ("小说《昨天》", []),
        ("去年12月开工，去年12月3日停工", [("去年12月", date(2023, 12, 1)), ("去年12月3日", date(2023, 12, 3))]),
        ("上月3日，前天", [("上月3日", date(2024, 4, 3)), ("前天", date(2024, 4, 30))]),
        ("30日，渡口恢复通航。记者1日从港务处获悉", [("30日", date(2024, 4, 30)), ("1日", date(2024, 5, 1))]),
        ("花展将于12日开幕。", [("12日", date(2024, 5, 12))]),
        ("5月3日至5日放假，6月8日、9日加班", [("5日", date(2024, 5, 5)), ("9日", date(2024, 6, 9))]),
        ("当地时间周二，码头公司宣布停航。", [("周二", date(2024, 4, 30))]),
        ("合唱团将于周六演出。", [("周六", date(2024, 5, 4))]),
        ("每周五上课，周一至周五营业，一周一次，周三下午是美术课", []),
        ("限期1日内办结，1日游，10日均线，20日，", []),
        ("“1日就到了。”2019年8月，他入伍。1日，部队出发。", []),
        ("4月30日至2日", []),
    ],
)
def test_relative_days_of_a_text(text: str, days: list[tuple[str, date]]) -> None:
    assert [(text[found.start : found.end], found.day) for found in relative_days(text, PUBLISHED)] == days
    assert relative_days(text, None) == ()


def test_number_alone_goes_on_with_the_month_that_the_text_before_named_last() -> None:
    published = date(2024, 6, 28)
    for before, meant in (
        (["3月20日，渡口停航。", "修船花了一周。"], [date(2024, 3, 26)]),  # a story of March
        (["3月28日，渡口停航。"], []),  # of April, or of June: nothing is sure
        (["6月20日，渡口停航。"], [date(2024, 6, 26)]),
        ([], [date(2024, 6, 26)]),
    ):
        found = relative_days("26日，渡口恢复通航。", published, before)
        assert [each.day for each in found] == meant


@pytest.mark.parametrize(
    ("text", "published", "words"),
    [
        ("昨天通车", PUBLISHED, ["d20240501", "d0501"]),
        ("2024年5月1日和五月四日", PUBLISHED, ["d20240501", "d0501", "d20240504", "d0504"]),
        ("5月1日和昨天", None, ["d0501"]),
        ("5月份和今年", PUBLISHED, []),
        ("“昨天通车”", PUBLISHED, []),
        ("1日，大桥通车", PUBLISHED, ["d20240501", "d0501"]),
        ("1日，大桥通车", None, []),
    ],
)
def test_search_words_of_days(text: str, published: date | None, words: list[str]) -> None:
    assert day_words(text, published) == words


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("5月1日发生了什么", ["d0501"]),
        ("2024年5月1日发生了什么", ["d20240501"]),
        ("昨天发生了什么", ["d20240501"]),
        ("五月有什么活动", []),
    ],
)
def test_days_a_question_asks_for(question: str, words: list[str]) -> None:
    assert days_asked(question, PUBLISHED) == words
