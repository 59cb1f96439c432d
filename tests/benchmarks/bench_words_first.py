"""Measure how long until imported articles can be found by their words, and until all have vectors.

    .venv/bin/python -m tests.benchmarks.bench_words_first ARTICLES.jsonl[.gz] [--articles 10000] [--without-vectors]

Prints seconds of wall time and CPU time, and the load: on a busy machine wall time says little.
"""

# ruff: noqa: T201  (a benchmark prints its table)
import argparse
import os
import resource
import tempfile
import time
from contextlib import closing
from pathlib import Path

from index.embed.embedder import load_embedder
from index.library import Library
from index.progress import Progress
from index.settings import EmbeddingSettings
from index.sync.sources import SyncRules, sync_paths
from tests.benchmarks.bench_indexing import take_articles


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--articles", dest="count", type=int, default=10_000)
    parser.add_argument("--without-vectors", action="store_true")
    options = parser.parse_args()
    embedder = load_embedder(EmbeddingSettings())
    embedder.embed_passages(["热身"] * 64)
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "articles.jsonl"
        chars = take_articles(options.articles, options.count, file)
        with closing(Library.open(Path(name) / "library", embedder)) as library:
            wall, cpu, first = time.monotonic(), _processor_s(), 0.0

            def report(progress: Progress) -> None:
                nonlocal first
                if progress.note and not first:
                    first = time.monotonic() - wall

            sync_paths(library, [file], report=report, rules=SyncRules(vectors_later=True))
            _print("found by words", options.count, chars, time.monotonic() - wall, cpu)
            print(f"the first of them after {first:.1f} s; {library.status().pending} vectors awaited")
            if not options.without_vectors:
                library.make_vectors()
                _print("vectors made", options.count, chars, time.monotonic() - wall, cpu)


def _processor_s() -> tuple[float, float]:
    """Return the CPU seconds of this process, and of the one that prepares articles."""
    beside = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time(), beside.ru_utime + beside.ru_stime


def _print(what: str, articles: int, chars: int, wall_s: float, before: tuple[float, float]) -> None:
    here_s, beside_s = (now - then for now, then in zip(_processor_s(), before, strict=True))
    print(
        f"{what}: {wall_s:.1f} s ({articles / wall_s:.0f} articles/s, {chars / wall_s:,.0f} characters/s), processor "
        f"{here_s:.1f} s and {beside_s:.1f} s beside; load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
