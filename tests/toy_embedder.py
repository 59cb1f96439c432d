"""An embedder whose vectors can be computed by hand: letters counted in buckets."""

from collections.abc import Sequence

import numpy as np

from index.embed.embedder import Vectors

DIMENSIONS = 64


class ToyEmbedder:
    """Counts the letters and digits of a text by `ord(letter) % 64` and scales the counts to length 1.

    A text without any letter is the unit vector of bucket 0. `embedded` holds every passage ever embedded, in order,
    so that a test can say what was computed and what was remembered.
    """

    def __init__(self, model_name: str = "toy", dimensions: int = DIMENSIONS) -> None:
        self._model_name = model_name
        self._dimensions = dimensions
        self.embedded: list[str] = []

    @property
    def model_name(self) -> str:
        return self._model_name

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        return np.array([self._count(text) for text in texts], dtype=np.float32).reshape(-1, self._dimensions)

    def embed_question(self, text: str) -> Vectors:
        return self._count(text)

    def _count(self, text: str) -> Vectors:
        counts = np.zeros(self._dimensions, dtype=np.float32)
        for letter in text:
            if letter.isalnum():
                counts[ord(letter) % self._dimensions] += 1
        if not counts.any():
            counts[0] = 1
        vector: Vectors = counts / np.linalg.norm(counts)
        return vector
