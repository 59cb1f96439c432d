"""Groups and pairs -> token sequences -> padded batches of about the same length."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor

from index.embed.tokenizer import TextTokenizer
from qa.reader.model import PAD_ID, encode_windows
from training.groups import Group, LabelledPassage

Item = TypeVar("Item")

ROLE_SHARES = {"retrieved": 0.36, "own": 0.18, "family": 0.16, "removed": 0.18, "swapped": 0.06, "": 0.36}
"""How likely each kind of look-alike is drawn, against the others a question has; own and family: other passages of
the article and of its family."""
NEAR_MISS_SHARE = 0.75
"""Of the passages drawn for a question that nothing answers, how many are of the article it was asked of."""


@dataclass(frozen=True)
class EncodedPassage:
    """One question and passage: ids, the first token a span may use, the answer's tokens (0, 0: none known)."""

    ids: list[int]
    first: int
    start: int
    end: int
    answers: bool
    weight: float = 1.0

    @property
    def teaches_span(self) -> bool:
        """Whether the span is known: the answer's, or none where nothing answers."""
        return self.start > 0 or not self.answers


@dataclass(frozen=True)
class Batch:
    """Padded sequences of whole groups; group_of numbers the group each sequence belongs to.

    spans: 1 where start and end teach something. weight: what a sequence counts for whether it answers.
    """

    ids: Tensor
    mask: Tensor
    allowed: Tensor
    start: Tensor
    end: Tensor
    answers: Tensor
    spans: Tensor
    weight: Tensor
    group_of: Tensor


def encode_passage(
    tokenizer: TextTokenizer, question: str, passage: LabelledPassage, weight: float = 1.0
) -> EncodedPassage:
    """The sequence the reader will see, its first window only; a span cut off counts as none."""
    window = encode_windows(tokenizer, question, passage.text, passage.title)[0]
    start, end = passage.start, passage.end
    touched = [window.first + n for n, (a, b) in enumerate(window.offsets) if a < end and b > max(0, start) and b > a]
    if start < 0 or not touched or window.offsets[-1][1] < end:
        answers = passage.is_answer and start < 0
        return EncodedPassage(window.ids, window.first, 0, 0, answers, weight)
    return EncodedPassage(window.ids, window.first, touched[0], touched[-1], True, weight)


def pad(sequences: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return ids and mask of the sequences, padded to the longest."""
    width = max(map(len, sequences))
    ids = torch.full((len(sequences), width), PAD_ID)
    mask = torch.zeros(len(sequences), width, dtype=torch.long)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = torch.tensor(sequence)
        mask[row, : len(sequence)] = 1
    return ids, mask


def collate(groups: Sequence[Sequence[EncodedPassage]]) -> Batch:
    """Pad the sequences of these groups to the longest."""
    flat = [(number, sequence) for number, group in enumerate(groups) for sequence in group]
    ids, mask = pad([sequence.ids for _, sequence in flat])
    allowed = torch.zeros(ids.shape, dtype=torch.bool)
    for row, (_, sequence) in enumerate(flat):
        allowed[row, 0] = True
        allowed[row, sequence.first : len(sequence.ids) - 1] = True
    return Batch(
        ids,
        mask,
        allowed,
        start=torch.tensor([sequence.start for _, sequence in flat]),
        end=torch.tensor([sequence.end for _, sequence in flat]),
        answers=torch.tensor([float(sequence.answers) for _, sequence in flat]),
        spans=torch.tensor([float(sequence.teaches_span) for _, sequence in flat]),
        weight=torch.tensor([sequence.weight for _, sequence in flat]),
        group_of=torch.tensor([number for number, _ in flat]),
    )


def pools(items: Sequence[Item], rng: random.Random, size: int) -> list[list[Item]]:
    """Return all items once in random order, in parts of `size`: sequences of like length are batched inside one."""
    shuffled = list(items)
    rng.shuffle(shuffled)
    return [shuffled[at : at + size] for at in range(0, len(shuffled), size)]


def batches(
    pool: Sequence[Item],
    rng: random.Random,
    sequences: int,
    length: Callable[[Item], int],
    count: Callable[[Item], int],
) -> Iterator[list[Item]]:
    """Yield the items of a pool in batches of about `sequences`, like lengths together, the batches in random order."""
    cut: list[list[Item]] = [[]]
    for item in sorted(pool, key=length):
        if cut[-1] and sum(map(count, cut[-1])) + count(item) > sequences:
            cut.append([])
        cut[-1].append(item)
    rng.shuffle(cut)
    yield from cut


def choose_passages(group: Group, negatives: int, rng: random.Random) -> Group:
    """The group with the passage that answers and at most this many look-alikes, drawn anew every pass by their role.

    Where nothing answers: as many, mostly of the article that was asked.
    """
    near = [passage for passage in group.passages if passage.role == "near-miss"]
    if near:
        others = [passage for passage in group.passages if passage.role != "near-miss"]
        drawn = [_early(near, rng)]
        while len(drawn) < negatives and (rest := [each for each in near + others if each not in drawn]):
            own = [each for each in rest if each.role == "near-miss"]
            drawn.append(_early(own, rng) if own and rng.random() < NEAR_MISS_SHARE else rng.choice(rest))
        return Group(group.kind, group.question, tuple(drawn))
    left = list(group.passages[1:])
    drawn = []
    while left and len(drawn) < negatives:
        roles = sorted({passage.role for passage in left})
        role = rng.choices(roles, [ROLE_SHARES[role] for role in roles])[0]
        passage = _early([each for each in left if each.role == role], rng)
        left.remove(passage)
        drawn.append(passage)
    return Group(group.kind, group.question, (group.passages[0], *drawn))


def _early(passages: Sequence[LabelledPassage], rng: random.Random) -> LabelledPassage:
    """One of the passages, early ones likelier: the data programs write the most alike first."""
    return passages[min(rng.randrange(len(passages)), rng.randrange(len(passages)))]
