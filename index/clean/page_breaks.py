"""Page numbers and running heads in plain text copied out of printed pages."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.chinese.names import are_names
from index.clean.credits import read_credit_line
from index.clean.lines import Account, Line, Removal

_PAGE = r"第\s?(?P<page>\d{1,4})\s?页"
_OF_PAGES = r"\s?[,，/|]?\s?共\s?\d{1,4}\s?页"
_DASHES = r"[-–—·~=]{1,3}"
_NUMBERS = (
    (re.compile(rf"{_DASHES}\s?{_PAGE}(?:{_OF_PAGES})?\s?{_DASHES}"), 1, 1),
    (re.compile(rf"{_PAGE}{_OF_PAGES}"), 1, 1),
    (re.compile(rf"{_PAGE}(?:{_OF_PAGES})?"), 2, 1),
    (re.compile(r"(?:Page|p\.)\s?(?P<page>\d{1,4})(?:\s?(?:of|/)\s?\d{1,4})?", re.IGNORECASE), 2, 1),
    (re.compile(r"[-–—·~]{1,2}\s?(?P<page>\d{1,4})\s?[-–—·~]{1,2}"), 2, 1),
    (re.compile(r"(?P<page>\d{1,4})\s?/\s?\d{1,4}"), 3, 3),
    (re.compile(r"(?P<page>\d{1,4})"), 3, 5),
)
"""Each form of a page number alone on its line, how many must count up, and how many lines stand between them."""
_ENDS = re.compile(r"[。！？!?；;：:…][”’」』）)】》\"']*$")
_DIGIT = re.compile(r"\d")
_MAX_NUMBER_CHARS = 20
_MAX_HEAD_CHARS = 40
_MIN_TITLE_CHARS = 5
_MAX_TITLE_CHARS = 60
_REPEATS = 2


def drop_page_breaks(lines: Sequence[Line], account: Account) -> list[Line]:
    """Return the lines without page numbers that count up and the running heads beside them.

    A sentence goes on over what was dropped. Of a form that is nothing else (- 第3页 -), one is enough.
    """
    numbers = _find_numbers(lines)
    if not numbers:
        return list(lines)
    gone = {*numbers, *_find_heads(lines, numbers)}
    account.add_lines((lines[n].text for n in sorted(gone)), Removal.FURNITURE)
    kept: list[Line] = []
    for n, line in enumerate(lines):
        if n in gone:
            continue
        goes_on = n - 1 in gone and kept and not _ENDS.search(kept[-1].text)
        kept.append(replace(line, starts=False, apart=False) if goes_on else line)
    return kept


def _find_numbers(lines: Sequence[Line]) -> list[int]:
    """Return the lines that are page numbers: of one form, counting up by one, with a page's text between them.

    A running head beside each of them tells a short page.
    """
    short = [(n, line.text) for n, line in enumerate(lines) if len(line.text) <= _MAX_NUMBER_CHARS]
    short = [(n, text) for n, text in short if _DIGIT.search(text)]
    for form, least, gap in _NUMBERS if short else ():
        found = [(n, int(match["page"])) for n, text in short if (match := form.fullmatch(text))]
        steps = list(pairwise(found))
        if len(found) < least or any(b[1] != a[1] + 1 for a, b in steps):
            continue
        numbers = [n for n, _ in found]
        if all(b[0] - a[0] > gap for a, b in steps) or len(_find_heads(lines, numbers)) >= least:
            return numbers
    return []


def _find_heads(lines: Sequence[Line], numbers: list[int]) -> set[int]:
    """Return the running heads and feet: short lines that repeat beside the page numbers, on the first page too."""
    heads: set[int] = set()
    for step in (1, -1):
        beside = [n + step for n in numbers if 0 <= n + step < len(lines)]
        counts = Counter(lines[n].text for n in beside if len("".join(lines[n].text.split())) <= _MAX_HEAD_CHARS)
        repeated = {text for text, count in counts.items() if count >= _REPEATS}
        heads |= {n for n in beside if lines[n].text in repeated}
        if step == 1 and lines[0].text in repeated and len(lines) > 1 and _may_be_title(lines[1].text):
            heads.add(0)
    return heads


def _may_be_title(text: str) -> bool:
    """Return whether a line below a running head is the title, so that the head is not."""
    if not _MIN_TITLE_CHARS <= len(text) <= _MAX_TITLE_CHARS or _ENDS.search(text) or are_names(text):
        return False
    return read_credit_line(text) is None
