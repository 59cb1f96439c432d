"""The vector index finds what a comparison with every vector finds, after any adding and removing."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.library import Library
from index.snapshot import Filters
from index.store import vectors as vector_index
from index.store.vectors import NO_IDS, VectorIndex
from tests.conftest import add_articles, make_article

DIMENSIONS = 16


def unit_vectors(count: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSIONS)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def nearest(vectors: dict[int, np.ndarray], question: np.ndarray, k: int) -> list[int]:
    return sorted(vectors, key=lambda id: (-float(vectors[id] @ question), id))[:k]


def test_random_changes_keep_finding_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_index, "SEGMENT_ROWS", 64)
    monkeypatch.setattr(vector_index, "THREADED_ROWS", 300)
    rng = np.random.default_rng(5)
    index, held, newest = VectorIndex(DIMENSIONS), {}, 0
    for step in range(120):
        ids = np.arange(newest + 1, newest + 1 + rng.integers(0, 12), dtype=np.int64)
        rng.shuffle(ids)
        vectors = unit_vectors(len(ids), step)
        gone = rng.choice(np.array([*held, 999_999]), min(len(held), int(rng.integers(0, 9))), replace=False)
        before, held_before = index, dict(held)
        index = index.changed([(ids, vectors)], gone)
        held = {id: vector for id, vector in held.items() if id not in gone} | dict(
            zip(ids.tolist(), vectors, strict=True)
        )
        newest += len(ids)
        question = unit_vectors(1, 1000 + step)[0]
        assert len(index) == len(held)
        assert [hit.chunk_id for hit in index.search(question, 7)] == nearest(held, question, 7)
        assert [hit.chunk_id for hit in before.search(question, 7)] == nearest(held_before, question, 7)
        allowed = np.array(sorted(id for id in range(newest) if id % 3 == 0), dtype=np.int64)
        fitting = {id: vector for id, vector in held.items() if id in set(allowed.tolist())}
        assert [hit.chunk_id for hit in index.search(question, 7, allowed)] == nearest(fitting, question, 7)
    assert len(index.segments) < 40


def test_scores_are_cosines_and_ties_go_by_id() -> None:
    vectors = unit_vectors(2, 1)
    ids = np.array([9, 3, 5], dtype=np.int64)
    index = VectorIndex(DIMENSIONS).changed([(ids, vectors[[0, 0, 1]])])
    hits = index.search(vectors[0], 3)
    assert [hit.chunk_id for hit in hits] == [3, 9, 5]
    assert [hit.score for hit in hits] == pytest.approx([1, 1, float(vectors[0] @ vectors[1])], abs=1e-6)


def test_nothing_is_found_in_nothing() -> None:
    question = unit_vectors(1, 1)[0]
    empty = VectorIndex(DIMENSIONS)
    one = empty.changed([(np.array([1]), unit_vectors(1, 2))])
    assert (empty.search(question, 5), empty.search(question, 5, np.array([1]))) == ([], [])
    assert (one.search(question, 0), one.search(question, 5, NO_IDS)) == ([], [])
    assert one.changed([], np.array([1])).search(question, 5) == []


def test_growing_library_turns_to_bytes_and_misses_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_index, "EXACT_ROWS", 1000)
    index, vectors = VectorIndex(DIMENSIONS), unit_vectors(3000, 3)
    for start in range(0, 3000, 250):
        ids = np.arange(start, start + 250, dtype=np.int64)
        index = index.changed([(ids, vectors[start : start + 250])], ids[:1] - 250)
        assert index.is_exact == (start < 1000)
    held = {id: vectors[id] for id in range(3000) if id % 250 or id == 2750}
    found = 0
    for question in unit_vectors(50, 4):
        hits = index.search(question, 10)
        cosines = [float(held[hit.chunk_id] @ question) for hit in hits]
        assert [hit.score for hit in hits] == pytest.approx(cosines, abs=0.03)
        found += len({hit.chunk_id for hit in hits}.intersection(nearest(held, question, 10)))
    assert found >= 0.95 * 500


def test_many_threads_search_while_the_index_changes() -> None:
    vectors = unit_vectors(2000, 6)
    index = VectorIndex(DIMENSIONS).changed([(np.arange(1000, dtype=np.int64), vectors[:1000])])
    questions = unit_vectors(40, 7)
    expected = [index.search(question, 5) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda place: index.search(questions[place % 40], 5), range(400))
        for n in range(1000, 2000):
            index_after = index.changed([(np.array([n]), vectors[n : n + 1])], np.array([n - 1000]))
        assert list(answers) == expected * 10
    assert len(index_after) == len(index)


def test_library_of_vectors_in_bytes_gives_exact_cosines(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [chr(0x4E00 + n) * 5 + chr(0x5E00 + n * 7) * 3 + "。" for n in range(200)]
    add_articles(library, *(make_article(f"a{n}", text) for n, text in enumerate(texts)))
    questions = [library.embedder.embed_question(chr(0x4E00 + n) + chr(0x5E00 + n)) for n in range(20)]

    def ask(asked: Library, filters: Filters = Filters()) -> list[list[float]]:
        """Return the scores; many of these short texts are equally alike."""
        with asked.snapshot() as snapshot:
            found = [snapshot.search_dense(question, 5, filters) for question in questions]
        return [[round(hit.score, 3) for hit in hits] for hits in found]

    some = Filters(articles=tuple(f"a{n}" for n in range(0, 200, 3)))
    exact, exact_of_some = ask(library), ask(library, some)
    monkeypatch.setattr(vector_index, "EXACT_ROWS", 50)
    in_bytes = Library.open(library.path, library.embedder)
    assert ask(in_bytes) == exact
    assert ask(in_bytes, some) == exact_of_some
    monkeypatch.setattr("index.store.queries.FEW_CHUNKS", 10)
    assert ask(in_bytes, some) == exact_of_some
