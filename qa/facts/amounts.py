"""The amounts a text states, each as one value however it is written: 30亿, 三十亿 and 3,000,000,000; 三成 and 30%."""

import re
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Amount:
    """A number with what it counts. `start` and `end` are a half-open span of the text read.

    `unit` is one spelling of several (人 for 名, 位), the letters before it in names like top10, or '' where there are
    none. `is_article`: 一 with a measure word,
    which often means no more than "a".
    """

    value: float
    unit: str
    start: int
    end: int
    is_article: bool = False


_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "廿": 20, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_MULTIPLIERS = {"十": 10, "百": 100, "千": 1000, **_MYRIADS}

_UNITS = (
    "个百分点 百分点 平方公里 平方千米 平方米 立方米 公里 千米 厘米 毫米 公斤 千克 毫克 公顷 摄氏度 "
    "千瓦时 小时 分钟 个月 周年 周岁 "
    "人民币 美元 欧元 英镑 日元 港元 韩元 卢布 元 块 角 人次 车次 架次 场次 吨 克 斤 两 米 里 亩 度 年 月 "
    "日 号 时 点 分 秒 天 "
    "周 夜 晚 人 名 位 口 户 家 所 座 条 项 辆 台 架 艘 列 趟 次 回 起 件 宗 例 种 类 批 届 期 集 场 部 "
    "本 册 篇 首 支 只 头 匹 "
    "棵 株 张 间 层 栋 幢 套 级 岁 倍 股 票 轮 局 球 站 代 版 章 段 节 组 队 班 连 营 团 师 旅 省 市 县 "
    "区 乡 镇 村 国 州 字 页 "
    "处 片 颗 枚 根 把 份 扇 道 步 方面 大类 大 强 号线 款 幅 桌 盒 瓶 袋 箱 包 杯 碗 升 毫升 瓦 千瓦 "
    "兆瓦 赫兹 海里 英里 英尺 英寸 "
    "km kg m 世纪 季度 星期 室 厅 席 元钱 余元"
).split()
_SAME_UNITS = (
    ("人", "名", "位", "口"),
    ("日", "号"),
    ("时", "点"),
    ("元", "块", "人民币", "元钱", "余元"),
    ("公里", "千米", "km"),
    ("平方公里", "平方千米"),
    ("公斤", "千克", "kg"),
    ("米", "m"),
    ("岁", "周岁"),
    ("年", "周年"),
    ("百分点", "个百分点"),
)
_COUNTED = frozenset(
    "人 户 家 所 座 条 项 辆 台 架 艘 列 起 件 宗 例 种 类 批 本 册 篇 首 支 只 头 匹 棵 株 间 套 省 市 "
    "县 区 乡 镇 村 国 队 "
    "班 组 站 处 片 颗 枚 根 份 步 场 字 款".split()
) | {""}
_NEVER_BARE = frozenset(["%", "百分点", "月", "日", "时", "分"])
_LEAST_YEAR = 1000
_ONE_UNIT = {unit: group[0] for group in _SAME_UNITS for unit in group}
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_ARABIC = r"\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿]+(?:点[零〇一二三四五六七八九]+)?"
_AMOUNT = re.compile(
    rf"(?P<part>百分之|千分之)?(?:(?P<arabic>{_ARABIC})[余多来几]?(?P<times>[十百千万亿]*)|(?P<chinese>{_CHINESE})"
    rf"(?:[余多来几](?P<more>[百千万亿]+))?)"
    rf"(?:(?P<percent>%|％)|(?P<tenths>成)(?P<half>[一二三四五六七八九半](?!年|个|名|人))?"
    rf"(?![员立为果本功长绩熟效就都分交品人年套群形型语因像])"
    rf"|(?P<permille>‰)|分之(?P<over>{_CHINESE})|[余多来几]?个?(?P<unit>{_UNIT})|(?P<some>[余多来几]?个))?"
)
_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/.](?P<month>1[0-2]|0?[1-9])[-/.](?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"
)
_CLOCK = re.compile(r"(?<![\d:：])(?P<hour>[01]?\d|2[0-4])[:：](?P<minute>[0-5]\d)(?![\d:：])")
_LETTERS_BEFORE = re.compile(r"[a-z]+[-.]?$")
_HALF = re.compile(r"一半|半数")
_NO_AMOUNT = re.compile(r"十分(?![钟之])|千万(?=[不别要])|万一|一一(?=列|介|说|解)|统一|唯一|万分|百分百")


def read_amounts(folded: str) -> tuple[Amount, ...]:
    """Return the amounts of a folded text in order. A date is three amounts: 年, 月 and 日; a time 时 and 分."""
    amounts = [*_dates(folded), *_halves(folded)]
    taken = [(a.start, a.end) for a in amounts] + [match.span() for match in _NO_AMOUNT.finditer(folded)]
    for match in _AMOUNT.finditer(folded):
        if all(match.end() <= start or match.start() >= end for start, end in taken):
            amounts.extend(_read_match(match))
    return tuple(sorted(amounts, key=lambda amount: amount.start))


