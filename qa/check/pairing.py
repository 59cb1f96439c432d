"""What is paired with what: of two things that the quotes tell in two places each must keep what is told of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

from index.chinese.vocabulary import words_of
from qa.check.alignment import LEAST_STRETCH, find_stretches
from qa.check.claim import Claim

LEAST_HELD = 0.6
"""Least share of a part of the statement that must lie in the two parts of the quotes for it to be made of them."""
MOST_PARTS = 6
"""Parts of a statement that are compared, each with each; longer statements are lists."""
_PART = re.compile(r"[^、，。；！？：,;!?:\n|()（）]+")
_FILL = frozenset(words_of("statement_places.frame_fill"))


@dataclass(frozen=True)
class _Part:
    """A part of the statement between two marks: its length, and its runs that the quotes share, each with its length
    and the numbers of the quotes' parts it stands in."""

    length: int
    runs: tuple[tuple[int, frozenset[int]], ...]

    def of(self, here: int, not_here: int) -> list[tuple[int, frozenset[int]]]:
        return [run for run in self.runs if here in run[1] and not_here not in run[1]]


def is_crossed_over(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether two parts of the statement exchange what the quotes pair: 甲修锁，乙修灯 for 甲修灯，乙修锁."""
    told = [part for quote in quotes for part in _split(quote.text)]
    said = _split(claim.text)[:MOST_PARTS]
    if len(said) < 2 or len(told) < 2:
        return False
    words = [word.text for clause in claim.clauses for word in clause.words if word.has_content and len(word.text) > 1]
    parts = [_read_part(part, words, told) for part in said]
    return any(_exchange(one, other) for one, other in combinations(parts, 2))


@lru_cache(maxsize=2048)
def _split(text: str) -> tuple[str, ...]:
    return tuple(found.group() for found in _PART.finditer(text) if len(found.group()) >= LEAST_STRETCH)


def _read_part(part: str, words: Sequence[str], told: Sequence[str]) -> _Part:
    stretches = find_stretches(part, "，".join(told))
    shared = [part[each.said : each.said + each.length].strip("，") for each in stretches]
    # A stretch may begin or end inside a word: of 初诊患者 it holds 诊患者 where the quotes tell 复诊患者.
    cut = [word for word in words if word in part and not any(word in run for run in shared)]
    runs = []
    for run in (*shared, *cut):
        places = frozenset(place for place, text in enumerate(told) if run in text)
        if places and not all(character in _FILL for character in run):
            runs.append((len(run), places))
    return _Part(len(part), tuple(runs))


def _exchange(one: _Part, other: _Part) -> bool:
    """Return whether each part is made of the same two parts of the quotes, which pair their runs the other way."""
    mine, theirs = (frozenset().union(*(places for _, places in part.runs)) for part in (one, other))
    return any(
        all(_is_made_of(part, here, there) for part in (one, other)) for here, there in combinations(mine & theirs, 2)
    )


def _is_made_of(part: _Part, here: int, there: int) -> bool:
    """Return whether a part takes something from either part of the quotes that stands together nowhere."""
    left, right = part.of(here, there), part.of(there, here)
    if not left or not right or any(a & b for (_, a), (_, b) in product(left, right)):
        return False
    return sum(length for length, _ in (*left, *right)) >= LEAST_HELD * part.length
