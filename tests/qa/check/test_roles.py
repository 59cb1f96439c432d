"""Who does what to whom, causes and conditions: rules as data, each with what is turned about and what is the same."""

import tomllib

import pytest

from qa.check.claim import read_claim
from qa.check.flaws import Ground, find_signs
from tests.conftest import ROOT

ROLES = tomllib.loads((ROOT / "index/chinese/statements/roles.toml").read_text(encoding="utf-8"))
CAUSE, CONDITION = ROLES["cause"], ROLES["condition"]
EXAMPLES = {
    "swapped": (ROLES["swapped"], ROLES["same"]),
    "cause-turned": (CAUSE["turned"], CAUSE["kept"]),
    "condition-dropped": (CONDITION["dropped"], CONDITION["kept"]),
    "cause-other": (ROLES["named_cause"]["other"], ROLES["named_cause"]["same"]),
    "condition-left-out": (CONDITION["left_out"], CONDITION["kept_in"]),
}
"""By sign, the pairs of statement and quote that it must find and those it must not."""


def signs(statement: str, quote: str) -> frozenset[str]:
    return find_signs(read_claim(statement), Ground((read_claim(quote),), "", (None,))).found


@pytest.mark.parametrize("sign", EXAMPLES)
def test_examples_of_the_data(sign: str) -> None:
    wrong, same = EXAMPLES[sign]
    assert [pair for pair in wrong if sign not in signs(*pair)] == []
    assert [pair for pair in same if sign in signs(*pair)] == []


DUTIES = "班主任负责填写评语，学科教师负责登记成绩。"
VERSIONS = "标准版售价2999元，含一年质保；尊享版售价3999元，含三年质保。"
ROUNDS = "预赛于6月3日在东院操场举行，决赛于6月17日在体育馆举行。"


@pytest.mark.parametrize(
    ("statement", "quote", "sign"),
    [
        ("班主任负责登记成绩。", DUTIES, "of-another"),
        ("标准版含三年质保。", VERSIONS, "amount-of-another"),
        ("决赛于6月3日在体育馆举行。", ROUNDS, "amount-of-another"),
    ],
)
def test_what_is_said_of_another_is_found(statement: str, quote: str, sign: str) -> None:
    assert sign in signs(statement, quote)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("成绩由学科教师登记。", DUTIES),
        ("登记成绩的是学科教师。", DUTIES),
        ("尊享版3999元，质保三年。", VERSIONS),
        ("决赛6月17日在体育馆举行。", ROUNDS),
        ("大桥全长800米。", "大桥于2021年通车，全长800米。"),
    ],
)
def test_what_is_said_of_the_same_is_not(statement: str, quote: str) -> None:
    assert not signs(statement, quote) & {"of-another", "amount-of-another", "swapped", "crossed"}


def test_a_clause_with_only_the_subject_tells_no_amount_of_another() -> None:
    quote = "石港码头工人7月11日起停工，7月19日与公司谈妥，7月20日复工。"
    assert "amount-of-another" not in signs("码头工人7月11日停工，7月20日恢复工作。", quote)
