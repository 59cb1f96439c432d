"""A sentence about another year or another one of a row is told from the one that is asked about."""

import pytest

from index.chinese.dates import years_named
from index.chinese.ordinals import names_another, places_in_rows, read_conditions


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


@pytest.mark.parametrize(
    ("question", "told", "another"),
    [
        ("2022年的产量是多少", "2023年的产量是三万吨。", True),
        ("2022年的产量是多少", "2022年的产量是三万吨，比2021年多。", False),
        ("2022年的产量是多少", "产量是三万吨。", False),
        ("产量是多少", "2023年的产量是三万吨。", False),
        ("首届读书节在哪里办", "第四届读书节在北岸办。", True),
        ("首届读书节在哪里办", "第一届读书节在北岸办。", False),
        ("二审怎么判的", "一审判决维持原状。", True),
        ("二审怎么判的", "一审败诉，二审改判。", False),
    ],
)
def test_another_year_or_one_of_a_row_is_seen(question: str, told: str, another: bool) -> None:
    assert names_another(read_conditions(question), told) is another
