"""Turn scored sentences into a readable answer: whole lists, no repetition, in the article's order."""

from collections.abc import Sequence
from itertools import pairwise

from index.chinese.asking import FACT_KINDS, AnswerKind
from index.chinese.folding import fold_text, is_traditional, simplify
from index.chinese.measures import tells_measure
from index.chinese.polarity import negated_spans
from index.chinese.vocabulary import compiled
from index.rows import find_cells
from qa.answer import DraftStatement, Quote
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored, find_missing_words, next_sentence
from qa.reader.lists import find_list, lead_over
from qa.reader.rows import find_row_list, is_row_named
from qa.reader.short_answer import find_short_answer
from qa.reader.subjects import asks_top
from qa.reader.yes_no import NO, YES, asks_yes_or_no, settle

MOST_OF_A_FACT, MOST = 2, 3
"""Most statements of an answer that is not a list: to a question for one fact or yes or no, and to any other."""
KEEP_SHARE = 0.05
"""A further sentence must score this share of the best to be shown. Set by measurement: docs/retrieval.md."""
SAME_SHARE = 0.7
"""Two sentences that share this much of their character bigrams say the same."""
LEAD_CHARS = 40
"""A shorter sentence that only announces (…如下：) brings in the one after it."""
LIST_KINDS = (AnswerKind.LIST, AnswerKind.MANNER, AnswerKind.OTHER)


def compose_statements(
    question: Question, weights: WordWeights, scored: Sequence[Scored], day: str = ""
) -> tuple[DraftStatement, ...]:
    """Return the statements of the answer; empty if `scored` is.

    Items of an enumeration keep its order; otherwise the best sentence comes first and the rest in article order.
    `day`, by which the newest or earliest sentence was chosen, is shown beside the first statement.
    """
    if not scored:
        return ()
    is_yes_or_no = asks_yes_or_no(question)
    is_one_of = question.kind is not AnswerKind.LIST and compiled("asking.one_of").search(question.folded) is not None
    if (question.kind in LIST_KINDS or asks_top(question.folded)) and not is_yes_or_no and not is_one_of:
        items = find_row_list(question, scored) or find_list(question, weights, scored)
        if items:
            return tuple(_make_statement(question, quote, None) for quote in items)
    is_one_fact = is_yes_or_no or is_one_of or question.kind in FACT_KINDS
    ordered = _in_reading_order(_choose_sentences(question, scored, MOST_OF_A_FACT if is_one_fact else MOST))
    answers = [settle(question, weights, item.candidate) for item in ordered] if is_yes_or_no else [""]
    settled = "" if {YES, NO} <= set(answers) else answers[0]  # two sentences that disagree settle nothing
    statements = []
    for place, item in enumerate(ordered):
        follows = place > 0 and ordered[place - 1].candidate.article == item.candidate.article
        before = "" if follows else find_missing_words(item.candidate.quote) or _lead_of_item(item.candidate)
        if place == 0 and (added := settled or day):
            before = settled or f"{added} {before}".strip()
        short = None if is_yes_or_no else find_short_answer(question, item)
        statements.append(_make_statement(question, item.candidate.quote, short, before))
    return tuple(statements)


def state_items(question: Question, weights: WordWeights, items: Sequence[Scored]) -> tuple[DraftStatement, ...]:
    """Return a statement for each item of one list, the first behind 是 or 否 if the item settles a question for that,
    and behind the stem of the list, without which no item makes sense; one that settles it by itself needs none. Empty
    if there are no items."""
    if not items:
        return ()
    first = items[0].candidate
    stem = lead_over(first)
    settled = settle(question, weights, first, is_meant=True) if asks_yes_or_no(question) else ""
    if settled == YES and compiled("yes_no.free").search(fold_text(stem)):
        settled = ""  # 免收包装费 holds the words of a question whether it is due
    is_alone = settled and not compiled("yes_no.leave").search(fold_text(stem)) and not negated_spans(fold_text(stem))
    before = "；".join(part for part in (settled, "" if is_alone else stem) if part)
    return tuple(
        _make_statement(question, item.candidate.quote, None, "" if place else before)
        for place, item in enumerate(items)
    )


