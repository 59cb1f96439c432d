"""Tables that a page draws with elements of other kinds: rows alike, each with as many cells."""

import re
from collections import defaultdict

from index.clean.html_walk import FoundLine, Walk
from index.clean.tables import Cell, read_table

_ROW = re.compile(r"(?:^|[ _-])(?:tr|row|line)s?(?=$|[ _-])", re.IGNORECASE)
_CELL = re.compile(r"(?:^|[ _-])(?:td|th|cell|col|column)s?(?=$|[ _-])", re.IGNORECASE)
_MIN_ROWS = 3
_MIN_CELLS = 2
_MAX_CELL_CHARS = 40


def join_grid_rows(walk: Walk) -> None:
    """Make the rows of each such table lines of their own, as those of a table are.

    They are named rows, stand side by side and have the same number of elements named cells, each with one short line
    that is no link.
    """
    cells: dict[int, list[int]] = defaultdict(list)
    for n, line in enumerate(walk.found):
        owner = walk.elements[line.owner]
        if not line.row and _CELL.search(owner.kind) and _ROW.search(walk.elements[owner.parent].kind):
            cells[owner.parent].append(n)
    tables: dict[int, list[int]] = defaultdict(list)
    for row in cells:
        tables[walk.elements[row].parent].append(row)
    for table, rows in sorted(
        tables.items(), key=lambda item: -cells[item[1][0]][0]
    ):  # from the last, which moves none
        if len(rows) >= _MIN_ROWS and _is_grid(walk, table, [cells[row] for row in rows]):
            _put_rows(walk, table, [cells[row] for row in rows])


def _is_grid(walk: Walk, table: int, rows: list[list[int]]) -> bool:
    """Return whether these are all lines of a table, and each row has one line in each of its cells."""
    numbers = [n for row in rows for n in row]
    beside = (numbers[0] - 1, numbers[-1] + 1)
    is_whole = numbers == list(range(numbers[0], numbers[-1] + 1)) and not any(
        0 <= n < len(walk.found) and walk.is_within(walk.found[n].owner, table) for n in beside
    )
    lines = [walk.found[n] for n in numbers]
    are_cells = all(not line.linked and len(line.text) <= _MAX_CELL_CHARS and not line.level for line in lines)
    widths = {len(row) for row in rows}
    are_single = all(len({walk.found[n].owner for n in row}) == len(row) for row in rows)
    return is_whole and are_cells and len(widths) == 1 and min(widths) >= _MIN_CELLS and are_single


def _put_rows(walk: Walk, table: int, rows: list[list[int]]) -> None:
    """Put the lines of the rows where the lines of the cells stood."""
    lines = read_table([[Cell(walk.found[n].text) for n in row] for row in rows])
    first, end = rows[0][0], rows[-1][-1] + 1
    walk.found[first:end] = [FoundLine(line.text, table, row=True, is_fact=line.is_field_list) for line in lines]
