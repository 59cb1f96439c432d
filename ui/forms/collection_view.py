"""The collection of a conversation (摘编): sentences from answers, to order, annotate and export."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from index.article import Span
from qa.answer import Answer, Quote
from qa.collection import (
    CitationStyle,
    CollectedSentence,
    Collection,
    as_lines,
    collect,
    export_collection,
    find_article,
    keep_collection,
    kept_collection,
)
from qa.export import today
from ui.access.permission import current_owner
from ui.article_view import Mark, OpenedArticle, open_article
from ui.conversations.export_view import draw_formats
from ui.drawing import errors_as_sentences, escape_markdown
from ui.language.texts import Labels
from ui.session import conversation, is_mine, open_server

_HELD = "held_collection"
_ASKED = "asked_collection"
STYLE = "citation_style"
DIALOG_WIDTH = 760


@dataclass(frozen=True)
class _Held:
    """The collection of the conversation with this id, cached in the session."""

    conversation: str
    collection: Collection


def current_collection() -> Collection:
    """Return the collection of the session's conversation."""
    held: _Held | None = st.session_state.get(_HELD)
    if held is None or held.conversation != conversation():
        held = _Held(conversation(), kept_collection(open_server().shelf, conversation()))
        st.session_state[_HELD] = held
    return held.collection


def _keep(collection: Collection) -> None:
    if not is_mine():
        return
    st.session_state[_HELD] = _Held(conversation(), collection)
    keep_collection(open_server().shelf, conversation(), collection, current_owner())


# ---- Adding sentences from an answer


def mark_collected(data: dict[str, Any], answer: Answer) -> None:
    """Set, in the data of each statement with citations, whether everything it cites is collected; leave an answer
    that the reader may not collect from as it is."""
    if not answer.citations or not is_mine():
        return
    collection = current_collection()
    for statement, shown in zip(answer.statements, data["statements"], strict=True):
        if statement.citations:
            shown["collected"] = all(collection.holds(quote) for quote in _quotes(answer, statement.citations))


def collecting(answer: Answer, key: str) -> Callable[[], None]:
    """Return the callback that adds the citations the browser names to the collection, or removes them again."""

    def toggle() -> None:
        numbers = st.session_state[key].get("collect")
        if not isinstance(numbers, list):
            return
        quotes = _quotes(answer, tuple(number for number in numbers if isinstance(number, int)))
        collection = current_collection()
        if quotes and all(collection.holds(quote) for quote in quotes):
            _keep(collection.without([collect(quote, "").key for quote in quotes]))
        else:
            _keep(collection.with_all([collect(quote, answer.question) for quote in quotes]))

    return toggle


def _quotes(answer: Answer, numbers: tuple[int, ...]) -> list[Quote]:
    return [citation.quote for citation in answer.citations if citation.number in numbers]


# ---- Looking at it


def draw_collection_button(labels: Labels) -> None:
    """Show how much is collected, if anything is; a click opens the collection."""
    if count := len(current_collection().sentences):
        text = labels.collection_count.format(count=count)
        st.button(text, key="collection", icon=":material/bookmarks:", type="tertiary", on_click=_ask)


def _ask() -> None:
    st.session_state[_ASKED] = True


def show_asked_collection(labels: Labels) -> None:
    """Open the collection if that was asked for; a script run can open at most one dialog."""
    if not st.session_state.pop(_ASKED, False):
        return

    @st.dialog(labels.collection, width=DIALOG_WIDTH, icon=":material/bookmarks:", on_dismiss="rerun")
    def dialog() -> None:
        with errors_as_sentences(labels):
            _draw(labels)

    dialog()


def _draw(labels: Labels) -> None:
    collection = current_collection()
    if not collection.sentences:
        st.caption(labels.collection_empty)
        return
    for position, sentence in enumerate(collection.sentences):
        _draw_sentence(position, sentence, len(collection.sentences), labels)
    names = {
        CitationStyle.GBT_2015: labels.style_gbt_2015,
        CitationStyle.GBT_2025: labels.style_gbt_2025,
        CitationStyle.PLAIN: labels.style_plain,
    }
    style = st.selectbox(
        labels.citation_style, list(names), format_func=lambda style: names[style], key=STYLE, persist_state="session"
    )
    title = open_server().conversations.title(conversation(), current_owner())
    document = export_collection(
        collection, today(), style, title=labels.collection_title.format(title=title), language=labels.language
    )
    with st.container(horizontal=True, key="export-collection"):
        draw_formats("collection", document, labels)
    with st.expander(labels.collection_as_text):
        st.code(as_lines(collection, today(), style, labels.language), language=None, wrap_lines=True)


def _draw_sentence(position: int, sentence: CollectedSentence, count: int, labels: Labels) -> None:
    known = [sentence.title, sentence.source, sentence.published.isoformat() if sentence.published else labels.undated]
    with st.container(border=True, gap="xsmall"):
        st.markdown(escape_markdown(sentence.text))
        st.caption(escape_markdown(" · ".join(fact for fact in known if fact)))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
            key = f"note-{position}-{abs(hash(sentence.key))}"
            st.text_input(
                labels.collection_note,
                sentence.note,
                key=key,
                placeholder=labels.collection_note,
                label_visibility="collapsed",
                on_change=lambda: _keep(current_collection().noted(position, st.session_state[key])),
            )
            moves = ((labels.move_up, "arrow_upward", -1), (labels.move_down, "arrow_downward", 1))
            for name, icon, by in moves:
                st.button(
                    name,
                    key=f"move-{position}-{by}",
                    icon=f":material/{icon}:",
                    type="tertiary",
                    disabled=not 0 <= position + by < count,
                    on_click=lambda by=by: _keep(current_collection().moved(position, by)),
                )
            st.button(
                labels.take_out,
                key=f"out-{position}",
                icon=":material/delete:",
                type="tertiary",
                on_click=lambda: _keep(current_collection().without([sentence.key])),
            )
            if st.button(labels.open_article, key=f"read-{position}", icon=":material/article:", type="tertiary"):
                _open(sentence, labels)


def _open(sentence: CollectedSentence, labels: Labels) -> None:
    with open_server().question_answering.library.snapshot() as snapshot:
        quote = find_article(sentence, snapshot.article(sentence.article))
    if quote is None:
        st.warning(labels.collected_gone)
        return
    mark = Mark(1, Span(quote.paragraph, quote.start, quote.end))
    open_article(OpenedArticle(quote.article, (mark,), 1))
    st.rerun()
