"""The reader model: question and passage -> answer spans, whether the passage answers, how well it ranks."""

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.chinese.asking import FACT_KINDS, AnswerKind, find_kind
from index.embed.bert_weights import FloatArray, load_embedding_table, load_layers, read_tensors
from index.embed.tokenizer import TextTokenizer, load_tokenizer
from index.errors import ModelError
from index.messages import Message
from index.progress import core_count

if TYPE_CHECKING:
    from index.embed.openvino_encoder import OpenVinoEncoder

# ---- Question and passage as the token sequence the reader was trained on


MAX_TOKENS = 320
MAX_QUESTION_TOKENS = 64
# Overlap of the windows in which longer passages are read, so that no answer is cut in two.
WINDOW_OVERLAP_TOKENS = 80
TITLE_SEPARATOR = "。"
BEGIN_ID, PAD_ID, END_ID = 0, 1, 2


@dataclass(frozen=True)
class ReaderInput:
    """<s> question </s></s> title。passage </s>.

    A span may use the tokens from `first` on; offsets[i] is the half-open character span of token first + i in the
    passage.
    """

    ids: list[int]
    first: int
    offsets: list[tuple[int, int]]


def encode_windows(tokenizer: TextTokenizer, question: str, passage: str, title: str = "") -> list[ReaderInput]:
    """Return the passage as one sequence, or as overlapping windows if too long; each repeats question and title."""
    asked = tokenizer.encode(question).ids[:MAX_QUESTION_TOKENS]
    head = title + TITLE_SEPARATOR if title else ""
    told = tokenizer.encode(head + passage)
    title_tokens = sum(end <= len(head) for _, end in told.offsets) if head else 0
    title_tokens = min(title_tokens, MAX_QUESTION_TOKENS)
    # A token that straddles title and text, or lies in a title that is too long, counts as the first of the text.
    ids = told.ids[title_tokens:]
    offsets = [(max(0, start - len(head)), end - len(head)) for start, end in told.offsets[title_tokens:]]
    before = [BEGIN_ID, *asked, END_ID, END_ID, *told.ids[:title_tokens]]
    room = MAX_TOKENS - len(before) - 1
    windows = []
    for at in range(0, max(1, len(ids) - WINDOW_OVERLAP_TOKENS), room - WINDOW_OVERLAP_TOKENS):
        windows.append(ReaderInput([*before, *ids[at : at + room], END_ID], len(before), offsets[at : at + room]))
    return windows


# ---- Choose answer spans by the reader's start and end logits and by where a span stops in the text


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
    """Features of a span beside the reader's logits; also the type of their weights, in logits per unit.

    sentences: sentence ends inside it, at most 2. fact_clauses: commas inside it if the question wants one short
    answer (谁, 何时, 多少, 哪里), at most 3; reason_clauses: the same for 为什么 and 如何. starts_clause, ends_clause:
    a punctuation mark, or an end of the passage, directly before or after it.
    """

    sentences: float
    fact_clauses: float
    reason_clauses: float
    starts_clause: float
    ends_clause: float


WEIGHTS = SpanSigns(-2.9, -1.75, 1.5, -0.55, 1.25)
"""Start and end are scored independently, so the best of each may lie in different statements. These weights, a
softmax regression over the spans of held-out questions, penalize such spans (training/fit_span_choice.py; figures in
docs/reader.md)."""
_WEIGHT_ROW = np.array(astuple(WEIGHTS), dtype=np.float32)


def choose_spans(
    kind: AnswerKind, passage: str, starts: Sequence[tuple[int, float]], ends: Sequence[tuple[int, float]]
) -> tuple[SpanScore, ...]:
    """Return up to MAX_SPANS disjoint spans, best first, without blanks and separators at their edges.

    `starts` and `ends` are candidates: (offset of the first character, logit) and (offset after the last one, logit).
    Empty if no candidate span contains a letter or digit.
    """
    spans, scores, signs = list_spans(kind, passage, starts, ends)
    # Not `@`: with so few columns BLAS reads past the row, where a NaN raises a RuntimeWarning.
    adjusted = scores + np.einsum("ns,s->n", signs, _WEIGHT_ROW)
    order = np.lexsort((spans[:, 1], spans[:, 0], -adjusted))
    return keep_apart(SpanScore(int(spans[at, 0]), int(spans[at, 1]), float(adjusted[at])) for at in order)


