"""Amounts told by tiers: the amount of the tier that a number lies in, none of a neighbour's."""

import pytest

from index.chinese.measures import amount_of_tiers, leaves_out, tiers_asked

AGES = "60至79岁老人每月补30元,80岁以上每月补50元,百岁老人每月补300元。"
RENT = "短租:1至3天每天180元,4至7天每天150元,8天以上每天120元。"
ROW = "项目:洗澡;5公斤以下:50元;5至15公斤:80元"
CARD = "办卡存300元送20元,存800元送80元,存1500元再送200元。"
SHARES = "自付部分2万元至6万元报销55%,6万元至10万元报销65%,10万元以上报销75%。"
PARCEL = "5公斤至10公斤20元,10公斤以上20公斤以下32元,20公斤以上另议。"
REWARD = "查实金额1万元以下奖励500元,1万至10万元奖励5000元,10万元以上奖励2万元。"


@pytest.mark.parametrize(
    ("asked", "told", "amount"),
    [
        ("75岁老人补多少", AGES, "30元"),
        ("85岁拿多少", AGES, "50元"),
        ("102岁拿多少", AGES, "300元"),
        ("50岁拿多少", AGES, None),
        ("租五天每天多少钱", RENT, "150元"),
        ("8公斤的狗洗澡多少钱", ROW, "80元"),
        ("20公斤的狗洗澡多少钱", ROW, None),
        ("查实5万元奖励多少", REWARD, "5000元"),
        ("存800送多少", CARD, "80元"),
        ("存1000送多少", CARD, None),
        ("自付3万报多少", SHARES, "55%"),
        ("自付5000报多少", SHARES, None),
        ("寄15公斤多少钱", PARCEL, "32元"),
        ("寄30公斤多少钱", PARCEL, None),
        ("买50元的菜运费多少", "单笔满68元免运费,不满收取8元。", "8元"),
        ("买100元的菜运费多少", "单笔满68元免运费,不满收取8元。", None),
        ("寄1公斤运费多少", "满3公斤包邮,不足的收6元。", "6元"),
        ("第三级水价多少", "分三级计价:第一级每方2元;第二级每方3元;第三级每方5元。", "5元"),
    ],
)
def test_amount_is_that_of_the_tier_asked_for(asked: str, told: str, amount: str | None) -> None:
    tiers = tiers_asked(asked, told)
    assert tiers is not None
    span = amount_of_tiers(tiers, (), told)
    assert (told[slice(*span)] if span else None) == amount


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("一共多少钱", AGES),
        ("2023年补了多少", AGES),
        ("200人参加的比赛奖金多少", "200人参加,评出一等奖3人,奖金500元。"),
        ("8公斤的狗多少钱", "本院营业。"),
        ("存1000送多少", "年卡1880元。"),
        ("k3的热线是多少", "热线400-881-2090,9:00至18:00。"),
    ],
)
def test_no_tiers_where_the_question_or_the_sentence_has_none(asked: str, told: str) -> None:
    assert tiers_asked(asked, told) is None


@pytest.mark.parametrize(
    ("asked", "told", "is_left_out"),
    [
        ("存1000送多少", CARD, True),
        ("存800送多少", CARD, False),
        ("存1000送多少", "存500元送30元。", True),
        ("50岁拿多少", AGES, True),
        ("50岁的门票多少钱", "60至69岁半价,70岁以上免票,其余每人20元。", False),
        ("50岁的门票多少钱", "60岁以上免票。", False),
        ("一共送多少", CARD, False),
    ],
)
def test_number_lies_in_none_of_the_tiers(asked: str, told: str, is_left_out: bool) -> None:
    assert leaves_out(asked, told) == is_left_out
