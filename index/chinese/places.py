"""Places by the endings of their names, and institutions."""

from index.chinese.vocabulary import compiled, groups_of, words_of
from index.chinese.words import words_as_written

ENDINGS = "".join(words_of("places.ending"))
"""Endings of place names: 省, 市, 县 …"""


def find_places(text: str) -> list[str]:
    """Return the places named with an ending (青岚县, 望江村), each once, in order."""
    no_place = compiled("places.no_place")
    places = [m.group() for m in compiled("places.place").finditer(text) if not no_place.search(m.group())]
    tagged = [word for word, tag in words_as_written(text) if tag == "ns" and word[-1] in ENDINGS]
    known = [w for w in tagged if len(w) == 2 and not no_place.search(w) and not any(w in place for place in places)]
    return list(dict.fromkeys([*places, *known]))


def same_rank(ending: str) -> str:
    """Return the endings of places comparable with one of this ending: for 县, 市, 区, 州 …"""
    return next(("".join(group) for group in groups_of("places.same_rank") if ending in group), ENDINGS)


def is_institution(word: str) -> bool:
    """Return whether a word ends like the name of an institution or a building."""
    return compiled("places.institution").search(word) is not None
