"""The conversation, top to bottom."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from index.article import Span
from index.chinese.folding import fold_text
from qa.answer import Answer
from qa.conversation.turn import Turn
from qa.question import find_focus
from qa.running import AnswerEvent
from ui.access.permission import current_owner, may_change_library
from ui.article_view import OPENED, Mark, OpenedArticle, draw_opened_article, open_article, take_picked
from ui.chat.answer_view import NextSteps, draw_answer, draw_awaited, draw_draft, reaction_to
from ui.chat.chat_model import draw_chat_model
from ui.chat.suggestions import Suggestions
from ui.chat.writing import Writing
from ui.conversations.export_view import show_asked_export
from ui.drawing import errors_as_sentences, escape_markdown, rerun_by_clock, show_error
from ui.filters_view import clear_filters, current_filters, draw_filters, follow_address, hold_to_articles
from ui.forms.asked import AskedInForm, AskedSaved, take_asked_in_form
from ui.forms.collection_view import draw_collection_button, show_asked_collection
from ui.forms.next_questions import draw_next_questions
from ui.forms.saved_view import draw_save_button, draw_saved, show_opened_saved
from ui.forms.topics_view import draw_newest, draw_topics, show_asked_topic
from ui.language.texts import Labels, chosen_labels
from ui.library.overview import draw_overview
from ui.library.sync_view import draw_sync
from ui.library.upload_view import draw_add_button, draw_upload
from ui.session import (
    LIST_TEXT,
    PAGE_WIDTH,
    TURNS,
    Server,
    conversation,
    current_writing,
    drop_writing,
    finish_writing,
    is_mine,
    is_new_page,
    open_server,
    start_writing,
    turns,
)

# ---- The question field and its buttons


QUESTION = "question"
ASKED = "asked_question"
"""The session key of a question that is asked and not yet answered."""
HEARD = "questions_heard"
"""The session key of the number of questions asked."""
EDITED = "edited_question"
"""The session key of the question being edited, until one is asked."""


def draw_question_bar(labels: Labels, writing: Writing | None) -> DeltaGenerator:
    """Show the field, and in it, while an answer is being made, the stop button; return the button's place.

    The field is never disabled: the next question can be typed meanwhile, and the focus stays in it.
    """
    with st.container(key="ask-field", gap=None):
        st.chat_input(labels.question_placeholder, key=QUESTION, on_submit=_submit)
        stop = st.empty()
        if writing is not None:
            stop.button(
                labels.stop_writing,
                key="stop",
                icon=":material/stop_circle:",
                type="primary",
                shortcut="Esc",
                on_click=_stop,
                args=(writing,),
            )
    return stop


def _stop(writing: Writing) -> None:
    """Stop the answer; if nothing of it is kept, the question goes back into the field, to be edited or asked again."""
    writing.stop()
    if not writing.is_written and not st.session_state.get(QUESTION):
        st.session_state[QUESTION] = writing.question


def ask(question: str) -> None:
    """Have `question` answered in the script run that this callback starts."""
    st.session_state[ASKED] = question
    st.session_state[HEARD] = st.session_state.get(HEARD, 0) + 1


def take_edited() -> str:
    """Return the question that the new one replaces; '' for none."""
    edited: str = st.session_state.pop(EDITED, "")
    return edited


def take_question() -> str | None:
    """Return the question that started this run, stripped, or None; '' if it was blank."""
    asked: str | None = st.session_state.pop(ASKED, None)
    return None if asked is None else asked.strip()


def _submit() -> None:
    ask(st.session_state[QUESTION])


# ---- A turn whose answer is being made: polled until it is there


DRAFT_POLL_S = 0.2
"""How often the page polls: text that grows five times a second still looks as if it were being written."""
CLICK_S = 0.1
"""How long a click may wait while there is nothing to show before the end."""


def draw_writing(writing: Writing, *, key: str, labels: Labels) -> None:
    """Show what a chat model writes, in a fragment that redraws itself; the page is redrawn once the answer is there.

    Only this fragment runs meanwhile, so the rest of the page can be used.
    """
    st.fragment(_draw, run_every=DRAFT_POLL_S)(writing, key, labels)


def wait_for(writing: Writing) -> None:
    """Wait until an answer is there.

    An answer without a chat model comes at once and whole: waiting for it costs nothing, while polling would cost more
    than making the answer when many people ask.
    """
    while not writing.wait(CLICK_S):
        writing.look()
        # Reading the session's state lets Streamlit end this script run after a click or when the page was left.
        st.session_state.get(OPENED)


def _draw(writing: Writing, key: str, labels: Labels) -> None:
    with errors_as_sentences(labels):
        opened = draw_draft(writing.draft, key=key, labels=labels)  # before the check for the end: no click is lost
        if opened is not None:
            open_article(opened)
            st.rerun()
        if writing.wait(0):
            rerun_by_clock()


# ---- The chat before its first question


SUGGESTION_COLUMNS = 3
SUGGESTIONS_POLL_S = 1.0
"""How often the page polls for more questions to offer, while they are searched for."""
EMPTY_WIDTH = 760


def draw_welcome(article_count: int, suggestions: Suggestions, labels: Labels) -> None:
    """Introduce the program and offer questions; the one clicked is asked."""
    with st.container(key="welcome"):
        st.title(labels.chat_heading, anchor=False, text_alignment="center")
        st.markdown(labels.chat_promise, text_alignment="center")
        st.caption(labels.chat_scope.format(articles=f"{article_count:,}"), text_alignment="center")
        st.space("small")
        draw_newest(suggestions.newest, labels)  # above what is still being searched for, which then moves nothing
        is_followed = suggestions.is_searching  # only then is there more to come
        st.fragment(_draw_suggestions, run_every=SUGGESTIONS_POLL_S if is_followed else None)(
            suggestions, labels, is_followed, []
        )


def draw_empty_library(server: Server, labels: Labels) -> None:
    """Let a reader who may do so add the first articles; the page is redrawn once there are some."""
    library, folder, job = asking.library, server.settings.library.articles, server.sync_job
    with st.container(key="welcome", width=EMPTY_WIDTH):
        st.title(labels.empty_heading, anchor=False)
        if not library.is_changeable:
            st.markdown(labels.empty_elsewhere)
        elif not may_change_library():
            st.markdown(labels.empty_reader)
        else:
            st.markdown(labels.empty_start)
            draw_add_button(labels, is_zone=True)
            draw_sync(job, library, folder, labels)
            draw_upload(job, library, folder, labels)
            st.caption(escape_markdown(labels.empty_folder.format(folder=folder)))
            st.page_link("library/page.py", label=labels.empty_go, icon=":material/library_books:")
        draw_overview(library, server.watcher, job, labels, may_change=True)


def _draw_suggestions(suggestions: Suggestions, labels: Labels, is_followed: bool, drawn: list[bool]) -> None:
    """Draw them; `drawn` is empty the first time, during the page's own run, which must not be interrupted."""
    with errors_as_sentences(labels):
        if is_followed and drawn and not suggestions.is_searching:
            rerun_by_clock()  # ends the polling
        drawn.append(True)
        questions = suggestions.questions
        if questions:
            st.caption(labels.chat_suggestions, text_alignment="center")
            with st.grid(SUGGESTION_COLUMNS, min_column_width=260):
                for number, question in enumerate(questions):
                    _draw_suggestion(number, question)
        draw_topics(suggestions.topics, labels)


