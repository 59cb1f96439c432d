"""Yes-or-no questions: whether a sentence settles them, and how."""

import re
from collections.abc import Sequence

from index.chinese.amounts import are_same, read_amounts
from index.chinese.folding import fold_text
from index.chinese.polarity import negated_spans
from index.chinese.vocabulary import compiled, words_of
from index.chinese.words import tag_words
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate
from qa.reader.lists import lead_over
from qa.reader.rows import longest_shared

YES, NO = "是", "否"
LEAST_HELD = 0.4
"""Least share of the question's word weight in the sentence, its title and the lead of its list."""
_CLAUSE = re.compile(r"[，,。；;！!？?：:（()）\n]")
_SAYS_NOTHING = frozenset(word for name in ("stop", "hanging_verb") for word in words_of(f"words.{name}"))


def asks_yes_or_no(question: Question) -> bool:
    """Return whether a question can be answered by yes or no and asks for nothing else."""
    folded = question.folded
    return bool(compiled("yes_no.asked").search(folded)) and not compiled("yes_no.asks_else").search(folded)


def settle(question: Question, weights: WordWeights, candidate: Candidate) -> str:
    """Return 是 or 否 if the sentence settles the question, else ''.

    The sentence must be about the topic of the question, and its clause about what is asked must be plain: nothing
    left open, no condition, no other number, not for a part or a moment only. A lead that forbids (不得有下列行为)
    forbids the items of its list.
    """
    folded = question.folded
    if compiled("yes_no.denied_question").search(folded):
        return ""
    sentence = fold_text(candidate.text)
    if compiled("yes_no.limited").search(sentence):
        return ""
    lead = fold_text(lead_over(candidate))
    if weights.coverage(f"{fold_text(candidate.article.title)}\n{lead}\n{sentence}") < LEAST_HELD:
        return ""
    asked = _asked_about(folded)
    if any(_is_taken_out(question.words, part) for part in _CLAUSE.split(sentence)):
        return ""
    clause = max(_CLAUSE.split(sentence), key=lambda text: _held(asked, text), default="")
    held = _held(asked, clause)
    if held == 0 or compiled("yes_no.open").search(clause) or not _same_numbers(folded, sentence):
        return ""
    if negated_spans(clause) or negated_spans(lead):
        return NO
    denied = compiled("yes_no.denial").search(sentence) is not None
    if denied:  # another clause denies something: unclear which of the two is meant
        return YES if compiled("yes_no.leave").search(clause) and _asks_leave(folded) else ""
    return YES if not _asks_leave(folded) or compiled("yes_no.leave").search(clause) else ""


def _is_taken_out(asked: Sequence[str], clause: str) -> bool:
    """Return whether a clause makes an exception of what is asked about (每天营业，春节休息)."""
    return compiled("yes_no.exception").search(clause) is not None and any(
        len(word) > 1 and word in clause for word in asked
    )


def _asks_leave(folded: str) -> bool:
    return compiled("yes_no.asks_leave").search(folded) is not None


def _asked_about(folded: str) -> list[str]:
    """Return the words for what is asked about, last ones first: 外借, then 期刊 for 图书馆期刊可以外借吗."""
    rest = compiled("yes_no.frame").sub(" ", folded)
    words = [word for word, tag in tag_words(rest) if word.strip() and tag[:1] in "vnailjz" and tag != "uj"]
    return [word for word in reversed(words) if word not in _SAYS_NOTHING]


def _held(asked: list[str], clause: str) -> float:
    """Return how much of what is asked about a clause contains. The last word of the question counts double; two of
    its characters (one if it is shorter) are required."""
    if not asked or len(longest_shared(asked[0], clause)) < min(2, len(asked[0])):
        return 0.0
    return sum((2.0 if place == 0 else 1.0) * len(longest_shared(w, clause)) / len(w) for place, w in enumerate(asked))


def _same_numbers(question: str, sentence: str) -> bool:
    """Return whether the sentence states every number of the question."""
    stated = read_amounts(sentence)
    return all(
        any(are_same(asked, each) for each in stated) for asked in read_amounts(question) if not asked.is_article
    )
