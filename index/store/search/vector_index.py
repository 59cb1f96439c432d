"""All vectors of one version of a library, in segments that newer versions share."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from index.cores import core_count
from index.embed.embedder import Vectors
from index.search import Hit
from index.store.search.vectors import Coder, Ids, Segment

SEGMENT_ROWS = 65_536
"""Rows of the largest segments: what a removal copies, at most, is a bit for each."""
EXACT_ROWS = 100_000
"""Up to so many vectors are kept in float32. Set by measurement: docs/scale.md."""
THREADED_ROWS = 200_000
"""From so many vectors on a search is spread over the processors."""
NO_IDS: Ids = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class VectorIndex:
    """Unit vectors by chunk id. Never changes: `changed` gives another one, so threads search without waiting."""

    dimensions: int
    segments: tuple[Segment, ...] = ()

    def __len__(self) -> int:
        return sum(segment.count for segment in self.segments)

    @property
    def is_exact(self) -> bool:
        """Whether the scores are the cosines, else they are about them."""
        return all(segment.coder.is_exact for segment in self.segments)

    def changed(self, added: Iterable[tuple[Ids, Vectors]], removed: Ids = NO_IDS) -> "VectorIndex":
        """Return the index without `removed` and with `added`, blocks of ids and vectors, shape (n, dimensions).

        Costs what is added and removed, and now and then a merge of segments. An added id must not be there already.
        """
        segments = [kept for segment in self.segments if (kept := _without(segment, removed)).count]
        for ids, vectors in added:
            if len(ids):
                coder = self._coder(segments, vectors)
                segments = _merged([*segments, Segment.make(coder, ids, coder.encode(vectors))])
        return replace(self, segments=tuple(segments))

    def search(self, vector: Vectors, k: int, allowed: Ids | None = None) -> list[Hit]:
        """Return up to `k` Hits by falling cosine, then by id; of the allowed ids only where these are given."""
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
        """Return the coder for vectors that come in; where there are too many to stay exact, all are recoded."""
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
    """Return the segment without these ids; rows are copied only where most of them are gone."""
    rows = segment.find(removed) if len(removed) else ()
    if not len(rows):
        return segment
    alive = np.ones(segment.rows, dtype=np.bool_) if segment.alive is None else segment.alive.copy()
    alive[rows] = False
    kept = replace(segment, alive=alive)
    return _joined([kept]) if 2 * kept.count < kept.rows else kept


def _merged(segments: list[Segment]) -> list[Segment]:
    """Join the last segments while the one before is not twice as long: so many that come singly make few segments,
    and each vector is copied only a few times."""
    while len(segments) > 1:
        before, last = segments[-2:]
        if before.rows >= 2 * last.rows or before.count + last.count > SEGMENT_ROWS:
            break
        segments = [*segments[:-2], _joined([before, last])]
    return segments


def _joined(segments: list[Segment]) -> Segment:
    """Return the rows of these segments that are still there as one."""
    kept = [slice(None) if segment.alive is None else segment.alive for segment in segments]
    ids = np.concatenate([segment.ids[rows] for segment, rows in zip(segments, kept, strict=True)])
    codes = np.concatenate([segment.codes()[rows] for segment, rows in zip(segments, kept, strict=True)])
    return Segment.make(segments[0].coder, ids, codes)
