"""Move a library between a folder and Milvus without embedding again; an interrupted move can be resumed."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.article import Article
from index.embed.embedder import Embedder
from index.errors import LibraryError, ModelMismatchError
from index.library import FolderLibrary, open_database
from index.messages import Message
from index.milvus.client import MilvusAddress, Row, quote
from index.milvus.publish import Publisher
from index.milvus.rows import (
    ARTICLE_FIELDS,
    FOREVER,
    Collections,
    PublishedFacts,
    read_article,
    read_facts,
    read_paragraphs,
    read_removed,
)
from index.progress import Progress, ReportProgress
from index.store.article_rows import prepare_chunks
from index.store.embeddings import to_stored
from index.store.writer import NewArticle, Writer, locked_for_writing

ARTICLES_AT_ONCE = 50


def migrate_to_milvus(folder: Path, address: MilvusAddress, report: ReportProgress) -> int:
    """Publish the library in `folder` at `address`, replacing what is there; return its number of articles.

    Needs no model. What was written before an interruption is not written again. Raises LibraryError.
    """
    collections, database = Collections(address), open_database(folder)
    try:
        with locked_for_writing(folder, 60.0), database.reading() as connection:
            return Publisher(collections).publish(connection, report, replacing=True).articles
    finally:
        database.close()
        collections.close()


def migrate_to_folder(address: MilvusAddress, folder: Path, embedder: Embedder, report: ReportProgress) -> int:
    """Copy the library at `address` into `folder`, created if needed; return the number of articles there afterwards.

    Existing articles are left as they are. Vectors are copied, so the model must be the same: otherwise raises
    ModelMismatchError. Raises LibraryError.
    """
    collections = Collections(address)
    library = FolderLibrary.open_at(folder, embedder)
    try:
        facts = read_facts(collections)
        if facts is None:
            raise LibraryError(Message("milvus-none", {"address": str(address)}))
        if facts.model != embedder.model_name:
            raise ModelMismatchError(
                Message(
                    "milvus-migrate-model",
                    {"address": str(address), "found": facts.model, "known": embedder.model_name},
                )
            )
        with library.snapshot() as snapshot:
            there = {summary.id for summary in snapshot.articles()}
        condition = f'kind == "article" and added <= {facts.version} and removed == {FOREVER}'
        missing = [row for row in collections.records(condition, ARTICLE_FIELDS) if row["article"] not in there]
        # Originals first, so that a reprint finds its original.
        missing.sort(key=lambda row: (row["original"] != "", row["number"]))
        with library.writer() as writer:
            for start in range(0, len(missing), ARTICLES_AT_ONCE):
                _copy(collections, facts, missing[start : start + ARTICLES_AT_ONCE], writer)
                done = min(start + ARTICLES_AT_ONCE, len(missing))
                report(Progress(Message("stage-migrate"), done, len(missing), Message("unit-articles")))
        return library.status().articles
    finally:
        library.close()
        collections.close()


def _copy(collections: Collections, facts: PublishedFacts, rows: Sequence[Row], writer: Writer) -> None:
    """Store these articles in the folder, with their chunks' published vectors."""
    numbers = [int(row["number"]) for row in rows]
    texts = collections.records(f'kind == "text" and number in {quote(numbers)}', ["number", "piece", "text"])
    paragraphs = read_paragraphs(texts)
    left_out: dict[int, list[Row]] = {number: [] for number in numbers}
    for record in collections.records(f'kind == "removed" and number in {quote(numbers)}', ["number", "piece", "text"]):
        left_out[int(record["number"])].append(record)
    chunks = collections.chunks(facts.generation, f"number in {quote(numbers)}", ["number", "ordinal", "vector"])
    published = {(chunk["number"], chunk["ordinal"]): chunk["vector"] for chunk in chunks}
    new: list[NewArticle] = []
    vectors: dict[bytes, bytes] = {}
    for row in rows:
        kept = json.loads(row["text"])
        article: Article = read_article(row, paragraphs.get(row["number"], ()), ())
        article = replace(article, removed=read_removed(left_out[row["number"]]))
        for chunk in prepare_chunks(article):
            if (vector := published.get((row["number"], chunk.ordinal))) is not None:
                vectors[chunk.hash] = to_stored(np.asarray(vector, dtype=np.float32))
        source = writer.keep_source(kept["path"])
        new.append(NewArticle(article, source, kept["file"], bytes.fromhex(kept["digest"]), kept["added_at"]))
    writer.keep_vectors(vectors)
    writer.put_articles(new)
