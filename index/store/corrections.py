"""What a librarian says of an article in place of what was read in its file, however often that is read again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from index.article import Article
from index.store.queries import Connection


@dataclass(frozen=True)
class Facts:
    """What is known of an article beside its text, as it is shown: '' and None where it is not known."""

    title: str
    published: date | None
    source: str
    author: str


def facts_of(article: Article) -> Facts:
    """Return these of an article."""
    return Facts(article.title, article.published, article.source, article.author)


def correct(connection: Connection, article: Article) -> Article:
    """Return an article as read with what was corrected of it."""
    return _with(article, {field: value for field, value, _ in _rows(connection, article.id)})


def as_read(connection: Connection, article: Article) -> Article:
    """Return a stored article as it was read, without what was corrected of it: its digest is of that."""
    return _with(article, {field: read for field, _, read in _rows(connection, article.id)})


def keep_correction(connection: Connection, article: Article, facts: Facts) -> None:
    """Keep what differs from the article as read; what does not is corrected no more."""
    connection.execute("DELETE FROM corrections WHERE article = ?", (article.id,))
    read, wanted = _texts(facts_of(article)), _texts(facts)
    rows = [(article.id, field, wanted[field], read[field]) for field in read if wanted[field] != read[field]]
    connection.executemany("INSERT INTO corrections VALUES (?, ?, ?, ?)", rows)


def note_as_read(connection: Connection, articles: Iterable[Article]) -> None:
    """Note what the files say now of the articles that were corrected."""
    connection.executemany(
        "UPDATE corrections SET as_read = ? WHERE article = ? AND field = ?",
        [(text, article.id, field) for article in articles for field, text in _texts(facts_of(article)).items()],
    )


def _rows(connection: Connection, article_id: str) -> list[tuple[str, str, str]]:
    rows = connection.execute("SELECT field, value, as_read FROM corrections WHERE article = ?", (article_id,))
    return [(row[0], row[1], row[2]) for row in rows]


def _texts(facts: Facts) -> dict[str, str]:
    published = facts.published.isoformat() if facts.published else ""
    return {"title": facts.title, "published": published, "source": facts.source, "author": facts.author}


def _with(article: Article, texts: dict[str, str]) -> Article:
    if not texts:
        return article
    now = _texts(facts_of(article)) | texts
    published = date.fromisoformat(now["published"]) if now["published"] else None
    return replace(article, title=now["title"], published=published, source=now["source"], author=now["author"])
