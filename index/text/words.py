"""Words for lexical search: articles and questions are cut by the same function."""

import re
from functools import cache

import rjieba

from index.text.fold import fold_text

_WORD = re.compile(r"[0-9a-z\u00c0-\u024f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

WORDS_VERSION = 1
"""Raised when cut_words or fold_text give other words than before: libraries are then derived anew."""

STOP_WORDS = frozenset(
    "的 了 是 在 和 与 及 或 有 为 以 于 对 将 被 把 从 到 向 由 这 那 其 之 并 也 都 就 而 等 中 上 下 个 "
    "吗 呢 吧 啊 呀 么 什么 哪些 哪个 哪里 哪儿 哪 谁 多少 几 怎么 怎样 如何 怎么样 为什么 为何 何时 何地 请问 "
    "是否 有没有 是不是 会 能 可以 会不会 能不能 能否 可否 一下 告诉 我 你 您 他 她 它 我们 他们 关于 分别 主要 具体 "
    "the a an of to in and or is are was were what who which how".split()
)
"""Words that carry no topic: left out of questions (never out of articles)."""


def cut_words(text: str) -> list[str]:
    """Return the search words of `text`, folded: jieba's search mode (long words and their parts), in order, then
    the words jieba only guesses.

    Known words are cut by the dictionary alone, so that a name it does not know is cut alike everywhere; guessing
    (its hidden Markov model) adds whole names, which count more. Both together found most: docs/retrieval.md.
    """
    folded = fold_text(text)
    words = [word for word in _cutter()(folded, False) if _WORD.search(word)]
    known = set(words)
    return words + [word for word in _cutter()(folded, True) if word not in known and _WORD.search(word)]


def cut_content_words(question: str) -> list[str]:
    """Return the distinct topic words of a question, in order, without STOP_WORDS."""
    return list(dict.fromkeys(word for word in cut_words(question) if word not in STOP_WORDS))


def tag_words(text: str) -> list[tuple[str, str]]:
    """Return (word, jieba part-of-speech tag) pairs of the folded text, in order, covering every character."""
    return [(word, tag) for word, tag in _tagger()(fold_text(text), True)]


@cache
def _cutter():  # type: ignore[no-untyped-def]  # noqa: ANN202 - rjieba ships no types
    return rjieba.cut_for_search


@cache
def _tagger():  # type: ignore[no-untyped-def]  # noqa: ANN202
    return rjieba.tag
