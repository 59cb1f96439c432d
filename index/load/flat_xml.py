"""Office files that are one XML document: workbooks and documents of Office 2003, documents of Word as flat XML.

Programs that fill in templates (exports of business systems) write them, often under an old name (.doc, .xls).
"""

import base64
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from lxml import etree
from lxml.etree import _Element

from index.article import Article, Rejection, RemovedLine
from index.clean.page import Metadata
from index.clean.tables import MAX_COLUMNS, Cell
from index.errors import LoadError
from index.load.feeds import read_feed
from index.load.package import core_author, core_title, local_name, parse_xml
from index.load.sheets import MAX_CELLS, Grid, Sheet, hidden_sheet, read_sheets, shown_number, shown_part, shown_time
from index.load.source import LoadOptions, Source
from index.load.word import read_docx
from index.messages import Message

_PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"
_WORD_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
_SHEET_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TODAY = {"vmerge": f"{{{_WORD}}}vMerge", "sect": f"{{{_WORD}}}smartTag", "sub-section": f"{{{_WORD}}}smartTag"}
_HEAD_BYTES = 8192
_MAX_ROWS = 65_536
"""Excel 2003 has no more."""
_FORMATS = {"Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00", "Short Date": "yyyy-mm-dd"}
"""How Excel 2003 writes the formats that it names."""


