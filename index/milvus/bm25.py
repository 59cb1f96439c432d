"""BM25 as the inner product of two sparse vectors, so that it needs no analyzer of the server's.

Milvus's own BM25 cuts text with analyzers of its own: they are not the words the rest of this program knows, differ
between server and Lite, and Lite's scores are negative. Here the words are cut_words', the constants those of SQLite's
bm25() and the scores the same as the folder library's: what a document's words weigh is stored with the document, how
rare a word is comes with the question.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping

from index.store.counts import split_tokens
from index.store.lexical import K1, B

SparseVector = dict[int, float]


def document_vector(title_words: str, body_words: str, title_weight: float, average_length: float) -> SparseVector:
    """Return what each word of a chunk weighs, by the word's number: the half of BM25 that the document decides.

    `average_length` is the mean number of tokens of a chunk when the collection was made.
    """
    length = len(split_tokens(title_words)) + len(split_tokens(body_words))
    saturation = K1 * (1 - B + B * length / max(average_length, 1.0))
    counts: Counter[str] = Counter()
    for words, weight in ((title_words, title_weight), (body_words, 1.0)):
        for term in _terms(words):
            counts[term] += weight  # type: ignore[assignment]  # a title's word counts more than once, not whole times
    return {number_of(term): count * (K1 + 1) / (count + saturation) for term, count in counts.items()}


def question_vector(frequencies: Mapping[str, int], chunks: int) -> SparseVector:
    """Return how much each word of a question decides, by the word's number; words that occur nowhere are left out.

    `frequencies`: in how many of the `chunks` chunks each word occurs.
    """
    return {
        number_of(word.lower()): max(math.log((chunks - count + 0.5) / (count + 0.5)), 1e-6)
        for word, count in frequencies.items()
        if count
    }


def number_of(word: str) -> int:
    """Return the dimension that stands for a word: 32 bits of its BLAKE2b digest; two words share one in 4 billion."""
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=4).digest(), "big") % (2**32 - 1)


def _terms(words: str) -> list[str]:
    """Return the words, and the parts of those that have several (pm2.5): a question may hold either."""
    terms = []
    for word in words.lower().split():
        parts = split_tokens(word)
        terms += parts if parts == [word] else [word, *parts]
    return terms
