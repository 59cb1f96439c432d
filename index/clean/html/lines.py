"""HTML as Lines: the article is where the page's sentences are; names of elements only help."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from index.clean.furniture import is_furniture, is_notice, is_related_heading
from index.clean.html.head import PageHead, read_head
from index.clean.html.walk import FoundLine, Walk, walk_tree
from index.clean.text_lines import Line
from index.errors import LoadError

MAX_DEPTH = 600
"""Deeper nesting makes HTML parsers quadratic; pages stay below a few dozen."""
MAX_TAGS = 300_000
_MAX_ATTRIBUTES = 50_000
_MAX_ATTRIBUTE_SHARE = 1 / 8
"""Scripts have about one equals sign in 25 characters; more are attributes that would fill the memory."""

_MAX_SUSPECT_SHARE = 0.4
"""An element with a suspicious name is the article all the same when it holds this share of the page's sentences."""
_MAIN_SHARE = 0.9
_MAX_CLIMB = 8
_DOCTYPE_WITHIN_CHARS = 10_000
_MAX_GAP_LINES = 3
_MARGIN_LINES = 12
_MAX_MARGIN_CHARS = 160
_PROSE = re.compile(r"[。！？；…]|[，,].{2,}[，,、]")
_ENDS_SENTENCE = re.compile(r"[。！？；][”’」』）)]*$")
_OPEN_TAG = re.compile(r"<[A-Za-z]")
_BLOCK_TAG = re.compile(
    r"<(/?)(?:div|p|table|tr|td|ul|ol|li|section|article|font|span|b|i|a|dl|dd|blockquote|center|form|main)\b", re.I
)


@dataclass(frozen=True)
class HtmlPage:
    """The article's lines, the lines shortly above and below it, and what the page's head says."""

    lines: list[Line]
    above: list[Line]
    below: list[Line]
    head: PageHead


def html_to_lines(text: str) -> HtmlPage:
    """Return the lines of an HTML page or fragment; raise LoadError where it is nested beyond any page."""
    _refuse_monsters(text)
    tree = LexborHTMLParser(text)
    walk = walk_tree(tree)
    head = read_head(tree, [(line.text, line.heading) for line in walk.found])
    del tree  # the parser's nodes take several times the page; nothing below needs them
    _weigh(walk)
    dropped = _suspects_to_drop(walk)
    main = _find_main(walk, dropped)
    places = [
        n for n, line in enumerate(walk.found) if _is_kept(walk, line, dropped) and _is_within(walk, line.owner, main)
    ]
    places = _with_adjoining_prose(walk, places, dropped)
    lines = _to_lines([walk.found[n] for n in places])
    first, last = (places[0], places[-1]) if places else (0, 0)
    above = _margin(walk.found[max(0, first - _MARGIN_LINES) : first])
    return HtmlPage(lines, above, _margin(walk.found[last + 1 : last + 1 + _MARGIN_LINES]), head)


def html_to_text_lines(text: str) -> list[str]:
    """Return every line of text in an HTML page, menus and notices included, without choosing the article."""
    _refuse_monsters(text)
    return [line.text.strip() for line in walk_tree(LexborHTMLParser(text)).found]


def _is_kept(walk: Walk, line: FoundLine, dropped: frozenset[int]) -> bool:
    return walk.elements[line.owner].suspect not in dropped


def _with_adjoining_prose(walk: Walk, places: list[int], dropped: frozenset[int]) -> list[int]:
    """Return `places` with the prose that stands right above and below them, whatever elements it is in.

    A long paragraph may hold most of an article in an element of its own. Links, widgets and headings of other lists
    end what belongs to it.
    """
    if not places:
        return places
    first, last = places[0], places[-1]
    for step in (-1, 1):
        place = reach = first if step < 0 else last
        while 0 <= (place := place + step) < len(walk.found) and abs(place - reach) <= _MAX_GAP_LINES:
            line = walk.found[place]
            ends = line.linked or not _is_kept(walk, line, dropped)
            if ends or is_furniture(line.text) or is_related_heading(line.text):
                break
            if line.weight or _ENDS_SENTENCE.search(line.text):
                reach = place
        first, last = min(first, reach), max(last, reach)
    return sorted({*places, *(n for n in range(first, last + 1) if _is_kept(walk, walk.found[n], dropped))})


def _margin(found: list[FoundLine]) -> list[Line]:
    return [
        Line(line.text)
        for line in found
        if not line.linked and line.weight == 0 and len(line.text) <= _MAX_MARGIN_CHARS
    ]


