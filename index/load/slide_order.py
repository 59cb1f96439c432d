"""The order in which people read what is drawn on a slide, whatever was drawn first."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_MAX_HEADING_CHARS = 8
_MAX_DEPTH = 50
_OVERLAP_SHARE = 0.1
"""How much of the smaller of two boxes may reach into the other and they still stand apart."""


@dataclass(frozen=True, slots=True)
class Box:
    """What is drawn at a place: `number` is its place in the order of drawing, `chars` the length of its text."""

    number: int
    left: int
    top: int
    right: int
    bottom: int
    chars: int = 0


def reading_order(boxes: Sequence[Box], depth: int = 0) -> list[int]:
    """Return the numbers of boxes in the order of reading: rows from the top, each from left to right.

    Columns come one after the other where the boxes were drawn so, each column has a heading, or no line across parts
    the boxes. Boxes that
    lie on each other keep the order in which they were drawn.
    """
    if len(boxes) < 2 or depth > _MAX_DEPTH:
        return sorted(box.number for box in boxes)
    rows = _parted([(box.top, box.bottom, box) for box in boxes])
    columns = _parted([(box.left, box.right, box) for box in boxes])
    if len(columns) > 1 and (len(rows) < 2 or _are_drawn_in_turn(columns) or _are_headed(columns)):
        return [number for part in columns for number in reading_order(part, depth + 1)]
    if len(rows) > 1:
        return [number for part in rows for number in reading_order(part, depth + 1)]
    return sorted(box.number for box in boxes)


def _parted(spans: list[tuple[int, int, Box]]) -> list[list[Box]]:
    """Return the boxes in groups that stand apart in one direction."""
    parts: list[list[Box]] = []
    end, size = 0, 0
    for low, high, box in sorted(spans, key=lambda span: (span[0], span[1], span[2].number)):
        reach = _OVERLAP_SHARE * min(size, high - low)
        if not parts or low >= end - reach:
            parts.append([])
            end, size = high, high - low
        elif high > end:
            end, size = high, max(size, high - low)
        parts[-1].append(box)
    return parts


def _are_drawn_in_turn(parts: list[list[Box]]) -> bool:
    """Return whether all boxes of each part were drawn before those of the next."""
    numbers = [[box.number for box in part] for part in parts]
    return all(max(before) < min(after) for before, after in pairwise(numbers))


def _are_headed(columns: list[list[Box]]) -> bool:
    """Return whether each column has a few words above a text that is much longer."""
    stacks = [sorted(column, key=lambda box: box.top) for column in columns]
    return all(
        len(stack) > 1 and 0 < stack[0].chars <= _MAX_HEADING_CHARS and 2 * stack[0].chars < stack[1].chars
        for stack in stacks
    )
