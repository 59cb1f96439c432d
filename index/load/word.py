"""Word documents (.docx): the visible text as lines in reading order."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, islice, takewhile

import docx
from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element

from index.article import Article, Rejection, RemovedLine
from index.clean.headline import is_notice_title, issuer_of_masthead
from index.clean.lines import Line, Removal
from index.clean.page import Metadata, clean_marked_lines, fill_from_name
from index.clean.tables import Cell, TableLine, bold_heads, read_table
from index.errors import LoadError
from index.load.diagrams import drawn_lines, drawn_part
from index.load.markup import markup_lines
from index.load.package import as_transitional, check_package, core_author, core_title
from index.load.pages import page_inside
from index.load.slide_order import Box, reading_order
from index.load.source import LoadOptions, Source, make_article
from index.load.word_numbering import Numbering, value_of
from index.messages import Message

_BROKEN = Message("word-damaged")
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SHAPES = "{http://schemas.microsoft.com/office/word/2010/wordprocessing"
_GROUPS = (f"{_SHAPES}Group}}wgp", f"{_SHAPES}Group}}grpSp", f"{_SHAPES}Canvas}}wpc")
_TRANSPARENT = frozenset(
    qn(f"w:{name}") for name in "ins moveTo customXml smartTag sdt sdtContent hyperlink fldSimple dir bdo".split()
)
"""Elements that only wrap text; deleted and moved text (w:del, w:moveFrom) is not among them."""
_MAX_DEPTH = 60
_SUPERSCRIPTS = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_RAISED = re.compile(r"[0-9+\-−=()n]+")
_CHECK_BOXES = {"F0FE": "☑", "F052": "☑", "F0FD": "☒", "F053": "☒", "F0A8": "□", "F0A3": "□", "F06F": "□"}
_HEADING = re.compile(r"(?:heading \d|标题)", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc \d|.{0,12}目录 ?\d|table of figures)", re.IGNORECASE)
_PAGE_OF_HEADING = re.compile(r"\s*PAGEREF _Toc")
"""The field that shows on which page a heading stands; a table of contents has one in each line."""
_CONTENTS_HEAD = re.compile(r"(?:目\s*[录次錄]|contents)", re.IGNORECASE)
_CONTENTS_ROLE, _PROMPT_ROLE = "目录", "没有填写的提示"
_ENDS_AS_WORD = re.compile(r"[0-9A-Za-z.条款章节编篇]$")
_ENDS_NO_TITLE = re.compile(r"[。；，：:,;]$")
_MAX_TITLE_CHARS = 60
_MAX_LINES_TO_TITLE = 8
_DEFAULT_SIZE = 21
"""Half-points; what Word takes where neither the text nor a style names a size."""
_LARGE, _LARGE_IF_NOT_CENTRED = 1.25, 1.5
"""How much larger than most of the text a title without a style is."""
_OPENS_SUBTITLE = re.compile(r"[（(—–-]|\d{4}年\d{1,2}月\d{1,2}日$")
_MIN_TABBED_ROWS = 3
_NEARLY = 0.8
"""A masthead is at most this much larger than the title below it."""


def read_docx(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a Word document: revisions accepted, with list numbers, notes and text boxes."""
    data = source.read(options.max_document_bytes)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise LoadError(Message("word-old"))
    check_package(data, options, Message("kind-word"), _BROKEN)
    try:
        document = docx.Document(io.BytesIO(as_transitional(data)))
        reader = _Reader(document.part)
        reader.left_out += _take_prompts(document.element.body)
        lines = list(_with_tabbed_tables(reader.body_lines(document.element.body)))
        known = Metadata(title=reader.title)
        fallback = Metadata(
            title=core_title(document.core_properties.title), author=core_author(document.core_properties.author)
        )
    # python-docx raises any kind of zip, XML or package error; all mean the same to the user.
    except Exception as error:
        raise LoadError(_BROKEN) from error
    source.keep_original(source.article_id, "\n".join([*filter(None, [reader.title]), *(line.text for line in lines)]))
    page = clean_marked_lines(lines, known)
    page = replace(page, removed=(*reader.left_out, *page.removed))
    data_of_page = replace(
        page.metadata,
        title=page.metadata.title or fallback.title,
        author=page.metadata.author or fallback.author,
    )
    page = fill_from_name(replace(page, metadata=data_of_page), source.name)
    yield make_article(source.article_id, page, location=source.location)


