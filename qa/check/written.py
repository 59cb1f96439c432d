"""The evidence for a chat model's own words: sentences that say all of it, figures from which its figure follows, or a
correction of a premise; and whether a question is answered by 是 or 否."""

import re
from dataclasses import dataclass

from index.chinese.amounts import are_same
from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled, pattern_of
from qa.answer import DraftStatement, Quote
from qa.check.arithmetic import find_computation, without_formula
from qa.check.claim import read_claim
from qa.check.flaws import Flaw
from qa.check.support import Support

_YES_NO = re.compile(
    rf"^(?P<said>(?P<no>{pattern_of('yes_no.said_no')})|{pattern_of('yes_no.said_yes')})(?:[，,。：:！!]\s*|$)"
)
_END = re.compile(r"[？?。！!\s]+$")


@dataclass(frozen=True)
class Grounds:
    """The quotes that support a statement, () if none do; `after` is text to append to it, usually '', and `flaw` what
    is wrong with it."""

    quotes: tuple[Quote, ...]
    after: str = ""
    flaw: Flaw = Flaw.NONE


def find_grounds(support: Support, draft: DraftStatement) -> Grounds:
    """Return the evidence for a written statement."""
    quotes = support.find_support(without_formula(draft.text), draft.markers)
    if quotes and _states_figures(draft.text, quotes):
        return Grounds(quotes)
    if computed := find_computation(draft.text, support.passages):
        return Grounds(computed.quotes, after=computed.shown)
    if quotes and compiled("wanted.one_of_two").search(draft.text) is None:
        return Grounds(quotes)
    if quotes := _put_right(support, draft):  # all that a correction says of either figure is checked
        return Grounds(quotes)
    return Grounds((), flaw=_flaw_of(support, draft))


def _states_figures(text: str, quotes: tuple[Quote, ...]) -> bool:
    """Return whether each figure of a statement is in the quotes; any other was computed."""
    stated = [amount for quote in quotes for amount in read_claim(quote.text).amounts]
    return all(any(are_same(mine, other) for other in stated) for mine in read_claim(without_formula(text)).amounts)


def _put_right(support: Support, draft: DraftStatement) -> tuple[Quote, ...]:
    """Return the quotes for a correction such as 大桥不是2019年通车，而是2020年通车: they support the one date and
    contradict the other."""
    found = compiled("wanted.one_of_two").search(draft.text)
    if found is None:
        return ()
    lead, wrong, right = draft.text[: found.start()], found["wrong"], draft.text[found.end() :]
    quotes = support.find_support(lead + right, draft.markers)
    if not quotes or support.find_support(lead + wrong, draft.markers):
        return ()
    judged = (judgement for _, judgement in support.judge(lead + wrong, draft.markers))
    flaws = [judgement.flaw for judgement in judged if not judgement.is_supported]
    return quotes if flaws and flaws[0] is not Flaw.CONTENT else ()


def _flaw_of(support: Support, draft: DraftStatement) -> Flaw:
    """Return what is wrong with a statement according to the sentence nearest to it."""
    return next((judgement.flaw for _, judgement in support.judge(draft.text, draft.markers)), Flaw.CONTENT)


# ---- 是 or 否


def cut_verdict(text: str) -> tuple[str, str]:
    """Return the 是 or 否 that a text begins with, '' for neither, and the rest of the text."""
    found = _YES_NO.match(text)
    if found is None:
        return "", text
    return "否" if found["no"] else "是", text[found.end() :]


def only_verdict(text: str) -> str:
    """Return the text if it is a yes or no and nothing else, '' otherwise."""
    found = _YES_NO.match(text.strip())
    return found["said"] if found is not None and found.end() == len(text.strip()) else ""


def settles(question: str, support: Support, quotes: tuple[Quote, ...]) -> str:
    """Return 是 if the quotes affirm what the question asks, 否 if they deny it, else ''."""
    asked = _END.sub("", question)
    told = compiled("yes_no.frame").sub("", fold_text(asked))
    if not told or compiled("yes_no.denied_question").search(fold_text(asked)):
        return ""
    for found, judgement in support.judge(told):
        if set(found) & set(quotes):
            if judgement.is_supported:
                return "是"
            if judgement.flaw is Flaw.POLARITY:
                return "否"
    return ""
