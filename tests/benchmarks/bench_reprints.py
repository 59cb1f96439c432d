"""Precision, recall, time and growth of reprint detection on real articles.

    python -m tests.benchmarks.bench_reprints [--shared FOLDER] [--sample 400] [--seed 7]

Prints tables and exits with 1 if a figure of docs/reprints.md is missed.
"""

# ruff: noqa: T201  (a benchmark prints its tables)
import argparse
import gzip
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from index.chinese.folding import fold_text
from index.reprints import MAX_CANDIDATES, MAX_HOLDERS, find_candidates, fingerprint, is_reprint
from tests.benchmarks.reprint_pairs import (
    JUDGED_DIFFERENT,
    JUDGED_REPRINTS,
    REPRINTING_EDITS,
    TEMPLATE_EDITS,
    Edit,
    series_key,
)

MIN_PRECISION = 0.98
MIN_RECALL = 0.95
MAX_SECONDS_FOR_3000 = 10.0
TIMED = 3000


@dataclass(frozen=True)
class Real:
    """One real article and its folded text."""

    id: str
    text: str
    folded: str


class Shelf:
    """A real SQLite table of keys, as in a library, with the texts beside it."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute(
            "CREATE TABLE reprint_key (key INTEGER, article INTEGER, PRIMARY KEY (key, article)) WITHOUT ROWID"
        )
        self._connection.execute("CREATE TABLE article (id INTEGER PRIMARY KEY, folded TEXT, original INTEGER)")
        self.compared = 0

    def holders(self, key: int) -> list[int]:
        rows = self._connection.execute("SELECT article FROM reprint_key WHERE key = ? LIMIT ?", (key, MAX_HOLDERS + 1))
        return [row[0] for row in rows]

    def find_original(self, folded: str, keys: tuple[int, ...]) -> int | None:
        for candidate in find_candidates(keys, self.holders):
            self.compared += 1
            (other,) = self._connection.execute("SELECT folded FROM article WHERE id = ?", (candidate,)).fetchone()
            if is_reprint(folded, other):
                return candidate
        return None

    def add(self, row: int, folded: str) -> int:
        """Add the article and return the row of its original, its own if it is no reprint."""
        keys = fingerprint(folded)
        original = self.find_original(folded, keys)
        with self._connection:
            if original is None:
                self._connection.executemany(
                    "INSERT OR IGNORE INTO reprint_key VALUES (?, ?)", ((key, row) for key in keys)
                )
            kept = row if original is None else original
            self._connection.execute("INSERT INTO article VALUES (?, ?, ?)", (row, folded, kept))
        return kept


@dataclass
class Score:
    """Counts for one kind of pair; `right` are those decided correctly."""

    name: str
    reprints: bool
    pairs: int = 0
    right: int = 0

    def count(self, found: bool) -> None:
        self.pairs += 1
        self.right += found == self.reprints


def main() -> int:
    options = _read_options()
    news = _read(_lines(options.shared / "eval" / "news" / "articles.jsonl"))
    corpus = _read(_lines(options.shared / "corpus" / "news.jsonl.gz"))
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder) / "library.sqlite")
        seconds, originals = _fill(shelf, [*news, *corpus])
        chance = random.Random(options.seed)
        scores = _score_edits(shelf, news, corpus, originals, options.sample, chance)
    scores += _score_real(news + corpus, options.sample, chance)
    precision, recall = _print_scores(scores)
    print(f"\nprecision {precision:.4f} (at least {MIN_PRECISION}), recall {recall:.4f} (at least {MIN_RECALL})")
    missed = precision < MIN_PRECISION or recall < MIN_RECALL or seconds > MAX_SECONDS_FOR_3000
    print("MISSED" if missed else "met")
    return int(missed)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[3] / "shared")
    parser.add_argument("--sample", type=int, default=400, help="articles edited, and real pairs of each kind")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def _lines(path: Path) -> Iterator[str]:
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as file:
        yield from file


def _read(lines: Iterable[str]) -> list[Real]:
    records = [json.loads(line) for line in lines]
    return [Real(record["id"], record["text"], fold_text(record["text"])) for record in records]


def _fill(shelf: Shelf, articles: list[Real]) -> tuple[float, list[int]]:
    """Add all articles one by one; print the time, and return that of the first TIMED and every one's original."""
    marks = [(time.perf_counter(), time.process_time())]
    originals = []
    compared = []
    for row, article in enumerate(articles):
        originals.append(shelf.add(row, article.folded))
        if (row + 1) % TIMED == 0:
            marks.append((time.perf_counter(), time.process_time()))
            compared.append(shelf.compared)
    reprints = sum(original != row for row, original in enumerate(originals))
    print(f"{len(articles)} real articles filed, {reprints} of them under another as its reprint")
    print(f"{'articles':>16} {'seconds':>8} {'CPU s':>8} {'articles/CPU s':>15} {'compared':>9}")
    for number, ((start, cpu_start), (end, cpu_end)) in enumerate(pairwise(marks)):
        done = compared[number] - (compared[number - 1] if number else 0)
        span, cpu = f"{number * TIMED:>7} - {(number + 1) * TIMED:>6}", cpu_end - cpu_start
        print(f"{span} {end - start:>8.2f} {cpu:>8.2f} {TIMED / cpu:>15.0f} {done:>9}")
    return marks[1][0] - marks[0][0], originals