def _with_tabbed_tables(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines, those that tabs part into the same number of columns as rows of a table."""
    for (columns, is_text), found in groupby(lines, lambda line: (line.text.count("\t"), not line.row)):
        run = list(found)
        if columns and is_text and len(run) >= _MIN_TABBED_ROWS and not any(line.heading or line.item for line in run):
            rows = read_table([[Cell(cell.strip()) for cell in line.text.split("\t")] for line in run])
            yield from (Line(row.text, True, row=bool(row.fields)) for row in rows)
        else:
            yield from (replace(line, text=re.sub(r" *\t[\t ]*", " ", line.text)) for line in run)


@dataclass(frozen=True)
class _Styles:
    """Names of paragraph styles by id, and the styles whose outline level makes their paragraphs headings.

    `looks` are the size and alignment of each style, with those of the style it is based on.
    """

    names: dict[str, str]
    outlined: frozenset[str]
    hidden: frozenset[str]
    looks: dict[str, tuple[int, str]]

    def look_of(self, paragraph: _Element) -> tuple[int, str]:
        """Return the size of a paragraph's largest letters in half-points, and its alignment."""
        properties = paragraph.find(qn("w:pPr"))
        style = "" if properties is None else value_of(properties, "w:pStyle")
        size, aligned = self.looks.get(style) or self.looks[""]
        own = [
            _count("" if found is None else value_of(found, "w:sz"), size)
            for run in paragraph.iter(qn("w:r"))
            if any(text.text and text.text.strip() for text in run.iterfind(qn("w:t")))
            for found in [run.find(qn("w:rPr"))]
        ]
        return max(own, default=size), ("" if properties is None else value_of(properties, "w:jc")) or aligned


class _Reader:
    """Walks through a document's body once, counting its numbered paragraphs."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self.title = ""
        self._is_in_title = False
        related = {relation.reltype.rsplit("/", 1)[-1]: relation for relation in part.rels.values()}
        parts = {name: _root(relation.target_part) for name, relation in related.items() if not relation.is_external}
        self._styles = _read_styles(parts.get("styles"))
        self._numbering = Numbering(parts.get("numbering"), parts.get("styles"))
        self._notes = {
            (kind, note.get(qn("w:id")) or ""): note
            for kind in ("footnote", "endnote")
            if (notes := parts.get(f"{kind}s")) is not None
            for note in notes
            if note.get(qn("w:type")) in (None, "normal")
        }
        self.left_out = list(_around(part))
        self._title_size = 0.0
        """The size from which a line is a title, though no style says so; 0 below the head of the document."""
        self._title_parts: list[_Element] = []
        self._contents = 0
        """How many lines of the table of contents have been read."""
        self._carried = ""
        """Text of a paragraph whose mark was deleted; it continues in the next one."""

    def body_lines(self, body: _Element) -> Iterator[Line]:
        """Yield the lines of the document's body."""
        sizes: Counter[int] = Counter()
        for paragraph in body.iter(qn("w:p")):
            sizes[self._styles.look_of(paragraph)[0]] += sum(len(text.text or "") for text in paragraph.iter(qn("w:t")))
        most = sizes.most_common(1)[0][0] if sizes else 0
        written = (child for child in body.iterchildren(qn("w:p")) if any(text.text for text in child.iter(qn("w:t"))))
        first = [
            paragraph
            for paragraph in islice(written, _MAX_LINES_TO_TITLE)
            if not issuer_of_masthead(_text_of(paragraph))
        ]
        looks = [self._styles.look_of(paragraph) for paragraph in first]
        large = [
            size for size, aligned in looks if size >= most * (_LARGE if aligned == "center" else _LARGE_IF_NOT_CENTRED)
        ]
        self._title_size = max(large, default=0) * _NEARLY
        self._title_parts = self._parts_of_title(first)
        for number, line in enumerate(self._without_head_of_contents(self.lines(body)), start=1):
            if number >= _MAX_LINES_TO_TITLE:
                self._title_size = 0.0
            yield line

    def _without_head_of_contents(self, lines: Iterator[Line]) -> Iterator[Line]:
        """Yield the lines without one that only heads the table of contents (目　录), which is listed."""
        for line in lines:
            if not _CONTENTS_HEAD.fullmatch(line.text):
                yield line
                continue
            before = self._contents
            following = next(lines, None)
            if self._contents > before:
                self.left_out.append(RemovedLine(line.text, _CONTENTS_ROLE))
            else:
                yield line
            if following is not None:
                yield following

    def _parts_of_title(self, first: list[_Element]) -> list[_Element]:
        """Return the paragraphs over which a title without a style goes on: next to each other, and of one look."""
        run: list[_Element] = []
        for paragraph in first:
            text = _text_of(paragraph)
            is_next = not run or paragraph.getprevious() is run[-1]
            is_alike = not run or self._styles.look_of(paragraph) == self._styles.look_of(run[-1])
            goes_on = (
                is_next
                and is_alike
                and not _OPENS_SUBTITLE.match(text)
                and not is_notice_title(_text_of(run[-1]) if run else "")
            )
            if self._looks_like_title(paragraph, text) and goes_on:
                run.append(paragraph)
            elif run:
                break
        return run if len("".join(map(_text_of, run))) <= _MAX_TITLE_CHARS else []

    def lines(self, parent: _Element, depth: int = 0) -> Iterator[Line]:
        """Yield the lines of paragraphs and tables under `parent`."""
        if depth > _MAX_DEPTH:
            return
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child, depth)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child, depth)
            elif child.tag in _TRANSPARENT:
                yield from self.lines(child, depth + 1)
            elif child.tag == f"{_COMPATIBILITY}AlternateContent":
                yield from self.lines(_chosen(child), depth + 1)
            elif child.tag == qn("w:altChunk"):
                yield from self._page_inside(child.get(qn("r:id")) or "")

    def _page_inside(self, key: str) -> Iterator[Line]:
        """Yield the lines of a web page that the document only contains, as programs without Word make documents."""
        if key in self._part.rels and not self._part.rels[key].is_external:
            yield from markup_lines(page_inside(self._part.rels[key].target_part.blob), self.left_out)

    def _paragraph(self, paragraph: _Element, depth: int) -> Iterator[Line]:
        beside: list[_Element] = []
        text = self._carried + "".join(_Inline(self._styles.hidden, beside).texts(paragraph))
        self.left_out += _not_shown(paragraph, self._styles.hidden)
        self._carried = ""
        properties = paragraph.find(qn("w:pPr"))
        style = "" if properties is None else value_of(properties, "w:pStyle")
        is_deleted = properties is not None and properties.find(f"{qn('w:rPr')}/{qn('w:del')}") is not None
        if is_deleted or paragraph in self._title_parts[:-1]:
            self._carried = text.strip("\n")
        elif ((number := self._numbering.next_number(paragraph)) and depth) or text.strip():
            # In a cell a number alone is text (the column 序号); elsewhere it only counts.
            text = text.strip("\n")
            if number:
                text = number + (" " if _ENDS_AS_WORD.search(number) else "") + text.lstrip()
            is_title = depth == 0 and not number and self._looks_like_title(paragraph, text)
            is_of_contents = any(_PAGE_OF_HEADING.match(code.text or "") for code in paragraph.iter(qn("w:instrText")))
            lines = self._lines_of(
                text, style, properties, is_numbered=bool(number), is_title=is_title, is_of_contents=is_of_contents
            )
            is_item = not number and self._numbering.has_bullet(paragraph)
            yield from (replace(line, starts=True, item=not line.heading) for line in lines) if is_item else lines
        for element in beside:
            yield from self._beside(element, depth)

    def _looks_like_title(self, paragraph: _Element, text: str) -> bool:
        """Return whether a paragraph above the first heading is set like a title: far larger than the text."""
        if not self._title_size or self.title or len(text) > _MAX_TITLE_CHARS or _ENDS_NO_TITLE.search(text):
            return False
        if issuer_of_masthead(text):
            return False
        return self._styles.look_of(paragraph)[0] >= self._title_size

    def _lines_of(
        self,
        text: str,
        style: str,
        properties: _Element | None,
        *,
        is_numbered: bool,
        is_title: bool,
        is_of_contents: bool,
    ) -> Iterator[Line]:
        name = self._styles.names.get(style, "")
        is_styled_title = name.lower() in ("title", "标题") and "\n" not in text.strip()
        if is_styled_title and (not self.title or self._is_in_title):
            self.title = " ".join([self.title, *text.split()]).strip()
            self._is_in_title = True
            return
        self._is_in_title = False
        if _CONTENTS.match(name) or is_of_contents:  # it repeats the headings, with page numbers
            self._contents += 1
            self.left_out.append(RemovedLine(" ".join(text.split()), _CONTENTS_ROLE))
            return
        outlined = style in self._styles.outlined or (properties is not None and _is_outlined(properties))
        heading = _HEADING.match(name) is not None or name.lower() == "title" or outlined
        if heading:
            self._title_size = 0.0
        heading = heading or is_title
        for piece in text.split("\n"):
            if piece.strip():
                indented = piece.startswith(("\u3000", "  ", "\t"))
                yield Line(piece.strip(" \u3000\t"), heading or is_numbered or indented, False, heading)

    def _beside(self, element: _Element, depth: int) -> Iterator[Line]:
        """Yield the lines attached to a paragraph: a text box, or the note that a mark refers to."""
        if element.tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
            kind = "footnote" if element.tag == qn("w:footnoteReference") else "endnote"
            note = self._notes.pop((kind, element.get(qn("w:id")) or ""), None)
            if note is None:
                return
            element = note
        elif element.tag in _DRAWINGS:
            yield from self._drawn_from_data(element)
            return
        for line in self.lines(element, depth + 1):
            yield replace(line, starts=True)

    def _drawn_from_data(self, drawing: _Element) -> Iterator[Line]:
        """Yield the lines of a chart or a diagram (SmartArt)."""
        key, is_chart = drawn_part(drawing)
        if key not in self._part.rels or self._part.rels[key].is_external:
            return
        if (data := _root(self._part.rels[key].target_part)) is not None:
            yield from drawn_lines(data, is_chart=is_chart)

    def _table(self, table: _Element, depth: int) -> Iterator[Line]:
        rows = list(_children(table, "w:tr"))
        if all(len(list(_children(row, "w:tc"))) == 1 for row in rows):  # a frame around text
            for row in rows:
                yield from (line for cell in _children(row, "w:tc") for line in self.lines(cell, depth + 1))
            return
        written = [[_text_of(cell) for cell in _children(row, "w:tc")] for row in rows]
        marked = bold_heads([_is_bold(row) for row in rows], written)
        cells = [self._cells(row, depth, is_heading=number in marked) for number, row in enumerate(rows)]
        for line in read_table(_merged_downwards(cells)):
            yield Line(line.text, True, row=bool(line.fields))

    def _cells(self, row: _Element, depth: int, *, is_heading: bool) -> list[tuple[Cell, bool]]:
        """Return the cells of a row, each with whether it continues the one above."""
        properties = row.find(qn("w:trPr"))
        before = 0
        if properties is not None:
            if properties.find(qn("w:del")) is not None:
                return []
            is_heading = is_heading or properties.find(qn("w:tblHeader")) is not None
            before = _count(value_of(properties, "w:gridBefore"), 0)
        cells = [(Cell("", before), False)] if before else []
        for cell in _children(row, "w:tc"):
            own = cell.find(qn("w:tcPr"))
            span = _count(value_of(own, "w:gridSpan"), 1) if own is not None else 1
            merge = own.find(qn("w:vMerge")) if own is not None else None
            goes_on = merge is not None and merge.get(qn("w:val")) != "restart"
            lines = list(self.lines(cell, depth + 1))
            above = list(takewhile(lambda line: not line.row, lines))
            text = "\n".join(line.text for line in above)
            inner = [TableLine(line.text, (("", line.text),)) for line in lines[len(above) :]]
            if inner and not text:
                text = inner.pop(0).text
            cells.append((Cell(text, span, is_heading=is_heading, inner=tuple(inner)), goes_on))
        return cells


