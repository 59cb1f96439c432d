"""Workbooks (.xlsx): rows as lines with their column heads; sheets of articles or questions as records."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import takewhile
from pathlib import PurePosixPath

import openpyxl
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from index.article import Article, Rejection, RemovedLine
from index.clean.headline import is_attachment_label
from index.clean.lines import Line, Removal
from index.clean.page import Metadata, clean_marked_lines
from index.clean.sheet_tables import split_at_blank_columns, split_at_blank_rows
from index.clean.tables import Cell, TableLine, bold_heads, read_table
from index.errors import LoadError
from index.load.package import as_transitional, check_package, core_author, core_title, parse_xml
from index.load.records import holds_records, read_fields
from index.load.source import Columns, LoadOptions, Source, make_article
from index.messages import Message

_BROKEN = Message("sheet-damaged")
_MAX_UNPACKED_BYTES = 60_000_000
MAX_CELLS = 2_000_000
_MAX_COLUMNS = 400
_ROWS_IN_AN_ARTICLE = 300

_HIDDEN = "隐藏的工作表"
_HIDDEN_ROW, _HIDDEN_COLUMN = "隐藏的行", "隐藏的列"
_MAX_HIDDEN_CHARS = 2000
_COMMENT = "批注"
_ERROR = "算错的公式"
_MAX_LINES_TO_TITLE = 3
_MAX_BRIEF_CHARS = 60
_FORMULAS = "没有算出值的公式"
"""The role of formulas for which the workbook has no calculated value."""

_SHEETS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

Grid = list[list[Cell]]


@dataclass(frozen=True)
class Sheet:
    """A sheet's cells as shown, and its formulas without a value, with their places."""

    name: str
    grid: Grid
    uncalculated: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()
    """The lines of the text boxes on it."""