def keep_apart(spans: Iterable[SpanScore]) -> tuple[SpanScore, ...]:
    """Return the first MAX_SPANS of the spans (given best first) that share no character with a better one."""
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
    """Return for every offset, 0 to the length, how many characters before it satisfy `counts`."""
    return np.concatenate(([0], np.cumsum([counts(character) for character in passage], dtype=np.int64)))


def _skip_forward(passage: str, offset: int) -> int:
    while offset < len(passage) and passage[offset] in _EDGE_CHARACTERS:
        offset += 1
    return offset


def _skip_back(passage: str, offset: int) -> int:
    while offset > 0 and passage[offset - 1] in _EDGE_CHARACTERS:
        offset -= 1
    return offset


# ---- The reader: question and passage -> answer spans, whether the passage answers, how well it ranks


DEFAULT_FOLDER = Path(__file__).parents[1] / "models" / "reader"
WEIGHTS_FILE, CONFIG_FILE = "reader.safetensors", "config.json"
FORMAT = 1
MAX_LANES = 4
"""Sequences read in parallel, each on its own share of the cores: this needs no padding, and no threads wait for each
other at every layer (docs/reader.md). A question seldom needs more windows than that."""
NO_SPAN = -100.0
"""The span_score of a passage in which no answer can be marked, such as one without letters or digits."""
_CANDIDATES = 20
"""Tokens considered as the start of an answer, and as its end."""


@dataclass(frozen=True)
class TokenLogits:
    """Per token of a window: half-open character spans (n, 2); logits (n,) that an answer starts or ends there, minus
    those of "no answer here"."""

    offsets: npt.NDArray[np.int64]
    starts: FloatArray
    ends: FloatArray

    def best_within(self, start: int, end: int) -> float:
        """Return the highest sum of a start logit and an end logit not before it, both inside a half-open character
        span; NO_SPAN if the span contains no token."""
        inside = (self.offsets[:, 0] >= start) & (self.offsets[:, 1] <= end)
        if not inside.any():
            return NO_SPAN
        return float((np.maximum.accumulate(self.starts[inside]) + self.ends[inside]).max())


@dataclass(frozen=True)
class Reading:
    """What the reader makes of one passage.

    start, end: half-open character span of the best answer in the passage; start == end if there is none.
    span_score: logit of that span, adjusted by WEIGHTS, minus the logit of "no answer here"; above 0 the span is
    likelier; comparable between passages. answer_score: probability that the passage answers the question.
    rank_score: logit, comparable between passages of one question only. top_spans: up to five disjoint spans, best
    first. windows: the logits of each window the passage was read in.
    """

    start: int
    end: int
    span_score: float
    answer_score: float
    rank_score: float
    top_spans: tuple[SpanScore, ...]
    windows: tuple[TokenLogits, ...] = field(default=(), compare=False, repr=False)

    def best_within(self, start: int, end: int) -> float:
        """Return TokenLogits.best_within for a half-open character span, the highest over all windows."""
        return max((window.best_within(start, end) for window in self.windows), default=NO_SPAN)


@dataclass(frozen=True)
class _Heads:
    """The small layers on top of the encoder, computed here: (outputs, inputs) matrices and their biases."""

    span: FloatArray
    span_bias: FloatArray
    pool: FloatArray
    pool_bias: FloatArray
    judge: FloatArray
    judge_bias: FloatArray