def _take_prompts(body: _Element) -> Iterator[RemovedLine]:
    """Take what controls only show until something is filled in (单击此处输入文字) out of a document, and yield it."""
    for control in body.iter(qn("w:sdt")):
        if control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is None:
            continue
        texts = list(control.iter(qn("w:t")))
        if prompt := "".join(text.text or "" for text in texts).strip():
            yield RemovedLine(prompt, _PROMPT_ROLE)
        for text in texts:
            text.text = ""


def _text_of(paragraph: _Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def _is_bold(row: _Element) -> bool:
    """Return whether all text of a row is bold."""
    runs = [run for run in row.iter(qn("w:r")) if any((text.text or "").strip() for text in run.iter(qn("w:t")))]
    return bool(runs) and all((own := run.find(qn("w:rPr"))) is not None and _is_on(own, "w:b") for run in runs)


def _merged_downwards(rows: list[list[tuple[Cell, bool]]]) -> list[list[Cell]]:
    """Return rows in which a cell continued below spans those rows too, as in HTML."""
    merged: list[list[Cell]] = []
    above: dict[int, tuple[int, int]] = {}
    for number, row in enumerate(rows):
        cells: list[Cell] = []
        column = 0
        for cell, goes_on in row:
            origin = above.get(column)
            if goes_on and origin is not None:
                line, place = origin
                top = merged[line][place]
                text = f"{top.text}\n{cell.text}" if cell.text else top.text
                merged[line][place] = replace(top, text=text, rows=number - line + 1)
            else:
                above[column] = (number, len(cells))
                cells.append(cell)
            column += cell.columns
        merged.append(cells)
    return merged


class _Inline:
    """Reads the text of one paragraph; attached notes and text boxes go into `beside`."""

    def __init__(self, hidden_styles: frozenset[str], beside: list[_Element]) -> None:
        self._hidden_styles = hidden_styles
        self._beside = beside
        self._codes = 0
        """Number of open fields whose code (REF …) is still being read; only their results are text."""
        self._open_fields: list[bool] = []

    def texts(self, parent: _Element, depth: int = 0) -> Iterator[str]:
        if depth > _MAX_DEPTH:
            return
        for child in parent:
            tag = child.tag
            if tag == qn("w:r"):
                yield from self._run(child, depth)
            elif tag in _TRANSPARENT:
                yield from self.texts(child, depth + 1)
            elif tag in (f"{_MATH}oMath", f"{_MATH}oMathPara"):
                yield _formula(child)
            elif tag == f"{_COMPATIBILITY}AlternateContent":
                yield from self.texts(_chosen(child), depth + 1)

    def _run(self, run: _Element, depth: int) -> Iterator[str]:
        properties = run.find(qn("w:rPr"))
        raised = ""
        if properties is not None:
            if _is_hidden(properties, self._hidden_styles) or _is_struck(properties):
                return
            raised = value_of(properties, "w:vertAlign")
        for child in run:
            for text in self._part_of_run(child, depth):
                yield _raise(text, raised)

    def _part_of_run(self, child: _Element, depth: int) -> Iterator[str]:
        tag = child.tag
        if tag == qn("w:fldChar"):
            self._field(child.get(qn("w:fldCharType")) or "")
            yield from _chosen_in_field(child)
        elif self._codes:
            return
        elif tag == qn("w:ruby"):
            yield from (text for base in child.iterfind(qn("w:rubyBase")) for text in self.texts(base, depth + 1))
        elif tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
            self._beside.append(child)
        elif tag in _DRAWINGS:
            self._beside += _outermost_boxes(child) or ([child] if drawn_part(child)[0] else [])
        else:
            yield _characters(child)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._open_fields.append(True)
            self._codes += 1
        elif kind in ("separate", "end") and self._open_fields:
            if self._open_fields[-1]:
                self._codes -= 1
                self._open_fields[-1] = False
            if kind == "end":
                self._open_fields.pop()


def _chosen_in_field(field: _Element) -> Iterator[str]:
    """Yield what a field of an old form shows that stores no text: a box, ticked or not, or the entry chosen."""
    if (box := field.find(f"{qn('w:ffData')}/{qn('w:checkBox')}")) is not None:
        is_ticked = _is_on(box, "w:default" if box.find(qn("w:checked")) is None else "w:checked")
        yield "☑" if is_ticked else "☐"
    if (choice := field.find(f"{qn('w:ffData')}/{qn('w:ddList')}")) is not None:
        entries = [entry.get(qn("w:val")) or "" for entry in choice.iterfind(qn("w:listEntry"))]
        chosen = _count(value_of(choice, "w:result") or value_of(choice, "w:default"), 0)
        yield from entries[chosen : chosen + 1]


def _characters(child: _Element) -> str:
    """Return the characters that an element of a run represents, none if it is not text."""
    if child.tag == qn("w:t"):
        return child.text or ""
    if child.tag == qn("w:br"):
        return "\n" if child.get(qn("w:type")) in (None, "textWrapping") else ""
    if child.tag == qn("w:sym"):
        return _CHECK_BOXES.get((child.get(qn("w:char")) or "").upper(), "")
    return _CHARACTERS.get(child.tag, "")


_DRAWINGS = (qn("w:drawing"), qn("w:pict"), qn("w:object"), f"{_COMPATIBILITY}AlternateContent")
_CHARACTERS = {
    qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): "",
}  # fmt: skip


