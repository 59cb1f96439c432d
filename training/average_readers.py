"""Average the weights of two readers, one trained from the other.

    python -m training.average_readers --first FILE --second FILE --share 0.5 --output FILE

SHARE is the weight of the first. Fine-tuning on one kind of text forgets a little of another; the mean of the models
before and after is often better on both than either (Wortsman and others, Robust fine-tuning of zero-shot models,
2022). Takes files from train_reader or export_reader.
"""

import argparse
from pathlib import Path

import numpy as np

from index.embed.bert_weights import FloatArray, read_tensors, write_tensors
from training.network import NEW_HEADS
from training.unpack_reader import unpack_tensors


def average_tensors(first: dict[str, FloatArray], second: dict[str, FloatArray], share: float) -> dict[str, FloatArray]:
    """Return the weighted mean by name, with `share` of the first; a head the second lacks is the first's.

    Raises ValueError if their names differ otherwise.
    """
    new = {name for name in first.keys() - second.keys() if name.startswith(NEW_HEADS)}
    if first.keys() - new != second.keys():
        raise ValueError(f"the files hold different tensors: {sorted(first.keys() - new ^ second.keys())[:5]}")
    averaged = {name: np.asarray(share * first[name] + (1 - share) * second[name], dtype=np.float32) for name in second}
    return averaged | {name: first[name] for name in new}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", type=Path, required=True)
    parser.add_argument("--second", type=Path, required=True)
    parser.add_argument("--share", type=float, default=0.5)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    first, second = (unpack_tensors(read_tensors(path)) for path in (options.first, options.second))
    write_tensors(options.output, average_tensors(first, second, options.share))


if __name__ == "__main__":
    main()
