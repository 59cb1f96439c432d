"""Enumerations of an article (一是…二是…, 第一…, （一）…, 1.…), and answering a list question whole."""

import re
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.article import Article, Span
from index.text.fold import fold_text
from index.text.sentences import split_sentences
from qa.answer import Quote
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored

# ---- Find enumerations in an article (一是…六是…, 第一…, （一）…, 1.…), so that a list is answered whole


_NUMERALS = "一二三四五六七八九十"
_NO_WORD = rf"(?<![第之{_NUMERALS}统唯惟万专单同划逐归初周])(?<!星期)(?<!礼拜)"
"""In 统一是, 万一要, 周二是 the numeral belongs to the word before it."""
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("一是", rf"{_NO_WORD}(?P<n>十?[{_NUMERALS}])是(?!否)"),
        ("一要", rf"{_NO_WORD}(?P<n>十?[{_NUMERALS}])要"),
        ("第一", rf"第(?P<n>十?[{_NUMERALS}])(?=[步条点项]?[，,、：:是]|个)"),
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
    """Yield each series of markers 1, 2, 3 … of at least two, and the marker of the same style behind it.

    A marker out of turn between two that follow each other is part of the text (万一是, 图5.).
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
            yield paragraph.number, match.start(), _to_number(match.group("n"))


def _to_number(numeral: str) -> int:
    if numeral.isdigit() and numeral.isascii():
        return int(numeral)
    if numeral in "①②③④⑤⑥⑦⑧⑨⑩":
        return "①②③④⑤⑥⑦⑧⑨⑩".index(numeral) + 1
    if len(numeral) == 2:
        return 10 + _NUMERALS.index(numeral[1]) + 1
    return _NUMERALS.index(numeral) + 1


def _items(texts: dict[int, str], run: list[_Marker], stop: _Marker | None) -> tuple[Span, ...]:
    """Return the items of a run; an item ends where the next begins, the last with its paragraph."""
    items = []
    for place, (paragraph, start) in enumerate(run):
        following = run[place + 1] if place + 1 < len(run) else stop
        end = following[1] if following and following[0] == paragraph else len(texts[paragraph])
        items.append(_trimmed(texts, paragraph, start, end))
    return tuple(items)


def _cut_at_outer_items(texts: dict[int, str], found: list[Enumeration]) -> Iterator[Enumeration]:
    """Yield the enumerations with items that end where an item of a list around them begins: 2.铺路。（二）绿化"""
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


# ---- Answer a list question whole: all items of an enumeration, or all that stands under one of its items


LOOKED_AT = 4
"""Best sentences whose enumerations are considered."""
LEAST_SHARE = 0.5
"""... as long as they score this share of the best."""
LEAST_FIT = 0.35
"""Least fit of a list; below it the best sentences answer better. Set on the project's own questions."""
SINGLE_PENALTY = 0.15
"""One item is meant only when its head holds clearly more of the question than the lead alone."""
COUNT_BONUS, COUNT_PENALTY, SPAN_BONUS = 0.3, 0.2, 0.4
MAX_ITEMS = 20
MAX_ITEM_SENTENCES = 4


@dataclass(frozen=True)
class _Option:
    """A possible list and how well it fits the question."""

    fit: float
    quotes: tuple[Quote, ...]


def find_list(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> tuple[Quote, ...]:
    """Return the quotes of the list the question asks for, in order, or none.

    Either the heads of all items of an enumeration whose lead fits the question, or the sentences of the one item
    whose head fits better than the lead does (二是实施四项措施。… asked for the four measures).
    """
    options = [
        option
        for item in scored[:LOOKED_AT]
        if item.score >= LEAST_SHARE * scored[0].score
        for option in _options(question, weights, item)
    ]
    if question.item_count:
        options += _counted_options(question, weights, scored)
    best = max(options, key=lambda option: option.fit, default=None)
    return best.quotes if best is not None and best.fit >= LEAST_FIT else ()


def _options(question: Question, weights: WordWeights, item: Scored) -> Iterator[_Option]:
    article = item.candidate.article
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    for enumeration in find_enumerations(article):
        if any(_overlaps(span, item.candidate) for span in (enumeration.lead, *enumeration.items)):
            yield _whole(question, weights, item, enumeration, texts)
        for span in enumeration.items:
            if _overlaps(span, item.candidate):
                yield from _single(question, weights, article, span, texts, _text_of(texts, enumeration.lead))


def _counted_options(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> list[_Option]:
    """Return the lists of the likeliest articles whose lead shares words with the question, says the number asked for
    (三个问题) and has as many items, wherever in the article they stand."""
    likely = {item.candidate.article.id: item for item in reversed(scored[:LOOKED_AT])}
    options = []
    for item in likely.values():
        texts = {paragraph.number: paragraph.text for paragraph in item.candidate.article.paragraphs}
        for enumeration in find_enumerations(item.candidate.article):
            lead = fold_text(_text_of(texts, enumeration.lead))
            is_counted = len(enumeration.items) == question.item_count and question.count_phrase[:1] in lead
            if is_counted and weights.coverage(lead) > 0:
                options.append(_whole(question, weights, item, enumeration, texts))
    return options


def _text_of(texts: dict[int, str], span: Span) -> str:
    return texts[span.paragraph][span.start : span.end]


def _whole(
    question: Question, weights: WordWeights, item: Scored, enumeration: Enumeration, texts: dict[int, str]
) -> _Option:
    lead = enumeration.lead
    fit = weights.coverage(fold_text(_text_of(texts, lead)))
    if question.item_count:
        fit += COUNT_BONUS if question.item_count == len(enumeration.items) else -COUNT_PENALTY
    if _marked_items(item, enumeration) >= 2:
        fit += SPAN_BONUS
    heads = [head_of(texts[span.paragraph], span) for span in enumeration.items[:MAX_ITEMS]]
    article = item.candidate.article
    return _Option(fit, tuple(Quote(article, head.paragraph, head.start, head.end) for head in heads))


def _single(
    question: Question, weights: WordWeights, article: Article, span: Span, texts: dict[int, str], lead: str
) -> Iterator[_Option]:
    text = texts[span.paragraph]
    head = head_of(text, span)
    if head.end >= span.end:
        return
    head_text = text[head.start : head.end]
    fit = weights.coverage(fold_text(lead + head_text)) - SINGLE_PENALTY
    if question.count_phrase and question.count_phrase in head_text:
        fit += COUNT_BONUS
    sentences = [s for s in split_sentences(text) if s.end > span.start and s.start < span.end]
    quotes = [
        Quote(article, span.paragraph, max(s.start, span.start), min(s.end, span.end))
        for s in sentences[:MAX_ITEM_SENTENCES]
    ]
    yield _Option(fit, tuple(quotes))


def _marked_items(item: Scored, enumeration: Enumeration) -> int:
    """Return how many items begin inside the text the reader marked as the answer."""
    if item.highlight is None:
        return 0
    start, end = (item.candidate.start + offset for offset in item.highlight)
    return sum(span.paragraph == item.candidate.paragraph and start <= span.start < end for span in enumeration.items)


def _overlaps(span: Span, candidate: Candidate) -> bool:
    return span.paragraph == candidate.paragraph and span.start < candidate.end and candidate.start < span.end
