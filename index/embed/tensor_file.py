"""Named arrays in a safetensors file: nothing is unpickled."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from index.errors import ModelError

FloatArray = npt.NDArray[np.float32]


def write_tensors(path: Path, tensors: dict[str, FloatArray]) -> None:
    """Write the arrays; the metadata says they are in PyTorch's layout, which transformers asks for."""
    save_file({name: np.ascontiguousarray(array) for name, array in tensors.items()}, path, metadata={"format": "pt"})


def read_tensors(path: Path) -> dict[str, npt.NDArray[np.generic]]:
    """The arrays of a file; ModelError when it is missing or damaged."""
    try:
        return dict(load_file(path))
    except (OSError, SafetensorError) as error:
        raise ModelError(f"模型文件 {path} 缺失或已损坏，请重新安装程序或删除该文件后重试。") from error
