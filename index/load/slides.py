"""Slides (.pptx): each slide's title, texts and tables in display order, and the notes."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.slide import Slide
from pptx.table import Table
from pptx.text.text import TextFrame, _Paragraph, _Run

from index.article import Article, Rejection, RemovedLine
from index.chinese.dates import find_date
from index.clean.credits import is_bare_day
from index.clean.lines import Line, Removal
from index.clean.page import Metadata, clean_marked_lines, fill_from_name
from index.clean.tables import Cell, read_table
from index.errors import LoadError
from index.load.diagrams import drawn_lines, drawn_part
from index.load.package import as_transitional, check_package, core_author, core_title, parse_xml
from index.load.slide_order import Box, reading_order
from index.load.source import LoadOptions, Source, make_article
from index.load.word_numbering import FORMATS
from index.messages import Message

_BROKEN = Message("slides-damaged")
_AROUND = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE)
_FOOT = "页眉与页脚"
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_MAX_DEPTH = 20
_HIDDEN = "隐藏的幻灯片"
_MAX_TITLE_CHARS = 40
_MAX_LINES_OF_TITLE_SLIDE = 6
_FOOT_SHARE = 0.88
_MOST_SLIDES = 0.6
_MIN_BARE_NUMBERS = 3
_SLIDE_NUMBER = re.compile(
    r"(?:[-–—]\s?|第\s?|P\.?\s?|Page\s)?(?P<number>\d{1,3})\s?页?(?:\s?(?:[/／|]\s?共?|of|[,，]?\s?共)\s?\d{1,3}\s?页?)?(?:\s?[-–—])?",
    re.IGNORECASE,
)
_NUMBERS = {
    "arabic": "decimal", "alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman",
    "romanUc": "upperRoman", "circleNumDb": "decimalEnclosedCircle", "circleNumWd": "decimalEnclosedCircle",
    "ea1Chs": "chineseCounting", "ea1Cht": "chineseCounting",
}  # fmt: skip
_SIGNS = {"ParenBoth": "({})", "ParenR": "{})", "Period": "{}.", "Plain": "{}", "Minus": "- {} -"}
"""How PowerPoint names automatic numbers: arabicPeriod is 1., ea1ChsPeriod 一、."""


def read_pptx(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a presentation."""
    data = source.read(options.max_document_bytes)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise LoadError(Message("slides-old"))
    check_package(data, options, Message("kind-slides"), _BROKEN)
    try:
        presentation = pptx.Presentation(io.BytesIO(as_transitional(data)))
        left_out: list[RemovedLine] = []
        feet = _running_feet(list(presentation.slides), presentation.slide_height or 0)
        numbers = _drawn_numbers(list(presentation.slides))
        slides = []
        for slide in presentation.slides:
            read = list(_slide_lines(slide, left_out, feet | numbers.get(slide.slide_id, set())))
            if slide._element.get("show") in ("0", "false"):
                left_out += [RemovedLine(line.text, _HIDDEN) for line in read]
            else:
                slides.append(read)
        properties = presentation.core_properties
        made_title, author = core_title(properties.title), core_author(properties.author)
    # python-pptx raises any kind of zip, XML or package error; all mean the same to the user.
    except Exception as error:
        raise LoadError(_BROKEN) from error
    title = next((line.text for line in slides[0] if line.heading), "") if slides else ""
    lines = [line for slide in slides for line in slide]
    source.keep_original(source.article_id, "\n".join(line.text for line in lines))
    known = Metadata(title=title or made_title, published=_day_of(slides[0] if slides else []))
    page = clean_marked_lines([line for line in lines if line.text != title], known)
    found = replace(page.metadata, author=page.metadata.author or author)
    page = replace(page, metadata=found, removed=(*dict.fromkeys(left_out), *page.removed))
    yield make_article(source.article_id, fill_from_name(page, source.name), location=source.location)


def _day_of(first: list[Line]) -> date | None:
    """Return the day on the title slide, where few lines stand and one of them is only a day."""
    days = [find_date(line.text) for line in first if is_bare_day(line.text)]
    return days[0] if len(days) == 1 and len(first) <= _MAX_LINES_OF_TITLE_SLIDE else None


def _running_feet(slides: list[Slide], height: int) -> set[str]:
    """Return the texts that stand at the foot of most slides, drawn on each."""
    seen = Counter(
        text
        for slide in slides
        for text in {
            shape.text_frame.text
            for shape in slide.shapes
            if isinstance(shape, Shape) and shape.text_frame.text.strip() and _top(shape) > _FOOT_SHARE * height
        }
    )
    return {text for text, count in seen.items() if count >= max(2, _MOST_SLIDES * len(slides))}


def _drawn_numbers(slides: list[Slide]) -> dict[int, set[str]]:
    """Return the texts that number the slides by their places (1 / 12, 第1页), by the ids of the slides.

    Most slides have one; a bare number may be anything on one of two slides.
    """
    found: dict[int, set[str]] = {}
    bare = 0
    for place, slide in enumerate(slides, start=1):
        for shape in slide.shapes:
            text = shape.text_frame.text if isinstance(shape, Shape) else ""
            number = _SLIDE_NUMBER.fullmatch(text.strip())
            if number is None or int(number["number"]) != place:
                continue
            found.setdefault(slide.slide_id, set()).add(text)
            bare += text.strip().isdecimal()
    least = _MIN_BARE_NUMBERS if bare else 2
    return found if len(found) >= max(least, _MOST_SLIDES * (len(slides) - 1)) else {}


