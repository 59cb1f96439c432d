"""Items, rows and sentences are told apart by a character of the question that one of them alone has."""

import pytest

from index.article import Article, Paragraph
from qa.question import read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.told_apart import count_own_characters, only_one_meant, put_own_first

ITEMS = ("自行拆卸或改装", "瓶身玻璃摔裂", "使用其他底座造成的损坏")


@pytest.mark.parametrize(
    ("asked", "counts", "meant"),
    [
        ("水瓶摔碎了保修吗", [0, 2, 0], 1),
        ("自己拆开了还保修吗", [2, 0, 0], 0),
        ("发票丢了还保修吗", [0, 0, 0], None),
        ("拆了又摔了保修吗", [1, 1, 0], None),
        ("的和了", [0, 0, 0], None),
    ],
)
def test_items_are_told_apart(asked: str, counts: list[int], meant: int | None) -> None:
    question = read_question(asked)
    assert count_own_characters(question.words, ITEMS) == counts
    assert only_one_meant(question, ITEMS) == meant


@pytest.mark.parametrize(
    ("asked", "shares", "first"),
    [
        ("服清岚颗粒能喝酒吗", (1.0, 0.6, 0.1), 1),
        ("服清岚颗粒能喝酒吗", (1.0, 0.2, 0.1), 0),
        ("清岚颗粒孕妇能用吗", (1.0, 0.6, 0.5), 0),
        ("清岚颗粒怎么样", (1.0, 0.6, 0.5), 0),
    ],
)
def test_sentence_nearly_as_likely_goes_first_by_its_own_character(
    asked: str, shares: tuple[float, ...], first: int
) -> None:
    lines = ("禁忌：孕妇禁用。", "忌烟酒及辛辣食物。", "清岚颗粒每袋5克。")
    article = Article("a", "清岚颗粒说明书", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(lines, 1)))
    scored = [
        Scored(Candidate(article, n, 0, len(t), 0), share)
        for n, (t, share) in enumerate(zip(lines, shares, strict=True), 1)
    ]
    assert put_own_first(read_question(asked), scored)[0].candidate.text == lines[first]
