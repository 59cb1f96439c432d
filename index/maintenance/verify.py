"""Check that a library is whole."""

import sqlite3
from dataclasses import dataclass
from itertools import chain

from index.article import digest_article
from index.store.sqlite.database import Database, translated_errors
from index.store.sqlite.queries import Connection, is_whole_vector, iter_stored_articles
from index.store.sqlite.schema import ROW_COUNTS
from index.store.write.withdrawn import iter_withdrawn_articles

_MAX_SQLITE_LINES = 5


@dataclass(frozen=True)
class Problem:
    """What is wrong, in one plain sentence, and whether `rebuild`, which goes by the stored articles, mends it."""

    text: str
    is_repairable: bool


def find_problems(database: Database) -> list[Problem]:
    """Return what is wrong with the library; an empty list means it is whole.

    Raises LibraryDamagedError where the file is too damaged to be read at all.
    """
    with translated_errors(database.path):
        connection = database.connection()
        rows = connection.execute(f"PRAGMA integrity_check({_MAX_SQLITE_LINES})").fetchall()
        found = [Problem(f"SQLite 文件已损坏：{row[0]}", False) for row in rows if row[0] != "ok"]
        if found:
            return found
        for description, query in _QUERIES.items():
            count = connection.execute(query).fetchone()[0]
            if count:
                found.append(Problem(f"{description}：{count} 处", True))
        return [*found, *_words_problems(connection), *_vector_problems(connection), *_article_problems(connection)]


_QUERIES = {
    "外键没有对应的行": "SELECT count(*) FROM pragma_foreign_key_check",
    "文章没有段落": "SELECT count(*) FROM articles WHERE number NOT IN (SELECT article FROM paragraphs)",
    "文章没有可检索的片段": "SELECT count(*) FROM articles WHERE original IS NULL "
    "AND number NOT IN (SELECT article FROM chunks)",
    "转载没有原文": "SELECT count(*) FROM articles WHERE original IS NOT NULL AND original NOT IN "
    "(SELECT id FROM articles WHERE original IS NULL)",
    "转载还有片段": "SELECT count(*) FROM articles WHERE original IS NOT NULL "
    "AND number IN (SELECT article FROM chunks)",
    "片段的位置超出段落": "SELECT count(*) FROM chunks, json_each(chunks.spans) AS span LEFT JOIN paragraphs "
    "ON paragraphs.article = chunks.article AND paragraphs.number = span.value ->> 0 "
    "WHERE json_valid(chunks.spans) AND (span.value ->> 2 <= length(paragraphs.text)) IS NOT TRUE",
    "片段的位置读不出": "SELECT count(*) FROM chunks WHERE NOT json_valid(spans)",
    "片段没有向量": "SELECT count(*) FROM chunks WHERE NOT EXISTS (SELECT 1 FROM embeddings "
    "JOIN models ON models.number = model AND state = 'active' WHERE hash = chunks.embedding)",
    "片段没有词": "SELECT count(*) FROM chunks WHERE id NOT IN (SELECT rowid FROM words)",
    "词没有片段": "SELECT count(*) FROM words WHERE rowid NOT IN (SELECT id FROM chunks)",
    "已撤下的文章还在": "SELECT count(*) FROM articles WHERE id IN (SELECT id FROM withdrawn)",
    "词的计数与词的索引不符": "SELECT count(*) FROM vocabulary LEFT JOIN word_counts ON word = term "
    "WHERE word_counts.chunks IS NOT vocabulary.doc",
    **{
        f"总数与实际不符（{name}）": f"SELECT count(*) FROM counts WHERE name = '{name}' AND number != ({count})"
        for name, count in ROW_COUNTS.items()
    },
    "已删除的片段还在": "SELECT count(*) FROM removed_chunks WHERE chunk IN (SELECT id FROM chunks)",
}


def _words_problems(connection: Connection) -> list[Problem]:
    connection.execute("BEGIN")
    try:
        connection.execute("INSERT INTO words(words) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        if "malformed" not in str(error):
            raise
        return [Problem("词的索引与文章的词不一致", True)]
    finally:
        connection.execute("ROLLBACK")
    return []


def _vector_problems(connection: Connection) -> list[Problem]:
    rows = connection.execute("SELECT vector, dimensions FROM embeddings JOIN models ON models.number = model")
    count = sum(not is_whole_vector(row[0], row[1]) for row in rows)
    return [Problem(f"向量已损坏：{count} 处", True)] if count else []


def _article_problems(connection: Connection) -> list[Problem]:
    """Compare every article with the digest taken when it came in: SQLite keeps no checksums of its own."""
    stored = chain(iter_stored_articles(connection), iter_withdrawn_articles(connection))
    count = sum(digest_article(article) != digest for article, digest in stored)
    return [Problem(f"文章的内容与收入时不同：{count} 篇", False)] if count else []
