"""Statements that keep nearly all words of their source but change its meaning: who did it, whose figure it is, what is
only planned, the condition, the cause. The rules of falsehoods.py change single words."""

import random
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import rjieba

from index.chinese.words import others_of

Change = Callable[[str, str, random.Random], str | None]
_CLAUSE = re.compile(r"[^，；。！？,;]+")
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.]*\d)")
_NOUN_TAGS = ("n", "j", "eng", "vn", "s", "l")
_ALIKE = frozenset("与 和 跟 同 及 、 或 以及".split())
_NO_SWAP = frozenset("是 为 有 在 进行 成为 包括 属于 达 达到 占".split())
_MARKERS = frozenset("向 把 将 对 给 被 由 为 让 叫 使".split())
_LEAST_CHARS = 8

_HEDGES = (
    "可能会", "可能", "或许", "也许", "或将", "预计", "预计将", "拟", "计划", "打算", "准备", "有望", "力争", "争取",
    "据称", "据传", "据说", "有传言称", "疑似", "涉嫌", "似乎", "建议", "原则上", "一般", "通常", "基本", "部分",
    "大部分", "多数", "少数", "个别", "一些", "有的", "不少", "近", "约", "大约", "超过", "至少", "最多", "目标",
    "希望", "将", "将于", "即将", "曾", "曾经", "一度", "初步", "试", "之一", "谎称", "否认", "自称", "声称", "传闻",
)  # fmt: skip
_UNITS = (
    ("万元", "元"), ("亿元", "万元"), ("个百分点", "倍"), ("%", "个百分点"), ("平方米", "亩"), ("公里", "米"),
    ("人次", "人"), ("人", "户"), ("吨", "公斤"), ("元/月", "元/年"), ("个月", "年"), ("天", "周"), ("小时", "天"),
    ("毫米", "厘米"), ("名", "对"), ("倍", "%"), ("日", "月"),
)  # fmt: skip
_STRONGER = (
    ("部分", "全部"), ("一些", "所有"), ("不少", "所有"), ("多数", "全部"), ("大部分", "全部"), ("之一", ""),
    ("可以", "必须"), ("应当", "可以"), ("鼓励", "要求"), ("建议", "要求"), ("认为", "证实"), ("参与", "主导"),
    ("提高", "翻倍"), ("基本", "全部"), ("首批", "唯一一批"), ("联合", "单独"), ("副", ""), ("试点", "全面"),
    ("全区", "全市"), ("全县", "全市"), ("全镇", "全县"), ("市区", "全市"), ("部分学校", "学校"), ("原", "现任"),
)  # fmt: skip
_ADDED = {
    "都": "v", "全都": "v", "均": "v", "只": "v", "必须": "v", "已经": "v", "首次": "v", "一直": "v", "单独": "v",
    "从未": "v", "再次": "v", "曾": "v", "率先": "v", "主动": "v", "最先": "v", "立即": "v", "全面": "v",
}  # fmt: skip
_ENDS = (
    "是全国唯一的", "为历年最高", "居全国第一", "比上年增加", "人数最多", "且不再收费", "其他一律不受影响",
    "因此受到处罚", "这在国内尚属首次", "由此造成损失", "已全部完成", "并将长期执行",
)  # fmt: skip
_CAUSE = re.compile(r"(?:因为|由于|因|受)(?P<cause>[^，]{3,30})(?:影响)?，(?P<effect>[^，。；]{4,40})")
_LEADS_TO = re.compile(r"(?P<cause>[^，。；]{3,30})(?P<word>导致|造成|引发|引起|致使|使得)(?P<effect>[^，。；]{3,30})")
_ORDER = re.compile(r"(?P<one>[^，。；]{3,30})(?:后|之后|以后)，?(?:再|又|才|即)?(?P<other>[^，。；]{4,40})")
_CONDITION = re.compile(
    r"(?:(?:如果|如|若|只有|一旦|凡|经|未经|除)[^，。；]{2,40}(?:的|时|后|外)?|[^，。；]{3,40}(?:的|时|后|情况下|前提下))，"
    r"(?=[^，。；]*(?:可|应|须|必须|不得|方|才|将|会|能|要|予以))"
)
_SAYS = re.compile(
    r"^[^，。；：]{2,30}?(?:表示|认为|称|说|指出|介绍|透露|坦言|觉得|怀疑|否认|声称|谎称|预测|建议)[，：]?“?"
)


