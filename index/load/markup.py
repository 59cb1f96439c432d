"""HTML that is a document itself, not a page of a site: book chapters, mails, feed entries."""

import re
from collections.abc import Iterator
from itertools import islice

import lxml.html
from lxml import etree
from lxml.etree import _Element

from index.article import RemovedLine
from index.clean.lines import Line, Removal, annotate
from index.clean.tables import Cell, read_table
from index.errors import LoadError
from index.load.package import local_name
from index.messages import Message

_SKIPPED = frozenset("head script style template rp svg math audio video iframe object nav".split())
_STRUCK = frozenset("del s strike".split())
_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote section article body html table tr td th pre figure".split()
    + "figcaption header footer main aside hr center address form caption tbody thead tfoot".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_MAX_DEPTH = 200
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_MAX_SPAN = 400
_MAX_LINK_CHARS = 40
_MAX_PARTS_OF_LINKS = 20
_SUPERSCRIPTS = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_RAISED = frozenset("0123456789+-−()n")


def markup_lines(text: str, left_out: list[RemovedLine] | None = None) -> list[Line]:
    """Return the lines of HTML in reading order, table rows with their column heads.

    Struck-out text is left out and added to `left_out`. Raises LoadError for HTML that cannot be parsed.
    """
    if not text.strip():
        return []
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise LoadError(Message("markup-broken")) from error
    if left_out is not None:
        struck = (" ".join("".join(part.itertext()).split()) for part in root.iter(*_STRUCK))
        left_out += [RemovedLine(piece, Removal.DELETED.value) for piece in struck if piece]
        for part in [part for part in root.iter("*") if _HIDDEN.search(part.get("style") or "")]:
            left_out += [
                RemovedLine(text, Removal.HIDDEN.value) for text in [" ".join("".join(part.itertext()).split())] if text
            ]
            part.drop_tree()
    return list(_lines(root, 0))


def _lines(element: _Element, depth: int) -> Iterator[Line]:
    """Yield a line for each stretch of text between block boundaries."""
    written: list[str] = []
    heading = local_name(element) in _HEADINGS
    mark = _list_mark(element)
    bulleted = local_name(element) == "li" and not mark

    def flush() -> Iterator[Line]:
        nonlocal mark
        pieces = [" ".join(piece.split()) for piece in "".join(written).split("\n")]
        written.clear()
        for piece in filter(None, pieces):
            linked = len(piece) <= _MAX_LINK_CHARS and _is_only_links(element, piece)
            yield Line(mark + piece, True, linked, heading, item=bulleted)
            mark = ""

    for part in _parts(element, depth):
        if isinstance(part, str):
            written.append(part)
            continue
        yield from flush()
        if local_name(part) == "table":
            yield from _table(part, depth)
        elif depth < _MAX_DEPTH:
            yield from _lines(part, depth + 1)
    yield from flush()


def _parts(element: _Element, depth: int) -> Iterator[str | _Element]:
    """Yield the text of an element and, in place, its blocks."""
    yield _flat(element.text)
    for child in element:
        name = local_name(child)
        if name == "br":
            yield "\n"
        elif name in _BLOCKS:
            yield child
        elif name in ("sup", "sub"):
            yield _raised("".join(child.itertext()), is_high=name == "sup")
        elif name == "rt":
            yield annotate("".join(child.itertext()))
        elif name and name not in _SKIPPED and name not in _STRUCK and depth < _MAX_DEPTH:
            yield from _parts(child, depth + 1)
        yield _flat(child.tail)


def _is_only_links(element: _Element, piece: str) -> bool:
    """Return whether a short text is all that an element says, and nothing but links."""
    if any(True for _ in islice(element.iter(), _MAX_PARTS_OF_LINKS, None)):
        return False
    links = "".join(text for link in element.iter("a") if link.get("href") for text in link.itertext())
    said = re.sub(r"[\s|｜·/\[\]]", "", piece)
    return said != "" and said == re.sub(r"[\s|｜·/\[\]]", "", links)


def _flat(text: str | None) -> str:
    return (text or "").replace("\r", " ").replace("\n", " ")


def _raised(text: str, *, is_high: bool) -> str:
    return text.translate(_SUPERSCRIPTS) if is_high and text and set(text) <= _RAISED else text


def _list_mark(element: _Element) -> str:
    """Return the number of an item of an ordered list."""
    parent = element.getparent()
    if local_name(element) != "li" or parent is None or local_name(parent) != "ol":
        return ""
    start = parent.get("start", "1")
    before = sum(1 for item in element.itersiblings("li", preceding=True))
    return f"{(int(start) if start.isdecimal() and len(start) < 6 else 1) + before}. "


def _table(table: _Element, depth: int) -> Iterator[Line]:
    rows = []
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is not table:
            continue
        rows.append([_cell(cell, depth) for cell in row if local_name(cell) in ("td", "th")])
    for line in read_table(rows):
        yield Line(line.text, True, row=bool(line.fields))


def _cell(cell: _Element, depth: int) -> Cell:
    text = "\n".join(line.text for line in _lines(cell, depth + 1))
    return Cell(text, _span(cell, "colspan"), _span(cell, "rowspan"), local_name(cell) == "th")


def _span(cell: _Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(int(value), _MAX_SPAN) if value.isdecimal() and value.isascii() and len(value) < 6 else 1
