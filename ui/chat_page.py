"""The conversation, top to bottom."""

from collections.abc import Sequence

import streamlit as st

from qa.answer import Answer
from qa.events import events_of
from qa.turn import Turn
from ui.answer_view import draw_answer
from ui.article_view import OPENED, show_opened_article
from ui.chat_model_view import draw_chat_model
from ui.draft_view import draw_writing
from ui.error_view import errors_as_sentences, show_error
from ui.question_bar import draw_question_bar, take_question
from ui.session import PAGE_WIDTH, current_writing, finish_writing, labels, open_server, start_writing, turns
from ui.suggestions import suggested_questions
from ui.welcome_view import draw_empty_library, draw_welcome
from ui.writing import Writing

SOON_S = 0.3
"""An answer that is there so soon is drawn at once; for a later one the page first shows that it is looked for."""
AGAIN = "ask_again"
LAST_TURN_HEIGHT = "calc(100dvh - 17rem)"
"""Room for the last question to stand at the top of the window."""

words = labels()
server = open_server()
asking = server.question_answering


def begin(question: str, before: Sequence[Answer], *, is_again: bool = False) -> None:
    """Start to answer a question that follows these answers."""
    history = [Turn(answer) for answer in before]
    reader = server.chat_models.reader

    def find() -> Answer:
        return asking.ask(question, history=history)

    write = reader.write if reader is not None else lambda answer, cancel: events_of(answer)
    start_writing(Writing(question, find, write, is_again=is_again))


def draw_start() -> None:
    """Show what can be asked, or what to do before anything can."""
    with asking.library.snapshot() as snapshot:
        article_count, questions = snapshot.article_count(), suggested_questions(snapshot)
    if article_count:
        draw_welcome(article_count, questions, words)
    else:
        draw_empty_library(server.settings.library.articles, words)


def draw_turn(number: int, answer: Answer, *, is_last: bool) -> None:
    """Show a finished turn and do what was asked of it."""
    request = draw_answer(answer, key=f"turn-{number}", labels=words, is_last=is_last)
    if request.opened is not None:
        st.session_state[OPENED] = request.opened
    if request.is_again:
        st.session_state[AGAIN] = True
        st.rerun()


finished = turns()  # of the conversation the address names
question = take_question()
if current_writing() is None and question:
    begin(question, finished)
elif current_writing() is None and st.session_state.pop(AGAIN, False) and finished:
    begin(finished[-1].question, finished[:-1], is_again=True)

with st.container(horizontal_alignment="center"), st.container(width=PAGE_WIDTH, gap="large"):
    conversation = st.container(gap="large")
    with st.container(), errors_as_sentences(words):
        if question == "":
            show_error(words.question_blank)
        writing = current_writing()
        if writing is not None and writing.wait(SOON_S):
            finish_writing()

finished, writing = turns(), current_writing()
shown = finished[:-1] if writing is not None and writing.is_again else finished
last = len(shown) - (writing is None)
with conversation:
    if not shown and writing is None:
        draw_start()
    st.html(f"<style>.st-key-turn-box-{last} {{ min-height: {LAST_TURN_HEIGHT}; }}</style>")
    for number, answer in enumerate(shown):
        with st.container(key=f"turn-box-{number}"):
            draw_turn(number, answer, is_last=number == last)
    if writing is not None:
        with st.container(key=f"turn-box-{last}"):
            draw_writing(writing, key=f"turn-{last}", labels=words)
show_opened_article(words)

with st.bottom, st.container(horizontal_alignment="center"), st.container(width=PAGE_WIDTH, gap="xxsmall"):
    draw_question_bar(words, writing, can_begin_anew=bool(finished))
    # What a question is asked with stands in one row below it.
    with st.container(horizontal=True, gap="small"):
        draw_chat_model(server.chat_models, words, may_change=True)
