"""The search form: simplified, half width, lower case, and never of another length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chinese.folding import fold_text, is_traditional, simplify


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("臺灣圖書館開放時間", "台湾图书馆开放时间"),
        ("頭髮與發展", "头发与发展"),
        ("幹部乾燥", "干部干燥"),
        ("他看著窗外", "他看着窗外"),
        ("資訊", "资讯"),
        ("ＰＭ２．５　８０％", "pm2.5 80%"),
        ("Yinju", "yinju"),
        ("，。！？：；（）", "，。！？：；（）"),
        ("３～５月", "3~5月"),
        ("İstanbul", "İstanbul"),
        ("", ""),
        ("📚\u200d🏫", "📚\u200d🏫"),
    ],
)
def test_search_form(text: str, folded: str) -> None:
    assert fold_text(text) == folded


@given(st.text(max_size=200))
def test_length_is_kept_for_any_text(text: str) -> None:
    assert len(fold_text(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("圖書館開放時間調整", True), ("图书馆开放时间调整", False), ("著名作家", False), ("", False), ("abc", False)],
)
def test_traditional_is_told_from_simplified(text: str, expected: bool) -> None:
    assert is_traditional(text) is expected


def test_simplify_keeps_letters_and_width() -> None:
    assert simplify("圖書館ＡＢ") == "图书馆ＡＢ"
