"""The lines of a page and what its markup says about each; plain text as such lines."""

import re
from dataclasses import dataclass

from index.errors import LoadError
from index.messages import Message


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its text without surrounding space, and what the page's markup says about it.

    `starts` says that a blank line or an indent stands before it, `linked` that it is mostly link text, `heading`
    that the page marks it up as a heading. `row` says that it is a row of a table, a field of a form, a question or its
    answer: it stands for itself, so it is never joined to another line, never taken for furniture or a title.
    """

    text: str
    starts: bool = False
    linked: bool = False
    heading: bool = False
    row: bool = False


MAX_LINE_BREAKS = 100_000
_LOST_BREAK = re.compile(r"(?<=[。！？!?；：”’」）)】]) {2,}| *\u3000{2,}| {4,}")
_SPACED_STAMP = re.compile(r"^[\[［【][\s\d:：/\-.年月日]{8,90}[\]］】]")
_LONG_LINE = 120


def check_line_count(text: str) -> None:
    """Raise LoadError for a text with more line breaks than any article has."""
    breaks = text.count("\n")
    if breaks > MAX_LINE_BREAKS:
        raise LoadError(Message("text-too-many-lines", {"lines": breaks}))


def text_to_lines(text: str) -> list[Line]:
    """Return the lines of plain text; inside long lines, wide gaps that once were line breaks count as such."""
    check_line_count(text)
    lines: list[Line] = []
    gap = True
    for raw in text.split("\n"):
        stripped = raw.strip(" \u3000")
        if not stripped:
            gap = True
            continue
        starts = gap or raw.startswith(("  ", "\u3000"))
        gap = False
        stripped = _SPACED_STAMP.sub(lambda match: " ".join(match.group().split()), stripped)
        if len(stripped) > _LONG_LINE and "\ufdd0" not in stripped and ("  " in stripped or "\u3000\u3000" in stripped):
            pieces = [piece.strip(" \u3000") for piece in _LOST_BREAK.split(stripped)]
            lines.extend(Line(piece, True) for piece in pieces if piece)
        else:
            lines.append(Line(stripped, starts))
    return lines
