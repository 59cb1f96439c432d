"""HTML as Lines: the article is where the page's sentences are; element names only help."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser

from index.clean.credits import read_credit_line
from index.clean.furniture import is_furniture, is_notice, is_related_heading
from index.clean.html_grids import join_grid_rows
from index.clean.html_head import PageHead, read_head
from index.clean.html_names import SURE
from index.clean.html_parts import name_parts
from index.clean.html_posts import read_thread
from index.clean.html_walk import ENDS_SENTENCE, FoundLine, Walk, is_key, walk_tree
from index.clean.lines import Account, Line, Removal, is_field
from index.errors import LoadError
from index.messages import Message

MAX_DEPTH = 600
"""Deeper nesting makes HTML parsers quadratic; real pages have at most a few dozen levels."""
MAX_TAGS = 300_000
_MAX_ATTRIBUTES = 50_000
_MAX_ATTRIBUTE_SHARE = 1 / 8
"""Scripts have about one equals sign in 25 characters; more are attributes that would exhaust memory."""

_MAX_SUSPECT_SHARE = 0.4
"""An element with a suspicious name is still the article if it contains this share of the page's sentences."""
_MAIN_SHARE = 0.9
_MAX_CLIMB = 8
_DOCTYPE_WITHIN_CHARS = 10_000
_MAX_GAP_LINES = 3
_MARGIN_LINES = 12
_MAX_LINES_TO_TITLE = 8
_MAX_FIELDS_TO_TITLE = 24
_MIN_FIELDS = 2
_MAX_PRICE_CHARS = 40
_MAX_MARGIN_CHARS = 160
_PROSE = re.compile(r"[。！？；…]|[，,].{2,}[，,、]")
_CLAUSES = re.compile(r"[。！？；]|[^\s，]{4,}，[^\s，]{3,}")
_PRICE = re.compile(r"[\u4e00-\u9fff]{0,2}价格?[\s：:]{0,3}(?:[¥￥]\s?\d|\d[\d.,]*\s?元)")
_OPEN_TAG = re.compile(r"<[A-Za-z]")
_BLOCK_TAG = re.compile(
    r"<(/?)(?:div|p|table|tr|td|ul|ol|li|section|article|font|span|b|i|a|dl|dd|blockquote|center|form|main)\b", re.I
)


@dataclass(frozen=True)
class HtmlPage:
    """The article's lines, the lines just above and below it, and what the page's head says."""

    lines: list[Line]
    above: list[Line]
    below: list[Line]
    head: PageHead
    account: Account


def html_to_lines(text: str) -> HtmlPage:
    """Return the lines of an HTML page or fragment; raise LoadError if it is nested beyond any real page."""
    _refuse_monsters(text)
    tree = LexborHTMLParser(text)
    account = Account()
    walk = walk_tree(tree, account)
    join_grid_rows(walk)
    _weigh(walk)
    title = tree.css_first("title")
    name_parts(walk, title.text() if title else "")
    dropped = _mark_dropped(walk)
    head = read_head(tree, [(line.text, line.level) for line in walk.found if not dropped[line.owner] and not line.row])
    del tree  # its nodes take several times the page's memory and are no longer needed
    thread = read_thread(walk, dropped)
    main = _find_main(walk, dropped)
    if thread is not None:
        main = _around(walk, main, thread.element)
        head = replace(head, published=head.published or thread.published, author=head.author or thread.writer)
    places = [n for n, line in enumerate(walk.found) if not dropped[line.owner] and walk.is_within(line.owner, main)]
    places = sorted({*places, *_lines_of_alike_parts(walk, main, dropped)})
    places = _with_adjoining_prose(walk, places, dropped)
    places = _with_lines_below_title(walk, places, dropped, head.title)
    places = sorted({*places, *_headed_parts(walk, places, dropped)})
    first, last = (places[0], places[-1]) if places else (0, 0)
    beside = _lines_beside_title(walk, places, dropped)
    places = sorted({*_with_fields_below_title(walk, places, dropped, head.title), *beside})
    places = _with_facts(walk, places, dropped)
    left_out = thread.left_out if thread else {}
    places = [n for n in places if n not in left_out]
    _account_for(walk, frozenset(places), dropped, left_out, account)
    lines = [_to_line(walk.found[n]) for n in places]
    above = _margin(walk.found[max(0, first - _MARGIN_LINES) : first], dropped)
    below = _margin(walk.found[last + 1 : last + 1 + _MARGIN_LINES], dropped)
    return HtmlPage(lines, above, below, head, account)


