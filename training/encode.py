"""Groups -> token sequences -> padded batches of about the same length."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from index.embed.tokenizer import TextTokenizer
from qa.reader.model import PAD_ID, encode_windows
from training.groups import Group, LabelledPassage


@dataclass(frozen=True)
class EncodedPassage:
    """One question and passage: ids, the first token a span may use, the answer's tokens (0, 0: none)."""

    ids: list[int]
    first: int
    start: int
    end: int


@dataclass(frozen=True)
class Batch:
    """Padded sequences of whole groups; group_of numbers the group each sequence belongs to."""

    ids: Tensor
    mask: Tensor
    allowed: Tensor
    start: Tensor
    end: Tensor
    group_of: Tensor


def encode_passage(tokenizer: TextTokenizer, question: str, passage: LabelledPassage) -> EncodedPassage:
    """The sequence the reader will see, its first window only; a span cut off counts as none."""
    window = encode_windows(tokenizer, question, passage.text, passage.title)[0]
    start, end = passage.start, passage.end
    touched = [window.first + n for n, (a, b) in enumerate(window.offsets) if a < end and b > max(0, start) and b > a]
    if start < 0 or not touched or window.offsets[-1][1] < end:
        return EncodedPassage(window.ids, window.first, 0, 0)
    return EncodedPassage(window.ids, window.first, touched[0], touched[-1])


def collate(groups: Sequence[Sequence[EncodedPassage]]) -> Batch:
    """Pad the sequences of these groups to the longest."""
    flat = [(number, sequence) for number, group in enumerate(groups) for sequence in group]
    width = max(len(sequence.ids) for _, sequence in flat)
    ids = torch.full((len(flat), width), PAD_ID)
    mask = torch.zeros(len(flat), width, dtype=torch.long)
    allowed = torch.zeros(len(flat), width, dtype=torch.bool)
    for row, (_, sequence) in enumerate(flat):
        length = len(sequence.ids)
        ids[row, :length] = torch.tensor(sequence.ids)
        mask[row, :length] = 1
        allowed[row, 0] = True
        allowed[row, sequence.first : length - 1] = True
    start = torch.tensor([sequence.start for _, sequence in flat])
    end = torch.tensor([sequence.end for _, sequence in flat])
    return Batch(ids, mask, allowed, start, end, torch.tensor([number for number, _ in flat]))


def batches(
    groups: Iterable[list[EncodedPassage]], rng: random.Random, sequences: int
) -> Iterator[list[list[EncodedPassage]]]:
    """All groups once in random order, whole groups of similar length together, about `sequences` a batch."""
    shuffled = list(groups)
    rng.shuffle(shuffled)
    for at in range(0, len(shuffled), 128):
        pool = sorted(shuffled[at : at + 128], key=lambda group: max(len(each.ids) for each in group))
        cut: list[list[list[EncodedPassage]]] = [[]]
        for group in pool:
            if cut[-1] and sum(map(len, cut[-1])) + len(group) > sequences:
                cut.append([])
            cut[-1].append(group)
        rng.shuffle(cut)
        yield from cut


def choose_negatives(group: Group, negatives: int, rng: random.Random) -> Group:
    """The group with its first passage and at most this many of the others, drawn anew every pass, early ones likelier.

    The data programs write the hardest look-alikes first.
    """
    others = list(group.passages[1:])
    order = sorted(range(len(others)), key=lambda at: rng.random() * (at + 2))
    return Group(group.kind, group.question, (group.passages[0], *(others[at] for at in order[:negatives])))