def _raise(text: str, position: str) -> str:
    """Return digits and signs as superscripts or subscripts if Word shows them so: 10⁴, CO₂."""
    if position not in ("superscript", "subscript") or not _RAISED.fullmatch(text):
        return text
    return text.translate(_SUPERSCRIPTS if position == "superscript" else _SUBSCRIPTS)


def _formula(element: _Element) -> str:
    """Return a formula on one line, with superscript powers and fractions with a slash."""
    name = element.tag.removeprefix(_MATH) if isinstance(element.tag, str) else ""
    if name == "t":
        return element.text or ""

    def part(child: str) -> str:
        found = element.find(f"{_MATH}{child}")
        return "" if found is None else "".join(map(_formula, found))

    if name == "f":
        return f"{part('num')}/{part('den')}"
    if name in ("sSup", "sSub"):
        raised = part("sup" if name == "sSup" else "sub")
        shown = _raise(raised, "superscript" if name == "sSup" else "subscript")
        return part("e") + (shown if shown != raised else f"{'^' if name == 'sSup' else '_'}{raised}")
    if name == "rad":
        return f"√{part('e')}"
    return "".join(map(_formula, element))


def _not_shown(paragraph: _Element, hidden_styles: frozenset[str]) -> Iterator[RemovedLine]:
    """Yield a paragraph's text that Word does not show: deleted, moved away, hidden."""
    for name in ("w:del", "w:moveFrom"):
        for deleted in paragraph.iterfind(f".//{qn(name)}"):
            texts = [*deleted.iter(qn("w:delText")), *deleted.iter(qn("w:t"))]
            if text := "".join(part.text or "" for part in texts).strip():
                yield RemovedLine(text, "修订中删去的字")
    for run in paragraph.iter(qn("w:r")):
        properties = run.find(qn("w:rPr"))
        if properties is not None and _is_hidden(properties, hidden_styles):
            if text := "".join(part.text or "" for part in run.iter(qn("w:t"))).strip():
                yield RemovedLine(text, "隐藏的字")
    yield from _struck(paragraph)


