"""那禾阳县呢: the last question with one thing replaced by another of its kind."""

import re
from collections.abc import Callable, Sequence
from itertools import islice, pairwise, takewhile

from index.article import Article
from index.chinese.amounts import DATE_UNITS, read_amounts, with_bounds
from index.chinese.asking import ASKING_PHRASE, AnswerKind, find_kind
from index.chinese.dates import find_times
from index.chinese.folding import fold_text
from index.chinese.named import read_named
from index.chinese.names import find_likely_people, find_people, find_places, is_institution, same_rank
from index.chinese.vocabulary import compiled, groups_of, pattern_of, words_of
from index.chinese.words import known_word_at, words_as_written
from qa.conversation.topic import carried_topic
from qa.conversation.turn import text_of

Closest = Callable[[str, Sequence[str]], int]
"""Returns the index of the word, among at least two, that is closest in meaning to the first argument."""

Named = Callable[[str], bool]
"""Returns whether an article names this in its title."""

_ALSO, _FOLLOW_UP = compiled("likeness.also"), compiled("likeness.follow_up")
_NO_THINGS = frozenset(words_of("likeness.no_thing"))
_ATTRIBUTE = re.compile(rf"{pattern_of('likeness.attribute')}$")
_LINK = compiled("likeness.link")
_QUOTED = re.compile(r"《[^》]+》|“[^”]+”")
_NO_MEASURES = (AnswerKind.TIME, AnswerKind.PERSON, AnswerKind.PLACE, AnswerKind.REASON, AnswerKind.MANNER)
_NAME_TAGS = ("nr", "ns", "nt", "nz")
_THING_TAGS = ("n", "vn", "j", "l", "eng")
_MODEL = re.compile(r"[A-Za-z][A-Za-z0-9+-]*(?: ?[A-Za-z0-9+-]+)*|\d+[A-Za-z][A-Za-z0-9+-]*(?: [A-Za-z0-9+-]+)*")
"""A name in letters and digits: X5 Pro, F-16, 5G."""


def find_thing(question: str) -> str:
    """Return the thing that a question only names (那禾阳县呢 -> 禾阳县), '' if it asks in words of its own."""
    for pattern in (_ALSO, _FOLLOW_UP):
        match = pattern.match(question)
        is_short = pattern is _ALSO or question.rstrip("？?。").endswith("呢") or question.startswith("那")
        if match and is_short and not ASKING_PHRASE.search(match["thing"]) and match["thing"] not in _NO_THINGS:
            thing = re.sub(rf"^{pattern_of('words.at_present')}的?(?=..)", "", match["thing"])
            return "" if compiled("likeness.afterwards").search(thing) else thing
    return ""


def replace_thing(
    thing: str,
    asked: str,
    typed: str = "",
    articles: Sequence[Article] = (),
    closest: Closest | None = None,
    is_named: Named | None = None,
) -> str:
    """Return the question `asked` about `thing` instead, '' if it is unclear what that replaces. `typed` is what was
    typed of it, the whole unless given, and `articles` those that it was answered from."""
    asked = asked.rstrip("？?。 ")
    topic = carried_topic(asked, typed.rstrip("？?。 ") or asked)
    replaced = (
        _replace_quoted(thing, asked)
        or _replace_short_name(thing, asked, is_named)
        or _replace_place(thing, asked)
        or _replace_model(thing, asked)
        or _ask_of_model(thing, asked)
        or replace_like(thing, asked)
        or _replace_numbered(thing, asked)
        or _replace_amount(thing, asked)
        or _replace_time(thing, asked)
        or _add_period(thing, asked)
        or _replace_person(thing, asked)
        or _replace_measure(thing, asked)
        or _replace_paid_per_time(thing, asked)
        or _replace_same_frame(thing, asked)
        or _replace_same_tag(thing, asked)
        or _ask_of_same(thing, asked)
        or _replace_same_beginning(thing, asked)
        or _replace_same_head(thing, asked)
        or _replace_named(thing, asked)
        or _replace_institution(thing, asked)
        or _replace_as_told(thing, asked, articles)
        or _replace_attribute(thing, asked)
        or _replace_action(thing, asked)
        or _replace_verb(thing, asked)
        or _replace_mishap(thing, asked)
        or _replace_same_ending(thing, asked)
        or _replace_owned(thing, asked)
        or _ask_of_person(thing, asked)
        or _ask_of_office(thing, topic)
        or _ask_of_mishap(thing, topic)
        or _replace_last_verb(thing, asked)
        or _replace_noun(thing, asked, closest)
        or _ask_same(thing, asked, topic)
    )
    return f"{_with_fitting_end(thing, replaced)}？" if replaced else ""


