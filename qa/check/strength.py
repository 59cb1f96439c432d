"""Statements that say more than their quotes: 已 for 将, 全部 for 部分, 环比 for 同比, or without the quote's 可能."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("strength.toml")
LEAST_SAID = 0.5
"""Share of the characters behind a word, in its clause of the quote, that the statement's clause must have to be said
to have left the word out, and of the statement's that must come from there."""
REACH_CHARS = 14


@dataclass(frozen=True)
class Strengthening:
    """One way to say more; what the fields mean stands in strength.toml. `more` and `same` are examples."""

    name: str
    words: tuple[str, ...]
    licensed_by: tuple[str, ...]
    beside: tuple[str, ...]
    more: tuple[str, str]
    same: tuple[str, str]


@dataclass(frozen=True)
class Weakening:
    """A word of the quote that a statement may not leave out; what the fields mean stands in strength.toml."""

    name: str
    words: tuple[str, ...]
    kept_by: tuple[str, ...]
    only_with: tuple[str, ...]
    more: tuple[str, str]
    same: tuple[str, str]


@cache
def read_strengthenings() -> tuple[Strengthening, ...]:
    """Return what must not be added to a quote."""
    return tuple(
        Strengthening(
            table["name"],
            tuple(table["words"].split()),
            tuple(table["licensed_by"].split()),
            tuple(table.get("beside", "").split()),
            (table["more"][0], table["more"][1]),
            (table["same"][0], table["same"][1]),
        )
        for table in _tables()["added"]
    )


@cache
def read_weakenings() -> tuple[Weakening, ...]:
    """Return what must not be left out of a quote."""
    return tuple(
        Weakening(
            table["name"],
            tuple(sorted(table["words"].split(), key=len, reverse=True)),
            tuple(table["kept_by"].split()),
            tuple(table.get("only_with", "").split()),
            (table["more"][0], table["more"][1]),
            (table["same"][0], table["same"][1]),
        )
        for table in _tables()["dropped"]
    )


@cache
def _tables() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _overlooked() -> tuple[str, ...]:
    return tuple(str(tomllib.loads(_FILE.read_text(encoding="utf-8"))["overlooked"]).split())


def words_added(clause: str, nearest: str, quotes: str) -> tuple[str, ...]:
    """Return the names of what a clause of a statement adds to the clause of the quotes nearest to it.

    `quotes` is all the quoted text, in which a licence for an added word may stand; all texts are folded.
    """
    clause, nearest = _without(clause), _without(nearest)
    return tuple(
        each.name
        for each in read_strengthenings()
        if _holds(clause, each.words)
        and not _holds(quotes, each.licensed_by)
        and (not each.beside or _holds(nearest, each.beside))
    )


def words_dropped(clause: str, statement: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """Return the names of what a clause of a statement leaves out of the clauses it rests on, best first."""
    return tuple(each.name for each in read_weakenings() if any(_drops(each, clause, statement, q) for q in quotes))


def _drops(each: Weakening, clause: str, statement: str, quote: str) -> bool:
    text = _without(quote)
    word = next((word for word in each.words if word in text), None)
    if word is None or _holds(_without(statement), each.kept_by):
        return False
    if each.only_with and not _holds(_without(clause), each.only_with):
        return False
    at = text.index(word)
    # What the word bears on stands behind it; 之一 and 为主 stand behind what they bear on.
    told = text[at + len(word) : at + len(word) + REACH_CHARS] or text[:at]
    return bool(told) and sum(c in clause for c in told) >= LEAST_SAID * len(told)


def _without(text: str) -> str:
    for word in _overlooked():
        text = text.replace(word, "□" * len(word))
    return text


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
