"""Whether quotes support a statement: the signs against it and the reader's own opinion, weighed."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from index.messages import Message
from qa.check.claim import Claim
from qa.check.flaws import Flaw, Ground, Signs, find_signs
from qa.check.roles import is_of_the_same

_FILE = Path(__file__).with_name("weights.toml")
NO_HOPE = -2.5
"""Where the signs alone sum to less, the model is not asked: it could not save the statement."""
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
class _Sign:
    flaw: Flaw
    weight: float
    contradicts: bool


@dataclass(frozen=True)
class _Weights:
    signs: dict[str, _Sign]
    uncovered: float
    bias: float
    logit: float
    bar: float
    bar_alone: float


@dataclass(frozen=True)
class Judgement:
    """What quotes make of a statement. `flaw`: what is wrong with it, NONE where they support all it says; `score`: in
    logits, 0 or more where supported; `contradicts`: they say otherwise of the same thing, and not only less."""

    flaw: Flaw
    score: float
    contradicts: bool = False

    @property
    def is_supported(self) -> bool:
        return self.flaw is Flaw.NONE

    @property
    def why(self) -> Message:
        """Return in one sentence why it is supported or not."""
        return _WHY[self.flaw]


def judge(statement: Claim, ground: Ground, model: ClaimModel | None = None) -> Judgement:
    """Return whether the quotes support the statement; `model` is asked where the signs leave it open."""
    weights = _read_weights()
    signs = find_signs(statement, ground)
    if not signs.found and statement.text.rstrip("。") in ground.text:
        return Judgement(Flaw.NONE, weights.bias)  # the quote's own words
    score = weigh(signs)
    if model is None:
        score -= weights.bar_alone
    elif score < NO_HOPE:
        score -= weights.bar
    else:
        score += weights.logit * model.support(statement.text, [ground.text])[0] - weights.bar
    if score >= 0:
        return Judgement(Flaw.NONE, score)
    known = [weights.signs[name] for name in signs.found if name in weights.signs]
    worst = min(known, key=lambda sign: sign.weight, default=None)
    lacking = weights.uncovered * (1 - signs.coverage)
    flaw = worst.flaw if worst is not None and worst.weight < min(lacking, 0) else Flaw.CONTENT
    is_same = signs.coverage >= LEAST_SAME and is_of_the_same(statement, ground.quotes, ground.context)
    return Judgement(flaw, score, is_same and any(sign.contradicts for sign in known))


LEAST_SAME = 0.7
"""Share of a statement's content that quotes must hold to speak of the same thing and contradict it."""


def weigh(signs: Signs) -> float:
    """Return the sum of the weights of what was found, before the model is asked."""
    weights = _read_weights()
    lacking = weights.uncovered * (1 - signs.coverage)
    return weights.bias + lacking + sum(weights.signs[name].weight for name in signs.found)


@cache
def _read_weights() -> _Weights:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    signs = {
        name: _Sign(Flaw(sign["flaw"]), sign["weight"], sign.get("contradicts", False))
        for name, sign in table["signs"].items()
    }
    names = ("uncovered", "bias", "logit", "bar", "bar_alone")
    return _Weights(signs, *(float(table[name]) for name in names))
