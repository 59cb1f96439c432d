"""Bring the copy on Milvus to the folder's version: write what is new, commit it with one record, delete the rest."""

import json
import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from sqlite3 import Row as SqliteRow

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.embed.embedder import Vectors
from index.errors import LibraryError
from index.messages import Message, say
from index.milvus.client import Row, quote
from index.milvus.rows import (
    ARTICLE_FIELDS,
    FOREVER,
    MAX_LEAVING,
    Collections,
    PublishedFacts,
    article_row,
    chunk_row,
    pending_row,
    read_article,
    read_facts,
    read_paragraphs,
    removed_rows,
    text_rows,
    word_row,
    write_facts,
)
from index.progress import Progress, ReportProgress, ignore_progress
from index.store import queries
from index.store.article_rows import prepare_chunks
from index.store.database import read_meta
from index.store.embeddings import active_model
from index.store.lexical import count_tokens
from index.store.queries import Connection, split_tokens

logger = logging.getLogger(__name__)

# ---- What a publisher reads from one version of the library folder: its articles, chunks and words


READ_AT_ONCE = 500
PIECES = Message("unit-pieces")


class FolderState:
    """A library folder at the version its read transaction sees."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.meta = read_meta(connection)
        self.version = int(self.meta["version"])
        self.chunk_count = queries.count_chunks(connection)
        self.article_count = queries.count_articles(connection)
        self.reprint_count = queries.count_reprints(connection)
        self.synced_at = queries.last_synced_at(connection)

    @property
    def dimensions(self) -> int:
        return int(self.meta["dimensions"])

    def average_length(self) -> float:
        """Return the mean number of tokens of a chunk, 0 if there are no chunks."""
        return count_tokens(self._connection) / self.chunk_count if self.chunk_count else 0.0

    def originals(self) -> dict[int, str]:
        """Return, by article number, the id each article is filed under, or ''."""
        rows = self._connection.execute("SELECT number, coalesce(original, '') FROM articles")
        return dict(rows.fetchall())

    def chunk_ids(self) -> NDArray[np.int64]:
        """Return the ids of all chunks, ascending."""
        rows = self._connection.execute("SELECT id FROM chunks ORDER BY id")
        return np.array([row[0] for row in rows], dtype=np.int64)

    def pending_ids(self) -> NDArray[np.int64]:
        """Return the ids of the chunks without a vector, ascending."""
        rows = self._connection.execute(
            "SELECT id FROM pending CROSS JOIN chunks ON chunks.embedding = pending.hash ORDER BY id"
        )
        return np.array([row[0] for row in rows], dtype=np.int64)

    def articles(self, numbers: Iterable[int]) -> Iterator[tuple[SqliteRow, str]]:
        """Yield the rows of these articles, each with the path of the source it came from."""
        for some in in_batches(sorted(numbers)):
            yield from (
                (row, row["path"])
                for row in self._connection.execute(
                    "SELECT articles.*, sources.path FROM articles JOIN sources ON sources.id = articles.source_path "
                    "WHERE articles.number IN (SELECT value FROM json_each(?)) ORDER BY articles.number",
                    (json.dumps(some),),
                ).fetchall()
            )

    def paragraphs(self, number: int) -> list[tuple[int, str]]:
        """Return the numbers and texts of an article's paragraphs."""
        rows = self._connection.execute(
            "SELECT number, text FROM paragraphs WHERE article = ? ORDER BY number", (number,)
        )
        return [(row[0], row[1]) for row in rows]

    def removed(self, number: int) -> str:
        """Return the lines left out of an article in their stored form; '' if none."""
        row = self._connection.execute("SELECT lines FROM removed_lines WHERE article = ?", (number,)).fetchone()
        return "" if row is None else str(row[0])

    def chunks(self, ids: Sequence[int]) -> list[SqliteRow]:
        """Return id, article, ordinal, spans, title and body words of these chunks."""
        return self._connection.execute(
            "SELECT chunks.id, chunks.article, chunks.ordinal, chunks.spans, words.title, words.body FROM chunks "
            "JOIN words ON words.rowid = chunks.id WHERE chunks.id IN (SELECT value FROM json_each(?)) "
            "ORDER BY chunks.id",
            (json.dumps([int(id) for id in ids]),),
        ).fetchall()

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the vectors of these chunks, shape (len(ids), dimensions)."""
        return queries.chunk_vectors(self._connection, ids, active_model(self._connection), self.dimensions)

    def published(self, numbers: Iterable[int]) -> dict[int, list[tuple[str | None, str]]]:
        """Return the days and sources of each of these articles and its reprints."""
        rows = self._connection.execute(
            "SELECT shown.number, every.published, every.source FROM articles AS shown "
            "JOIN articles AS every ON every.number = shown.number OR every.original = shown.id "
            "WHERE shown.number IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(numbers)),),
        )
        found: dict[int, list[tuple[str | None, str]]] = {}
        for number, day, source in rows:
            found.setdefault(number, []).append((day, source))
        return found

    def numbers_of(self, article_ids: Iterable[str]) -> set[int]:
        """Return the numbers of the articles with these ids."""
        rows = self._connection.execute(
            "SELECT number FROM articles WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(article_ids)),),
        )
        return {row[0] for row in rows}

    def chunks_of(self, numbers: Iterable[int]) -> list[int]:
        """Return the ids of the chunks of these articles, ascending."""
        rows = self._connection.execute(
            "SELECT id FROM chunks WHERE article IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(sorted(numbers)),),
        )
        return [row[0] for row in rows]

    def word_counts(self, words: Iterable[str] | None = None) -> Iterator[tuple[str, int]]:
        """Yield in how many chunks each of these words (default: all words) occurs."""
        if words is None:
            yield from ((row[0], row[1]) for row in self._connection.execute("SELECT word, chunks FROM word_counts"))
            return
        for word in words:
            row = self._connection.execute("SELECT chunks FROM word_counts WHERE word = ?", (word,)).fetchone()
            yield word, row[0] if row else 0


def words_of(texts: Iterable[tuple[str, str]]) -> set[str]:
    """Return the words that occur in the title and body words of chunks."""
    return {token for title, body in texts for token in split_tokens(f"{title} {body}")}


def in_batches(numbers: Sequence[int], size: int = READ_AT_ONCE) -> Iterator[list[int]]:
    """Yield the numbers in lists of `size`."""
    for start in range(0, len(numbers), size):
        yield [int(number) for number in numbers[start : start + size]]


# ---- Bring the copy on Milvus to the folder's version


TEXTS_AT_ONCE = 50
"""Articles whose texts are read in one call: at 64 KB each far below the 64 MB limit of a message."""
GRACE_S = 60.0
"""How long rows that a version no longer shows are kept for questions that began before it."""
MAX_DRIFT = 0.2
"""If the mean chunk length has drifted from BM25's average by this fraction, word weights are recomputed."""


