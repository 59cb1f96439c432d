"""Replacements for names, years and numbers by others of the same kind."""

import random
from collections import defaultdict

import rjieba

# jieba's tags for words that tie a question to one subject.
NAMED_TAGS = {"nr": "person", "nrt": "person", "nrfg": "person", "ns": "place", "nt": "organisation", "nz": "name"}


class EntityPool:
    """Names seen in a corpus, by kind, to draw replacements from."""

    def __init__(self) -> None:
        self._names: dict[str, list[str]] = defaultdict(list)
        self._seen: set[str] = set()

    def collect(self, text: str) -> None:
        """Collect the names in a text."""
        for word, tag in rjieba.tag(text):
            kind = NAMED_TAGS.get(tag)
            if kind and 2 <= len(word) <= 8 and word not in self._seen:
                self._seen.add(word)
                self._names[kind].append(word)

    def other(self, kind: str, word: str, context: str, rng: random.Random) -> str | None:
        """Return a name of this kind, of about the same length, that is not in the context; None if there is none."""
        for _ in range(30):
            candidate = rng.choice(self._names[kind]) if self._names[kind] else ""
            alike = word not in candidate and abs(len(candidate) - len(word)) <= 1
            if candidate and candidate not in context and alike:
                return candidate
        return None


def other_year(year: str, context: str, rng: random.Random) -> str | None:
    """Return a year near this one that is not in the context, or None."""
    candidates = [str(int(year) + shift) for shift in (-3, -2, -1, 1, 2, 3)]
    candidates = [candidate for candidate in candidates if candidate not in context]
    return rng.choice(candidates) if candidates else None


def other_number(number: str, context: str, rng: random.Random) -> str | None:
    """Return a number with no more digits than this one that is not in the context, or None."""
    if "." in number or len(number) > 6:
        return None
    candidates = [str(value) for value in range(1, 10 ** len(number)) if str(value) not in context][:400]
    return rng.choice(candidates) if candidates else None
