"""Remarks, which ask the articles nothing (thanks, greetings, what was asked before), and the replies to them."""

import re
from collections.abc import Sequence

from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled
from index.messages import Message
from qa.answer import Answer, Status, Timings
from qa.conversation.turn import Turn

_REPLIES = {
    "thanks": Message("reply-thanks"),
    "blame": Message("reply-blame"),
    "understood": Message("reply-understood"),
    "greeting": Message("reply-greeting"),
    "praise": Message("reply-praise"),
    "farewell": Message("reply-farewell"),
    "who": Message("reply-who"),
    "ability": Message("reply-ability"),
    "chat": Message("reply-chat"),
}
"""Entries of remarks.toml, one per kind of remark, with the reply; the first that matches counts."""
_PASSED_OVER = ("thanks", "praise", "blame", "greeting", "understood")
"""Remarks that may precede a question on the same line."""
_CLAUSE = re.compile(r"[^，,。.！!？?；;～~…\s]+(?: [a-z]+)*")
MAX_REMARK_CHARS = 40
"""A longer text is more than a remark."""
MAX_TOLD = 5
"""Most earlier questions that a reply lists."""


def reply_to(question: str, history: Sequence[Turn]) -> Message | None:
    """Return the reply to a text that asks the articles nothing, None if it may ask them something."""
    folded = fold_text(question).strip().lower()
    if not folded or len(folded) > MAX_REMARK_CHARS:
        return None
    whole = "".join(_CLAUSE.findall(folded))
    if _is("asked_before", whole):
        return _asked_before(history)
    kinds = [_kind(clause) for clause in _CLAUSE.findall(folded)]
    if not kinds or not all(kinds):
        return None
    return _REPLIES[max(kinds, key=_weight)]


def without_remarks(question: str) -> str:
    """Return the question without remarks before it: 好的谢谢，那票价呢 -> 那票价呢."""
    rest = question
    while match := _CLAUSE.search(rest):
        if match.end() == len(rest.rstrip()) or _kind(fold_text(match.group()).lower()) not in _PASSED_OVER:
            break
        rest = rest[match.end() :].lstrip("，,。.！!？?；;～~… \t\n")
    if not _CLAUSE.search(rest):
        return question
    lead = compiled("remarks.lead_in").match(fold_text(rest).lower())
    return rest[lead.end() :] if lead else rest


def asks_again(question: str) -> bool:
    """Return whether the text asks to repeat the last answer."""
    return _is("again", "".join(_CLAUSE.findall(fold_text(question).lower())))


def replied(question: str, reply: Message, total_ms: float) -> Answer:
    """Return a reply as an Answer: no statements, nothing searched."""
    return Answer(question, Status.REPLIED, (), (), (), None, Timings(0.0, 0.0, total_ms), reply=reply)


def _is(entry: str, clause: str) -> bool:
    return compiled(f"remarks.{entry}").search(clause) is not None


def _kind(clause: str) -> str:
    return next((name for name in _REPLIES if _is(name, clause)), "")


def _weight(kind: str) -> int:
    """Return the priority of a remark's reply: in 你好，你是谁 the second clause is answered."""
    return ("understood", "greeting", "praise", "thanks", "farewell", "blame", "chat", "who", "ability").index(kind)


def _asked_before(history: Sequence[Turn]) -> Message:
    asked = [turn.question for turn in history if not turn.is_remark]
    if not asked:
        return Message("reply-asked-nothing")
    last = Message("quoted", {"text": asked[-1]})
    if len(asked) == 1:
        return Message("reply-asked-last", {"question": last})
    told = [Message("quoted", {"text": text}) for text in asked[:-1][-MAX_TOLD:]]
    return Message("reply-asked-several", {"question": last, "before": told})
