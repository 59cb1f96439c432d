"""The words and phrases of this package: TOML files beside the code, read once.

An entry is one of

- `words`: a plain list, separated by blanks;
- `characters`: words of one character each, written without blanks;
- `values`: words with a number each (昨天=-1);
- `groups`: lists of words that belong together;
- `pattern`: a regular expression, or a list of alternatives; `{name}` inserts another entry's pattern from the same
  file, `{file.name}` from another.

Each lists texts in which it must be found (`found`) and must not (`not_found`).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
_REFERENCE = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")


@dataclass(frozen=True)
class Entry:
    """One entry. `pattern` matches any of its words, the longest first.

    `against` is the opposite entry of the same file, or ''; for `stands_for` see polarity.toml, for `means`
    colloquial.toml.
    """

    name: str
    pattern: str
    words: tuple[str, ...]
    values: Mapping[str, float]
    groups: tuple[tuple[str, ...], ...]
    against: str
    stands_for: str | None
    means: str
    found: tuple[str, ...]
    not_found: tuple[str, ...]


@cache
def entry(name: str) -> Entry:
    """Return the entry `file.name`. Raises KeyError if there is none."""
    file, _, key = name.partition(".")
    return _make_entry(name, _read_file(file)[key])


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of an entry, as listed."""
    return entry(name).words


def values_of(name: str) -> Mapping[str, float]:
    """Return the words of an entry with their numbers."""
    return entry(name).values


def groups_of(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the groups of words of an entry, each in the order listed."""
    return entry(name).groups


def pattern_of(name: str) -> str:
    """Return the regular expression of an entry, for use inside another; alternatives are grouped."""
    return entry(name).pattern


@cache
def compiled(name: str) -> re.Pattern[str]:
    """Return the entry as a compiled pattern."""
    return re.compile(pattern_of(name))


def entries_of(file: str) -> Iterator[Entry]:
    """Yield the entries of a file, in its order."""
    return (entry(f"{file}.{key}") for key in _read_file(file))


@cache
def _read_file(file: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{file}.toml").read_text(encoding="utf-8"))


def _make_entry(name: str, content: dict[str, Any]) -> Entry:
    pairs = (pair.partition("=") for pair in content.get("values", "").split())
    values = {word: float(number) for word, _, number in pairs}
    groups = tuple(tuple(line.split()) for line in content.get("groups", ()))
    listed = [*content.get("words", "").split(), *values, *(word for group in groups for word in group)]
    words = tuple(dict.fromkeys(listed))
    if characters := "".join(content.get("characters", "").split()):
        words, pattern = tuple(characters), f"[{characters}]"
    elif words:
        pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    else:
        lines = content["pattern"]
        pattern = _fill(name, lines if isinstance(lines, str) else "|".join(lines))
    found, not_found = (tuple(content.get(key, ())) for key in ("found", "not_found"))
    opposite, stands_for = content.get("against", ""), content.get("stands_for")
    means = content.get("means", "")
    return Entry(name, f"(?:{pattern})", words, values, groups, opposite, stands_for, means, found, not_found)


def _fill(name: str, pattern: str) -> str:
    """Return the pattern with references to other entries replaced by their patterns."""
    file = name.split(".")[0]
    return _REFERENCE.sub(lambda m: pattern_of(m[1] if "." in m[1] else f"{file}.{m[1]}"), pattern)
