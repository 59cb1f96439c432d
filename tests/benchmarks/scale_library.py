"""Make a library of up to a million chunks from real news: each is a real chunk with a sentence or two from others.

Vectors are real ones shifted by the difference of two others, so that they are distributed like real ones. Rows are
written with the tables' own statements, not by a sync, which would take hours; the program sees no difference.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Paragraph
from index.chinese.folding import fold_text
from index.chinese.sentences import split_sentences
from index.chinese.words import cut_words
from index.embed.embedder import Embedder, Vectors
from index.library import DATABASE_NAME, Library
from index.messages import sentence
from index.progress import Progress, ReportProgress
from index.store.article_rows import prepare_chunks
from index.store.database import Database
from index.store.embeddings import active_model, to_stored
from index.store.queries import Connection, recount_rows

BASE_CHUNKS = 8192
CHUNKS_PER_ARTICLE = 3
KEYS_PER_ARTICLE = 32
BATCH_ARTICLES = 2000
FIRST_DAY = date(2020, 1, 1)
SOURCES = [f"来源{n}" for n in range(40)]


@dataclass(frozen=True)
class Base:
    """Real chunks: their sentences, the words of each, and their vectors, shape (BASE_CHUNKS, dimensions)."""

    sentences: list[list[str]]
    words: list[list[str]]
    vectors: Vectors


def read_articles(corpus: Path) -> Iterator[Article]:
    """Yield the corpus's articles."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            texts = [text.strip() for text in row["text"].splitlines() if text.strip()]
            paragraphs = tuple(Paragraph(number, text) for number, text in enumerate(texts, 1))
            published = date.fromisoformat(row["published"]) if row["published"] else None
            yield Article(row["id"], row["title"], published, "", "", row["id"], paragraphs)


def read_base(corpus: Path, embedder: Embedder, cache: Path, report: ReportProgress) -> Base:
    """Return real chunks of every third article; their vectors are cached in `cache`."""
    texts: list[str] = []
    for number, article in enumerate(read_articles(corpus)):
        if number % 3 == 0:
            texts += [chunk.embedded_text for chunk in prepare_chunks(article)]
        if len(texts) >= BASE_CHUNKS:
            break
    texts = texts[:BASE_CHUNKS]
    if not cache.exists():
        blocks = []
        for start in range(0, len(texts), 256):
            report(Progress(sentence("真实片段的向量"), start, len(texts), sentence("片段")))
            blocks.append(embedder.embed_passages(texts[start : start + 256]))
        np.save(cache, np.concatenate(blocks))
    bodies = [text.split("\n", 1)[-1].replace("\n", "") for text in texts]
    sentences = [[body[s.start : s.end] for s in split_sentences(body)] for body in bodies]
    words = [[" ".join(cut_words(sentence)) for sentence in chunk] for chunk in sentences]
    return Base(sentences, words, np.load(cache)[:BASE_CHUNKS].astype(np.float32))


def make_vectors(base: Vectors, kinds: NDArray[np.int64], rng: np.random.Generator) -> Vectors:
    """Return a unit vector near the real vector of each kind."""
    one, other = rng.integers(0, len(base), (2, len(kinds)))
    moved = base[kinds] + 0.5 * (base[one] - base[other])
    vectors: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return vectors


