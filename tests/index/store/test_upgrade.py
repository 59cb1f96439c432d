"""A library of an older format becomes a newer one in place: nothing is lost, nothing is embedded again."""

import sqlite3
from contextlib import closing
from pathlib import Path

from index.library import DATABASE_NAME, Library, open_database
from index.maintenance import find_problems
from index.store.schema import SCHEMA_VERSION
from tests.conftest import add_articles, make_article
from tests.said import said
from tests.toy_embedder import ToyEmbedder

OLD = Path(__file__).with_name("library_of_schema_3.sql")
"""The dump of a library that the program of schema 3 made of three articles, one a reprint; a fourth was removed."""


def make_old(folder: Path) -> None:
    folder.mkdir()
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        connection.executescript(OLD.read_text())
        connection.execute("PRAGMA journal_mode = WAL")


def test_older_library_is_upgraded_and_whole(tmp_path: Path) -> None:
    make_old(tmp_path / "library")
    embedder = ToyEmbedder()
    library = Library.open(tmp_path / "library", embedder)
    with library.snapshot() as snapshot:
        summaries = {s.id: s.original for s in snapshot.articles()}
        dense = snapshot.search_dense(embedder.embed_question("桥"), 10)
        words = snapshot.search_words(["大桥"], 10)
        frequencies = snapshot.document_frequencies(["大桥", "梨花", "通车"])
    assert summaries == {"a": "", "b": "", "copy": "a"}
    assert ([hit.chunk_id for hit in dense], [hit.chunk_id for hit in words]) == ([1, 2], [1])
    assert frequencies == {"大桥": 1, "梨花": 1, "通车": 1}
    status = library.status()
    assert (status.articles, status.reprints, status.chunks, status.version, status.model) == (3, 1, 2, 2, "toy")
    assert "yinju rebuild" in said(library.notice())  # its chunks were cut by older rules
    assert find_problems(open_database(library.path)) == []
    with library.writer() as writer:
        assert writer.withdraw_articles(["b"]) == ["b"]
        assert writer.reinstate_articles(["b"]) == ["b"]
    add_articles(library, make_article("new", "路。"))
    with library.snapshot() as snapshot:
        assert [c.chunk_id for c in snapshot.chunks([2, 3, 4, 5])] == [4, 5]  # ids of removed chunks are not used again
    assert embedder.embedded == []  # the removed article held this text


def test_open_without_a_model_upgrades_too(tmp_path: Path) -> None:
    make_old(tmp_path / "library")
    with closing(open_database(tmp_path / "library")) as database, database.reading() as connection:
        row = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    assert row[0] == str(SCHEMA_VERSION)
    assert find_problems(open_database(tmp_path / "library")) == []