def read_xml(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the articles of an Office file that is one XML document, or of any other, which must be a feed."""
    with source.open() as stream:
        head = stream.read(_HEAD_BYTES)
    if not any(sign.encode() in head for sign in (_PACKAGE, _WORD_2003, _SHEET_2003)):
        yield from read_feed(source, options)
        return
    data = source.read(options.max_document_bytes)
    root = parse_xml(data.replace(_WORD_2003.encode(), _WORD.encode()))
    if root.tag == f"{{{_SHEET_2003}}}Workbook":
        yield from _read_workbook(root, source, options)
        return
    try:
        data = _package(root) if root.tag == f"{{{_PACKAGE}}}package" else _package_of_2003(root)
    except ValueError as error:  # what says that it is base64 is not
        raise LoadError(Message("word-damaged")) from error
    inner = replace(source, size=len(data), open=lambda: io.BytesIO(data))
    yield from read_docx(inner, options)


# ---- Word: put into a package like any other


def _package(root: _Element) -> bytes:
    """Return the package whose parts an XML document lists."""
    written = io.BytesIO()
    types = []
    with zipfile.ZipFile(written, "w") as package:
        for part in root.iter(f"{{{_PACKAGE}}}part"):
            name, kind = part.get(f"{{{_PACKAGE}}}name", "/"), part.get(f"{{{_PACKAGE}}}contentType", "")
            content = part[0] if len(part) else None
            if content is None or (local_name(content) == "xmldata" and not len(content)):
                continue
            xml = local_name(content) == "xmldata"
            package.writestr(name[1:], etree.tostring(content[0]) if xml else base64.b64decode(content.text or ""))
            types.append(f'<Override PartName="{name}" ContentType="{kind}"/>')
        package.writestr("[Content_Types].xml", _content_types("".join(types)))
    return written.getvalue()


def _package_of_2003(root: _Element) -> bytes:
    """Return a document of Word 2003 as one of today, whose names it has but for a few; its numbers stand as text."""
    body = next(root.iter(f"{{{_WORD}}}body"), None)
    if body is None:
        raise LoadError(Message("word-damaged"))
    for element in [*body.iter("*")]:
        if local_name(element) == "listpr":
            _write_number(element)
        element.tag = _TODAY.get(local_name(element), element.tag)
    document = etree.Element(f"{{{_WORD}}}document", nsmap={"w": _WORD})
    document.append(body)
    written = io.BytesIO()
    link = (
        f'<Relationships xmlns="{_RELATED}"><Relationship Id="rId1" Target="word/document.xml" Type="'
        'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    )
    with zipfile.ZipFile(written, "w") as package:
        main = f'<Override PartName="/word/document.xml" ContentType="{_DOCUMENT_TYPE}"/>'
        package.writestr("[Content_Types].xml", _content_types(main))
        package.writestr("_rels/.rels", link)
        package.writestr("word/document.xml", etree.tostring(document))
    return written.getvalue()


def _content_types(overrides: str) -> str:
    names = "http://schemas.openxmlformats.org/package/2006/content-types"
    return (
        f'<Types xmlns="{names}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
        f'.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _write_number(properties: _Element) -> None:
    """Write the number that Word 2003 shows before a paragraph as its first words."""
    shown = next((child for child in properties if local_name(child) == "t"), None)
    number = "" if shown is None else next((value for key, value in shown.attrib.items() if key.endswith("}val")), "")
    paragraph = next(properties.iterancestors(f"{{{_WORD}}}p"), None)
    if paragraph is None or not any(character.isalnum() for character in number):
        return
    run = etree.Element(f"{{{_WORD}}}r")
    etree.SubElement(run, f"{{{_WORD}}}t").text = number
    paragraph.insert(1, run)


# ---- Workbooks of Excel 2003


def _read_workbook(root: _Element, source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    formats = {
        _value(style, "ID"): _value(found, "Format")
        for style in root.iter(f"{{{_SHEET_2003}}}Style")
        for found in style.iterfind(f"{{{_SHEET_2003}}}NumberFormat")
    }
    left_out: list[RemovedLine] = []
    sheets: list[Sheet] = []
    for sheet in root.iter(f"{{{_SHEET_2003}}}Worksheet"):
        name = _value(sheet, "Name")
        if any(local_name(found) == "visible" and (found.text or "").startswith("Sheet") for found in sheet.iter("*")):
            left_out.append(hidden_sheet(name, _grid(sheet, formats, [])))
        else:
            sheets.append(Sheet(name, _grid(sheet, formats, left_out)))

    def said(name: str) -> str:
        return next((found.text or "" for found in root.iter(f"{{*}}{name}")), "")

    known = Metadata(title=core_title(said("Title")), author=core_author(said("Author")))
    yield from read_sheets(sheets, known, left_out, source, options)


def _grid(sheet: _Element, formats: dict[str, str], left_out: list[RemovedLine]) -> Grid:
    """Return the shown cells of a sheet, up to its last text."""
    grid: Grid = []
    written = 0
    hidden = {
        place
        for column, last in _placed(sheet, "Column")
        if _value(column, "Hidden") == "1"
        for place in range(last - _count(column, "Span"), last + 1)
    }
    hidden_rows = set()
    reach: dict[int, int] = {}
    """The last row that a merged cell above reaches, by column."""
    for row, place in _placed(sheet, "Row"):
        written += 1 + len(row)
        if place >= _MAX_ROWS or written > MAX_CELLS:
            raise LoadError(
                Message("sheet-too-large", {"sheet": _value(sheet, "Name"), "rows": place, "columns": len(row)})
            )
        grid += [[] for _ in range(place + 1 - len(grid))]
        hidden_rows |= {place} if _value(row, "Hidden") == "1" else set()
        column = 0
        for cell in row.iterfind(f"{{{_SHEET_2003}}}Cell"):
            start = min(_count(cell, "Index") - 1, MAX_COLUMNS)
            while reach.get(column, -1) >= place or column < start:
                grid[place] += [] if reach.get(column, -1) >= place else [Cell("")]
                column += 1
            across, below = min(_count(cell, "MergeAcross"), MAX_COLUMNS) + 1, _count(cell, "MergeDown")
            grid[place].append(Cell(_shown(cell, formats), across, below + 1))
            reach |= dict.fromkeys(range(column, column + across), place + below)
            column += across
    while grid and not any(cell.text for cell in grid[-1]):
        grid.pop()
    return shown_part(grid, hidden_rows, hidden, left_out)


def _placed(sheet: _Element, name: str) -> Iterator[tuple[_Element, int]]:
    """Yield the rows or columns of a sheet with their places, from 0; of several alike the last place."""
    place = -1
    for element in sheet.iterfind(f"{{{_SHEET_2003}}}Table/{{{_SHEET_2003}}}{name}"):
        index = _count(element, "Index")
        place = (index - 1 if index else place + 1) + _count(element, "Span")
        yield element, min(place, _MAX_ROWS)


def _shown(cell: _Element, formats: dict[str, str]) -> str:
    data = next(cell.iterfind(f"{{{_SHEET_2003}}}Data"), None)
    if data is None:
        return ""
    text, kind = "".join(data.itertext()).strip(), _value(data, "Type")
    pattern = formats.get(_value(cell, "StyleID"), "") or "General"
    pattern = _FORMATS.get(pattern, pattern)
    try:
        if kind == "DateTime":
            return shown_time(datetime.fromisoformat(text), pattern.lower())
        if kind == "Number":
            return shown_number(float(text), pattern)
    except ValueError:
        return text
    return {"1": "是", "0": "否"}.get(text, text) if kind == "Boolean" else text


def _count(element: _Element, name: str) -> int:
    value = _value(element, name)
    return int(value) if value.isdecimal() and len(value) < 8 else 0


def _value(element: _Element, name: str) -> str:
    return str(element.get(f"{{{_SHEET_2003}}}{name}", ""))
