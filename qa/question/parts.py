"""Take a question apart that asks for several things at once, so that each is searched and answered for itself."""

import re

from index.text.fold import fold_text
from index.text.words import tag_words

MAX_PARTS = 3
"""More parts would be answered too slowly, and are rarely meant."""

_SHARED = re.compile(
    r"分别|各自|各(?=[是有为占在达多几])|(?:有(?:什么|啥|何)|的)(?:不同|区别|差别|异同)"
    r"|相比|哪个(?=更|多|少|高|大|低|早|晚)|谁更"
)
_JOINS = frozenset("和 与 跟 及 以及 、".split())
_PLACE = re.compile(r"[^\W\d_省市县区镇乡村州旗和与跟及在从到的两哪各]{2,4}[省市县区镇乡村州旗](?![\u4e00-\u9fff]?长)")
_ASKS = re.compile(r"什么|哪|谁|多少|几|吗|如何|怎|为何|何时|多[久长远大高]")
_NAME_TAGS = ("nr", "ns", "nt", "nz")


def split_question(text: str) -> list[str]:
    """Return the parts of a question in order, each a question of its own; a simple question comes back alone.

    青岚县和禾阳县分别有多少学校 -> 青岚县有多少学校 / 禾阳县有多少学校; two questions in one line are two parts, the
    second with the names of the first.
    """
    clauses = _asking_clauses(text)
    if len(clauses) > 1:
        return clauses[:MAX_PARTS]
    if _SHARED.search(fold_text(text)):
        parts = _split_joined(text)
        if len(parts) > 1:
            return parts[:MAX_PARTS]
    return [text]


def _asking_clauses(text: str) -> list[str]:
    """Return the clauses if at least two of them ask something."""
    pieces = [piece.strip() for piece in re.split(r"[？?，,；;。]", text) if piece.strip()]
    asking = [piece for piece in pieces if _ASKS.search(fold_text(piece))]
    if len(asking) < 2:
        return []
    first_asking = pieces.index(asking[0])
    lead = "，".join(pieces[:first_asking])
    names = _names("，".join(pieces[: first_asking + 1]))
    first = f"{lead}，{asking[0]}" if lead else asking[0]
    rest = [piece if _has_subject(piece) else " ".join([*names, piece]) for piece in asking[1:]]
    return [f"{part}？" for part in [first, *rest]]


def _has_subject(clause: str) -> bool:
    """Return whether a noun stands in front of the question word: the clause then says itself what it is about."""
    asked = _ASKS.search(fold_text(clause))
    before = clause[: asked.start()] if asked else clause
    return any(tag.startswith("n") and len(word) > 1 for word, tag in tag_words(before))


def _names(text: str) -> list[str]:
    """Return the places, people and organisations of a text; a place by its ending, even one no dictionary knows."""
    places = _PLACE.findall(text)
    words, at = [], 0
    for word, tag in tag_words(text):
        shown = text[at : at + len(word)]
        at += len(word)
        if tag.startswith(_NAME_TAGS) and len(word) > 1 and not any(shown in p or p in shown for p in places):
            words.append(shown)
    return list(dict.fromkeys([*places, *words]))


def _split_joined(text: str) -> list[str]:
    """Return one question for each of the things joined by 和, 与 or 、; none where nothing is joined."""
    units = _units(text)
    joined = _joined_run(units)
    if len(joined) < 2:
        return []
    before = "".join(units[: joined[0]])
    after = "".join(units[joined[-1] + 1 :])
    return [_without_marker(before + units[place] + after) for place in joined]


def _without_marker(text: str) -> str:
    """Return the question without the word that says it asks for several (分别, 各, 相比 …)."""
    text = re.sub(r"哪个更?[多少高大低长]|谁更[多少高大低长]", "是多少", text)
    return re.sub(r"分别|各自|各(?=[是有为占在达多几])|两[县市区地](?=[的小中学])", "", text)


def _units(text: str) -> list[str]:
    """Return the words of the text, places whole, covering every character."""
    units: list[str] = []
    for piece in re.split(f"({_PLACE.pattern})", text):
        if _PLACE.fullmatch(piece):
            units.append(piece)
            continue
        at = 0
        for word, _ in tag_words(piece):
            units.append(piece[at : at + len(word)])
            at += len(word)
    return units


def _joined_run(units: list[str]) -> list[int]:
    """Return the places of the longest run unit, join, unit, join, unit …, without the joins."""
    best: list[int] = []
    for start in range(1, len(units) - 1):
        if units[start] not in _JOINS:
            continue
        run, place = [start - 1], start
        while place + 1 < len(units) and units[place] in _JOINS:
            run.append(place + 1)
            place += 2
        if len(run) > len(best) and all(units[p] not in _JOINS for p in run):
            best = run
    return best
