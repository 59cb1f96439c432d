"""Fit what the signs against a statement weigh, and measure the whole check on what is kept apart.

    python -m training.fit_claims --data DATA [--model qa/models/reader] [--write]

DATA holds claims-train.jsonl and claims-apart.jsonl (training/make_claims.py). The weights of qa/check/weights.toml are
fitted on the first (cross-validated by quote, so that no quote is on both sides) and written with --write; the second
is only measured, with the reader's claim head. The head was taught on the first file, so its weight is not fitted.
"""

import argparse
import hashlib
import json
import re
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.embed.bundled import ensure_bundled_model
from qa.check import judgement
from qa.check.claim import read_claim
from qa.check.flaws import Ground, Signs, find_signs
from qa.check.pair import Pair, judge_pair
from qa.reader.model import DEFAULT_FOLDER, ReaderModel

Array = npt.NDArray[np.float64]
WEIGHTS = Path(judgement.__file__).with_name("weights.toml")
SHARES = ("uncovered", "bias")
SHARE_PRIORS = (-4.0, 1.0)
FOLDS, SHRINK, FIRM_SHRINK, SHARE_SHRINK, STEPS = 5, 1.0, 30.0, 0.05, 60
KIND_WEIGHTS = {"claims": 1.0, "citecheck": 0.25, "made": 0.2}
MADE_STEP = 4
TRUE_KEPT = 0.92


@dataclass(frozen=True)
class Row:
    """A pair of the training data."""

    kind: str
    statement: str
    quote: str
    is_true: bool


def read_rows(path: Path, kinds: Sequence[str]) -> list[Row]:
    """Return the pairs whose kind begins with one of these; of those made by rule, of which there are many, a part."""
    rows = []
    for kind in kinds:
        found = [row for row in map(json.loads, path.open(encoding="utf-8")) if row["kind"].startswith(kind)]
        kept = found[::MADE_STEP] if kind == "made" else found
        rows += [Row(kind, row["statement"], row["quote"], bool(row["label"])) for row in kept]
    return rows


def read_signs(row: Row) -> Signs:
    return find_signs(read_claim(row.statement), Ground((read_claim(row.quote),), "", (None,)))


def as_matrix(signs: Sequence[Signs], names: Sequence[str]) -> Array:
    """Return (pairs, names + 2): which signs were found, the share not covered, and one."""
    rows = [[float(name in each.found) for name in names] + [1 - each.coverage, 1.0] for each in signs]
    return np.array(rows)


def fit(features: Array, labels: Array, prior: Array, shrink: Array, weights: Array) -> Array:
    """Return the weights of a logistic regression that is drawn towards `prior`, by Newton's method."""
    theta = prior.copy()
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-features @ theta))
        slope = features.T @ (weights * (chance - labels)) + shrink * (theta - prior)
        bend = (features * (weights * chance * (1 - chance))[:, None]).T @ features + np.diag(shrink)
        theta = theta - np.linalg.solve(bend, slope)
    return theta


def caught_at(scores: Array, labels: Array, kept: float = TRUE_KEPT) -> float:
    """Return the share of falsehoods below the bar that keeps this share of the true statements."""
    true = np.sort(scores[labels == 1])
    return float((scores[labels == 0] < true[int((1 - kept) * len(true))]).mean())


def fit_weights(path: Path) -> dict[str, float]:
    """Return the weights by name, and print what they catch, cross-validated."""
    signs = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))["signs"]
    names = sorted(signs)
    rows = read_rows(path, tuple(KIND_WEIGHTS))
    features = as_matrix([read_signs(row) for row in rows], names)
    labels = np.array([float(row.is_true) for row in rows])
    prior = np.array([*(signs[name]["prior"] for name in names), *SHARE_PRIORS])
    firm = [FIRM_SHRINK if signs[name].get("firm") else SHRINK for name in names]
    shrink = np.array([*firm, *[SHARE_SHRINK] * len(SHARES)])
    weights = np.array([KIND_WEIGHTS[row.kind] for row in rows])
    fold = np.array([int(hashlib.sha256(row.quote.encode()).hexdigest(), 16) % FOLDS for row in rows])
    crossed = np.zeros(len(rows))
    for part in range(FOLDS):
        rest, own = fold != part, fold == part
        crossed[own] = features[own] @ fit(features[rest], labels[rest], prior, shrink, weights[rest])
    for kind in KIND_WEIGHTS:
        own = np.array([row.kind == kind for row in rows])
        print(f"{kind}, signs alone, crossed: {caught_at(crossed[own], labels[own]):.3f} caught at {TRUE_KEPT} kept")
    fitted = fit(features, labels, prior, shrink, weights)
    return dict(zip((*names, *SHARES), map(float, fitted), strict=True))


def write_weights(weights: dict[str, float]) -> None:
    """Put the numbers into weights.toml, all else as it stands there."""
    text = WEIGHTS.read_text(encoding="utf-8")
    for name, value in weights.items():
        if name in SHARES:
            text = re.sub(rf"(?m)^{name} = .*$", f"{name} = {value:.2f}", text)
        else:
            part = rf'(\[signs\."{re.escape(name)}"\]\n(?:[a-z].*\n)*?weight = )[-0-9.]+'
            text = re.sub(part, rf"\g<1>{value:.2f}", text)
    WEIGHTS.write_text(text, encoding="utf-8")


def measure(path: Path, model: ReaderModel) -> None:
    """Print what the whole check catches and keeps."""
    for kind in ("claims", "citecheck"):
        rows = read_rows(path, (kind,))
        started = time.monotonic()
        scores = np.array([judge_pair(Pair(row.quote, row.statement), model).score for row in rows])
        spent = 1000 * (time.monotonic() - started) / len(rows)
        labels = np.array([float(row.is_true) for row in rows])
        caught, kept = (scores[labels == 0] < 0).mean(), (scores[labels == 1] >= 0).mean()
        print(f"{kind} apart: {caught:.3f} caught, {kept:.3f} kept; {caught_at(scores, labels):.3f} at {TRUE_KEPT}; "
              f"{spent:.0f} ms a pair")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--write", action="store_true", help="write the weights; otherwise those there are measured")
    options = parser.parse_args()
    weights = fit_weights(options.data / "claims-train.jsonl")
    if options.write:
        write_weights(weights)
    measure(options.data / "claims-apart.jsonl", ReaderModel.load(options.model, ensure_bundled_model()))


if __name__ == "__main__":
    main()
