"""Named arrays in a safetensors file: nothing is unpickled."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from index.errors import ModelError

DamagedTensorFile = SafetensorError
"""What other readers of such files raise for a damaged one."""

FloatArray = npt.NDArray[np.float32]


def write_tensors(path: Path, tensors: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write the arrays; the metadata says they are in PyTorch's layout, which transformers asks for."""
    save_file({name: np.ascontiguousarray(array) for name, array in tensors.items()}, path, metadata={"format": "pt"})


def read_tensors(path: Path, prefix: str = "") -> dict[str, npt.NDArray[np.generic]]:
    """The arrays of a file whose names begin so; nothing else is read. ModelError when it is missing or damaged."""
    try:
        with safe_open(path, framework="numpy") as file:
            return {name: file.get_tensor(name) for name in file.keys() if name.startswith(prefix)}
    except (OSError, SafetensorError) as error:
        raise ModelError(f"模型文件 {path} 缺失或已损坏，请重新安装程序或删除该文件后重试。") from error


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
        raise ModelError(f"模型文件 {path} 缺失或已损坏，请重新安装程序或删除该文件后重试。") from error
