"""Change the embedding model: its vectors are built alongside those in use, then swapped in at once."""

from collections.abc import Sequence

from index.embed.embedder import Embedder
from index.store.article_rows import PreparedChunk, prepare_chunks, read_stored, replace_chunks
from index.store.database import Database
from index.store.embeddings import (
    ModelState,
    activate_model,
    articles_without_vectors,
    begin_model,
    find_model,
    has_whole_vector,
    keep_vectors,
    to_stored,
)
from index.store.pending import refill_pending
from index.store.queries import WordChanges, library_version, set_version


class ModelChange:
    """The steps of a change of model, run by the holder of the writer lock. Each can be killed and restarted.

    Readers use the old vectors until `swap`; programs with the old model keep using them after it.
    """

    def __init__(self, database: Database, embedder: Embedder) -> None:
        self._database = database
        self._embedder = embedder

    def is_needed(self) -> bool:
        """Return whether the library answers with another model's vectors than this program's."""
        with self._database.reading() as connection:
            model = find_model(connection, self._embedder.model_name, self._embedder.dimensions)
        return model is None or model.state is not ModelState.ACTIVE

    def build(self, numbers: Sequence[int]) -> None:
        """Embed those of these articles (row numbers) that are not embedded yet."""
        with self._database.writing() as connection:
            model = begin_model(connection, self._embedder)
        vectors = embed_unknown(self._database, self._embedder, [c for n in numbers for c in self._prepare(n)])
        with self._database.writing() as connection:
            keep_vectors(connection, model, vectors)

    def swap(self) -> None:
        """Answer with the new vectors from now on, in one transaction."""
        with self._database.writing() as connection:
            model = begin_model(connection, self._embedder)
        with self._database.reading() as connection:
            stale = articles_without_vectors(connection, model)  # their chunks were made by other rules
        chunks = {number: self._prepare(number) for number in stale}
        with self._database.writing() as connection:
            version, words = library_version(connection) + 1, WordChanges()
            for number in stale:
                replace_chunks(connection, number, chunks[number], version, words)
            words.write(connection)
            activate_model(connection, model)
            refill_pending(connection)
            set_version(connection, version)

    def _prepare(self, number: int) -> list[PreparedChunk]:
        """Return the chunks the article should have, none if it is filed as a reprint."""
        with self._database.reading() as connection:
            query = "SELECT * FROM articles WHERE number = ? AND original IS NULL"
            row = connection.execute(query, (number,)).fetchone()
            return [] if row is None else prepare_chunks(read_stored(connection, row).article)


def embed_unknown(database: Database, embedder: Embedder, chunks: Sequence[PreparedChunk]) -> dict[bytes, bytes]:
    """Return, by hash, the stored form of vectors for texts not embedded yet or whose vector is damaged."""
    texts = {chunk.hash: chunk.embedded_text for chunk in chunks}
    with database.reading() as connection:
        model = find_model(connection, embedder.model_name, embedder.dimensions)
        for key in list(texts):
            if model is not None and has_whole_vector(connection, model.number, key, embedder.dimensions):
                del texts[key]
    vectors = embedder.embed_passages(list(texts.values()))
    return {key: to_stored(vector) for key, vector in zip(texts, vectors, strict=True)}
