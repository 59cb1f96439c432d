"""The two collections of a library on Milvus and what is asked of them."""

from collections.abc import Sequence

from index.milvus.address import MilvusAddress
from index.milvus.client import MAX_BYTES, UNUSED, Client, Field, Kind, Row

RECORD_FIELDS = (
    Field("key", Kind.TEXT, 600),
    *(Field(name, Kind.TEXT, 4096) for name in ("kind", "article", "original", "source")),
    *(Field(name, Kind.NUMBER) for name in ("number", "piece", "day", "added", "removed")),
    Field("text", Kind.TEXT, MAX_BYTES),
)


class Collections:
    """The rows of one library: `records` (articles, texts, words, facts) by key and `chunks` by number.

    Raises LibraryError where Milvus cannot be reached or refuses, MissingPackageError where its client is missing.
    """

    def __init__(self, address: MilvusAddress) -> None:
        self.address = address
        self._records = f"{address.name}_records"
        self._client = Client(address)

    def exists(self) -> bool:
        """Return whether there is a library of this name."""
        return self._client.has(self._records)

    def create_records(self) -> None:
        """Make the collection of records where there is none."""
        self._client.create(self._records, RECORD_FIELDS)

    def create_chunks(self, generation: str, dimensions: int) -> None:
        """Make the collection of chunks for vectors of this length where there is none."""
        numbers = ("id", "number", "ordinal", "added", "first_day", "last_day")
        fields = (
            *(Field(name, Kind.NUMBER) for name in numbers),
            Field("sources", Kind.TEXTS, 4096),
            Field("spans", Kind.TEXT, MAX_BYTES),
            Field("vector", Kind.VECTOR, dimensions),
            Field("words", Kind.WORD_WEIGHTS),
        )
        self._client.create(self._chunks(generation), fields)

    def drop_other_chunks(self, kept: set[str]) -> None:
        """Delete the collections of chunks that nothing points to any more: all but those of these generations."""
        names = {self._chunks(generation) for generation in kept}
        for name in self._client.names():
            if name.startswith(self._chunks("")) and name not in names:
                self._client.drop(name)

    def put_records(self, rows: Sequence[Row]) -> None:
        """Write rows of kind 'fact', 'article', 'text', 'word' ...; a row of the same key is replaced."""
        blank = {"article": "", "original": "", "source": "", "number": 0, "piece": 0, "day": 0, "added": 0,
                 "removed": 0, "text": "", UNUSED: [0.0, 0.0]}  # fmt: skip
        self._client.put(self._records, [{**blank, **row} for row in rows])

    def put_chunks(self, generation: str, rows: Sequence[Row]) -> None:
        """Write chunks; one of the same id is replaced."""
        self._client.put(self._chunks(generation), rows)

    def records(self, condition: str, fields: Sequence[str]) -> list[Row]:
        """Return the fields of all records that meet the condition, in no order."""
        return self._client.query(self._records, condition, fields)

    def count_records(self, condition: str) -> int:
        """Return how many records meet the condition."""
        return self._client.count(self._records, condition)

    def chunks(self, generation: str, condition: str, fields: Sequence[str]) -> list[Row]:
        """Return the fields of all chunks that meet the condition, in no order."""
        return self._client.query(self._chunks(generation), condition, fields)

    def search(self, generation: str, field: str, vector: object, k: int, condition: str) -> list[tuple[int, float]]:
        """Return up to `k` (chunk id, score) by falling score: cosine for 'vector', inner product for 'words'."""
        return self._client.search(self._chunks(generation), field, vector, k, condition)

    def delete_records(self, condition: str) -> None:
        """Delete the records that meet the condition."""
        self._client.delete(self._records, condition)

    def delete_chunks(self, generation: str, condition: str) -> None:
        """Delete the chunks that meet the condition."""
        self._client.delete(self._chunks(generation), condition)

    def close(self) -> None:
        self._client.close()

    def _chunks(self, generation: str) -> str:
        return f"{self.address.name}_chunks_{generation}"
