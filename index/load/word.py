"""Word documents (.docx): headings, paragraphs and tables in reading order."""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.table import Table

from index.article import Article, Rejection
from index.clean import Metadata, clean_marked_lines
from index.clean.lines import Line
from index.clean.tables import Cell, table_lines
from index.errors import LoadError
from index.load.source import LoadOptions, Source, make_article
from index.messages import Message

_MAX_TEXT_PARTS_BYTES = 200 * 1024 * 1024


def read_docx(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a Word document."""
    data = source.read(options.max_document_bytes)
    _check_package(data, options)
    try:
        lines = list(_lines(docx.Document(io.BytesIO(data))))
    # python-docx lets any error of zip, XML and package parts through; each means the same to the user.
    except Exception as error:
        raise LoadError(Message("word-damaged")) from error
    source.keep_original(source.article_id, "\n".join(line.text for line in lines))
    yield make_article(source.article_id, clean_marked_lines(lines, Metadata()), location=source.location)


def _check_package(data: bytes, options: LoadOptions) -> None:
    """Raise LoadError for what is no .docx, and before unpacking one that would fill the memory."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise LoadError(Message("word-old"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [info for info in package.infolist() if info.filename.lower().endswith((".xml", ".rels"))]
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise LoadError(Message("word-damaged")) from error
    unpacked = sum(info.file_size for info in parts)
    packed = sum(info.compress_size for info in parts)
    if unpacked > _MAX_TEXT_PARTS_BYTES or unpacked > max(5_000_000, options.max_zip_ratio * packed):
        raise LoadError(Message("word-too-large"))


def _lines(document: Document) -> Iterator[Line]:
    """Yield each paragraph's text and whether it is a heading; a table's row is one line."""
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            rows = [[Cell(cell.text) for cell in row.cells] for row in block.rows]
            yield from (Line(text, True, row=True) for text in table_lines(rows))
        else:
            style = (block.style.name or "") if block.style is not None else ""
            heading = style.startswith(("Heading", "Title", "标题"))
            for text in block.text.split("\n"):
                yield Line(text.strip(" \u3000"), heading or text.startswith(("\u3000", "  ")), False, heading)
