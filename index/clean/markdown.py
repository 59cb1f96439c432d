"""Markdown as Lines: marks removed, headings and tables kept as such, front matter as fields."""

import re
import tomllib
from dataclasses import dataclass, field

from index.clean.html import html_to_lines
from index.clean.lines import Account, Line, Removal, annotate, check_line_count, is_reference_mark, raise_text
from index.clean.tables import Cell, table_lines

_YAML = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_YAML_FIELD = re.compile(r"^([A-Za-z_\u4e00-\u9fff]+)\s*[:：]\s*(.+?)\s*$", re.MULTILINE)
_MAX_FRONT_MATTER_CHARS = 20_000
_MAX_MARKED_CHARS = 20_000

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$")
_HEADING_ID = re.compile(r"\s*\{[#.][\w\-\u4e00-\u9fff .#=\"]{1,80}\}$")
_BOX = re.compile(
    r"^(?:!!!|\?\?\?\+?|:::+)\s*(?:[A-Za-z-]{0,20})[ \t]*"
    r"(?:\"(?P<quoted>[^\"]*)\"|(?P<title>[^\"{}]*?))\s*(?:\{[^{}]*\})?$"
)
"""The edge of a boxed remark, with its title: !!! note "提示", :::tip 提示, :::."""
_DEFINED = re.compile(r"^:[ \t]+(?=\S)")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{3,})\s*$")
_RULE = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
_FENCE = re.compile(r"^\s*(?:```+|~~~+)")
_REFERENCE = re.compile(r"^ {0,3}\[(?!\^)[^\]]+\]:\s*\S+")
_NOTE = re.compile(r"^ {0,3}\[\^[^\]]{1,40}\]:\s*")
_NOTE_MARK = re.compile(r"\[\^[^\]\s]{1,40}\](?!:)")
_TABLE_RULE = re.compile(r"^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
_TABLE_TAG = re.compile(r"^\s*<table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
_CELL_BAR = re.compile(r"(?<!\\)\|")
_IMAGE = re.compile(r"!\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\]]{0,300})\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]{0,60}\])")
_CALLOUT = re.compile(r"^\[![A-Za-z-]{2,20}\][+-]?[ \t]*")
"""What makes a quotation a boxed remark: > [!note] 重点."""
_WIKI_LINK = re.compile(
    r"(?P<shown>!?)\[\[(?=[^\]\n]*[^\W\d_])(?P<page>[^\[\]|\n]{1,120})(?:\|(?P<name>[^\[\]\n]{0,120}))?\]\]"
)
_NOT_SHOWN = re.compile(r"%%(?=\S)([^%\n]{1,1000})%%")
_MARKED = re.compile(r"==(?=[^\s=])([^=\n]{1,1000}?)(?<=\S)==")
_STRONG = re.compile(r"(\*\*\*|\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1")
_STRUCK = re.compile(
    r"~~(?=\S)(.{1,2000}?)(?<=\S)~~|<(?P<tag>del|s|strike)\b[^<>]*>(?P<html>.{0,2000}?)</(?P=tag)\s*>", re.I
)
_RAISED = re.compile(r"<sup\b[^<>]*>(.{0,200}?)</sup\s*>", re.I)
_RUBY_MARK = re.compile(r"<rp\b[^<>]*>.{0,4}?</rp\s*>", re.I)
_RUBY = re.compile(r"<rt\b[^<>]*>(.{0,60}?)</rt\s*>", re.I)
_EMPHASIS = re.compile(r"(?<![*\w])\*(?=[^\s*])([^*\n]{1,400}?)(?<=[^\s*])\*(?![*\w])")
# Chinese has no spaces around emphasis. A single character between marks is more often a product (长*宽*高).
_INNER_EMPHASIS = re.compile(r"(?<![*A-Za-z0-9])\*(?=[^\s*])([^*\n]{2,400}?)(?<=[^\s*])\*(?![*A-Za-z0-9])")
_BULLET = re.compile(r"^[-*+]\s+")
_TASK = re.compile(r"^[-*+]\s+\[(?P<done>[ xX])\]\s+")
_DONE, _OPEN = "☑ ", "☐ "
_CODE = re.compile(r"`+([^`]{1,400})`+")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BREAK_TAG = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6])>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,400}>|<!--.*?-->", re.DOTALL)


