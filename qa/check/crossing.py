"""Parts of two clauses put together wrongly: the name of one bridge with the length of another."""

import re
from collections.abc import Sequence
from enum import Enum

from qa.check.claim import Clause, Word
from qa.check.synonyms import holds_synonym
from qa.facts.amounts import Amount, are_same

_CHANGING = (
    r"(?:增加|增长|增|提高|提升|上升|上涨|涨|升|延长|扩大|减少|减|降低|下降|下跌|降|跌|缩短|缩小|缩减|下调|上调)"
)
_BY = re.compile(rf"{_CHANGING}了?(?:近|约|超过?|逾|将近|大约)?$")
_TO = re.compile(rf"{_CHANGING}(?:到|至|为|成)了?(?:近|约|超过?|逾|将近|大约)?$")
_FRAME_CHARS = 8


class Change(Enum):
    """What an amount behind a verb of change is: 缩短了15分钟 (by), 缩短到15分钟 (to)."""

    NONE = "none"
    BY = "by"
    TO = "to"


def change_of(amount: Amount, clause: str) -> Change:
    """Return what the words before an amount make of it."""
    before = clause[max(amount.start - _FRAME_CHARS, 0) : amount.start]
    if _TO.search(before):
        return Change.TO
    return Change.BY if _BY.search(before) else Change.NONE


def is_crossed(clause: Clause, quotes: Sequence[Clause]) -> bool:
    """Return whether the clause says of one thing what the quotes say of another that stands in a clause beside it.

    The amounts and denials of a clause must come from a clause of the quotes that has its nouns and verbs too, or
    none in their place.
    """
    if not clause.amounts and not clause.denied:
        return False
    sources = [quote for quote in quotes if _holds_anchors(quote, clause)]
    return bool(sources) and all(_mixes(clause, source, quotes) for source in sources)


def _holds_anchors(quote: Clause, clause: Clause) -> bool:
    if clause.amounts:
        return all(any(are_same(amount, other) for other in quote.amounts) for amount in clause.amounts)
    denied = _denied_words(clause)
    return bool(denied) and all(word in quote.text for word in denied) and bool(quote.denied)


def _denied_words(clause: Clause) -> list[str]:
    return [
        w.text for w in clause.words if w.has_content and any(start <= w.start < end for start, end in clause.denied)
    ]


def _mixes(clause: Clause, source: Clause, quotes: Sequence[Clause]) -> bool:
    """Return whether a noun or verb of the source was replaced by one of a clause that states something else."""
    lost = {word.tag[0] for word in _told(source) if not _says(clause.text, word.text)}
    added = [word for word in _told(clause) if word.tag[0] in lost and not _says(source.text, word.text)]
    return any(
        word.text in other.text and not _shares_amounts(clause, other)
        for word in added
        for other in quotes
        if other is not source and (other.amounts or not clause.amounts)
    )


def _told(clause: Clause) -> list[Word]:
    return [word for word in clause.unnumbered if word.has_content and len(word.text) > 1 and word.tag[0] in "nv"]


def _says(text: str, word: str) -> bool:
    return word in text or holds_synonym(text, word)


def _shares_amounts(clause: Clause, other: Clause) -> bool:
    return any(are_same(mine, theirs) for mine in clause.amounts for theirs in other.amounts)
