"""Whether a sentence is about the thing that was asked about, about another of its kind, or does not say."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import pairwise

from index.article import Article
from index.chinese.asking import FACT_KINDS, AnswerKind
from index.chinese.dates import days_meant, years_meant
from index.chinese.folding import fold_text, holds_chinese
from index.chinese.measures import is_of_another_dimension, measures_asked
from index.chinese.named import (
    ANYWHERE,
    KINDS_ANYWHERE,
    TIMES,
    NamedThing,
    holds_thing,
    periods_named,
    read_named,
    short_years,
)
from index.chinese.opposed import (
    asks_one_of_opposed,
    only_change,
    other_act,
    other_bound,
    other_column,
    other_deputy,
    other_end,
    other_fee,
    other_figure,
    other_group,
    other_kin,
    other_rate,
    other_recipient,
    other_sum,
    told_before,
)
from index.chinese.vocabulary import compiled, groups_of, pattern_of, values_of, words_of
from index.chinese.words import holds_name, known_word_at, names_beside, tag_words
from qa.answer import Passage
from qa.question import Question
from qa.reader.candidates import Candidate
from qa.reader.frame import Frame, Section, cells_of
from qa.reader.in_turn import office_of_another, told_of_another
from qa.reader.subjects import asks_a_party
from qa.reader.twins import Twin, find_twins

# ---- What is asked about, and whether a sentence is about it


class Relation(Enum):
    """Whether a sentence is about what was asked about."""

    SAME = "same"
    UNSAID = "unsaid"
    OTHER = "other"
    CLAIM = "claim"
    """It reports what a party to a case claims, while the article also reports what the court found."""


@dataclass(frozen=True)
class Judgement:
    """Whether a sentence is about what was asked about. For OTHER, `asked` is what was asked about and `instead` what
    the sentence is about, as written in the folded texts; '' otherwise."""

    relation: Relation
    asked: str = ""
    instead: str = ""


UNSAID = Judgement(Relation.UNSAID)


@dataclass(frozen=True)
class Identity:
    """What a question names: `asked` lists the things by series.

    `folded` is the folded question, `written` the question as typed. `twins` gives by article id what the title has in
    place of what the question names. `frames` are the articles to be judged, by id.
    """

    folded: str
    written: str
    kind: AnswerKind
    asked: tuple[tuple[str, tuple[NamedThing, ...]], ...]
    twins: Mapping[str, Twin]
    frames: Mapping[str, Frame]

    @cached_property
    def periods(self) -> Mapping[tuple[str, str], str]:
        """The parts of years asked about, as periods_named returns them."""
        return periods_named(self.folded)

    @cached_property
    def actual(self) -> str:
        """The word by which the question asks for an actual result (实际), '' if it does not."""
        said = compiled("named.actual").search(self.folded)
        return said.group() if said and self.kind is not AnswerKind.OTHER else ""

    @cached_property
    def typed(self) -> frozenset[str]:
        """The names in Latin letters in the question, folded."""
        return frozenset(
            fold_text(match.group()) for match in compiled("named.latin_name").finditer(f" {self.written}")
        )

    @cached_property
    def latin(self) -> frozenset[str]:
        """Those of `typed` that appear in one of the articles."""
        return frozenset(name for name in self.typed if any(name in frame.whole for frame in self.frames.values()))

    @cached_property
    def latin_words(self) -> tuple[str, ...]:
        """The single names in Latin letters in a Chinese question (VinFast), folded."""
        found = compiled("named.latin_word").findall(self.written) if holds_chinese(self.written) else ()
        return tuple(map(fold_text, found))

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """The all-capital words in a Chinese question, folded."""
        found = {fold_text(match.group()) for match in compiled("named.acronym").finditer(self.written)}
        return frozenset(found) if holds_chinese(self.written) else frozenset()

    @cached_property
    def modified(self) -> tuple[str, ...]:
        """The names whose first character tells them from similar ones (大沙河)."""
        return tuple(match.group() for match in compiled("named.modified").finditer(self.folded))

    @cached_property
    def parted(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """The things named by two characters whose first parts them from others (红糖), with a pattern of those."""
        nouns = (word for word, tag in tag_words(self.folded) if len(word) == _OF_PARTED and tag.startswith("n"))
        words = [word for word in nouns if word[1] != "人"]  # what white people do is done to black ones
        return tuple(
            (word, re.compile(f"[{''.join(sign for sign in group if sign != word[0])}]{word[1]}"))
            for word in words
            for group in groups_of("named.parted")
            if word[0] in group
        )

    @cached_property
    def placed(self) -> tuple[tuple[str, str], ...]:
        """The places right in front of a noun in the question, with that noun (越南|工厂)."""
        words = tag_words(self.folded)
        return tuple(
            (place, noun)
            for (place, tag), (noun, behind) in pairwise(words)
            if tag == "ns" and behind == "n" and min(len(place), len(noun)) >= _OF_PARTED
        )

    @cached_property
    def extremes(self) -> tuple[tuple[str, str], ...]:
        """The superlatives in the question (最高), each with its opposite."""
        pairs = list(zip(words_of("polarity.most"), words_of("polarity.least"), strict=True))
        return tuple((one, other) for pair in pairs for one, other in (pair, pair[::-1]) if one in self.folded)

    @cached_property
    def asks_length(self) -> bool:
        """Whether the question asks for a length and nothing else."""
        return measures_asked(self.folded) == ("length",)

    @cached_property
    def asks_one_of_opposed(self) -> bool:
        """Whether the question asks for a fact of one act, end, bound or sum that others shut out."""
        if any(compiled(name).search(self.folded) for name in ("names.kin", "opposed.now_asked")):
            return self.kind is not AnswerKind.REASON
        is_fact = self.kind in _FACTS or compiled("yes_no.asked").search(self.folded) is not None
        return is_fact and asks_one_of_opposed(self.folded)

    @cached_property
    def role(self) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """The names of the one role in a contract that the question names (房东), and those of the other; None if it
        names none or both."""
        named = [pair for pair in _ROLES if any(name in self.folded for name in pair[0])]
        return named[0] if len(named) == 1 else None

    @cached_property
    def deed(self) -> str:
        """What the question asks the consequence of, by its last word (烟花 of 放烟花罚多少); '' if it asks for
        none."""
        asked = compiled("opposed.deed_asked").search(self.folded)
        words = tag_words(self.folded[: asked.start()]) if asked else []
        heads = [word for word, tag in words if len(word) >= _OF_PARTED and tag[:1] in "nv" and word not in _WAYS]
        head = heads[-1] if heads else ""
        return head[1:] if head[:1] in _DEEDS else head  # 带狗 is a deed, though the tagger takes it for a thing

    @cached_property
    def asks_term_given(self) -> bool:
        """Whether the question asks for the term that somebody was given (判了几年)."""
        names = ("parties.term_asked", "parties.term_given")
        return all(compiled(name).search(self.folded) for name in names)

    @cached_property
    def conditions(self) -> tuple[tuple[str, bool], ...]:
        """The verbs of conditions in the question (开瓶后), each with whether the question means before it is done."""
        return tuple(
            (match["verb"], match["not"] is not None) for match in compiled("named.condition").finditer(self.folded)
        )

    @cached_property
    def beside(self) -> re.Match[str] | None:
        """The match where the question asks for a thing next to another (石湾桥旁边的老桥)."""
        return compiled("named.beside").search(self.folded)


_OF_PARTED = 2
_DEEDS = frozenset(group[0] for group in groups_of("yes_no.deed"))
_WAYS = frozenset(words_of("opposed.no_deed"))
_BY_ROLE = {names[0]: names for names in groups_of("parties.role")}
_ROLES = [
    (_BY_ROLE[one], _BY_ROLE[other]) for pair in groups_of("parties.role_against") for one, other in (pair, pair[::-1])
]
_FACTS = (*FACT_KINDS, AnswerKind.MANNER)


@dataclass(frozen=True)
class LookAlike:
    """A thing that a question names but the passages do not, and those of its kind that they name, as written there."""

    asked: str
    found: tuple[str, ...]

    @property
    def joined(self) -> tuple[str, ...]:
        """`found`, with an ending that all share kept on the last only: 第一, 第二, 第三中学."""
        first, *others = self.found or ("",)
        tails = (first[start:] for start in range(_LEAST_TAIL, len(first) - _LEAST_TAIL + 1))
        tail = next((tail for tail in tails if all(name[_LEAST_TAIL:].endswith(tail) for name in others)), "")
        return (*(name.removesuffix(tail) for name in self.found[:-1]), *self.found[-1:]) if tail else self.found


_LEAST_TAIL = 2
_SERIES_ASKED_FOR = {
    "place:省": "省",
    "place:市": "市",
    "place:县": "[县区]",
    "place:镇": "(?:镇|乡|街道)",
    "place:村": "村",
}


def read_identity(question: Question, passages: Sequence[Passage] = ()) -> Identity:
    """Return what the question names. The passages' names reveal which of its words are short forms of places,
    institutions and works (云汀 for 云汀市)."""
    folded = question.folded
    things = [
        thing
        for thing in (*read_named(folded), *short_years(folded))
        if not _is_asked_for(folded, thing)
        and not (thing.series.startswith(TIMES) and _only_tells(folded, thing))
        and not (thing.series.startswith("item:") and compiled("items.breached").search(folded[: thing.start]))
    ]
    if question.kind is AnswerKind.PERSON or compiled("named.kin").search(folded):
        things = [thing for thing in things if thing.series != "person:"]
    if question.kind is AnswerKind.TIME:
        things = [thing for thing in things if thing.series not in ("part:", "day:", "month:")]
    frames = {passage.article.id: Frame(passage.article) for passage in passages}
    known = {thing.series for thing in things}
    for frame in frames.values():
        for thing in (*frame.main_things, *frame.works):
            if (
                thing.series.startswith(("place:", "name:", "work:"))
                and thing.series not in known
                and thing.key in folded
            ):
                things.append(thing)
    return Identity(
        folded, question.text, question.kind, _by_series(things), find_twins(folded, list(frames.values())), frames
    )


def _is_asked_for(folded: str, thing: NamedThing) -> bool:
    """Return whether the question asks for another thing of this series (与青岚县结对的是哪个县)."""
    ending = _SERIES_ASKED_FOR.get(thing.series) or (
        re.escape(thing.series.removeprefix("name:")) if thing.series.startswith("name:") else ""
    )
    return bool(ending) and re.search(rf"[哪几][^，。？]{{0,3}}{ending}", folded) is not None


def _only_tells(folded: str, time: NamedThing) -> bool:
    """Return whether a time in the question only describes something: 新办法出来后, 2023年开业的云杉公司."""
    if compiled("named.boundary").match(folded, time.end):
        return True
    behind = tag_words(folded[time.end :].removeprefix("年"))[:2]
    return len(behind) > 1 and behind[0][1].startswith("v") and behind[1][0] == "的"


def _by_series(things: Iterable[NamedThing]) -> tuple[tuple[str, tuple[NamedThing, ...]], ...]:
    series: dict[str, list[NamedThing]] = {}
    for thing in things:
        series.setdefault(thing.series, []).append(thing)
    return tuple((name, tuple(named)) for name, named in series.items())


# ---- Judge a sentence by its own text first, then by what is around it


def judge(identity: Identity, candidate: Candidate) -> Judgement:
    """Return whether the sentence is about what the question names. OTHER is certain; doubtful cases are UNSAID."""
    frame = identity.frames.get(candidate.article.id) or Frame(candidate.article)
    names_something = bool(
        identity.asked
        or identity.beside
        or identity.actual
        or identity.typed
        or identity.acronyms
        or identity.latin_words
        or identity.modified
        or identity.conditions
        or identity.parted
        or identity.placed
        or identity.extremes
        or identity.asks_term_given
        or identity.asks_length
        or identity.asks_one_of_opposed
        or identity.role
        or identity.deed
        or identity.kind is AnswerKind.PERSON
    )
    is_of_interest = (
        names_something
        or frame.article.id in identity.twins
        or candidate.paragraph in frame.rows
        or bool(frame.labels)
        or bool(_sections_named(identity, frame))
        or frame.has_ruling
    )
    if not is_of_interest:
        return UNSAID
    paragraph = fold_text(candidate.quote.paragraph_text)
    sentence = paragraph[candidate.start : candidate.end]
    place = _Place(frame, candidate.paragraph, candidate.start, sentence, paragraph)
    judged = {series: _judge_series(identity, series, asked, place) for series, asked in identity.asked}
    named = [
        thing.text
        for series, things in identity.asked
        if judged[series].relation is Relation.SAME and not series.startswith(("place:", *TIMES))
        for thing in things
    ]
    of_title = _judge_twin(identity, place, named)
    of_kinds = [judge_kind(identity, place) for judge_kind in _KINDS_JUDGED]
    if place.number not in frame.rows:
        of_kinds += [_judge_in_turn(identity, asked, place) for _, asked in identity.asked]
    judgements = [each for each in (_judge_row(identity, place), of_title, *of_kinds, *judged.values()) if each]
    others = [judgement for judgement in judgements if judgement.relation is Relation.OTHER]
    if others:
        return others[0]
    if _is_claim(identity, place):
        return Judgement(Relation.CLAIM)
    return next((judgement for judgement in judgements if judgement.relation is Relation.SAME), UNSAID)


@dataclass(frozen=True)
class _Place:
    """Where a sentence is: article, paragraph number, start offset in the folded paragraph, and the folded texts."""

    frame: Frame
    number: int
    start: int
    sentence: str
    paragraph: str


def _judge_series(identity: Identity, series: str, asked: tuple[NamedThing, ...], place: _Place) -> Judgement:
    """Return the judgement of the nearest level that names a thing of the series."""
    if series.startswith("item:"):
        return _judge_item(series, asked, place)
    if series.startswith("kind:") and (other := _kind_instead(asked, place)):
        return Judgement(Relation.OTHER, asked[0].text, other.text)
    is_compared = series.startswith(TIMES) and not compiled("named.time_compared_asked").search(identity.folded)
    told = _without_compared if is_compared else str
    for number, (text, is_near) in enumerate(_levels(place)):
        if number == _PARAGRAPH_LEVELS and any(_holds(told(place.paragraph), thing) for thing in asked):
            break
        if judgement := _judge_level(identity, asked, place, told(text), is_near=is_near):
            return judgement
    else:
        return _judge_published(series, asked, place)
    return UNSAID


def _kind_instead(asked: tuple[NamedThing, ...], place: _Place) -> NamedThing | None:
    """Return another kind that the sentence names, if it tells what that is about wherever it stands (放冰箱冷藏 for
    冷冻) and nothing around the sentence names the kind asked about; else None."""
    around = f"{place.frame.title}\n{place.frame.heading_above(place.number)}\n{place.paragraph}"
    if not any(thing.key in KINDS_ANYWHERE for thing in asked) or any(_holds(around, thing) for thing in asked):
        return None
    told = place.sentence
    if compiled("opposed.deed_meant").match(told):
        told = place.paragraph[: place.start].rpartition("\n")[2] + told
    others = (thing for thing in read_named(told) if thing.series == asked[0].series)
    return next((thing for thing in others if thing.key in KINDS_ANYWHERE), None)


def _without_compared(text: str) -> str:
    """Return the text with times that it only compares with (比10月减少) masked by ，; offsets stay the same."""
    return compiled("named.time_compared").sub(lambda match: "，" * len(match.group()), text)


def _judge_level(
    identity: Identity, asked: tuple[NamedThing, ...], place: _Place, text: str, *, is_near: bool
) -> Judgement | None:
    """Return the judgement of one level, None if it decides nothing."""
    series = asked[0].series
    cause = compiled("named.cause").match(text) if is_near else None
    if cause and (other := _subject_behind(text[cause.end() :], asked)):
        return Judgement(Relation.OTHER, asked[0].text, other.text)
    if any(_holds(text, thing) for thing in asked):
        return Judgement(Relation.SAME)
    if is_near and series == "year:" and identity.kind is AnswerKind.TIME:
        return None  # the question asks for a year
    if is_near and series == "work:" and not _opens_with_work(text):
        return None  # a work is only mentioned
    others = [thing for thing in read_named(text) if thing.series == series]
    others += _times_meant(series, text, place.frame.article)
    if any(thing.key == other.key for other in others for thing in asked):
        return Judgement(Relation.SAME)
    if _is_meant_too(identity, others):
        return UNSAID
    told = next((thing for thing in others if _is_about(text, thing, is_near=is_near)), None)
    if told is None or not _is_certain(asked, told, place):
        return None
    return Judgement(Relation.OTHER, asked[0].text, told.text)


def _subject_behind(text: str, asked: tuple[NamedThing, ...]) -> NamedThing | None:
    """Return the other thing of the series that the text behind a cause is about (受大清河顶托，小清河…), if any."""
    series = asked[0].series
    if series.startswith(TIMES) or any(_holds(text, thing) for thing in asked):
        return None
    things = (thing for thing in read_named(text) if thing.series == series)
    return next((thing for thing in things if _stands_first(text, thing)), None)


def _opens_with_work(text: str) -> bool:
    """Return whether a text begins with a work, as one of several described in turn (其中《甲》刻于1963年)."""
    return re.match(r"(?:其中|而|另外?|同时)?[，]?《", text) is not None


_PARAGRAPH_LEVELS = 2
"""How many levels are within the paragraph; the others are above it."""


def _levels(place: _Place) -> Iterator[tuple[str, bool]]:
    """Yield the sentence, the opening of its paragraph, the heading above and the title, each with whether it is
    running text, where a thing must be the subject."""
    yield place.sentence, True
    opening = _OPENING.match(place.paragraph)
    yield (opening.group() if opening and place.start > 0 else ""), True
    yield place.frame.heading_above(place.number), False
    yield place.frame.title, False


_OPENING = re.compile(r"[^。！？!?；;\n]{2,30}?[：:，,]")


def _holds(folded: str, thing: NamedThing) -> bool:
    return holds_thing(folded, thing) or any(name in folded for name in names_beside(thing.text))


def _is_meant_too(identity: Identity, others: Sequence[NamedThing]) -> bool:
    """Return whether the question names one of these, perhaps in a shorter form (云汀 for 云汀市)."""
    return any(
        other.series.startswith(("place:", "name:", "work:"))
        and (other.key in identity.folded or holds_name(identity.folded, other.text))
        for other in others
    )


def _is_about(text: str, thing: NamedThing, *, is_near: bool) -> bool:
    """Return whether the text is about the thing: it is the subject, owner, head or condition."""
    if text.count("《", 0, thing.start) > text.count("》", 0, thing.start):  # part of a work's name
        return not is_near and not thing.series.startswith(TIMES)
    if text.startswith(("等", "和", "与", "及", "、", "至", "到"), thing.end):
        return False
    if not is_near:
        return thing.series.startswith((*ANYWHERE, *TIMES)) or _stands_first(text, thing)
    return _stands_first(text, thing)


_FILLERS = frozenset(words_of("named.fillers"))
_TIME_TAGS = ("t", "m", "q", "f", "d")
_MODIFIER_TAGS = ("n", "j", "x", "eng", "b", "s", "nz", "z", "g")
_LONGEST_MODIFIER, _LONGEST_BEFORE_YEAR, _LONGEST_CLAUSE = 8, 4, 40
_SIGNS = ' 《“"（(【[—·•*-'


def _stands_first(text: str, thing: NamedThing) -> bool:
    """Return whether only times, function words and its owners precede the thing in its clause."""
    is_time = thing.series.startswith(TIMES)
    if is_time and "《" in text[: thing.start]:
        return False
    in_front = re.split("[：:；;]", text[: thing.start])[-1]
    *before, own = re.split("[，,]", in_front)
    said = compiled("named.said")
    if any(
        _modifier_length(clause) != 0 for clause in before if not (said.fullmatch(clause) or _SPAN.fullmatch(clause))
    ):
        return False
    longest = _LONGEST_MODIFIER
    if is_time:
        longest = _LONGEST_BEFORE_YEAR if thing.series == "year:" or _is_acted_upon(text, thing.end) else 0
    owners = [] if is_time else _owners_in(text, thing.start - len(own), thing.start)
    for start, end in reversed(owners):
        own = own[: start - thing.start + len(own)] + own[end - thing.start + len(own) :]
    if thing.series.startswith("code:") and own.endswith("的"):  # 同日发布的QJ-500
        return True
    length = _modifier_length(own)
    return length is not None and length + sum(end - start for start, end in owners) <= longest


def _is_acted_upon(text: str, end: int) -> bool:
    """Return whether a verb follows the time that ends at `end`, so that it dates an action (热线11月受理诉求)."""
    behind = tag_words(text[end : end + _LONGEST_WORD])
    return bool(behind) and behind[0][1] == "v"


_LONGEST_WORD = 4


def _owners_in(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the disjoint spans, in order, of the places and institutions named between `start` and `end`: 奉栾县
    before 南沙河, which the tagger may take for a verb."""
    spans: list[tuple[int, int]] = []
    for thing in read_named(text):
        is_owner = thing.series.startswith(("place:", "name:"))
        if is_owner and max(start, spans[-1][1] if spans else 0) <= thing.start and thing.end <= end:
            spans.append((thing.start, thing.end))
    return spans


