"""The vector index in memory, kept at the newest version seen, and right for every snapshot still open."""

import threading
from dataclasses import dataclass
from weakref import WeakValueDictionary

from index.embed.embedder import Vectors
from index.search import Hit
from index.store.search.allowed import AllowedChunks
from index.store.search.vector_index import VectorIndex
from index.store.sqlite import queries
from index.store.sqlite.embeddings import find_model

SPARE = 40
"""So many more candidates than wanted are compared exactly where vectors are kept in bytes: docs/scale.md."""
FIRST_LOOK, NEXT_LOOK, MOST_LOOKED_AT = 4, 8, 10_000
"""Under filters that many chunks pass, so many times the wanted hits are looked at first, then as many times more."""


@dataclass(frozen=True, eq=False)
class VectorView:
    """The vectors of one version of a library. `model` is None where there are none of this program's model."""

    generation: str
    version: int
    model: int | None
    vectors: VectorIndex

    def search(
        self, connection: queries.Connection, vector: Vectors, k: int, allowed: AllowedChunks | None = None
    ) -> list[Hit]:
        """Return up to `k` Hits by falling cosine among the chunks of this version, of the allowed ones where given."""
        wanted = k if self.vectors.is_exact else k + SPARE
        if allowed is None:
            return self._compared(connection, vector, self.vectors.search(vector, wanted), k)
        looked_at = wanted * FIRST_LOOK
        while allowed.ids is None and looked_at < min(len(self.vectors), MOST_LOOKED_AT):
            near = self.vectors.search(vector, looked_at)
            passing = allowed.passing([hit.chunk_id for hit in near])
            if len(passing) >= wanted:
                return self._compared(connection, vector, [hit for hit in near if hit.chunk_id in passing][:wanted], k)
            looked_at *= NEXT_LOOK
        return self._compared(connection, vector, self.vectors.search(vector, wanted, allowed.read_all()), k)

    def _compared(self, connection: queries.Connection, vector: Vectors, near: list[Hit], k: int) -> list[Hit]:
        """Return the best `k` of these hits, by their exact cosines."""
        if self.vectors.is_exact or self.model is None:
            return near[:k]
        ids = [hit.chunk_id for hit in near]
        cosines = queries.chunk_vectors(connection, ids, self.model, self.vectors.dimensions) @ vector
        hits = [Hit(id, float(cosine)) for id, cosine in zip(ids, cosines, strict=True)]
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))[:k]


class LiveIndex:
    """Follows a library from version to version, applying only what changed. Safe to share between threads.

    What a version looks like never changes, so snapshots of several versions are searched at once without waiting.
    """

    def __init__(self, model_name: str, dimensions: int) -> None:
        self._model_name = model_name
        self._dimensions = dimensions
        self._newest: VectorView | None = None
        self._views: WeakValueDictionary[tuple[str, int], VectorView] = WeakValueDictionary()
        self._lock = threading.Lock()

    def view(self, connection: queries.Connection, *, may_go_back: bool) -> VectorView | None:
        """Return the vectors of the version the connection sees.

        None where that is older than what another thread has read meanwhile: look at the library again. With
        `may_go_back` it is then read anew: a version that stays older is another file in the place of the library.
        """
        generation, version = queries.library_generation(connection), queries.library_version(connection)
        if (view := self._views.get((generation, version))) is not None:
            return view
        with self._lock:
            if (view := self._views.get((generation, version))) is not None:
                return view
            newest = self._newest if self._newest and self._newest.generation == generation else None
            if newest is not None and version < newest.version:
                if not may_go_back:
                    return None
                newest = None
            view = self._follow(connection, newest, generation, version)
            self._newest = self._views[generation, version] = view
            return view

    def _follow(
        self, connection: queries.Connection, before: VectorView | None, generation: str, version: int
    ) -> VectorView:
        """Return the view of a version, made from the one before where that is near enough."""
        model = find_model(connection, self._model_name, self._dimensions)
        if model is None or not model.is_searchable:
            return VectorView(generation, version, None, VectorIndex(self._dimensions))
        if before is None or before.model != model.number or before.version < queries.oldest_kept_removal(connection):
            added = queries.vectors_added_since(connection, -1, model.number, self._dimensions)
            return VectorView(generation, version, model.number, VectorIndex(self._dimensions).changed(added))
        added = queries.vectors_added_since(connection, before.version, model.number, self._dimensions)
        removed = queries.chunks_removed_since(connection, before.version)
        return VectorView(generation, version, model.number, before.vectors.changed(added, removed))
