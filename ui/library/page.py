"""The library, top to bottom."""

import streamlit as st

from ui.access.permission import may_change_library
from ui.drawing import escape_markdown
from ui.language.texts import labels, library_texts
from ui.library.articles import draw_articles
from ui.library.overview import draw_figures, draw_health, draw_overview, draw_warnings
from ui.library.sync_view import draw_rebuild, draw_sync, draw_withheld
from ui.library.upload_view import draw_upload
from ui.session import PAGE_WIDTH, open_server

words = labels()
texts = library_texts(words)
server = open_server()
library = server.question_answering.library
folder = server.settings.library.articles
may_change = library.is_changeable and may_change_library()
job = server.sync_job

with st.container(horizontal_alignment="center"), st.container(width=PAGE_WIDTH):
    st.title(texts.heading, anchor=False)
    refused = texts.read_only if library.is_changeable else texts.asks_only
    st.caption(escape_markdown(texts.intro.format(folder=folder) if may_change else refused))
    draw_overview(library, server.watcher, job, words, texts)
    draw_warnings(library, folder, texts)
    draw_withheld(job, library, folder, words, texts, may_change=may_change)
    draw_rebuild(job, library, texts, may_change=may_change)
    if may_change:
        draw_sync(job, library, folder, words, texts)

    names = [texts.tab_articles, texts.tab_figures]
    if may_change:
        names = [texts.tab_articles, texts.tab_add, texts.tab_figures, texts.tab_health]
    tabs = dict(zip(names, st.tabs(names, key="library_tab", on_change="rerun"), strict=True))
    for name, tab in tabs.items():
        if not tab.open:
            continue  # what is not on screen is not read either
        with tab:
            if name == texts.tab_articles:
                draw_articles(library, words, texts, may_change=may_change)
            elif name == texts.tab_add:
                draw_upload(job, library, folder, texts)
            elif name == texts.tab_figures:
                draw_figures(library, texts)
            else:
                draw_health(library, folder, words, texts)
