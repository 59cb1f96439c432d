"""Check that a library is whole."""

from index.store.database import Database, read_meta, translated_errors
from index.store.queries import STORED_DTYPE, Connection


def find_problems(database: Database) -> list[str]:
    """Return what is wrong with the library, one plain sentence each; an empty list means it is whole.

    Raises LibraryDamagedError where the file is too damaged to be read at all.
    """
    with translated_errors(database.path):
        connection = database.connection()
        problems = [f"SQLite：{row[0]}" for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        if problems:
            return problems
        for description, query in _QUERIES.items():
            count = connection.execute(query).fetchone()[0]
            if count:
                problems.append(f"{description}：{count} 处")
        return problems + _vector_problems(connection) + _words_problems(connection)


_QUERIES = {
    "外键没有对应的行": "SELECT count(*) FROM pragma_foreign_key_check",
    "文章没有段落": "SELECT count(*) FROM articles WHERE number NOT IN (SELECT article FROM paragraphs)",
    "文章没有可检索的片段": "SELECT count(*) FROM articles WHERE original IS NULL "
    "AND number NOT IN (SELECT article FROM chunks)",
    "转载没有原文": "SELECT count(*) FROM articles WHERE original IS NOT NULL AND original NOT IN "
    "(SELECT id FROM articles WHERE original IS NULL)",
    "转载还有片段": "SELECT count(*) FROM articles WHERE original IS NOT NULL "
    "AND number IN (SELECT article FROM chunks)",
    "片段没有向量": "SELECT count(*) FROM chunks WHERE embedding NOT IN (SELECT hash FROM embeddings)",
    "片段没有词": "SELECT count(*) FROM chunks WHERE id NOT IN (SELECT rowid FROM words)",
    "词没有片段": "SELECT count(*) FROM words WHERE rowid NOT IN (SELECT id FROM chunks)",
    "已删除的片段还在": "SELECT count(*) FROM removed_chunks WHERE chunk IN (SELECT id FROM chunks)",
}


def _vector_problems(connection: Connection) -> list[str]:
    expected = int(read_meta(connection)["dimensions"]) * STORED_DTYPE.itemsize
    count = connection.execute("SELECT count(*) FROM embeddings WHERE length(vector) != ?", (expected,)).fetchone()[0]
    return [f"向量长度不对：{count} 处"] if count else []


def _words_problems(connection: Connection) -> list[str]:
    connection.execute("BEGIN")
    try:
        # Raises "database disk image is malformed" where the inverted lists disagree with the stored words.
        connection.execute("INSERT INTO words(words) VALUES ('integrity-check')")
    finally:
        connection.execute("ROLLBACK")
    return []
