"""What somebody says or thinks is told by the sentence that says whose words it holds."""

import pytest

from qa.question import read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.subjects import keep_speakers
from tests.conftest import make_article

FERRY = [
    "船长施望舒说，雾天停航是为了乘客的安全。",
    "去年，码头经理白令根据潮汐表，认为停航早了一个钟头。",
    "“停航让我白等了半天。”",
    "乘客江阿姨说。",
    "“雾散得很快，”渔民老邬说。",
]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("白令认为停航是为什么", 1),
        ("施望舒说为什么停航", 0),
        ("江阿姨觉得停航怎么样", 2),
        ("老邬认为雾散得怎么样", 4),
        ("白令在码头会上怎么说", 1),
        ("港务局认为停航是为什么", 0),
        ("乘客为什么停航", 0),
    ],
)
def test_words_of_whoever_is_asked_about_come_first(question: str, first: int) -> None:
    text = "".join(FERRY)
    article = make_article("a", text, title="轮渡停航")
    starts = [text.index(sentence) for sentence in FERRY]
    order = [0, 3, 1, 2, 4]
    scored = [
        Scored(Candidate(article, 1, starts[n], starts[n] + len(FERRY[n]), 0), 1 - at / 10)
        for at, n in enumerate(order)
    ]
    kept = keep_speakers(read_question(question), scored)
    assert kept[0].candidate.text == FERRY[first]
