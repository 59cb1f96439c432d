"""Walk an HTML tree and gather its text into lines, each with the element that owns it."""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

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
