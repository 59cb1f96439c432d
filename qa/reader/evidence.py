"""Whether the passages hold the answer at all: what is measured, and how it is weighed."""

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from index.article import Article
from index.chinese.amounts import SPANS_OF_TIME, TIME_UNITS, Amount, lies_in_range, read_amounts
from index.chinese.asking import FACT_KINDS, AnswerKind
from index.chinese.dates import years_named
from index.chinese.folding import fold_text, holds_chinese
from index.chinese.measures import measures_asked, tells_measure
from index.chinese.names import find_office_asked
from index.chinese.ordinals import numbered_names, places_in_rows
from index.chinese.synonyms import holds_synonym
from qa.question import Question, WordWeights, find_focus, share_held
from qa.reader.frame import Frame
from qa.reader.identity import Relation
from qa.reader.scoring import MeasuredSentence, PassageReading, logit_of

_LEAST_NUMBER = 10
"""Numbers from here on narrow what is asked for (90岁以上); smaller ones mostly count (三个方面)."""
_MEAN_OF = 4
_CROWD_SHARE = 0.6
_MOST_AGREEING = 3
_LONGEST_SHORT_ANSWER = 40
_FULL_CROWD = 8


@dataclass(frozen=True)
class Evidence:
    """What speaks for and against an answer; "the likeliest" is the best sentence found that speaks of the thing
    asked about, else of any, and the passage it stands in.

    answers: logit that some passage answers, but for those that only speak of another thing. mean_answers: mean of
    the four highest of all passages. span: how high a span of the likeliest sentence is above "no answer", as in
    SentenceSigns. words: share of the question's word weight in the likeliest passage and its title. crowd: articles
    that hold nearly as many of the words, as a part of
    eight: where many speak of a thing, one that answers says so clearly; articles about another thing are none of it.
    agreeing: passages of other articles that hold the same short answer, as a part of three. missing_focus: share of
    the thing asked for (方向, 水位) that the likeliest passage lacks.

    The rest are from 0 to 1. wrong_kind: the likeliest sentence is not of the kind asked for (多少钱: no money).
    another: it, or a likelier sentence where it does not say of what it speaks, is about another thing than the one
    asked about (第三中学 for 第四中学). missing_year: a year of the question is neither in its article nor its year
    of publication (a half where that is not known). missing_number: a number of the question, no date, or a numbered
    name (MU5735, 十四号, 第七届) is not in its article, or nothing of the measure asked for is (多少钱: no money).
    missing_role: nobody in its article has the office asked for (谁是区长).
    """

    answers: float
    mean_answers: float
    span: float
    words: float
    crowd: float
    agreeing: float
    missing_focus: float
    wrong_kind: float
    another: float
    missing_year: float
    missing_number: float
    missing_role: float


WEIGHTS = Evidence(0.23, 0.2, 0.29, -0.6, -1.46, 1.25, -0.28, -0.31, -2.0, -2.0, -1.5, -1.5)
"""Logistic weights (training/fit_evidence.py); those of other things, years, numbers and offices, which the sets hardly
ask for and people do, are set by hand: docs/retrieval.md."""
LEAST_SUM = -1.55
"""Least weighted sum of an answer: about one answerable question in twelve falls below it."""

LEAST_WORDS = 0.1
"""A passage with less of what the question speaks of answers another question, however sure the reader is: asked for a
county's 地区生产总值, the sum a meeting signed for. A question in another script shares no words with its answer."""


def is_enough(found: Evidence | None) -> bool:
    """Return whether the passages are likely enough to hold the answer."""
    return found is not None and float(np.dot(astuple(WEIGHTS), astuple(found))) >= LEAST_SUM


def measure_evidence(
    question: Question, weights: WordWeights, read: Sequence[PassageReading], measured: Sequence[MeasuredSentence]
) -> Evidence | None:
    """Return the evidence, or None where nothing is marked or the likeliest passage speaks of something else.

    `measured` are the sentences of `read`.
    """
    marked = [item for item in read if item.reading.top_spans]
    if not marked or not measured:
        return None
    meant = [item for item in measured if item.instead is None]
    best = max(meant or measured, key=lambda item: item.logit)
    likeliest_of_all = max(measured, key=lambda item: item.logit)
    is_same = best.judgement.relation is Relation.SAME
    likeliest = read[best.candidate.passage]
    words = weights.coverage(likeliest.folded)
    if words < LEAST_WORDS and holds_chinese(question.folded) and not _says_the_same(weights, likeliest.folded):
        return None
    foreign = {item.candidate.passage for item in measured} - {item.candidate.passage for item in meant}
    speaks = [item for place, item in enumerate(read) if item.reading.top_spans and place not in foreign] or marked
    logits = sorted((logit_of(item.reading.answer_score) for item in marked), reverse=True)
    of_others = {item.candidate.article.id for item in measured if item.instead is not None}
    speaking = {item.passage.article.id for item in read if weights.coverage(item.folded) > _CROWD_SHARE * words}
    speaking -= of_others - {likeliest.passage.article.id}
    article, focus = likeliest.passage.article, find_focus(question.folded)
    text = Frame(article).whole
    return Evidence(
        answers=max(logit_of(item.reading.answer_score) for item in speaks),
        mean_answers=float(np.mean(logits[:_MEAN_OF])),
        span=best.signs.span,
        words=words,
        crowd=len(speaking) / _FULL_CROWD,
        agreeing=_count_agreeing(likeliest, marked) / _MOST_AGREEING,
        missing_focus=1 - share_held(focus, likeliest.folded) if focus else 0.0,
        wrong_kind=min(best.signs.wrong_kind, 1.0),
        another=float(likeliest_of_all.instead is not None and not is_same),
        missing_year=_lacks_year(article, text, years_named(question.folded)),
        missing_number=float(_lacks_number(question, text) or _lacks_measure(question, text)),
        missing_role=float(_lacks_role(question, fold_text(best.candidate.text))),
    )


