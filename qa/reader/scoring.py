"""Score sentences with the reader model, which reads question and passage together and marks the answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from index.article import Span
from index.chinese.asking import FACT_KINDS, AnswerKind, holds_kind, is_question, tells_duty, tells_moment
from index.chinese.folding import fold_text
from index.chinese.measures import tells_measure
from index.chinese.vocabulary import compiled
from index.chinese.words import in_words_of
from qa.answer import Passage
from qa.joined import perhaps_joined
from qa.question import Question, WordWeights, find_focus, share_held
from qa.reader.candidates import Candidate, Scored, list_candidates
from qa.reader.identity import Judgement, Relation, read_identity
from qa.reader.judging import judge
from qa.reader.law import names_someone_else
from qa.reader.model import ReaderModel, Reading

LEAST_READ = 3
"""Passages always read, however far their scores are below the best."""
READ_SHARE = 0.7
"""Further passages are read if they score this share of the best: a third fewer, the same answers
(docs/retrieval.md)."""
OWN_SHARE = 0.4
"""The same for passages of the best one's article."""
FIRST_READ = 4
"""Passages read at first, two for each of two cores; the others only if none of these is sure to answer."""
SURE_ANSWER, SURE_SPAN, SURE_SHARE = 1.0, 3.0, 0.9
"""Least logit that a passage answers and score of its span for it to be sure, and the most that any passage not yet
read may score of it: of 13,032 articles two questions in five need no more than the first four, and the same are
answered (docs/retrieval.md)."""
_TOLD_BY_WORDS = (AnswerKind.TIME, AnswerKind.AMOUNT)
_ASKS_OF_MANY = (
    "asking.several_articles",
    "asking.newest",
    "asking.earliest",
    "comparing.most",
    "comparing.more_of_them",
    "comparing.which_is_more",
)
"""What asks for several things, or for one among all that are told."""
_TOLD_BY_KIND = (*FACT_KINDS, AnswerKind.REASON)
_LOGIT_LIMIT = 6.0
_SPAN_LIMIT = 16.0
_BEHIND_A_CLAIM = 6.0
"""Logits by which a court's finding may trail a party's claim, whose wording is usually closer to the question's."""


@dataclass(frozen=True)
class SentenceSigns:
    """The features of a sentence.

    answers: logit that its passage answers, clipped to ±6. found: the passage's fused score. span: the highest sum of
    a start and an end logit inside it, over "no answer", clipped to ±4 and divided by 4. behind: span minus that of
    the best sentence in its passage, at least -4, divided by 4. words: share of the question's word weight in it.
    context: the same for it and its passage's context. focus: share of the thing asked for (哪个方向: 方向) in it.
    wrong_kind: 1 if it lacks the kind of thing asked for (谁: a name, 多少钱: an amount of money, 为什么: a cause),
    2 if that is a measure and another sentence of its passage states it, else 0.
    """

    answers: float
    found: float
    span: float
    behind: float
    words: float
    context: float
    focus: float
    wrong_kind: float


WEIGHTS = SentenceSigns(0.45, 1.68, 1.06, 0.54, 0.48, 1.82, 1.28, -0.87)
"""Weights of a softmax over the sentences found (training/fit_sentences.py)."""


@dataclass(frozen=True)
class MeasuredSentence:
    """A sentence that may answer, its features, the half-open span of its text that is marked, and whether it is about
    the thing asked about."""

    candidate: Candidate
    signs: SentenceSigns
    marked: tuple[int, int] | None
    judgement: Judgement

    @property
    def instead(self) -> Judgement | None:
        """The judgement that it is about something else than was asked; None otherwise."""
        return self.judgement if self.judgement.relation is Relation.OTHER else None

    @cached_property
    def logit(self) -> float:
        """How likely it answers, comparable between the sentences found for one question."""
        return float(np.dot(tuple(vars(WEIGHTS).values()), tuple(vars(self.signs).values())))


@dataclass(frozen=True)
class PassageReading:
    """A passage and the reader model's Reading of it."""

    passage: Passage
    reading: Reading

    @cached_property
    def folded(self) -> str:
        """The folded passage with its context, for comparison with a question."""
        return fold_text(f"{self.passage.context}\n{self.passage.text}")

    @property
    def short_answer(self) -> str:
        """The folded text of the best span, '' if none is marked."""
        return fold_text(self.passage.text)[self.reading.start : self.reading.end]


