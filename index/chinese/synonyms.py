"""Words that say the same (举办, 召开): a statement may use one where the article has another."""

from collections import defaultdict

from index.chinese.vocabulary import groups_of
from index.chinese.words import names_beside

_GROUPS = groups_of("synonyms.same")
_GROUPS_OF: dict[str, list[int]] = defaultdict(list)
for _number, _group in enumerate(_GROUPS):
    for _word in _group:
        _GROUPS_OF[_word].append(_number)


def holds_synonym(text: str, word: str) -> bool:
    """Return whether a folded text holds a word that says the same as this one, or another name of what it names."""
    others = (member for group in _GROUPS_OF.get(word, ()) for member in _GROUPS[group])
    return any(other in text for other in (*others, *names_beside(word)))


def others_of(word: str) -> frozenset[str]:
    """Return the words that say the same as this one, without itself; folded."""
    return frozenset(member for group in _GROUPS_OF.get(word, ()) for member in _GROUPS[group]) - {word}