def _draw_suggestion(number: int, question: str) -> None:
    if st.button(escape_markdown(question), key=f"suggestion-{number}", width="stretch", wrap=True):
        ask(question)
        st.rerun()  # a button in a fragment reruns only the fragment


# ---- The conversation, top to bottom


# Room to scroll the last question to the top of the window; a first one is there anyway.
FIRST_TURN_HEIGHT, LAST_TURN_HEIGHT = "calc(100dvh - 17rem)", "calc(100dvh - 13.5rem)"
AGAIN = "ask_again"
SEARCHED = "searched_in_library"
"""The session key of a refused question to search for in the library's list."""

labels = chosen_labels()
server = open_server(st.empty())
asking = server.question_answering


def begin(
    question: str, before: Sequence[Answer], *, is_again: bool = False, formed: AskedInForm | AskedSaved | None = None
) -> None:
    """Start answering a question that follows these answers."""
    history = [Turn(answer) for answer in before]
    filters = current_filters()
    answering = replace(asking, chat=server.chat_models.writer)
    workers, is_written = server.writings.workers, answering.chat is not None and formed is None

    def stream(cancel: threading.Event) -> Iterator[AnswerEvent]:
        if formed is not None:
            return formed.stream(answering, filters, cancel)
        return answering.stream(question, filters, history, cancel)

    start_writing(Writing(workers, question, stream, is_written=is_written, is_again=is_again))


