"""How well a sentence meets a question's words: rare words count more (idf), context counts less."""

import math
import re
from dataclasses import dataclass

from index.snapshot import Snapshot
from qa.question.analysis import Question


@dataclass(frozen=True)
class WordWeights:
    """The weight of each topic word of a question, summing to 1; empty for a question without topic words."""

    weights: dict[str, float]

    def coverage(self, folded: str) -> float:
        """Return the share of the question's weight whose words stand in this folded text, 0 to 1.

        A word counts where its characters stand in a row, however the text would be cut; a number only as a whole.
        """
        return sum(weight for word, weight in self.weights.items() if holds_word(folded, word))


def holds_word(folded: str, word: str) -> bool:
    """Return whether the word stands in the text; a number not as a part of a longer one."""
    if not word[0].isdigit() and not word[-1].isdigit():
        return word in folded
    return re.search(rf"(?<![0-9.]){re.escape(word)}(?![0-9]|\.[0-9])", folded) is not None


def weigh_words(snapshot: Snapshot, question: Question) -> WordWeights:
    """Return idf weights: ln(1 + (N - df + 0.5) / (df + 0.5)), as BM25 has it, normalised."""
    total = snapshot.chunk_count()
    frequencies = snapshot.document_frequencies(question.words)
    idf = {word: math.log(1 + (total - df + 0.5) / (df + 0.5)) for word, df in frequencies.items()}
    whole = sum(idf.values())
    return WordWeights({word: value / whole for word, value in idf.items()} if whole else {})
