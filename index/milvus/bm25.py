"""BM25 as the inner product of two sparse vectors, so that it needs no analyzer on the server."""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping

from index.store.lexical import K1, B
from index.store.queries import split_tokens

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
