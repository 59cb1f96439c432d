"""A view of one published version on Milvus: the same queries as for a folder, answered over the network."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date

import numpy as np

from index.article import Article, Span
from index.catalogue import Catalogue
from index.embed.embedder import Vectors
from index.messages import message_from_text
from index.milvus.catalogue import Listings, MilvusCatalogue
from index.milvus.client import Row, quote
from index.milvus.rows import (
    ARTICLE_FIELDS,
    CHUNK_FIELDS,
    NO_DAY,
    Collections,
    PublishedFacts,
    date_of,
    day_of,
    read_article,
    read_paragraphs,
    word_key,
)
from index.snapshot import ArticleSummary, Filters, FoundChunk, Hit
from index.store.lexical import question_vector
from index.store.queries import split_tokens

OVERFETCH = 2
"""This many times the wanted chunks are requested if the results must be checked against the filters again."""

NO_COSINE = 1e-6
"""Below the cosine of any two texts."""


class MilvusSnapshot:
    """One published version, for searching and reading."""

    def __init__(
        self, collections: Collections, facts: PublishedFacts, listings: Listings, folder: Catalogue | None
    ) -> None:
        self.version = facts.version
        self._listings = listings
        self._folder = folder
        self._collections = collections
        self._facts = facts
        self._found: dict[int, Row] = {}

    def search_dense(self, vector: Vectors, k: int, filters: Filters = Filters()) -> list[Hit]:
        """Return up to `k` Hits by descending cosine with `vector`, shape (dimensions,)."""
        asked, generation = vector.tolist(), self._facts.generation
        hits = self._search(lambda n, where: self._collections.search(generation, asked, n, where), k, filters)
        # A chunk without a vector yet is stored with zeros, which are similar to nothing.
        return [hit for hit in hits if abs(hit.score) > NO_COSINE] if self._facts.pending else hits

    def search_words(self, words: Sequence[str], k: int, filters: Filters = Filters()) -> list[Hit]:
        """Return up to `k` Hits by descending BM25 for chunks that contain any of `words` (as cut_words cuts them)."""
        asked = question_vector(self.document_frequencies(words), self._facts.chunks)
        if not asked:
            return []
        facts = self._facts
        return self._search(
            lambda n, where: self._collections.search_words(facts.generation, asked, n, where, facts.chunks), k, filters
        )

    def _search(self, search: Callable[[int, str], list[tuple[int, float]]], k: int, filters: Filters) -> list[Hit]:
        """Return the hits of `search`, which receives the number wanted and the condition."""
        if k == 0 or self._facts.chunks == 0:
            return []
        condition = " and ".join([self._visible_chunks(), *_conditions_of_chunks(filters)])
        if filters.articles:
            numbers = self._numbers_of(filters.articles)
            condition += f" and number in {quote(sorted(numbers))}"
        wanted = k if filters.is_empty else k * OVERFETCH
        hits = [Hit(id, score) for id, score in search(wanted, condition)]
        if filters.since or filters.until or filters.sources:
            passing = self._passing([hit.chunk_id for hit in hits], filters)
            hits = [hit for hit in hits if hit.chunk_id in passing]
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))[:k]

    def _visible_chunks(self) -> str:
        hidden = sorted(self._facts.hidden)
        return f"added <= {self.version}" + (f" and number not in {quote(hidden)}" if hidden else "")

    def _visible(self) -> str:
        return f'kind == "article" and added <= {self.version} and removed > {self.version}'

    def _numbers_of(self, article_ids: Sequence[str]) -> set[int]:
        """Return the numbers of the shown articles that these ids are, or are filed under."""
        rows = self._articles_where(f"article in {quote(article_ids)}")
        ids = [row["original"] or row["article"] for row in rows]
        return {row["number"] for row in self._articles_where(f"article in {quote(ids)}")} if ids else set()

    def _articles_where(self, condition: str) -> list[Row]:
        return self._collections.records(f"{self._visible()} and {condition}", ARTICLE_FIELDS)

    def _passing(self, chunk_ids: Sequence[int], filters: Filters) -> set[int]:
        """Return the chunks whose article, or one of its reprints, passes all filters."""
        chunks = self._chunk_rows(chunk_ids)
        shown = {row["article"]: row["number"] for row in self._shown({row["number"] for row in chunks})}
        if not shown:
            return set()
        theirs = f"(article in {quote([*shown])} or original in {quote([*shown])})"
        fitting = self._articles_where(" and ".join([theirs, *_conditions_of_articles(filters)]))
        numbers = {shown.get(row["original"] or row["article"]) for row in fitting}
        return {row["id"] for row in chunks if row["number"] in numbers}

    def _chunk_rows(self, chunk_ids: Sequence[int]) -> list[Row]:
        missing = [int(id) for id in chunk_ids if id not in self._found]
        if missing:
            condition = f"id in {quote(missing)} and {self._visible_chunks()}"
            rows = self._collections.chunks(self._facts.generation, condition, CHUNK_FIELDS)
            self._found.update({row["id"]: row for row in rows})
        return [self._found[id] for id in chunk_ids if id in self._found]

    def _shown(self, numbers: set[int]) -> list[Row]:
        return self._articles_where(f"number in {quote(sorted(numbers))}") if numbers else []

    def chunk_count(self) -> int:
        return self._facts.chunks

    def pending_count(self) -> int:
        return self._facts.pending

    def document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """Return in how many chunks (title included) each word occurs; one of several tokens counts as its rarest."""
        parts = {word: split_tokens(word) for word in words}
        keys = {word_key(part): part for of_word in parts.values() for part in of_word}
        rows = self._collections.records(f"key in {quote(sorted(keys))}", ["key", "number"]) if keys else []
        counts = {keys[row["key"]]: int(row["number"]) for row in rows}
        return {word: min((counts.get(part, 0) for part in of_word), default=0) for word, of_word in parts.items()}

    def chunk_vectors(self, chunk_ids: Sequence[int], dimensions: int) -> Vectors:
        """Return the vectors of these chunks, shape (len(chunk_ids), dimensions), zeros for a missing vector."""
        vectors = np.zeros((len(chunk_ids), dimensions), dtype=np.float32)
        if not len(chunk_ids):
            return vectors
        asked = f"id in {quote([int(id) for id in chunk_ids])}"
        rows = self._collections.chunks(self._facts.generation, asked, ["id", "vector"])
        places = {int(id): place for place, id in enumerate(chunk_ids)}
        for row in rows:
            vectors[places[row["id"]]] = row["vector"]
        return vectors

    def chunks(self, chunk_ids: Sequence[int]) -> list[FoundChunk]:
        """Return the chunks with their articles, in the order given, without those that no longer exist."""
        rows = self._chunk_rows(chunk_ids)
        articles = self._articles(self._shown({row["number"] for row in rows}))
        return [
            FoundChunk(
                row["id"], articles[row["number"]], row["ordinal"], tuple(Span(*s) for s in json.loads(row["spans"]))
            )
            for row in rows
            if row["number"] in articles
        ]

    def _articles(self, rows: Sequence[Row]) -> dict[int, Article]:
        """Return the full articles of these records, by number, in three calls however many there are."""
        if not rows:
            return {}
        numbers, ids = [row["number"] for row in rows], [row["article"] for row in rows]
        texts = self._collections.records(f'kind == "text" and number in {quote(numbers)}', ["number", "piece", "text"])
        paragraphs = read_paragraphs(texts)
        reprints: dict[str, list[Row]] = {}
        for row in self._articles_where(f"original in {quote(ids)}"):
            reprints.setdefault(row["original"], []).append(row)
        return {
            row["number"]: read_article(row, paragraphs.get(row["number"], ()), reprints.get(row["article"], ()))
            for row in rows
        }

    def article(self, article_id: str) -> Article | None:
        """Return the article with this id, or None."""
        found = self._articles(self._articles_where(f"article == {quote(article_id)}"))
        return next(iter(found.values()), None)

    def article_count(self, filters: Filters = Filters()) -> int:
        """Return how many articles pass the filters, reprints included."""
        if filters.is_empty:
            return self._facts.articles
        conditions = [self._visible(), *_conditions_of_articles(filters)]
        return self._collections.count_records(" and ".join(conditions))

    def articles(self) -> Iterator[ArticleSummary]:
        """Yield a summary of every article, newest published first, undated last."""
        rows = self._articles_where('article != ""')
        for row in sorted(rows, key=lambda row: (row["day"] == NO_DAY, -row["day"], row["article"])):
            kept = json.loads(row["text"])
            yield ArticleSummary(
                row["article"], kept["title"], date_of(row["day"]), kept["source"], kept["author"], kept["location"],
                kept["chars"], kept["paragraphs"], kept["added_at"], message_from_text(kept["note"]), row["original"],
            )  # fmt: skip

    def catalogue(self) -> Catalogue:
        """Return the folder's list of everything found or, if it is not on this machine, of what is published."""
        if self._folder is not None:
            return self._folder
        rows = self._listings.rows(self._facts)
        return MilvusCatalogue(self._collections, self._facts.generation, self._visible_chunks(), rows)

    def article_sources(self) -> list[str]:
        """Return the distinct publishers (来源), most articles first."""
        counts: dict[str, int] = {}
        for row in self._collections.records(f'{self._visible()} and source != ""', ["source"]):
            counts[row["source"]] = counts.get(row["source"], 0) + 1
        return sorted(counts, key=lambda source: (-counts[source], source))

    def published_range(self) -> tuple[date, date] | None:
        """Return the first and last publication days, or None if no article has a date."""
        days = [row["day"] for row in self._collections.records(f"{self._visible()} and day != {NO_DAY}", ["day"])]
        first, last = date_of(min(days, default=NO_DAY)), date_of(max(days, default=NO_DAY))
        return (first, last) if first is not None and last is not None else None


def _conditions_of_chunks(filters: Filters) -> list[str]:
    """Return the filter conditions that Milvus can check on a chunk: necessary, but not sufficient with reprints."""
    conditions = []
    if filters.since:
        conditions.append(f"last_day >= {day_of(filters.since)}")
    if filters.until:
        conditions.append(f"first_day <= {day_of(filters.until)} and first_day != {NO_DAY}")
    if filters.sources:
        conditions.append(f"array_contains_any(sources, {quote(filters.sources)})")
    return conditions


def _conditions_of_articles(filters: Filters) -> list[str]:
    conditions = [f"day >= {day_of(filters.since)}"] if filters.since else []
    if filters.until:
        conditions.append(f"day <= {day_of(filters.until)} and day != {NO_DAY}")
    if filters.sources:
        conditions.append(f"source in {quote(filters.sources)}")
    if filters.articles:
        conditions.append(f"article in {quote(filters.articles)}")
    return conditions
