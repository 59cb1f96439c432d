"""Fusion of the two legs, computed by hand."""

import pytest

from index.search import Hit
from qa.retrieve import COSINE_RANGE, DENSE_WEIGHT, fuse_scores

LEXICAL_WEIGHT = 1 - DENSE_WEIGHT


def test_each_leg_is_scaled_by_its_best() -> None:
    hits = fuse_scores({1: 0.9, 2: 0.9 - COSINE_RANGE / 2, 3: 0.9 - COSINE_RANGE}, {1: 2.0, 3: 8.0})
    scores = {hit.chunk_id: hit.score for hit in hits}
    assert scores == pytest.approx({3: LEXICAL_WEIGHT, 1: DENSE_WEIGHT + LEXICAL_WEIGHT / 4, 2: DENSE_WEIGHT / 2})
    assert [hit.chunk_id for hit in hits] == sorted(scores, key=lambda chunk: -scores[chunk])


def test_chunk_far_from_the_closest_counts_nothing_in_the_dense_leg() -> None:
    assert fuse_scores({1: 0.9, 2: -1.0}, {}) == [Hit(1, pytest.approx(DENSE_WEIGHT)), Hit(2, 0.0)]


def test_equal_scores_keep_the_order_of_the_ids() -> None:
    assert [hit.chunk_id for hit in fuse_scores({7: 0.5, 3: 0.5, 5: 0.5}, {})] == [3, 5, 7]


def test_nothing_found_is_nothing_fused() -> None:
    assert fuse_scores({}, {}) == []
