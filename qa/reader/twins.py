"""Similar articles: their titles differ in one place, or one has a noun of the question that the other has nowhere."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from index.chinese.asking import ASKING_PHRASE
from index.chinese.vocabulary import words_of
from index.chinese.words import cut_words, holds_synonym, tag_words
from qa.reader.frame import Frame
from qa.reader.subjects import PLACES_CALLED

_NAME_TAGS = ("n", "j", "x", "eng", "b", "s", "z", "g", "a", "m", "v")


@dataclass(frozen=True)
class Twin:
    """Two articles whose titles differ in one place: the piece that the question contains, and the other's piece.

    `differs` is the differing piece alone, without what precedes it in both names.
    """

    asked: str
    instead: str
    differs: str


_LEAST_SHARED = 4
"""Characters that two titles must share before and after where they differ, and directly after it."""
_LEAST_SHARED_BEHIND = 2
_LEAST_PIECE, _LONGEST_PIECE = 2, 6
_KINDS_OF_PLACES = frozenset(words_of("named.kind_of_place"))
"""Characters that end the name of a place; one of them is enough to be shared after the difference."""


def find_twins(folded: str, frames: Sequence[Frame]) -> dict[str, Twin]:
    """Return, by article id, how its title differs from that of an article that the question names."""
    twins: dict[str, Twin] = {}
    nouns = _nouns_of(folded)
    least = _LEAST_NAMED * sum(map(len, nouns))
    named = [_nouns_in_title(nouns, frame) for frame in frames]
    for frame, own in zip(frames, named, strict=True):
        others = (
            _twin_of(folded, other.title, frame.title)
            or _twin_by_name(folded, other.title, frame)
            or _twin_by_title(of_other, other, own, frame, least)
            for other, of_other in zip(frames, named, strict=True)
            if other is not frame
        )
        if frame.title and (twin := next(filter(None, others), None)):
            twins[frame.article.id] = twin
    return twins


def _twin_of(folded: str, asked: str, title: str) -> Twin | None:
    """Return where two folded titles differ, if the question contains the piece of the first and none of the second.

    关于碧泉片区停水的通知 and 关于松岗片区停水改期的通知 differ in 碧泉 and 松岗.
    """
    head = next((n for n, (a, b) in enumerate(zip(asked, title, strict=False)) if a != b), min(len(asked), len(title)))
    for piece, instead, behind in _pieces(asked[head:], title[head:]):
        if head + behind < _LEAST_SHARED or not _is_name_like(piece):
            continue
        if named := _part_in_front(title[:head], piece, folded):  # 金河建材 and 金河水泥: both parts form the name
            is_alone = named + instead[:_LEAST_PIECE] not in folded
            return Twin(named + piece, named + instead, piece) if is_alone else None
        held = piece if piece in folded else _first_words(piece, folded)
        if held and not any(instead[n : n + 2] in folded for n in range(len(instead) - 1)):
            return Twin(held, instead, held)
    return _twin_before(folded, asked, title, head)


def _part_in_front(shared: str, piece: str, folded: str) -> str:
    """Return the longest end of the titles' shared beginning that precedes the piece in the question too, '' if shorter
    than a word."""
    lengths = range(len(shared), _LEAST_PIECE - 1, -1)
    return next((shared[-length:] for length in lengths if shared[-length:] + piece in folded), "")


def _twin_before(folded: str, asked: str, title: str, head: int) -> Twin | None:
    """Return where two titles differ right before a shared ending: 碘溶液 and 硝酸银溶液 in B-13 碘溶液 and B-12
    硝酸银溶液, whose numbers the question omits."""
    tail = next((n for n, (a, b) in enumerate(zip(asked[::-1], title[::-1], strict=False)) if a != b), 0)
    if tail < _LEAST_SHARED_BEHIND or head + tail < _LEAST_SHARED or head + tail > min(len(asked), len(title)):
        return None
    words = [tag_words(text[head : len(text) - tail])[-1:] for text in (asked, title)]
    if not all(words):
        return None
    ((piece, tag),), ((instead, _),) = words
    if not piece.isalpha() or not instead.isalpha() or not tag.startswith(_NAME_TAGS):
        return None
    end = asked[len(asked) - tail :]
    if _JOINED.search(folded):
        return None
    if piece + end in folded and instead + end not in folded:
        return Twin(piece + end, instead + end, piece + end)
    is_name = tag.startswith("ns") and len(piece) >= _LEAST_PIECE
    return Twin(piece, instead, piece) if is_name and piece in folded and instead not in folded else None


def _twin_by_name(folded: str, asked: str, frame: Frame) -> Twin | None:
    """Return the name with which the folded title `asked` begins, if the question has it and the other article's title
    begins with another one of its kind (致远驾校收费, 远航驾校招生) and has nowhere what parts the two."""
    length = next((n for n in range(len(asked), _LEAST_NAME - 1, -1) if asked[:n] in folded), 0)
    for start in range(_LEAST_PIECE, length - _LEAST_SHARED_BEHIND + 1):
        kind = asked[start:length]
        at = frame.title.find(kind)
        if not _LEAST_PIECE <= at <= _LONGEST_PIECE:
            continue
        piece, instead = asked[:start], frame.title[:at]
        is_parted = piece.isalpha() and instead.isalpha() and instead[-_LEAST_PIECE:] not in folded
        is_told = piece[-_LEAST_PIECE:] in frame.whole or holds_synonym(frame.whole, piece)
        return Twin(piece + kind, instead + kind, piece) if is_parted and not is_told else None
    return None


_LEAST_NAME = 4


def _twin_by_title(named: Sequence[str], asked: Frame, own: Sequence[str], frame: Frame, least: float) -> Twin | None:
    """Return the noun by which a question names the first of two articles in its title, if the second one has that noun
    nowhere (研学 of 秋季研学的通知 beside 科学夏令营的通知). `named` and `own` are the question's nouns in each title.

    None unless those of the first have `least` more characters, or where one of the second is not in the first article.
    """
    if sum(map(len, named)) - sum(map(len, own)) < max(least, 1) or any(noun not in asked.whole for noun in own):
        return None
    lacking = next((noun for noun in named if not _is_spoken_of(noun, frame.whole)), "")
    return Twin(lacking, frame.title, lacking) if lacking else None


def _nouns_in_title(nouns: Sequence[str], frame: Frame) -> list[str]:
    """Return those of a question's nouns that are words of an article's title."""
    words = frozenset(cut_words(frame.title)) if nouns and frame.title else frozenset[str]()
    return [noun for noun in nouns if noun in words]


def _nouns_of(folded: str) -> list[str]:
    """Return the nouns of a question, none of them twice; none of a question about several things, which means the
    other article too."""
    if _JOINED.search(folded):
        return []
    words = tag_words(ASKING_PHRASE.sub("\n", folded))
    nouns = (word for word, tag in words if tag.startswith(_NOUN_TAGS) and len(word) >= _LEAST_PIECE)
    return list(dict.fromkeys(noun for noun in nouns if noun.isalpha() and noun not in PLACES_CALLED))  # 冠军: 名次：1


def _is_spoken_of(noun: str, text: str) -> bool:
    """Return whether a text has a noun, its beginning or its end (狂犬 of 狂犬病), or another word for it."""
    return noun[:_LEAST_PIECE] in text or noun[-_LEAST_PIECE:] in text or holds_synonym(text, noun)


_NOUN_TAGS = ("n", "j", "x", "eng", "vn")
_LEAST_NAMED = 0.3
"""Share of the characters of a question's nouns that one title must have more than the other."""
_JOINED = re.compile("[和与跟、及]|还是|或者")