def _score_edits(
    shelf: Shelf, news: list[Real], corpus: list[Real], originals: list[int], sample: int, chance: random.Random
) -> list[Score]:
    """Look edited articles up in the full library: reprints of news articles, template instances of any."""
    scores = [
        _score_edit(shelf, edit, True, chance.sample(range(len(news)), sample), news, originals, chance)
        for edit in REPRINTING_EDITS
    ]
    everything = news + corpus
    for edit in TEMPLATE_EDITS:
        order = chance.sample(range(len(everything)), len(everything))
        fit = [row for row in order if edit(everything[row].text, random.Random(0)) is not None][:sample]
        scores.append(_score_edit(shelf, edit, False, fit, everything, originals, chance))
    return scores


def _score_edit(
    shelf: Shelf, edit: Edit, reprints: bool, rows: list[int], articles: list[Real], originals: list[int],
    chance: random.Random,
) -> Score:  # fmt: skip
    score = Score(edit.__name__.replace("_", " "), reprints)
    for row in rows:
        edited = edit(articles[row].text, chance)
        if edited is None:
            continue
        folded = fold_text(edited)
        found = shelf.find_original(folded, fingerprint(folded))
        score.count(found is not None and (not reprints or found == originals[row]))
    return score


def _score_real(articles: list[Real], sample: int, chance: random.Random) -> list[Score]:
    by_id = {article.id: article.folded for article in articles}
    judged = [Score("real, judged the same", True), Score("real, judged different", False)]
    for score, pairs in zip(judged, (JUDGED_REPRINTS, JUDGED_DIFFERENT), strict=True):
        for one, other in pairs:
            score.count(is_reprint(by_id[one], by_id[other]))
    series = Score("real, one automatic series", False)
    alike = [(key, article.folded) for article in articles if (key := series_key(article.text))]
    while series.pairs < 5 * sample:
        (key, folded), (other_key, other_folded) = chance.sample(alike, 2)
        if key != other_key and key[0] == other_key[0] and (series.pairs % 2 or key[1] == other_key[1]):
            series.count(is_reprint(folded, other_folded))
    at_random = Score("real, at random", False)
    for _ in range(5 * sample):
        pair = chance.sample(articles, 2)
        at_random.count(is_reprint(pair[0].folded, pair[1].folded))
    return [*judged, series, at_random]


def _print_scores(scores: list[Score]) -> tuple[float, float]:
    print(f"\n{'pairs':<36} {'should be':<10} {'number':>7} {'right':>7}")
    for score in scores:
        share = score.right / score.pairs if score.pairs else 0.0
        print(f"{score.name:<36} {'reprint' if score.reprints else 'different':<10} {score.pairs:>7} {share:>7.4f}")
    found = sum(score.right for score in scores if score.reprints)
    wrongly = sum(score.pairs - score.right for score in scores if not score.reprints)
    print(f"each new article is compared with at most {MAX_CANDIDATES} others")
    return found / (found + wrongly), found / sum(score.pairs for score in scores if score.reprints)


if __name__ == "__main__":
    sys.exit(main())
