"""Feeds (RSS and Atom): each entry an article."""

import email.utils
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from lxml import etree
from lxml.etree import _Element

from index.article import Article, Rejection, RemovedLine
from index.chinese.dates import read_date
from index.clean.page import Metadata, clean_marked_lines, plain_line
from index.errors import LoadError
from index.load.markup import markup_lines
from index.load.package import local_name, parse_xml
from index.load.source import LoadOptions, Source, make_article
from index.messages import Message

_TEXTS = ("encoded", "content", "description", "summary")
_SUMMARY = "摘要"
"""The role of an entry's summary if the entry also contains its full text."""
_DAYS = ("published", "pubdate", "date", "issued", "updated", "modified")


def read_feed(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the entries of a feed; one without text becomes a Rejection and the others are read."""
    root = parse_xml(source.read(options.max_page_bytes))
    if local_name(root) not in ("rss", "feed", "rdf"):
        raise LoadError(Message("feed-none"))
    channel = next((child for child in root if local_name(child) == "channel"), root)
    entries = [item for item in root.iter() if local_name(item) in ("item", "entry")]
    if not entries:
        raise LoadError(Message("feed-empty"))
    seen: set[str] = set()
    for place, entry in enumerate(entries, start=1):
        try:
            yield _article(entry, place, source, channel, seen)
        except LoadError as error:
            yield Rejection(f"{source.name} 第 {place} 条", error.message)


def _article(entry: _Element, place: int, source: Source, channel: _Element, seen: set[str]) -> Article:
    name = _text(entry, "guid") or _text(entry, "id") or _link(entry) or str(place)
    article_id = f"{source.article_id}#{name}" if name not in seen else f"{source.article_id}#{place}"
    seen.add(name)
    link = _link(entry)
    known = Metadata(
        title=_one_line(_text(entry, "title")),
        published=_day(entry),
        source=_one_line(_text(channel, "title")),
        author=_author(entry) or _author(channel),
        location=link if link.startswith(("http://", "https://")) else "",
    )
    text = max((_text(entry, kind) for kind in _TEXTS[:2]), key=len) or next(
        filter(None, (_text(entry, k) for k in _TEXTS)), ""
    )
    left_out: list[RemovedLine] = []
    lines = markup_lines(text, left_out)
    others = {other for kind in _TEXTS if (other := _text(entry, kind)) and other != text}
    shown = "".join(line.text for line in lines)
    left_out += [
        RemovedLine(summary, _SUMMARY) for o in sorted(others) if (summary := _one_line(o)) and summary not in shown
    ]
    source.keep_original(article_id, "\n".join([known.title, *(line.text for line in lines)]))
    page = clean_marked_lines(lines, known)
    page = replace(page, removed=(*left_out, *page.removed))
    return make_article(article_id, page, location=source.location)


def _child(parent: _Element, name: str) -> _Element | None:
    return next((child for child in parent if local_name(child) == name), None)


def _text(parent: _Element, name: str) -> str:
    """Return a child's content: text, or inline markup serialised."""
    child = _child(parent, name)
    if child is None:
        return ""
    if len(child):
        inner = "".join(etree.tostring(part, encoding="unicode", method="html") for part in child)
        return f"{child.text or ''}{inner}".strip()
    return (child.text or "").strip()


def _one_line(text: str) -> str:
    return (
        plain_line(" ".join(line.text for line in markup_lines(text)))
        if "<" in text or "&" in text
        else plain_line(text)
    )


def _link(entry: _Element) -> str:
    for child in entry:
        if local_name(child) == "link" and child.get("rel", "alternate") == "alternate":
            return (child.get("href") or child.text or "").strip()
    return ""


def _author(parent: _Element) -> str:
    for name in ("creator", "author"):
        child = _child(parent, name)
        if child is not None:
            return _one_line(_text(child, "name") or "".join(child.itertext()))
    return ""


def _day(entry: _Element) -> date | None:
    for name in _DAYS:
        if text := _text(entry, name):
            try:
                return email.utils.parsedate_to_datetime(text).date()
            except (ValueError, TypeError, IndexError):
                if found := read_date(text):
                    return found
    return None