def make_subtle(statement: str, quote: str, rng: random.Random) -> tuple[str, str] | None:
    """Return (what was changed, the false statement), or None if nothing can be changed."""
    made = [(name, change(statement, quote, rng)) for name, change in CHANGES.items()]
    usable = [(name, text) for name, text in made if text and text != statement and text not in quote]
    return rng.choice(usable) if usable else None


def reword(statement: str, rng: random.Random) -> str:
    """Return a paraphrase of the statement: synonyms, reordered clauses, dropped particles."""
    for change in rng.sample(_REWORDINGS, rng.choice((0, 1, 1, 2))):
        statement = change(statement, rng)
    return statement


# ---- Who and of whom


def _chunks(clause: str) -> list[tuple[str, str]]:
    """Return the clause as (text, kind) pairs: "n" for a run of nouns, otherwise a word's tag."""
    parts: list[tuple[str, str]] = []
    for word, tag in rjieba.tag(clause):
        kind = "n" if tag.startswith(_NOUN_TAGS) and word not in _MARKERS else tag
        if kind == "n" and parts and parts[-1][1] == "n":
            parts[-1] = (parts[-1][0] + word, "n")
        else:
            parts.append((word, kind))
    return parts


def _swap_sides(statement: str, quote: str, rng: random.Random) -> str | None:
    """Swap the nouns before and after a verb or a marker."""
    found = []
    for match in _CLAUSE.finditer(statement):
        parts = _chunks(match.group())
        nouns = [n for n, (text, kind) in enumerate(parts) if kind == "n" and len(text) > 1]
        for left, right in pairwise(nouns):
            between = [text for text, _ in parts[left + 1 : right]]
            kinds = [kind for _, kind in parts[left + 1 : right]]
            is_verb = any(kind.startswith("v") for kind in kinds) or any(text in _MARKERS for text in between)
            if is_verb and not _ALIKE & set(between) and not _NO_SWAP & set(between) and "的" not in between:
                found.append((match, parts, left, right))
    if not found:
        return None
    match, parts, left, right = rng.choice(found)
    words = [text for text, _ in parts]
    words[left], words[right] = words[right], words[left]
    return statement[: match.start()] + "".join(words) + statement[match.end() :]


def _lead(clause: str) -> str:
    parts = _chunks(clause)
    return parts[0][0] if parts and parts[0][1] == "n" and 2 <= len(parts[0][0]) <= 14 and len(parts) > 2 else ""


def _other_subject(statement: str, quote: str, rng: random.Random) -> str | None:
    """Put the subject of another clause of the quote, or of the statement itself, before a clause."""
    own = [(match, _lead(match.group())) for match in _CLAUSE.finditer(statement)]
    own = [(match, lead) for match, lead in own if lead]
    others = [lead for match in _CLAUSE.finditer(quote) if (lead := _lead(match.group()))]
    pairs = [(m, lead, o) for m, lead in own for o in others if o not in lead and lead not in o]
    if not pairs:
        return None
    match, lead, other = rng.choice(pairs)
    return statement[: match.start()] + other + statement[match.start() + len(lead) :]


def _other_speaker(statement: str, quote: str, rng: random.Random) -> str | None:
    """Drop the speaker, or replace it by another one from the quote."""
    found = _SAYS.match(statement)
    if found and len(statement) - found.end() >= _LEAST_CHARS:
        return statement[found.end() :].replace("”", "")
    return None


# ---- Figures, units and dates


def _exchange_figures(statement: str, quote: str, rng: random.Random) -> str | None:
    """Swap two figures of the statement, or replace one by a figure from the quote."""
    found = list(_NUMBER.finditer(statement))
    pairs = [(a, b) for a, b in pairwise(found) if a.group() != b.group()]
    if pairs and rng.random() < 0.6:
        first, second = rng.choice(pairs)
        between = statement[first.end() : second.start()]
        return statement[: first.start()] + second.group() + between + first.group() + statement[second.end() :]
    told = set(_NUMBER.findall(quote)) - {match.group() for match in found}
    if not found or not told:
        return None
    match = rng.choice(found)
    return statement[: match.start()] + rng.choice(sorted(told)) + statement[match.end() :]


def _other_unit(statement: str, quote: str, rng: random.Random) -> str | None:
    usable = []
    for left, right in (*_UNITS, *((b, a) for a, b in _UNITS)):
        for match in re.finditer(rf"(?<=[\d十百千万亿]){re.escape(left)}", statement):
            usable.append((match, right))
    if not usable:
        return None
    match, put = rng.choice(usable)
    return statement[: match.start()] + put + statement[match.end() :]


