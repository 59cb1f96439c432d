"""The sentence that tells what is asked where the best one only comes near it."""

import pytest

from qa.question import read_question
from qa.reader.beside import arrange_beside
from qa.reader.candidates import Candidate, Scored
from tests.conftest import make_article

FEES = [
    "验船每次收费200元。",
    "泊位费每条船每年360元。",
    "从2025年1月1日起，泊位费调整为每年300元。",
    "过去的标准是一年420元。",
    "船证自己查询即可。",
]
TOTALS = ["截至2024年底，码头累计接待游客90万人次。", "其中，2024年接待21万人次。", "2023年停航三个月。"]
FIRES = ["6月3日，渡船在江心突然停住。", "船长请乘客穿上救生衣。", "直接原因是舵链断裂。", "码头因此停航三天。"]
CENSUS = ["渔政站用两年时间数清了江里的鱼。", "方法是在每个河湾下网一夜，第二天清点后放回。", "具体时间由站里定。"]


def first_of(sentences: list[str], question: str) -> str:
    text = "".join(sentences)
    article = make_article("a", text, title="码头")
    scored = [
        Scored(Candidate(article, 1, text.index(each), text.index(each) + len(each), 0), 1 - at / 10)
        for at, each in enumerate(sentences)
    ]
    return arrange_beside(read_question(question), scored)[0].candidate.text


@pytest.mark.parametrize(
    ("sentences", "question", "first"),
    [
        (FEES, "码头一年要交多少钱", 1),
        (FEES, "码头现在一年要交多少钱", 2),
        (FEES, "泊位以前一年交多少钱", 3),
        (FEES, "码头每次要交多少钱", 0),
        (FEES, "码头要交多少钱", 0),
        (FEES, "码头一年有什么活动", 0),
        (FEES, "怎么查船是哪年造的", 4),
        (FEES, "船是哪年造的", 0),
        (TOTALS, "2024年码头接待多少人次", 1),
        (TOTALS, "截至2024年底码头接待多少人次", 0),
        (TOTALS, "码头累计接待多少人次", 0),
        (FIRES, "渡船为什么停住了", 2),
        (FIRES, "渡船什么时候停住的", 0),
        (FIRES[3:] + FIRES[:3], "码头为什么停航", 0),
        (CENSUS, "江里的鱼是怎么数的", 1),
        (CENSUS, "江里的鱼数了多久", 0),
    ],
)
def test_sentence_that_tells_what_is_asked_goes_first(sentences: list[str], question: str, first: int) -> None:
    assert first_of(sentences, question) == sentences[first]
