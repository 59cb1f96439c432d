"""Questions for several things: splitting them into parts, each a question of its own, and comparisons of two."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.chinese.asking import ASKING_PHRASE, FACT_KINDS, AnswerKind, find_kind
from index.chinese.folding import fold_text
from index.chinese.numerals import read_numeral
from index.chinese.places import find_places, is_institution
from index.chinese.vocabulary import compiled, groups_of, pattern_of, words_of
from index.chinese.words import known_word_at, tag_words

MAX_PARTS = 4
"""More parts (two things of each of two) would take too long to answer, and are rarely meant."""
_MAX_JOINED_CHARS = 16
"""Longest text of a thing joined with another."""
_LEAST_LIKENESS, _LEAST_SHARED_LIKENESS = 0.4, -0.3
"""Least likeness of two joined things, the second if the question says (分别, 各) that it asks for several; a shared
last character or part of speech counts 1."""
_CUT_SHORT = 1.0
"""Penalty for a thing that leaves out an adjacent noun: 羊毛(大衣)."""
_JOINS = frozenset(words_of("parts.join"))
_NAME_TAGS = ("nr", "ns", "nt", "nz", "eng")
_CONTENT_TAGS = ("n", "v", "a", "b", "j", "l", "z", "eng")
_LINKS = frozenset(words_of("parts.link"))
_ATTRIBUTES = frozenset(words_of("asking.attribute"))
_NUMERALS, _HIGH_OR_LOW = (frozenset(words_of(f"parts.{name}")) for name in ("numeral", "high_or_low"))
_OF_DEEDS = frozenset(words_of("parts.attribute_of_deeds"))
_TWINS_ASKED = re.compile(pattern_of("parts.twins_asked"))
_TIME_OR_PLACE = re.compile(pattern_of("parts.time_or_place"))
_ENDS_ATTRIBUTES = re.compile(rf"\s*(?:{pattern_of('parts.attribute_end')}|$)")
_IS_WHAT = re.compile(rf"(?:是|有|为)?{pattern_of('parts.what')}?[？?。 ]*$")
_ONE_OF_ALL = pattern_of("parts.one_of_all")
_ASKED_BY = {group[0]: group[1] for group in groups_of("comparing.question")}


@dataclass(frozen=True)
class Comparison:
    """Two things compared: their names as in the question, and the adjective (长, 便宜) that compares them."""

    things: tuple[str, str]
    by: str


@dataclass(frozen=True)
class Parts:
    """The parts of a question, usually just itself, and the comparison of two that it asks for, or None."""

    questions: tuple[str, ...]
    comparison: Comparison | None = None


def read_parts(text: str) -> Parts:
    """Return the parts of a question in order, each a question of its own; a simple question, or any other text, is
    its only part.

    青岚县和禾阳县分别有多少学校 -> 青岚县有多少学校 / 禾阳县有多少学校; two questions on one line are two parts, the
    second with the topic of the first.
    """
    text = compiled("parts.joined_in_row").sub(r"\g<first>\g<join>\g<second>\g<what>", text)
    folded = fold_text(text)
    if either := compiled("asking.or_comparison").search(folded):
        return _compared(text, (text[: either.end("left")], text[slice(*either.span("right"))]), either["by"])
    if events := _events(text, folded):
        return events
    if named := _asked_to_name(text):
        return Parts((named,))
    joined = _spread(text, folded) or (_find_joined(text) if _may_be_joined(folded) else None)
    if joined is not None and joined.comparison is not None:
        return joined
    things = joined.questions if joined else (text,)
    parts = [part for thing in things for part in (_parts_of_thing(thing) if joined else _asking_clauses(thing))]
    return Parts(tuple(dict.fromkeys(parts or things))[:MAX_PARTS])


def _parts_of_thing(text: str) -> tuple[str, ...]:
    """Return the parts of a question that was itself a part: 甲馆在几楼，有多少件 of 甲馆和乙馆…."""
    parts = read_parts(text)
    return (text,) if parts.comparison else parts.questions


def _compared(text: str, things: tuple[str, str], by: str) -> Parts:
    asked = _ASKED_BY.get(by, f"多{by}")
    return Parts((f"{things[0]}{asked}", f"{things[1]}{asked}"), Comparison(things, by))


# ---- Which of several events came first: 甲公司上市和乙桥通车，哪个更早


_LEAST_EVENT = 4


def _events(text: str, folded: str) -> Parts | None:
    """Return questions for when each happened, None unless the text asks which of several events came first."""
    asked = compiled("asking.first_event").search(folded)
    if asked is None:
        return None
    *events, last = compiled("parts.event_end").split(text[slice(*asked.span("events"))])
    events = [event.strip() for event in (*events, *_two_events(last)) if event.strip()]
    is_said = "事" in text[asked.end("events") :]
    if len(events) < 2 or not all(_tells_event(event) or (is_said and len(event) >= _LEAST_EVENT) for event in events):
        return None
    questions = tuple(f"{event}是什么时候？" for event in events[:MAX_PARTS])
    by = "晚" if asked["by"] in "晚后" else "早"
    return Parts(questions, Comparison((events[0], events[1]), by) if len(events) == 2 else None)


def _two_events(text: str) -> list[str]:
    """Return the two events on either side of a join, preferring a join with events on both sides and near the middle;
    the text alone if no join separates two."""
    pairs = [(text[: join.start()], text[join.end() :]) for join in compiled("parts.join_of_events").finditer(text)]
    pairs = [pair for pair in pairs if min(map(len, pair)) >= _LEAST_EVENT]
    best = max(
        pairs, key=lambda pair: (sum(map(_tells_event, pair)), -abs(len(pair[0]) - len(pair[1]))), default=(text,)
    )
    return list(best)


def _tells_event(text: str) -> bool:
    """Return whether a text is an event: it contains a verb and is not too short."""
    return len(text) >= _LEAST_EVENT and any(tag.startswith("v") for _, tag in tag_words(text))


# ---- Clauses that each ask something: 澄青大桥什么时候通车，造价多少


def _asked_to_name(text: str) -> str:
    """Return the first of two clauses as a question for names, where the second only asks to have named what the first
    counts (有几项请求，都是啥); '' for any other text."""
    pieces = [piece.strip() for piece in re.split(r"[？?，,；;。]", text) if piece.strip()]
    if len(pieces) != _TWO or not all(_asked(piece) for piece in pieces):
        return ""
    first, second = pieces
    counted = compiled("parts.how_many").sub("哪几", first)
    return f"{counted}？" if compiled("parts.names_them").search(fold_text(second)) and counted != first else ""


_TWO = 2


def _asking_clauses(text: str) -> list[str]:
    """Return the clauses if at least two of them ask something."""
    sentences = {piece.strip() for piece in re.split(r"[？?；;。]", text)}
    pieces = [clause for piece in re.split(r"[？?，,；;。]", text) if piece.strip() for clause in _each_asked(piece)]
    asking = [piece for piece in pieces if _asked(piece)]
    if len(asking) < 2:
        return []
    first_asking = pieces.index(asking[0])
    lead = "，".join(pieces[:first_asking])
    first = f"{lead}，{asking[0]}" if lead else asking[0]
    topic = " ".join(part for part in (lead, _topic(asking[0])) if part)
    rest = [
        piece
        if set(_names(piece)) - _ATTRIBUTES or (piece in sentences and _has_subject(piece))
        else f"{topic} {compiled('parts.opener').sub('', piece)}".strip()
        for piece in asking[1:]
    ]
    return [f"{part}？" for part in [first, *rest]]


def _each_asked(piece: str) -> list[str]:
    """Return a clause for each fact that a piece between commas asks (何时、在哪里, 何时在哪里开幕); the piece alone if
    it asks one."""
    listed = [clause.strip() for clause in piece.split("、")]
    if len(listed) > 1 and all(_asked(clause) for clause in listed):
        return listed
    for match in compiled("parts.between_asked").finditer(piece):
        first = next((asked for asked in ASKING_PHRASE.finditer(piece) if asked.end() == match.start()), None)
        second = _asking_at(piece, match.end("join"), match.end())
        if first and second and _ask_different_facts(first[0], second):
            topic, rest = piece[: first.start()], piece[match.end("join") + len(second) :]
            return [f"{topic}{first[0]}{rest}".strip(), f"{second}{rest}".strip()]
    return [piece.strip()]


def _asking_at(text: str, start: int, asked: int) -> str:
    """Return the question word at `asked` with its noun (哪个县), behind what stands before it from `start`."""
    found = [compiled(name).match(text, at) for name in ("asking.phrase", "asking.kind_place") for at in (start, asked)]
    return text[start : max((match.end() for match in found if match), default=start)]


def _ask_different_facts(first: str, second: str) -> bool:
    kinds = {find_kind(fold_text(first)), find_kind(fold_text(second))}
    return len(kinds) > 1 and kinds <= {*FACT_KINDS, AnswerKind.REASON}


def _asked(clause: str) -> re.Match[str] | None:
    """Return what asks in a clause: its question word, or the words that ask for yes or no (能不能, 收不收)."""
    folded = fold_text(clause)
    if compiled("parts.tag_question").search(folded):
        return None
    return ASKING_PHRASE.search(folded) or compiled("yes_no.asked").search(folded)


def _has_subject(clause: str) -> bool:
    """Return whether a noun precedes what asks, so that the sentence has a subject of its own; what is itself asked for
    (电话多少) is none."""
    asked = _asked(clause)
    before = clause[: asked.start()] if asked else clause
    return any(tag.startswith("n") and len(word) > 1 and word not in _ATTRIBUTES for word, tag in tag_words(before))


def _topic(clause: str) -> str:
    """Return the topic of a clause: the text before what asks, without a last word that is itself what is asked (面积,
    通车), and any names not in it."""
    asked = _asked(clause)
    words, at = [], 0
    for word, tag in tag_words(clause[: asked.start()] if asked else clause):
        words.append((clause[at : at + len(word)], tag))
        at += len(word)
    while words and (words[-1][0] in _LINKS or not (len(words[-1][0]) > 1 or words[-1][1].startswith(_CONTENT_TAGS))):
        words.pop()
    names = [name for name in _names(clause) if asked is None or name not in asked.group()]
    if len(words) > 1 and asked and _is_asked(words[-1], asked) and not any(words[-1][0] in name for name in names):
        words.pop()
    while len(words) > 1 and words[-1][0] in _LINKS:
        words.pop()
    topic = "".join(word for word, _ in words)
    return " ".join(dict.fromkeys([*(name for name in names if name not in topic), topic])).strip()


def _is_asked(last: tuple[str, str], asked: re.Match[str]) -> bool:
    """Return whether the last word before a question word is what it asks for (面积多少), and not part of the topic
    (陶艺班多少钱, 缆车几点停)."""
    word, tag = last
    if len(word) == 1 and tag.startswith("n"):
        return False  # the last of a name: 林晚|枫
    if compiled("parts.what_it_is").search(asked.string[: asked.end()]):
        return word in _ATTRIBUTES
    is_alone = compiled("parts.asks_alone").search(asked.group()) is not None
    if any(map(str.isalnum, asked.string[asked.end() :])):  # 种了多少亩茶, but 体检谁负责
        return tag.startswith("v") and not is_alone and "谁" not in asked.group()
    return tag.startswith("v") or word in _ATTRIBUTES or not is_alone


def _names(text: str) -> list[str]:
    """Return the places, people and organisations in a text; places by their endings, even if in no dictionary."""
    places = find_places(text)
    words, at = [], 0
    for word, tag in tag_words(text):
        shown = text[at : at + len(word)]
        at += len(word)
        if tag.startswith(_NAME_TAGS) and len(word) > 1 and not any(shown in p or p in shown for p in places):
            words.append(shown)
    return list(dict.fromkeys([*places, *words]))


# ---- Things joined by 和, 与 or 、: one question for each


def _may_be_joined(folded: str) -> bool:
    return any(join in folded for join in _JOINS)


def _spread(text: str, folded: str) -> Parts | None:
    """Return one question for each of two years (2021和2022年产量), of men and women (男女单打冠军) or of a series named
    in short (冠亚军, 七、八年级, 前两季度分别); None for any other text."""
    first_clause = _without_marker(folded).partition("，")[0]
    if compiled("asking.relation").search(first_clause):
        return None
    for match, members in _short_series(text):
        before, after = text[: match.start()], text[match.end() :]
        return Parts(tuple(_without_marker(f"{before}{member}{after}") for member in members))
    if not _asks_of_each(first_clause):
        return None
    if years := compiled("parts.years").search(text):
        before, after = text[: years.start()], years["rest"] + text[years.end() :]
        return Parts(tuple(_without_marker(f"{before}{years[name]}年{after}") for name in ("first", "second")))
    if sexes := compiled("parts.sexes").search(text):
        before, after = text[: sexes.start()], text[sexes.end() :]
        name = "" if compiled("parts.sex_alone").match(after) else "子"
        return Parts(tuple(_without_marker(f"{before}{sex}{name}{after}") for sex in "男女"))
    return None


def _short_series(text: str) -> Iterator[tuple[re.Match[str], list[str]]]:
    """Yield each series whose members a question names in short, and their full names: 冠亚军 -> 冠军, 亚军."""
    for members, *shared in groups_of("parts.series"):
        series = f"(?:[{members}][、和与及]?)+[{members}](?P<shared>{'|'.join(shared)})(?!{_ONE_OF_ALL})"
        for found in re.finditer(series, text):
            named = [f"{member}{found['shared']}" for member in found[0] if member in members]
            if len(set(named)) == len(named):
                yield found, named
    if numbered := compiled("parts.numbered").search(text):
        numbers = re.findall(r"\d+|[一二三四五六七八九十]", numbered["numbers"])
        yield numbered, [f"{number}{numbered['unit']}" for number in numbers]
    if (few := compiled("parts.first_few").search(text)) and compiled("parts.of_each").search(text, few.end()):
        yield few, [f"第{number}{few['unit']}" for number in "一二三四"[: int(read_numeral(few["count"]) or 0)]]


def _asks_of_each(folded: str) -> bool:
    """Return whether the text asks for a fact, as a question or as keywords ending in an attribute (产量, 开放时间)."""
    is_keywords = ASKING_PHRASE.search(folded) is None and compiled("asking.attribute_last").search(folded) is not None
    return is_keywords or find_kind(folded) in FACT_KINDS


def _find_joined(text: str) -> Parts | None:
    """Return one question for each of several joined, similar things; None if there are none."""
    folded = fold_text(text)
    is_shared = compiled("asking.shared").search(folded) is not None
    is_comparison = compiled("asking.whole_comparison").search(folded) is not None
    may_split = _asks_of_each(folded) and (is_shared or compiled("asking.relation").search(folded) is None)
    for join in compiled("parts.join").finditer(text):
        pair = _joined_at(text, join, is_shared=is_shared, is_comparison=is_comparison)
        if pair is None:
            continue
        start, end = pair
        left, right = text[start : join.start()], text[join.end() : end]
        if left == right:  # 巴黎和巴黎郊区
            continue
        if _are_deeds(left, right) and (attribute := _TIME_OR_PLACE.match(text, end)):
            left, right, end = left + attribute[0], right + attribute[0], attribute.end()
        are_attributes = left in _ATTRIBUTES and right in _ATTRIBUTES
        if not (is_shared or are_attributes or (may_split and _are_alike(left, right, join[0], text[end:], folded))):
            continue
        listed = _listed_before(text, start)
        before, after = text[: start - sum(len(thing) + 1 for thing in listed)], text[end:]
        if is_comparison and not listed and (made := _comparison(before, (left, right), after)):
            return made
        things = [before + thing for thing in (*listed, left, right)]
        if are_attributes and left in _OF_DEEDS and right not in _OF_DEEDS and "的" in before:
            things[-1] = before[: before.rindex("的") + 1] + right  # 手机的发布|时间和处理器
        return Parts(tuple(_without_marker(thing + after) for thing in things[:MAX_PARTS]))
    return None


def _joined_at(text: str, join: re.Match[str], *, is_shared: bool, is_comparison: bool) -> tuple[int, int] | None:
    """Return the span of the two things that this word joins, or None; a title or another word (和平区) joins none."""
    if text.count("《", 0, join.start()) > text.count("》", 0, join.start()):
        return None
    first, last, tag = known_word_at(text, join.start())
    if last - first > len(join[0]) and not tag.startswith("nr"):  # 和栖霞 is in the dictionary, as a person's name
        return None
    least = _LEAST_SHARED_LIKENESS if is_shared else _LEAST_LIKENESS
    if attributes := _attributes_beside(text, join.start(), join.end()):
        return attributes
    if is_comparison:
        return _whole_sides(text, join.start(), join.end(), least)
    return _best_pair(text, join.start(), join.end(), least, beside_nouns=True)


def _are_alike(left: str, right: str, join: str, after: str, folded: str) -> bool:
    """Return whether two joined things are so alike that what is asked for after them is asked of each."""
    if _are_named_alike(left, right) or (left[-2:] == right[-2:] and _TIME_OR_PLACE.fullmatch(left[-2:])):
        return True
    if _are_names(left, right) and _asks_attribute(folded):
        return True
    return join != "、" and _are_twins(left, right) and _TWINS_ASKED.match(after) is not None


def _attributes_beside(text: str, join_start: int, join_end: int) -> tuple[int, int] | None:
    """Return the span of two attributes around a join: 时间和地点 in 开幕时间和地点是什么."""
    left = max((word for word in _ATTRIBUTES if text.endswith(word, 0, join_start)), key=len, default="")
    right = max((word for word in _ATTRIBUTES if text.startswith(word, join_end)), key=len, default="")
    is_last = _ENDS_ATTRIBUTES.match(text, join_end + len(right)) is not None
    is_pair = left and right and is_last and len(left) < join_start
    return (join_start - len(left), join_end + len(right)) if is_pair else None


def _whole_sides(text: str, join_start: int, join_end: int, least: float) -> tuple[int, int] | None:
    """Return the span of a compared pair, up to the comma after it if there is one (甲和乙，哪个更长)."""
    comma = text.find("，", join_end)
    is_end = comma >= 0 and not any(join in text[join_end:comma] for join in _JOINS)
    best = _best_pair(text, join_start, join_end, least, comma if is_end else None)
    which = compiled("asking.whole_comparison").search(fold_text(text), join_end)
    if best is not None or which is None or is_end:
        return best
    # 普通洗车和精洗哪个贵: the text before the question word is nothing but the pair.
    sides = text[:join_start], text[join_end : which.start()]
    return (0, which.start()) if all(_is_thing(side) and len(side) <= _MAX_JOINED_CHARS for side in sides) else None


def _best_pair(
    text: str, join_start: int, join_end: int, least: float, last: int | None = None, *, beside_nouns: bool = False
) -> tuple[int, int] | None:
    """Return the span of the most similar pair of things left and right of a join; the right one ends at `last` if
    given. `beside_nouns`: places and things of one kind may stand beside another noun (西藏和新疆|经济)."""
    borders, at = [0], 0
    begins, ends_with = {}, {}
    for word, tag in tag_words(text):
        begins[at] = tag
        at += len(word)
        borders.append(at)
        ends_with[at] = tag
    starts = [b for b in borders if join_start - _MAX_JOINED_CHARS <= b < join_start and _is_thing(text[b:join_start])]
    ends = [b for b in borders if join_end < b <= join_end + _MAX_JOINED_CHARS and _is_thing(text[join_end:b])]
    ends = ends if last is None else [last]
    best = None
    for start in starts:
        for end in ends:
            alike = _likeness(text[start:join_start], text[join_end:end])
            alike += ends_with.get(join_start, "")[:1] == ends_with[end][:1] != ""
            alike -= _CUT_SHORT * (("的" in text[start:join_start]) != ("的" in text[join_end:end]))
            alike -= _CUT_SHORT * (text[start - 1 : start] in _NUMERALS)  # 零|基础班
            is_behind_noun = _is_noun(ends_with.get(start)) and _is_noun(begins[start])
            is_before_noun = _is_noun(ends_with[end]) and _is_noun(begins.get(end))
            if alike > least and (is_behind_noun or is_before_noun):
                is_whole = beside_nouns and _is_whole_pair(text[start:join_start], text[join_end:end])
                is_half_name = begins[start].startswith("nr") and ends_with.get(start, "").startswith("nr")  # 布|林肯
                alike -= _CUT_SHORT * (is_behind_noun and (is_half_name or not is_whole))
                alike -= _CUT_SHORT * (is_before_noun and not is_whole)
            if alike > least:
                best, least = (start, end), alike
    return best


def _is_whole_pair(left: str, right: str) -> bool:
    """Return whether nothing is missing of either although a noun stands beside: 西藏和新疆|经济, 公开赛|男单和女单."""
    tags = [_tag_of_word(side) for side in (left, right)]
    return all(tags) and (set(tags) == {"ns"} or _are_twins(left, right))


def _is_thing(text: str) -> bool:
    return len(text) > 1 and compiled("parts.no_thing").search(text) is None


def _is_noun(tag: str | None) -> bool:
    return tag is not None and tag.startswith(("n", "vn", "eng"))


def _likeness(left: str, right: str) -> float:
    """Return the similarity of two joined texts by shared endings and beginnings and by length."""
    shared = 0
    while shared < min(len(left), len(right)) and left[-1 - shared] == right[-1 - shared]:
        shared += 1
    opening = 0
    while opening < min(len(left), len(right)) and left[opening] == right[opening]:
        opening += 1
    difference = 0 if left.isascii() and right.isascii() else abs(len(left) - len(right))  # CBA and Euroleague
    return shared + 0.2 * opening - 0.4 * difference - 0.02 * (len(left) + len(right))


def _are_named_alike(left: str, right: str) -> bool:
    """Return whether both are names of one kind: 甲县 and 乙县, two libraries, two models."""
    if left[-1] != right[-1] and not (left[-1].isalnum() and left[-1].isascii() and right[-1].isascii()):
        return False
    return bool(_names(left) and _names(right)) or (is_institution(left) and is_institution(right))


def _are_names(left: str, right: str) -> bool:
    """Return whether both are names (香港 and 澳门), or one is a place and the other a noun as long (大陆 and 香港)."""
    if all(tag.startswith(_NAME_TAGS) for side in (left, right) for _, tag in tag_words(side)):
        return True
    return len(left) == len(right) and {_tag_of_word(left), _tag_of_word(right)} == {"n", "ns"}


def _are_twins(left: str, right: str) -> bool:
    """Return whether both are nouns as long and of one ending (男单 and 女单, A区 and B区), not days or numbers."""
    if len(left) != len(right) or left[-1] != right[-1] or left == right:
        return False
    are_nouns = all(tag_words(side)[-1][1].startswith("n") for side in (left, right))
    return are_nouns and not any(char.isdecimal() for char in left + right)


def _are_deeds(left: str, right: str) -> bool:
    """Return whether both are verbs of one word and length: 开始 and 结束."""
    return len(left) == len(right) and all(_tag_of_word(side).startswith("v") for side in (left, right))


def _tag_of_word(text: str) -> str:
    """Return the tag of a text that is one word, '' for any other text."""
    words = tag_words(text)
    return words[0][1] if len(words) == 1 else ""


def _asks_attribute(folded: str) -> bool:
    """Return whether a question asks for an amount or an attribute (出分时间, 票价), one per thing."""
    asked = _IS_WHAT.sub("", folded)
    return find_kind(folded) is AnswerKind.AMOUNT or compiled("asking.attribute_last").search(asked) is not None


def _listed_before(text: str, start: int) -> list[str]:
    """Return the things listed before with 、: 甲县、乙县和丙县."""
    listed: list[str] = []
    while start > 0 and text[start - 1] == "、":
        pair = _best_pair(text, start - 1, start, _LEAST_LIKENESS)
        if pair is None:
            break
        listed.insert(0, text[pair[0] : start - 1])
        start = pair[0]
    return listed


def _comparison(before: str, things: tuple[str, str], after: str) -> Parts | None:
    """Return the two questions in 甲和乙哪个更长, one for each thing, made from the adjective."""
    match = compiled("asking.whole_comparison").search(fold_text(after))
    if match is None or match["by"] not in _ASKED_BY:
        return None
    context = after[: match.start()].strip("，, 比起来相之间")
    of = after[slice(*match.span("of"))].strip("的").removeprefix("事件").removeprefix("事")
    rest = after[slice(*match.span("rest"))]
    context = context.lstrip("的")
    by = "久" if match["by"] in "长短" and compiled("parts.lasting").search(of) else match["by"]
    asked = "是多少" if of and by in _HIGH_OR_LOW else _ASKED_BY[by]
    parts = tuple(f"{before}{thing}{'的' if context and not of else ''}{context}{of}{asked}{rest}" for thing in things)
    return Parts(parts, Comparison(things, "短" if by == "久" and match["by"] == "短" else by))


def _without_marker(text: str) -> str:
    """Return the question without the word that says it asks for several (分别, 各, 相比 …)."""
    text = compiled("parts.which_of_them").sub("是多少", text)
    marker = compiled("parts.of_each")
    return marker.sub(lambda found: "，" if found[0][0] == "，" and _asked(text[: found.start()]) else "", text)
