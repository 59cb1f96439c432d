"""Decide which articles are reprints of each other, from what their texts share and where they differ."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.chinese.names import SURNAMES
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled, pattern_of, words_of

# ---- What two texts share, in order, and the gaps where they differ: a patience diff in linear time


ANCHOR_CHARS = 5
"""Length of the character runs that anchor the alignment; each occurs exactly once in either text."""

SHORT_GAP_CHARS = 8

_MAX_MOVED_BLOCKS = 256
"""Bound on the quadratic choice among moved blocks: the longest are kept, the rest count as different."""

_MAX_NUMBER_CHARS = 24
_NUMBER_BEFORE = re.compile(r"(?:[0-9]+·)?[0-9]*$")
_NUMBER_AFTER = re.compile(r"[0-9]*(?:·[0-9]+)?")

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Gap:
    """What is between two shared stretches: half-open spans of the left and the right text; one may be empty."""

    left_start: int
    left_end: int
    right_start: int
    right_end: int


@dataclass(frozen=True)
class Alignment:
    """`shared` counts the characters both texts contain in the same order; `gaps` are in order, head and tail included.

    In a gap of at most SHORT_GAP_CHARS, characters found on both sides count as shared too: there is no anchor between
    two copying errors a few letters apart.
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

    A gap never splits a number: if 138 became 1558, the gap contains both in full.
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
    """Return the runs of anchors that are consecutive in both texts, ordered by position in `left`.

    If nothing occurs exactly once (a body printed twice), first occurrences are the anchors.
    """
    left_anchors, right_anchors = _Anchors.of(left), _Anchors.of(right)
    rows = _runs(left_anchors.unique(), right_anchors.unique())
    return rows or _runs(left_anchors, right_anchors)


@dataclass(frozen=True)
class _Anchors:
    """Distinct shingle hashes of a text, sorted, with their first positions and their counts."""

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
    """Return the heaviest series of blocks in the same order in both texts."""
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
    """Return the gaps before, between and after the blocks, without equal characters at either end."""
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
    """Return the gap widened over the numbers it splits, including decimals (written with a middle dot)."""
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
    """Return the gaps, merging those that overlap or touch in either text."""
    merged: list[Gap] = []
    for gap in gaps:
        if merged and (gap.left_start <= merged[-1].left_end or gap.right_start <= merged[-1].right_end):
            first = merged.pop()
            gap = Gap(first.left_start, gap.left_end, first.right_start, gap.right_end)
        merged.append(gap)
    return tuple(merged)


# ---- What two aligned texts state differently: numbers, dates and names at the same place in both


_MAX_SLOT_CHARS = 40
"""A longer difference is a rewritten or another sentence, not a slot of a template."""
_BRIEF_FRAME_CHARS = 8
"""With more characters than this around the numbers, two slots must also share words to be compared."""
_MIN_FRAME_OVERLAP = 0.5
_MAX_SLIP_CHARS = 2
"""A textual difference this short is a copying error (OCR, retyping); their rate predicts errors in numbers."""
_NAME_CHARS = (2, 12)
"""Shortest and longest stretch taken for a name."""
_MAX_PERSON_CHARS = 3
_MAX_PLACE_CHARS = 4
_PLACE_ENDING = re.compile(rf"{pattern_of('places.ending')}(?![民场内里外域])")
_MAX_RENAMINGS = 64
"""Maximum pairs of stretches checked, the most frequent first: each costs a search of both texts."""
_POST_BEFORE = compiled("names.post_before")
_MAX_POST_CHARS = 4
_MAX_COUNTED_REPEATS = 2
"""A name changed everywhere counts at most this often, however often the article repeats it."""

_NUMBER = re.compile(r"[0-9]+(?:·[0-9]+)?[千万亿]?|[零〇一二两三四五六七八九十百千]+[万亿]?")
_MIN_CHINESE_NUMBER_CHARS = 2
_CHINESE_TEXT = re.compile(r"[\u3400-\u9fff]+")
_BYLINE_BEFORE = re.compile(r"(?:记者|编辑|责编|作者|通讯员|来源|校对|审核|编译|供图|见习|实习生|文|图|摄影?)\w{0,8}$")
_BYLINE_AFTER = re.compile(r"\w{0,3}(?:摄|供图|报道)")
_DATELINE = re.compile(r"日(?:电|讯)|正文")
_DATELINE_AFTER = re.compile(r"日?(?:电|讯)|正文|来源|来自")
_DATELINE_CHARS = 60
"""How far into the text a dateline or publication time may be; a reprint often has another."""
_REPORTING_VERBS = frozenset(words_of("names.reporting_verb"))