# ---- Hedge, extent, condition, cause, order


def _drop_reserve(statement: str, quote: str, rng: random.Random) -> str | None:
    usable = [word for word in _HEDGES if word in statement]
    if not usable:
        return None
    word = max(rng.sample(usable, min(2, len(usable))), key=len)
    put = rng.choice(("", "", "已", "已经")) if word in ("将", "拟", "计划", "预计", "将于", "即将", "有望") else ""
    return statement.replace(word, put, 1)


def _say_more(statement: str, quote: str, rng: random.Random) -> str | None:
    usable = [(left, right) for left, right in _STRONGER if left in statement]
    if not usable:
        return None
    left, right = rng.choice(usable)
    return statement.replace(left, right, 1)


def _add_word(statement: str, quote: str, rng: random.Random) -> str | None:
    """Put 都, 只, 首次 or the like before a verb."""
    word = rng.choice(sorted(_ADDED))
    if word in quote:
        return None
    parts = [(text, tag) for text, tag in rjieba.tag(statement)]
    verbs = [n for n, (text, tag) in enumerate(parts) if n and tag == _ADDED[word] and len(text) > 1]
    if not verbs:
        return None
    place = rng.choice(verbs)
    return "".join(text for text, _ in parts[:place]) + word + "".join(text for text, _ in parts[place:])


def _add_clause(statement: str, quote: str, rng: random.Random) -> str | None:
    return statement.rstrip("。；") + "，" + rng.choice(_ENDS) + "。"


def _drop_condition(statement: str, quote: str, rng: random.Random) -> str | None:
    found = list(_CONDITION.finditer(statement))
    if not found:
        return None
    match = rng.choice(found)
    return statement[: match.start()] + statement[match.end() :]


def _turn_cause(statement: str, quote: str, rng: random.Random) -> str | None:
    if found := _CAUSE.search(statement):
        turned = f"因{found['effect']}，{found['cause']}"
        return statement[: found.start()] + turned + statement[found.end() :]
    if found := _LEADS_TO.search(statement):
        turned = f"{found['effect']}{found['word']}{found['cause']}"
        return statement[: found.start()] + turned + statement[found.end() :]
    clauses = list(_CLAUSE.finditer(statement))
    if len(clauses) < 2 or any(word in quote for word in ("因", "由于", "导致", "所以", "为了", "使")):
        return None
    first, second = rng.choice(list(pairwise(clauses)))
    opened = rng.choice(("因为", "由于"))
    return statement[: first.start()] + opened + first.group() + "，所以" + second.group() + statement[second.end() :]


def _turn_order(statement: str, quote: str, rng: random.Random) -> str | None:
    found = _ORDER.search(statement)
    if not found:
        return None
    turned = f"{found['other']}后，{found['one']}"
    return statement[: found.start()] + turned + statement[found.end() :]


CHANGES: dict[str, Change] = {
    "sides": _swap_sides,
    "subject": _other_subject,
    "speaker": _other_speaker,
    "figures": _exchange_figures,
    "unit": _other_unit,
    "reserve": _drop_reserve,
    "more": _say_more,
    "word": _add_word,
    "clause": _add_clause,
    "condition": _drop_condition,
    "cause": _turn_cause,
    "order": _turn_order,
}


# ---- Paraphrases


def _use_synonym(statement: str, rng: random.Random) -> str:
    usable = [(word, others) for word, _ in rjieba.tag(statement) if (others := others_of(word)) and len(word) > 1]
    if not usable:
        return statement
    word, others = rng.choice(usable)
    return statement.replace(word, rng.choice(sorted(others)), 1)


def _reorder(statement: str, rng: random.Random) -> str:
    clauses = statement.rstrip("。；，").split("，")
    if len(clauses) < 2:
        return statement
    place = rng.randrange(len(clauses) - 1)
    clauses[place], clauses[place + 1] = clauses[place + 1], clauses[place]
    return "，".join(clauses) + "。"


def _drop_particles(statement: str, rng: random.Random) -> str:
    kept: Sequence[str] = [
        word
        for word, tag in rjieba.tag(statement)
        if not (word in "了也还又则便亦均其中此外另外同时" and tag[0] in "uydcr" and rng.random() < 0.7)
    ]
    return re.sub(r"[（(《][^（(）)]{1,20}[）)]", "", "".join(kept))


_REWORDINGS: tuple[Callable[[str, random.Random], str], ...] = (_use_synonym, _use_synonym, _reorder, _drop_particles)
