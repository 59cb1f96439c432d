"""Walk an HTML tree and collect its text in lines, each with the element that owns it; tables become rows."""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.chinese.vocabulary import compiled, pattern_of
from index.clean.furniture import is_furniture
from index.clean.html_names import is_of_tags, is_subtitle, removal_of_name
from index.clean.lines import Account, Removal, annotate, is_field, is_reference_mark, raise_text
from index.clean.tables import Cell, read_table

_UNSEEN = frozenset(
    "script style noscript template iframe object embed svg canvas video audio map head title datalist rp input".split()
)
_WIDGETS = frozenset("button select option textarea marquee".split())
_FRAMES = frozenset("nav footer dialog".split())
_STRUCK = frozenset("del s strike".split())
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup html legend li listing main menu nav ol p pre section "
    "summary table tbody td tfoot th thead tr ul xmp".split()
)
_LEVELS = {f"h{n}": n for n in range(1, 7)} | {"summary": 6}
_TERMS_OF_TABLE = {"th": "dt", "td": "dd"}
"""Cells of a table that is laid out around others: a marked head is the term of what stands beside it."""
_EDGE = "\x1f"
"""Marks where an inline element begins or ends; often the only separator between the fields of a credit line."""
_EDGE_IN_FIGURES = re.compile(rf"(?<=\d){_EDGE}{{2,}}(?=\d)")
"""Between the figures of two elements beside each other, which are two numbers: a day and its month, 03 and 5月."""
_LABEL_END = "\x1e"
"""Marks where a <label> ends, whose value follows (楼层 3/6)."""
_EDGED = frozenset("span a em i b strong small label time cite u font".split())
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAK_IN_CHINESE = re.compile(
    r"(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])[ \t]*[\r\n]\s*(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])"
)
_OF_CREDITS = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}|来源|作者|编辑|记者|记\s者|发布|时间|浏览|阅读|责任|字号|來源|記者|原创|分钟前|小时前"
)
_LABELLED = re.compile(r"[^\s：:，。]{1,8}[：:]\s?[^\s：:]")
_MAX_CREDIT_CHARS = 160
_MIN_SENTENCE_CHARS = 12
_MAX_TERM_CHARS = 24
_MAX_DEFINED_CHARS = 120
_MAX_LABEL_CHARS = 12
ENDS_SENTENCE = re.compile(r"[。！？；][”’」』）)]*$")
_MAX_TABLE_CELL_CHARS = 320
_MAX_TABLE_CELLS = 20_000
_MAX_SPAN = 400
_NUMBERED = re.compile(rf"^\s*{pattern_of('list_marks.numbered')}")


@dataclass(slots=True)
class Element:
    """A block of the page. `suspect`: the nearest suspect element around (or equal to) this one, -1 for none."""

    parent: int
    suspect: int
    removal: Removal | None = None
    """What a suspect element is by its name."""
    kind: str = ""
    """Its tag with its class, or its id without numbers; elements beside each other may be alike."""
    weight: int = 0
    own_lines: int = 0


@dataclass(slots=True)
class FoundLine:
    """One line with the element that owns it. `level`: of the heading around it, 0 for none; `row`: in a data table."""

    text: str
    owner: int
    link_chars: int = 0
    level: int = 0
    row: bool = False
    is_fact: bool = False
    starts: bool = True
    weight: int = 0
    item: bool = False
    mark: str = ""
    """The number that an ordered list gives the line, which its text begins with."""

    @property
    def linked(self) -> bool:
        """Whether the line is mostly link text and not a sentence, as whole sentences may be links."""
        return self.link_chars * 2 > len(self.text) - len(self.mark) and not (
            len(self.text) >= _MIN_SENTENCE_CHARS and ENDS_SENTENCE.search(self.text)
        )


@dataclass
class Walk:
    elements: list[Element] = field(default_factory=list)
    found: list[FoundLine] = field(default_factory=list)

    def is_within(self, number: int, ancestor: int) -> bool:
        """Return whether an element is another one or lies inside it."""
        while number > ancestor:
            number = self.elements[number].parent
        return number == ancestor


def walk_tree(tree: LexborHTMLParser, account: Account) -> Walk:
    """Collect the text lines of the page in order, without recursion; struck-out text and widgets go to `account`."""
    walk = Walk()
    root = tree.body or tree.root
    if root is None:
        return walk
    walk.elements.append(Element(-1, -1))
    collector = _Collector(walk, account)
    stack: list[tuple[LexborNode, bool]] = [(child, False) for child in _children(root)][::-1]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            collector.leave(node.tag or "")
            continue
        tag = node.tag
        if tag == "-text":
            collector.text(node.text_content or "")
        elif tag == "br" or tag == "hr":
            collector.flush()
        elif tag and tag[0] not in "-_!" and tag not in _UNSEEN:
            collector.enter(tag, node)
            stack.append((node, True))
            child = node.last_child
            while child is not None:
                stack.append((child, False))
                child = child.prev
    collector.flush()
    return walk


