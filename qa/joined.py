"""Things joined in a question (甲县和乙县, 冠亚军, 2021和2022年): one question for each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.chinese.asking import ASKING_PHRASE, FACT_KINDS, AnswerKind, find_kind, holds_kind
from index.chinese.folding import fold_text
from index.chinese.named import read_named
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled, groups_of, pattern_of, words_of
from index.chinese.words import cut_content_words, holds_name, known_word_at, known_words, tag_words, words_as_written

MAX_PARTS = 4
"""More parts (two things of each of two) would take too long to answer, and are rarely meant."""
ATTRIBUTES = frozenset(words_of("asking.attribute"))
LINKS = frozenset(words_of("parts.link"))
ASKED_BY = {group[0]: group[1] for group in groups_of("comparing.question")}
"""What is asked of each of two things compared, by the adjective."""
_MAX_JOINED_CHARS = 16
"""Longest text of a thing joined with another."""
_LEAST_LIKENESS, _LEAST_SHARED_LIKENESS = 0.4, -0.3
"""Least likeness of two joined things, the second if the question says (分别, 各) that it asks for several; a shared
last character or part of speech counts 1."""
_TWO = 2
_CUT_SHORT = 1.0
"""Penalty for a thing that leaves out an adjacent noun: 羊毛(大衣)."""
_JOINS = frozenset(words_of("parts.join"))
_NUMERALS, _HIGH_OR_LOW = (frozenset(words_of(f"parts.{name}")) for name in ("numeral", "high_or_low"))
_OF_DEEDS = frozenset(words_of("parts.attribute_of_deeds"))
_SPACED_NAME = re.compile(r"[A-Za-z0-9.+-]+(?: [A-Za-z0-9.+-]+)+")
"""A name in Latin letters with blanks, which is one thing: iPhone 15 Pro."""
_BLANK = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])\s+(?=[\u4e00-\u9fff])")
"""Between Latin letters and Chinese, where it means nothing: A3 和 A3 Pro 哪个轻."""
_ENDS_ATTRIBUTES = re.compile(rf"\s*(?:{pattern_of('parts.attribute_end')}|$)")
_CLAUSE_BORDER = re.compile(r"[，,。？?；;！!]")
_ENDS_THING = re.compile(rf"{_CLAUSE_BORDER.pattern}|{pattern_of('parts.join')}")
_IS_WHAT = re.compile(rf"(?:是|有|为)?{pattern_of('parts.what')}?[？?。 ]*$")
_COMPARABLE, _BY_HOW_MUCH = (frozenset((*words_of(f"asking.{name}"), "")) for name in ("comparable", "by_how_much"))
_DENIALS = tuple(words_of("parts.denial"))
_ONE_OF_ALL = pattern_of("parts.one_of_all")


@dataclass(frozen=True)
class Comparison:
    """Two things compared: their names as in the question, and the adjective (长, 便宜) that compares them."""

    things: tuple[str, str]
    by: str

    @property
    def topic(self) -> str:
        """What the first name has in front of a word like the second, which may be meant of both: 补胎 of 补胎轿车 and
        面包车; '' if there is none."""
        left, right = map(words_as_written, self.things)
        front = left[: -len(right)]
        is_alike = bool(front) and left[-1][1][:1] == right[-1][1][:1]
        return "".join(word for word, _ in front) if is_alike else ""

    @property
    def of_one_topic(self) -> "Comparison":
        """The same comparison with the topic in front of both names."""
        return replace(self, things=(self.things[0], f"{self.topic}{self.things[1]}"))


@dataclass(frozen=True)
class Parts:
    """The parts of a question, usually just itself, and the comparison of two that it asks for, or None."""

    questions: tuple[str, ...]
    comparison: Comparison | None = None


def what_asks(clause: str) -> re.Match[str] | None:
    """Return what asks in a clause: its question word, or the words that ask for yes or no (能不能, 收不收)."""
    folded = fold_text(clause)
    if compiled("parts.tag_question").search(folded):
        return None
    return ASKING_PHRASE.search(folded) or compiled("yes_no.asked").search(folded)


# ---- Things asked for each


def find_joined(text: str) -> Parts | None:
    """Return one question for each of several things that a question joins, and their comparison if it asks for one;
    None if it joins none or may ask for them together."""
    text = _BLANK.sub("", text)
    folded = fold_text(text)
    return _spread(text, folded) or (_ask_each(text, folded) if any(join in folded for join in _JOINS) else None)


def _spread(text: str, folded: str) -> Parts | None:
    """Return a question for each of two years (2021和2022年产量), of men and women (男女单打冠军) or of a series named
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


