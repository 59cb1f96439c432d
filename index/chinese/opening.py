"""The stand-in for a missing title: a text's first sentence, shortened at a clause."""

import re
from collections.abc import Iterable

from index.chinese.vocabulary import compiled

MAX_FACE_CHARS = 36
"""Characters that fit into a line of a list."""
_LEAST_FACE_CHARS = 20
_LOOKED_AT_CHARS = 400
_SENTENCE = re.compile(r"[^。！？!?…\n]+[！？!?]?")
_CLAUSE_END = re.compile(r"[，,；;：:、]")
_LETTER = re.compile(r"[^\W_]")
_OPENERS = str.maketrans("", "", '“”‘’「」『』"')


def face_of(texts: Iterable[str]) -> str:
    """Return the first sentence of the first paragraph that has one, at most MAX_FACE_CHARS long.

    Leading datelines and labels are left out. A longer sentence is cut after a clause and ends in …; '' for texts
    without a letter.
    """
    return next((face for text in texts if (face := _face_of(text[:_LOOKED_AT_CHARS]))), "")


def _face_of(text: str) -> str:
    rest = text.strip()
    while (found := compiled("opening.before_text").match(rest)) and _LETTER.search(rest, found.end()):
        rest = rest[found.end() :]
    sentence = next((match.group().strip() for match in _SENTENCE.finditer(rest) if _LETTER.search(match.group())), "")
    if len(sentence) > MAX_FACE_CHARS:
        ends = [match.start() for match in _CLAUSE_END.finditer(sentence, _LEAST_FACE_CHARS, MAX_FACE_CHARS)]
        sentence = sentence[: ends[-1] if ends else MAX_FACE_CHARS - 1].rstrip() + "…"
    return _without_odd_marks(sentence)


def _without_odd_marks(sentence: str) -> str:
    """Return the sentence, without its quotation marks if one of a pair was cut off."""
    pairs = (("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"))
    odd = any(sentence.count(opener) != sentence.count(closer) for opener, closer in pairs)
    return sentence.translate(_OPENERS) if odd or sentence.count('"') % 2 else sentence