def read_xlsx(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the articles of a workbook: one for all its tables, several if they are long, one per record."""
    data = source.read(options.max_document_bytes)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise LoadError(Message("sheet-old"))
    check_package(data, options, Message("kind-sheet"), _BROKEN, max_bytes=_MAX_UNPACKED_BYTES)
    yield from read_sheets(*_open(data), source, options)


def read_sheets(
    sheets: list[Sheet], found: Metadata, left_out: list[RemovedLine], source: Source, options: LoadOptions
) -> Iterator[Article | Rejection]:
    """Yield the articles of visible sheets; `left_out` is what else the workbook holds."""
    tables: list[Sheet] = []
    for sheet in sheets:
        name, grid = sheet.name, sheet.grid
        header = [cell.text.strip() for cell in grid[0]] if grid else []
        if holds_records(header, options.columns) and not _is_list_of_names(header, grid, options.columns):
            rows = ({key: cell.text for key, cell in zip(header, row, strict=False) if key} for row in grid[1:])
            yield from read_fields(rows, f"{source.name} {name}", source, options)
            if sheet.uncalculated:
                yield Rejection(f"{source.name} {name}", _note(sheet.uncalculated))
        elif grid:
            tables.append(sheet)
    if tables:
        known = Metadata(title=found.title or PurePosixPath(source.name).stem, author=found.author)
        yield from _tables(tables, known, source, left_out, has_title=bool(found.title))
    elif not any(sheet.grid for sheet in sheets):
        uncalculated = [formula for sheet in sheets for formula in sheet.uncalculated]
        raise LoadError(_note(uncalculated) if uncalculated else Message("sheet-empty"))


def _is_list_of_names(header: Sequence[str], grid: Grid, columns: Columns) -> bool:
    """Return whether the column called 内容 only says briefly what belongs to the names beside it: no row is a text."""
    if columns.all_texts or any(name in header for name in (*columns.title, *columns.question)):
        return False
    texts = [cell.text for row in grid[1:] for name, cell in zip(header, row, strict=False) if name in columns.text]
    return len(header) > 1 and not any(len(text) > _MAX_BRIEF_CHARS or "。" in text for text in texts)


def _note(uncalculated: Sequence[str]) -> Message:
    return Message("sheet-formulas", {"count": len(uncalculated)})


def _open(data: bytes) -> tuple[list[Sheet], Metadata, list[RemovedLine]]:
    """Return the visible sheets by name, the properties, and what is hidden or struck out."""
    try:
        data = as_transitional(data)
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        written = openpyxl.load_workbook(io.BytesIO(data)) if _holds_formulas(data) else None
        left_out: list[RemovedLine] = []
        boxes = _text_boxes(data)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                left_out.append(hidden_sheet(sheet.title, _grid(sheet, [])))
        sheets = [
            Sheet(
                sheet.title,
                _grid(sheet, left_out),
                _uncalculated(sheet, written[sheet.title]) if written else (),
                boxes.get(sheet.title, ()),
            )
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        ]
        properties = book.properties
        return sheets, Metadata(title=core_title(properties.title), author=core_author(properties.creator)), left_out
    except LoadError:
        raise
    # openpyxl raises any kind of zip, XML or package error; all mean the same to the user.
    except Exception as error:
        raise LoadError(_BROKEN) from error


def _holds_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return any(b"<f>" in (xml := package.read(name)) or b"<f " in xml for name in sheets)


def hidden_sheet(name: str, grid: Grid) -> RemovedLine:
    """Return what is listed of a sheet that is not shown."""
    text = "；".join(cell.text for row in grid for cell in row if cell.text)
    return RemovedLine(f"{name}：{text[:_MAX_HIDDEN_CHARS]}", _HIDDEN)


def _text_boxes(data: bytes) -> dict[str, tuple[str, ...]]:
    """Return the lines of the text boxes of each sheet, by its name."""
    found: dict[str, tuple[str, ...]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if not any(name.startswith("xl/drawings/") for name in package.namelist()):
            return {}
        book = "xl/workbook.xml"
        places = _related(package, book)
        for sheet in parse_xml(package.read(book)).iter(f"{_SHEETS}sheet"):
            part = places.get(sheet.get(f"{_RELATIONS}id", ""), "")
            lines = [
                "".join(run.text or "" for run in paragraph.iter(f"{_DRAWING}t"))
                for drawing in _related(package, part).values()
                if drawing.startswith("xl/drawings/") and drawing.endswith(".xml")
                for paragraph in parse_xml(package.read(drawing)).iter(f"{_DRAWING}p")
            ]
            found[sheet.get("name", "")] = tuple(line.strip() for line in lines if line.strip())
    return found


def _related(package: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Return the parts that a part of a workbook refers to, by the id of the reference."""
    folder, name = posixpath.split(part)
    place = f"{folder}/_rels/{name}.rels"
    if place not in package.namelist():
        return {}
    targets = {link.get("Id", ""): link.get("Target", "") for link in parse_xml(package.read(place))}
    paths = {key: posixpath.normpath(posixpath.join("/" + folder, target))[1:] for key, target in targets.items()}
    return {key: path for key, path in paths.items() if path in package.namelist()}


def _uncalculated(sheet: Worksheet, written: Worksheet) -> tuple[str, ...]:
    """Return the formulas of a sheet without a value, each with its place (B3：=SUM(B1:B2))."""
    found = []
    for row in written.iter_rows(max_col=min(written.max_column, _MAX_COLUMNS)):
        for cell in row:
            if cell.data_type == "f" and sheet.cell(cell.row, cell.column).value is None:
                formula = cell.value if isinstance(cell.value, str) else getattr(cell.value, "text", None) or "="
                found.append(f"{cell.coordinate}：{formula}")
    return tuple(found)


_SENTENCE_ENDS = tuple("。！？!?；;")


def _tables(
    tables: list[Sheet], known: Metadata, source: Source, hidden: list[RemovedLine], *, has_title: bool
) -> Iterator[Article | Rejection]:
    lines: list[Line] = []
    for sheet in tables:
        parts = [part for beside in split_at_blank_columns(sheet.grid) for part in split_at_blank_rows(beside)]
        read = [read_table(table) for part in parts for table in split_at_blank_columns(part)]
        if not lines and not has_title and (above := _text_above_heads(sheet.grid, read)):
            known = Metadata(title=above, author=known.author)
        if len(tables) > 1:
            lines.append(Line(sheet.name, True, heading=True, row=True))
        lines += [Line(line.text, True, row=True) for table in read for line in table]
        lines += [Line(text, True) for text in sheet.boxes]
    uncalculated = [formula for sheet in tables for formula in sheet.uncalculated]
    for number in range(0, len(lines), _ROWS_IN_AN_ARTICLE):
        article_id = source.article_id if number == 0 else f"{source.article_id}#{number + 1}"
        part = lines[number : number + _ROWS_IN_AN_ARTICLE]
        source.keep_original(article_id, "\n".join(line.text for line in part))
        page = clean_marked_lines(part, known)
        left_out = [RemovedLine(formula, _FORMULAS) for formula in uncalculated] if number == 0 else []
        note = _note(uncalculated) if left_out else None
        page = replace(page, removed=(*left_out, *(hidden if number == 0 else ()), *page.removed))
        yield make_article(article_id, page, location=source.location, note=note)


def _text_above_heads(grid: Grid, read: list[list[TableLine]]) -> str:
    """Return the title above the first table's heads; 附件2 above it only numbers the sheet.

    A text beside that of another table names its own table alone.
    """
    if sum(bool(cell.text) for cell in grid[0]) != 1:
        return ""
    above = [line.text for line in takewhile(lambda line: not line.fields, read[0][:_MAX_LINES_TO_TITLE])]
    titles = [text for text in above if not is_attachment_label(text)]
    return titles[0] if titles and not titles[0].endswith(_SENTENCE_ENDS) else ""


def _grid(sheet: Worksheet, left_out: list[RemovedLine]) -> Grid:
    """Return the non-empty rows of a sheet, up to the last non-empty cell.

    Struck-out cells and those that show an error become blank; their text is added to `left_out`.
    """
    rows, columns = sheet.max_row, min(sheet.max_column, _MAX_COLUMNS)
    if rows * columns > MAX_CELLS:
        raise LoadError(Message("sheet-too-large", {"sheet": sheet.title, "rows": rows, "columns": columns}))
    spans, covered = _merged(sheet)
    grid: Grid = []
    are_bold: list[bool] = []
    for row in sheet.iter_rows(max_col=columns):
        shown = [cell for cell in row if (cell.row, cell.column) in spans or (cell.row, cell.column) not in covered]
        struck = {cell.coordinate for cell in shown if cell.has_style and cell.value is not None and cell.font.strike}
        left_out += [RemovedLine(_shown(cell), Removal.DELETED.value) for cell in shown if cell.coordinate in struck]
        left_out += [RemovedLine(f"{cell.coordinate}：{cell.comment.text}", _COMMENT) for cell in shown if cell.comment]
        blank = struck | {cell.coordinate for cell in shown if cell.data_type == "e"}
        left_out += [RemovedLine(f"{cell.coordinate}：{cell.value}", _ERROR) for cell in shown if cell.data_type == "e"]
        written = [cell for cell in shown if cell.value is not None]
        are_bold.append(bool(written) and all(cell.has_style and cell.font.b for cell in written))
        grid.append(
            [
                Cell(
                    "" if cell.coordinate in blank else _shown(cell),
                    *spans.get((cell.row, cell.column), (1, 1)),
                )
                for cell in shown
            ]
        )
    above = next((n for n, row in enumerate(grid) if sum(bool(cell.text) for cell in row) > 1), 0)
    texts = [[cell.text for cell in row] for row in grid[above:]]
    for number in (above + place for place in bold_heads(are_bold[above:], texts)):
        grid[number] = [replace(cell, is_heading=True) for cell in grid[number]]
    grid = shown_part(grid, _hidden_rows(sheet), _hidden_columns(sheet), left_out)
    while grid and not any(cell.text for cell in grid[-1]):
        grid.pop()
    while grid and not any(cell.text for cell in grid[0]) and all(cell.rows == 1 for cell in grid[0]):
        grid.pop(0)
    return grid


def _hidden_rows(sheet: Worksheet) -> set[int]:
    """Return the places of the rows that somebody hid, from 0.

    Rows that a filter or a folded group hides for the moment are part of the table: a click shows them.
    """
    first, last = 0, -1
    if sheet.auto_filter.ref and sheet.auto_filter.filterColumn:
        _, first, _, last = range_boundaries(sheet.auto_filter.ref)
    return {
        number - 1
        for number, row in sheet.row_dimensions.items()
        if (row.hidden or row.height == 0) and not row.outlineLevel and not first <= number <= last
    }


def _hidden_columns(sheet: Worksheet) -> set[int]:
    """Return the places of the columns that somebody hid, from 0, as for rows."""
    return {
        number - 1
        for column in sheet.column_dimensions.values()
        if (column.hidden or (column.customWidth and column.width == 0)) and not column.outlineLevel
        for number in range(column.min, min(column.max, _MAX_COLUMNS) + 1)
    }


def shown_part(grid: Grid, rows: set[int], columns: set[int], left_out: list[RemovedLine]) -> Grid:
    """Return a grid without its hidden rows and columns, whose text is added to `left_out`.

    A merged cell stays as long as one place of it is shown.
    """
    if not rows and not columns:
        return grid
    placed: list[dict[int, Cell]] = [{} for _ in grid]
    taken: list[set[int]] = [set() for _ in grid]
    unseen: dict[tuple[str, int], list[str]] = {}
    for number, row in enumerate(grid):
        column = 0
        for cell in row:
            while column in taken[number]:
                column += 1
            across = range(column, column + max(cell.columns, 1))
            down = range(number, min(number + max(cell.rows, 1), len(grid)))
            for below in down:
                taken[below].update(across)
            shown_across = [place for place in across if place not in columns]
            shown_down = [place for place in down if place not in rows]
            if shown_across and shown_down:
                shown = replace(cell, columns=len(shown_across), rows=len(shown_down))
                placed[shown_down[0]][shown_across[0]] = shown
            elif cell.text:
                place = (_HIDDEN_ROW, number) if not shown_down else (_HIDDEN_COLUMN, column)
                unseen.setdefault(place, []).append(cell.text)
            column = across.stop
    left_out += [RemovedLine("；".join(texts)[:_MAX_HIDDEN_CHARS], role) for (role, _), texts in sorted(unseen.items())]
    return [[row[column] for column in sorted(row)] for number, row in enumerate(placed) if number not in rows]


def _merged(sheet: Worksheet) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Return the columns and rows that merged cells span, by their first place, and all places they cover."""
    spans = {}
    covered: set[tuple[int, int]] = set()
    for merged in sheet.merged_cells.ranges:
        across, down = merged.max_col - merged.min_col + 1, merged.max_row - merged.min_row + 1
        if len(covered) + across * down <= MAX_CELLS:
            spans[merged.min_row, merged.min_col] = (across, down)
            covered.update(place for row in merged.rows for place in row)
    return spans, covered


def _shown(cell: SheetCell) -> str:
    """Return a cell's value as the sheet shows it."""
    value, pattern = cell.value, cell.number_format or "General"
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime | date | time | timedelta):
        return shown_time(value, pattern.lower())
    if isinstance(value, int | float):
        return shown_number(value, pattern)
    return str(value).strip()


