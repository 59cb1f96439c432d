"""PDF files with a text layer: the lines of their pages in reading order, without running heads and page numbers."""

import ctypes
import math
import re
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from index.article import Article, Rejection, RemovedLine
from index.clean.lines import Line, is_field
from index.clean.page import Metadata, clean_marked_lines, fill_from_name
from index.clean.tables import TableLine, read_table
from index.errors import LoadError
from index.load.package import core_author, core_title
from index.load.pdf_grid import RuledTable, TextBox, find_tables, join_over_pages, take_boxes
from index.load.pdf_layout import (
    RAISED_EMS,
    SMALL_SHARE,
    WIDE_SPACE,
    PageLine,
    Piece,
    Rule,
    Wall,
    pieces_by_row,
    read_layout,
    rows_of,
)
from index.load.source import LoadOptions, Source, make_article
from index.messages import Message

_MIN_CHARS_PER_PAGE = 10
_MAX_UNREADABLE_SHARE = 0.3
_MAX_PAGE_CHARS = 100_000
_MAX_PAGE_PATHS = 8_000
_MIN_SEGMENTS = 6
"""A path of fewer strokes is a line or a box."""
_PAGE_SHARE = 0.85
_NOTE = re.compile(r"(?:[\[［〔(（]\d{1,3}[\]］〕)）]|[①-⑳]|[*＊※†]|\d{1,2}[ .．、]?(?=[^\W\d_])|注[：:])")
"""How a note at the foot of a page begins."""
_NOTE_SHARE = 0.92
_NOTE_RULE_SHARE = 0.45
_SLANTED = 0.2
_MAX_ANNOTATIONS = 1000
_CHARS_TO_JUDGE_BY = 200
_LARGEST_PAGE = (14_400.0, 14_400.0)
_TABLE_SIZE = 10.0
_EDGE_ROWS = 3
_OUTER_SHARE = 0.15
_MARGIN_SHARE = 0.09
_MIN_REPEATS = 3
_BLANK_ABOVE_NUMBER = 2.5
_CENTRE_SHARE = 0.03
_PART_SPACE = 0.45
_SLIGHT_GAP = 0.4
"""Less than so many ems is what programs leave between Chinese characters and a number, but a space too."""
_SLIGHT = "\x1f"
"""Such a gap, until it is known whether there is one on both sides of the number."""
_NUMBER_BETWEEN = re.compile(rf"(?<=[\u4e00-\u9fff]){_SLIGHT}([\d.,:/~\-]+%?){_SLIGHT}(?=[\u4e00-\u9fff])")
_MOST_PAGES = 0.6
_SAME_PLACE_POINTS = 6
_PAGE_NUMBER = re.compile(
    r"[—\-–\s·第页Pp.]*(?:[Pp]age\s*)?(\d{1,4})\s*页?(?:\s*[/／,，共of]+\s*第?\s*\d{1,4}\s*页?)?[—\-–\s·]*$"
)
_SAID_PAGE_NUMBER = re.compile(
    r"(?:第\s*\d{1,4}\s*页.*|[—\-–]\s*\d{1,4}\s*[—\-–]|page\s*\d+.*|\d{1,4}\s*/\s*\d{1,4})$", re.I
)
_PRINTED = re.compile(
    r"(?:\d{1,4}[/年.-]\d{1,2}[/月.-]\d{1,4}日?[,，]?\s*(?:[上下]午\s*)?\d{1,2}:\d\d(?:\s?[AP]M)?(?:\s.*)?"
    r"|(?:https?|file)://(?:\S+|\S.*\d{1,4}/\d{1,4}))$"
)
"""What a browser prints at the edge of a page: the moment with the page's title, the address with the page number."""
_PRINT_SHARE = 0.045
_ENDS = re.compile(r"[。！？!?；：:”’」』）)…]$|[.!?][\"'”)]?$")
_LIST_ITEM = re.compile(
    r"(?:第[一二三四五六七八九十百零〇\d]{1,5}[条章节编款部]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,3}(?:[、．]|\.(?!\d)|[)）])|[①-⑳]|[•●■◆▪]|附件)"
)
_MIN_RUNNING_CHARS = 14
"""Shorter lines without a comma are separate lines, however wide their column is."""
_SPREAD_WORD = re.compile(
    r"(?<![\u4e00-\u9fff\w][\u4e00-\u9fff])\u3000+(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\u3000+(?![\u4e00-\u9fff]{2})|(?<=\u3000)\u3000+"
)
"""A wide space beside a single character (通　知), or behind another."""
_MIN_WRAPPED_CHARS = 8
_TITLE_LINES = 6
_TITLE_LEADING = 2.2
_MAX_TITLE_CHARS = 60
_NO_TITLE_LINE = re.compile(
    r"[（(—–-]|\d{4}年|第[一二三四五六七八九十百〇\d]{1,4}[条章节编篇]|[一二三四五六七八九十\d]{1,3}[、．. ]"
)
"""What opens a subtitle or the first part below a title."""
_MIN_SHARED_ENDS = 3
_ROOM_AT_END = 1.2
"""How many characters a full line may end before the edge, where the next one did not fit."""
_ROOM_AT_COLUMN_END = 3
_MIN_LAST_CHARS = 5
_FIRST_INDENT = (1.5, 2.6)
_BROKEN_OFF = re.compile(r"[，；][^，；、]{2,}$")
_PROSE_SHARE = 0.4
_SURELY_PROSE_CHARS = 24
_FULL_SHARE = 0.8
"""How far to the right a line must reach to be full where no others end there."""
_LEADING = 2.6
"""How far below a line, in its size, one stands at most that continues it."""
_HYPHENATED = re.compile(r"\s[A-Za-z]+-$")
_HYPHENS = (0x02, 0xFFFE)
_lock = threading.Lock()
"""PDFium has global state and must not be used by two threads at once."""


