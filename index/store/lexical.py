"""Word search: BM25 over FTS5, in a time that does not grow with the frequency of the question's words."""

import hashlib
import heapq
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from index.snapshot import Hit
from index.store.queries import AllowedChunks, Connection, count_chunks, document_frequencies, split_tokens

POSTINGS = 100_000
"""Postings that one search scans at most, unless its rarer words have too few. FTS5 takes almost a microsecond for
each: docs/scale.md."""
FEW_POSTINGS = 5_000
"""Scanning up to this many takes a few milliseconds, so FTS5 does it whatever the filters."""
POSTINGS_PER_SCORE = 10
"""Scoring one chunk by its stored words takes as long as scanning this many postings."""
CANDIDATES_PER_HIT = 16
"""At most this many chunks are scored by all words per hit wanted, if frequent words were not used to find them."""
CANDIDATES_ALLOWED = 4
"""The same under filters that many chunks pass, where each candidate must also be looked up."""
EXACT_BEST = 20
"""None of this many best chunks is missed if it contains a rarer word and CANDIDATES_PER_HIT suffice to know."""
BATCH = 200
FIRST_LOOK = 8
"""Under filters, this many times `k` chunks are sorted first."""
K1, B = 1.2, 0.75
"""The constants of FTS5's bm25()."""
_LATIN = re.compile("[0-9a-z]", re.IGNORECASE)


def search_words(
    connection: Connection, words: Sequence[str], k: int, title_weight: float, allowed: AllowedChunks | None = None
) -> list[Hit]:
    """Return up to `k` Hits by descending BM25 for chunks that contain any of `words`.

    If the words are so frequent that scanning all their postings takes long, chunks are found by the rarer words, which
    matter most, and scored by all (as in MaxScore: Turtle and Flood, "Query Evaluation", 1995).
    """
    frequencies = {word: count for word, count in document_frequencies(connection, words).items() if count}
    finding = _rarest(frequencies, k * CANDIDATES_PER_HIT)
    if not finding or k == 0:
        return []
    is_pruned = len(finding) < len(frequencies)
    are_few = allowed is not None and allowed.ids is not None and _is_less_work(len(allowed.ids), frequencies)
    if not is_pruned and not are_few:
        return _find(connection, finding, k, title_weight, allowed)
    scorer = _Scorer(connection, frequencies, title_weight)
    if allowed is not None and allowed.ids is not None:
        hits = [Hit(chunk_id, score) for chunk_id in allowed.ids.tolist() if (score := scorer.score(chunk_id)) > 0]
    else:
        wanted = k * (CANDIDATES_PER_HIT if allowed is None else CANDIDATES_ALLOWED)
        found = _find(connection, finding, wanted, title_weight, allowed)
        hits = _score_anew(found, scorer, scorer.most_from(set(frequencies) - set(finding)), k)
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))[:k]


def _is_less_work(chunks: int, frequencies: dict[str, int]) -> bool:
    """Return whether scoring this many chunks is faster than scanning the words' postings."""
    postings = sum(frequencies.values())
    return postings > FEW_POSTINGS and chunks * POSTINGS_PER_SCORE < postings


def _score_anew(found: list[Hit], scorer: "_Scorer", most_more: float, k: int) -> list[Hit]:
    """Return these hits scored by all words, stopping when no later one can be among the best EXACT_BEST.

    `most_more` is the most that the words not used for finding can add to a score.
    """
    hits: list[Hit] = []
    best: list[float] = []
    for hit in found:
        if len(hits) >= k and len(best) == EXACT_BEST and hit.score + most_more < best[0]:
            break
        scored = Hit(hit.chunk_id, scorer.score(hit.chunk_id))
        hits.append(scored)
        keep = heapq.heappush if len(best) < EXACT_BEST else heapq.heappushpop
        keep(best, scored.score)
    return hits


def _rarest(frequencies: dict[str, int], enough: int) -> list[str]:
    """Return the rarest words, as many as POSTINGS allows, but enough for about `enough` chunks to contain one."""
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
    """Return the best `k` chunks for these words that pass the filters."""
    # SQLite's bm25() is negative: smaller is better. Sorting by the expression is faster than by `rank`.
    ranked = (
        "SELECT rowid, -bm25(words, ?, 1.0) AS score FROM words WHERE words MATCH ? ORDER BY score DESC, rowid LIMIT ?"
    )
    if allowed is None:
        return [Hit(row[0], row[1]) for row in connection.execute(ranked, (title_weight, quote_match(words), k))]
    hits: list[Hit] = []
    # Sorting all is slower than keeping the best, and rarely needed if many pass.
    for limit in (k * FIRST_LOOK, -1) if allowed.ids is None else (-1,):
        hits = _passing(connection.execute(ranked, (title_weight, quote_match(words), limit)), k, allowed)
        if len(hits) == k:
            break
    return hits


def _passing(rows: Iterator[Any], k: int, allowed: AllowedChunks) -> list[Hit]:
    """Return the first `k` of these rows that pass the filters."""
    hits: list[Hit] = []
    while len(hits) < k and (batch := [Hit(row[0], row[1]) for row in islice(rows, BATCH)]):
        passed = allowed.passing([hit.chunk_id for hit in batch])
        hits += [hit for hit in batch if hit.chunk_id in passed]
    return hits[:k]


