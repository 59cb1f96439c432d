"""Questions made unanswerable: one name, place, number, year or title changed for another of its kind."""

import random
import re
from collections import defaultdict

import rjieba

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
# jieba's tags of words that tie a question to one subject.
NAMED_TAGS = {"nr": "person", "nrt": "person", "nrfg": "person", "ns": "place", "nt": "organisation", "nz": "name"}


class EntityPool:
    """Names met in a corpus by kind, to draw replacements from."""

    def __init__(self) -> None:
        self._names: dict[str, list[str]] = defaultdict(list)
        self._seen: set[str] = set()

    def collect(self, text: str) -> None:
        """Remember the names of a text."""
        for word, tag in rjieba.tag(text):
            kind = NAMED_TAGS.get(tag)
            if kind and 2 <= len(word) <= 8 and word not in self._seen:
                self._seen.add(word)
                self._names[kind].append(word)

    def other(self, kind: str, word: str, context: str, rng: random.Random) -> str | None:
        """A name of this kind that the context does not hold, of about the same length."""
        for _ in range(30):
            candidate = rng.choice(self._names[kind]) if self._names[kind] else ""
            alike = word not in candidate and abs(len(candidate) - len(word)) <= 1
            if candidate and candidate not in context and alike:
                return candidate
        return None


def change_question(question: str, context: str, titles: list[str], pool: EntityPool, rng: random.Random) -> str | None:
    """The question about something the context does not speak of, or None when nothing in it can be changed."""
    changes = _change_numbers(question, context, rng)
    at = 0
    for word, tag in rjieba.tag(question):
        if tag in NAMED_TAGS and len(word) >= 2 and word in context:
            changes.append(((at, at + len(word)), pool.other(NAMED_TAGS[tag], word, context, rng)))
        at += len(word)
    for title in titles[:1]:
        if len(title) >= 2 and title in question and title in context:
            other = rng.choice(titles)
            start = question.index(title)
            changes.append(((start, start + len(title)), other if other not in context else None))
    usable = [(span, other) for span, other in changes if other]
    if not usable:
        return None
    (start, end), other = rng.choice(usable)
    return question[:start] + other + question[end:]


def _change_numbers(question: str, context: str, rng: random.Random) -> list[tuple[tuple[int, int], str | None]]:
    """Spans of years and numbers the context holds, each with another that it does not hold."""
    changes = []
    for match in _YEAR.finditer(question):
        if match[0] in context:
            changes.append((match.span(), other_year(match[0], context, rng)))
    for match in _NUMBER.finditer(question):
        if match[0] in context and not _YEAR.match(question, match.start()):
            changes.append((match.span(), other_number(match[0], context, rng)))
    return changes


def other_year(year: str, context: str, rng: random.Random) -> str | None:
    """Return a year near this one that the context does not hold, or None."""
    candidates = [str(int(year) + shift) for shift in (-3, -2, -1, 1, 2, 3)]
    candidates = [candidate for candidate in candidates if candidate not in context]
    return rng.choice(candidates) if candidates else None


def other_number(number: str, context: str, rng: random.Random) -> str | None:
    """Return a number of as many digits at most that the context does not hold, or None."""
    if "." in number or len(number) > 6:
        return None
    candidates = [str(value) for value in range(1, 10 ** len(number)) if str(value) not in context][:400]
    return rng.choice(candidates) if candidates else None