def _top(shape: BaseShape) -> int:
    """Return how far down a shape is drawn, 0 if only its layout says so."""
    return shape._element.y or 0


def _slide_lines(slide: Slide, left_out: list[RemovedLine], feet: set[str]) -> Iterator[Line]:
    """Yield the lines of a slide; its footer and struck-out text are added to `left_out`."""
    shapes = []
    for shape in slide.shapes:
        if isinstance(shape, Shape) and shape.text_frame.text in feet:
            left_out.append(RemovedLine(" ".join(shape.text_frame.text.split()), _FOOT))
        else:
            shapes.append(shape)
    titles = [shape for shape in shapes if isinstance(shape, Shape) and _kind(shape) in _TITLES]
    titles = titles or _set_above(shapes)
    for shape in titles:
        if text := " ".join(_shown_text(shape.text_frame, left_out).split()):
            yield Line(text, True, heading=True)
    yield from _shape_lines((shape for shape in shapes if shape not in titles), 0, left_out)
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
        yield from _text_lines(notes.text)


def _set_above(shapes: list[BaseShape]) -> list[Shape]:
    """Return the short text that stands above all others on a slide without a title, in whatever order it was drawn."""
    written = [shape for shape in shapes if isinstance(shape, Shape) and shape.text_frame.text.strip()]
    first = min(written, key=_top, default=None)
    if first is None or not _top(first) or len(shapes) < 2 or len(first.text_frame.text.strip()) > _MAX_TITLE_CHARS:
        return []
    middle = _top(first) + (first._element.cy or 0) // 2
    is_alone = all(_top(other) > middle for other in shapes if other is not first and isinstance(other, Shape))
    return [first] if is_alone and "\n" not in first.text_frame.text.strip() else []


def _in_order(shapes: list[BaseShape]) -> list[BaseShape]:
    """Return shapes with text in the order in which people read them."""
    boxes = []
    for number, shape in enumerate(shapes):
        if not isinstance(shape, Shape | GraphicFrame | GroupShape) or (
            isinstance(shape, Shape) and not shape.text_frame.text.strip()
        ):
            continue
        try:
            left, top, width, height = shape.left, shape.top, shape.width, shape.height
        except (AttributeError, KeyError):  # a placeholder whose layout is missing
            return shapes
        if left is None or top is None or width is None or height is None:
            return shapes
        chars = len(shape.text_frame.text.strip()) if isinstance(shape, Shape) else 0
        boxes.append(Box(number, left, top, left + width, top + height, chars))
    return [shapes[number] for number in reading_order(boxes)]


def _kind(shape: BaseShape) -> object:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _shape_lines(shapes: Iterable[BaseShape], depth: int, left_out: list[RemovedLine]) -> Iterator[Line]:
    for shape in _in_order(list(shapes)):
        if _kind(shape) in _AROUND:
            if isinstance(shape, Shape) and (text := " ".join(shape.text_frame.text.split())):
                left_out.append(RemovedLine(text, _FOOT))
            continue
        if isinstance(shape, Shape):
            yield from _text_lines(_shown_text(shape.text_frame, left_out))
        elif isinstance(shape, GraphicFrame):
            yield from _frame_lines(shape)
        elif isinstance(shape, GroupShape) and depth < _MAX_DEPTH:
            yield from _shape_lines(shape.shapes, depth + 1, left_out)


def _shown_text(frame: TextFrame, left_out: list[RemovedLine]) -> str:
    """Return the text of a frame with its automatic numbers and without struck-out text."""
    struck = [run for part in frame.paragraphs for run in part.runs if _is_struck(run)]
    left_out += [RemovedLine(run.text.strip(), Removal.DELETED.value) for run in struck if run.text.strip()]
    texts = []
    counts: dict[int, int] = {}
    for part in frame.paragraphs:
        text = part.text if not struck else "".join(run.text for run in part.runs if not _is_struck(run))
        texts.append((_number(part, counts) if text.strip() else "") + text)
    return "\n".join(texts)


def _number(part: _Paragraph, counts: dict[int, int]) -> str:
    """Return the number that PowerPoint shows before a paragraph; `counts` are those of its frame so far, by level."""
    found = None if part._p.pPr is None else part._p.pPr.find(qn("a:buAutoNum"))
    for level in [level for level in counts if level > part.level or (found is None and level == part.level)]:
        del counts[level]
    if found is None:
        return ""
    kind, start = found.get("type", ""), found.get("startAt", "1")
    counts[part.level] = counts.get(part.level, int(start) - 1 if start.isdecimal() else 0) + 1
    name = next((name for name in _NUMBERS if kind.startswith(name)), "arabic")
    sign = "{}、" if kind in ("ea1ChsPeriod", "ea1ChtPeriod") else _SIGNS.get(kind.removeprefix(name), "{}")
    return sign.format(FORMATS[_NUMBERS[name]](counts[part.level])) + ("" if sign.endswith("、") else " ")


def _frame_lines(shape: GraphicFrame) -> Iterator[Line]:
    if shape.has_table:
        yield from _table_lines(shape.table)
        return
    key, is_chart = drawn_part(shape._element)
    if key in shape.part.rels:
        yield from drawn_lines(parse_xml(shape.part.related_part(key).blob), is_chart=is_chart)


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
