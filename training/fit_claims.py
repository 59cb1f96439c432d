"""Fit how the signs against a statement are weighed, and measure the whole check on held-out data.

    python -m training.fit_claims --data DATA [--model qa/models/checker] [--beside] [--write] [--measure] [--kept .85]

DATA contains claims-train.jsonl and claims-apart.jsonl (training/make_claims.py). The trees of qa/check/trees.json are
fitted on the first and cross-validated by document; the threshold keeps --kept of its true hand-written statements,
cross-validated. The weight of the checker's logit beside them, and the threshold for both, are fitted on documents that
the checker was not trained on (train_checker.is_held_out), with cross-validated trees; --beside keeps the trees and
fits only these two. --write writes the result; --measure measures the whole check, with and without the checker, on the
second file, which no choice is based on.
"""

import argparse
import hashlib
import json
import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from index.embed.bundled import ensure_bundled_model
from qa.check import trees
from qa.check.alignment import align
from qa.check.checker_model import CHECKER_FOLDER, CheckerModel
from qa.check.claim import read_claim
from qa.check.flaws import find_signs
from qa.check.judgement import ClaimModel, opinion, weigh
from qa.check.support import Pair, ground_of, judge_pair
from qa.check.trees import feature_names, number_features
from training.train_checker import is_held_out

Array = npt.NDArray[np.float64]
FOLDS = 5
DEPTH, COUNT, RATE = 4, 400, 0.045
KIND_WEIGHTS = {"claims": 3.0, "ours": 1.0, "citecheck": 4.0, "made": 1.0, "subtle": 0.3, "subtle-true": 2.0,
                "mismatched": 1.0}  # fmt: skip
"""Weight of a pair by the longest matching prefix of its kind; subtle-true: paraphrased quotes."""
BY_HAND = ("claims", "ours")
MADE, SUBTLE = 2500, 1500
"""Rule-made pairs used for training; there are ten times as many as pairs written by people."""
TRUE_KEPT = 0.92


@dataclass(frozen=True)
class Row:
    """A training pair; `fold`: the part its document is in; `is_held_out`: the checker was not trained on it."""

    kind: str
    statement: str
    quote: str
    title: str
    is_true: bool
    fold: int
    is_held_out: bool


def read_rows(path: Path, kinds: Sequence[str]) -> list[Row]:
    """Return the pairs of these kinds, but only a sample of those made by rule."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if kind := max((kind for kind in kinds if row["kind"].startswith(kind)), key=len, default=""):
            fold = hashlib.sha256(f"cv {row['document']}".encode()).digest()[0] % FOLDS
            told = (row["statement"], row["quote"], row["title"])
            rows.append(Row(kind, *told, bool(row["label"]), fold, is_held_out(row)))
    rng = random.Random(4)
    drawn = []
    for kind, most in (("made", MADE), ("subtle", SUBTLE)):
        own = [row for row in rows if row.kind.startswith(kind)]
        drawn += rng.sample(own, min(most, len(own)))
    return [row for row in rows if not row.kind.startswith(("made", "subtle"))] + drawn


def features_of(row: Row, names: Sequence[str]) -> list[float]:
    """Return the features of a pair for the trees, in the order of `names`."""
    statement, ground = read_claim(row.statement), ground_of(_pair_of(row))
    numbers = number_features(find_signs(statement, ground), align(statement, ground.quotes, ground.context))
    return [numbers.get(name, 0.0) for name in names]


def grow(features: Array, labels: Array, weights: Array) -> GradientBoostingClassifier:
    """Return trees fitted to the pairs."""
    forest = GradientBoostingClassifier(
        max_depth=DEPTH, n_estimators=COUNT, learning_rate=RATE, subsample=0.6, max_features=0.3,
        min_samples_leaf=15, random_state=1,
    )  # fmt: skip
    return forest.fit(features, labels, weights)


def bar_of(scores: Array, labels: Array, kept: float) -> float:
    """Return the score reached by this share of the true statements."""
    return float(np.sort(scores[labels == 1])[int((1 - kept) * (labels == 1).sum())])


def caught_at(scores: Array, labels: Array, kept: float = TRUE_KEPT) -> float:
    """Return the share of falsehoods below the threshold that keeps this share of the true statements."""
    return float((scores[labels == 0] < bar_of(scores, labels, kept)).mean())


def fit_trees(path: Path, kept: float, checker: ClaimModel) -> dict[str, Any]:
    """Return the table for trees.json, and print what it catches, cross-validated."""
    names = feature_names()
    rows = read_rows(path, tuple(KIND_WEIGHTS))
    features = np.array([features_of(row, names) for row in rows])
    labels = np.array([float(row.is_true) for row in rows])
    weights = np.array([KIND_WEIGHTS[row.kind] for row in rows])
    fold = np.array([row.fold for row in rows])
    crossed = np.zeros(len(rows))
    for part in range(FOLDS):
        rest, own = fold != part, fold == part
        crossed[own] = grow(features[rest], labels[rest], weights[rest]).decision_function(features[own])
    by_hand = np.array([row.kind in BY_HAND for row in rows])
    bar = bar_of(crossed[by_hand], labels[by_hand], kept)
    for kind in ("claims", "ours", "citecheck", "made", "subtle"):
        own = np.array([row.kind.startswith(kind) for row in rows])
        scores, mine = crossed[own], labels[own]
        caught, stayed = (scores[mine == 0] < bar).mean(), (scores[mine == 1] >= bar).mean()
        print(f"{kind}, crossed: {caught_at(scores, mine):.3f} caught at {TRUE_KEPT} kept; "
              f"at the bar {caught:.3f} caught, {stayed:.3f} kept")  # fmt: skip
    mismatched = np.array([row.kind == "mismatched" for row in rows])
    print(f"mismatched, crossed: {(crossed[mismatched] < bar).mean():.3f} caught at the bar")
    held = np.array([row.is_held_out for row in rows])
    beside = fit_beside([row for row in rows if row.is_held_out], crossed[held], checker, kept)
    return {**beside, "bar_alone": round(bar, 3), **table_of(grow(features, labels, weights), names)}


def fit_beside_kept(path: Path, kept: float, checker: ClaimModel) -> dict[str, Any]:
    """Return trees.json with the weight of the checker's logit and the threshold fitted anew beside its trees."""
    rows = [row for row in read_rows(path, (*BY_HAND, "citecheck")) if row.is_held_out]
    sums = np.array([_sum_of_trees(row) for row in rows])
    table: dict[str, Any] = json.loads(trees.FILE.read_text(encoding="utf-8"))
    return {**table, **fit_beside(rows, sums, checker, kept)}


