"""Search by words: BM25 over FTS5, in a time that does not grow with how frequent the question's words are."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from index.search import Hit
from index.store.allowed import AllowedChunks
from index.store.counts import document_frequencies, split_tokens
from index.store.queries import Connection, count_chunks

POSTINGS = 100_000
"""Occurrences of words that one search walks through at most, unless its rarer words have too few. FTS5 takes most of
a microsecond for each: docs/scale.md."""
CANDIDATES_PER_HIT = 4
"""Chunks scored by all words for each one wanted, where frequent words were left out of finding them."""
BATCH = 200
K1, B = 1.2, 0.75
"""The constants of FTS5's bm25()."""


def search_words(
    connection: Connection, words: Sequence[str], k: int, title_weight: float, allowed: AllowedChunks | None = None
) -> list[Hit]:
    """Return up to `k` Hits by falling BM25 of chunks that hold any of `words`.

    Where the words are so frequent that walking through all their occurrences takes long, chunks are found by the
    rarer ones, which decide, and scored by all (as in MaxScore: Turtle and Flood, "Query Evaluation", 1995).
    """
    frequencies = {word: count for word, count in document_frequencies(connection, words).items() if count}
    finding = _rarest(frequencies, k * CANDIDATES_PER_HIT)
    if not finding or k == 0:
        return []
    if len(finding) == len(frequencies):
        return _find(connection, finding, k, title_weight, allowed)
    candidates: list[int]
    if allowed is not None and allowed.ids is not None:
        candidates = allowed.ids.tolist()
    else:
        found = _find(connection, finding, k * CANDIDATES_PER_HIT, title_weight, allowed)
        candidates = [hit.chunk_id for hit in found]
    scorer = _Scorer(connection, frequencies, title_weight)
    hits = [Hit(chunk_id, score) for chunk_id in candidates if (score := scorer.score(chunk_id)) > 0]
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))[:k]


def _rarest(frequencies: dict[str, int], enough: int) -> list[str]:
    """Return the rarest words, as many as POSTINGS allows, but so many that about `enough` chunks hold one."""
    chosen: list[str] = []
    total = 0
    for word in sorted(frequencies, key=lambda word: (frequencies[word], word)):
        if total >= enough and total + frequencies[word] > POSTINGS:
            break
        total += frequencies[word]
        chosen.append(word)
    return chosen


def _find(
    connection: Connection, words: Sequence[str], k: int, title_weight: float, allowed: AllowedChunks | None
) -> list[Hit]:
    """Return the best `k` chunks for these words that pass."""
    # SQLite's bm25() is negative, smaller is better. Sorting by the expression is faster than by `rank`.
    rows = connection.execute(
        "SELECT rowid, -bm25(words, ?, 1.0) AS score FROM words WHERE words MATCH ? ORDER BY score DESC, rowid LIMIT ?",
        (title_weight, quote_match(words), k if allowed is None else -1),
    )
    hits: list[Hit] = []
    while len(hits) < k and (batch := [Hit(row[0], row[1]) for row in islice(rows, BATCH)]):
        passed = None if allowed is None else allowed.passing([hit.chunk_id for hit in batch])
        hits += [hit for hit in batch if passed is None or hit.chunk_id in passed]
    return hits[:k]


def quote_match(words: Iterable[str]) -> str:
    """Return an FTS5 expression that matches any of the words, whatever characters they hold.

    Every word becomes a string in double quotes, in which only the double quote has a meaning: AND, NEAR, * and
    the like are plain text. A NUL would end the expression, so it becomes a space.
    """
    return " OR ".join('"' + word.replace('"', '""').replace("\x00", " ") + '"' for word in words)


@dataclass(frozen=True)
class _Term:
    """A word as FTS5 sees it, one token or several in a row, and its weight."""

    tokens: tuple[str, ...]
    idf: float


class _Scorer:
    """Scores chunks as FTS5's bm25() would, by the words the chunks are stored with."""

    def __init__(self, connection: Connection, frequencies: dict[str, int], title_weight: float) -> None:
        self._connection = connection
        self._title_weight = title_weight
        total = count_chunks(connection)
        self._terms = [
            _Term(tuple(split_tokens(word)), max(math.log((total - count + 0.5) / (count + 0.5)), 1e-6))
            for word, count in frequencies.items()
        ]
        self._average = count_tokens(connection) / max(total, 1)

    def score(self, chunk_id: int) -> float:
        row = self._connection.execute("SELECT title, body FROM words WHERE rowid = ?", (chunk_id,)).fetchone()
        title, body = split_tokens(row[0]), split_tokens(row[1])
        in_title, in_body = Counter(title), Counter(body)
        length = (1 - B + B * (len(title) + len(body)) / self._average) * K1
        score = 0.0
        for term in self._terms:
            weight = self._title_weight * _occurrences(term, title, in_title) + _occurrences(term, body, in_body)
            score += term.idf * weight * (K1 + 1) / (weight + length)
        return score


def _occurrences(term: _Term, tokens: list[str], counted: Counter[str]) -> int:
    if len(term.tokens) == 1:
        return counted[term.tokens[0]]
    if any(token not in counted for token in term.tokens):
        return 0
    width = len(term.tokens)
    return sum(tuple(tokens[i : i + width]) == term.tokens for i in range(len(tokens) - width + 1))


def count_tokens(connection: Connection) -> int:
    """Return how many tokens all chunks have: FTS5 keeps the sum itself, in its record of averages."""
    record = connection.execute("SELECT block FROM words_data WHERE id = 1").fetchone()[0]
    numbers = _read_varints(record)
    return sum(numbers[1:])


def _read_varints(record: bytes) -> list[int]:
    """Return the numbers of a record in SQLite's variable length form, high bits first (none has nine bytes here)."""
    numbers, current = [], 0
    for byte in record:
        current = current << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(current)
            current = 0
    return numbers
