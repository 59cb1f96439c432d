"""Questions that ask for several things: the parts they fall into, each a question of its own, and how two compare."""

import re
from dataclasses import dataclass

from index.chinese.asking import ASKING_PHRASE, FACT_KINDS, find_kind
from index.chinese.folding import fold_text
from index.chinese.places import find_places, is_institution
from index.chinese.vocabulary import compiled, groups_of, words_of
from index.chinese.words import tag_words

MAX_PARTS = 3
"""More parts would be answered too slowly, and are rarely meant."""
_MAX_JOINED_CHARS = 16
"""A thing joined with another is not longer."""
_LEAST_LIKENESS, _LEAST_SHARED_LIKENESS = 0.4, -0.3
"""Least likeness of two joined things, also where the question says (分别, 各) that it asks for several; a shared last
character or kind of word counts 1."""
_CUT_SHORT = 1.0
"""What a thing loses that leaves out a noun beside it: 羊毛(大衣)."""
_JOINS = frozenset("和 与 跟 及 以及 、".split())
_NAME_TAGS = ("nr", "ns", "nt", "nz", "eng")
_CONTENT_TAGS = ("n", "v", "a", "j", "l", "eng")
_LINKS = frozenset("的 是 为 有 在 于 叫 了 由".split())
_OPENERS = re.compile(r"^(?:以及|还有|并且|另外|而且|那么?|又|它|他|她|其)+")
_ATTRIBUTES = frozenset(words_of("asking.attribute"))
_ASKED_BY = {group[0]: group[1] for group in groups_of("comparing.question")}


@dataclass(frozen=True)
class Comparison:
    """Two things compared: their names as asked, and the adjective (长, 便宜) that says by what."""

    things: tuple[str, str]
    by: str


@dataclass(frozen=True)
class Parts:
    """The questions that a question falls into, itself alone as a rule, and the comparison it makes of two, or None."""

    questions: tuple[str, ...]
    comparison: Comparison | None = None


def read_parts(text: str) -> Parts:
    """Return the parts of a question in order, each a question of its own; a simple one, and any other text, comes
    back alone.

    青岚县和禾阳县分别有多少学校 -> 青岚县有多少学校 / 禾阳县有多少学校; two questions in one line are two parts, the
    second with the topic of the first.
    """
    folded = fold_text(text)
    if either := compiled("asking.or_comparison").search(folded):
        return _compared(text, (text[: either.end("left")], text[slice(*either.span("right"))]), either["by"])
    joined = _find_joined(text) if _may_be_joined(folded) else None
    if joined is not None:
        return joined
    clauses = _asking_clauses(text)
    if len(clauses) > 1:
        return Parts(tuple(clauses[:MAX_PARTS]))
    return Parts((text,))


def _compared(text: str, things: tuple[str, str], by: str) -> Parts:
    asked = _ASKED_BY.get(by, f"多{by}")
    return Parts((f"{things[0]}{asked}", f"{things[1]}{asked}"), Comparison(things, by))


# ---- Clauses that each ask something: 澄青大桥什么时候通车，造价多少


def _asking_clauses(text: str) -> list[str]:
    """Return the clauses if at least two of them ask something."""
    sentences = {piece.strip() for piece in re.split(r"[？?；;。]", text)}
    pieces = [piece.strip() for piece in re.split(r"[？?，,；;。]", text) if piece.strip()]
    asking = [piece for piece in pieces if ASKING_PHRASE.search(fold_text(piece))]
    if len(asking) < 2:
        return []
    first_asking = pieces.index(asking[0])
    lead = "，".join(pieces[:first_asking])
    first = f"{lead}，{asking[0]}" if lead else asking[0]
    topic = " ".join(part for part in (lead, _topic(asking[0])) if part)
    rest = [
        piece
        if _names(piece) or (piece in sentences and _has_subject(piece))
        else f"{topic} {_OPENERS.sub('', piece)}".strip()
        for piece in asking[1:]
    ]
    return [f"{part}？" for part in [first, *rest]]


def _has_subject(clause: str) -> bool:
    """Return whether a noun stands in front of the question word: a sentence then says itself what it is about."""
    asked = ASKING_PHRASE.search(fold_text(clause))
    before = clause[: asked.start()] if asked else clause
    return any(tag.startswith("n") and len(word) > 1 for word, tag in tag_words(before))


def _topic(clause: str) -> str:
    """Return what a clause speaks of: all in front of its question word but the last word, which says what of it is
    asked (面积, 通车); its names where nothing else is left."""
    asked = ASKING_PHRASE.search(fold_text(clause))
    words, at = [], 0
    for word, tag in tag_words(clause[: asked.start()] if asked else clause):
        words.append((clause[at : at + len(word)], tag))
        at += len(word)
    while words and (words[-1][0] in _LINKS or not words[-1][1].startswith(_CONTENT_TAGS)):
        words.pop()
    names = _names(clause)
    if words and not any(words[-1][0] in name for name in names):
        words.pop()
    while words and words[-1][0] in _LINKS:
        words.pop()
    topic = "".join(word for word, _ in words)
    return " ".join(dict.fromkeys([*(name for name in names if name not in topic), topic])).strip()


def _names(text: str) -> list[str]:
    """Return the places, people and organisations of a text; a place by its ending, even one no dictionary knows."""
    places = find_places(text)
    words, at = [], 0
    for word, tag in tag_words(text):
        shown = text[at : at + len(word)]
        at += len(word)
        if tag.startswith(_NAME_TAGS) and len(word) > 1 and not any(shown in p or p in shown for p in places):
            words.append(shown)
    return list(dict.fromkeys([*places, *words]))


