"""Find tables in plain text, with columns separated by tabs, bars, commas or aligned blanks."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from index.clean.lines import Line
from index.clean.tables import Cell, TableLine, read_table

TAB = "\ufdd0"
"""Placeholder for a tab while the text is cleaned: other tabs and unusual spaces become blanks."""
BLANK = "\ufdd2"
"""Placeholder for the blank first cell of a row of heads set out with blanks, which else would be an indent."""
_TRAILING_TABS = re.compile(r"^(?P<cells>[^\n]*\t[^\t\n]*[^\s][^\t\n]*?)(?P<tabs>(?:\t[ ]*)+)$", re.MULTILINE)
"""Blank cells at the end of a row that has several."""
_QUOTED_CELL = re.compile(r'(?P<before>\t|^)"(?P<cell>(?:[^"\t]|""){0,2000})"(?=(?P<after>\t|\n|$))', re.MULTILINE)
"""A cell as a workbook's program copies it: quoted where it has line breaks or quotation marks, or all of them."""
_INDENTED = re.compile(r"^(?: {4,}|\u3000{2,}[ \u3000]*)(?P<cells>\S+(?: {2,}|\u3000+)\S[^\n]*)$", re.MULTILINE)
"""A row set out with blanks, the first cell of which may be blank."""
_MAX_ROWS_UP = 8
_MAX_CHARS_UP = 1_000
_BARS = re.compile(r"[|｜│┃]")
_BOX = re.compile(r"[┌┐└┘├┤┬┴┼─━═╔╗╚╝╠╣╦╩╬+|\-│┃\s]+")
_RULE = re.compile(r"[|+:\-—=\s]+")
_GAP = re.compile(r" {2,}|[ \u3000]*\u3000[ \u3000]*")
_WIDE_GAP = re.compile(r" {2}|\u3000[ \u3000]| \u3000")
_SENTENCE = re.compile(r"[。！？；]")
_CHOICE = re.compile(r"[A-Ha-h][.．、)）]")
_LOGGED = re.compile(r"[\[【]\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[ T]")
"""The moment before an entry of a log, which may set its own words apart."""
_TO_FILL_IN = re.compile(r"[（(]\s+[)）]")
_LABELLED = re.compile(r"[^：:，。\d]{1,10}[：:]\s*\S")
_MEASURED = re.compile(r"[^\d\s]\s*\d")
_MAX_CELL_CHARS = 40
_MAX_BETWEEN_CHARS = 12
_MIN_BLANK_ROWS = 3
_MIN_HEADS = 3
_MIN_RULES = 2
_MIN_COMMA_COLUMNS = 3
_MIN_COMMA_ROWS = 3
_MAX_LINE_CHARS = 300


@dataclass(frozen=True)
class _Kind:
    """A way to separate columns: the cells of a line, None if it has none, and how many lines make a table."""

    split: Callable[[str], list[str] | None]
    min_rows: int
    is_sure: bool


def mark_columns(text: str) -> str:
    """Return `text` with TAB for column separators that cleaning would change: tabs, and commas of a table."""
    if "\t" in text:
        text = _QUOTED_CELL.sub(_unquoted, text) if '"' in text else text
        text = _TRAILING_TABS.sub(lambda row: row["cells"] + TAB * row["tabs"].count("\t"), text)
        text = re.sub(r"(?<=\S)\t[ ]*(?=\S|\t)|(?<=\t)\t|^\t(?=[^\t\n]+\t[^\t\n]+\t)", TAB, text, flags=re.MULTILINE)
    if "    " in text or "\u3000\u3000" in text:
        text = _INDENTED.sub(_with_first_cell, text)
    if "," not in text:
        return text
    lines = text.split("\n")
    columns = [_comma_columns(line) for line in lines]
    place = 0
    while place < len(lines):
        end = place + 1
        while columns[place] and end < len(lines) and columns[end] == columns[place]:
            end += 1
        if end - place >= _MIN_COMMA_ROWS:
            lines[place:end] = [line.replace(",", TAB) for line in lines[place:end]]
        place = end
    return "\n".join(lines)