def _ask_each(text: str, folded: str) -> Parts | None:
    """Return one question for each of several things joined by 和, 与 or 、; None if there are none."""
    bare = _without_compounds(folded)
    is_shared = compiled("asking.shared").search(bare) is not None
    is_of_both = compiled("asking.relation").search(folded) is not None
    is_comparison = compiled("asking.whole_comparison").search(bare) is not None
    for join in _joins_of(text):
        pair = _joined_at(text, join, is_shared=is_shared, is_comparison=is_comparison)
        if pair is None:
            continue
        start, end = pair
        left, right = text[start : join.start()], text[join.end() : end]
        are_attributes = left in ATTRIBUTES and right in ATTRIBUTES and not is_of_both
        if left == right or not (is_shared or are_attributes):
            continue
        before, named, after = _things_listed(text, pair, join)
        if is_comparison and len(named) == _TWO and (made := _comparison(before, (left, right), after)):
            return made
        things = [before + thing for thing in named]
        if are_attributes and left in _OF_DEEDS and right not in _OF_DEEDS and "的" in before:
            things[-1] = before[: before.rindex("的") + 1] + right  # 手机的发布|时间和处理器
        return Parts(tuple(_without_marker(thing + after) for thing in things[:MAX_PARTS]))
    return None


def _without_compounds(folded: str) -> str:
    """Return a text of the same length without the words that only begin with an adjective, which compare nothing:
    哪个大赛, 哪项重大活动."""
    kept = (
        "□" * len(word) if word[0] in _COMPARABLE and word[1:2] not in _BY_HOW_MUCH and word not in ASKED_BY else word
        for word in known_words(folded)
    )
    return "".join(kept)


def _from_like_named(text: str, pair: tuple[int, int], join: re.Match[str]) -> tuple[int, int]:
    """Return the span of two things from where the first names a thing of the series that the second begins with:
    2号线北延段和5号线, not 北延段和5号线."""
    named = read_named(fold_text(text))
    series = {thing.series for thing in named if thing.start == join.end()}
    words = [at for at, _, _ in _words_at(text)]
    starts = [thing.start for thing in named if thing.series in series and thing.start in words]
    starts = [at for at in starts if at < pair[0] and not _ENDS_THING.search(text, at, pair[0])]
    return (starts[-1], max(pair[1], _end_of_thing(text, join) or 0)) if starts else pair


def _joins_of(text: str) -> list[re.Match[str]]:
    """Return the words that join things, those that end a list (甲、乙和丙) before 、."""
    joins = [join for join in compiled("parts.join").finditer(text) if not _is_of_one_deed(text, join)]
    return sorted(joins, key=lambda join: join[0] == "、")


def _is_of_one_deed(text: str, join: re.Match[str]) -> bool:
    """Return whether what a question joins is all done in one event, of which it asks who or when: 谁对补给船进行拦阻和
    水炮攻击, 哪国拦阻和攻击了补给船."""
    before, behind = text[: join.start()], text[join.end() :]
    asked = ASKING_PHRASE.search(fold_text(before))
    if asked is None or compiled("parts.of_each").search(text):
        return False
    if deed := compiled("parts.of_one_deed").search(before):
        return deed.start() >= asked.end()
    first, second = words_as_written(before[asked.end() :])[-1:], words_as_written(behind)[:1]
    return [tag for _, tag in (*first, *second)] == ["v", "v"]


