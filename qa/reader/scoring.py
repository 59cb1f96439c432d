"""Score sentences with the reader model: it reads question and passage together and marks the answer."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cached_property

import numpy as np

from index.article import Span
from index.chinese.asking import FACT_KINDS, AnswerKind, holds_kind, is_question
from index.chinese.folding import fold_text
from index.chinese.measures import measures_asked, tells_measure
from index.chinese.vocabulary import compiled
from index.chinese.words import in_words_of
from qa.answer import Passage
from qa.question import Question, WordWeights, find_focus, share_held
from qa.reader.candidates import Candidate, Scored, list_candidates
from qa.reader.identity import Judgement, Relation, judge, read_identity
from qa.reader.model import ReaderModel, Reading

LEAST_READ = 3
"""Passages read however far they are behind the best found."""
READ_SHARE = 0.7
"""Further ones are read where they score this share of the best: a third fewer, the same answers. Likewise."""
_TOLD_BY_KIND = (*FACT_KINDS, AnswerKind.REASON)
_LOGIT_LIMIT = 6.0
_SPAN_LIMIT = 16.0
_BEHIND_A_CLAIM = 6.0
"""Logits that what a court finds may be behind what a party says, which is mostly worded more like the question."""


@dataclass(frozen=True)
class SentenceSigns:
    """What speaks for a sentence.

    answers: logit that its passage answers, at most 6 either way. found: the passage's fused score. span: the highest
    sum of logits of a start and an end inside it over "no answer", in quarters, at most 4 either way. behind: how far
    that is behind the best sentence of its passage, likewise. words: share of the question's word weight in it.
    context: likewise in it and the context of its passage. focus: share of the thing asked for (哪个方向: 方向) in it.
    wrong_kind: 1 where it lacks the kind of thing asked for (谁: a name, 多少钱: an amount of money, 为什么: a cause),
    2 where that is a measure and another sentence of its passage tells it, else 0.
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
    """A sentence that may answer, what speaks for it, what is marked in it, a half-open span of its text, and how it
    stands to the thing asked about."""

    candidate: Candidate
    signs: SentenceSigns
    marked: tuple[int, int] | None
    judgement: Judgement

    @property
    def instead(self) -> Judgement | None:
        """Of what it speaks in place of what was asked about; None where it does not."""
        return self.judgement if self.judgement.relation is Relation.OTHER else None

    @cached_property
    def logit(self) -> float:
        """How likely it answers, comparable with other sentences found for the question."""
        return float(np.dot(astuple(WEIGHTS), astuple(self.signs)))


@dataclass(frozen=True)
class PassageReading:
    """A passage and what the reader model makes of it."""

    passage: Passage
    reading: Reading

    @cached_property
    def folded(self) -> str:
        """The passage and what is to be known of it, as they are compared with a question."""
        return fold_text(f"{self.passage.context}\n{self.passage.text}")


