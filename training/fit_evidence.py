"""Fit the weights of the evidence in qa/reader/evidence.py on the output of read_sets.

    python -m training.fit_evidence --read FILE... --fit apart rgb --check natural [--false-refusal .06]

A logistic regression of whether the library contains an answer; all sets of --fit have the same weight, and within each
the answerable questions the same as the others. The weights of rare conditions (HELD) stay as set by hand. Prints
refusals and right answers on all sets with the old and the new weights; the threshold refuses the given share of the
answerable questions in the sets fitted on.
"""

import argparse
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path
from statistics import mean

import numpy as np
import torch
from torch.nn import functional

from index.embed.bert_weights import FloatArray
from qa.reader.evidence import LEAST_SUM, WEIGHTS, Evidence
from training.evaluate_reader import area_under_curve
from training.read_sets import Read, read_read

HELD = ("another", "missing_year", "missing_number", "missing_role", "missing_reason", "unspoken")
SHRINK, STEPS = 0.02, 800
NAMES = tuple(field.name for field in fields(Evidence))


def fit(parts: Sequence[Sequence[Read]]) -> FloatArray:
    """Return the weights in the order of Evidence; the intercept is left to the threshold."""
    usable = [[each for each in part if each.evidence] for part in parts]
    features = torch.tensor([astuple(each.evidence) for part in usable for each in part if each.evidence])
    labels = torch.tensor([float(each.answerable) for part in usable for each in part])
    counts = [_share_of_each(part) for part in usable]
    importance = torch.tensor([share for part in counts for share in part])
    importance = importance / importance.mean()
    spread = features.std(dim=0) + 1e-6
    held = torch.tensor([name in HELD for name in NAMES])
    by_hand = torch.where(held, torch.tensor(astuple(WEIGHTS)), 0.0)
    # Fitted in units of each measure's spread, so that the regularisation is the same for all.
    scaled, intercept = torch.zeros(len(NAMES), requires_grad=True), torch.zeros(1, requires_grad=True)
    torch.set_num_threads(1)  # the sums are small: a second thread would only wait
    optimizer = torch.optim.Adam([scaled, intercept], lr=0.03)
    for _ in range(STEPS):
        weights = by_hand + torch.where(held, 0.0, scaled / spread)
        loss = functional.binary_cross_entropy_with_logits(features @ weights + intercept, labels, weight=importance)
        loss = loss + SHRINK * (scaled**2).sum()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return np.asarray((by_hand + torch.where(held, 0.0, scaled / spread)).detach().numpy(), dtype=np.float32)


def _share_of_each(part: Sequence[Read]) -> list[float]:
    answerable = sum(each.answerable for each in part)
    whole = {True: max(1, answerable), False: max(1, len(part) - answerable)}
    return [100 / whole[each.answerable] for each in part]


def score(each: Read, weights: FloatArray) -> float:
    """Return the weighted sum; far below every threshold if there is no evidence."""
    if each.evidence is None:
        return -1e9
    return float(np.dot(weights, astuple(each.evidence)))


def say(name: str, part: Sequence[Read], weights: FloatArray, bar: float) -> None:
    """Print the figures of a set with these weights."""
    scores = [score(each, weights) for each in part]
    can = [s for s, each in zip(scores, part, strict=True) if each.answerable]
    cannot = [s for s, each in zip(scores, part, strict=True) if not each.answerable]
    asked = [(s >= bar, each) for s, each in zip(scores, part, strict=True) if each.answerable and each.has_facts]
    said = [f"false refusal {mean(s < bar for s in can):.3f} of {len(can)}"] if can else []
    if asked:
        said.append(f"all facts {mean(ok and each.right for ok, each in asked):.3f}")
        said.append(f"first {mean(ok and each.first_right for ok, each in asked):.3f}")
    if cannot:
        said.append(f"refused {mean(s < bar for s in cannot):.3f} of {len(cannot)}")
    if can and cannot:
        said.append(f"auc {area_under_curve(can, cannot):.3f}")
    print(f"  {name}: {', '.join(said)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--read", type=Path, nargs="+", required=True)
    parser.add_argument("--fit", nargs="+", required=True)
    parser.add_argument("--check", nargs="*", default=[])
    parser.add_argument("--false-refusal", type=float, default=0.06)
    options = parser.parse_args()
    rows: list[Read] = [each for path in options.read for each in read_read(path)]
    sets = {name: [each for each in rows if each.set_name == name] for name in (*options.fit, *options.check)}
    parts = [sets[name] for name in options.fit]
    old = np.array(astuple(WEIGHTS), dtype=np.float32)
    weights = fit(parts)
    bars = [float(bar) for bar in np.linspace(-8, 8, 801)]
    scores = [[score(each, weights) for each in part if each.answerable] for part in parts]
    refused = [mean(mean(s < bar for s in part) for part in scores if part) for bar in bars]
    new = float(max(bar for bar, share in zip(bars, refused, strict=True) if share <= options.false_refusal))
    for title, chosen, bar in (("old weights", old, LEAST_SUM), ("new weights", weights, new)):
        print(title)
        for name, part in sets.items():
            say(name, part, chosen, bar)
    print({name: round(float(weight), 2) for name, weight in zip(NAMES, weights, strict=True)}, "bar", round(new, 2))


if __name__ == "__main__":
    main()
