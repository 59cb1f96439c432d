"""那禾阳县呢: the question before with one thing put in place of another of its kind."""

import re
from collections.abc import Callable, Sequence

from index.chinese.amounts import read_amounts, with_bounds
from index.chinese.asking import ASKING_PHRASE
from index.chinese.dates import find_times
from index.chinese.folding import fold_text
from index.chinese.names import find_likely_people, find_people
from index.chinese.places import find_places, is_institution, same_rank
from index.chinese.words import words_as_written
from qa.conversation.topic import carried_topic
from qa.conversation.turn import Turn

Closest = Callable[[str, Sequence[str]], int]
"""Which of the words, at least two, means most nearly what the first argument means: its place."""

_ASKED = re.compile(
    r"^(?:那么?|而|其中的?|至于|关于|换成|还有)?(?P<thing>[^，,]{1,16}?)(?:的)?(?:呢|又?(?:怎么样|如何))?[？?。]*$"
)
_ALSO = re.compile(
    r"^(?:那么?)?(?P<thing>[^，,]{1,16}?)(?:是不是)?也(?:是|会|要|能|可以)?"
    r"(?:一样|同样|这样|这么多|如此|(?:这个|这|同一)[时价数][间候格量目字])的?[吗么][？?]*$"
)
_COUNTED_NOUN = re.compile(r"^((?:多少|几)[\u4e00-\u9fff]?)(?!钱)[\u4e00-\u9fff]{2,4}$")
_NO_THINGS = frozenset("后来 然后 结果 之后 接着 现在 目前 以后 最后 原因 当时 再".split())
_PART_OF_YEAR = re.compile(r"\d|[一二三四五六七八九十第]|[上下]半年")
_DATE_UNITS = ("年", "月", "日")
_NAME_TAGS = ("nr", "ns", "nt", "nz")
_MEASURE = r"(?:平均|人均|最[高低大小多少长短快慢]|总共|累计)"
_THING_TAGS = ("n", "vn", "j", "l", "eng")


def find_thing(question: str) -> str:
    """Return the thing a question only names (那禾阳县呢 -> 禾阳县), or '' where it asks in words of its own."""
    for pattern in (_ALSO, _ASKED):
        match = pattern.match(question)
        is_short = pattern is _ALSO or question.rstrip("？?。").endswith("呢") or question.startswith("那")
        if match and is_short and not ASKING_PHRASE.search(match["thing"]) and match["thing"] not in _NO_THINGS:
            return match["thing"]
    return ""


def replace_thing(thing: str, last: Turn, closest: Closest | None = None) -> str:
    """Return the last stand-alone question asked of `thing` instead, or '' where it is not clear instead of what."""
    asked = last.asked.rstrip("？?。 ")
    replaced = (
        _replace_place(thing, asked)
        or _replace_amount(thing, asked)
        or _replace_time(thing, asked)
        or _replace_person(thing, asked)
        or _replace_measure(thing, asked)
        or _replace_same_frame(thing, asked)
        or _replace_same_tag(thing, asked)
        or _replace_institution(thing, asked)
        or _replace_verb(thing, asked)
        or _replace_same_ending(thing, asked)
        or _replace_noun(thing, asked, closest)
        or _ask_same(thing, last)
    )
    return f"{replaced}？" if replaced else ""


def names_place(thing: str) -> bool:
    """Return whether the thing is a place, so that another article may well answer."""
    return bool(find_places(thing))


def _replace_place(thing: str, asked: str) -> str:
    places = find_places(thing)
    if not places:
        return ""
    rest = thing.replace(places[0], "", 1).strip("的")
    if rest:  # 青岚县的优良天数呢: all but what is asked is new
        tail = _asking_tail(asked)
        return f"{thing}{tail}" if tail else ""
    before = find_places(asked)
    rank = same_rank(thing[-1])
    same = [place for place in before if place[-1] == thing[-1]] or [place for place in before if place[-1] in rank]
    old = (same or before or [word for word, tag in words_as_written(asked) if tag in ("ns", "nr")] or [""])[-1]
    return asked.replace(old, thing) if old else ""


def _replace_amount(thing: str, asked: str) -> str:
    for new in read_amounts(fold_text(thing)):
        for old in read_amounts(fold_text(asked)):
            if old.unit == new.unit and new.unit and new.unit not in _DATE_UNITS:
                start, end = with_bounds(asked, old)
                return asked[:start] + thing[slice(*with_bounds(thing, new))] + asked[end:]
    return ""


def _replace_time(thing: str, asked: str) -> str:
    times = list(find_times(fold_text(thing)))
    if not times or (thing[: times[0].start] + thing[times[0].end :]).strip("的"):
        return ""
    for before in find_times(fold_text(asked)):
        return asked[: before.start] + _swap_time(asked[before.start : before.end], thing) + asked[before.end :]
    places = find_places(asked)
    at = asked.index(places[0]) + len(places[0]) if places else 0
    return asked[:at] + thing + asked[at:]


def _swap_time(old: str, new: str) -> str:
    """Return the new time with what it leaves out: 去年 for 今年5月 is 去年5月."""
    year, sign, rest = old.partition("年")
    if rest and new.endswith("年"):
        return new + rest
    return year + sign + new if rest and _PART_OF_YEAR.match(new) else new


