"""A reader whose readings can be worked out by hand: letters a sentence shares with the question."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from index.chinese.sentences import split_sentences
from qa.reader.model import MAX_SPANS, NO_SPAN, ReaderModel, Reading, SpanScore, TokenLogits

LEAST_SHARE = 0.3
"""A sentence with this share of the question's pairs of letters is as likely to answer as not."""
LOGITS = 8.0


class ToyReader(ReaderModel):
    """Marks the sentences of a passage that hold most of the question's pairs of letters; titles count half.

    The same texts always give the same readings.
    """

    def __init__(self) -> None:
        self.name = "toy"
        self._claim = None

    def read(self, question: str, passages: Sequence[str], titles: Sequence[str] = ()) -> list[Reading]:
        """Return one Reading a passage, in order."""
        titles = titles or [""] * len(passages)
        return [_read(_pairs(question), text, title) for text, title in zip(passages, titles, strict=True)]


def _read(asked: set[str], text: str, title: str) -> Reading:
    known = _pairs(title)
    spans = []
    for sentence in split_sentences(text):
        piece = text[sentence.start : sentence.end]
        if any(letter.isalnum() for letter in piece):
            held = _pairs(piece)
            share = (len(asked & held) + len(asked & known - held) / 2) / max(1, len(asked))
            spans.append(SpanScore(sentence.start, sentence.end, LOGITS * (share - LEAST_SHARE)))
    spans.sort(key=lambda span: -span.score)
    best = spans[0] if spans else SpanScore(0, 0, NO_SPAN)
    likelihood = min(1.0, max(0.0, 0.5 + best.score / 2))
    return Reading(best.start, best.end, best.score, likelihood, best.score, tuple(spans[:MAX_SPANS]), marks_of(spans))


def marks_of(spans: Sequence[SpanScore]) -> tuple[TokenLogits]:
    """Return the logits of a passage read in one window in which each span is one token with half its score at either
    end."""
    offsets = np.array([(span.start, span.end) for span in spans], dtype=np.int64).reshape(-1, 2)
    halves = np.array([span.score / 2 for span in spans], dtype=np.float32)
    return (TokenLogits(offsets, halves, halves),)


def _pairs(text: str) -> set[str]:
    return {pair for pair in map("".join, pairwise(text)) if pair.isalnum()}
