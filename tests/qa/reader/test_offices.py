"""Who holds an office, and what a relative is called: the sentence that names them."""

import pytest

from qa.question import WordWeights, read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.subjects import put_holders_first, tells_kin_asked
from tests.conftest import make_article

BORN = "石砚川1952年生于岛上，父亲是渔民。"


@pytest.mark.parametrize(
    ("question", "told", "is_told"),
    [
        ("石砚川的女儿叫什么", "1990年他成婚，育有一女林晓。", True),
        ("石砚川的女儿叫什么", "长女林晓在县城教书。", True),
        ("石砚川的女儿叫什么", "他的徒弟叫林晓，儿子在县城教书。", False),
        ("石砚川的儿子叫什么", "1990年他成婚，育有一女林晓。", False),
        ("汪海的女儿叫什么", "1990年他成婚，育有一女林晓。", False),
    ],
)
def test_relative_is_named(question: str, told: str, is_told: bool) -> None:
    article = make_article("a", f"{BORN}\n{told}", title="石砚川守塔四十年")
    scored = [
        Scored(Candidate(article, paragraph.number, 0, len(paragraph.text), 0), score)
        for paragraph, score in zip(article.paragraphs, (1.0, 0.8), strict=True)
    ]
    asked = read_question(question)
    ordered = put_holders_first(asked, scored)
    assert tells_kin_asked(asked, WordWeights({question[:2]: 0.6, "女儿": 0.4}), ordered) is is_told
    if is_told:
        assert ordered[0].candidate.text == told