def _pieces(asked: str, title: str) -> Iterator[tuple[str, str, int]]:
    """Yield the shortest beginnings of two texts that the same characters follow, and how many follow."""
    for length in range(_LEAST_PIECE, min(_LONGEST_PIECE, len(asked) - _LEAST_SHARED_BEHIND) + 1):
        following = asked[length : length + _LEAST_SHARED_BEHIND]
        if following[0] in _KINDS_OF_PLACES:  # 游泳馆入场须知, 羽毛球馆预订说明
            following = following[0]
        at = title.find(following, _LEAST_PIECE, _LONGEST_PIECE + len(following))
        if at >= 0:
            pairs = zip(asked[length:], title[at:], strict=False)
            yield asked[:length], title[:at], sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
            return


def _is_name_like(piece: str) -> bool:
    """Return whether a piece of a title begins with a noun or the like and contains no punctuation."""
    return piece.isalnum() and all(tag.startswith(_NAME_TAGS) or tag[:1] in "amv" for _, tag in tag_words(piece)[:1])


def _first_words(piece: str, folded: str) -> str:
    """Return the first word of a piece (碧泉 of 碧泉片区) if it is a noun and in the question, else ''."""
    word, tag = tag_words(piece)[0]
    return word if len(word) >= _LEAST_PIECE and tag.startswith("n") and word in folded else ""
