"""Walk an HTML tree and gather its text into lines, each with the element that owns it."""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.clean.furniture import is_furniture, is_notice, is_related_heading
from index.clean.html_head import PageHead, read_head
from index.clean.lines import Line
from index.errors import LoadError
from index.messages import Message

_DROPPED = frozenset(
    "script style noscript template iframe object embed svg canvas video audio select option button input textarea nav "
    "footer dialog map head title rt rp datalist marquee".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup html legend li listing main menu nav ol p pre section "
    "summary table tbody td tfoot th thead tr ul xmp".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SUSPECT_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navi|menu|topmenu|crumb|crumbs|breadcrumb|breadcrumbs|sidebar|side|aside|sider|footer|foot|copyright|"
    r"share|bdsharebuttonbox|bdshare|social|related|relate|relevant|recommend|recommended|hot|hotnews|rank|ranking|comment|"
    r"comments|toolbar|tools|print|qrcode|qr|ewm|ad|ads|advert|adbox|banner|login|search|searchbox|pagination|pager|pagebar|pages|"
    r"tags|taglist|subscribe|popup|modal|dialog|weixin|wechat|topbar|toplink|links|friendlink|readmore|prevnext|statement|"
    r"disclaimer|xgxw|xgyd|tuijian|fenxiang|dibu|daohang|location|position|counter|hits)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAK_IN_CHINESE = re.compile(
    r"(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])[ \t]*[\r\n]\s*(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])"
)


@dataclass(slots=True)
class Element:
    parent: int
    suspect: int
    """Number of the outermost element around (or equal to) this one whose name is suspicious; -1 for none."""
    weight: int = 0
    own_lines: int = 0
    own_weight: int = 0


@dataclass(slots=True)
class FoundLine:
    """One line with the element that owns it, and its table row and cell."""

    text: str
    owner: int
    link_chars: int
    heading: bool
    row: int = -1
    cell: int = -1
    weight: int = 0

    @property
    def linked(self) -> bool:
        return self.link_chars * 2 > len(self.text)


@dataclass
class Walk:
    elements: list[Element] = field(default_factory=list)
    found: list[FoundLine] = field(default_factory=list)


def walk_tree(tree: LexborHTMLParser) -> Walk:
    """Collect the text lines of the page in order, without recursion."""
    walk = Walk()
    root = tree.body or tree.root
    if root is None:
        return walk
    walk.elements.append(Element(-1, -1))
    collector = _Collector(walk)
    stack: list[tuple[LexborNode, bool]] = [(child, False) for child in _children(root)][::-1]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            collector.leave(node.tag)
            continue
        tag = node.tag
        if tag == "-text":
            collector.text(node.text_content or "")
        elif tag == "br" or tag == "hr":
            collector.flush()
        elif tag and tag[0] not in "-_!" and tag not in _DROPPED:
            collector.enter(tag, node)
            stack.append((node, True))
            stack.extend([(child, False) for child in _children(node)][::-1])
    collector.flush()
    return walk


def _children(node: LexborNode) -> list[LexborNode]:
    children = []
    child = node.child
    while child is not None:
        children.append(child)
        child = child.next
    return children


class _Collector:
    """Turns the walk's events into lines: text gathers until a block begins or ends."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._path = [0]
        self._pieces: list[str] = []
        self._link_chars = 0
        self._links = 0
        self._heading = 0
        self._rows: list[int] = []
        self._cells: list[int] = []

    def text(self, text: str) -> None:
        self._pieces.append(text)
        if self._links:
            self._link_chars += len(text.strip())

    def enter(self, tag: str, node: LexborNode) -> None:
        if tag not in _BLOCKS:
            self._links += tag == "a"
            return
        self.flush()
        elements = self._walk.elements
        parent = self._path[-1]
        suspect = elements[parent].suspect
        if suspect < 0 and _is_suspect(tag, node):
            suspect = len(elements)
        elements.append(Element(parent, suspect))
        self._path.append(len(elements) - 1)
        if tag in _HEADINGS:
            self._heading += 1
        elif tag == "tr":
            self._rows.append(len(elements) - 1)
        elif tag in ("td", "th"):
            self._cells.append(len(elements) - 1)

    def leave(self, tag: str | None) -> None:
        if tag not in _BLOCKS:
            self._links -= tag == "a"
            return
        self.flush()
        self._path.pop()
        if tag in _HEADINGS:
            self._heading -= 1
        elif tag == "tr":
            self._rows.pop()
        elif tag in ("td", "th"):
            self._cells.pop()

    def flush(self) -> None:
        if not self._pieces:
            return
        text = _SPACE.sub(" ", _BREAK_IN_CHINESE.sub("", "".join(self._pieces))).strip(" \u3000\xa0")
        if text:
            row = self._rows[-1] if self._rows else -1
            cell = self._cells[-1] if self._cells else -1
            self._walk.found.append(FoundLine(text, self._path[-1], self._link_chars, self._heading > 0, row, cell))
        self._pieces = []
        self._link_chars = 0


def _is_suspect(tag: str, node: LexborNode) -> bool:
    if tag == "aside":
        return True
    attributes = node.attrs
    if tag == "body":
        return False
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if _SUSPECT_NAME.search(names):
        return True
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style") or "") is not None


# ---- HTML as Lines: the article is where the page's sentences are; names of elements only help


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
        raise LoadError(Message("page-entities"))
    attributes = text.count("=")
    if attributes > _MAX_ATTRIBUTES and attributes > len(text) * _MAX_ATTRIBUTE_SHARE:
        raise LoadError(Message("page-attributes", {"count": attributes}))
    if text.count("<") < MAX_DEPTH:
        return
    if sum(1 for _ in _OPEN_TAG.finditer(text)) > MAX_TAGS:
        raise LoadError(Message("page-tags", {"count": MAX_TAGS}))
    depth = deepest = 0
    for tag in _BLOCK_TAG.finditer(text):
        depth = max(0, depth - 1) if tag.group(1) else depth + 1
        deepest = max(deepest, depth)
    # <p> and <li> are often left open, which nests nothing: only far more than a page holds is refused.
    if deepest > 10 * MAX_DEPTH:
        raise LoadError(Message("page-nested", {"depth": deepest}))


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
