"""Which chunks a question's filters let through: all ids of a few, a look at each candidate of many."""

import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.search import Filters
from index.store.sqlite.queries import Connection, describe_fitting

FEW_CHUNKS = 10_000
"""So many ids are read in some 20 ms; where more pass, candidates pass often enough to be asked one by one."""


class AllowedChunks:
    """The chunks whose article passes the filters, itself or as one of its reprints."""

    def __init__(self, connection: Connection, filters: Filters) -> None:
        self._connection = connection
        self._condition, self._values = describe_fitting(filters)
        few = self._read(FEW_CHUNKS + 1)
        self.ids: NDArray[np.int64] | None = few if len(few) <= FEW_CHUNKS else None
        """All their ids, rising, or None where there are many."""
        self._known = set(few.tolist()) if self.ids is not None else set()

    def passing(self, chunk_ids: Sequence[int]) -> set[int]:
        """Return those of these chunks that pass."""
        if self.ids is not None:
            return self._known.intersection(chunk_ids)
        rows = self._connection.execute(
            "SELECT chunks.id FROM json_each(?) AS asked JOIN chunks ON chunks.id = asked.value "
            "JOIN articles AS shown ON shown.number = chunks.article WHERE EXISTS "
            "(SELECT 1 FROM articles AS fitting WHERE (fitting.number = shown.number OR fitting.original = shown.id) "
            f"AND {self._condition})",
            (json.dumps([int(id) for id in chunk_ids]), *self._values),
        )
        return {row[0] for row in rows}

    def read_all(self) -> NDArray[np.int64]:
        """Return all their ids, rising, however many."""
        return self._read(-1) if self.ids is None else self.ids

    def _read(self, limit: int) -> NDArray[np.int64]:
        rows = self._connection.execute(
            "SELECT DISTINCT chunks.id FROM articles AS fitting "
            "JOIN articles AS shown ON shown.id = coalesce(fitting.original, fitting.id) "
            f"JOIN chunks ON chunks.article = shown.number WHERE {self._condition} LIMIT ?",
            (*self._values, limit),
        )
        return np.array(sorted(row[0] for row in rows), dtype=np.int64)
