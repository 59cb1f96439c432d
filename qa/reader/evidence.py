"""Whether the passages hold the answer at all: what is measured, and how it is weighed."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import astuple, dataclass

import numpy as np

from index.article import Article
from index.chinese.amounts import (
    SPANS_OF_TIME,
    TIME_UNITS,
    Amount,
    has_bound,
    have_same_unit,
    lies_in_range,
    read_amounts,
)
from index.chinese.asking import ASKING_PHRASE, FACT_KINDS, AnswerKind, holds_kind, is_question
from index.chinese.dates import years_named
from index.chinese.folding import fold_text, holds_chinese
from index.chinese.measures import tells_measure
from index.chinese.named import holds_thing, numbered_names, places_in_rows, read_named
from index.chinese.opposed import other_direction
from index.chinese.polarity import negated_spans
from index.chinese.vocabulary import compiled, groups_of, words_of
from index.chinese.words import holds_name, holds_synonym, known_words, names_beside, tag_words
from qa.question import Question, WordWeights, find_focus, share_held
from qa.reader.candidates import Candidate, find_paragraph
from qa.reader.frame import Frame, Place, cells_of
from qa.reader.identity import Relation
from qa.reader.scoring import MeasuredSentence, PassageReading, logit_of
from qa.reader.subjects import PLACES_CALLED, asks_a_party, lacks_kin, lacks_office
from qa.reader.told_apart import telling_characters

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
    of publication (a half where that is not known). missing_number: a number of the question, no date, a numbered name
    (MU5735, 十四号, 第七届) or a stage (二审) is not in its article, or nothing of the measure asked for is,
    or nothing near the sentence of one told beside its thing (几点), or it is a row that tells no reason asked for.
    missing_role: nobody in its article has the office asked for (谁是区长). missing_reason: a reason is asked for and
    neither it nor what is marked in its passage has a word that gives one. unspoken: it has nothing of a word of the
    question, as leaves_unspoken returns.
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
    missing_reason: float
    unspoken: float


WEIGHTS = Evidence(0.23, 0.2, 0.29, -0.6, -1.46, 1.25, -0.28, -0.31, -2.0, -2.0, -2.0, -1.5, -0.5, -1.0)
"""Logistic weights (training/fit_evidence.py); those of other things, years, numbers and offices, which the sets hardly
ask for and people do, and of unspoken words are set by hand: docs/retrieval.md."""
LEAST_SUM = -2.0
"""Least weighted sum of an answer: about one answerable question in sixteen falls below it."""

LEAST_WORDS = 0.1
"""A passage with less of what the question speaks of answers another question, however sure the reader is: asked for a
county's 地区生产总值, the sum a meeting signed for. A question in another script shares no words with its answer."""
_LEAST_OF_OTHER_SCRIPT = 3
"""Words of a question in another script: fewer that no article has ask nothing (asdf)."""


def is_enough(found: Evidence | None) -> bool:
    """Return whether the passages are likely enough to hold the answer."""
    return found is not None and float(np.dot(astuple(WEIGHTS), astuple(found))) >= LEAST_SUM


def measure_evidence(
    question: Question,
    weights: WordWeights,
    read: Sequence[PassageReading],
    measured: Sequence[MeasuredSentence],
    shown: Candidate | None = None,
) -> Evidence | None:
    """Return the evidence, or None where nothing is marked or the likeliest passage speaks of something else.

    `measured` are the sentences of `read`; `shown` is the one to be shown first, where that is known: rows and the
    like are chosen by more than the likelihood.
    """
    marked = [item for item in read if item.reading.top_spans]
    if not marked or not measured:
        return None
    meant = [item for item in measured if item.instead is None]
    best = max(meant or measured, key=lambda item: item.logit)
    likeliest_of_all = max(measured, key=lambda item: item.logit)
    is_same = best.judgement.relation is Relation.SAME or _explains_this(question, best, likeliest_of_all)
    likeliest = read[best.candidate.passage]
    words = weights.coverage(likeliest.folded)
    of_other_script = _is_of_other_script(question)
    if words < LEAST_WORDS and not (of_other_script or _says_the_same(question, weights, likeliest.folded, best)):
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
        another=float(likeliest_of_all.instead is not None and not (is_same and _is_near(best, likeliest_of_all))),
        missing_year=_lacks_year(article, text, years_named(question.folded), fold_text(best.candidate.text)),
        missing_number=float(
            _lacks_number(question, text)
            or _lacks_measure(question, text, best.candidate)
            or (_lacks_reason(question, best.candidate.text) and bool(cells_of(best.candidate.text)))
            or _tells_no_amount(question, best)
        ),
        missing_role=float(lacks_office(question, best.candidate) or lacks_kin(question, best.candidate)),
        missing_reason=float(_lacks_reason(question, best.candidate.text, likeliest.short_answer)),
        unspoken=float(leaves_unspoken(question, weights, shown or best.candidate)),
    )


