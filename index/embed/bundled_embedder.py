"""The bundled embedding model on the fast runtime: int8 on OpenVINO, no torch to load."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embed.bert_weights import EmbeddingTable, load_embedding_table, load_layers
from index.embed.embedder import Vectors
from index.embed.openvino_encoder import OpenVinoEncoder
from index.embed.tokenizer import PAD, load_tokenizer

MAX_TOKENS = 512
BATCH_TEXTS = 8
"""Texts a forward pass; 4 to 16 measured alike, larger batches only pad more."""
_LAYER_PREFIX = "encoder.layer."
_PAD_ID = 1


class BundledEmbedder:
    """multilingual-e5-small: mean over the last hidden states of the real tokens, unit length.

    Safe to call from several threads: forward passes take turns.
    """

    def __init__(self, encoder: OpenVinoEncoder, table: EmbeddingTable, tokenizer: object, model_name: str) -> None:
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
        encoded = self._tokenizer.encode_batch(texts)  # type: ignore[attr-defined]
        ids = np.array([e.ids for e in encoded], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encoded], dtype=np.int64)
        states = self._encoder.encode(ids, mask)
        pooled = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        unit: Vectors = (pooled / np.linalg.norm(pooled, axis=1, keepdims=True)).astype(np.float32)
        return unit


def load_bundled_embedder(folder: Path, model_name: str) -> BundledEmbedder:
    """Return the embedder of the bundled model's folder. Raises ModelError for a damaged folder."""
    table = load_embedding_table(folder)
    encoder = OpenVinoEncoder(table, load_layers(folder / "model.safetensors", _LAYER_PREFIX))
    tokenizer = load_tokenizer(folder)
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding(pad_id=_PAD_ID, pad_token=PAD)
    return BundledEmbedder(encoder, table, tokenizer, model_name)