def _unquoted(found: re.Match[str]) -> str:
    """Return a cell as it was before a program quoted it: on one line, its own quotation marks single."""
    if found["before"] != "\t" and found["after"] != "\t":
        return found.group()
    lines = [line.strip() for line in found["cell"].replace('""', '"').split("\n") if line.strip()]
    return found["before"] + " ".join(lines)


def _with_first_cell(found: re.Match[str]) -> str:
    """Return an indented row with BLANK as its first cell, if it is a row of heads and the line below has one cell
    more, or if its cells begin below cells of a row above it other than the first."""
    text, cells = found.string, _count_cells(found["cells"])
    end = text.find("\n", found.end() + 1)
    below = text[found.end() + 1 : end if end >= 0 else None]
    are_heads = cells >= _MIN_HEADS and below[:1].strip() != "" and _count_cells(below) == cells + 1
    return BLANK + found.group() if are_heads or _is_below_cells(found) else found.group()


def _is_below_cells(found: re.Match[str]) -> bool:
    """Return whether the cells of an indented row begin below cells, other than the first, of one line above it."""
    starts = _starts(BLANK + found.group())[1:]
    end = found.start() - 1
    above = found.string[max(0, end - _MAX_CHARS_UP) : max(0, end)].split("\n")[-_MAX_ROWS_UP:]
    for line in takewhile(str.strip, reversed(above)):
        places = _starts(line)[1:] if line[:1] not in (" ", "\u3000") else []
        if len(places) >= len(starts) > 0 and all(min(abs(a - b) for b in places) <= 1 for a in starts):
            return True
    return False


def _count_cells(text: str) -> int:
    return len(_GAP.split(text.strip()))


def _comma_columns(line: str) -> int:
    """Return how many columns commas give a line, 0 if they belong to a sentence or a number."""
    if line.count(",") < _MIN_COMMA_COLUMNS - 1 or len(line) > _MAX_LINE_CHARS:
        return 0
    return 0 if re.search(r"[，。]|, |(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])", line) else line.count(",") + 1


def find_tables(lines: Sequence[Line]) -> list[Line]:
    """Return `lines` with table rows as self-contained lines, and no TAB left in the others."""
    found: list[Line] = []
    place = 0
    while place < len(lines):
        end, rows = _table_at(lines, place)
        if rows:
            found.extend(Line(row.text, place_of == 0, row=True) for place_of, row in enumerate(rows))
            place = end
        else:
            line = lines[place]
            found.append(replace(line, text=line.text.replace(TAB, " ").replace(BLANK, "").strip(" \u3000")))
            place += 1
    return found


def _table_at(lines: Sequence[Line], place: int) -> tuple[int, list[TableLine]]:  # noqa: C901 - each kind of table in turn
    """Return the end of the table that begins at `place`, and its rows; no rows if none begins there."""
    text = lines[place].text
    if lines[place].row or lines[place].heading or len(text) > _MAX_LINE_CHARS:
        return place, []
    for kind in _KINDS:
        if kind.split(text) is None and not _is_rule(text):
            continue
        end = place
        rows: list[tuple[str, list[str]]] = []
        ruled: list[int] = []
        while end < len(lines) and len(lines[end].text) <= _MAX_LINE_CHARS:
            line = lines[end]
            cells = None if line.heading else kind.split(line.text)
            if rows and cells == rows[0][1]:
                break  # the same head: another table begins
            if cells is None and rows and kind.split is _split_tabs and _is_between_rows(lines, end, len(rows[0][1])):
                cells = [line.text] + [""] * (len(rows[0][1]) - 1)
            if rows and cells is not None and _ends_table(lines, end, cells, rows[0][1], kind):
                break
            if cells is not None:
                is_open = rows and kind.split is _split_bars and not _is_closed(rows[0][0])
                rows.append((line.text, _at_bars(line.text) if is_open else cells))
            elif not (_is_rule(line.text) and line.text):
                break
            else:
                ruled.append(len(rows))
            end += 1
        rows = _with_wrapped_cells_joined(rows, ruled)
        if len(rows) >= kind.min_rows and kind.split is _split_blanks:
            rows[0] = _with_heads_apart(rows[0], rows[1])
        if len(rows) >= kind.min_rows and _is_table(rows, kind):
            grid = _aligned(rows) if kind.split is _split_blanks else [cells for _, cells in rows]
            width = max(map(len, grid))
            lines_of_rows = read_table([_row_of_cells(cells, width, kind) for cells in grid])
            if kind.split is _split_blanks and not any(name for line in lines_of_rows for name, _ in line.fields):
                lines_of_rows = [
                    TableLine(text.replace(BLANK, "").strip(" \u3000")) for text, _ in rows
                ]  # without heads it is better as it was set
            shown = "\n".join(line.text for line in lines_of_rows)
            # A head with no row below it, only itself again, is not a table: its lines stay unchanged.
            return (
                (end, lines_of_rows)
                if all(cell.strip(":： ") in shown for row in grid for cell in row)
                else (place, [])
            )
    return place, []