def _is_of_other_script(question: Question) -> bool:
    return not holds_chinese(question.folded) and len(question.words) >= _LEAST_OF_OTHER_SCRIPT


def _explains_this(question: Question, best: MeasuredSentence, likeliest: MeasuredSentence) -> bool:
    """Return whether the best sentence tells a reason and the likeliest only why the same went the other way (fell for
    rose), which speaks of no other thing."""
    against = other_direction(question.folded, fold_text(likeliest.candidate.text))
    return question.kind is AnswerKind.REASON and against is not None and not best.signs.wrong_kind


def _is_near(best: MeasuredSentence, likeliest: MeasuredSentence) -> bool:
    """Return whether a sentence of the thing asked about is nearly as likely as the likeliest, which is about another:
    what is left of an article that tells it of another thing (睡眠模式 for 强力模式), or beside the article of a
    look-alike that tells it (电池保修一年 beside 电池可拆卸), answers nothing."""
    is_own = best.candidate.article.id == likeliest.candidate.article.id
    if is_own and _are_of_one_table(best, likeliest):
        return True
    return likeliest.logit - best.logit <= (_MOST_BEHIND_ITS_OWN if is_own else _MOST_BEHIND_ANOTHER)


def _are_of_one_table(best: MeasuredSentence, other: MeasuredSentence) -> bool:
    """Return whether two sentences of an article are rows of one table, whose names part them for certain: 周五 whose
    cell says 停开 is not outdone by 周一 whose cell has a name."""
    rows = Frame(best.candidate.article).rows
    own, of_other = rows.get(best.candidate.paragraph), rows.get(other.candidate.paragraph)
    return own is not None and of_other is not None and own.block == of_other.block


_MOST_BEHIND_ITS_OWN, _MOST_BEHIND_ANOTHER = 3.0, 2.0
"""Logits behind a sentence of the same article, of another one."""


def _says_the_same(question: Question, weights: WordWeights, folded: str, best: MeasuredSentence) -> bool:
    """Return whether a text says most of what a question speaks of in other words (房子: 房屋), or its best sentence,
    in which the reader sees the fact asked for, in words that share a character with those (烫头多少钱: 烫发)."""
    said = sum(weight for word, weight in weights.weights.items() if holds_synonym(folded, word))
    told = fold_text(best.candidate.text)
    is_seen = question.kind in FACT_KINDS and best.signs.answers > 0 and best.signs.span > 0
    shared = sum(weight for word, weight in weights.weights.items() if telling_characters(word).intersection(told))
    return said >= _SAID_OTHERWISE or (is_seen and shared >= _SAID_OTHERWISE)


_SAID_OTHERWISE = 0.5


def _count_agreeing(best: PassageReading, marked: Sequence[PassageReading]) -> int:
    """Return how many passages of other articles hold the short answer, up to _MOST_AGREEING."""
    short = best.short_answer
    if not 0 < len(short) < _LONGEST_SHORT_ANSWER:
        return 0
    others = [item.passage for item in marked if item.passage.article.id != best.passage.article.id]
    return min(_MOST_AGREEING, sum(short in fold_text(passage.text) for passage in others))


def _lacks_number(question: Question, text: str) -> bool:
    """Return whether a number of the question that is no date, or a name with a number, is nowhere in the text, and no
    other that is asked about beside it is (HX-200和HX-210哪个功率大)."""
    names = {name for name in numbered_names(question.folded) if not compiled("ordinals.period").fullmatch(name)}
    return (
        (bool(names) and not _holds_names(names, question.folded, text))
        or any(stage not in text for stage in compiled("named.stage").findall(question.folded))
        or _lacks_place_in_row(question.folded, text)
        or _lacks_numbered(question.folded, text)
        or _lacks_amount(question.folded, text)
    )


def _holds_names(names: Collection[str], question: str, text: str) -> bool:
    """Return whether the text has the names, however they are written: Ace2 as Ace 2, 11号夜里 as 11日夜间; one of
    those that the question joins is enough."""
    held, closed = numbered_names(text), text.replace(" ", "")
    is_held = [
        name in held or name in closed or (name.endswith("号") and _is_day_held(question, name, closed))
        for name in names
    ]
    return any(is_held) if _JOINED.search(question) else all(is_held)


_JOINED = re.compile("[和与跟、及比]|还是|或")


def _is_day_held(question: str, name: str, text: str) -> bool:
    """Return whether a number like 11号 is a day of a month that the text holds: 11号夜里, but not 14号船."""
    behind = tag_words(question.partition(name)[2])[:1]
    return name.replace("号", "日") in text and not any(tag.startswith("n") for _, tag in behind)


