"""Score sentences without a reader model: shared words, sentence vectors and the kind of answer wanted."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.chinese.asking import holds_kind
from index.chinese.folding import fold_text
from index.embed.embedder import Embedder
from qa.answer import Passage
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored

EMBEDDED_SENTENCES = 12
"""Sentences that get a vector: those with the best word score; the rest cannot win any more."""
WORD_SHARE, VECTOR_SHARE, KIND_SHARE = 0.6, 0.25, 0.15
"""Shares of the three parts of the score; set on the public sets, docs/retrieval.md."""
CONTEXT_SHARE = 0.5
"""What a word counts that stands only in the title or the rest of the passage."""


@dataclass(frozen=True)
class OverlapScorer:
    """Scores sentences by words, vectors and answer kind."""

    embedder: Embedder

    def score(
        self, question: Question, weights: WordWeights, candidates: Sequence[Candidate], passages: Sequence[Passage]
    ) -> list[Scored]:
        """Return the candidates with scores 0 to 1, best first."""
        contexts = [fold_text(f"{passage.article.title}\n{passage.text}") for passage in passages]
        words = [self._word_score(weights, candidate, contexts) for candidate in candidates]
        kinds = [float(holds_kind(question.kind, candidate.text)) for candidate in candidates]
        partial = [WORD_SHARE * word + KIND_SHARE * kind for word, kind in zip(words, kinds, strict=True)]
        order = sorted(range(len(candidates)), key=lambda i: (-partial[i], candidates[i].passage, i))
        best = order[:EMBEDDED_SENTENCES]
        vectors = self.embedder.embed_passages([fold_text(candidates[i].text) for i in best])
        cosines: list[float] = (vectors @ self.embedder.embed_question(question.searched)).tolist()
        scored = [
            Scored(candidates[i], partial[i] + VECTOR_SHARE * _stretch(cosine))
            for i, cosine in zip(best, cosines, strict=True)
        ]
        return sorted(scored, key=lambda s: -s.score)

    def _word_score(self, weights: WordWeights, candidate: Candidate, contexts: Sequence[str]) -> float:
        own = weights.coverage(fold_text(candidate.text))
        context = weights.coverage(contexts[candidate.passage])
        return own + CONTEXT_SHARE * max(0.0, context - own)


def _stretch(cosine: float) -> float:
    """Map the range this model uses for sentences (0.75 to 0.95) to 0..1."""
    return min(1.0, max(0.0, (cosine - 0.75) / 0.2))
