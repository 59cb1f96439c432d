"""Kinds of near misses: sentences that tell of another period, stage, act, role or such than the question asks."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from index.chinese.asking import AnswerKind, holds_kind
from index.chinese.folding import fold_text
from index.chinese.measures import is_of_another_dimension, measures_asked, tells_measure
from index.chinese.named import (
    NamedThing,
    names_it,
    periods_named,
    read_named,
    stands_first,
)
from index.chinese.names import find_office_asked
from index.chinese.opposed import (
    only_change,
    only_planned,
    other_act,
    other_bound,
    other_column,
    other_deputy,
    other_direction,
    other_end,
    other_fee,
    other_figure,
    other_group,
    other_kin,
    other_label,
    other_phone,
    other_rate,
    other_recipient,
    other_reign,
    other_sum,
    told_before,
)
from index.chinese.vocabulary import compiled, pattern_of, words_of
from index.chinese.words import holds_name, known_word_at, names_beside, tag_words
from qa.reader.frame import Frame, Place, Section, cells_of
from qa.reader.identity import ROLES, Identity, Judgement, Relation

_LONGEST_CLAUSE = 40


def _judge_label(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the question names another of the places or groups by which the article is divided (丽景苑 under
    the label 二、云杉里停车：…), else None."""
    own = place.frame.label_at(place.number, place.start) if place.frame.labels else ""
    if not own or own in identity.folded:
        return None
    asked = [name for name in set(place.frame.labels.values()) if name != own and name in identity.folded]
    if not asked or any(name in place.sentence for name in asked):
        return None
    return Judgement(Relation.OTHER, max(asked, key=len), own)


