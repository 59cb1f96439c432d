"""Measure what cleaning keeps and lets through, on messy pages made from clean articles.

    python -m tests.benchmarks.bench_clean [--articles 150] [--data ../shared/eval] [--show 5]

Exits with 1 if a threshold is missed.
"""

# ruff: noqa: T201  (a benchmark prints its tables)
import argparse
import json
import random
import re
import sys
import time
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from index.article import Article
from index.chinese.sentences import split_sentences
from index.load.loader import read_article_bytes
from index.messages import say
from tests.benchmarks.messy_pages import SHAPES, CleanArticle, MessyPage, make_article

MIN_KEPT, MAX_BOILERPLATE, MIN_TITLES, MIN_DATES, MIN_PER_SECOND = 0.99, 0.005, 0.95, 0.98, 500


@dataclass
class Score:
    """Counts over the pages of one shape."""

    pages: int = 0
    sentences: int = 0
    kept: int = 0
    indexed: int = 0
    boilerplate: int = 0
    titles: int = 0
    dates: int = 0
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        for name in ("pages", "sentences", "kept", "indexed", "boilerplate", "titles", "dates", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def normal(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def score_page(page: MessyPage) -> Score:
    start = time.process_time()
    result = read_article_bytes(page.data, page.name, page.name)[0]
    score = Score(pages=1, seconds=time.process_time() - start)
    truth = [text[s.start : s.end] for text in page.paragraphs for s in split_sentences(text)]
    score.sentences = len(truth)
    if not isinstance(result, Article):
        score.misses.append(f"REJECTED {say(result.reason)}")
        return score
    got = [(p.text[s.start : s.end]) for p in result.paragraphs for s in split_sentences(p.text)]
    whole_truth = normal("".join(page.paragraphs))
    whole_got = normal("".join(p.text for p in result.paragraphs))
    for sentence in truth:
        score.kept += normal(sentence) in whole_got
        if normal(sentence) not in whole_got:
            score.misses.append(f"LOST {sentence}")
    seen: set[str] = set()
    for sentence in got:
        key = normal(sentence)
        bad = key not in whole_truth or key in seen
        seen.add(key)
        score.indexed += 1
        score.boilerplate += bad
        if bad:
            score.misses.append(f"EXTRA {sentence[:80]!r}")
    score.titles = normal(result.title) == normal(page.title)
    score.dates = result.published == page.published
    if not score.titles:
        score.misses.append(f"TITLE {result.title!r} for {page.title!r}")
    if not score.dates:
        score.misses.append(f"DATE {result.published} for {page.published}")
    return score


def load_articles(folder: Path, count: int, rng: random.Random) -> list[CleanArticle]:
    rows = []
    for name in ("news", "cmrc"):
        rows += [json.loads(line) for line in (folder / name / "articles.jsonl").open(encoding="utf-8")]
    rng.shuffle(rows)
    made = (make_article(row["text"], "", rng) for row in rows)
    articles = [article for article in made if article is not None]
    return articles[:count]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=150)
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--show", type=int, default=0, help="print so many misses of each shape")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    articles = load_articles(options.data, options.articles, rng)
    scores: dict[str, Score] = defaultdict(Score)
    for article in articles:
        for make in SHAPES:
            page = make(article, rng)
            found = score_page(page)
            scores[page.shape].add(found)
            scores[page.shape].misses.extend(found.misses)
    total = Score()
    print(f"{'shape':30} pages  kept    boilerpl. title  date   pages/s")
    for shape, score in scores.items():
        total.add(score)
        print_row(shape, score)
        for miss in score.misses[: options.show]:
            print("      ", miss[:150])
    print_row("all", total)
    good = (
        total.kept >= MIN_KEPT * total.sentences
        and total.boilerplate <= MAX_BOILERPLATE * total.indexed
        and total.titles >= MIN_TITLES * total.pages
        and total.dates >= MIN_DATES * total.pages
        and total.pages >= MIN_PER_SECOND * total.seconds
    )
    print("all figures met" if good else "a figure is missed", f"({len(articles)} articles, {total.pages} pages)")
    return 0 if good else 1


def print_row(name: str, s: Score) -> None:
    print(
        f"{name:30} {s.pages:5}  {s.kept / max(s.sentences, 1):.4f}  {s.boilerplate / max(s.indexed, 1):.4f}    "
        f"{s.titles / s.pages:.3f}  {s.dates / s.pages:.3f}  {s.pages / max(s.seconds, 1e-9):.0f}"
    )


if __name__ == "__main__":
    sys.exit(main())
