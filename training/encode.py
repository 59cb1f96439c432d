"""Groups and pairs -> token sequences -> padded batches of similar lengths."""

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
"""Relative chance of drawing each kind of look-alike that a question has; own and family: other passages of the article
and of its family."""
NEAR_MISS_SHARE = 0.75
"""Share of near misses, passages of the article asked, among the passages drawn for a question that nothing answers."""


@dataclass(frozen=True)
class EncodedPassage:
    """A question and a passage: ids, the first token a span may use, the answer's tokens (0, 0: none known)."""

    ids: list[int]
    first: int
    start: int
    end: int
    answers: bool
    weight: float = 1.0

    @property
    def teaches_span(self) -> bool:
        """Whether the target span is known: the answer's, or the null span of a passage that does not answer."""
        return self.start > 0 or not self.answers


@dataclass(frozen=True)
class Batch:
    """Padded sequences of whole groups; group_of numbers the group each sequence belongs to.

    spans: 1 where start and end are targets. weight: the sequence's weight in the answerability loss.
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
    """Return the first window of the sequence that the reader sees; a span cut off counts as none."""
    window = encode_windows(tokenizer, question, passage.text, passage.title)[0]
    start, end = passage.start, passage.end
    touched = [window.first + n for n, (a, b) in enumerate(window.offsets) if a < end and b > max(0, start) and b > a]
    if start < 0 or not touched or window.offsets[-1][1] < end:
        answers = passage.is_answer and start < 0
        return EncodedPassage(window.ids, window.first, 0, 0, answers, weight)
    return EncodedPassage(window.ids, window.first, touched[0], touched[-1], True, weight)


def pad(sequences: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return the ids and mask (sequences, tokens), padded to the longest sequence."""
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
    """Return all items in random order, in pools of `size`, within which similar lengths are batched together."""
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
    """Yield the items of a pool in batches of up to `sequences`, similar lengths together, in random order."""
    cut: list[list[Item]] = [[]]
    for item in sorted(pool, key=length):
        if cut[-1] and sum(map(count, cut[-1])) + count(item) > sequences:
            cut.append([])
        cut[-1].append(item)
    rng.shuffle(cut)
    yield from cut


def choose_passages(group: Group, negatives: int, rng: random.Random) -> Group:
    """Return the group with its answering passage and up to `negatives` look-alikes, drawn by role in every pass.

    If nothing answers, up to `negatives` passages, mostly of the article asked.
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
    """Return a random passage, favouring early ones: the data programs write the most similar first."""
    return passages[min(rng.randrange(len(passages)), rng.randrange(len(passages)))]
