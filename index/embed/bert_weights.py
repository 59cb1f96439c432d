"""The weights of a BERT encoder: named arrays in safetensors files, and the contents of its layers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from index.errors import ModelError
from index.messages import Message

# ---- Named arrays in a safetensors file: nothing is unpickled


DamagedTensorFile = SafetensorError
"""Raised by other readers of such files for a damaged one."""

FloatArray = npt.NDArray[np.float32]


def write_tensors(path: Path, tensors: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write the arrays, with the metadata for PyTorch's layout that transformers requires."""
    save_file({name: np.ascontiguousarray(array) for name, array in tensors.items()}, path, metadata={"format": "pt"})


def read_tensors(path: Path, prefix: str = "") -> dict[str, npt.NDArray[np.generic]]:
    """The arrays whose names begin with `prefix`; no others are read. ModelError if the file is missing or damaged."""
    try:
        with safe_open(path, framework="numpy") as file:
            return {name: file.get_tensor(name) for name in file.keys() if name.startswith(prefix)}
    except (OSError, SafetensorError) as error:
        raise ModelError(Message("model-file-damaged", {"file": path})) from error


def map_tensors(path: Path) -> dict[str, npt.NDArray[np.float32]]:
    """The file's float32 arrays without reading them: pages come from disk when touched, shared between processes."""
    try:
        with path.open("rb") as file:
            header_bytes = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(header_bytes))
        data = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + header_bytes)
        arrays = {}
        for name, entry in header.items():
            if name != "__metadata__" and entry["dtype"] == "F32":
                begin, end = entry["data_offsets"]
                arrays[name] = np.asarray(data[begin:end]).view("<f4").reshape(entry["shape"])
        return arrays
    except (OSError, ValueError, KeyError, OverflowError, MemoryError) as error:
        raise ModelError(Message("model-file-damaged", {"file": path})) from error


# ---- The weights of a BERT encoder as plain arrays, for any runtime


SCALE_SUFFIX = "_scale"
IdArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class RowScaledMatrix:
    """A matrix as int8 (rows, columns) with one float32 scale per row: a quarter of the size, multiplied by VNNI."""

    numbers: npt.NDArray[np.int8]
    scales: FloatArray

    def unpack(self) -> FloatArray:
        """The matrix in float32."""
        return np.asarray(self.numbers.astype(np.float32) * self.scales[:, None], dtype=np.float32)


@dataclass(frozen=True)
class LayerWeights:
    """One transformer layer: matrices and vectors by transformers' names below `encoder.layer.N.`."""

    matrices: dict[str, RowScaledMatrix]
    vectors: dict[str, FloatArray]


@dataclass(frozen=True)
class EmbeddingTable:
    """The tables that turn token ids into the first layer's input; word vectors stay on disk until looked up."""

    words: npt.NDArray[np.float32]
    positions: FloatArray
    token_type: FloatArray
    norm_weight: FloatArray
    norm_bias: FloatArray
    norm_epsilon: float = 1e-12

    def look_up(self, ids: IdArray) -> FloatArray:
        """Input states, shape (batch, tokens, hidden), for ids of shape (batch, tokens)."""
        states = self.words[ids] + (self.positions[: ids.shape[1]] + self.token_type)[None]
        states -= states.mean(axis=-1, keepdims=True)
        variance = np.square(states).mean(axis=-1, keepdims=True)
        states /= np.sqrt(variance + self.norm_epsilon)
        return np.asarray(states * self.norm_weight + self.norm_bias, dtype=np.float32)


def scale_rows(matrix: FloatArray) -> RowScaledMatrix:
    """The matrix rounded to int8, the largest magnitude of each row scaled to 127."""
    scales = np.maximum(np.abs(matrix).max(axis=1), 1e-12).astype(np.float32) / np.float32(127)
    return RowScaledMatrix(np.rint(matrix / scales[:, None]).astype(np.int8), scales)


def load_embedding_table(bundled: Path) -> EmbeddingTable:
    """The frozen tables of the bundled model's folder."""
    tensors = map_tensors(bundled / "model.safetensors")
    try:
        return EmbeddingTable(
            words=tensors["embeddings.word_embeddings.weight"],
            positions=np.array(tensors["embeddings.position_embeddings.weight"]),
            token_type=np.array(tensors["embeddings.token_type_embeddings.weight"][0]),
            norm_weight=np.array(tensors["embeddings.LayerNorm.weight"]),
            norm_bias=np.array(tensors["embeddings.LayerNorm.bias"]),
        )
    except KeyError as error:
        facts = {"folder": bundled, "name": str(error.args[0])}
        raise ModelError(Message("model-words-missing", facts)) from error


def load_layers(path: Path, prefix: str) -> list[LayerWeights]:
    """The layers of a safetensors file under `prefix`N.; float matrices are rounded to int8."""
    layers: dict[int, LayerWeights] = {}
    tensors = read_tensors(path, prefix)
    for name, array in tensors.items():
        if name.endswith(SCALE_SUFFIX):
            continue
        number, _, key = name.removeprefix(prefix).partition(".")
        layer = layers.setdefault(int(number), LayerWeights({}, {}))
        if array.ndim == 1:
            layer.vectors[key] = array.astype(np.float32)
        elif array.dtype == np.int8:
            scales = tensors[name + SCALE_SUFFIX].astype(np.float32)
            layer.matrices[key] = RowScaledMatrix(array.astype(np.int8), scales)
        else:
            layer.matrices[key] = scale_rows(array.astype(np.float32))
    if not layers or sorted(layers) != list(range(len(layers))):
        raise ModelError(Message("model-layers-missing", {"file": path}))
    return [layers[number] for number in sorted(layers)]
