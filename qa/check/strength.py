"""Statements that say more than their quotes: 已 for 将, 全部 for 部分, 环比 for 同比."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("strength.toml")


@dataclass(frozen=True)
class Strengthening:
    """One way to say more; what the fields mean stands at the head of strength.toml. `more` and `same` are examples."""

    name: str
    words: tuple[str, ...]
    licensed_by: tuple[str, ...]
    beside: tuple[str, ...]
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
            tuple(table["more"]),
            tuple(table["same"]),
        )
        for table in tomllib.loads(_FILE.read_text(encoding="utf-8"))["added"]
    )


def says_more(clause: str, nearest: str, quotes: str) -> bool:
    """Return whether a clause of a statement says more than the clause of the quotes nearest to it.

    `quotes` is all the quoted text, in which a licence for an added word may stand; all texts are folded.
    """
    return any(
        _holds(clause, each.words)
        and not _holds(quotes, each.licensed_by)
        and (not each.beside or _holds(nearest, each.beside))
        for each in read_strengthenings()
    )


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