def shown_time(value: datetime | date | time | timedelta, pattern: str) -> str:
    """Return a day or time as its format, in lower case, shows it."""
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if "y" not in pattern and "d" in pattern and "m" in pattern:
        return f"{value.month}月{value.day}日"
    if "d" not in pattern and "y" in pattern:
        return f"{value.year}年{value.month}月"
    if "年" in pattern and "日" in pattern and not (isinstance(value, datetime) and (value.hour or value.minute)):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, datetime) and (value.hour or value.minute):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.strftime("%Y-%m-%d")


_FORMAT_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|\[\$(?P<currency>[^\]\-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.'
    r"|(?P<places>General|G/通用格式|[0#?.,]+)|(?P<other>.)"
)
"""Pieces of a number format: text as it stands, a currency, what only sets colour or width, places of digits."""
_MAX_EXACT = Decimal(10) ** 15
"""Spreadsheets round half up, and keep no more than fifteen digits."""
_IN_WORDS = re.compile(r"\[[<>=]|\[DBNum|[Ee][+-]|/")
"""Formats with conditions, Chinese numerals or powers of ten, which are shown as plain numbers."""
_FRACTION = re.compile(r"\?/(\?{1,3})")


def shown_number(value: float, pattern: str) -> str:
    """Return a number as its format shows it: with its currency and unit, decimals and leading zeros."""
    plain = f"{value:.15g}" if isinstance(value, float) else str(value)
    sections = re.findall(r'((?:"[^"]*"|[\\!].|[^;"])*)(?:;|$)', pattern)[: pattern.count(";") + 1]
    if fraction := _FRACTION.search(pattern):
        return _shown_fraction(value, len(fraction[1]))
    if _IN_WORDS.search(pattern.replace("G/通用格式", "")):
        return plain
    number = 1 if value < 0 and len(sections) > 1 else 2 if value == 0 and len(sections) > 2 else 0
    pieces = [*_FORMAT_PIECE.finditer(sections[number])]
    percent = sum(piece["other"] == "%" for piece in pieces)
    places = [n for n, piece in enumerate(pieces) if piece["places"]]
    if not places and number != 2:
        return plain  # text (@), or nothing at all
    amount = abs(Decimal(str(value))) * 100**percent
    texts = [piece["quoted"] or piece["escaped"] or piece["currency"] or piece["other"] or "" for piece in pieces]
    if places and pieces[places[0]]["places"].startswith("G"):
        texts[places[0]] = plain.lstrip("-")
    elif places:
        _fill_places(amount, pieces, texts, places)
    sign = "-" if value < 0 and number == 0 else ""
    return sign + "".join(texts).strip()


def _shown_fraction(value: float, places: int) -> str:
    """Return a number as a whole and a fraction, whose denominator has at most so many digits: 1 3/4."""
    whole, part = divmod(Fraction(abs(value)).limit_denominator(10**places - 1), 1)
    shown = " ".join([*([str(whole)] if whole or not part else []), *([str(part)] if part else [])])
    return f"-{shown}" if value < 0 else shown


def _fill_places(amount: Decimal, pieces: list[re.Match[str]], texts: list[str], places: list[int]) -> None:
    """Put the digits of `amount` into `texts`, in the pieces that are places of digits."""
    whole, _, decimals = "".join(pieces[n]["places"] for n in places).partition(".")
    scaled = whole if not decimals else decimals
    thousands = "," in whole.rstrip(",")
    amount /= 1000 ** (len(scaled) - len(scaled.rstrip(",")))
    most = min(sum(place in "0#?" for place in decimals), 10)
    if amount < _MAX_EXACT:
        amount = amount.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    digits, _, fraction = f"{amount:.{most}f}".partition(".")
    while len(fraction) > decimals.count("0"):
        if not fraction.endswith("0"):
            break
        fraction = fraction[:-1]
    digits = digits.lstrip("0").rjust(whole.count("0"), "0")
    if thousands and digits:
        digits = f"{int(digits):,}"
    inner = [n for n in places if "." not in pieces[n]["places"]]
    if len(places) > 1 and len(inner) == len(places):  # text between digits: 000-0000, 0!.0,
        for n in reversed(places[1:]):
            room = sum(place in "0#?" for place in pieces[n]["places"])
            texts[n], digits = digits[-room:] if room else "", digits[:-room] if room else digits
        texts[places[0]] = digits
        return
    texts[places[0]] = digits + (f".{fraction}" if fraction else "")
    for n in places[1:]:
        texts[n] = ""