def worth_reading(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages, best first, that are near enough to the best to be read."""
    return [p for n, p in enumerate(passages) if n < LEAST_READ or p.score >= READ_SHARE * passages[0].score]


def read_passages(model: ReaderModel, question: Question, passages: Sequence[Passage]) -> list[PassageReading]:
    """Return the reader's view of every passage, in order."""
    texts = [fold_text(passage.text) for passage in passages]
    contexts = [fold_text(passage.context) for passage in passages]
    # A passage is asked in its own names: the model knows nothing of a library's aliases.
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
    """Return the readings by how likely they answer, how well they were found and how many of the question's words
    they hold, passages numbered anew.

    Measured beside the reader's own rank and sums of these: docs/retrieval.md.
    """

    def likelihood(item: PassageReading) -> float:
        return (0.7 + item.reading.answer_score) * item.passage.score**2 * (0.5 + weights.coverage(item.folded))

    ordered = sorted(read, key=likelihood, reverse=True)
    return [replace(item, passage=replace(item.passage, rank=rank)) for rank, item in enumerate(ordered, 1)]


def score_sentences(measured: Sequence[MeasuredSentence]) -> list[Scored]:
    """Return the sentences that do not speak of another thing, best first; the best scores 1, each other how likely it
    is beside the best. What a party to a case says is left out where something else may answer."""
    meant = [item for item in measured if item.instead is None]
    found = [item for item in meant if item.judgement.relation is not Relation.CLAIM and _may_answer(item)]
    if found and max(item.logit for item in found) >= max(item.logit for item in meant) - _BEHIND_A_CLAIM:
        meant = [item for item in meant if item.judgement.relation is not Relation.CLAIM]
    best = max((item.logit for item in meant), default=0.0)
    scored = [Scored(item.candidate, float(np.exp(item.logit - best)), item.marked) for item in meant]
    return sorted(scored, key=lambda item: -item.score)


def _may_answer(item: MeasuredSentence) -> bool:
    """Return whether a sentence is of the kind asked for, or what a court found: that says more than a party does."""
    return not item.signs.wrong_kind or compiled("parties.ruling").search(fold_text(item.candidate.text)) is not None


def measure_sentences(
    question: Question, weights: WordWeights, read: Sequence[PassageReading]
) -> list[MeasuredSentence]:
    """Return every sentence of the passages once, with what speaks for it, in no order. A sentence that asks stands for
    the one behind it, a proposal for what was decided on it."""
    found: dict[tuple[str, int, int], MeasuredSentence] = {}
    focus, identity = find_focus(question.folded), read_identity(question, [item.passage for item in read])
    measures = measures_asked(question.folded)
    for place, item in enumerate(read):
        context = fold_text(item.passage.context)
        sentences = list(_sentences_of(item.passage, place))
        spans = [item.reading.best_within(start, end) for _, start, end in sentences]
        best = max(spans, default=0.0)
        answers = float(np.clip(logit_of(item.reading.answer_score), -_LOGIT_LIMIT, _LOGIT_LIMIT))
        texts = [fold_text(candidate.text) for candidate, _, _ in sentences]
        tells = [bool(measures) and tells_measure(measures, folded) for folded in texts]
        of_passage: list[tuple[MeasuredSentence, bool]] = []
        for (candidate, _, _), span, folded, is_told in zip(sentences, spans, texts, tells, strict=True):
            if measures:
                told = is_told
            else:
                told = question.kind not in _TOLD_BY_KIND or holds_kind(question.kind, candidate.text)
            signs = SentenceSigns(
                answers=answers,
                found=item.passage.score,
                span=float(np.clip(span, -_SPAN_LIMIT, _SPAN_LIMIT)) / 4,
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


def _stand_ins(of_passage: Sequence[tuple[MeasuredSentence, bool]]) -> Iterator[MeasuredSentence]:
    """Yield the sentences of a passage, those behind a question or a proposal with the signs of that where they are
    better; questions are left out. `of_passage` says of each whether it tells the kind of thing asked for."""
    asked: MeasuredSentence | None = None  # the question in front
    proposed: MeasuredSentence | None = None  # the proposal in front
    for measured, told in of_passage:
        if is_question(measured.candidate.text):  # it answers nothing: what follows it does
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
    """Return whether a sentence tells what was decided on a proposal made in front of it in its paragraph."""
    is_behind = proposed.paragraph == candidate.paragraph
    return is_behind and compiled("parties.ruling").search(folded) is not None


def logit_of(probability: float) -> float:
    """Return ln(p / (1 - p)), of 0 and 1 as of one in ten thousand."""
    clipped = min(max(probability, 1e-4), 1 - 1e-4)
    return float(np.log(clipped / (1 - clipped)))


def _laid_out(passage: Passage) -> Iterator[tuple[Span, int]]:
    """Yield the spans of a passage with the offset in its text at which each begins."""
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
    """Return the paragraph spans of a character span of the passage's text."""
    spans = []
    for span, offset in _laid_out(passage):
        first, last = max(start, offset), min(end, offset + span.end - span.start)
        if first < last:
            spans.append(Span(span.paragraph, span.start + first - offset, span.start + last - offset))
    return spans