@dataclass
class _Listing:
    """What is on Milvus: the newest record of each article by number, and the chunks of the newest generation;
    `pending` are those without a vector there."""

    articles: dict[int, Row]
    chunks: NDArray[np.int64]
    pending: NDArray[np.int64]


@dataclass(frozen=True)
class _Difference:
    """What changed: `new` and `gone` articles and those `moved` under another one, by number."""

    new: set[int]
    moved: set[int]
    gone: set[int]


class Publisher:
    """Publishes one library folder. Not thread-safe; used by the holder of the writer lock."""

    def __init__(self, collections: Collections) -> None:
        self._collections = collections
        self._listing: _Listing | None = None
        self._listed: PublishedFacts | None = None

    def publish(
        self, connection: Connection, report: ReportProgress = ignore_progress, *, replacing: bool = False
    ) -> PublishedFacts:
        """Bring Milvus to the version that `connection` reads; return what is then published.

        The cost depends on what changed, except for the first call, which lists what is there. Raises LibraryError,
        also if another folder is published there and not `replacing`; call again to resume.
        """
        state = FolderState(connection)
        facts = read_facts(self._collections)
        if facts is not None and facts.folder != state.meta["generation"] and not replacing:
            raise LibraryError(Message("milvus-other-folder", {"address": str(self._collections.address)}))
        facts = self._begin(state.meta["generation"], facts)
        generation, average = _generation(state, facts)
        if facts is not None and (facts.version, facts.folder) == (state.version, state.meta["generation"]):
            if facts.generation == generation:
                return facts
        if not self._collections.features.word_weights and self._listing is None:
            facts_said = {"address": str(self._collections.address), "found": self._collections.features.version}
            logger.warning("%s", say(Message("milvus-no-sparse", facts_said)))
        self._collections.create_chunks(generation, state.dimensions)
        if self._listing is None or facts is None or facts != self._listed or facts.generation != generation:
            self._listing = self._list(generation)
        listing, self._listing = self._listing, None  # dropped unless all succeeds
        difference = _compare(state.originals(), listing.articles)
        removed = [int(id) for id in np.setdiff1d(listing.chunks, state.chunk_ids())]
        words = self._words_of_gone(difference.gone, listing) if facts is not None else set()
        changed = self._write_articles(state, difference, listing, report)
        words |= self._write_chunks(state, changed, listing, (generation, average), report)
        self._write_words(state, words if facts is not None else None, report)
        leaving = self._forget_left(facts, difference.gone)
        before = generation if facts is None else facts.generation
        serial = 1 if facts is None else facts.serial + 1
        facts = replace(_facts_of(state, generation, average, leaving), serial=serial)
        write_facts(self._collections, facts)
        self._collections.drop_other_chunks({generation, before})  # questions that began before still read them
        self._delete_chunks(facts, removed)
        listing.chunks = np.setdiff1d(listing.chunks, np.array(removed, dtype=np.int64))
        self._listing, self._listed = listing, facts
        return facts

    def _begin(self, folder: str, facts: PublishedFacts | None) -> PublishedFacts | None:
        """Prepare the collections for this folder; return what it published there, or None.

        What another folder published, even partly, is deleted first: it uses the same numbers for other articles.
        """
        if facts is not None and facts.folder == folder:
            return facts
        if facts is not None or not self._collections.is_begun_by(folder):
            self._collections.drop_all()
            self._listing = None
        self._collections.create_records()
        self._collections.note_begun(folder)
        return None

    def _list(self, generation: str) -> _Listing:
        newest: dict[int, Row] = {}
        for row in self._collections.records('kind == "article"', ARTICLE_FIELDS):
            if row["removed"] == FOREVER and row["added"] >= newest.get(row["number"], row)["added"]:
                newest[row["number"]] = row
        ids = [row["id"] for row in self._collections.chunks(generation, "id >= 0", ["id"])]
        pending = [row["number"] for row in self._collections.records('kind == "pending"', ["number"])]
        return _Listing(newest, np.array(sorted(ids), dtype=np.int64), np.array(sorted(pending), dtype=np.int64))

    def _write_articles(
        self, state: FolderState, difference: _Difference, listing: _Listing, report: ReportProgress
    ) -> set[int]:
        """Write the records of changed articles; return the articles whose chunk rows change with them."""
        before = [listing.articles[number] for number in difference.moved | difference.gone]
        beside = {row["original"] for row in before}
        done, total = 0, len(difference.new) + len(difference.moved)
        for some in in_batches(sorted(difference.new | difference.moved)):
            texts: list[Row] = []
            self._collections.delete_records(f'kind == "removed" and number in {quote(some)}')
            records: list[Row] = []
            for row, path in state.articles(some):
                paragraphs = state.paragraphs(row["number"])
                if row["number"] in difference.new:
                    texts += text_rows(row["number"], paragraphs)
                texts += removed_rows(row["number"], state.removed(row["number"]))
                records.append(article_row(row, path, paragraphs, state.version))
                beside.add(row["original"] or "")
            self._collections.put_records(texts)
            self._collections.put_records(records)
            listing.articles.update({record["number"]: record for record in records})
            done += len(some)
            report(Progress(Message("stage-publish-articles"), done, total, Message("unit-articles")))
        self._collections.put_records([{**row, "kind": "article", "removed": state.version} for row in before])
        for number in difference.gone:
            del listing.articles[number]
        return state.numbers_of(beside - {""})

    def _write_chunks(
        self, state: FolderState, changed: set[int], listing: _Listing, made: tuple[str, float], report: ReportProgress
    ) -> set[str]:
        """Write new chunks and rewrite those of `changed` articles; return the new ones' words."""
        generation, average = made
        ids, pending = state.chunk_ids(), state.pending_ids()
        new = np.setdiff1d(ids, listing.chunks)
        have_come = np.setdiff1d(listing.pending, pending)
        renewed = np.union1d(state.chunks_of(changed), np.intersect1d(have_come, ids))
        again = np.intersect1d(renewed, listing.chunks).tolist()
        self._note_pending(np.setdiff1d(pending, listing.pending))
        words: set[str] = set()
        done, total = 0, len(new) + len(again)
        for some in in_batches([*new.tolist(), *again]):
            known = self._collections.chunks(generation, f"id in {quote(some)}", ["id", "added"]) if again else []
            added = {row["id"]: row["added"] for row in known}
            rows = state.chunks(some)
            published = state.published({row["article"] for row in rows})
            vectors = state.vectors([row["id"] for row in rows])
            self._collections.put_chunks(
                generation,
                [
                    chunk_row(
                        row, vector.tolist(), published[row["article"]], average, added.get(row["id"], state.version)
                    )
                    for row, vector in zip(rows, vectors, strict=True)
                ],
            )
            words |= words_of((row["title"], row["body"]) for row in rows)
            report(Progress(Message("stage-publish-chunks"), done := done + len(some), total, PIECES))
        self._forget_pending(have_come)
        listing.chunks, listing.pending = np.union1d(listing.chunks, new), pending
        return words

    def _note_pending(self, ids: NDArray[np.int64]) -> None:
        """Record which chunks are written without a vector, to rewrite them once it is made."""
        for some in in_batches(ids.tolist(), 5_000):
            self._collections.put_records([pending_row(id) for id in some])

    def _forget_pending(self, ids: NDArray[np.int64]) -> None:
        for some in in_batches(ids.tolist()):
            self._collections.delete_records(f'kind == "pending" and number in {quote(some)}')

    def _write_words(self, state: FolderState, words: Iterable[str] | None, report: ReportProgress) -> None:
        rows = [word_row(word, count) for word, count in state.word_counts(words)]
        for some in in_batches(range(len(rows)), 5_000):
            self._collections.put_records(rows[some[0] : some[-1] + 1])
            report(Progress(Message("stage-publish-words"), some[-1] + 1, len(rows), PIECES))

    def _words_of_gone(self, gone: set[int], listing: _Listing) -> set[str]:
        """Return the words of articles that left the folder, from their published texts; their frequencies fall."""
        words: set[str] = set()
        for some in in_batches(sorted(gone), TEXTS_AT_ONCE):
            rows = self._collections.records(f'kind == "text" and number in {quote(some)}', ["number", "piece", "text"])
            for number, paragraphs in read_paragraphs(rows).items():
                article: Article = read_article(listing.articles[number], paragraphs, ())
                words |= words_of((chunk.title_words, chunk.body_words) for chunk in prepare_chunks(article))
        return words

    def _forget_left(self, before: PublishedFacts | None, gone: set[int]) -> list[int]:
        """Delete what no question can be using any more; return the articles that must wait, newest last."""
        if before is None:
            return []
        waiting = [*before.leaving, *sorted(gone)]
        if time.time() - before.published_at >= GRACE_S:
            self._collections.delete_records(f'kind == "article" and removed <= {before.version}')
            waiting = sorted(gone)
        kept = waiting[-MAX_LEAVING:]
        for some in in_batches(sorted({*before.leaving, *gone} - set(kept))):
            self._collections.delete_chunks(before.generation, f"number in {quote(some)}")
            self._collections.delete_records(f'kind in ["text", "removed"] and number in {quote(some)}')
        return kept

    def _delete_chunks(self, facts: PublishedFacts, removed: list[int]) -> None:
        """Delete chunks that searches would still find although they left: all not hidden by their article."""
        for some in in_batches(removed):
            rows = self._collections.chunks(facts.generation, f"id in {quote(some)}", ["id", "number"])
            if found := [row["id"] for row in rows if row["number"] not in facts.hidden]:
                self._collections.delete_chunks(facts.generation, f"id in {quote(found)}")


