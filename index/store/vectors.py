"""A library's vectors in memory, compared by cosine and kept up to date; the one file that imports FAISS."""

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from weakref import WeakValueDictionary

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embed.embedder import Vectors
from index.progress import core_count
from index.snapshot import Hit
from index.store import queries
from index.store.embeddings import find_model
from index.store.queries import AllowedChunks

# ---- Immutable vectors in memory, compared by cosine


Ids = NDArray[np.int64]
Codes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

RANGE_MARGIN = 0.1
"""Later numbers may lie outside the sample's range by this fraction of it."""


class Coder:
    """How vectors are encoded in memory: as float32 or, given a `sample` for their range, with one byte per number.

    One byte per number makes scans several times faster, takes a quarter of the memory and makes scores slightly
    inexact (docs/scale.md).
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
        """Return the codes of vectors, shape (n, bytes per vector)."""
        codes: Codes = self._empty.sa_encode(np.ascontiguousarray(vectors, dtype=np.float32))
        return codes

    def decode(self, codes: Codes) -> Vectors:
        """Return the vectors of these codes."""
        vectors: Vectors = self._empty.sa_decode(np.ascontiguousarray(codes))
        return vectors

    def make_index(self, codes: Codes) -> Any:
        """Return a FAISS index of these codes, whose ids are the row numbers."""
        index = faiss.clone_index(self._empty)
        index.add_sa_codes(np.ascontiguousarray(codes))
        return index


@dataclass(frozen=True)
class Segment:
    """Vectors by ascending chunk id. `alive`: which rows still exist, None if all. Safe for concurrent searches."""

    coder: Coder
    ids: Ids
    index: Any
    alive: Mask | None = None

    @classmethod
    def make(cls, coder: Coder, ids: Ids, codes: Codes) -> "Segment":
        """Return a segment of these rows, given in any order."""
        order = np.argsort(ids)
        return cls(coder, ids[order], coder.make_index(codes[order]))

    @property
    def rows(self) -> int:
        """How many rows there are, removed ones included."""
        return len(self.ids)

    @property
    def count(self) -> int:
        """How many rows still exist."""
        return self.rows if self.alive is None else int(np.count_nonzero(self.alive))

    def codes(self) -> Codes:
        """Return the codes of all rows: a view, valid as long as the segment exists."""
        held: Codes = faiss.rev_swig_ptr(self.index.codes.data(), self.index.codes.size())
        return held.reshape(self.rows, -1)

    def find(self, ids: Ids) -> NDArray[np.intp]:
        """Return the rows of those ids that are still in the segment."""
        places: NDArray[np.intp] = np.minimum(np.searchsorted(self.ids, ids), self.rows - 1)
        places = places[self.ids[places] == ids]
        return places if self.alive is None else places[self.alive[places]]

    def search(self, vector: Vectors, k: int) -> tuple[Vectors, Ids]:
        """Return scores and ids of up to `k` vectors by descending cosine."""
        # One thread: with concurrent questions, a team of threads per question would wait for one another.
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
        """Return scores and ids of those ids that are in the segment."""
        places = self.find(ids)
        # Not `@`: from about 1,000 rows on BLAS shares it among threads, which wait 8 ms of the processor for the next.
        return np.vecdot(self.coder.decode(self.codes()[places]), vector), self.ids[places]


# ---- All vectors of one version of a library, in segments shared with newer versions


SEGMENT_ROWS = 65_536
"""Rows of the largest segments; a removal copies at most one flag per row."""
EXACT_ROWS = 100_000
"""Up to this many vectors are kept in float32. Set by measurement: docs/scale.md."""
THREADED_ROWS = 200_000
"""From this many vectors on, a search uses all cores."""
NO_IDS: Ids = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class VectorIndex:
    """Unit vectors by chunk id. Immutable: `changed` returns a new one, so threads search without locks."""

    dimensions: int
    segments: tuple[Segment, ...] = ()

    def __len__(self) -> int:
        return sum(segment.count for segment in self.segments)

    @property
    def is_exact(self) -> bool:
        """Whether the scores are exact cosines rather than approximate ones."""
        return all(segment.coder.is_exact for segment in self.segments)

    def changed(self, added: Iterable[tuple[Ids, Vectors]], removed: Ids = NO_IDS) -> "VectorIndex":
        """Return an index without `removed` and with `added`, blocks of ids and vectors of shape (n, dimensions).

        The cost is that of what is added and removed, and an occasional merge of segments. Added ids must be new.
        """
        segments = [kept for segment in self.segments if (kept := _without(segment, removed)).count]
        for ids, vectors in added:
            if len(ids):
                coder = self._coder(segments, vectors)
                segments = _merged([*segments, Segment.make(coder, ids, coder.encode(vectors))])
        return replace(self, segments=tuple(segments))

    def search(self, vector: Vectors, k: int, allowed: Ids | None = None) -> list[Hit]:
        """Return up to `k` Hits by descending cosine, then by id; only among `allowed` if given."""
        if k == 0:
            return []
        if allowed is not None:
            found = [segment.compare(vector, allowed) for segment in self.segments]
        elif len(self) < THREADED_ROWS:
            found = [segment.search(vector, k) for segment in self.segments]
        else:
            found = list(_threads().map(lambda segment: segment.search(vector, k), self.segments))
        if not found:
            return []
        scores, ids = (np.concatenate(parts) for parts in zip(*found, strict=True))
        best = np.lexsort((ids, -scores))[:k]
        return [Hit(int(i), float(s)) for i, s in zip(ids[best], scores[best], strict=True)]

    def _coder(self, segments: list[Segment], vectors: Vectors) -> Coder:
        """Return the coder for new vectors; if there are now too many to stay exact, all segments are recoded."""
        coder = segments[-1].coder if segments else Coder(self.dimensions)
        rows = sum(segment.rows for segment in segments) + len(vectors)
        if not coder.is_exact or rows <= EXACT_ROWS:
            return coder
        sample = [segment.coder.decode(segment.codes()) for segment in segments]
        coder = Coder(self.dimensions, np.concatenate([*sample, vectors]))
        for place, vectors_before in enumerate(sample):
            segment = segments[place]
            recoded = Segment.make(coder, segment.ids, coder.encode(vectors_before))
            segments[place] = replace(recoded, alive=segment.alive)
        return coder


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(core_count(), thread_name_prefix="vectors")


def _without(segment: Segment, removed: Ids) -> Segment:
    """Return the segment without these ids; rows are copied only if most of them are removed."""
    rows = segment.find(removed) if len(removed) else ()
    if not len(rows):
        return segment
    alive = np.ones(segment.rows, dtype=np.bool_) if segment.alive is None else segment.alive.copy()
    alive[rows] = False
    kept = replace(segment, alive=alive)
    return _joined([kept]) if 2 * kept.count < kept.rows else kept


def _merged(segments: list[Segment]) -> list[Segment]:
    """Join the last two segments while the first of them is not twice as long: many single additions then make few
    segments, and each vector is copied only a few times."""
    while len(segments) > 1:
        before, last = segments[-2:]
        if before.rows >= 2 * last.rows or before.count + last.count > SEGMENT_ROWS:
            break
        segments = [*segments[:-2], _joined([before, last])]
    return segments


def _joined(segments: list[Segment]) -> Segment:
    """Return one segment of the rows that still exist in these."""
    kept = [slice(None) if segment.alive is None else segment.alive for segment in segments]
    ids = np.concatenate([segment.ids[rows] for segment, rows in zip(segments, kept, strict=True)])
    codes = np.concatenate([segment.codes()[rows] for segment, rows in zip(segments, kept, strict=True)])
    return Segment.make(segments[0].coder, ids, codes)


# ---- The vector index in memory: at the newest version seen, and correct for every open snapshot


SPARE = 40
"""This many extra candidates are compared exactly if vectors are kept in bytes: docs/scale.md."""
FIRST_LOOK, NEXT_LOOK, MOST_LOOKED_AT = 4, 8, 10_000
"""Under filters that many chunks pass, search FIRST_LOOK times the wanted hits, then repeatedly NEXT_LOOK times
more."""


@dataclass(frozen=True, eq=False)
class VectorView:
    """The vectors of one version of a library. `model` is None if there are none of this program's model."""

    generation: str
    version: int
    model: int | None
    vectors: VectorIndex

    def search(
        self, connection: queries.Connection, vector: Vectors, k: int, allowed: AllowedChunks | None = None
    ) -> list[Hit]:
        """Return up to `k` Hits by descending cosine among this version's chunks, only `allowed` ones if given."""
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
        """Return the best `k` of these hits by exact cosine."""
        if self.vectors.is_exact or self.model is None:
            return near[:k]
        ids = [hit.chunk_id for hit in near]
        cosines = queries.chunk_vectors(connection, ids, self.model, self.vectors.dimensions) @ vector
        hits = [Hit(id, float(cosine)) for id, cosine in zip(ids, cosines, strict=True)]
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))[:k]


