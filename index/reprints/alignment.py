"""What two texts share, in order, and what stands in its place where they differ: a patience diff in linear time."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

ANCHOR_CHARS = 5
"""Length of the character runs that anchor the alignment; each occurs exactly once in either text."""

SHORT_GAP_CHARS = 8

_MAX_MOVED_BLOCKS = 256
"""Bound on the quadratic choice among blocks that moved: the longest are kept, the rest count as different."""

_MAX_NUMBER_CHARS = 24
_NUMBER_BEFORE = re.compile(r"(?:[0-9]+·)?[0-9]*$")
_NUMBER_AFTER = re.compile(r"[0-9]*(?:·[0-9]+)?")

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Gap:
    """What stands between two shared stretches: half-open spans of the left and of the right text, one may be empty."""

    left_start: int
    left_end: int
    right_start: int
    right_end: int


@dataclass(frozen=True)
class Alignment:
    """`shared` counts the characters both texts hold in the same order; `gaps` are in order, head and tail included.

    Of a gap of at most SHORT_GAP_CHARS the characters that stand on both sides count as shared too: between two slips
    of copying a few letters apart lies no anchor.
    """

    shared: int
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class _Block:
    left: int
    right: int
    size: int


def hash_shingles(text: str, size: int) -> NDArray[np.uint64]:
    """Return one well-mixed 64-bit hash for each of the `len(text) - size + 1` runs of `size` characters, in order."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    count = max(len(codes) - size + 1, 0)
    hashes = np.zeros(count, dtype=np.uint64)
    for offset in range(size if count else 0):
        hashes = hashes * _MULTIPLIER + codes[offset : offset + count]
    return _mix(hashes)


def align(left: str, right: str) -> Alignment:
    """Return what `left` and `right` share in order and the gaps between; a stretch that moved counts as two gaps.

    A gap never cuts a number: where 138 became 1558 the gap holds both whole.
    """
    gaps = _gaps_between(left, right, _chain(_anchor_blocks(left, right)))
    shared = len(left) - sum(gap.left_end - gap.left_start - _shared_in_short_gap(left, right, gap) for gap in gaps)
    return Alignment(shared, _merge([_widen_over_numbers(left, right, gap) for gap in gaps]))


