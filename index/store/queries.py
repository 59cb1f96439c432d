"""Queries of the SQLite file, one function each."""

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Field, Paragraph, RemovedLine, Reprint, Span
from index.embed.embedder import Vectors
from index.errors import LibraryDamagedError
from index.messages import Message, message_from_json, message_from_text
from index.snapshot import Filters, FoundChunk
from index.store.schema import ROW_COUNTS

Connection = sqlite3.Connection

BLOCK_ROWS = 16_384
"""Vectors read into memory at once."""

STORED_DTYPE = np.dtype("<f2")
"""Vectors are stored as little-endian float16: half the size, cosine error below 0.001."""


def library_version(connection: Connection) -> int:
    return int(connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()[0])


def set_version(connection: Connection, version: int) -> None:
    connection.execute("UPDATE meta SET value = ? WHERE key = 'version'", (str(version),))


def library_generation(connection: Connection) -> str:
    """Return this library's generation, which changes when its file is restored or replaced."""
    return str(connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()[0])


def kept_count(connection: Connection, name: str) -> int:
    """Return how many articles, reprints, chunks or removed_chunks there are, from a maintained count."""
    return int(connection.execute("SELECT number FROM counts WHERE name = ?", (name,)).fetchone()[0])


def count_articles(connection: Connection, filters: Filters = Filters()) -> int:
    """Return how many articles pass the filters, reprints included."""
    if filters.is_empty:
        return kept_count(connection, "articles")
    condition, values = describe_fitting(filters)
    return int(connection.execute(f"SELECT count(*) FROM articles AS fitting WHERE {condition}", values).fetchone()[0])


def count_reprints(connection: Connection) -> int:
    return kept_count(connection, "reprints")


def count_chunks(connection: Connection) -> int:
    return kept_count(connection, "chunks")


def last_synced_at(connection: Connection) -> str | None:
    value: str | None = connection.execute("SELECT max(synced_at) FROM sources").fetchone()[0]
    return value


def withheld_reasons(connection: Connection) -> tuple[Message, ...]:
    """Return why articles of any source were kept although their files no longer contained them at its last sync."""
    rows = connection.execute("SELECT withheld FROM sources WHERE withheld != '[]' ORDER BY id")
    found = (message_from_json(value) for row in rows for value in json.loads(row[0]))
    return tuple(message for message in found if message is not None)


