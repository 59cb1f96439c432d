"""Passages on the question's subject that do not answer it: the answer's sentence removed, or a condition changed."""

import random
import re

import rjieba

from training.changes import NAMED_TAGS, EntityPool, other_number, other_year
from training.groups import Group, LabelledPassage
from training.passages import cut_words, split_sentences

_NUMBER = re.compile(r"(?<![\d.])\d+(?![\d.]*\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
# A number is taken as a year only if 年, a further date part or another non-digit follows.
_YEAR_FOLLOWS = re.compile(r"年|[-/.]\d|赛季|\D")
_LEAST_CHARS = 50
_LEAST_SHARED_WORDS = 2


def without_answer(group: Group) -> LabelledPassage | None:
    """Return the group's first passage without the sentences that contain the answer.

    None if too little is left, or too little on the question's subject.
    """
    right = group.passages[0]
    answer = right.text[right.start : right.end]
    if right.start < 0 or len(answer) < 2:
        return None
    kept = [
        right.text[start:end]
        for start, end in split_sentences(right.text)
        if not (start < right.end and end > right.start) and answer not in right.text[start:end]
    ]
    rest = "".join(kept)
    shared = {word for word in cut_words(group.question) if len(word) > 1} & set(cut_words(right.title + rest))
    if len(rest) < _LEAST_CHARS or len(shared) < _LEAST_SHARED_WORDS:
        return None
    return LabelledPassage(right.title, rest, -1, -1, role="removed")


def condition_changes(question: str, told: str, pool: EntityPool, rng: random.Random) -> list[tuple[str, str]]:
    """Return (word, other) for every year, number and name in the question that `told` contains too."""
    changes: list[tuple[str, str | None]] = []
    for match in _NUMBER.finditer(question):
        if _holds_number(told, match[0]):
            is_year = _YEAR.fullmatch(match[0]) and _YEAR_FOLLOWS.match(question, match.end())
            other = other_year(match[0], told, rng) if is_year else other_number(match[0], told, rng)
            changes.append((match[0], other))
    for word, tag in rjieba.tag(question):
        if tag in NAMED_TAGS and len(word) >= 2 and word in told:
            changes.append((word, pool.other(NAMED_TAGS[tag], word, told + question, rng)))
    return [(word, other) for word, other in changes if other]


def swap_condition(group: Group, titles: list[str], pool: EntityPool, rng: random.Random) -> LabelledPassage | None:
    """Return the right passage with one condition of the question changed, also in the title; the answer is kept.

    None if it shares no condition with the question, or if the answer itself would change.
    """
    right = group.passages[0]
    if right.start < 0:
        return None
    answer = right.text[right.start : right.end]
    changes = condition_changes(group.question, right.title + right.text, pool, rng)
    title = right.title
    if len(title) >= 2 and title in group.question:
        other = rng.choice(titles)
        changes += [(title, other)] * (other not in right.text and title not in other)
    usable = [(word, other) for word, other in changes if word not in answer and other not in group.question]
    if not usable:
        return None
    word, other = rng.choice(usable)
    return LabelledPassage(_replace(title, word, other), _replace(right.text, word, other), -1, -1, role="swapped")


def _holds_number(text: str, number: str) -> bool:
    return re.search(rf"(?<![\d.]){number}(?![\d.]*\d)", text) is not None


def _replace(text: str, word: str, other: str) -> str:
    if word.isdigit():
        return re.sub(rf"(?<![\d.]){word}(?![\d.]*\d)", other, text)
    return text.replace(word, other)
