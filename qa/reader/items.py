"""Questions for one item of a numbered text (第四条, 第五项, 第二章), or for the number of items."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.article import Article, Span, cut_lines
from index.chinese.enumeration import Enumeration, find_enumerations
from index.chinese.folding import fold_text
from index.chinese.items import Section, find_count_asked, find_items_asked, find_sections, spans_between
from index.chinese.vocabulary import compiled, words_of
from index.messages import Message
from qa.answer import DraftAnswer, DraftStatement, Passage, Quote
from qa.question import Question, WordWeights
from qa.reader.frame import Frame
from qa.reader.rows import find_tables, longest_shared

LEAST_HELD = 0.5
"""Least share of the question's words, except those for the item, in the article with the item."""
_WHOLE_LEAD = 0.05
"""Weight of the share of a lead that the question speaks of: it decides between leads that hold the same words."""
_CLAIMED = 1.0
"""Penalty for a list of what a party to a case asks for, where the question does not speak of that."""
MAX_SHOWN = 30
"""Most paragraphs of an item, or items of a list, that are shown."""
_COLUMNS = frozenset(words_of("items.numbered_column"))
_LISTED = ("条", "款", "项", "点", "步", "目", "部分")
"""Units that refer to items of a list; the others are written as markers in the text (第二章)."""
_COUNTED_MARKERS = {"条": "条", "条款": "条", "章": "章", "章节": "章", "节": "节"}


@dataclass(frozen=True)
class _NumberedText:
    """Numbered pieces of an article and how well they fit the question."""

    fit: float
    article: Article
    pieces: tuple[Section, ...]


def answer_by_item(question: Question, weights: WordWeights, passages: Sequence[Passage]) -> DraftAnswer | None:
    """Return the item that the question names, complete and by itself, or a refusal if the text meant has no such item.

    None if the question names no item, or none of the texts found is the one it means.
    """
    asked = find_items_asked(question.folded)
    if not asked:
        return None
    topic = weights.without([item.text for item in asked])
    texts = _numbered_texts(question, topic, passages, asked[0].unit)
    best = max(texts, key=lambda text: text.fit, default=None)
    if best is None:
        return None
    piece = _piece(best, asked[0].number)
    for item in asked[1:]:
        piece = _inner_piece(best.article, piece, item.unit, item.number) if piece else None
    if piece is None:
        facts = {"item": "".join(item.text for item in asked), "title": best.article.title}
        return DraftAnswer((), Message("item-missing", facts))
    return DraftAnswer(_statements(best.article, piece.spans))


def answer_by_count(question: Question, weights: WordWeights, passages: Sequence[Passage]) -> DraftAnswer | None:
    """Return the items that the question wants counted, preceded by their number; None if no numbered text fits."""
    counted = find_count_asked(question.folded)
    if not counted:
        return None
    topic = weights.without([counted, f"几{counted}", f"多少{counted}"])
    unit = _COUNTED_MARKERS.get(counted, "项")
    best = max(_numbered_texts(question, topic, passages, unit), key=lambda text: text.fit, default=None)
    if best is None:
        return None
    heads = [piece.spans[0] for piece in best.pieces[:MAX_SHOWN]]
    statements = [_statement(best.article, span) for span in heads]
    statements[0] = replace(statements[0], before=f"共{len(best.pieces)}{counted}")
    return DraftAnswer(tuple(statements))


def _numbered_texts(
    question: Question, topic: WordWeights, passages: Sequence[Passage], unit: str
) -> Iterator[_NumberedText]:
    """Yield the numbered texts of those articles that contain enough of the question's words."""
    articles = {passage.article.id: passage.article for passage in passages}
    if not topic.weights:  # 第十二条讲了什么: of the only one that has such items
        numbered = [article for article in articles.values() if len(find_sections(article, unit)) > 1]
        articles = {article.id: article for article in numbered or articles.values()}
    for place, article in enumerate(articles.values()):
        held = topic.coverage(Frame(article).whole) if topic.weights else float(len(articles) == 1)
        if held < LEAST_HELD:
            continue
        fit = held + topic.coverage(fold_text(article.title)) - 0.01 * place
        if unit == "条" or unit not in _LISTED:
            sections = find_sections(article, unit)
            if len(sections) > 1:
                yield _NumberedText(fit + 1, article, tuple(sections))
                continue  # no list of a text with 第一条 has items that are called 条
        if unit in _LISTED:
            yield from _lists(question, topic, article, fit)


