"""Lines that begin with what they tell (学费：每年5000元): a question for just that is answered by its line."""

from collections.abc import Sequence

from index.chinese.asking import FACT_KINDS, AnswerKind, holds_kind
from index.chinese.folding import fold_text
from index.chinese.measures import measures_asked, tells_measure
from index.chinese.vocabulary import compiled
from index.chinese.words import everyday_names
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored, put_first
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


def keep_party(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences; where somebody is asked for by what a side is called (房东叫什么) and a line names that
    side (出租方：罗平), it comes first and the lines of the other sides are left out."""
    if question.kind is not AnswerKind.PERSON and not compiled("asking.called").search(question.folded):
        return list(scored)
    parties = [(item, compiled("labels.party").match(fold_text(item.candidate.text))) for item in scored]
    labelled = [(item, label["label"]) for item, label in parties if label]
    named = [
        item for item, label in labelled if any(name in question.folded for name in (label, *everyday_names(label)))
    ]
    article = {item.candidate.article.id for item in named}
    others = [item for item, _ in labelled if item not in named and item.candidate.article.id in article]
    kept = [item for item in scored if item not in others]
    return put_first(kept, lambda candidate: any(item.candidate is candidate for item in named))


def _label_of(candidate: Candidate) -> str:
    """Return the folded label with which a sentence begins its line, '' for none."""
    before = candidate.quote.paragraph_text[: candidate.start].rpartition("\n")[2]
    found = None if before.strip() else compiled("labels.label").match(fold_text(candidate.text))
    return found["label"] if found else ""
