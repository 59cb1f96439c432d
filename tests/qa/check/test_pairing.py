"""What the quotes pair stays paired: two parts of a statement may not exchange what is told of each."""

import pytest

from qa.check.claim import read_claim
from qa.check.pairing import is_crossed_over

PRIZES = "合唱比赛设金奖三个、银奖五个、优秀奖十二个。"
BULBS = "电热丝把大部分电能变成热量，发光管把大部分电能变成光线。"


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("合唱比赛设金奖五个、银奖三个。", PRIZES),
        ("电热丝产出光线，发光管产出热量。", BULBS),
        ("话剧由白露执导、田禾编剧。", "话剧由田禾执导、白露编剧。"),
        ("初诊患者直接上楼候诊，复诊患者先去建档。", "复诊患者直接上楼候诊，初诊患者先去建档。"),
        ("白露、田禾三月入股，高蓓、韩露随后退出。", "白露、田禾三月退出，高蓓、韩露入股。"),
    ],
)
def test_exchanged_pairs_are_found(statement: str, quote: str) -> None:
    assert is_crossed_over(read_claim(statement), [read_claim(quote)])


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("合唱比赛设银奖五个、金奖三个。", PRIZES),
        ("发光管产出光线，电热丝产出热量。", BULBS),
        ("白露编剧、田禾执导的话剧上演。", "话剧由田禾执导、白露编剧。"),
        ("三月，白露、田禾退出。", "白露、田禾三月退出，高蓓、韩露入股。"),
        ("复诊患者不用建档，初诊患者要先建档。", "复诊患者直接上楼候诊，初诊患者先去建档。"),
    ],
)
def test_the_same_pairs_in_another_order_are_not(statement: str, quote: str) -> None:
    assert not is_crossed_over(read_claim(statement), [read_claim(quote)])
