"""What a question names, by which a sentence is about it or about another of its kind; what of it no passage names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import pairwise

from index.chinese.asking import FACT_KINDS, AnswerKind
from index.chinese.folding import fold_text, holds_chinese
from index.chinese.measures import measures_asked
from index.chinese.named import TIMES, NamedThing, names_it, periods_named, read_named, short_years
from index.chinese.opposed import asks_one_of_opposed
from index.chinese.vocabulary import compiled, groups_of, words_of
from index.chinese.words import tag_words
from qa.answer import Passage
from qa.question import Question
from qa.reader.frame import Frame
from qa.reader.twins import Twin, find_twins


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
    def names_something(self) -> bool:
        """Whether it names anything by which a sentence may be about something else."""
        named = (
            self.asked,
            self.beside,
            self.actual,
            self.now,
            self.typed,
            self.acronyms,
            self.latin_words,
            self.modified,
        )
        told_apart = (self.conditions, self.parted, self.placed, self.extremes, self.role, self.deed)
        asked = (self.asks_term_given, self.asks_length, self.asks_one_of_opposed, self.asks_reason)
        return any(named) or any(told_apart) or any(asked) or self.kind is AnswerKind.PERSON

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
    def now(self) -> str:
        """The word by which the question asks how something is now (现在), '' if it does not."""
        said = compiled("asking.now").search(self.folded)
        return said.group() if said else ""

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
    def asks_reason(self) -> bool:
        """Whether the question asks for the reason of something."""
        return self.kind is AnswerKind.REASON

    @cached_property
    def asks_one_of_opposed(self) -> bool:
        """Whether the question asks for a fact of one act, end, bound or sum that others shut out."""
        if any(compiled(name).search(self.folded) for name in ("names.kin", "opposed.now_asked")):
            return not self.asks_reason
        is_fact = self.kind in _FACTS or compiled("yes_no.asked").search(self.folded) is not None
        return is_fact and asks_one_of_opposed(self.folded)

    @cached_property
    def role(self) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """The names of the one role in a contract that the question names (房东), and those of the other; None if it
        names none or both."""
        named = [pair for pair in ROLES if any(name in self.folded for name in pair[0])]
        return named[0] if len(named) == 1 else None

    @cached_property
    def deed(self) -> str:
        """What the question asks the consequence of, by its last word (烟花 of 放烟花罚多少); '' if it asks for
        none."""
        asked = compiled("opposed.deed_asked").search(self.folded)
        words = tag_words(self.folded[: asked.start()]) if asked else []
        heads = [word for word, tag in words if len(word) >= _OF_PARTED and tag[:1] in "nvil" and word not in _WAYS]
        head = heads[-1] if heads else ""
        return head[1:] if head[:1] in DEEDS else head  # 带狗 is a deed, though the tagger takes it for a thing

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
DEEDS = frozenset(group[0] for group in groups_of("yes_no.deed"))
"""The deeds of one character: 带狗 is one with its thing, though the tagger takes it for a thing."""
_WAYS = frozenset(words_of("opposed.no_deed"))
_BY_ROLE = {names[0]: names for names in groups_of("parties.role")}
ROLES = [
    (_BY_ROLE[one], _BY_ROLE[other]) for pair in groups_of("parties.role_against") for one, other in (pair, pair[::-1])
]
"""Each role in a contract by its names, with those of the role across from it."""

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
            if any(names_it(text, thing) for text in texts) or _is_published(thing, passages):
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
