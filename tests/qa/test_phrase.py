"""How much of a question stands in a row."""

import pytest

from qa.retrieval import run_share


@pytest.mark.parametrize(
    ("pieces", "text", "share"),
    [
        (["散乱污"], "整治散乱污企业。", 3 / 8),
        (["散乱污"], "散乱停放，污水。", 2 / 8),
        (["清水河", "水位"], "清水河的水位回落。", 3 / 8),
        (["临河区图书馆新馆工程"], "临河区图书馆新馆工程封顶。", 1.0),
        (["大桥"], "", 0.0),
        ([], "大桥", 0.0),
    ],
)
def test_longest_run_counts_up_to_eight_characters(pieces: list[str], text: str, share: float) -> None:
    assert run_share(pieces, text) == share