_CLOCK = re.compile(r"\d{1,2}(?:[时点](?:\d{1,2}分)?|[:：]\d\d)(?:许|左右|整)?")


_SPAN = re.compile("[^，。；]{2,8}期间")
"""A clause that only says when: 检修期间，…"""
_SINCE = re.compile("(?<=[期日月年后])起$")


def _modifier_length(clause: str) -> int | None:
    """Return the number of characters of nouns in a clause of nouns, times and function words; None for any other."""
    length = 0
    clause = _SINCE.sub("", _CLOCK.sub("", clause))
    for word, tag in tag_words(clause) if len(clause) <= _LONGEST_CLAUSE else [(clause, "")]:
        if word in _FILLERS or tag.startswith(_TIME_TAGS) or not word.strip(_SIGNS):
            continue
        if not tag.startswith(_MODIFIER_TAGS):
            return None
        length += len(word)
    return length


_ONLY = re.compile(r"(?<![一两二三四五六七八九十百千几每\d])[只仅]")
_PRONOUN = re.compile("[他她其]")


def _is_certain(asked: tuple[NamedThing, ...], told: NamedThing, place: _Place) -> bool:
    """Return whether a sentence about `told` cannot also be about what was asked."""
    kind = told.series.partition(":")[0]
    if kind == "kind":
        return not _ONLY.search(place.sentence)  # 只在工作日开行 answers a question about weekends
    if kind == "year":  # a row may have columns for several years
        return not place.frame.is_row(place.number) or told.key in place.paragraph
    if kind == "person":
        is_subject = told.start == 0 and not _PRONOUN.search(place.sentence)
        return is_subject and all(_is_person_like(thing, told, place.frame) for thing in asked)
    if kind == "titled":
        speaks = compiled("named.said").match(place.sentence[told.start :].partition("，")[0])
        return speaks is not None or asked[0].key not in place.paragraph
    if kind == "party":
        return re.match(r"[^：:]{0,8}[：:]", place.sentence[told.end - told.start :]) is not None
    if told.series in ("place:省", "place:市") or (kind == "work" and not _opens_with_work(place.sentence)):
        return not any(_holds(place.frame.whole, thing) for thing in asked)
    if kind in ("day", "month"):
        return _is_certain_day(asked, told, place.sentence)
    return kind != "name" or not any(_may_be_short(thing, told, place) for thing in asked)


