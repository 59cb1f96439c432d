"""Convert a trained reader to the file that ships: matrices in int8 with one scale per row, the rest in float32.

python -m training.export_reader --trained FOLDER/reader.safetensors --output qa/models/reader --name NAME
"""

import argparse
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.embed.bert_weights import SCALE_SUFFIX, read_tensors, scale_rows, write_tensors
from qa.reader.model import CONFIG_FILE, FORMAT, WEIGHTS_FILE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trained", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--without-claims", action="store_true", help="leave out the head that judges statements")
    options = parser.parse_args()
    tensors: dict[str, npt.NDArray[np.generic]] = {}
    for name, array in read_tensors(options.trained).items():
        if options.without_claims and name.startswith("claim"):
            continue
        if name.startswith("layers.") and array.ndim == 2:
            matrix = scale_rows(array.astype(np.float32))
            tensors[name], tensors[name + SCALE_SUFFIX] = matrix.numbers, matrix.scales
        else:
            tensors[name] = array.astype(np.float32)
    options.output.mkdir(parents=True, exist_ok=True)
    write_tensors(options.output / WEIGHTS_FILE, tensors)
    config = {"format": FORMAT, "name": options.name, "embeddings": "multilingual-e5-small"}
    (options.output / CONFIG_FILE).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    print(f"{(options.output / WEIGHTS_FILE).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
