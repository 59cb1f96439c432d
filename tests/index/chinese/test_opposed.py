"""Acts, ends, bounds, sums and figures that shut one another out, and what only looks as if it did."""

import pytest

from index.chinese.opposed import (
    only_change,
    only_planned,
    other_act,
    other_bound,
    other_column,
    other_deputy,
    other_direction,
    other_end,
    other_fee,
    other_figure,
    other_group,
    other_kin,
    other_rate,
    other_recipient,
    other_reign,
    other_sum,
    told_before,
)

ACTS = [
    ("会馆章程什么时候通过的", "本章程自5月1日起施行。", "", True),
    ("会馆章程什么时候通过的", "本章程5月1日经大会审议通过，即日施行。", "", False),
    ("怎么删除相册", "按加号新建相册。", "", True),
    ("渡口哪年竣工", "渡口1998年动工。", "", True),
    ("渡口哪年开工", "渡口1998年动工，2001年建成。", "", False),
    ("渡口哪年竣工", "历时三年，于2001年正式开工后的第三个春天。", "渡口竣工仪式", False),
    ("可以续租吗", "承租人不得转租。", "", True),
    ("哪年去世", "生于1901年。", "", True),
    ("怎么报名", "通过公众号报名。", "", False),
    ("报名费能退吗", "缴费后概不退还。", "", False),
    ("新规施行当天，渡口的票价多少", "公布的票价为3元。", "", False),
]
ENDS = [
    ("画展什么时候结束", "画展自6月3日起开放，每天9:00至17:00。", True),
    ("画展什么时候结束", "画展6月3日至7月1日开放。", False),
    ("画展几点结束", "画展上午八点开始。", True),
    ("从几号开始收费", "优惠6月3日截止。", True),
    ("从几号开始收费", "6月3日起收费。", False),
]
BOUNDS = [
    ("每月最低存多少", "每月存入的上限为5000元。", True),
    ("每月最低存多少", "每月最低存100元，上限为5000元。", False),
    ("最多能带几个人", "至少三人成团。", True),
    ("最多能带几个人", "每人可带两人。", False),
    ("伤者升至多少人", "另有至少40人受伤。", False),
]
SUMS = [
    ("车位的管理费一个月多少钱", "月租金300元，押金600元。", True),
    ("车位的管理费一个月多少钱", "月租金300元，管理费30元。", False),
    ("车位押金多少", "押金600元。", False),
    ("建筑面积多少", "使用面积45平方米。", True),
    ("面积多少", "使用面积45平方米。", False),
    ("车位的管理费一个月多少钱", "每月300元。", False),
]
PLANNED = [
    ("河堤最终什么时候修好", "河堤原定年底修好。", True),
    ("河堤最终什么时候修好", "原定年底修好的河堤已于6月修好。", False),
    ("河堤什么时候修好", "河堤原定年底修好。", False),
    ("后来有没有把路灯调暗", "研究者建议夜里把路灯调暗。", True),
    ("杂音改善了吗", "厂家说将在后续版本里改善。", True),
    ("最后一班船几点", "预计17点半开出。", False),
]
REIGNS = [
    ("同治年间谁修的塔", "塔建于南宋淳熙五年。", True),
    ("同治年间谁修的塔", "塔建于淳熙五年，同治九年由里人重修。", False),
    ("谁修的塔", "塔建于淳熙五年。", False),
]
FIGURES = [
    ("历史最高水位多少", "当前水位141米，警戒水位143米。", True),
    ("历史最高水位多少", "水位141米，警戒水位143米。", False),
    ("历史最高水位多少", "最高水位145米，警戒水位143米。", False),
]
RATES = [
    ("修一张照片要多少钱", "拍摄每小时只要60元。", True),
    ("修一张照片要多少钱", "拍摄每小时60元，修图每张5元。", False),
    ("拍一小时多少钱", "拍摄每小时60元。", False),
]
CHANGES = [
    ("蚕丝每吨卖多少钱", "蚕丝每吨跌了58元。", True),
    ("蚕丝每吨卖多少钱", "蚕丝每吨跌了58元，跌至900元。", False),
    ("蚕丝每吨跌了多少钱", "蚕丝每吨跌了58元。", False),
    ("蚕丝每吨卖多少钱", "蚕丝每吨900元。", False),
]


