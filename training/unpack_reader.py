"""Make the file that ships trainable again: int8 rows times their scales, everything else unchanged."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from index.embed.bert_weights import SCALE_SUFFIX, FloatArray, RowScaledMatrix


def unpack_tensors(tensors: Mapping[str, npt.NDArray[np.generic]]) -> dict[str, FloatArray]:
    """Return the tensors of a reader file in float32, with the scales of an exported file applied.

    Rounding is lost: a matrix differs from the trained one by at most half a step per row.
    """
    unpacked = {}
    for name, array in tensors.items():
        if name.endswith(SCALE_SUFFIX):
            continue
        scales = tensors.get(name + SCALE_SUFFIX)
        if scales is None:
            unpacked[name] = array.astype(np.float32)
        else:
            unpacked[name] = RowScaledMatrix(array.astype(np.int8), scales.astype(np.float32)).unpack()
    return unpacked
