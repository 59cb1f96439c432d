"""Amounts: one value for every way to write it, and none where a numeral is only part of a word."""

from datetime import date

import pytest

from index.chinese.amounts import Amount, are_same, has_bound, implied_dates, lies_in_range, read_amounts


def values(text: str) -> list[tuple[float, str]]:
    return [(amount.value, amount.unit) for amount in read_amounts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30亿元", [(3e9, "元")]),
        ("三十亿元", [(3e9, "元")]),
        ("3,000,000,000元", [(3e9, "元")]),
        ("1.2万亿", [(1.2e12, "")]),
        ("两个半小时", [(2.5, "小时")]),
        ("三年半", [(3.5, "年")]),
        ("一个半月", [(1.5, "个月")]),
        ("一亿两千万", [(1.2e8, "")]),
        ("三十余万平方米", [(300_000, "平方米")]),
        ("1500多名", [(1500, "人")]),
        ("两千零五人", [(2005, "人")]),
        ("三成", [(30, "%")]),
        ("三成五", [(35, "%")]),
        ("30%", [(30, "%")]),
        ("百分之三十五点二", [(35.2, "%")]),
        ("三分之一", [(100 / 3, "%")]),
        ("一半", [(50, "%")]),
        ("3个百分点", [(3, "百分点")]),
        ("2020-03-05", [(2020, "年"), (3, "月"), (5, "日")]),
        ("二〇二〇年三月五日", [(2020, "年"), (3, "月"), (5, "日")]),
        ("3月5号19:30", [(3, "月"), (5, "日"), (19, "时"), (30, "分")]),
        ("30至50人", [(30, ""), (50, "人")]),
        ("top10", [(10, "top")]),
        ("二十八个县", [(28, "县")]),
    ],
)
def test_value_and_unit(text: str, expected: list[tuple[float, str]]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text", ["四川三亚", "一些", "一直", "统一", "十分重要", "唯一", "成功", "五一旅游收入", "三八节活动"]
)
def test_numeral_inside_a_word_is_no_amount(text: str) -> None:
    assert values(text) == []


def test_article_is_told_from_a_count() -> None:
    assert [amount.is_article for amount in read_amounts("一名教师，1名教师，三名教师")] == [True, False, False]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("30亿元", "3000000000元", True),
        ("30亿元", "300亿元", False),
        ("三名", "3人", True),
        ("三个", "3家", True),
        ("3个", "3日", False),
        ("30元", "30人", False),
        ("3%", "3个百分点", False),
        ("2008", "2008年", True),
        ("8", "8月", False),
    ],
)
def test_same_amounts(left: str, right: str, expected: bool) -> None:
    assert are_same(read_amounts(left)[0], read_amounts(right)[0]) is expected


def test_dates_implied_by_the_day_of_publication() -> None:
    day = date(2020, 1, 1)
    assert implied_dates("昨日通车", day) == (
        Amount(2020.0, "年", 0, 0), Amount(2019.0, "年", 0, 0), Amount(12.0, "月", 0, 0), Amount(31.0, "日", 0, 0),
    )  # fmt: skip
    assert implied_dates("2018年5月通车", day) == ()
    assert implied_dates("昨日通车", None) == ()


def test_the_year_after_the_one_named_needs_no_day_of_publication() -> None:
    assert [a.value for a in implied_dates("1999年入队，翌年夺冠，1月伤愈，翌年退役", None)] == [2000, 2001]
    assert implied_dates("翌年夺冠", None) == ()


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("65岁", "60岁以上老人免票", True),
        ("65岁", "10元以上可退款", False),
        ("65岁", "60—69岁老人半价", True),
        ("65岁", "60—69元的套票", False),
        ("12名", "10人起订", True),
        ("90分钟", "停车2小时以内免费", True),
        ("150分钟", "停车2小时以内免费", False),
        ("800米", "1公里以下", True),
        ("30吨", "40人以下", False),
        ("4000块", "支出5000元以下", True),
        ("6000块", "支出5000元以下", False),
    ],
)
def test_range_holds_amounts_of_its_own_unit(asked: str, text: str, expected: bool) -> None:
    assert lies_in_range(read_amounts(asked)[0], text, read_amounts(text)) is expected


def test_text_without_amounts_tells_of_no_range() -> None:
    asked = read_amounts("十五亩")[0]
    assert not has_bound(asked, "新定植的不赔", [])
    assert not lies_in_range(asked, "新定植的不赔", [])
