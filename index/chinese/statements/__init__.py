"""What two sentences make of each other: words that say more than a quote does, words that say who does what to whom.

Both are data, each entry with what it must find and what it must not, as pairs of statement and quote.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


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


@dataclass(frozen=True)
class Residue:
    """Small words that a statement puts between words of its quote (`side` "put") or leaves out there ("left")."""

    side: str
    name: str
    words: tuple[str, ...]
    found: tuple[str, str]
    not_found: tuple[str, str]


@cache
def read_residues() -> tuple[Residue, ...]:
    """Return the lists of residue.toml."""
    return tuple(
        Residue(side, name, tuple(table["words"].split()), tuple(table["found"]), tuple(table["not_found"]))
        for side, tables in _read("residue").items()
        for name, table in tables.items()
    )


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
        for table in _read("strength")["added"]
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
        for table in _read("strength")["dropped"]
    )


@cache
def overlooked() -> tuple[str, ...]:
    """Return words that only look like one of those of strength.toml."""
    return tuple(_read("strength")["overlooked"].split())


@cache
def role_words(name: str) -> frozenset[str]:
    """Return a list of roles.toml."""
    return frozenset(_read("roles")[name].split())


@cache
def role_parts(table: str, name: str) -> tuple[str, ...]:
    """Return a list of one table of roles.toml, longest first."""
    return tuple(sorted(_read("roles")[table][name].split(), key=len, reverse=True))


def role_examples() -> dict[str, tuple[list[list[str]], list[list[str]]]]:
    """Return by sign the pairs of statement and quote that it must find, and those that it must not."""
    roles = _read("roles")
    return {
        "swapped": (roles["swapped"], roles["same"]),
        "cause-turned": (roles["cause"]["turned"], roles["cause"]["kept"]),
        "condition-dropped": (roles["condition"]["dropped"], roles["condition"]["kept"]),
    }


@cache
def _read(file: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{file}.toml").read_text(encoding="utf-8"))
