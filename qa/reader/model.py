"""The reader: question and passage together -> answer span, whether the passage answers, how well it ranks."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.embed.bert_weights import load_embedding_table, load_layers
from index.embed.encoder import TokenEncoder, make_encoder
from index.embed.tensor_file import FloatArray, read_tensors
from index.embed.tokenizer import TextTokenizer, load_tokenizer
from index.errors import ModelError
from qa.question.analysis import AnswerKind, find_kind
from qa.reader.model_input import PAD_ID, ReaderInput, encode_windows
from qa.reader.span_choice import SpanScore, choose_spans, keep_apart

DEFAULT_FOLDER = Path(__file__).parents[1] / "models" / "reader"
WEIGHTS_FILE, CONFIG_FILE = "reader.safetensors", "config.json"
FORMAT = 1
BATCH_SEQUENCES = 3
"""Sequences of like length read together: in larger batches more padding is read, in smaller ones there is more waiting
(a tenth of the processor's time between 3 and 8, a sixth between 3 and 1)."""
NO_SPAN = -100.0
"""The span_score of a passage in which no answer can be marked, such as one without letters or digits."""
_CANDIDATES = 20
"""Tokens looked at as the start of an answer, and as its end."""


@dataclass(frozen=True)
class Reading:
    """What the reader makes of one passage.

    start, end: half-open character span of the best answer in the passage; start == end when it has no characters.
    span_score: logit of that span, with what span_choice adds, minus the logit of "no answer here"; above 0 the span
    is likelier; comparable between passages. answer_score: probability that the passage answers the question.
    rank_score: logit, comparable between passages of one question only. top_spans: up to five spans that do not
    overlap, best first.
    """

    start: int
    end: int
    span_score: float
    answer_score: float
    rank_score: float
    top_spans: tuple[SpanScore, ...]


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

    def __init__(self, encoder: TokenEncoder, heads: _Heads, tokenizer: TextTokenizer, name: str) -> None:
        self._encoder = encoder
        self._heads = heads
        self._tokenizer = tokenizer
        self.name = name

    @classmethod
    def load(cls, model_folder: Path, bundled: Path, *, threads: int = 0) -> "ReaderModel":
        """The reader of `model_folder` over the token embeddings of the bundled model's folder.

        `threads` 0 leaves the number to the runtime. ModelError, one sentence, when a file is missing or damaged.
        """
        config = _read_config(model_folder)
        weights = model_folder / WEIGHTS_FILE
        if not weights.is_file():
            raise ModelError(f"没有找到阅读模型文件 {weights}，请重新安装程序；在此之前将不用阅读模型回答。")
        tensors = {head: read_tensors(weights, f"{head}.") for head in ("span", "pool", "judge")}
        try:
            heads = _Heads(**{
                f"{head}{suffix}": tensors[head][f"{head}.{kind}"].astype(np.float32)
                for head in tensors
                for suffix, kind in (("", "weight"), ("_bias", "bias"))
            })  # fmt: skip
        except KeyError as error:
            raise ModelError(f"阅读模型文件 {weights} 不完整（缺少 {error.args[0]}），请重新安装程序。") from error
        encoder = make_encoder(load_embedding_table(bundled), load_layers(weights, "layers."), threads=threads)
        return cls(encoder, heads, load_tokenizer(bundled), str(config["name"]))

    def read(self, question: str, passages: Sequence[str], titles: Sequence[str] = ()) -> list[Reading]:
        """One Reading a passage, in order. Texts are folded; `titles`, one a passage or none, help to tell subjects.

        The same call gives the same result. Passages longer than about 450 characters are read in windows.
        """
        if titles and len(titles) != len(passages):
            raise ValueError(f"{len(titles)} titles for {len(passages)} passages")
        kind = find_kind(question)
        windows: list[tuple[int, ReaderInput]] = []
        for number, passage in enumerate(passages):
            title = titles[number] if titles else ""
            windows += [(number, window) for window in encode_windows(self._tokenizer, question, passage, title)]
        found: dict[int, list[Reading]] = {}
        order = sorted(range(len(windows)), key=lambda at: len(windows[at][1].ids))
        for at in range(0, len(order), BATCH_SEQUENCES):
            chosen = [windows[each] for each in order[at : at + BATCH_SEQUENCES]]
            states = self._encode([window for _, window in chosen])
            for row, (number, window) in enumerate(chosen):
                reading = self._decode(kind, states[row], window, passages[number])
                found.setdefault(number, []).append(reading)
        return [_join_windows(found[number]) for number in range(len(passages))]

    def _encode(self, windows: list[ReaderInput]) -> FloatArray:
        width = max(len(window.ids) for window in windows)
        ids = np.full((len(windows), width), PAD_ID, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, window in enumerate(windows):
            ids[row, : len(window.ids)] = window.ids
            mask[row, : len(window.ids)] = 1
        return self._encoder.encode(ids, mask)

    def _decode(self, kind: AnswerKind, states: FloatArray, window: ReaderInput, passage: str) -> Reading:
        heads = self._heads
        logits = states[: len(window.ids)] @ heads.span.T + heads.span_bias
        pooled = np.tanh(states[0] @ heads.pool.T + heads.pool_bias)
        answers, rank = pooled @ heads.judge.T + heads.judge_bias
        # At <s> the logits say "no answer here": spans are measured against it.
        inside = logits[window.first : window.first + len(window.offsets)] - logits[0]
        starts = _likeliest(inside[:, 0], [start for start, _ in window.offsets])
        ends = _likeliest(inside[:, 1], [end for _, end in window.offsets])
        spans = choose_spans(kind, passage, starts, ends)
        best = spans[0] if spans else SpanScore(0, 0, NO_SPAN)
        return Reading(best.start, best.end, best.score, float(1 / (1 + np.exp(-answers))), float(rank), spans)


def _likeliest(logits: FloatArray, offsets: Sequence[int]) -> list[tuple[int, float]]:
    """Return the character offsets and logits of the likeliest tokens."""
    order = np.argsort(-logits, kind="stable")[:_CANDIDATES]
    return [(offsets[at], float(logits[at])) for at in order]


def _join_windows(readings: list[Reading]) -> Reading:
    """One reading of a passage read in several windows: the best of each score, the spans of all."""
    if len(readings) == 1:
        return readings[0]
    found = [span for reading in readings for span in reading.top_spans]
    spans = keep_apart(sorted(found, key=lambda each: (-each.score, each.start, each.end)))
    best = max(readings, key=lambda each: each.span_score)
    answer_score = max(each.answer_score for each in readings)
    rank_score = max(each.rank_score for each in readings)
    return Reading(best.start, best.end, best.span_score, answer_score, rank_score, spans)


def _read_config(folder: Path) -> dict[str, object]:
    path = folder / CONFIG_FILE
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"没有找到可用的阅读模型配置 {path}，请重新安装程序；在此之前将不用阅读模型回答。") from error
    if not isinstance(config, dict) or config.get("format") != FORMAT or "name" not in config:
        raise ModelError(f"阅读模型配置 {path} 的格式不是 {FORMAT}，请更新程序或重新安装模型。")
    return config
