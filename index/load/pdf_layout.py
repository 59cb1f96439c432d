"""The layout of a PDF page: positioned pieces of text, arranged in rows, columns and tables in reading order."""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.clean.lines import is_field, is_reference_mark, raise_text
from index.clean.tables import Cell, TableLine, is_value, name_columns, read_table

_MIN_COLUMN_LINES = 3
_MIN_COLUMN_CHARS = 7
_RUNNING_TEXT_SHARE = 0.4
_RUNNING_TEXT = re.compile(r"[，。；、？！]|[a-z] [a-z]+ [a-z]")
_LIST_MARK = re.compile(r"(?:[•·●■◆▪○\-–*]|[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z])[)）.、．]?)$")
_ITEM_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,4}$")
_MAX_DEPTH = 6
_MAX_NESTED = 2
_MIN_LINES_APART = 4
_MANY_LINES = 9
_MAX_SHARED_BASES = 0.3
_BLANK_EMS = 3.2
_FULL_SHARE = 0.6
"""How much of a cell a line fills that goes on in the next."""
_MAX_GUTTERS = 20
_SAME_EDGE = 1.5
_MIN_EDGES = 2
_MIN_STARTS = 4
_MIN_APART = 2
_MIN_CELL_CHARS = 4
_GUTTER_EMS = (0.4, 1.4)
_MIN_TABLE_ROWS = 3
_MIN_RULE = 20
_MAX_LEADING = 2.0
WIDE_SPACE = 0.8
"""How many ems between Chinese characters are a space."""
SMALL_SHARE = 0.88
RAISED_EMS = 0.15
"""How much smaller than the line powers and marks of notes are, and how far above it they begin."""
_MAX_WRAPPED = 6
_WITHIN_LINE_EMS, _OFF_LINE_EMS, _OFF_LINE = 1.4, 0.7, 0.2
"""How far apart pieces of one line stand at most, and such as are set off its baseline, by how much."""
_HEADLINE_SIZE = 1.2
_CENTRED_SHARE = 0.04
"""How much larger than all below it a title is, and how far from the middle of the page's text at most."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text drawn at once: its left and right edge and baseline in points, x from the left and y from the bottom.

    `is_walled`: a vertical line separates it from the piece to its left; `opens_column`: only a narrow gutter does.
    `table` is a table that stands here instead; `parts` are those that stand a little apart, cells perhaps.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    is_walled: bool = False
    table: tuple[TableLine, ...] = ()
    opens_column: bool = False
    parts: tuple["Piece", ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line drawn on the page."""

    left: float
    right: float
    y: float


@dataclass(frozen=True, slots=True)
class Wall:
    """A vertical line drawn on the page."""

    x: float
    foot: float
    top: float


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line of a page: text, edges, baseline and font size; `row`: it is a table row.

    `pieces` is how many separate pieces it has; `column` is the number of its text column on the page.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    row: bool = False
    pieces: int = 1
    column: int = 0


_Row = list[Piece]


def read_layout(pieces: Sequence[Piece], rules: Sequence[Rule]) -> list[PageLine]:
    """Return the lines of a page in reading order: column by column, table rows with their column heads."""
    rules = [rule for rule in rules if rule.right - rule.left > _MIN_RULE]
    lines: list[PageLine] = []
    for number, part in enumerate(_below_headline(_with_narrow_gutters(pieces), rules)):
        lines += [replace(line, column=number) for line in _lines_of_part(part, rules)]
    return lines


def rows_of(pieces: Sequence[Piece]) -> list[_Row]:
    """Return the pieces in rows from top to bottom, each from left to right; pieces that touch become one."""
    return [_joined(sorted(row, key=lambda piece: piece.left)) for row in pieces_by_row(pieces)]


