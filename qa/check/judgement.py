"""Whether quotes support a statement: the signs against it and the reader's own opinion, weighed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.chinese.numerals import years_in_digits
from index.messages import Message
from qa.check.alignment import align
from qa.check.claim import Claim
from qa.check.flaws import Flaw, Ground, find_signs
from qa.check.relations import restate
from qa.check.roles import is_of_the_same
from qa.check.signs import read_signs
from qa.check.trees import read_trees

NO_HOPE = -2.5
"""Where the signs alone sum to no more, the model is not asked: it could not save the statement."""
NO_DOUBT = 1.5
"""Where nothing was found and the trees sum to as much, the model is not asked either."""
MOST_MISSING = 3
"""Pairs of characters of a statement that quotes may lack for it to be near to them however short it is."""
LEAST_SAME = 0.7
"""Share of a statement's content that quotes must hold to speak of the same thing and contradict it."""
_WHY = {
    Flaw.NONE: Message("flaw-none"),
    Flaw.NUMBER: Message("flaw-number"),
    Flaw.NAME: Message("flaw-name"),
    Flaw.POLARITY: Message("flaw-polarity"),
    Flaw.STRENGTH: Message("flaw-strength"),
    Flaw.ROLE: Message("flaw-role"),
    Flaw.CAUSE: Message("flaw-cause"),
    Flaw.CONDITION: Message("flaw-condition"),
    Flaw.CONTENT: Message("flaw-content"),
}


class ClaimModel(Protocol):
    """What reads a statement beside its quotes: the reader model."""

    def support(self, statement: str, quotes: Sequence[str]) -> list[float]:
        """Return for each quote the logit that it supports all the statement says."""


@dataclass(frozen=True)
class Judgement:
    """What quotes make of a statement. `flaw`: what is wrong with it, NONE where they support all it says; `score`: in
    logits, 0 or more where supported; `contradicts`: they say otherwise of the same thing, and not only less;
    `is_certain`: in nearly the statement's words."""

    flaw: Flaw
    score: float
    contradicts: bool = False
    is_certain: bool = False

    @property
    def is_supported(self) -> bool:
        return self.flaw is Flaw.NONE

    @property
    def why(self) -> Message:
        """Return in one sentence why it is supported or not."""
        return _WHY[self.flaw]


def judge(statement: Claim, ground: Ground, model: ClaimModel | None = None) -> Judgement:
    """Return whether the quotes support the statement; `model` is asked where the signs leave it open."""
    statement = restate(statement, ground.quotes)
    trees = read_trees()
    signs = find_signs(statement, ground)
    if not signs.found and statement.text.rstrip("。") in ground.text:
        return Judgement(Flaw.NONE, trees.start)  # the quote's own words
    alignment = align(statement, ground.quotes, ground.context)
    score = trees.sum(signs, alignment)
    found = [read_signs()[name] for name in sorted(signs.found)]  # of signs as grave the same is always named
    is_near = round((1 - alignment.near) * len(statement.bigrams)) <= MOST_MISSING
    near = 1.0 if is_near else alignment.near
    is_certain = any(near >= sign.certain_from for sign in found)
    if is_certain:
        score = min(score, NO_HOPE)
    if model is None:
        score -= trees.bar_alone
    elif score <= NO_HOPE or (score >= NO_DOUBT and not found):
        score -= trees.bar
    else:
        score += (
            trees.logit * model.support(years_in_digits(statement.text), [years_in_digits(ground.text)])[0] - trees.bar
        )
    if score >= 0:
        return Judgement(Flaw.NONE, score)
    gravest = max(found, key=lambda sign: sign.gravity, default=None)
    is_same = signs.coverage >= LEAST_SAME and is_of_the_same(statement, ground.quotes, ground.context)
    return Judgement(
        gravest.flaw if gravest is not None else Flaw.CONTENT,
        score,
        is_same and any(sign.contradicts for sign in found),
        is_certain,
    )