class ReaderModel:
    """A loaded reader; safe to call from several threads."""

    def __init__(
        self,
        encoder: "OpenVinoEncoder",
        lanes: int,
        heads: _Heads,
        tokenizer: TextTokenizer,
        name: str,
    ) -> None:
        self._encoder = encoder
        self._threads = ThreadPoolExecutor(lanes, "reader")
        self._heads = heads
        self._tokenizer = tokenizer
        self.name = name

    @classmethod
    def load(cls, model_folder: Path, bundled: Path) -> "ReaderModel":
        """Return the reader in `model_folder`, which uses the token embeddings of the bundled model's folder.

        Raises ModelError if a file is missing or damaged.
        """
        config = _read_config(model_folder)
        weights = model_folder / WEIGHTS_FILE
        if not weights.is_file():
            raise ModelError(Message("reader-missing", {"file": weights}))
        tensors = {head: read_tensors(weights, f"{head}.") for head in ("span", "pool", "judge")}
        try:
            heads = _Heads(**{
                f"{head}{suffix}": tensors[head][f"{head}.{kind}"].astype(np.float32)
                for head in tensors
                for suffix, kind in (("", "weight"), ("_bias", "bias"))
            })  # fmt: skip
        except KeyError as error:
            facts = {"file": weights, "name": str(error.args[0])}
            raise ModelError(Message("reader-cut", facts)) from error
        # Imported late: a command that only asks for a server's version should not pay its loading time.
        from index.embed.openvino_encoder import OpenVinoEncoder, multiplies_in_tiles

        lanes = min(core_count(), MAX_LANES)
        table, layers = load_embedding_table(bundled), load_layers(weights, "layers.")
        encoder = OpenVinoEncoder(table, layers, lanes=lanes, unpacked=multiplies_in_tiles())
        return cls(encoder, lanes, heads, load_tokenizer(bundled), str(config["name"]))

    def read(self, question: str, passages: Sequence[str], titles: Sequence[str] = ()) -> list[Reading]:
        """Return one Reading per passage, in order. Texts are folded; `titles`, one per passage or none, give context.

        Deterministic. Passages longer than about 450 characters are read in windows.
        """
        if titles and len(titles) != len(passages):
            raise ValueError(f"{len(titles)} titles for {len(passages)} passages")
        kind = find_kind(question)
        # The longest first, so that the lanes finish at about the same time; each is read as the next becomes tokens.
        order = sorted(range(len(passages)), key=lambda number: -len(passages[number]))
        reading = [
            (number, self._threads.submit(self._read_window, kind, window, passages[number]))
            for number in order
            for window in encode_windows(self._tokenizer, question, passages[number], titles[number] if titles else "")
        ]
        found: dict[int, list[Reading]] = {}
        for number, window in reading:
            found.setdefault(number, []).append(window.result())
        return [_join_windows(found[number]) for number in range(len(passages))]

    def _read_window(self, kind: AnswerKind, window: ReaderInput, passage: str) -> Reading:
        return self._decode(kind, self._encode(window.ids), window, passage)

    def _encode(self, ids: Sequence[int]) -> FloatArray:
        """Return the hidden states of one sequence, shape (tokens, hidden)."""
        row = np.array([ids], dtype=np.int64)
        states: FloatArray = self._encoder.encode(row, np.ones_like(row))[0]
        return states

    def _decode(self, kind: AnswerKind, states: FloatArray, window: ReaderInput, passage: str) -> Reading:
        heads = self._heads
        logits = states[: len(window.ids)] @ heads.span.T + heads.span_bias
        pooled = np.tanh(states[0] @ heads.pool.T + heads.pool_bias)
        answers, rank = pooled @ heads.judge.T + heads.judge_bias
        # The logits at <s> mean "no answer here"; spans are measured against them.
        inside = logits[window.first : window.first + len(window.offsets)] - logits[0]
        starts = _likeliest(inside[:, 0], [start for start, _ in window.offsets])
        ends = _likeliest(inside[:, 1], [end for _, end in window.offsets])
        spans = choose_spans(kind, passage, starts, ends)
        best = spans[0] if spans else SpanScore(0, 0, NO_SPAN)
        offsets = np.array(window.offsets, dtype=np.int64).reshape(-1, 2)
        marks = TokenLogits(offsets, inside[:, 0], inside[:, 1])
        answers_score = float(1 / (1 + np.exp(-answers)))
        return Reading(best.start, best.end, best.score, answers_score, float(rank), spans, (marks,))


def _likeliest(logits: FloatArray, offsets: Sequence[int]) -> list[tuple[int, float]]:
    """Return the character offsets and logits of the likeliest tokens."""
    order = np.argsort(-logits, kind="stable")[:_CANDIDATES]
    return [(offsets[at], float(logits[at])) for at in order]


def _join_windows(readings: list[Reading]) -> Reading:
    """Merge the readings of a passage's windows: the best of each score, the spans of all."""
    if len(readings) == 1:
        return readings[0]
    found = [span for reading in readings for span in reading.top_spans]
    spans = keep_apart(sorted(found, key=lambda each: (-each.score, each.start, each.end)))
    best = max(readings, key=lambda each: each.span_score)
    answer_score = max(each.answer_score for each in readings)
    rank_score = max(each.rank_score for each in readings)
    windows = tuple(window for reading in readings for window in reading.windows)
    return Reading(best.start, best.end, best.span_score, answer_score, rank_score, spans, windows)


def _read_config(folder: Path) -> dict[str, object]:
    path = folder / CONFIG_FILE
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(Message("reader-settings-missing", {"file": path})) from error
    if not isinstance(config, dict) or config.get("format") != FORMAT or "name" not in config:
        raise ModelError(Message("reader-format", {"file": path, "format": FORMAT}))
    return config