def build_library(path: Path, chunks: int, base: Base, embedder: Embedder, report: ReportProgress) -> None:
    """Write a library of about `chunks` chunks into the new folder `path`."""
    Library.open(path, embedder).close()
    database = Database(path / DATABASE_NAME)
    connection = database.connection()
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA wal_autocheckpoint = 20000")
    rng = np.random.default_rng(7)
    articles = chunks // CHUNKS_PER_ARTICLE
    counts: Counter[str] = Counter()
    kinds = rng.integers(0, len(base.sentences), (articles, CHUNKS_PER_ARTICLE))
    with database.writing() as connection:
        connection.execute("INSERT INTO sources(path) VALUES ('/benchmark')")
    for start in range(0, articles, BATCH_ARTICLES):
        report(Progress(sentence(f"{chunks} 个片段的资料库"), start, articles, sentence("篇")))
        with database.writing() as connection:
            numbers = range(start + 1, min(start + BATCH_ARTICLES, articles) + 1)
            for number in numbers:
                _write_article(connection, number, kinds[number - 1], base, counts, rng)
    with database.writing() as connection:
        _write_vectors(connection, kinds.ravel(), base.vectors, rng, report)
        connection.executemany("INSERT INTO word_counts VALUES (?, ?)", sorted(counts.items()))
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'version'")
        recount_rows(connection)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def _write_article(
    connection: Connection,
    number: int,
    kinds: NDArray[np.int64],
    base: Base,
    counts: Counter[str],
    rng: np.random.Generator,
) -> None:
    first = (number - 1) * CHUNKS_PER_ARTICLE + 1
    texts, words = zip(*(_mix(int(kind), base, rng) for kind in kinds), strict=True)
    published = (FIRST_DAY + timedelta(days=int(rng.integers(0, 1500)))).isoformat()
    connection.execute(
        "INSERT INTO articles(number, id, source_path, file, digest, title, published, source, author, location, note,"
        " chars, added_at) VALUES (?, ?, 1, ?, ?, '', ?, ?, '', '', '', ?, '2024-01-01')",
        (number, f"s{number}", f"{number}.txt", number.to_bytes(16), published, SOURCES[int(rng.integers(0, 40))],
         sum(map(len, texts))),
    )  # fmt: skip
    rows = [(number, place, text) for place, text in enumerate(texts, 1)]
    connection.executemany("INSERT INTO paragraphs VALUES (?, ?, ?)", rows)
    connection.executemany(
        "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, 1)",
        [(first + place, number, place, f"[[{place + 1},0,{len(text)}]]", _hash(first + place))
         for place, text in enumerate(texts)],
    )  # fmt: skip
    rows_of_words = [(first + place, text) for place, text in enumerate(words)]
    connection.executemany("INSERT INTO words(rowid, title, body) VALUES (?, '', ?)", rows_of_words)
    for text in words:
        counts.update(set(text.replace(".", " ").replace("-", " ").split()))
    keys = rng.integers(-(2**62), 2**62, KEYS_PER_ARTICLE).tolist()
    connection.executemany("INSERT OR IGNORE INTO reprint_keys VALUES (?, ?)", [(key, number) for key in keys])


def _mix(kind: int, base: Base, rng: np.random.Generator) -> tuple[str, str]:
    """Return the text and words of a real chunk with one or two sentences replaced from other chunks."""
    places = [(kind, place) for place in range(len(base.sentences[kind]))]
    for _ in range(int(rng.integers(1, 3))):
        other = int(rng.integers(0, len(base.sentences)))
        if places and base.sentences[other]:
            places[int(rng.integers(0, len(places)))] = (other, int(rng.integers(0, len(base.sentences[other]))))
    return "".join(base.sentences[c][s] for c, s in places), " ".join(base.words[c][s] for c, s in places)


def _write_vectors(
    connection: Connection, kinds: NDArray[np.int64], base: Vectors, rng: np.random.Generator, report: ReportProgress
) -> None:
    """Write a vector for each chunk in order of hash, the fastest for a table sorted by it."""
    model = active_model(connection)
    hashes = sorted((_hash(place + 1), place) for place in range(len(kinds)))
    for start in range(0, len(kinds), 10_000):
        report(Progress(sentence("向量"), start, len(kinds), sentence("片段")))
        block = hashes[start : start + 10_000]
        vectors = make_vectors(base, kinds[[place for _, place in block]], rng)
        rows = [(model, key, to_stored(vector)) for (key, _), vector in zip(block, vectors, strict=True)]
        connection.executemany("INSERT INTO embeddings(model, hash, vector) VALUES (?, ?, ?)", rows)


def _hash(chunk: int) -> bytes:
    return blake2b(chunk.to_bytes(8), digest_size=16).digest()


def make_article(number: int, base: Base, rng: np.random.Generator) -> Article:
    """Return a new article made the same way, to add."""
    kinds = rng.integers(0, len(base.sentences), CHUNKS_PER_ARTICLE)
    texts = [_mix(int(kind), base, rng)[0] for kind in kinds]
    paragraphs = tuple(Paragraph(place, fold_text(text)) for place, text in enumerate(texts, 1))
    return Article(f"new{number}", f"新消息{number}", date(2024, 5, 1), "", "", f"new{number}", paragraphs)