class LiveIndex:
    """Follows a library from version to version, applying only what changed. Safe to share between threads.

    The view of a version never changes, so snapshots of several versions are searched concurrently without locks.
    """

    def __init__(self, model_name: str, dimensions: int) -> None:
        self._model_name = model_name
        self._dimensions = dimensions
        self._newest: VectorView | None = None
        self._views: WeakValueDictionary[tuple[str, int], VectorView] = WeakValueDictionary()
        self._lock = threading.Lock()

    def view(self, connection: queries.Connection, *, may_go_back: bool) -> VectorView | None:
        """Return the vectors of the version the connection sees.

        None if another thread has meanwhile read a newer version: look at the library again. With `may_go_back` the
        version is then read anew: if it is still older, another file has replaced the library.
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
        """Return the view of a version, derived from `before` if that is recent enough."""
        model = find_model(connection, self._model_name, self._dimensions)
        if model is None or not model.is_searchable:
            return VectorView(generation, version, None, VectorIndex(self._dimensions))
        if before is None or before.model != model.number or before.version < queries.oldest_kept_removal(connection):
            added = queries.vectors_added_since(connection, -1, model.number, self._dimensions)
            return VectorView(generation, version, model.number, VectorIndex(self._dimensions).changed(added))
        come = list(queries.vectors_added_since(connection, before.version, model.number, self._dimensions))
        # A vector made after its chunk is added at the version that stored it. Ids already here were added with an
        # equal vector, before a change of model.
        gone = queries.chunks_removed_since(connection, before.version)
        removed = np.concatenate([gone, *(ids for ids, _ in come)])
        return VectorView(generation, version, model.number, before.vectors.changed(come, removed))
