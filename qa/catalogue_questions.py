"""Questions about the library itself (一共收了多少篇, 最新的文章是哪篇, 有哪些来源), answered from its catalogue."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.catalogue import Catalogue, CatalogueQuery, CatalogueRow, Order, State
from index.chinese.dates import find_times
from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled
from index.messages import Message
from index.snapshot import Filters, Snapshot
from qa.answer import HEADER_PARAGRAPH, DraftAnswer, DraftStatement, Quote, header_text
from qa.scope import describe_filters

MAX_NAMED = 5
"""Most articles, sources and authors named in one reply."""
MAX_ROWS = 10_000
"""Most rows searched for an author's articles."""
SHOWN = (State.SHOWN,)
"""Reprints are filed under their articles and not counted again."""


@dataclass(frozen=True)
class _Scope:
    """The articles that are counted or listed. `query` has sources, days and the topic; `author` '' means anybody."""

    query: CatalogueQuery
    author: str = ""

    def described(self) -> Message | None:
        """Return what the articles have in common in words, None if all are meant."""
        query = self.query
        parts: list[Message] = []
        if (held := describe_filters(Filters(query.since, query.until, query.sources))) is not None:
            parts.append(held)
        if self.author:
            parts.append(Message("catalogue-by", {"author": self.author}))
        if query.text:
            parts.append(Message("catalogue-on", {"topic": query.text}))
        return Message("filters", {"parts": parts}) if parts else None


def answer_from_catalogue(snapshot: Snapshot, question: str, filters: Filters, today: date) -> DraftAnswer | None:
    """Return the catalogue's answer to a question about the library, None for any other question.

    Only articles that pass the filters are counted. 今年 and 上个月 are relative to `today`. The statements are the
    headers of the articles named.
    """
    text = fold_text(question).strip()
    text = compiled("library.ending").sub("", fold_text(question).strip())
    text = compiled("library.opening").sub("", text)
    if not text or filters.articles:
        return None
    held = CatalogueQuery(states=SHOWN, sources=filters.sources, since=filters.since, until=filters.until)
    for name, answer in _ANSWERS:
        match = compiled(f"library.{name}").search(text)
        if match is not None:
            draft = answer(_Library(snapshot, held, today), match)
            if draft is not None:
                return draft
    return None