def quote_match(words: Iterable[str]) -> str:
    """Return an FTS5 expression that matches any of the words, whatever characters they contain.

    Every word becomes a string in double quotes, in which only the double quote is special: AND, NEAR, * and the like
    are plain text. A NUL would end the expression, so it becomes a space.
    """
    return " OR ".join('"' + word.replace('"', '""').replace("\x00", " ") + '"' for word in words)


class _Scorer:
    """Scores chunks as FTS5's bm25() would, from their stored words."""

    def __init__(self, connection: Connection, frequencies: dict[str, int], title_weight: float) -> None:
        self._connection = connection
        self._title_weight = title_weight
        total = count_chunks(connection)
        self._idf = {
            _key(word): max(math.log((total - count + 0.5) / (count + 0.5)), 1e-6)
            for word, count in frequencies.items()
        }
        # Only Latin words contain characters that FTS5 treats as separators: pm2.5, covid-19.
        self._has_gaps = any(_LATIN.search(word) for word in frequencies)
        self._average = count_tokens(connection) / max(total, 1)

    def most_from(self, words: Iterable[str]) -> float:
        """Return an upper bound for what these words add to a score."""
        return sum(self._idf[_key(word)] for word in words) * (K1 + 1)

    def score(self, chunk_id: int) -> float:
        """Return the score of a chunk, 0 if it contains none of the words."""
        row = self._connection.execute(
            "SELECT title, body, sz FROM words JOIN words_docsize ON words_docsize.id = words.rowid "
            "WHERE words.rowid = ?",
            (chunk_id,),
        ).fetchone()
        title, body = (_spread(text) if self._has_gaps else f" {text} ".replace(" ", "  ") for text in row[:2])
        length = K1 * (1 - B + B * sum(_read_varints(row[2])) / self._average)
        score = 0.0
        for word, idf in self._idf.items():
            if weight := body.count(word) + self._title_weight * title.count(word):
                score += idf * weight * (K1 + 1) / (weight + length)
        return score


def _key(word: str) -> str:
    """Return the string that occurs in a spread text (`_spread`) once per occurrence of the word."""
    return _spread(word.lower())[1:-1]


def _spread(words: str) -> str:
    """Return FTS5's tokens of these words, separated by double spaces, so that they can be counted as text."""
    if words.replace(" ", "").isalnum():
        return f" {words} ".replace(" ", "  ")
    return f"  {'  '.join(split_tokens(words))}  "


def count_tokens(connection: Connection) -> int:
    """Return the total number of tokens in all chunks, from the sum in FTS5's own averages record."""
    record = connection.execute("SELECT block FROM words_data WHERE id = 1").fetchone()[0]
    numbers = _read_varints(record)
    return sum(numbers[1:])


def _read_varints(record: bytes) -> list[int]:
    """Return the numbers in a record of SQLite varints, high bits first (none has nine bytes here)."""
    numbers, current = [], 0
    for byte in record:
        current = current << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(current)
            current = 0
    return numbers


# ---- BM25 as the inner product of two sparse vectors, for a server without an analyzer


SparseVector = dict[int, float]


def document_vector(title_words: str, body_words: str, title_weight: float, average_length: float) -> SparseVector:
    """Return the weight of each word of a chunk, by the word's number: the part of BM25 that depends on the document.

    `average_length` is the mean number of tokens of a chunk when the collection was made.
    """
    length = len(split_tokens(title_words)) + len(split_tokens(body_words))
    saturation = K1 * (1 - B + B * length / max(average_length, 1.0))
    counts: dict[str, float] = {}
    for words, weight in ((title_words, title_weight), (body_words, 1.0)):
        for term, count in _count_terms(words).items():
            counts[term] = counts.get(term, 0.0) + weight * count
    return {number_of(term): count * (K1 + 1) / (count + saturation) for term, count in counts.items()}


def question_vector(frequencies: Mapping[str, int], chunks: int) -> SparseVector:
    """Return the weight of each word of a question, by the word's number, without words that occur nowhere.

    `frequencies`: in how many of the `chunks` chunks each word occurs; during a publication it may be more.
    """
    return {
        number_of(word.lower()): max(math.log((max(chunks, count) - count + 0.5) / (count + 0.5)), 1e-6)
        for word, count in frequencies.items()
        if count
    }


def number_of(word: str) -> int:
    """Return a word's dimension: 32 bits of its BLAKE2b digest; two words share one with probability 1 in 4 billion."""
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=4).digest(), "big") % (2**32 - 1)


def _count_terms(words: str) -> Counter[str]:
    """Return how often each token occurs, and each word of several (pm2.5) as consecutive tokens."""
    tokens = split_tokens(words)
    counts = Counter(tokens)
    for word in set(words.lower().split()):
        parts = split_tokens(word)
        if len(parts) > 1:
            counts[word] = sum(tokens[i : i + len(parts)] == parts for i in range(len(tokens) - len(parts) + 1))
    return counts
