"""Turn scored sentences into an answer a person wants: whole lists, no repetition, the article's order."""

from collections.abc import Sequence
from itertools import pairwise

from index.article import Span
from index.text.fold import fold_text, is_traditional, simplify
from qa.answer import DraftStatement, Quote
from qa.enumeration import Enumeration, find_enumerations, head_of
from qa.overlap import WordWeights, word_set
from qa.question import AnswerKind, Question
from qa.sentences import Candidate, Scored, find_paragraph, next_sentence

MAX_STATEMENTS = 3
"""Statements of an answer that is not a list."""
MAX_LIST_ITEMS = 20
KEEP_SHARE = 0.8
"""A further sentence must score this share of the best to be shown."""
SAME_SHARE = 0.7
"""Two sentences that share this much of their characters' bigrams say the same."""
LEAD_CHARS = 40
"""A shorter sentence that only announces (…如下：, 四项措施。) brings the one behind it."""


def compose_statements(
    question: Question, weights: WordWeights, scored: Sequence[Scored]
) -> tuple[DraftStatement, ...]:
    """Return the statements of the answer, in the order of their articles; empty where `scored` is."""
    if not scored:
        return ()
    if question.kind in (AnswerKind.LIST, AnswerKind.MANNER):
        items = _list_quotes(question, weights, scored)
        if items:
            return tuple(_make_statement(question, quote, None) for quote in items)
    chosen = _choose_sentences(question, weights, scored)
    return tuple(_make_statement(question, item.candidate.quote, item.highlight) for item in chosen)


def _choose_sentences(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> list[Scored]:
    best = scored[0]
    chosen = [best]
    if _only_announces(best.candidate.text) and (following := next_sentence(best.candidate)):
        chosen.append(Scored(following, best.score))
    for item in scored[1:]:
        if len(chosen) == MAX_STATEMENTS or item.score < KEEP_SHARE * best.score:
            break
        if not any(_says_the_same(item.candidate.text, other.candidate.text) for other in chosen):
            chosen.append(item)
    return _in_reading_order(chosen)


def _in_reading_order(chosen: list[Scored]) -> list[Scored]:
    """Return the sentences article by article, the best sentence's article first, each in its own order."""
    articles = list(dict.fromkeys(item.candidate.article.id for item in chosen))
    return sorted(
        chosen,
        key=lambda item: (
            articles.index(item.candidate.article.id),
            item.candidate.paragraph,
            item.candidate.start,
        ),
    )


def _only_announces(text: str) -> bool:
    stripped = text.rstrip("。 ")
    return len(text) <= LEAD_CHARS and (
        stripped.endswith(("：", ":")) or (any(c in stripped for c in "项条点个大") and "，" not in stripped)
    )


def _says_the_same(left: str, right: str) -> bool:
    a, b = _bigrams(left), _bigrams(right)
    return bool(a and b) and len(a & b) >= SAME_SHARE * min(len(a), len(b))


def _bigrams(text: str) -> set[str]:
    letters = [c for c in fold_text(text) if c.isalnum()]
    return {a + b for a, b in pairwise(letters)}


def _list_quotes(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> list[Quote]:
    """Return the items of the enumeration that the best sentences point to, or nothing."""
    best: tuple[float, Candidate, Enumeration] | None = None
    for item in scored[:4]:
        for enumeration in find_enumerations(item.candidate.article):
            if not _touches(enumeration, item.candidate):
                continue
            fit = _fit(question, weights, item, enumeration)
            if best is None or fit > best[0]:
                best = (fit, item.candidate, enumeration)
    if best is None or best[0] < KEEP_SHARE * scored[0].score:
        return []
    _, candidate, enumeration = best
    texts = {p.number: p.text for p in candidate.article.paragraphs}
    heads = [head_of(texts[span.paragraph], span) for span in enumeration.items[:MAX_LIST_ITEMS]]
    return [Quote(candidate.article, span.paragraph, span.start, span.end) for span in heads]


def _touches(enumeration: Enumeration, candidate: Candidate) -> bool:
    """Return whether the sentence is the list's lead or holds or lies in one of its items."""
    spans = (enumeration.lead, *enumeration.items)
    return any(_overlap(span, candidate) for span in spans)


def _overlap(span: Span, candidate: Candidate) -> bool:
    return span.paragraph == candidate.paragraph and span.start < candidate.end and candidate.start < span.end


def _fit(question: Question, weights: WordWeights, item: Scored, enumeration: Enumeration) -> float:
    """Return how well a list answers: its sentence's score, its lead's words, and the number of items asked for."""
    paragraph = find_paragraph(item.candidate.article, enumeration.lead.paragraph)
    lead = paragraph.text[enumeration.lead.start : enumeration.lead.end] if paragraph else ""
    fit = item.score * (0.7 + 0.6 * weights.coverage(word_set(lead)))
    if question.item_count:
        fit *= 1.5 if question.item_count == len(enumeration.items) else 0.8
    return fit


def _make_statement(question: Question, quote: Quote, highlight: tuple[int, int] | None) -> DraftStatement:
    text = quote.text
    gloss = simplify(text) if is_traditional(text) and not question.is_traditional else ""
    return DraftStatement(text, (quote,), highlight, after=gloss)
