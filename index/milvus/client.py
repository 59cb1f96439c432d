"""Milvus addresses and the connection to Milvus; the one file that uses pymilvus."""

import json
import logging
import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from index.errors import LibraryError, MissingPackageError, SettingsError
from index.messages import Message

# ---- The address of a library on Milvus, as written in the settings and on the command line


PREFIX = "milvus+"
TOKEN_VARIABLE = "YINJU_MILVUS_TOKEN"  # noqa: S105 - the name of the variable, not a token
"""Environment variable with the server's token ("user:password" or a key); none for a server without accounts."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")


@dataclass(frozen=True)
class MilvusAddress:
    """A server's address or the path of a Milvus Lite file, with the library's name there."""

    uri: str
    name: str

    @property
    def token(self) -> str:
        """The server's token from the environment; '' if not set."""
        return os.environ.get(TOKEN_VARIABLE, "")

    def __str__(self) -> str:
        return f"{PREFIX}{self.uri}/{self.name}" if "://" in self.uri else f"{PREFIX}file:{self.uri}/{self.name}"


def is_milvus_address(text: str) -> bool:
    """Return whether `text` names a library on Milvus, not a folder."""
    return text.startswith(PREFIX)


def read_address(text: str) -> MilvusAddress:
    """Parse a library's address: milvus+http://host:19530/name, or milvus+file:/path/file.db/name.

    Raises SettingsError for anything else.
    """
    place, _, name = text.removeprefix(PREFIX).rpartition("/")
    place = re.sub(r"^(https?):/+", r"\1://", place)  # a Path on the way turns two slashes into one
    kind = urlsplit(place).scheme
    if not text.startswith(PREFIX) or not _NAME.fullmatch(name) or kind not in ("http", "https", "file"):
        raise SettingsError(Message("milvus-address", {"address": repr(text)}))
    if kind == "file":
        path = place.removeprefix("file:").removeprefix("//")
        if not path.endswith(".db"):
            raise SettingsError(Message("milvus-file-ending", {"address": repr(text)}))
        return MilvusAddress(path, name)
    return MilvusAddress(place, name)


# ---- The connection to Milvus: rows are written, read, searched and deleted by collection


MAX_TEXT_CHARS = 16_000
"""Maximum characters of a text field: Milvus allows 65,535 bytes, and a character takes up to four."""
MAX_BYTES = 65_535
"""Milvus's maximum bytes of a text field."""
MAX_ELEMENTS = 4_096
"""Maximum elements of an array."""
BATCH = 500
"""Rows written or read at a time: about 2 MB with vectors, far below the 64 MB limit of a message."""
QUERY_LIMIT = 16_000
"""Rows one query may return (Milvus allows 16,384); more are read with an iterator."""
APPEARS_S = 2.0
"""How long to wait for a collection that another process is creating."""
TIMEOUT_S = 30.0
PING_MS = 330_000
"""Time between pings of an idle connection. pymilvus pings every ten seconds; a server with gRPC's default rules, such
as Lite's, treats more than one in five minutes as an attack (too_many_pings) and disconnects, even in the middle of a
call: https://github.com/grpc/grpc/blob/master/doc/keepalive.md."""
RECONNECT_MS = 2_000
"""How long to wait before reconnecting. gRPC would double the wait each time, up to two minutes, before it notices that
a server is back."""
STRONG = "Strong"
"""A read sees every write that was acknowledged before, by any process."""
UNUSED = "unused"
"""The vector field of rows that are not searched by vector."""

Row = dict[str, Any]


class Kind(Enum):
    """A field's type; the values are names of Milvus's types, for an array followed by its element type."""

    TEXT = "VARCHAR"
    NUMBER = "INT64"
    TEXTS = "ARRAY VARCHAR"
    NUMBERS = "ARRAY INT64"
    DECIMALS = "ARRAY FLOAT"
    VECTOR = "FLOAT_VECTOR"
    WORD_WEIGHTS = "SPARSE_FLOAT_VECTOR"


@dataclass(frozen=True)
class Field:
    """One field of a collection. `size`: maximum bytes of a text (of each one in an array), or the length of a vector.
    The first field of a schema is the primary key."""

    name: str
    kind: Kind
    size: int = 0


