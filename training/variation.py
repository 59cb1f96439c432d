"""The same example cut or asked otherwise, so that no pass over the data shows the reader quite the same text."""

import random
import re
from dataclasses import replace
from itertools import pairwise

import rjieba

from training.groups import LabelledPassage
from training.passages import MAX_CHARS, split_sentences

CUT_SHARE = 0.5
MIN_CHARS = 60
BEFORE_SHARE = 0.5
LINE_BREAK_SHARE = 0.5
LEAST_SHARED = 0.25
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


def set_among_others(
    question: str, passage: LabelledPassage, other: LabelledPassage, rng: random.Random
) -> LabelledPassage:
    """The sentences with the answer, or some without one, in the midst of another passage: pages of news in brief, and
    of items one to six, speak of many things. The title stays.

    Unchanged where the other passage holds the answer, or where the sentences would no longer say what they speak of.
    """
    start, end = _core(passage, rng)
    if passage.start >= 0:
        answer = passage.text[passage.start : passage.end]
        if answer in other.text or _shared(question, passage.title + passage.text[start:end]) < LEAST_SHARED:
            return passage
    fillers = [other.text[a:b] for a, b in split_sentences(other.text)]
    room = MAX_CHARS - (end - start)
    while fillers and sum(map(len, fillers)) > room:
        fillers.pop(rng.choice((0, -1)))
    place = rng.randint(0, len(fillers))
    before = "".join(fillers[:place])
    join = "\n" if before and rng.random() < LINE_BREAK_SHARE else ""
    text = before + join + passage.text[start:end] + "".join(fillers[place:])
    if passage.start < 0:
        return replace(passage, text=text)
    moved = len(before) + len(join) - start
    return replace(passage, text=text, start=passage.start + moved, end=passage.end + moved)


def _core(passage: LabelledPassage, rng: random.Random) -> tuple[int, int]:
    """The sentences that hold the answer, or one to three drawn, sometimes with the one before."""
    sentences = split_sentences(passage.text)
    if passage.start >= 0:
        first = max(n for n, (start, _) in enumerate(sentences) if start <= passage.start)
        held = (n for n, (_, end) in enumerate(sentences) if end >= passage.end)
        last = next(held, len(sentences) - 1)  # an answer may end with blanks behind the last sentence
    else:
        first = rng.randrange(len(sentences))
        last = min(len(sentences) - 1, first + rng.randrange(3))
    if first and rng.random() < BEFORE_SHARE:
        first -= 1
    return sentences[first][0], sentences[last][1]


def _shared(question: str, text: str) -> float:
    """Share of the question's pairs of characters that the text holds."""
    pairs = {one + two for one, two in pairwise(question)}
    return sum(pair in text for pair in pairs) / max(1, len(pairs))


def ask_in_keywords(question: str, rng: random.Random) -> str:
    """The question as typed into a search box, in some of the cases where that leaves a topic: 大桥的长度."""
    left = _ASKING_TAIL.sub("", question)
    if left == question or rng.random() >= KEYWORD_SHARE:
        return question
    return left if _ATTRIBUTE.search(left) and rjieba.tag(left)[-1][1].startswith(("n", "l", "vn")) else question
