"""Who did something is told by the sentence that says by whom, a firm as well as a person."""

import pytest

from qa.question import WordWeights, read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.subjects import keep_doers, tells_doer_asked
from tests.conftest import make_article

LINES = (
    "栈道管理员罗守一每天来回走两趟。",
    "栈道由北岭交通工程公司承建，江北设计院设计，去年十月动工。",
    "栈道落成那天的歌会由县文化馆主办。",
)
ARTICLE = make_article("walk", "\n".join(LINES), title="北岭栈道开放")
SCORED = [
    Scored(Candidate(ARTICLE, p.number, 0, len(p.text), 0), share)
    for p, share in zip(ARTICLE.paragraphs, (1.0, 0.01, 0.02), strict=True)
]
WEIGHTS = WordWeights({"北岭": 0.6, "栈道": 0.4})


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("北岭栈道谁修的", 1),
        ("北岭栈道是哪家公司建的", 1),
        ("北岭栈道谁设计的", 1),
        ("北岭栈道歌会谁办的", 2),
    ],
)
def test_sentence_that_says_by_whom_is_kept_alone(question: str, told: int) -> None:
    kept = keep_doers(read_question(question), SCORED)
    assert [item.candidate.text for item in kept] == [LINES[told]]
    assert tells_doer_asked(read_question(question), WEIGHTS, kept)


@pytest.mark.parametrize("question", ["北岭栈道谁来回走", "北岭栈道坏了谁修", "北岭栈道怎么修的"])
def test_other_questions_are_left_alone(question: str) -> None:
    assert keep_doers(read_question(question), SCORED) == SCORED
    assert not tells_doer_asked(read_question(question), WEIGHTS, SCORED)


def test_another_thing_is_not_settled() -> None:
    question = read_question("南岗索道谁修的")
    assert not tells_doer_asked(question, WordWeights({"南岗": 0.6, "索道": 0.4}), keep_doers(question, SCORED))
    assert not tells_doer_asked(read_question("谁修的"), WordWeights({}), keep_doers(question, SCORED))