def _name_of(node: LexborNode) -> str:
    """Return an element's class, or its id without numbers."""
    name = node.attributes.get("class") or node.attributes.get("id") or ""
    return re.sub(r"\d+", "", name)


def _children(node: LexborNode) -> list[LexborNode]:
    children = []
    child = node.child
    while child is not None:
        children.append(child)
        child = child.next
    return children


@dataclass
class _Table:
    """A data table being read: its rows of cells, and the lines of the open cell."""

    owner: int
    rows: list[list[Cell]] = field(default_factory=list)
    lines: list[str] | None = None
    columns: int = 1
    height: int = 1
    is_heading: bool = False


class _Collector:
    """Turns the walk's events into lines: text is collected until a block begins or ends."""

    def __init__(self, walk: Walk, account: Account) -> None:
        self._walk = walk
        self._account = account
        self._path = [0]
        self._pieces: list[str] = []
        self._link_chars = 0
        self._links = 0
        self._levels: list[int] = []
        self._gone: list[Removal] = []
        self._raised: list[int] = []
        self._lists: list[int] = []
        self._number = ""
        self._table: _Table | None = None
        self._depth_of_table = 0
        self._term = ""
        self._in_term = False
        self._defined: FoundLine | None = None
        self._definitions: list[str] = []
        self._preformatted = 0
        self._subtitles: set[int] = set()
        self._starts = True

    def text(self, text: str) -> None:
        if self._gone:
            self._account.add(_SPACE.sub(" ", text), self._gone[-1])
            return
        if self._preformatted and "\n" in text:
            self._preformatted_lines(text.split("\n"))
            return
        self._pieces.append(text)
        if self._links:
            self._link_chars += len(text.strip())

    def _preformatted_lines(self, lines: list[str]) -> None:
        for line in lines[:-1]:
            self._pieces.append(line)
            self.flush()
            self._starts = not line.strip()
        self._pieces.append(lines[-1])

    def enter(self, tag: str, node: LexborNode) -> None:
        if tag in _STRUCK:
            self._gone.append(Removal.DELETED)
        elif tag in _WIDGETS or tag in _FRAMES:
            if tag in _FRAMES:
                self.flush()
            self._gone.append(Removal.FURNITURE)
        elif tag in ("sup", "rt"):
            self._raised.append(len(self._pieces))
        if tag not in _BLOCKS:
            self._links += tag == "a"
            if tag in _EDGED:
                self._pieces.append(_EDGE)
            return
        self.flush()
        elements = self._walk.elements
        parent = self._path[-1]
        removal = None if tag == "body" else removal_of_name(tag, node.attributes)
        number = len(elements)
        name = _name_of(node)
        kind = f"{tag} {name}" if tag == "blockquote" or (name and tag != "p") else ""
        elements.append(Element(parent, number if removal else elements[parent].suspect, removal, kind))
        self._path.append(number)
        if is_subtitle(node.attributes):
            self._subtitles.add(number)
        self._enter_block(tag, node, number)

    def _enter_block(self, tag: str, node: LexborNode, number: int) -> None:  # noqa: C901 - a branch for each tag
        if tag in _LEVELS:
            self._levels.append(_LEVELS[tag])
        elif tag in ("dt", "dd"):
            self._definitions.append(tag)
        elif tag == "ol":
            start = str(node.attrs.get("start") or "1")
            self._lists.append(int(start) - 1 if start.isdigit() and len(start) < 6 else 0)
        elif tag in ("ul", "dir", "menu"):
            self._lists.append(-1)
        elif tag == "li" and self._lists and self._lists[-1] >= 0:
            self._lists[-1] += 1
            self._number = f"{self._lists[-1]}. "
        elif tag == "li":
            self._number = ""
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "table":
            if self._table is not None:
                self._depth_of_table += 1
            elif not self._gone and is_data_table(node):
                self._table = _Table(number)
                self._depth_of_table = 1
        elif self._table is None and tag in _TERMS_OF_TABLE:
            self._definitions.append(_TERMS_OF_TABLE[tag] if tag == "th" or self._term else "")
        elif self._table is not None and self._depth_of_table == 1:
            if tag == "tr":
                self._table.rows.append([])
            elif tag in ("td", "th"):
                self._table.lines = []
                self._table.columns = _span(node.attrs.get("colspan"))
                self._table.height = _span(node.attrs.get("rowspan"))
                self._table.is_heading = tag == "th"

    def leave(self, tag: str) -> None:
        if tag in ("sup", "rt") and self._raised:
            self._close_raised(tag, self._raised.pop())
        if tag not in _BLOCKS:
            self._links -= tag == "a"
            if tag in _EDGED:
                self._pieces.append(_LABEL_END if tag == "label" else _EDGE)
        else:
            self.flush()
            self._path.pop()
            self._leave_block(tag)
        if (tag in _STRUCK or tag in _WIDGETS or tag in _FRAMES) and self._gone:
            self._gone.pop()

    def _leave_block(self, tag: str) -> None:  # noqa: C901 - a branch for each tag
        table = self._table
        if tag in _LEVELS:
            self._levels.pop()
        elif tag in ("ol", "ul", "dir", "menu"):
            self._lists.pop()
            self._number = ""
        elif tag == "dl":
            self._put_term()
        elif tag == "pre":
            self._preformatted -= 1
            self._starts = True
        elif tag in ("dt", "dd") or (table is None and tag in _TERMS_OF_TABLE):
            self._definitions.pop()
            self._in_term = False
        elif tag == "tr" and table is None:
            self._put_term()
        elif tag in ("td", "th") and table is not None and self._depth_of_table == 1 and table.lines is not None:
            if not table.rows:
                table.rows.append([])
            cell = Cell("\n".join(table.lines), table.columns, table.height, table.is_heading)
            table.rows[-1].append(cell)
            table.lines = None
        elif tag == "table" and table is not None:
            self._depth_of_table -= 1
            if self._depth_of_table == 0:
                self._table = None
                self._put_term()
                for line in read_table(table.rows):
                    found = FoundLine(line.text, table.owner, row=True, is_fact=line.is_field_list)
                    self._walk.found.append(found)

    def _close_raised(self, tag: str, start: int) -> None:
        """Convert a superscript or a ruby annotation to text, or drop a note's mark."""
        if start > len(self._pieces):
            return
        inner = "".join(self._pieces[start:]).replace(_EDGE, "")
        before = "".join(self._pieces[max(0, start - 4) : start]).replace(_EDGE, "")
        del self._pieces[start:]
        if tag == "rt":
            self._pieces.append(annotate(inner))
        elif is_reference_mark(inner, before):
            self._account.add(inner, Removal.FURNITURE)
        else:
            self._pieces.append(raise_text(inner))

    def flush(self) -> None:  # noqa: C901 - one case after the other
        """End the line and store it where it belongs."""
        if not self._pieces:
            return
        whole = "".join(self._pieces)
        self._pieces = []
        link_chars, self._link_chars = self._link_chars, 0
        is_field = False
        if _LABEL_END in whole:
            whole = _with_label(whole)
        if _EDGE in whole and is_of_tags(self._walk.elements[self._path[-1]].kind):
            whole = " ".join(part.strip() for part in whole.split(_EDGE) if part.strip())
        elif _EDGE in whole:
            whole, is_field = _without_edges(whole)
        starts = self._starts or whole.startswith((" ", "\u3000", "\t"))
        if not self._preformatted:
            whole = _SPACE.sub(" ", _BREAK_IN_CHINESE.sub("", whole))
        text = whole.strip(" \t\r\n\f\u3000\xa0")
        if not text:
            return
        mark = ""
        if self._number:
            if text.rstrip(".、 ") == self._number.rstrip(". "):
                return  # the number of the item, drawn by the page itself
            if not _NUMBERED.match(text):
                text, mark = self._number + text, self._number
            self._number = ""
        if self._table is not None and self._table.lines is not None:
            self._table.lines.append(text)
            return
        if (named := self._in_definition(text)) is None or (named == text and self._goes_on_defining(text, link_chars)):
            return
        is_defined = named != text
        if is_defined:
            text, is_field = named, True
        level = self._levels[-1] if self._levels else 0
        if level and link_chars and (widget := compiled("notices.heading_widget").search(text)):
            self._account.add(widget.group(), Removal.FURNITURE)
            text = text[: widget.start()] + text[widget.end() :]
            link_chars = max(0, link_chars - len(widget.group().strip()))
        owner = self._path[-1]
        stands = is_field or owner in self._subtitles or (self._preformatted > 0 and text.isascii())
        bulleted = bool(self._lists) and self._lists[-1] < 0 and not level
        self._walk.found.append(
            FoundLine(text, owner, link_chars, level, stands, is_field, starts, item=bulleted, mark=mark)
        )
        self._defined = self._walk.found[-1] if is_defined else None

    def _in_definition(self, text: str) -> str | None:
        """Return the text of a <dd> after that of its <dt>, None for a <dt> that waits for it."""
        tag = self._definitions[-1] if self._definitions else ""
        if tag == "dt" and len(text) <= _MAX_TERM_CHARS:
            if self._term and self._in_term:
                self._term = f"{self._term} {text}"  # 成人票 above its price, in one term
                return None
            if self._term:
                self._put_term()
            self._term, self._in_term = text.rstrip("：: "), True
            return None
        if tag == "dd" and self._term:
            term, self._term = self._term, ""
            return f"{term}：{text}"
        return text

    def _goes_on_defining(self, text: str, link_chars: int) -> bool:
        """Add a further short <dd> to the line of its term; return whether this was one."""
        found = self._walk.found
        is_further = self._definitions[-1:] == ["dd"] and not self._lists
        if not is_further or self._defined is None or not found:
            return False
        if self._defined is not found[-1] or is_field(text) or len(found[-1].text) + len(text) > _MAX_DEFINED_CHARS:
            return False
        found[-1].text = f"{found[-1].text.rstrip('；')}；{text}"
        found[-1].link_chars += link_chars
        return True

    def _put_term(self) -> None:
        """Emit a term without a definition as its own line."""
        if self._term:
            self._walk.found.append(FoundLine(self._term, self._path[-1]))
            self._term = ""


