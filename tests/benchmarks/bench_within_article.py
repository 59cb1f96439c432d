"""Short colloquial questions, half of them near misses, each asked within its own article.

    python tests/benchmarks/bench_within_article.py [--answers ANSWERS.jsonl]

The questions of training/questions whose documents stand in it too and are kept apart from training (is_kept_apart):
written by people who had not seen the program, mostly in other words than the text, often without naming what they are
about (一个号能约几个人). As in a reader who has opened an article and asks on, the search is limited to that article.
"""

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import yinju
from index.chinese.folding import fold_text
from qa.answer import Answer
from training.sources import OUR_QUESTIONS, Row, is_kept_apart, read_rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=Path, help="write every question with what was shown")
    options = parser.parse_args()
    documents = {row["id"]: row for row in read_rows(OUR_QUESTIONS, "documents") if is_kept_apart(row["id"])}
    asked = [row for row in read_rows(OUR_QUESTIONS, "questions") if row["doc"] in documents]
    counts: dict[str, int] = defaultdict(int)
    rows = []
    with tempfile.TemporaryDirectory(prefix="yinju-within-") as name, yinju.open(Path(name) / "library") as library:
        articles = Path(name) / "articles.jsonl"
        told = [{**row, "source": row["id"]} for row in documents.values()]  # the source names the article
        articles.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in told), "utf-8")
        library.sync(articles)
        for row in asked:
            answer = library.ask(row["question"], sources=[row["doc"]])
            rows.append({**row, "shown": [statement.shown_text for statement in answer.statements]})
            for figure in _figures_of(row, answer):
                counts[figure] += 1
    if options.answers:
        options.answers.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    answerable, near = counts["answerable"], counts["near miss"]
    lines = [f"{len(documents)} articles, {answerable} questions that they answer, {near} near misses"]
    for figure in ("all facts", "first statement", "false refusal"):
        lines.append(f"{figure} {counts[figure] / answerable:.3f}")
    lines.append(f"near misses refused {counts['refused'] / near:.3f}")
    sys.stdout.write("\n".join(lines) + "\n")


def _figures_of(row: Row, answer: Answer) -> list[str]:
    """Return what a question counts for."""
    if not row["answerable"]:
        return ["near miss", *(["refused"] if not answer.statements else [])]
    if not answer.statements:
        return ["answerable", "false refusal"]
    facts = row["quotes"] if row["kind"] in ("list", "how") else [row["short"] or row["quotes"][0]]
    held = [all(_plain(fact) in _plain(text) for fact in facts)
            for text in (answer.text, answer.statements[0].shown_text)]  # fmt: skip
    names = ("all facts", "first statement")
    return ["answerable", *(name for name, is_held in zip(names, held, strict=True) if is_held)]


def _plain(text: str) -> str:
    """Return the text folded, without blanks and the bars of tables."""
    return "".join(fold_text(text).replace("|", "").split())


if __name__ == "__main__":
    main()