def _lists(question: Question, topic: WordWeights, article: Article, fit: float) -> Iterator[_NumberedText]:
    """Yield the lists and numbered tables of an article; one whose lead the question names fits better."""
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    for enumeration in find_enumerations(article):
        lead = fold_text(texts[enumeration.lead.paragraph][enumeration.lead.start : enumeration.lead.end])
        pieces = tuple(Section(n, spans) for n, spans in enumerate(whole_items(texts, enumeration), 1))
        told = topic.coverage(lead) + _WHOLE_LEAD * _share_spoken_of(question, lead) - _CLAIMED * _claims(topic, lead)
        yield _NumberedText(fit + told, article, pieces)
    for table in find_tables(article):
        numbers = {row: cell.value for row in table for cell in row.cells[:1] if fold_text(cell.head) in _COLUMNS}
        rows = [
            Section(int(number), (Span(row.paragraph, row.start, row.end),))
            for row, number in numbers.items()
            if number.isdecimal()
        ]
        if rows:
            yield _NumberedText(fit, article, tuple(rows))


def _claims(topic: WordWeights, lead: str) -> bool:
    """Return whether a lead says what a party asks for, and the question does not."""
    claimed = compiled("items.claimed").search(lead)
    return claimed is not None and not any((claimed["claim"] or claimed["claims"]) in word for word in topic.weights)


def _share_spoken_of(question: Question, lead: str) -> float:
    """Return the share of a lead that the longest run of characters it has in common with the question is: 要求 of
    五、要求."""
    shared = longest_shared(lead, question.folded)
    return len(shared) / len(lead) if len(shared) >= _LEAST_SHARED else 0.0


_LEAST_SHARED = 2


def whole_items(texts: dict[int, str], enumeration: Enumeration) -> list[tuple[Span, ...]]:
    """Return each item with all paragraphs under it; the last ends with its own paragraph or list."""
    starts = [(span.paragraph, span.start) for span in enumeration.items]
    items = [spans_between(texts, start, end) for start, end in pairwise(starts)]
    return [*items, (enumeration.items[-1],)]


def _piece(text: _NumberedText, number: int) -> Section | None:
    return next((piece for piece in text.pieces if piece.number == number), None)


def _inner_piece(article: Article, outer: Section, unit: str, number: int) -> Section | None:
    """Return an item inside another: a 款 is a paragraph without a number of its own, other units are lists."""
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    enumerations = [
        enumeration for enumeration in find_enumerations(article) if _is_inside(enumeration.items[0], outer.spans)
    ]
    if unit == "款":
        listed = {(span.paragraph, span.start) for each in enumerations for span in each.items}
        lines = [line for span in outer.spans for line in cut_lines(texts[span.paragraph], span)]
        plain = [line for line in lines if (line.paragraph, line.start) not in listed]
        return Section(number, (plain[number - 1],)) if number <= len(plain) else None
    for enumeration in enumerations:
        items = whole_items(texts, enumeration)
        if number <= len(items):
            return Section(number, items[number - 1])
    sections = [section for section in find_sections(article, unit) if _is_inside(section.spans[0], outer.spans)]
    return next((section for section in sections if section.number == number), None)


def _is_inside(span: Span, outer: Sequence[Span]) -> bool:
    return any(o.paragraph == span.paragraph and o.start <= span.start < o.end for o in outer)


def _statements(article: Article, spans: Sequence[Span]) -> tuple[DraftStatement, ...]:
    return tuple(_statement(article, span) for span in spans[:MAX_SHOWN])


def _statement(article: Article, span: Span) -> DraftStatement:
    quote = Quote(article, span.paragraph, span.start, span.end)
    return DraftStatement(quote.text, (quote,))