def _things_listed(text: str, pair: tuple[int, int], join: re.Match[str]) -> tuple[str, tuple[str, ...], str]:
    """Return the joined things, with those listed before them, and the text before and behind them."""
    pair = _from_like_named(text, pair, join)
    listed = _listed_before(text, pair[0])
    before = text[: pair[0] - sum(len(thing) + 1 for thing in listed)]
    things = (*listed, text[pair[0] : join.start()].strip(), text[join.end() : pair[1]].strip())
    return before, things, text[pair[1] :]


def _joined_at(text: str, join: re.Match[str], *, is_shared: bool, is_comparison: bool) -> tuple[int, int] | None:
    """Return the span of the two things that this word joins, or None."""
    if _is_in_name(text, join):
        return None
    least = _LEAST_SHARED_LIKENESS if is_shared else _LEAST_LIKENESS
    if attributes := _attributes_beside(text, join.start(), join.end()):
        return attributes
    if is_comparison:
        return _whole_sides(text, join.start(), join.end(), least)
    pair = _best_pair(text, join.start(), join.end(), least, beside_nouns=True)
    return pair or (_pair_by_place(text, join) if is_shared else None)


def _is_in_name(text: str, join: re.Match[str]) -> bool:
    """Return whether what looks like a join is part of a title or of another word (和平区)."""
    if text.count("《", 0, join.start()) > text.count("》", 0, join.start()):
        return True
    first, last, tag = known_word_at(text, join.start())
    return last - first > len(join[0]) and not tag.startswith("nr")  # 和栖霞 is in the dictionary, as a person's name


def _attributes_beside(text: str, join_start: int, join_end: int) -> tuple[int, int] | None:
    """Return the span of two attributes around a join: 时间和地点 in 开幕时间和地点是什么."""
    left = max((word for word in ATTRIBUTES if text.endswith(word, 0, join_start)), key=len, default="")
    right = max((word for word in ATTRIBUTES if text.startswith(word, join_end)), key=len, default="")
    is_last = _ENDS_ATTRIBUTES.match(text, join_end + len(right)) is not None
    is_pair = left and right and is_last and len(left) < join_start
    return (join_start - len(left), join_end + len(right)) if is_pair else None


def _whole_sides(text: str, join_start: int, join_end: int, least: float) -> tuple[int, int] | None:
    """Return the span of a compared pair, up to the comma after it if there is one (甲和乙，哪个更长)."""
    comma = text.find("，", join_end)
    is_end = comma >= 0 and not any(join in text[join_end:comma] for join in _JOINS)
    best = _best_pair(text, join_start, join_end, least, comma if is_end else None)
    which = compiled("asking.whole_comparison").search(_without_compounds(fold_text(text)), join_end)
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
    words = _words_at(text)
    inside = {at for name in _SPACED_NAME.finditer(text) for at in range(name.start() + 1, name.end())}
    borders = [border for border in (0, *(end for _, end, _ in words)) if border not in inside]
    begins = {start: tag for start, _, tag in words}
    ends_with = {end: tag for _, end, tag in words}
    first = join_start - _MAX_JOINED_CHARS
    starts = [b for b in borders if first <= b < join_start and _may_begin(text, b, join_end)]
    starts = [b for b in starts if _is_thing(text[b:join_start])]
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


def _words_at(text: str) -> list[tuple[int, int, str]]:
    """Return where the words of a text begin and end, with their tags; a year is a word of its own (NBA|2022)."""
    words, at = [], 0
    for word, tag in tag_words(text):
        year = re.search(r"(?<=[a-z])(?:19|20)\d\d", word)
        end = at + len(word)
        words += [(at, at + year.start(), tag), (at + year.start(), end, "m")] if year else [(at, end, tag)]
        at = end
    return words


def _may_begin(text: str, at: int, behind: int) -> bool:
    """Return whether the first of two things may begin here: not behind a denial that is not meant for the second, a
    deed of its own (不|牵绳和带嘴套, 不系|安全带和超速)."""
    is_denied = any(denial in _CLAUSE_BORDER.split(text[:at])[-1] for denial in _DENIALS)
    return not (is_denied and (text[behind] in _DENIALS or tag_words(text[behind:])[0][1] == "v"))


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


