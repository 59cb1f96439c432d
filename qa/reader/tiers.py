"""Questions for the amount of one tier (75岁补多少 of 60至79岁补30元，80岁以上补50元)."""

from collections.abc import Sequence

from index.chinese.amounts import read_amounts
from index.chinese.asking import AnswerKind
from index.chinese.folding import fold_text
from index.chinese.measures import measures_asked
from index.chinese.tiers import amount_of_tiers, leaves_out, tiers_asked
from index.chinese.vocabulary import compiled
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored, held_with_title, put_first

LEAST_HELD = 0.6
"""Least share of the question's words, except its numbers, in the sentence and its article's title."""


def put_tiers_first(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences, those first that tell the amount of the tier that the question's number lies in."""
    return (
        put_first(scored, lambda candidate: _tells_tier(question, candidate)) if _is_asked(question) else list(scored)
    )


def tells_tier_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the best sentence tells the amount of the tier that the question's number lies in."""
    if not scored or not _is_asked(question) or not _tells_tier(question, scored[0].candidate):
        return False
    folded, amounts = question.folded, read_amounts(question.folded)
    numbers = [folded[amount.start : amount.end] for amount in amounts]
    cut = {word for word in weights.weights for amount in amounts if folded.startswith(word, amount.end - 1)}  # 度电
    whole = WordWeights({word: weight for word, weight in weights.weights.items() if word not in cut})
    named = whole.without([*numbers, *_MONEY])
    return held_with_title(named, scored[0].candidate) >= LEAST_HELD


_MONEY = ("钱",)
"""多少钱: said by the kind of amount."""


def lacks_tier_asked(question: Question, scored: Sequence[Scored]) -> bool:
    """Return whether the best sentence tells of tiers and the question's number lies in none of them (充1000送多少 of
    充500元送30元，充2000元送200元)."""
    return bool(scored) and _is_asked(question) and leaves_out(question.folded, fold_text(scored[0].candidate.text))


def _is_asked(question: Question) -> bool:
    return question.kind is AnswerKind.AMOUNT or bool(measures_asked(question.folded))


def _tells_tier(question: Question, candidate: Candidate) -> bool:
    told = fold_text(candidate.text)
    given = compiled("amounts.given")
    if given.search(question.folded) and not given.search(told):
        return False
    tiers = tiers_asked(question.folded, told)
    return bool(tiers) and amount_of_tiers(tiers or (), measures_asked(question.folded), told) is not None
