"""The library, top to bottom."""

from functools import partial

import streamlit as st

from ui.access.permission import may_change_library
from ui.article_view import draw_opened_article, take_picked
from ui.filters_view import hold_to_articles
from ui.forms.asked import is_asked_in_form
from ui.language.texts import chosen_labels
from ui.library.articles import change_line, draw_articles, find_article, take_asked_articles
from ui.library.overview import FIGURES, HEALTH, LIST, VIEW, draw_figures, draw_health, draw_overview, draw_warnings
from ui.library.sync_view import draw_rebuild, draw_sync, draw_sync_button, draw_withheld
from ui.library.upload_view import draw_add_button, draw_upload
from ui.session import PAGE_WIDTH, open_server

labels = chosen_labels()
server = open_server(st.empty())
library = server.question_answering.library
folder = server.settings.library.articles
may_change = library.is_changeable and may_change_library()
job = server.sync_job

picked, asked = take_picked(), take_asked_articles()
if picked is not None:
    asked = [picked.article_id]
if asked:
    hold_to_articles(asked)
if asked or is_asked_in_form():
    st.switch_page("chat/page.py", query_params={})  # with None it would refuse while the address contains the search

with (
    st.container(key="page", horizontal_alignment="center"),
    st.container(width=PAGE_WIDTH, gap="xsmall"),
):
    with st.container(key="library-head", horizontal=True, vertical_alignment="center", gap="small"):
        st.header(labels.library_page, anchor=False, width="content")
        with st.container(key="library-status", width="stretch"):
            draw_overview(library, server.watcher, job, labels, may_change=may_change)
        if may_change:
            draw_sync_button(job, library, folder, labels)
            draw_add_button(labels)
    draw_warnings(library, folder, labels)
    draw_withheld(job, library, folder, labels, may_change=may_change)
    draw_rebuild(job, library, labels, may_change=may_change)
    if may_change:
        draw_sync(job, library, folder, labels)
        draw_upload(job, library, folder, labels)

    names = {LIST: labels.tab_articles, FIGURES: labels.tab_figures}
    if may_change:
        names[HEALTH] = labels.tab_health
    bar = st.container(key="library-bar", horizontal=True, vertical_alignment="center", gap="small")
    with bar:
        view = st.segmented_control(
            labels.library_parts,
            list(names),
            default=None if VIEW in st.session_state else LIST,  # a click on a chart has set it
            format_func=names.__getitem__,
            key=VIEW,
            bind="query-params",
            required=True,
            label_visibility="collapsed",
        )
    if view == FIGURES:
        draw_figures(library, labels)
    elif view == HEALTH and may_change:
        draw_health(library, folder, labels)
    else:
        draw_articles(library, bar, labels, may_change=may_change)
draw_opened_article(
    lambda article_id: find_article(library, article_id),
    labels,
    change_line=partial(change_line, library, labels) if may_change else None,
)
