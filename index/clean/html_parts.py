"""What the parts of a page are, judged by their headings and by what stands beside them: readers' comments, lists of
other pages, contents, panels behind tabs, tags."""

import re
from collections import Counter, defaultdict
from itertools import pairwise

from index.clean.furniture import is_comments_heading, is_furniture, is_related_heading
from index.clean.html_names import FAVOURITES, is_of_tags
from index.clean.html_walk import FoundLine, Walk
from index.clean.lines import Removal

_MIN_TEXT_CHARS = 30
_MIN_TITLE_CHARS = 3
_MIN_TABS = 2
_MAX_TAB_CHARS = 12
_NOT_TEXT = re.compile(r"[\W_]+")
_CONTENTS_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})*[.、 ]\s*(?=\D)")
_COUNTED = re.compile(r"\d")
"""A heading of comments that is marked up as none tells their number."""


def name_parts(walk: Walk, document_title: str) -> None:
    """Mark elements that are no part of the article, and unmark those that only their name or style speaks against."""
    _name_by_heading(walk)
    _show_panels(walk)
    _name_contents(walk)
    _name_tab_rows(walk)
    _keep_tags_beside_title(walk)
    _keep_around_title(walk, document_title)


def _name_by_heading(walk: Walk) -> None:
    """Mark elements whose opening heading says that they contain readers' comments or links to other pages."""
    elements = walk.elements
    opened: set[int] = set()
    for number, line in enumerate(walk.found):
        around = line.owner
        heads: list[int] = []
        while around > 0 and around not in opened:
            opened.add(around)
            heads.append(around)
            around = elements[around].parent
        removal = _removal_of_heading(line) if heads else None
        if removal is None:
            continue
        is_heading = line.level > 0 or removal is Removal.COMMENT
        if is_heading and len(heads) < 2:
            if removal is Removal.COMMENT:
                _name_comments_below(walk, number)
            continue
        # The heading has its own element; the one around it contains what it heads.
        part = heads[1] if is_heading else heads[0]
        if elements[part].removal is None and _is_text_outside(walk, part):
            elements[part].removal, elements[part].suspect = removal, part


def _name_comments_below(walk: Walk, number: int) -> None:
    """Mark what follows a heading of comments beside an article, up to the next heading like it.

    If more is written below it than above, it is a discussion rather than comments on an article.
    """
    head = walk.found[number]
    part = walk.elements[head.owner].parent
    end = number + 1
    while end < len(walk.found) and walk.is_within(walk.found[end].owner, part):
        if 0 < walk.found[end].level <= head.level:
            break
        end += 1
    above = {line.owner for line in walk.found[:number]}
    if sum(line.weight for line in walk.found[number:end]) > sum(line.weight for line in walk.found[:number]):
        return
    for owner in {line.owner for line in walk.found[number:end]} - above - {part}:
        walk.elements[owner].removal, walk.elements[owner].suspect = Removal.COMMENT, owner


def _show_panels(walk: Walk) -> None:
    """Unmark elements beside a visible one of the same kind: hidden until their tab is chosen, or a favourite (热销)
    among others."""
    lines_in, links_in = _count_lines(walk)
    shown: dict[int, list[frozenset[str]]] = defaultdict(list)
    for number, element in enumerate(walk.elements):
        if element.kind and element.removal is None and lines_in[number]:
            shown[element.parent].append(frozenset(element.kind.split()))
    for number, element in enumerate(walk.elements):
        names = frozenset(element.kind.split())
        if element.removal is Removal.HIDDEN and len(names) > 1:
            is_alike = any(beside <= names or names <= beside for beside in shown[element.parent])
        elif element.removal is Removal.RELATED and names & FAVOURITES:
            is_alike = names - FAVOURITES in shown[element.parent] and 2 * links_in[number] < lines_in[number]
        else:
            continue
        if is_alike:
            element.removal = None


def _count_lines(walk: Walk) -> tuple[Counter[int], Counter[int]]:
    """Return how many lines each element has in it, and how many of them are links."""
    lines_in: Counter[int] = Counter()
    links_in: Counter[int] = Counter()
    for line in walk.found:
        number = line.owner
        while number > 0:
            lines_in[number] += 1
            links_in[number] += line.linked
            number = walk.elements[number].parent
    return lines_in, links_in


