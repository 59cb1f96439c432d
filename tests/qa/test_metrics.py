"""The figures of an evaluation, computed by hand on a few answers."""

import pytest

from index.messages import sentence
from qa.answer import Answer, Citation, Quote, Statement, Status, Timings
from qa.batch import AskedQuestion
from qa.evaluation import Asked, Figures, compute_figures, is_right
from tests.conftest import make_article


def answered(*statements: str, articles: tuple[str, ...] = (), ms: float = 100) -> Answer:
    """Return an answer of these statements, each citing the article at its place, the last article from there on."""
    citations = []
    for number, article_id in enumerate(articles, 1):
        text = statements[min(number, len(statements)) - 1]
        citations.append(Citation(number, Quote(make_article(article_id, text), 1, 0, len(text))))
    shown = tuple(Statement(text, ()) for text in statements)
    return Answer("q", Status.ANSWERED, shown, tuple(citations), (), None, Timings(0, 0, ms))


def refused(ms: float = 100) -> Answer:
    return Answer("q", Status.NO_EVIDENCE, (), (), (), sentence("没有找到。"), Timings(0, 0, ms))


LENGTH = AskedQuestion("1", "桥长多少米？", (("820米", "八百二十米"),), ("bridge", "copy"))
BOTH = AskedQuestion("2", "哪天通车，多长？", (("5月1日",), ("820米",)), ("bridge",))
UNKNOWN = AskedQuestion("3", "水库里有什么鱼？")
UNLOCATED = AskedQuestion("4", "谁写的？", (("林小雨",),))


@pytest.mark.parametrize(
    ("question", "answer", "right"),
    [
        (LENGTH, answered("全长820米。"), True),
        (LENGTH, answered("全长八百二十米。"), True),
        (LENGTH, answered("全长很长。"), False),
        (LENGTH, refused(), False),
        (BOTH, answered("5月1日通车。", "全长820米。"), True),
        (BOTH, answered("5月1日通车。"), False),
    ],
)
def test_answer_is_right_when_every_fact_stands_in_it(question: AskedQuestion, answer: Answer, right: bool) -> None:
    assert is_right(Asked(question, answer, ())) is right


def test_refusal_that_repeats_a_fact_is_not_right() -> None:
    answer = Answer("q", Status.NO_EVIDENCE, (), (), (), sentence("没有找到820米。"), Timings(0, 0, 1))
    assert not is_right(Asked(LENGTH, answer, ()))


def test_figures_by_hand() -> None:
    asked = [
        Asked(LENGTH, answered("全长820米。", articles=("copy", "other"), ms=100), ("other", "copy", "bridge")),
        Asked(BOTH, answered("5月1日通车。", "全长820米。", articles=("bridge",), ms=200), ("bridge",)),
        Asked(BOTH, refused(ms=300), ("a", "b", "c", "d", "e", "bridge")),
        Asked(LENGTH, answered("全长很长。", articles=("other",), ms=400), ("other",)),
        Asked(UNLOCATED, answered("林小雨写的。", ms=500), ("x",)),
        Asked(UNKNOWN, refused(ms=600), ("x",)),
        Asked(UNKNOWN, answered("鲤鱼。", ms=700), ("x",)),
    ]
    assert compute_figures(asked) == Figures(
        questions=7,
        answerable=5,
        hit_1=1 / 4,  # of the four that name their articles: bridge first
        hit_5=2 / 4,
        mrr_10=(1 / 2 + 1 + 1 / 6 + 0) / 4,
        accuracy=3 / 5,
        first_accuracy=2 / 5,  # the two facts of the second stand in two statements
        citation_precision=2 / 4,
        citation_recall=2 / 4,
        right_source=1.0,
        mean_answer_chars=(
            len("全长820米。") + len("5月1日通车。全长820米。") + len("全长很长。") + len("林小雨写的。")
        )
        / 4,
        refusal=1 / 2,
        false_refusal=1 / 5,
        p50_ms=400.0,
        p95_ms=pytest.approx(670.0),
    )


def test_first_accuracy_looks_at_the_first_sentence_only() -> None:
    inside = Asked(LENGTH, answered("大桥通车了。全长820米。"), ())
    assert compute_figures([inside]).first_accuracy == 0.0
    assert compute_figures([inside]).accuracy == 1.0


def test_figure_that_no_question_can_show_is_none() -> None:
    figures = compute_figures([Asked(UNKNOWN, refused(), ())])
    assert (figures.accuracy, figures.hit_1, figures.citation_precision, figures.right_source) == (None,) * 4
    assert (figures.refusal, figures.false_refusal, figures.mean_answer_chars) == (1.0, None, None)


def test_figures_by_name() -> None:
    assert list(compute_figures([Asked(UNKNOWN, refused(), ())]).as_dict())[:2] == ["questions", "answerable"]