@dataclass
class FrontMatter:
    """The fields above a Markdown text, keys in lower case, and their original lines."""

    fields: dict[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Return the simple fields of a YAML or TOML front matter and the text below it."""
    text = text.lstrip("\ufeff")
    head = text[:_MAX_FRONT_MATTER_CHARS]
    if found := _YAML.match(head):
        fields = {name.lower(): _unquoted(value) for name, value in _YAML_FIELD.findall(found.group(1))}
    elif found := _TOML.match(head):
        try:
            fields = _flat(tomllib.loads(found.group(1)))
        except tomllib.TOMLDecodeError:
            return FrontMatter(), text
    else:
        return FrontMatter(), text
    return FrontMatter(fields, tuple(found.group(1).split("\n"))), text[found.end() :]


def _flat(table: dict[str, object]) -> dict[str, str]:
    """Return the fields of a TOML table, followed by those of nested tables."""
    fields: dict[str, str] = {}
    inner: list[dict[str, object]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            inner.append(value)
        elif isinstance(value, list):
            fields[name.lower()] = " ".join(str(item) for item in value if not isinstance(item, dict | list))
        else:
            fields[name.lower()] = str(value)
    for below in inner:
        for name, text in _flat(below).items():
            fields.setdefault(name, text)
    return fields


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


_HEADED = re.compile(r"\s*#{1,2} \S[^\n]*\n\s*\n")


def opens_as_markdown(text: str) -> bool:
    """Return whether a text of any name opens with a heading of Markdown, set apart: # 读后感, a blank line."""
    return _HEADED.match(text.lstrip("\ufeff")) is not None


def markdown_to_lines(text: str, account: Account) -> list[Line]:
    """Return the lines of Markdown `text` as a reader sees them; struck-out text goes to `account`."""
    check_line_count(text)
    lines: list[Line] = []
    gap = True
    raws = (_COMMENT.sub("", text) if "<!--" in text else text).split("\n")
    place = 0
    while place < len(raws):
        block, end = _read_block(raws, place, account)
        if end > place:
            lines += block
            place, gap = end, True
            continue
        raw = raws[place]
        place += 1
        stripped = raw.strip(" \t\u3000")
        if box := _BOX.match(stripped):
            stripped = raw = box["quoted"] or box["title"] or ""
        if _UNDERLINE.match(raw) and lines and not gap and not lines[-1].row:
            lines[-1] = Line(lines[-1].text, True, False, True)
            gap = True
        elif not stripped or _is_mark(raw):
            gap = True
        else:
            gap = _append(lines, raw, stripped, account, gap=gap)
    return lines


def _is_mark(raw: str) -> bool:
    return any(pattern.match(raw) for pattern in (_RULE, _UNDERLINE, _REFERENCE)) or (
        "|" in raw and _TABLE_RULE.match(raw.strip()) is not None
    )


def _read_block(raws: list[str], place: int, account: Account) -> tuple[list[Line], int]:
    """Return the lines of the code or table (also of HTML) that begins at `place`, and its end; else `place` again."""
    raw = raws[place]
    end = place + 1
    if _FENCE.match(raw):
        while end < len(raws) and not _FENCE.match(raws[end]):
            end += 1
        code = [line.strip() for line in raws[place + 1 : end] if line.strip()]
        return [Line(line, n == 0, row=True) for n, line in enumerate(code)], min(end + 1, len(raws))
    if _TABLE_TAG.match(raw):
        while end < len(raws) and not _TABLE_END.search(raws[end - 1]):
            end += 1
        found = html_to_lines("\n".join(raws[place:end]))
        account.add_lines((line.text for line in found.account.lines), Removal.FURNITURE)
        return found.lines, end
    if "|" in raw and end < len(raws) and "|" in raws[end] and _TABLE_RULE.match(raws[end].strip()):
        end += 1
        while end < len(raws) and "|" in raws[end] and raws[end].strip():
            end += 1
        rows = [_cells(raws[n], account, is_heading=n == place) for n in range(place, end) if n != place + 1]
        return [Line(row, n == 0, row=True) for n, row in enumerate(table_lines(rows))], end
    return [], place


def _append(lines: list[Line], raw: str, stripped: str, account: Account, *, gap: bool) -> bool:
    """Append the visible text of a line; return whether the next one is set apart."""
    heading = _HEADING.match(raw)
    bulleted = _BULLET.match(stripped) is not None
    indented = raw.startswith("\u3000") or re.match(r"\s*(?:[-*+•]|\d+[.)])\s", raw) is not None
    bulleted = bulleted or (_DEFINED.match(stripped) is not None and bool(lines))
    shown = _plain(_HEADING_ID.sub("", heading.group(1)) if heading else _DEFINED.sub("", _with_box(stripped)), account)
    for number, piece in enumerate(part for part in shown.split("\n") if part.strip()):
        starts = gap or heading is not None or indented or number > 0
        text = piece.strip(" \t\u3000")
        lines.append(Line(text, starts, _is_link(stripped), heading is not None, item=bulleted and number == 0))
    return heading is not None


def _cells(raw: str, account: Account, *, is_heading: bool) -> list[Cell]:
    cells = _CELL_BAR.split(raw.strip())
    if cells and not cells[0].strip():
        cells = cells[1:]
    if len(cells) > 1 and not cells[-1].strip() and raw.strip().endswith("|"):
        cells = cells[:-1]
    return [Cell(_plain(cell.strip(), account), is_heading=is_heading) for cell in cells]


def _plain(text: str, account: Account) -> str:
    quoted = re.sub(r"^(?:>\s?)+", "", text)
    text = _BULLET.sub("", quoted if quoted == text else _CALLOUT.sub("", quoted))
    if len(text) > _MAX_MARKED_CHARS:
        return text  # not written by a person; searching its half-open marks would take minutes
    codes: list[str] = []
    if "`" in text:
        codes = _CODE.findall(text)
        places = iter(range(len(codes)))
        text = _CODE.sub(lambda _: f"\ufdd1{next(places)}\ufdd1", text)
    text = _NOTE.sub("", text)
    text = _NOTE_MARK.sub("", text)
    if "~~" in text or "<" in text:
        text = _without_inline_tags(text, account)
    if "%%" in text:
        account.add_lines(_NOT_SHOWN.findall(text), Removal.HIDDEN)
        text = _NOT_SHOWN.sub("", text)
    if "[[" in text:
        account.add_lines((link["page"] for link in _WIKI_LINK.finditer(text) if link["shown"]), Removal.CAPTION)
        text = _WIKI_LINK.sub(lambda link: "" if link["shown"] else link["name"] or link["page"], text)
    if "![" in text:
        account.add_lines((image.group(1) for image in _IMAGE.finditer(text)), Removal.CAPTION)
        text = _IMAGE.sub("", text)
    text = _MARKED.sub(r"\1", _LINK.sub(r"\1", text))
    text = _INNER_EMPHASIS.sub(r"\1", _EMPHASIS.sub(r"\1", _STRONG.sub(r"\2", _STRONG.sub(r"\2", text))))
    text = _ESCAPE.sub(r"\1", text)
    if codes:
        text = re.sub(
            "\ufdd1(\\d+)\ufdd1",
            lambda mark: codes[int(mark.group(1))] if int(mark.group(1)) < len(codes) else "",
            text,
        )
    return text.strip(" \t\u3000")


def _with_box(text: str) -> str:
    """Return an item that is a task without its bullet, behind a box that says whether it is done."""
    quoted = re.sub(r"^(?:>\s?)+", "", text)
    task = _TASK.match(quoted)
    return text if task is None else (_OPEN if task["done"] == " " else _DONE) + quoted[task.end() :]


def _without_inline_tags(text: str, account: Account) -> str:
    """Return a line without struck-out text and tags, with superscripts and annotations made readable."""
    for struck in _STRUCK.finditer(text):
        account.add(_TAG.sub("", struck.group(1) or struck["html"] or ""), Removal.DELETED)
    text = _STRUCK.sub("", text)

    def raised(found: re.Match[str]) -> str:
        inner = _TAG.sub("", found.group(1))
        if is_reference_mark(inner, found.string[: found.start()]):
            account.add(inner, Removal.FURNITURE)
            return ""
        return raise_text(inner)

    text = _RAISED.sub(raised, text)
    text = _RUBY.sub(lambda found: annotate(found.group(1)), _RUBY_MARK.sub("", text))
    return _TAG.sub("", _BREAK_TAG.sub("\n", text))


def _is_link(text: str) -> bool:
    """Return whether a line is only one link, like navigation."""
    return re.fullmatch(r"(?:[-*+]\s+|\d+[.)]\s+)?\[[^\]]+\]\([^)]*\)", text) is not None
