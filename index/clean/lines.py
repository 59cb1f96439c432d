"""The lines of a page with what its markup says about each; plain text as such lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import LoadError
from index.messages import Message


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its text without surrounding space, and what the page's markup says about it.

    `starts`: it follows a blank line or is indented; `linked`: it is mostly link text; `heading`: the page marks it up
    as a heading. `row`: it is a table row, a form field, a question or an answer, so it is never joined to another line
    or taken for furniture or a title.
    """

    text: str
    starts: bool = False
    linked: bool = False
    heading: bool = False
    row: bool = False


_FIELD = re.compile(
    r"^[\u4e00-\u9fffA-Za-z]{1,8}(?:[（(][^（()）]{1,8}[)）])?\s?[：:]\s?[^\s。！？][^。！？]{0,40}$"
    r"|^[\u4e00-\u9fff]{2,4}[ \u3000]+[¥￥]?\d\S{0,12}$"
)
_ANNOUNCEMENT = re.compile(r"^[^：:]{0,6}(?:通知|公告|通告|启事|提示|提醒|预警|快讯|关于)")


def is_field(text: str) -> bool:
    """Return whether a line is a name and its value (末班：22:30), not an announcement (通知：明日停水)."""
    return _FIELD.match(text) is not None and _ANNOUNCEMENT.match(text) is None


def is_one_of_fields(lines: Sequence[Line], number: int) -> bool:
    """Return whether a line is a field next to another one; such a series contains no title."""
    beside = (n for n in (number - 1, number + 1) if 0 <= n < len(lines))
    return is_field(lines[number].text) and any(is_field(lines[n].text) for n in beside)


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
    """Return the lines of plain text; in long lines, wide gaps that once were line breaks count as such."""
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
