"""Yes-or-no questions: whether a sentence settles them, and how."""

import re
from collections.abc import Sequence

from index.chinese.amounts import are_same, read_amounts
from index.chinese.folding import fold_text
from index.chinese.polarity import negated_spans
from index.chinese.vocabulary import compiled, entries_of, words_of
from index.chinese.words import tag_words
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored, held_with_title, put_first
from qa.reader.lists import lead_over
from qa.reader.open_at import settle_open
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


def put_hours_asked_first(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences, those first that say whether a place is open when the question asks, if it asks that."""
    if not asks_yes_or_no(question):
        return list(scored)
    return put_first(scored, lambda candidate: settle_open(question, weights, candidate) is not None)


def tells_if_open(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the question asks if a place is open and the best sentence settles it."""
    is_asked = bool(scored) and asks_yes_or_no(question)
    return is_asked and settle_open(question, weights, scored[0].candidate) is not None


def settle(question: Question, weights: WordWeights, candidate: Candidate) -> str:
    """Return 是 or 否 if the sentence settles the question, else ''.

    The sentence must be about the topic of the question, and its clause about what is asked must be plain: nothing
    left open, no condition, no other number, not for a part or a moment only. A lead that forbids (不得有下列行为)
    forbids the items of its list.
    """
    is_yes = settle_open(question, weights, candidate)
    if is_yes is not None:
        return YES if is_yes else NO
    folded, sentence = question.folded, fold_text(candidate.text)
    if compiled("yes_no.limited").search(sentence):
        return ""
    if (said := _said_in_other_words(folded, weights, candidate)) is not None:
        return said
    return "" if compiled("yes_no.denied_question").search(folded) else _settle_by_clause(question, weights, candidate)


def _settle_by_clause(question: Question, weights: WordWeights, candidate: Candidate) -> str:
    """Return 是 or 否 by the clause that says what is asked in the question's own words, '' if it is not plain."""
    folded, sentence = question.folded, fold_text(candidate.text)
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


_KINDS = tuple(
    entry.name.removeprefix("affirming.").removesuffix("_asked")
    for entry in entries_of("affirming")
    if entry.name.endswith("_asked")
)


def _said_in_other_words(asked: str, weights: WordWeights, candidate: Candidate) -> str | None:
    """Return what a sentence says to a question of a kind of affirming.toml (报批过吗: 未经批准).

    '' if it leaves it open, says both or says it of some only, None if it does not say it in such words.
    """
    for kind in _KINDS:
        if found := compiled(f"affirming.{kind}_asked").search(asked):
            said = _said(kind, asked, fold_text(candidate.text))
            rest = weights.without([found.group()])
            if said is not None:
                return said if not rest.weights or held_with_title(rest, candidate) >= LEAST_HELD else ""
    return None


def _said(kind: str, asked: str, sentence: str) -> str | None:
    clauses = [clause for clause in _CLAUSE.split(sentence) if clause]
    said = {
        word: [clause for clause in clauses if compiled(f"affirming.{kind}_{side}").search(clause)]
        for word, side in ((YES, "yes"), (NO, "no"))
    }
    told = [word for word, of_it in said.items() if of_it]
    if not told:
        return "" if any(compiled("yes_no.open").search(clause) for clause in clauses) else None
    clause, *others = said[told[0]]
    some = compiled("affirming.of_some").search(clause)
    is_partial = some is not None and some.group() not in asked
    return "" if len(told) > 1 or others or is_partial or compiled("yes_no.open").search(clause) else told[0]


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