@dataclass(frozen=True)
class Discrepancies:
    """Counts over two aligned texts.

    `numbers` is the length of the shorter list of numbers, `changed_numbers` how many of them differ in the other text,
    `changed_names` how many names were replaced, `slips` how many differences of one or two characters affect no
    number, `digits` how many characters the shorter list of numbers has.
    """

    numbers: int
    changed_numbers: int
    changed_names: int
    slips: int
    digits: int


@dataclass(frozen=True)
class _Renaming:
    mine: str
    theirs: str
    in_name_place: bool


def find_discrepancies(left: str, right: str, alignment: Alignment) -> Discrepancies:
    """Return how the stated facts differ where `left` and `right` are parallel; added sentences do not count."""
    changed_numbers = slips = 0
    renamed: Counter[_Renaming] = Counter()
    for gap in alignment.gaps:
        mine, theirs = left[gap.left_start : gap.left_end], right[gap.right_start : gap.right_end]
        if max(len(mine), len(theirs)) > _MAX_SLOT_CHARS:
            continue
        if not (_NUMBER.search(mine) and _NUMBER.search(theirs)):
            slips += max(len(mine), len(theirs)) <= _MAX_SLIP_CHARS
            if _may_be_names(mine, theirs) and not _in_byline(left, gap):
                renamed[_Renaming(mine, theirs, _is_name_place(left, gap))] += 1
        elif not _in_dateline(left, right, gap):
            changed_numbers += _count_changed_numbers(mine, theirs)
    shorter = min(re.findall(r"[0-9]+", left), re.findall(r"[0-9]+", right), key=len)
    names = sum(
        _weigh_renaming(renaming, count, left, right) for renaming, count in renamed.most_common(_MAX_RENAMINGS)
    )
    return Discrepancies(len(shorter), changed_numbers, names, slips, sum(map(len, shorter)))


def _read_numbers(text: str) -> Counter[str]:
    """Return the numbers of `text` with their counts, each in one spelling."""
    return Counter(_plain_number(number) for number in _NUMBER.findall(text))


def _plain_number(number: str) -> str:
    """Return a number in one spelling: 03, 3 and 三 are the same, as are 1·2万 and 12000."""
    value = read_numeral(number.replace("·", "."))
    if value is None:
        return number
    return f"{value:.6g}" if value < 1 else f"{value:.4f}"


def _count_changed_numbers(mine: str, theirs: str) -> int:
    """Return how many numbers of a slot differ; 0 if one side only adds some, or the words differ too."""
    if re.sub(r"[^0-9]", "", mine) == re.sub(r"[^0-9]", "", theirs) != "":
        return 0  # 15 and 1 5: a space inside the number
    if _only_counted_words(mine, theirs) or not _same_frame(_NUMBER.sub("", mine), _NUMBER.sub("", theirs)):
        return 0
    numbers, other_numbers = _read_numbers(mine), _read_numbers(theirs)
    return min(numbers.total(), other_numbers.total()) - (numbers & other_numbers).total()


def _only_counted_words(mine: str, theirs: str) -> bool:
    """Return whether one side has digits and the other at most a 一 or 两 that is part of a word (一座, 统一)."""
    digits = [bool(re.search("[0-9]", side)) for side in (mine, theirs)]
    words = mine if digits[1] else theirs
    return digits[0] != digits[1] and max(map(len, _NUMBER.findall(words)), default=0) < _MIN_CHINESE_NUMBER_CHARS


def _same_frame(frame: str, other: str) -> bool:
    """Return whether the words around the numbers of two slots may come from one template."""
    shorter, longer = sorted((len(frame), len(other)))
    shared = (Counter(frame) & Counter(other)).total()
    if longer <= _BRIEF_FRAME_CHARS:
        return True
    return shorter > 0 and shared >= _MIN_FRAME_OVERLAP * shorter


def _in_dateline(left: str, right: str, gap: Gap) -> bool:
    """Return whether the gap contains a dateline or ends in the day of one: 新华社北京8月{15|16}日电."""
    if max(gap.left_start, gap.right_start) >= _DATELINE_CHARS:
        return False
    if _DATELINE.search(left, gap.left_start, gap.left_end) or _DATELINE.search(right, gap.right_start, gap.right_end):
        return True
    return bool(_DATELINE_AFTER.match(left, gap.left_end) and _DATELINE_AFTER.match(right, gap.right_end))


def _is_name_place(left: str, gap: Gap) -> bool:
    """Return whether the text around the gap marks it as a name: 局长…, …县."""
    post = _POST_BEFORE.search(left[max(gap.left_start - _MAX_POST_CHARS, 0) : gap.left_start])
    return bool(post or _PLACE_ENDING.match(left, gap.left_end))


