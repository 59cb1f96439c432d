"""Which year and which one of a row (第三届, 二审) a text names, and whether that is another than the one asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qa.facts.amounts import read_amounts

# A year behind 比 or 自 is only compared with.
_YEAR = re.compile(r"(?<![\d比较与同自从])(?P<century>19|20)(?P<year>\d\d)(?:[-–—/~至](?P<to>\d\d)(?!\d))?(?!\d)")
_PLACE_IN_ROW = re.compile(
    r"(?P<first>首)(?P<unit>[届次任期季轮批])|第(?=[\d一二三四五六七八九十百])|(?P<instance>[一二三终])审"
)


def years_named(folded: str) -> frozenset[int]:
    """Return the years a folded text names, without those it only compares with (比2020年)."""
    years: set[int] = set()
    for match in _YEAR.finditer(folded):
        years.add(int(match["century"] + match["year"]))
        if match["to"]:  # 2021-22赛季
            years.add(int(match["century"] + match["to"]))
    return frozenset(years)


def places_in_rows(folded: str) -> dict[str, frozenset[str]]:
    """Return by unit (届, 任, 审) which ones of a row a folded text names; 首届 is the first of its row."""
    places: dict[str, set[str]] = {}
    amounts = {amount.start: amount for amount in read_amounts(folded)}
    for match in _PLACE_IN_ROW.finditer(folded):
        if match["first"]:
            places.setdefault(match["unit"], set()).add("1")
        elif match["instance"]:
            places.setdefault("审", set()).add(match["instance"])
        elif (amount := amounts.get(match.end())) is not None and amount.unit:
            places.setdefault(amount.unit, set()).add(f"{amount.value:g}")
    return {unit: frozenset(named) for unit, named in places.items()}


@dataclass(frozen=True)
class Conditions:
    """The years a text names, and by unit which ones of a row."""

    years: frozenset[int]
    places: Mapping[str, frozenset[str]]


def read_conditions(folded: str) -> Conditions:
    """Return the conditions that a folded text names."""
    return Conditions(years_named(folded), places_in_rows(folded))


def names_another(asked: Conditions, told: str) -> bool:
    """Return whether the folded text names years, or ones of a row, and none of those that are asked about."""
    said = years_named(told) if asked.years else frozenset()
    if said and not asked.years & said:
        return True
    rows = places_in_rows(told) if asked.places else {}
    return any(unit in rows and not named & rows[unit] for unit, named in asked.places.items())
