"""The conversation, top to bottom."""

import streamlit as st

from qa.turn import Turn
from ui.answer_view import draw_answer, draw_pending
from ui.article_view import show_article
from ui.draft_view import draw_draft
from ui.error_view import show_error
from ui.session import PAGE_WIDTH, keep_turn, labels, open_server, start_new_conversation, turns
from ui.suggestions import suggested_questions
from ui.welcome_view import draw_empty_library, draw_welcome

PICKED = "picked_suggestion"

words = labels()
server = open_server()
asking = server.question_answering
finished = turns()

with (
    st.bottom,
    st.container(horizontal_alignment="center"),
    st.container(horizontal=True, vertical_alignment="center", wrap=False, width=PAGE_WIDTH),
):
    if finished:
        st.button(
            words.new_conversation,
            key="new",
            icon=":material/edit_square:",
            type="tertiary",
            on_click=start_new_conversation,
        )
    asked = st.chat_input(words.question_placeholder, key="question", submit_mode="disable")
asked = asked or st.session_state.pop(PICKED, None)

with st.container(horizontal_alignment="center"), st.container(width=PAGE_WIDTH, gap="large"):
    if not finished and asked is None:
        with asking.library.snapshot() as snapshot:
            article_count, questions = snapshot.article_count(), suggested_questions(snapshot)
        if article_count:
            draw_welcome(article_count, questions, words, picked=PICKED)
        else:
            draw_empty_library(server.settings.library.articles, words)

    opened = None
    for number, answer in enumerate(finished):
        is_last = number == len(finished) - 1 and asked is None
        opened = draw_answer(answer, key=f"turn-{number}", labels=words, is_last=is_last) or opened
    if opened is not None:
        show_article(opened.article, opened.marks, opened.number, words)

    if asked is not None and not asked.strip():
        show_error(words.question_blank)
    elif asked is not None:
        draw_pending(asked.strip(), key=f"turn-{len(finished)}", labels=words, is_last=asking.chat is None)
        history = [Turn(answer) for answer in finished]
        if asking.chat is None:
            keep_turn(asking.ask(asked.strip(), history=history))
        else:
            keep_turn(draw_draft(asking.stream(asked.strip(), history=history), words))
        st.rerun()
