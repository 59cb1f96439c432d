"""The extractive Reader: passages in, the article's own sentences out, or a refusal."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.store.snapshot import Snapshot
from qa.answer import DraftAnswer, Passage
from qa.compose import compose_statements
from qa.model_scorer import read_passages, score_sentences
from qa.overlap import weigh_words
from qa.overlap_scorer import OverlapScorer
from qa.question import Question
from qa.reader_model import ReaderModel
from qa.refuse import find_refusal
from qa.sentences import list_candidates


@dataclass(frozen=True)
class ExtractiveReader:
    """Answers with sentences of the articles, marked by the reader model or, without one, scored by overlap."""

    scorer: OverlapScorer
    model: ReaderModel | None = None

    def read(self, snapshot: Snapshot, question: Question, passages: Sequence[Passage]) -> DraftAnswer:
        """Return the statements with their quotes, or the reason why nothing here answers."""
        weights = weigh_words(snapshot, question)
        if self.model is None:
            scored = self.scorer.score(question, weights, list_candidates(passages), passages)
        else:
            scored = score_sentences(read_passages(self.model, question, passages))
        refusal = find_refusal(snapshot, question, weights, scored, passages)
        if refusal:
            return DraftAnswer((), refusal)
        return DraftAnswer(compose_statements(question, weights, scored))
