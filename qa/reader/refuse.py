"""Refuse before answering: say why the question is not answered, and what was searched."""

from index.snapshot import Snapshot
from qa.question.analysis import Question
from qa.reader.overlap import WordWeights

LEAST_OVERLAP_SCORE = 0.45
"""Least score of the best sentence without the reader model (qa/reader/overlap_scorer.py). See docs/retrieval.md."""


def explain_refusal(snapshot: Snapshot, question: Question, weights: WordWeights, *, is_enough: bool) -> str:
    """Return why this question is not answered, one sentence that says what was searched; '' where it can be."""
    count = snapshot.article_count()
    if not question.text:
        return "请输入一个问题。"
    if count == 0:
        return "资料库里还没有文章，请先添加文章。"
    if not weights.weights:
        return f"这个问题里没有可以检索的内容，请换一种问法{say_searched(count)}。"
    if not is_enough:
        return f"这些文章里没有找到能回答这个问题的依据{say_searched(count)}。"
    return ""


def say_searched(count: int, scope: str = "") -> str:
    """Return how many articles were searched, in brackets; `scope` is what filters held them to."""
    return f"（已检索{scope}的 {count} 篇文章）" if scope else f"（已检索 {count} 篇文章）"
