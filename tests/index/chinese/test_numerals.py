"""Numerals of every kind, and none where a string of numeral characters is no number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chinese.numerals import read_numeral, years_in_digits


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("三十二", 32),
        ("十", 10),
        ("廿三", 23),
        ("二百一十", 210),
        ("二百五", 250),
        ("三千五", 3500),
        ("两千零五", 2005),
        ("二〇二三", 2023),
        ("二○二三", 2023),
        ("一亿两千万", 1.2e8),
        ("一亿五", 1.5e8),
        ("三万亿", 3e12),
        ("千万", 1e7),
        ("百", 100),
        ("叁佰贰拾", 320),
        ("三点五", 3.5),
        ("一点二万", 12_000),
        ("1.2万亿", 1.2e12),
        ("3,000,000", 3e6),
        ("07", 7),
        ("⑫", 12),
        ("三四十", 40),
        ("零", 0),
    ],
)
def test_value(numeral: str, value: float) -> None:
    assert read_numeral(numeral) == pytest.approx(value)


@pytest.mark.parametrize("text", ["百千", "百分", "十十", "", "三个", "点五", "abc"])
def test_no_number(text: str) -> None:
    assert read_numeral(text) is None


@given(st.text("零〇一二两三四五六七八九十百千万亿点0123456789.,○①壹拾廿", max_size=9))
def test_any_string_of_numerals_is_a_number_or_none(text: str) -> None:
    assert read_numeral(text) is None or read_numeral(text) >= 0


def test_spelt_years_are_written_in_digits() -> None:
    assert years_in_digits("二〇〇八年至二零一零年，二十年间") == "2008年至2010年，二十年间"
