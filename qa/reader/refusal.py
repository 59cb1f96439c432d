"""A refusal: why a question is not answered, what was searched, and the sentence that comes nearest."""

from collections.abc import Sequence

from index.messages import Message
from index.snapshot import Snapshot
from qa.answer import DraftAnswer, Passage
from qa.question import Question, WordWeights
from qa.reader.candidates import held_with_title
from qa.reader.identity import LookAlike, look_alikes, read_identity
from qa.reader.rows import MissingRow
from qa.reader.scoring import MeasuredSentence


def refuse(
    snapshot: Snapshot,
    question: Question,
    weights: WordWeights,
    measured: Sequence[MeasuredSentence],
    passages: Sequence[Passage],
    row: MissingRow | None = None,
) -> DraftAnswer:
    """Return why there is no answer and the closest sentence; `row` is a row asked about that its table lacks."""
    nearest = find_nearest(weights, measured)
    of_table = (LookAlike(row.asked, row.found),) if row else ()
    missing = (*of_table, *look_alikes(read_identity(question, passages), passages))
    refusal = explain_refusal(snapshot, question, weights, missing)
    if nearest is None:
        return DraftAnswer((), refusal)
    if refusal.code == "no-evidence" and nearest.instead is not None:
        instead, asked = nearest.instead.instead, nearest.instead.asked
        searched = refusal.facts["searched"]
        refusal = Message("only-another", {"instead": instead, "asked": asked, "searched": searched})
    return DraftAnswer((), refusal, nearest=nearest.candidate.quote)


LEAST_NEAR_WORDS = 0.1
"""Least share of the question's words in a sentence and its article's title for it to be shown as the nearest."""


def find_nearest(weights: WordWeights, measured: Sequence[MeasuredSentence]) -> MeasuredSentence | None:
    """Return the best sentence to show when there is no answer, one about another thing only if there is no other;
    None if none is close enough."""
    near = [item for item in measured if held_with_title(weights, item.candidate) >= LEAST_NEAR_WORDS]
    return max(near, key=lambda item: (item.instead is None, item.logit), default=None)


def explain_refusal(
    snapshot: Snapshot, question: Question, weights: WordWeights, missing: Sequence[LookAlike]
) -> Message:
    """Return why a question is not answered and what was searched.

    If the passages only name things similar to what is asked about (`missing`), that is the reason.
    """
    count = snapshot.article_count()
    if not question.text:
        return Message("no-question")
    if count == 0:
        return Message("no-articles")
    searched = Message("searched", {"count": count})
    if not weights.weights:
        return Message("no-words", {"searched": searched})
    like = next((each for each in missing if each.found), None)
    if like is None:
        return Message("no-evidence", {"searched": searched})
    return Message("only-look-alikes", {"found": like.joined, "asked": like.asked, "searched": searched})