_MONEY_END = re.compile(r"(?:是|要|有|为|得|收)?(?:多少(?:钱|[万亿]?元)|几[万亿]?[元块]钱?)$")
_TIME_END = re.compile(
    r"(?:是|要|有|为|到)?(?:多久|多长时间|什么时候|哪天|几(?:天|个?月|年|小时)|多少(?:天|个?月|年|小时))$"
)


def _with_fitting_end(thing: str, replaced: str) -> str:
    """Return the question with an ending that fits what it now asks: 租期多久 after 租金多少钱."""
    if compiled("likeness.lasting").search(thing):
        return _MONEY_END.sub("多久", replaced)
    return _TIME_END.sub("多少", replaced) if compiled("likeness.paid").search(thing) else replaced


def names_place(thing: str) -> bool:
    """Return whether the thing is a place, about which another article may answer."""
    return bool(find_places(thing))


def _replace_quoted(thing: str, asked: str) -> str:
    """Return 《白露》 in place of 《霜降》."""
    old = _QUOTED.search(asked)
    return asked[: old.start()] + thing + asked[old.end() :] if old and _QUOTED.fullmatch(thing) else ""


def _replace_short_name(thing: str, asked: str, is_named: Named | None) -> str:
    """Return 双桥水库坝高 in place of 云岭水库坝高 for 双桥, if an article's title has that name in full."""
    if is_named is None or not _SHORT_NAME.fullmatch(thing):
        return ""
    bounds = _bounds(asked)
    kinds = [kind for kind in compiled("likeness.kind_of_place").finditer(asked) if kind.end() in bounds]
    kind = next((kind for kind in kinds if is_named(f"{thing}{kind.group()}")), None)
    if kind is None or thing in asked:
        return ""
    starts = [bound for bound in bounds if bound < kind.start() and _is_nominal(asked, bound, kind.end())]
    return asked[: min(starts)] + thing + asked[kind.start() :] if starts else ""


_SHORT_NAME = re.compile("[\u4e00-\u9fff]{2,4}")


def _replace_place(thing: str, asked: str) -> str:
    places = find_places(thing)
    if not places:
        return ""
    rest = thing.replace(places[0], "", 1).strip("的")
    if rest and is_institution(thing):
        return _replace_same_head(thing, asked) or _replace_institution(thing, asked)
    if rest:  # 青岚县的优良天数呢: only the question word is kept
        tail = _asking_tail(asked)
        return f"{thing}{tail}" if tail else ""
    before = find_places(asked)
    rank = same_rank(thing[-1])
    same = [place for place in before if place[-1] == thing[-1]] or [place for place in before if place[-1] in rank]
    old = (same or before or [word for word, tag in words_as_written(asked) if tag in ("ns", "nr")] or [""])[-1]
    return asked.replace(old, thing) if old else ""


def _ask_of_model(thing: str, asked: str) -> str:
    """Return B2 Pro的续航 for 续航 after B2 Pro多少钱, which asks for nothing but one attribute of a model."""
    model = ASKING_PHRASE.sub("", asked, count=1).strip("的是有 ")
    tail = "" if _is_attribute(thing) else _asking_tail(asked)
    return f"{model}的{thing}{tail}" if _BRAND_AND_MODEL.fullmatch(model) and not _MODEL.search(thing) else ""


