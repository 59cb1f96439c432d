"""Plain and Markdown text as Lines: marks taken off, headings kept as headings, front matter as metadata."""

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
        if len(stripped) > _LONG_LINE and ("  " in stripped or "\u3000\u3000" in stripped):
            pieces = [piece.strip(" \u3000") for piece in _LOST_BREAK.split(stripped)]
            lines.extend(Line(piece, True) for piece in pieces if piece)
        else:
            lines.append(Line(stripped, starts))
    return lines


# ---- Markdown as Lines: marks taken off, headings kept as headings, front matter as metadata


_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_FIELD = re.compile(r"^([A-Za-z_\u4e00-\u9fff]+)\s*[:：]\s*(.+?)\s*$", re.MULTILINE)
_MAX_FRONT_MATTER_CHARS = 20_000
_MAX_MARKED_CHARS = 20_000

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{3,})\s*$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:\s*\S+")
_TABLE_RULE = re.compile(r"^\|?[ :|-]*-[ :|-]*\|?$")
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\]]{0,300})\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]{0,60}\])")
_STRONG = re.compile(r"(\*\*\*|\*\*|__|~~)(?=\S)(.{1,2000}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![*\w])\*(?=[^\s*])([^*\n]{1,400}?)(?<=[^\s*])\*(?![*\w])")
# Chinese has no spaces beside emphasis. One character between marks is a product (长*宽*高) more often.
_INNER_EMPHASIS = re.compile(r"(?<![*A-Za-z0-9])\*(?=[^\s*])([^*\n]{2,400}?)(?<=[^\s*])\*(?![*A-Za-z0-9])")
_CODE = re.compile(r"`+([^`]{1,400})`+")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_BREAK_TAG = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6])>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,400}>|<!--.*?-->", re.DOTALL)


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the simple fields of a YAML front matter, keys in lower case, and the text below it."""
    found = _FRONT_MATTER.match(text[:_MAX_FRONT_MATTER_CHARS].lstrip("\ufeff"))
    if not found:
        return {}, text
    fields = {name.lower(): _unquoted(value) for name, value in _FRONT_FIELD.findall(found.group(1))}
    return fields, text.lstrip("\ufeff")[found.end() :]


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def markdown_to_lines(text: str) -> list[Line]:
    """Return the lines of Markdown `text` as a reader sees them."""
    check_line_count(text)
    lines: list[Line] = []
    gap = True
    for raw in _TAG.sub("", _BREAK_TAG.sub("\n", text)).split("\n"):
        if _UNDERLINE.match(raw) and lines and not gap and not raw.strip().startswith("---"):
            lines[-1] = Line(lines[-1].text, True, False, True)
            continue
        stripped = raw.strip(" \t\u3000")
        if not stripped or _is_mark(raw):
            gap = True
            continue
        heading = _HEADING.match(raw)
        shown = _plain(heading.group(1) if heading else stripped)
        if shown:
            indented = raw.startswith("\u3000") or re.match(r"\s*(?:[-*+•]|\d+[.)])\s", raw) is not None
            lines.append(Line(shown, gap or heading is not None or indented, _is_link(stripped), heading is not None))
        gap = heading is not None
    return lines


def _is_mark(raw: str) -> bool:
    return (
        any(pattern.match(raw) for pattern in (_FENCE, _UNDERLINE, _REFERENCE))
        or _TABLE_RULE.match(raw.strip()) is not None
    )


def _plain(text: str) -> str:
    text = re.sub(r"^(?:>\s?)+", "", text)
    text = re.sub(r"^[-*+]\s+(?:\[[ xX]\]\s+)?", "", text)
    if len(text) > _MAX_MARKED_CHARS:
        return text  # no person writes such a line, and half-open marks in it would be searched for minutes
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    text = _INNER_EMPHASIS.sub(r"\1", _EMPHASIS.sub(r"\1", _STRONG.sub(r"\2", _STRONG.sub(r"\2", text))))
    text = _ESCAPE.sub(r"\1", _CODE.sub(r"\1", text))
    if text.startswith("|") and text.rstrip().endswith("|"):
        text = " | ".join(cell.strip() for cell in text.strip().strip("|").split("|") if cell.strip())
    return text.strip(" \t\u3000")


def _is_link(text: str) -> bool:
    """Return whether a line is nothing but one link, as navigation is."""
    return re.fullmatch(r"(?:[-*+]\s+|\d+[.)]\s+)?\[[^\]]+\]\([^)]*\)", text) is not None