LONGEST_LEAD = 60


def _lead_of_item(candidate: Candidate) -> str:
    """Return the lead of the list whose item the sentence is (不得有下列行为：), which the item needs to make sense; ''
    for any other sentence and for a long lead."""
    lead = lead_over(candidate)
    return lead if len(lead) <= LONGEST_LEAD and not candidate.text.startswith(lead) else ""


def state_each(question: Question, chosen: Sequence[Scored]) -> tuple[DraftStatement, ...]:
    """Return a statement for each sentence, in the order given."""
    return tuple(
        _make_statement(
            question,
            item.candidate.quote,
            find_short_answer(question, item),
            find_missing_words(item.candidate.quote),
        )
        for item in chosen
    )


def quote_whole(question: Question, quotes: Sequence[Quote]) -> tuple[DraftStatement, ...]:
    """Return one statement per quote, in the order given."""
    return tuple(_make_statement(question, quote, None) for quote in quotes)


def _choose_sentences(question: Question, scored: Sequence[Scored], most: int) -> list[Scored]:
    """Return the sentences to show, the best first; behind one that states the measure asked for, only such; behind a
    row that the question names, with the cell asked for, only what the same article says."""
    best = scored[0]
    if most == MOST_OF_A_FACT and is_row_named(question, best.candidate):
        scored = [item for item in scored if item.candidate.article.id == best.candidate.article.id]
    measures = question.measures
    is_told = tells_measure(measures, fold_text(best.candidate.text))
    chosen = _with_what_follows(question, best)
    for item in scored[1:]:
        if len(chosen) >= most or item.score < KEEP_SHARE * best.score:
            break
        if is_told and not tells_measure(measures, fold_text(item.candidate.text)):
            continue
        if not any(_says_the_same(item.candidate, other.candidate) for other in chosen):
            shown = [other.candidate for other in chosen]
            chosen += [each for each in _with_what_follows(question, item) if each.candidate not in shown]
    return chosen


def _with_what_follows(question: Question, item: Scored) -> list[Scored]:
    """Return a sentence, with the one after it if it only announces that."""
    announces = _only_announces(item.candidate.text) or (
        question.kind is AnswerKind.LIST and compiled("items.counted_only").search(item.candidate.text)
    )
    following = next_sentence(item.candidate) if announces else None
    return [item, Scored(following, item.score)] if following else [item]


def _in_reading_order(chosen: list[Scored]) -> list[Scored]:
    """Return the best sentence, then the others by article, its own first, in the order of the text."""
    articles = list(dict.fromkeys(item.candidate.article.id for item in chosen))
    return sorted(
        chosen,
        key=lambda item: (
            item is not chosen[0],
            articles.index(item.candidate.article.id),
            item.candidate.paragraph,
            item.candidate.start,
        ),
    )


def _only_announces(text: str) -> bool:
    return len(text) <= LEAD_CHARS and text.rstrip().endswith(("：", ":", "如下。"))


def _says_the_same(left: Candidate, right: Candidate) -> bool:
    if left.article.id == right.article.id and find_cells(left.text) and find_cells(right.text):
        return False  # rows of a table, which differ in few characters
    a, b = _bigrams(left.text), _bigrams(right.text)
    return bool(a and b) and len(a & b) >= SAME_SHARE * min(len(a), len(b))


def _bigrams(text: str) -> set[str]:
    letters = [c for c in fold_text(text) if c.isalnum()]
    return {a + b for a, b in pairwise(letters)}


def _make_statement(
    question: Question, quote: Quote, highlight: tuple[int, int] | None, before: str = ""
) -> DraftStatement:
    text = quote.text
    gloss = simplify(text) if is_traditional(text) and not question.is_traditional else ""
    return DraftStatement(text, (quote,), highlight, before, gloss)