_BRAND_AND_MODEL = re.compile(rf"[\u4e00-\u9fff]{{0,6}} ?(?:{_MODEL.pattern})")


def _replace_numbered(thing: str, asked: str) -> str:
    """Return 夜3路 in place of 21路, or 第五图书馆 of 第二图书馆: one of a series by its whole name."""
    named = [each for each in read_named(fold_text(thing)) if each.text == fold_text(thing)]
    series = next((each.series for each in named if each.series.startswith(("route:", "line:", "ordinal:"))), "")
    folded = fold_text(asked)
    old = next((each for each in read_named(folded) if each.series == series), None)
    return asked[: old.start] + thing + asked[old.end :] if old and len(folded) == len(asked) else ""


def _replace_as_told(thing: str, asked: str, articles: Sequence[Article]) -> str:
    """Return 静音模式 in place of 强力模式, or 拔罐 of 针灸, where the article last answered from tells of both in the
    same words: the two are followed by the same in it (针灸一次80元，拔罐一次40元)."""
    if _replace_action(thing, asked):  # 闯红灯 is no 头盔
        return ""
    best, old = _LEAST_ALIKE - 1, ""
    for text in map(_without_figures, map(text_of, articles)):
        behind = _followed_by(thing, text)
        for word in dict.fromkeys(_pieces_of(asked) if behind else ()):
            alike = max((_common(one, other) for one in _followed_by(word, text) for other in behind), default=0)
            alike -= len(word) == 1
            if alike > best and word not in thing and thing not in word:
                best, old = alike, word
    return thing.join(asked.rsplit(old, 1)) if old else ""


_LEAST_ALIKE = 2
"""Least characters by which two things go on alike."""
_MOST_PLACES = 8


def _without_figures(text: str) -> str:
    """Return a text with one sign for each figure and one for each stop, so that 25元， and 30元。 are alike."""
    return re.sub("[、。；;,]", "，", re.sub(r"\d+(?:\.\d+)?", "#", text))


def _pieces_of(asked: str) -> list[str]:
    """Return what a thing may take the place of: nouns and verbs, also two in a row (键盘|区) or without the last
    character (自动|挡)."""
    asking = ASKING_PHRASE.search(asked)
    words = words_as_written(asked[: asking.start()] if asking else asked)
    kept = [word for word, tag in words if tag.startswith(("n", "v", "a", "b", "j", "l", "eng", "i", "z"))]
    rows = [left + right for left, right in pairwise(kept) if left + right in asked]
    return [piece for word in (*kept, *rows) for piece in ((word, word[:-1]) if len(word) > 2 else (word,))]


def _followed_by(word: str, text: str) -> list[str]:
    """Return what follows the word in a text, each time that is another word, a figure or a closing bracket."""
    found = (_BEHIND.match(text, place.end()) for place in re.finditer(re.escape(word), text))
    return [behind[0] for behind in islice(filter(None, found), _MOST_PLACES)]


_BEHIND = re.compile("[\u4e00-\u9fff#）)].{0,7}")