def _name_contents(walk: Walk) -> None:
    """Mark rows of tabs and tables of contents: lines that each name a heading further down."""
    headings = {line.text: n for n, line in enumerate(walk.found) if line.level}
    run: list[int] = []
    for n, line in enumerate([*walk.found, FoundLine("", 0)]):
        if (
            not line.level
            and headings.get(_CONTENTS_NUMBER.sub("", line.text), headings.get(line.text, -1)) > n
            and walk.elements[line.owner].own_lines == 1
        ):
            run.append(n)
            continue
        if len(run) >= _MIN_TABS:
            for number in run:
                owner = walk.found[number].owner
                walk.elements[owner].removal, walk.elements[owner].suspect = Removal.FURNITURE, owner
        run = []


def _name_tab_rows(walk: Walk) -> None:
    """Mark rows of tabs: short lines side by side, at least half of which name a heading further down or comments."""
    headings = {line.text: n for n, line in enumerate(walk.found) if line.level}
    rows: dict[int, list[int]] = defaultdict(list)
    for n, line in enumerate(walk.found):
        element = walk.elements[line.owner]
        if element.own_lines == 1 and not line.level and len(line.text) <= _MAX_TAB_CHARS:
            rows[element.parent].append(n)
    for row in rows.values():
        named = [n for n in row if headings.get(walk.found[n].text, -1) > n]
        comments = [n for n in row if n not in named and is_comments_heading(walk.found[n].text)]
        is_side_by_side = row == list(range(row[0], row[0] + len(row)))
        if named and len(named) + len(comments) >= max(_MIN_TABS, len(row) / 2) and is_side_by_side:
            for n in row:
                owner = walk.found[n].owner
                walk.elements[owner].removal, walk.elements[owner].suspect = Removal.FURNITURE, owner


def _keep_tags_beside_title(walk: Walk) -> None:
    """Unmark tags without links in one part with the page's own title or below a heading: what is offered."""
    title = next((line.owner for line in walk.found if line.level == 1), 0)
    part = walk.elements[title].parent
    linked = {line.owner for line in walk.found if line.link_chars}
    headed = {below.owner for above, below in pairwise(walk.found) if above.level > 1}
    for number, element in enumerate(walk.elements):
        is_tags = element.suspect == number and is_of_tags(element.kind) and number not in linked
        if is_tags and (number in headed or (part > 0 and walk.is_within(number, part))):
            element.removal = None


def _keep_around_title(walk: Walk, document_title: str) -> None:
    """Unmark what is named like a banner but holds the page's own title, with which the document's begins."""
    title = next((line for line in walk.found if line.level == 1), None)
    key = _NOT_TEXT.sub("", title.text) if title else ""
    if title is None or title.linked or len(key) < _MIN_TITLE_CHARS:
        return
    if not _NOT_TEXT.sub("", document_title).startswith(key):
        return
    number = title.owner
    while number > 0:
        if walk.elements[number].removal is not Removal.COMMENT:
            walk.elements[number].removal = None
        number = walk.elements[number].parent


def _is_text_outside(walk: Walk, part: int) -> bool:
    """Return whether the page has text outside an element: prose, or lines that are not links."""
    if walk.elements[part].weight < walk.elements[0].weight:
        return True
    outside = (line for line in walk.found if not line.linked and not walk.is_within(line.owner, part))
    return sum(len(line.text) for line in outside if not is_furniture(line.text)) >= _MIN_TEXT_CHARS


def _removal_of_heading(line: FoundLine) -> Removal | None:
    if line.level == 1:
        return None
    label, _, rest = line.text.replace(":", "：").partition("：")
    if rest and line.link_chars * 2 > len(line.text) and is_related_heading(label):
        return Removal.RELATED  # 推荐内容：…, a term and its links
    if line.row:
        return None
    if not line.level:
        return Removal.COMMENT if _COUNTED.search(line.text) and is_comments_heading(line.text) else None
    if is_comments_heading(line.text):
        return Removal.COMMENT
    return Removal.RELATED if is_related_heading(line.text) else None
