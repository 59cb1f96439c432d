"""Whether a quote supports a statement, without a library: what `check --pairs` says of every line of a file."""

from dataclasses import dataclass

from index.messages import Message
from qa.check.claim import read_claim
from qa.check.flaws import Flaw, Ground, find_flaw
from qa.check.support import strip_lead_in

_WHY = {
    Flaw.NONE: Message("flaw-none"),
    Flaw.NUMBER: Message("flaw-number"),
    Flaw.NAME: Message("flaw-name"),
    Flaw.POLARITY: Message("flaw-polarity"),
    Flaw.STRENGTH: Message("flaw-strength"),
    Flaw.CONTENT: Message("flaw-content"),
}


@dataclass(frozen=True)
class Pair:
    """A statement and the text it is said to rest on."""

    quote: str
    statement: str


@dataclass(frozen=True)
class Judged:
    """Whether the quote says all that the statement says, and what is wrong where it does not."""

    flaw: Flaw

    @property
    def is_supported(self) -> bool:
        return self.flaw is Flaw.NONE

    @property
    def why(self) -> Message:
        return _WHY[self.flaw]


def judge_pair(pair: Pair) -> Judged:
    """Return what the quote makes of the statement; any texts are accepted, an empty quote supports nothing."""
    ground = Ground((read_claim(pair.quote),), "", (None,))
    return Judged(find_flaw(read_claim(strip_lead_in(pair.statement)), ground))
