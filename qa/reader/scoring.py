"""Score sentences with the reader model: it reads question and passage together and marks the answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.article import Span
from index.chinese.asking import FACT_KINDS, AnswerKind, holds_kind, is_question
from index.chinese.folding import fold_text
from index.chinese.ordinals import names_another, read_conditions
from index.chinese.words import in_words_of
from qa.answer import Passage
from qa.question import Question, WordWeights, find_focus, share_held
from qa.reader.candidates import Candidate, Scored, list_candidates
from qa.reader.model import ReaderModel, Reading

LEAST_READ = 3
"""Passages read however far they are behind the best found."""
READ_SHARE = 0.7
"""Further ones are read where they score this share of the best: a third fewer, the same answers. Likewise."""
WORDS_WEIGHT = 0.3
"""What the share of the question's words in a sentence counts beside the reader's part (0 to 1.5). Likewise."""
OTHER_KIND_FACTOR = 0.7
"""What is left of the score of a sentence without the kind of thing asked for (谁: a name, 多少: a number, 为什么: a
cause)."""
ANOTHER_FACTOR = 0.7
"""What is left of the score of a sentence about another year, or another one of a row (第四届 for 首届). Likewise."""
FOCUS_WEIGHT = 0.2
"""What the word of the thing asked for (哪个方向: 方向) counts in a sentence. Likewise."""
_TOLD_BY_KIND = (*FACT_KINDS, AnswerKind.REASON)
SPAN_SCALE = 4.0
"""Logits by which a span must be behind to count for markedly less."""


@dataclass(frozen=True)
class PassageReading:
    """A passage and what the reader model makes of it."""

    passage: Passage
    reading: Reading


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
        words = weights.coverage(fold_text(f"{item.passage.context}\n{item.passage.text}"))
        return (0.7 + item.reading.answer_score) * item.passage.score**2 * (0.5 + words)

    ordered = sorted(read, key=likelihood, reverse=True)
    return [replace(item, passage=replace(item.passage, rank=rank)) for rank, item in enumerate(ordered, 1)]


def score_sentences(question: Question, weights: WordWeights, read: Sequence[PassageReading]) -> list[Scored]:
    """Return the sentences of all passages, best first: the reader's part, the question's words, the kind of answer."""
    best: dict[tuple[str, int, int], Scored] = {}
    focus, conditions = find_focus(question.folded), read_conditions(question.folded)
    for place, item in enumerate(read):
        asked = 0.0  # the score of the question in front
        for candidate in list_candidates([item.passage]):
            score, highlight = _best_mark(item, candidate)
            folded = fold_text(candidate.text)
            score += WORDS_WEIGHT * weights.coverage(folded) + FOCUS_WEIGHT * share_held(focus, folded)
            if question.kind in _TOLD_BY_KIND and not holds_kind(question.kind, candidate.text):
                score *= OTHER_KIND_FACTOR
            if names_another(conditions, folded):
                score *= ANOTHER_FACTOR
            if is_question(candidate.text):  # it answers nothing: what follows it does
                asked = max(asked, score)
                continue
            if asked > score:
                score, highlight = asked, None
            asked = 0.0
            key = (candidate.article.id, candidate.paragraph, candidate.start)
            if key not in best or score > best[key].score:
                best[key] = Scored(replace(candidate, passage=place), score, highlight)
    return sorted(best.values(), key=lambda scored: -scored.score)


def _best_mark(item: PassageReading, candidate: Candidate) -> tuple[float, tuple[int, int] | None]:
    """Return the score of the best span that touches the sentence and the sentence's part of it, else (0, None)."""
    for span in item.reading.top_spans:  # best first
        for marked in locate(item.passage, span.start, span.end):
            start, end = max(marked.start, candidate.start), min(marked.end, candidate.end)
            if marked.paragraph == candidate.paragraph and start < end:
                return _span_score(item, span.score), (start - candidate.start, end - candidate.start)
    return 0.0, None


def locate(passage: Passage, start: int, end: int) -> list[Span]:
    """Return the paragraph spans of a character span of the passage's text."""
    spans, offset = [], 0
    for span in passage.spans:
        length = span.end - span.start
        first, last = max(start, offset), min(end, offset + length)
        if first < last:
            spans.append(Span(span.paragraph, span.start + first - offset, span.start + last - offset))
        offset += length + 1  # the line break between pieces of different paragraphs
    return spans


def _span_score(item: PassageReading, score: float) -> float:
    """Return 0 to 1.3, more with a period bonus: how likely the passage answers, how well it was found, and how the
    span compares with the best one in the same passage. Measured beside other combinations: docs/retrieval.md."""
    behind = (score - item.reading.top_spans[0].score) / SPAN_SCALE
    found = max(item.passage.score, 0.0) ** 1.5
    return float((0.3 + item.reading.answer_score) * found * 2 / (1 + np.exp(-behind)))
