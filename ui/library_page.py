"""The library, top to bottom."""

import streamlit as st

from ui.article_table import draw_table, row_opened
from ui.article_view import show_article
from ui.error_view import show_error
from ui.health_view import draw_health, draw_reader
from ui.plain_text import escape_markdown
from ui.session import PAGE_WIDTH, labels, open_server
from ui.sync_view import draw_sync
from ui.upload_view import draw_upload

words = labels()
server = open_server()
library = server.question_answering.library
folder = server.settings.library.articles

with library.snapshot() as snapshot:
    rows = list(snapshot.articles())
    opened_id = row_opened()
    opened = snapshot.article(opened_id) if opened_id is not None else None
status = library.status()

with st.container(horizontal_alignment="center"), st.container(width=PAGE_WIDTH):
    st.title(words.library_page, anchor=False)
    st.caption(escape_markdown(words.library_intro.format(folder=folder)))
    draw_health(status, words)
    draw_reader(server.question_answering.has_reader_model, words)
    draw_sync(server.sync_job, library, folder, words)
    draw_upload(server.sync_job, library, folder, words)
    draw_table(rows, words)
    if opened is not None:
        show_article(opened, (), 0, words)
    elif opened_id is not None:
        show_error(words.article_gone)
