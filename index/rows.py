"""Split table rows in an article's text, one line each (线路：3路；末班：17:50), into cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell of a row: its column's head, '' if none, and its value as a half-open span of the row's text."""

    head: str
    start: int
    end: int


_MIN_CELLS = 2
_CELL = re.compile(r"(?P<head>[^：；。！？\n]{1,24})：")


def find_cells(text: str) -> list[RowCell]:
    """Return the cells of a row written as 列名：值；列名：值; none for any other text."""
    cells: list[RowCell] = []
    if text.count("：") < _MIN_CELLS:  # running text, nearly always
        return cells
    start = 0
    for piece in text.split("；"):
        end = start + len(piece)
        if found := _CELL.match(piece):
            cells.append(RowCell(found["head"].strip(), start + found.end(), end))
        elif cells:
            cells[-1] = replace(cells[-1], end=end)  # a value that contains ；
        else:
            cells.append(RowCell("", start, end))
        start = end + 1
    headed = sum(cell.head != "" for cell in cells)
    return cells if "\n" not in text and headed >= _MIN_CELLS and headed >= len(cells) - 1 else []


def find_shown_tables(texts: Sequence[str]) -> list[tuple[range, list[str]]]:
    """Return the runs of at least two texts that are rows of one table, each with its column heads."""
    runs: list[tuple[range, list[str]]] = []
    start, heads = 0, list[str]()
    for number in range(len(texts) + 1):
        found = [cell.head for cell in find_cells(texts[number])] if number < len(texts) else []
        if found and len(set(found) & set(heads)) >= _MIN_CELLS:
            heads += [head for head in found if head not in heads]
            continue
        if number - start >= _MIN_CELLS and heads:
            runs.append((range(start, number), heads))
        start, heads = number, list(dict.fromkeys(found))
    return runs
