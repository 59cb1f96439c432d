"""What two aligned texts state differently: the numbers, dates and names that stand in the same place of both.

Two reports of one template (the market close of two days, a notice about two people) share most of their
characters; they are told apart by what stands in the slots.
"""

import re
from collections import Counter
from dataclasses import dataclass

from index.reprints.alignment import Alignment, Gap

_MAX_SLOT_CHARS = 40
"""A longer stretch that differs is a rewritten or another sentence, not the slot of a template."""
_BRIEF_FRAME_CHARS = 8
"""With more characters than this around the numbers two slots must also share words to be compared."""
_MIN_FRAME_OVERLAP = 0.5
_MAX_SLIP_CHARS = 2
"""A textual difference this short is a slip of copying (OCR, retyping); their rate foretells slips in numbers."""
_NAME_CHARS = (2, 12)
"""Shortest and longest stretch taken for a name."""
_MAX_PERSON_CHARS = 3
_MAX_PLACE_CHARS = 4
_PLACE_ENDING = re.compile(r"[省市县区州盟旗镇乡村](?![民场内里外域])")
_MAX_RENAMINGS = 64
"""Most pairs of stretches looked at, the most frequent first: each costs a search of both texts."""
_POST_BEFORE = re.compile(r"(?:书记|主任|主席|经理|董事|委员|专员|[省市县区镇乡村局厅部处科校院馆队行会事]长)$")
_MAX_POST_CHARS = 4
_MAX_COUNTED_REPEATS = 2
"""A name that changed everywhere counts this often at most, however often the article repeats it."""

_NUMBER = re.compile(r"[0-9]+(?:·[0-9]+)?[千万亿]?|[零〇一二两三四五六七八九十百千]+[万亿]?")
_MIN_CHINESE_NUMBER_CHARS = 2
_CHINESE_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE_UNITS = {"千": 1000, "万": 10**4, "亿": 10**8}
_CHINESE_TEXT = re.compile(r"[\u3400-\u9fff]+")
_BYLINE_BEFORE = re.compile(r"(?:记者|编辑|责编|作者|通讯员|来源|校对|审核|编译|供图|见习|实习生|文|图|摄影?)\w{0,8}$")
_BYLINE_AFTER = re.compile(r"\w{0,3}(?:摄|供图|报道)")
_DATELINE = re.compile(r"日(?:电|讯)|正文")
_DATELINE_AFTER = re.compile(r"日?(?:电|讯)|正文|来源|来自")
_DATELINE_CHARS = 60
"""How far into the text a dateline or the hour a page was put online can stand; a reprint often has another."""
_REPORTING_VERBS = frozenset(
    "表示 指出 认为 介绍 强调 告诉 透露 写道 提到 坦言 补充 说道 报道 获悉 了解 要求 提出 宣布 主持 出席 参加".split()
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚"
    "沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤"
    "温康施牛樊葛邢齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕季裴霍涂"
    "苗谷盛曲翁冉骆蓝游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农卓古吉缪车连芦麦褚娄窦戚岑景党宫"
)


@dataclass(frozen=True)
class Discrepancies:
    """Counts over two aligned texts.

    `numbers` are those the shorter list of numbers holds, `changed_numbers` those of them that read otherwise in
    the other text, `changed_names` the names put in the place of another, `slips` the differences of one or two
    characters that touch no number, `digits` the characters the shorter list of numbers is written with.
    """

    numbers: int
    changed_numbers: int
    changed_names: int
    slips: int
    digits: int


@dataclass(frozen=True)
class _Renaming:
    mine: str
    theirs: str
    in_name_place: bool


def find_discrepancies(left: str, right: str, alignment: Alignment) -> Discrepancies:
    """Return how the stated facts differ where `left` and `right` run in parallel; added sentences do not count."""
    changed_numbers = slips = 0
    renamed: Counter[_Renaming] = Counter()
    for gap in alignment.gaps:
        mine, theirs = left[gap.left_start : gap.left_end], right[gap.right_start : gap.right_end]
        if max(len(mine), len(theirs)) > _MAX_SLOT_CHARS:
            continue
        if not (_NUMBER.search(mine) and _NUMBER.search(theirs)):
            slips += max(len(mine), len(theirs)) <= _MAX_SLIP_CHARS
            if _may_be_names(mine, theirs) and not _in_byline(left, gap):
                renamed[_Renaming(mine, theirs, _is_name_place(left, gap))] += 1
        elif not _in_dateline(left, right, gap):
            changed_numbers += _count_changed_numbers(mine, theirs)
    shorter = min(re.findall(r"[0-9]+", left), re.findall(r"[0-9]+", right), key=len)
    names = sum(
        _weigh_renaming(renaming, count, left, right) for renaming, count in renamed.most_common(_MAX_RENAMINGS)
    )
    return Discrepancies(len(shorter), changed_numbers, names, slips, sum(map(len, shorter)))


def _read_numbers(text: str) -> Counter[str]:
    """Return the numbers of `text`, each in one spelling."""
    return Counter(_plain_number(number) for number in _NUMBER.findall(text))


