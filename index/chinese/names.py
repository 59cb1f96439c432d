"""People and places: surnames, names in texts and bylines, offices; places by the endings of their names."""

import re

from index.chinese.vocabulary import compiled, groups_of, pattern_of, words_of
from index.chinese.words import words_as_written

SURNAMES = frozenset(words_of("names.surname"))
"""Surnames that are hardly ever another word. Others (和, 都) count only next to an office or a verb of speech."""
_IN_TEXT = frozenset(words_of("names.surname_in_context")) | SURNAMES
_ANYWHERE = "".join([*sorted(_IN_TEXT), *words_of("names.surname_in_byline"), *words_of("names.surname_traditional")])
_SURNAME = f"[{''.join(sorted(_IN_TEXT))}]"
_COMPOUND = pattern_of("names.compound_surname")

_BY_OFFICE = re.compile(
    rf"{pattern_of('names.office')}(?P<name>{_SURNAME}[\u4e00-\u9fff]{{1,2}}?)(?={pattern_of('names.says')}|$)"
)
_BY_SPEECH = re.compile(
    rf"(?:^|(?<=[，。；、：“\n,;]))(?P<name>{_SURNAME}[\u4e00-\u9fff]{{1,2}}?)(?={pattern_of('names.speaks')})"
)

_SPACED = r"[ \u3000]{1,2}[\u4e00-\u9fff](?![\u4e00-\u9fff])"
NAME = (
    rf"(?:[\u4e00-\u9fff]{{2,8}}·[\u4e00-\u9fff]{{2,8}}|{_COMPOUND}[\u4e00-\u9fff]{{1,2}}"
    rf"|(?!通讯员|通訊員)[{_ANYWHERE}](?:[\u4e00-\u9fff]{{1,2}}|{_SPACED}))"
)
"""Pattern of one name in a byline: surname and given name, also spaced (张 三) or foreign with a dot."""
_GAP = r"[ \u3000、，,/&和]{1,3}"
NAMES = rf"{NAME}(?:{_GAP}{NAME}){{0,11}}"
"""Pattern of several names in a row."""
_ALL_NAMES = re.compile(rf"^{NAMES}$")
_NO_NAME_SIGN = re.compile("[他她它我你您]")  # 周末她|在吗
_NO_NAMES = frozenset(words_of("names.no_name"))
_KIN = frozenset(words_of("names.kin"))
_OFFICE_ENDS = words_of("names.office_ending")


def find_people(text: str) -> list[str]:
    """Return the names of people, known by an office before or a verb of speech after them, each once, in order."""
    matches = [*_BY_OFFICE.finditer(text), *_BY_SPEECH.finditer(text)]
    names = [match["name"] for match in sorted(matches, key=lambda match: match.start("name"))]
    return [name for name in dict.fromkeys(names) if name[1] not in ENDINGS and not _NO_NAME_SIGN.search(name)]


def find_likely_people(text: str) -> list[str]:
    """Return what the tagger takes for people's names, which includes some places and plants."""
    places = find_places(text)
    names = [word for word, tag in words_as_written(text) if tag == "nr" and 2 <= len(word) <= 4]
    names = [name for name in dict.fromkeys(names) if name[0] in _IN_TEXT and name not in _KIN]
    return [name for name in names if not any(name in place for place in places)]


def find_office_asked(folded: str) -> str:
    """Return the office whose holder a folded question asks for (谁是青岚县县长: 县长, 由哪位法官审: 法官), or ''."""
    asked = compiled("asking.whose_office").search(folded)
    if asked is None:
        return ""
    words = words_as_written(asked["which"] or asked["before"] or asked["behind"])
    office = words[0 if asked["which"] else -1][0]
    return office if office.endswith(_OFFICE_ENDS) else ""


def kin_called(kin: str) -> frozenset[str]:
    """Return every name of a relation (女儿: 闺女, 长女), with the one given."""
    return frozenset(name for group in groups_of("names.kin") if kin in group for name in group)


def are_names(text: str) -> bool:
    """Return whether `text` is one or more names, as a byline prints them, and nothing else."""
    return _ALL_NAMES.match(text) is not None and text not in _NO_NAMES


def clean_names(value: str) -> str:
    """Return the names of a byline as one line, separated by single spaces, without codes and brackets."""
    value = re.sub(r"[A-Z]{1,4}\d{2,6}|[（(].*?[)）]|[\[\]【】]", " ", value)
    value = re.sub(r"[、，,/&;；|]", " ", value)
    return re.sub(r"[()（）<>《》]", "", " ".join(value.split()))[:60].strip(" :：.。_")


# ---- Places by the endings of their names, and institutions


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
