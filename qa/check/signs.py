"""What each sign against a statement means, as in signs.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qa.check.flaws import Flaw

NEVER = 2.0
_FILE = Path(__file__).with_name("signs.toml")


@dataclass(frozen=True)
class Sign:
    """`flaw`: what is wrong; `gravity`: the gravest of several is reported; `contradicts`: the quote says otherwise;
    `certain_from`: least share of the statement's bigrams in the quotes for the sign alone to decide, NEVER if it never
    does."""

    flaw: Flaw
    gravity: float
    contradicts: bool
    certain_from: float


@cache
def read_signs() -> dict[str, Sign]:
    """Return the signs by name."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))["signs"]
    return {
        name: Sign(
            Flaw(sign["flaw"]),
            float(sign["gravity"]),
            sign.get("contradicts", False),
            float(sign.get("certain_from", NEVER)),
        )
        for name, sign in table.items()
    }
