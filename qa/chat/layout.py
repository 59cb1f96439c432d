"""A chat model's Markdown as plain lines that each make sense alone: tables, headings, nested lists."""

import re
from collections.abc import Iterator, Sequence

_ROW = re.compile(r"^\s*\|")
_SEPARATOR = re.compile(r"^\s*\|?\s*:?-{2,}[\s:|-]*$|^\s*\|\s*:?-[\s:|-]*$")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+\S|^\s*(?:\*\*|__)[^*_]{1,40}(?:\*\*|__)\s*[：:]?\s*$")
_RULE = re.compile(r"^\s*(?:-{3,}|\*{3,}|_{3,}|={3,})\s*$")
_FENCE = re.compile(r"^\s*```[\w+-]*\s*$")
_SOURCES = re.compile(
    r"^[\s#*]*(?:参考(?:资料|文献|来源)|资料来源|信息来源|来源|引用(?:来源)?|出处|references?|sources?)[\s*]*[：:]?[\s*]*$",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^(?P<indent>[ \t\u3000]*)(?:[-*+•·–]|\d{1,2}[.、)）]|[（(]\d{1,2}[)）])[ \t]*(?P<text>\S.*)$")
_MARKER = re.compile(r"[\[［【〔]\s{0,2}\^?\d{1,3}(?:\s{0,2}[,，、\-–—~～至到]\s{0,2}\^?\d{1,3})*\s{0,2}[\]］】〕]")
_STARTS_MARKED = re.compile(rf"^[\s*+•-]*{_MARKER.pattern}")
_ENDED = re.compile(r"[。！？!?；;\]］】〕]\s*$")
_PLAIN_COLUMN = re.compile(
    r"^\s*(?:数值|内容|说明|情况|结果|数据|值|备注|描述|信息|详情|具体内容|value|details?)?\s*$", re.IGNORECASE
)
TAB = 4


def plain_lines(text: str) -> str:
    """Return the text without headings, rules, fences and its list of sources; each table row as a line
    (甲县：学校12所，教师300人[1]), each item of a nested list after the item it belongs to.

    For a longer version of the same text only the result of the last line changes.
    """
    lines = text.split("\n")
    return "\n".join(_plain(lines))


def _plain(lines: Sequence[str]) -> Iterator[str]:
    columns: list[str] | None = None
    is_sources = False
    parents: list[tuple[int, str]] = []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if _ROW.match(line):
            if _SEPARATOR.match(line):
                continue
            if _SEPARATOR.match(following):
                columns = _cells(line)
            else:
                yield _row(_cells(line), columns)
            continue
        columns = None
        if _SOURCES.match(line) or (is_sources and (not line.strip() or _STARTS_MARKED.match(line))):
            is_sources = True
            continue
        is_sources = False
        if _FENCE.match(line):
            continue
        if _RULE.match(line) or (_HEADING.match(line) and not _MARKER.search(line)):
            parents.clear()
            continue
        yield _item(line, following, parents)


def _item(line: str, following: str, parents: list[tuple[int, str]]) -> str:
    """Return a line preceded by the items it belongs to; `parents` are the items above that are incomplete alone."""
    item = _ITEM.match(line)
    if item is None:
        if line.strip():
            parents.clear()
        return line
    depth = _depth(item["indent"])
    while parents and parents[-1][0] >= depth:
        parents.pop()
    below = _ITEM.match(following)
    text = item["text"].strip()
    if below is not None and _depth(below["indent"]) > depth and not _ENDED.search(text):
        parents.append((depth, text.strip("*_ ").rstrip("：:")))
        return ""
    led = "".join(f"{parent}：" for _, parent in parents)
    return f"{led}{text}" if led else line


def _depth(indent: str) -> int:
    return sum(TAB if character == "\t" else 2 if character == "\u3000" else 1 for character in indent)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _row(cells: Sequence[str], columns: Sequence[str] | None) -> str:
    """Return a row as one line: its first cell, then the others with their column names, its markers at the end."""
    markers = "".join(marker for cell in cells for marker in _MARKER.findall(cell))
    bare = [_MARKER.sub("", cell).strip() for cell in cells]
    told = []
    for place, cell in enumerate(bare[1:], 1):
        name = columns[place] if columns is not None and place < len(columns) else ""
        if cell and cell not in ("-", "—", "/"):
            told.append(cell if _PLAIN_COLUMN.match(name) or name in cell else f"{name}{cell}")
    first = bare[0] if bare else ""
    text = f"{first}：{'，'.join(told)}" if first and told else first or "，".join(told)
    return f"{text}{markers}" if any(character.isalnum() for character in text) else ""
