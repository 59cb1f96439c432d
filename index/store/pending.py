"""Vectors made after the words: which texts still need one, in what order, and the one program that makes them."""

import fcntl
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.chinese.folding import fold_text
from index.embed.embedder import Embedder
from index.errors import LibraryError
from index.messages import Message
from index.progress import Progress, ReportProgress
from index.store.article_rows import embedded_text
from index.store.database import Database
from index.store.embeddings import ModelState, find_model, keep_vectors, to_stored
from index.store.queries import Connection, found_chunks, kept_count, library_version, set_version
from index.store.schema import FILL_PENDING

logger = logging.getLogger(__name__)

LOCK_NAME = "vectors.lock"
TEXTS_AT_ONCE = 128
"""Texts embedded and committed together: about three seconds on two cores, so a kill loses little, requested texts are
soon next, and batches still get texts of similar length."""
WAIT_S = 0.5
"""How often a program checks whether the one that makes the vectors is done or gone."""
FINISH_S = 1.0
_STAGE, _UNIT = Message("stage-vectors"), Message("unit-pieces")


def count_pending(connection: Connection) -> int:
    """Return how many texts need a vector, from a maintained count."""
    return kept_count(connection, "pending")


def note_asked(connection: Connection, chunk_ids: Sequence[int]) -> None:
    """Move the vectors of these chunks to the front: a question has just found the chunks."""
    connection.execute(
        "UPDATE pending SET asked = ? WHERE hash IN "
        "(SELECT embedding FROM chunks WHERE id IN (SELECT value FROM json_each(?)))",
        (int(time.time()), json.dumps([int(id) for id in chunk_ids])),
    )


def refill_pending(connection: Connection) -> None:
    """Recompute what is pending from the chunks and vectors."""
    for statement in FILL_PENDING.split(";"):
        connection.execute(statement)


class AskedFirst:
    """Notes in the background which chunks without a vector questions found. Safe to share between threads.

    A question never waits for it; if noting fails, only the order is lost.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._waiting: set[int] = set()
        self._thread: threading.Thread | None = None

    def note(self, chunk_ids: Sequence[int]) -> None:
        """Have the vectors of these chunks made before others."""
        with self._lock:
            self._waiting.update(int(id) for id in chunk_ids)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="asked", daemon=True)
                self._thread.start()

    def finish(self) -> None:
        """Wait briefly for pending notes."""
        if (thread := self._thread) is not None:
            thread.join(FINISH_S)

    def _run(self) -> None:
        try:
            while chunk_ids := self._take():
                with self._database.writing() as connection:
                    note_asked(connection, chunk_ids)
        except LibraryError:  # read-only or busy library
            logger.debug("The order of the vectors was not noted", exc_info=True)
        finally:
            self._database.close()
            with self._lock:
                self._thread = None

    def _take(self) -> list[int]:
        with self._lock:
            taken, self._waiting = sorted(self._waiting), set()
            return taken


class PendingVectors:
    """Makes the vectors that a library lacks. Does not hold the writer lock: each batch is its own transaction, which
    checks each text again, so articles may come and go meanwhile."""

    def __init__(self, folder: Path, database: Database, embedder: Embedder) -> None:
        self._folder = folder
        self._database = database
        self._embedder = embedder

    def make_all(self, report: ReportProgress, should_stop: Callable[[], bool]) -> int:
        """Make vectors until none is missing or `should_stop` returns True; return how many are left.

        One program at a time does the work; others wait and continue where it ends, however it ends.
        """
        total = left = self._count()
        while left and not should_stop():
            with _held(self._folder / LOCK_NAME) as is_mine:
                if is_mine:
                    self._make_some()
                else:
                    time.sleep(WAIT_S)
            left = self._count()
            total = max(total, left)
            report(Progress(_STAGE, total - left, total, _UNIT))
        return left

    def _count(self) -> int:
        with self._database.reading() as connection:
            model = find_model(connection, self._embedder.model_name, self._embedder.dimensions)
            if model is None or model.state is not ModelState.ACTIVE:
                return 0  # another model's vectors are pending, not this program's
            return count_pending(connection)

    def _make_some(self) -> None:
        """Make and store the next vectors."""
        with self._database.reading() as connection:
            texts = _next_texts(connection, TEXTS_AT_ONCE)
        if not texts:  # the pending rows belong to no chunk: damage
            with self._database.writing() as connection:
                refill_pending(connection)
            return
        vectors = self._embedder.embed_passages(list(texts.values()))
        made = {key: to_stored(vector) for key, vector in zip(texts, vectors, strict=True)}
        with self._database.writing() as connection:
            model = find_model(connection, self._embedder.model_name, self._embedder.dimensions)
            if model is not None and model.state is ModelState.ACTIVE:
                _bring_in(connection, model.number, made)


def _next_texts(connection: Connection, limit: int) -> dict[bytes, str]:
    """Return the next texts to embed, by hash, the most recently requested first."""
    rows = connection.execute(
        "SELECT hash, (SELECT min(id) FROM chunks WHERE embedding = hash) AS chunk FROM pending "
        "WHERE typeof(hash) = 'blob' ORDER BY asked DESC, number LIMIT ?",
        (limit,),
    ).fetchall()
    hashes = {row["chunk"]: row["hash"] for row in rows if row["chunk"] is not None}
    found = found_chunks(connection, list(hashes))
    return {hashes[chunk.chunk_id]: embedded_text(fold_text(chunk.article.title), chunk.text) for chunk in found}


def _bring_in(connection: Connection, model: int, made: dict[bytes, bytes]) -> None:
    """Store those of the vectors that are still needed; searches use them from this version on."""
    query = "SELECT 1 FROM pending WHERE hash = ?"
    awaited = {key: vector for key, vector in made.items() if connection.execute(query, (key,)).fetchone()}
    if not awaited:
        return
    version = library_version(connection) + 1
    keep_vectors(connection, model, awaited)
    connection.executemany("UPDATE chunks SET version = ? WHERE embedding = ?", [(version, key) for key in awaited])
    set_version(connection, version)


@contextmanager
def _held(file: Path) -> Iterator[bool]:
    """Yield whether this program may make the vectors in this block; the lock is freed if its holder dies."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_mine = True
        except BlockingIOError:
            is_mine = False
        yield is_mine
    finally:
        os.close(handle)
