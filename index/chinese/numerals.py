"""Read numerals of every kind: 三十二, 两千零五, 二〇二三, 1.2万, 3,000, 叁佰, ③."""

import re
from functools import lru_cache

DIGITS = "一二三四五六七八九"
"""The Chinese digits without zero, for character classes in patterns."""
SMALL_NUMERAL = rf"(?:[{DIGITS}]?十[{DIGITS}]?|[{DIGITS}])"
"""Pattern of 一 to 九十九: numbers of list items, months, days."""
ARABIC_NUMERAL = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
CHINESE_NUMERAL = (
    r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿]+(?:点[零〇一二三四五六七八九]+[万亿]*)?"
)
"""Patterns of numerals in folded text; a match may still not be a number (百千), see read_numeral."""
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
MULTIPLIERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_MOST_TIMES = {"十": 10, "百": 10, "千": 10, "万": 10**4, "亿": 10**8}
_ARABIC = re.compile(rf"({ARABIC_NUMERAL})([十百千万亿]*)")
_DECIMAL = re.compile(rf"([^点]+)点([零〇{DIGITS}]+)([万亿]*)")
_ONE_SPELLING = str.maketrans(
    {"○": "〇", "O": "〇", "Ｏ": "〇", "o": "〇", "拾": "十", "佰": "百", "仟": "千", "廿": "二十"}
)
_APPROXIMATE = re.compile(rf"[一二两三四五六七八](?=[{DIGITS}][十百千万亿])")


@lru_cache(maxsize=4096)
def read_numeral(numeral: str) -> float | None:
    """Return the value of a text that is a numeral and nothing else, None if it is not (百千, 百分).

    百 and 千万 count as 一百 and 一千万; 三四十 is read as its upper end; spoken 三千五 is 3500.
    """
    if found := _ARABIC.fullmatch(numeral):
        return _times(float(re.sub("[,，]", "", found[1])), found[2])
    if len(numeral) == 1 and numeral in CIRCLED:
        return CIRCLED.index(numeral) + 1.0
    numeral = _APPROXIMATE.sub("", numeral.translate(_ONE_SPELLING))
    found = _DECIMAL.fullmatch(numeral)
    value = _read_chinese(found[1] if found else numeral)
    if found is None or value is None:
        return value
    return _times(value + float("0." + "".join(str(_DIGITS[digit]) for digit in found[2])), found[3])


def _times(value: float, multipliers: str) -> float:
    for character in multipliers:
        value *= MULTIPLIERS[character]
    return value


def _read_chinese(numeral: str) -> float | None:
    """Return the value of 二百一十, 二一〇 or 一亿两千万; None if units do not fall (百千) or digits are adjacent."""
    if numeral and all(character in _DIGITS for character in numeral):
        return float("".join(str(_DIGITS[character]) for character in numeral))
    sign = next((sign for sign in reversed(MULTIPLIERS) if sign in numeral), "")
    if not sign:
        return None
    unit = MULTIPLIERS[sign]
    head, _, tail = numeral.partition(sign)
    rest: float | None
    times = _read_chinese(head) if head else 1.0
    if len(tail) == 1 and unit > 10:  # spoken 三千五
        rest = _DIGITS.get(tail, unit) * unit / 10
    else:
        rest = _read_chinese(tail.lstrip("零〇")) if tail[:1] in _DIGITS else None
    if times is None or times >= _MOST_TIMES[sign] or (tail and (rest is None or rest >= unit)):
        return None
    return times * unit + (rest or 0.0 if tail else 0.0)


def years_in_digits(text: str) -> str:
    """Return the text with years in Chinese digits changed to Arabic ones: 二〇〇八年 -> 2008年."""
    return _SPELT_YEAR.sub(lambda match: "".join(str(_DIGITS[digit]) for digit in match.group()), text)


_SPELT_YEAR = re.compile(rf"[零〇{DIGITS}]{{4}}(?=年)")
