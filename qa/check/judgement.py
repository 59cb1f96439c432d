"""Whether quotes support a statement: the signs against it, weighed with the model's opinion."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.chinese.amounts import are_same, read_amounts
from index.chinese.numerals import years_in_digits
from index.messages import Message
from qa.check.alignment import align
from qa.check.checker_model import with_title
from qa.check.claim import Claim, read_claim
from qa.check.flaws import Flaw, Ground, Signs, find_signs
from qa.check.relations import restate
from qa.check.roles import is_of_the_same
from qa.check.trees import read_signs, read_trees

NO_HOPE = -6.0
"""If the trees sum to no more than this, the model is not run: it could not save the statement."""
CERTAIN = -5.5
"""The most that the trees may sum to beside a certain sign. Only a model that is quite sure of the contrary outweighs
it: such signs stand against one in twelve true statements of those that nothing was fitted on."""
VERBATIM = 0.85
"""From this share of the statement in the quotes on a certain sign decides: the model takes a long copy with one word
changed for true."""
NO_DOUBT = 0.8
"""If there are no signs and the trees sum to at least this, the model is not run for an excerpt either."""
NO_SIGN = 1.0
"""What having no sign against it is worth to a statement beside the model's opinion: of those without one that fell
short by no more, not two were false for one that was true (docs/reader.md)."""
MOST_MISSING = 3
"""Most bigrams of a statement missing from the quotes for it to count as near to them, however short it is."""
LEAST_SAME = 0.7
"""Least share of a statement's content in the quotes for them to be about the same thing and contradict it."""
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
    """A model that reads a statement with its quotes."""

    def support(self, statement: str, quotes: Sequence[str]) -> list[float]:
        """Return for each quote the logit that it supports everything the statement says."""


@dataclass(frozen=True)
class Judgement:
    """Whether quotes support a statement. `flaw`: what is wrong with it, NONE if they support all of it; `score`: in
    logits, at least 0 if supported; `contradicts`: they contradict it, not only say less; `is_certain`: they do so in
    nearly the statement's words."""

    flaw: Flaw
    score: float
    contradicts: bool = False
    is_certain: bool = False

    @property
    def is_supported(self) -> bool:
        return self.flaw is Flaw.NONE

    @property
    def why(self) -> Message:
        """One sentence: why it is supported or not."""
        return _WHY[self.flaw]


@dataclass(frozen=True)
class Weight:
    """`score`: the sum of the trees, in logits, less beside a certain sign; `is_certain`: whether there is such a sign;
    `is_excerpt`: the statement only shortens its quotes."""

    score: float
    is_certain: bool
    is_excerpt: bool


def judge(statement: Claim, ground: Ground, model: ClaimModel | None = None) -> Judgement:
    """Return whether the quotes support the statement; `model` is run only if the signs leave this open."""
    statement = restate(statement, ground.quotes)
    trees = read_trees()
    signs = find_signs(statement, ground)
    own_words = statement.text.rstrip("。")
    if (not signs.found and own_words in ground.text) or any(own_words == q.text.rstrip("。") for q in ground.quotes):
        return Judgement(Flaw.NONE, NO_DOUBT)
    found = [read_signs()[name] for name in sorted(signs.found)]  # sorted, so that ties always name the same
    weight = weigh(statement, ground, signs)
    score = weight.score
    if model is None:
        score -= trees.bar_alone
    elif score <= NO_HOPE or (score >= NO_DOUBT and not found and _is_excerpt(statement, ground, weight)):
        score -= trees.bar
    else:
        score += trees.logit * opinion(model, statement, ground) - trees.bar + (0.0 if found else NO_SIGN)
    if score >= 0:
        return Judgement(Flaw.NONE, score)
    gravest = max(found, key=lambda sign: sign.gravity, default=None)
    is_same = signs.coverage >= LEAST_SAME and is_of_the_same(statement, ground.quotes, ground.context)
    return Judgement(
        gravest.flaw if gravest is not None else Flaw.CONTENT,
        score,
        is_same and any(sign.contradicts for sign in found),
        weight.is_certain,
    )


def weigh(statement: Claim, ground: Ground, signs: Signs) -> Weight:
    """Return what the signs weigh together."""
    alignment = align(statement, ground.quotes, ground.context)
    total = read_trees().sum(signs, alignment)
    is_near = round((1 - alignment.near) * len(statement.bigrams)) <= MOST_MISSING
    near = 1.0 if is_near else alignment.near
    certain = [sign for sign in (read_signs()[name] for name in signs.found) if near >= sign.certain_from]
    if not certain:
        return Weight(total, False, alignment.is_excerpt)
    decides = near >= VERBATIM or any(sign.decides for sign in certain)
    return Weight(min(total, NO_HOPE if decides else CERTAIN), True, alignment.is_excerpt)


def _is_excerpt(statement: Claim, ground: Ground, weight: Weight) -> bool:
    """Return whether the statement only shortens its quotes, but for the way a figure is written (1.2千米, 1200米)."""
    if weight.is_excerpt:
        return True
    said = _in_figures_of(statement, years_in_digits(ground.text))
    return said != statement.text and align(read_claim(said), ground.quotes, ground.context).is_excerpt


def opinion(model: ClaimModel, statement: Claim, ground: Ground) -> float:
    """Return the model's logit that the quotes, behind their titles, support the statement, which it reads with the
    figures written as they are there: 三成 as 30%."""
    told = with_title("；".join(ground.titles), years_in_digits(ground.text))
    return model.support(_in_figures_of(statement, told), [told])[0]


def _in_figures_of(statement: Claim, told: str) -> str:
    """Return the statement's text with its figures written as those of the same value in `told`."""
    said, stated = years_in_digits(statement.text), read_amounts(told)
    for amount in reversed(read_amounts(said)):
        same = next((other for other in stated if are_same(amount, other)), None)
        if same is not None and said[amount.start : amount.end] not in told:
            said = said[: amount.start] + told[same.start : same.end] + said[amount.end :]
    return said
