"""Score sentences with the reader model: it reads question and passage together and marks the answer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.article import Span
from index.text.fold import fold_text
from qa.answer import Passage
from qa.question import Question
from qa.reader_model import ReaderModel, Reading
from qa.sentences import Candidate, Scored, list_candidates


@dataclass(frozen=True)
class PassageReading:
    """A passage and what the reader model makes of it."""

    passage: Passage
    reading: Reading


def read_passages(model: ReaderModel, question: Question, passages: Sequence[Passage]) -> list[PassageReading]:
    """Return the reader's view of every passage, in order."""
    texts = [fold_text(passage.text) for passage in passages]
    titles = [fold_text(passage.article.title) for passage in passages]
    readings = model.read(question.folded, texts, titles)
    return [PassageReading(passage, reading) for passage, reading in zip(passages, readings, strict=True)]


def score_sentences(read: Sequence[PassageReading]) -> list[Scored]:
    """Return the sentences the reader marked answers in, best first; a sentence is scored by its best span."""
    best: dict[tuple[str, int, int], Scored] = {}
    for place, item in enumerate(read):
        candidates = list_candidates([item.passage])
        for span in item.reading.top_spans:
            marked = locate(item.passage, span.start, span.end)
            for scored in _sentences_of(marked, candidates, place, _span_score(item.reading, span.score)):
                candidate = scored.candidate
                key = (candidate.article.id, candidate.paragraph, candidate.start)
                if key not in best or scored.score > best[key].score:
                    best[key] = scored
    return sorted(best.values(), key=lambda scored: -scored.score)


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


def _span_score(reading: Reading, score: float) -> float:
    """Return 0 to 1: how likely the passage answers, times how likely this span is the answer in it."""
    return float(reading.answer_score / (1 + np.exp(-np.clip(score / 4, -30, 30))))


def _sentences_of(marked: list[Span], candidates: list[Candidate], place: int, score: float) -> list[Scored]:
    """Return the sentences that hold the marked text, each with its part of it as the highlight."""
    found = []
    for candidate in candidates:
        for span in marked:
            start, end = max(span.start, candidate.start), min(span.end, candidate.end)
            if span.paragraph == candidate.paragraph and start < end:
                moved = Candidate(candidate.article, candidate.paragraph, candidate.start, candidate.end, place)
                found.append(Scored(moved, score, (start - candidate.start, end - candidate.start)))
    return found
