"""How amounts are compared: in the basic unit of their kind (2小时 with 90分钟), and what an adjective compares by."""

from index.chinese.vocabulary import groups_of, values_of, words_of

_TIMES = values_of("comparing.times")
_KIND_OF_UNIT = {unit: group[0] for group in groups_of("comparing.kind") for unit in group[1:]}
_KIND_ASKED = {word: group[0] for group in groups_of("comparing.asked_kind") for word in group[1:]}
_LESS = frozenset(words_of("comparing.less"))


def kind_of_unit(unit: str) -> str:
    """Return the kind of what a unit measures (米: 长), the unit itself where it is of no known kind."""
    return _KIND_OF_UNIT.get(unit, unit)


def in_basic_unit(value: float, unit: str) -> float:
    """Return an amount in the basic unit of its kind: 1060 for 1.06 and 公里."""
    return value * _TIMES.get(unit, 1.0)


def kind_asked(by: str) -> str | None:
    """Return the kind of amount that an adjective is about (贵: 钱), None for one that compares anything alike."""
    return _KIND_ASKED.get(by)


def wants_less(by: str) -> bool:
    """Return whether an adjective is told of the smaller amount: 便宜, 短."""
    return by in _LESS
