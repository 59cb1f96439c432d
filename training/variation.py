"""The same example cut otherwise, so that no pass over the data shows the reader quite the same text."""

import random
from dataclasses import replace

from training.groups import LabelledPassage
from training.passages import split_sentences

CUT_SHARE = 0.5
MIN_CHARS = 60


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