_MEASURED = (*FACT_KINDS, AnswerKind.OTHER)


def _lacks_measure(question: Question, text: str, candidate: Candidate) -> bool:
    """Return whether a measure is asked for that nothing in the text is of or, if it is one that is told where its
    thing is (几点集合), nothing near the sentence."""
    measures = question.measures if question.kind in _MEASURED else ()
    if measures and _TOLD_NEARBY.issuperset(measures):
        near = (find_paragraph(candidate.article, candidate.paragraph + behind) for behind in (0, 1))
        text = "\n".join(fold_text(paragraph.text) for paragraph in near if paragraph is not None)
    return bool(measures) and not tells_measure(measures, text)


def _lacks_reason(question: Question, *told: str) -> bool:
    """Return whether a reason is asked for and no word of these texts gives one: a sentence without one mostly says
    again what the question takes for granted (董事长年初到任 for 为什么换了董事长)."""
    return question.kind is AnswerKind.REASON and not any(holds_kind(question.kind, text) for text in told)


def _tells_no_amount(question: Question, best: MeasuredSentence) -> bool:
    """Return whether an amount is asked for and the sentence has no number, in words either (首次, 全体), nor says that
    there is none (免收)."""
    if question.kind is not AnswerKind.AMOUNT or best.signs.wrong_kind < 1 or "第几" in question.folded:
        return False  # which of several it is may be told behind
    told = fold_text(best.candidate.text)
    return not (read_amounts(told) or compiled("amounts.in_words").search(told) or negated_spans(told))


_TOLD_NEARBY = frozenset(words_of("measures.told_nearby"))


def _lacks_place_in_row(question: str, text: str) -> bool:
    """Return whether the text has others of the row (第六届) of which the question names one (第七届)."""
    asked = {unit: places for unit, places in places_in_rows(question).items() if unit not in _NO_ROWS}
    held = places_in_rows(text) if asked else {}  # the whole article is read only where a row is asked about
    return any(unit in held and not places & held[unit] for unit, places in asked.items())


def _lacks_numbered(question: str, text: str) -> bool:
    """Return whether the question names an institution or a route by its number (第三图书馆, 23路) and the text none of
    that number."""
    asked = [thing for thing in read_named(question) if thing.series.startswith(("ordinal:", "route:"))]
    return bool(asked) and not any(
        holds_thing(text, thing) or any(name in text for name in names_beside(thing.text)) for thing in asked
    )


_NO_ROWS = SPANS_OF_TIME | {"个"}
"""The first hour and the second day are told in other words."""


def _lacks_amount(question: str, text: str) -> bool:
    """Return whether a number with its unit (90岁) is lacking, however it is written."""
    asked = [
        amount
        for amount in read_amounts(question)
        if amount.value >= _LEAST_NUMBER
        and _unit_written(question, amount) not in ("", "号", *TIME_UNITS)
        and not question.endswith("第", 0, amount.start)
        and not re.search("[a-z]-?$", question[: amount.start])  # QS20 is a name
        and not question.endswith(("多少", "几"), 0, amount.start)  # 多少亿美元
        and not compiled("amounts.half").match(question, amount.start)
    ]
    if not asked and not _BARE_NUMBER.search(question):
        return False  # the whole article is read only where a number is asked about
    amounts = read_amounts(text)
    if _lacks_bare_number(question, text, amounts):
        return True
    return not all(_speaks_of(text, amounts, question, amount) for amount in asked)


def _lacks_bare_number(question: str, text: str, amounts: Sequence[Amount]) -> bool:
    """Return whether a number of three to five digits without a unit, which names something (3单元501), is lacking in a
    text whose amounts these are; a year is none."""
    spans = {(amount.start, amount.end) for amount in read_amounts(question) if not amount.unit}
    named = [match.group() for match in _BARE_NUMBER.finditer(question) if match.span() in spans]
    return any(name not in text and float(name) not in {amount.value for amount in amounts} for name in named)


_BARE_NUMBER = re.compile(r"(?<![\da-z.,:/-])(?!(?:1[89]|20)\d\d(?!\d))[1-9]\d{2,4}(?![\da-z.,:/%-])")


def _speaks_of(text: str, amounts: Sequence[Amount], question: str, asked: Amount) -> bool:
    """Return whether a text whose amounts these are holds a number that a question asks about, or one that settles it:
    the range that it lies in (39度: 超过38.5℃的) or that it does not where yes or no is asked or the rest is told
    (不满的收8元), or one near it where the question only says about how many.
    """
    if any(amount.value == asked.value for amount in amounts) or lies_in_range(asked, text, amounts):
        return True
    is_settled_outside = compiled("yes_no.asked").search(question) or compiled("amounts.rest_below").search(text)
    if is_settled_outside and has_bound(asked, text, amounts):
        return True
    is_rough = compiled("amounts.rough").search(question, max(asked.start - 2, 0), asked.end)
    alike = [amount.value for amount in amounts if have_same_unit(amount, asked)]
    return bool(is_rough) and any(abs(value - asked.value) <= _ROUGHLY * asked.value for value in alike)