def _mix(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread every input bit over the whole word (the finaliser of MurmurHash3)."""
    hashes = (hashes ^ (hashes >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    hashes = (hashes ^ (hashes >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return hashes ^ (hashes >> np.uint64(33))


def _anchor_blocks(left: str, right: str) -> list[_Block]:
    """Return the runs of anchors that follow each other in both texts, ordered by their place in `left`.

    Where nothing occurs just once (a body printed twice) the first occurrences are the anchors.
    """
    left_anchors, right_anchors = _Anchors.of(left), _Anchors.of(right)
    rows = _runs(left_anchors.unique(), right_anchors.unique())
    return rows or _runs(left_anchors, right_anchors)


@dataclass(frozen=True)
class _Anchors:
    """Distinct shingle hashes of a text, sorted, with their first places and the number of their places."""

    hashes: NDArray[np.uint64]
    places: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, text: str) -> "_Anchors":
        return cls(*np.unique(hash_shingles(text, ANCHOR_CHARS), return_index=True, return_counts=True))

    def unique(self) -> "_Anchors":
        once = self.counts == 1
        return _Anchors(self.hashes[once], self.places[once], self.counts[once])


def _runs(left: _Anchors, right: _Anchors) -> list[_Block]:
    _, from_left, from_right = np.intersect1d(left.hashes, right.hashes, assume_unique=True, return_indices=True)
    if not len(from_left):
        return []
    order = np.argsort(left.places[from_left])
    in_left, in_right = left.places[from_left][order], right.places[from_right][order]
    breaks = np.flatnonzero((np.diff(in_left) != 1) | (np.diff(in_right) != 1)) + 1
    starts = np.concatenate(([0], breaks))
    sizes = np.diff(np.concatenate((starts, [len(in_left)]))) + ANCHOR_CHARS - 1
    rows = zip(in_left[starts].tolist(), in_right[starts].tolist(), sizes.tolist(), strict=True)
    return [_Block(*row) for row in rows]


def _chain(blocks: list[_Block]) -> list[_Block]:
    """Return the heaviest series of blocks that keep their order in both texts."""
    if all(a.right < b.right for a, b in pairwise(blocks)):
        return blocks
    longest = sorted(blocks, key=lambda block: -block.size)[:_MAX_MOVED_BLOCKS]
    blocks = sorted(longest, key=lambda block: block.left)
    weights = [block.size for block in blocks]
    before = [-1] * len(blocks)
    for i, block in enumerate(blocks):
        for j in range(i):
            if blocks[j].right < block.right and weights[j] + block.size > weights[i]:
                weights[i], before[i] = weights[j] + block.size, j
    chain = []
    i = max(range(len(blocks)), key=weights.__getitem__)
    while i != -1:
        chain.append(blocks[i])
        i = before[i]
    return chain[::-1]


def _gaps_between(left: str, right: str, blocks: list[_Block]) -> list[Gap]:
    """Return the gaps before, between and behind the blocks, without the equal characters at either end of each."""
    gaps: list[Gap] = []
    left_end = right_end = 0
    for block in [*blocks, _Block(len(left), len(right), 0)]:
        overlap = max(left_end - block.left, right_end - block.right, 0)
        if overlap > block.size:
            continue
        gap = _shrink(left, right, Gap(left_end, block.left + overlap, right_end, block.right + overlap))
        if gap.left_start < gap.left_end or gap.right_start < gap.right_end:
            gaps.append(gap)
        left_end, right_end = block.left + block.size, block.right + block.size
    return gaps


def _shrink(left: str, right: str, gap: Gap) -> Gap:
    start, other = gap.left_start, gap.right_start
    while start < gap.left_end and other < gap.right_end and left[start] == right[other]:
        start, other = start + 1, other + 1
    end, other_end = gap.left_end, gap.right_end
    while end > start and other_end > other and left[end - 1] == right[other_end - 1]:
        end, other_end = end - 1, other_end - 1
    return Gap(start, end, other, other_end)


def _widen_over_numbers(left: str, right: str, gap: Gap) -> Gap:
    """Return the gap with the numbers it cuts made whole, decimals (written with a middle dot) included."""
    mine, theirs = left[gap.left_start : gap.left_end], right[gap.right_start : gap.right_end]
    before = after = 0
    if mine[:1].isdigit() or theirs[:1].isdigit():
        before = min(_digits_before(left, gap.left_start), _digits_before(right, gap.right_start))
    if mine[-1:].isdigit() or theirs[-1:].isdigit():
        after = min(_digits_after(left, gap.left_end), _digits_after(right, gap.right_end))
    return Gap(gap.left_start - before, gap.left_end + after, gap.right_start - before, gap.right_end + after)


def _digits_before(text: str, place: int) -> int:
    found = _NUMBER_BEFORE.search(text[max(place - _MAX_NUMBER_CHARS, 0) : place])
    return len(found[0]) if found else 0


def _digits_after(text: str, place: int) -> int:
    found = _NUMBER_AFTER.match(text, place, place + _MAX_NUMBER_CHARS)
    return len(found[0]) if found else 0


def _shared_in_short_gap(left: str, right: str, gap: Gap) -> int:
    if max(gap.left_end - gap.left_start, gap.right_end - gap.right_start) > SHORT_GAP_CHARS:
        return 0
    return (Counter(left[gap.left_start : gap.left_end]) & Counter(right[gap.right_start : gap.right_end])).total()


def _merge(gaps: list[Gap]) -> tuple[Gap, ...]:
    """Return the gaps with those that overlap or touch in either text made one."""
    merged: list[Gap] = []
    for gap in gaps:
        if merged and (gap.left_start <= merged[-1].left_end or gap.right_start <= merged[-1].right_end):
            first = merged.pop()
            gap = Gap(first.left_start, gap.left_end, first.right_start, gap.right_end)
        merged.append(gap)
    return tuple(merged)
