"""Measure a growing library: time to open, to ask, to add and remove an article; disk and memory.

    python tests/benchmarks/bench_growth.py --corpus ../shared/corpus/news.jsonl.gz \\
        --questions ../shared/eval/news/questions.jsonl --folder /tmp/growth [--sizes 1000 10000 100000 1000000]

Libraries are made once in the folder (a million chunks: some ten minutes and 4 GB) and reused. Each is measured in its
own process, with the bundled model. The table of docs/scale.md is this output.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index.article import digest_article
from index.embed.embedder import Embedder, load_embedder
from index.library import DATABASE_NAME, Library
from index.progress import TerminalProgress
from index.settings import EmbeddingSettings
from index.snapshot import Filters
from index.store.writer import NewArticle
from qa.question import Question, read_question
from qa.retrieval import HybridRetriever
from tests.benchmarks.scale_library import Base, build_library, make_article, read_base

T = TypeVar("T")

CHANGES = 15
"""Articles added and removed, one by one."""
LEAST_LOOKS = 200
"""The least number of questions asked."""


@dataclass(frozen=True)
class Figures:
    """The measurements: milliseconds of wall time and of CPU time (the one to trust on a busy machine), MB.

    Questions are retrieval only, including the question's embedding; adding an article includes embedding it and ends
    when a search finds it.
    """

    chunks: int
    open_ms: float
    open_cpu_ms: float
    question_p50_ms: float
    question_p50_cpu_ms: float
    question_p95_ms: float
    question_p95_cpu_ms: float
    add_ms: float
    add_cpu_ms: float
    remove_ms: float
    remove_cpu_ms: float
    disk_mb: float
    memory_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    embedder = load_embedder(EmbeddingSettings())
    with TerminalProgress() as progress:
        base = read_base(options.corpus, embedder, options.folder / "base.npy", progress)
        if options.measure:
            questions = read_questions(options.questions)
            figures = measure(options.folder / str(options.measure), embedder, base, questions)
            sys.stdout.write(json.dumps(asdict(figures)) + "\n")
            return
        for size in options.sizes:
            if not (options.folder / str(size) / DATABASE_NAME).exists():
                build_library(options.folder / str(size), size, base, embedder, progress)
    print_table([_measure_apart(size) for size in options.sizes])


def _measure_apart(size: int) -> Figures:
    """Measure in a separate process, so that memory is that of one library."""
    output = subprocess.run([sys.executable, *sys.argv, "--measure", str(size)], check=True, stdout=subprocess.PIPE)
    return Figures(**json.loads(output.stdout))


def read_questions(path: Path) -> list[Question]:
    """Return the questions in a JSON Lines file."""
    return [read_question(json.loads(line)["question"]) for line in path.read_text(encoding="utf-8").splitlines()]


def measure(path: Path, embedder: Embedder, base: Base, questions: list[Question]) -> Figures:
    """Return the figures of one library, which is left unchanged."""
    retriever = HybridRetriever(embedder)
    embedder.embed_question("先算一次")  # warms up the model
    _timed(lambda: _open(path, embedder).close())  # puts the file into the system's cache
    library, opened = _timed(lambda: _open(path, embedder))
    asked = []
    for place in range(max(LEAST_LOOKS, len(questions))):
        question = questions[place % len(questions)]
        asked.append(_timed(partial(_ask, library, retriever, question))[1])
    rng = np.random.default_rng(time.time_ns())
    added, removed = [], []
    for _ in range(CHANGES):
        article = make_article(time.time_ns(), base, rng)
        new = NewArticle(article, 1, article.id, digest_article(article))
        added.append(_timed(partial(_add, library, new))[1])
        assert _is_found(library, new)
        removed.append(_timed(partial(_remove, library, new.article.id))[1])
    status = library.status()
    return Figures(
        status.chunks,
        *opened,
        *np.percentile(asked, 50, axis=0).tolist(),
        *np.percentile(asked, 95, axis=0).tolist(),
        *np.median(added, axis=0).tolist(),
        *np.median(removed, axis=0).tolist(),
        status.bytes_on_disk / 1e6,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    )


def _open(path: Path, embedder: Embedder) -> Library:
    """Open a library and wait until it can be searched."""
    library = Library.open(path, embedder)
    with library.snapshot():
        return library


def _ask(library: Library, retriever: HybridRetriever, question: Question) -> None:
    with library.snapshot() as snapshot:
        retriever.retrieve(snapshot, question)


def _add(library: Library, new: NewArticle) -> None:
    """Add an article and make it searchable."""
    with library.writer() as writer:
        writer.put_articles([new])
    with library.snapshot() as snapshot:
        assert snapshot.article(new.article.id) is not None


def _remove(library: Library, article_id: str) -> None:
    with library.writer() as writer:
        writer.remove_articles([article_id])
    with library.snapshot() as snapshot:
        assert snapshot.article(article_id) is None


def _is_found(library: Library, new: NewArticle) -> bool:
    """Return whether both legs find the article, among thousands of similar chunks."""
    filters = Filters(articles=(new.article.id,))
    vector = library.embedder.embed_question(new.article.paragraphs[0].text)
    with library.snapshot() as snapshot:
        return bool(snapshot.search_dense(vector, 1, filters) and snapshot.search_words(["新", "消息"], 1, filters))


def _timed(work: Callable[[], T]) -> tuple[T, tuple[float, float]]:
    """Return the result of `work` and the milliseconds it took, as wall time and CPU time."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, ((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000)


def print_table(rows: list[Figures]) -> None:
    """Print the table of docs/scale.md: milliseconds of wall time, of CPU time in brackets."""
    lines = [
        "| chunks | open | question p50 | question p95 | add one | remove one | disk, MB | memory, MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        chunks, *times, disk, memory = asdict(row).values()
        pairs = [f"{wall:,.0f} ({cpu:,.0f})" for wall, cpu in zip(times[::2], times[1::2], strict=True)]
        lines.append(f"| {chunks:,} | {' | '.join(pairs)} | {disk:,.0f} | {memory:,.0f} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
