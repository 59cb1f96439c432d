"""Convert a trained checker to the file that ships: matrices in int8 with one scale per row, the rest in float32.

python -m training.export_checker --trained RUN/checker.safetensors --output qa/models/checker
"""

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.embed.bert_weights import SCALE_SUFFIX, read_tensors, scale_rows, write_tensors
from qa.check.checker_model import SHARED_LAYERS, WEIGHTS_FILE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trained", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    tensors: dict[str, npt.NDArray[np.generic]] = {}
    for name, array in read_tensors(options.trained).items():
        if not name.startswith("layers."):
            tensors[name] = array.astype(np.float32)
            continue
        _, number, key = name.split(".", 2)
        own = f"layers.{int(number) - SHARED_LAYERS}.{key}"  # from 0: the lower layers are the bundled model's
        if array.ndim == 2:
            matrix = scale_rows(array.astype(np.float32))
            tensors[own], tensors[own + SCALE_SUFFIX] = matrix.numbers, matrix.scales
        else:
            tensors[own] = array.astype(np.float32)
    options.output.mkdir(parents=True, exist_ok=True)
    write_tensors(options.output / WEIGHTS_FILE, tensors)
    print(f"{(options.output / WEIGHTS_FILE).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
