"""Choose answer spans: the reader's own logits for start and end, and where a span stops in the text."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass

import numpy as np
import numpy.typing as npt

from index.embed.tensor_file import FloatArray
from qa.question.analysis import FACT_KINDS, AnswerKind

MAX_SPANS = 5
MAX_SPAN_CHARS = 300
_EDGE_CHARACTERS = frozenset(" \t\n\u3000，。；：、,;:.")
_SENTENCE_MARKS = frozenset("。！？；;\n")
_CLAUSE_MARKS = frozenset("，,")
_BEHIND_SPAN = frozenset("，。；、！？）)」”》\n")
_BEFORE_SPAN = frozenset("，。；、！？（(「“《\n：:")
_MOST_SENTENCES, _MOST_CLAUSES = 2, 3
_WORKED_OUT_KINDS = (AnswerKind.REASON, AnswerKind.MANNER)


@dataclass(frozen=True)
class SpanScore:
    """A candidate answer: half-open character span in the passage; score as in Reading.span_score."""

    start: int
    end: int
    score: float


@dataclass(frozen=True)
class SpanSigns:
    """What speaks for a span beside the reader's logits, each in logits a piece.

    sentences: ends of sentences inside it, at most two count. fact_clauses: commas inside it where one short answer is
    asked for (谁, 何时, 多少, 哪里), at most three count; reason_clauses: likewise for 为什么 and 如何. starts_clause,
    ends_clause: a mark, or an end of the passage, is just before or behind it.
    """

    sentences: float
    fact_clauses: float
    reason_clauses: float
    starts_clause: float
    ends_clause: float


WEIGHTS = SpanSigns(-2.9, -1.75, 1.5, -0.55, 1.25)
"""Start and end are marked each for itself, so the best start and the best end may lie in different statements; these
weights, a softmax regression over the spans of questions kept out of training, take such spans back
(training/fit_span_choice.py; figures in docs/reader.md)."""


def choose_spans(
    kind: AnswerKind, passage: str, starts: Sequence[tuple[int, float]], ends: Sequence[tuple[int, float]]
) -> tuple[SpanScore, ...]:
    """Return up to MAX_SPANS spans that share no character, best first, without blanks and separators at their edges.

    `starts` and `ends` are candidates: (offset of the first character, logit) and (offset behind the last one, logit).
    None where no candidate span holds a letter or digit.
    """
    spans, scores, signs = list_spans(kind, passage, starts, ends)
    adjusted = scores + signs @ np.array(astuple(WEIGHTS), dtype=np.float32)
    order = np.lexsort((spans[:, 1], spans[:, 0], -adjusted))
    return keep_apart(SpanScore(int(spans[at, 0]), int(spans[at, 1]), float(adjusted[at])) for at in order)


def keep_apart(spans: Iterable[SpanScore]) -> tuple[SpanScore, ...]:
    """Return the first MAX_SPANS of the spans, best first, that share no character with a better one."""
    kept: list[SpanScore] = []
    for span in spans:
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
        if len(kept) == MAX_SPANS:
            break
    return tuple(kept)


def list_spans(
    kind: AnswerKind, passage: str, starts: Sequence[tuple[int, float]], ends: Sequence[tuple[int, float]]
) -> tuple[npt.NDArray[np.int64], FloatArray, FloatArray]:
    """Return every candidate span (n, 2), its sum of logits (n,), and its signs (n, 5) in the order of SpanSigns."""
    firsts = np.array([_skip_forward(passage, offset) for offset, _ in starts], dtype=np.int64).reshape(-1, 1)
    lasts = np.array([_skip_back(passage, offset) for offset, _ in ends], dtype=np.int64).reshape(1, -1)
    scores = np.array([logit for _, logit in starts], np.float32).reshape(-1, 1) + np.array(
        [logit for _, logit in ends], np.float32
    ).reshape(1, -1)
    letters = _count_before(passage, str.isalnum)
    first, last = np.broadcast_arrays(firsts, lasts)
    usable = (first < last) & (last - first <= MAX_SPAN_CHARS)
    usable &= letters[np.maximum(last, first)] > letters[first]
    first, last = first[usable], last[usable]
    sentences = _count_before(passage, _SENTENCE_MARKS.__contains__)
    clauses = _count_before(passage, _CLAUSE_MARKS.__contains__)
    clauses_inside = np.minimum(_MOST_CLAUSES, clauses[last] - clauses[first])
    before = np.array([n == 0 or passage[n - 1] in _BEFORE_SPAN for n in range(len(passage) + 1)], dtype=bool)
    behind = np.array([n == len(passage) or passage[n] in _BEHIND_SPAN for n in range(len(passage) + 1)], dtype=bool)
    signs = np.stack(
        (
            np.minimum(_MOST_SENTENCES, sentences[last] - sentences[first]),
            clauses_inside * (kind in FACT_KINDS),
            clauses_inside * (kind in _WORKED_OUT_KINDS),
            before[first],
            behind[last],
        ),
        axis=1,
    ).astype(np.float32)
    return np.stack((first, last), axis=1), scores[usable], signs


def _count_before(passage: str, counts: Callable[[str], bool]) -> npt.NDArray[np.int64]:
    """Return for every offset, 0 to the length, how many characters before it count."""
    return np.concatenate(([0], np.cumsum([counts(character) for character in passage], dtype=np.int64)))


def _skip_forward(passage: str, offset: int) -> int:
    while offset < len(passage) and passage[offset] in _EDGE_CHARACTERS:
        offset += 1
    return offset


def _skip_back(passage: str, offset: int) -> int:
    while offset > 0 and passage[offset - 1] in _EDGE_CHARACTERS:
        offset -= 1
    return offset