def _may_be_names(mine: str, theirs: str) -> bool:
    """Return whether one stretch of Chinese could be a name that replaced the other."""
    shortest, longest = _NAME_CHARS
    return all(
        shortest <= len(text) <= longest and _CHINESE_TEXT.fullmatch(text) and text not in _REPORTING_VERBS
        for text in (mine, theirs)
    )


def _in_byline(left: str, gap: Gap) -> bool:
    """Return whether the gap names the writer, editor or photographer, which a reprint may change."""
    before = left[max(gap.left_start - 12, 0) : gap.left_start]
    return bool(_BYLINE_BEFORE.search(before) or _BYLINE_AFTER.match(left, gap.left_end))


def _weigh_renaming(renaming: _Renaming, count: int, left: str, right: str) -> int:
    """Return how many changed names two stretches at the same place, seen `count` times, amount to.

    Neither may occur in the other text (an editor who writes 公司 for a company's name keeps the name elsewhere),
    nor may they be the same characters in another order (公安机关检察 and 检察机关公安).
    Once is enough for two people or two places; anything else must be replaced at least twice.
    """
    mine, theirs = renaming.mine, renaming.theirs
    if mine in right or theirs in left or sorted(mine) == sorted(theirs):
        return 0
    people = all(name[0] in SURNAMES and len(name) <= _MAX_PERSON_CHARS for name in (mine, theirs))
    in_name_place = renaming.in_name_place and max(len(mine), len(theirs)) <= _MAX_PLACE_CHARS
    return min(count, _MAX_COUNTED_REPEATS) if people or in_name_place or count > 1 else 0


# ---- Which articles are reprints of each other: candidates from an indexed look-up, decided on their texts


SHINGLE_CHARS = 8
SHINGLE_KEYS = 32
"""Of all runs of SHINGLE_CHARS characters the SHINGLE_KEYS smallest hashes are kept (Broder's bottom-k sketch): the
fraction two articles share estimates the fraction of all runs they share: about 16 of 32 after 5 % of the characters
were changed."""

MAX_HOLDERS = 12
"""A key that more articles have comes from a template or a notice and is uninformative."""
MAX_CANDIDATES = 8
"""Maximum articles compared with a new one, those with most keys in common first."""
_MIN_SHARED_KEYS = 3
_MIN_RARE_KEYS = 8
"""Articles with fewer keys of their own (nearly all template) are compared if they share even one key."""

MIN_CHARS = 60
"""Shorter texts are reprints only if equal: they are too short to tell an error from another fact."""
_MIN_SHORTER_COVERAGE = 0.85
_MIN_LONGER_COVERAGE = 0.5
"""Fraction of either text that the other must contain: an article that adds more than it repeats is its own."""
_MANY_SLIPS = 5
_MANY_SLIPS_SHARE = 0.015
"""A copy with at least this many slips, in number and per character, was retyped or read by OCR."""
_SLIPS_PER_LONE_SLIP = 1.5
"""With 5 % of the characters wrong, a third of the slips are too close to others to be counted singly."""
_SLIPS_PER_NAME = 50
"""Such a copy may have one changed name, and one more per this many slips."""
_MAX_CHANGED_SHARE = 0.3
_ENOUGH_NUMBERS = 8
_MIN_SHARED_NUMBERS = 0.5
"""Two texts with enough numbers and fewer than half of them in common are not aligned, which saves work on most pairs
from a template."""

_NOTICE = re.compile(
    "责任编辑|查看更多|更多精彩内容|版权归|版权所有|版权声明|转载请|请注明来源|仅供参考|不构成.{0,8}建议"
    "|投资有风险|投资需谨慎|如有侵权|侵权必究|免责声明"
)
"""Phrases found only in publishers' notices; such sentences are left out before texts are compared."""
_MAX_NOTICE_CHARS = 160
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")
_PINYIN = re.compile(r"[（(\[][a-zü\s'·]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ\s'·]*[)）\]]")
_THOUSANDS = re.compile(r"(?<=[0-9])[,，](?=[0-9]{3}(?![0-9]))")
_SPACE_IN_NUMBER = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[\W_]+(?=[0-9])")
_NOT_WORD = re.compile(r"[^\w·]+|_+")


@dataclass(frozen=True)
class Copy:
    """What decides which of several reprints is shown; `chars` is the length of its clean text."""

    id: str
    published: date | None
    chars: int


