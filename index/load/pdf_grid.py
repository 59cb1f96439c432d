"""Tables of a PDF page that lines enclose: their cells, merged ones too, by the lines between them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from index.clean.tables import Cell
from index.load.pdf_layout import Piece, Rule, Wall, rows_of

_SAME_LINE = 3.0
"""Points between two edges of one line: adjacent cells draw it twice, or it is thick."""
_MAX_PLACES = 40_000
_MIN_CELLS = 4
_MIN_TEXTS = 3
_MAX_CROSSING = 0.1
_FULL_SHARE = 0.6
"""How much of a cell a line fills that goes on in the next."""
_ITEM = re.compile(r"[•·●■◆▪①-⑳]|[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）、．.](?!\d)")
_SAME_COLUMN = 4.0
_MIN_OPEN = 8.0
_MIN_OPEN_WALLS = 2
_MIN_ALIGNED_CELLS = 2
_MIN_ALIGNED_LINES = 3
_FILLING_SHARE = 0.8
_MIN_BOX_LINES, _MAX_BOX_LINES = 2, 14
_MIN_PROSE_CHARS = 12
_BELOW = 0.6
_MARK = re.compile(r"[，。；、]")
_ENDS_SENTENCE = re.compile(r"[。！？][”」）]?$")


@dataclass(frozen=True)
class RuledTable:
    """A table: its rows of cells, the edges of its columns from left to right, its top and its foot.

    `is_open`: the lines down reach below the last line across, so that its last row goes on over the page.
    """

    rows: list[list[Cell]]
    columns: tuple[float, ...]
    top: float
    foot: float
    is_open: bool = False

    def goes_on_in(self, other: "RuledTable") -> bool:
        """Return whether the columns of another table are the same."""
        return len(self.columns) == len(other.columns) and all(
            abs((mine - self.columns[0]) - (its - other.columns[0])) < _SAME_COLUMN
            for mine, its in zip(self.columns, other.columns, strict=True)
        )


def find_tables(
    pieces: Sequence[Piece], rules: Sequence[Rule], walls: Sequence[Wall]
) -> tuple[list[RuledTable], list[Piece]]:
    """Return the tables of a page from top to bottom, and the pieces of text that stand in none of them."""
    tables: list[RuledTable] = []
    rest = list(pieces)
    for area_rules, area_walls in _areas(rules, walls):
        found = _read_grid(rest, area_rules, area_walls)
        if found is not None:
            table, inside = found
            tables.append(table)
            taken = {id(piece) for piece in inside}
            rest = [piece for piece in rest if id(piece) not in taken]
    return sorted(tables, key=lambda table: -table.top), rest


@dataclass(frozen=True)
class TextBox:
    """A box beside running text: its text, its edges, and the base of the line below which it is read."""

    text: str
    left: float
    right: float
    base: float


def take_boxes(
    pieces: Sequence[Piece], rules: Sequence[Rule], walls: Sequence[Wall]
) -> tuple[list[TextBox], list[Piece]]:
    """Return the boxes that stand beside the running text of a page, and the pieces outside them."""
    held = [
        found for area_rules, area_walls in _areas(rules, walls) if (found := _in_box(pieces, area_rules, area_walls))
    ]
    boxed = {id(piece) for inside, _ in held for piece in inside}
    boxes: list[TextBox] = []
    taken: set[int] = set()
    for inside, (left, right, foot, top) in held:
        beside = [piece for piece in pieces if foot < piece.base < top and id(piece) not in boxed]
        prose = [piece for piece in beside if len(piece.text) >= _MIN_PROSE_CHARS and _MARK.search(piece.text)]
        rows = rows_of(inside)
        if len(prose) < _MIN_BOX_LINES or not _MIN_BOX_LINES <= len(rows) <= _MAX_BOX_LINES:
            continue
        if not any(piece.base > top for piece in pieces):
            continue  # a side column, from the top of the page
        if any(len(row) > 1 for row in rows) or any(p.left < right and p.right > left for p in beside):
            continue
        lowest = min(beside, key=lambda piece: piece.base)
        below = sorted((p for p in pieces if p.base <= lowest.base and id(p) not in boxed), key=lambda p: -p.base)
        end = next((p for p in below[:_MAX_BOX_LINES] if _ENDS_SENTENCE.search(p.text)), lowest)
        boxes.append(TextBox(_text(inside, right - left), left, right, end.base - _BELOW * end.size))
        taken |= {id(piece) for piece in inside}
    return boxes, [piece for piece in pieces if id(piece) not in taken]


def _in_box(
    pieces: Sequence[Piece], rules: list[Rule], walls: list[Wall]
) -> tuple[list[Piece], tuple[float, float, float, float]] | None:
    """Return the pieces in a box that four lines make, and its left, right, lower and upper edge."""
    xs, ys = _edges([wall.x for wall in walls]), _edges([rule.y for rule in rules])
    if len(xs) != 2 or len(ys) != 2:
        return None
    inside = [p for p in pieces if xs[0] <= p.left and p.right <= xs[1] + _SAME_LINE and ys[0] < p.base < ys[1]]
    return (inside, (xs[0], xs[1], ys[0], ys[1])) if inside else None


def join_over_pages(pages: list[tuple[list[RuledTable], list[Piece]]]) -> list[list[RuledTable]]:
    """Return the tables of each page, those that go on at the top of the next page with its rows."""
    joined = [list(tables) for tables, _ in pages]
    for number in range(len(pages) - 1, 0, -1):
        upper, lower = joined[number - 1], joined[number]
        if not upper or not lower:
            continue
        last, first = min(upper, key=lambda table: table.foot), lower[0]
        is_last = all(piece.base > last.foot for piece in pages[number - 1][1])
        is_first = all(piece.base < first.top for piece in pages[number][1])
        if is_last and is_first and last.goes_on_in(first):
            upper[upper.index(last)] = replace(last, rows=_joined_rows(last, first), is_open=first.is_open)
            lower.pop(0)
    return joined


def _joined_rows(upper: RuledTable, lower: RuledTable) -> list[list[Cell]]:
    """Return the rows of a table that goes on in another: a row that the page parts is one, below heads drawn again."""
    again = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(upper.rows, lower.rows, strict=False)))
    rest = lower.rows[again:]
    first = rest[0] if rest else []
    if not upper.is_open or len(first) != len(upper.rows[-1]) or any(cell.rows > 1 for cell in first):
        return [*upper.rows, *rest]
    whole = [
        replace(above, text=_glued(above.text, cell.text)) for above, cell in zip(upper.rows[-1], first, strict=True)
    ]
    return [*upper.rows[:-1], whole, *rest[1:]]


def _glued(above: str, below: str) -> str:
    """Return the text of a cell that the page parts, within a sentence or behind one."""
    if not above or not below or above.endswith(("。", "；", "！", "？")):
        return "\n".join(filter(None, [above, below]))
    return above + ("" if above[-1] >= "\u2e80" or below[0] >= "\u2e80" else " ") + below


def _areas(rules: Sequence[Rule], walls: Sequence[Wall], depth: int = 0) -> Iterator[tuple[list[Rule], list[Wall]]]:
    """Yield the lines of each part of a page whose lines lie apart from all others."""
    for low, high in _stretches([(wall.foot, wall.top) for wall in walls]):
        across = [rule for rule in rules if low <= rule.y <= high]
        down = [wall for wall in walls if low <= wall.foot <= high]
        sides = _stretches([(rule.left, rule.right) for rule in across])
        for left, right in sides:
            part = [rule for rule in across if left <= rule.left <= right]
            beside = [wall for wall in down if left <= wall.x <= right]
            if len(sides) > 1 and depth == 0:
                yield from _areas(part, beside, 1)
            else:
                yield part, beside


def _stretches(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the spans joined where they touch."""
    joined: list[tuple[float, float]] = []
    for low, high in sorted(spans):
        if joined and low - _SAME_LINE <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high + _SAME_LINE))
        else:
            joined.append((low - _SAME_LINE, high + _SAME_LINE))
    return joined


