"""The extractive Reader: passages in, the article's own sentences out, or a refusal."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.store.snapshot import Snapshot
from qa.answer import DraftAnswer, Passage
from qa.compose import compose_statements
from qa.model_scorer import find_evidence, rank_passages, read_passages, score_sentences
from qa.overlap import weigh_words
from qa.overlap_scorer import OverlapScorer
from qa.question import Question
from qa.reader_model import ReaderModel
from qa.refuse import LEAST_EVIDENCE, LEAST_OVERLAP_SCORE, explain_refusal
from qa.sentences import list_candidates


@dataclass(frozen=True)
class ExtractiveReader:
    """Answers with sentences of the articles, marked by the reader model or, without one, scored by overlap."""

    scorer: OverlapScorer
    model: ReaderModel | None = None

    def read(
        self, snapshot: Snapshot, question: Question, passages: Sequence[Passage]
    ) -> tuple[DraftAnswer, list[Passage]]:
        """Return the draft and the passages in the order the reader gives them."""
        weights = weigh_words(snapshot, question)
        if self.model is None:
            ordered = list(passages)
            scored = self.scorer.score(question, weights, list_candidates(ordered), ordered)
            is_enough = bool(scored) and scored[0].score >= LEAST_OVERLAP_SCORE
        else:
            read = rank_passages(read_passages(self.model, question, passages))
            ordered = [item.passage for item in read]
            scored = score_sentences(question, weights, read)
            is_enough = find_evidence(weights, read) >= LEAST_EVIDENCE
        refusal = explain_refusal(snapshot, question, weights, is_enough=is_enough)
        statements = () if refusal else compose_statements(question, weights, scored)
        return DraftAnswer(statements, refusal), ordered