def _is_certain_day(asked: tuple[NamedThing, ...], told: NamedThing, sentence: str) -> bool:
    """Return whether the sentence can mean no other day: none given by number only, as the day before or as planned."""
    if compiled("named.planned").search(sentence) or compiled("named.day_before").search(sentence):
        return False
    bare = set(_bare_days(sentence))
    days = {thing.key.rpartition("-")[2] for thing in asked}
    return not days & bare and (not bare or told.text in sentence)


_BARE_DAYS = re.compile(r"(?<![\d月.])(?P<first>\d{1,2})(?:[日号]?(?:至|到|-|—|~|、)(?P<last>\d{1,2}))?[日号]")


def _bare_days(text: str) -> Iterator[str]:
    """Yield the numbers of the days that a text names without a month (11—15日)."""
    for match in _BARE_DAYS.finditer(text):
        first = int(match["first"])
        yield from map(str, range(first, int(match["last"] or first) + 1))


def _may_be_short(asked: NamedThing, told: NamedThing, place: _Place) -> bool:
    """Return whether the asked name may be short for the told one: 法巴银行 for 法国巴黎银行."""
    at = place.sentence.find(told.text)
    written = place.sentence[max(at - 8, 0) : at + 2] if at >= 0 else told.key
    first = written.find(asked.key[0])
    return first >= 0 and asked.key[1] in written[first + 1 :]


