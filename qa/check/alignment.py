"""Alignment of a statement with its quotes: shared stretches, their order, what is inserted between them or omitted."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from index.chinese.statements import Residue, read_residues
from qa.check.claim import Claim, Word, bigrams_of

LEAST_STRETCH = 2
"""Least characters in a stretch; single characters match by chance."""
LEAST_HELD = 0.85
"""Least share of an excerpt's characters in stretches; the others only join them."""
MOST_SKIPPED = 24
"""Most characters of the quote between two successive stretches that count as omitted; with more, the statement has
moved on to something else."""
FEATURES = (
    "held", "stretches", "turned", "nouns turned", "spread", "skipped", "skipped content", "skipped number",
    "skipped name", "put content", "put verbs", "put nouns", "put number", "first missing", "weakest clause", "near",
)  # fmt: skip
"""Names of Alignment.numbers, in order."""


@dataclass(frozen=True)
class Stretch:
    """A run of characters that statement and quotes share: its offset in each, and its length."""

    said: int
    told: int
    length: int


def find_stretches(said: str, told: str) -> list[Stretch]:
    """Return the longest shared runs in the statement's order, using no character of either text twice."""
    found: list[Stretch] = []
    matcher = SequenceMatcher(None, told, said, autojunk=False)
    open_parts = [(0, len(said))]
    used = [False] * len(told)
    while open_parts:
        low, high = open_parts.pop()
        if high - low < LEAST_STRETCH:
            continue
        best = _longest_unused(matcher, len(told), low, high, used)
        if best is None:
            continue
        found.append(best)
        used[best.told : best.told + best.length] = [True] * best.length
        open_parts += [(low, best.said), (best.said + best.length, high)]
    return sorted(found, key=lambda stretch: stretch.said)


def _longest_unused(
    matcher: "SequenceMatcher[str]", size: int, low: int, high: int, used: list[bool]
) -> Stretch | None:
    """Return the longest run of said[low:high] in a part of the quotes that no stretch covers."""
    best: Stretch | None = None
    at = 0
    while at < size:
        if used[at]:
            at += 1
            continue
        end = at
        while end < size and not used[end]:
            end += 1
        match = matcher.find_longest_match(at, end, low, high)
        if match.size >= LEAST_STRETCH and (best is None or match.size > best.length):
            best = Stretch(match.b, match.a, match.size)
        at = end
    return best


@dataclass(frozen=True)
class Alignment:
    """The features of an alignment. `numbers`: in the order of FEATURES; `residues`: the entries of residue.toml found
    between stretches, with their side ("put all")."""

    numbers: tuple[float, ...]
    residues: frozenset[str]

    @property
    def near(self) -> float:
        """The share of the statement's character bigrams found in the quotes, 0 to 1."""
        return self.numbers[-1]

    @property
    def is_excerpt(self) -> bool:
        """Whether the statement is the quotes' own words in their order, with some left out: the model takes a short
        plain statement for less than it is."""
        numbers = dict(zip(FEATURES, self.numbers, strict=True))
        return numbers["held"] >= LEAST_HELD and not numbers["turned"] and not numbers["put content"]


def align(statement: Claim, quotes: Sequence[Claim], context: str = "") -> Alignment:
    """Return the alignment of a statement with its quotes; names in `context`, the folded text around the quotes, do
    not count as new."""
    said = "，".join(clause.text for clause in statement.clauses)
    told = "，".join(clause.text for quote in quotes for clause in quote.clauses)
    stretches = find_stretches(said, told)
    put = _rest(said, stretches)
    skipped = _skipped(told, stretches)
    words = _placed(statement)
    told_words = _placed_in(quotes)
    free = [word for start, word in words if not _lies_in(start, start + len(word.text), stretches)]
    news = [word for word in free if word.has_content and word.text not in told]
    put_words = [word for word in news if not (word.is_name and word.text in context)]
    gaps = [word for start, word in told_words if any(low <= start < high for low, high in skipped)]
    pairs = max(len(said) - 1, 1)
    clause_shares = [_share(clause.text, told) for clause in statement.clauses] or [0.0]
    numbers = (
        sum(stretch.length for stretch in stretches) / max(len(said), 1),
        len(stretches) / max(len(said), 1) * 10,
        _turned(stretches, None),
        _turned(stretches, [start for start, word in words if word.tag.startswith(("n", "j", "eng"))]),
        len({told.count("，", 0, stretch.told) for stretch in stretches}) / max(len(statement.clauses), 1),
        min(sum(high - low for low, high in skipped), 40) / 10,
        min(sum(len(word.text) for word in gaps if word.has_content), 30) / 10,
        float(any(word.tag == "m" for word in gaps)),
        float(any(word.is_name for word in gaps)),
        sum(len(word.text) for word in put_words) / pairs * 4,
        float(sum(word.tag.startswith("v") for word in put_words)),
        float(sum(word.tag.startswith("n") for word in put_words)),
        float(any(word.tag == "m" for word in free)),
        float(not stretches or stretches[0].said > 0),
        min(clause_shares),
        len(statement.bigrams & bigrams_of(told)) / max(len(statement.bigrams), 1),
    )
    residues = {
        f"{each.side} {each.name}"
        for each in read_residues()
        if any(_holds(part, each) for part in (put if each.side == "put" else [told[a:b] for a, b in skipped]))
    }
    return Alignment(numbers, frozenset(residues))


def _holds(part: str, each: Residue) -> bool:
    return any(word in part for word in each.words)


def _rest(said: str, stretches: Sequence[Stretch]) -> list[str]:
    """Return the parts of the statement between its stretches."""
    parts, at = [], 0
    for stretch in stretches:
        parts.append(said[at : stretch.said])
        at = stretch.said + stretch.length
    parts.append(said[at:])
    return [part for part in parts if part.strip("，")]


def _skipped(told: str, stretches: Sequence[Stretch]) -> list[tuple[int, int]]:
    """Return the parts of the quotes between successive stretches, as half-open spans of `told`."""
    spans = []
    for left, right in pairwise(stretches):
        low, high = left.told + left.length, right.told
        if low < high <= low + MOST_SKIPPED:
            spans.append((low, high))
    return spans


def _turned(stretches: Sequence[Stretch], places: list[int] | None) -> float:
    """Return how many characters, in tens, are in another order than in the quotes; with `places`, only of stretches
    that contain one of these offsets."""
    kept = [
        stretch
        for stretch in stretches
        if places is None or any(stretch.said <= place < stretch.said + stretch.length for place in places)
    ]
    turned = sum(
        min(left.length, right.length)
        for n, left in enumerate(kept)
        for right in kept[n + 1 :]
        if left.told > right.told
    )
    return min(turned, 30) / 10


def _placed(statement: Claim) -> list[tuple[int, Word]]:
    """Return the words of a claim with their offsets in its clauses joined by commas."""
    placed, at = [], 0
    for clause in statement.clauses:
        placed += [(at + word.start, word) for word in clause.words]
        at += len(clause.text) + 1
    return placed


def _placed_in(quotes: Sequence[Claim]) -> list[tuple[int, Word]]:
    placed, at = [], 0
    for quote in quotes:
        own = _placed(quote)
        placed += [(at + start, word) for start, word in own]
        at += sum(len(clause.text) + 1 for clause in quote.clauses)
    return placed


def _lies_in(start: int, end: int, stretches: Sequence[Stretch]) -> bool:
    return any(each.said <= start and end <= each.said + each.length for each in stretches)


def _share(text: str, told: str) -> float:
    own = bigrams_of(text)
    return len(own & bigrams_of(told)) / len(own) if own else 1.0