def _ends_table(lines: Sequence[Line], place: int, cells: list[str], heads: list[str], kind: _Kind) -> bool:
    """Return whether a line below rows is none of them.

    It has only fields of its own (检验者：杭某　　审核者：苗某); or, set out with blanks below a blank line, another
    number of cells, or it opens rows that stand together below a title.
    """
    if len(cells) > 1 and (len(cells) != len(heads) or kind.split is _split_blanks):
        if all(map(_LABELLED.match, cells)) and not any(map(_LABELLED.match, heads)):
            return True
    if kind.split is not _split_blanks or not lines[place].apart:
        return False
    is_below_title = lines[place - 1].apart and place + 1 < len(lines) and not lines[place + 1].apart
    return len(cells) != len(heads) or is_below_title


def _with_wrapped_cells_joined(rows: list[tuple[str, list[str]]], ruled: Sequence[int]) -> list[tuple[str, list[str]]]:
    """Return the rows of a table with a line drawn below each, their cells of several lines as one."""
    edges = sorted({n for n in ruled if 0 < n < len(rows)})
    if len(edges) < _MIN_RULES:
        return rows
    joined: list[tuple[str, list[str]]] = []
    for number, (text, cells) in enumerate(rows):
        goes_on = number > 0 and number not in edges and not cells[0] and len(cells) == len(joined[-1][1])
        if goes_on:
            joined[-1] = (joined[-1][0], [above + cell for above, cell in zip(joined[-1][1], cells, strict=True)])
        else:
            joined.append((text, cells))
    return joined


def _row_of_cells(cells: list[str], width: int, kind: _Kind) -> list[Cell]:
    """Return the cells of a row; one alone between bars spans them all (│ 备注：除霜 │)."""
    if kind.split is _split_bars and len(cells) == 1:
        return [Cell(cells[0], columns=width)]
    return [Cell(cell) for cell in cells]


def _is_between_rows(lines: Sequence[Line], place: int, columns: int) -> bool:
    """Return whether a single short line (午休) is between two rows with `columns` columns."""
    above, below = (_split_tabs(lines[n].text) if n < len(lines) else None for n in (place - 1, place + 1))
    is_short = 0 < len(lines[place].text) <= _MAX_BETWEEN_CHARS and not _SENTENCE.search(lines[place].text)
    return is_short and above is not None and below is not None and len(above) == len(below) == columns


def _is_table(rows: list[tuple[str, list[str]]], kind: _Kind) -> bool:
    counts = [len(cells) for _, cells in rows]
    longest = max(len(cell) for _, cells in rows for cell in cells)
    if kind.is_sure:
        if kind.split is _split_bars:
            counts = [count for count in counts if count > 1] or [1]
        return max(counts) > 1 and max(counts) - min(counts) <= 1
    shapes = [[_shape(cell) for cell in cells] for _, cells in rows[:2]]
    if shapes[0] == shapes[1] and all(map(_MEASURED.search, rows[0][1])):
        return False  # entries alike set side by side (黄芪 15g　　党参 12g), no heads above values
    if longest > _MAX_CELL_CHARS or any(_SENTENCE.search(text) for text, _ in rows):
        return False
    if counts[0] == 2 and not all(_WIDE_GAP.search(text) for text, _ in rows):
        return False  # a name after one wide blank (审判员　张三) is not a column
    return counts[0] == max(counts) and sum(count == counts[0] for count in counts) * 2 >= len(counts)