def _read_grid(pieces: list[Piece], rules: list[Rule], walls: list[Wall]) -> tuple[RuledTable, list[Piece]] | None:
    """Return the table that lines make, with the pieces in it; None if they make none."""
    foot = _open_foot(rules, walls)
    ys = _edges([*(rule.y for rule in rules), *([] if foot is None else [foot])])[::-1]
    xs = _edges([*(wall.x for wall in walls), *_open_ends(rules, walls)])
    if len(xs) < 3 or len(ys) < 3 or len(xs) * len(ys) > _MAX_PLACES:
        return None
    owners = _merged_places(xs, ys, rules, walls)
    if owners is None:
        return None
    inside = [p for p in pieces if xs[0] < (p.left + p.right) / 2 < xs[-1] and ys[-1] < p.base + 0.3 * p.size < ys[0]]
    held: dict[int, list[Piece]] = {}
    crossing = 0
    for piece in inside:
        row = _place_in(ys, piece.base + 0.3 * piece.size)
        column = _place_in(xs, (piece.left + piece.right) / 2)
        ends = {owners[row][_place_in(xs, min(max(x, xs[0]), xs[-1]))] for x in (piece.left + 2, piece.right - 2)}
        crossing += len(ends) > 1
        held.setdefault(owners[row][column], []).append(piece)
    cells = {owner for row in owners for owner in row}
    if len(cells) < _MIN_CELLS or len(held) < _MIN_TEXTS or crossing > _MAX_CROSSING * len(inside):
        return None
    if all(len(set(row)) == 1 for row in owners):
        return None  # boxes one below the other
    parted = [*rules, *_rules_between_lines(owners, held, xs)]
    if len(_edges([rule.y for rule in parted])) > len(ys):
        return _read_grid(pieces, parted, walls)
    return RuledTable(_cells(owners, held, xs), tuple(xs), ys[0], ys[-1], foot is not None), inside


