"""What is put in the place of something else: two sides, what fills a place, whose amount it is."""

import pytest

from qa.check.claim import read_claim
from qa.check.flaws import Ground, find_signs


def signs(statement: str, quote: str, context: str = "") -> frozenset[str]:
    return find_signs(read_claim(statement), Ground((read_claim(quote),), context, (None,))).found


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("贺知远将柳荫街12号房屋出租给林素云。", "林素云将柳荫街12号房屋出租给贺知远。"),
        ("山鹰队战胜海鹭队夺冠。", "海鹭队以3比1战胜山鹰队夺冠。"),
        ("法院判令方启明赔偿顾小满修理费。", "法院判令顾小满赔偿方启明修理费。"),
    ],
)
def test_sides_turned_about_are_found(statement: str, quote: str) -> None:
    assert "turned-about" in signs(statement, quote)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("山鹰队被海鹭队战胜。", "海鹭队战胜山鹰队。"),
        ("战胜山鹰队的是海鹭队。", "海鹭队战胜山鹰队。"),
        ("海鹭队与山鹰队进行了决赛。", "山鹰队与海鹭队进行了决赛。"),
        ("冠军是海鹭队。", "海鹭队是冠军。"),
    ],
)
def test_the_same_sides_in_other_words_are_not(statement: str, quote: str) -> None:
    assert "turned-about" not in signs(statement, quote)


def test_another_one_in_the_place_of_the_one_is_found() -> None:
    assert "filled-otherwise" in signs("案件受理费由原告方启明负担。", "案件受理费由被告顾小满负担。")
    assert "filled-otherwise" not in signs("案件受理费由顾小满负担。", "案件受理费由被告顾小满负担。")
    assert "filled-otherwise" in signs("河北选送了三部话剧。", "北京选送了三部话剧。")
    assert "filled-otherwise" not in signs("北京市选送了三部话剧。", "北京选送了三部话剧。")


def test_amount_of_what_stands_beside_it_is_found() -> None:
    quote = "标准版尘盒容量400毫升，尊享版尘盒容量600毫升。"
    assert "amount-of-next" in signs("标准版的尘盒容量是600毫升。", quote)
    assert "amount-of-next" not in signs("尊享版的尘盒容量是600毫升。", quote)


def test_clauses_that_differ_in_a_denial_only_are_found() -> None:
    assert "denied-otherwise" in signs("乙方可不在夜间施工。", "乙方可在夜间施工。")
    assert "denied-otherwise" not in signs("乙方在夜间可施工。", "乙方可在夜间施工。")


def test_condition_without_its_bound_is_dropped() -> None:
    quote = "乙方逾期支付租金超过15日的，甲方有权解除合同。"
    assert "condition-dropped" in signs("乙方只要逾期支付租金，甲方就有权解除合同。", quote)
    assert "condition-dropped" not in signs("乙方逾期超过15日支付租金，甲方有权解除合同。", quote)


def test_number_of_a_name_that_the_article_uses_is_no_amount() -> None:
    assert "amount-unknown" not in signs("晴川S3充电4小时。", "扫地机器人充电4小时。", "晴川s3说明书")
    assert "amount-unknown" in signs("晴川S5充电4小时。", "扫地机器人充电4小时。", "晴川s3说明书")


def test_sum_that_the_same_words_give_another_amount_of_is_not_worked_out() -> None:
    assert "amount-rival" in signs("前期派出15个工作组，加派3个工作组。", "前期派出12个工作组，加派3个工作组。")
    assert "amount-rival" not in signs("共派出15个工作组。", "前期派出12个工作组，加派3个工作组。")


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("调解之后，方某向顾某出具了借条。", "调解之后，顾某向方某出具了借条。"),
        ("二号井的井深大于一号井的井深。", "测得一号井的井深大于二号井的井深。"),
        ("蓝厂是柳坪镇最大的买主。", "据镇长说，柳坪镇是蓝厂最大的买主。"),
    ],
)
def test_two_parts_that_have_changed_places_are_found(statement: str, quote: str) -> None:
    assert "exchanged" in signs(statement, quote)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("顾某与方某签了和解书。", "方某与顾某签了和解书。"),
        ("馆长是方启明。", "方启明是馆长。"),
        ("海鹭队3比1获胜。", "海鹭队1比3落败后又3比1获胜。"),
        ("票价从20元降至30元。", "票价从30元降至20元。"),  # figures are told apart by themselves
    ],
)
def test_parts_named_side_by_side_have_no_places(statement: str, quote: str) -> None:
    assert "exchanged" not in signs(statement, quote)


def test_the_end_of_a_period_is_not_told_of_another() -> None:
    quote = "渡口3月6日8时起停航，5月6日18时恢复，货船不在此列。"
    assert "amount-of-next" not in signs("渡口停航从3月6日8时到5月6日18时。", quote)


SHIPS = "船队有货轮412艘，其中冷藏船96艘，其余由石港代管。"


@pytest.mark.parametrize("statement", ["船队有冷藏船412艘。", "船队有货轮412艘，其中石港代管96艘。"])
def test_the_amount_of_a_part_is_not_that_of_the_whole_or_of_another(statement: str) -> None:
    assert "part-confused" in signs(statement, SHIPS)


@pytest.mark.parametrize(
    "statement",
    ["船队有货轮412艘。", "船队的冷藏船有96艘。", "412艘货轮中，冷藏船有96艘。", "船队有货轮412艘，冷藏船占96艘。"],
)
def test_whole_and_part_with_their_own_amounts_are_not_confused(statement: str) -> None:
    assert "part-confused" not in signs(statement, SHIPS)
