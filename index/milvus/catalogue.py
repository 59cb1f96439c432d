"""The list of articles published on Milvus, for web servers without the folder."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from index.article import Article, RemovedLine
from index.catalogue import CatalogueQuery, CatalogueRow, Order, State, reading_order
from index.chinese.folding import fold_text
from index.chinese.words import cut_words
from index.errors import AsksOnlyError
from index.messages import Message, message_from_text
from index.milvus.client import QUERY_LIMIT, Row, quote
from index.milvus.publish import in_batches
from index.milvus.rows import ARTICLE_FIELDS, Collections, PublishedFacts, date_of, read_removed
from index.store.lexical import number_of

_LAST = date.max.toordinal()
_NOT_PLAIN = frozenset('%_"\\')
"""Characters special in Milvus's LIKE or in the JSON in which texts are published."""

Rows = dict[int, CatalogueRow]
"""Rows by article number."""


class Listings:
    """The rows of the version listed last. Safe to share between threads: at worst two read the same rows."""

    def __init__(self, collections: Collections) -> None:
        self._collections = collections
        self._kept: tuple[tuple[str, int], Rows] | None = None

    def rows(self, facts: PublishedFacts) -> Rows:
        """Return a row for every article of this version, in no order."""
        key, kept = (facts.folder, facts.version), self._kept
        if kept is None or kept[0] != key:
            visible = f'kind == "article" and added <= {facts.version} and removed > {facts.version}'
            kept = self._kept = (key, _list(self._collections.records(visible, ARTICLE_FIELDS)))
        return kept[1]


def _list(records: Sequence[Row]) -> Rows:
    faces = {record["article"]: _face(json.loads(record["text"])) for record in records}
    reprints = Counter(record["original"] for record in records)
    return {record["number"]: _row(record, faces, reprints) for record in records}


def _row(record: Row, faces: dict[str, str], reprints: Counter[str]) -> CatalogueRow:
    kept, original = json.loads(record["text"]), record["original"]
    return CatalogueRow(
        record["article"], State.REPRINT if original else State.SHOWN, kept["title"], date_of(record["day"]),
        kept["source"], kept["author"], kept["chars"], message_from_text(kept["note"]), kept["added_at"], original,
        faces.get(original, ""), reprints[record["article"]], False, faces[record["article"]],
    )  # fmt: skip


def _face(kept: dict[str, str]) -> str:
    """Return an article's `face`; an older program published only its title."""
    return kept.get("face", kept["title"])


MOST_READ = 2_000
"""Maximum articles whose texts are read, about 5 MB, if the server cannot search inside texts."""


