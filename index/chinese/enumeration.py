"""Find enumerations in an article (一是…六是…, 第一…, （一）…, 1.…), so that answers give the whole list."""

import re
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.article import Article, Span
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import entries_of

_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (style.name.partition(".")[2], re.compile(style.pattern)) for style in entries_of("enumeration")
)
_ITEM_END = re.compile(r"[。；;！!？?]")
_ENDS_SENTENCE = re.compile(r"[。！!？?\n]")


@dataclass(frozen=True)
class Enumeration:
    """Items numbered from one without a gap. `items` are spans that begin at the marker, each inside one paragraph;
    `lead` is the sentence or clause before the first item that says what is listed, an empty span if none."""

    style: str
    items: tuple[Span, ...]
    lead: Span


def find_enumerations(article: Article) -> list[Enumeration]:
    """Return every enumeration of two or more items, ordered by first marker."""
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    found: list[Enumeration] = []
    for style, pattern in _STYLES:
        for run, stop in _runs(list(_markers(article, pattern))):
            found.append(Enumeration(style, _items(texts, run, stop), _lead(texts, run[0])))
    found.sort(key=lambda enumeration: (enumeration.items[0].paragraph, enumeration.items[0].start))
    return list(_cut_at_outer_items(texts, found))


_Marker = tuple[int, int]
"""Paragraph and offset of a marker."""


def _runs(markers: list[tuple[int, int, int]]) -> Iterator[tuple[list[_Marker], _Marker | None]]:
    """Yield each series of at least two markers 1, 2, 3 …, and the next marker of the same style after it.

    A marker out of order between two consecutive ones is part of the text (万一是, 图5.).
    """
    run: list[_Marker] = []
    for place, (paragraph, offset, number) in enumerate(markers):
        wanted = len(run) + 1
        following = markers[place + 1][2] if place + 1 < len(markers) else 0
        if number == wanted:
            run.append((paragraph, offset))
        elif not run or following != wanted or (number == 1 and wanted == 2):
            if len(run) > 1:
                yield run, (paragraph, offset)
            run = [(paragraph, offset)] if number == 1 else []
    if len(run) > 1:
        yield run, None


def _markers(article: Article, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, int]]:
    for paragraph in article.paragraphs:
        for match in pattern.finditer(paragraph.text):
            yield paragraph.number, match.start(), int(read_numeral(match["n"]) or 0)


def _items(texts: dict[int, str], run: list[_Marker], stop: _Marker | None) -> tuple[Span, ...]:
    """Return the items of a run; an item ends where the next begins, the last one with its paragraph, with its line
    if every item before it ends within its own, or with its sentence if the whole list is in one."""
    items: list[Span] = []
    for place, (paragraph, start) in enumerate(run):
        following = run[place + 1] if place + 1 < len(run) else stop
        end = following[1] if following and following[0] == paragraph else len(texts[paragraph])
        is_last = place == len(run) - 1
        if is_last and items and not any("\n" in texts[item.paragraph][item.start : item.end] for item in items):
            line_end = texts[paragraph].find("\n", start, end)
            end = end if line_end == -1 else line_end
            if run[0][0] == paragraph and not _ENDS_SENTENCE.search(texts[paragraph], run[0][1], start):
                full_stop = texts[paragraph].find("。", start, end)
                end = end if full_stop == -1 else full_stop + 1
        items.append(_trimmed(texts, paragraph, start, end))
    return tuple(items)


def _cut_at_outer_items(texts: dict[int, str], found: list[Enumeration]) -> Iterator[Enumeration]:
    """Yield the enumerations, with items cut where an item of an outer list begins: 2.铺路。（二）绿化"""
    starts: dict[int, list[int]] = defaultdict(list)  # paragraph -> where items of the lists seen so far begin
    for enumeration in found:
        items = []
        for span in enumeration.items:
            outer = starts[span.paragraph]
            place = bisect_right(outer, span.start)
            end = min(span.end, outer[place]) if place < len(outer) else span.end
            items.append(_trimmed(texts, span.paragraph, span.start, end))
        yield replace(enumeration, items=tuple(items))
        for span in enumeration.items:
            insort(starts[span.paragraph], span.start)


def _trimmed(texts: dict[int, str], paragraph: int, start: int, end: int) -> Span:
    return Span(paragraph, start, start + len(texts[paragraph][start:end].rstrip()))


def _lead(texts: dict[int, str], first: tuple[int, int]) -> Span:
    """Return what introduces the list: the sentence up to the first marker or, at its start, the one before."""
    paragraph, offset = first
    before = texts[paragraph][:offset].rstrip()
    if not before and paragraph - 1 in texts:
        paragraph, before = paragraph - 1, texts[paragraph - 1]
    body = before.rstrip("。！？：:；; ")
    start = max(body.rfind(mark) for mark in "。！？\n") + 1
    return Span(paragraph, start, len(before))


def head_of(text: str, span: Span, *, min_chars: int = 6, max_chars: int = 120) -> Span:
    """Return the first clause or sentence of an item of paragraph `text`, to show in a list."""
    for match in _ITEM_END.finditer(text, span.start + min_chars, span.end):
        if match.end() - span.start <= max_chars:
            return Span(span.paragraph, span.start, match.end())
        break
    return span
