"""The extractive Reader: passages in, the articles' own sentences or a refusal out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.article import overlap
from index.chinese.folding import fold_text
from index.chinese.items import find_count_asked, tells_count
from index.chinese.measures import tells_measure
from index.messages import Message
from index.snapshot import Snapshot
from qa.answer import DraftAnswer, DraftStatement, Passage, Quote
from qa.question import Question, WordWeights, weigh_words
from qa.reader.candidates import Scored, held_with_title
from qa.reader.compose import compose_statements, quote_whole, state_each, state_items
from qa.reader.evidence import Evidence, is_enough, measure_evidence
from qa.reader.extremes import compare_told, find_extreme
from qa.reader.identity import LookAlike, look_alikes, read_identity
from qa.reader.items import answer_by_count, answer_by_item, find_items_meant
from qa.reader.law import find_repeals, orders_sum_asked, put_orders_first, tells_role_asked
from qa.reader.lists import find_names_announced, put_kinds_first
from qa.reader.model import ReaderModel
from qa.reader.rows import (
    MissingRow,
    find_missing_pair,
    find_missing_row,
    find_missing_size,
    find_strange_row,
    pick_rows,
    settles,
)
from qa.reader.scoring import (
    MeasuredSentence,
    measure_sentences,
    rank_passages,
    read_until_sure,
    score_sentences,
)
from qa.reader.several import best_of_articles, find_dated_line, order_by_date
from qa.reader.subjects import arrange, lacks_office, lacks_tier_asked, tells_asked, tells_kin_asked, tells_only_hours
from qa.reader.yes_no import put_settling_first, tells_if_so, tells_in_other_words

LEAST_MORE_SHARE = 0.05
"""If the user asks for more, a sentence must score this share of the best, whether that was shown before or not."""
NO_MORE = Message("no-more")
_SETTLING = (settles, tells_asked, tells_if_so, tells_in_other_words, orders_sum_asked)
"""What tells by its form that the best sentence answers, however unsure the reader model is."""
_ROWS_LACKING = (find_missing_row, find_missing_pair, find_strange_row, find_missing_size)
"""What tells that a table has no row of what is asked about."""


@dataclass(frozen=True)
class ExtractiveReader:
    """Answers with sentences of the articles, marked by the reader model."""

    model: ReaderModel

    def read(
        self, snapshot: Snapshot, question: Question, passages: Sequence[Passage], told: Sequence[Quote] = ()
    ) -> tuple[DraftAnswer, list[Passage]]:
        """Return the draft, and the passages as reranked by the reader; quotes in `told` are not repeated."""
        weights = weigh_words(snapshot, question)
        if not weights.weights:  # 要不要, 多少钱: nothing is asked about
            return refuse(snapshot, question, weights, (), passages), list(passages)
        if numbered := answer_by_item(question, weights, passages):
            return numbered, list(passages)
        return self._read(snapshot, question, weights, passages, told)

    def _read(
        self,
        snapshot: Snapshot,
        question: Question,
        weights: WordWeights,
        passages: Sequence[Passage],
        told: Sequence[Quote],
    ) -> tuple[DraftAnswer, list[Passage]]:
        """Return what `read` does for a question that is about something and asks for no numbered item."""
        read = rank_passages(weights, read_until_sure(self.model, question, passages))
        are_read = {item.passage.chunk_id for item in read}
        ordered = [item.passage for item in read] + [each for each in passages if each.chunk_id not in are_read]
        measured = measure_sentences(question, weights, read)
        scored = arrange(question, pick_rows(question, score_sentences(measured)))
        scored = put_settling_first(question, weights, put_orders_first(question, weights, scored))
        scored = put_kinds_first(question, weights, scored)
        several = best_of_articles(question, weights, scored)
        scored, day = order_by_date(question, weights, scored)
        most, reason = _find_most(question, weights, scored)
        shown = scored[0].candidate if scored else None
        evidence = measure_evidence(question, weights, read, measured, shown)
        missing = next((row for lacks in _ROWS_LACKING if (row := lacks(question, scored))), None)
        may_be_meant = _may_be_meant(evidence) and not (scored and lacks_office(question, scored[0].candidate))
        is_open = may_be_meant and missing is None and not (several or most)  # the model is not asked for nothing
        items = find_items_meant(self.model, question, scored) if is_open else []
        names = find_names_announced(question, scored) if is_open else ()
        is_settled = may_be_meant and any(is_told(question, weights, scored) for is_told in _SETTLING)
        is_settled = is_settled or (
            _may_be_meant(evidence, of_role=True)
            and (tells_role_asked(question, weights, scored) or tells_kin_asked(question, weights, scored))
        )
        is_settled = is_settled or tells_only_hours(question, weights, scored, snapshot.article_count())
        enough = bool(several or day or most or items or names or is_settled) or (bool(scored) and is_enough(evidence))
        enough = enough and missing is None and not lacks_tier_asked(question, scored)
        if told and enough:
            return _tell_more(question, weights, scored, told), ordered
        is_told = enough and tells_count(find_count_asked(question.folded), fold_text(scored[0].candidate.text))
        if not is_told and (counted := answer_by_count(question, weights, ordered)):
            return counted, ordered
        if not enough:
            return refuse(snapshot, question, weights, measured, ordered, missing), ordered
        if several:
            articles = len({item.passage.article.id for item in read})
            note = Message("several-articles", {"count": articles})
            return DraftAnswer(state_each(question, several), notes=(note,)), ordered
        if most:
            first, *others = state_each(question, most)
            return DraftAnswer((replace(first, before=reason), *others)), ordered
        if items or names:
            return DraftAnswer(state_items(question, weights, items) or quote_whole(question, names)), ordered
        statements = compose_statements(question, weights, scored, day)
        is_told = bool(day) or _tells_measure(question, statements)
        draft = DraftAnswer(statements, notes=find_repeals(snapshot, statements)) if is_told else None
        return draft or refuse(snapshot, question, weights, measured, ordered), ordered


def _find_most(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> tuple[list[Scored], str]:
    """Return the rows or sentences that tell which is most or, of one article's dated lines, which is newest or first,
    and which it is; nothing if the question asks for none."""
    ways = (find_extreme, compare_told, find_dated_line)
    return next((found for way in ways if (found := way(question, weights, scored))[0]), ([], ""))


def _tells_measure(question: Question, statements: Sequence[DraftStatement]) -> bool:
    """Return whether the article of the first statement tells there the measure that a question asks for, if it asks
    for one: not so where 早餐多少钱 is answered by its hours."""
    measures, article = question.measures, statements[0].quotes[0].article.id
    told = [fold_text(each.text) for each in statements if each.quotes[0].article.id == article]
    return not measures or any(tells_measure(measures, text) for text in told)


def _may_be_meant(evidence: Evidence | None, *, of_role: bool = False) -> bool:
    """Return whether no evidence suggests that the best sentence is about another thing, year, number or office; an
    office that no running text names may be a role in a ruling's foot (`of_role`)."""
    return evidence is not None and not any(
        (evidence.another, evidence.missing_year == 1, evidence.missing_number, evidence.missing_role and not of_role)
    )


