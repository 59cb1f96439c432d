"""Verify finds each kind of damage and says what helps; rebuild mends what follows from the articles."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import LibraryDamagedError, LibraryError
from index.library import DATABASE_NAME, Library, open_database
from index.maintenance import Problem, find_problems, rebuild_library
from index.progress import Progress
from tests.conftest import add_articles, make_article
from tests.said import said
from tests.toy_embedder import ToyEmbedder

LONG = "梨" * 200 + "。\n" + "花" * 200 + "。"


@pytest.fixture
def filled(library: Library) -> Library:
    add_articles(library, make_article("a", "大桥通车。", title="通车"), make_article("b", LONG))
    library.close()
    return library


def damage(library: Library, *statements: str) -> None:
    with closing(sqlite3.connect(library.path / DATABASE_NAME)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def problems(library: Library) -> list[Problem]:
    database = open_database(library.path)
    try:
        return find_problems(database)
    finally:
        database.close()


def found(library: Library, word: str) -> list[str]:
    with library.snapshot() as snapshot:
        return [chunk.article.id for chunk in snapshot.chunks([h.chunk_id for h in snapshot.search_words([word], 9)])]


REPAIRABLE = {
    "片段没有向量：1 处": ("DELETE FROM embeddings WHERE hash = (SELECT embedding FROM chunks WHERE id = 1)",),
    "片段没有词：1 处": ("DELETE FROM words WHERE rowid = 1",),
    "词没有片段：1 处": ("INSERT INTO words(rowid, title, body) VALUES (99, '', '大桥')",),
    "向量已损坏：1 处": ("UPDATE embeddings SET vector = x'0000' WHERE hash = (SELECT max(hash) FROM embeddings)",),
    "向量已损坏：3 处": ("UPDATE embeddings SET vector = zeroblob(length(vector))",),
    "词的索引与文章的词不一致": ("UPDATE words_content SET c1 = '梨花' WHERE id = 1",),
    "片段的位置超出段落：1 处": ("UPDATE chunks SET spans = '[[1,0,99]]' WHERE id = 1",),
    "向量已损坏：1 处 ": (
        "UPDATE embeddings SET vector = CAST(x'3C000000' || substr(vector, 5) AS BLOB) "
        "WHERE hash = (SELECT max(hash) FROM embeddings)",
    ),
    "片段、词或转载的记号与文章不一致：1 篇": ("UPDATE chunks SET spans = '[[1,0,2]]' WHERE id = 1",),
    "片段、词或转载的记号与文章不一致：1 篇 ": ("UPDATE reprint_keys SET key = key + 1 WHERE article = 2",),
    "片段的位置读不出：1 处": ("UPDATE chunks SET spans = '[[1,' WHERE id = 1",),
}


def test_library_in_use_is_whole(filled: Library) -> None:
    with filled.writer() as writer:
        writer.remove_articles(["a"])
    add_articles(filled, make_article("c", "路。"))
    assert problems(filled) == []


def test_empty_library_is_whole(library: Library) -> None:
    assert problems(library) == []


@pytest.mark.parametrize("expected", REPAIRABLE)
def test_damage_that_rebuild_mends(filled: Library, expected: str) -> None:
    damage(filled, *REPAIRABLE[expected])
    assert (expected.strip(), True) in said(problems(filled))  # a space tells two kinds of one sentence apart
    mended = Library.open(filled.path, ToyEmbedder())
    assert rebuild_library(mended) == 2
    assert problems(mended) == []
    assert (found(mended, "大桥"), found(mended, "梨花")) == (["a"], [])
    with mended.snapshot() as snapshot:
        assert snapshot.search_dense(mended.embedder.embed_question("通车大桥通车"), 1)[0].score > 0.99
    mended.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE paragraphs SET text = '小桥通车。' WHERE article = 1",
        "UPDATE articles SET title = '封闭' WHERE number = 1",
        "UPDATE articles SET published = '1999-01-01' WHERE number = 1",
        "DELETE FROM paragraphs WHERE article = 2 AND number = 2",
    ],
)
def test_article_that_is_not_what_came_in_is_found(filled: Library, statement: str) -> None:
    damage(filled, statement)
    assert ("文章的内容与收入时不同：1 篇", False) in said(problems(filled))


def flip(library: Library, place: Callable[[bytes], int]) -> None:
    """Turn over every bit of 16 bytes of the database file."""
    file = library.path / DATABASE_NAME
    content = bytearray(file.read_bytes())
    start = place(bytes(content))
    content[start : start + 16] = bytes(byte ^ 0xFF for byte in content[start : start + 16])
    file.write_bytes(content)


def test_flipped_bytes_of_a_page_are_found(filled: Library) -> None:
    flip(filled, lambda content: content.rindex(LONG.splitlines()[0].encode()) // 4096 * 4096)
    with pytest.raises(LibraryDamagedError, match=r"已损坏，请从备份恢复，或删除它后重新同步文章。$"):
        problems(filled)


def test_flipped_bytes_of_a_text_are_found(filled: Library) -> None:
    flip(filled, lambda content: content.rindex("大桥通车。".encode()))
    with pytest.raises(LibraryDamagedError, match=r"已损坏，请从备份恢复，或删除它后重新同步文章。$"):
        problems(filled)


def test_index_that_disagrees_with_its_table_is_found(filled: Library) -> None:
    damage(
        filled,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE INDEX articles_by_date ON articles(id)' "
        "WHERE name = 'articles_by_date'",
    )
    found_problems = problems(filled)
    assert said(found_problems[0]) == ("SQLite 文件已损坏：row 1 missing from index articles_by_date", False)
    assert {said(problem.message).split("：")[0] for problem in found_problems} == {"SQLite 文件已损坏"}


def test_flipped_letters_of_a_text_are_found(filled: Library) -> None:
    file = filled.path / DATABASE_NAME
    file.write_bytes(file.read_bytes().replace("大桥通车。".encode(), "小桥通车。".encode()))
    assert ("文章的内容与收入时不同：1 篇", False) in said(problems(filled))


@pytest.mark.parametrize("kept", [5000, -8192])
def test_file_cut_short_is_found(filled: Library, kept: int) -> None:
    file = filled.path / DATABASE_NAME
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(LibraryDamagedError):
        problems(filled)


def test_rebuild_changes_nothing_a_reader_sees_and_embeds_nothing(filled: Library) -> None:
    embedder = ToyEmbedder()
    library = Library.open(filled.path, embedder)
    with library.snapshot() as snapshot:
        before = list(snapshot.articles()), snapshot.article("a"), snapshot.article("b")
    damage(library, "UPDATE articles SET added_at = '2001-02-03T04:05:06+00:00'")
    told: list[Progress] = []
    assert rebuild_library(library, report=told.append) == 2
    with library.snapshot() as snapshot:
        after = list(snapshot.articles()), snapshot.article("a"), snapshot.article("b")
    assert after[1:] == before[1:]
    assert {summary.added_at for summary in after[0]} == {"2001-02-03T04:05:06+00:00"}
    assert embedder.embedded == []
    assert said(told) == [("重建", 0, 2, "篇", None), ("重建", 2, 2, "篇", None)]


def test_rebuild_forgets_vectors_no_chunk_uses(filled: Library) -> None:
    library = Library.open(filled.path, ToyEmbedder())
    with library.writer() as writer:
        writer.remove_articles(["b"])
    rebuild_library(library)
    with closing(sqlite3.connect(filled.path / DATABASE_NAME)) as connection:
        assert connection.execute("SELECT count(*) FROM embeddings").fetchone() == (1,)


# ---- every bit that means anything


TABLES = (
    "articles", "paragraphs", "chunks", "embeddings", "models", "words", "word_counts", "counts", "reprint_keys",
    "withdrawn", "removed_chunks",
)  # fmt: skip


NAMES = (*TABLES, "vocabulary")


def content(file: Path) -> list[object] | None:
    """Return what the tables hold, None where SQLite cannot read it."""
    try:
        with closing(sqlite3.connect(file)) as connection:
            connection.text_factory = bytes
            rows = [connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in TABLES]
            return [*rows, connection.execute("SELECT term, doc, cnt FROM vocabulary ORDER BY 1").fetchall()]
    except (sqlite3.Error, UnicodeDecodeError):  # the latter of a flipped name of a column
        return None


def is_found(folder: Path) -> bool:
    try:
        with closing(open_database(folder)) as database:
            return bool(find_problems(database))
    except LibraryError:
        return True


def test_every_flipped_bit_that_changes_what_is_kept_is_found(filled: Library, tmp_path: Path) -> None:
    add_articles(
        filled, *(make_article(f"n{n}", f"第{n}座水库今天开闸，{n + 3}个村庄用上了水。" * 3) for n in range(12))
    )
    with filled.writer() as writer:
        writer.withdraw_articles(["n3"])
    filled.close()
    whole = (filled.path / DATABASE_NAME).read_bytes()
    before = content(filled.path / DATABASE_NAME) or []
    folder = tmp_path / "flipped"
    folder.mkdir()
    choose = random.Random(20)
    missed, meant = [], 0
    for _ in range(600):
        place, bit = choose.randrange(100, len(whole)), choose.randrange(8)
        flipped = bytearray(whole)
        flipped[place] ^= 1 << bit
        for left in folder.iterdir():
            left.unlink()
        (folder / DATABASE_NAME).write_bytes(flipped)
        after = content(folder / DATABASE_NAME)
        if after != before:
            meant += 1
            if not is_found(folder):
                changed = [n for n, old, new in zip(NAMES, before, after or before, strict=True) if old != new]
                missed.append((place, bit, changed))
    assert meant > 50
    assert missed == []
