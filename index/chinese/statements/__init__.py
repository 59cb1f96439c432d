"""Word lists for comparing a statement with its quote: words that say more than the quote, and words that say who does
what to whom, what came first, what is more and who says it.

All are data; each entry has pairs of statement and quote that it must find and must not find.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Strengthening:
    """Words that say more than a quote; strength.toml explains the fields. `more` and `same` are examples."""

    name: str
    words: tuple[str, ...]
    licensed_by: tuple[str, ...]
    beside: tuple[str, ...]
    more: tuple[str, str]
    same: tuple[str, str]
    is_local: bool


@dataclass(frozen=True)
class Weakening:
    """Words of a quote that a statement may not leave out; strength.toml explains the fields."""

    name: str
    words: tuple[str, ...]
    kept_by: tuple[str, ...]
    only_with: tuple[str, ...]
    more: tuple[str, str]
    same: tuple[str, str]


@dataclass(frozen=True)
class Residue:
    """Small words that a statement inserts between words of its quote (`side` "put") or leaves out there ("left")."""

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
    """Return the words that must not be added to a quote."""
    return tuple(
        Strengthening(
            table["name"],
            tuple(table["words"].split()),
            tuple(table["licensed_by"].split()),
            tuple(table.get("beside", "").split()),
            (table["more"][0], table["more"][1]),
            (table["same"][0], table["same"][1]),
            bool(table.get("local", False)),
        )
        for table in _read("strength")["added"]
    )


@cache
def read_weakenings() -> tuple[Weakening, ...]:
    """Return the words that must not be left out of a quote."""
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
    """Return words that only look like words of strength.toml."""
    return tuple(_read("strength")["overlooked"].split())


@cache
def role_words(name: str) -> frozenset[str]:
    """Return a list of roles.toml."""
    return frozenset(_read("roles")[name].split())


@cache
def role_parts(table: str, name: str) -> tuple[str, ...]:
    """Return a list of one table of roles.toml, longest first."""
    return tuple(sorted(_read("roles")[table][name].split(), key=len, reverse=True))


@cache
def role_pattern(table: str, name: str) -> re.Pattern[str]:
    """Return a pattern of roles.toml."""
    return re.compile(_read("roles")[table][name])


@cache
def role_patterns(table: str, name: str) -> tuple[re.Pattern[str], ...]:
    """Return a list of patterns of roles.toml."""
    return tuple(map(re.compile, _read("roles")[table][name]))


@dataclass(frozen=True)
class Respelling:
    """A pattern whose matches become `into` before statements are compared; `found`, `not_found`: examples."""

    pattern: re.Pattern[str]
    into: str
    found: tuple[str, ...]
    not_found: tuple[str, ...]


@cache
def read_respellings() -> tuple[Respelling, ...]:
    """Return the respellings of relations.toml, in their order."""
    return tuple(
        Respelling(re.compile(table["pattern"]), table["into"], tuple(table["found"]), tuple(table["not_found"]))
        for table in _read("relations")["respelt"]
    )


@cache
def read_series() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Return the series of strength.toml: each a sequence of degrees, each degree a tuple of synonyms."""
    return tuple(
        tuple(tuple(degree.split("=")) for degree in series["degrees"].split())
        for series in _read("strength")["series"]
    )


@cache
def relation_pattern(table: str, name: str) -> re.Pattern[str]:
    """Return a pattern of relations.toml."""
    return re.compile(_read("relations")[table][name])


@cache
def relation_text(table: str, name: str) -> str:
    """Return a part of a pattern of relations.toml."""
    return str(_read("relations")[table][name])


@cache
def relation_words(table: str, name: str) -> tuple[str, ...]:
    """Return a list of relations.toml, longest first."""
    return tuple(sorted(_read("relations")[table][name].split(), key=len, reverse=True))


@cache
def _read(file: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{file}.toml").read_text(encoding="utf-8"))
