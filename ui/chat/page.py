"""The conversation, top to bottom."""

from collections.abc import Sequence

import streamlit as st

from qa.answer import Answer
from qa.conversation.turn import Turn
from ui.article_view import OPENED, show_opened_article
from ui.chat.answer_view import draw_answer
from ui.chat.chat_model_view import draw_chat_model
from ui.chat.draft_view import draw_writing, wait_for
from ui.chat.filters_view import current_filters, draw_filters
from ui.chat.question_bar import draw_question_bar, take_question
from ui.chat.reaction_view import reaction_to
from ui.chat.welcome_view import draw_empty_library, draw_welcome
from ui.chat.writing import Writing
from ui.conversations.export_view import show_asked_export
from ui.conversations.sidebar import draw_conversations
from ui.error_view import errors_as_sentences, show_error
from ui.language.talk_labels import talk_labels
from ui.session import (
    PAGE_WIDTH,
    conversation,
    current_writing,
    drop_writing,
    finish_writing,
    is_mine,
    labels,
    open_server,
    start_writing,
    turns,
)

# Room for the last question to stand at the top of the window.
LAST_TURN_HEIGHT = "calc(100dvh - 17rem)"
AGAIN = "ask_again"

words = labels()
server = open_server()
asking = server.question_answering


def begin(question: str, before: Sequence[Answer], *, is_again: bool = False) -> None:
    """Start to answer a question that follows these answers."""
    history = [Turn(answer) for answer in before]
    reader = server.chat_models.reader

    filters = current_filters()

    def find() -> Answer:
        return asking.ask(question, filters, history)

    write = reader.write if reader is not None else None
    start_writing(Writing(question, find, write, is_again=is_again))


def draw_start() -> None:
    """Show what can be asked, or what to do before anything can."""
    with asking.library.snapshot() as snapshot:
        article_count = snapshot.article_count()
    if article_count:
        draw_welcome(article_count, server.suggestions, words)
    else:
        draw_empty_library(server.settings.library.articles if asking.library.is_changeable else None, words)


def ask_again() -> None:
    """Have the last question answered anew in the script run that this callback begins."""
    st.session_state[AGAIN] = True


def turn_key(number: int) -> str:
    """Return the key of a turn's element; two underscores, which an id may hold, would be refused in it."""
    return f"turn-{conversation().replace('_', '.')}-{number}"


def draw_turn(number: int, answer: Answer, *, is_last: bool, may_rate: bool) -> None:
    """Show a finished turn and do what was asked of it."""
    key = turn_key(number)
    reaction = reaction_to(number, key=key, may_rate=may_rate)
    with st.container():  # as the fragment in draw_writing has one: the element stays where it is, and is not made anew
        opened = draw_answer(answer, key=key, labels=words, is_last=is_last, on_again=ask_again, reaction=reaction)
    if opened is not None:
        st.session_state[OPENED] = opened


def draw_next(writing: Writing, number: int) -> None:
    """Show the turn that is being answered, until it is."""
    if writing.is_written:
        draw_writing(writing, key=turn_key(number), labels=words)
        return
    place = st.empty()
    with place, st.container():
        wait_for(writing, key=turn_key(number), labels=words)
    with place, errors_as_sentences(words):
        finish_writing()
        draw_turn(number, turns()[number], is_last=True, may_rate=is_mine())


def answer_next() -> None:
    """Keep an answer that is made by now, and start to make the one that was just asked for.

    Who asks on while an answer is being made has had enough of it: it is stopped, and kept as far as it is. What is
    stopped while it is still looked for leaves nothing to keep.
    """
    question = take_question()
    writing = current_writing()
    if writing is not None and question:
        writing.stop()
    if writing is not None and (question or (writing.is_soon_there() if writing.is_stopped else writing.wait(0))):
        finish_writing()
    elif writing is not None and writing.is_stopped and not writing.is_written:
        drop_writing()
    finished = turns()
    if question:
        begin(question, finished)
    elif question is not None:
        show_error(words.question_blank)
    elif st.session_state.pop(AGAIN, False) and finished and current_writing() is None:
        begin(finished[-1].question, finished[:-1], is_again=True)
    begun = current_writing()
    if begun is not None and begun is not writing and begun.is_soon_there():
        finish_writing()


turns()  # of the conversation the address names
with st.container(horizontal_alignment="center"), st.container(width=PAGE_WIDTH, gap="large"):
    talk = st.container(gap="large")
    with st.container(), errors_as_sentences(words):
        answer_next()

finished, writing = turns(), current_writing()
shown = finished[:-1] if writing is not None and writing.is_again else finished
last = len(shown) - (writing is None)
may_rate = is_mine()
# Before the answer that may have to be waited for: what stands here can be used meanwhile.
with st.bottom, st.container(horizontal_alignment="center"), st.container(width=PAGE_WIDTH, gap="xxsmall"):
    with st.container():  # there also when it says nothing: the field below stays the element it is, with what is typed
        if shown and not may_rate:
            st.caption(talk_labels(words.language).of_another)
    stop = draw_question_bar(words, writing)
    # What a question is asked with stands in one row below it.
    with st.container(horizontal=True, gap="small"):
        draw_filters(asking.library, words)
        draw_chat_model(server.chat_models, words)
with talk:
    if not shown and writing is None:
        draw_start()
    st.html(f"<style>.st-key-turn-box-{last} {{ min-height: {LAST_TURN_HEIGHT}; }}</style>")
    for number, answer in enumerate(shown):
        with st.container(key=f"turn-box-{number}"):
            draw_turn(number, answer, is_last=number == last, may_rate=may_rate)
    if writing is not None:
        with st.container(key=f"turn-box-{last}"):
            draw_next(writing, last)
            if not writing.is_written:
                stop.empty()
show_opened_article(words)
show_asked_export(words)
draw_conversations(words)