def _with_label(text: str) -> str:
    """Return a line with a colon between its only label and the value behind it."""
    label, *values = [part.replace(_EDGE, "").strip() for part in text.split(_LABEL_END)]
    is_field = len(values) == 1 and 0 < len(label) <= _MAX_LABEL_CHARS and values[0][:1] not in ("", "：", ":")
    return f"{label.rstrip('：: ')}：{values[0]}" if is_field else text.replace(_LABEL_END, _EDGE)


def _without_edges(text: str) -> tuple[str, bool]:
    """Return a line with blanks between credit fields in separate elements.

    Also return whether it is a form field: 索引号 and its value in two elements.
    """
    text = _EDGE_IN_FIGURES.sub(f"{_EDGE} {_EDGE}", text)
    plain = text.replace(_EDGE, "")
    if len(plain) > _MAX_CREDIT_CHARS or "。" in plain:
        return plain, False
    parts = [part.strip() for part in text.split(_EDGE) if part.strip()]
    if len(parts) == 2 and is_key(parts[0]):
        return f"{parts[0].rstrip('：: ')}：{parts[1]}", True
    if len(parts) > 1 and all(map(is_furniture, parts)):
        return " ".join(parts), False  # buttons side by side
    if sum(_LABELLED.match(part) is not None for part in parts) > 1:
        return " ".join(parts), False  # 人均：88元 口味：8.9
    if not _OF_CREDITS.search(plain):
        return plain, False
    return re.sub(rf"{_EDGE}+(?=[^\s：:，,。、）)]|$)", " ", text).replace(_EDGE, ""), False


