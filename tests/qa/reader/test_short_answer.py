"""The short answer is the value of the thing that the question names."""

import pytest

from index.article import Article, Paragraph
from qa.question import read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.short_answer import find_short_answer


@pytest.mark.parametrize(
    ("asked", "text", "marked", "short"),
    [
        ("R5多少钱", "R5售价1200元，R5 Pro售价1800元。", "1800元", "1200元"),
        ("R5 Pro多少钱", "R5售价1200元，R5 Pro售价1800元。", "1200元", "1800元"),
        ("R5能用多久", "满电时R5用9小时，R5 Pro用14小时。", "14小时", "14小时"),
        ("R5多重", "参数：重量；R5：190克；R5 Pro：240克", "240克", "190克"),
        ("R5 Pro多重", "参数：重量；R5：190克；R5 Pro：240克", "190克", "240克"),
        ("飞鱼队捐了多少本书", "海豹队捐书18本，飞鱼队捐书15本。", "18本", "15本"),
        ("两队捐了多少本书", "海豹队捐书18本，飞鱼队捐书15本。", "18本", "18本"),
        ("飞鱼队捐了多少本书", "海豹队捐书18本，飞鱼队借走15次。", "18本", "18本"),
        ("水管坏了谁修", "自然损坏由出租方负责维修。", "出租方", "出租方"),
    ],
)
def test_value_of_the_thing_named(asked: str, text: str, marked: str, short: str) -> None:
    candidate = Candidate(Article("a", "", None, "", "", "", (Paragraph(1, text),)), 1, 0, len(text), 0)
    start = text.index(marked)
    span = find_short_answer(read_question(asked), Scored(candidate, 1.0, (start, start + len(marked))))
    assert span is not None
    assert text[slice(*span)] == short


@pytest.mark.parametrize(
    ("asked", "text", "marked", "short"),
    [
        (
            "松烟墨业2023年卖了多少箱墨",
            "售墨41万箱，上年同期为28万箱；售砚3万件，上年同期为2万件。",
            "41万箱",
            "28万箱",
        ),
        ("松烟墨业2023年卖了多少件砚", "售墨41万箱，上年同期为28万箱；售砚3万件，上年同期为2万件。", "3万件", "2万件"),
        (
            "松烟墨业2023年上半年卖了多少件砚",
            "2024年上半年售墨41万箱，上年同期为28万箱；售砚3万件，上年同期为2万件。",
            "3万件",
            "2万件",
        ),
        ("松烟墨业2024年卖了多少箱墨", "售墨41万箱，上年同期为28万箱。", "41万箱", "41万箱"),
    ],
)
def test_figure_of_the_year_before(asked: str, text: str, marked: str, short: str) -> None:
    article = Article("a", "松烟墨业2024年年报", None, "", "", "", (Paragraph(1, text),))
    start = text.index(marked)
    found = Scored(Candidate(article, 1, 0, len(text), 0), 1.0, (start, start + len(marked)))
    span = find_short_answer(read_question(asked), found)
    assert span is not None
    assert text[slice(*span)] == short