def _struck(paragraph: _Element) -> Iterator[RemovedLine]:
    """Yield the text of struck-out runs, adjacent ones as one."""
    struck = ""
    for run in [*paragraph.iter(qn("w:r")), None]:
        properties = None if run is None else run.find(qn("w:rPr"))
        if run is not None and properties is not None and _is_struck(properties):
            struck += "".join(part.text or "" for part in run.iter(qn("w:t")))
            continue
        if struck.strip():
            yield RemovedLine(struck.strip(), Removal.DELETED.value)
        struck = ""


def _is_hidden(properties: _Element, hidden_styles: frozenset[str]) -> bool:
    return _is_on(properties, "w:vanish") or value_of(properties, "w:rStyle") in hidden_styles


def _is_struck(properties: _Element) -> bool:
    return _is_on(properties, "w:strike") or _is_on(properties, "w:dstrike")


def _around(part: Part) -> Iterator[RemovedLine]:
    """Yield the text around the body: page headers and footers, comments."""
    roles = {"header": "页眉", "footer": "页脚", "comments": "批注"}
    for relation in part.rels.values():
        role = roles.get(relation.reltype.rsplit("/", 1)[-1])
        root = _root(relation.target_part) if role and not relation.is_external else None
        for paragraph in () if root is None else root.iter(qn("w:p")):
            if text := "".join(child.text or "" for child in paragraph.iter(qn("w:t"))).strip():
                yield RemovedLine(text, role or "")


