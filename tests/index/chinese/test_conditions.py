"""The years a text names, and which ones of a row."""

import pytest

from index.chinese.dates import years_named
from index.chinese.named import places_in_rows


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2022年的产量", {2022}),
        ("2021-22赛季", {2021, 2022}),
        ("2021-2022赛季", {2021, 2022}),
        ("产量比2020年增长两成", set()),
        ("电话12022345", set()),
        ("没有年份", set()),
    ],
)
def test_years_named(text: str, years: set[int]) -> None:
    assert years_named(text) == years


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("首届读书节", {"届": {"1"}}),
        ("第四届读书节和第12期简报", {"届": {"4"}, "期": {"12"}}),
        ("第十四届读书节", {"届": {"14"}}),
        ("二审判决", {"审": {"二"}}),
        ("第一要务", {}),
        ("三届读书节都办在这里", {}),
    ],
)
def test_places_in_rows(text: str, places: dict[str, set[str]]) -> None:
    assert places_in_rows(text) == places