def oldest_kept_removal(connection: Connection) -> int:
    """Return the version since which all removals are recorded."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'removals_since'").fetchone()
    return int(row[0]) if row else -1


def chunks_removed_since(connection: Connection, version: int) -> NDArray[np.int64]:
    rows = connection.execute("SELECT chunk FROM removed_chunks WHERE version > ?", (version,)).fetchall()
    return np.array([row[0] for row in rows], dtype=np.int64)


def vectors_added_since(
    connection: Connection, version: int, model: int, dimensions: int
) -> Iterator[tuple[NDArray[np.int64], Vectors]]:
    """Yield blocks of chunk ids and their vectors, shape (n, dimensions) float32, added after `version`.

    With version -1 (everything), they come in hash order, the order of the vectors on disk.
    """
    if version < 0:
        rows = connection.execute(
            "SELECT chunks.id, embeddings.vector FROM embeddings CROSS JOIN chunks INDEXED BY chunks_by_embedding "
            "ON chunks.embedding = embeddings.hash WHERE embeddings.model = ?",
            (model,),
        )
    else:
        rows = connection.execute(
            "SELECT chunks.id, embeddings.vector FROM chunks INDEXED BY chunks_by_version CROSS JOIN embeddings "
            "ON embeddings.model = ? AND embeddings.hash = chunks.embedding WHERE chunks.version > ?",
            (model, version),
        )
    while block := rows.fetchmany(BLOCK_ROWS):
        yield np.array([row[0] for row in block], dtype=np.int64), _read_vectors([row[1] for row in block], dimensions)


def _read_vectors(stored: Sequence[bytes], dimensions: int) -> Vectors:
    """Return stored vectors as float32, shape (len(stored), dimensions)."""
    length = dimensions * STORED_DTYPE.itemsize
    if any(len(vector) != length for vector in stored):
        raise LibraryDamagedError(Message("library-vector-damaged"))
    return np.frombuffer(b"".join(stored), dtype=STORED_DTYPE).astype(np.float32).reshape(len(stored), dimensions)


def is_whole_vector(stored: bytes, dimensions: int) -> bool:
    """Return whether stored bytes are a unit vector of this length; float16 keeps the norm within 0.001."""
    if len(stored) != dimensions * STORED_DTYPE.itemsize:
        return False
    vector = np.frombuffer(stored, dtype=STORED_DTYPE).astype(np.float32)
    return bool(abs(float(vector @ vector) - 1.0) < 0.02)


def describe_fitting(filters: Filters) -> tuple[str, list[str]]:
    """Return the SQL condition on an article with the alias `fitting`, and its parameters."""
    conditions: list[str] = ["1"]
    values: list[str] = []
    if filters.since is not None:
        conditions.append("fitting.published >= ?")
        values.append(filters.since.isoformat())
    if filters.until is not None:
        conditions.append("fitting.published <= ?")
        values.append(filters.until.isoformat())
    if filters.sources:
        conditions.append("fitting.source IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(filters.sources))
    if filters.articles:
        conditions.append("fitting.id IN (SELECT value FROM json_each(?))")  # any number of ids, one parameter
        values.append(json.dumps(filters.articles))
    return " AND ".join(conditions), values


def find_article(connection: Connection, article_id: str) -> Article | None:
    """Return the article with this id, or None."""
    row = connection.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
    return None if row is None else read_article(connection, row)


def found_chunks(connection: Connection, chunk_ids: Sequence[int]) -> list[FoundChunk]:
    """Return the chunks of these ids in the order given; ids that no longer exist are left out."""
    asked = json.dumps([int(chunk_id) for chunk_id in chunk_ids])
    chunks = {
        row["id"]: row
        for row in connection.execute(
            "SELECT id, article, ordinal, spans FROM chunks WHERE id IN (SELECT value FROM json_each(?))", (asked,)
        )
    }
    articles = _read_articles(connection, {row["article"] for row in chunks.values()})
    return [
        FoundChunk(
            chunk_id, articles[row["article"]], row["ordinal"], tuple(Span(*span) for span in json.loads(row["spans"]))
        )
        for chunk_id in chunk_ids
        if (row := chunks.get(chunk_id)) is not None
    ]


def _read_articles(connection: Connection, numbers: Iterable[int]) -> dict[int, Article]:
    """Return the full articles of these numbers: three queries, however many there are."""
    asked = json.dumps(sorted(numbers))
    paragraphs: defaultdict[int, list[Paragraph]] = defaultdict(list)
    for row in connection.execute(
        "SELECT article, number, text FROM paragraphs WHERE article IN (SELECT value FROM json_each(?)) "
        "ORDER BY article, number",
        (asked,),
    ):
        paragraphs[row["article"]].append(Paragraph(row["number"], row["text"]))
    rows = connection.execute(
        "SELECT * FROM articles WHERE number IN (SELECT value FROM json_each(?))", (asked,)
    ).fetchall()
    reprints = _read_reprints(connection, [row["id"] for row in rows])
    return {row["number"]: article_of(row, tuple(paragraphs[row["number"]]), reprints[row["id"]]) for row in rows}


def chunk_vectors(connection: Connection, chunk_ids: Sequence[int], model: int, dimensions: int) -> Vectors:
    """Return the vectors of these chunks, shape (len(chunk_ids), dimensions), zeros for a missing vector."""
    vectors = np.zeros((len(chunk_ids), dimensions), dtype=np.float32)
    for place, chunk_id in enumerate(chunk_ids):
        row = connection.execute(
            "SELECT vector FROM chunks JOIN embeddings ON embeddings.model = ? AND embeddings.hash = chunks.embedding "
            "WHERE chunks.id = ?",
            (model, chunk_id),
        ).fetchone()
        if row is not None:
            vectors[place] = _read_vectors([row[0]], dimensions)[0]
    return vectors


def iter_stored_articles(connection: Connection) -> Iterator[tuple[Article, bytes]]:
    """Yield every article with its stored digest."""
    for row in connection.execute("SELECT * FROM articles ORDER BY number"):
        yield read_article(connection, row), row["digest"]


def read_article(connection: Connection, row: sqlite3.Row) -> Article:
    """Return the full article for a row of the table articles."""
    paragraphs = connection.execute(
        "SELECT number, text FROM paragraphs WHERE article = ? ORDER BY number", (row["number"],)
    )
    texts = tuple(Paragraph(p["number"], p["text"]) for p in paragraphs)
    return article_of(row, texts, _read_reprints(connection, [row["id"]])[row["id"]])


def article_of(row: sqlite3.Row, paragraphs: tuple[Paragraph, ...], reprints: tuple[Reprint, ...] = ()) -> Article:
    """Return the article described by `row` of the table articles or withdrawn."""
    return Article(
        id=row["id"],
        title=row["title"],
        published=date.fromisoformat(row["published"]) if row["published"] else None,
        source=row["source"],
        author=row["author"],
        location=row["location"],
        paragraphs=paragraphs,
        note=message_from_text(row["note"]),
        reprints=reprints,
        fields=fields_from_text(row["fields"]),
    )


def removed_lines(connection: Connection, article_id: str) -> tuple[RemovedLine, ...]:
    """Return the lines of an article's file that were left out; the article may be shown or withdrawn."""
    row = connection.execute(
        "SELECT lines FROM removed_lines JOIN articles ON articles.number = article WHERE id = ?1 "
        "UNION ALL SELECT removed FROM withdrawn WHERE id = ?1",
        (article_id,),
    ).fetchone()
    return () if row is None else removed_from_text(row[0])