def _sum_of_trees(row: Row) -> float:
    """Return what judge adds the checker's opinion to."""
    statement, ground = read_claim(row.statement), ground_of(_pair_of(row))
    return weigh(statement, ground, find_signs(statement, ground)).score


def _pair_of(row: Row) -> Pair:
    return Pair(row.quote, row.statement, row.title)


def fit_beside(rows: Sequence[Row], crossed: Array, checker: ClaimModel, kept: float) -> dict[str, float]:
    """Return the weight of the checker's logit beside the trees, and the threshold; print what both catch."""
    logits = np.array([opinion(checker, read_claim(row.statement), ground_of(_pair_of(row))) for row in rows])
    labels = np.array([float(row.is_true) for row in rows])
    weights = np.array([KIND_WEIGHTS[row.kind] for row in rows])
    fitted = LogisticRegression(C=10.0).fit(np.stack([crossed, logits], axis=1), labels, weights)
    logit = round(float(fitted.coef_[0, 1] / fitted.coef_[0, 0]), 2)
    scores = crossed + logit * logits
    by_hand = np.array([row.kind in BY_HAND for row in rows])
    bar = bar_of(scores[by_hand], labels[by_hand], kept)
    for kind in ("claims", "ours", "citecheck"):
        own = np.array([row.kind == kind for row in rows])
        alone, both, mine = crossed[own], scores[own], labels[own]
        print(f"{kind}, held out: {caught_at(alone, mine):.3f} caught at {TRUE_KEPT} kept, with the checker (logit "
              f"{logit}) {caught_at(both, mine):.3f}; at the bar {(both[mine == 0] < bar).mean():.3f} caught, "
              f"{(both[mine == 1] >= bar).mean():.3f} kept")  # fmt: skip
    return {"logit": logit, "bar": round(bar, 3)}


def table_of(forest: GradientBoostingClassifier, names: Sequence[str]) -> dict[str, Any]:
    """Return the trees in the format of trees.json."""
    chance = float(forest.init_.class_prior_[1])
    start = round(math.log(chance / (1 - chance)), 5)
    table: dict[str, Any] = {"names": list(names), "depth": DEPTH, "start": start}
    lists: dict[str, list[float]] = {name: [] for name in ("features", "bars", "left", "right", "values", "roots")}
    for (estimator,) in forest.estimators_:
        tree, at = estimator.tree_, len(lists["features"])
        lists["roots"].append(at)
        lists["features"] += [int(max(feature, -1)) for feature in tree.feature]
        split = tree.feature >= 0
        lists["bars"] += [round(float(bar), 5) for bar in np.where(split, tree.threshold, 0.0)]
        lists["left"] += [int(at + max(node, 0)) for node in tree.children_left]
        lists["right"] += [int(at + max(node, 0)) for node in tree.children_right]
        lists["values"] += [round(RATE * float(value), 5) for value in tree.value[:, 0, 0]]
    return {**table, **lists}


def write_trees(table: dict[str, Any]) -> None:
    """Write trees.json."""
    trees.FILE.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def measure(path: Path, model: ClaimModel | None) -> None:
    """Print what the whole check catches and keeps."""
    for kind in ("claims", "citecheck"):
        rows = read_rows(path, (kind,))
        started = time.monotonic()
        scores = np.array([judge_pair(_pair_of(row), model).score for row in rows])
        spent = 1000 * (time.monotonic() - started) / len(rows)
        labels = np.array([float(row.is_true) for row in rows])
        caught, kept = (scores[labels == 0] < 0).mean(), (scores[labels == 1] >= 0).mean()
        print(f"{kind} apart: {caught:.3f} caught, {kept:.3f} kept, balanced {(caught + kept) / 2:.3f}; "
              f"{caught_at(scores, labels):.3f} at {TRUE_KEPT}; {spent:.0f} ms a pair")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=CHECKER_FOLDER)
    parser.add_argument("--kept", type=float, default=0.85)
    parser.add_argument("--beside", action="store_true", help="keep the trees; fit what stands beside them")
    parser.add_argument("--write", action="store_true", help="write the trees; otherwise those there are measured")
    parser.add_argument("--measure", action="store_true", help="measure on what is kept apart")
    options = parser.parse_args()
    checker = CheckerModel.load(options.model, ensure_bundled_model())
    fit = fit_beside_kept if options.beside else fit_trees
    table = fit(options.data / "claims-train.jsonl", options.kept, checker)
    if options.write:
        write_trees(table)
    if options.measure:
        measure(options.data / "claims-apart.jsonl", None)
        measure(options.data / "claims-apart.jsonl", checker)


if __name__ == "__main__":
    main()
