"""Which articles are reprints of each other, found by an indexed look-up and decided on their texts.

The caller keeps one table of (key, article) with the keys of the articles it shows, and none for the reprints
filed under them. A new article costs `SHINGLE_KEYS + 1` look-ups of at most `MAX_HOLDERS + 1` rows each and at
most `MAX_CANDIDATES` comparisons, whatever the size of the library.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import numpy as np

from index.reprints.alignment import align, hash_shingles
from index.reprints.discrepancies import Discrepancies, find_discrepancies

FINGERPRINT_VERSION = 1
"""Raised when keys change: stored keys of another version must be made again."""

SHINGLE_CHARS = 8
SHINGLE_KEYS = 32
"""Of all runs of SHINGLE_CHARS characters the SHINGLE_KEYS smallest hashes are kept (Broder's bottom-k sketch):
two articles share a part of them equal to the part of all runs they share, about 16 of 32 after 5 % of the
characters were changed."""

MAX_HOLDERS = 12
"""A key that more articles hold belongs to a template or a notice and says nothing."""
MAX_CANDIDATES = 8
"""Most articles compared with a new one, those with most keys in common first."""
_MIN_SHARED_KEYS = 3
_MIN_RARE_KEYS = 8
"""Articles with fewer keys of their own (nearly all template) are compared from one shared key on."""

MIN_CHARS = 60
"""Shorter texts are reprints only when equal: there is too little to tell a slip from another fact."""
_MIN_SHORTER_COVERAGE = 0.85
_MIN_LONGER_COVERAGE = 0.5
"""How much of either text the other must hold. An article that adds more than it repeats is an article of its own."""
_MANY_SLIPS = 5
_MANY_SLIPS_SHARE = 0.015
"""A copy with this many slips, and this many of its characters, was retyped or read by a machine."""
_SLIPS_PER_LONE_SLIP = 1.5
"""At 5 % of the characters a third of the slips stand too near to others to be counted singly."""
_SLIPS_PER_NAME = 50
"""One changed name is let pass in such a copy, and one more for this many slips."""
_MAX_CHANGED_SHARE = 0.3
_ENOUGH_NUMBERS = 8
_MIN_SHARED_NUMBERS = 0.5
"""Two texts of enough numbers with fewer than half of them in common are not even aligned: that spares the work on
most pairs of a template."""

_NOTICE = re.compile(
    "责任编辑|查看更多|更多精彩内容|版权归|版权所有|版权声明|转载请|请注明来源|仅供参考|不构成.{0,8}建议"
    "|投资有风险|投资需谨慎|如有侵权|侵权必究|免责声明"
)
"""What only a publisher's notice says; such sentences are left out before texts are compared."""
_MAX_NOTICE_CHARS = 160
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")
_PINYIN = re.compile(r"[（(\[][a-zü\s'·]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ\s'·]*[)）\]]")
_THOUSANDS = re.compile(r"(?<=[0-9])[,，](?=[0-9]{3}(?![0-9]))")
_SPACE_IN_NUMBER = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[\W_]+(?=[0-9])")
_NOT_WORD = re.compile(r"[^\w·]+|_+")


@dataclass(frozen=True)
class Copy:
    """What decides which of several reprints is shown: `chars` is the length of its clean text."""

    id: str
    published: date | None
    chars: int


def comparable_text(folded: str) -> str:
    """Return what of a folded text reprints are compared by: letters, characters and numbers, no notices.

    Punctuation, spaces and pinyin are gone; numbers that follow each other are kept apart by a middle dot.
    """
    text = _PINYIN.sub("", folded.lower()).replace("·", "")
    if _NOTICE.search(text):
        text = _without_notices(text)
    text = _BETWEEN_DIGITS.sub("·", _SPACE_IN_NUMBER.sub("", _THOUSANDS.sub("", text)))
    return _NOT_WORD.sub("", text)


def fingerprint(folded: str) -> tuple[int, ...]:
    """Return the keys to file an article under, signed 64-bit: first that of its whole text, then its sketch.

    The same text gives the same keys on every machine. A text below MIN_CHARS has only the first key, one without
    a single letter or digit none.
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
    """Return the articles worth comparing with the one that has `keys`, likeliest first, at most MAX_CANDIDATES.

    `holders` returns the rows of the articles filed under a key; rows beyond MAX_HOLDERS + 1 are never looked at,
    so it should read no more. The keys must come from `fingerprint`; the article's own row must not be filed yet.
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
    """Return whether two folded texts are one article: the same but for its edges, slips, or a part left out.

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

    Raises ValueError where there is none.
    """
    return min(copies, key=lambda copy: (copy.published is None, copy.published or date.max, -copy.chars, copy.id))


def _without_notices(text: str) -> str:
    """Return the text without publishers' notices, or whole where nothing else would be left."""
    kept = [
        sentence
        for sentence in _SENTENCE.findall(text)
        if len(sentence) > _MAX_NOTICE_CHARS or not _NOTICE.search(sentence)
    ]
    return "".join(kept) or text


def _few_shared_numbers(text: str, other: str) -> bool:
    """Return whether so few numbers occur in both texts that they must report different things."""
    numbers, other_numbers = (Counter(re.findall(r"[0-9]+", each)) for each in (text, other))
    fewer = min(numbers.total(), other_numbers.total())
    return fewer >= _ENOUGH_NUMBERS and (numbers & other_numbers).total() < _MIN_SHARED_NUMBERS * fewer


def _states_the_same(found: Discrepancies, shared: int) -> bool:
    """Return whether no number and no name differs, or in a copy full of slips no more than slips explain.

    Slips fall on numbers as often as on words; in a template the words agree to the letter and only the numbers
    differ. The bound is two standard deviations above the number of slips expected in as many digits.
    """
    if found.slips < max(_MANY_SLIPS, _MANY_SLIPS_SHARE * shared):
        return found.changed_numbers == 0 and found.changed_names == 0
    expected = _SLIPS_PER_LONE_SLIP * found.digits * found.slips / max(shared - found.digits, 1)
    bound = min(expected + 2 * math.sqrt(expected), max(_MAX_CHANGED_SHARE * found.numbers, 1))
    return found.changed_numbers <= bound and found.changed_names <= 1 + found.slips // _SLIPS_PER_NAME
