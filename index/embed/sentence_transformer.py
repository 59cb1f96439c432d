"""Embedding with any sentence-transformers model; the one file that imports it."""

import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embed.bert_weights import DamagedTensorFile
from index.embed.embedder import Vectors
from index.errors import ModelError
from index.messages import Message
from index.progress import has_instructions

logger = logging.getLogger(__name__)

BATCH_TEXTS = 16
"""Texts per forward pass. On two cores 8 to 32 are equally fast, larger batches only pad more."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model with the prefixes from its training.

    Computes in bfloat16 on processors that have it: twice as fast, cosine to float32 0.9999.
    Safe to call from several threads: calls take turns.
    """

    def __init__(self, model: object, model_name: str, *, query_prefix: str, passage_prefix: str) -> None:
        self._model = model
        self._model_name = model_name
        self._query_prefix = query_prefix
        self._passage_prefix = passage_prefix
        self._lock = threading.Lock()

    @property
    def model_name(self) -> str:
        return self._model_name

    @property
    def dimensions(self) -> int:
        return int(self._model.get_embedding_dimension())  # type: ignore[attr-defined]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._embed([self._passage_prefix + text for text in texts])

    def embed_question(self, text: str) -> Vectors:
        vector: Vectors = self._embed([self._query_prefix + text])[0]
        return vector

    def _embed(self, texts: list[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        with self._lock:
            vectors = self._model.encode(  # type: ignore[attr-defined]
                texts,
                batch_size=BATCH_TEXTS,
                normalize_embeddings=False,
                convert_to_numpy=False,
                show_progress_bar=False,
            )
        floats = np.stack([vector.float().numpy() for vector in vectors])
        unit: Vectors = floats / np.maximum(np.linalg.norm(floats, axis=1, keepdims=True), 1e-12)
        return unit.astype(np.float32)


def load_sentence_transformer(
    source: str | Path, model_name: str, *, query_prefix: str, passage_prefix: str
) -> SentenceTransformerEmbedder:
    """Return the embedder for a folder or a model in the local cache; nothing is downloaded.

    Raises ModelError if it cannot be loaded.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Read when the package is imported: without it a list of other programs' names is always fetched.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    # Without these instructions bfloat16 is emulated, which is slower.
    has_bfloat16 = has_instructions("avx512_bf16") or has_instructions("amx_bf16")
    dtype = torch.bfloat16 if has_bfloat16 else torch.float32
    try:
        model = SentenceTransformer(str(source), device="cpu", local_files_only=True, model_kwargs={"dtype": dtype})
    except (OSError, ValueError, RuntimeError, DamagedTensorFile) as error:
        raise ModelError(Message("model-unloadable", {"model": str(source)})) from error
    logger.info("embedding model %s loaded, %s", model_name, dtype)
    return SentenceTransformerEmbedder(model, model_name, query_prefix=query_prefix, passage_prefix=passage_prefix)
