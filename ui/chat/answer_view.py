"""One turn on screen: the question, the answer with its citation markers, and the sources beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from index.article import Article, Span
from index.chinese.dates import relative_days
from index.messages import Message, say, say_all
from qa.answer import Answer, Citation, Quote, Statement, Status, iso
from qa.forms.rules import statuses_of
from qa.history.conversations import MAX_REASON_CHARS, Rating
from qa.question import MAX_QUESTION_CHARS
from qa.scope import held_to
from ui.article_view import Mark, OpenedArticle, Piece, cut_marked_paragraphs, cut_pieces
from ui.chat.writing import Draft
from ui.components import component
from ui.conversations.export_view import ask_for_export
from ui.forms.asked import ask_for_brief
from ui.forms.collection_view import collecting, mark_collected
from ui.forms.form_view import form_data
from ui.language.texts import Labels, also_published, draft_state, meta_line, title_of, took
from ui.session import (
    conversation,
    rate,
    rating,
)

# ---- Rating and exporting an answer: what the buttons below it do


@dataclass(frozen=True)
class Reaction:
    """The rating of an answer so far, whether this reader may rate it, and the callbacks of the buttons."""

    rating: Rating | None
    may_rate: bool
    on_rate: Callable[[], None]
    on_export: Callable[[], None]


def reaction_to(position: int, *, key: str, may_rate: bool) -> Reaction:
    """Return the reaction to the answer at this position, shown by the component with this key."""

    def keep() -> None:
        found, said = read_rating(st.session_state[key].get("rate"))
        if said and may_rate:
            rate(position, found)

    def export() -> None:
        ask_for_export(conversation(), position)

    return Reaction(rating(position), may_rate, keep, export)


def read_rating(request: object) -> tuple[Rating | None, bool]:
    """Return the rating the browser sends, None to take one back, and whether it sent a rating at all."""
    if not isinstance(request, dict) or "is_helpful" not in request:
        return None, False
    is_helpful, reason = request["is_helpful"], request.get("reason")
    if not isinstance(is_helpful, bool):
        return None, True
    return Rating(is_helpful, reason if isinstance(reason, str) else ""), True


# ---- An answer as text, for the clipboard


def answer_as_text(answer: Answer, labels: Labels) -> str:
    """Return the question, the answer with its markers, and a footnote per citation, without struck statements."""
    notes = [f"[{citation.number}] {_reference(citation.quote, labels)}" for citation in answer.citations]
    if answer.nearest is not None:
        notes.append(say(NEAREST_SENTENCE, labels.language) + _reference(answer.nearest, labels))
    told = say_all(answer.notes, labels.language)  # above all where a chat model and the articles' sentences differ
    parts = [answer.question, answer.text_in(labels.language), told, "\n".join(notes)]
    return "\n\n".join(part for part in parts if part)


def _reference(quote: Quote, labels: Labels) -> str:
    article = quote.article
    title = f"《{article.title}》" if article.title else title_of(labels, article)
    facts = [title, article.source, iso(article.published) or ""]
    return f"{labels.list_separator.join(fact for fact in facts if fact)}：“{quote.text}”"


# ---- One turn on screen: the question, the answer with its citation markers, and the sources beside it


NEAREST_SENTENCE = Message("nearest-sentence")
MAX_SHORT_ANSWER = 20
"""Characters: a short answer up to this length is marked in its sentence."""
MAX_NEAREST = 3
"""Articles offered after a refusal: enough to look further, few enough to read."""

AWAITED = "awaited"
"""The element key of a question that is not answered yet."""

_component = component("answer")


@dataclass(frozen=True)
class _Source:
    """An article on a card: what is cited from it, or after a refusal its near misses.

    `is_nearest`: its mark is the nearest sentence.
    """

    article: Article
    marks: tuple[Mark, ...]
    is_nearest: bool = False


@dataclass(frozen=True)
class NextSteps:
    """What a reader can do with the last turn; each callback is called before the next script run.

    `may_ask_again`: asking again may give another answer, from a chat model or under other filters.
    """

    may_ask_again: bool
    on_again: Callable[[], None]
    on_edit: Callable[[], None]
    on_unfilter: Callable[[], None]
    on_search: Callable[[], None]


def draw_answer(
    answer: Answer, *, key: str, labels: Labels, is_last: bool, steps: NextSteps, reaction: Reaction
) -> OpenedArticle | None:
    """Show a finished turn; return the article the reader just asked to see in full, or None."""
    shown = answer_data(answer, labels, is_last=is_last, may_ask_again=is_last and steps.may_ask_again)
    data = {**shown, **_reaction_data(reaction)}
    mark_collected(data, answer)

    def sum_up() -> None:
        opened = find_opened(answer, {"card": st.session_state[key].get("brief")})
        if opened is not None:
            ask_for_brief(opened.article, labels)

    called = {
        "again": steps.on_again,
        "edit": steps.on_edit,
        "unfilter": steps.on_unfilter,
        "search": steps.on_search,
        "rate": reaction.on_rate,
        "export": reaction.on_export,
        "brief": sum_up,
        "collect": collecting(answer, key),
    }
    result = _draw(data, key, called)
    return find_opened(answer, result.get("open"))


def draw_draft(draft: Draft, *, key: str, labels: Labels) -> OpenedArticle | None:
    """Show a turn whose answer is being made; return the article the reader just asked to see in full, or None.

    With the key of the finished turn the same element is filled in, so nothing flickers when the answer arrives.
    """
    result = _draw(draft_data(draft, labels), key)
    return _find_opened(_cited_sources(draft.citations), result.get("open"))


def draw_awaited(question: str, heard: int, labels: Labels) -> None:
    """Draw, below the turns, the question whose answer is being looked for; '' for none.

    The browser shows a question there before it reaches the server, and removes it as soon as the turn itself is drawn,
    or when the server has `heard` one question more than before and awaits none.
    """
    waiting = {"language": labels.language, "labels": {}, "status": "awaited", "asked": question, "heard": heard}
    _draw({**waiting, "state": labels.searching}, AWAITED)


def find_opened(answer: Answer, request: object) -> OpenedArticle | None:
    """Return what the browser asks to open, None unless it is one of the turn's own cards."""
    return _find_opened(_sources(answer), request)


