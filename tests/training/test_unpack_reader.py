"""The shipped file can be trained on: what it holds comes back within a rounding step."""

import numpy as np
import numpy.typing as npt
import pytest

from index.embed.bert_weights import SCALE_SUFFIX, read_tensors, scale_rows
from index.embed.bundled import ensure_bundled_model
from qa.reader.model import DEFAULT_FOLDER, WEIGHTS_FILE
from training.network import ReaderNetwork
from training.unpack_reader import unpack_tensors


def test_rows_come_back_within_half_a_step() -> None:
    matrix = np.random.default_rng(1).normal(size=(5, 7)).astype(np.float32)
    rounded = scale_rows(matrix)
    packed: dict[str, npt.NDArray[np.generic]] = {
        "m": rounded.numbers,
        "m" + SCALE_SUFFIX: rounded.scales,
        "v": np.ones(3, np.float32),
    }
    unpacked = unpack_tensors(packed)
    assert set(unpacked) == {"m", "v"}
    assert np.all(np.abs(unpacked["m"] - matrix) <= 0.5001 * rounded.scales[:, None])
    assert unpacked["v"].tolist() == [1, 1, 1]


@pytest.mark.model
def test_network_starts_from_the_file_that_ships() -> None:
    network = ReaderNetwork(ensure_bundled_model(), frozen_layers=3, dropout=0.1)
    network.load(DEFAULT_FOLDER / WEIGHTS_FILE)
    tensors = read_tensors(DEFAULT_FOLDER / WEIGHTS_FILE)
    name = "layers.11.output.dense.weight"
    wanted = tensors[name].astype(np.float32) * tensors[name + SCALE_SUFFIX].astype(np.float32)[:, None]
    assert np.allclose(network.state_dict()[name].numpy(), wanted)
    assert np.allclose(network.span.weight.detach().numpy(), tensors["span.weight"])
