"""Everything found in a library folder, with its state: searched, sorted and paged."""

import json
from collections.abc import Sequence
from datetime import date

from index.article import Article, RemovedLine, face_of
from index.catalogue import CatalogueQuery, CatalogueRow, Order, State, reading_order
from index.chinese.folding import fold_text
from index.chinese.words import cut_words
from index.messages import message_from_text
from index.store.corrections import lines_put_back
from index.store.lexical import quote_match
from index.store.queries import Connection, removed_lines
from index.store.reprint_plan import plan_reprints
from index.store.withdrawn import find_withdrawn

_ORDERS = {
    Order.NEWEST: "published IS NULL, published DESC, id",
    Order.OLDEST: "published IS NULL, published, id",
    Order.TITLE: "title = '', reading_order(title), id",
    Order.SOURCE: "source = '', reading_order(source), published IS NULL, published DESC, id",
    Order.LONGEST: "chars DESC, id",
    Order.SHORTEST: "state = 'rejected', chars, id",
    Order.MOST_REPRINTED: "reprints DESC, published IS NULL, published DESC, id",
    Order.LATEST_ADDED: "added_at = '', added_at DESC, id",
}
_LISTED = """
WITH listed AS (
    SELECT id, CASE WHEN original IS NULL THEN 'shown' ELSE 'reprint' END AS state, title, published, source, author,
        chars, note, added_at, coalesce(original, '') AS original, 0 AS is_gone,
        (SELECT count(*) FROM articles AS other WHERE other.original = articles.id) AS reprints, '' AS reason
    FROM articles
    UNION ALL
    SELECT id, 'withdrawn', title, published, source, author, chars, note, added_at, '', is_gone, 0, ''
    FROM withdrawn
    UNION ALL
    SELECT value ->> 0, 'rejected', '', NULL, '', '', 0, value ->> 1, '', '', 0, 0,
        CASE json_type(value, '$[1]') WHEN 'object' THEN value ->> '$[1].text' ELSE value ->> 1 END
    FROM files, json_each(files.rejected)
)
"""
_TEXT = """(instr(fold(title || ' ' || source || ' ' || author), :text) OR instr(fold(id), :text)
    OR instr(reason, :raw)
    OR id IN (SELECT id FROM hits) OR (original != '' AND original IN (SELECT id FROM hits)))"""
_HITS = """
, hits AS (
    SELECT DISTINCT articles.id FROM words JOIN chunks ON chunks.id = words.rowid
    JOIN articles ON articles.number = chunks.article WHERE words MATCH :words
    UNION
    SELECT DISTINCT articles.id FROM paragraphs JOIN articles ON articles.number = paragraphs.article
    WHERE instr(text, :raw)
    UNION
    SELECT id FROM withdrawn WHERE instr(paragraphs, :raw)
)
"""
_NO_HITS = ", hits AS (SELECT '' AS id WHERE 0)"


