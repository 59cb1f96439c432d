"""Fusion of the two legs, computed by hand; words in a row, through a real library."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.library import Library
from index.snapshot import Filters, Hit, Snapshot
from index.sync.sources import sync_paths
from qa.question import read_question
from qa.retrieval import COSINE_RANGE, DENSE_WEIGHT, HybridRetriever, fuse_scores, read_words
from tests.toy_embedder import ToyEmbedder

LEXICAL_WEIGHT = 1 - DENSE_WEIGHT


def test_each_leg_is_scaled_by_its_best() -> None:
    hits = fuse_scores({1: 0.9, 2: 0.9 - COSINE_RANGE / 2, 3: 0.9 - COSINE_RANGE}, {1: 2.0, 3: 8.0})
    scores = {hit.chunk_id: hit.score for hit in hits}
    assert scores == pytest.approx({3: LEXICAL_WEIGHT, 1: DENSE_WEIGHT + LEXICAL_WEIGHT / 4, 2: DENSE_WEIGHT / 2})
    assert [hit.chunk_id for hit in hits] == sorted(scores, key=lambda chunk: -scores[chunk])


def test_chunk_far_from_the_closest_counts_nothing_in_the_dense_leg() -> None:
    assert fuse_scores({1: 0.9, 2: -1.0}, {}) == [Hit(1, pytest.approx(DENSE_WEIGHT)), Hit(2, 0.0)]


def test_equal_scores_keep_the_order_of_the_ids() -> None:
    assert [hit.chunk_id for hit in fuse_scores({7: 0.5, 3: 0.5, 5: 0.5}, {})] == [3, 5, 7]


def test_words_that_no_article_has_leave_more_to_the_vectors() -> None:
    cosines, words = {1: 0.9, 2: 0.85}, {2: 8.0}
    assert fuse_scores(cosines, words)[0].chunk_id == 2
    assert fuse_scores(cosines, words, known=0.3)[0].chunk_id == 1
    assert fuse_scores(cosines, words, known=0.3)[0].score == pytest.approx(1 - 0.3 * LEXICAL_WEIGHT)


def test_nothing_found_is_nothing_fused() -> None:
    assert fuse_scores({}, {}) == []


def test_words_in_a_row_go_before_the_same_words_apart(tmp_path: Path) -> None:
    texts = {"apart": "企业散乱，污水也多，整治企业。", "whole": "整治企业，散乱污企业一百家。"}
    articles = tmp_path / "articles"
    articles.mkdir()
    for name, text in texts.items():
        (articles / f"{name}.txt").write_text(text, encoding="utf-8")
    library = Library.open(tmp_path / "library", ToyEmbedder())
    sync_paths(library, [articles])
    with library.snapshot() as snapshot:
        found = HybridRetriever(library.embedder).retrieve(snapshot, read_question("散乱污企业有多少？"))
    assert [passage.article.id for passage in found] == ["whole.txt", "apart.txt"]
    assert [passage.rank for passage in found] == [1, 2]
    assert found[0].score > found[1].score


def test_an_everyday_name_is_found_by_the_parts_of_another_name_for_it(tmp_path: Path) -> None:
    texts = {"lease": "宽带费用由摊主承担。", "other": "谁先到谁先得。", "more": "谁也不肯走。"}
    (tmp_path / "articles").mkdir()
    for name, text in texts.items():
        (tmp_path / "articles" / f"{name}.txt").write_text(text, encoding="utf-8")
    library = Library.open(tmp_path / "library", ToyEmbedder())
    sync_paths(library, [tmp_path / "articles"])
    with library.snapshot() as snapshot:
        found = HybridRetriever(library.embedder).retrieve(snapshot, read_question("网费谁交"))
        assert found[0].article.id == "lease.txt"
        assert read_words(snapshot, read_question("网费谁交"))[1] == pytest.approx(1.0), "交 may be in a longer word"
        assert read_words(snapshot, read_question("雪橇谁交"))[1] == 0.0


def test_parts_of_other_names_are_not_searched_for_a_thing_that_articles_call_as_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("今年考研的有九百人。", encoding="utf-8")
    library = Library.open(tmp_path / "library", ToyEmbedder())
    sync_paths(library, [tmp_path / "articles"])
    searched: list[str] = []
    with library.snapshot() as snapshot:
        search = type(snapshot).search_words

        def note(own: Snapshot, words: Sequence[str], count: int, filters: Filters) -> list[Hit]:
            searched.extend(words)
            return search(own, words, count, filters)

        monkeypatch.setattr(type(snapshot), "search_words", note)
        HybridRetriever(library.embedder).retrieve(snapshot, read_question("考研的有多少人"))
        assert "考研" in searched and "招生" not in searched
        HybridRetriever(library.embedder).retrieve(snapshot, read_question("网费谁交"))
        assert "宽带" in searched, "no article says 网费"


def test_a_chunk_without_a_vector_yet_counts_as_near_as_its_words_say() -> None:
    hits = fuse_scores({1: 0.9, 2: 0.9 - COSINE_RANGE}, {2: 1.0, 3: 4.0, 4: 1.0})
    assert [(hit.chunk_id, hit.score) for hit in hits] == [
        (3, pytest.approx(1.0)), (1, pytest.approx(DENSE_WEIGHT)), (4, pytest.approx(0.25)),
        (2, pytest.approx(0.25 * LEXICAL_WEIGHT)),
    ]  # fmt: skip