def pieces_by_row(pieces: Sequence[Piece]) -> list[_Row]:
    """Return the pieces in rows from top to bottom."""
    rows: list[_Row] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.base, piece.left)):
        if rows and abs(rows[-1][0].base - piece.base) <= 0.45 * max(rows[-1][0].size, piece.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _joined(row: _Row) -> _Row:
    joined = [row[0]]
    for piece in row[1:]:
        last = joined[-1]
        gap = piece.left - last.right
        size = max(last.size, piece.size)
        room = _OFF_LINE_EMS if abs(piece.base - last.base) > _OFF_LINE * size else _WITHIN_LINE_EMS
        if piece.is_walled or piece.opens_column or piece.table or last.table or gap > room * size:
            joined.append(piece)
            continue
        if _is_raised(piece, last):
            text = last.text + ("" if is_reference_mark(piece.text, last.text) else raise_text(piece.text))
        else:
            is_wide = _is_wide(last.text[-1:]) or _is_wide(piece.text[:1])
            apart = gap > (WIDE_SPACE if is_wide else 0.2) * piece.size
            apart = apart and not (is_wide and re.search(r"[\W_]$", last.text))
            text = last.text + (" " if apart else "") + piece.text
        joined[-1] = replace(last, text=text, right=max(last.right, piece.right), size=max(last.size, piece.size))
    return joined


def _is_raised(piece: Piece, before: Piece) -> bool:
    """Return whether a piece is a power or the mark of a note, drawn small above the line that it follows."""
    is_small = piece.size < SMALL_SHARE * before.size
    is_near = piece.left - before.right < RAISED_EMS * before.size
    return is_small and is_near and piece.base - before.base > RAISED_EMS * before.size


def _is_wide(character: str) -> bool:
    return character >= "\u2e80"


# ---- Columns of text


def _in_columns(pieces: list[Piece], rules: Sequence[Rule], depth: int) -> list[list[Piece]]:
    """Return the pieces in parts in reading order: above, left column, right column, below."""
    if depth >= _MAX_DEPTH or len(pieces) < 2 * _MIN_COLUMN_LINES:
        return [pieces]
    rows = rows_of(pieces)
    merged = [piece for row in rows for piece in row]
    left, right = min(p.left for p in merged), max(p.right for p in merged)
    blank = [(a[0].base + b[0].base) / 2 for a, b in pairwise(rows) if a[0].base - b[0].base > _BLANK_EMS * b[0].size]
    for gutter in _gutters(merged, left, right):
        crossing = sorted({*(p.base for p in merged if p.left < gutter < p.right), *blank}, reverse=True)
        for top, foot in zip([float("inf"), *crossing], [*crossing, float("-inf")], strict=True):
            inside = [p for p in merged if foot < p.base < top]
            first = [p for p in inside if p.right <= gutter]
            second = [p for p in inside if p.left >= gutter]
            if (
                (_are_columns(first, rules, depth) and _are_columns(second, rules, depth))
                or _are_text_around_tables(first, second, gutter, rules)
                or _are_apart(first, second, gutter, rules)
            ):
                start, end = max(p.base for p in inside), min(p.base for p in inside)
                above = [p for p in merged if p.base > start]
                below = [p for p in merged if p.base < end]
                parts = [part for side in (above, first, second, below) for part in _in_columns(side, rules, depth + 1)]
                return [part for part in parts if part]
    return [pieces]


def _below_headline(pieces: list[Piece], rules: Sequence[Rule]) -> list[list[Piece]]:
    """Return the pieces in parts in reading order; a title centred above three columns or more is none of them."""
    first, *others = rows_of(pieces) or [[]]
    rest = [piece for row in others for piece in row]
    parts = _in_columns(pieces, rules, 0)
    if len(first) != 1 or not rest or first[0].size < _HEADLINE_SIZE * max(piece.size for piece in rest):
        return parts
    left, right = min(piece.left for piece in rest), max(piece.right for piece in rest)
    if abs(first[0].left + first[0].right - left - right) > 2 * _CENTRED_SHARE * (right - left):
        return parts
    below = _in_columns(rest, rules, 0)
    return [first, *below] if len(below) > 2 else parts


def _with_narrow_gutters(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces, marked where they open a second column beside one that ends hardly a character before it.

    A gap as narrow is otherwise a space within a line.
    """
    rows = [sorted(row, key=lambda piece: piece.left) for row in pieces_by_row(_with_cells_parted(pieces))]
    edges = {
        round(piece.left)
        for row in rows
        for before, piece in pairwise(row)
        if _GUTTER_EMS[0] * piece.size < piece.left - before.right <= _GUTTER_EMS[1] * piece.size
    }
    opening: set[int] = set()
    for edge in sorted(edges)[:_MAX_GUTTERS]:
        for part in _uncrossed(rows, edge - 1):
            sides = [p for p in part if p.right < edge], [p for p in part if p.left >= edge - 1]
            if all(map(_is_running_text, sides)) or _are_cells(part, edge):
                opening |= {id(piece) for piece in sides[1] if round(piece.left) == edge}
    return [replace(piece, opens_column=True) if id(piece) in opening else piece for row in rows for piece in row]


def _with_cells_parted(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces, those of a table without lines as its cells, though these nearly touch.

    Three rows below each other have cells that begin at the same places or are parted at the same places, and the first
    is one of names of columns.
    """
    if not any(piece.parts for piece in pieces):
        return list(pieces)
    rows = [[part for p in row for part in (p.parts or (p,))] for row in pieces_by_row(pieces)]
    parted = {id(part) for table in _tables_by_columns(rows) for row in table for part in row}
    start, common = 0, _inner_edges(rows[0])
    for number in range(1, len(rows) + 1):
        row = rows[number] if number < len(rows) else []
        shared = [x for x in common if any(abs(x - y) <= _SAME_EDGE for y in _inner_edges(row))]
        if len(shared) >= _MIN_EDGES:
            common = shared
            continue
        if number - start >= _MIN_TABLE_ROWS and name_columns([part.text for part in rows[start]]):
            parted |= {id(part) for row in rows[start:number] for part in row}
        start, common = number, _inner_edges(row)
    kept: list[Piece] = []
    for piece in pieces:
        are_cells = any(id(part) in parted for part in piece.parts)
        kept += [replace(part, opens_column=n > 0) for n, part in enumerate(piece.parts)] if are_cells else [piece]
    return kept


def _tables_by_columns(rows: list[_Row]) -> Iterator[list[_Row]]:
    """Yield the rows that stand in the same columns below names of these, however the cells are aligned."""
    start = 0
    for number in range(1, len(rows) + 1):
        if number < len(rows) and _share_columns(rows[start : number + 1]):
            continue
        table = rows[start:number]
        if len(table) >= _MIN_TABLE_ROWS and _are_named([[part.text for part in row] for row in table]):
            yield table
        start = number


def _are_named(rows: list[list[str]]) -> bool:
    """Return whether the first row names the columns: by what it says, or because most others have values below it."""
    first, *rest = rows
    valued = sum(all(map(is_value, column)) for column in list(zip(*rest, strict=True))[1:])
    return name_columns(first) or (2 * valued >= len(first) and not any(map(is_value, first)))


def _share_columns(rows: list[_Row]) -> bool:
    """Return whether rows have as many parts each, three or more, and a gap between these that no part reaches into."""
    counts = {len(row) for row in rows}
    if len(counts) > 1 or min(counts) < _MIN_TABLE_ROWS:
        return False
    columns = list(zip(*rows, strict=True))
    return all(
        max(piece.right for piece in here) < min(piece.left for piece in beside) for here, beside in pairwise(columns)
    )


def _inner_edges(row: _Row) -> list[float]:
    """Return where the parts of a row begin, but for the first."""
    return sorted(part.left for part in row)[1:]


def _are_cells(pieces: list[Piece], edge: int) -> bool:
    """Return whether pieces begin below each other at a place, most of them well apart from what stands before."""
    gaps = [
        (before, (piece.left - before.right) / piece.size)
        for row in pieces_by_row(pieces)
        for before, piece in pairwise(sorted(row, key=lambda piece: piece.left))
        if round(piece.left) == edge
    ]
    starts = sum(round(piece.left) == edge for piece in pieces)
    near = [before.text for before, gap in gaps if gap <= _GUTTER_EMS[1]]
    are_words = all(len(text) >= _MIN_CELL_CHARS and text[-1] >= "\u2e80" for text in near)
    return starts >= _MIN_STARTS and len(gaps) - len(near) >= _MIN_APART and are_words


def _uncrossed(rows: Sequence[_Row], x: float) -> list[list[Piece]]:
    """Return the pieces of each run of rows in which none reaches over a place."""
    parts: list[list[Piece]] = [[]]
    for row in rows:
        if any(piece.left < x < piece.right for piece in row):
            parts.append([])
        else:
            parts[-1] += row
    return parts


def _are_columns(pieces: list[Piece], rules: Sequence[Rule], depth: int) -> bool:
    """Return whether pieces are a column of text, or several side by side."""
    return _is_running_text(pieces) or (depth < _MAX_NESTED and len(_in_columns(pieces, rules, depth + 1)) > 1)


def _are_text_around_tables(first: list[Piece], second: list[Piece], gutter: float, rules: Sequence[Rule]) -> bool:
    """Return whether two sides are columns of text, one with a table in it, and no line is drawn across both."""
    bases = [piece.base for piece in (*first, *second)]
    if not first or not second or any(piece.is_walled for piece in (*first, *second)):
        return False
    if any(min(bases) < rule.y < max(bases) and rule.left < gutter < rule.right for rule in rules):
        return False
    for side in (first, second):
        rows = rows_of(side)
        texts = [piece for row in rows if len(row) == 1 for piece in row]
        are_tables = 2 * len(texts) >= len(rows) and sum(len(a) > 1 >= len(b) for a, b in pairwise([*rows, []])) <= 1
        if not are_tables or not _is_running_text(texts):
            return False
    return True


def _are_apart(first: list[Piece], second: list[Piece], gutter: float, rules: Sequence[Rule]) -> bool:
    """Return whether two sides of a page have lines of their own (the side column of a résumé), not rows in common."""
    if min(len(first), len(second)) < _MIN_LINES_APART - (len(first) + len(second) > _MANY_LINES) or any(
        piece.is_walled for piece in second
    ):
        return False
    top, foot = max(p.base for p in (*first, *second)), min(p.base for p in (*first, *second))
    if any(foot < rule.y < top and rule.left < gutter < rule.right for rule in rules):
        return False
    bases = sorted(piece.base for piece in second)
    places = (bisect(bases, piece.base) for piece in first)
    shared = sum(
        any(abs(bases[n] - piece.base) <= 0.1 * piece.size for n in (place - 1, place) if 0 <= n < len(bases))
        for piece, place in zip(first, places, strict=True)
    )
    return shared <= _MAX_SHARED_BASES * min(len(first), len(second))


def _gutters(pieces: list[Piece], left: float, right: float) -> list[float]:
    """Return where columns may be separated: just left of where several pieces begin, most pieces first."""
    width = right - left
    counts: dict[int, int] = {}
    for piece in pieces:
        if left + 0.2 * width < piece.left < right - 0.15 * width:
            counts[round(piece.left / 4)] = counts.get(round(piece.left / 4), 0) + 1
    often = sorted((place for place, count in counts.items() if count >= _MIN_COLUMN_LINES), key=lambda p: -counts[p])
    size = sorted(piece.size for piece in pieces)[len(pieces) // 2]
    return [place * 4 - 0.6 * size for place in often[:4]]


def _is_running_text(pieces: list[Piece]) -> bool:
    """Return whether pieces are lines of a text column: one per row, not short, with sentence punctuation."""
    rows = rows_of(pieces) if pieces else []
    if len(rows) < _MIN_COLUMN_LINES or sum(len(row) > 1 for row in rows) > 0.2 * len(rows):
        return False
    texts = ["".join(piece.text for piece in row) for row in rows]
    marked = sum(_RUNNING_TEXT.search(text) is not None for text in texts)
    return sum(map(len, texts)) >= _MIN_COLUMN_CHARS * len(texts) and marked >= _RUNNING_TEXT_SHARE * len(texts)


# ---- Tables


def _are_fields_alone(rows: list[_Row], place: int) -> bool:
    """Return whether a row only sets fields side by side (姓名：… | 性别：…), and the next row does not."""
    beside = [all(is_field(piece.text) for piece in row) for row in rows[place : place + 2]]
    return len(rows[place]) > 1 and beside[0] and not beside[-1]


def _lines_of_part(pieces: list[Piece], rules: Sequence[Rule]) -> list[PageLine]:
    rows = rows_of(pieces)
    lines: list[PageLine] = []
    place = 0
    while place < len(rows):
        if any(piece.table for piece in rows[place]):
            for piece in rows[place]:
                lines += _lines_of_table(piece) if piece.table else [_plain_line([piece])]
            place += 1
            continue
        end = place if _are_fields_alone(rows, place) else _end_of_table(rows, place, rules)
        if end > place:
            lines += _table_lines(rows[place:end], rules)
            place = end
        else:
            lines.append(_plain_line(rows[place]))
            place += 1
    return lines


def _lines_of_table(piece: Piece) -> list[PageLine]:
    return [
        PageLine(line.text, piece.left, piece.right, piece.base, piece.size, row=True, pieces=2) for line in piece.table
    ]


def _plain_line(row: _Row) -> PageLine:
    if _is_item(row):  # what it goes on in stands below its text, not below its number
        return PageLine(f"{row[0].text} {row[1].text}", row[1].left, row[1].right, row[0].base, row[1].size)
    text = row[0].text
    left = row[0].left
    if len(row) == 1 and row[0].parts and _is_number(row[0].parts[0].text):
        left = row[0].parts[1].left  # as for an item whose number stands farther apart
    for before, piece in pairwise(row):
        wide = _LIST_MARK.match(before.text) is None
        text += (" " * (2 if wide else 1)) + piece.text
    size = max(piece.size for piece in row)
    return PageLine(text, left, row[-1].right, row[0].base, size, pieces=len(row))


def _is_item(row: _Row) -> bool:
    """Return whether a row is the number of an item and its text (1.2 | 乙方…)."""
    return len(row) == 2 and _is_number(row[0].text)


def _is_number(text: str) -> bool:
    return (_LIST_MARK.match(text) or _ITEM_NUMBER.match(text)) is not None


def _end_of_table(rows: list[_Row], start: int, rules: Sequence[Rule]) -> int:
    """Return the number of the row after the table that begins at `start`, or `start` if none begins there."""
    if len(rows[start]) < 2 or _LIST_MARK.match(rows[start][0].text) or _is_item(rows[start]):
        return start
    columns = [(piece.left, piece.right) for piece in rows[start]]
    is_walled = any(piece.is_walled for piece in rows[start])
    end, full = start + 1, 1
    for number in range(start + 1, len(rows)):
        row = rows[number]
        if any(piece.table for piece in row):
            break
        if rows[number - 1][0].base - row[0].base > 4 * row[0].size:
            break
        if len(row) > 1 and any(piece.is_walled for piece in row) != is_walled:
            break  # a row of the text beside a ruled table, or the other way round
        fitting = _fit(row, columns)
        if fitting is None or (len(row) == 1 and not _goes_on(rows, number, rules, columns)):
            break
        columns = fitting
        full += len(row) > 1
        end = number + 1
    while (
        end > start and len(rows[end - 1]) < 2 and not (_is_ruled(rows[end - 1], rules) or _is_wrapped(rows, end - 1))
    ):
        end -= 1
    needed = 2 if _rules_between(rows[start:end], rules) else _MIN_TABLE_ROWS
    return end if full >= needed else start


def _fit(row: _Row, columns: list[tuple[float, float]]) -> list[tuple[float, float]] | None:
    """Return the columns widened by a row's pieces, None if a piece overlaps two of them."""
    widened = list(columns)
    for piece in row:
        over = [n for n, (left, right) in enumerate(widened) if piece.left < right and piece.right > left]
        if len(over) > 1:
            return None
        if over:
            left, right = widened[over[0]]
            widened[over[0]] = (min(left, piece.left), max(right, piece.right))
        else:
            widened.append((piece.left, piece.right))
    widened.sort()
    for (_, right), (left, _) in pairwise(widened):
        if left < right:
            return None
    return widened


def _goes_on(rows: list[_Row], number: int, rules: Sequence[Rule], columns: list[tuple[float, float]]) -> bool:
    """Return whether a row of one piece is a wrapped cell of the table above, or a row with blank cells."""
    piece = rows[number][0]
    if _is_ruled(rows[number], rules):
        return True
    first_right = columns[0][1]
    gap = rows[number - 1][0].base - piece.base
    return piece.left >= first_right and gap <= 2.2 * piece.size


def _is_wrapped(rows: list[_Row], number: int) -> bool:
    """Return whether a row of one piece goes on below a cell of the row above that is not its first."""
    piece, above = rows[number][0], rows[number - 1]
    is_near = above[0].base - piece.base < _MAX_LEADING * piece.size
    first = min(row[0].left for row in rows[max(number - _MAX_WRAPPED, 0) : number])
    begins_alike = any(abs(cell.left - piece.left) < 2 for cell in above)
    return is_near and begins_alike and piece.left > first + piece.size


def _is_ruled(row: _Row, rules: Sequence[Rule]) -> bool:
    """Return whether a line is drawn just below a row and extends beyond its text."""
    base, size = row[0].base, row[0].size
    return any(
        base - 2.5 * size < rule.y < base + 0.2 * size and rule.left <= row[0].left and rule.right >= row[-1].right
        for rule in rules
    )


def _rules_between(rows: list[_Row], rules: Sequence[Rule]) -> list[float]:
    """Return the heights of the lines drawn between the first and the last row."""
    if not rows:
        return []
    top, foot = rows[0][0].base, rows[-1][0].base
    left = min(row[0].left for row in rows)
    right = max(row[-1].right for row in rows)
    inside = {round(rule.y) for rule in rules if foot < rule.y < top and rule.left < right and rule.right > left}
    return sorted(inside, reverse=True)


def _table_lines(rows: list[_Row], rules: Sequence[Rule]) -> list[PageLine]:
    columns = [(piece.left, piece.right) for piece in rows[0]]
    for row in rows[1:]:
        columns = _fit(row, columns) or columns
    grid: list[list[str]] = []
    ends: list[float] = [0.0] * len(columns)
    """How far to the right the last line of each cell reaches."""
    heights = _rules_between(rows, rules)
    usual = _least_leading(rows, columns)
    last_band = -1
    for number, row in enumerate(rows):
        placed = [max(range(len(columns)), key=lambda n: _overlap(piece, columns[n])) for piece in row]
        cells = [
            "".join(piece.text for piece, n in zip(row, placed, strict=True) if n == column)
            for column in range(len(columns))
        ]
        band = sum(y > row[0].base for y in heights)
        is_near = number > 0 and rows[number - 1][0].base - row[0].base < usual
        same = band == last_band if len(heights) > 1 else _is_rest(cells, grid[-1] if grid else [], is_near=is_near)
        last_band = band
        if grid and same:
            full = [end - left > _FULL_SHARE * (right - left) for end, (left, right) in zip(ends, columns, strict=True)]
            grid[-1] = [_wrap(*texts) for texts in zip(grid[-1], cells, full, strict=True)]
        else:
            grid.append(cells)
        for piece, n in zip(row, placed, strict=True):
            ends[n] = piece.right
    size = max(piece.size for piece in rows[0])
    left, right, base = rows[0][0].left, max(row[-1].right for row in rows), rows[-1][0].base
    found = read_table([[Cell(cell) for cell in cells] for cells in grid])
    return [PageLine(line.text, left, right, base, size, row=True, pieces=len(columns)) for line in found]


def _least_leading(rows: list[_Row], columns: list[tuple[float, float]]) -> float:
    """Return the least distance of a row that has a first cell from the row above, a little less."""
    gaps = [
        above[0].base - row[0].base - 0.15 * row[0].size for above, row in pairwise(rows) if row[0].left < columns[0][1]
    ]
    return min(gaps, default=0.0)


def _is_rest(cells: list[str], above: list[str], *, is_near: bool) -> bool:
    """Return whether a row without a first cell only has the last words of cells of the row above."""
    filled = [n for n, cell in enumerate(cells) if cell]
    return not cells[0] and (len(filled) == 1 or (is_near and all(above[n : n + 1] != [""] for n in filled)))


def _wrap(above: str, cell: str, is_full: bool) -> str:
    """Return the text of a cell with its next line, apart from it where there was room for more above."""
    if not above or not cell:
        return above + cell
    if is_field(cell) or not (is_full or "，" in above.rpartition("\n")[2]):
        return f"{above}\n{cell}"
    return above + ("" if _is_wide(above[-1]) or _is_wide(cell[0]) else " ") + cell


def _overlap(piece: Piece, column: tuple[float, float]) -> float:
    return min(piece.right, column[1]) - max(piece.left, column[0])
