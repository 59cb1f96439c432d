"""What one question and one change cost does not grow with the library: no statement walks through a table."""

import re
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from index.library import Library, open_database
from index.maintenance import find_problems, rebuild_library
from index.snapshot import Filters
from qa.question import read_question, weigh_words
from qa.retrieval import HybridRetriever
from tests.conftest import add_articles, make_article
from tests.said import said

SMALL = {"meta", "models", "sources", "counts", "loose_hashes", "withdrawn", "json_each"}
"""Tables that stay small, and lists given with the statement."""


def statements_of(library: Library, work: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the SQL that `work` runs."""
    seen: list[str] = []
    with library._database.reading() as connection:
        connection.set_trace_callback(seen.append)
    work()
    with library._database.reading() as connection:
        connection.set_trace_callback(None)
    assert seen
    return seen


def walks(library: Library, statements: list[str]) -> set[str]:
    """Return the steps of these statements that go through a whole table or index."""
    found = set()
    with open_database(library.path).reading() as connection:
        for statement in statements:
            if not re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE)", statement) or " fts5" in statement:
                continue
            try:
                plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
            except sqlite3.OperationalError:
                continue  # FTS5's own statements on its tables
            steps = [row["detail"] for row in plan]
            found.update(f"{step} in {statement}" for step in steps if re.match(r"SCAN (?!CONSTANT|words\b)", step))
    return {walk for walk in found if walk.split()[1] not in SMALL | {"asked", "withdrawn"}}


@pytest.fixture
def filled(library: Library) -> Library:
    for n in range(6):
        day, source = date(2020, 1 + n, 1), f"报{n}"
        texts = [(f"a{n}-{m}", f"第{n}号大桥{m}米。") for m in range(9)]
        add_articles(library, *(make_article(id, text, published=day, source=source) for id, text in texts))
    with library.snapshot():
        return library


FILTERS = [Filters(), Filters(since=date(2020, 3, 1)), Filters(sources=("报1", "报2")), Filters(articles=("a1-1",))]


def test_a_walk_is_seen(filled: Library) -> None:
    statements = ["SELECT vector FROM embeddings", "SELECT count(*) FROM chunks", "SELECT id FROM chunks WHERE id = 3"]
    assert {walk.split(" in ")[1] for walk in walks(filled, statements)} == set(statements[:2])


@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.parametrize("few", [2, 10_000])
def test_question_walks_through_no_table(
    filled: Library, filters: Filters, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.queries.FEW_CHUNKS", few)
    question = read_question("第3号大桥多少米")

    def ask() -> None:
        with filled.snapshot() as snapshot:
            assert HybridRetriever(filled.embedder).retrieve(snapshot, question, filters, near=("a2-1",))
            weigh_words(snapshot, question)
            snapshot.article_count()

    statements = statements_of(filled, ask, monkeypatch)
    assert not any("count(" in statement for statement in statements)
    assert walks(filled, statements) == set()


def test_change_walks_through_no_table_and_is_followed_so(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def change() -> None:
        add_articles(filled, make_article("new", "梨花开了，大桥边的市民都来看。" * 3))
        with filled.writer() as writer:
            writer.remove_articles(["new", "a1-1"])
            writer.mark_synced(1)
        with filled.snapshot() as snapshot:
            assert snapshot.article_count() == 53

    assert walks(filled, statements_of(filled, change, monkeypatch)) == set()


def test_counts_stay_true_and_rebuild_mends_them(filled: Library) -> None:
    text = "澄青大桥昨天正式通车，全长八百二十米，市民步行过江只要八分钟。"
    add_articles(filled, make_article("x", text, published=date(2020, 1, 1)), make_article("y", text))
    with filled.writer() as writer:
        writer.remove_articles(["a1-1", "x"])
        writer.withdraw_articles(["a2-2"])
        writer.reinstate_articles(["a2-2"])
    status = filled.status()
    assert (status.articles, status.reprints, status.chunks) == (54, 0, 54)
    assert find_problems(open_database(filled.path)) == []
    with filled._database.writing() as connection:
        connection.execute("UPDATE counts SET number = 7 WHERE name = 'chunks'")
        connection.execute("DELETE FROM word_counts WHERE word = '大桥'")
    assert [said(problem.message) for problem in find_problems(open_database(filled.path))] == [
        "词的计数与词的索引不符：1 处", "总数与实际不符（chunks）：1 处",
    ]  # fmt: skip
    rebuild_library(filled)
    assert find_problems(open_database(filled.path)) == []


def test_vectors_of_nobody_are_forgotten_with_the_next_sync(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.store.embeddings._removed_kept", timedelta(0))
    add_articles(filled, make_article("gone", "梨花开了。"), make_article("same", "梨花开了。"))

    def kept() -> int:
        with filled._database.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM embeddings").fetchone()[0])

    before = kept()
    with filled.writer() as writer:
        writer.remove_articles(["gone"])
        writer.mark_synced(1)
        assert kept() == before  # another article has the same text
        writer.remove_articles(["same", "a0-1"])
        writer.withdraw_articles(["a0-2"])
        assert kept() == before
        writer.mark_synced(1)
    assert kept() == before - 2
