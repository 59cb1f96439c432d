"""The vector index in memory, kept at the newest version seen, and right for every snapshot still open."""

import threading
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from index.embed.embedder import Vectors
from index.search import Hit
from index.store import queries
from index.store.vectors import VectorIndex


class LiveIndex:
    """Follows a library from version to version, applying only what changed. Safe to share between threads.

    One index serves snapshots of several versions: a snapshot that another thread has overtaken searches the newer
    index without the chunks it does not know, and compares by hand the few that were taken out since.
    """

    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions
        self._index = VectorIndex(dimensions)
        self._version = -1
        self._lock = threading.Lock()
        self._open: Counter[int] = Counter()  # versions of the open snapshots
        self._taken_out: list[tuple[int, NDArray[np.int64]]] = []  # (version left behind, chunks taken out then)

    def enter(self, connection: queries.Connection, version: int) -> bool:
        """Count a snapshot of `version` as open, with the index brought to it.

        False where the index is already newer and what it lacks is forgotten: look at the library again.
        """
        with self._lock:
            if version < self._version and version not in self._open:
                return False
            if version > self._version:
                self._follow(connection, version)
            self._open[version] += 1
            return True

    def leave(self, version: int) -> None:
        """Count a snapshot of `version` as closed."""
        with self._lock:
            self._open[version] -= 1
            self._open = +self._open
            oldest = min(self._open, default=self._version)
            self._taken_out = [(left, ids) for left, ids in self._taken_out if left >= oldest]

    def search(
        self,
        connection: queries.Connection,
        version: int,
        vector: Vectors,
        k: int,
        allowed: NDArray[np.int64] | None,
    ) -> list[Hit]:
        """Return up to `k` Hits by falling cosine among the chunks of `version`, of the allowed ones where given."""
        with self._lock:
            if version == self._version:
                return self._index.search(vector, k, allowed)
            newest = queries.newest_chunk(connection)
            hits = self._index.search(vector, k, allowed, newest=newest)
            taken = [ids for left, ids in self._taken_out if left >= version]
        gone = np.concatenate([*taken, np.empty(0, dtype=np.int64)])
        gone = gone[gone <= newest] if allowed is None else np.intersect1d(gone, allowed)
        products = queries.chunk_vectors(connection, gone.tolist(), self._dimensions) @ vector
        hits += [Hit(int(i), float(s)) for i, s in zip(gone, products, strict=True)]
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))[:k]

    def _follow(self, connection: queries.Connection, version: int) -> None:
        if self._version < queries.oldest_kept_removal(connection):
            ids, vectors = queries.vectors_added_since(connection, -1, self._dimensions)
            taken_out = np.setdiff1d(self._index.ids(), ids)
            self._index = VectorIndex(self._dimensions)
        else:
            ids, vectors = queries.vectors_added_since(connection, self._version, self._dimensions)
            removed = queries.chunks_removed_since(connection, self._version)
            taken_out = np.intersect1d(removed, self._index.ids()) if len(removed) else removed
            self._index.remove(taken_out)
        self._index.add(ids, vectors)
        if self._open:
            self._taken_out.append((self._version, taken_out))
        self._version = version
