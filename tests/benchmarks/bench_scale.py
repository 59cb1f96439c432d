"""Measure retrieval over a large library: each leg's time, what faster ways miss, concurrency, filters, memory.

    python tests/benchmarks/bench_scale.py --corpus ../shared/corpus/news.jsonl.gz \\
        --questions ../shared/eval/news/questions.jsonl --folder /tmp/growth --chunks 1000000 [--indexes 100000]

The library is made once in the folder, and bench_growth reuses it. --indexes N compares kinds of vector indexes on N
vectors made the same way instead. Times are wall time, with CPU time beside it for a busy machine.
"""

import argparse
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import faiss
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index.embed.embedder import Embedder, Vectors, load_embedder
from index.library import DATABASE_NAME, Library
from index.progress import TerminalProgress
from index.settings import EmbeddingSettings
from index.snapshot import Filters
from index.store import lexical
from index.store.queries import vectors_added_since
from qa.question import Question
from qa.retrieval import CANDIDATES, HybridRetriever
from tests.benchmarks.bench_growth import read_questions
from tests.benchmarks.scale_library import Base, build_library, make_vectors, read_base

AT_ONCE = 20
"""Threads that ask concurrently."""
BROAD = Filters(since=date(2022, 1, 1))
NARROW = Filters(sources=("来源7",), since=date(2023, 10, 1))


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one call: wall time and CPU time (all threads)."""

    wall_ms: float
    cpu_ms: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--chunks", type=int, default=1_000_000)
    parser.add_argument("--indexes", type=int, help="compare kinds of indexes on so many vectors")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    embedder = load_embedder(EmbeddingSettings())
    questions = read_questions(options.questions)
    path = options.folder / str(options.chunks)
    with TerminalProgress() as progress:
        base = read_base(options.corpus, embedder, options.folder / "base.npy", progress)
        if options.indexes:
            compare_indexes(base, options.indexes, np.stack([embedder.embed_question(q.folded) for q in questions]))
            return
        if not (path / DATABASE_NAME).exists():
            build_library(path, options.chunks, base, embedder, progress)
    measure(path, embedder, questions)


def measure(path: Path, embedder: Embedder, questions: list[Question]) -> None:
    """Print the figures of one library."""
    library = Library.open(path, embedder)
    with _said("open, first snapshot"), library.snapshot() as snapshot:
        chunks = snapshot.chunk_count()
    _say(f"{chunks:,} chunks, memory {_memory_mb():,.0f} MB")
    retriever = HybridRetriever(embedder)
    vectors = [embedder.embed_question(question.folded) for question in questions]
    with library.snapshot() as snapshot:
        _report("embed the question", [_timed(lambda q=q: embedder.embed_question(q.folded)) for q in questions])
        _report("dense", [_timed(lambda v=v: snapshot.search_dense(v, CANDIDATES)) for v in vectors])
        _report("words", [_timed(lambda q=q: snapshot.search_words(q.words, CANDIDATES)) for q in questions])
        _report("retrieve (all)", [_timed(lambda q=q: retriever.retrieve(snapshot, q)) for q in questions])
        for name, filters in (("broad", BROAD), ("narrow", NARROW)):
            kept = [_timed(lambda q=q, f=filters: retriever.retrieve(snapshot, q, f)) for q in questions]
            _report(f"retrieve, {name} filter", kept)
        near = [tuple(p.article.id for p in retriever.retrieve(snapshot, q)[:3]) for q in questions]
        kept = [
            _timed(lambda q=q, n=n: retriever.retrieve(snapshot, q, near=n))
            for q, n in zip(questions, near, strict=True)
        ]
        _report("retrieve, near the last answer", kept)
    _ask_at_once(library, retriever, questions)
    _compare_with_exact(library, vectors)
    _compare_with_all_words(library, questions)
    _say(f"memory at the most {_memory_mb():,.0f} MB")


def _ask_at_once(library: Library, retriever: HybridRetriever, questions: list[Question]) -> None:
    def ask(question: Question) -> Timing:
        def look() -> None:
            with library.snapshot() as snapshot:
                retriever.retrieve(snapshot, question)

        return _timed(look)

    started, spent = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        timings = list(pool.map(ask, questions * 2))
    seconds = time.perf_counter() - started
    _report(f"retrieve, {AT_ONCE} at once", timings)
    used = (time.process_time() - spent) / seconds
    _say(f"    {len(timings) / seconds:.1f} questions a second on {used:.2f} processors")


def _compare_with_exact(library: Library, vectors: list[Vectors]) -> None:
    """Compare the dense leg with the exact cosine similarities of all stored vectors."""
    asked = np.stack(vectors)
    best_scores = np.full((len(asked), 10), -2, dtype=np.float32)
    best_ids = np.zeros((len(asked), 10), dtype=np.int64)
    with library.snapshot() as snapshot, library._database.reading() as connection:
        for ids, block in vectors_added_since(connection, -1, 1, asked.shape[1]):
            scores = np.concatenate([best_scores, asked @ block.T], axis=1)
            all_ids = np.concatenate([best_ids, np.tile(ids, (len(asked), 1))], axis=1)
            order = np.argsort(-scores, axis=1)[:, :10]
            best_scores = np.take_along_axis(scores, order, axis=1)
            best_ids = np.take_along_axis(all_ids, order, axis=1)
        found = [[hit.chunk_id for hit in snapshot.search_dense(vector, 10)] for vector in vectors]
    shares = [len(set(f) & set(b.tolist())) / 10 for f, b in zip(found, best_ids, strict=True)]
    _say(f"dense recall@10 of exact search: {np.mean(shares):.4f}, least {min(shares):.1f}")


def _compare_with_all_words(library: Library, questions: list[Question]) -> None:
    """Compare the lexical leg with a search that scans every word."""
    budget = lexical.POSTINGS
    same_first, tens, times, pruned = 0, [], [], 0
    with library.snapshot() as snapshot:
        for question in questions:
            hits = [hit.chunk_id for hit in snapshot.search_words(question.words, CANDIDATES)]
            lexical.POSTINGS = 10**12
            whole: list[int] = []
            times.append(_timed(lambda q=question, w=whole: w.extend(_ids(snapshot.search_words(q.words, CANDIDATES)))))
            lexical.POSTINGS = budget
            pruned += sum(snapshot.document_frequencies(question.words).values()) > budget
            if whole:
                same_first += hits[:1] == whole[:1]
                tens.append(len(set(hits[:10]) & set(whole[:10])) / len(whole[:10]))
    _report("words, walking through all", times)
    _say(f"words left out of finding in {pruned} of {len(questions)} questions")
    _say(f"same first chunk in {same_first} of {len(tens)}, recall@10 of the whole search {np.mean(tens):.4f}")


def _ids(hits: list[Any]) -> list[int]:
    return [hit.chunk_id for hit in hits]


def compare_indexes(base: Base, count: int, questions: Vectors) -> None:
    """Print size, time and recall@10 of kinds of FAISS indexes on vectors made like the library's."""
    rng = np.random.default_rng(3)
    vectors = make_vectors(base.vectors, rng.integers(0, len(base.vectors), count), rng)
    dimensions = vectors.shape[1]
    faiss.omp_set_num_threads(1)
    exact = faiss.IndexFlatIP(dimensions)
    exact.add(vectors)
    truth = exact.search(questions, 10)[1]
    lists = int(4 * count**0.5)
    kinds = {
        "flat float32": "Flat", "flat, a byte a number": "SQ8", "flat, half a byte": "SQ4",
        f"IVF {lists} lists, a byte": f"IVF{lists},SQ8", "HNSW 32, a byte": "HNSW32_SQ8",
    }  # fmt: skip
    _say(f"{count:,} vectors, one thread; found 100, the best 10 by exact cosines")
    for name, description in kinds.items():
        index = faiss.index_factory(dimensions, description, faiss.METRIC_INNER_PRODUCT)
        started = time.process_time()
        index.train(vectors[:100_000])
        index.add(vectors)
        built = time.process_time() - started
        for setting in _SETTINGS.get(re.split(r"\d", description)[0], [{}]):
            for key, value in setting.items():
                faiss.ParameterSpace().set_index_parameter(index, key, value)
            started = time.process_time()
            found = [index.search(question[None], 100)[1][0] for question in questions]
            each = (time.process_time() - started) / len(questions) * 1000
            best = [_best(vectors, question, ids) for question, ids in zip(questions, found, strict=True)]
            recall = np.mean([len(set(ids) & set(true)) / 10 for ids, true in zip(best, truth, strict=True)])
            size = len(faiss.serialize_index(index)) / 1e6
            figures = f"{each:.2f} ms, recall@10 {recall:.4f}, {size:,.0f} MB, built in {built:.0f} s"
            _say(f"    {name} {setting or ''}: {figures}")


_SETTINGS: dict[str, list[dict[str, int]]] = {
    "IVF": [{"nprobe": 16}, {"nprobe": 64}],
    "HNSW": [{"efSearch": 64}, {"efSearch": 256}],
}


def _best(vectors: Vectors, question: Vectors, found: Any) -> list[int]:
    found = found[found >= 0]
    return found[np.argsort(-(vectors[found] @ question))[:10]].tolist()


def _timed(work: Callable[[], object]) -> Timing:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Timing((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000)


@contextmanager
def _said(name: str) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    _say(f"{name}: {time.perf_counter() - wall:.2f} s, processor {time.process_time() - cpu:.2f} s")


def _report(name: str, timings: list[Timing]) -> None:
    wall = np.percentile([timing.wall_ms for timing in timings], [50, 95, 100])
    cpu = np.percentile([timing.cpu_ms for timing in timings], [50, 95, 100])
    _say(
        f"{name}: p50 {wall[0]:.0f}, p95 {wall[1]:.0f}, longest {wall[2]:.0f} ms; "
        f"processor p50 {cpu[0]:.0f}, p95 {cpu[1]:.0f}, most {cpu[2]:.0f} ms"
    )


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