def _refuse_monsters(text: str) -> None:
    """Raise LoadError before a parser meets a page whose nesting it would take minutes for."""
    if "<!ENTITY" in text[:_DOCTYPE_WITHIN_CHARS]:
        raise LoadError("这个文件自己定义了实体（<!ENTITY），不是普通的网页，已拒绝")
    attributes = text.count("=")
    if attributes > _MAX_ATTRIBUTES and attributes > len(text) * _MAX_ATTRIBUTE_SHARE:
        raise LoadError(f"网页里有 {attributes} 个标签属性，不像一篇文章，请检查这个文件")
    if text.count("<") < MAX_DEPTH:
        return
    if sum(1 for _ in _OPEN_TAG.finditer(text)) > MAX_TAGS:
        raise LoadError(f"网页里有超过 {MAX_TAGS} 个标签，不像一篇文章，请检查这个文件")
    depth = deepest = 0
    for tag in _BLOCK_TAG.finditer(text):
        depth = max(0, depth - 1) if tag.group(1) else depth + 1
        deepest = max(deepest, depth)
    # <p> and <li> are often left open, which nests nothing: only far more than a page holds is refused.
    if deepest > 10 * MAX_DEPTH:
        raise LoadError(f"网页的标签嵌套了 {deepest} 层，不像一篇文章，请检查这个文件")


def _weigh(walk: Walk) -> None:
    """Give each element the number of characters of unlinked prose in it."""
    for line in walk.found:
        if not line.linked and len(line.text) >= 12 and _PROSE.search(line.text):
            if not is_furniture(line.text) and not is_notice(line.text):
                line.weight = len(line.text)
        owner = walk.elements[line.owner]
        owner.own_lines += 1
        owner.own_weight += line.weight
        owner.weight += line.weight
    for element in reversed(walk.elements):
        if element.parent >= 0:
            walk.elements[element.parent].weight += element.weight


def _suspects_to_drop(walk: Walk) -> frozenset[int]:
    total = max(1, walk.elements[0].weight if walk.elements else 0)
    suspects = {element.suspect for element in walk.elements if element.suspect >= 0}
    return frozenset(s for s in suspects if walk.elements[s].weight <= _MAX_SUSPECT_SHARE * total)


def _find_main(walk: Walk, dropped: frozenset[int]) -> int:
    """Return the number of the smallest element that holds nearly all prose, and still several lines of it."""
    elements = walk.elements
    lost = sum(elements[s].weight for s in dropped)
    total = (elements[0].weight if elements else 0) - lost
    if total <= 0:
        return 0
    heaviest: dict[int, int] = {}
    for number, element in enumerate(elements):
        if element.suspect in dropped or element.parent < 0:
            continue
        best = heaviest.get(element.parent)
        if best is None or element.weight > elements[best].weight:
            heaviest[element.parent] = number
    main = 0
    while (child := heaviest.get(main)) is not None and elements[child].weight >= _MAIN_SHARE * total:
        if child not in heaviest and elements[child].own_lines < 3:
            break
        main = child
    return _climb(walk, main, dropped)


def _climb(walk: Walk, main: int, dropped: frozenset[int]) -> int:
    """Return `main` or an ancestor: lines around it that are no links (a lead, a title, a date line) are taken in."""
    elements = walk.elements
    for _ in range(_MAX_CLIMB):
        parent = elements[main].parent
        if parent < 0:
            break
        added = [
            line
            for line in walk.found
            if elements[line.owner].suspect not in dropped
            and _is_within(walk, line.owner, parent)
            and not _is_within(walk, line.owner, main)
        ]
        if sum(line.linked or is_furniture(line.text) for line in added) > 1 or len(added) > 12:
            break
        main = parent
    return main


def _is_within(walk: Walk, number: int, ancestor: int) -> bool:
    while number > ancestor:
        number = walk.elements[number].parent
    return number == ancestor


def _to_lines(found: list[FoundLine]) -> list[Line]:
    """Return Lines; the short cells of a table row share one."""
    rows: dict[int, list[FoundLine]] = {}
    for line in found:
        if line.row >= 0:
            rows.setdefault(line.row, []).append(line)
    merged = {
        row: cells
        for row, cells in rows.items()
        if len(cells) > 1 and len({c.cell for c in cells}) == len(cells) and all(len(c.text) <= 80 for c in cells)
    }
    lines: list[Line] = []
    for line in found:
        row_cells = merged.get(line.row)
        if row_cells is None:
            lines.append(Line(line.text, True, line.linked, line.heading))
        elif line is row_cells[0]:
            linked = all(cell.linked for cell in row_cells)
            lines.append(Line(" | ".join(cell.text for cell in row_cells), True, linked))
    return lines