_ROUGHLY = 0.25
"""Share by which a number may differ from one that is only said about (三万五千多条)."""


def _unit_written(text: str, amount: Amount) -> str:
    """Return the unit, 号 for the number of a thing: the 14号 of a month is a day."""
    is_thing = text.endswith("号", amount.start, amount.end) and not text.endswith("月", 0, amount.start)
    return "号" if is_thing else amount.unit


def _lacks_year(article: Article, text: str, asked: frozenset[int], told: str) -> float:
    """Return 1 where a year asked about is neither in the text, however it is written, nor the year of publication, nor
    the one before those where the sentence `told` gives a figure of it (上年同期为2.8亿元); a half where the year of
    publication is not known, so that the year may still be meant."""
    held = years_named(text) | ({article.published.year} if article.published else set())
    if compiled("named.year_before_told").search(told):
        held |= {year - 1 for year in held}
    if all(year in held or str(year) in text for year in asked):
        return 0.0
    return 1.0 if article.published else 0.5


# ---- What a question for a fact, or for yes or no, leaves unspoken: words of which nothing around the sentence speaks


_LONGEST_LINE = 250
"""Characters of a line that is read with its sentence: longer ones are running text."""
_LEAST_WORD = 2
_LEAST_WEIGHT = 0.7
"""Least weight of such a word, as a part of the mean weight."""
_CONTENT_TAGS = ("n", "v", "j", "l", "i")
_NAME_TAGS = ("nr", "ns", "nt", "nz")
_SAYS_LITTLE = frozenset(
    word for name in ("generic", "hanging_verb", "stop", "says_little") for word in words_of(f"words.{name}")
).union(PLACES_CALLED)


def leaves_unspoken(question: Question, weights: WordWeights, candidate: Candidate) -> bool:
    """Return whether a fact, or yes or no, is asked for of something that the sentence does not speak of: of one of the
    question's words neither its line nor the heading and the title above have a character or another word.

    A name that the article has elsewhere counts as spoken of: it may be what the whole is about. Words that many
    articles have say little.
    """
    if not _asks_fact(question) or asks_a_party(question.folded):
        return False
    frame = Frame(candidate.article)
    place = Place.of(frame, candidate)
    told = place.line if len(place.line) < _LONGEST_LINE else place.sentence
    before = find_paragraph(candidate.article, candidate.paragraph - 1)
    asked = fold_text(before.text) if before is not None and is_question(before.text) else ""  # of an interview
    around = f"{frame.title}\n{frame.heading_above(candidate.paragraph)}\n{asked}\n{told}"
    least = _LEAST_WEIGHT / max(len(weights.weights), 1)
    return any(
        weights.weights.get(word, least) >= least
        and not any(sign in around for sign in _telling(word))
        and not holds_synonym(around, word)
        and not (is_name and holds_name(frame.whole, word))
        for word, is_name in _content_words(question)
    )


def _telling(word: str) -> Sequence[str]:
    """Return the characters of a word that say what it is about: the last of a longer one only say of what sort
    (物业|费, 房贷|利率); of one that says what is done to a thing (买), the words for it."""
    return _DEEDS.get(word) or word[:2]


_DEEDS = {group[0]: group for group in groups_of("words.deed")}


def _asks_fact(question: Question) -> bool:
    """Return whether one fact or a yes or no is asked for; what explains or lists uses words of its own."""
    is_yes_no = compiled("yes_no.asked").search(question.folded) is not None
    is_one = bool(question.measures) or is_yes_no or compiled("asking.which_one").search(question.folded) is not None
    return question.kind in FACT_KINDS or (question.kind is AnswerKind.OTHER and is_one)


def _content_words(question: Question) -> Iterator[tuple[str, bool]]:
    """Yield the nouns and verbs of a question that say what it is about, each with whether it is a name; none of those
    that only say on which day (大桥通车当天，…)."""
    dated = compiled("parts.same_day").match(question.folded)
    asked = ASKING_PHRASE.sub("\n", dated["asked"] if dated else question.folded)
    known = frozenset(known_words(asked))
    for word, tag in tag_words(asked):
        if word in _DEEDS:
            yield word, False
        if len(word) < _LEAST_WORD or not word.isalpha() or not tag.startswith(_CONTENT_TAGS) or word in _SAYS_LITTLE:
            continue
        is_name = tag.startswith(_NAME_TAGS)
        if compiled("words.modal_verb").match(word) is None and (is_name or word in known):
            yield word, is_name