def _common(left: str, right: str) -> int:
    """Return how many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))


def _replace_amount(thing: str, asked: str) -> str:
    for new in read_amounts(fold_text(thing)):
        for old in read_amounts(fold_text(asked)):
            if old.unit == new.unit and new.unit and new.unit not in DATE_UNITS:
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
    """Return the new time completed by the old one: 去年 for 今年5月 is 去年5月."""
    year, sign, rest = old.partition("年")
    if rest and new.endswith("年"):
        return new + rest
    return year + sign + new if rest and compiled("likeness.part_of_year").match(new) else new


def _replace_person(thing: str, asked: str) -> str:
    if _ATTRIBUTE.fullmatch(thing) or [tag for _, tag in words_as_written(thing)] in (["v"], ["vn"], ["n"]):
        return ""  # 水电费 and 冷冻 begin like names
    new = find_people(f"{thing}说") or find_likely_people(thing)
    before = find_people(asked) or find_likely_people(asked)
    return asked.replace(before[-1], thing) if thing in new and before else ""


def _replace_model(thing: str, asked: str) -> str:
    """Return 澄星X5 Pro in place of 澄星X5: names in letters and digits."""
    new = _MODEL.search(thing)
    olds = list(_MODEL.finditer(asked))
    if new is None or not olds or thing[new.end() :]:
        return ""
    old = olds[0]
    if new[0].isalpha() and new[0].islower() and not (old[0].isalpha() and old[0].islower()):  # battery is no model
        return ""
    prefix = thing[: new.start()]
    start = old.start()
    if prefix:
        is_same = asked[:start].endswith(prefix)
        start = start - len(prefix) if is_same else _run_start(asked, start, takes_names=True)
    return asked[:start] + thing + asked[old.end() :]


def replace_like(thing: str, asked: str) -> str:
    """Return a question about 末班 in place of 首班, 儿童票价 in place of 成人票价: things in one list of alternatives;
    '' where it has none of the list."""
    for group in groups_of("likeness.like"):
        new = max((word for word in group if thing.startswith(word)), key=len, default="")
        if not new:
            continue
        rest = thing[len(new) :]
        for old in sorted(group, key=len, reverse=True):
            at = asked.find(old)
            if old != new and at >= 0 and asked.startswith(rest, at + len(old)):
                return asked[:at] + new + asked[at + len(old) :]
    return ""


def _add_period(thing: str, asked: str) -> str:
    """Return 健身房周末几点开门 after 健身房几点开门: a part of the week or the day that the question did not name."""
    asking = ASKING_PHRASE.search(asked)
    if asking is None or thing not in words_of("likeness.period"):
        return ""
    before = _LINK.sub("", asked[: asking.start()])
    return before + thing + asked[len(before) :]


def _replace_measure(thing: str, asked: str) -> str:
    """Return 全县平均降雨量 in place of 最大降雨量."""
    if not re.search(rf"{pattern_of('likeness.measure')}$", thing):
        return ""
    match = re.search(pattern_of("likeness.measure"), asked)
    return asked[: match.start()] + thing + asked[match.end() :] if match else ""


def _replace_paid_per_time(thing: str, asked: str) -> str:
    """Return 押金多少 in place of 一个月租金多少, with the time that the old attribute is told for."""
    asking = ASKING_PHRASE.search(asked)
    old = compiled("likeness.per_time").search(asked[: asking.start()]) if asking else None
    return asked[: old.start()] + thing + asked[old.end() :] if old and _ATTRIBUTE.fullmatch(thing) else ""


def _replace_same_frame(thing: str, asked: str) -> str:
    """Return 神舟十六号 in place of 神舟十五号: same beginning and ending."""
    for length in range(len(thing) - 2, 1, -1):
        frame = re.compile(rf"{re.escape(thing[:length])}[^，。的]{{1,4}}?{re.escape(thing[-1])}")
        if frame.search(asked):
            return frame.sub(thing, asked, count=1)
    return ""


def _replace_same_tag(thing: str, asked: str) -> str:
    """Return 上海 in place of 北京, 国家博物馆 in place of 故宫博物院: names with the same tag."""
    words = words_as_written(thing)
    tag = words[0][1] if len(words) == 1 else ""
    old = [word for word, found in words_as_written(asked) if found == tag]
    return asked.replace(old[0], thing) if tag in ("ns", "nt") and old else ""


def _ask_of_same(thing: str, asked: str) -> str:
    """Return 黛山水库库容多少 in place of 黛山水库坝高多少米: a new attribute of the same thing."""
    match = _ATTRIBUTE.search(thing)
    owner = thing[: match.start()].rstrip("的") if match else ""
    if len(owner) < 2 or owner not in asked:
        return ""
    tail = _asking_tail(asked)
    return thing + compiled("likeness.unit_asked").sub("", tail) if tail else ""


def _replace_same_beginning(thing: str, asked: str) -> str:
    """Return 沙溪法院 in place of 沙溪晚报: the run of nouns with the same beginning."""
    for length in range(len(thing) - 1, 1, -1):
        at = asked.find(thing[:length])
        if at < 0:
            continue
        end = at + length
        start = 0
        for word, tag in words_as_written(asked):
            start, behind = start + len(word), start
            is_noun = tag.startswith(("n", "j", "vn")) and not _ATTRIBUTE.search(word)
            if start > end and (behind < end or (is_noun and behind == end)):
                end = start
                break
        return asked[:at] + thing + asked[end:] if end > at + length else ""
    return ""


def _replace_same_head(thing: str, asked: str) -> str:
    """Return 槐安路 in place of 枫桥路, 走读生 in place of 住校生: the same kind of thing, by its last character."""
    head = thing[-1]
    if len(thing) < 2 or not compiled("likeness.head").match(head):
        return ""
    bounds = _bounds(asked)
    for at in reversed([match.start() for match in re.finditer(re.escape(head), asked)]):
        if at + 1 not in bounds and known_word_at(asked, at)[1] > at + 1:  # 票价 is no 票, but 队积 no word
            continue
        start = at + 1 - len(thing)
        if start not in bounds or not _is_nominal(asked, start, at + 1):
            starts = [bound for bound in bounds if bound < at and _is_nominal(asked, bound, at + 1)]
            longer = [bound for bound in starts if not thing.endswith(asked[bound : at + 1])]
            start = min(starts) if starts and is_institution(thing) and len(thing) > 4 else max(longer, default=-1)
        if start >= 0:
            start = 0 if start == 1 else start  # a single character before it is part of the name
            return asked[:start] + thing + asked[at + 1 :]
    return ""


def _bounds(text: str) -> list[int]:
    """Return the offsets of word boundaries."""
    bounds = [0]
    for word, _ in words_as_written(text):
        bounds.append(bounds[-1] + len(word))
    return bounds


def _is_nominal(text: str, start: int, end: int) -> bool:
    """Return whether a piece of text consists of nouns and modifiers and asks nothing."""
    if ASKING_PHRASE.search(text[start:end]) or text[start] in "的是在有":
        return False
    tags = [tag for _, tag in words_as_written(text[start:end])]
    return not any(tag in ("uj", "p", "c", "d", "r", "vshi", "vyou", "ul") for tag in tags)


def _replace_attribute(thing: str, asked: str) -> str:
    """Return 造价多少 in place of 全长多少公里: what is measured or paid."""
    match = ASKING_PHRASE.search(asked)
    if match is None or not _is_attribute(thing):
        return ""
    if match.group() in "吗呢":  # 手续费呢 after 能停卡吗
        return f"{compiled('likeness.may_before').sub('', asked[: match.start()])}{thing}是多少"
    if find_kind(fold_text(match.group())) in _NO_MEASURES:  # 片长呢 after 导演是谁
        owned = compiled("likeness.owned").match(asked[: match.start()])
        of = f"{owned['owner']}的" if owned else f"{carried_topic(asked, asked)}，"
        return f"{of}{thing}是{'什么' if thing in words_of('likeness.attribute_told') else '多少'}"
    before = _LINK.sub("", asked[: match.start()])
    link = asked[len(before) : match.start()]
    tail = compiled("likeness.unit_asked").sub("", asked[match.start() :])
    if compiled("likeness.adjective_asked").match(asked[match.start() :]):
        return f"{before}{thing}多少"
    slot = _slot(before)
    return before[: len(before) - len(slot)] + thing + link + tail if slot else ""


def _is_attribute(thing: str) -> bool:
    return _ATTRIBUTE.fullmatch(thing) is not None or thing in words_of("likeness.attribute_verb")


def _slot(before: str) -> str:
    """Return the attribute asked for at the end of the text before the question word: 坝高, 耗资; or ''."""
    words = words_as_written(before)
    last = words[-1][0] if words else ""
    for count in (1, 2, 3):
        piece = "".join(word for word, _ in words[-count:])
        if _ATTRIBUTE.fullmatch(piece):
            return piece
    is_noun = len(words) > 1 and len(last) > 1 and words[-1][1] in ("n", "vn", "l") and not is_institution(last)
    return last if is_noun or last in words_of("likeness.attribute_verb") else ""


def _replace_owned(thing: str, asked: str) -> str:
    """Return 澄星X5的噪音是多少 in place of 澄星X5的续航是多少分钟: what follows 的."""
    match = ASKING_PHRASE.search(asked)
    owned = compiled("likeness.owned").match(asked[: match.start()]) if match else None
    if match is None or owned is None or find_places(thing) or find_people(thing):
        return ""
    tail = asked[match.start() :]
    tail = tail if thing[-1] == owned["attribute"][-1] else compiled("likeness.unit_asked").sub("", tail)
    return f"{owned['owner']}的{thing}{owned['link']}{tail}"


def _replace_action(thing: str, asked: str) -> str:
    """Return 闯红灯罚款多少 in place of 不戴头盔罚款多少: an action before its consequence."""
    words, asking = words_as_written(thing), ASKING_PHRASE.search(asked)
    if len(thing) < 3 or asking is None:
        return ""
    actions = [(start, end) for start, end in _actions(asked) if end <= asking.start()]
    follows = compiled("likeness.consequence")
    if words[0][1].startswith(("v", "d")):
        actions = [(start, end) for start, end in actions if end < asking.start() or follows.match(asked, asking.end())]
    else:
        actions = [(start, end) for start, end in actions if follows.match(asked, end)]
    if not actions:
        return ""
    start, end = actions[-1]
    return asked[:start] + thing + asked[end:]


def _actions(text: str) -> list[tuple[int, int]]:
    """Return the spans of verbs with their objects: 不戴头盔. The consequence of an action is not its object."""
    found: list[tuple[int, int]] = []
    at, begun = 0, -1
    for word, tag in words_as_written(text):
        is_object = tag.startswith("n") and word not in words_of("likeness.consequence")
        if tag in ("v", "vi") or (tag == "d" and word in "不没未"):
            begun = at if begun < 0 or begun == at else begun
        elif begun >= 0 and is_object:
            if found and found[-1][0] == begun:
                found.pop()
            found.append((begun, at + len(word)))
            at += len(word)
            continue
        else:
            begun = -1
        if found and begun == found[-1][0]:  # a verb after an object starts a new action
            begun = at
        at += len(word)
    return found


def _replace_named(thing: str, asked: str) -> str:
    """Return 远桥科技 in place of 澄江电子: the first run of nouns that begins with a name."""
    words = words_as_written(thing)
    if same_kind := _replace_same_kind(thing, asked):
        return same_kind
    if words[0][1] not in _NAME_TAGS or len(words) < 2 or len(thing) < 4:
        return ""
    at, start = 0, -1
    for word, tag in words_as_written(asked):
        if start < 0 and tag in _NAME_TAGS:
            start = at
        elif start >= 0 and (not tag.startswith("n") or _is_attribute(word)):
            break
        at += len(word)
    return asked[:start] + thing + asked[at:] if start >= 0 else ""


def _replace_same_kind(thing: str, asked: str) -> str:
    """Return 远桥科技 in place of 澄江电子: names whose last words mean the same kind (科技 and 电子: companies)."""
    if len(thing) < 4:
        return ""
    bounds = _bounds(asked)
    for group in groups_of("pointing.kind"):
        if not thing.endswith(group):
            continue
        for match in re.finditer("|".join(sorted(group, key=len, reverse=True)), asked):
            starts = [bound for bound in bounds if bound < match.start() and _is_nominal(asked, bound, match.end())]
            if starts and match.end() in bounds:
                return asked[: min(starts)] + thing + asked[match.end() :]
    return ""


def _replace_institution(thing: str, asked: str) -> str:
    """Return 国家博物馆 in place of 故宫博物院: begins with a name or noun and ends like an institution."""
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
    """Return 什么时候闭幕 in place of 什么时候开幕, if only the verb follows the question word."""
    match, words = ASKING_PHRASE.search(asked), words_as_written(thing)
    if match is None or [tag for _, tag in words] not in (["v"], ["vn"]):
        return ""
    behind = words_as_written(asked[match.end() :].rstrip("的了"))
    is_verb = len(behind) == 1 and behind[0][1] in ("v", "vn")
    return asked[: match.end()] + thing if is_verb else ""


def _replace_mishap(thing: str, asked: str) -> str:
    """Return 自习室爽约会怎样 in place of 自习室迟到会怎样: what somebody does, right before what comes of it."""
    asking = compiled("likeness.comes_of_it").search(asked)
    words = words_as_written(asked[: asking.start()]) if asking else []
    if asking is None or not words or words[-1][1] != "v" or len(words_as_written(thing)) != 1:
        return ""
    return asked[: asking.start() - len(words[-1][0])] + thing + asked[asking.start() :]


def _replace_same_ending(thing: str, asked: str) -> str:
    """Return 农业损失 in place of 直接经济损失: the run of nouns with the same ending."""
    for length in range(len(thing) - 1, 1, -1):
        ending = thing[-length:]
        at = asked.rfind(ending)
        if at >= 0:
            start = _run_start(asked, at, takes_names=words_as_written(thing)[0][1] in _NAME_TAGS)
            return asked[:start] + thing + asked[at + length :]
    return ""


def _run_start(asked: str, end: int, *, takes_names: bool) -> int:
    """Return where the modifiers of the noun at `end` start: adjectives, a noun, and names if the new thing has one."""
    words, at = [], 0
    for word, tag in words_as_written(asked):
        if at >= end:
            break
        words.append((at, at + len(word), tag))
        at += len(word)
    start = end
    for first, last, tag in reversed(words):
        # The word that contains the ending belongs to it (北京大学), and so does the noun before it (经济 损失).
        is_part = start == end and (tag == "n" or last > end)
        describes = takes_names if tag in _NAME_TAGS else tag.startswith(("vn", "a", "b", "j", "l", "d"))
        if not is_part and not describes:
            break
        start = first
    if start == end and words and len(words) > 1:  # 小犬疫苗: a word the tagger takes for a name
        first, last, tag = words[-1]
        start = first if tag == "nr" and last == end and not find_places(asked[first:last]) else start
    return start


def _ask_of_person(thing: str, asked: str) -> str:
    """Return 图书馆，小孩办证要钱吗 after 图书馆，办证要钱吗: people of a kind, of whom nothing was asked yet."""
    people = words_of("likeness.people")
    if thing not in people or any(word in asked for word in people):
        return ""
    lead, comma, rest = asked.rpartition("，")
    return f"{lead}{comma}{thing}{rest}"


def _ask_of_office(thing: str, topic: str) -> str:
    """Return 翎云公司，总经理是谁 where no office was asked for."""
    if not re.search(rf"{pattern_of('names.office')}$", thing) or thing in words_of("likeness.people"):
        return ""
    return f"{topic}，{thing}是谁"


def _ask_of_mishap(thing: str, topic: str) -> str:
    """Return 自习室储物柜，钥匙丢了怎么办 for what happened, and takes the place of nothing."""
    return f"{topic}，{thing}怎么办" if thing.endswith("了") and len(thing) > len("丢了") else ""


def _replace_last_verb(thing: str, asked: str) -> str:
    """Return 能放冰箱冷冻吗 in place of 能放冰箱冷藏吗: a verb of the same length, the last before what asks."""
    asking = ASKING_PHRASE.search(asked)
    words = words_as_written(asked[: asking.start()] if asking else asked)
    if [tag for _, tag in words_as_written(thing)] not in (["v"], ["vn"]) or len(thing) < 2:
        return ""
    verbs = [word for word, tag in words if tag in ("v", "vn") and len(word) == len(thing)]
    verbs = [word for word in verbs if not compiled("words.modal_verb").match(word)]
    return thing.join(asked.rsplit(verbs[-1], 1)) if verbs else ""


def _replace_noun(thing: str, asked: str, closest: Closest | None) -> str:
    """Return the thing in place of the noun closest in meaning, or of the one beside the question word."""
    words = words_as_written(thing)
    if len(words) > 1 and any(tag.startswith("v") and tag != "vn" for _, tag in words):
        return ""
    if _ATTRIBUTE.fullmatch(thing):  # 水电费呢, where no attribute was asked
        return ""
    head = _named_run(asked)
    spans = [(start, end) for start, end in _nouns(asked) if start >= head]
    said = asked.find("，") + 1
    spans = [span for span in spans if span[0] >= said] or spans  # of what was asked itself, not of its topic
    if not spans:
        return ""
    place = len(spans) - 1
    if closest is not None and len(spans) > 1:
        place = closest(thing, [asked[start:end] for start, end in spans])
    start, end = spans[place]
    asking = ASKING_PHRASE.search(asked)
    if asking and _LINK.sub("", asked[: asking.start()]) == asked[:end]:  # what is asked has a unit of its own
        asked = asked[: asking.start()] + compiled("likeness.unit_asked").sub("", asked[asking.start() :])
    return asked[:start] + thing + asked[end:]


def _named_run(asked: str) -> int:
    """Return the end of the run of nouns at the start of a question if it is a name of several words (栖云酒店)."""
    words = words_as_written(asked)
    end = count = 0
    for word, tag in words:
        if not tag.startswith("n") or _is_attribute(word):
            break
        end, count = end + len(word), count + 1
        if count > 1 and word in words_of("likeness.business"):
            return end
    return end if count > 1 and words[0][1] in _NAME_TAGS else 0


def _nouns(asked: str) -> list[tuple[int, int]]:
    """Return the spans of the nouns that may be replaced: no names."""
    names = [*find_places(asked), *find_people(asked), *ASKING_PHRASE.findall(asked)]
    asking = ASKING_PHRASE.search(asked)
    before = _LINK.sub("", asked[: asking.start()]) if asking else ""
    spans, at = [], 0
    for word, tag in words_as_written(asked):
        is_noun = tag.startswith(_THING_TAGS) and tag not in ("nr", "ns", "nt") and len(word) > 1
        if at + len(word) == len(before) and len(word) > 1 and not tag.startswith(("v", "p", "d")):
            is_noun = True  # whatever its tag: 月卡多少钱
        if is_noun and not is_institution(word) and not any(word in name for name in names):
            spans.append((at, at + len(word)))
        at += len(word)
    return spans


def _ask_same(thing: str, asked: str, topic: str) -> str:
    """Return 老旧小区改造，加装电梯什么时候完工: the topic, the thing, and what was asked."""
    tail = _asking_tail(asked)
    if tail and _ATTRIBUTE.fullmatch(thing):
        tail = "是多少"
    elif tail in ("吗", "呢"):
        may = compiled("likeness.may").search(asked)
        tail = f"{may.group()}{tail}" if may else f"也是{tail}"
    return f"{topic}，{thing}{tail}" if tail else ""


def _asking_tail(asked: str) -> str:
    match = ASKING_PHRASE.search(asked)
    if match is None:
        return ""
    tail = asked[match.start() :]
    tail = compiled("likeness.counted_noun").sub(r"\1", tail)  # 多少游客 asks for visitors
    return ("是" if asked[: match.start()].endswith("是") else "") + tail
