"""E-books (.epub): chapters in reading order, with the book's own title, author, publisher and date."""

import io
import posixpath
import urllib.parse
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from lxml.etree import _Element

from index.article import Article, Rejection, RemovedLine
from index.chinese.dates import read_date
from index.clean.furniture import is_furniture
from index.clean.lines import Line, Removal
from index.clean.page import Metadata, clean_marked_lines, plain_line
from index.errors import LoadError
from index.load.decode import decode
from index.load.markup import markup_lines
from index.load.package import DAMAGED, check_package, local_name, parse_xml
from index.load.source import LoadOptions, Source, make_article
from index.messages import Message

_BROKEN = Message("book-damaged")
_LOCKED = Message("book-locked")
_CHARS_IN_AN_ARTICLE = 400_000


def read_epub(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a book, or for a long one several with numbered titles."""
    data = source.read(options.max_document_bytes)
    check_package(data, options, Message("kind-book"), _BROKEN)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if "META-INF/rights.xml" in package.namelist():
                raise LoadError(_LOCKED)
            container = parse_xml(package.read("META-INF/container.xml"))
            place = next((e.get("full-path", "") for e in container.iter() if local_name(e) == "rootfile"), "")
            book = parse_xml(package.read(place))
            chapters = [decode(package.read(name)).text for name in _reading_order(book, place, package.namelist())]
    except DAMAGED as error:
        raise LoadError(_BROKEN) from error
    known = _metadata(book)
    left_out: list[RemovedLine] = []
    for number, lines in enumerate(_volumes(chapters, left_out), start=1):
        article_id = source.article_id if number == 1 else f"{source.article_id}#{number}"
        source.keep_original(article_id, "\n".join(line.text for line in lines))
        title = known.title if number == 1 else f"{known.title}（{number}）"
        page = clean_marked_lines(lines, Metadata(title, known.published, known.source, known.author))
        page = replace(page, removed=(*left_out, *page.removed))
        left_out.clear()
        yield make_article(article_id, page, location=source.location)


def _reading_order(book: _Element, place: str, names: list[str]) -> list[str]:
    """Return the names of the chapters in spine order, without the book's own table of contents."""
    folder = posixpath.dirname(place)
    files: dict[str, str] = {}
    for item in book.iter():
        if local_name(item) == "item" and "nav" not in item.get("properties", "").split():
            path = posixpath.normpath(posixpath.join(folder, urllib.parse.unquote(item.get("href", ""))))
            if "html" in item.get("media-type", "") and path in names:
                files[item.get("id", "")] = path
    spine = [
        item.get("idref", "") for item in book.iter() if local_name(item) == "itemref" and item.get("linear") != "no"
    ]
    return [files[key] for key in dict.fromkeys(spine) if key in files]


def _metadata(book: _Element) -> Metadata:
    def texts(name: str) -> list[str]:
        return [
            plain_line("".join(e.itertext())) for e in book.iter() if local_name(e) == name and "".join(e.itertext())
        ]

    return Metadata(
        title=next(iter(texts("title")), ""),
        published=read_date(next(iter(texts("date")), "")),
        source=next(iter(texts("publisher")), ""),
        author="、".join(texts("creator")[:3]),
    )


def _volumes(chapters: list[str], left_out: list[RemovedLine]) -> Iterator[list[Line]]:
    """Yield the lines of the book, split between chapters if one article would be too long.

    Struck-out text in the chapters read so far, and links back to the contents, are added to `left_out`.
    """
    lines: list[Line] = []
    chars = 0
    for chapter in chapters:
        found = markup_lines(chapter, left_out)
        are_links = [line.linked and is_furniture(line.text) for line in found]
        new = [line for line, is_link in zip(found, are_links, strict=True) if not is_link]
        links = (line.text for line, is_link in zip(found, are_links, strict=True) if is_link)
        left_out += [RemovedLine(text, Removal.FURNITURE.value) for text in links]
        size = sum(len(line.text) for line in new)
        if lines and chars + size > _CHARS_IN_AN_ARTICLE:
            yield lines
            lines, chars = [], 0
        lines += new
        chars += size
    yield lines