RECIPIENTS = [
    ("他捐给博物馆多少册书", "他将300册书捐给青石县图书馆。", True),
    ("他捐给图书馆多少册书", "他将300册书捐给青石县图书馆。", False),
    ("他捐了多少册书", "他将300册书捐给青石县图书馆。", False),
]
YEARS = [
    ("今年哪队第一", "去年第一名是海棠队。", True),
    ("今年哪队第一", "今年第一名是海棠队，去年第一名是云岭队。", False),
    ("去年哪队第一", "去年第一名是海棠队。", False),
    ("今年哪队第一", "海棠队比去年多赢一场，名列第一。", False),
]
DIRECTIONS = [
    ("渡轮的客人为什么变多了", "客流下降主要是因为停航检修。", True),
    ("渡轮的客人为什么变少了", "灯会带动客流增长。", True),
    ("渡轮的客人为什么变多了", "客流上升得益于票价下降。", False),
    ("渡轮的客人为什么变多了", "客流上升的原因是灯会，上周客流下降是因为停航。", False),
    ("渡轮的票价为什么降了", "由于油价回落，票价下调。", False),
    ("渡轮为什么停航", "水位下降是因为上游蓄水。", False),
]
LACKING = [
    (other_group, "学生坐船打几折", "老人乘船八折。", "", True),
    (other_group, "学生坐船打几折", "老人乘船八折。", "学生另有优惠。", False),
    (other_group, "老年人坐船打几折", "老人乘船八折。", "", False),
    (other_group, "八十岁老人能坐滑竿吗", "限12岁至70岁乘坐，未成年人由家长陪同。", "", False),
    (other_kin, "石砚的哥哥做什么", "石砚之弟石墨是医生。", "", True),
    (other_kin, "石砚的弟弟做什么", "石砚之弟石墨是医生。", "", False),
    (other_kin, "石砚的哥哥做什么", "石砚之弟石墨是医生。", "其兄石青务农。", False),
    (other_deputy, "协会副会长任期几年", "会长任期四年。", "", True),
    (other_deputy, "协会副会长任期几年", "会长任期四年。", "副会长协助会长。", False),
    (other_deputy, "协会会长任期几年", "会长任期四年。", "", False),
]


@pytest.mark.parametrize(("way", "asked", "told", "elsewhere", "is_other"), LACKING)
def test_another_where_the_article_lacks_what_is_asked_about(
    way, asked: str, told: str, elsewhere: str, is_other: bool
) -> None:
    assert (way(asked, told, told + elsewhere) is not None) is is_other


@pytest.mark.parametrize(("asked", "told", "around", "is_other"), ACTS)
def test_another_act(asked: str, told: str, around: str, is_other: bool) -> None:
    assert (other_act(asked, told, around) is not None) is is_other


@pytest.mark.parametrize(
    ("way", "asked", "told", "is_other"),
    [
        (way, *case)
        for way, cases in (
            (other_end, ENDS),
            (other_bound, BOUNDS),
            (other_sum, SUMS),
            (other_figure, FIGURES),
            (other_rate, RATES),
            (only_change, CHANGES),
            (other_recipient, RECIPIENTS),
            (told_before, YEARS),
            (only_planned, PLANNED),
            (other_reign, REIGNS),
            (other_direction, DIRECTIONS),
        )
        for case in cases
    ],
)
def test_another_end_bound_sum_or_figure(way, asked: str, told: str, is_other: bool) -> None:
    assert (way(asked, told) is not None) is is_other


def test_another_fee_is_one_where_the_article_lacks_the_fee_asked_about() -> None:
    told = "物业费、取暖费由出租人承担。"
    assert other_fee("网费谁承担", told, told) == ("网费", "物业费")
    assert other_fee("水费谁承担", told, f"水、电费由承租人承担。{told}") is None
    assert other_fee("取暖费谁承担", told, told) is None
    assert other_fee("报名费能退吗", "凭假条全额退费。", "凭假条全额退费。") is None, "退费 is a deed"
    assert other_fee("寄修邮费谁出", "往返运费由厂方负担。", "往返运费由厂方负担。") is None


def test_a_column_is_known_by_year_and_name_together() -> None:
    heads = ("项目", "2024年决算数", "2025年预算数")
    assert other_column("2025年绿化支出决算多少", heads) == ("决算数", "2025年预算数")
    assert other_column("2025年绿化支出预算多少", heads) is None
    assert other_column("2025年绿化支出多少", heads) is None
