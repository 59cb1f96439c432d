"""The checker: a small model that reads a statement with a quote and judges whether the quote supports it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embed.bert_weights import FloatArray, load_embedding_table, load_layers, read_tensors
from index.embed.tokenizer import TextTokenizer, load_tokenizer
from index.errors import ModelError
from index.messages import Message
from index.progress import core_count
from qa.reader.model import BEGIN_ID, END_ID, MAX_TOKENS

if TYPE_CHECKING:
    from index.embed.openvino_encoder import OpenVinoEncoder

CHECKER_FOLDER = Path(__file__).parents[1] / "models" / "checker"
WEIGHTS_FILE = "checker.safetensors"
SHARED_LAYERS = 3
"""Lowest layers of the bundled model, kept frozen, on which the checker's own layers build."""
MAX_LANES = 4


CLAIM_MARK = "核对："
"""Prefix of a statement, so that the encoder can tell a statement and quote from a question and passage."""
MAX_STATEMENT_TOKENS = 128


def encode_claim(tokenizer: TextTokenizer, statement: str, quote: str) -> list[int]:
    """Return the token ids of <s> 核对：statement </s></s> quote </s>, a long quote truncated."""
    said = tokenizer.encode(CLAIM_MARK + statement).ids[:MAX_STATEMENT_TOKENS]
    told = tokenizer.encode(quote).ids
    room = MAX_TOKENS - len(said) - 4
    return [BEGIN_ID, *said, END_ID, END_ID, *told[:room], END_ID]


def with_title(title: str, quote: str) -> str:
    """Return the text that the checker reads for a quote: behind its article's title, if it has one, which often names
    what the quote leaves unsaid."""
    return f"{title}。{quote}" if title and title not in quote else quote


@dataclass(frozen=True)
class _Head:
    """The top layers, computed here: (outputs, inputs) matrices and their biases."""

    pool: FloatArray
    pool_bias: FloatArray
    weight: FloatArray
    bias: FloatArray


class CheckerModel:
    """A loaded checker; safe to call from several threads."""

    def __init__(self, encoder: "OpenVinoEncoder", lanes: int, head: _Head, tokenizer: TextTokenizer) -> None:
        self._encoder = encoder
        self._threads = ThreadPoolExecutor(lanes, "checker")
        self._head = head
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, folder: Path, bundled: Path) -> "CheckerModel":
        """Return the checker in `folder`, which uses the embeddings and lowest layers of the bundled model's folder.

        Raises ModelError if a file is missing or damaged.
        """
        weights = folder / WEIGHTS_FILE
        if not weights.is_file():
            raise ModelError(Message("reader-missing", {"file": weights}))
        tensors = {**read_tensors(weights, "claim."), **read_tensors(weights, "claim_pool.")}
        names = ("claim_pool.weight", "claim_pool.bias", "claim.weight", "claim.bias")
        try:
            head = _Head(*(tensors[name].astype(np.float32) for name in names))
        except KeyError as error:
            raise ModelError(Message("reader-cut", {"file": weights, "name": str(error.args[0])})) from error
        # Imported late: a command that only asks for a server's version should not pay its loading time.
        from index.embed.openvino_encoder import OpenVinoEncoder

        lanes = min(core_count(), MAX_LANES)
        shared = load_layers(bundled / "model.safetensors", "encoder.layer.")[:SHARED_LAYERS]
        layers = [*shared, *load_layers(weights, "layers.")]
        encoder = OpenVinoEncoder(load_embedding_table(bundled), layers, lanes=lanes)
        return cls(encoder, lanes, head, load_tokenizer(bundled))

    def support(self, statement: str, quotes: Sequence[str]) -> list[float]:
        """Return for each quote the logit that it supports everything the statement says.

        Texts are folded, a quote begins with its title (`with_title`) and is truncated after about 300 characters.
        """

        def judge(quote: str) -> float:
            row = np.array([encode_claim(self._tokenizer, statement, quote)], dtype=np.int64)
            first = self._encoder.encode(row, np.ones_like(row))[0][0]
            pooled = np.tanh(first @ self._head.pool.T + self._head.pool_bias)
            return float(pooled @ self._head.weight[0] + self._head.bias[0])

        return list(self._threads.map(judge, quotes))
