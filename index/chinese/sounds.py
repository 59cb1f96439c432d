"""Sounds: whether one character may have been typed for another, and what a name in pinyin spells."""

from functools import cache

from index.chinese.vocabulary import groups_of


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