def _plain_number(number: str) -> str:
    """Return the value of a number in one spelling: 03, 3 and 三 are one, so are 1·2万 and 12000."""
    digits = number.rstrip("千万亿") if number[0].isascii() else number.rstrip("万亿")
    value = float(digits.replace("·", ".")) if digits[0].isascii() else float(_chinese_value(digits))
    for unit in number[len(digits) :]:
        value *= _LARGE_UNITS[unit]
    return f"{value:.6g}" if value < 1 else f"{value:.4f}"


def _chinese_value(number: str) -> int:
    """Return the value of 二百一十 or of 二一〇."""
    if not any(unit in number for unit in _CHINESE_UNITS):
        return int("".join(str(_CHINESE_DIGITS[digit]) for digit in number))
    total = pending = 0
    for character in number:
        if character in _CHINESE_UNITS:
            total += (pending or 1) * _CHINESE_UNITS[character]
            pending = 0
        else:
            pending = _CHINESE_DIGITS[character]
    return total + pending


def _count_changed_numbers(mine: str, theirs: str) -> int:
    """Return how many numbers of a slot differ; none where one side only adds some, or the words differ too."""
    if re.sub(r"[^0-9]", "", mine) == re.sub(r"[^0-9]", "", theirs) != "":
        return 0  # 15 and 1 5: a space fell into the number
    if _only_counted_words(mine, theirs) or not _same_frame(_NUMBER.sub("", mine), _NUMBER.sub("", theirs)):
        return 0
    numbers, other_numbers = _read_numbers(mine), _read_numbers(theirs)
    return min(numbers.total(), other_numbers.total()) - (numbers & other_numbers).total()


def _only_counted_words(mine: str, theirs: str) -> bool:
    """Return whether one side has digits and the other at most a 一 or 两 that belongs to a word (一座, 统一)."""
    digits = [bool(re.search("[0-9]", side)) for side in (mine, theirs)]
    words = mine if digits[1] else theirs
    return digits[0] != digits[1] and max(map(len, _NUMBER.findall(words)), default=0) < _MIN_CHINESE_NUMBER_CHARS


def _same_frame(frame: str, other: str) -> bool:
    """Return whether the words around the numbers of two slots can be those of one template."""
    shorter, longer = sorted((len(frame), len(other)))
    shared = (Counter(frame) & Counter(other)).total()
    if longer <= _BRIEF_FRAME_CHARS:
        return True
    return shorter > 0 and shared >= _MIN_FRAME_OVERLAP * shorter


def _in_dateline(left: str, right: str, gap: Gap) -> bool:
    """Return whether the gap holds a dateline or ends in the day of one: 新华社北京8月{15|16}日电."""
    if max(gap.left_start, gap.right_start) >= _DATELINE_CHARS:
        return False
    if _DATELINE.search(left, gap.left_start, gap.left_end) or _DATELINE.search(right, gap.right_start, gap.right_end):
        return True
    return bool(_DATELINE_AFTER.match(left, gap.left_end) and _DATELINE_AFTER.match(right, gap.right_end))


def _is_name_place(left: str, gap: Gap) -> bool:
    """Return whether what stands in the gap is named by its surroundings: 局长…, …县."""
    post = _POST_BEFORE.search(left[max(gap.left_start - _MAX_POST_CHARS, 0) : gap.left_start])
    return bool(post or _PLACE_ENDING.match(left, gap.left_end))


def _may_be_names(mine: str, theirs: str) -> bool:
    """Return whether one stretch of Chinese could be a name put in the place of the other."""
    shortest, longest = _NAME_CHARS
    return all(
        shortest <= len(text) <= longest and _CHINESE_TEXT.fullmatch(text) and text not in _REPORTING_VERBS
        for text in (mine, theirs)
    )


def _in_byline(left: str, gap: Gap) -> bool:
    """Return whether the gap names who wrote, edited or photographed: a reprint may change that."""
    before = left[max(gap.left_start - 12, 0) : gap.left_start]
    return bool(_BYLINE_BEFORE.search(before) or _BYLINE_AFTER.match(left, gap.left_end))


def _weigh_renaming(renaming: _Renaming, count: int, left: str, right: str) -> int:
    """Return how many changed names two stretches in the same place stand for, met `count` times.

    Neither may occur in the other text (an editor who writes 公司 for a company's name keeps the name elsewhere),
    nor may they be the same characters in another order (公安机关检察 and 检察机关公安).
    Once is enough for what reads as two people or two places; anything else must be replaced at least twice.
    """
    mine, theirs = renaming.mine, renaming.theirs
    if mine in right or theirs in left or sorted(mine) == sorted(theirs):
        return 0
    people = all(name[0] in _SURNAMES and len(name) <= _MAX_PERSON_CHARS for name in (mine, theirs))
    in_name_place = renaming.in_name_place and max(len(mine), len(theirs)) <= _MAX_PLACE_CHARS
    return min(count, _MAX_COUNTED_REPEATS) if people or in_name_place or count > 1 else 0
