"""The bundled embedding model on the fast runtime: int8 on OpenVINO, no torch to load."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from index.embed.bert_weights import EmbeddingTable, load_embedding_table, load_layers
from index.embed.embedder import Vectors
from index.embed.encoder import TokenEncoder, make_bulk_encoder, make_encoder
from index.embed.tokenizer import TextTokenizer, load_tokenizer

MAX_TOKENS = 512
BATCH_TEXTS = 8
"""Texts a forward pass; 4 to 16 measured alike, larger batches only pad more."""
BULK_BATCHES = 4
"""From so many batches on the cores work side by side, which takes half a second to set up the first time."""
_LAYER_PREFIX = "encoder.layer."
_BEGIN_ID, _PAD_ID, _END_ID = 0, 1, 2


class BundledEmbedder:
    """multilingual-e5-small: mean over the last hidden states of the real tokens, unit length.

    Safe to call from several threads: a question does not wait for passages that are being embedded.
    """

    def __init__(
        self,
        encoder: TokenEncoder,
        make_bulk: Callable[[], tuple[TokenEncoder, int]],
        table: EmbeddingTable,
        tokenizer: TextTokenizer,
        model_name: str,
    ) -> None:
        self._encoder = encoder
        self._make_bulk = make_bulk
        self._bulk: tuple[TokenEncoder, int] | None = None
        self._lock = threading.Lock()
        self._dimensions = int(table.positions.shape[1])
        self._tokenizer = tokenizer
        self._model_name = model_name

    @property
    def model_name(self) -> str:
        return self._model_name

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self._dimensions), dtype=np.float32)
        # By length, so that a batch holds texts of about one length and pads little; the longest first, so that the
        # lanes end at about one time.
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        batches = [order[start : start + BATCH_TEXTS] for start in range(0, len(order), BATCH_TEXTS)]
        encoder, lanes = self._bulk_encoder() if len(batches) >= BULK_BATCHES else (self._encoder, 1)

        def embed(rows: list[int]) -> None:
            vectors[rows] = self._embed(["passage: " + texts[i] for i in rows], encoder)

        if lanes == 1:
            for rows in batches:
                embed(rows)
        else:
            with ThreadPoolExecutor(lanes, "embed") as pool:
                list(pool.map(embed, batches))
        return vectors

    def _bulk_encoder(self) -> tuple[TokenEncoder, int]:
        """Return the encoder for many texts, made at the first call: a server that only answers does without."""
        with self._lock:
            if self._bulk is None:
                self._bulk = self._make_bulk()
            return self._bulk

    def embed_question(self, text: str) -> Vectors:
        vector: Vectors = self._embed(["query: " + text], self._encoder)[0]
        return vector

    def _embed(self, texts: list[str], encoder: TokenEncoder) -> Vectors:
        rows = [[_BEGIN_ID, *self._tokenizer.encode(text).ids[: MAX_TOKENS - 2], _END_ID] for text in texts]
        ids = np.full((len(rows), max(map(len, rows))), _PAD_ID, dtype=np.int64)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = row
        mask = (ids != _PAD_ID).astype(np.int64)
        states = encoder.encode(ids, mask)
        pooled = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        unit: Vectors = (pooled / np.linalg.norm(pooled, axis=1, keepdims=True)).astype(np.float32)
        return unit


def load_bundled_embedder(folder: Path, model_name: str) -> BundledEmbedder:
    """Return the embedder of the bundled model's folder. Raises ModelError for a damaged folder."""
    table = load_embedding_table(folder)
    weights = folder / "model.safetensors"
    encoder = make_encoder(table, load_layers(weights, _LAYER_PREFIX))

    def make_bulk() -> tuple[TokenEncoder, int]:
        return make_bulk_encoder(table, load_layers(weights, _LAYER_PREFIX))

    return BundledEmbedder(encoder, make_bulk, table, load_tokenizer(folder), model_name)
