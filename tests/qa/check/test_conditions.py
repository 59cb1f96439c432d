"""Exceptions: what a quote says of all but some, a statement may not say of all."""

import pytest

from qa.check.claim import read_claim
from qa.check.flaws import Ground, find_signs

QUOTE = "除北港的工厂外，公司各生产基地均已复工。"


def signs(statement: str) -> frozenset[str]:
    return find_signs(read_claim(statement), Ground((read_claim(QUOTE),), "", (None,))).found


def test_what_is_said_of_all_but_some_is_not_said_of_all() -> None:
    assert "exception-dropped" in signs("公司各生产基地均已复工。")


@pytest.mark.parametrize(
    "statement",
    [
        "除了北港，公司各生产基地都已复工。",
        "公司其余生产基地均已复工。",
        "公司各生产基地均已复工，北港的工厂没有。",
        "公司的生产基地已复工。",
    ],
)
def test_an_exception_kept_in_any_way_is_none_dropped(statement: str) -> None:
    assert "exception-dropped" not in signs(statement)