def html_to_text_lines(text: str) -> list[str]:
    """Return every line of text in an HTML page, including menus and notices."""
    _refuse_monsters(text)
    account = Account()
    found = [line.text.strip() for line in walk_tree(LexborHTMLParser(text), account).found]
    return [*found, *(line.text for line in account.lines)]


def _to_line(found: FoundLine) -> Line:
    return Line(found.text, found.starts, found.linked and not found.row, found.level > 0, found.row, found.item)


def _with_facts(walk: Walk, places: list[int], dropped: list[Removal | None]) -> list[int]:
    """Return `places` with the page's forms (发文字号：…), which are often apart from its text."""
    facts = (n for n, line in enumerate(walk.found) if line.is_fact and _names_document(line.text))
    owners = {walk.found[n].owner for n in facts if not dropped[walk.found[n].owner]}
    if not owners:
        return places
    return sorted({*places, *(n for n, line in enumerate(walk.found) if line.is_fact and line.owner in owners)})


def _names_document(text: str) -> bool:
    return is_key(text.partition("：")[0])


def _account_for(
    walk: Walk,
    places: frozenset[int],
    dropped: list[Removal | None],
    left_out: dict[int, Removal],
    account: Account,
) -> None:
    for number, line in enumerate(walk.found):
        if number not in places:
            removal = dropped[line.owner] or left_out.get(number) or _removal_outside(line)
            account.add(line.text, removal)


def _removal_outside(line: FoundLine) -> Removal:
    if line.linked or is_furniture(line.text):
        return Removal.FURNITURE
    if is_notice(line.text[:260]):
        return Removal.NOTICE
    return Removal.CREDIT if read_credit_line(line.text) is not None else Removal.OUTSIDE


def _lines_of_alike_parts(walk: Walk, main: int, dropped: list[Removal | None]) -> list[int]:
    """Return the lines of the parts beside the main one that are marked up alike and have no links (an address)."""
    around = {(walk.elements[main].parent, walk.elements[main].kind)}
    number = main
    while (number := walk.elements[number].parent) > 0:
        around.add((walk.elements[number].parent, walk.elements[number].kind))
    alike = {
        n
        for n, element in enumerate(walk.elements)
        if element.kind and (element.parent, element.kind) in around and not dropped[n]
    }
    inside: dict[int, list[int]] = {n: [] for n in alike}
    for place, line in enumerate(walk.found):
        owner = line.owner
        while owner > 0 and owner not in alike:
            owner = walk.elements[owner].parent
        if owner > 0 and not dropped[line.owner]:
            inside[owner].append(place)
    parts = (places for places in inside.values() if not any(walk.found[n].link_chars for n in places))
    return [n for places in parts for n in places]


def _with_adjoining_prose(walk: Walk, places: list[int], dropped: list[Removal | None]) -> list[int]:
    """Return `places` with the prose just above and below them, whatever elements it is in.

    A long paragraph in its own element may be most of an article. The prose ends at links, widgets and headings of
    other lists.
    """
    if not places:
        return places
    first, last = places[0], places[-1]
    for step in (-1, 1):
        place = reach = first if step < 0 else last
        while 0 <= (place := place + step) < len(walk.found) and abs(place - reach) <= _MAX_GAP_LINES:
            line = walk.found[place]
            ends = line.linked or dropped[line.owner] is not None
            if ends or is_furniture(line.text) or is_related_heading(line.text):
                break
            if line.weight or ENDS_SENTENCE.search(line.text):
                reach = place
        first, last = min(first, reach), max(last, reach)
    return sorted({*places, *(n for n in range(first, last + 1) if dropped[walk.found[n].owner] is None)})


