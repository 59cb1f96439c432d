"""Question words, the kind of answer a question wants, and whether a text contains that kind."""

import re
from enum import Enum

from index.chinese.folding import fold_text
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled, entries_of
from index.chinese.words import tag_words


class AnswerKind(Enum):
    """The kind of answer a question wants."""

    PERSON = "person"
    TIME = "time"
    PLACE = "place"
    AMOUNT = "amount"
    LIST = "list"
    MANNER = "manner"
    REASON = "reason"
    OTHER = "other"


FACT_KINDS = (AnswerKind.PERSON, AnswerKind.TIME, AnswerKind.PLACE, AnswerKind.AMOUNT)
"""The kinds that one short answer satisfies."""

ASKING_WORD = compiled("asking.word")
"""A bare question word: it has no topic, and segmented with its neighbours it gives words that no article contains
(哪天交)."""
ASKING_PHRASE = compiled("asking.phrase")
"""A question word with its attached words, replaced together when a question is rephrased: 在哪些地方, 多少亿元."""

_KINDS = (
    (AnswerKind.MANNER, "kind_manner_known"),
    (AnswerKind.MANNER, "ends_manner"),
    (AnswerKind.LIST, "kind_list"),
    (AnswerKind.LIST, "kind_list_counted"),
    (AnswerKind.LIST, "kind_list_noun"),
    (AnswerKind.LIST, "kind_list_needed"),
    (AnswerKind.PERSON, "kind_person"),
    (AnswerKind.TIME, "kind_time"),
    (AnswerKind.AMOUNT, "kind_amount"),
    (AnswerKind.PLACE, "kind_place"),
    (AnswerKind.REASON, "kind_reason"),
    (AnswerKind.MANNER, "kind_manner"),
    (AnswerKind.TIME, "ends_time"),
    (AnswerKind.AMOUNT, "ends_amount"),
    (AnswerKind.PLACE, "ends_place"),
    (AnswerKind.PERSON, "ends_person"),
)
"""Entries of asking.toml; the first one found in a question decides its kind."""
_TOLD = {
    AnswerKind.TIME: "time_told",
    AnswerKind.AMOUNT: "amount_told",
    AnswerKind.LIST: "list_told",
    AnswerKind.REASON: "reason_told",
}


def find_kind(folded: str) -> AnswerKind:
    """Return the kind of answer that a folded question wants."""
    return next((kind for kind, name in _KINDS if compiled(f"asking.{name}").search(folded)), AnswerKind.OTHER)


def holds_kind(kind: AnswerKind, text: str) -> bool:
    """Return whether a text contains something of this kind; always False for kinds that no rule recognises."""
    if kind is AnswerKind.PERSON:
        return any(tag.startswith("nr") for _, tag in tag_words(text))
    if kind is AnswerKind.PLACE:
        return any(tag in ("ns", "nt") for _, tag in tag_words(text))
    return kind in _TOLD and compiled(f"asking.{_TOLD[kind]}").search(fold_text(text)) is not None


def tells_duty(asked: str, text: str) -> bool:
    """Return whether a folded question asks who has to do, pay or decide something and a text names a role."""
    is_asked = compiled("asking.duty_asked").search(asked) is not None
    return is_asked and compiled("asking.role").search(fold_text(text)) is not None


def tells_moment(text: str) -> bool:
    """Return whether a text tells when something happens, not only how long it takes."""
    return holds_kind(AnswerKind.TIME, compiled("asking.length_of_time").sub("", fold_text(text)))


def is_question(text: str) -> bool:
    """Return whether a sentence asks: its text ends with a question mark, begins as the question of a record or is a
    short line with an asking word and no stop (the heading 学费多少)."""
    folded = fold_text(text).strip()
    if compiled("asking.question_sentence").search(folded):
        return True
    return compiled("asking.bare_question").match(folded) is not None and ASKING_PHRASE.search(folded) is not None


def without_frame(text: str) -> str:
    """Return a question without instructions to the answerer (请用一句话告诉我…，不要超过二十个字); a text of nothing
    else is returned unchanged."""
    asked = compiled("asking.frame_behind").sub("", compiled("asking.frame_before").sub("", text))
    return asked if sum(sign.isalnum() for sign in asked) >= _LEAST_ASKED else text


_LEAST_ASKED = 3


def in_written_words(text: str) -> str:
    """Return a question with colloquial words replaced by written ones: 咋退票 -> 怎么退票."""
    for pattern, means in _COLLOQUIAL:
        text = pattern.sub(means, text)
    return text


_COLLOQUIAL = tuple((re.compile(entry.pattern), entry.means) for entry in entries_of("colloquial"))
"""In the order of colloquial.toml: 啥时候 before 啥."""


def find_count(folded: str) -> tuple[int, str]:
    """Return how many items a folded question asks for and how it says so: (6, 六个); (0, '') where it does not."""
    counted = compiled("asking.count").search(folded)
    return (int(read_numeral(counted["number"]) or 0), counted[0]) if counted else (0, "")
