"""Ask the same questions of clean articles and of messy pages made from them, and compare the shares answered rightly.

    python -m tests.benchmarks.bench_messy_answers [--data ../shared/eval] [--sets cmrc news] [--questions 80]

Every right article and some others become a page in the shapes of messy_pages.py, by turns. Exits with 1 if the messy
library answers more than one percentage point fewer questions rightly than the clean one.
"""

# ruff: noqa: T201  (a benchmark prints its tables)
import argparse
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from index.embed.embedder import load_embedder
from index.library import Library
from index.settings import Settings, load_settings
from index.sync.sources import sync_paths
from qa.asking import load_reader_model, question_answering_over
from qa.batch import AskedQuestion, iter_questions
from qa.evaluation import Figures, ask_all, compute_figures
from tests.benchmarks.messy_pages import SHAPES, CleanArticle

MAX_LOSS = 0.01
OTHERS = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--sets", nargs="+", default=["cmrc", "news"])
    parser.add_argument("--questions", type=int, default=80)
    options = parser.parse_args()
    settings = load_settings()
    clean_right = messy_right = asked = 0.0
    for name in options.sets:
        clean, messy, count = compare(options.data / name, options.questions, settings)
        print(f"{name}: {count} questions, clean {clean.accuracy:.3f}, messy {messy.accuracy:.3f}")
        print(f"    found first: clean {clean.hit_1:.3f}, messy {messy.hit_1:.3f}")
        clean_right, messy_right = clean_right + clean.accuracy * count, messy_right + messy.accuracy * count
        asked += count
    loss = (clean_right - messy_right) / asked
    print(f"all: messy pages answer {loss:+.3f} fewer")
    sys.exit(loss > MAX_LOSS)


def compare(folder: Path, count: int, settings: Settings) -> tuple[Figures, Figures, int]:
    """Return the figures of the clean and the messy library, and the number of questions asked."""
    rows = {row["id"]: row for row in map(json.loads, (folder / "articles.jsonl").open(encoding="utf-8"))}
    questions = [q for q in iter_questions(folder / "questions.jsonl") if q.articles]
    questions = questions[:: max(1, len(questions) // count)][:count]
    wanted = dict.fromkeys(article for question in questions for article in question.articles)
    others = [article for article in rows if article not in wanted][:OTHERS]
    with tempfile.TemporaryDirectory() as name:
        clean, messy = Path(name) / "clean", Path(name) / "messy"
        ids = write_pages([rows[article] for article in [*wanted, *others]], clean, messy)
        renamed = [replace(q, articles=tuple(ids[article] for article in q.articles)) for q in questions]
        return measure(clean, questions, settings), measure(messy, renamed, settings), len(questions)


def write_pages(rows: Sequence[dict[str, str]], clean: Path, messy: Path) -> dict[str, str]:
    """Write the articles both clean and as messy pages; return each article's id in the messy library."""
    rng = random.Random(1)
    clean.mkdir()
    messy.mkdir()
    ids = {}
    with (clean / "articles.jsonl").open("w", encoding="utf-8") as file:
        for number, row in enumerate(rows):
            text, title = " ".join(row["text"].split()), row["title"] or f"第{number}号报道的主要内容"
            file.write(json.dumps({"id": row["id"], "title": title, "text": text}, ensure_ascii=False) + "\n")
            article = CleanArticle(title, date(2023, 7, 1), "红川日报", "林文博", (text,))
            page = SHAPES[number % len(SHAPES)](article, rng)
            path = messy / f"{number:04}{Path(page.name).suffix}"
            path.write_bytes(page.data)
            ids[row["id"]] = path.name
    return ids


def measure(folder: Path, questions: Sequence[AskedQuestion], settings: Settings) -> Figures:
    library = Library.open(folder.with_name(f"{folder.name}-library"), load_embedder(settings.embedding))
    summary = sync_paths(library, [folder])
    print(f"  {folder.name}: {summary.added} articles, {len(summary.rejected)} rejected", flush=True)
    return compute_figures(ask_all(question_answering_over(library, settings, load_reader_model(settings)), questions))


if __name__ == "__main__":
    main()
