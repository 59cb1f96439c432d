"""The bundled embedding model on the fast runtime: int8 on OpenVINO, no torch to load."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embed.bert_weights import EmbeddingTable, load_embedding_table, load_layers
from index.embed.embedder import Vectors
from index.embed.encoder import TokenEncoder, make_encoder
from index.embed.tokenizer import TextTokenizer, load_tokenizer

MAX_TOKENS = 512
BATCH_TEXTS = 8
"""Texts a forward pass; 4 to 16 measured alike, larger batches only pad more."""
_LAYER_PREFIX = "encoder.layer."
_BEGIN_ID, _PAD_ID, _END_ID = 0, 1, 2


class BundledEmbedder:
    """multilingual-e5-small: mean over the last hidden states of the real tokens, unit length.

    Safe to call from several threads: forward passes take turns.
    """

    def __init__(self, encoder: TokenEncoder, table: EmbeddingTable, tokenizer: TextTokenizer, model_name: str) -> None:
        self._encoder = encoder
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
        # By length, so that a batch holds texts of about one length and pads little.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), BATCH_TEXTS):
            rows = order[start : start + BATCH_TEXTS]
            vectors[rows] = self._embed(["passage: " + texts[i] for i in rows])
        return vectors

    def embed_question(self, text: str) -> Vectors:
        vector: Vectors = self._embed(["query: " + text])[0]
        return vector

    def _embed(self, texts: list[str]) -> Vectors:
        rows = [[_BEGIN_ID, *self._tokenizer.encode(text).ids[: MAX_TOKENS - 2], _END_ID] for text in texts]
        ids = np.full((len(rows), max(map(len, rows))), _PAD_ID, dtype=np.int64)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = row
        mask = (ids != _PAD_ID).astype(np.int64)
        states = self._encoder.encode(ids, mask)
        pooled = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        unit: Vectors = (pooled / np.linalg.norm(pooled, axis=1, keepdims=True)).astype(np.float32)
        return unit


def load_bundled_embedder(folder: Path, model_name: str) -> BundledEmbedder:
    """Return the embedder of the bundled model's folder. Raises ModelError for a damaged folder."""
    table = load_embedding_table(folder)
    encoder = make_encoder(table, load_layers(folder / "model.safetensors", _LAYER_PREFIX))
    return BundledEmbedder(encoder, table, load_tokenizer(folder), model_name)