def _tell_more(
    question: Question, weights: WordWeights, scored: Sequence[Scored], told: Sequence[Quote]
) -> DraftAnswer:
    """Return what the sentences add to the quotes already shown, or NO_MORE as the refusal."""
    least = LEAST_MORE_SHARE * scored[0].score if scored else 0.0
    new = [item for item in scored if item.score >= least and not _is_told(item.candidate.quote, told)]
    statements = compose_statements(question, weights, new)
    kept = tuple(s for s in statements if not any(_is_told(quote, told) for quote in s.quotes))
    return DraftAnswer(kept, None if kept else NO_MORE)


def _is_told(quote: Quote, told: Sequence[Quote]) -> bool:
    return any(quote.article.id == other.article.id and overlap(quote, other) for other in told)


# ---- A refusal: why a question is not answered, what was searched, and the sentence that comes nearest


def refuse(
    snapshot: Snapshot,
    question: Question,
    weights: WordWeights,
    measured: Sequence[MeasuredSentence],
    passages: Sequence[Passage],
    row: MissingRow | None = None,
) -> DraftAnswer:
    """Return why there is no answer and the closest sentence; `row` is a row asked about that its table lacks."""
    nearest = find_nearest(weights, measured)
    of_table = (LookAlike(row.asked, row.found),) if row else ()
    missing = (*of_table, *look_alikes(read_identity(question, passages), passages))
    refusal = explain_refusal(snapshot, question, weights, missing)
    if nearest is None:
        return DraftAnswer((), refusal)
    if refusal.code == "no-evidence" and nearest.instead is not None:
        instead, asked = nearest.instead.instead, nearest.instead.asked
        searched = refusal.facts["searched"]
        refusal = Message("only-another", {"instead": instead, "asked": asked, "searched": searched})
    return DraftAnswer((), refusal, nearest=nearest.candidate.quote)


LEAST_NEAR_WORDS = 0.1
"""Least share of the question's words in a sentence and its article's title for it to be shown as the nearest."""


def find_nearest(weights: WordWeights, measured: Sequence[MeasuredSentence]) -> MeasuredSentence | None:
    """Return the best sentence to show when there is no answer, one about another thing only if there is no other;
    None if none is close enough."""
    near = [item for item in measured if held_with_title(weights, item.candidate) >= LEAST_NEAR_WORDS]
    return max(near, key=lambda item: (item.instead is None, item.logit), default=None)


def explain_refusal(
    snapshot: Snapshot, question: Question, weights: WordWeights, missing: Sequence[LookAlike]
) -> Message:
    """Return why a question is not answered and what was searched.

    If the passages only name things similar to what is asked about (`missing`), that is the reason.
    """
    count = snapshot.article_count()
    if not question.text:
        return Message("no-question")
    if count == 0:
        return Message("no-articles")
    searched = Message("searched", {"count": count})
    if not weights.weights:
        return Message("no-words", {"searched": searched})
    like = next((each for each in missing if each.found), None)
    if like is None:
        return Message("no-evidence", {"searched": searched})
    return Message("only-look-alikes", {"found": like.joined, "asked": like.asked, "searched": searched})
