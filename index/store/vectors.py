"""Nearest-neighbour search over chunk vectors; the one file that imports FAISS."""

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embed.embedder import Vectors
from index.search import Hit


class VectorIndex:
    """Chunk vectors in memory, searched exactly by cosine. Derived: losing it costs a reload, nothing else."""

    def __init__(self, dimensions: int) -> None:
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimensions))
        self._dimensions = dimensions

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def ids(self) -> NDArray[np.int64]:
        """Return the ids that are in, in no order."""
        ids: NDArray[np.int64] = faiss.vector_to_array(self._index.id_map)
        return ids

    def add(self, ids: NDArray[np.int64], vectors: Vectors) -> None:
        """Add unit vectors, shape (len(ids), dimensions). An id must not be there already."""
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids)

    def remove(self, ids: NDArray[np.int64]) -> None:
        """Take the vectors of these ids out; unknown ids are ignored."""
        if len(ids) and len(self):
            self._index.remove_ids(faiss.IDSelectorBatch(ids))

    def search(
        self, vector: Vectors, k: int, allowed: NDArray[np.int64] | None = None, *, newest: int | None = None
    ) -> list[Hit]:
        """Return up to `k` Hits by falling cosine, then by id: of the allowed ids only where `allowed` is given,
        else of ids up to `newest` where that is given."""
        k = min(k, len(self) if allowed is None else len(allowed))
        if k == 0:
            return []
        selector: faiss.IDSelector | None = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(allowed)
        elif newest is not None:
            selector = faiss.IDSelectorRange(0, newest + 1)
        parameters = None if selector is None else faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, ids = self._index.search(vector.reshape(1, -1).astype(np.float32), k, params=parameters)
        hits = [Hit(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i != -1]
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))