def removed_from_text(text: str) -> tuple[RemovedLine, ...]:
    """Return the removed lines from their stored form."""
    return tuple(RemovedLine(line, role) for line, role in json.loads(text))


def removed_to_text(removed: Sequence[RemovedLine]) -> str:
    """Return removed lines in their stored form."""
    return json.dumps([[line.text, line.role] for line in removed], ensure_ascii=False)


def fields_to_text(fields: Sequence[Field]) -> str:
    """Return an article's fields in their stored form."""
    return json.dumps([[field.name, field.value] for field in fields], ensure_ascii=False)


def fields_from_text(text: str) -> tuple[Field, ...]:
    """Return an article's fields from their stored form."""
    return tuple(Field(name, value) for name, value in json.loads(text))


def _read_reprints(connection: Connection, article_ids: Sequence[str]) -> dict[str, tuple[Reprint, ...]]:
    """Return the reprints of each of these articles, the earliest first."""
    found: dict[str, tuple[Reprint, ...]] = dict.fromkeys(article_ids, ())
    for row in connection.execute(
        "SELECT original, id, title, published, source, location FROM articles "
        "WHERE original IN (SELECT value FROM json_each(?)) ORDER BY published IS NULL, published, id",
        (json.dumps(article_ids),),
    ):
        published = date.fromisoformat(row["published"]) if row["published"] else None
        found[row["original"]] += (Reprint(row["id"], row["title"], published, row["source"], row["location"]),)
    return found


# ---- Document frequencies, maintained with the table words: counting would scan every posting


_TOKEN = re.compile(r"[^\W_]+")
"""How FTS5's unicode61 splits words of cut_words further."""


def split_tokens(words: str) -> list[str]:
    """Return the tokens that FTS5 makes of words."""
    return _TOKEN.findall(words.lower())