def _are_twins(left: str, right: str) -> bool:
    """Return whether both are nouns as long and of one ending (男单 and 女单, A区 and B区), not days or numbers."""
    if len(left) != len(right) or left[-1] != right[-1] or left == right:
        return False
    are_nouns = all(tag_words(side)[-1][1].startswith("n") for side in (left, right))
    return are_nouns and not any(char.isdecimal() for char in left + right)


def _tag_of_word(text: str) -> str:
    """Return the tag of a text that is one word, '' for any other text."""
    words = tag_words(text)
    return words[0][1] if len(words) == 1 else ""


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
    match = compiled("asking.whole_comparison").search(_without_compounds(fold_text(after)))
    if match is None or match["by"] not in ASKED_BY:
        return None
    if len(before) == 1 and tag_words(before)[0][1].startswith(("n", "m", "b", "x")):  # 月|卡江北店
        before, things = "", (f"{before}{things[0]}", things[1])
    context = after[: match.start()].strip("，, 比起来相之间")
    of = after[slice(*match.span("of"))].strip("的").removeprefix("事件").removeprefix("事")
    rest = after[slice(*match.span("rest"))]
    context = context.lstrip("的")
    by = "久" if match["by"] in "长短" and compiled("parts.lasting").search(of) else match["by"]
    asked = "是多少" if of and by in _HIGH_OR_LOW else ASKED_BY[by]
    parts = tuple(f"{before}{thing}{'的' if context and not of else ''}{context}{of}{asked}{rest}" for thing in things)
    return Parts(parts, Comparison(things, "短" if by == "久" and match["by"] == "短" else by))


def _without_marker(text: str) -> str:
    """Return the question without the word that says it asks for several (分别, 各, 相比 …)."""
    text = compiled("parts.which_of_them").sub("是多少", text)
    marker = compiled("parts.of_each")
    return marker.sub(lambda found: "，" if found[0][0] == "，" and what_asks(text[: found.start()]) else "", text)


# ---- Things that a question may ask for together or each: 甲社和乙馆的电话


@dataclass(frozen=True)
class PerhapsJoined:
    """Things joined in a question, and the question for each that is asked if no answer tells of all of them."""

    things: tuple[str, ...]
    questions: tuple[str, ...]


_ALIKE = 0.8
"""Least likeness of two things that are taken for the joined ones wherever they stand, unless an attribute is asked."""


def perhaps_joined(text: str) -> PerhapsJoined | None:
    """Return the things joined in a question that `read_parts` leaves whole, because they may be asked for together
    (研究和开发费用多少); None if it asks how they are related or joins none."""
    folded = fold_text(text)
    if "。" in text.rstrip("。 ") or compiled("asking.relation").search(folded):
        return None
    is_of_attribute = compiled("asking.attribute_last").search(_IS_WHAT.sub("", folded)) is not None
    least = _LEAST_LIKENESS if is_of_attribute else _ALIKE
    for join in _joins_of(text):
        if _is_in_name(text, join):
            continue
        pair = _best_pair(text, join.start(), join.end(), least, beside_nouns=True) or _pair_by_place(text, join)
        if pair is None or text[pair[0] : join.start()] == text[join.end() : pair[1]]:  # 巴黎和巴黎郊区
            continue
        before, things, after = _things_listed(text, pair, join)
        return PerhapsJoined(things, tuple(f"{before}{thing}{after}" for thing in things))
    return None


_LEAST_TOLD = 0.6
"""Least share of the words of a thing's own that a sentence which tells of it holds."""
_TOLD_APART = (AnswerKind.PERSON, AnswerKind.TIME, AnswerKind.AMOUNT)