def is_key(text: str) -> bool:
    """Return whether a text names a field of an official document's form (发文字号, 索 引 号：)."""
    return _KEY.match(re.sub(r"\s", "", text)) is not None


_KEY = re.compile(
    r"^(?:索引号|发文字号|文号|文件编号|成文日期|发文日期|发文机关|发文机构|发布机构|公开日期|生成日期|主题分类|主题词|公文种类|信息分类"
    r"|体裁分类|有效性|有效期|时效性|效力状态|失效日期|生效日期|实施日期|废止日期|信件编号|办理单位|受理编号|案号|项目编号)[:：]?$"
)


def _span(value: str | None) -> int:
    return min(max(1, int(value)), _MAX_SPAN) if value and value.isdigit() and len(value) < 6 else 1


def is_data_table(node: LexborNode) -> bool:
    """Return whether a table contains data in columns rather than page layout: short cells, no nested table."""
    if any(inner.mem_id != node.mem_id for inner in node.css("table")):
        return False
    rows: list[int] = []
    cells = 0
    headed = False
    for row in node.css("tr"):
        own = [cell for cell in _children(row) if cell.tag in ("td", "th")]
        cells += len(own)
        if cells > _MAX_TABLE_CELLS:
            return False
        for cell in own:
            headed = headed or cell.tag == "th"
            if len(_SPACE.sub("", cell.text(deep=True))) > _MAX_TABLE_CELL_CHARS:
                return False
        rows.append(sum(_span(cell.attrs.get("colspan")) for cell in own))
    wide = [count for count in rows if count > 1]
    if headed or len(wide) >= 2:
        return bool(wide)
    return len(rows) == 1 and bool(wide) and is_key(_children_text(node))


def _children_text(node: LexborNode) -> str:
    first = node.css_first("td")
    return first.text(deep=True) if first else ""
