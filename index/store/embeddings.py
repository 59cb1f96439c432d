"""Stored vectors, by model and hash of the text: kept, looked up, and deleted when unused."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from index.embed.embedder import Embedder, Vectors
from index.store.queries import STORED_DTYPE, Connection, is_whole_vector

UNUSED_KEPT = timedelta(days=1)
"""How long the vectors of a model not in use are kept: for programs that still use the previous model, and for an
interrupted change of model."""

_removed_kept = timedelta(days=30)


def keep_removed_for(days: int) -> None:
    """Keep the vectors of texts that are no longer used for `days`, from now on in the whole process."""
    global _removed_kept
    _removed_kept = timedelta(days=days)


_KEEP = (
    "INSERT INTO embeddings(model, hash, vector, sum) VALUES (?, ?, ?, ?) "
    "ON CONFLICT(model, hash) DO UPDATE SET vector = excluded.vector, sum = excluded.sum"
)


class ModelState(StrEnum):
    """What a model's vectors are for."""

    BUILDING = "building"
    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True)
class StoredModel:
    """A model whose vectors the library stores."""

    number: int
    state: ModelState

    @property
    def is_searchable(self) -> bool:
        """Whether there is, or was when it was in use, a vector for every chunk."""
        return self.state is not ModelState.BUILDING


def find_model(connection: Connection, name: str, dimensions: int) -> StoredModel | None:
    """Return the model of this name and vector length, or None if the library has no vectors of it."""
    row = connection.execute(
        "SELECT number, state FROM models WHERE name = ? AND dimensions = ?", (name, dimensions)
    ).fetchone()
    return None if row is None else StoredModel(row["number"], ModelState(row["state"]))


def active_model(connection: Connection) -> int:
    """Return the number of the model in use."""
    row = connection.execute("SELECT number FROM models WHERE state = ?", (ModelState.ACTIVE,)).fetchone()
    return int(row[0])


def begin_model(connection: Connection, embedder: Embedder) -> int:
    """Return the number of the embedder's model, whose vectors are now built alongside those in use."""
    connection.execute(
        "INSERT INTO models(name, dimensions, state, used_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT(name, dimensions) DO UPDATE SET used_at = excluded.used_at",
        (embedder.model_name, embedder.dimensions, ModelState.BUILDING, _now()),
    )
    model = find_model(connection, embedder.model_name, embedder.dimensions)
    assert model is not None  # noqa: S101 - written by the statement above
    return model.number


def activate_model(connection: Connection, number: int) -> None:
    """Make this model the one in use; the previous one is retired, its vectors kept for UNUSED_KEPT."""
    connection.execute(
        "UPDATE models SET state = ?, used_at = ? WHERE state = ?", (ModelState.RETIRED, _now(), ModelState.ACTIVE)
    )
    connection.execute("UPDATE models SET state = ?, used_at = ? WHERE number = ?", (ModelState.ACTIVE, _now(), number))
    for key, column in (("model", "name"), ("dimensions", "dimensions")):
        connection.execute(
            f"UPDATE meta SET value = (SELECT {column} FROM models WHERE number = ?) WHERE key = ?", (number, key)
        )


def keep_vectors(connection: Connection, model: int, vectors: Mapping[bytes, bytes]) -> None:
    """Store vectors, as `to_stored` makes them, by the hash of their text."""
    connection.executemany(_KEEP, [(model, key, vector, _sum_of(key, vector)) for key, vector in vectors.items()])


def _sum_of(key: bytes, vector: bytes) -> bytes:
    return hashlib.blake2b(key + vector, digest_size=8).digest()


def is_undamaged(key: object, vector: object, kept_sum: object, dimensions: int) -> bool:
    """Return whether a stored vector matches its checksum or, from an older version, can be a vector at all."""
    if not (isinstance(key, bytes) and isinstance(vector, bytes)):
        return False  # a single flipped bit can turn it into text or a number
    return is_whole_vector(vector, dimensions) and kept_sum in (b"", _sum_of(key, vector))