def _is_person_like(asked: NamedThing, told: NamedThing, frame: Frame) -> bool:
    """Return whether what was asked about is certainly a person: named as one in the article, or sharing a name."""
    if asked.key in told.key or told.key in asked.key:
        return False
    if asked.key not in frame.whole:
        return asked.key[0] == told.key[0] or asked.key[1:] == told.key[1:]
    known = any(thing.series == "person:" and thing.key == asked.key for thing in read_named(frame.whole))
    return known and re.search(rf"{asked.key}[省市县区镇乡村街山河]", frame.whole) is None


# ---- Times; relative ones count from the day of publication


def _times_meant(series: str, text: str, article: Article) -> list[NamedThing]:
    """Return the years, months and days that relative words of a text mean (今年, 昨天)."""
    published = article.published
    if published is None or series not in TIMES or series == "part:":
        return []
    if series == "year:":
        text = compiled("named.year_compared").sub("", text)
        at = min((text.find(word) for word in values_of("dates.year_word") if word in text), default=0)
        return [NamedThing(f"{year}年", at, at + 2, series, str(year)) for year in years_meant(text, published)]
    days = days_meant(compiled("named.day_compared").sub("", text), published)
    if series == "day:":
        return [NamedThing(f"{d.month}月{d.day}日", 0, 0, series, f"{d.month}-{d.day}") for d in days]
    return [NamedThing(f"{d.month}月", 0, 0, series, str(d.month)) for d in days]