def are_same(left: Amount, right: Amount) -> bool:
    """Return whether both state the same value of the same thing; an unknown thing (3, 3个) may be any."""
    is_equal = abs(left.value - right.value) <= 1e-9 * max(abs(left.value), abs(right.value))
    return is_equal and have_same_unit(left, right)


def have_same_unit(left: Amount, right: Amount) -> bool:
    """Return whether both may count the same thing."""
    if left.unit == right.unit:
        return True
    units = {left.unit, right.unit}
    if "个" in units:
        return bool(units & _COUNTED)
    if "" in units:  # 2008至2010年, 30至50人; but 30 alone is no day of a month
        return left.value >= _LEAST_YEAR if "年" in units else not units & _NEVER_BARE
    return False


def implied_dates(folded: str, published: date | None) -> tuple[Amount, ...]:
    """Return what words like 今年, 昨日 and dates without a year or month mean in a text published that day."""
    if published is None:
        return ()
    found = [(published.year + n, "年") for word, n in _YEAR_WORDS.items() if word in folded]
    stated = {amount.unit for amount in read_amounts(folded)}
    if "年" not in stated:
        found.append((published.year, "年"))
    for word, days in _DAY_WORDS.items():
        if word in folded:
            day = published + timedelta(days)
            found += [(day.year, "年"), (day.month, "月"), (day.day, "日")]
    if ("日" in stated and "月" not in stated) or "本月" in folded:
        found.append((published.month, "月"))
    return tuple(Amount(float(value), unit, 0, 0) for value, unit in found)


_YEAR_WORDS = {"今年": 0, "本年": 0, "去年": -1, "明年": 1, "前年": -2}
_DAY_WORDS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "昨晚": -1, "明天": 1, "明日": 1, "前天": -2}


def _dates(folded: str) -> list[Amount]:
    amounts = []
    for pattern, units in ((_DATE, ("年", "月", "日")), (_CLOCK, ("时", "分"))):
        for match in pattern.finditer(folded):
            for group, unit in enumerate(units, 1):
                amounts.append(Amount(float(match[group]), unit, *match.span(group)))
    return amounts


def _halves(folded: str) -> list[Amount]:
    return [Amount(50.0, "%", *match.span()) for match in _HALF.finditer(folded)]


def _read_match(match: re.Match[str]) -> list[Amount]:
    """Return the amount of a match, or none where the numeral is only part of a word (四川, 一些)."""
    value = _value(match)
    is_bare = match["unit"] is None and match["some"] is None
    letters = _LETTERS_BEFORE.search(match.string, max(match.start() - 10, 0), match.start())
    if value is None:
        return []
    if match["part"] or match["percent"] or match["permille"] or match["tenths"] or match["over"]:
        return [Amount(_share(match, value), "%", *match.span())]
    if match["chinese"] and is_bare and (len(match["chinese"]) == 1 or match["chinese"] in "十一八一六一五四"):
        return []
    unit = match["unit"] or ("个" if match["some"] else letters[0] if letters else "")
    is_article = match["chinese"] == "一" and not is_bare
    return [Amount(value, _ONE_UNIT.get(unit, unit), *match.span(), is_article)]


def _share(match: re.Match[str], value: float) -> float:
    """Return a share in percent."""
    if match["tenths"]:
        half = 5 if match["half"] == "半" else _DIGITS.get(match["half"] or "零", 0)
        return value * 10 + half
    if match["over"]:
        parts = _chinese_value(match["over"])  # 三分之一: the second numeral is the numerator
        return 100 * (parts or 0) / value if value else 0.0
    return value / 10 if match["permille"] or match["part"] == "千分之" else value


def _value(match: re.Match[str]) -> float | None:
    if match["chinese"]:
        value = _chinese_value(match["chinese"])
        times = match["more"] or ""
    else:
        value, times = float(re.sub("[,，]", "", match["arabic"])), match["times"]
    if value is None:
        return None
    for character in times:
        value *= _MULTIPLIERS[character]
    return value


def _chinese_value(numeral: str) -> float | None:
    """Return the value of 二百一十, 二一〇, 三点五 or 一亿两千万; None for a string of units alone (百千)."""
    whole, _, decimals = numeral.partition("点")
    if all(character in _DIGITS for character in whole):
        value = float("".join(str(_DIGITS[character]) for character in whole) or 0)
    else:
        total, section, pending = 0, 0, 0
        for character in whole:
            if character in _DIGITS:
                pending = _DIGITS[character]
            elif character in _TENS:
                section += (pending or 1) * _TENS[character] if character != "廿" else 20
                pending = 0
            elif character == "亿":
                total, section, pending = (total + section + pending or 1) * _MYRIADS["亿"], 0, 0
            else:
                total, section, pending = total + (section + pending or 1) * _MYRIADS["万"], 0, 0
        value = float(total + section + pending)
    return value + float("0." + "".join(str(_DIGITS[character]) for character in decimals)) if decimals else value
