"""Search by words that leaves frequent words out of finding ranks as the search that walks through all of them."""

import random
from datetime import date

import pytest

from index.library import Library
from index.snapshot import Filters, Hit
from index.store import lexical
from tests.conftest import add_articles, make_article

TOPICS = ["大桥", "隧道", "梨花", "防汛", "图书馆", "医院", "高铁", "pm2.5"]
FREQUENT = ["会议", "工作", "记者", "群众"]


@pytest.fixture
def filled(library: Library) -> Library:
    rng = random.Random(3)
    articles = []
    for n in range(300):
        words = [*rng.choices(FREQUENT, k=rng.randint(0, 4)), *rng.choices(TOPICS, k=rng.randint(0, 2)), f"第{n}号"]
        title = "会议 大桥" if n % 20 == 0 else ""
        articles.append(make_article(f"a{n}", " ".join(words), title=title, published=date(2020, 1, 1 + n % 28)))
    add_articles(library, *articles)
    return library


def search(library: Library, words: list[str], k: int, filters: Filters = Filters()) -> list[Hit]:
    with library.snapshot() as snapshot:
        return snapshot.search_words(words, k, filters)


@pytest.mark.parametrize("words", [["大桥", *FREQUENT], ["pm2.5", "隧道", "会议"], ["图书馆", "医院", "记者", "群众"]])
@pytest.mark.parametrize("filters", [Filters(), Filters(since=date(2020, 1, 20)), Filters(articles=("a1", "a2", "a3"))])
def test_frequent_words_count_in_the_score_as_if_they_had_been_searched(
    filled: Library, words: list[str], filters: Filters, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = search(filled, words, 8, filters)
    monkeypatch.setattr(lexical, "POSTINGS", 150)
    pruned = search(filled, words, 8, filters)
    assert [hit.chunk_id for hit in pruned[:3]] == [hit.chunk_id for hit in whole[:3]]
    scores = {hit.chunk_id: hit.score for hit in whole}
    assert {hit.chunk_id: hit.score for hit in pruned if hit.chunk_id in scores} == pytest.approx(
        {hit.chunk_id: scores[hit.chunk_id] for hit in pruned if hit.chunk_id in scores}, rel=0.02
    )
    assert len(pruned) == len(whole)


def test_question_of_frequent_words_only_finds_by_the_rarest(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "POSTINGS", 1)
    assert len(search(filled, FREQUENT, 5)) == 5
    assert len(search(filled, ["隧道", *FREQUENT], 200)) > 150  # few hold the rarest


def test_few_allowed_chunks_are_scored_as_by_the_walk(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    filters = Filters(articles=tuple(f"a{n}" for n in range(0, 300, 7)))
    words = ["大桥", "会议", "隧道", "记者"]
    walked = search(filled, words, 30, filters)
    monkeypatch.setattr(lexical, "FEW_POSTINGS", 0)
    monkeypatch.setattr(lexical, "POSTINGS_PER_SCORE", 1)
    scored = search(filled, words, 30, filters)
    assert [hit.chunk_id for hit in scored] == [hit.chunk_id for hit in walked]
    assert [hit.score for hit in scored] == pytest.approx([hit.score for hit in walked])


def test_filter_that_many_pass_gives_the_best_that_pass(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    filters = Filters(since=date(2020, 1, 3))
    vector = filled.embedder.embed_question("大桥会议")

    def both() -> tuple[list[Hit], list[Hit]]:
        with filled.snapshot() as snapshot:
            return snapshot.search_dense(vector, 10, filters), snapshot.search_words(["大桥", "会议"], 10, filters)

    few = both()
    monkeypatch.setattr("index.store.queries.FEW_CHUNKS", 10)
    assert both() == few
    monkeypatch.setattr("index.store.vectors.FIRST_LOOK", 1)
    assert both() == few
    monkeypatch.setattr("index.store.vectors.MOST_LOOKED_AT", 5)
    assert both() == few