def _says_the_same(weights: WordWeights, folded: str) -> bool:
    """Return whether a text says most of what a question speaks of in other words (房子: 房屋)."""
    return sum(weight for word, weight in weights.weights.items() if holds_synonym(folded, word)) >= _SAID_OTHERWISE


_SAID_OTHERWISE = 0.5


def _short_answer(item: PassageReading) -> str:
    return fold_text(item.passage.text)[item.reading.start : item.reading.end]


def _count_agreeing(best: PassageReading, marked: Sequence[PassageReading]) -> int:
    """Return how many passages of other articles hold the short answer, up to _MOST_AGREEING."""
    short = _short_answer(best)
    if not 0 < len(short) < _LONGEST_SHORT_ANSWER:
        return 0
    others = [item.passage for item in marked if item.passage.article.id != best.passage.article.id]
    return min(_MOST_AGREEING, sum(short in fold_text(passage.text) for passage in others))


def _lacks_number(question: Question, text: str) -> bool:
    """Return whether a number of the question that is no date, or a name with a number, is nowhere in the text."""
    names, held = numbered_names(question.folded), numbered_names(text)
    return _lacks_amount(question.folded, text) or any(name not in held and name not in text for name in names)


_MEASURED = (*FACT_KINDS, AnswerKind.OTHER)


def _lacks_measure(question: Question, text: str) -> bool:
    """Return whether a measure is asked for that nothing in the text is of."""
    measures = measures_asked(question.folded) if question.kind in _MEASURED else ()
    return bool(measures) and not tells_measure(measures, text)


def _lacks_amount(question: str, text: str) -> bool:
    """Return whether a number with its unit (90岁) or a place in a row (第七届) is lacking, however it is written; the
    first hour and the second day are told in other words."""
    asked = [
        (amount, _unit_written(question, amount), question.endswith("第", 0, amount.start))
        for amount in read_amounts(question)
        if not question.endswith(("多少", "几"), 0, amount.start)  # 多少亿美元
    ]
    named = [
        (amount.value, unit)
        for amount, unit, in_row in asked
        if in_row and unit and unit != "个" and unit not in SPANS_OF_TIME
    ]
    counted = [
        amount
        for amount, unit, in_row in asked
        if not (in_row or unit == "号") and amount.value >= _LEAST_NUMBER and unit and unit not in TIME_UNITS
    ]
    if not named and not counted:
        return False
    amounts = read_amounts(text)
    held = {(amount.value, _unit_written(text, amount)) for amount in amounts}
    held |= {(1.0, unit) for unit, places in places_in_rows(text).items() if "1" in places}  # 首届
    values = {value for value, _ in held}
    is_counted = all(each.value in values or lies_in_range(each, text, amounts) for each in counted)
    return not (set(named) <= held and is_counted)


def _unit_written(text: str, amount: Amount) -> str:
    """Return the unit, 号 for the number of a thing: the 14号 of a month is a day."""
    is_thing = text.endswith("号", amount.start, amount.end) and not text.endswith("月", 0, amount.start)
    return "号" if is_thing else amount.unit


def _lacks_role(question: Question, sentence: str) -> bool:
    """Return whether an office asked for (谁是区长) is not in the sentence; its deputy holds another."""
    office = find_office_asked(question.folded)
    return re.search(rf"(?<!副){re.escape(office)}", sentence) is None


def _lacks_year(article: Article, text: str, asked: frozenset[int]) -> float:
    """Return 1 where a year asked about is neither in the text, however it is written, nor the year of publication;
    a half where that is not known, so that the year may still be meant."""
    held = years_named(text) | ({article.published.year} if article.published else set())
    if all(year in held or str(year) in text for year in asked):
        return 0.0
    return 1.0 if article.published else 0.5
