"""A sentence parsed into clauses with their words, names and amounts; the same for statements and quotes."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from index.chinese.amounts import Amount, read_amounts
from index.chinese.folding import fold_text
from index.chinese.numerals import read_numeral
from index.chinese.polarity import find_sides, negated_spans
from index.chinese.statements import read_respellings
from index.chinese.vocabulary import words_of
from index.chinese.words import tag_words

_CLAUSE = re.compile(r"[^，；。！？：,;!?]+")
_EMPTY_TAGS = ("x", "u", "p", "c", "y", "e", "o", "r", "d", "w", "zg")
"""Parts of speech without content of their own: particles, prepositions, pronouns, adverbs, punctuation."""
_NAME_TAGS = ("nr", "ns", "nt", "nz", "eng", "t")
_VAGUE_TIMES = frozenset(words_of("dates.vague"))
_EMPTY_WORDS = frozenset(words_of("words.no_content"))
_LATE = ("下午", "傍晚", "晚上", "晚间", "夜里", "夜间", "当晚", "晚")
_CLOCK = re.compile(
    rf"(?P<part>凌晨|清晨|早上|早晨|上午|中午|{'|'.join(_LATE[:-1])}|(?<![昨今明前当])晚)?(?P<hour>\d{{1,2}}|[一二两三四五六七八九十]{{1,3}})"
    r"[点时](?!点)(?P<minutes>半|一刻|三刻|整|\d{1,2}分|[一二三四五]?十[一二三四五六七八九]?分)?(?![段间候代期])"
)
LATIN = re.compile(r"[a-z]")


@dataclass(frozen=True)
class Word:
    """A folded word with its part of speech and its half-open span in the clause."""

    text: str
    tag: str
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        """Whether it names a person, thing, place or time; one-character names are too often tagging errors."""
        return self.tag.startswith(_NAME_TAGS) and len(self.text) > 1 and self.text not in _VAGUE_TIMES

    @property
    def has_content(self) -> bool:
        if self.text in _EMPTY_WORDS or self.tag == "m" or not self.text[0].isalnum():
            return False
        return not self.tag.startswith(_EMPTY_TAGS)


@dataclass(frozen=True)
class Clause:
    """The folded text between two punctuation marks, without blanks; offsets of words and amounts refer to `text`."""

    text: str
    words: tuple[Word, ...]
    amounts: tuple[Amount, ...]

    @cached_property
    def bigrams(self) -> frozenset[str]:
        return bigrams_of(self.text)

    @cached_property
    def unnumbered(self) -> tuple[Word, ...]:
        """The words that are not part of an amount; amounts (二〇〇八年) are compared by value."""
        return tuple(w for w in self.words if all(w.end <= a.start or w.start >= a.end for a in self.amounts))

    @cached_property
    def names(self) -> tuple[Word, ...]:
        return tuple(word for word in self.unnumbered if word.is_name)

    @cached_property
    def sides(self) -> frozenset[tuple[int, int]]:
        return find_sides(self.text, frozenset(word.text for word in self.words))

    @cached_property
    def denied(self) -> tuple[tuple[int, int], ...]:
        return tuple(negated_spans(self.text))


@dataclass(frozen=True)
class Claim:
    """A sentence as its clauses."""

    text: str
    clauses: tuple[Clause, ...]

    @cached_property
    def bigrams(self) -> frozenset[str]:
        return bigrams_of(self.text)

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        return tuple(amount for clause in self.clauses for amount in clause.amounts)

    @cached_property
    def sides(self) -> frozenset[tuple[int, int]]:
        return frozenset(side for clause in self.clauses for side in clause.sides)

    @property
    def has_content(self) -> bool:
        return bool(self.amounts) or any(word.has_content for clause in self.clauses for word in clause.words)


@lru_cache(maxsize=4096)
def read_claim(text: str) -> Claim:
    """Return the text as a Claim; any text is accepted."""
    folded = re.sub(r"\s+", "", fold_text(text))
    folded = re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "", folded)  # 3,000: no clause ends inside a number
    folded = re.sub(r"(?<=\d)[:：]([0-5]\d)(?![\d分])", r"时\1分", folded)  # 19:30
    folded = re.sub(r"(?<=月)(\d{1,2})(?=(?:至|到|-|—|~)+\d{1,2}日)", r"\1日", folded)  # 8月15至16日
    folded = _CLOCK.sub(_spell_clock, folded)
    for each in read_respellings():
        folded = each.pattern.sub(each.into, folded)
    clauses = tuple(_read_clause(match.group()) for match in _CLAUSE.finditer(folded))
    return Claim(folded, clauses)


def _spell_clock(found: "re.Match[str]") -> str:
    """Return the normal form of a time of day: 22时30分 for 晚上十点半."""
    hour, minutes = read_numeral(found["hour"]), found["minutes"]
    if hour is None or hour > 24 or not (found["part"] or minutes):
        return found.group()
    is_late = (found["part"] in _LATE and hour < 12) or (found["part"] == "中午" and hour < 3)
    minute = {"半": 30.0, "一刻": 15.0, "三刻": 45.0, "整": 0.0, None: 0.0}.get(minutes, -1.0)
    minute = (read_numeral(minutes.rstrip("分")) or 0.0) if minute < 0 else minute
    return f"{hour + 12 * is_late:g}时" + (f"{minute:g}分" if minute else "")


def bigrams_of(text: str) -> frozenset[str]:
    """Return the bigrams of adjacent letters or digits."""
    letters = [character for character in text if character.isalnum()]
    return frozenset(a + b for a, b in pairwise(letters))


def _read_clause(text: str) -> Clause:
    words, at = [], 0
    for word, tag in tag_words(text):
        kind = "eng" if LATIN.match(word) else tag
        words.append(Word(word, kind, at, at + len(word)))
        at += len(word)
    return Clause(text, tuple(words), read_amounts(text))
