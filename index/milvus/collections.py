"""The two collections of a library on Milvus and what is asked of them; the one file that speaks to Milvus.

Written for what a server and Milvus Lite have in common. What Lite (3.2) lacks of a server, and how it is done here:

- Placeholders in filters: values are written into the text by `quote`, in this file only.
- Collections without vectors: the records carry two numbers nobody searches.
- BM25 with the words of this program: sparse vectors of our own (index/milvus/bm25.py).
- Approximate search of vectors just written (HNSW is built by releasing and loading): FLAT on Lite, HNSW on a server.
- More than one process a file: several processes need `milvus-lite server` or a real server, by http.
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from index.errors import LibraryError, MissingPackageError
from index.milvus.address import MilvusAddress

MAX_TEXT_CHARS = 16_000
"""Characters of one text field: Milvus allows 65,535 bytes, a character takes up to four."""
BATCH = 500
"""Rows written or read at a time: some 2 MB with vectors, far below the 64 MB of one message."""
QUERY_LIMIT = 16_000
"""Rows one query may return (Milvus allows 16,384); where there are more they are walked through."""
TIMEOUT_S = 30.0
STRONG = "Strong"
"""A read sees every write that was acknowledged before, by any process."""

Row = dict[str, Any]


class Collections:
    """The rows of one library: `records` (articles, texts, words, facts) by key and `chunks` by number.

    Raises LibraryError where Milvus cannot be reached or refuses, MissingPackageError where its client is missing.
    """

    def __init__(self, address: MilvusAddress) -> None:
        self.address = address
        self._records = f"{address.name}_records"
        self._loaded: set[str] = set()
        with self._translated():
            self._client = _connect(address)

    @property
    def is_lite(self) -> bool:
        """Whether a file answers, not a server."""
        return "://" not in self.address.uri

    def exists(self) -> bool:
        """Return whether there is a library of this name."""
        with self._translated():
            return bool(self._client.has_collection(self._records))

    def create_records(self) -> None:
        """Make the collection of records where there is none."""
        if self.exists():
            return
        from pymilvus import DataType

        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("key", DataType.VARCHAR, is_primary=True, max_length=600)
        for name in ("kind", "article", "original", "source"):
            schema.add_field(name, DataType.VARCHAR, max_length=4096)
        for name in ("number", "piece", "day", "added", "removed"):
            schema.add_field(name, DataType.INT64)
        schema.add_field("text", DataType.VARCHAR, max_length=65_535)
        schema.add_field("unused", DataType.FLOAT_VECTOR, dim=2)
        index = self._client.prepare_index_params()
        index.add_index("unused", index_type="FLAT", metric_type="L2")
        with self._translated():
            self._client.create_collection(self._records, schema=schema, index_params=index, consistency_level=STRONG)

    def create_chunks(self, generation: str, dimensions: int) -> None:
        """Make the collection of chunks for vectors of this length where there is none."""
        name = self._chunks(generation)
        if self._client.has_collection(name):
            return
        from pymilvus import DataType

        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", DataType.INT64, is_primary=True)
        for field in ("number", "ordinal", "added", "first_day", "last_day"):
            schema.add_field(field, DataType.INT64)
        schema.add_field("sources", DataType.ARRAY, element_type=DataType.VARCHAR, max_capacity=1024, max_length=4096)
        schema.add_field("spans", DataType.VARCHAR, max_length=65_535)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimensions)
        schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
        index = self._client.prepare_index_params()
        if self.is_lite:
            index.add_index("vector", index_type="FLAT", metric_type="COSINE")
        else:
            index.add_index("vector", index_type="HNSW", metric_type="COSINE", params={"M": 16, "efConstruction": 200})
        index.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        with self._translated():
            self._client.create_collection(name, schema=schema, index_params=index, consistency_level=STRONG)

    def drop_other_chunks(self, kept: set[str]) -> None:
        """Delete the collections of chunks that nothing points to any more: all but those of these generations."""
        names = {self._chunks(generation) for generation in kept}
        with self._translated():
            for name in self._client.list_collections():
                if name.startswith(self._chunks("")) and name not in names:
                    self._client.drop_collection(name)

    def put_records(self, rows: Sequence[Row]) -> None:
        """Write rows of kind 'fact', 'article', 'text', 'word' ...; a row of the same key is replaced."""
        blank = {"article": "", "original": "", "source": "", "number": 0, "piece": 0, "day": 0, "added": 0,
                 "removed": 0, "text": "", "unused": [0.0, 0.0]}  # fmt: skip
        self._put(self._records, [{**blank, **row} for row in rows])

    def put_chunks(self, generation: str, rows: Sequence[Row]) -> None:
        """Write chunks; one of the same id is replaced."""
        self._put(self._chunks(generation), rows)

    def _put(self, name: str, rows: Sequence[Row]) -> None:
        for start in range(0, len(rows), BATCH):
            with self._translated():
                self._client.upsert(name, list(rows[start : start + BATCH]), timeout=TIMEOUT_S)

    def records(self, condition: str, fields: Sequence[str]) -> list[Row]:
        """Return the fields of all records that meet the condition, in no order."""
        return self._query(self._records, condition, fields)

    def count_records(self, condition: str) -> int:
        with self._translated():
            found = self._client.query(
                self._load(self._records), filter=condition, output_fields=["count(*)"], timeout=TIMEOUT_S
            )
            return int(found[0]["count(*)"])

    def chunks(self, generation: str, condition: str, fields: Sequence[str]) -> list[Row]:
        """Return the fields of all chunks that meet the condition, in no order."""
        return self._query(self._chunks(generation), condition, fields)

    def _load(self, name: str) -> str:
        """Make a collection ready for being read: after a restart it is not. Return its name."""
        if name not in self._loaded:
            with self._translated():
                self._client.load_collection(name, timeout=TIMEOUT_S)
            self._loaded.add(name)
        return name

    def _query(self, name: str, condition: str, fields: Sequence[str]) -> list[Row]:
        self._load(name)
        with self._translated():
            rows = self._client.query(
                name, filter=condition, output_fields=list(fields), limit=QUERY_LIMIT, timeout=TIMEOUT_S
            )
            return list(rows) if len(rows) < QUERY_LIMIT else list(self._iterate(name, condition, fields))

    def _iterate(self, name: str, condition: str, fields: Sequence[str]) -> Iterator[Row]:
        rows = self._client.query_iterator(name, batch_size=BATCH, filter=condition, output_fields=list(fields))
        try:
            while batch := rows.next():
                yield from batch
        finally:
            rows.close()

    def search(self, generation: str, field: str, vector: object, k: int, condition: str) -> list[tuple[int, float]]:
        """Return up to `k` (chunk id, score) by falling score: cosine for 'vector', inner product for 'words'."""
        metric = "COSINE" if field == "vector" else "IP"
        with self._translated():
            found = self._client.search(
                self._load(self._chunks(generation)), data=[vector], anns_field=field, limit=k, filter=condition,
                output_fields=["id"], search_params={"metric_type": metric}, timeout=TIMEOUT_S,
            )  # fmt: skip
        return [(int(hit["id"]), float(hit["distance"])) for hit in found[0]]

    def delete_records(self, condition: str) -> None:
        """Delete the records that meet the condition."""
        with self._translated():
            self._client.delete(self._load(self._records), filter=condition, timeout=TIMEOUT_S)

    def delete_chunks(self, generation: str, condition: str) -> None:
        """Delete the chunks that meet the condition."""
        with self._translated():
            self._client.delete(self._load(self._chunks(generation)), filter=condition, timeout=TIMEOUT_S)

    def close(self) -> None:
        with self._translated():
            self._client.close()

    def _chunks(self, generation: str) -> str:
        return f"{self.address.name}_chunks_{generation}"

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except _milvus_errors() as error:
            raise LibraryError(
                f"无法使用 Milvus 资料库 {self.address}（{_first_line(error)}），请检查地址、口令和服务是否在运行。"
            ) from error


def quote(value: str | int | Sequence[str] | Sequence[int]) -> str:
    """Return a value as Milvus's filter language writes it; any characters stay inside the quotes."""
    return json.dumps(value if isinstance(value, str | int) else list(value), ensure_ascii=False)


def _connect(address: MilvusAddress) -> Any:
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise MissingPackageError("-r requirements-milvus.txt", "Milvus 资料库") from error
    # pymilvus writes every failed call to the log with a traceback; the caller says it in one sentence.
    for name in ("pymilvus", "grpc._server"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    options: Mapping[str, str] = {"token": address.token} if address.token else {}
    return MilvusClient(address.uri, timeout=TIMEOUT_S, **options)


def _milvus_errors() -> tuple[type[Exception], ...]:
    try:
        from pymilvus.exceptions import MilvusException
    except ImportError:
        return (ConnectionError,)
    return (MilvusException, ConnectionError)


def _first_line(error: Exception) -> str:
    text = str(getattr(error, "message", "") or error).strip()
    return text.splitlines()[0][:200] if text else type(error).__name__
