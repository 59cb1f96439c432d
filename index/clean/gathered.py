"""Several articles in one text: records of labelled lines (【标题】…【正文】…), or parts with lines between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from index.article import RemovedLine
from index.chinese.dates import find_date
from index.chinese.vocabulary import compiled
from index.clean.credits import is_bare_day, read_credit_line
from index.clean.lines import Removal, check_line_count

_DRAWN = re.compile(
    r"^[ \t\u3000]*(?:(?P<mark>[^\w\s…。！？!?（()）|+#>`])(?:\s?(?P=mark)){3,}|\f)[ \t\u3000]*$", re.MULTILINE
)
_HEAD_CHARS = 200
_MAX_DRAWN = 2_000
_MIN_ARTICLES = 2
_MIN_TEXT_CHARS = 20
_MAX_TITLE_CHARS = 60
_CREDITS_WITHIN = 3
_NO_TITLE = re.compile(r"[。；，、：:,;]$|[。；]|[:：]\s*\S")


@dataclass(frozen=True)
class GatheredArticle:
    """One of several articles in a text: what its labels say, its own text, and the lines that only part or label."""

    text: str
    title: str = ""
    published: date | None = None
    source: str = ""
    author: str = ""
    removed: tuple[RemovedLine, ...] = ()


def split_gathered(text: str) -> list[GatheredArticle]:
    """Return the articles gathered in a text, in order; an empty list where it is one article."""
    return _labelled(text) or _parted(text)


def _labelled(text: str) -> list[GatheredArticle]:
    """Return the articles of a text in which each begins with the same label and names its title with another."""
    opening = compiled("credits.record_label").match(text[:_HEAD_CHARS].lstrip("\ufeff \t\u3000\n"))
    if opening is None:
        return []
    check_line_count(text)
    lines = text.split("\n")
    found = [compiled("credits.record_label").match(line.strip()) for line in lines]
    starts = [n for n, label in enumerate(found) if label and label.lastgroup == opening.lastgroup]
    if len(starts) < _MIN_ARTICLES:
        return []
    bounds = zip(starts, [*starts[1:], len(lines)], strict=True)
    articles = [_record(lines[start:end]) for start, end in bounds]
    is_whole = all(article.title and len(article.text.strip()) >= _MIN_TEXT_CHARS for article in articles)
    return articles if is_whole else []


def _record(lines: Sequence[str]) -> GatheredArticle:
    """Return the article of labelled lines and its text; a label without a value stands above the text."""
    values: dict[str, str] = {}
    kept: list[str] = []
    removed: list[RemovedLine] = []
    for line in lines:
        label = compiled("credits.record_label").match(line.strip()) if not "".join(kept).strip() else None
        if label is None or label.lastgroup is None or label.lastgroup in values:
            kept.append(line)
            continue
        value = line.strip()[label.end() :].strip(" \u3000】")
        if label.lastgroup == "day" and not is_bare_day(value):
            kept.append(line)  # when something takes place
            continue
        values[label.lastgroup] = value
        if label.lastgroup == "text":
            kept.append(value)
            line = line.strip()[: label.end()]
        is_title = label.lastgroup == "title"
        removed.append(RemovedLine(line.strip(), (Removal.TITLE if is_title else Removal.CREDIT).value))
    return GatheredArticle(
        "\n".join(kept),
        values.get("title", ""),
        find_date(values.get("day", "")),
        values.get("source", ""),
        values.get("author", ""),
        tuple(removed),
    )


def _parted(text: str) -> list[GatheredArticle]:
    """Return the articles between lines drawn with one mark, if each has a title, and the day or outlet below it."""
    drawn = [*islice(_DRAWN.finditer(text), _MAX_DRAWN)]
    if not 0 < len(drawn) < _MAX_DRAWN:
        return []
    starts = [0, *(line.end() for line in drawn)]
    ends = [*(line.start() for line in drawn), len(text)]
    articles: list[GatheredArticle] = []
    between: list[RemovedLine] = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        part = text[start:end]
        if number:
            between.append(RemovedLine(drawn[number - 1].group().strip(), Removal.FURNITURE.value))
        if not part.strip():
            continue
        if not _is_article(part):
            return []
        articles.append(GatheredArticle(part, removed=tuple(between)))
        between = []
    if len(articles) < _MIN_ARTICLES:
        return []
    last = articles[-1]
    return [*articles[:-1], replace(last, removed=(*last.removed, *between))]


def _is_article(part: str) -> bool:
    """Return whether a part of a text is an article: a title, credits below it, and sentences."""
    lines = [line.strip() for line in part.split("\n") if line.strip()]
    if len(lines) < _CREDITS_WITHIN or len(lines[0]) > _MAX_TITLE_CHARS or _NO_TITLE.search(lines[0]):
        return False
    credits = [read_credit_line(line) for line in lines[1 : 1 + _CREDITS_WITHIN]]
    is_dated = any(found is not None and (found.published or found.source) for found in credits)
    return (
        is_dated
        and read_credit_line(lines[0]) is None
        and sum(len(line) for line in lines if "。" in line) >= _MIN_TEXT_CHARS
    )