def _compare(originals: dict[int, str], published: dict[int, Row]) -> _Difference:
    both = originals.keys() & published.keys()
    moved = {number for number in both if originals[number] != published[number]["original"]}
    return _Difference(originals.keys() - published.keys(), moved, set(published.keys() - originals.keys()))


def _generation(state: FolderState, facts: PublishedFacts | None) -> tuple[str, float]:
    """Return the name of the collection for the chunks, and the average length for their word weights: the existing
    ones, unless another model or a changed chunk length requires new ones."""
    average = state.average_length()
    if facts is not None and (facts.model, facts.dimensions) == (state.meta["model"], state.dimensions):
        if abs(average - facts.average_length) <= MAX_DRIFT * facts.average_length:
            return facts.generation, facts.average_length
    made_of = f"{state.meta['model']}|{state.dimensions}|{average:.3f}"
    return blake2b(made_of.encode(), digest_size=6).hexdigest(), average


def _facts_of(state: FolderState, generation: str, average: float, leaving: list[int]) -> PublishedFacts:
    return PublishedFacts(
        version=state.version, generation=generation, folder=state.meta["generation"], model=state.meta["model"],
        dimensions=state.dimensions, average_length=average, articles=state.article_count,
        reprints=state.reprint_count, chunks=state.chunk_count, synced_at=state.synced_at,
        published_at=time.time(), leaving=tuple(leaving), pending=len(state.pending_ids()),
    )  # fmt: skip
