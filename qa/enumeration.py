"""Find enumerations in an article (一是…六是…, 第一…, （一）…, 1.…), so that a list is answered whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.article import Article, Span

_NUMERALS = "一二三四五六七八九十"
_NUMERAL = rf"(?P<n>十?[{_NUMERALS}]|\d{{1,2}})"
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("一是", rf"(?<![第之{_NUMERALS}])(?P<n>十?[{_NUMERALS}])是(?!否)"),
        ("一要", rf"(?<![第之{_NUMERALS}])(?P<n>十?[{_NUMERALS}])要"),
        ("第一", rf"第(?P<n>十?[{_NUMERALS}])(?=[，,、：:是，个])"),
        ("其一", rf"其(?P<n>[{_NUMERALS}])(?=[，,、：:是])"),
        ("（一）", rf"[（(](?P<n>十?[{_NUMERALS}])[)）]"),
        ("（1）", r"[（(](?P<n>\d{1,2})[)）]"),
        ("一、", rf"(?:^|(?<=[。；;：:\s]))(?P<n>十?[{_NUMERALS}])、"),
        ("1.", r"(?:^|(?<=[。；;：:\s]))(?P<n>\d{1,2})[.．、](?!\d)"),
        ("①", r"(?P<n>[①②③④⑤⑥⑦⑧⑨⑩])"),
    )
)
_ITEM_END = re.compile(r"[。；;！!？?]")


@dataclass(frozen=True)
class Enumeration:
    """Items numbered from one without a gap. `items` are spans that begin at the marker, each inside one paragraph;
    `lead` is the sentence or clause in front of the first item that says what is listed, empty-length if none."""

    style: str
    items: tuple[Span, ...]
    lead: Span


def find_enumerations(article: Article) -> list[Enumeration]:
    """Return every enumeration of two items or more, in order of its first marker."""
    found: list[Enumeration] = []
    for style, pattern in _STYLES:
        run: list[tuple[int, int]] = []  # (paragraph, offset) of markers 1..len(run)
        for paragraph, offset, number in _markers(article, pattern):
            if number == 1 or number != len(run) + 1:
                found.extend(_close(article, style, run, (paragraph, offset)))
                run = [(paragraph, offset)] if number == 1 else []
            else:
                run.append((paragraph, offset))
        found.extend(_close(article, style, run, None))
    return sorted(found, key=lambda e: (e.items[0].paragraph, e.items[0].start))


def _markers(article: Article, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, int]]:
    for paragraph in article.paragraphs:
        for match in pattern.finditer(paragraph.text):
            yield paragraph.number, match.start(), _to_number(match.group("n"))


def _to_number(numeral: str) -> int:
    if numeral.isdigit() and numeral.isascii():
        return int(numeral)
    if numeral in "①②③④⑤⑥⑦⑧⑨⑩":
        return "①②③④⑤⑥⑦⑧⑨⑩".index(numeral) + 1
    if len(numeral) == 2:
        return 10 + _NUMERALS.index(numeral[1]) + 1
    return _NUMERALS.index(numeral) + 1


def _close(article: Article, style: str, run: list[tuple[int, int]], stop: tuple[int, int] | None) -> list[Enumeration]:
    """Return the run as an Enumeration; an item ends where the next begins, the last with its paragraph."""
    if len(run) < 2:
        return []
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    items = []
    for place, (paragraph, start) in enumerate(run):
        following = run[place + 1] if place + 1 < len(run) else stop
        end = following[1] if following and following[0] == paragraph else len(texts[paragraph])
        items.append(Span(paragraph, start, start + len(texts[paragraph][start:end].rstrip())))
    return [Enumeration(style, tuple(items), _lead(texts, run[0]))]


def _lead(texts: dict[int, str], first: tuple[int, int]) -> Span:
    """Return what introduces the list: the sentence the first marker stands in or, at its start, the one before."""
    paragraph, offset = first
    before = texts[paragraph][:offset].rstrip()
    if not before and paragraph - 1 in texts:
        paragraph, before = paragraph - 1, texts[paragraph - 1]
    body = before.rstrip("。！？：:；; ")
    start = max(body.rfind(mark) for mark in "。！？") + 1
    return Span(paragraph, start, len(before))


def head_of(text: str, span: Span, *, min_chars: int = 6, max_chars: int = 120) -> Span:
    """Return the first clause or sentence of an item of paragraph `text`: what a list shows of it."""
    for match in _ITEM_END.finditer(text, span.start + min_chars, span.end):
        if match.end() - span.start <= max_chars:
            return Span(span.paragraph, span.start, match.end())
        break
    return span