def draw_start() -> None:
    """Show what can be asked, or how to add the first articles."""
    with asking.library.snapshot() as snapshot:
        article_count = snapshot.article_count()
    if article_count:
        draw_welcome(article_count, server.suggestions, labels)
    else:
        draw_empty_library(server, labels)


def ask_again() -> None:
    """Have the last question answered again in the script run that this callback starts."""
    st.session_state[AGAIN] = True


def edit_last() -> None:
    """Put the last question into the field; the next one asked replaces it."""
    finished: list[Answer] = st.session_state.get(TURNS, [])
    if finished:
        st.session_state[QUESTION] = st.session_state[EDITED] = finished[-1].question


def ask_unfiltered() -> None:
    """Clear the filters and ask the last question again."""
    clear_filters()
    ask_again()


def search_library() -> None:
    """Search the library's list for the last question."""
    finished: list[Answer] = st.session_state.get(TURNS, [])
    if finished:
        st.session_state[SEARCHED] = finished[-1].asked


def next_steps(answer: Answer) -> NextSteps:
    """Return what a reader can do with the last turn."""
    is_other = server.chat_models.writer is not None or current_filters() != answer.filters
    return NextSteps(is_other, ask_again, edit_last, ask_unfiltered, search_library)


def turn_key(number: int) -> str:
    """Return the key of a turn's element; an id may contain two underscores, which Streamlit refuses in a key."""
    return f"turn-{conversation().replace('_', '.')}-{number}"


def draw_turn(number: int, answer: Answer, *, is_last: bool, may_rate: bool, is_new: bool = False) -> None:
    """Show a finished turn and do what was asked of it; `is_new`: it is not kept yet, so nobody has rated it."""
    key = turn_key(number)
    reaction = reaction_to(number, key=key, may_rate=may_rate)
    if is_new:
        reaction = replace(reaction, rating=None)
    with st.container():  # like the fragment in draw_writing: the element keeps its place and is not created again
        opened = draw_answer(
            answer, key=key, labels=labels, is_last=is_last, steps=next_steps(answer), reaction=reaction
        )
        if is_last:
            with st.container(key="below-turn"):
                draw_next_questions(server.next_questions, answer, ask, labels)
                draw_save_button(server.saved, answer, labels)
        else:
            st.empty()  # clears the place now: at the end of the script run that would move the turn below
    if opened is not None:
        open_article(opened)


def find_article(article_id: str) -> OpenedArticle | None:
    """Return an article of the library with the marks of the latest answer that cites it."""
    with asking.library.snapshot() as snapshot:
        article = snapshot.article(article_id)
    if article is None:
        return None
    for answer in reversed(turns()):
        cited = [citation for citation in answer.citations if citation.quote.article.id == article_id]
        if cited:
            marks = [Mark(c.number, Span(c.quote.paragraph, c.quote.start, c.quote.end)) for c in cited]
            return OpenedArticle(article, tuple(marks), marks[0].number)
    return OpenedArticle(article, (), 0)


def do_picked() -> None:
    """Limit the next question to the article the reader picked, and quote the text selected in it in the field."""
    picked = take_picked()
    if picked is not None:
        hold_to_articles([picked.article_id])
        if picked.text:
            st.session_state[QUESTION] = labels.quoted.format(text=" ".join(picked.text.split()))


def draw_next(writing: Writing, number: int, place: DeltaGenerator, failure: DeltaGenerator) -> None:
    """Show the turn being answered in its place; until then its question is shown as awaited."""
    if writing.is_written:
        with place.container(key=f"turn-box-{number}"):
            draw_writing(writing, key=turn_key(number), labels=labels)
        return
    wait_for(writing)
    with failure, errors_as_sentences(labels):
        try:
            answer = writing.answer()
            with place.container(key=f"turn-box-{number}"):
                draw_turn(number, answer, is_last=True, may_rate=is_mine(), is_new=True)
        finally:
            finish_writing()  # on disk after it is on screen


