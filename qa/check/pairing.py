"""What is paired with what: of two things that the quotes tell in two places each must keep what is told of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

from index.chinese.amounts import read_amounts
from index.chinese.vocabulary import words_of
from qa.check.alignment import LEAST_STRETCH, find_stretches
from qa.check.claim import Claim, bigrams_of
from qa.check.relations import read_comparisons

LEAST_HELD = 0.6
"""Least share of a part of the statement, without what the quotes tell elsewhere or of both, that must lie in the two
parts of the quotes for it to be made of them."""
LEAST_ALIKE = 0.25
"""Least share of the bigrams of the shorter of two sentences in the other one for both to tell the like."""
MOST_PARTS = 6
"""Parts of a statement that are compared, each with each; longer statements are lists."""
MOST_APART = 3
"""How far from each other two parts of the quotes are compared that do not tell the like."""
_ITEM = re.compile(r"[^、，。；！？：,;!?:\n|()（）]+")
_CLAUSE = re.compile(r"[^，。；！？,;!?\n|]+")
_STATEMENT = re.compile(r"[^。；！？;!?\n|]+")
_CUTS = ((_ITEM, _ITEM), (_CLAUSE, _CLAUSE), (_STATEMENT, _CLAUSE))
"""What quotes and statement are cut into: 甲修灯、乙修锁 are two items, 甲来了，修灯；乙来了，修锁 two statements."""
_DIGIT, _DECIMALS = re.compile(r"\d"), re.compile(r"0*[1-9]")
"""What makes another number behind one, and behind one with decimals: 760.05 is 760.0500."""
_FILL = frozenset(words_of("statement_places.frame_fill"))
_TELLS_NOTHING = frozenset(words_of("statement_places.pairs_nothing"))


@dataclass(frozen=True)
class _Run:
    """Characters that a part of the statement shares with the quotes, and the numbers of the quotes' parts that have
    them."""

    text: str
    places: frozenset[int]


@dataclass(frozen=True)
class _Part:
    """A part of the statement between two marks, and its runs."""

    length: int
    runs: tuple[_Run, ...]

    def of(self, here: int, not_here: int) -> list[_Run]:
        return [run for run in self.runs if here in run.places and not_here not in run.places]

    @property
    def places(self) -> frozenset[int]:
        return frozenset[int]().union(*(run.places for run in self.runs))


def is_crossed_over(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether two parts of the statement exchange what the quotes pair: 甲修锁，乙修灯 for 甲修灯，乙修锁."""
    words = [word.text for clause in claim.clauses for word in clause.words if word.has_content and len(word.text) > 1]
    wholes = [part for quote in quotes for part in _split(_STATEMENT, quote.text)]
    for of_quotes, of_claim in _CUTS:
        told = [part for quote in quotes for part in _split(of_quotes, quote.text)]
        said = [part for part in _split(of_claim, claim.text)[:MOST_PARTS] if not read_comparisons(part)]
        if len(said) < 2 or len(told) < 2:
            continue
        parts = [_read_part(part, words, told) for part in said]
        for one, other in combinations(parts, 2):
            if _exchange(one, other, told, of_quotes is _STATEMENT) and not _are_apart(one, other, wholes):
                return True
    return False


@lru_cache(maxsize=4096)
def _split(marks: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(found.group() for found in marks.finditer(text) if len(found.group()) >= LEAST_STRETCH)


def _read_part(part: str, words: Sequence[str], told: Sequence[str]) -> _Part:
    stretches = find_stretches(part, "，".join(told))
    shared = [part[each.said : each.said + each.length].strip("，") for each in stretches]
    # A stretch may begin or end inside a word: of 初诊患者 it holds 诊患者 where the quotes tell 复诊患者.
    cut = [word for word in words if word in part and not any(word in run for run in shared)]
    runs = []
    for run in (*shared, *cut):
        places = frozenset(place for place, text in enumerate(told) if _holds(text, run))
        if places and not all(character in _FILL for character in run):
            runs.append(_Run(run, places))
    return _Part(len(part), tuple(runs))


def _holds(text: str, run: str) -> bool:
    """Return whether a text has a run of characters that cuts no number: 15万 is not in 115万."""
    at = text.find(run)
    while at >= 0:
        is_cut_before = run[0].isdigit() and at > 0 and (text[at - 1].isdigit() or text[at - 1] == ".")
        goes_on = _DECIMALS if "." in run else _DIGIT
        if not is_cut_before and not (run[-1].isdigit() and goes_on.match(text, at + len(run))):
            return True
        at = text.find(run, at + 1)
    return False


def _exchange(one: _Part, other: _Part, told: Sequence[str], must_be_alike: bool) -> bool:
    """Return whether each part is made of the same two parts of the quotes, which pair their runs the other way."""
    return any(
        all(_is_made_of(part, here, there) for part in (one, other))
        for here, there in combinations(sorted(one.places & other.places), 2)
        if (not must_be_alike and there - here <= MOST_APART) or _tell_the_like(told[here], told[there])
    )


def _is_made_of(part: _Part, here: int, there: int) -> bool:
    """Return whether a part takes something from either part of the quotes that stands together nowhere."""
    left, right = ([run for run in part.of(*places) if run.text not in _TELLS_NOTHING] for places in
                   ((here, there), (there, here)))  # fmt: skip
    if not left or not right or any(one.places & other.places for one, other in product(left, right)):
        return False
    beside = sum(len(run.text) for run in part.runs if len(run.places & {here, there}) != 1)
    return sum(len(run.text) for run in (*left, *right)) >= LEAST_HELD * (part.length - beside)


def _tell_the_like(left: str, right: str) -> bool:
    units = {each.unit for each in read_amounts(left)} & {each.unit for each in read_amounts(right)}
    one, other = bigrams_of(left), bigrams_of(right)
    return bool(units - {""}) or len(one & other) >= LEAST_ALIKE * min(len(one), len(other))


def _are_apart(one: _Part, other: _Part, wholes: Sequence[str]) -> bool:
    """Return whether each part is told by a statement of the quotes of its own, however that is cut."""
    mine, theirs = (
        {place for place, text in enumerate(wholes) if all(_holds(text, run.text) for run in part.runs)}
        for part in (one, other)
    )
    return bool(mine) and bool(theirs) and not mine & theirs