def _find_opened(sources: Sequence[_Source], request: object) -> OpenedArticle | None:
    if not isinstance(request, dict):
        return None
    for position, source in enumerate(sources):
        if position == request.get("card"):
            number = request.get("number")
            return OpenedArticle(source.article, source.marks, number if isinstance(number, int) else 0)
    return None


def draft_data(draft: Draft, labels: Labels) -> dict[str, Any]:
    """Return what the browser draws of a draft, as JSON values: checked statements as in an answer, the rest plain."""
    is_begun = bool(draft.statements or draft.unchecked)
    return _data(
        draft.question,
        "writing" if is_begun else "pending",
        labels,
        is_last=True,
        notes=_reading_notes(draft.question, draft.stand_alone, labels),
        statements=[_statement_data(statement, labels) for statement in draft.statements],
        unchecked=list(draft.unchecked),
        heading=labels.sources,
        cards=[_card_data(source, labels, True, {}) for source in _cited_sources(draft.citations)],
        state=_draft_stage(draft, labels, is_begun=is_begun),
    )


def _draft_stage(draft: Draft, labels: Labels, *, is_begun: bool) -> str:
    if draft.stage is not None:
        return say(draft.stage, labels.language)
    return draft_state(labels, draft.statements) if is_begun else labels.searching


def answer_data(answer: Answer, labels: Labels, *, is_last: bool, may_ask_again: bool = False) -> dict[str, Any]:
    """Return what the browser draws, as JSON values; each string is shown as text, never as markup."""
    is_answered = answer.status is not Status.NO_EVIDENCE
    scope = say(held_to(answer.filters), labels.language)
    said = statuses_of(answer)
    return _data(
        answer.question,
        answer.status.value,
        labels,
        is_last=is_last,
        notes=[note for note in (*_reading_notes(answer.question, answer.stand_alone, labels), scope) if note],
        remark=say_all(answer.notes, labels.language),
        statements=[_statement_data(statement, labels) for statement in answer.statements],
        refusal=say(answer.refusal, labels.language),
        reply=say(answer.reply, labels.language),
        nearest=_nearest_data(answer, labels),
        heading=labels.sources if is_answered else labels.nearest,
        cards=[_card_data(source, labels, is_answered, said) for source in _sources(answer)],
        took=took(labels, answer.timings.total),
        copied=answer_as_text(answer, labels),
        can_ask_again=may_ask_again,
        can_edit=is_last,
        ways=[] if is_answered or not is_last else _ways_on(answer, labels),
        form=form_data(answer, labels),
    )


def _ways_on(answer: Answer, labels: Labels) -> list[list[str]]:
    """Return what can be tried after a refusal: for each button what the browser sends, and its text."""
    ways = [] if answer.filters.is_empty else [["unfilter", labels.ask_unfiltered]]
    return [*ways, ["search", labels.search_library]]


def _nearest_data(answer: Answer, labels: Labels) -> dict[str, str] | None:
    """Return what is shown of the nearest sentence, None if there is none; its card comes first."""
    if answer.nearest is None:
        return None
    article = answer.nearest.article
    return {
        "label": say(NEAREST_SENTENCE, labels.language),
        "text": answer.nearest.text,
        "title": title_of(labels, article),
    }


def _ignore() -> None:
    """Do nothing: Streamlit reports a trigger only where a callback is given."""