def _judge_section(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence stands under the heading of one part of its article and the question names the
    heading of another (酸笋焖鸭 among recipes), which neither that heading nor the paragraph so far mentions."""
    named = sections_named(identity, place.frame)
    own = place.frame.section_at(place.number) if named else None
    if own is None or own.name in identity.folded or any(section.shape != own.shape for section in named):
        return None
    told = f"{own.name}\n{place.paragraph[: place.start]}{place.sentence}"
    if any(section.name in told for section in named):
        return None
    return Judgement(Relation.OTHER, max((section.name for section in named), key=len), own.name)


def sections_named(identity: Identity, frame: Frame) -> list[Section]:
    """Return the parts of an article whose heading the question names and the title does not."""
    return [
        section
        for section in frame.sections
        if len(section.name) >= _LEAST_HEADING and section.name in identity.folded and section.name not in frame.title
    ]


_LEAST_HEADING = 3


def _judge_column(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the row has a column of the year asked about and one of the name asked for (2025年预算数,
    2024年决算数), but none of both (2025年决算)."""
    if place.number not in place.frame.rows:
        return None
    other = other_column(identity.folded, [head for head, _ in cells_of(place.sentence)])
    return Judgement(Relation.OTHER, *other) if other else None


def _judge_period(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence or row is about other parts of years than those asked about, SAME if it gives the
    figure of the same part of the year before too (上年同期为2.8亿元)."""
    told = periods_named(place.sentence)
    if not identity.periods or not told or not identity.periods.keys().isdisjoint(told):
        return None
    parts = {part for _, part in told}
    named = [thing.key for thing in read_named(place.sentence) if thing.series == "part:"]
    is_open = any(named.count(part) > sum(other == part for _, other in told) for _, part in identity.periods)
    if is_open and not parts.isdisjoint(part for _, part in identity.periods):
        return None  # 同期的三季度, without its year
    year_after = {(str(int(year) + 1), part) for year, part in identity.periods}
    if not year_after.isdisjoint(told) and compiled("named.year_before_told").search(place.sentence):
        return Judgement(Relation.SAME)
    return Judgement(Relation.OTHER, next(iter(identity.periods.values())), next(iter(told.values())))


def _judge_stage(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence only states a plan and the question asks for the actual result."""
    planned = compiled("named.planned").search(place.sentence) if identity.actual else None
    if planned is None or identity.actual in place.sentence:
        return None
    return Judgement(Relation.OTHER, identity.actual, planned.group())


def _judge_ahead(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence says what is to be by a year to come (到2027年，…) and the question asks for now."""
    ahead = compiled("named.by_year").match(place.sentence) if identity.now else None
    written = place.frame.article.published or date.today()
    if ahead is None or int(ahead["year"]) <= written.year:
        return None
    return Judgement(Relation.OTHER, identity.now, ahead.group())


def _judge_beside(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence is about the neighbour of the thing asked about, not about the thing itself."""
    if identity.beside is None:
        return None
    known, other = identity.folded[: identity.beside.start()], identity.beside["other"]
    before = _OPENING_BEFORE.search(place.paragraph[: place.start]) if _POINTS_BACK.match(place.sentence) else None
    around = (
        f"{place.frame.title}\n{place.frame.heading_above(place.number)}\n{before[1] if before else ''}{place.sentence}"
    )
    is_of_known = known[-_LEAST_KNOWN:] in place.frame.title or known[-_LEAST_KNOWN:] in place.sentence
    if other[:_LEAST_OTHER] in around or len(known) < _LEAST_KNOWN or not is_of_known:
        return None
    return Judgement(Relation.OTHER, other, known[-_LEAST_KNOWN:])


_LEAST_KNOWN, _LEAST_OTHER = 3, 2
"""Characters by which the two things are recognized."""

_POINTS_BACK = re.compile("[该其它此这]")
_OPENING_BEFORE = re.compile(r"(?:^|[。！？!?\n])([^，。！？!?\n]{1,5})[^。！？!?\n]*[。！？!?\n]?$")
"""What the sentence in front opens with: what 该桥 means."""


def _judge_latin(identity: Identity, place: Place) -> Judgement | None:
    """Return whether the article contains one of the question's names in Latin letters if any article does; if none
    does, OTHER for a name with the same last word (Seal Island, Gull Island)."""
    if any(name in place.frame.whole for name in identity.latin):
        return Judgement(Relation.SAME)
    if identity.latin:
        return Judgement(Relation.OTHER, min(identity.latin), place.frame.title)
    for name in identity.typed:
        last = name.rpartition(" ")[2]
        like = next((other for other in place.frame.names_in_latin if other.endswith(f" {last}")), "")
        if like:
            return Judgement(Relation.OTHER, name, like)
    return None


def _judge_modified(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence or the title names a thing that differs only in a distinguishing first character
    (大沙河, 小沙河); the tagger does not always recognize these as names."""
    cause = compiled("named.cause").match(place.sentence)
    told = place.sentence[cause.end() :] if cause else place.sentence
    for name in identity.modified:
        first, rest = name[0], name[1:]
        around = told if cause else place.paragraph
        if name in f"{place.frame.title}\n{around}":
            continue
        others = f"(?!{first}){pattern_of('named.modifier')}{re.escape(rest)}"
        other = re.match(others, told) or re.search(others, place.frame.title)
        if other and other.group() not in identity.modified:
            return Judgement(Relation.OTHER, name, other.group())
    return None


def _judge_parted(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence names a thing parted by its first character only (红糖) from one in the question
    (白糖) that neither it nor its surroundings name."""
    around = place.around
    for name, others in identity.parted:
        other = others.search(place.sentence)
        is_other = other is not None and other.group() not in identity.folded and not holds_name(around, name)
        if other is None or not is_other or compiled("named.alone").search(place.sentence):
            continue
        if known_word_at(place.sentence, other.start())[:2] == other.span():
            return Judgement(Relation.OTHER, name, other.group())
    return None


def _judge_work(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence tells of another work alone (《甲》获一等奖) than the one asked about, which its
    article tells of elsewhere."""
    works = next((things for series, things in identity.asked if series == "work:"), ())
    if len(works) != 1 or compiled("named.works_compared").search(identity.folded):
        return None
    if works[0].text in place.sentence or _POINTS.search(place.sentence) or works[0].key in place.frame.title:
        return None
    told = [thing for thing in read_named(place.sentence) if thing.series == "work:"]
    is_told = any(thing.key == works[0].key for thing in place.frame.works)
    return Judgement(Relation.OTHER, works[0].text, told[0].text) if len(told) == 1 and is_told else None


_POINTS = re.compile("[该其此它]|这[部幅首本篇件]|同名|后者|前者")


def _judge_placed(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence has a noun of the question behind another place (泰国工厂) than the one there
    (越南工厂), which its article does not name."""
    for name, noun in identity.placed:
        if noun not in place.sentence or holds_name(place.frame.whole, name):
            continue
        before = [
            word for (word, tag), (behind, _) in pairwise(tag_words(place.sentence)) if behind == noun and tag == "ns"
        ]
        others = [word for word in before if word not in identity.folded]
        if others:
            return Judgement(Relation.OTHER, f"{name}{noun}", f"{others[0]}{noun}")
    return None


def _judge_extreme(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence tells the opposite extreme (最低) of the one asked about (最高) alone."""
    for asked, other in identity.extremes:
        if other in place.sentence and asked not in place.sentence and other not in identity.folded:
            return Judgement(Relation.OTHER, asked, other)
    return None


def _judge_dimension(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence gives another dimension (内径16毫米) than the one asked for (多长)."""
    is_other = identity.asks_length and is_of_another_dimension(identity.folded, place.sentence)
    return Judgement(Relation.OTHER, identity.folded, place.sentence) if is_other else None


def _judge_opposed(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence tells of another act (施行 for 通过), the other end of a time, the other bound or a
    sum by another name than the question asks for."""
    if not identity.asks_one_of_opposed:
        return None
    asked, told = identity.folded, place.sentence
    around = f"{place.frame.title}\n{place.frame.heading_above(place.number)}\n{place.before}"
    ways = (
        *(other_end, other_bound, other_sum, other_figure, other_rate, only_change, other_recipient, told_before),
        *(only_planned, other_reign),
    )
    lacking = (other_fee, other_group, other_kin, other_deputy)
    found = (
        other_act(asked, told, around),
        other_label(asked, told, around),
        other_phone(asked, told, around),
        *(way(asked, told) for way in ways),
        *(way(asked, told, place.frame.whole) for way in lacking),
    )
    other = next(filter(None, found), None)
    return Judgement(Relation.OTHER, *other) if other else None


def _judge_direction(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence says why something fell and the question asks why it rose, or vice versa."""
    other = other_direction(identity.folded, place.sentence) if identity.asks_reason else None
    return Judgement(Relation.OTHER, *other) if other else None


def _judge_role(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence says what holds where the other party to a contract does something
    (承租人提前退租的，…) and the question asks of one party (房东), perhaps by its name."""
    case = _CASE.match(place.sentence)
    role = (identity.role or _role_by_name(identity.folded, place.frame)) if case else None
    if case is None or role is None:
        return None
    own, others = (_with_letter(names, place.frame) for names in role)
    opens = next((name for name in others if case["who"].startswith(name)), "")
    if not opens or any(f"，{name}" in place.sentence for name in own):
        return None
    return Judgement(Relation.OTHER, next((name for name in own if name in identity.folded), own[0]), opens)


def _role_by_name(folded: str, frame: Frame) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the role in a contract whose holder a folded question names as the head of the contract does
    (乙方（承租人）：桑知夏), with the role across from it."""
    for match in _HOLDER.finditer(frame.whole):
        if match["name"] in folded:
            return next((pair for pair in ROLES if any(name in match["called"] for name in pair[0])), None)
    return None


_HOLDER = re.compile(r"(?<!\S)(?P<called>[^：:，。\s]{2,12})[：:] ?(?P<name>[\u4e00-\u9fff]{2,12})")
_CASE = re.compile("[第\\d一二三四五六七八九十条、.． 　（）()]*(?:如果?|若|因)?(?P<who>[^，。；]{2,24})的，")


def _with_letter(names: tuple[str, ...], frame: Frame) -> tuple[str, ...]:
    """Return the names of a role with the letter by which a contract calls whoever has it: 甲方（出租人）."""
    name = "|".join(map(re.escape, names))
    called = re.search(
        rf"([甲乙丙]方)[（(：:]{{1,2}}(?:{name})|(?:{name})[（(：:](?:以下简称|下称)?[“\"]?([甲乙丙]方)", frame.whole
    )
    return (*names, called[1] or called[2]) if called else names


def _judge_deed(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence says what comes of one deed (设摊的，处…罚款), the question asks so of another
    (放烟花罚多少) and the article names that in other lines only."""
    deed = identity.deed
    if not deed:
        return None
    line = place.line
    is_told = compiled("opposed.deed_told").search(line) and not compiled("opposed.deed_meant").match(line)
    if not is_told or _shares_sign(deed, f"{place.frame.title}\n{line}"):
        return None
    return Judgement(Relation.OTHER, deed, line[:_LONGEST_CLAUSE]) if _shares_sign(deed, place.frame.whole) else None


def _shares_sign(word: str, text: str) -> bool:
    """Return whether a text has one of the characters of a word, or another name for it: 钓鱼 in 垂钓."""
    return any(sign in text for sign in word if sign not in _COMMON_SIGNS) or any(
        name in text for name in names_beside(word)
    )


_COMMON_SIGNS = frozenset(words_of("opposed.common_sign"))


def _judge_statute(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence says what a law provides, and the question asks what somebody was given."""
    statute = compiled("parties.statute").search(place.sentence) if identity.asks_term_given else None
    return Judgement(Relation.OTHER, identity.folded, statute.group()) if statute else None


def _judge_acronym(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence or title has an acronym that differs in one letter from one in the question that the
    article lacks (CEI, LEI)."""
    missing = [name for name in identity.acronyms if name not in place.frame.whole]
    for match in _LETTERS.finditer(f"{place.frame.title}\n{place.sentence}") if missing else ():
        for name in missing:
            if len(name) == len(match.group()) and sum(a != b for a, b in zip(name, match.group(), strict=True)) == 1:
                return Judgement(Relation.OTHER, name, match.group())
    return None


def _judge_latin_word(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence has a name in Latin letters, and its article none of those in the question."""
    if not identity.latin_words or any(name in place.frame.whole for name in identity.latin_words):
        return None
    paragraph = next(each.text for each in place.frame.article.paragraphs if each.number == place.number)
    written = paragraph[place.start : place.start + len(place.sentence)]
    other = compiled("named.latin_word").search(written)
    return Judgement(Relation.OTHER, identity.latin_words[0], other.group()) if other else None


_LETTERS = re.compile("(?<![a-z0-9])[a-z]{3,6}(?![a-z0-9])")


def _judge_whole(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence is about the whole of a larger place (全市) and the question names a part of it that
    neither the sentence nor its surroundings name."""
    asked = [thing for series, things in identity.asked if series in _RANKS_OF_PLACES for thing in things]
    if not asked:
        return None
    lowest = max(_RANKS_OF_PLACES.index(thing.series) for thing in asked)
    parts = [thing for thing in asked if thing.series == _RANKS_OF_PLACES[lowest]]
    around = place.around
    if any(names_it(around, thing) for thing in parts):
        return None
    for match in compiled("named.whole_place").finditer(place.sentence):
        whole = NamedThing(match.group(), match.start(), match.end(), "place:", match.group())
        if _WHOLES.find(match.group()[-1]) < lowest and stands_first(place.sentence, whole):
            return Judgement(Relation.OTHER, parts[0].text, match.group())
    return None


_RANKS_OF_PLACES = ("place:省", "place:市", "place:县", "place:镇", "place:村")
_WHOLES = "省市县镇"
"""The characters for whole places (全市), by rank as above."""


def _judge_condition(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the sentence is about the time after something is done (开瓶后) and the question about the time
    before, or vice versa."""
    for verb, is_before in identity.conditions:
        told = [(match, match["not"] is not None) for match in compiled("named.condition").finditer(place.sentence)]
        of_verb = [(match, before) for match, before in told if _same_verb(verb, match["verb"])]
        if of_verb and all(before != is_before for _, before in of_verb):
            return Judgement(Relation.OTHER, f"{'未' if is_before else ''}{verb}", of_verb[0][0].group())
    return None


def _same_verb(verb: str, other: str) -> bool:
    """Return whether two verbs of a condition mean the same."""
    return verb == other or (verb in _OPENED and other in _OPENED)


_OPENED = frozenset(words_of("named.opened"))


def _judge_office(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the office asked for belongs to another organization: the one in front of it in a list of people,
    or the one the article is about, where that names the one asked about only beside (转自东港队)."""
    if other := office_of_another(identity.folded, place.sentence):
        return Judgement(Relation.OTHER, identity.folded[: len(other)], other)
    office = find_office_asked(identity.folded)
    owner = identity.folded.partition(office)[0].rstrip("的") if office in place.sentence and office else ""
    if len(owner) < _LEAST_OWNER or any(thing.series.startswith("kind:") for thing in read_named(owner)):
        return None
    lead = fold_text(place.frame.article.paragraphs[0].text)
    name, around = owner[:_LEAST_OWNER], f"{place.around}\n{lead}"
    is_beside = name not in around and name in place.frame.whole
    return Judgement(Relation.OTHER, owner, place.frame.title or office) if is_beside else None


_LEAST_OWNER = 2


def judge_in_turn(identity: Identity, asked: tuple[NamedThing, ...], place: Place) -> Judgement | None:
    """Return OTHER if the sentence describes several things in turn and states what is asked for about another one."""
    told = told_of_another(identity.folded, identity.kind, asked, place.sentence)
    return Judgement(Relation.OTHER, asked[0].text, told.text) if told else None


NEAR_MISSES = (
    _judge_office,
    _judge_column,
    _judge_label,
    _judge_section,
    _judge_period,
    _judge_stage,
    _judge_ahead,
    _judge_beside,
    _judge_latin,
    _judge_modified,
    _judge_parted,
    _judge_placed,
    _judge_extreme,
    _judge_opposed,
    _judge_direction,
    _judge_role,
    _judge_deed,
    _judge_work,
    _judge_statute,
    _judge_dimension,
    _judge_acronym,
    _judge_latin_word,
    _judge_whole,
    _judge_condition,
)


# ---- Sentences that describe several things of a kind in turn (东市场…三家；南市场…), each part about one of them


_TOLD_KINDS = (AnswerKind.TIME, AnswerKind.AMOUNT, AnswerKind.REASON)
_ENDS = frozenset("，,；;。：:！!？?")
_LONGEST_FRONT = 3
"""Characters that may precede the thing that opens a part: 其中, 而, 是."""
_TOGETHER = re.compile("分别|各|均|都|同|相比|[和与及、]$")
_SHARED_LEAST, _NOT_SHARED_MOST = 0.75, 0.15
"""For a yes-or-no question: least share of its character bigrams in the part about another thing, and most in the part
about the thing asked about."""


def told_of_another(folded: str, kind: AnswerKind, asked: tuple[NamedThing, ...], sentence: str) -> NamedThing | None:
    """Return the other thing whose part of the sentence contains the answer, if the part about what was asked does not,
    or if all parts are about other models (X2型退499元，X3型退369元); None if the sentence does not describe things in
    turn or this is uncertain. All texts are folded."""
    if asked[0].series in ("day:", "month:"):  # the days of a range share one position
        return None
    parts = list(_parts(asked[0].series, sentence))
    keys = {thing.key for thing in asked}
    own = [text for thing, text in parts if thing.key in keys]
    others = [(thing, text) for thing, text in parts if thing.key not in keys]
    if not others or any(_TOGETHER.search(text) for _, text in parts):
        return None
    if any(compiled("yes_no.elliptical").fullmatch(text) for text in own):
        return None  # B2 Pro支持独立定位，B2不支持: what is denied stands in the other's part
    measures = measures_asked(folded)
    if not own:
        is_of_others = asked[0].series.startswith("code:") and _tell_each(measures, kind, others, sentence)
        return others[0][0] if is_of_others else None
    if measures or kind in _TOLD_KINDS:
        told_of = [thing for thing, text in parts if _tells(measures, kind, text)]
        return None if any(thing.key in keys for thing in told_of) else next(iter(told_of), None)
    if compiled("yes_no.asked").search(folded):
        pairs = _pairs(_without(asked, compiled("yes_no.frame").sub(" ", folded)))
        if not pairs or max(_share(pairs, text) for text in own) > _NOT_SHARED_MOST:
            return None
        return next((thing for thing, text in others if _share(pairs, text) >= _SHARED_LEAST), None)
    return None


def _tell_each(
    measures: tuple[str, ...], kind: AnswerKind, parts: Sequence[tuple[NamedThing, str]], sentence: str
) -> bool:
    """Return whether each of several parts tells the measure asked for, and nothing in front of them does."""
    before = sentence[: parts[0][0].start]
    return len(parts) > 1 and not tells_measure(measures, before) and all(_tells(measures, kind, t) for _, t in parts)


def office_of_another(folded: str, sentence: str) -> str:
    """Return the owner of the office asked for in a sentence that lists people (丽景苑经理葛小川、云杉里主任佟蔚), if
    the owner in the question is listed with another office only; '' for all other sentences."""
    office = find_office_asked(folded)
    owner = folded.partition(office)[0] if office else ""
    if len(owner) < _LEAST_OWNER or any(sign in owner for sign in "谁哪"):
        return ""
    parts = _IN_A_ROW.split(sentence)
    own = [part for part in parts if owner[:_LEAST_OWNER] in part]
    others = [part for part in parts if office in part and owner[:_LEAST_OWNER] not in part]
    if not own or not others or any(office in part for part in own):
        return ""
    return others[0].partition(office)[0]


_IN_A_ROW = re.compile("[、，,；;：:]")


def _parts(series: str, sentence: str) -> Iterator[tuple[NamedThing, str]]:
    """Yield the things of a series that open a clause, each with the text up to the next one."""
    things = [thing for thing in read_named(sentence) if thing.series == series and _opens(sentence, thing)]
    for number, thing in enumerate(things):
        end = things[number + 1].start if number + 1 < len(things) else len(sentence)
        yield thing, sentence[thing.end : end].rstrip("，,；;。 ")


def _opens(sentence: str, thing: NamedThing) -> bool:
    """Return whether a thing opens a clause, apart from up to _LONGEST_FRONT characters before it."""
    front = sentence[: thing.start]
    clause = len(front) - max((front.rfind(end) for end in _ENDS), default=-1) - 1
    return clause <= _LONGEST_FRONT


def _tells(measures: tuple[str, ...], kind: AnswerKind, text: str) -> bool:
    return tells_measure(measures, text) if measures else holds_kind(kind, text)


def _without(asked: tuple[NamedThing, ...], folded: str) -> str:
    for thing in asked:
        folded = folded.replace(thing.text, " ")
    return folded


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1) if text[at : at + 2].strip() == text[at : at + 2]}


def _share(pairs: set[str], text: str) -> float:
    return sum(pair in text for pair in pairs) / len(pairs)
