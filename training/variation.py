"""The same example cut or asked otherwise, so that no pass over the data shows the reader quite the same text."""

import random
import re
from dataclasses import replace

import rjieba

from training.groups import LabelledPassage
from training.passages import split_sentences

CUT_SHARE = 0.5
MIN_CHARS = 60
KEYWORD_SHARE = 0.3
_ASKING_TAIL = re.compile(
    r"(?:分别|都|一共|总共|大约|大概)?(?:是|为|有|在)"
    r"(?:谁|什么|多少|哪里|哪儿|哪些|何时|什么时候|什么地方|什么时间|哪天|哪年|哪一年|哪一天)[？?]?$"
)
_ATTRIBUTE = re.compile(r"[^的]的[^的，。]{2,12}$|(?:[人个]数|[数产销总]量|率|额|人口|面积|时间|地点)$")


def cut_at_random(passage: LabelledPassage, rng: random.Random) -> LabelledPassage:
    """The passage, in half the cases without some of its first and last sentences; the answer is never cut."""
    sentences = split_sentences(passage.text)
    if rng.random() >= CUT_SHARE or len(sentences) < 2:
        return passage
    answered = passage.start >= 0
    last_start = max(start for start, _ in sentences if not answered or start <= passage.start)
    start = rng.choice([0, *(at for at, _ in sentences if at <= last_start)])
    first_end = passage.end if answered else start + 1
    end = rng.choice([len(passage.text), *(at for _, at in sentences if at >= first_end)])
    if end - start < MIN_CHARS:
        return passage
    moved = (passage.start - start, passage.end - start) if answered else (-1, -1)
    return replace(passage, text=passage.text[start:end], start=moved[0], end=moved[1])


def ask_in_keywords(question: str, rng: random.Random) -> str:
    """The question as typed into a search box, in some of the cases where that leaves a topic: 大桥的长度."""
    left = _ASKING_TAIL.sub("", question)
    if left == question or rng.random() >= KEYWORD_SHARE:
        return question
    return left if _ATTRIBUTE.search(left) and rjieba.tag(left)[-1][1].startswith(("n", "l", "vn")) else question