def answer_next() -> None:
    """Keep an answer that is finished by now, and start the one just asked for.

    Asking while an answer is being made stops that answer, and keeps what there is of it. Stopped before a chat model
    writes, it leaves nothing to keep.
    """
    formed = take_asked_in_form()
    question = formed.question if formed is not None else take_question()
    writing = current_writing()
    if writing is not None and question:
        writing.stop()
    if writing is not None and (question or (writing.is_soon_there() if writing.is_stopped else writing.wait(0))):
        finish_writing()
    elif writing is not None and writing.is_stopped and not writing.is_written:
        drop_writing()
    finished = turns()
    edited = take_edited() if question else ""
    if question and edited and finished and finished[-1].question == edited:
        begin(question, finished[:-1], is_again=True)
    elif question:
        begin(question, finished, formed=formed)
    elif question is not None:
        show_error(labels.question_blank)
    elif st.session_state.pop(AGAIN, False) and finished and current_writing() is None:
        begin(finished[-1].question, finished[:-1], is_again=True)


turns()  # of the conversation the address names
follow_address(is_new_page=is_new_page())
do_picked()
if (searched := st.session_state.pop(SEARCHED, None)) is not None:
    words = find_focus(fold_text(searched))
    st.switch_page("library/page.py", query_params={LIST_TEXT: words[0] if words else searched})
with st.container(key="page", horizontal_alignment="center"), st.container(width=PAGE_WIDTH, gap="large"):
    talk = st.container(gap="large")
    with st.container(), errors_as_sentences(labels):
        answer_next()

finished, writing = turns(), current_writing()
shown = finished[: len(finished) - (writing is not None and writing.is_again)]  # a copy: the answer joins the turns
last = len(shown) - (writing is None)
may_rate = is_mine()
# A browser that redraws the page takes the processor from the answer, so one that is soon there comes before the rest.
is_soon = writing is not None and not writing.is_written and writing.is_soon_there()
with talk:
    heights = {
        f"turn-box-{last}": FIRST_TURN_HEIGHT if last <= 0 else LAST_TURN_HEIGHT,
        "awaited-place": LAST_TURN_HEIGHT if shown or writing is not None else FIRST_TURN_HEIGHT,
    }
    rules = " ".join(f".st-key-{key} {{ min-height: {height}; }}" for key, height in heights.items())
    if writing is not None:  # its turn replaces the awaited question, whole and at once
        rules += f" .is-asked[data-turns='{last}'] div:has(> .st-key-turn-box-{last}) {{ display: none; }}"
        rules += " div:has(> .st-key-start) { display: none; }"
        before = f".st-key-turn-box-{last - 1}"
        rules += f" .is-asked {before} {{ min-height: {LAST_TURN_HEIGHT}; }}"
        rules += f" {before} div:has(> .st-key-below-turn) {{ display: none; }}"  # it is cleared after the answer only
    st.html(f"<style>{rules}</style>")
    with st.container(key="awaited-place"):  # not in st.empty(), which would create it again in every run
        is_awaited = writing is not None and not writing.is_written
        draw_awaited(
            writing.question if writing is not None and is_awaited else "", st.session_state.get(HEARD, 0), labels
        )
    if not shown and writing is None:
        with st.container(key="start"):
            draw_start()
    else:
        st.empty()  # replaces the welcome at once, which would linger beside the first answer
    boxes = [st.container(key=f"turn-box-{number}") for number in range(len(shown))]
    place, failure = st.empty(), st.container(key="not-answered")  # what is in it takes the awaited question's place
    if writing is not None and is_soon:
        draw_next(writing, last, place, failure)
    for number, (box, answer) in enumerate(zip(boxes, shown, strict=True)):
        with box:
            draw_turn(number, answer, is_last=number == last, may_rate=may_rate)
# Drawn before waiting for an answer, so that it can be used meanwhile.
with (
    st.bottom,
    st.container(key="ask", horizontal_alignment="center"),
    st.container(width=PAGE_WIDTH, gap="xxsmall"),
):
    with st.container():  # drawn even when empty: the field below stays the same element and keeps its text
        if shown and not may_rate:
            st.caption(labels.of_another)
    stop = draw_question_bar(labels, None if is_soon else writing)
    with st.container(horizontal=True, gap="small"):
        draw_filters(asking.library, labels)
        draw_chat_model(server.chat_models, labels)
        draw_collection_button(labels)
draw_opened_article(find_article, labels)
if writing is not None and not is_soon:
    with talk:
        draw_next(writing, last, place, failure)
    if not writing.is_written:
        stop.empty()
show_asked_export(labels)
show_asked_collection(labels)
show_asked_topic(asking.library, labels)
show_opened_saved(server.saved, labels)
draw_saved(server.saved, labels)
if turns():  # the tab has the conversation's title from the list
    title = server.conversations.title(conversation(), current_owner()) or turns()[0].question
    st.set_page_config(page_title=f"{title} · {labels.product}")
