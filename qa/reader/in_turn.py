"""Sentences that describe several things of a kind in turn (东市场…三家；南市场…), each part about one of them."""

import re
from collections.abc import Iterator, Sequence

from index.chinese.asking import AnswerKind, holds_kind
from index.chinese.measures import measures_asked, tells_measure
from index.chinese.named import NamedThing, read_named
from index.chinese.names import find_office_asked
from index.chinese.vocabulary import compiled

_TOLD_KINDS = (AnswerKind.TIME, AnswerKind.AMOUNT, AnswerKind.REASON)
_ENDS = frozenset("，,；;。：:！!？?")
_LONGEST_FRONT = 3
"""Characters that may precede the thing that opens a part: 其中, 而, 是."""
_TOGETHER = re.compile("分别|各|均|都|同|相比|[和与及、]$")
_SHARED_LEAST, _NOT_SHARED_MOST = 0.75, 0.15
"""For a yes-or-no question: least share of its character bigrams in the part about another thing, and most in the part
about the thing asked about."""


def told_of_another(folded: str, kind: AnswerKind, asked: tuple[NamedThing, ...], sentence: str) -> NamedThing | None:
    """Return the other thing whose part of the sentence contains the answer, if the part about what was asked does not,
    or if all parts are about other models (X2型退499元，X3型退369元); None if the sentence does not describe things in
    turn or this is uncertain. All texts are folded."""
    if asked[0].series in ("day:", "month:"):  # the days of a range share one position
        return None
    parts = list(_parts(asked[0].series, sentence))
    keys = {thing.key for thing in asked}
    own = [text for thing, text in parts if thing.key in keys]
    others = [(thing, text) for thing, text in parts if thing.key not in keys]
    if not others or any(_TOGETHER.search(text) for _, text in parts):
        return None
    if any(compiled("yes_no.elliptical").fullmatch(text) for text in own):
        return None  # B2 Pro支持独立定位，B2不支持: what is denied stands in the other's part
    measures = measures_asked(folded)
    if not own:
        is_of_others = asked[0].series.startswith("code:") and _tell_each(measures, kind, others, sentence)
        return others[0][0] if is_of_others else None
    if measures or kind in _TOLD_KINDS:
        told_of = [thing for thing, text in parts if _tells(measures, kind, text)]
        return None if any(thing.key in keys for thing in told_of) else next(iter(told_of), None)
    if compiled("yes_no.asked").search(folded):
        pairs = _pairs(_without(asked, compiled("yes_no.frame").sub(" ", folded)))
        if not pairs or max(_share(pairs, text) for text in own) > _NOT_SHARED_MOST:
            return None
        return next((thing for thing, text in others if _share(pairs, text) >= _SHARED_LEAST), None)
    return None


def _tell_each(
    measures: tuple[str, ...], kind: AnswerKind, parts: Sequence[tuple[NamedThing, str]], sentence: str
) -> bool:
    """Return whether each of several parts tells the measure asked for, and nothing in front of them does."""
    before = sentence[: parts[0][0].start]
    return len(parts) > 1 and not tells_measure(measures, before) and all(_tells(measures, kind, t) for _, t in parts)


def office_of_another(folded: str, sentence: str) -> str:
    """Return the owner of the office asked for in a sentence that lists people (丽景苑经理葛小川、云杉里主任佟蔚), if
    the owner in the question is listed with another office only; '' for all other sentences."""
    office = find_office_asked(folded)
    owner = folded.partition(office)[0] if office else ""
    if len(owner) < _LEAST_OWNER or any(sign in owner for sign in "谁哪"):
        return ""
    parts = _IN_A_ROW.split(sentence)
    own = [part for part in parts if owner[:_LEAST_OWNER] in part]
    others = [part for part in parts if office in part and owner[:_LEAST_OWNER] not in part]
    if not own or not others or any(office in part for part in own):
        return ""
    return others[0].partition(office)[0]


_LEAST_OWNER = 2
_IN_A_ROW = re.compile("[、，,；;：:]")


def _parts(series: str, sentence: str) -> Iterator[tuple[NamedThing, str]]:
    """Yield the things of a series that open a clause, each with the text up to the next one."""
    things = [thing for thing in read_named(sentence) if thing.series == series and _opens(sentence, thing)]
    for number, thing in enumerate(things):
        end = things[number + 1].start if number + 1 < len(things) else len(sentence)
        yield thing, sentence[thing.end : end].rstrip("，,；;。 ")


def _opens(sentence: str, thing: NamedThing) -> bool:
    """Return whether a thing opens a clause, apart from up to _LONGEST_FRONT characters before it."""
    front = sentence[: thing.start]
    clause = len(front) - max((front.rfind(end) for end in _ENDS), default=-1) - 1
    return clause <= _LONGEST_FRONT


def _tells(measures: tuple[str, ...], kind: AnswerKind, text: str) -> bool:
    return tells_measure(measures, text) if measures else holds_kind(kind, text)


def _without(asked: tuple[NamedThing, ...], folded: str) -> str:
    for thing in asked:
        folded = folded.replace(thing.text, " ")
    return folded


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1) if text[at : at + 2].strip() == text[at : at + 2]}


def _share(pairs: set[str], text: str) -> float:
    return sum(pair in text for pair in pairs) / len(pairs)
