"""Fit the weights of the signs for a sentence (qa/reader/scoring.py) on the output of read_sets.

    python -m training.fit_sentences --read FILE... --fit apart cmrc --check natural

A softmax regression over the sentences found for a question, which maximises the probability of those with most of its
facts. All sets of --fit have the same weight. Prints for each set the share of questions whose first sentence, and
whose first three, contain all facts, with the old and the new weights.
"""

import argparse
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
import torch

from index.embed.bert_weights import FloatArray
from qa.reader.scoring import WEIGHTS, SentenceSigns
from training.read_sets import Read, read_read

SHRINK, STEPS, RATE = 0.002, 600, 0.05
NAMES = tuple(field.name for field in fields(SentenceSigns))
_NEVER = -1e9


def fit(parts: Sequence[Sequence[Read]]) -> FloatArray:
    """Return the weights in the order of SentenceSigns. Raises ValueError if no question has a sentence with a fact."""
    asked = [(each, 1 / len(part)) for part in parts for each in part if max(_held(each), default=0) > 0]
    if not asked:
        raise ValueError("no question of these sets has a sentence that holds a fact")
    width = max(len(each.sentences) for each, _ in asked)
    signs = torch.zeros(len(asked), width, len(NAMES))
    there, right = torch.full((len(asked), width), _NEVER), torch.full((len(asked), width), _NEVER)
    for row, (each, _) in enumerate(asked):
        held, count = _held(each), len(each.sentences)
        signs[row, :count] = torch.tensor([astuple(sentence.signs) for sentence in each.sentences])
        there[row, :count] = 0
        right[row, :count] = torch.tensor([0.0 if share == max(held) else _NEVER for share in held])
    importance = torch.tensor([share for _, share in asked])
    weights = torch.zeros(len(NAMES), requires_grad=True)
    torch.set_num_threads(1)  # the sums are small: a second thread would only wait
    optimizer = torch.optim.Adam([weights], lr=RATE)
    for _ in range(STEPS):
        chances = torch.log_softmax(signs @ weights + there, dim=1)
        loss = -(torch.logsumexp(chances + right, dim=1) * importance).sum() / importance.sum()
        loss = loss + SHRINK * (weights**2).sum()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return np.asarray(weights.detach().numpy(), dtype=np.float32)


def _held(each: Read) -> list[float]:
    return [sentence.held for sentence in each.sentences]


def shares(part: Sequence[Read], weights: FloatArray) -> tuple[float, float]:
    """Return the shares of answerable questions whose best sentence, and best three, contain the facts; three do if one
    of them contains as many as any sentence found."""
    first, three, count = 0, 0, 0
    for each in part:
        if not (each.answerable and each.has_facts):
            continue
        count += 1
        order = np.argsort([-float(np.dot(weights, astuple(sentence.signs))) for sentence in each.sentences])
        held = [_held(each)[at] for at in order[:3]]
        first += held[:1] == [1.0]
        three += max(held, default=0.0) > 0 and max(held) == max(_held(each))
    return (first / count, three / count) if count else (0.0, 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--read", type=Path, nargs="+", required=True)
    parser.add_argument("--fit", nargs="+", required=True)
    parser.add_argument("--check", nargs="*", default=[])
    options = parser.parse_args()
    rows: list[Read] = [each for path in options.read for each in read_read(path)]
    sets = {name: [each for each in rows if each.set_name == name] for name in (*options.fit, *options.check)}
    weights = fit([sets[name] for name in options.fit])
    for title, chosen in (("old weights", np.array(astuple(WEIGHTS), dtype=np.float32)), ("new weights", weights)):
        print(title, {name: tuple(round(share, 3) for share in shares(part, chosen)) for name, part in sets.items()})
    print({name: round(float(weight), 2) for name, weight in zip(NAMES, weights, strict=True)})


if __name__ == "__main__":
    main()