class WordChanges:
    """Changes of the document frequencies in one transaction: written once, at its end, since most words of an import
    occur in many of its articles."""

    def __init__(self) -> None:
        self._changes: Counter[str] = Counter()

    def add(self, title: str, body: str) -> None:
        """Add a chunk with these words to the counts."""
        self._changes.update(set(split_tokens(f"{title} {body}")))

    def remove(self, title: str, body: str) -> None:
        """Remove a chunk with these words from the counts."""
        self._changes.subtract(set(split_tokens(f"{title} {body}")))

    def write(self, connection: Connection) -> None:
        """Apply the changes to the stored counts."""
        connection.executemany(
            "INSERT INTO word_counts VALUES (?, ?) ON CONFLICT(word) DO UPDATE SET chunks = chunks + excluded.chunks",
            sorted((word, count) for word, count in self._changes.items() if count),
        )
        fewer = [(word,) for word, count in self._changes.items() if count < 0]
        connection.executemany("DELETE FROM word_counts WHERE word = ? AND chunks <= 0", fewer)
        self._changes.clear()


def recount_words(connection: Connection) -> None:
    """Recompute all counts from the words."""
    connection.execute("DELETE FROM word_counts")
    connection.execute("INSERT INTO word_counts SELECT term, doc FROM vocabulary")


def document_frequencies(connection: Connection, words: Sequence[str]) -> dict[str, int]:
    """Return in how many chunks each word occurs; a word of several tokens (pm2.5) counts as its rarest one."""
    return {word: min((_frequency(connection, part) for part in split_tokens(word)), default=0) for word in words}


def _frequency(connection: Connection, token: str) -> int:
    row = connection.execute("SELECT chunks FROM word_counts WHERE word = ?", (token,)).fetchone()
    return int(row[0]) if row else 0


def recount_rows(connection: Connection) -> None:
    """Recompute all row counts from the rows."""
    for name, count in ROW_COUNTS.items():
        connection.execute(f"UPDATE counts SET number = ({count}) WHERE name = ?", (name,))


# ---- Which chunks pass a question's filters: all ids if few, otherwise a check per candidate


FEW_CHUNKS = 10_000
"""Reading this many ids takes about 20 ms; if more pass, checking the candidates one by one finds enough of them."""


class AllowedChunks:
    """The chunks whose article passes the filters, itself or as one of its reprints."""

    def __init__(self, connection: Connection, filters: Filters) -> None:
        self._connection = connection
        self._condition, self._values = describe_fitting(filters)
        few = self._read(FEW_CHUNKS + 1)
        self.ids: NDArray[np.int64] | None = few if len(few) <= FEW_CHUNKS else None
        """All their ids, ascending, or None if there are many."""
        self._known = set(few.tolist()) if self.ids is not None else set()

    def passing(self, chunk_ids: Sequence[int]) -> set[int]:
        """Return the ids of those chunks that pass."""
        if self.ids is not None:
            return self._known.intersection(chunk_ids)
        rows = self._connection.execute(
            "SELECT chunks.id FROM json_each(?) AS asked JOIN chunks ON chunks.id = asked.value "
            "JOIN articles AS shown ON shown.number = chunks.article WHERE EXISTS "
            "(SELECT 1 FROM articles AS fitting WHERE (fitting.number = shown.number OR fitting.original = shown.id) "
            f"AND {self._condition})",
            (json.dumps([int(id) for id in chunk_ids]), *self._values),
        )
        return {row[0] for row in rows}

    def read_all(self) -> NDArray[np.int64]:
        """Return all their ids, ascending, however many."""
        return self._read(-1) if self.ids is None else self.ids

    def _read(self, limit: int) -> NDArray[np.int64]:
        rows = self._connection.execute(
            "SELECT DISTINCT chunks.id FROM articles AS fitting "
            "JOIN articles AS shown ON shown.id = coalesce(fitting.original, fitting.id) "
            f"JOIN chunks ON chunks.article = shown.number WHERE {self._condition} LIMIT ?",
            (*self._values, limit),
        )
        return np.array(sorted(row[0] for row in rows), dtype=np.int64)