def _with_lines_below_title(walk: Walk, places: list[int], dropped: list[Removal | None], title: str) -> list[int]:
    """Return `places` with the lines from the page's title down to its text, if no link or widget is between.

    They introduce the text (a price, a summary), or say when it was published beside a counter.
    """
    first = places[0] if places else 0
    above: list[int] = []
    for number in range(first - 1, max(-1, first - 1 - _MAX_FIELDS_TO_TITLE), -1):
        line = walk.found[number]
        if line.linked or dropped[line.owner] is not None or is_related_heading(line.text):
            break
        above.append(number)
        if title and line.text == title:
            return [*reversed(above), *places]
    return places


def _lines_beside_title(walk: Walk, places: list[int], dropped: list[Removal | None]) -> list[int]:
    """Return the lines that stand in one part with the page's own title, above the text: a salary, an age.

    None where a day or source stands there, as among the widgets above a piece of news.
    """
    first = places[0] if places else 0
    title = next((n for n in range(first) if walk.found[n].level == 1), None)
    if title is None:
        return []
    part = walk.elements[walk.found[title].owner].parent
    beside = [n for n in range(title + 1, first) if walk.is_within(walk.found[n].owner, part)] if part > 0 else []
    texts = [walk.found[n].text for n in beside]
    if len(beside) > _MAX_LINES_TO_TITLE or any(read_credit_line(text) is not None for text in texts):
        return []
    return [
        n
        for n in beside
        if not walk.found[n].link_chars and not dropped[walk.found[n].owner] and not is_furniture(walk.found[n].text)
    ]


def _with_fields_below_title(walk: Walk, places: list[int], dropped: list[Removal | None], title: str) -> list[int]:
    """Return `places` with the price, the fields (材质：硅胶) and sentences between the page's own title and its text.

    Links and widgets may be among them, as on the page of a shop.
    """
    first = places[0] if places else 0
    titles = [n for n in range(first) if walk.found[n].level == 1 or (title and walk.found[n].text == title)]
    if not titles:
        return places
    between = [
        n
        for n in range(titles[-1] + 1, first)
        if not walk.found[n].link_chars
        and dropped[walk.found[n].owner] is None
        and not is_furniture(walk.found[n].text)
    ]
    fields = [n for n in between if walk.found[n].is_fact or (walk.found[n].item and is_field(walk.found[n].text))]
    prices = [n for n in range(titles[-1] + 1, first) if _is_price(walk.found[n]) and not dropped[walk.found[n].owner]]
    if len(fields) < _MIN_FIELDS:
        return sorted({*places, *prices})
    return sorted({*places, *prices, *fields, *(n for n in between if _CLAUSES.search(walk.found[n].text))})


def _is_price(line: FoundLine) -> bool:
    """Return whether a line names a price, perhaps with a button behind it: 促销价 ¥59.00 降价通知."""
    return not line.linked and len(line.text) <= _MAX_PRICE_CHARS and _PRICE.search(line.text) is not None


def _headed_parts(walk: Walk, places: list[int], dropped: list[Removal | None]) -> list[int]:
    """Return the lines of the parts beside the text that open with a heading and have no link in them.

    They stand between the page's own title and its text, as where a site's buttons part 职位描述 from the title, or
    below the text in one element with the title (目录 below 内容简介).
    """
    first, last = (places[0], places[-1]) if places else (0, 0)
    title = next((n for n in range(first) if walk.found[n].level == 1), None)
    if title is None:
        return []
    around = walk.elements[walk.found[title].owner].parent
    end = last + 1
    while around > 0 and end < len(walk.found) and walk.is_within(walk.found[end].owner, around):
        end += 1
    parts: list[range] = []
    for above, below in ((title + 1, first), (last + 1, end)):
        starts = [n for n in range(above, below) if walk.found[n].level > 1]
        parts += [range(start, stop) for start, stop in pairwise([*starts, below])]
    return [n for part in parts if all(_is_own(walk.found[n], dropped) for n in part) for n in part]


