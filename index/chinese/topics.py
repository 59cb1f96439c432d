"""Whether a text is about a thing that it names: its subject, owner, head or condition."""

import re

from index.chinese.named import ANYWHERE, TIMES, NamedThing, holds_thing, read_named
from index.chinese.vocabulary import compiled, words_of
from index.chinese.words import names_beside, tag_words


def names_it(folded: str, thing: NamedThing) -> bool:
    """Return whether a folded text names a thing, by another name of the user's dictionary too."""
    return holds_thing(folded, thing) or any(name in folded for name in names_beside(thing.text))


def opens_with_work(text: str) -> bool:
    """Return whether a text begins with a work, as one of several described in turn (其中《甲》刻于1963年)."""
    return re.match(r"(?:其中|而|另外?|同时)?[，]?《", text) is not None


def is_about(text: str, thing: NamedThing, *, is_near: bool) -> bool:
    """Return whether the text is about the thing: it is the subject, owner, head or condition."""
    if text.count("《", 0, thing.start) > text.count("》", 0, thing.start):  # part of a work's name
        return not is_near and not thing.series.startswith(TIMES)
    if text.startswith(("等", "和", "与", "及", "、", "至", "到"), thing.end):
        return False
    if not is_near:
        return thing.series.startswith((*ANYWHERE, *TIMES)) or stands_first(text, thing)
    return stands_first(text, thing)


_FILLERS = frozenset(words_of("named.fillers"))
_TIME_TAGS = ("t", "m", "q", "f", "d")
_MODIFIER_TAGS = ("n", "j", "x", "eng", "b", "s", "nz", "z", "g")
_LONGEST_MODIFIER, _LONGEST_BEFORE_YEAR, _LONGEST_CLAUSE = 8, 4, 40
_SIGNS = ' 《“"（(【[—·•*-'


def stands_first(text: str, thing: NamedThing) -> bool:
    """Return whether only times, function words and its owners precede the thing in its clause."""
    is_time = thing.series.startswith(TIMES)
    if is_time and "《" in text[: thing.start]:
        return False
    in_front = re.split("[：:；;]", text[: thing.start])[-1]
    *before, own = re.split("[，,]", in_front)
    said = compiled("named.said")
    if any(
        _modifier_length(clause) != 0 for clause in before if not (said.fullmatch(clause) or _SPAN.fullmatch(clause))
    ):
        return False
    longest = _LONGEST_MODIFIER
    if is_time:
        longest = _LONGEST_BEFORE_YEAR if thing.series == "year:" or _is_acted_upon(text, thing.end) else 0
    owners = [] if is_time else _owners_in(text, thing.start - len(own), thing.start)
    for start, end in reversed(owners):
        own = own[: start - thing.start + len(own)] + own[end - thing.start + len(own) :]
    if thing.series.startswith("code:") and own.endswith("的"):  # 同日发布的QJ-500
        return True
    length = _modifier_length(own)
    return length is not None and length + sum(end - start for start, end in owners) <= longest


def _is_acted_upon(text: str, end: int) -> bool:
    """Return whether a verb follows the time that ends at `end`, so that it dates an action (热线11月受理诉求)."""
    behind = tag_words(text[end : end + _LONGEST_WORD])
    return bool(behind) and behind[0][1] == "v"


_LONGEST_WORD = 4


def _owners_in(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the disjoint spans, in order, of the places and institutions named between `start` and `end`: 奉栾县
    before 南沙河, which the tagger may take for a verb."""
    spans: list[tuple[int, int]] = []
    for thing in read_named(text):
        is_owner = thing.series.startswith(("place:", "name:"))
        if is_owner and max(start, spans[-1][1] if spans else 0) <= thing.start and thing.end <= end:
            spans.append((thing.start, thing.end))
    return spans


_CLOCK = re.compile(r"\d{1,2}(?:[时点](?:\d{1,2}分)?|[:：]\d\d)(?:许|左右|整)?")
_SPAN = re.compile("[^，。；]{2,8}期间")
"""A clause that only says when: 检修期间，…"""

_SINCE = re.compile("(?<=[期日月年后])起$")


def _modifier_length(clause: str) -> int | None:
    """Return the number of characters of nouns in a clause of nouns, times and function words; None for any other."""
    length = 0
    clause = _SINCE.sub("", _CLOCK.sub("", clause))
    for word, tag in tag_words(clause) if len(clause) <= _LONGEST_CLAUSE else [(clause, "")]:
        if word in _FILLERS or tag.startswith(_TIME_TAGS) or not word.strip(_SIGNS):
            continue
        if not tag.startswith(_MODIFIER_TAGS):
            return None
        length += len(word)
    return length
