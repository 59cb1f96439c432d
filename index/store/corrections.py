"""A librarian's corrections of what was read from an article's file; they survive rereading it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.article import Article, Paragraph, RemovedLine
from index.store.queries import Connection, removed_from_text, removed_to_text


@dataclass(frozen=True)
class Facts:
    """An article's metadata as shown; '' or None if unknown."""

    title: str
    published: date | None
    source: str
    author: str


def facts_of(article: Article) -> Facts:
    """Return the metadata of an article."""
    return Facts(article.title, article.published, article.source, article.author)


def correct(connection: Connection, article: Article) -> Article:
    """Return an article as read, with its corrections applied."""
    facts = _with(article, {field: value for field, value, _ in _rows(connection, article.id)})
    return with_lines(facts, _lines(connection, article.id)[0])


def as_read(connection: Connection, article: Article) -> Article:
    """Return a stored article as read, without its corrections; its digest is of this form."""
    facts = _with(article, {field: read for field, _, read in _rows(connection, article.id)})
    return without_lines(facts, lines_put_back(connection, article.id))


def keep_correction(connection: Connection, article: Article, facts: Facts) -> None:
    """Store the facts that differ from the article as read; corrections of the others are dropped."""
    connection.execute("DELETE FROM corrections WHERE article = ? AND field != ?", (article.id, _PUT_BACK))
    read, wanted = _texts(facts_of(article)), _texts(facts)
    rows = [(article.id, field, wanted[field], read[field]) for field in read if wanted[field] != read[field]]
    connection.executemany("INSERT INTO corrections VALUES (?, ?, ?, ?)", rows)


def note_as_read(connection: Connection, articles: Iterable[Article]) -> None:
    """Record what the files now say about corrected articles."""
    for article in articles:
        connection.executemany(
            "UPDATE corrections SET as_read = ? WHERE article = ? AND field = ?",
            [(text, article.id, field) for field, text in _texts(facts_of(article)).items()],
        )
        wanted, _ = _lines(connection, article.id)
        if wanted:
            keep_lines(connection, article.id, wanted, take_lines(article.removed, wanted)[0])


# ---- Lines left out when a file was read and put back into its article


Lines = Sequence[RemovedLine]
_PUT_BACK = "put_back"
"""The field of their row in the table: `value` is what was put back, `as_read` the part still in the file."""


def lines_put_back(connection: Connection, article_id: str) -> tuple[RemovedLine, ...]:
    """Return the lines put back into a stored article: its last paragraphs, in order."""
    return _lines(connection, article_id)[1]


def take_lines(removed: Lines, wanted: Lines) -> tuple[Lines, Lines]:
    """Return the removed lines whose texts are wanted, in the order wanted, and the others, in theirs."""
    found, rest = [], list(removed)
    for line in wanted:
        place = next((n for n, other in enumerate(rest) if other.text == line.text), None)
        if place is not None:
            found.append(rest.pop(place))
    return found, rest


def with_lines(article: Article, wanted: Lines) -> Article:
    """Return an article as read with the wanted removed lines appended, which changes no paragraph number."""
    found, rest = take_lines(article.removed, wanted)
    last = max((paragraph.number for paragraph in article.paragraphs), default=0)
    added = tuple(Paragraph(last + place, line.text) for place, line in enumerate(found, 1))
    return replace(article, paragraphs=article.paragraphs + added, removed=tuple(rest))


def without_lines(article: Article, lines: Lines) -> Article:
    """Return a stored article without these lines, which are its last paragraphs."""
    kept = article.paragraphs[: len(article.paragraphs) - len(lines)]
    return replace(article, paragraphs=kept, removed=article.removed + tuple(lines))


def keep_lines(connection: Connection, article_id: str, wanted: Lines, shown: Lines) -> None:
    """Store the lines put back into an article (`wanted`), and those of them that are now in it (`shown`)."""
    connection.execute("DELETE FROM corrections WHERE article = ? AND field = ?", (article_id, _PUT_BACK))
    if wanted:
        row = (article_id, _PUT_BACK, removed_to_text(wanted), removed_to_text(shown))
        connection.execute("INSERT INTO corrections VALUES (?, ?, ?, ?)", row)


def _lines(connection: Connection, article_id: str) -> tuple[tuple[RemovedLine, ...], tuple[RemovedLine, ...]]:
    """Return the lines that were put back, and those of them that are now in the article."""
    row = connection.execute(
        "SELECT value, as_read FROM corrections WHERE article = ? AND field = ?", (article_id, _PUT_BACK)
    ).fetchone()
    return ((), ()) if row is None else (removed_from_text(row[0]), removed_from_text(row[1]))


# ---- Title, date, source and author


def _rows(connection: Connection, article_id: str) -> list[tuple[str, str, str]]:
    rows = connection.execute(
        "SELECT field, value, as_read FROM corrections WHERE article = ? AND field != ?", (article_id, _PUT_BACK)
    )
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
