"""Whether a quote supports a statement, without a library; `check --pairs` uses it for every line of a file."""

from dataclasses import dataclass

from qa.check.claim import read_claim
from qa.check.flaws import Ground
from qa.check.judgement import ClaimModel, Judgement, judge
from qa.check.support import strip_lead_in


@dataclass(frozen=True)
class Pair:
    """A statement and the text that is claimed to support it."""

    quote: str
    statement: str


def judge_pair(pair: Pair, model: ClaimModel | None = None) -> Judgement:
    """Return whether the quote supports the statement; any texts are accepted, an empty quote supports nothing."""
    ground = Ground((read_claim(pair.quote),), "", (None,))
    return judge(read_claim(strip_lead_in(pair.statement)), ground, model)
