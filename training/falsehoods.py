"""Statements falsified by rule: a changed number, name, direction, negation, hedge or extent, or two swapped names."""

import random
import re

import rjieba

from training.changes import NAMED_TAGS, EntityPool

_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.]*\d)")
_CLAUSE_END = re.compile(r"[，；,;]")
_LEAST_CHARS = 8

# Pairs of words: replacing one by the other makes a statement false.
EXCHANGED = (
    ("增加", "减少"), ("增长", "下降"), ("上升", "下降"), ("提高", "降低"), ("上涨", "下跌"), ("高于", "低于"),
    ("超过", "不足"), ("以上", "以下"), ("以内", "以外"), ("之前", "之后"), ("以前", "以后"), ("至少", "至多"),
    ("最高", "最低"), ("最大", "最小"), ("最多", "最少"), ("首次", "再次"), ("同意", "反对"), ("支持", "反对"),
    ("允许", "禁止"), ("必须", "可以"), ("应当", "可以"), ("有权", "无权"), ("公开", "保密"), ("免费", "收费"),
    ("全部", "部分"), ("所有", "部分"), ("全国", "全省"), ("全市", "全县"), ("全县", "全镇"), ("全省", "全市"),
    ("每年", "每月"), ("每月", "每周"), ("每日", "每周"), ("同比", "环比"), ("上半年", "下半年"), ("左右", "以上"),
    ("上午", "下午"), ("开始", "结束"), ("成立", "解散"), ("进口", "出口"), ("购买", "出售"), ("原告", "被告"),
    ("承认", "否认"), ("证实", "否认"), ("前", "后"), ("男", "女"), ("万元", "亿元"), ("东", "西"), ("南", "北"),
)  # fmt: skip
# A hedge, and what replaces it to make the statement certain.
HEDGES = (
    ("可能会", "将会"), ("有望", "已经"), ("预计", "已"), ("计划", "已经"), ("拟", "已"), ("或将", "已经"),
    ("可能", "肯定"), ("据称", "证实"), ("涉嫌", "被判"), ("疑似", "确认"), ("力争", "已经"), ("建议", "规定"),
    ("原则上", "一律"),
    ("一般", "一律"), ("部分", "全部"), ("约", "恰好"), ("将于", "已于"), ("将", "已"), ("曾", "正"), ("拒绝", "同意"),
)  # fmt: skip
_DENIED = tuple("可以 能够 需要 应当 必须 允许 包括 适用 参加 完成 达到 发现 收到 造成".split())
_UNDENIED = (
    ("不得", "可以"), ("不能", "能"), ("没有", "有"), ("未", "已"), ("不予", "予以"), ("无需", "需要"),
    ("并非", "就是"),
    ("不再", "继续"), ("不会", "会"), ("尚未", "已经"),
)  # fmt: skip
_DONE = "发收造完达"  # 没有发现, 不可以


def shorten(sentence: str, rng: random.Random) -> str:
    """Return the sentence, half of the time without some clauses at one end, which keeps it true."""
    ends = [match.end() for match in _CLAUSE_END.finditer(sentence)]
    if not ends or rng.random() < 0.5:
        return sentence
    cut = rng.choice(ends)
    kept = sentence[:cut].rstrip("，；,;") + "。" if rng.random() < 0.7 else sentence[cut:]
    return kept if len(kept) >= _LEAST_CHARS else sentence


def make_false(statement: str, quote: str, pool: EntityPool, rng: random.Random) -> tuple[str, str] | None:
    """Return (what was changed, the false statement), or None if nothing can be changed."""
    made = [
        ("number", _change_number(statement, quote, rng)),
        ("name", _change_name(statement, quote, pool, rng)),
        ("roles", _exchange_names(statement, rng)),
        ("opposite", _exchange(statement, [*EXCHANGED, *((b, a) for a, b in EXCHANGED)], quote, rng)),
        ("hedge", _exchange(statement, list(HEDGES), quote, rng)),
        ("denial", _deny(statement, rng)),
    ]
    usable = [(kind, text) for kind, text in made if text and text != statement]
    return rng.choice(usable) if usable else None


def _change_number(statement: str, quote: str, rng: random.Random) -> str | None:
    """Return the statement with one number changed, half of the time to another one in the quote."""
    found = list(_NUMBER.finditer(statement))
    if not found:
        return None
    match = rng.choice(found)
    others: list[str] = [other for other in _NUMBER.findall(quote) if float(other) != float(match[0])]
    if others and rng.random() < 0.5:
        put: str = rng.choice(others)
    else:
        place = rng.randrange(len(match[0]))
        put = match[0][:place] + _other_digit(match[0][place], rng) + match[0][place + 1 :]
    return f"{statement[: match.start()]}{put}{statement[match.end() :]}"


def _other_digit(digit: str, rng: random.Random) -> str:
    return rng.choice([each for each in "123456789" if each != digit]) if digit.isdigit() else digit


def _names(statement: str) -> list[tuple[str, str]]:
    words = [(word, NAMED_TAGS[tag]) for word, tag in rjieba.tag(statement) if tag in NAMED_TAGS and len(word) > 1]
    return list(dict.fromkeys(words))


def _change_name(statement: str, quote: str, pool: EntityPool, rng: random.Random) -> str | None:
    names = _names(statement)
    if not names:
        return None
    word, kind = rng.choice(names)
    told = [name for name, other in _names(quote) if other == kind and name not in statement]
    put = rng.choice(told) if told and rng.random() < 0.6 else pool.other(kind, word, quote, rng)
    return statement.replace(word, put) if put else None


def _exchange_names(statement: str, rng: random.Random) -> str | None:
    """Return the statement with two names of the same kind swapped."""
    names = _names(statement)
    pairs = [(a, b) for n, (a, kind) in enumerate(names) for b, other in names[n + 1 :] if kind == other]
    pairs = [(a, b) for a, b in pairs if a not in b and b not in a and not re.search(f"{a}[、和与及]{b}", statement)]
    if not pairs:
        return None
    first, second = rng.choice(pairs)
    return statement.replace(first, "\0").replace(second, first).replace("\0", second)


def _exchange(statement: str, words: list[tuple[str, str]], quote: str, rng: random.Random) -> str | None:
    usable = [(a, b) for a, b in words if a in statement and (len(a) > 1 or statement.count(a) == 1)]
    if not usable:
        return None
    longest = [(a, b) for a, b in usable if len(a) > 1] or usable
    word, put = rng.choice(longest)
    return statement.replace(word, put, 1) if put not in quote or len(put) > 1 else None


def _deny(statement: str, rng: random.Random) -> str | None:
    denied = [(word, put) for word, put in _UNDENIED if word in statement]
    denied += [(word, f"{'没有' if word[0] in _DONE else '不'}{word}") for word in _DENIED if word in statement]
    usable = [(word, put) for word, put in denied if f"不{word}" not in statement and f"未{word}" not in statement]
    if not usable:
        return None
    word, put = rng.choice(usable)
    return statement.replace(word, put, 1)
