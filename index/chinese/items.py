"""Numbered texts: the item a question names (第五条第二项), and its full extent in an article."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.article import Article, Span
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled

_RANKS = ("编", "章", "节", "条")
"""Units whose markers begin a line, the widest first: 第二章 ends where 第三章 or 第二编 begins."""
_NUMBER = r"(?P<number>\d{1,3}|[零〇一二三四五六七八九十百两]{1,5})"
_IN_TEXT = "款项第至到、和规之的所"
"""Characters after a marker that only refers to an item: 第四条规定, 第三条至第五条."""
_MARKERS = {
    unit: re.compile(rf"(?:^|(?<=[\n。；;]))[ \u3000]*(?P<marker>第{_NUMBER}{unit})(?![{_IN_TEXT}])", re.MULTILINE)
    for unit in _RANKS
}


@dataclass(frozen=True)
class ItemAsked:
    """One step on the way to an item: the fourth 条. `text` is how the question says it."""

    number: int
    unit: str
    text: str


def find_items_asked(folded: str) -> tuple[ItemAsked, ...]:
    """Return the items that a folded question names, the outer one first: 第五条第二项 is 条 5, then 项 2; without
    items that it only says are breached."""
    found = [
        ItemAsked(int(read_numeral(match["number"]) or 0), match["unit"], match.group())
        for match in compiled("items.asked").finditer(folded)
        if compiled("items.breached").search(folded[: match.start()]) is None
    ]
    return tuple(item for item in found if item.number)


def find_count_asked(folded: str) -> str:
    """Return the unit of the items that a folded question asks to count (条, 个步骤), '' if none."""
    match = compiled("items.counted").search(folded)
    return match["counted"] if match else ""


def tells_count(counted: str, folded: str) -> bool:
    """Return whether a folded text states the number of `counted`, from find_count_asked (31条措施)."""
    return bool(counted) and re.search(rf"(?<!第)(?:\d+|[一二三四五六七八九十百两]+){counted}", folded) is not None


@dataclass(frozen=True)
class Section:
    """A numbered section of an article with everything under it: spans of one paragraph each, in order."""

    number: int
    spans: tuple[Span, ...]


def find_sections(article: Article, unit: str) -> list[Section]:
    """Return the sections whose first lines begin with 第一条, 第二条 … (or 章, 节, 编), in the article's order."""
    if unit not in _RANKS:
        return []
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    starts = [(p, m.start("marker"), int(read_numeral(m["number"]) or 0)) for p, m in _find(texts, unit)]
    wider = [(p, m.start("marker")) for other in _RANKS[: _RANKS.index(unit)] for p, m in _find(texts, other)]
    stops = sorted([*((p, at) for p, at, _ in starts), *wider, *_headings_around(texts, starts)])
    end = (max(texts, default=0) + 1, 0)
    return [
        Section(number, spans_between(texts, (p, at), next((stop for stop in stops if stop > (p, at)), end)))
        for p, at, number in starts
    ]


def _headings_around(texts: dict[int, str], starts: list[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the headings numbered 一、 二、 that the sections stand under: a series that begins before the first."""
    number = 0
    for paragraph, text in texts.items():
        for match in _HEADING.finditer(text):
            is_next = int(read_numeral(match["number"]) or 0) == number + 1
            if starts and is_next and (number or (paragraph, match.start()) < starts[0][:2]):
                number += 1
                yield paragraph, match.start()


_HEADING = re.compile(r"^(?P<number>[一二三四五六七八九十]{1,3})、", re.MULTILINE)


def _find(texts: dict[int, str], unit: str) -> list[tuple[int, re.Match[str]]]:
    return [(number, match) for number, text in texts.items() for match in _MARKERS[unit].finditer(text)]


def spans_between(texts: dict[int, str], start: tuple[int, int], end: tuple[int, int]) -> tuple[Span, ...]:
    """Return the text between two positions (paragraph, offset): one span per paragraph, stripped of white space."""
    spans = []
    for number, text in texts.items():
        if not start[0] <= number <= end[0]:
            continue
        first = start[1] if number == start[0] else 0
        last = end[1] if number == end[0] else len(text)
        piece = text[first:last]
        first += len(piece) - len(piece.lstrip())
        last = first + len(piece.strip())
        if first < last:
            spans.append(Span(number, first, last))
    return tuple(spans)