def _judge_published(series: str, asked: tuple[NamedThing, ...], place: _Place) -> Judgement:
    """Return whether the article was published at the time asked about; OTHER only if the article names no time of this
    series, as it is then about the time of publication."""
    published = place.frame.article.published
    if published is None or series not in ("year:", "day:"):
        return UNSAID
    key, text = {
        "year:": (str(published.year), f"{published.year}年"),
        "day:": (f"{published.month}-{published.day}", f"{published.month}月{published.day}日"),
    }[series]
    if any(thing.key == key for thing in asked):
        return Judgement(Relation.SAME)
    whole = place.frame.whole
    if any(thing.series == series for thing in read_named(whole)) or _times_meant(series, whole, place.frame.article):
        return UNSAID
    return Judgement(Relation.OTHER, asked[0].text, text)


# ---- Items of a list or a law: 第四条


def _judge_item(series: str, asked: tuple[NamedThing, ...], place: _Place) -> Judgement:
    """Return whether the sentence belongs to the item asked about (第四条); a mere reference to it does not count."""
    item = place.frame.item_above(place.number, place.start, series)
    if item is None:
        return UNSAID
    if any(thing.key == item.key for thing in asked):
        return Judgement(Relation.SAME)
    return Judgement(Relation.OTHER, asked[0].text, item.text)


