"""The thing a question asks for, by its own word: 哪个方向 -> 方向, 水位如何 -> 水位, 多少家公司 -> 公司."""

import re

from index.text.words import tag_words

_ASKS = re.compile(
    r"什么样|什么(?!时候|时间|地方|人|原因)|哪一?[^，。？?\s]|哪些|多少|几|怎么样|怎样|怎么|如何|何种|何"
)
_NOUN_TAGS = ("n", "vn", "an", "j", "l", "i", "eng", "b", "x")
_PASSED_OVER = frozenset(
    "的 了 是 有 为 在 会 将 都 又 被 和 种 个 家 名 项 条 款 部 座 位 所 类 大 些 件 艘 届 样 处 支 只 份 台".split()
)
_EMPTY = frozenset("时候 时间 地方 人 原因 内容 东西 方面 情况 具体 主要 名字 名称 意思".split())
"""Nouns that the answer seldom says: the kind of answer stands for them."""


def find_focus(folded: str) -> tuple[str, ...]:
    """Return the words of the thing asked for, those behind the question word or else the noun in front of it."""
    asked = _ASKS.search(folded)
    if asked is None:
        return ()
    words, at = [], 0
    for word, tag in tag_words(folded):
        words.append((word, tag, at))
        at += len(word)
    behind = [(word, tag) for word, tag, start in words if start >= asked.end()]
    found = _nouns(behind)
    if not found:
        before = [(word, tag) for word, tag, start in reversed(words) if start + len(word) <= asked.start()]
        found = _nouns(before)[:1]
    return tuple(word for word in found if word not in _EMPTY)


def share_held(focus: tuple[str, ...], folded: str) -> float:
    """Return the share of these words that stand in the text, 0 where there are none."""
    return sum(word in folded for word in focus) / len(focus) if focus else 0.0


def _nouns(words: list[tuple[str, str]]) -> list[str]:
    """Return the run of nouns at the beginning, small words passed over."""
    run: list[str] = []
    for word, tag in words:
        if word in _PASSED_OVER:
            continue
        if not tag.startswith(_NOUN_TAGS) or len(word) < 2:
            break
        run.append(word)
    return run
