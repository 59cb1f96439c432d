"""Questions for one item of a numbered text (第四条, 第五项, 第二章), for the number of items, or whether one thing is
allowed, free or punished, where an item of a list speaks of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.article import Article, Span, begins_in, cut_lines, overlap, text_in_spans
from index.chinese.asking import AnswerKind
from index.chinese.enumeration import find_enumerations, head_of
from index.chinese.folding import fold_text
from index.chinese.items import Section, find_count_asked, find_items_asked, find_sections
from index.chinese.vocabulary import compiled, words_of
from index.messages import Message
from qa.answer import DraftAnswer, DraftStatement, Passage, Quote
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored, is_heading
from qa.reader.frame import Frame
from qa.reader.lists import SENTENCE_ENDS, whole_items
from qa.reader.model import ReaderModel, Reading
from qa.reader.rows import find_tables, longest_shared
from qa.reader.scoring import logit_of
from qa.reader.told_apart import count_own_characters
from qa.reader.yes_no import asks_yes_or_no

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
    piece = next((piece for piece in best.pieces if piece.number == asked[0].number), None)
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


def _inner_piece(article: Article, outer: Section, unit: str, number: int) -> Section | None:
    """Return an item inside another: a 款 is a paragraph without a number of its own, other units are lists."""
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    enumerations = [
        each for each in find_enumerations(article) if any(begins_in(each.items[0], span) for span in outer.spans)
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
    sections = [
        section
        for section in find_sections(article, unit)
        if any(begins_in(section.spans[0], span) for span in outer.spans)
    ]
    return next((section for section in sections if section.number == number), None)


def _statements(article: Article, spans: Sequence[Span]) -> tuple[DraftStatement, ...]:
    return tuple(_statement(article, span) for span in spans[:MAX_SHOWN])


def _statement(article: Article, span: Span) -> DraftStatement:
    quote = Quote(article, span.paragraph, span.start, span.end)
    return DraftStatement(quote.text, (quote,))


# ---- The one item that a question means (能不能带狗), of a list under a stem (有下列情形的，不得乘车：…)


MOST_READ = 40
"""Items read, each behind its stem."""
LEAST_LOGIT = 0.0
"""Least logit that a stem with its item answers."""
MOST_OTHERS = 3
"""Best sentences of no list that are read beside them."""
TIE, MOST_TIED = 0.5, 2
"""An item as good as the best but for this much is shown too; where more are, the reader cannot tell which is meant."""


OWN_WORTH, MOST_OWN = 0.6, 2
"""Worth of a character of the question that an item has alone, and how many count."""


def find_items_meant(model: ReaderModel, question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the item that a question about one thing means, seldom two, of the lists found in the best sentence's
    article, or a sentence of no list there if that answers better than the item and the best sentence of the list;
    nothing if the question is none, no list has such an item or the best sentence answers as well.

    The reader model reads the items one by one, each behind its stem: 养猫 shares no word with 饲养宠物的.
    """
    if not scored or not (asks_yes_or_no(question) or _asks_consequence(question)):
        return []
    best = scored[0].candidate
    found = [item.candidate for item in scored if item.candidate.article.id == best.article.id]
    items = list(_items_behind_stems(best.article, found))[:MOST_READ]
    if not items:
        return []
    others = [one for one in found if not any(overlap(span, one) for item in items for span in item)]
    others = [one for one in others if one.text.endswith(SENTENCE_ENDS)][:MOST_OTHERS]  # a heading answers nothing
    texts = [text_in_spans(best.article, (stem,)) + text_in_spans(best.article, (item,)) for stem, item in items]
    texts += [one.text for one in others]
    titles = [fold_text(best.article.title)] * len(texts)
    readings = model.read(question.folded, [fold_text(text) for text in texts], titles)
    own = count_own_characters(question.words, [text_in_spans(best.article, (item,)) for _, item in items])
    own += [0] * len(others)
    worths = [_worth(reading) + OWN_WORTH * min(count, MOST_OWN) for reading, count in zip(readings, own, strict=True)]
    of_items, of_others = worths[: len(items)], worths[len(items) :]
    most = max(worths)
    if logit_of(readings[worths.index(most)].answer_score) < LEAST_LOGIT:
        return []
    if of_others and max(of_others) == most:
        return [] if best in others else [Scored(others[of_others.index(most)], scored[0].score)]
    tied = [items[place] for place, worth in enumerate(of_items) if worth >= most - TIE]
    is_told = len(tied) <= MOST_TIED and len({stem for stem, _ in tied}) == 1
    if not is_told or (best in others and max(of_others) >= most - TIE):
        return []
    places = (Candidate(best.article, item.paragraph, item.start, item.end, best.passage) for _, item in tied)
    return [Scored(place, scored[0].score) for place in places]


def _asks_consequence(question: Question) -> bool:
    return (
        question.kind is not AnswerKind.LIST and compiled("items.consequence_asked").search(question.folded) is not None
    )


def _items_behind_stems(article: Article, found: Sequence[Candidate]) -> Iterator[tuple[Span, Span]]:
    """Yield the stem and the head of each item of the lists that are announced and of which a sentence was found, but
    of those whose items have headings."""
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    for enumeration in find_enumerations(article):
        if not compiled("items.announced").search(text_in_spans(article, (enumeration.lead,))):
            continue
        if any(overlap(span, candidate) for span in (enumeration.lead, *enumeration.items) for candidate in found):
            heads = [head_of(texts[span.paragraph], span) for span in enumeration.items]
            if any(is_heading(texts[head.paragraph], head.start, head.end) for head in heads):
                continue  # the articles of a contract below 达成如下协议：
            yield from ((enumeration.lead, head) for head in heads if "\n" not in text_in_spans(article, (head,)))


def _worth(reading: Reading) -> float:
    """Return how well a stem with its item answers; the span tells items further apart than the judgement does."""
    return logit_of(reading.answer_score) + reading.span_score / 2
