"""What a ruling orders to be paid is told by its items."""

import pytest

from index.article import Article
from qa.question import WordWeights, read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.law import orders_sum_asked, put_orders_first
from tests.conftest import make_article

LINES = (
    "申请人桑青请求支付赔偿金90000元。",
    "经评估，设备损失为61000元。",
    "裁决如下：一、被申请人支付桑青赔偿金48000元；",
    "二、驳回其他请求。",
    "仲裁费800元由双方各半。",
)
RULING = make_article("ruling", "\n".join(LINES), title="雁北仲裁委员会裁决书")
WEIGHTS = WordWeights({"仲裁": 0.5, "公司": 0.3, "赔": 0.2})


def _scored(article: Article, shares: tuple[float, ...]) -> list[Scored]:
    return [
        Scored(Candidate(article, p.number, 0, len(p.text), 0), share)
        for p, share in zip(article.paragraphs, shares, strict=True)
    ]


@pytest.mark.parametrize("question", ["仲裁最后判公司赔多少", "桑青的案子裁决赔了多少钱"])
def test_item_that_orders_a_sum_comes_first(question: str) -> None:
    kept = put_orders_first(read_question(question), _scored(RULING, (1.0, 0.9, 0.3, 0.1, 0.2)))
    assert kept[0].candidate.text == LINES[2]
    assert orders_sum_asked(read_question(question), WEIGHTS, kept)


@pytest.mark.parametrize("question", ["桑青请求赔多少", "设备损失多少钱", "提前退租赔多少"])
def test_order_stays_where_no_ruling_is_asked_for(question: str) -> None:
    scored = _scored(RULING, (1.0, 0.9, 0.3, 0.1, 0.2))
    assert put_orders_first(read_question(question), scored) == scored
    assert not orders_sum_asked(read_question(question), WEIGHTS, scored[2:])


def test_one_of_two_rulings_settles_nothing() -> None:
    other = make_article("other", "判决如下：被告赔偿原告70000元。", title="月湖法院判决书")
    scored = [*_scored(RULING, (1.0, 0.9, 0.3, 0.1, 0.2)), *_scored(other, (0.5,))]
    asked = read_question("最后判赔了多少")
    assert not orders_sum_asked(asked, WEIGHTS, put_orders_first(asked, scored))


def test_ruling_of_another_court_settles_nothing() -> None:
    asked = read_question("南屏法院判赔多少")
    kept = put_orders_first(asked, _scored(RULING, (1.0, 0.9, 0.3, 0.1, 0.2)))
    assert not orders_sum_asked(asked, WordWeights({"南屏": 0.6, "法院": 0.2, "赔": 0.2}), kept)


def test_ruling_about_something_else_settles_nothing() -> None:
    asked = read_question("矿难案法院判赔多少")
    kept = put_orders_first(asked, _scored(RULING, (1.0, 0.9, 0.3, 0.1, 0.2)))
    assert not orders_sum_asked(asked, WordWeights({"矿难": 0.8, "赔": 0.2}), kept)