def _shape(cell: str) -> str:
    """Return a cell with 0 for every number and 字 for every run of Chinese characters."""
    return re.sub(r"[\u4e00-\u9fff]+", "字", re.sub(r"\d+(?:\.\d+)?", "0", cell))


def _is_rule(text: str) -> bool:
    return len(text) > 2 and (_BOX.fullmatch(text) is not None or _RULE.fullmatch(text) is not None)


def _split_tabs(text: str) -> list[str] | None:
    return [cell.strip() for cell in text.split(TAB)] if TAB in text else None


def _split_bars(text: str) -> list[str] | None:
    if _is_rule(text) or not _BARS.search(text):
        return None
    return _at_bars(text[1:-1] if _is_closed(text) else text)


def _is_closed(text: str) -> bool:
    """Return whether a row begins and ends with a bar."""
    return text[0] in "|｜│┃" and text[-1] in "|｜│┃" and len(text) > 1


def _at_bars(text: str) -> list[str]:
    return [cell.strip() for cell in _BARS.split(text)]


def _split_blanks(text: str) -> list[str] | None:
    cells = [cell for cell in _GAP.split(text.strip()) if cell]
    if cells[:1] == [BLANK]:
        cells[0] = ""
    if _TO_FILL_IN.search(text) or _LOGGED.match(text) or all(map(_CHOICE.match, cells)):
        return None  # an exam's question, or the answers to choose from
    return cells if len(cells) > 1 and all(len(cell) <= _MAX_CELL_CHARS for cell in cells) else None


_KINDS = (
    _Kind(_split_tabs, 2, is_sure=True),
    _Kind(_split_bars, 2, is_sure=True),
    _Kind(_split_blanks, _MIN_BLANK_ROWS, is_sure=False),
)


def _with_heads_apart(heads: tuple[str, list[str]], row: tuple[str, list[str]]) -> tuple[str, list[str]]:
    """Return a row of heads split at single blanks too, if each then begins above a cell of the row below."""
    words, starts = heads[0].split(), _starts(heads[0], 1)
    if len(heads[1]) < len(row[1]) == len(words) and _nearest(starts, _starts(row[0])) == list(range(len(words))):
        return "  ".join(words), words
    return heads


def _aligned(rows: list[tuple[str, list[str]]]) -> list[list[str]]:
    """Return the cells of lines with columns separated by blanks, each assigned to the nearest head."""
    heads = _starts(rows[0][0])
    grid = []
    for text, cells in rows:
        if len(cells) == len(heads):
            grid.append(cells)
            continue
        starts = _starts(text)
        if len(words := text.split()) == len(heads) and _nearest(_starts(text, 1), heads) == list(range(len(heads))):
            cells, starts = words, heads  # a long name left only one blank before the next cell
        row = [""] * len(heads)
        for column, cell in zip(_nearest(starts, heads), cells, strict=True):
            row[column] = f"{row[column]} {cell}".strip()
        grid.append(row)
    return grid


def _nearest(starts: list[int], heads: list[int]) -> list[int]:
    """Return for each place the number of the head that begins nearest to it."""
    return [min(range(len(heads)), key=lambda column: abs(heads[column] - start)) for start in starts]


def _starts(text: str, min_blank: int = 2) -> list[int]:
    """Return the display column at which each cell begins; Chinese characters are two wide."""
    starts, width, blank = [], 0, 2
    for character in text.strip():
        if character == BLANK:
            starts.append(0)
            blank = 0
            continue
        wide = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if character in " \u3000":
            blank += wide
        else:
            if blank >= min_blank:
                starts.append(width)
            blank = 0
        width += wide
    return starts
