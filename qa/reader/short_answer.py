"""The short answer marked in a sentence: the value that the question asks for, of the thing it names."""

import re

from index.chinese.amounts import SPANS_OF_TIME, read_amounts
from index.chinese.asking import FACT_KINDS, AnswerKind, holds_kind, tells_duty
from index.chinese.dates import years_named
from index.chinese.folding import fold_text
from index.chinese.measures import amount_of_tiers, sum_called, tells_measure, tiers_asked
from index.chinese.names import find_likely_people
from index.chinese.vocabulary import compiled
from index.chinese.words import in_words_of
from index.rows import find_cells
from qa.question import Question
from qa.reader.candidates import Scored
from qa.reader.rows import named_by_head

LONGEST_SHORT_ANSWER = 20
"""Characters; a longer span is not shown as a short answer."""
_WORKED_OUT = (AnswerKind.LIST, AnswerKind.MANNER, AnswerKind.REASON)


def find_short_answer(question: Question, scored: Scored) -> tuple[int, int] | None:
    """Return the half-open span that was marked if it answers the question by itself, else None."""
    kind = question.kind
    if scored.marked is None or kind in _WORKED_OUT:
        return None
    text = scored.candidate.text
    folded, measures = fold_text(text), question.measures
    of_year = _figure_of_year_before(question, folded, fold_text(scored.candidate.article.title))
    start, end = of_year or _value_of_named(question, text, *scored.marked)
    tiers = tiers_asked(question.folded, folded) if kind is AnswerKind.AMOUNT or measures else None
    if tiers is not None:
        is_of_tier = tiers and tiers[0].start <= start and end <= tiers[0].end
        if not is_of_tier or (measures and not tells_measure(measures, folded[start:end])):
            return amount_of_tiers(tiers, measures, folded)
    if kind is AnswerKind.AMOUNT and (called := sum_called(in_words_of(folded, question.folded), folded)):
        return called
    if end - start > LONGEST_SHORT_ANSWER:
        return None
    if kind is AnswerKind.PERSON and _names_somebody(question, text, start, end):
        return start, end
    if kind is AnswerKind.AMOUNT and _is_another_measure(question.folded, fold_text(text[start:end])):
        return None
    return (start, end) if kind not in FACT_KINDS or holds_kind(kind, text[start:end]) else None


def _figure_of_year_before(question: Question, folded: str, title: str) -> tuple[int, int] | None:
    """Return the span of the figure that a folded sentence gives for the year before the one it reports on (上年同期为
    83亿元), if the question asks of that year; of several the one whose part has most of the question's words."""
    asked, known = years_named(question.folded), years_named(f"{title}\n{folded}")
    if question.kind is not AnswerKind.AMOUNT or asked & known or not {year + 1 for year in asked} & known:
        return None
    amounts = {amount.start: amount.end for amount in read_amounts(folded)}
    found = [
        (match.start("figure"), folded[max(folded.rfind(end, 0, match.start()) for end in "；;。") + 1 : match.start()])
        for match in compiled("named.year_before_told").finditer(folded)
    ]
    words = [word for word in question.words if not _OF_TIME.fullmatch(word)]
    best = max(found, key=lambda each: sum(word in each[1] for word in words), default=None)
    return (best[0], amounts[best[0]]) if best and best[0] in amounts else None


_OF_TIME = re.compile("[0-9年月季度上下半前一二三四]+")


def _names_somebody(question: Question, text: str, start: int, end: int) -> bool:
    """Return whether a span of a text is a name, which only its sentence may show, or the role of a duty asked for."""
    is_name = any(name in text[start:end] for name in find_likely_people(text))
    return is_name or tells_duty(question.folded, text[start:end])


_CLAUSE = re.compile(r"[^，,；;、。：:]+")
_TELEPHONE = re.compile(r"(?:[0-9]{3,4}-)?[0-9]{7,8}|1[0-9]{10}|(?:400|800)-?[0-9]{3}-?[0-9]{4}")
_LEAST_NAME = 2


def _value_of_named(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """Return the value beside the thing that a question names, if the one marked is a like value beside another: in the
    cells of a row (A3：186克；A3 Pro：204克), in clauses (东站0592-6031122，西站0592-6031133); else the marked span."""
    like = _like_of(text[start:end])
    if not like:
        return start, end
    cells = find_cells(text)
    if cells:
        named = [(cell.start, cell.end) for cell in named_by_head(cells, question.folded)]
        is_alike = len(named) == 1 and _like_of(text[slice(*named[0])]) == like
        return named[0] if is_alike else (start, end)
    shares = {value: _share_named(question.folded, fold_text(_before(text, value))) for value in _values(text, like)}
    own = next((share for value, share in shares.items() if value[0] <= start and end <= value[1]), None)
    best = max(shares, key=lambda value: shares[value], default=None)
    if own is None or best is None or shares[best] < max(_LEAST_NAME, own + 1):
        return start, end
    return best


def _like_of(value: str) -> str:
    """Return what makes values alike: their unit, or that they are telephone numbers; '' if it is none of one kind."""
    if _TELEPHONE.fullmatch(value.strip()):
        return "telephone"
    amounts = read_amounts(fold_text(value))
    return amounts[0].unit if len(amounts) == 1 else ""


def _values(text: str, like: str) -> list[tuple[int, int]]:
    """Return the spans of the values like this that clauses state, each the only one of its clause."""
    found = list[tuple[int, int]]()
    for clause in _CLAUSE.finditer(text):
        spans = [match.span() for match in _TELEPHONE.finditer(clause.group())]
        if like != "telephone":
            amounts = read_amounts(fold_text(clause.group()))
            spans = [(amount.start, amount.end) for amount in amounts if amount.unit == like]
        if len(spans) == 1:
            found.append((clause.start() + spans[0][0], clause.start() + spans[0][1]))
    return found


def _before(text: str, value: tuple[int, int]) -> str:
    """Return what stands before a value in its clause: the name of its thing at the beginning."""
    return next(m.group()[: value[0] - m.start()] for m in _CLAUSE.finditer(text) if m.start() <= value[0] < m.end())


def _share_named(asked: str, clause: str) -> int:
    """Return the length of the longest beginning of a clause that the question has; a model code counts only whole, so
    that A3 Pro is not named by A3."""
    if code := compiled("named.code").match(clause):
        is_named = any(match.group() == code.group() for match in compiled("named.code").finditer(asked))
        return len(code.group()) if is_named else 0
    return next((length for length in range(len(clause), 0, -1) if clause[:length] in asked), 0)


def _is_another_measure(asked: str, marked: str) -> bool:
    """Return whether a time is marked although the question asks for another quantity (赔多少: 30日)."""
    amounts = read_amounts(marked)
    return (
        bool(amounts)
        and all(amount.unit in SPANS_OF_TIME for amount in amounts)
        and not compiled("asking.speaks_of_time").search(asked)
    )