def _replace_person(thing: str, asked: str) -> str:
    new = find_people(f"{thing}说") or find_likely_people(thing)
    before = find_people(asked) or find_likely_people(asked)
    return asked.replace(before[-1], thing) if thing in new and before else ""


def _replace_measure(thing: str, asked: str) -> str:
    """Return 全县平均降雨量 in place of 最大降雨量."""
    if not re.search(rf"{_MEASURE}$", thing):
        return ""
    match = re.search(rf"(?:人均|{_MEASURE})", asked)
    return asked[: match.start()] + thing + asked[match.end() :] if match else ""


def _replace_same_frame(thing: str, asked: str) -> str:
    """Return 神舟十六号 in place of 神舟十五号: alike but for the middle."""
    for length in range(len(thing) - 2, 1, -1):
        frame = re.compile(rf"{re.escape(thing[:length])}[^，。的]{{1,4}}?{re.escape(thing[-1])}")
        if frame.search(asked):
            return frame.sub(thing, asked, count=1)
    return ""


def _replace_same_tag(thing: str, asked: str) -> str:
    """Return 上海 in place of 北京, 国家博物馆 in place of 故宫博物院: names the tagger knows."""
    words = words_as_written(thing)
    tag = words[0][1] if len(words) == 1 else ""
    old = [word for word, found in words_as_written(asked) if found == tag]
    return asked.replace(old[0], thing) if tag in ("ns", "nt") and old else ""


def _replace_institution(thing: str, asked: str) -> str:
    """Return 国家博物馆 in place of 故宫博物院: what begins with a name or a noun and ends like an institution."""
    if not is_institution(thing):
        return ""
    run = at = end = 0
    for word, tag in words_as_written(asked):
        run = run + len(word) if tag.startswith(("n", "j", "b", "f")) else 0
        at += len(word)
        if run > 1 and is_institution(word):
            end = at
            start = at - run
    return asked[:start] + thing + asked[end:] if end else ""


def _replace_verb(thing: str, asked: str) -> str:
    """Return 什么时候闭幕 in place of 什么时候开幕, where this verb is all that stands behind the asking word."""
    match, words = ASKING_PHRASE.search(asked), words_as_written(thing)
    if match is None or [tag for _, tag in words] not in (["v"], ["vn"]):
        return ""
    behind = words_as_written(asked[match.end() :].rstrip("的了"))
    is_verb = len(behind) == 1 and behind[0][1] in ("v", "vn")
    return asked[: match.end()] + thing if is_verb else ""


def _replace_same_ending(thing: str, asked: str) -> str:
    """Return 农业损失 in place of 直接经济损失: the run of nouns that ends alike."""
    for length in range(len(thing) - 1, 1, -1):
        ending = thing[-length:]
        at = asked.rfind(ending)
        if at >= 0:
            start = _run_start(asked, at, takes_names=words_as_written(thing)[0][1] in _NAME_TAGS)
            return asked[:start] + thing + asked[at + length :]
    return ""


def _run_start(asked: str, end: int, *, takes_names: bool) -> int:
    """Return where the words start that describe the noun at `end`: adjectives, a noun, names where the new has one."""
    words, at = [], 0
    for word, tag in words_as_written(asked):
        if at >= end:
            break
        words.append((at, at + len(word), tag))
        at += len(word)
    start = end
    for first, last, tag in reversed(words):
        # A word the ending is part of goes with it (北京大学), and the noun before it (经济 损失).
        is_part = start == end and (tag == "n" or last > end)
        describes = takes_names if tag in _NAME_TAGS else tag.startswith(("vn", "a", "b", "j", "l", "d"))
        if not is_part and not describes:
            break
        start = first
    return start


def _replace_noun(thing: str, asked: str, closest: Closest | None) -> str:
    """Return the thing in place of the noun that means the nearest, or the one beside the asking word."""
    words = words_as_written(thing)
    if len(words) > 1 and any(tag.startswith("v") and tag != "vn" for _, tag in words):
        return ""
    spans = _nouns(asked)
    if not spans:
        return ""
    place = len(spans) - 1
    if closest is not None and len(spans) > 1:
        place = closest(thing, [asked[start:end] for start, end in spans])
    start, end = spans[place]
    return asked[:start] + thing + asked[end:]


def _nouns(asked: str) -> list[tuple[int, int]]:
    """Return the spans of the nouns that may be replaced: no names."""
    names = [*find_places(asked), *find_people(asked), *ASKING_PHRASE.findall(asked)]
    spans, at = [], 0
    for word, tag in words_as_written(asked):
        is_noun = tag.startswith(_THING_TAGS) and tag not in ("nr", "ns", "nt") and len(word) > 1
        if is_noun and not is_institution(word) and not any(word in name for name in names):
            spans.append((at, at + len(word)))
        at += len(word)
    return spans


def _ask_same(thing: str, last: Turn) -> str:
    """Return 老旧小区改造，加装电梯什么时候完工: the topic, the thing, and what was asked."""
    tail = _asking_tail(last.asked.rstrip("？?。 "))
    return f"{carried_topic(last.asked, last.question)}，{thing}{tail}" if tail else ""


def _asking_tail(asked: str) -> str:
    match = ASKING_PHRASE.search(asked)
    if match is None:
        return ""
    tail = asked[match.start() :]
    tail = _COUNTED_NOUN.sub(r"\1", tail)  # 多少游客 asks for visitors; of another thing 多少 is asked
    return ("是" if asked[: match.start()].endswith("是") else "") + tail