_Box = tuple[float, float, float, float]
"""The left, lower, right and upper edge of something drawn."""


@dataclass(frozen=True)
class _Page:
    """The contents of one page: pieces of text, drawn lines, its width and height in points."""

    pieces: list[Piece]
    rules: list[Rule]
    walls: list[Wall]
    width: float
    height: float
    unreadable: int
    aslant: str
    """Text drawn at an angle across the page, as watermarks are."""


@dataclass(frozen=True)
class _File:
    pages: list[_Page]
    title: str
    author: str


def read_pdf(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a PDF; raise LoadError if it is locked, damaged, or only scanned pages."""
    data = source.read(options.max_document_bytes)
    if b"%PDF-" not in data[:1024]:
        raise LoadError(Message("pdf-none"))
    with _lock:
        file = _open(data, options)
    chars = [sum(len(re.sub(r"\s", "", piece.text)) for piece in page.pieces) for page in file.pages]
    if sum(chars) < _MIN_CHARS_PER_PAGE * len(chars):
        raise LoadError(Message("pdf-no-text"))
    if sum(page.unreadable for page in file.pages) > _MAX_UNREADABLE_SHARE * sum(chars):
        raise LoadError(Message("pdf-unreadable"))
    kept, heads = _without_running_heads(file.pages)
    pages = [read_layout(pieces, page.rules) for page, pieces in zip(kept, _with_tables_apart(kept), strict=True)]
    source.keep_original(source.article_id, "\n".join(line.text for lines in pages for line in lines))
    page = clean_marked_lines(_paragraphs(pages, kept), Metadata())
    found = page.metadata
    found = replace(found, title=found.title or file.title, author=found.author or file.author)
    empty = [number for number, count in enumerate(chars, start=1) if not count]
    note = Message("pdf-blank-pages", {"pages": tuple(map(str, empty[:10]))}) if empty else None
    aslant = [RemovedLine(text, "水印") for text in dict.fromkeys(page.aslant for page in file.pages) if text]
    page = replace(page, metadata=found, removed=(*aslant, *heads, *page.removed))
    yield make_article(source.article_id, fill_from_name(page, source.name), location=source.location, note=note)


def _with_tables_apart(pages: list[_Page]) -> list[list[Piece]]:
    """Return the pieces of each page, with one piece in place of each table and text box that lines enclose."""
    parted = [find_tables(page.pieces, page.rules, page.walls) for page in pages]
    apart = []
    for page, tables, (_, outside) in zip(pages, join_over_pages(parted), parted, strict=True):
        boxes, rest = take_boxes(outside, page.rules, page.walls)
        size = rest[0].size if rest else _TABLE_SIZE
        apart.append(rest + [_piece_of(table, size) for table in tables] + [_piece_of_box(box, size) for box in boxes])
    return apart


def _piece_of_box(box: TextBox, size: float) -> Piece:
    lines = tuple(TableLine(line) for line in box.text.split("\n"))
    return Piece(box.text, box.left, box.right, box.base, size, table=lines)


def _piece_of(table: RuledTable, size: float) -> Piece:
    lines = tuple(read_table(table.rows))
    text = "\n".join(line.text for line in lines)
    return Piece(text, table.columns[0], table.columns[-1], table.top - size, size, table=lines)


# ---- Reading pages with PDFium


def _open(data: bytes, options: LoadOptions) -> _File:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise LoadError(Message("pdf-locked")) from error
        raise LoadError(Message("pdf-damaged")) from error
    try:
        if len(document) > options.max_pdf_pages:
            raise LoadError(Message("pdf-too-long", {"pages": len(document), "limit": options.max_pdf_pages}))
        if not len(document):
            raise LoadError(Message("pdf-no-pages"))
        properties = document.get_metadata_dict()
        pages = [_read_page(document, number) for number in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise LoadError(Message("pdf-damaged")) from error
    finally:
        document.close()
    return _File(pages, core_title(properties.get("Title")), core_author(properties.get("Author")))


def _read_page(document: pypdfium2.PdfDocument, number: int) -> _Page:
    page = document[number]
    if _is_filled_in(page):  # what people wrote into its fields becomes part of the page
        pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
        page.close()
        page = document[number]
    text = page.get_textpage()
    try:
        if quarters := _quarters_turned(text):
            _turn(page, quarters)
            text.close()
            page.close()
            page = document[number]
            text = page.get_textpage()
        rules, walls = _read_lines(page)
        pieces, unreadable, aslant = _read_pieces(text, walls)
        return _Page(pieces, rules, walls, page.get_width(), page.get_height(), unreadable, aslant)
    finally:
        text.close()
        page.close()


def _quarters_turned(text: pypdfium2.PdfTextPage) -> int:
    """Return in how many quarters most text of a page is turned from running left to right.

    A wide page is often a high one on which all is drawn sideways.
    """
    matrix = pdfium.FS_MATRIX()
    seen: Counter[int] = Counter()
    for index in range(min(text.count_chars(), _CHARS_TO_JUDGE_BY)):
        if pdfium.FPDFText_GetMatrix(text, index, ctypes.byref(matrix)) and (matrix.a or matrix.b):
            seen[round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4] += 1
    return seen.most_common(1)[0][0] if seen else 0


def _turn(page: pypdfium2.PdfPage, quarters: int) -> None:
    """Turn what a page draws so that its text runs from left to right, once it is opened again."""
    left, foot, right, top = page.get_mediabox()
    turns = {1: (0, -1, 1, 0, -foot, right), 2: (-1, 0, 0, -1, right, top), 3: (0, 1, -1, 0, top, -left)}
    pdfium.FPDFPage_TransFormWithClip(
        page.raw, pdfium.FS_MATRIX(*turns[quarters]), pdfium.FS_RECTF(0, *_LARGEST_PAGE, 0)
    )
    width, height = (right - left, top - foot) if quarters == 2 else (top - foot, right - left)
    page.set_rotation(0)
    page.set_mediabox(0, 0, width, height)
    page.set_cropbox(0, 0, width, height)


def _is_filled_in(page: pypdfium2.PdfPage) -> bool:
    """Return whether a page has fields of a form, or text that was added to it with a reader."""
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, number)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT):
            return True
    return False


def _read_lines(page: pypdfium2.PdfPage) -> tuple[list[Rule], list[Wall]]:
    """Return the lines that a page draws across and down, the edges of boxes among them."""
    rules: list[Rule] = []
    walls: list[Wall] = []
    for count, thing in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH])):
        if count >= _MAX_PAGE_PATHS:
            break
        for left, foot, right, top in _on_page(thing, _strokes(thing) or [thing.get_bounds()]):
            is_page = right - left > _PAGE_SHARE * page.get_width() and top - foot > _PAGE_SHARE * page.get_height()
            if is_page:
                continue  # its background or frame
            if top - foot > 8:
                walls += [Wall(x, foot, top) for x in ((left,) if right - left < 3 else (left, right))]
            if right - left > 6 and top - foot < 3:
                rules.append(Rule(left, right, (top + foot) / 2))
            elif right - left > 6 and top - foot > 8:
                rules += [Rule(left, right, top), Rule(left, right, foot)]  # a cell or a table drawn as a box
    return rules, walls


def _on_page(thing: pypdfium2.PdfObject, boxes: Iterable[_Box]) -> Iterable[_Box]:
    """Return boxes where the page shows them; what is drawn in a form (a page set into another) has its own places."""
    form = thing.container
    while form is not None:
        matrix = form.get_matrix()
        corners = [(matrix.on_point(left, foot), matrix.on_point(right, top)) for left, foot, right, top in boxes]
        boxes = [(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in corners]
        form = form.container
    return boxes


def _strokes(thing: pypdfium2.PdfObject) -> list[_Box]:
    """Return the boxes around the straight strokes of a path that draws several, as a whole grid is drawn at once."""
    count = pdfium.FPDFPath_CountSegments(thing.raw)
    if not _MIN_SEGMENTS <= count <= _MAX_PAGE_PATHS:
        return []
    matrix = thing.get_matrix()
    boxes = []
    last: tuple[float, float] | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(thing.raw, number)
        if not pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            return []
        here = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_LINETO and last is not None:
            boxes.append((min(last[0], here[0]), min(last[1], here[1]), max(last[0], here[0]), max(last[1], here[1])))
        last = here
    return [(left, foot, right, top) for left, foot, right, top in boxes if min(right - left, top - foot) < 1]


def _read_pieces(text: pypdfium2.PdfTextPage, walls: Sequence[Wall]) -> tuple[list[Piece], int, str]:
    """Return the pieces of text as drawn, how many characters have no Unicode meaning, and what is drawn aslant."""
    pieces: list[Piece] = []
    drawn = _Drawn()
    unreadable = 0
    aslant = ""
    walled = False
    for index in range(min(text.count_chars(), _MAX_PAGE_CHARS)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        character = "-" if code in _HYPHENS else chr(code)
        if character in "\r\n\x00" or (place := _place_of(text, index)) is None:
            continue
        if place.is_slanted:
            aslant += character
            continue
        if character.isspace():
            drawn.add_space(character, is_made=pdfium.FPDFText_IsGenerated(text, index) == 1)
            continue
        unreadable += "\ue000" <= character <= "\uf8ff" or character == "\ufffd"
        height = place.size or drawn.size
        near = -0.5 * height < place.left - drawn.right < 1.4 * height
        gap = (drawn.right, place.left) if place.left > drawn.right + 0.1 * height else None
        is_walled = gap is not None and any(
            gap[0] - 1 <= wall.x <= gap[1] + 1 and wall.foot < place.base + height / 2 < wall.top for wall in walls
        )
        is_level = _is_level(abs(place.base - drawn.base), height, drawn.size)
        if drawn.text and near and not is_walled and is_level:
            drawn.add(character, place, height)
            continue
        if drawn.text.strip():
            pieces.append(drawn.as_piece(is_walled=walled))
        walled = is_walled and is_level
        drawn = _Drawn(character, place.left, place.right, place.base, height, place.left)
    if drawn.text.strip():
        pieces.append(drawn.as_piece(is_walled=walled))
    return pieces, unreadable, " ".join(aslant.split())


def _is_level(rise: float, size: float, size_before: float) -> bool:
    """Return whether a character stands on the line of the one before it, and is no power behind it."""
    larger = max(size, size_before)
    is_small = min(size, size_before) < SMALL_SHARE * larger
    return rise < (RAISED_EMS if is_small else 0.3) * larger


@dataclass
class _Drawn:
    """What is being drawn next to each other: its text and place, and the parts of it that stand a little apart."""

    text: str = ""
    left: float = 0.0
    right: float = 0.0
    base: float = 0.0
    size: float = 0.0
    part_left: float = 0.0
    part_start: int = 0
    has_made_space: bool = False
    parts: list[Piece] = field(default_factory=list)

    def add_space(self, character: str, *, is_made: bool) -> None:
        """Add a space; `is_made`: PDFium takes a gap for one, as that beside digits within Chinese text."""
        self.has_made_space = is_made
        self.text += character if character == "\u3000" else " " if self.text and not self.text.endswith(" ") else ""

    def add(self, character: str, place: "_Place", height: float) -> None:
        gap = place.left - self.right
        if gap > _PART_SPACE * height:
            self._end_part()
            self.part_left = place.left
        if self.has_made_space and gap < _SLIGHT_GAP * height and self.text.endswith(" "):
            are_chinese = _is_chinese(self.text[-2:-1]) and _is_chinese(character)
            self.text = self.text[:-1] + ("" if are_chinese else _SLIGHT)
        self.has_made_space = False
        self.text = _before(character, self.text, is_wide=gap > WIDE_SPACE * height) + character
        if gap > _PART_SPACE * height:
            self.part_start = len(self.text) - 1
        self.right = max(self.right, place.right)

    def _end_part(self) -> None:
        part = self.text[self.part_start :].strip()
        self.parts.append(Piece(_spaced(part), self.part_left, self.right, self.base, self.size))

    def as_piece(self, *, is_walled: bool) -> Piece:
        if self.parts:
            self._end_part()
        parts = tuple(part for part in self.parts if part.text)
        return Piece(_spaced(self.text), self.left, self.right, self.base, self.size, is_walled, parts=parts)


def _before(character: str, written: str, *, is_wide: bool) -> str:
    """Return text with the space that belongs before the next character: between Chinese ones only a wide one."""
    bare = written.rstrip(" \u3000")
    if not (_is_chinese(bare[-1:]) and _is_chinese(character)):
        return written
    return f"{bare}\u3000" if is_wide or "\u3000" in written[len(bare) :] else bare


def _spaced(written: str) -> str:
    """Return text with its wide spaces as single ones, and without those that only spread the letters of a word or set
    off a number on both sides (宽 2 毫米)."""
    whole = _NUMBER_BETWEEN.sub(r"\1", written) if _SLIGHT in written else written
    return _SPREAD_WORD.sub("", whole.strip(f" \u3000\n{_SLIGHT}")).replace("\u3000", " ").replace(_SLIGHT, " ")


class _Place(NamedTuple):
    """Where a character stands: its edges, its baseline, the size of its letters, and whether it leans."""

    left: float
    right: float
    base: float
    size: float
    is_slanted: bool = False


def _place_of(text: pypdfium2.PdfTextPage, index: int) -> _Place | None:
    """Return the place of a character, by its origin and the size of its font.

    Its box is no measure: in fonts drawn glyph by glyph (Chinese printed by a browser) that of 一 is as flat as its
    stroke.
    """
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    if not pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box)):
        return None
    height = abs(box.top - box.bottom)
    if not pdfium.FPDFText_GetCharOrigin(text, index, ctypes.byref(x), ctypes.byref(y)):
        return _Place(box.left, box.right, box.bottom, height)
    if pdfium.FPDFText_GetMatrix(text, index, ctypes.byref(matrix)):
        height = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d) or height
    is_slanted = min(abs(matrix.a), abs(matrix.b)) > _SLANTED * max(abs(matrix.a), abs(matrix.b))
    return _Place(min(box.left, x.value), box.right, y.value, height, is_slanted)


def _is_chinese(character: str) -> bool:
    return character >= "\u2e80"


# ---- Running heads, feet and page numbers


def _without_running_heads(pages: list[_Page]) -> tuple[list[_Page], list[RemovedLine]]:
    """Return the pages without page numbers, running heads and feet, and those as removed lines.

    They are at the same place at the page's edge, and repeat or count up with the pages.
    """
    edges = [_edge_rows(page) for page in pages]
    seen: Counter[tuple[str, int]] = Counter()
    counting: Counter[tuple[int, int]] = Counter()
    for number, rows in enumerate(edges):
        for key, place, value in {(_key(row), place, value) for row, place, value in rows}:
            seen[key, place] += 1
            if value is not None:
                counting[place, value - number] += 1
    cleaned = []
    removed: list[RemovedLine] = []
    for number, (page, rows) in enumerate(zip(pages, edges, strict=True)):
        gone: set[int] = set()
        for row, place, value in rows:
            numbered = value is not None and _near(counting, (place, value - number)) >= 2
            outermost = row is rows[0][0] or row is rows[-1][0]
            said = _SAID_PAGE_NUMBER.match(_text(row)) is not None and (
                outermost or _is_in_margin(row, page, _MARGIN_SHARE)
            )
            said = said or (_PRINTED.match(_text(row)) is not None and _is_in_margin(row, page, _PRINT_SHARE))
            repeated = value is None and _repeats(seen, _key(row), place, row, page, len(pages))
            if numbered or said or repeated or (value == number + 1 and _is_set_below(row, page)):
                gone |= {id(piece) for piece in row}
                removed.append(RemovedLine(_text(row), "页码" if value is not None else "页眉与页脚"))
        cleaned.append(replace(page, pieces=[piece for piece in page.pieces if id(piece) not in gone]))
    return cleaned, removed


def _edge_rows(page: _Page) -> list[tuple[list[Piece], int, int | None]]:
    """Return the first and last rows of a page: their pieces, place and, for a page number, its value."""
    rows = pieces_by_row(page.pieces)
    found = []
    for row in [*rows[:_EDGE_ROWS], *rows[max(_EDGE_ROWS, len(rows) - _EDGE_ROWS) :]]:
        number = _PAGE_NUMBER.match(_text(row))
        found.append((row, round(row[0].base / _SAME_PLACE_POINTS), int(number.group(1)) if number else None))
    return found


def _text(row: list[Piece]) -> str:
    return " ".join(piece.text for piece in row)


def _key(row: list[Piece]) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", _text(row)))


def _near(counts: "Counter[tuple[int, int]]", key: tuple[int, int]) -> int:
    place, other = key
    return sum(counts[place + step, other] for step in (-1, 0, 1))


def _is_in_margin(row: list[Piece], page: _Page, share: float) -> bool:
    return not share * page.height < row[0].base < (1 - share) * page.height


def _is_set_below(row: list[Piece], page: _Page) -> bool:
    """Return whether a row is the last of its page, in the middle of its foot, apart from the row above."""
    above = min((piece.base for piece in page.pieces if piece.base > row[0].base + 1), default=0.0)
    is_last = min(piece.base for piece in page.pieces) >= row[0].base - 1
    middle = (row[0].left + row[-1].right) / 2
    is_apart = above - row[0].base > _BLANK_ABOVE_NUMBER * row[0].size
    centred = abs(middle - page.width / 2) < _CENTRE_SHARE * page.width
    return is_last and is_apart and centred and _is_in_margin(row, page, _OUTER_SHARE)


def _repeats(seen: "Counter[tuple[str, int]]", key: str, place: int, row: list[Piece], page: _Page, pages: int) -> bool:
    if len(rows_of(row)[0]) > 2 or pages < 2:
        return False  # heads of a table that continues over pages
    count = sum(seen[key, place + step] for step in (-1, 0, 1))
    if pages < _MIN_REPEATS:
        return count == pages and _is_in_margin(row, page, _MARGIN_SHARE)
    most = count >= max(_MIN_REPEATS, _MOST_PAGES * pages)
    return most or (count >= _MIN_REPEATS and _is_in_margin(row, page, _OUTER_SHARE))


# ---- From the lines of pages to paragraphs


@dataclass
class _Column:
    """A text column of a page: how wide its lines are, and where they end."""

    width: float = 0.0
    ends: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add(self, line: PageLine) -> None:
        if line.pieces == 1:  # a running head with words at both edges is no line of the text
            self.width = max(self.width, line.right - line.left)
        self.ends.append(line.right)
        self.texts.append(line.text)

    def is_full(self, line: PageLine) -> bool:
        """Return whether a line of this column reaches its edge, as one does that goes on in the next column."""
        return max(self.ends, default=0.0) - line.right <= _ROOM_AT_COLUMN_END * line.size

    def is_filled_by(self, line: PageLine, below: PageLine) -> bool:
        """Return whether a line reaches the edge of this column and goes on in `below`: it opens a paragraph, set in by
        two characters, or breaks off behind a comma, as another line there may, and `below` ends the sentence."""
        if max(self.ends) - line.right > _ROOM_AT_END * line.size:
            return False
        is_first = _FIRST_INDENT[0] * line.size < line.left - below.left < _FIRST_INDENT[1] * line.size
        is_broken_off = len(line.text) >= _MIN_RUNNING_CHARS and _BROKEN_OFF.search(line.text) is not None
        return is_first or (
            is_broken_off
            and (self._sharing(line) > 1 or len(below.text) < _MIN_LAST_CHARS)
            and below.text.endswith(("。", "！", "？"))
        )

    def _sharing(self, line: PageLine) -> int:
        return sum(abs(end - line.right) <= line.size for end in self.ends)

    def is_wrapped_at(self, line: PageLine) -> bool:
        """Return whether a line ends where several lines of this column of sentences end."""
        marked = sum(re.search(r"[，。；、]", text) is not None for text in self.texts)
        return self._sharing(line) >= _MIN_SHARED_ENDS and marked >= _PROSE_SHARE * len(self.texts)


def _paragraphs(pages: list[list[PageLine]], drawn: list[_Page]) -> list[Line]:
    """Return paragraphs, joined from wrapped lines, also across columns and pages.

    The notes at the foot of a page follow the paragraph that goes on over it.
    """
    sizes = Counter(round(line.size) for lines in pages for line in lines for _ in line.text if not line.row)
    body = sizes.most_common(1)[0][0] if sizes else 0
    joined: list[Line] = []
    waiting: list[Line] = []
    last: PageLine | None = None
    last_column = _Column()
    for all_lines, page in zip(pages, drawn, strict=True):
        lines, notes = _notes_apart(all_lines, page, body)
        columns = _columns(lines)
        largest = max((line.size for line in lines[:_TITLE_LINES]), default=0.0) if not joined else 0.0
        for place, line in enumerate(lines):
            heading = not line.row and line.size > 1.15 * body and len(line.text) <= 60
            if place < _TITLE_LINES and line.size < 0.9 * largest and not any(before.heading for before in joined):
                heading = False  # what runs above the title
            if last is not None and heading and len(joined) == 1 and _is_title_continued(joined[0], last, line):
                joined[0] = replace(joined[0], text=_glued(joined[0].text, line.text))
            elif (
                last is not None
                and not heading
                and _goes_on(last, line, columns[line.column], joined[-1].text, page.width, is_new_page=place == 0)
                and (last_column is columns[line.column] or last_column.is_full(last) or _is_hyphenated(last, line))
            ):
                before = joined[-1]
                joined[-1] = replace(before, text=_glued(before.text, line.text))
            else:
                joined += waiting
                waiting = []
                joined.append(Line(line.text, True, False, heading, line.row))
            last, last_column = line, columns[line.column]
        waiting += _paragraphs_of_notes(notes, page)
    return joined + waiting


def _is_title_continued(title: Line, last: PageLine, line: PageLine) -> bool:
    """Return whether a line goes on with the title: next to it, as large, below its beginning or its middle."""
    if not title.heading or abs(last.size - line.size) > 0.05 * line.size or _ENDS.search(last.text):
        return False
    if last.base - line.base > _TITLE_LEADING * line.size or _NO_TITLE_LINE.match(line.text):
        return False
    is_below = abs(last.left - line.left) < 2 or abs(last.left + last.right - line.left - line.right) < line.size
    return is_below and len(title.text) + len(line.text) <= _MAX_TITLE_CHARS


def _columns(lines: list[PageLine]) -> dict[int, _Column]:
    columns: dict[int, _Column] = defaultdict(_Column)
    for line in lines:
        if not line.row:
            columns[line.column].add(line)
    return columns


def _notes_apart(lines: list[PageLine], page: _Page, body: float) -> tuple[list[PageLine], list[PageLine]]:
    """Return the text of a page and the notes at its foot: marked, and in smaller letters or below a short line."""
    for place in range(len(lines) - 1, 0, -1):
        line, above = lines[place], lines[place - 1]
        if line.row or line.base > page.height / 2:
            break
        is_small = all(after.size < _NOTE_SHARE * body for after in lines[place:])
        if _NOTE.match(line.text) and ((is_small and above.size >= _NOTE_SHARE * body) or _is_below_rule(line, page)):
            return lines[:place], lines[place:]
    return lines, []


def _is_below_rule(line: PageLine, page: _Page) -> bool:
    """Return whether a short line is drawn just above, from where the text begins, as above notes."""
    return any(
        line.base + 0.5 * line.size < rule.y < line.base + 3 * line.size
        and abs(rule.left - line.left) < 2 * line.size
        and rule.right - rule.left < _NOTE_RULE_SHARE * page.width
        for rule in page.rules
    )


def _paragraphs_of_notes(notes: list[PageLine], page: _Page) -> list[Line]:
    joined: list[Line] = []
    columns = _columns(notes)
    for last, line in zip([*notes[:1], *notes], notes, strict=False):
        goes_on = joined and not _NOTE.match(line.text)
        if goes_on and _goes_on(last, line, columns[line.column], joined[-1].text, page.width, is_new_page=False):
            joined[-1] = replace(joined[-1], text=_glued(joined[-1].text, line.text))
        else:
            joined.append(Line(line.text, True))
    return joined


def _goes_on(
    last: PageLine, line: PageLine, column: _Column, so_far: str, page_width: float, *, is_new_page: bool
) -> bool:
    """Return whether `line` continues a paragraph that `last` broke at the column's edge."""
    is_text = not (last.row or line.row or last.pieces > 1 or line.pieces > 1 or _ENDS.search(last.text))
    if not is_text or _LIST_ITEM.match(line.text) or abs(last.size - line.size) > 0.15 * last.size:
        return False
    moved = is_new_page or last.column != line.column
    is_far = not moved and last.base - line.base > _LEADING * line.size
    if is_far or _is_hyphenated(last, line):
        return not is_far
    if not moved and line.left - last.left > 1.2 * line.size:
        return False
    if moved:
        # A page may end anywhere; a heading or a number at its end has no sentence punctuation.
        return re.search(r"[，。；、]|[a-z] [a-z]", so_far) is not None
    if is_field(line.text) and (is_field(last.text) or len(line.text) < _MIN_RUNNING_CHARS):
        return False
    if len(last.text) < _MIN_WRAPPED_CHARS or last.right - min(last.left, line.left) < 0.8 * column.width:
        return False
    if column.is_wrapped_at(last) or column.is_filled_by(last, line):
        return True
    runs = len(last.text) >= _MIN_RUNNING_CHARS or re.search(r"[，。；、]", so_far) is not None
    return runs and (last.right >= _FULL_SHARE * page_width or len(last.text) >= _SURELY_PROSE_CHARS)


def _is_hyphenated(last: PageLine, line: PageLine) -> bool:
    """Return whether a word is broken at the end of a line and goes on in the next one."""
    return _HYPHENATED.search(last.text) is not None and line.text[:1].islower() and line.text[:1].isascii()


def _glued(before: str, after: str) -> str:
    if before.endswith("-") and before[-2:-1].isalpha() and after[:1].islower():
        return before[:-1] + after
    wide = any(map(_is_chinese, before[-1:] + after[:1])) or (
        after[:1].isdigit() and any(map(_is_chinese, before[-20:]))
    )
    return before + ("" if wide else " ") + after
