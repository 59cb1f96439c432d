"""Amounts for some time and as they are now, and how to find something out: the sentence that goes first."""

import pytest

from qa.question import read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.subjects import put_rates_first, put_ways_first
from tests.conftest import make_article

FEES = [
    "验船每次收费200元。",
    "泊位费每条船每年360元。",
    "从2025年1月1日起，泊位费调整为每年300元。",
    "船证自己查询即可。",
]


def first_of(arrange, question: str) -> str:
    text = "".join(FEES)
    article = make_article("a", text, title="码头收费")
    scored = [
        Scored(Candidate(article, 1, text.index(fee), text.index(fee) + len(fee), 0), 1 - at / 10)
        for at, fee in enumerate(FEES)
    ]
    return arrange(read_question(question), scored)[0].candidate.text


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("码头一年要交多少钱", 1),
        ("码头现在一年要交多少钱", 2),
        ("码头每次要交多少钱", 0),
        ("码头要交多少钱", 0),
        ("码头一年有什么活动", 0),
    ],
)
def test_amount_for_the_time_asked_about_goes_first(question: str, first: int) -> None:
    assert first_of(put_rates_first, question) == FEES[first]


@pytest.mark.parametrize(("question", "first"), [("怎么查船是哪年造的", 3), ("船是哪年造的", 0)])
def test_way_to_find_out_goes_first(question: str, first: int) -> None:
    assert first_of(put_ways_first, question) == FEES[first]
