"""Statements stronger than their quotes: 已 for 将, 全部 for 部分, 环比 for 同比, or without the quote's 可能."""

from collections.abc import Sequence
from functools import cache, lru_cache

from index.chinese.statements import Weakening, overlooked, read_strengthenings, read_weakenings

LEAST_SAID = 0.5
"""Least share of the characters after a word in the quote's clause that the statement's clause must contain to count
as having dropped the word."""
REACH_CHARS = 14


def words_added(clause: str, nearest: str, quotes: str, near: str | None = None) -> tuple[str, ...]:
    """Return the names of the strengthenings that a statement's clause adds to the nearest clause of the quotes.

    `quotes` is all the quoted text, which may license an added word; `near`, where the clause is surely told there, is
    the part of it that may license one that belongs to what it stands with (已). All texts are folded.
    """
    clause, nearest = _without(clause), _without(nearest)
    return tuple(
        each.name
        for each in read_strengthenings()
        if any(word in clause and not (each.is_local and word in nearest) for word in each.words)
        and not _holds(near if near is not None and each.is_local else quotes, each.licensed_by)
        and (not each.beside or _holds(nearest, each.beside))
    )


def words_dropped(clause: str, statement: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the weakenings in `quotes`, the quotes' nearest clauses, that the clause leaves out."""
    return tuple(each.name for each in read_weakenings() if any(_drops(each, clause, statement, q) for q in quotes))


def is_reserve_cut(clause: str, statement: str, quotes: Sequence[str]) -> bool:
    """Return whether a clause equals one of the quotes' without its reservation (拟, 可能)."""
    if any(clause in quote for quote in quotes):
        return False
    weakened = [(each, word, quote) for each in _reserves() for quote in quotes for word in each.words if word in quote]
    return any(
        any(clause in quote.replace(word, left, 1) for left in ("", word[1:] if word[0] == "或" else ""))
        and word in _without(quote)
        and not _holds(_without(statement), tuple(kept for kept in each.kept_by if kept not in word))
        for each, word, quote in weakened
    )


@cache
def _reserves() -> tuple[Weakening, ...]:
    return tuple(each for each in read_weakenings() if each.name in _RESERVES)


_RESERVES = ("doubt", "plan", "usual", "part", "denial")


def _drops(each: Weakening, clause: str, statement: str, quote: str) -> bool:
    text = _without(quote)
    word = next((word for word in each.words if word in text), None)
    if word is None or _holds(_without(statement), each.kept_by):
        return False
    if each.only_with and not _holds(_without(clause), each.only_with):
        return False
    at = text.index(word)
    # The word usually precedes what it qualifies; 之一 and 为主 follow it.
    told = text[at + len(word) : at + len(word) + REACH_CHARS] or text[:at]
    return bool(told) and sum(c in clause for c in told) >= LEAST_SAID * len(told)


@lru_cache(maxsize=4096)
def _without(text: str) -> str:
    for word in overlooked():
        text = text.replace(word, "□" * len(word))
    return text


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