class MilvusCatalogue:
    """The list of one published version; see Catalogue."""

    def __init__(self, collections: Collections, generation: str, visible_chunks: str, rows: Rows) -> None:
        self._collections = collections
        self._generation = generation
        self._visible_chunks = visible_chunks
        self._numbered = rows
        self._rows = tuple(rows.values())

    def rows(self, query: CatalogueQuery, *, offset: int, limit: int) -> list[CatalogueRow]:
        """Return up to `limit` rows of the list, starting at row `offset` (from 0)."""
        return sorted(self._fitting(query), key=_ORDERS[query.order])[offset : offset + limit]

    def count(self, query: CatalogueQuery) -> int:
        """Return how many rows the list has."""
        return len(self._fitting(query))

    def _fitting(self, query: CatalogueQuery) -> list[CatalogueRow]:
        rows = [row for row in self._rows if _fits(row, query)]
        if not (text := query.text.strip()):
            return rows
        folded, holding = fold_text(text), self._holding(text)
        return [row for row in rows if _says(row, folded) or holding & {row.id, row.original}]

    def _holding(self, text: str) -> set[str]:
        """Return the articles that contain this text as written, or have a chunk with all its words.

        For a word in very many chunks, only those where it weighs most are checked.
        """
        if not (words := cut_words(text)):
            return set()
        numbers = self._numbers_of(set.intersection(*map(self._chunks_with, words)))
        if not _NOT_PLAIN & set(text) and not text.isdecimal():  # numbers also occur in the JSON around the paragraphs
            numbers |= self._holding_as_written(text)
        return {self._numbered[number].id for number in numbers & self._numbered.keys()}

    def _holding_as_written(self, text: str) -> set[int]:
        """Return the articles whose text contains this text, found by the server; if it cannot search inside texts they
        are read, unless there are too many."""
        if self._collections.features.finds_inside:
            condition = f'kind == "text" and text like {quote(f"%{text}%")}'
            return {row["number"] for row in self._collections.records(condition, ["number"])}
        if len(self._rows) > MOST_READ:
            return set()
        rows = self._collections.records('kind == "text"', ["number", "text"])
        return {row["number"] for row in rows if text in row["text"]}

    def _chunks_with(self, word: str) -> set[int]:
        vector = {number_of(word.lower()): 1.0}
        hits = self._collections.search_words(
            self._generation, vector, QUERY_LIMIT, self._visible_chunks, len(self._rows)
        )
        return {id for id, score in hits if score > 0}

    def _numbers_of(self, chunks: set[int]) -> set[int]:
        conditions = [f"id in {quote(some)}" for some in in_batches(sorted(chunks))]
        rows = [row for part in conditions for row in self._collections.chunks(self._generation, part, ["number"])]
        return {row["number"] for row in rows}

    def state_counts(self) -> dict[State, int]:
        """Return how many rows there are of each state."""
        counts = Counter(row.state for row in self._rows)
        return {state: counts[state] for state in State}

    def sources(self) -> list[str]:
        """Return the publishers (来源) of everything listed, most articles first."""
        return [source for source, _ in self.articles_per_source() if source]

    def reprints_of(self, article_ids: Sequence[str]) -> list[str]:
        """Return the ids of the reprints filed under these articles."""
        return sorted(row.id for row in self._rows if row.original and row.original in article_ids)

    def same_articles(self, articles: Sequence[Article]) -> dict[str, str]:
        """Raise AsksOnlyError: nothing can be added on this machine."""
        raise AsksOnlyError(Message("milvus-asks-only-here"))

    def withdrawn_article(self, article_id: str) -> None:
        """Return None: what is withdrawn is not published."""
        return None

    def removed_lines(self, article_id: str) -> tuple[RemovedLine, ...]:
        """Return the lines left out of an article when its file was read; none if they were not published."""
        numbers = [number for number, row in self._numbered.items() if row.id == article_id]
        if not numbers:
            return ()
        condition = f'kind == "removed" and number in {quote(numbers)}'
        return read_removed(self._collections.records(condition, ["piece", "text"]))

    def lines_put_back(self, article_id: str) -> tuple[RemovedLine, ...]:
        """Return (): they are published as ordinary text."""
        return ()

    def articles_per_day(self) -> list[tuple[date | None, int]]:
        """Return how many articles, reprints included, were published on each day, earliest first, undated last."""
        counts = Counter(row.published for row in self._rows)
        return sorted(counts.items(), key=lambda item: _day(item[0]))

    def articles_per_source(self) -> list[tuple[str, int]]:
        """Return how many articles, reprints included, each source published, most first; '' for unknown."""
        counts = Counter(row.source for row in self._rows)
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _fits(row: CatalogueRow, query: CatalogueQuery) -> bool:
    return (
        (not query.states or row.state in query.states)
        and (not query.sources or row.source in query.sources)
        and (query.since is None or (row.published is not None and row.published >= query.since))
        and (query.until is None or (row.published is not None and row.published <= query.until))
    )


def _says(row: CatalogueRow, folded: str) -> bool:
    return folded in fold_text(f"{row.title} {row.source} {row.author}") or folded in fold_text(row.id)


def _day(published: date | None) -> int:
    """Return a key that sorts days, None last."""
    return _LAST + 1 if published is None else published.toordinal()


def _newest(row: CatalogueRow) -> tuple[bool, int]:
    return row.published is None, -_day(row.published)


_ORDERS: dict[Order, Callable[[CatalogueRow], tuple[object, ...]]] = {
    Order.NEWEST: lambda row: (*_newest(row), row.id),
    Order.OLDEST: lambda row: (_day(row.published), row.id),
    Order.TITLE: lambda row: (row.title == "", reading_order(row.title), row.id),
    Order.SOURCE: lambda row: (row.source == "", reading_order(row.source), *_newest(row), row.id),
    Order.LONGEST: lambda row: (-row.chars, row.id),
    Order.SHORTEST: lambda row: (row.chars, row.id),
    Order.MOST_REPRINTED: lambda row: (-row.reprints, *_newest(row), row.id),
    Order.LATEST_ADDED: lambda row: (row.added_at == "", *_falling(row.added_at), row.id),
}


def _falling(text: str) -> tuple[int, ...]:
    """Return a key that sorts texts of equal length in descending order."""
    return tuple(-ord(character) for character in text)
