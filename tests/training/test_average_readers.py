"""The mean of two readers, weight by weight."""

import numpy as np
import pytest

from training.average_readers import average_tensors


def test_each_weight_is_the_share_of_one_and_the_rest_of_the_other() -> None:
    first, second = {"span": np.array([1.0, 0.0], np.float32)}, {"span": np.array([0.0, 2.0], np.float32)}
    averaged = average_tensors(first, second, 0.25)
    assert averaged["span"].tolist() == [0.25, 1.5]
    assert averaged["span"].dtype == np.float32


def test_head_that_only_the_first_has_stays() -> None:
    first = {"span": np.zeros(1, np.float32), "claim.weight": np.ones(1, np.float32)}
    averaged = average_tensors(first, {"span": np.ones(1, np.float32)}, 0.5)
    assert averaged["claim.weight"].tolist() == [1]


def test_readers_of_different_shape_are_not_averaged() -> None:
    with pytest.raises(ValueError, match="pool"):
        average_tensors(
            {"span": np.zeros(1, np.float32), "pool": np.zeros(1, np.float32)}, {"span": np.zeros(1, np.float32)}, 0.5
        )
