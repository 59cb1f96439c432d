"""OpenDocument files (.odt, .ods, .odp), as LibreOffice and WPS save them."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import escape

from lxml.etree import _Element

from index.article import Article, Rejection, RemovedLine
from index.clean.page import Metadata, clean_marked_lines, fill_from_name
from index.clean.tables import MAX_COLUMNS, Cell
from index.errors import LoadError
from index.load.markup import markup_lines
from index.load.package import DAMAGED, check_package, core_author, core_title, local_name, parse_xml
from index.load.sheets import MAX_CELLS, Sheet, hidden_sheet, read_sheets, shown_part
from index.load.slide_order import Box, reading_order
from index.load.source import LoadOptions, Source, make_article
from index.load.word_numbering import FORMATS
from index.messages import Message

_BROKEN = Message("open-document-damaged")
_MAX_DEPTH = 100
_NOT_TEXT = frozenset("tracked-changes annotation sequence-decls forms title desc".split())
_TITLES = ("Title", "标题")
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(cm|mm|in|pt|pc|px)$")
_POINTS = {"cm": 28.35, "mm": 2.835, "in": 72, "pt": 1, "pc": 12, "px": 0.75}
_NUMBERS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一": "chineseCounting", "壹": "chineseLegalSimplified", "①": "decimalEnclosedCircle", "甲": "ideographTraditional",
}  # fmt: skip
"""How Word names the ways of counting that begin like this."""


def read_text_document(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a text document or a presentation, with the numbers of its lists."""
    parts = _open(source, options)
    left_out = list(_around(parts))
    lines = markup_lines(_Writer(parts).html(), left_out)
    known = _properties(parts)
    source.keep_original(source.article_id, "\n".join(line.text for line in lines))
    page = clean_marked_lines(lines, Metadata())
    found = page.metadata
    found = replace(found, title=found.title or known.title, author=found.author or known.author)
    page = replace(page, metadata=found, removed=(*left_out, *page.removed))
    yield make_article(source.article_id, fill_from_name(page, source.name), location=source.location)