def add_sums(connection: Connection) -> None:
    """Add checksums to vectors that an older version stored, so that any later damage is found."""
    rows = connection.execute("SELECT model, hash, vector FROM embeddings WHERE sum = x''").fetchall()
    connection.executemany(
        "UPDATE embeddings SET sum = ? WHERE model = ? AND hash = ?",
        [(_sum_of(row["hash"], row["vector"]), row["model"], row["hash"]) for row in rows],
    )


def to_stored(vector: Vectors) -> bytes:
    """Return the stored form of one vector."""
    return vector.astype(STORED_DTYPE).tobytes()


def has_whole_vector(connection: Connection, model: int, key: bytes, dimensions: int) -> bool:
    """Return whether there is an undamaged vector for this text."""
    query = "SELECT vector, sum FROM embeddings WHERE model = ? AND hash = ?"
    row = connection.execute(query, (model, key)).fetchone()
    return row is not None and is_undamaged(key, row["vector"], row["sum"], dimensions)


def forget_damaged(connection: Connection, model: int, keys: Iterable[bytes], dimensions: int) -> None:
    """Delete the damaged vectors of these texts, so that they are made anew."""
    query = "SELECT hash, vector, sum FROM embeddings WHERE model = ? AND hash = ?"
    rows = [row for key in keys if (row := connection.execute(query, (model, key)).fetchone()) is not None]
    damaged = [row[0] for row in rows if not is_undamaged(row[0], row[1], row[2], dimensions)]
    connection.executemany("DELETE FROM embeddings WHERE model = ? AND hash = ?", [(model, key) for key in damaged])


def articles_without_vectors(connection: Connection, model: int) -> list[int]:
    """Return the row numbers of articles with a chunk that has no vector of this model."""
    rows = connection.execute(
        "SELECT DISTINCT article FROM chunks WHERE NOT EXISTS "
        "(SELECT 1 FROM embeddings WHERE model = ? AND hash = chunks.embedding) ORDER BY article",
        (model,),
    )
    return [row[0] for row in rows]


def forget_loose_vectors(connection: Connection) -> None:
    """Delete vectors of texts that lost their last chunk long enough ago (`keep_removed_for`), and models long unused.

    The cost depends on what changed, not on the library's size. The vectors of withdrawn articles stay.
    """
    until = (datetime.now(UTC) - _removed_kept).strftime("%Y-%m-%dT%H:%M:%S")
    loose = connection.execute(
        "SELECT hash FROM loose_hashes WHERE since <= ? "
        "AND NOT EXISTS (SELECT 1 FROM chunks WHERE embedding = loose_hashes.hash) "
        "AND hex(hash) NOT IN (SELECT value FROM withdrawn, json_each(withdrawn.hashes))",
        (until,),
    ).fetchall()
    _forget(connection, [row[0] for row in loose])
    connection.execute("DELETE FROM loose_hashes WHERE since <= ?", (until,))
    unused = (datetime.now(UTC) - UNUSED_KEPT).isoformat(timespec="seconds")
    connection.execute("DELETE FROM models WHERE state != ? AND used_at < ?", (ModelState.ACTIVE, unused))


def forget_unused_vectors(connection: Connection) -> None:
    """Scan all vectors and delete those that no chunk of a shown or withdrawn article uses."""
    unused = connection.execute(
        "SELECT DISTINCT hash FROM embeddings WHERE hash NOT IN (SELECT embedding FROM chunks) "
        "AND hex(hash) NOT IN (SELECT value FROM withdrawn, json_each(withdrawn.hashes))"
    ).fetchall()
    _forget(connection, [row[0] for row in unused])
    connection.execute("DELETE FROM loose_hashes")


def _forget(connection: Connection, hashes: Iterable[bytes]) -> None:
    numbers = [row[0] for row in connection.execute("SELECT number FROM models")]
    pairs = [(number, key) for key in hashes for number in numbers]
    connection.executemany("DELETE FROM embeddings WHERE model = ? AND hash = ?", pairs)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