def worth_reading(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages, best first, whose scores are close enough to the best to be read.

    The others of the best one's article are read further down: a question that names its article (a lease by the
    house) finds first the passages that name it too, and the answer may be in another.
    """
    if not passages:
        return []
    best = passages[0]
    return [
        passage
        for number, passage in enumerate(passages)
        if number < LEAST_READ
        or passage.score >= (OWN_SHARE if passage.article.id == best.article.id else READ_SHARE) * best.score
    ]


def read_until_sure(model: ReaderModel, question: Question, passages: Sequence[Passage]) -> list[PassageReading]:
    """Return the readings of the passages worth reading, in order; of the first few only if one of them is sure to
    answer, no other is found nearly as well, and one answer is asked for."""
    near = worth_reading(passages)
    first, others = near[:FIRST_READ], near[FIRST_READ:]
    read = read_passages(model, question, first)
    if not others or (_wants_one_answer(question) and any(_is_sure(question, item, others) for item in read)):
        return read
    return read + read_passages(model, question, others)


def _wants_one_answer(question: Question) -> bool:
    return (
        question.kind is not AnswerKind.LIST
        and not any(compiled(name).search(question.folded) for name in _ASKS_OF_MANY)
        and perhaps_joined(question.text) is None
    )


def _is_sure(question: Question, item: PassageReading, others: Sequence[Passage]) -> bool:
    """Return whether a passage answers, with the kind of thing asked for, and none of the others is found as well."""
    reading = item.reading
    if logit_of(reading.answer_score) < SURE_ANSWER or reading.span_score < SURE_SPAN:
        return False
    is_told = question.kind not in _TOLD_BY_WORDS or holds_kind(question.kind, item.short_answer)
    return is_told and max(other.score for other in others) <= SURE_SHARE * item.passage.score


def read_passages(model: ReaderModel, question: Question, passages: Sequence[Passage]) -> list[PassageReading]:
    """Return the reader model's reading of every passage, in order."""
    texts = [fold_text(passage.text) for passage in passages]
    contexts = [fold_text(passage.context) for passage in passages]
    # Each passage is asked with the names it uses itself: the model does not know a library's aliases.
    asked = [in_words_of(f"{context}\n{text}", question.folded) for context, text in zip(contexts, texts, strict=True)]
    read: dict[int, PassageReading] = {}
    for wording in dict.fromkeys(asked):
        places = [place for place, worded in enumerate(asked) if worded == wording]
        readings = model.read(wording, [texts[place] for place in places], [contexts[place] for place in places])
        read |= {
            place: PassageReading(passages[place], reading) for place, reading in zip(places, readings, strict=True)
        }
    return [read[place] for place in range(len(passages))]


def rank_passages(weights: WordWeights, read: Sequence[PassageReading]) -> list[PassageReading]:
    """Return the readings sorted by how likely they answer, their retrieval score and the share of the question's
    words in them, passages renumbered.

    Compared with the reader's own rank score and sums of these in docs/retrieval.md.
    """

    def likelihood(item: PassageReading) -> float:
        return (0.7 + item.reading.answer_score) * item.passage.score**2 * (0.5 + weights.coverage(item.folded))

    ordered = sorted(read, key=likelihood, reverse=True)
    return [replace(item, passage=replace(item.passage, rank=rank)) for rank, item in enumerate(ordered, 1)]


def score_sentences(measured: Sequence[MeasuredSentence]) -> list[Scored]:
    """Return the sentences that are not about another thing, best first; the best scores 1, the others their likelihood
    relative to it. A party's claims in a court case are left out if another sentence may answer."""
    meant = [item for item in measured if item.instead is None]
    found = [item for item in meant if item.judgement.relation is not Relation.CLAIM and _may_answer(item)]
    if found and max(item.logit for item in found) >= max(item.logit for item in meant) - _BEHIND_A_CLAIM:
        meant = [item for item in meant if item.judgement.relation is not Relation.CLAIM]
    best = max((item.logit for item in meant), default=0.0)
    scored = [Scored(item.candidate, float(np.exp(item.logit - best)), item.marked) for item in meant]
    return sorted(scored, key=lambda item: -item.score)


def _may_answer(item: MeasuredSentence) -> bool:
    """Return whether a sentence has the kind of thing asked for or is a court's finding, which outweighs a claim."""
    return not item.signs.wrong_kind or compiled("parties.ruling").search(fold_text(item.candidate.text)) is not None


def measure_sentences(
    question: Question, weights: WordWeights, read: Sequence[PassageReading]
) -> list[MeasuredSentence]:
    """Return every sentence of the passages once with its features, in no order. A question passes its features to the
    sentence after it, a proposal to the decision on it, where that helps. Lines of a ruling's head and foot are left
    out where they name somebody else than is asked for."""
    found: dict[tuple[str, int, int], MeasuredSentence] = {}
    focus, identity = find_focus(question.folded), read_identity(question, [item.passage for item in read])
    measures = question.measures
    for place, item in enumerate(read):
        context = fold_text(item.passage.context)
        sentences = [each for each in _sentences_of(item.passage, place) if _may_tell(question, each[0])]
        spans = [item.reading.best_within(start, end) for _, start, end in sentences]
        best = max(spans, default=0.0)
        answers = _clipped(logit_of(item.reading.answer_score), _LOGIT_LIMIT)
        texts = [fold_text(candidate.text) for candidate, _, _ in sentences]
        tells = [bool(measures) and tells_measure(measures, folded) for folded in texts]
        of_passage: list[tuple[MeasuredSentence, bool]] = []
        for (candidate, _, _), span, folded, is_told in zip(sentences, spans, texts, tells, strict=True):
            if measures:
                told = is_told
            else:
                told = _tells_kind(question, candidate.text)
            signs = SentenceSigns(
                answers=answers,
                found=item.passage.score,
                span=_clipped(span, _SPAN_LIMIT) / 4,
                behind=max(span - best, -_SPAN_LIMIT) / 4,
                words=weights.coverage(folded),
                context=weights.coverage(f"{context}\n{folded}"),
                focus=share_held(focus, folded),
                wrong_kind=float(not told) * (2 if any(tells) else 1),
            )
            measured = MeasuredSentence(candidate, signs, _marked_in(item, candidate), judge(identity, candidate))
            of_passage.append((measured, told))
        for measured in _stand_ins(of_passage):
            key = (measured.candidate.article.id, measured.candidate.paragraph, measured.candidate.start)
            if key not in found or measured.logit > found[key].logit:
                found[key] = measured
    return list(found.values())