# ---- Things joined by 和, 与 or 、: one question for each


def _may_be_joined(folded: str) -> bool:
    return any(join in folded for join in _JOINS)


def _find_joined(text: str) -> Parts | None:
    """Return one question for each of the things that are joined and alike; None where nothing is."""
    folded = fold_text(text)
    is_shared = compiled("asking.shared").search(folded) is not None
    is_comparison = compiled("asking.whole_comparison").search(folded) is not None
    is_related = compiled("asking.relation").search(folded) is not None and not is_shared
    for match in re.finditer("|".join(sorted(_JOINS, key=len, reverse=True)), text):
        least = _LEAST_SHARED_LIKENESS if is_shared else _LEAST_LIKENESS
        best = _best_pair(text, match.start(), match.end(), least)
        if best is None:
            continue
        start, end = best
        left, right = text[start : match.start()], text[match.end() : end]
        are_named = _are_named_alike(left, right)
        are_attributes = left in _ATTRIBUTES and right in _ATTRIBUTES
        if not (is_shared or are_attributes or (are_named and not is_related and find_kind(folded) in FACT_KINDS)):
            continue
        things = [*_listed_before(text, start), left, right]
        before = text[: text.index(things[0])]
        after = text[end:]
        if is_comparison and len(things) == 2 and (made := _comparison(before, (left, right), after)):
            return made
        return Parts(tuple(_without_marker(before + thing + after) for thing in things[:MAX_PARTS]))
    return None


def _best_pair(text: str, join_start: int, join_end: int, least: float) -> tuple[int, int] | None:
    """Return where the thing left of a join begins and the right one ends, those that are most alike."""
    borders, at = [0], 0
    begins, ends_with = {}, {}
    for word, tag in tag_words(text):
        begins[at] = tag
        at += len(word)
        borders.append(at)
        ends_with[at] = tag
    starts = [b for b in borders if join_start - _MAX_JOINED_CHARS <= b < join_start and _is_thing(text[b:join_start])]
    ends = [b for b in borders if join_end < b <= join_end + _MAX_JOINED_CHARS and _is_thing(text[join_end:b])]
    best = None
    for start in starts:
        for end in ends:
            alike = _likeness(text[start:join_start], text[join_end:end])
            alike += ends_with.get(join_start, "")[:1] == ends_with[end][:1] != ""
            alike -= _CUT_SHORT * (_is_noun(ends_with.get(start)) and _is_noun(begins[start]))
            alike -= _CUT_SHORT * (_is_noun(ends_with[end]) and _is_noun(begins.get(end)))
            if alike > least:
                best, least = (start, end), alike
    return best


_NO_THING = re.compile(r"[，。？?；;！!、\s]|的$|^的|分别|各|哪|多少|什么|几|谁|更")


def _is_thing(text: str) -> bool:
    return len(text) > 1 and _NO_THING.search(text) is None


def _is_noun(tag: str | None) -> bool:
    return tag is not None and tag.startswith(("n", "vn", "eng"))


def _likeness(left: str, right: str) -> float:
    """Return how alike two joined texts are: they end alike and are of one length."""
    shared = 0
    while shared < min(len(left), len(right)) and left[-1 - shared] == right[-1 - shared]:
        shared += 1
    opening = 0
    while opening < min(len(left), len(right)) and left[opening] == right[opening]:
        opening += 1
    return shared + 0.2 * opening - 0.4 * abs(len(left) - len(right)) - 0.02 * (len(left) + len(right))


def _are_named_alike(left: str, right: str) -> bool:
    """Return whether both are names of one sort: 甲县 and 乙县, two libraries, two models."""
    if left[-1] != right[-1] and not (left[-1].isalnum() and left[-1].isascii() and right[-1].isascii()):
        return False
    return bool(_names(left) and _names(right)) or (is_institution(left) and is_institution(right))


def _listed_before(text: str, start: int) -> list[str]:
    """Return further things listed in front with 、: 甲县、乙县和丙县."""
    listed: list[str] = []
    while start > 0 and text[start - 1] == "、":
        pair = _best_pair(text, start - 1, start, _LEAST_LIKENESS)
        if pair is None:
            break
        listed.insert(0, text[pair[0] : start - 1])
        start = pair[0]
    return listed


def _comparison(before: str, things: tuple[str, str], after: str) -> Parts | None:
    """Return the two questions of 甲和乙哪个更长: the same asked of each, by its adjective."""
    match = compiled("asking.whole_comparison").search(fold_text(after))
    if match is None or match["by"] not in _ASKED_BY:
        return None
    context = after[: match.start()].strip("，, 比起来相之间")
    of = after[slice(*match.span("of"))].strip("的")
    rest = after[slice(*match.span("rest"))]
    context = context.lstrip("的")
    asked = _ASKED_BY[match["by"]]
    parts = tuple(f"{before}{thing}{'的' if context and not of else ''}{context}{of}{asked}{rest}" for thing in things)
    return Parts(parts, Comparison(things, match["by"]))


def _without_marker(text: str) -> str:
    """Return the question without the word that says it asks for several (分别, 各, 相比 …)."""
    text = re.sub(r"哪个更?[多少高大低长]|谁更[多少高大低长]", "是多少", text)
    return re.sub(r"，?(?:分别|各自|各)(?=\S)|两[县市区地](?=[的小中学])", "", text)
