"""One turn on screen: the question, the answer with its citation markers, and the sources beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from index.article import Article, Span
from qa.answer import Answer, Statement, Status, iso
from qa.question import MAX_QUESTION_CHARS
from ui.assets import read_assets
from ui.labels import Labels, also_published, meta_line, title_of, took
from ui.marked_text import Mark, Piece, cut_marked_paragraphs, cut_pieces

MAX_NEAREST = 3
"""Articles offered after a refusal: enough to look further, few enough to read."""

_component = st.components.v2.component(
    "yinju_answer",
    css=read_assets("answer_view.css"),
    js=read_assets("elements.js", "answer_view.js"),
)


@dataclass(frozen=True)
class OpenedArticle:
    """An article the reader asked to see whole, what is marked in it, and the number of the mark to scroll to."""

    article: Article
    marks: tuple[Mark, ...]
    number: int


@dataclass(frozen=True)
class _Source:
    """An article on a card: what is cited from it, or after a refusal what came near."""

    article: Article
    marks: tuple[Mark, ...]


def draw_pending(question: str, *, key: str, labels: Labels, is_last: bool) -> None:
    """Show a question whose answer is being looked for; `is_last`: nothing is drawn below it."""
    _component(data=_data(question, "pending", labels, is_last=is_last), key=key, on_open_change=_ignore)


def draw_answer(answer: Answer, *, key: str, labels: Labels, is_last: bool) -> OpenedArticle | None:
    """Show a finished turn; return the article the reader just asked to see whole, or None."""
    result = _component(data=answer_data(answer, labels, is_last=is_last), key=key, on_open_change=_ignore)
    return find_opened(answer, result.get("open"))


def find_opened(answer: Answer, request: object) -> OpenedArticle | None:
    """Return what the browser asks to open; anything but one of the turn's own cards opens nothing."""
    if not isinstance(request, dict):
        return None
    for position, source in enumerate(_sources(answer)):
        if position == request.get("card"):
            number = request.get("number")
            return OpenedArticle(source.article, source.marks, number if isinstance(number, int) else 0)
    return None


def answer_data(answer: Answer, labels: Labels, *, is_last: bool) -> dict[str, Any]:
    """Return what the browser draws, as JSON values; each text in it is shown as text, never as markup."""
    is_answered = answer.status is Status.ANSWERED
    return _data(
        answer.question,
        answer.status.value,
        labels,
        is_last=is_last,
        notes=_notes(answer, labels),
        statements=[_statement_data(statement, labels) for statement in answer.statements],
        refusal=answer.refusal,
        heading=labels.sources if is_answered else labels.nearest,
        cards=[_card_data(source, labels, is_answered) for source in _sources(answer)],
        took=took(labels, answer.timings.total),
    )


def _ignore() -> None:
    """Do nothing: Streamlit reports a trigger only where a callback is given."""


def _data(question: str, status: str, labels: Labels, **rest: object) -> dict[str, Any]:
    words = {"searching": labels.searching, "marker": labels.open_citation, "open": labels.open_article}
    drawn = {"language": labels.language, "labels": words, "question": question, "status": status, "notes": []}
    return {**drawn, **rest}


def _notes(answer: Answer, labels: Labels) -> list[str]:
    """Return what a reader should know of how the question was read and the answer made."""
    notes = [labels.stand_alone.format(question=answer.stand_alone)] if answer.stand_alone else []
    if len(answer.question) > MAX_QUESTION_CHARS:
        notes.append(labels.question_cut.format(chars=f"{len(answer.question):,}", limit=MAX_QUESTION_CHARS))
    return [*notes, answer.note] if answer.note else notes


def _statement_data(statement: Statement, labels: Labels) -> dict[str, Any]:
    highlights = [(*statement.highlight, 1)] if statement.highlight else []
    return {
        "pieces": cut_pieces(statement.text, highlights),
        "citations": list(statement.citations),
        "before": f"〔{statement.before}〕" if statement.before else "",
        "after": f"〔{statement.after}〕" if statement.after else "",
        "unsupported": "" if statement.is_supported else labels.unsupported,
    }


def _sources(answer: Answer) -> list[_Source]:
    """Return one source an article, in order of first citation, or after a refusal the nearest first."""
    marks: dict[str, list[Mark]] = {}
    articles: dict[str, Article] = {}
    for article, mark in _marks(answer):
        articles.setdefault(article.id, article)
        marks.setdefault(article.id, []).append(mark)
    sources = [_Source(article, tuple(marks[article.id])) for article in articles.values()]
    return sources if answer.status is Status.ANSWERED else sources[:MAX_NEAREST]


def _marks(answer: Answer) -> Sequence[tuple[Article, Mark]]:
    if answer.status is Status.ANSWERED:
        return [
            (c.quote.article, Mark(c.number, Span(c.quote.paragraph, c.quote.start, c.quote.end)))
            for c in answer.citations
        ]
    best: dict[str, list[tuple[Article, Mark]]] = {}
    for passage in answer.passages:
        best.setdefault(passage.article.id, [(passage.article, Mark(0, span)) for span in passage.spans])
    return [pair for pairs in best.values() for pair in pairs]


def _card_data(source: _Source, labels: Labels, is_cited: bool) -> dict[str, Any]:
    article = source.article
    return {
        "numbers": [mark.number for mark in source.marks] if is_cited else [],
        "title": title_of(labels, article.title, article.id),
        "meta": meta_line(labels, iso(article.published) or "", article.source, article.author),
        "also": also_published(labels, article.reprints),
        "paragraphs": cut_marked_paragraphs(article, source.marks) if is_cited else _shown_passage(source),
    }


def _shown_passage(source: _Source) -> list[list[Piece]]:
    """Return what came near as plain paragraphs: nothing in it is cited, so nothing is marked."""
    texts = {paragraph.number: paragraph.text for paragraph in source.article.paragraphs}
    spans = [mark.span for mark in source.marks]
    return [cut_pieces(texts[span.paragraph][span.start : span.end], []) for span in spans]
