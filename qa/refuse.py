"""Refuse before answering: decide whether what was found can hold the answer, and say why not."""

from collections.abc import Sequence

from index.store.snapshot import Snapshot
from index.text.words import tag_words
from qa.answer import Passage
from qa.overlap import WordWeights, word_set
from qa.question import Question
from qa.sentences import Scored

LEAST_COVERAGE = 0.55
"""Least share of the question's word weight that the best sentence with its article's passage must hold."""
LEAST_SCORE = 0.45
"""Least score of the best sentence."""


def find_refusal(
    snapshot: Snapshot,
    question: Question,
    weights: WordWeights,
    scored: Sequence[Scored],
    passages: Sequence[Passage],
) -> str:
    """Return why this cannot be answered from the passages, one sentence; empty where it can."""
    searched = f"已检索 {snapshot.article_count()} 篇文章"
    if not question.text:
        return "请输入一个问题。"
    if snapshot.article_count() == 0:
        return "资料库里还没有文章，请先添加文章。"
    if not weights.weights or not scored:
        return f"这个问题里没有可以检索的内容，请换一种问法（{searched}）。"
    best = scored[0]
    context = word_set(f"{best.candidate.article.title}\n{passages[best.candidate.passage].text}")
    missing = _missing_name(question, context)
    if missing:
        return f"这些文章里没有找到与“{missing}”有关的依据（{searched}）。"
    if weights.coverage(context) < LEAST_COVERAGE or best.score < LEAST_SCORE:
        return f"这些文章里没有找到能回答这个问题的依据（{searched}）。"
    return ""


def _missing_name(question: Question, context: set[str]) -> str:
    """Return a name or number of the question that the passage does not speak of, or ''."""
    for word, tag in tag_words(question.folded):
        if tag.startswith("nr") and len(word) >= 2 and word not in context:
            return word
    return ""
