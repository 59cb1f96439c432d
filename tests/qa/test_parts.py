"""Questions that ask for several things are taken apart; all others stay whole."""

import pytest

from qa.parts import read_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("青岚县和禾阳县的PM2.5浓度分别是多少？", ["青岚县的PM2.5浓度是多少？", "禾阳县的PM2.5浓度是多少？"]),
        (
            "参加课后服务的学生，青岚县和禾阳县各有多少？",
            ["参加课后服务的学生，青岚县有多少？", "参加课后服务的学生，禾阳县有多少？"],
        ),
        ("青岚和禾阳的优良天数哪个多？", ["青岚的优良天数有多少", "禾阳的优良天数有多少"]),
        ("澜青大桥合龙和通车分别是哪天？", ["澜青大桥合龙是哪天？", "澜青大桥通车是哪天？"]),
        ("澄青大桥什么时候通车？梨花节什么时候开幕？", ["澄青大桥什么时候通车？", "梨花节什么时候开幕？"]),
        ("早樱路改造和晚枫路改造各花费多少？", ["早樱路改造花费多少？", "晚枫路改造花费多少？"]),
        ("西装和羊毛大衣干洗各多少钱", ["西装干洗多少钱", "羊毛大衣干洗多少钱"]),
        ("月湖的电话和地址是多少", ["月湖的电话是多少", "月湖的地址是多少"]),
        ("杏雨茶坊创始人是谁，总部在哪", ["杏雨茶坊创始人是谁？", "杏雨茶坊 总部在哪？"]),
        ("晚枫路和早樱路哪条更长？", ["晚枫路全长多少米", "早樱路全长多少米"]),
        ("晚枫路长还是早樱路长", ["晚枫路全长多少米", "早樱路全长多少米"]),
        ("青岚县几号开始供暖，几号停？", ["青岚县几号开始供暖？", "青岚县 几号停？"]),
    ],
)
def test_parts(question: str, parts: list[str]) -> None:
    assert list(read_parts(question).questions) == parts


@pytest.mark.parametrize(
    "question",
    [
        "谁主持了会议？",
        "会议和活动是谁组织的？",
        "哪些县开展了课后服务？",
        "",
        "，，，",
        "和",
        "分别",
        "张三说了什么，在会上",
        "教育和体育局搬到哪了",
        "甲公司和乙公司是什么关系",
    ],
)
def test_simple_question_stays_whole(question: str) -> None:
    assert read_parts(question).questions == (question,)