class _Library:
    """Answers about one version of a library under filters."""

    def __init__(self, snapshot: Snapshot, held: CatalogueQuery, today: date) -> None:
        self._snapshot = snapshot
        self._held = held
        self._today = today
        self._catalogue: Catalogue = snapshot.catalogue()

    # ---- how many

    def count(self, match: re.Match[str]) -> DraftAnswer | None:
        """一共收了多少篇, 2024年有几篇, 青川日报有几篇."""
        said = match["scope"] or match["scope_"]
        if said is None:
            return self._count_all()
        scope = self._read_scope(said)
        return None if scope is None else self._count(scope)

    def about(self, match: re.Match[str]) -> DraftAnswer | None:
        """有多少篇关于大桥的文章, 有哪些关于大桥的文章."""
        return self._count(self._about(match))

    def _count_all(self) -> DraftAnswer:
        if (scope := _Scope(self._held)).described() is not None:
            return self._count(scope)
        count = self._catalogue.count(self._held)
        filed = self._catalogue.count(replace(self._held, states=(State.REPRINT,)))
        reprints = Message("catalogue-reprints", {"count": filed}) if filed else ""
        days = self._snapshot.published_range()
        between = Message("catalogue-between", {"since": days[0], "until": days[1]}) if days else ""
        facts = {"count": count, "reprints": reprints, "between": between}
        return DraftAnswer((), reply=Message("catalogue-all", facts))

    def _count(self, scope: _Scope) -> DraftAnswer:
        count, rows = self._find(scope, Order.NEWEST)
        measure = Message("catalogue-measure") if scope.query.text else ""
        described = scope.described() or ""
        statements = self._headers(rows)
        if not count:
            return DraftAnswer((), reply=Message("catalogue-none", {"scope": described, "measure": measure}))
        named = Message("catalogue-newest", {"count": len(statements)}) if len(statements) < count else ""
        facts = {"scope": described, "count": count, "measure": measure, "named": named}
        return DraftAnswer(statements, reply=Message("catalogue-count", facts))

    # ---- which

    def newest(self, match: re.Match[str]) -> DraftAnswer | None:
        """最新的文章是哪篇."""
        return self._first(match, Order.NEWEST)

    def oldest(self, match: re.Match[str]) -> DraftAnswer | None:
        """最早的文章是哪篇."""
        return self._first(match, Order.OLDEST)

    def longest(self, match: re.Match[str]) -> DraftAnswer | None:
        """最长的文章是哪篇."""
        return self._first(match, Order.LONGEST)

    def _first(self, match: re.Match[str], order: Order) -> DraftAnswer | None:
        scope = self._read_scope(match.groupdict().get("scope") or "")
        if scope is None:
            return None
        several = order is Order.NEWEST and re.search("哪些|哪几|什么新|^最近.*有", match.group()) is not None
        _, rows = self._find(scope, order)
        if order is not Order.LONGEST:
            rows = [row for row in rows if row.published is not None]
        described = scope.described() or ""
        rows = rows if several else [row for row in rows if row.published == rows[0].published]
        statements = self._headers(rows if order is not Order.LONGEST else rows[:1])
        if not statements:
            return DraftAnswer((), reply=Message("catalogue-undated", {"scope": described}))
        if order is Order.LONGEST:
            return DraftAnswer(statements, reply=Message("catalogue-longest", {"count": rows[0].chars}))
        if several:
            return DraftAnswer(statements, reply=Message("catalogue-newest-some", {"scope": described}))
        facts = {"scope": described, "day": rows[0].published}
        if order is Order.NEWEST:
            return DraftAnswer(statements, reply=Message("catalogue-newest-one", facts))
        return DraftAnswer(statements, reply=Message("catalogue-oldest-one", facts))

    def contents(self, match: re.Match[str]) -> DraftAnswer | None:
        """资料库里有什么文章: the number of articles, and the newest."""
        return self._count(_Scope(self._held)) if _Scope(self._held).described() else self._with_newest()

    def _with_newest(self) -> DraftAnswer:
        _, rows = self._find(_Scope(self._held), Order.NEWEST)
        whole = self._count_all()
        return replace(whole, statements=self._headers(rows))

    # ---- sources, authors, days

    def sources(self, match: re.Match[str]) -> DraftAnswer | None:
        """有哪些来源."""
        counts = self._per_source()
        named = [(name, count) for name, count in counts if name]
        unknown = sum(count for name, count in counts if not name)
        if not named:
            return DraftAnswer((), reply=Message("catalogue-no-sources"))
        facts = {"count": len(named), "sources": _counted(named), "more": _more(named), "unknown": _unknown(unknown)}
        return DraftAnswer((), reply=Message("catalogue-sources", facts))

    def top_source(self, match: re.Match[str]) -> DraftAnswer | None:
        """哪个来源的文章最多."""
        named = [(name, count) for name, count in self._per_source() if name]
        if not named:
            return DraftAnswer((), reply=Message("catalogue-no-sources"))
        return DraftAnswer((), reply=Message("catalogue-top-source", {"sources": _counted(_most(named))}))

    def top_author(self, match: re.Match[str]) -> DraftAnswer | None:
        """谁写的最多."""
        named = self._per_author()
        if not named:
            return DraftAnswer((), reply=Message("catalogue-no-authors"))
        return DraftAnswer((), reply=Message("catalogue-top-author", {"authors": _counted(_most(named))}))

    def authors(self, match: re.Match[str]) -> DraftAnswer | None:
        """有哪些作者."""
        named = self._per_author()
        if not named:
            return DraftAnswer((), reply=Message("catalogue-no-authors"))
        facts = {"count": len(named), "authors": _counted(named), "more": _more(named)}
        return DraftAnswer((), reply=Message("catalogue-authors", facts))

    def days(self, match: re.Match[str]) -> DraftAnswer | None:
        """文章的时间范围是什么."""
        days = self._snapshot.published_range()
        if days is None:
            return DraftAnswer((), reply=Message("catalogue-undated", {"scope": ""}))
        return DraftAnswer((), reply=Message("catalogue-days", {"since": days[0], "until": days[1]}))

    def _per_source(self) -> list[tuple[str, int]]:
        counts = Counter(row.source for row in self._rows(self._held))
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

    def _per_author(self) -> list[tuple[str, int]]:
        counts = Counter(name for row in self._rows(self._held) for name in dict.fromkeys(row.author.split()))
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

    # ---- the meaning of a scope's words in this library

    def _about(self, match: re.Match[str]) -> _Scope:
        topic = next(text for name, text in match.groupdict().items() if name.startswith("topic") and text)
        period, rest = self._without_time(topic)
        words = re.sub(r"[和与及、]|以及", " ", rest.strip('“”"《》的 '))
        return _Scope(replace(self._within(period), text=" ".join(words.split()) or topic))

    def _read_scope(self, said: str) -> _Scope | None:
        """Return the scope of 2024年青川日报 or 王小川; None if the text names no time, source or author."""
        about = compiled("library.about").match(said)
        period, rest = self._without_time(said)
        query = self._within(period)
        if about:
            topic = said[about.end() :].strip("的 “”")
            return _Scope(replace(query, text=topic)) if topic else None
        rest = compiled("library.scope_word").sub("", rest).strip('“”"《》 ')
        if not rest:
            return _Scope(query)
        if sources := self._sources_named(rest):
            held = self._held.sources
            return _Scope(replace(query, sources=tuple(s for s in sources if s in held) if held else sources))
        named = any(rest in row.author.split() for row in self._rows(replace(self._held, text=rest)))
        return _Scope(query, author=rest) if named else None

    def _sources_named(self, name: str) -> tuple[str, ...]:
        """Return the publisher with this name, else those whose names contain it."""
        known = [source for source in self._catalogue.sources() if source]
        same = [source for source in known if fold_text(source) == name]
        return tuple(same or [source for source in known if len(name) > 1 and name in fold_text(source)])

    def _without_time(self, said: str) -> tuple[Filters, str]:
        """Return the days a text names, and the rest of the text."""
        for time in find_times(said, self._today):
            if time.period is None:
                continue
            before, behind = said[: time.start], said[time.end :]
            since: date | None = time.period.since
            until: date | None = time.period.until
            if later := compiled("library.from_then").match(behind):
                until, behind = None, behind[later.end() :]
            elif earlier := compiled("library.until_then").match(behind):
                since, until, behind = None, time.period.since - timedelta(1), behind[earlier.end() :]
            return Filters(since, until), before + behind
        return Filters(), said

    def _within(self, days: Filters) -> CatalogueQuery:
        """Return the query restricted to these days too."""
        since = max(filter(None, (self._held.since, days.since)), default=None)
        until = min(filter(None, (self._held.until, days.until)), default=None)
        return replace(self._held, since=since, until=until)

    # ---- rows

    def _find(self, scope: _Scope, order: Order) -> tuple[int, list[CatalogueRow]]:
        """Return the number of articles, and the first ones in this order."""
        query = replace(scope.query, order=order)
        if scope.author:
            rows = self._rows(replace(query, text=scope.author))
            rows = [row for row in rows if scope.author in row.author.split()]
            return len(rows), rows[:MAX_NAMED]
        return self._catalogue.count(query), self._catalogue.rows(query, offset=0, limit=MAX_NAMED)

    def _rows(self, query: CatalogueQuery) -> list[CatalogueRow]:
        return self._catalogue.rows(query, offset=0, limit=MAX_ROWS)

    def _headers(self, rows: Sequence[CatalogueRow]) -> tuple[DraftStatement, ...]:
        return tuple(self._header_statements(row.id for row in rows))

    def _header_statements(self, ids: Iterator[str]) -> Iterator[DraftStatement]:
        for id in ids:
            article = self._snapshot.article(id)
            if article is not None and (text := header_text(article)):
                quote = Quote(article, HEADER_PARAGRAPH, 0, len(text))
                yield DraftStatement(text, (quote,), before="" if article.title else article.id)


_ANSWERS: tuple[tuple[str, Callable[[_Library, re.Match[str]], DraftAnswer | None]], ...] = (
    ("count_about", _Library.about),
    ("list_about", _Library.about),
    ("newest", _Library.newest),
    ("oldest", _Library.oldest),
    ("longest", _Library.longest),
    ("top_source", _Library.top_source),
    ("top_author", _Library.top_author),
    ("sources", _Library.sources),
    ("authors", _Library.authors),
    ("days", _Library.days),
    ("count", _Library.count),
    ("contents", _Library.contents),
)
"""Entries of library.toml, each with the method that answers it; the first answer counts."""


def _counted(named: Sequence[tuple[str, int]]) -> list[Message]:
    return [Message("catalogue-counted", {"name": name, "count": count}) for name, count in named[:MAX_NAMED]]


def _most(named: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the first and those with the same count."""
    return [item for item in named if item[1] == named[0][1]]


def _more(named: Sequence[tuple[str, int]]) -> Message | str:
    return Message("catalogue-and-more") if len(named) > MAX_NAMED else ""


def _unknown(count: int) -> Message | str:
    return Message("catalogue-unsourced", {"count": count}) if count else ""
