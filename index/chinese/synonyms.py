"""Words with the same meaning (举办, 召开): a statement may use one where the article has another."""

from collections import defaultdict

from index.chinese.vocabulary import groups_of
from index.chinese.words import names_beside

_GROUPS = groups_of("synonyms.same")
_GROUPS_OF: dict[str, list[int]] = defaultdict(list)
for _number, _group in enumerate(_GROUPS):
    for _word in _group:
        _GROUPS_OF[_word].append(_number)


def holds_synonym(text: str, word: str) -> bool:
    """Return whether a folded text contains a synonym of this word, or another name for what it names."""
    others = (member for group in _GROUPS_OF.get(word, ()) for member in _GROUPS[group])
    return any(other in text for other in (*others, *names_beside(word)))


def others_of(word: str) -> frozenset[str]:
    """Return the folded synonyms of this word, without itself."""
    return frozenset(member for group in _GROUPS_OF.get(word, ()) for member in _GROUPS[group]) - {word}
