"""Development figures of a network in training, on held-out natural questions, encyclopaedia paragraphs and claims.

Small fixed samples, so that two measurements of one run can be compared; what ships is measured by evaluate_reader
and by the program's own evaluation.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from index.embed.tokenizer import TextTokenizer
from qa.check.checker_model import encode_claim
from training.encode import EncodedPassage, collate, encode_passage, pad
from training.evaluate_reader import area_under_curve
from training.groups import Group, read_groups
from training.network import ReaderNetwork

NATURAL, NEAR_MISSES, PARAGRAPHS, CLAIMS, CITED = 150, 100, 80, 400, 90
PASSAGES = 4
TRUE_KEPT = 0.92
_WIDTH = 24


@dataclass(frozen=True)
class Development:
    """Encoded questions, each with its passages (an answering one first), and encoded pairs with their labels."""

    natural: list[list[EncodedPassage]]
    near_misses: list[list[EncodedPassage]]
    paragraphs: list[list[EncodedPassage]]
    claims: list[tuple[list[int], int]]
    cited: list[tuple[list[int], int]]

    @classmethod
    def load(cls, folder: Path, tokenizer: TextTokenizer) -> "Development":
        """Return samples of the held-out data that make_questions and make_claims wrote to this folder."""
        groups = list(read_groups(folder / "questions-apart.jsonl"))
        rng = random.Random(7)

        def sample(chosen: list[Group], count: int) -> list[list[EncodedPassage]]:
            drawn = rng.sample(chosen, min(count, len(chosen)))
            return [
                [encode_passage(tokenizer, group.question, each) for each in group.passages[:PASSAGES]]
                for group in drawn
            ]

        natural = [g for g in groups if g.kind.startswith("natural") and g.passages[0].start >= 0]
        near = [g for g in groups if g.kind == "natural-near-miss"]
        rows = [json.loads(line) for line in (folder / "claims-apart.jsonl").read_text(encoding="utf-8").splitlines()]

        def pairs(kind: str, count: int) -> list[tuple[list[int], int]]:
            chosen = [row for row in rows if row["kind"].startswith(kind)]
            drawn = rng.sample(chosen, min(count, len(chosen)))
            return [(encode_claim(tokenizer, row["statement"], row["quote"]), row["label"]) for row in drawn]

        return cls(
            sample(natural, NATURAL),
            sample(near, NEAR_MISSES),
            sample([g for g in groups if g.kind == "cmrc_train"], PARAGRAPHS),
            pairs("claims", CLAIMS),
            pairs("citecheck", CITED),
        )


def measure(network: ReaderNetwork, development: Development) -> dict[str, float]:
    """Return the figures by name; `figure` is their mean, by which the best weights are chosen.

    first: share of natural questions whose best span over all passages overlaps the answer; auc: natural questions
    against near misses, by the most confident passage; f1: token F1 of the spans in paragraphs; caught: share of
    falsehoods below the score that keeps TRUE_KEPT of the true statements; cited: AUC on CiteCheck pairs.
    """
    with torch.inference_mode():
        natural = [_read(network, group) for group in development.natural]
        near = [_read(network, group) for group in development.near_misses]
        paragraphs = [_read(network, group) for group in development.paragraphs]
        claims = _support(network, [ids for ids, _ in development.claims])
        cited = _support(network, [ids for ids, _ in development.cited])
    true = sorted(score for score, (_, label) in zip(claims, development.claims, strict=True) if label)
    false = [score for score, (_, label) in zip(claims, development.claims, strict=True) if not label]
    bar = true[int((1 - TRUE_KEPT) * len(true))]
    figures = {
        "first": _mean([found.touches for found in natural]),
        "auc": area_under_curve([found.answers for found in natural], [found.answers for found in near]),
        "f1": _mean([found.f1 for found in paragraphs]),
        "caught": _mean([score < bar for score in false]),
        "cited": area_under_curve(
            [score for score, (_, label) in zip(cited, development.cited, strict=True) if label],
            [score for score, (_, label) in zip(cited, development.cited, strict=True) if not label],
        ),
    }
    return {name: round(value, 4) for name, value in {**figures, "figure": _mean(list(figures.values()))}.items()}


@dataclass(frozen=True)
class _Found:
    touches: bool
    f1: float
    answers: float


def _read(network: ReaderNetwork, group: list[EncodedPassage]) -> _Found:
    batch = collate([group])
    outputs = network(batch.ids, batch.mask, batch.allowed)
    best: tuple[float, int, int, int] = (-1e9, 0, 0, 0)
    for row in range(len(group)):
        start, end = outputs.start[row].clone(), outputs.end[row].clone()
        null = float(start[0] + end[0])
        start[0] = end[0] = -1e4
        first = int(start.argmax())
        last = first + int(end[first : first + 120].argmax())
        best = max(best, (float(start[first] + end[last]) - null, row, first, last))
    _, row, first, last = best
    right = group[0]
    shared = max(0, min(last, right.end) - max(first, right.start) + 1) if row == 0 and right.start > 0 else 0
    lengths = last - first + 1 + right.end - right.start + 1
    return _Found(shared > 0, 2 * shared / lengths, float(outputs.answers.max()))


def _support(network: ReaderNetwork, sequences: Sequence[list[int]]) -> list[float]:
    order = sorted(range(len(sequences)), key=lambda at: len(sequences[at]))
    scores = [0.0] * len(sequences)
    for at in range(0, len(order), _WIDTH):
        chosen = order[at : at + _WIDTH]
        for number, score in zip(chosen, network.support(*pad([sequences[each] for each in chosen])), strict=True):
            scores[number] = float(score)
    return scores


def _mean(values: Sequence[float | bool]) -> float:
    return sum(values) / max(1, len(values))
