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
        ("参加评审的一级裁判有53人，二级裁判16人。", "评审共有裁判69人，其中一级裁判16人、二级裁判53人。"),
        ("紫皮蒜辣味重但不耐存，白皮蒜味淡而耐存。", "白皮蒜辣味重但不耐存，紫皮蒜味淡、耐存，独头蒜最贵。"),
        ("东仓查出陈米12袋，西仓查出80袋。", "从东仓搜出霉变陈米，清点80袋；从西仓搜出霉变陈米，清点12袋。"),
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
        ("东仓查出陈米80袋，西仓查出12袋。", "从东仓搜出霉变陈米，清点80袋；从西仓搜出霉变陈米，清点12袋。"),
        ("田禾又借了15万元，借条写明共借115万元。", "田禾再次借款15万元。年底的借条写明田禾借款115万元。"),
    ],
)
def test_the_same_pairs_in_another_order_are_not(statement: str, quote: str) -> None:
    assert not is_crossed_over(read_claim(statement), [read_claim(quote)])