def _is_own(line: FoundLine, dropped: list[Removal | None]) -> bool:
    """Return whether a line is no link, no furniture (but 目录 as a heading) and in no part that is left out."""
    is_foreign = line.link_chars or dropped[line.owner] is not None or is_related_heading(line.text)
    return not is_foreign and (line.level > 1 or not is_furniture(line.text))


def _margin(found: list[FoundLine], dropped: list[Removal | None]) -> list[Line]:
    return [
        Line(line.text)
        for line in found
        if not line.linked and line.weight == 0 and len(line.text) <= _MAX_MARGIN_CHARS
        if dropped[line.owner] not in SURE
    ]


def _refuse_monsters(text: str) -> None:
    """Raise LoadError for a page so nested that parsing would take minutes."""
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
    # <p> and <li> are often left open, which does not nest; refuse only far more than a real page has.
    if deepest > 10 * MAX_DEPTH:
        raise LoadError(Message("page-nested", {"depth": deepest}))


def _weigh(walk: Walk) -> None:
    """Set each element's weight, the number of characters of unlinked prose in it."""
    for line in walk.found:
        if not line.linked and len(line.text) >= 12 and _PROSE.search(line.text):
            if not is_furniture(line.text) and not is_notice(line.text):
                line.weight = len(line.text)
        owner = walk.elements[line.owner]
        owner.own_lines += 1
        owner.weight += line.weight
    for element in reversed(walk.elements):
        if element.parent >= 0:
            walk.elements[element.parent].weight += element.weight


def _mark_dropped(walk: Walk) -> list[Removal | None]:
    """Return for each element why it is left out, None if it stays."""
    total = max(1, walk.elements[0].weight if walk.elements else 0)
    dropped: list[Removal | None] = []
    for number, element in enumerate(walk.elements):
        outer = dropped[element.parent] if element.parent >= 0 else None
        if outer is None and element.suspect == number and element.removal is not None:
            small = element.weight <= _MAX_SUSPECT_SHARE * total
            if small or (element.removal in SURE and element.weight < total):
                outer = element.removal
        dropped.append(outer)
    return dropped


def _find_main(walk: Walk, dropped: list[Removal | None]) -> int:
    """Return the number of the smallest element with nearly all prose, and still several lines of it."""
    elements = walk.elements
    lost = sum(
        element.weight
        for number, element in enumerate(elements)
        if dropped[number] and (element.parent < 0 or not dropped[element.parent])
    )
    total = (elements[0].weight if elements else 0) - lost
    if total <= 0:
        return 0
    heaviest: dict[int, int] = {}
    for number, element in enumerate(elements):
        if dropped[number] or element.parent < 0:
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


def _climb(walk: Walk, main: int, dropped: list[Removal | None]) -> int:
    """Return `main` or an ancestor, to include surrounding lines that are not links (a lead, a title, a date line)."""
    elements = walk.elements
    for _ in range(_MAX_CLIMB):
        parent = elements[main].parent
        if parent < 0:
            break
        added = [
            line
            for line in walk.found
            if dropped[line.owner] is None
            and walk.is_within(line.owner, parent)
            and not walk.is_within(line.owner, main)
        ]
        if sum(line.linked or is_furniture(line.text) for line in added) > 1 or len(added) > 12:
            break
        main = parent
    return main


def _around(walk: Walk, one: int, other: int) -> int:
    """Return the smallest element around two elements."""
    while not walk.is_within(other, one):
        one = walk.elements[one].parent
    return one
