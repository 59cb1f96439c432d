"""How well a sentence meets a question's words: rare words count more (idf), context counts less."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from index.store.snapshot import Snapshot
from index.text.words import cut_words
from qa.question import Question


@dataclass(frozen=True)
class WordWeights:
    """The weight of each topic word of a question, summing to 1; empty for a question without topic words."""

    weights: dict[str, float]

    def coverage(self, words: Iterable[str]) -> float:
        """Return the share of the question's weight that `words` cover, 0 to 1."""
        present = words if isinstance(words, set | frozenset) else set(words)
        return sum(weight for word, weight in self.weights.items() if word in present)

    def rarest_missing(self, words: set[str]) -> float:
        """Return the largest weight among the question's words that are not in `words`."""
        return max((weight for word, weight in self.weights.items() if word not in words), default=0.0)


def weigh_words(snapshot: Snapshot, question: Question) -> WordWeights:
    """Return idf weights: ln(1 + (N - df + 0.5) / (df + 0.5)), as BM25 has it, normalised."""
    total = snapshot.chunk_count()
    frequencies = snapshot.document_frequencies(question.words)
    idf = {word: math.log(1 + (total - df + 0.5) / (df + 0.5)) for word, df in frequencies.items()}
    whole = sum(idf.values())
    return WordWeights({word: value / whole for word, value in idf.items()} if whole else {})


def word_set(text: str) -> set[str]:
    """Return the search words of a text."""
    return set(cut_words(text))
