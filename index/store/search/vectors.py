"""Vectors that never change once they lie in memory, compared by cosine; the one file that imports FAISS."""

from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embed.embedder import Vectors

Ids = NDArray[np.int64]
Codes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

RANGE_MARGIN = 0.1
"""Numbers that come later may lie outside the range the sample had by this share of it."""


class Coder:
    """How vectors lie in memory: as float32, or each number in one byte where `sample` shows the numbers' range.

    A byte a number makes a scan several times as fast and four times as small, and scores a little wrong
    (docs/scale.md).
    """

    def __init__(self, dimensions: int, sample: Vectors | None = None) -> None:
        self.is_exact = sample is None
        if sample is None:
            self._empty: Any = faiss.IndexFlatIP(dimensions)
        else:
            quantizer = faiss.ScalarQuantizer.QT_8bit
            self._empty = faiss.IndexScalarQuantizer(dimensions, quantizer, faiss.METRIC_INNER_PRODUCT)
            self._empty.sq.rangestat_arg = RANGE_MARGIN
            self._empty.train(np.ascontiguousarray(sample, dtype=np.float32))

    def encode(self, vectors: Vectors) -> Codes:
        """Return the form in memory, shape (n, bytes a vector)."""
        codes: Codes = self._empty.sa_encode(np.ascontiguousarray(vectors, dtype=np.float32))
        return codes

    def decode(self, codes: Codes) -> Vectors:
        """Return the vectors these codes stand for."""
        vectors: Vectors = self._empty.sa_decode(np.ascontiguousarray(codes))
        return vectors

    def make_index(self, codes: Codes) -> Any:
        """Return a FAISS index of these codes, in which a row's number is its place."""
        index = faiss.clone_index(self._empty)
        index.add_sa_codes(np.ascontiguousarray(codes))
        return index


@dataclass(frozen=True)
class Segment:
    """Vectors by rising chunk id. `alive`: which rows are still there, None where all are. Any number of threads may
    search it."""

    coder: Coder
    ids: Ids
    index: Any
    alive: Mask | None = None

    @classmethod
    def make(cls, coder: Coder, ids: Ids, codes: Codes) -> "Segment":
        """Return the segment of these rows, given in any order."""
        order = np.argsort(ids)
        return cls(coder, ids[order], coder.make_index(codes[order]))

    @property
    def rows(self) -> int:
        """How many rows there are, gone ones included."""
        return len(self.ids)

    @property
    def count(self) -> int:
        """How many rows are still there."""
        return self.rows if self.alive is None else int(np.count_nonzero(self.alive))

    def codes(self) -> Codes:
        """Return the codes of all rows: a view, good as long as the segment."""
        held: Codes = faiss.rev_swig_ptr(self.index.codes.data(), self.index.codes.size())
        return held.reshape(self.rows, -1)

    def find(self, ids: Ids) -> NDArray[np.intp]:
        """Return the rows of those of these ids that are still here."""
        places: NDArray[np.intp] = np.minimum(np.searchsorted(self.ids, ids), self.rows - 1)
        places = places[self.ids[places] == ids]
        return places if self.alive is None else places[self.alive[places]]

    def search(self, vector: Vectors, k: int) -> tuple[Vectors, Ids]:
        """Return scores and ids of up to `k` vectors by falling cosine."""
        # One thread: a team of threads for each question would wait for one another while others ask too.
        faiss.omp_set_num_threads(1)
        parameters = None
        if self.alive is not None:
            bitmap: Any = np.packbits(self.alive, bitorder="little")
            selector = faiss.IDSelectorBitmap(bitmap)  # type: ignore[call-arg]
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        scores, places = self.index.search(query, min(k, self.rows), params=parameters)
        found = places[0] >= 0
        return scores[0][found], self.ids[places[0][found]]

    def compare(self, vector: Vectors, ids: Ids) -> tuple[Vectors, Ids]:
        """Return scores and ids of those of these ids that are here."""
        places = self.find(ids)
        return self.coder.decode(self.codes()[places]) @ vector, self.ids[places]