class Client:
    """The collections of one server or Lite file. Safe to share between threads.

    Raises LibraryError if Milvus is unreachable or refuses, MissingPackageError if its client is not installed.
    """

    def __init__(self, address: MilvusAddress) -> None:
        self.address = address
        self._loaded: set[str] = set()
        self._field_names: dict[str, frozenset[str]] = {}
        with self._translated():
            self._client = _connect(address)
            self.features = read_features(address, str(self._client.get_server_version(timeout=TIMEOUT_S)))

    @property
    def is_lite(self) -> bool:
        """Whether it is a Lite file, not a server."""
        return "://" not in self.address.uri

    def has(self, name: str) -> bool:
        """Return whether there is a collection of this name."""
        with self._translated():
            return bool(self._client.has_collection(name, timeout=TIMEOUT_S))

    def field_names(self, name: str) -> frozenset[str]:
        """Return the fields of a collection."""
        if name not in self._field_names:
            with self._translated():
                facts = self._client.describe_collection(name, timeout=TIMEOUT_S)
            self._field_names[name] = frozenset(field["name"] for field in facts["fields"])
        return self._field_names[name]

    def names(self) -> list[str]:
        """Return the names of all collections."""
        with self._translated():
            return list(self._client.list_collections(timeout=TIMEOUT_S))

    def create(self, name: str, fields: Sequence[Field]) -> None:
        """Create a collection of these fields if there is none of this name."""
        if self.has(name):
            return
        from pymilvus import DataType

        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        if not any(field.kind is Kind.VECTOR for field in fields):
            fields = [*fields, Field(UNUSED, Kind.VECTOR, 2)]
        for place, field in enumerate(fields):
            sizes = {"dim": field.size} if field.kind is Kind.VECTOR else {"max_length": field.size or None}
            kind, _, elements = field.kind.value.partition(" ")
            if elements:
                sizes |= {"element_type": DataType[elements], "max_capacity": MAX_ELEMENTS}
            given = {key: value for key, value in sizes.items() if value is not None}
            schema.add_field(field.name, DataType[kind], is_primary=place == 0, **given)
        try:
            with self._translated():
                indexes = self._indexes(fields)
                self._client.create_collection(
                    name, schema=schema, index_params=indexes, consistency_level=STRONG, timeout=TIMEOUT_S
                )
        except LibraryError:
            if not self._appears(name):  # otherwise another process was faster
                raise

    def _appears(self, name: str) -> bool:
        """Return whether the collection exists or soon will: if two processes create one, Lite refuses the second
        before the first becomes visible."""
        end = time.monotonic() + APPEARS_S
        while not (found := self.has(name)) and time.monotonic() < end:
            time.sleep(0.05)
        return found

    def _indexes(self, fields: Sequence[Field]) -> Any:
        indexes = self._client.prepare_index_params()
        for field in fields:
            if field.kind is Kind.WORD_WEIGHTS:
                indexes.add_index(field.name, index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
            elif field.name == UNUSED:
                indexes.add_index(field.name, index_type="FLAT", metric_type="L2")
            elif field.kind is Kind.VECTOR and self.is_lite:
                indexes.add_index(field.name, index_type="FLAT", metric_type="COSINE")
            elif field.kind is Kind.VECTOR:
                links = {"M": 16, "efConstruction": 200}
                indexes.add_index(field.name, index_type="HNSW", metric_type="COSINE", params=links)
        return indexes

    def drop(self, name: str) -> None:
        """Delete a collection with all its rows."""
        self._field_names.pop(name, None)
        self._loaded.discard(name)
        with self._translated():
            self._client.drop_collection(name, timeout=TIMEOUT_S)

    def put(self, name: str, rows: Sequence[Row]) -> None:
        """Write rows, up to BATCH at once; existing rows are replaced."""
        for start in range(0, len(rows), BATCH):
            with self._translated():
                self._client.upsert(name, list(rows[start : start + BATCH]), timeout=TIMEOUT_S)

    def count(self, name: str, condition: str) -> int:
        """Return how many rows meet the condition."""
        with self._translated():
            found = self._client.query(
                self._load(name), filter=condition, output_fields=["count(*)"], timeout=TIMEOUT_S
            )
            return int(found[0]["count(*)"])

    def query(self, name: str, condition: str, fields: Sequence[str], most: int | None = None) -> list[Row]:
        """Return the fields of all rows that meet the condition, or of at most `most` of them, in no order."""
        self._load(name)
        if most is not None:
            with self._translated():
                limit = min(most, QUERY_LIMIT)
                return list(
                    self._client.query(
                        name, filter=condition, output_fields=list(fields), limit=limit, timeout=TIMEOUT_S
                    )
                )
        with self._translated():
            rows = self._client.query(
                name, filter=condition, output_fields=list(fields), limit=QUERY_LIMIT, timeout=TIMEOUT_S
            )
            return list(rows) if len(rows) < QUERY_LIMIT else list(self._iterate(name, condition, fields))

    def _iterate(self, name: str, condition: str, fields: Sequence[str]) -> Iterator[Row]:
        rows = self._client.query_iterator(
            name, batch_size=BATCH, filter=condition, output_fields=list(fields), timeout=TIMEOUT_S
        )
        try:
            while batch := rows.next():
                yield from batch
        finally:
            rows.close()

    def search(self, name: str, field: str, vector: object, k: int, condition: str) -> list[tuple[int, float]]:
        """Return up to `k` (row id, score) by descending score: cosine for vectors, inner product for word weights."""
        metric = "IP" if isinstance(vector, dict) else "COSINE"
        with self._translated():
            found = self._client.search(
                self._load(name), data=[vector], anns_field=field, limit=k, filter=condition,
                output_fields=["id"], search_params={"metric_type": metric}, timeout=TIMEOUT_S,
            )  # fmt: skip
        return [(int(hit["id"]), float(hit["distance"])) for hit in found[0]]

    def delete(self, name: str, condition: str) -> None:
        """Delete the rows that meet the condition."""
        with self._translated():
            self._client.delete(self._load(name), filter=condition, timeout=TIMEOUT_S)

    def close(self) -> None:
        with self._translated():
            self._client.close()

    def _load(self, name: str) -> str:
        """Load a collection so that it can be read, as needed after a restart. Return its name."""
        if name not in self._loaded:
            with self._translated():
                self._client.load_collection(name, timeout=TIMEOUT_S)
            self._loaded.add(name)
        return name

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except _milvus_errors() as error:
            facts = {"address": str(self.address), "reason": _reason(error)}
            raise LibraryError(Message("milvus-unusable", facts)) from error


@dataclass(frozen=True)
class Features:
    """What a server can do. `word_weights`: store sparse vectors and search by them. `finds_inside`: find a text
    anywhere inside another, not only at its start."""

    version: str
    word_weights: bool = True
    finds_inside: bool = True


OLDEST = (2, 3)
"""Oldest supported version: it has upsert, counting of rows, and arrays of texts."""
WHOLE = (2, 4)
"""Version from which there are sparse vectors, and LIKE with % on both sides."""


def read_features(address: MilvusAddress, version: str) -> Features:
    """Return what a server of this version can do; Lite and versions in another format count as new.

    Raises LibraryError if it is too old.
    """
    found = re.match(r"v?(\d+)\.(\d+)", version)
    if found is None:
        return Features(version)
    number = int(found[1]), int(found[2])
    if number < OLDEST:
        facts = {"address": str(address), "found": version, "needed": ".".join(map(str, OLDEST))}
        raise LibraryError(Message("milvus-too-old", facts))
    return Features(version, word_weights=number >= WHOLE, finds_inside=number >= WHOLE)


def quote(value: str | int | Sequence[str] | Sequence[int]) -> str:
    """Return a value as a literal of Milvus's filter language, escaped for any characters."""
    return json.dumps(value if isinstance(value, str | int) else list(value), ensure_ascii=False)


def _connect(address: MilvusAddress) -> Any:
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise MissingPackageError("-r requirements-milvus.txt", Message("purpose-milvus")) from error
    # pymilvus logs every failed call with a traceback; the caller reports it in one sentence.
    for name in ("pymilvus", "grpc._server"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    options: dict[str, Any] = {"token": address.token} if address.token else {}
    grpc_options = {
        "grpc.keepalive_time_ms": PING_MS,
        "grpc.initial_reconnect_backoff_ms": RECONNECT_MS // 10,
        "grpc.max_reconnect_backoff_ms": RECONNECT_MS,
    }
    return MilvusClient(address.uri, timeout=TIMEOUT_S, grpc_options=grpc_options, **options)


def _milvus_errors() -> tuple[type[Exception], ...]:
    """Return the errors pymilvus raises; on a timeout those of gRPC come through unchanged."""
    try:
        import grpc
        from pymilvus.exceptions import MilvusException
    except ImportError:
        return (ConnectionError,)
    return (MilvusException, grpc.RpcError, grpc.FutureTimeoutError, ConnectionError)


def _reason(error: Exception) -> str | Message:
    """Return a short reason for an error."""
    code, details = getattr(error, "code", None), getattr(error, "details", None)
    if callable(code) and callable(details):  # a gRPC error
        if code().name == "DEADLINE_EXCEEDED":
            return Message("milvus-silent", {"seconds": round(TIMEOUT_S)})
        return str(details() or code().name).splitlines()[0][:200]
    text = str(getattr(error, "message", "") or error).strip()
    return text.splitlines()[0][:200] if text else type(error).__name__