def _may_tell(question: Question, candidate: Candidate) -> bool:
    """Return whether a sentence may tell what is asked: it names nobody else in a ruling's head or foot, and where a
    fact is asked for it is not just one of the question's own words (值班, the name of a sheet, for 周五谁值班)."""
    said = fold_text(candidate.text).strip()
    is_own_word = question.kind in FACT_KINDS and len(said) <= _LONGEST_OWN_WORD and said in question.folded
    return not is_own_word and not names_someone_else(question, candidate)


_LONGEST_OWN_WORD = 6


def _tells_kind(question: Question, text: str) -> bool:
    """Return whether a sentence has the kind of thing asked for, if that can be told."""
    if question.kind is AnswerKind.TIME and compiled("asking.moment").search(question.folded):
        return tells_moment(text)
    if question.kind is AnswerKind.PERSON and tells_duty(question.folded, text):
        return True
    return question.kind not in _TOLD_BY_KIND or holds_kind(question.kind, text)


def _clipped(value: float, limit: float) -> float:
    return max(-limit, min(value, limit))


def _stand_ins(of_passage: Sequence[tuple[MeasuredSentence, bool]]) -> Iterator[MeasuredSentence]:
    """Yield the sentences of a passage; the answer to a question or the decision on a proposal gets the features of
    that if they are better. Questions are left out. `of_passage`: each, and whether it states the kind asked for."""
    asked: MeasuredSentence | None = None  # the preceding question
    proposed: MeasuredSentence | None = None  # the preceding proposal
    for measured, told in of_passage:
        if is_question(measured.candidate.text):  # a question is no answer; the next sentence may be
            asked = measured
            continue
        if asked is not None and asked.logit > measured.logit:
            measured = replace(measured, signs=asked.signs, marked=None)
        asked = None
        folded = fold_text(measured.candidate.text)
        if proposed is not None and _decides_on(proposed.candidate, measured.candidate, folded):
            if told and proposed.logit > measured.logit:
                measured = replace(measured, signs=proposed.signs, marked=None)
            proposed = None
        elif measured.judgement.relation is Relation.CLAIM and compiled("parties.proposal").search(folded):
            proposed = measured
        yield measured


def _decides_on(proposed: Candidate, candidate: Candidate, folded: str) -> bool:
    """Return whether a sentence states the decision on a proposal earlier in its paragraph."""
    is_behind = proposed.paragraph == candidate.paragraph
    return is_behind and compiled("parties.ruling").search(folded) is not None


def logit_of(probability: float) -> float:
    """Return ln(p / (1 - p)), with p clipped to 0.0001 at either end."""
    clipped = min(max(probability, 1e-4), 1 - 1e-4)
    return float(np.log(clipped / (1 - clipped)))


def _laid_out(passage: Passage) -> Iterator[tuple[Span, int]]:
    """Yield the spans of a passage, each with its offset in the passage's text."""
    offset = 0
    for span in passage.spans:
        yield span, offset
        offset += span.end - span.start + 1  # the line break between pieces of different paragraphs


def _sentences_of(passage: Passage, place: int) -> Iterator[tuple[Candidate, int, int]]:
    """Yield the sentences of a passage with their half-open spans in its text."""
    laid_out = list(_laid_out(passage))
    for candidate in list_candidates([passage]):
        start = next(
            offset + candidate.start - span.start
            for span, offset in laid_out
            if span.paragraph == candidate.paragraph and span.start <= candidate.start and candidate.end <= span.end
        )
        yield replace(candidate, passage=place), start, start + candidate.end - candidate.start


def _marked_in(item: PassageReading, candidate: Candidate) -> tuple[int, int] | None:
    """Return the sentence's part of the best span that touches it, or None."""
    for span in item.reading.top_spans:  # best first
        for marked in locate(item.passage, span.start, span.end):
            start, end = max(marked.start, candidate.start), min(marked.end, candidate.end)
            if marked.paragraph == candidate.paragraph and start < end:
                return start - candidate.start, end - candidate.start
    return None


def locate(passage: Passage, start: int, end: int) -> list[Span]:
    """Return the paragraph spans that a character span of the passage's text covers."""
    spans = []
    for span, offset in _laid_out(passage):
        first, last = max(start, offset), min(end, offset + span.end - span.start)
        if first < last:
            spans.append(Span(span.paragraph, span.start + first - offset, span.start + last - offset))
    return spans
