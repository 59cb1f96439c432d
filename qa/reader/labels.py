"""Lines that begin with what they tell (学费：每年5000元): a question for just that is answered by its line."""

from collections.abc import Sequence

from index.chinese.asking import FACT_KINDS, holds_kind
from index.chinese.folding import fold_text
from index.chinese.measures import measures_asked, tells_measure
from index.chinese.vocabulary import compiled
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored
from qa.reader.frame import Frame

LEAST_HELD = 0.7
"""Least share of the question's words besides the label in the article."""


def tells_label_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the question names the label of the line that the best sentence begins, and the sentence tells
    what it asks for, in an article that has what else it names."""
    label = _label_of(scored[0].candidate) if scored else ""
    if not label or label not in question.folded:
        return False
    folded, measures = fold_text(scored[0].candidate.text), measures_asked(question.folded)
    kind = question.kind
    is_told = tells_measure(measures, folded) if measures else kind in FACT_KINDS and holds_kind(kind, folded)
    rest = weights.without([label])
    return is_told and (not rest.weights or rest.coverage(Frame(scored[0].candidate.article).whole) >= LEAST_HELD)


def _label_of(candidate: Candidate) -> str:
    """Return the folded label with which a sentence begins its line, '' for none."""
    before = candidate.quote.paragraph_text[: candidate.start].rpartition("\n")[2]
    found = None if before.strip() else compiled("labels.label").match(fold_text(candidate.text))
    return found["label"] if found else ""