def tell_of_all(joined: PerhapsJoined, texts: Sequence[str]) -> bool:
    """Return whether one of these texts tells of all the things: it joins one of them with something, which may be
    another name of the next, or tells of each."""
    joins = pattern_of("parts.join")
    beside = re.compile("|".join(f"{joins}{name}|{name}{joins}" for name in map(re.escape, joined.things)))
    return any(beside.search(text) or tells_of_each(joined, text) for text in texts)


def tells_of_both(comparison: Comparison, told: str) -> bool:
    """Return whether a text names the second of two things compared and the topic of the first."""
    words = cut_content_words(fold_text(f"{comparison.topic} {comparison.things[1]}"))
    return all(holds_name(fold_text(told), word) for word in words)


def tells_of_each(joined: PerhapsJoined, text: str) -> bool:
    """Return whether a text names each of the things, by most of the words of its own, with an answer of the kind asked
    for each: between them, and before or behind."""
    folded, kind = fold_text(text), find_kind(fold_text(joined.questions[0]))
    words = [set(cut_content_words(fold_text(thing))) for thing in joined.things]
    own = [each - set().union(*(other for other in words if other is not each)) or each for each in words]
    if any(sum(word in folded for word in each) < _LEAST_TOLD * len(each) or not each for each in own):
        return False
    places = sorted(min(folded.index(word) for word in each if word in folded) for each in own)
    if kind not in _TOLD_APART:
        return True
    between = [folded[start:end] for start, end in pairwise(places)]
    around = folded[: places[0]], folded[places[-1] :]
    return all(holds_kind(kind, part) for part in between) and any(holds_kind(kind, part) for part in around)


def _pair_by_place(text: str, join: re.Match[str]) -> tuple[int, int] | None:
    """Return the span of the two things around a join by where they stand: the second ends before what is asked of
    both, the first begins behind 的 or where it is most like the second."""
    first = max((border.end() for border in _CLAUSE_BORDER.finditer(text, 0, join.start())), default=0)
    end = _end_of_thing(text, join)
    if end is None:
        return None
    right = text[join.end() : end].strip()
    if asked := ASKING_PHRASE.search(fold_text(text), first, join.start()):
        first = asked.end()
    owner = text.rfind("的", first, join.start()) + 1
    starts = [owner] if owner and "的" not in right else [at for at, _, _ in _words_at(text)]
    starts = [at for at in starts if first <= at < join.start() and _may_begin(text, at, join.end())]
    lefts = {start: text[start : join.start()].strip() for start in starts}
    starts = [start for start in starts if _is_thing(lefts[start].replace(" ", "")) and lefts[start] != right]
    if not starts or not _is_thing(right.replace(" ", "")):
        return None
    best = max(starts, key=lambda start: _likeness(lefts[start], right) + _NOTHING_LEFT * (start == first))
    return best, end


_NOTHING_LEFT = 0.5
"""Bonus for a first thing that begins its clause: 清溪路学校, not 路学校."""


def _end_of_thing(text: str, join: re.Match[str]) -> int | None:
    """Return where the thing behind a join ends: before 的, or before what is asked of it, its verb, its attribute
    (营收) and its time (全年); None if there is none."""
    border = _CLAUSE_BORDER.search(text, join.end())
    last = border.start() if border else len(text)
    folded = fold_text(text)
    asked = ASKING_PHRASE.search(folded, join.end(), last)
    end = asked.start() if asked else last
    if marker := compiled("parts.of_each").search(text, join.end(), end):
        end = marker.start()
    if (of := text.find("的", join.end(), end)) > join.end():
        return of
    words = [(text[at:to], to, tag) for at, to, tag in _words_at(text) if join.end() <= at and to <= end]
    is_behind_attribute = any(text.endswith(attribute, 0, join.start()) for attribute in ATTRIBUTES)
    has_verb = asked is not None and not text.endswith("是", 0, end)
    while len(words) > 1 and (
        words[-1][0] in LINKS
        or (has_verb and words[-1][2] == "v")
        or (not is_behind_attribute and (words[-1][0] in ATTRIBUTES or words[-1][2] in ("t", "m")))
    ):
        words.pop()
    return words[-1][1] if words else None
