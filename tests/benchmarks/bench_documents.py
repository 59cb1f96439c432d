"""Measure how known documents are read (tests/reading): what is lost, foreign, mistitled and misdated.

    python -m tests.benchmarks.bench_documents [--kind web,word] [--show]

Exits with 1 if a threshold is missed.
"""

# ruff: noqa: T201  (a benchmark prints its tables)
import argparse
import sys
from collections import defaultdict

from tests.reading.document_truth import load_documents
from tests.reading.reading_score import Score, score_document

MIN_KEPT, MAX_FOREIGN, MIN_TITLES, MIN_DATES = 1.0, 0.01, 0.97, 0.97


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", help="only these kinds, with commas between")
    parser.add_argument("--file", help="only documents whose name holds this")
    parser.add_argument("--show", action="store_true", help="print what was wrong with each document")
    options = parser.parse_args()
    scores: dict[str, Score] = defaultdict(Score)
    total = Score()
    whole = 0
    for document in load_documents():
        if (options.kind and document.kind not in options.kind.split(",")) or (options.file or "") not in document.name:
            continue
        score = score_document(document)
        scores[document.kind].add(score)
        total.add(score)
        whole += not score.misses
        if options.show and score.misses:
            print(f"{document.kind}/{document.name}", *(miss[:160] for miss in score.misses), sep="\n      ")
    print(
        f"{'kind':12} docs  sentences kept     rows headed  facts  foreign       title  date   source author "
        "order garbled"
    )
    for kind, score in sorted(scores.items()):
        print_row(kind, score)
    print_row("all", total)
    good = (
        total.kept >= MIN_KEPT * total.sentences
        and total.foreign <= MAX_FOREIGN * total.indexed
        and total.right["title"] >= MIN_TITLES * total.asked["title"]
        and total.right["published"] >= MIN_DATES * total.asked["published"]
    )
    print(
        "all figures met" if good else "a figure is missed",
        f"({whole} of {total.documents} documents without a fault)",
    )
    return 0 if good else 1


def print_row(name: str, s: Score) -> None:
    fields = "  ".join(f"{s.right[key] / s.asked[key]:.3f}" if s.asked[key] else "    -" for key in s.asked)
    print(
        f"{name:12} {s.documents:4}  {s.kept:4}/{s.sentences:<4} {s.kept / max(s.sentences, 1):6.1%}  "
        f"{s.headed_rows:4}/{s.rows:<4}   {s.known_facts:2}/{s.facts:<2}  {s.foreign:3}/{s.indexed:<4} "
        f"{s.foreign / max(s.indexed, 1):5.1%}  {fields}  {s.ordered}/{s.articles}  {s.garbled}"
    )


if __name__ == "__main__":
    sys.exit(main())
