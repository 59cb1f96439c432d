"""Names in no article, read as similar names in the passages: one character mistyped (秒鸭相机), an abbreviation
(湖师大), or a name in pinyin (Luoxia)."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from index.chinese.asking import ASKING_PHRASE
from index.chinese.folding import fold_text
from index.chinese.named import NAMES, read_named
from index.chinese.names import ENDINGS
from index.chinese.numerals import DIGITS
from index.chinese.vocabulary import compiled, groups_of
from index.chinese.words import tag_words
from index.snapshot import Snapshot
from qa.answer import Passage
from qa.question import Question

_RUN = re.compile(r"[\u4e00-\u9fff]+")
_NUMERALS = frozenset(DIGITS + "十百千万")
_SHORTEST, _LONGEST_TYPED = 3, 6
"""Least and most characters of a run in which one may be mistyped; with two, a different one makes another name."""
_LONGEST_SHORT, _LONGEST_NAME = 5, 16
_LEAST_TIMES = 2
"""Least ratio of a name's length to that of its abbreviation."""


def respell(snapshot: Snapshot, question: Question, passages: Sequence[Passage]) -> str:
    """Return the question with names that are in no article replaced by those meant, '' if there are none. The names
    come from the passages' titles and texts and are used only if exactly one fits."""
    texts = _texts(passages)
    runs = "\n".join(dict.fromkeys(run for text in texts for run in _RUN.findall(text)))
    institutions: set[str] | None = None
    for unknown, start in _unknown(snapshot, question, texts):
        meant = _mistyped(unknown, runs)
        if not meant and compiled("places.shortened").fullmatch(unknown):
            if institutions is None:  # read once, and only where a name may be shortened
                names = {name for text in texts for name in _institutions(text)}
                institutions = {name for name in names if _RUN.fullmatch(name)}
            meant = _longer_names(unknown, institutions)
        if len(meant) == 1:
            name = meant.pop()
            return question.text[:start] + name + question.text[start + len(unknown) :]
    return _out_of_pinyin(question, runs)


def _out_of_pinyin(question: Question, runs: str) -> str:
    """Return the question with a name in pinyin in the characters of the passages, '' where none or several fit."""
    for match in _PINYIN.finditer(question.text):
        meant = spelt(match.group().lower(), runs)
        if len(meant) == 1:
            return question.text[: match.start()] + next(iter(meant)) + question.text[match.end() :]
    return ""


_PINYIN = re.compile(r"(?<![A-Za-z0-9-])[A-Z][a-z]{4,}(?![A-Za-z0-9-])")
"""A capitalised word long enough to be a name of two characters; women and men are no names."""


def _texts(passages: Sequence[Passage]) -> list[str]:
    titles = dict.fromkeys(passage.article.title for passage in passages)
    return [fold_text(text) for text in [*titles, *(passage.text for passage in passages)] if text]


