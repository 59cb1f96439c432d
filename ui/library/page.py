"""The library, top to bottom."""

import streamlit as st

from ui.access.permission import may_change_library
from ui.drawing import escape_markdown
from ui.language.texts import chosen_labels
from ui.library.articles import draw_articles
from ui.library.overview import draw_figures, draw_health, draw_overview, draw_warnings
from ui.library.sync_view import draw_rebuild, draw_sync, draw_withheld
from ui.library.upload_view import draw_upload
from ui.session import PAGE_WIDTH, open_server

labels = chosen_labels()
server = open_server()
library = server.question_answering.library
folder = server.settings.library.articles
may_change = library.is_changeable and may_change_library()
job = server.sync_job

with st.container(horizontal_alignment="center"), st.container(width=PAGE_WIDTH):
    st.title(labels.library_page, anchor=False)
    refused = labels.read_only if library.is_changeable else labels.asks_only
    st.caption(escape_markdown(labels.library_intro.format(folder=folder) if may_change else refused))
    draw_overview(library, server.watcher, job, labels)
    draw_warnings(library, folder, labels)
    draw_withheld(job, library, folder, labels, may_change=may_change)
    draw_rebuild(job, library, labels, may_change=may_change)
    if may_change:
        draw_sync(job, library, folder, labels)

    names = [labels.tab_articles, labels.tab_figures]
    if may_change:
        names = [labels.tab_articles, labels.tab_add, labels.tab_figures, labels.tab_health]
    tabs = dict(zip(names, st.tabs(names, key="library_tab", on_change="rerun"), strict=True))
    for name, tab in tabs.items():
        if not tab.open:
            continue  # what is not on screen is not read either
        with tab:
            if name == labels.tab_articles:
                draw_articles(library, labels, may_change=may_change)
            elif name == labels.tab_add:
                draw_upload(job, library, folder, labels)
            elif name == labels.tab_figures:
                draw_figures(library, labels)
            else:
                draw_health(library, folder, labels)
