"""The row of a table that has the most or the least of what is asked."""

import pytest

from index.chinese.folding import fold_text
from qa.question import WordWeights, read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.extremes import find_extreme
from tests.conftest import make_article

ROWS = (
    "套餐：晨光；价格（元）：18；时长：90分钟；人数：4",
    "套餐：午后；价格（元）：32；时长：2小时；人数：6",
    "套餐：星夜；价格（元）：32；时长：50分钟；人数：2",
)
ARTICLE = make_article("tea", "\n".join(ROWS), title="茶馆套餐")
WEIGHTS = WordWeights({"套餐": 0.6, "茶馆": 0.4})


def _extreme(question: str, weights: WordWeights = WEIGHTS) -> tuple[list[str], str]:
    last = ARTICLE.paragraphs[-1]
    best = Scored(Candidate(ARTICLE, last.number, 0, len(last.text), 0), 1.0)
    chosen, reason = find_extreme(read_question(question), weights, [best])
    return [item.candidate.text for item in chosen], reason


@pytest.mark.parametrize(
    ("question", "rows", "reason"),
    [
        ("茶馆哪个套餐最便宜", [ROWS[0]], "价格（元）最低"),
        ("茶馆最贵的套餐是哪个", [ROWS[1], ROWS[2]], "价格（元）最高"),
        ("茶馆哪个套餐时长最长", [ROWS[1]], "时长最高"),
        ("茶馆哪个套餐用的时间最久", [ROWS[1]], "时长最高"),
        ("茶馆人数最少的套餐", [ROWS[2]], "人数最低"),
    ],
)
def test_row_with_the_most_or_the_least(question: str, rows: list[str], reason: str) -> None:
    assert _extreme(question) == (rows, reason)


@pytest.mark.parametrize("question", ["茶馆哪个套餐好", "茶馆套餐最多坐几人", "茶馆哪个套餐最大"])
def test_nothing_is_chosen_where_none_is_asked_for_or_several_columns_may_be_meant(question: str) -> None:
    assert _extreme(question) == ([], "")


def test_table_about_something_else_tells_nothing() -> None:
    assert _extreme("哪座山最高", WordWeights({fold_text("山"): 1.0})) == ([], "")
