"""The search form of a text: simplified characters, half width, lower case. Shown text is never folded.

Folding keeps the length, so an offset into the folded text is the same offset into the shown text.
"""

import re
from functools import cache, lru_cache
from typing import Any

from opencc import OpenCC

from index.chinese.vocabulary import words_of

# Full-width letters, digits and symbols that occur in numbers. Chinese punctuation stays: models were trained on it and
# sentence splitting needs it.
_WIDE = {0xFF00 + n: 0x20 + n for n in range(0x01, 0x5F) if chr(0x20 + n).isalnum() or chr(0x20 + n) in "%+-./~@#&"}
_WIDE[0x3000] = 0x20
_WIDE[0x2007] = _WIDE[0x00A0] = 0x20


@cache
def _converter() -> Any:
    # tw2s is phrase-aware like t2s (頭髮/發展, 裏/里程, 乾燥/幹部) and also turns 看著 into 看着;
    # tw2sp would change whole words (資訊 -> 信息), which a quotation must not.
    return OpenCC("tw2s")


def fold_text(text: str) -> str:
    """Return the search form of `text`, exactly as long as `text`."""
    return _fold_kept(text) if len(text) <= _LONGEST_KEPT else _fold(text)


_LONGEST_KEPT = 4000
"""Characters; a whole article is folded seldom, the sentences and paragraphs read for a question a dozen times."""


def _fold(text: str) -> str:
    simplified: str = _converter().convert(text)
    if len(simplified) != len(text):
        simplified = "".join(_fold_character(character) for character in text)
    lowered = simplified.translate(_WIDE).lower()
    if len(lowered) != len(text):  # a few letters (İ) grow when lowered
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in simplified.translate(_WIDE))
    return lowered


_fold_kept = lru_cache(maxsize=4096)(_fold)


_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def holds_chinese(text: str) -> bool:
    """Return whether a text contains a Chinese character."""
    return _CHINESE.search(text) is not None


def is_traditional(text: str) -> bool:
    """Return whether `text` is written mostly in traditional characters.

    At least two characters, and 4 % of all Chinese ones, must change when simplified: 著 or 乾 alone proves nothing.
    """
    simplified: str = _converter().convert(text)
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in text)
    changed = sum(a != b for a, b in zip(text, simplified, strict=False))
    return changed >= 2 and changed >= 0.04 * chinese


def simplify(text: str) -> str:
    """Return `text` in simplified characters; nothing else changes."""
    simplified: str = _converter().convert(text)
    return simplified


def _fold_character(character: str) -> str:
    converted: str = _converter().convert(character)
    return converted if len(converted) == 1 else character


FREQUENT_TRADITIONAL = frozenset("".join(words_of("characters.traditional")))
"""The frequent characters that only traditional text uses."""
FREQUENT = FREQUENT_TRADITIONAL | frozenset(
    "".join(words_of("characters.simplified")) + "，。、；：？！“”‘’（）《》【】「」—…·％\u3000"
)
"""The characters and punctuation that most Chinese prose consists of; decodings are judged by them."""
