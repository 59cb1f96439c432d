"""Ways to change a true statement: mutants that make it false, and rewordings that leave it true.

The word lists here are the benchmark's own: the checks under test have different ones.
"""

import random
import re
from collections.abc import Callable, Iterator

from opencc import OpenCC

from index.chinese.words import tag_words

FLIPS = (
    "增加/减少 增长/下降 上升/下降 上涨/下跌 提高/降低 扩大/缩小 实施/取消 启动/停止 恢复/暂停 允许/禁止 "
    "支持/反对 同意/拒绝 "
    "成功/失败 开通/关闭 超过/不足 以上/以下 之前/之后 最大/最小 最高/最低 最多/最少 进口/出口 盈利/亏损 "
    "加入/退出 开始/结束 "
    "批准/否决 通过/驳回 购买/出售 延长/缩短 参加/缺席 国内/国外 早于/晚于 高于/低于 多于/少于 前/后"
).split()
NEGATIONS = ("没有", "不是", "不会", "不能", "不得", "未能", "并未", "尚未", "无法", "不", "未", "无")
SYNONYMS = (
    "举行/举办 表示/说 指出/表示 认为/觉得 位于/坐落于 建立/创办 成立/创立 获得/取得 担任/出任 "
    "出生于/生于 逝世/去世 使用/采用 "
    "开始/着手 包括/包含 由于/因为 因此/所以 但/不过 但是/然而 并且/而且 目前/现在 曾经/曾 参加/参与 "
    "帮助/协助 导致/造成 "
    "发布/公布 推出/发行 首次/第一次 约/大约 超过/逾 主要/主要是 居民/民众 死亡/丧生 前往/赶往 拥有/有 "
    "负责/主管 播出/播放 "
    "购买/买 比赛/赛事 电影/影片 妻子/太太 父亲/爸爸 立即/马上 非常/十分 重要/关键 许多/很多 以及/和 "
    "直到/一直到 全国/我国 "
    "提供/给予 完成/做完 发现/察觉 选择/挑选 需要/须 能够/可以 必须/须 分别为/分别是 称为/叫做 成为/变成"
).split()
ADVERBS = re.compile(
    r"已经|也|还|均|都|曾经|正在|正式|进一步|积极|仅仅|其实|大约|共|亦|便|即将|陆续|逐渐|再次|尤其|大力|切实"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DATE = re.compile(r"(\d{4})年|(\d{1,2})月|(\d{1,2})日")
_CHINESE = "零一二三四五六七八九"
_NOT_DENIED_INSIDE = re.compile(r"不仅|不但|不断|不少|不同|不久|不过|不管|不论|不如|不足|不到|未来|无论|无数|非常")

Choose = Callable[[str, str], str | None]


def mutants(text: str, others: dict[str, list[str]], rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield (kind, false statement); `others` has other names by kind (name, place), hardest first."""
    for kind, change in (("number", change_number), ("date", change_date)):
        if (changed := change(text, rng)) is not None:
            yield kind, changed
    for kind, tag in (("name", "nr"), ("place", "ns")):
        if (changed := change_name(text, tag, others.get(kind, []), rng)) is not None:
            yield kind, changed
    if (changed := flip(text, rng)) is not None:
        yield "polarity", changed
    if (changed := deny(text, rng)) is not None:
        yield "polarity", changed


def change_number(text: str, rng: random.Random) -> str | None:
    """Return the text with one number changed that is not part of a date."""
    dates = [match.span() for match in _DATE.finditer(text)]
    places = [m for m in _NUMBER.finditer(text) if all(m.end() <= s or m.start() >= e for s, e in dates)]
    if not places:
        return None
    match = rng.choice(places)
    number = match.group()
    ways = [number + "0" if "." not in number else number.replace(".", ""), _other_digit(number, rng)]
    if number.isdigit():
        ways.append(str(int(number) + 1))
    return text[: match.start()] + rng.choice(ways) + text[match.end() :]


def _other_digit(number: str, rng: random.Random) -> str:
    place = rng.choice([i for i, c in enumerate(number) if c.isdigit()])
    digit = rng.choice([d for d in "123456789" if d != number[place]])
    return number[:place] + digit + number[place + 1 :]


def change_date(text: str, rng: random.Random) -> str | None:
    """Return the text with one year, month or day changed."""
    places = list(_DATE.finditer(text))
    if not places:
        return None
    match = rng.choice(places)
    group = 1 if match[1] else 2 if match[2] else 3
    value = int(match[group])
    other = value + rng.choice((-1, 1)) if group == 1 else value % (12 if group == 2 else 28) + 1
    return text[: match.start(group)] + str(other) + text[match.end(group) :]


def change_name(text: str, tag: str, others: list[str], rng: random.Random) -> str | None:
    """Return the text with one name replaced, everywhere, by another that does not occur in it."""
    words, at = [], 0
    for word, found in tag_words(text):
        shown = text[at : at + len(word)]
        at += len(word)
        if found.startswith(tag) and len(shown) > 1:
            words.append(shown)
    choices = [other for other in others if other not in text and not any(word in other for word in words)]
    if not words or not choices:
        return None
    return text.replace(rng.choice(words), choices[0] if rng.random() < 0.5 else rng.choice(choices))


def flip(text: str, rng: random.Random) -> str | None:
    """Return the text with one word replaced by its opposite."""
    ways = []
    for pair in FLIPS:
        left, right = pair.split("/")
        if len(left) == 1:
            continue
        ways += [(a, b) for a, b in ((left, right), (right, left)) if a in text and b not in text]
    if not ways:
        return None
    old, new = rng.choice(ways)
    return text.replace(old, new, 1)


def deny(text: str, rng: random.Random) -> str | None:
    """Return the text with a negation removed, or one put before a verb."""
    if not _NOT_DENIED_INSIDE.search(text):
        for word in NEGATIONS[:9]:
            if word in text:
                return text.replace(word, "是" if word == "不是" else "有" if word == "没有" else "", 1)
    verbs, at = [], 0
    for word, tag in tag_words(text):
        if tag == "v" and len(word) == 2:
            verbs.append(at)
        elif word == "是" and tag == "v":
            verbs.append(at)
        at += len(word)
    if not verbs:
        return None
    place = rng.choice(verbs)
    return text[:place] + ("不" if text[place] == "是" else rng.choice(("没有", "未", "不"))) + text[place:]


def rewordings(text: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield (kind, statement that is still true)."""
    for kind, change in (
        ("clause order", swap_clauses),
        ("synonyms", use_synonyms),
        ("dropped adverbs", drop_adverbs),
        ("script", to_traditional),
        ("numerals", respell_numbers),
        ("shortened", drop_clause),
        ("lead-in", lambda text, rng: "根据资料，" + text),
    ):
        changed = change(text, rng)
        if changed is not None and changed != text:
            yield kind, changed


def swap_clauses(text: str, rng: random.Random) -> str | None:
    body = text.rstrip("。！？")
    clauses = body.split("，")
    if len(clauses) < 2:
        return None
    place = rng.randrange(len(clauses) - 1)
    clauses[place], clauses[place + 1] = clauses[place + 1], clauses[place]
    return "，".join(clauses) + "。"


def use_synonyms(text: str, rng: random.Random) -> str | None:
    changed, count = text, 0
    for pair in SYNONYMS:
        left, right = pair.split("/")
        if left in changed and count < 2:
            changed, count = changed.replace(left, right, 1), count + 1
    return changed


def drop_adverbs(text: str, rng: random.Random) -> str | None:
    words = [word for word, _ in tag_words(text)]
    at, out = 0, []
    for word in words:
        shown = text[at : at + len(word)]
        at += len(word)
        out.append("" if ADVERBS.fullmatch(shown) else shown)
    return "".join(out)


def to_traditional(text: str, rng: random.Random) -> str | None:
    return str(OpenCC("s2t").convert(text))


def respell_numbers(text: str, rng: random.Random) -> str | None:
    """Return the text with whole Arabic numbers up to 9999 as Chinese numerals, years digit by digit."""

    def spell(match: re.Match[str]) -> str:
        if text[match.end() : match.end() + 1] == "年" and len(match.group()) == 4:
            return "".join(_CHINESE[int(d)] for d in match.group())
        return spell_number(int(match.group()))

    return re.sub(r"(?<![\d.,，:：A-Za-z\-/])\d{1,4}(?![\d.,，:：A-Za-z\-/%％])", spell, text)


def spell_number(number: int) -> str:
    """Return a number from 0 to 9999 as 二百零五."""
    if number < 10:
        return _CHINESE[number]
    parts, seen_zero = "", False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, size)
        if digit:
            parts += ("零" if seen_zero and parts else "") + _CHINESE[digit] + unit
            seen_zero = False
        else:
            seen_zero = True
    return parts.removeprefix("一") if parts.startswith("一十") else parts


def drop_clause(text: str, rng: random.Random) -> str | None:
    """Return the text without its last clause."""
    clauses = text.rstrip("。！？").split("，")
    if len(clauses) < 3:
        return None
    return "，".join(clauses[:-1]) + "。"
