"""Where Milvus is, and the connection to it: the one file that speaks to pymilvus."""

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

# ---- Where a library on Milvus is: one line of text, as it stands in the settings and on the command line


PREFIX = "milvus+"
TOKEN_VARIABLE = "YINJU_MILVUS_TOKEN"  # noqa: S105 - the name of the variable, not a token
"""Environment variable with the server's token ("user:password" or a key); none for a server without accounts."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")


@dataclass(frozen=True)
class MilvusAddress:
    """A server's address or the path of a Milvus Lite file, and the library's name there."""

    uri: str
    name: str

    @property
    def token(self) -> str:
        """The secret of the server, from the environment; '' where none is set."""
        return os.environ.get(TOKEN_VARIABLE, "")

    def __str__(self) -> str:
        return f"{PREFIX}{self.uri}/{self.name}" if "://" in self.uri else f"{PREFIX}file:{self.uri}/{self.name}"


def is_milvus_address(text: str) -> bool:
    """Return whether `text` names a library on Milvus, not a folder."""
    return text.startswith(PREFIX)


def read_address(text: str) -> MilvusAddress:
    """Return the address that `text` says: milvus+http://host:19530/name, or milvus+file:/path/file.db/name.

    Raises SettingsError for anything else.
    """
    place, _, name = text.removeprefix(PREFIX).rpartition("/")
    place = re.sub(r"^(https?):/+", r"\1://", place)  # a path type on the way makes one slash of two
    kind = urlsplit(place).scheme
    if not text.startswith(PREFIX) or not _NAME.fullmatch(name) or kind not in ("http", "https", "file"):
        raise SettingsError(Message("milvus-address", {"address": repr(text)}))
    if kind == "file":
        path = place.removeprefix("file:").removeprefix("//")
        if not path.endswith(".db"):
            raise SettingsError(Message("milvus-file-ending", {"address": repr(text)}))
        return MilvusAddress(path, name)
    return MilvusAddress(place, name)


# ---- The connection to Milvus: rows written, read, searched and deleted by collection; the one file that speaks to it


MAX_TEXT_CHARS = 16_000
"""Characters of one text field: Milvus allows 65,535 bytes, a character takes up to four."""
MAX_BYTES = 65_535
"""The longest text field Milvus has."""
MAX_ELEMENTS = 4_096
"""Elements of an array at most."""
BATCH = 500
"""Rows written or read at a time: some 2 MB with vectors, far below the 64 MB of one message."""
QUERY_LIMIT = 16_000
"""Rows one query may return (Milvus allows 16,384); where there are more they are walked through."""
APPEARS_S = 2.0
"""How long a collection that another process makes is waited for."""
TIMEOUT_S = 30.0
PING_MS = 330_000
"""Time between pings of an idle connection. pymilvus pings every ten seconds; a server with gRPC's own rules, such as
Lite's, takes more than one in five minutes for an attack (too_many_pings) and hangs up, in the middle of a call if need
be: https://github.com/grpc/grpc/blob/master/doc/keepalive.md."""
RECONNECT_MS = 2_000
"""How long a lost connection is left before it is tried again. gRPC would wait twice as long each time, up to two
minutes: for so long a server that is back would go unnoticed."""
STRONG = "Strong"
"""A read sees every write that was acknowledged before, by any process."""
UNUSED = "unused"
"""The vector of rows that are not searched by one."""

Row = dict[str, Any]


class Kind(Enum):
    """What a field holds; the values are names of Milvus's types, of what an array holds after it."""

    TEXT = "VARCHAR"
    NUMBER = "INT64"
    TEXTS = "ARRAY VARCHAR"
    NUMBERS = "ARRAY INT64"
    DECIMALS = "ARRAY FLOAT"
    VECTOR = "FLOAT_VECTOR"
    WORD_WEIGHTS = "SPARSE_FLOAT_VECTOR"


@dataclass(frozen=True)
class Field:
    """One field of a collection. `size`: bytes of a text at most (of each, where there are several), or the length of
    a vector. The first field of a schema is what a row is known by."""

    name: str
    kind: Kind
    size: int = 0


class Client:
    """The collections of one server or Lite file. Safe to share between threads.

    Raises LibraryError where Milvus cannot be reached or refuses, MissingPackageError where its client is missing.
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
        """Whether a file answers, not a server."""
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
        """Make a collection of these fields where there is none of this name."""
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
            if not self._appears(name):  # else another process was quicker
                raise

    def _appears(self, name: str) -> bool:
        """Return whether the collection is there or will be in a moment: Lite refuses the second of two that make the
        same one before the first can be seen."""
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
        """Write rows, up to BATCH of them at once; one that is there already is replaced."""
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
        """Return the fields of all rows that meet the condition, in no order; of `most` of them where that is given."""
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
        """Return up to `k` (row id, score) by falling score: cosine for vectors, inner product for word weights."""
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
        """Make a collection ready for being read: after a restart it is not. Return its name."""
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
    """What a server can do. `word_weights`: keep sparse vectors and search by them. `finds_inside`: find a text that
    stands inside another, not only where it begins."""

    version: str
    word_weights: bool = True
    finds_inside: bool = True


OLDEST = (2, 3)
"""What is needed: rows replaced by key, rows counted, lists of texts."""
WHOLE = (2, 4)
"""From here on sparse vectors, and LIKE with a sign on both sides."""


def read_features(address: MilvusAddress, version: str) -> Features:
    """Return what a server of this version can do; Lite and versions of another form are taken to be new.

    Raises LibraryError for one that is too old.
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
    """Return a value as Milvus's filter language writes it; any characters stay inside the quotes."""
    return json.dumps(value if isinstance(value, str | int) else list(value), ensure_ascii=False)


def _connect(address: MilvusAddress) -> Any:
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise MissingPackageError("-r requirements-milvus.txt", Message("purpose-milvus")) from error
    # pymilvus writes every failed call to the log with a traceback; the caller says it in one sentence.
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
    """Return what pymilvus raises: where a server says nothing in time the errors of gRPC come through as they are."""
    try:
        import grpc
        from pymilvus.exceptions import MilvusException
    except ImportError:
        return (ConnectionError,)
    return (MilvusException, grpc.RpcError, grpc.FutureTimeoutError, ConnectionError)


def _reason(error: Exception) -> str | Message:
    """Return in a few words what was wrong."""
    code, details = getattr(error, "code", None), getattr(error, "details", None)
    if callable(code) and callable(details):  # an error of gRPC
        if code().name == "DEADLINE_EXCEEDED":
            return Message("milvus-silent", {"seconds": round(TIMEOUT_S)})
        return str(details() or code().name).splitlines()[0][:200]
    text = str(getattr(error, "message", "") or error).strip()
    return text.splitlines()[0][:200] if text else type(error).__name__
