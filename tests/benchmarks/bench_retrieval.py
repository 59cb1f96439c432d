"""Compare rankings: each leg alone, fusion by rank, fusion by score with several weights.

    python tests/benchmarks/bench_retrieval.py ../shared/eval/rgb --library /tmp/rgb-library

The library must contain the folder's articles (yinju evaluate FOLDER --library DIR syncs them).
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index.embed.embedder import load_embedder
from index.library import Library
from index.settings import load_settings
from qa import retrieval as retrieve
from qa.batch import iter_questions
from qa.question import read_question

DEPTH = 60
Ranking = Callable[[dict[int, float], dict[int, float]], list[int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=500)
    options = parser.parse_args()
    embedder = load_embedder(load_settings().embedding)
    library = Library.open(options.library, embedder)
    questions = [q for q in iter_questions(options.folder / "questions.jsonl") if q.articles][: options.limit]
    legs = []
    with library.snapshot() as snapshot:
        for asked in questions:
            question = read_question(asked.question)
            vector = embedder.embed_question(question.folded)
            dense = snapshot.search_dense(vector, DEPTH)
            lexical = snapshot.search_words(question.words, DEPTH)
            cosines = {hit.chunk_id: hit.score for hit in dense}
            unseen = [hit.chunk_id for hit in lexical if hit.chunk_id not in cosines]
            cosines.update(zip(unseen, (snapshot.chunk_vectors(unseen, len(vector)) @ vector).tolist(), strict=True))
            ids = list(cosines)
            owners = {c.chunk_id: c.article.id for c in snapshot.chunks(ids)}
            legs.append((asked, cosines, {hit.chunk_id: hit.score for hit in lexical}, dense, owners))
    sys.stdout.write(
        f"{library.status().articles} articles, {library.status().chunks} chunks, {len(questions)} questions\n"
    )
    for name, rank in _rankings().items():
        ranks = [
            _first_right([owners[i] for i in rank(cosines, bm25)], asked.articles)
            for asked, cosines, bm25, _, owners in legs
        ]
        _print(name, ranks)


def _rankings() -> dict[str, Ranking]:
    def by_rank(cosines: dict[int, float], bm25: dict[int, float]) -> list[int]:
        dense = sorted(cosines, key=lambda i: -cosines[i])[:DEPTH]
        lexical = sorted(bm25, key=lambda i: -bm25[i])
        score = dict.fromkeys([*dense, *lexical], 0.0)
        for leg in (dense, lexical):
            for place, chunk in enumerate(leg, 1):
                score[chunk] += 1 / (60 + place)
        return sorted(score, key=lambda i: -score[i])

    def by_score(weight: float) -> Ranking:
        def rank(cosines: dict[int, float], bm25: dict[int, float]) -> list[int]:
            retrieve.DENSE_WEIGHT = weight
            return [hit.chunk_id for hit in retrieve.fuse_scores(cosines, bm25)]

        return rank

    rankings: dict[str, Ranking] = {
        "bm25": lambda cosines, bm25: sorted(bm25, key=lambda i: -bm25[i]),
        "dense": lambda cosines, bm25: sorted(cosines, key=lambda i: -cosines[i])[:DEPTH],
        "rank fusion": by_rank,
    }
    for weight in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        rankings[f"score fusion, dense {weight}"] = by_score(weight)
    return rankings


def _first_right(articles: Sequence[str], right: Sequence[str]) -> int:
    distinct = list(dict.fromkeys(articles))
    return next((place for place, article in enumerate(distinct, 1) if article in right), 0)


def _print(name: str, ranks: Sequence[int]) -> None:
    hit1 = np.mean([r == 1 for r in ranks])
    hit5 = np.mean([0 < r <= 5 for r in ranks])
    hit20 = np.mean([0 < r <= 20 for r in ranks])
    mrr = np.mean([1 / r if 0 < r <= 10 else 0 for r in ranks])
    sys.stdout.write(f"{name:28} hit@1 {hit1:.3f}  hit@5 {hit5:.3f}  hit@20 {hit20:.3f}  MRR@10 {mrr:.3f}\n")


if __name__ == "__main__":
    main()
