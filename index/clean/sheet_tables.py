"""The tables that stand on one sheet, below each other or side by side."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, takewhile

from index.clean.tables import MAX_HEAD_CHARS, Cell, is_head, is_value, may_name_columns

_MAX_CAPTIONS = 2
_NAME_AND_VALUE = 2
_MIN_HEADED_COLUMNS = 3
_SENTENCE = re.compile(r"[。！？；，：:]")
_CAPTION_OF_TABLE = re.compile(r"附?表\s?[一二三四五六七八九十\d]")


def split_at_blank_rows(rows: Sequence[Sequence[Cell]]) -> list[list[Sequence[Cell]]]:
    """Return the tables that stand one below the other on a sheet.

    A table begins below a blank row if a row of heads follows there, alone or below a caption; without a blank row, at
    a caption with heads and values below it. A single text below a blank row spans its row: it is a caption or a
    remark.
    """
    tables: list[list[Sequence[Cell]]] = [[]]
    width = max((len(row) for row in rows), default=0)
    end = 0
    """The row below the last one that a cell above spans."""
    below_blank = False
    for number, row in enumerate(rows):
        end = max([end, *(number + cell.rows for cell in row if cell.text)])
        if end <= number:
            below_blank = True
            continue
        if (
            below_blank
            and tables[-1]
            and (
                _opens_table(rows[number : number + _MAX_CAPTIONS + 2], tables[-1])
                or _opens_fields(rows[number:], tables[-1])
            )
        ):
            tables.append([])
        elif tables[-1] and not below_blank and _is_caption_of_table(rows[number : number + 3], tables[-1]):
            tables.append([])
            below_blank = True
        is_alone = (
            below_blank and bool(row and row[0].text) and not any(cell.text for cell in row[1:]) and row[0].rows == 1
        )
        below_blank = False
        tables[-1].append([replace(row[0], columns=width)] if is_alone else row)
    return [table for table in tables if table]


def split_at_blank_columns(rows: Sequence[Sequence[Cell]]) -> list[list[Sequence[Cell]]]:
    """Return the tables that stand side by side on a sheet, and the notes beside a table, from left to right.

    What stands behind a blank column is a part of its own if it has a row of heads, or is a column without one. A text
    alone in its row belongs to the leftmost part above or below which it begins.
    """
    placed = [_with_columns(row) for row in rows]
    width = max((column + cell.columns for row in placed for column, cell in row), default=0)
    used = {
        covered
        for row in placed
        if len(row) > 1
        for column, cell in row
        for covered in range(column, column + cell.columns)
    }
    for gap in sorted(set(range(min(used, default=0), width)) - used):
        left = [[(column, cell) for column, cell in row if column <= gap] for row in placed]
        right = [[(column, cell) for column, cell in row if column > gap] for row in placed]
        if any(right) and _is_table_of_its_own(right, left):
            return [_moved_left(left, gap), *split_at_blank_columns(_moved_left(right, width))]
    return [list(rows)]


def _with_columns(row: Sequence[Cell]) -> list[tuple[int, Cell]]:
    """Return the cells of a row that are not blank, with their columns."""
    starts = [0, *accumulate(cell.columns for cell in row)]
    return [(column, cell) for column, cell in zip(starts, row, strict=False) if cell.text]


def _moved_left(rows: list[list[tuple[int, Cell]]], end: int) -> list[Sequence[Cell]]:
    """Return the rows of a part of a sheet, which ends before column `end`, as cells from its first column on."""
    first = min((column for row in rows for column, _ in row), default=0)
    moved: list[Sequence[Cell]] = []
    for row in rows:
        cells: list[Cell] = []
        reached = first
        for column, cell in row:
            cells += [Cell("")] * (column - reached)
            cells.append(replace(cell, columns=min(cell.columns, max(end - column, 1))))
            reached = column + cells[-1].columns
        moved.append(cells)
    return moved


def _is_table_of_its_own(rows: list[list[tuple[int, Cell]]], beside: list[list[tuple[int, Cell]]]) -> bool:
    """Return whether what stands behind a blank column has heads, or is a column of notes without one.

    Names below a caption are heads where the table beside it has a caption in the same row.
    """
    heads = next((n for n, row in enumerate(beside) if len(row) > 1), 0)
    shown = [[cell.text for _, cell in row] for row in rows if row]
    first = next((texts for texts in shown if len(texts) > 1), None)
    if first is None:
        texts = [text for row in shown for text in row]
        return not rows[heads] or texts[0].endswith((":", "：")) or len(texts[0]) > MAX_HEAD_CHARS
    if any(map(is_value, first)):
        return False
    place = next(n for n, row in enumerate(rows) if len(row) > 1)
    are_captioned = place > 0 and len(rows[place - 1]) == 1 == len(beside[place - 1]) and len(beside[place]) > 1
    return are_captioned or 2 * sum(map(is_head, first)) > len(first)


def _opens_table(rows: Sequence[Sequence[Cell]], above: Sequence[Sequence[Cell]]) -> bool:
    """Return whether the first row with several cells is one of heads, other than those of the table above."""
    shown = [[cell.text for cell in row if cell.text] for row in rows]
    place = next((n for n, texts in enumerate(shown[: _MAX_CAPTIONS + 1]) if len(texts) > 1), None)
    widths = {sum(bool(cell.text) for cell in row) for row in above} - {0, 1}
    if place is None or not widths:
        return False
    texts = shown[place]
    if not may_name_columns(texts):
        return False
    known = sum(is_head(text) for text in texts)
    if known * 2 >= len(texts) + (place == 0):
        return True
    if place == 0 and known and len(texts) >= _MIN_HEADED_COLUMNS and _is_above_values(shown, place):
        return True
    return place > 0 and (len(texts) not in widths or _is_captioned(shown, place))


def _is_captioned(shown: list[list[str]], place: int) -> bool:
    """Return whether a row stands below the caption of a table (表二　门诊量), or between one and rows of values."""
    is_named = any(_CAPTION_OF_TABLE.match(text) for text in shown[place - 1])
    return is_named or _is_above_values(shown, place)


def _is_above_values(shown: list[list[str]], place: int) -> bool:
    below = shown[place + 1] if place + 1 < len(shown) else []
    return 2 * sum(map(is_value, below)) > len(shown[place])


def _is_caption_of_table(rows: Sequence[Sequence[Cell]], above: Sequence[Sequence[Cell]]) -> bool:
    """Return whether the first of three rows is a single name, the second has the heads of columns (at most without
    the first), other than those above, and the third a name and values."""
    if len(rows) < 3:
        return False
    caption, heads, first = ([cell.text for cell in row] for row in rows)
    names = [text for text in heads if text]
    is_name = 0 < len(caption[0]) <= MAX_HEAD_CHARS and not any(caption[1:]) and not _SENTENCE.search(caption[0])
    if not is_name or len(names) < _NAME_AND_VALUE or not may_name_columns(names) or any(map(is_value, names)):
        return False
    known = sum(map(is_head, names))
    is_headed = not heads[0] or known * 2 >= len(names)
    values = [text for head, text in zip(heads[1:], first[1:], strict=False) if head]
    has_rows = sum(sum(bool(cell.text) for cell in row) > 1 for row in above) > 1
    is_new = has_rows and all([cell.text for cell in row if cell.text] != names for row in above)
    return is_headed and is_new and first[0] != "" and sum(map(is_value, values)) * 2 > len(values)


def _opens_fields(rows: Sequence[Sequence[Cell]], above: Sequence[Sequence[Cell]]) -> bool:
    """Return whether the rows up to the next blank one have only a name and a value, below a wider table."""
    block = list(takewhile(lambda texts: any(texts), ([cell.text for cell in row] for row in rows)))
    widest = max(sum(bool(cell.text) for cell in row) for row in above)
    names = [texts[0] for texts in block]
    are_pairs = all(len(texts) > 1 and texts[0] and texts[1] and not any(texts[2:]) for texts in block)
    named = sum(is_head(name) or name.endswith((":", "：")) for name in names)
    return widest > _NAME_AND_VALUE + 1 and are_pairs and named * 2 >= len(names)
