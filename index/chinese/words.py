"""Word segmentation: the same for articles and questions, with a library's own words if it has some. What else things
are called, and words with the same meaning."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import rjieba

from index.chinese.dictionary import UserDictionary
from index.chinese.folding import fold_text
from index.chinese.vocabulary import groups_of, words_of

_WORD = re.compile(r"[0-9a-z\u00c0-\u024f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

WORDS_VERSION = 3
"""Increased when cut_words, fold_text or day_words change their results: libraries then need a rebuild."""

STOP_WORDS = frozenset(words_of("words.stop"))
"""Words that carry no topic: left out of questions (never out of articles)."""


class _Cutting:
    """This process's segmenter: compiled jieba, with the user's dictionary if one is used."""

    dictionary = UserDictionary()
    jieba: Any = rjieba


def use_dictionary(dictionary: UserDictionary) -> None:
    """Use this dictionary for all segmentation in the process from now on; called when a program opens its library."""
    if dictionary == _Cutting.dictionary:
        return
    jieba = rjieba.Jieba() if dictionary.lines or dictionary.aliases else rjieba
    for word in dictionary.known_words():
        jieba.add_word(word.text, word.frequency, word.tag)
    _Cutting.dictionary, _Cutting.jieba = dictionary, jieba
    names_beside.cache_clear()
    everyday_names_in.cache_clear()


def user_dictionary() -> UserDictionary:
    """Return the user's dictionary now in use."""
    return _Cutting.dictionary


def words_version() -> str:
    """Return what an index's words depend on: WORDS_VERSION and a digest of the user's dictionary."""
    digest = _Cutting.dictionary.digest
    return f"{WORDS_VERSION}+{digest}" if digest else str(WORDS_VERSION)


def cut_words(text: str) -> list[str]:
    """Return the search words of `text`, folded: jieba's search mode (long words and their parts), then its guesses.

    The first part uses the dictionary alone, so that an unknown name is split the same way everywhere; guessing
    (jieba's hidden Markov model) adds whole names, which weigh more. Both together had the best recall:
    docs/retrieval.md.
    """
    folded, cut = fold_text(text), _Cutting.jieba.cut_for_search
    words = [word for word in cut(folded, False) if _WORD.search(word)]
    known = set(words)
    return words + [word for word in cut(folded, True) if word not in known and _WORD.search(word)]


def cut_content_words(question: str) -> list[str]:
    """Return the distinct topic words of a question, in order, without STOP_WORDS."""
    return list(dict.fromkeys(word for word in cut_words(question) if word not in STOP_WORDS))


def tag_words(text: str) -> list[tuple[str, str]]:
    """Return (word, jieba part-of-speech tag) pairs of the folded text, in order, covering every character."""
    return [(word, tag) for word, tag in _Cutting.jieba.tag(fold_text(text), True)]


def known_words(text: str) -> list[str]:
    """Return the folded text's words by the dictionary alone, which together are the text."""
    return [word for word, _ in _known(text)]


def _known(text: str) -> list[tuple[str, str]]:
    return list(_Cutting.jieba.tag(fold_text(text), False))


def known_word_at(text: str, start: int) -> tuple[int, int, str]:
    """Return the half-open span and the tag of the dictionary's word that covers this character of the text."""
    at = 0
    for word, tag in _known(text):
        if at <= start < at + len(word):
            return at, at + len(word), tag
        at += len(word)
    raise IndexError(f"no character {start} in a text of {at}")


def words_as_written(text: str) -> list[tuple[str, str]]:
    """Return (word, tag) pairs in the text's own script; the tagger sees folded text of the same length."""
    words, at = [], 0
    for word, tag in tag_words(text):
        words.append((text[at : at + len(word)], tag))
        at += len(word)
    return words


_EVERYDAY = {name: group for group in groups_of("everyday.names") for name in group}
_LONGEST_NAME = max(map(len, _EVERYDAY))
_LONG_NAME = 3
"""From this length on a name is known wherever it stands; a shorter one only as a word or as whole words (none of
手表 in 选手表示)."""


@lru_cache(maxsize=1024)
def everyday_names_in(folded: str) -> tuple[str, ...]:
    """Return what a folded question names of the things of everyday life that have several names, in order; of names
    that overlap the longest."""
    found, at, borders = [], 0, {0}
    for word, _ in tag_words(folded):
        borders.add(max(borders) + len(word))
    while at < len(folded):
        name = next(
            (
                folded[at:end]
                for end in range(min(at + _LONGEST_NAME, len(folded)), at, -1)
                if folded[at:end] in _EVERYDAY and (end - at >= _LONG_NAME or {at, end} <= borders)
            ),
            "",
        )
        found += [name] if name else []
        at += len(name) or 1
    return tuple(dict.fromkeys(found))


def everyday_names(name: str) -> tuple[str, ...]:
    """Return what else a thing of everyday life is called (番茄: 西红柿)."""
    return tuple(other for other in _EVERYDAY.get(name, ()) if other != name)


@lru_cache(maxsize=4096)
def names_beside(name: str) -> tuple[str, ...]:
    """Return the other names of what a folded name means, by the user's dictionary and in everyday life."""
    return tuple(dict.fromkeys([*_aliases_of(name), *everyday_names(name)]))


def _aliases_of(name: str) -> tuple[str, ...]:
    groups = (group for group in _Cutting.dictionary.aliases if name in group)
    return tuple(dict.fromkeys(other for group in groups for other in group if other != name))


def with_aliases(folded: str) -> str:
    """Return a folded text with each name followed by its other names in brackets: 区一院（第一人民医院）在哪."""
    names = sorted({name for group in _Cutting.dictionary.aliases for name in group}, key=len, reverse=True)
    if not names:
        return folded
    either = re.compile("|".join(map(re.escape, names)))
    return either.sub(lambda match: f"{match[0]}（{'，'.join(_aliases_of(match[0]))}）", folded)


def in_words_of(text: str, folded: str) -> str:
    """Return a folded question with each name that `text` lacks replaced by its alias in `text`."""
    for group in _Cutting.dictionary.aliases:
        used = next((name for name in group if name in folded), "")
        held = next((name for name in group if name in text), "")
        if used and held and used not in text:
            folded = folded.replace(used, held)
    for name in everyday_names_in(folded):
        if name not in text and (held := next((other for other in everyday_names(name) if other in text), "")):
            folded = folded.replace(name, held)
    return folded


def holds_name(folded: str, name: str) -> bool:
    """Return whether a folded text contains a name or one of its aliases."""
    return name in folded or any(other in folded for other in names_beside(name))


def without_name_parts(words: Sequence[str], folded: str) -> list[str]:
    """Return the words of a folded text, except parts of names with aliases: a text that uses an alias lacks those."""
    names = [name for group in _Cutting.dictionary.aliases for name in group if name in folded]
    return [word for word in words if word in names or not any(word in name for name in names)]


# ---- Words with the same meaning (举办, 召开): a statement may use one where the article has another


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