class FolderCatalogue:
    """The list of one version of a library folder; see Catalogue."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        connection.create_function("fold", 1, fold_text, deterministic=True)
        connection.create_function("reading_order", 1, reading_order, deterministic=True)

    def rows(self, query: CatalogueQuery, *, offset: int, limit: int) -> list[CatalogueRow]:
        """Return up to `limit` rows of the list, starting at row `offset` (from 0)."""
        sql, values = _select(query)
        rows = self._connection.execute(
            f"{sql} SELECT * FROM fitting ORDER BY {_ORDERS[query.order]} LIMIT :limit OFFSET :offset",
            {**values, "limit": limit, "offset": offset},
        )
        return [
            CatalogueRow(
                row["id"], State(row["state"]), row["title"], _day(row["published"]), row["source"], row["author"],
                row["chars"], message_from_text(row["note"]), row["added_at"], row["original"],
                self._face(row["original"]), row["reprints"], bool(row["is_gone"]),
                row["title"] or ("" if row["state"] == State.REJECTED.value else self._face(row["id"])),
            )
            for row in rows
        ]  # fmt: skip

    def _face(self, article_id: str) -> str:
        """Return the `face` of the article with this id, shown or withdrawn; '' if there is none."""
        row = self._connection.execute("SELECT number, title FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            found = self.withdrawn_article(article_id) if article_id else None
            return found.face if found else ""
        if row["title"]:
            return str(row["title"])
        texts = self._connection.execute(
            "SELECT text FROM paragraphs WHERE article = ? ORDER BY number", (row["number"],)
        )
        return face_of(text for (text,) in texts)

    def count(self, query: CatalogueQuery) -> int:
        """Return how many rows the list has."""
        sql, values = _select(query)
        return int(self._connection.execute(f"{sql} SELECT count(*) FROM fitting", values).fetchone()[0])

    def state_counts(self) -> dict[State, int]:
        """Return how many rows there are of each state."""
        rows = self._connection.execute(f"{_LISTED} SELECT state, count(*) FROM listed GROUP BY state").fetchall()
        counts = {State(row[0]): int(row[1]) for row in rows}
        return {state: counts.get(state, 0) for state in State}

    def sources(self) -> list[str]:
        """Return the publishers (来源) of everything listed, most articles first."""
        rows = self._connection.execute(
            f"{_LISTED} SELECT source FROM listed WHERE source != '' GROUP BY source ORDER BY count(*) DESC, source"
        )
        return [row[0] for row in rows]

    def reprints_of(self, article_ids: Sequence[str]) -> list[str]:
        """Return the ids of the reprints filed under these articles."""
        rows = self._connection.execute(
            "SELECT id FROM articles WHERE original IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(article_ids)),),
        )
        return [row[0] for row in rows]

    def same_articles(self, articles: Sequence[Article]) -> dict[str, str]:
        """Return, by id, the `face` of the article with the same text as each of these new articles, if there is one.

        One of the two would be filed as the other's reprint. Of new articles with the same text, one is left out.
        """
        plan = plan_reprints(self._connection, articles, ())
        faces = {article.id: article.face for article in articles}
        other = plan.original_of | {new: stored for stored, new in plan.demoted.items()}
        faces |= {article_id: self._face(article_id) for article_id in set(other.values()) - set(faces)}
        return {article_id: faces[same] or same for article_id, same in other.items()}

    def withdrawn_article(self, article_id: str) -> Article | None:
        """Return a withdrawn article, as it was when it was last read, or None."""
        found = find_withdrawn(self._connection, [article_id]).get(article_id)
        return found.article if found else None

    def removed_lines(self, article_id: str) -> tuple[RemovedLine, ...]:
        """Return the lines left out of an article when its file was read, in order."""
        return removed_lines(self._connection, article_id)

    def lines_put_back(self, article_id: str) -> tuple[RemovedLine, ...]:
        """Return the removed lines that were put back by hand: the article's last paragraphs, in this order."""
        return lines_put_back(self._connection, article_id)

    def articles_per_day(self) -> list[tuple[date | None, int]]:
        """Return how many articles, reprints included, were published on each day, earliest first, undated last."""
        rows = self._connection.execute(
            "SELECT published, count(*) FROM articles GROUP BY published ORDER BY published IS NULL, published"
        )
        return [(_day(row[0]), int(row[1])) for row in rows]

    def articles_per_source(self) -> list[tuple[str, int]]:
        """Return how many articles, reprints included, each source published, most first; '' for unknown."""
        rows = self._connection.execute(
            "SELECT source, count(*) FROM articles GROUP BY source ORDER BY count(*) DESC, source"
        )
        return [(row[0], int(row[1])) for row in rows]


def _select(query: CatalogueQuery) -> tuple[str, dict[str, object]]:
    """Return SQL that defines `fitting`, the rows that match, and its parameters."""
    conditions, values = ["1"], dict[str, object]()
    hits = ""
    if text := query.text.strip():
        words = cut_words(text)
        hits = _HITS if words else _NO_HITS
        conditions.append(_TEXT)
        values |= {"text": fold_text(text), "raw": text}
        values["words"] = " AND ".join(quote_match([word]) for word in words)
    if query.states:
        conditions.append("state IN (SELECT value FROM json_each(:states))")
        values["states"] = json.dumps([state.value for state in query.states])
    if query.sources:
        conditions.append("source IN (SELECT value FROM json_each(:sources))")
        values["sources"] = json.dumps(query.sources)
    for bound, condition in (("since", "published >= :since"), ("until", "published <= :until")):
        if (day := getattr(query, bound)) is not None:
            conditions.append(condition)
            values[bound] = day.isoformat()
    fitting = f", fitting AS (SELECT * FROM listed WHERE {' AND '.join(conditions)})"
    return f"{_LISTED}{hits}{fitting}", values


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
