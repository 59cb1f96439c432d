"""Numbers that identify one of a series: 第三届, 二审, 112路, LX20C, 国发〔2023〕1号."""

import re

from index.chinese.amounts import read_amounts
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled, pattern_of

_PLACE_IN_ROW = re.compile(
    rf"{pattern_of('ordinals.first')}|第(?=[\d一二三四五六七八九十百])"
    rf"|{pattern_of('ordinals.instance')}"
)


def places_in_rows(folded: str) -> dict[str, frozenset[str]]:
    """Return by unit (届, 任, 审) the ordinals that a folded text names; 首届 is the first."""
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


def numbered_names(folded: str) -> frozenset[str]:
    """Return the names with a number in a folded text, each in one canonical spelling.

    十四号 and 14号 are 14号 (a day of the month is skipped), F-16 is f16, 第四中学 is 4中, 国发〔2023〕1号 is
    国发2023-1.
    """
    names = {match.group().replace("-", "") for match in compiled("ordinals.letters_and_digits").finditer(folded)}
    documents = list(compiled("ordinals.document").finditer(folded))
    names |= {f"{match['issuer']}{match['year']}-{match['number']}" for match in documents}
    for match in compiled("ordinals.numbered").finditer(folded):
        is_day = match["kind"] == "号" and folded.endswith("月", 0, match.start())
        in_document = any(document.start() <= match.start() < document.end() for document in documents)
        value = read_numeral(match["number"])
        if value is not None and not is_day and not in_document:
            names |= {f"{number:g}{match['kind']}" for number in [*counted_up_to(folded, match.start(), value), value]}
    return frozenset(names)


_MOST_COUNTED = 100
_UP_TO = re.compile(r"(?<![\d.])(?P<first>\d{1,4})(?:[号路]?[楼院栋线]?)(?:至|到|[-—–~～]{1,2})第?$")


def counted_up_to(folded: str, at: int, last: float) -> range:
    """Return the numbers of a range before its end `last` at offset `at`: 10 to 21 for 10至22号楼."""
    up_to = _UP_TO.search(folded, max(at - 12, 0), at)
    first = int(up_to["first"]) if up_to else int(last)
    return range(first, int(last)) if 0 < last - first <= _MOST_COUNTED else range(0)
