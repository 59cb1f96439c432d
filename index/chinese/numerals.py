"""Numerals of every kind as numbers: 三十二, 两千零五, 二〇二三, 1.2万, 3,000, 叁佰, ③."""

import re
from functools import lru_cache

import cn2an

DIGITS = "一二三四五六七八九"
"""The Chinese digits without zero, as character classes of patterns want them."""
SMALL_NUMERAL = rf"(?:[{DIGITS}]?十[{DIGITS}]?|[{DIGITS}])"
"""Pattern of 一 to 九十九: numbers of list items, months, days."""
ARABIC_NUMERAL = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
CHINESE_NUMERAL = (
    r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿]+(?:点[零〇一二三四五六七八九]+[万亿]*)?"
)
"""Patterns of numerals inside a folded text; a match may still be no number (百千), see read_numeral."""
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

MULTIPLIERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_ARABIC = re.compile(rf"({ARABIC_NUMERAL})([十百千万亿]*)")
_DECIMAL = re.compile(r"(.+点.*?)([万亿]*)")
_ZEROS = str.maketrans("○OＯo", "〇〇〇〇")
_APPROXIMATE = re.compile(rf"[一二两三四五六七八](?=[{DIGITS}][十百千万亿])")


@lru_cache(maxsize=4096)
def read_numeral(numeral: str) -> float | None:
    """Return the value of a numeral and nothing else, None for what is none (百千, 百分).

    百 and 千万 count as 一百 and 一千万; 三四十 is read as its upper end; spoken 三千五 is 3500.
    """
    if found := _ARABIC.fullmatch(numeral):
        return _times(float(re.sub("[,，]", "", found[1])), found[2])
    if len(numeral) == 1 and numeral in CIRCLED:
        return CIRCLED.index(numeral) + 1.0
    numeral = numeral.translate(_ZEROS)
    if found := _DECIMAL.fullmatch(numeral):
        value = _read_chinese(found[1])
        return None if value is None else _times(value, found[2])
    return _read_chinese(numeral)


def _times(value: float, multipliers: str) -> float:
    for character in multipliers:
        value *= MULTIPLIERS[character]
    return value


def _read_chinese(numeral: str) -> float | None:
    if not numeral:
        return None
    numeral = re.sub("^(?=[十百千万亿拾佰仟])", "一", _APPROXIMATE.sub("", numeral))
    numeral = re.sub(rf"亿([{DIGITS}])$", r"亿\1千万", numeral)  # spoken 一亿五, which cn2an does not know
    try:
        return float(cn2an.cn2an(numeral, "normal"))
    except (ValueError, KeyError):  # a KeyError is its own slip on such strings as 一亿三四
        return None