def _unknown(snapshot: Snapshot, question: Question, texts: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield, longest first and with their offsets, the runs of Chinese characters in the question that are in no text,
    provided that one of their words is in no article, that they are a name as a whole (敏大江), or that they begin and
    end like an abbreviated name; 抗议中 does not, where 中 is a word of its own."""
    rare = {word for word, df in snapshot.document_frequencies(question.words).items() if df == 0}
    asking = [match.span() for match in ASKING_PHRASE.finditer(question.folded)]
    during = _ends_of_places(question.folded)
    names = {thing.text for thing in read_named(question.folded) if thing.series.startswith(NAMES)}
    found = []
    for run in _RUN.finditer(question.folded):
        for start in range(run.start(), run.end()):
            for end in range(start + 2, min(run.end(), start + _LONGEST_TYPED) + 1):
                piece = question.folded[start:end]
                if any(start < last and first < end for first, last in asking):
                    continue
                if any(piece in text for text in texts):
                    continue
                is_short = end not in during and compiled("places.shortened").fullmatch(piece)
                if is_short or piece in names or any(word in piece for word in rare):
                    found.append((piece, start))
    yield from sorted(found, key=lambda item: (-len(item[0]), item[1]))


def _ends_of_places(folded: str) -> frozenset[int]:
    """Return where words of one character end that say where or when (比赛中)."""
    words = tag_words(folded)
    ends = accumulate(len(word) for word, _ in words)
    return frozenset(end for end, (word, tag) in zip(ends, words, strict=True) if tag == "f" and len(word) == 1)


def _mistyped(unknown: str, runs: str) -> set[str]:
    """Return the pieces of `runs` (Chinese characters, one run per line) that differ from this one in one character of
    the same sound."""
    found = set[str]()
    if _is_noun_and_verb(unknown):
        return found
    for place in range(len(unknown) if len(unknown) >= _SHORTEST else 0):
        before, behind = unknown[:place], unknown[place + 1 :]
        # Searched by the longer side of the character: to compile a pattern for each run takes longer than all of this.
        known, offset = (before, 0) if len(before) > len(behind) else (behind, place + 1)
        at = runs.find(known, offset)
        while at >= 0:
            piece = runs[at - offset : at - offset + len(unknown)]
            is_whole = len(piece) == len(unknown) and "\n" not in piece  # shorter at the end of the last run
            if is_whole and piece.startswith(before) and piece[place + 1 :] == behind:
                found.add(piece)
            at = runs.find(known, at + 1)
    return {piece for piece in found if _sound_alike(piece, unknown)}


def _is_noun_and_verb(unknown: str) -> bool:
    """Return whether a run is a whole noun and what it does, with nothing mistyped: 被告付, in front of 多少钱."""
    words = tag_words(unknown[:-1])
    return len(words) == 1 and words[0][1].startswith("n") and tag_words(unknown[-1])[0][1] == "v"


def _sound_alike(left: str, right: str) -> bool:
    """Return whether two characters sound alike; a numeral never counts as mistyped (区一院 for 区医院)."""
    pairs = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
    return all(sound_alike(a, b) and not _NUMERALS & {a, b} for a, b in pairs)


def _longer_names(unknown: str, institutions: set[str]) -> set[str]:
    """Return the institutions (names in Chinese characters only) that contain these characters in order, from the first
    word to the last; of names that contain one another, the shortest."""
    if len(unknown) > _LONGEST_SHORT:
        return set()
    pattern = re.compile(f".{{0,4}}?{'.{0,6}?'.join(map(re.escape, unknown))}.{{0,2}}")
    least = _LEAST_TIMES * len(unknown) - 1
    found = {name for name in institutions if len(name) >= least and pattern.fullmatch(name)}
    return {name for name in found if not any(other != name and other in name for other in found)}


def _institutions(text: str) -> Iterator[str]:
    """Yield the names of institutions in a text: runs of nouns that end like one, from each possible first word."""
    words, at = [], 0
    for word, tag in tag_words(text):
        words.append((at, at + len(word), tag))
        at += len(word)
    for place, (_, end, _) in enumerate(words):
        if not compiled("places.institution_end").search(text[:end]):
            continue
        for start, _, tag in reversed(words[: place + 1]):
            if not tag.startswith(_IN_NAMES) or end - start > _LONGEST_NAME:
                break
            if tag.startswith(("n", "j")) or text[start : start + 3].endswith(tuple(ENDINGS)):
                yield text[start:end]


_IN_NAMES = ("n", "j", "m", "a", "b", "v", "f", "l", "i", "s", "zg", "g", "x", "k", "h", "q")


# ---- Sounds: whether one character may have been typed for another, and what a name in pinyin spells


def sound_alike(left: str, right: str) -> bool:
    """Return whether two characters sound alike, ignoring tones and commonly confused initials and finals."""
    sounds = _sounds()
    return left in sounds and right in sounds and _heard(sounds[left]) == _heard(sounds[right])


def spelt(name: str, runs: str) -> frozenset[str]:
    """Return the pieces of `runs` (Chinese characters) that a name in pinyin without tones spells, of two to four
    characters: 落霞 for luoxia."""
    found: set[str] = set()
    for syllables in _syllables(name):
        for start in range(len(runs) - len(syllables) + 1) if len(syllables) > 1 else ():
            piece = runs[start : start + len(syllables)]
            if all(_sounds().get(sign) == syllable for sign, syllable in zip(piece, syllables, strict=True)):
                found.add(piece)
    return frozenset(found)


_MOST_SYLLABLES, _LONGEST_SYLLABLE = 4, 6


def _syllables(name: str, most: int = _MOST_SYLLABLES) -> list[tuple[str, ...]]:
    """Return every way to cut a name into at most so many syllables; none where it is no pinyin."""
    if not name:
        return [()]
    ends = range(1, min(len(name), _LONGEST_SYLLABLE) + 1) if most else ()
    heads = [name[:end] for end in ends if name[:end] in _known_syllables()]
    return [(head, *rest) for head in heads for rest in _syllables(name[len(head) :], most - 1)]


@cache
def _known_syllables() -> frozenset[str]:
    return frozenset(_sounds().values())


@cache
def _sounds() -> dict[str, str]:
    return {character: syllable for syllable, characters in groups_of("sounds.syllable") for character in characters}


@cache
def _heard(syllable: str) -> str:
    """Return the syllable with each confused initial and final in one spelling."""
    for told, other in groups_of("sounds.confused"):
        if told.endswith("ng"):
            syllable = syllable[: -len(told)] + other if syllable.endswith(told) else syllable
        elif syllable.startswith(told):
            syllable = other + syllable[len(told) :]
    return syllable