def _edges(values: list[float]) -> list[float]:
    """Return the places of lines in ascending order, each once."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SAME_LINE:
            edges.append(value)
    return edges


def _open_ends(rules: list[Rule], walls: list[Wall]) -> list[float]:
    """Return where the lines across end beyond the outermost lines down: the sides of a table open there."""
    if not rules or not walls:
        return []
    left, right = min(rule.left for rule in rules), max(rule.right for rule in rules)
    room = 3 * _SAME_LINE
    return [
        *([left] if left < min(wall.x for wall in walls) - room else []),
        *([right] if right > max(wall.x for wall in walls) + room else []),
    ]


def _open_foot(rules: list[Rule], walls: list[Wall]) -> float | None:
    """Return how far down the lines of a row reach that no line closes, as where the page ends within it; else None."""
    lowest = min((rule.y for rule in rules), default=0.0)
    reach = [wall.foot for wall in walls if wall.foot < lowest - _MIN_OPEN]
    inner = {round(wall.x) for wall in walls if wall.foot < lowest - _MIN_OPEN}
    return min(reach) if len(inner) > _MIN_OPEN_WALLS else None


def _place_in(edges: list[float], value: float) -> int:
    """Return the number of the space between two edges, rising or falling, in which a value lies."""
    rising = edges[0] < edges[-1]
    inner = edges[1:-1]
    return sum(edge < value if rising else edge > value for edge in inner)


def _merged_places(xs: list[float], ys: list[float], rules: list[Rule], walls: list[Wall]) -> list[list[int]] | None:
    """Return for each place of the grid the number of the place where its cell begins, None if a cell is no rectangle.

    A cell goes on where no line separates two places.
    """
    width, height = len(xs) - 1, len(ys) - 1
    walled = [[False] * len(xs) for _ in range(height)]
    for wall in walls:
        column = _nearest(xs, wall.x)
        for row in range(height):
            walled[row][column] |= wall.foot - _SAME_LINE < (ys[row] + ys[row + 1]) / 2 < wall.top + _SAME_LINE
    ruled = [[False] * width for _ in ys]
    for rule in rules:
        row = _nearest(ys, rule.y)
        for column in range(width):
            ruled[row][column] |= rule.left - _SAME_LINE < (xs[column] + xs[column + 1]) / 2 < rule.right + _SAME_LINE
    owners = [[-1] * width for _ in range(height)]
    for row in range(height):
        for column in range(width):
            if owners[row][column] < 0 and not _take_cell(owners, row, column, walled, ruled):
                return None
    return owners


def _take_cell(
    owners: list[list[int]], row: int, column: int, walled: list[list[bool]], ruled: list[list[bool]]
) -> bool:
    """Write the number of a cell into all its places, from the first one; return whether it is a rectangle."""
    width, height = len(owners[0]), len(owners)
    right, foot = column, row
    while right + 1 < width and not walled[row][right + 1]:
        right += 1
    while foot + 1 < height and not ruled[foot + 1][column]:
        foot += 1
    for below in range(row, foot + 1):
        for across in range(column, right + 1):
            is_parted = (across > column and walled[below][across]) or (below > row and ruled[below][across])
            if owners[below][across] >= 0 or is_parted:
                return False
            owners[below][across] = row * width + column
    return True


def _rules_between_lines(owners: list[list[int]], held: dict[int, list[Piece]], xs: list[float]) -> list[Rule]:
    """Return the lines that a table leaves out between rows that only stand below each other: all cells between two
    lines have as many lines of text, on the same heights, and these do not fill them."""
    found: list[Rule] = []
    width = len(xs) - 1
    for number, row in enumerate(owners):
        cells = sorted({owner for owner in row if owner in held})
        if len(cells) < _MIN_ALIGNED_CELLS or any(owner // width != number for owner in cells):
            continue
        lines = [rows_of(held[owner]) for owner in cells]
        rooms = [xs[owner % width + sum(other == owner for other in row)] - xs[owner % width] for owner in cells]
        full = sum(
            any(line[-1].right - line[0].left > _FILLING_SHARE * room for line in cell)
            for cell, room in zip(lines, rooms, strict=True)
        )
        are_aligned = len({len(cell) for cell in lines}) == 1 and all(
            abs(line[0].base - first[0].base) < _SAME_LINE
            for cell in lines
            for line, first in zip(cell, lines[0], strict=False)
        )
        if are_aligned and full <= 1 and len(lines[0]) >= _MIN_ALIGNED_LINES:
            heights = [(a[0].base + a[0].size * 0.3 + b[0].base + b[0].size * 0.3) / 2 for a, b in pairwise(lines[0])]
            found += [Rule(xs[0], xs[-1], y) for y in heights]
    return found


def _nearest(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda number: abs(edges[number] - value))


def _cells(owners: list[list[int]], held: dict[int, list[Piece]], xs: list[float]) -> list[list[Cell]]:
    width = len(owners[0])
    rows: list[list[Cell]] = []
    for number, row in enumerate(owners):
        cells = []
        for column, owner in enumerate(row):
            if owner != number * width + column:
                continue
            across = sum(other == owner for other in row)
            down = sum(below[column] == owner for below in owners)
            room = xs[column + across] - xs[column]
            cells.append(Cell(_text(held.get(owner, []), room), across, down))
        rows.append(cells)
    return rows


def _text(pieces: list[Piece], room: float) -> str:
    """Return the text of a cell, with a line break where a line ends though there was room for more."""
    rows = rows_of(pieces) if pieces else []
    lines = [(" ".join(piece.text for piece in row), row[-1].right - row[0].left) for row in rows]
    if all(len(text) <= 2 for text, _ in lines):
        return "".join(text for text, _ in lines)  # written downwards
    joined, goes_on = "", False
    for text, length in lines:
        goes_on = goes_on and not _ITEM.match(text)
        wide = bool(joined) and joined[-1] >= "\u2e80" and text[:1] >= "\u2e80"
        joined += ("" if not joined or (goes_on and wide) else " " if goes_on else "\n") + text
        goes_on = length > _FULL_SHARE * room or "，" in text
    return joined