def _root(part: Part) -> _Element | None:
    """Return the XML of a part of the package, None if it is not XML."""
    try:
        return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None


def _chosen(alternatives: _Element) -> _Element:
    """Return the first of the alternative forms of one content."""
    return next(iter(alternatives), alternatives)


def _outermost_boxes(element: _Element) -> list[_Element]:
    """Return the text boxes of a drawing, only the first form of those stored in two."""
    boxes: list[_Element] = []
    pending = [element]
    while pending:
        here = pending.pop(0)
        if here.tag == qn("w:txbxContent"):
            boxes.append(here)
        elif here.tag == f"{_COMPATIBILITY}AlternateContent":
            pending = [_chosen(here), *pending] if len(here) else pending
        else:
            pending = [*(_as_placed(here) if here.tag in _GROUPS else here), *pending]
    return boxes


def _as_placed(group: _Element) -> list[_Element]:
    """Return the shapes of a group in the order of reading; as they were drawn, if the place of one is not known."""
    boxes = []
    for number, shape in enumerate(group):
        place, size = next(shape.iter(f"{_DRAWN}off"), None), next(shape.iter(f"{_DRAWN}ext"), None)
        if place is None or size is None or next(shape.iter(qn("w:txbxContent")), None) is None:
            continue
        left, top = int(place.get("x", "0")), int(place.get("y", "0"))
        chars = sum(len(text.text or "") for text in shape.iter(qn("w:t")))
        right, bottom = left + int(size.get("cx", "0")), top + int(size.get("cy", "0"))
        boxes.append(Box(number, left, top, right, bottom, chars))
    return [group[number] for number in reading_order(boxes)]