def _draw(data: dict[str, Any], key: str, called: Mapping[str, Callable[[], None]] = {}) -> Any:
    """Draw the turn; `called` are the callbacks of the browser's triggers, by name."""
    return _component(
        data=data,
        key=key,
        on_open_change=_ignore,
        on_again_change=called.get("again", _ignore),
        on_edit_change=called.get("edit", _ignore),
        on_unfilter_change=called.get("unfilter", _ignore),
        on_search_change=called.get("search", _ignore),
        on_rate_change=called.get("rate", _ignore),
        on_export_change=called.get("export", _ignore),
        on_brief_change=called.get("brief", _ignore),
        on_collect_change=called.get("collect", _ignore),
    )


def _data(question: str, status: str, labels: Labels, **rest: object) -> dict[str, Any]:
    words = {
        "marker": labels.open_citation,
        "open": labels.open_article,
        "brief": labels.brief_button,
        "collect": labels.collect,
        "collected": labels.collected,
        "previous": labels.previous_citation,
        "next": labels.next_citation,
        "close": labels.close,
        "copy": labels.copy_answer,
        "copied": labels.copied,
        "again": labels.ask_again,
        "edit": labels.edit_question,
        "share": labels.share,
        "export": labels.export,
        "helpful": labels.helpful,
        "unhelpful": labels.unhelpful,
        "reason": labels.reason,
        "send": labels.send,
        "thanks": labels.thanks,
    }
    return {"language": labels.language, "labels": words, "question": question, "status": status, **rest}


def _reading_notes(question: str, stand_alone: str, labels: Labels) -> list[str]:
    """Return what a reader should know about how the question was understood."""
    notes = [labels.stand_alone.format(question=stand_alone)] if stand_alone else []
    if len(question) > MAX_QUESTION_CHARS:
        notes.append(labels.question_cut.format(chars=f"{len(question):,}", limit=MAX_QUESTION_CHARS))
    return notes


def _reaction_data(reaction: Reaction) -> dict[str, Any]:
    rating = asdict(reaction.rating) if reaction.rating is not None else None
    return {"can_rate": reaction.may_rate, "rating": rating, "max_reason": MAX_REASON_CHARS}


def _statement_data(statement: Statement, labels: Labels) -> dict[str, Any]:
    span = statement.highlight
    # Only a short answer is marked: half a sentence underlined says nothing.
    highlights = [(*span, 1)] if span and span[1] - span[0] <= MAX_SHORT_ANSWER else []
    return {
        "pieces": cut_pieces(statement.text, highlights, statement.days),
        "citations": list(statement.citations),
        "before": f"〔{statement.before}〕" if statement.before else "",
        "after": f"〔{statement.after}〕" if statement.after else "",
        "unsupported": "" if statement.is_supported else labels.unsupported,
    }


def _sources(answer: Answer) -> list[_Source]:
    """Return one source per article, in order of first citation, or after a refusal the nearest first."""
    if answer.status is not Status.NO_EVIDENCE:
        return _cited_sources(answer.citations)
    nearest: dict[str, _Source] = {}
    if (quote := answer.nearest) is not None:
        mark = Mark(0, Span(quote.paragraph, quote.start, quote.end))
        nearest[quote.article.id] = _Source(quote.article, (mark,), is_nearest=True)
    for passage in answer.passages:
        marks = tuple(Mark(0, span) for span in passage.spans)
        nearest.setdefault(passage.article.id, _Source(passage.article, marks))
    return list(nearest.values())[:MAX_NEAREST]


def _cited_sources(citations: Sequence[Citation]) -> list[_Source]:
    marks: dict[str, list[Mark]] = {}
    articles: dict[str, Article] = {}
    for citation in citations:
        quote = citation.quote
        articles.setdefault(quote.article.id, quote.article)
        mark = Mark(citation.number, Span(quote.paragraph, quote.start, quote.end))
        marks.setdefault(quote.article.id, []).append(mark)
    return [_Source(article, tuple(marks[article.id])) for article in articles.values()]


def _card_data(
    source: _Source, labels: Labels, is_cited: bool, said: Mapping[str, Sequence[Message]]
) -> dict[str, Any]:
    """Return a source as JSON values; `said` are notes on rules by title, such as that one is repealed or amended."""
    article = source.article
    states = [say(status, labels.language) for status in said.get(article.title, ())]
    return {
        "numbers": [mark.number for mark in source.marks] if is_cited else [],
        "title": title_of(labels, article),
        "meta": [*meta_line(labels, iso(article.published) or "", article.source, article.author), *states],
        "also": also_published(labels, article),
        "paragraphs": cut_marked_paragraphs(article, source.marks)
        if is_cited or source.is_nearest
        else _shown_passage(source),
    }


def _shown_passage(source: _Source) -> list[list[Piece]]:
    """Return a near miss as plain paragraphs: nothing in it is cited, so nothing is marked."""
    texts = {paragraph.number: paragraph.text for paragraph in source.article.paragraphs}
    spans = [mark.span for mark in source.marks]
    shown = [texts[span.paragraph][span.start : span.end] for span in spans]
    return [cut_pieces(text, [], relative_days(text, source.article.published)) for text in shown]
