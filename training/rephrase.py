"""A declarative news sentence with one span taken out -> a question a person might type."""

import random
import re

import rjieba

from training.targets import Target

_LEAD = re.compile(
    r"^(?:.{0,12}(?:讯|电)[ 　]*|据.{2,14}(?:报道|消息|介绍|悉|了解)，?|"
    r"(?:.{0,20})记者(?:从.{2,20}(?:获悉|了解到)|.{0,8}获悉)，?|"
    r"原标题[：:]|近日，?|日前，?|目前，?|同时，?|此外，?|另外，?|但是?，?|而且?，?|其中，?|随后，?|当天，?|不过，?|因此，?)+"
)
_BRACKETS = re.compile(r"（[^（）]*）|\([^()]*\)|【[^【】]*】|\[[^\[\]]*\]")
_CLAUSE_END = re.compile(r"[，,；;：:]")
_SYNONYMS = (
    ("召开", "举行"), ("举行", "举办"), ("表示", "说"), ("位于", "在"), ("共有", "一共有"),
    ("达到", "达"), ("新增", "增加"), ("参加", "出席"), ("出席", "参加"), ("发布", "公布"),
    ("印发", "发布"), ("开展", "进行"), ("逝世", "去世"), ("担任", "出任"), ("获得", "拿到"),
    ("荣获", "获得"), ("成立", "建立"), ("启动", "开始"), ("完成", "做完"), ("建设", "修建"),
    ("投资", "投入"), ("同比", "比去年同期"), ("率先", "最先"), ("截至", "到"), ("造成", "导致"),
    ("死亡", "遇难"), ("下降", "减少"), ("增长", "增加"), ("主持", "主持了"), ("约为", "大约是"),
    ("超过", "多于"), ("要求", "提出要求"), ("指出", "提到"), ("强调", "指出"), ("实施", "推行"),
    ("制定", "出台"), ("推进", "推动"), ("发现", "查出"), ("销售", "卖出"), ("上涨", "涨"),
    ("负责人", "领导"),
)  # fmt: skip
# Chance that a word of this tag is left out of the question; the rest stay.
_DROP = {
    "d": 0.3, "a": 0.15, "ad": 0.3, "ul": 0.6, "uj": 0.1, "y": 0.9, "c": 0.25, "t": 0.15, "b": 0.15, "z": 0.5,
    "vn": 0.05, "n": 0.03, "v": 0.02, "m": 0.05, "f": 0.1, "i": 0.3, "l": 0.2, "r": 0.15, "ns": 0.04, "nr": 0.02,
}  # fmt: skip
_MARK = "\x00"
_VAGUE = re.compile(r"^(?:他|她|它|其|该|此|这|那|双方|两人|对此|并|也|还|将|已|在此|本次|记者)")


def rephrase(sentence: str, target: Target, title: str, rng: random.Random) -> str | None:
    """A question whose answer is the target, in other words and order; None when too little is left to ask with."""
    context = _choose_context(sentence, target, rng)
    if title and (_VAGUE.match(context.lstrip()) or rng.random() < 0.15):
        context = _short_title(title) + "，" + context if rng.random() < 0.7 else _short_title(title) + context
    words = [(word, tag) for word, tag in rjieba.tag(context)]
    kept = "".join(word for word, tag in words if word == _MARK or rng.random() >= _DROP.get(tag, 0.0))
    for old, new in _SYNONYMS:
        if old in kept and rng.random() < 0.35:
            kept = kept.replace(old, new, 1)
    kept = re.sub(r"[“”‘’\"\s]", "", kept)
    content = sum(len(word) for word, tag in words if tag[0] in "nvjtieml" and _MARK not in word)
    if _MARK not in kept or content < 6 or kept.count("，") > 3:
        return None
    question = _ask(kept.strip("，,；;：:、。！？ "), target, rng)
    left = re.sub(r"[^\u4e00-\u9fff0-9A-Za-z]", "", question)
    if not 8 <= len(left) <= 60:
        return None
    question = re.sub(r"，{2,}", "，", question).strip("，")
    return question + ("？" if rng.random() < 0.75 else "")


def state_without(sentence: str, target: Target, rng: random.Random) -> str:
    """The target's clause and what it needs around it, the target left out."""
    return _choose_context(sentence, target, rng).replace(_MARK, "").strip("，,；;：:、。！？ ")


def _choose_context(sentence: str, target: Target, rng: random.Random) -> str:
    """The clause of the target, more clauses while it is short, brackets and lead-ins taken away."""
    marked = sentence[: target.start] + _MARK + sentence[target.end :]
    marked = re.sub(r"[。！？!?\n]+$", "", _BRACKETS.sub(lambda match: match[0] if _MARK in match[0] else "", marked))
    marked = _LEAD.sub(lambda match: match[0] if _MARK in match[0] else "", marked)
    clauses = _CLAUSE_END.split(marked)
    here = next(number for number, clause in enumerate(clauses) if _MARK in clause)
    first = last = here
    wanted = rng.choice((9, 12, 16, 24))
    while len("".join(clauses[first : last + 1])) < wanted and (first > 0 or last + 1 < len(clauses)):
        if first > 0 and (last + 1 >= len(clauses) or rng.random() < 0.7 or target.kind == "said"):
            first -= 1
        else:
            last += 1
    if target.kind in ("reason", "purpose", "means") and last + 1 < len(clauses):
        last += 1
    if _VAGUE.match(clauses[first]) and first > 0:
        first -= 1
    return "，".join(clauses[first : last + 1])


def _short_title(title: str) -> str:
    """The title's longest part between punctuation."""
    return max(re.split(r"[\s，。！？：；|丨\-—_!?:;]", title), key=len)[:24]


def _ask(text: str, target: Target, rng: random.Random) -> str:
    """Put the question word in place, in front or at the end, as people do for this kind."""
    ask = rng.choice(target.asks)
    style = rng.random()
    around = text.replace(_MARK, "")
    if target.kind == "said":
        return re.sub(r"[，：:]?\x00", ask, text)
    if target.kind == "reason" and style < 0.7:
        rest = re.sub(r"(?:因为|由于|因)$|(?:因为|由于|因)(?=，|$)", "", around).strip("，")
        return f"为什么{rest}" if style < 0.4 else f"{rest}的原因是什么"
    if target.kind == "date" and style < 0.5:
        rest = re.sub(r"^(?:于|在|，)", "", around).replace("，，", "，")
        if style < 0.25:
            return f"{rest}是{ask}"
        return f"{ask}{rest}" if style < 0.4 else f"{rest}的时间"
    if target.kind == "person" and style < 0.25:
        return f"{around}的是谁" if not text.startswith(_MARK) or rng.random() < 0.5 else f"是谁{around}"
    return _ask_for_things(text, around, target.kind, ask, style)


def _ask_for_things(text: str, around: str, kind: str, ask: str, style: float) -> str:
    if kind == "place" and style < 0.35:
        rest = re.sub(r"(?:在|位于|到|赴)(?=，|举|召|$)", "", around)
        return f"{rest}的地点在哪里" if style < 0.2 else f"{rest}是在{ask}"
    if kind == "number" and style < 0.2:
        return f"{around}是{ask}"
    if kind == "list" and style < 0.4:
        rest = re.sub(r"(?:有|包括|包含|为|是|等)$", "", around)
        return f"{rest}{'包括' if style < 0.2 else '有'}{ask}"
    return text.replace(_MARK, ask)