def read_spreadsheet(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the articles of a spreadsheet, as of any workbook."""
    parts = _open(source, options)
    writer = _Writer(parts)
    left_out: list[RemovedLine] = list(_around(parts))
    sheets: list[Sheet] = []
    for table in parts["content.xml"].iter("{*}table"):
        grid = _grid(table, writer, left_out)
        name = _value(table, "name")
        if _value(table, "style-name") in writer.hidden:
            left_out.append(hidden_sheet(name, grid))
        else:
            sheets.append(Sheet(name, grid))
    yield from read_sheets(sheets, _properties(parts), left_out, source, options)


def _open(source: Source, options: LoadOptions) -> dict[str, _Element]:
    """Return the XML parts of a document by their names."""
    data = source.read(options.max_document_bytes)
    check_package(data, options, Message("kind-document"), _BROKEN)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = [name for name in ("content.xml", "styles.xml", "meta.xml") if name in package.namelist()]
            parts: dict[str, _Element] = {name: parse_xml(package.read(name)) for name in names}
    except DAMAGED as error:
        raise LoadError(_BROKEN) from error
    if "content.xml" not in parts:
        raise LoadError(_BROKEN)
    return parts


def _properties(parts: dict[str, _Element]) -> Metadata:
    def text(name: str) -> str:
        found = None if "meta.xml" not in parts else next(parts["meta.xml"].iter(f"{{*}}{name}"), None)
        return "" if found is None else found.text or ""

    return Metadata(title=core_title(text("title")), author=core_author(text("initial-creator") or text("creator")))


def _around(parts: dict[str, _Element]) -> Iterator[RemovedLine]:
    """Yield the text around the body: page headers and footers, comments, deleted text."""
    roles = {"header": "页眉", "footer": "页脚", "annotation": "批注", "deletion": "修订中删去的字"}
    for part in parts.values():
        for element in part.iter("{*}header", "{*}footer", "{*}annotation", "{*}deletion"):
            for paragraph in element.iter("{*}p"):
                if text := "".join(paragraph.itertext()).strip():
                    yield RemovedLine(text, roles[local_name(element)])


def _value(element: _Element, name: str) -> str:
    """Return an attribute whatever its namespace."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _times(element: _Element, name: str) -> int:
    value = _value(element, name)
    return int(value) if value.isdecimal() and len(value) < 8 else 1


@dataclass
class _Level:
    """How one level of a list counts: its kind, what stands before and after the number, and where it begins."""

    kind: str
    before: str
    after: str
    start: int


@dataclass
class _Writer:
    """Writes the body of a document as HTML."""

    parts: dict[str, _Element]
    hidden: set[str] = field(default_factory=set)
    """The styles of hidden sheets."""
    _bases: dict[str, str] = field(default_factory=dict)
    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _counts: dict[str, list[int]] = field(default_factory=dict)
    """The numbers reached in each style of list, by level."""

    def __post_init__(self) -> None:
        for part in self.parts.values():
            for style in part.iter("{*}style"):
                self._bases[_value(style, "name")] = _value(style, "parent-style-name")
                if any(_value(found, "display") == "false" for found in style.iter("{*}table-properties")):
                    self.hidden.add(_value(style, "name"))
            for style in part.iter("{*}list-style"):
                self._levels[_value(style, "name")] = dict(
                    (_times(level, "level"), _read_level(level)) for level in style if _value(level, "level")
                )

    def html(self) -> str:
        body = next(self.parts["content.xml"].iter("{*}body"), None)
        return "" if body is None else f"<body>{''.join(self._blocks(body, 0))}</body>"

    def text_of(self, cell: _Element) -> str:
        """Return the text of a cell of a spreadsheet, its paragraphs as lines."""
        return "\n".join("".join(self._inline(part, [], 0)).strip() for part in cell.iterchildren("{*}p"))

    def _blocks(self, parent: _Element, depth: int, style: str = "", level: int = 0) -> Iterator[str]:
        """Yield the blocks below an element; `style` and `level` are those of the list it belongs to."""
        for child in _in_order(parent) if depth < _MAX_DEPTH else ():
            name = local_name(child)
            if name in ("p", "h"):
                yield from self._paragraph(child, name)
            elif name == "table":
                yield from self._table(child, depth)
            elif name == "list":
                yield from self._list(child, depth, _value(child, "style-name") or style, level + 1)
            elif name == "notes":  # of a slide
                yield from self._blocks(child, depth + 1)
            elif name and name not in _NOT_TEXT:
                yield from self._blocks(child, depth + 1, style, level)

    def _paragraph(self, element: _Element, name: str, number: str = "") -> Iterator[str]:
        beside: list[_Element] = []
        text = escape(number) + "".join(escape(piece) for piece in self._inline(element, beside, 0))
        base = _value(element, "style-name")
        titled = base in _TITLES or self._bases.get(base) in _TITLES
        tag = "h1" if titled else "h2" if name == "h" else "p"
        if text.strip():
            text = text.replace("\n", "<br>")
            yield f"<{tag}>{text}</{tag}>"
        for part in beside:
            yield from self._blocks(part, 0)

    def _inline(self, element: _Element, beside: list[_Element], depth: int) -> Iterator[str]:
        """Yield the text of a paragraph; its notes and text boxes go into `beside`."""
        yield element.text or ""
        for child in element if depth < _MAX_DEPTH else ():
            name = local_name(child)
            if name == "s":
                yield " " * min(_times(child, "c"), 100)
            elif name in ("tab", "line-break"):
                yield " " if name == "tab" else "\n"
            elif name == "note":
                beside += child.iter("{*}note-body")
            elif name == "frame":
                beside.append(child)
            elif name == "ruby":
                yield from (piece for base in child.iter("{*}ruby-base") for piece in base.itertext())
            elif name and name not in _NOT_TEXT:
                yield from self._inline(child, beside, depth + 1)
            yield child.tail or ""

    def _list(self, element: _Element, depth: int, style: str, level: int) -> Iterator[str]:
        known = self._levels.get(style, {}).get(level)
        counts = self._counts.setdefault(style, [])
        goes_on = _value(element, "continue-numbering") == "true" or _value(element, "continue-list")
        counts[level if goes_on else level - 1 :] = []
        for item in element:
            first = True
            for child in item:
                if first and known and known.kind and local_name(child) in ("p", "h"):
                    counts += [0] * (level - len(counts))
                    counts[level - 1 :] = [counts[level - 1] + 1 if counts[level - 1] else known.start]
                    number = known.before + FORMATS.get(known.kind, str)(counts[level - 1]) + known.after
                    yield from self._paragraph(child, local_name(child), number)
                elif local_name(child) == "p":
                    text = "".join(self._paragraph(child, "p"))
                    yield f"<ul><li>{text}</li></ul>" if first else text
                elif local_name(child) == "list":
                    yield from self._list(child, depth + 1, _value(child, "style-name") or style, level + 1)
                first = False

    def _table(self, table: _Element, depth: int) -> Iterator[str]:
        yield "<table>"
        for row in table.iter("{*}table-row"):
            if next(row.iterancestors("{*}table"), None) is not table:
                continue
            tag = "th" if any(local_name(above) == "table-header-rows" for above in row.iterancestors()) else "td"
            cells = []
            for cell in row.iterchildren("{*}table-cell"):
                across, down = _times(cell, "number-columns-spanned"), _times(cell, "number-rows-spanned")
                text = "".join(self._blocks(cell, depth + 1))
                cells.append(f'<{tag} colspan="{across}" rowspan="{down}">{text}</{tag}>')
            yield f"<tr>{''.join(cells)}</tr>"
        yield "</table>"


def _in_order(parent: _Element) -> list[_Element]:
    """Return what stands in an element, that of a slide in the order in which people read it."""
    children = list(parent)
    if local_name(parent) != "page":
        return children
    boxes = []
    for number, child in enumerate(children):
        sides = [_LENGTH.match(_value(child, name)) for name in ("x", "y", "width", "height")]
        if all(sides):
            left, top, width, height = (int(float(side[1]) * _POINTS[side[2]]) for side in sides if side)
            boxes.append(Box(number, left, top, left + width, top + height))
        elif local_name(child) in ("frame", "custom-shape", "g"):
            return children
    placed = reading_order(boxes)
    return [children[number] for number in placed] + [child for n, child in enumerate(children) if n not in placed]


def _read_level(level: _Element) -> _Level:
    counted = _value(level, "num-format") if local_name(level) == "list-level-style-number" else ""
    kind = _NUMBERS.get(counted[:1], "decimal") if counted else ""
    return _Level(kind, _value(level, "num-prefix"), _value(level, "num-suffix"), _times(level, "start-value"))


def _grid(table: _Element, writer: _Writer, left_out: list[RemovedLine]) -> list[list[Cell]]:
    """Return the shown rows of a sheet, without columns that somebody hid."""
    columns: list[_Element] = []
    for column in table.iter("{*}table-column"):
        columns += [column] * min(_times(column, "number-columns-repeated"), MAX_COLUMNS - len(columns))
    read = list(_rows(table, writer))
    hidden_rows = {number for number, (row, _) in enumerate(read) if row is not None and _is_hidden(row)}
    hidden_columns = {number for number, column in enumerate(columns) if _is_hidden(column)}
    return shown_part([cells for _, cells in read], hidden_rows, hidden_columns, left_out)


def _is_hidden(element: _Element) -> bool:
    """Return whether somebody hid a row or column, other than by a filter or by folding its group."""
    groups = (local_name(above) for above in element.iterancestors())
    return _value(element, "visibility") == "collapse" and not any(name.endswith("-group") for name in groups)


def _rows(table: _Element, writer: _Writer) -> Iterator[tuple[_Element | None, list[Cell]]]:
    """Yield the rows of a sheet with their elements; what is repeated beyond the last text is left out."""
    written = 0
    blank = 0
    for row in table.iter("{*}table-row"):
        cells: list[Cell] = []
        for cell in row.iterchildren("{*}table-cell"):
            text = writer.text_of(cell)
            one = Cell(text, _times(cell, "number-columns-spanned"), _times(cell, "number-rows-spanned"))
            cells += [one] * min(_times(cell, "number-columns-repeated"), MAX_COLUMNS - len(cells))
        while cells and not cells[-1].text and cells[-1].rows == 1:
            cells.pop()
        if not cells:
            blank += 1
            continue
        for _ in range(min(blank, 1)):
            yield None, []
        blank = 0
        for _ in range(_times(row, "number-rows-repeated")):
            written += len(cells)
            if written > MAX_CELLS:
                return
            yield row, cells
