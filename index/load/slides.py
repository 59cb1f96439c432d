"""Slides (.pptx): each slide's title, texts and tables in display order, and the notes."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.slide import Slide
from pptx.table import Table
from pptx.text.text import TextFrame, _Run

from index.article import Article, Rejection, RemovedLine
from index.clean.lines import Line, Removal
from index.clean.page import Metadata, clean_marked_lines
from index.clean.tables import Cell, read_table
from index.errors import LoadError
from index.load.package import check_package, core_author, core_title
from index.load.source import LoadOptions, Source, make_article
from index.messages import Message

_BROKEN = Message("slides-damaged")
_AROUND = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE)
_FOOT = "页眉与页脚"
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_MAX_DEPTH = 20


def read_pptx(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a presentation."""
    data = source.read(options.max_document_bytes)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise LoadError(Message("slides-old"))
    check_package(data, options, Message("kind-slides"), _BROKEN)
    try:
        presentation = pptx.Presentation(io.BytesIO(data))
        left_out: list[RemovedLine] = []
        slides = [list(_slide_lines(slide, left_out)) for slide in presentation.slides]
        properties = presentation.core_properties
        made_title, author = core_title(properties.title), core_author(properties.author)
    # python-pptx raises any kind of zip, XML or package error; all mean the same to the user.
    except Exception as error:
        raise LoadError(_BROKEN) from error
    title = next((line.text for line in slides[0] if line.heading), "") if slides else ""
    lines = [line for slide in slides for line in slide]
    source.keep_original(source.article_id, "\n".join(line.text for line in lines))
    page = clean_marked_lines([line for line in lines if line.text != title], Metadata(title=title or made_title))
    found = replace(page.metadata, author=page.metadata.author or author)
    page = replace(page, metadata=found, removed=(*dict.fromkeys(left_out), *page.removed))
    yield make_article(source.article_id, page, location=source.location)


def _slide_lines(slide: Slide, left_out: list[RemovedLine]) -> Iterator[Line]:
    """Yield the lines of a slide; its footer and struck-out text are added to `left_out`."""
    shapes = list(slide.shapes)
    titles = [shape for shape in shapes if isinstance(shape, Shape) and _kind(shape) in _TITLES]
    for shape in titles:
        if text := " ".join(_shown_text(shape.text_frame, left_out).split()):
            yield Line(text, True, heading=True)
    yield from _shape_lines((shape for shape in shapes if shape not in titles), 0, left_out)
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
        yield from _text_lines(notes.text)


def _kind(shape: BaseShape) -> object:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _shape_lines(shapes: Iterable[BaseShape], depth: int, left_out: list[RemovedLine]) -> Iterator[Line]:
    for shape in shapes:
        if _kind(shape) in _AROUND:
            if isinstance(shape, Shape) and (text := " ".join(shape.text_frame.text.split())):
                left_out.append(RemovedLine(text, _FOOT))
            continue
        if isinstance(shape, Shape):
            yield from _text_lines(_shown_text(shape.text_frame, left_out))
        elif isinstance(shape, GraphicFrame) and shape.has_table:
            yield from _table_lines(shape.table)
        elif isinstance(shape, GroupShape) and depth < _MAX_DEPTH:
            yield from _shape_lines(shape.shapes, depth + 1, left_out)


def _shown_text(frame: TextFrame, left_out: list[RemovedLine]) -> str:
    """Return the text of a frame without struck-out text."""
    struck = [run for part in frame.paragraphs for run in part.runs if _is_struck(run)]
    if not struck:
        return frame.text
    left_out += [RemovedLine(run.text.strip(), Removal.DELETED.value) for run in struck if run.text.strip()]
    texts = ("".join(run.text for run in part.runs if not _is_struck(run)) for part in frame.paragraphs)
    return "\n".join(texts)


def _is_struck(run: _Run) -> bool:
    properties = run._r.rPr
    return properties is not None and properties.get("strike", "noStrike") != "noStrike"


def _text_lines(text: str) -> Iterator[Line]:
    for raw in text.replace("\v", "\n").split("\n"):
        if raw.strip():
            yield Line(" ".join(raw.split()), True)


def _table_lines(table: Table) -> Iterator[Line]:
    rows = [
        [
            Cell(
                cell.text,
                cell.span_width if cell.is_merge_origin else 1,
                cell.span_height if cell.is_merge_origin else 1,
            )
            for cell in row.cells
            if not cell.is_spanned
        ]
        for row in table.rows
    ]
    for line in read_table(rows):
        yield Line(line.text, True, row=bool(line.fields))