def _children(parent: _Element, name: str, depth: int = 0) -> Iterator[_Element]:
    """Yield the rows or cells under `parent`, including those in controls and accepted insertions."""
    for child in parent:
        if child.tag == qn(name):
            yield child
        elif child.tag in _TRANSPARENT and depth < _MAX_DEPTH:
            yield from _children(child, name, depth + 1)


def _read_styles(styles: _Element | None) -> _Styles:
    names: dict[str, str] = {}
    outlined: set[str] = set()
    hidden: set[str] = set()
    for style in () if styles is None else styles.iterfind(qn("w:style")):
        key = style.get(qn("w:styleId")) or ""
        names[key] = value_of(style, "w:name")
        if (properties := style.find(qn("w:pPr"))) is not None and _is_outlined(properties):
            outlined.add(key)
        if (properties := style.find(qn("w:rPr"))) is not None and _is_on(properties, "w:vanish"):
            hidden.add(key)
    return _Styles(names, frozenset(outlined), frozenset(hidden), _read_looks(styles))


def _read_looks(styles: _Element | None) -> dict[str, tuple[int, str]]:
    """Return the size and alignment of each style by its id, those of text without a style by ''."""
    own: dict[str, tuple[str, int, str]] = {}
    default, normal = _DEFAULT_SIZE, ""
    for style in () if styles is None else styles.iter(qn("w:docDefaults"), qn("w:style")):
        size = next((_count(found.get(qn("w:val")) or "", 0) for found in style.iter(qn("w:sz"))), 0)
        aligned = next((found.get(qn("w:val")) or "" for found in style.iter(qn("w:jc"))), "")
        if style.tag == qn("w:docDefaults"):
            default = size or default
            continue
        key = style.get(qn("w:styleId")) or ""
        own[key] = (value_of(style, "w:basedOn"), size, aligned)
        if style.get(qn("w:default")) in ("1", "true") and style.get(qn("w:type")) == "paragraph":
            normal = key

    def look_of(key: str) -> tuple[int, str]:
        size, aligned = 0, ""
        for _ in range(_MAX_DEPTH):
            key, own_size, own_aligned = own.get(key, ("", 0, ""))
            size, aligned = size or own_size, aligned or own_aligned
        return size or default, aligned

    return {key: look_of(key) for key in own} | {"": look_of(normal)}


def _is_outlined(properties: _Element) -> bool:
    level = value_of(properties, "w:outlineLvl")
    return level.isdecimal() and int(level) < 9  # 9 is body text


def _is_on(properties: _Element, name: str) -> bool:
    found = properties.find(qn(name))
    return found is not None and found.get(qn("w:val")) not in ("0", "false", "off")


def _count(text: str, default: int) -> int:
    return min(int(text), 1000) if text.isascii() and text.isdecimal() else default
