"""What each sign against a statement means (signs.toml), and the boosted trees, in plain numpy, that weigh the signs
and the statement's alignment with the quotes."""

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.chinese.statements import read_residues
from qa.check.alignment import FEATURES, Alignment
from qa.check.flaws import Flaw, Signs

NEVER = 2.0
_SIGNS_FILE = Path(__file__).with_name("signs.toml")


@dataclass(frozen=True)
class Sign:
    """`flaw`: what is wrong; `gravity`: the gravest of several is reported; `contradicts`: the quote says otherwise;
    `certain_from`: least share of the statement's bigrams in the quotes for the sign alone to decide, NEVER if it never
    does; `decides`: it then does so whatever a model says."""

    flaw: Flaw
    gravity: float
    contradicts: bool
    certain_from: float
    decides: bool


@cache
def read_signs() -> dict[str, Sign]:
    """Return the signs by name."""
    table = tomllib.loads(_SIGNS_FILE.read_text(encoding="utf-8"))["signs"]
    return {
        name: Sign(
            Flaw(sign["flaw"]),
            float(sign["gravity"]),
            sign.get("contradicts", False),
            float(sign.get("certain_from", NEVER)),
            sign.get("decides", False),
        )
        for name, sign in table.items()
    }


FILE = Path(__file__).with_name("trees.json")
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Trees:
    """Boosted trees of one depth. The nodes of all trees are concatenated: `features` (index of the feature compared,
    -1 at a leaf), `bars` (values up to this go left), `left`, `right` (node indices), `values` (of leaves, in logits);
    `roots`: the index of each tree's root. `names`: of the features; `start`: the initial sum, in logits.

    `logit`: the weight of a model's logit; `bar`, `bar_alone`: the least sum to support, with and without a model.
    """

    names: tuple[str, ...]
    start: float
    features: npt.NDArray[np.int64]
    bars: Numbers
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    values: Numbers
    roots: npt.NDArray[np.int64]
    depth: int
    logit: float
    bar: float
    bar_alone: float

    def sum(self, signs: Signs, alignment: Alignment) -> float:
        """Return the logit that the quotes support the statement."""
        numbers = number_features(signs, alignment)
        row = np.array([numbers.get(name, 0.0) for name in self.names])
        at = self.roots
        for _ in range(self.depth):
            feature = self.features[at]
            goes_left = row[feature] <= self.bars[at]
            at = np.where(feature < 0, at, np.where(goes_left, self.left[at], self.right[at]))
        return self.start + float(self.values[at].sum())


def number_features(signs: Signs, alignment: Alignment) -> dict[str, float]:
    """Return the features by name; those left out are 0."""
    known = read_signs()
    numbers = dict(zip(FEATURES, alignment.numbers, strict=True))
    numbers |= dict.fromkeys(alignment.residues, 1.0)
    numbers |= dict.fromkeys(signs.found, 1.0)
    numbers |= {f"flaw {known[name].flaw.value}": 1.0 for name in signs.found}
    numbers["coverage"] = signs.coverage
    return numbers


def feature_names() -> tuple[str, ...]:
    """Return the names of all features."""
    residues = (f"{each.side} {each.name}" for each in read_residues())
    flaws = (f"flaw {flaw.value}" for flaw in Flaw if flaw is not Flaw.NONE)
    return (*FEATURES, *residues, *sorted(read_signs()), *flaws, "coverage")


@cache
def read_trees() -> Trees:
    """Return the bundled trees, made by training/fit_claims.py."""
    table = json.loads(FILE.read_text(encoding="utf-8"))

    def whole(name: str) -> npt.NDArray[np.int64]:
        return np.array(table[name], dtype=np.int64)

    def real(name: str) -> Numbers:
        return np.array(table[name], dtype=np.float64)

    return Trees(
        names=tuple(table["names"]),
        start=float(table["start"]),
        features=whole("features"),
        bars=real("bars"),
        left=whole("left"),
        right=whole("right"),
        values=real("values"),
        roots=whole("roots"),
        depth=int(table["depth"]),
        logit=float(table["logit"]),
        bar=float(table["bar"]),
        bar_alone=float(table["bar_alone"]),
    )
