"""What a question measures (多少钱: money; 多久: a duration) and whether a text tells such a measure."""

import re

from index.chinese.amounts import DATE_UNITS, read_amounts
from index.chinese.vocabulary import compiled, entries_of, words_of

_ASKED, _UNIT = "_asked", "_unit"
MEASURES = tuple(
    entry.name.removeprefix("measures.").removesuffix(_ASKED)
    for entry in entries_of("measures")
    if entry.name.endswith(_ASKED)
)
_UNITS = {measure: frozenset(words_of(f"measures.{measure}{_UNIT}")) for measure in MEASURES}


def measures_asked(folded: str) -> tuple[str, ...]:
    """Return which measures a folded question asks for, in the order of measures.toml; none where it does not say."""
    return tuple(measure for measure in MEASURES if compiled(f"measures.{measure}{_ASKED}").search(folded))


def tells_measure(measures: tuple[str, ...], folded: str) -> bool:
    """Return whether a folded text holds an amount of one of these measures, or a number that does not say what it
    counts: a cell of a table has its unit in the head of its column."""
    wanted = frozenset[str]().union(*(_UNITS[measure] for measure in measures))
    amounts = read_amounts(folded)
    is_date = {amount.start for amount in amounts if amount.unit in DATE_UNITS}
    return any(
        amount.unit in wanted
        or (not amount.unit and amount.start not in is_date and not _UNKNOWN.match(folded, amount.end))
        for amount in amounts
    )


_UNKNOWN = re.compile("[a-z℃℉°]")
"""Begins a unit that is in no list (1700w, 180℃)."""
