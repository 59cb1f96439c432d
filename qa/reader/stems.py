"""Whether one thing is allowed, free or punished, where a list under a stem tells of many (有下列情形之一的，不得乘车：
…（二）携带活禽的): the stem with the item that speaks of the thing asked about."""

from collections.abc import Iterator, Sequence

from index.article import Article, Span
from index.chinese.asking import AnswerKind
from index.chinese.enumeration import find_enumerations, head_of
from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled
from qa.question import Question
from qa.reader.candidates import Candidate, Scored, is_heading
from qa.reader.lists import SENTENCE_ENDS, overlaps
from qa.reader.model import ReaderModel, Reading
from qa.reader.scoring import logit_of
from qa.reader.told_apart import count_own_characters
from qa.reader.yes_no import asks_yes_or_no

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
    others = [one for one in found if not any(overlaps(span, one) for item in items for span in item)]
    others = [one for one in others if one.text.endswith(SENTENCE_ENDS)][:MOST_OTHERS]  # a heading answers nothing
    texts = [_text_of(best.article, stem) + _text_of(best.article, item) for stem, item in items]
    texts += [one.text for one in others]
    titles = [fold_text(best.article.title)] * len(texts)
    readings = model.read(question.folded, [fold_text(text) for text in texts], titles)
    own = count_own_characters(question.words, [_text_of(best.article, item) for _, item in items])
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
        if not compiled("items.announced").search(_text_of(article, enumeration.lead)):
            continue
        if any(overlaps(span, candidate) for span in (enumeration.lead, *enumeration.items) for candidate in found):
            heads = [head_of(texts[span.paragraph], span) for span in enumeration.items]
            if any(is_heading(texts[head.paragraph], head.start, head.end) for head in heads):
                continue  # the articles of a contract below 达成如下协议：
            yield from ((enumeration.lead, head) for head in heads if "\n" not in _text_of(article, head))


def _worth(reading: Reading) -> float:
    """Return how well a stem with its item answers; the span tells items further apart than the judgement does."""
    return logit_of(reading.answer_score) + reading.span_score / 2


def _text_of(article: Article, span: Span) -> str:
    return next(p.text[span.start : span.end] for p in article.paragraphs if p.number == span.paragraph)