def comparable_text(folded: str) -> str:
    """Return the part of a folded text that reprints are compared by: letters, characters and numbers, no notices.

    Punctuation, spaces and pinyin are removed; adjacent numbers are separated by a middle dot.
    """
    text = _PINYIN.sub("", folded.lower()).replace("·", "")
    if _NOTICE.search(text):
        text = _without_notices(text)
    text = _BETWEEN_DIGITS.sub("·", _SPACE_IN_NUMBER.sub("", _THOUSANDS.sub("", text)))
    return _NOT_WORD.sub("", text)


def fingerprint(folded: str) -> tuple[int, ...]:
    """Return the signed 64-bit keys to file an article under: first that of its whole text, then its sketch.

    The same text gives the same keys on every machine. A text below MIN_CHARS has only the first key, one without any
    letter or digit none.
    """
    text = comparable_text(folded)
    if not text:
        return ()
    whole = int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)
    if len(text) < MIN_CHARS:
        return (whole,)
    smallest = np.unique(hash_shingles(text, SHINGLE_CHARS))[:SHINGLE_KEYS]
    return (whole, *smallest.view(np.int64).tolist())


def find_candidates(keys: Sequence[int], holders: Callable[[int], Sequence[int]]) -> list[int]:
    """Return the articles worth comparing with the one with `keys`, likeliest first, at most MAX_CANDIDATES.

    `holders` returns the rows of the articles filed under a key; rows beyond MAX_HOLDERS + 1 are never used, so it
    should read no more. The keys must come from `fingerprint`; the article's own row must not be filed yet.
    """
    if not keys:
        return []
    shared: Counter[int] = Counter()
    rare = 0
    for key in keys[1:]:
        rows = holders(key)
        if len(rows) <= MAX_HOLDERS:
            rare += 1
            shared.update(rows)
    needed = _MIN_SHARED_KEYS if rare >= _MIN_RARE_KEYS else 1
    ranked = sorted((row for row, count in shared.items() if count >= needed), key=lambda row: (-shared[row], row))
    equal = list(holders(keys[0])[:1])
    return (equal + [row for row in ranked if row not in equal])[:MAX_CANDIDATES]


def is_reprint(folded: str, other_folded: str) -> bool:
    """Return whether two folded texts are one article: equal except for the edges, slips, or an omitted part.

    Symmetric. Texts of one template that differ in their numbers or names are not; neither is an article that adds
    more than it repeats.
    """
    text, other = sorted((comparable_text(folded), comparable_text(other_folded)))
    if text == other:
        return text != ""
    shorter, longer = sorted((len(text), len(other)))
    if shorter < MIN_CHARS or shorter < _MIN_LONGER_COVERAGE * longer or _few_shared_numbers(text, other):
        return False
    alignment = align(text, other)
    if alignment.shared < max(_MIN_SHORTER_COVERAGE * shorter, _MIN_LONGER_COVERAGE * longer):
        return False
    return _states_the_same(find_discrepancies(text, other, alignment), alignment.shared)


def choose_original(copies: Iterable[Copy]) -> Copy:
    """Return the copy to show: the earliest published, unknown dates last, then the longest, then the first by id.

    Raises ValueError if there are none.
    """
    return min(copies, key=lambda copy: (copy.published is None, copy.published or date.max, -copy.chars, copy.id))


def _without_notices(text: str) -> str:
    """Return the text without publishers' notices, or unchanged if nothing else would be left."""
    kept = [
        sentence
        for sentence in _SENTENCE.findall(text)
        if len(sentence) > _MAX_NOTICE_CHARS or not _NOTICE.search(sentence)
    ]
    return "".join(kept) or text


def _few_shared_numbers(text: str, other: str) -> bool:
    """Return whether the texts share so few numbers that they must report different things."""
    numbers, other_numbers = (Counter(re.findall(r"[0-9]+", each)) for each in (text, other))
    fewer = min(numbers.total(), other_numbers.total())
    return fewer >= _ENOUGH_NUMBERS and (numbers & other_numbers).total() < _MIN_SHARED_NUMBERS * fewer


def _states_the_same(found: Discrepancies, shared: int) -> bool:
    """Return whether no number and no name differs or, in a copy full of slips, no more than slips explain.

    Slips affect numbers as often as words; in a template the words agree exactly and only the numbers differ. The bound
    is two standard deviations above the number of slips expected in as many digits.
    """
    if found.slips < max(_MANY_SLIPS, _MANY_SLIPS_SHARE * shared):
        return found.changed_numbers == 0 and found.changed_names == 0
    expected = _SLIPS_PER_LONE_SLIP * found.digits * found.slips / max(shared - found.digits, 1)
    bound = min(expected + 2 * math.sqrt(expected), max(_MAX_CHANGED_SHARE * found.numbers, 1))
    return found.changed_numbers <= bound and found.changed_names <= 1 + found.slips // _SLIPS_PER_NAME
