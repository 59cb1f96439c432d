"""Homophones: whether one character may have been typed for another."""

from functools import cache

from index.chinese.vocabulary import groups_of


def sound_alike(left: str, right: str) -> bool:
    """Return whether two characters sound alike, ignoring tones and commonly confused initials and finals."""
    sounds = _sounds()
    return left in sounds and right in sounds and _heard(sounds[left]) == _heard(sounds[right])


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
