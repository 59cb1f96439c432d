"""The embedder interface: texts in, unit vectors out."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

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
