"""Whether a text affirms or denies, and which of two opposites (增加/减少, 实施/取消, 将/已) it states."""

from dataclasses import dataclass

from index.chinese.vocabulary import Entry, compiled, entries_of, entry, values_of

UP, DOWN = 0, 1


@dataclass(frozen=True)
class _Opposites:
    """Two sets of words that contradict each other."""

    sides: tuple[Entry, Entry]

    def terms(self) -> list[tuple[str, int]]:
        """Return the words with their sides, the longest first."""
        return sorted(
            ((word, side) for side in (UP, DOWN) for word in self.sides[side].words), key=lambda t: -len(t[0])
        )

    def is_missing(self, side: int, quote: str) -> bool:
        """Return whether the quote must state this side and has not even a character that stands for it."""
        characters = self.sides[side].stands_for
        return characters is not None and not any(character in quote for character in characters)


_OPPOSITES = tuple(
    _Opposites((side, entry(f"polarity.{side.against}"))) for side in entries_of("polarity") if side.against
)
_TERMS = tuple(opposites.terms() for opposites in _OPPOSITES)
_SINGLE = {word: (0, int(side)) for word, side in values_of("polarity.single").items()}
NEGATED_CHARS = 4
"""How many characters after a negation are taken as denied."""


def find_sides(folded: str, words: frozenset[str]) -> frozenset[tuple[int, int]]:
    """Return the sides (pair, side) that a text states; one-character words are looked up in `words`, its words."""
    sides = {place for word, place in _SINGLE.items() if word in words}
    for number, terms in enumerate(_TERMS):
        rest = folded
        for term, side in terms:
            if term in (rest if len(term) > 1 else words):
                sides.add((number, side))
                rest = rest.replace(term, "|")  # 不少于 must not be found again as 少于
    return frozenset(sides)


def contradicts(
    stated: frozenset[tuple[int, int]], near: frozenset[tuple[int, int]], far: frozenset[tuple[int, int]], quote: str
) -> bool:
    """Return whether a stated side contradicts the quote; `near` are the sides of its supporting clause, `far` all."""
    for number, side in stated:
        if (number, side) in near:
            continue
        other = (number, 1 - side)
        if other in near or (other in far and (number, side) not in far):
            if other not in stated or other in near:
                return True
        if (number, side) not in far and _OPPOSITES[number].is_missing(side, quote):
            return True
    return False


def is_hedged(folded: str) -> bool:
    """Return whether a clause is hedged (可能, 疑似)."""
    return compiled("polarity.hedge").search(folded) is not None


def negated_spans(folded: str) -> list[tuple[int, int]]:
    """Return the half-open spans of what a clause denies: NEGATED_CHARS characters after each negation."""
    kept = [match.span() for match in compiled("polarity.no_denial").finditer(folded)]
    spans = []
    for match in compiled("polarity.denial").finditer(folded):
        if all(match.end() <= start or match.start() >= end for start, end in kept):
            spans.append((match.end(), match.end() + NEGATED_CHARS))
    return spans
