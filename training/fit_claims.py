"""Weigh the checker's rules beside its model on claims kept out of training.

    python -m training.fit_claims --apart DATA/claims-apart.jsonl [--model qa/models/reader]

Prints what rules alone, the model alone and a logistic regression over both catch, the latter by five-fold
cross-validation, then what a least logit takes back of what the rules support.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np
import torch
from torch.nn import functional

from index.embed.bert_weights import FloatArray
from index.embed.bundled import ensure_bundled_model
from qa.check.claim import read_claim
from qa.check.flaws import Flaw, Ground, find_flaw
from qa.reader.model import DEFAULT_FOLDER, ReaderModel

FOLDS, SHRINK, TRUE_KEPT = 5, 0.02, 0.92
FLAWS = tuple(Flaw)
LEAST = (-1.0, -0.6, -0.4, -0.3, -0.2, -0.1)


@dataclass(frozen=True)
class Judged:
    """A pair: what the rules found, what the model says, whether the quote supports the statement."""

    kind: str
    flaw: Flaw
    logit: float
    label: bool


def judge(model: ReaderModel, path: Path, kinds: Sequence[str]) -> list[Judged]:
    """Return every pair of the file whose kind begins so, judged by rules and model."""
    judged = []
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        if row["kind"].startswith(tuple(kinds)):
            ground = Ground((read_claim(row["quote"]),), "", (None,))
            flaw = find_flaw(read_claim(row["statement"]), ground)
            logit = model.support(row["statement"], [row["quote"]])[0]
            judged.append(Judged(row["kind"].split("-")[0], flaw, logit, bool(row["label"])))
    return judged


def fit(judged: Sequence[Judged]) -> FloatArray:
    """Return the weights of a logistic regression: the logit's, then one for each flaw."""
    features = torch.tensor([[each.logit, *(float(each.flaw is flaw) for flaw in FLAWS)] for each in judged])
    labels = torch.tensor([float(each.label) for each in judged])
    weights = torch.zeros(features.shape[1], requires_grad=True)
    optimizer = torch.optim.Adam([weights], lr=0.05)
    for _ in range(600):
        loss = functional.binary_cross_entropy_with_logits(features @ weights, labels) + SHRINK * (weights**2).sum()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return np.asarray(weights.detach().numpy(), dtype=np.float32)


def score(each: Judged, weights: FloatArray) -> float:
    """Return the weighted sum: higher, likelier supported."""
    return float(weights[0] * each.logit + weights[1 + FLAWS.index(each.flaw)])


def say(name: str, judged: Sequence[Judged], scores: Sequence[float], kept: float = TRUE_KEPT) -> float:
    """Print falsehoods caught where `kept` of the true statements are kept; return that score."""
    true = sorted(s for s, each in zip(scores, judged, strict=True) if each.label)
    bar = true[int((1 - kept) * len(true))]
    false = [s < bar for s, each in zip(scores, judged, strict=True) if not each.label]
    print(f"{name}: {mean(false):.3f} of {len(false)} caught, {mean(s >= bar for s in true):.3f} of {len(true)} kept")
    return bar


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--apart", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.monotonic()
    judged = judge(ReaderModel.load(options.model, ensure_bundled_model()), options.apart, ("claims", "citecheck"))
    print(f"{1000 * (time.monotonic() - started) / len(judged):.0f} ms a pair, loading included")
    rng = random.Random(options.seed)
    fold = [rng.randrange(FOLDS) for _ in judged]
    fitted = [fit([each for each, at in zip(judged, fold, strict=True) if at != part]) for part in range(FOLDS)]
    crossed = [score(each, fitted[at]) for each, at in zip(judged, fold, strict=True)]
    for kind in ("claims", "citecheck"):
        own = [(each, both) for each, both in zip(judged, crossed, strict=True) if each.kind == kind]
        part = [each for each, _ in own]
        rules = [each.flaw is Flaw.NONE for each in part]
        caught = mean(not kept for kept, each in zip(rules, part, strict=True) if not each.label)
        kept = mean(kept for kept, each in zip(rules, part, strict=True) if each.label)
        print(f"{kind}, rules alone: {caught:.3f} caught, {kept:.3f} kept")
        say(f"{kind}, model alone", part, [each.logit for each in part])
        say(f"{kind}, both, cross-validated", part, [both for _, both in own])
        say(f"{kind}, both, as many kept as the rules", part, [both for _, both in own], kept)
    for least in LEAST:
        open_ones = [each for each in judged if each.flaw is Flaw.NONE]
        lost = sum(each.label and each.logit < least for each in open_ones)
        caught = sum(not each.label and each.logit < least for each in open_ones)
        print(f"of {len(open_ones)} the rules support, below {least}: {caught} false, {lost} true")


if __name__ == "__main__":
    main()