# ---- Rows of a table: the question names one of them by its first cell


def _judge_row(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if the question names another row of the same table, SAME if it names this one, else None."""
    rows = place.frame.rows
    row = rows.get(place.number)
    if row is None or len(row.key) < 2:
        return None
    keys = {other.key for other in rows.values() if other.block == row.block and other.key in identity.folded}
    whole = {key for key in keys if len(key) > 1 and not any(key != other and key in other for other in keys)}
    if row.key in whole:
        return Judgement(Relation.SAME)
    if not whole or any(key in place.sentence for key in whole):
        return None
    if _shares_pair(row.key, identity.folded):
        return None
    return Judgement(Relation.OTHER, max(whole, key=len), row.key)


def _judge_label(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if the question names another of the places or groups by which the article is divided (丽景苑 under
    the label 二、云杉里停车：…), else None."""
    own = place.frame.label_at(place.number, place.start) if place.frame.labels else ""
    if not own or own in identity.folded:
        return None
    asked = [name for name in set(place.frame.labels.values()) if name != own and name in identity.folded]
    if not asked or any(name in place.sentence for name in asked):
        return None
    return Judgement(Relation.OTHER, max(asked, key=len), own)


def _judge_section(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if the sentence stands under the heading of one part of its article and the question names the
    heading of another (酸笋焖鸭 among recipes), which neither that heading nor the paragraph so far mentions."""
    named = _sections_named(identity, place.frame)
    own = place.frame.section_at(place.number) if named else None
    if own is None or own.name in identity.folded or any(section.shape != own.shape for section in named):
        return None
    told = f"{own.name}\n{place.paragraph[: place.start]}{place.sentence}"
    if any(section.name in told for section in named):
        return None
    return Judgement(Relation.OTHER, max((section.name for section in named), key=len), own.name)


def _sections_named(identity: Identity, frame: Frame) -> list[Section]:
    """Return the parts of an article whose heading the question names and the title does not."""
    return [
        section
        for section in frame.sections
        if len(section.name) >= _LEAST_HEADING and section.name in identity.folded and section.name not in frame.title
    ]


_LEAST_HEADING = 3


def _judge_column(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if the row has a column of the year asked about and one of the name asked for (2025年预算数,
    2024年决算数), but none of both (2025年决算)."""
    if place.number not in place.frame.rows:
        return None
    other = other_column(identity.folded, [head for head, _ in cells_of(place.sentence)])
    return Judgement(Relation.OTHER, *other) if other else None


def _shares_pair(key: str, folded: str) -> bool:
    """Return whether the question contains the beginning and the end of a long key."""
    return len(key) > 3 and key[:3] in folded and key[-2:] in folded


# ---- Similar articles, whose titles differ in one place


def _judge_twin(identity: Identity, place: _Place, named: Sequence[str]) -> Judgement | None:
    """Return OTHER if the sentence's article is the twin of the one asked about and the sentence does not mention what
    was asked, else None. A name that both articles share does not distinguish them."""
    twin = identity.twins.get(place.frame.article.id)
    if twin is None or any(twin.differs in name or name in twin.differs for name in named):
        return None
    if twin.asked in place.sentence or twin.asked in place.frame.heading_above(place.number):
        return None
    asked_at, instead_at = place.paragraph.find(twin.asked), place.paragraph.find(twin.instead)
    if asked_at >= 0 and not 0 <= instead_at < asked_at:  # 金河建材是金河水泥的子公司 is about the first
        return None
    return Judgement(Relation.OTHER, twin.asked, twin.instead)


# ---- Parts of years, plans, neighbours and other near misses: OTHER (_judge_latin also SAME) or None


def _judge_period(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if the sentence or row is about other parts of years than those asked about."""
    told = periods_named(place.sentence)
    if not identity.periods or not told or not identity.periods.keys().isdisjoint(told):
        return None
    parts = {part for _, part in told}
    named = [thing.key for thing in read_named(place.sentence) if thing.series == "part:"]
    is_open = any(named.count(part) > sum(other == part for _, other in told) for _, part in identity.periods)
    if is_open and not parts.isdisjoint(part for _, part in identity.periods):
        return None  # 同期的三季度, without its year
    return Judgement(Relation.OTHER, next(iter(identity.periods.values())), next(iter(told.values())))


def _judge_stage(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if the sentence only states a plan and the question asks for the actual result."""
    planned = compiled("named.planned").search(place.sentence) if identity.actual else None
    if planned is None or identity.actual in place.sentence:
        return None
    return Judgement(Relation.OTHER, identity.actual, planned.group())


def _judge_beside(identity: Identity, place: _Place) -> Judgement | None:
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


def _judge_latin(identity: Identity, place: _Place) -> Judgement | None:
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


def _judge_modified(identity: Identity, place: _Place) -> Judgement | None:
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


def _judge_parted(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if the sentence names a thing parted by its first character only (红糖) from one in the question
    (白糖) that neither it nor its surroundings name."""
    around = f"{place.frame.title}\n{place.frame.heading_above(place.number)}\n{place.paragraph}"
    for name, others in identity.parted:
        other = others.search(place.sentence)
        is_other = other is not None and other.group() not in identity.folded and not holds_name(around, name)
        if other is None or not is_other or compiled("named.alone").search(place.sentence):
            continue
        if known_word_at(place.sentence, other.start())[:2] == other.span():
            return Judgement(Relation.OTHER, name, other.group())
    return None


def _judge_work(identity: Identity, place: _Place) -> Judgement | None:
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


def _judge_placed(identity: Identity, place: _Place) -> Judgement | None:
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


def _judge_extreme(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if the sentence tells the opposite extreme (最低) of the one asked about (最高) alone."""
    for asked, other in identity.extremes:
        if other in place.sentence and asked not in place.sentence and other not in identity.folded:
            return Judgement(Relation.OTHER, asked, other)
    return None


def _judge_dimension(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if the sentence gives another dimension (内径16毫米) than the one asked for (多长)."""
    is_other = identity.asks_length and is_of_another_dimension(identity.folded, place.sentence)
    return Judgement(Relation.OTHER, identity.folded, place.sentence) if is_other else None


def _judge_opposed(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if the sentence tells of another act (施行 for 通过), the other end of a time, the other bound or a
    sum by another name than the question asks for."""
    if not identity.asks_one_of_opposed:
        return None
    asked, told = identity.folded, place.sentence
    line = place.paragraph[: place.start].rpartition("\n")[2]
    around = f"{place.frame.title}\n{place.frame.heading_above(place.number)}\n{line}"
    ways = (other_end, other_bound, other_sum, other_figure, other_rate, only_change, other_recipient, told_before)
    lacking = (other_fee, other_group, other_kin, other_deputy)
    found = (
        other_act(asked, told, around),
        *(way(asked, told) for way in ways),
        *(way(asked, told, place.frame.whole) for way in lacking),
    )
    other = next(filter(None, found), None)
    return Judgement(Relation.OTHER, *other) if other else None


def _judge_role(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if the sentence says what holds where the other party to a contract does something
    (承租人提前退租的，…) and the question asks of one party (房东)."""
    if identity.role is None:
        return None
    own, others = (_with_letter(names, place.frame) for names in identity.role)
    case = _CASE.match(place.sentence)
    opens = next((name for name in others if case and case["who"].startswith(name)), "")
    if not opens or any(f"，{name}" in place.sentence for name in own):
        return None
    return Judgement(Relation.OTHER, next(name for name in own if name in identity.folded), opens)


_CASE = re.compile("[第\\d一二三四五六七八九十条、.． 　（）()]*(?:如果?|若|因)?(?P<who>[^，。；]{2,24})的，")


def _with_letter(names: tuple[str, ...], frame: Frame) -> tuple[str, ...]:
    """Return the names of a role with the letter by which a contract calls whoever has it: 甲方（出租人）."""
    name = "|".join(map(re.escape, names))
    called = re.search(
        rf"([甲乙丙]方)[（(：:]{{1,2}}(?:{name})|(?:{name})[（(：:](?:以下简称|下称)?[“\"]?([甲乙丙]方)", frame.whole
    )
    return (*names, called[1] or called[2]) if called else names


def _judge_deed(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if the sentence says what comes of one deed (设摊的，处…罚款), the question asks so of another
    (放烟花罚多少) and the article names that in other lines only."""
    deed = identity.deed
    if not deed:
        return None
    end = place.start + len(place.sentence)
    line = place.paragraph[: place.start].rpartition("\n")[2] + place.sentence
    line += place.paragraph[end:].partition("\n")[0]
    is_told = compiled("opposed.deed_told").search(line) and not compiled("opposed.deed_meant").match(line)
    if not is_told or _shares_sign(deed, f"{place.frame.title}\n{line}"):
        return None
    return Judgement(Relation.OTHER, deed, line[:_LONGEST_CLAUSE]) if _shares_sign(deed, place.frame.whole) else None


def _shares_sign(word: str, text: str) -> bool:
    """Return whether a text has one of the characters of a word, or another name for it: 钓鱼 in 垂钓."""
    return any(sign in text for sign in word if sign not in _EMPTY) or any(name in text for name in names_beside(word))


_EMPTY = "子儿头鱼人车东西"
"""Characters that many words share."""


def _judge_statute(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if the sentence says what a law provides, and the question asks what somebody was given."""
    statute = compiled("parties.statute").search(place.sentence) if identity.asks_term_given else None
    return Judgement(Relation.OTHER, identity.folded, statute.group()) if statute else None


def _judge_acronym(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if the sentence or title has an acronym that differs in one letter from one in the question that the
    article lacks (CEI, LEI)."""
    missing = [name for name in identity.acronyms if name not in place.frame.whole]
    for match in _LETTERS.finditer(f"{place.frame.title}\n{place.sentence}") if missing else ():
        for name in missing:
            if len(name) == len(match.group()) and sum(a != b for a, b in zip(name, match.group(), strict=True)) == 1:
                return Judgement(Relation.OTHER, name, match.group())
    return None


def _judge_latin_word(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if the sentence has a name in Latin letters, and its article none of those in the question."""
    if not identity.latin_words or any(name in place.frame.whole for name in identity.latin_words):
        return None
    paragraph = next(each.text for each in place.frame.article.paragraphs if each.number == place.number)
    written = paragraph[place.start : place.start + len(place.sentence)]
    other = compiled("named.latin_word").search(written)
    return Judgement(Relation.OTHER, identity.latin_words[0], other.group()) if other else None


_LETTERS = re.compile("(?<![a-z0-9])[a-z]{3,6}(?![a-z0-9])")


def _judge_whole(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if the sentence is about the whole of a larger place (全市) and the question names a part of it that
    neither the sentence nor its surroundings name."""
    asked = [thing for series, things in identity.asked if series in _RANKS_OF_PLACES for thing in things]
    if not asked:
        return None
    lowest = max(_RANKS_OF_PLACES.index(thing.series) for thing in asked)
    parts = [thing for thing in asked if thing.series == _RANKS_OF_PLACES[lowest]]
    around = f"{place.frame.title}\n{place.frame.heading_above(place.number)}\n{place.paragraph}"
    if any(_holds(around, thing) for thing in parts):
        return None
    for match in compiled("named.whole_place").finditer(place.sentence):
        whole = NamedThing(match.group(), match.start(), match.end(), "place:", match.group())
        if _WHOLES.find(match.group()[-1]) < lowest and _stands_first(place.sentence, whole):
            return Judgement(Relation.OTHER, parts[0].text, match.group())
    return None


_RANKS_OF_PLACES = ("place:省", "place:市", "place:县", "place:镇", "place:村")
_WHOLES = "省市县镇"
"""The characters for whole places (全市), by rank as above."""


def _judge_condition(identity: Identity, place: _Place) -> Judgement | None:
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


def _judge_office(identity: Identity, place: _Place) -> Judgement | None:
    """Return OTHER if, in a list of people, the office asked for belongs to another organization."""
    other = office_of_another(identity.folded, place.sentence)
    return Judgement(Relation.OTHER, identity.folded[: len(other)], other) if other else None


def _judge_in_turn(identity: Identity, asked: tuple[NamedThing, ...], place: _Place) -> Judgement | None:
    """Return OTHER if the sentence describes several things in turn and states what is asked for about another one."""
    told = told_of_another(identity.folded, identity.kind, asked, place.sentence)
    return Judgement(Relation.OTHER, asked[0].text, told.text) if told else None


_KINDS_JUDGED = (
    _judge_office,
    _judge_column,
    _judge_label,
    _judge_section,
    _judge_period,
    _judge_stage,
    _judge_beside,
    _judge_latin,
    _judge_modified,
    _judge_parted,
    _judge_placed,
    _judge_extreme,
    _judge_opposed,
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


# ---- What a party to a case says, and what the court finds


def _is_claim(identity: Identity, place: _Place) -> bool:
    """Return whether the sentence reports a party's claim (原告诉称) although the article reports the court's finding
    and the question does not ask for a claim."""
    is_asked = compiled("parties.claim_asked").search(identity.folded) or asks_a_party(identity.folded)
    if is_asked or not place.frame.has_ruling:
        return False
    claim = compiled("parties.claim")
    is_of_party = claim.search(place.sentence) or claim.search(place.paragraph)
    return is_of_party is not None and compiled("parties.ruling").search(place.sentence) is None


# ---- What the passages lack


_MOST_FOUND = 6


def look_alikes(identity: Identity, passages: Sequence[Passage]) -> tuple[LookAlike, ...]:
    """Return the things in the question that no passage or title names, with those of the same kind that are named."""
    written = [f"{passage.context}\n{passage.text}" for passage in passages]
    texts = [fold_text(text) for text in written]
    found: list[LookAlike] = []
    for series, asked in identity.asked:
        if series.startswith(("party:", "month:")):
            continue
        like = sorted(
            (
                (other, shown[other.start : other.end])
                for text, shown in zip(texts, written, strict=True)
                for other in read_named(text)
                if other.series == series
            ),
            key=lambda pair: _by_number(pair[0]),
        )
        for thing in asked:
            if any(_holds(text, thing) for text in texts) or _is_published(thing, passages):
                continue
            names = dict[str, str]()  # the longest name of each: 国庆节, not 国庆 too
            for other, name in like:
                if _may_stand_for(thing, other) and len(name) > len(names.get(other.key, "")):
                    names[other.key] = name
            found.append(LookAlike(_as_asked(identity, thing), tuple(dict.fromkeys(names.values()))[:_MOST_FOUND]))
    return tuple(found)


def _by_number(thing: NamedThing) -> tuple[int, str]:
    return (int(thing.key), "") if thing.key.isdecimal() else (0, "")


def _may_stand_for(asked: NamedThing, other: NamedThing) -> bool:
    """Return whether the asker may have meant the other one: for people, only if they share part of the name."""
    return asked.series != "person:" or asked.key[0] == other.key[0] or asked.key[1:] == other.key[1:]


def _as_asked(identity: Identity, thing: NamedThing) -> str:
    """Return the name as the question writes it; a single character before a name at the start of the question belongs
    to it (青竹河大桥, where the tagger finds 竹河)."""
    is_there = identity.folded[thing.start : thing.end] == thing.text
    is_cut = thing.start == 1 and thing.series.startswith(("name:", "place:")) and identity.folded[0].isalpha()
    return identity.written[0 if is_cut else thing.start : thing.end] if is_there else thing.text


def _is_published(thing: NamedThing, passages: Sequence[Passage]) -> bool:
    """Return whether a passage is from an article published in the year or on the day asked about."""
    days = [passage.article.published for passage in passages if passage.article.published]
    if thing.series == "year:":
        return any(thing.key == str(day.year) for day in days)
    return thing.series == "day:" and any(thing.key == f"{day.month}-{day.day}" for day in days)
