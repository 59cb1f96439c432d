"""What a library contains: its main topics in its own words, and the articles on a topic by time and source."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from index.article import Article
from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled, words_of
from index.chinese.words import STOP_WORDS, tag_words
from index.snapshot import Filters, Snapshot
from qa.forms.dossier import Limits, gather

# ---- The articles on a topic


_MOST_YEARS_BY_MONTH = 2
HELD = Limits(articles=1000, seconds=1.2)
"""Articles are only counted, so many more can be examined than are read for a form."""
NEWEST = 8
"""How many of the newest articles on a topic are named."""


@dataclass(frozen=True)
class Holdings:
    """The articles on a topic: counts by time ('2023-05', or '2023' if they span many years) and by source ('' if
    unknown), the largest first; `undated` have no date. `newest` are the last published."""

    topic: str
    articles: int
    searched: int
    by_time: tuple[tuple[str, int], ...]
    by_source: tuple[tuple[str, int], ...]
    undated: int
    newest: tuple[Article, ...]
    is_cut: bool


def holdings_of(snapshot: Snapshot, topic: str, filters: Filters = Filters()) -> Holdings:
    """Return what the library contains on a topic; `articles` is 0 if nothing."""
    dossier = gather(snapshot, topic, filters, HELD)
    articles = [holding.article for holding in dossier.holdings]
    days = [article.published for article in articles if article.published is not None]
    is_by_month = bool(days) and max(days).year - min(days).year < _MOST_YEARS_BY_MONTH
    times = Counter(f"{day:%Y-%m}" if is_by_month else f"{day.year}" for day in days)
    sources = Counter(article.source for article in articles)
    newest = sorted(articles, key=lambda article: article.published or date.min, reverse=True)
    return Holdings(
        topic,
        len(articles),
        dossier.searched,
        tuple(sorted(times.items())),
        tuple(sources.most_common()),
        len(articles) - len(days),
        tuple(newest[:NEWEST]),
        dossier.is_cut,
    )


# ---- The main topics, from the titles of the newest articles


TITLES_READ = 600
MAX_TOPICS = 8
_TRIED = 20
_FEWEST_ARTICLES = 2
_SHORTEST, _LONGEST, _MOST_WORDS = 3, 10, 4
_SAME_SHARE = 0.7
"""A longer name replaces a shorter one within it if it has this share of its count (澜青大桥 for 大桥)."""
_NOUNS = ("n", "j", "eng", "vn")
_GENERIC = frozenset(words_of("words.generic"))


@dataclass(frozen=True)
class MainTopic:
    """A topic that several articles are about, and how many were found."""

    name: str
    articles: int


def find_topics(snapshot: Snapshot) -> Iterator[MainTopic]:
    """Yield the main topics of the newest articles, each verified to be mentioned by at least two articles."""
    found: list[MainTopic] = []
    limits = Limits(articles=40, seconds=0.5)
    for name in islice(name_topics(list(_titles(snapshot))), _TRIED):
        if len(found) == MAX_TOPICS:
            return
        held = len(gather(snapshot, name, Filters(), limits=limits).holdings)
        if held >= _FEWEST_ARTICLES:
            found.append(MainTopic(name, held))
            yield found[-1]


def _titles(snapshot: Snapshot) -> Iterator[str]:
    """Yield the titles of the newest articles, or else their beginnings."""
    for summary in islice(snapshot.articles(), TITLES_READ):
        if summary.title:
            yield summary.title
        elif (article := snapshot.article(summary.id)) is not None:
            yield article.face


def name_topics(titles: Sequence[str]) -> Iterator[str]:
    """Yield what several titles name, the most frequent first, without near duplicates."""
    counts: Counter[str] = Counter()
    for title in titles:
        counts.update(set(names_in(title)))
    kept = [name for name, count in counts.items() if count >= _FEWEST_ARTICLES]
    kept = [
        name
        for name in kept
        if not any(
            name != longer and name in longer and counts[longer] >= _SAME_SHARE * counts[name] for longer in kept
        )
    ]
    told: list[str] = []
    for name in sorted(kept, key=lambda name: (-counts[name] * min(len(name), 6), name)):
        if not any(name in other or other in name for other in told):
            told.append(name)
            yield name


def names_in(title: str) -> Iterator[str]:
    """Yield the runs of nouns in a title that may name a topic."""
    run: list[tuple[str, str]] = []
    at = 0
    for word, tag in [*tag_words(fold_text(title)), ("", "x")]:
        if tag.startswith(_NOUNS) and word not in STOP_WORDS:
            run.append((title[at : at + len(word)], tag))  # folding keeps offsets: the title's own spelling
            at += len(word)
            continue
        at += len(word)
        for start in range(len(run)):
            for end in range(start + 1, min(start + _MOST_WORDS, len(run)) + 1):
                name = "".join(word for word, _ in run[start:end])
                if _may_be_topic(name, run[start:end]):
                    yield name
        run = []


def _may_be_topic(name: str, words: Sequence[tuple[str, str]]) -> bool:
    if not _SHORTEST <= len(name) <= _LONGEST or all(word in _GENERIC for word, _ in words):
        return False
    if words[-1][1].startswith("vn") or words[0][0] in _GENERIC:
        return False
    return compiled("forms.no_topic").search(name) is None


# ---- As JSON values


def topics_to_json(snapshot: Snapshot, topic: str = "", filters: Filters = Filters()) -> dict[str, Any]:
    """Return the main topics of a library, or what it contains on one, as a JSON object."""
    if not topic:
        return {"topics": [{"name": found.name, "articles": found.articles} for found in find_topics(snapshot)]}
    held = holdings_of(snapshot, topic, filters)
    return {
        "topic": held.topic,
        "articles": held.articles,
        "searched": held.searched,
        "is_cut": held.is_cut,
        "undated": held.undated,
        "by_time": [{"time": time, "articles": count} for time, count in held.by_time],
        "by_source": [{"source": source, "articles": count} for source, count in held.by_source],
        "newest": [
            {
                "article": article.id,
                "title": article.title,
                "face": article.face,
                "published": article.published.isoformat() if article.published else None,
                "source": article.source,
            }
            for article in held.newest
        ],
    }
