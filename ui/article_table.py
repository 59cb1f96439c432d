"""The articles of the library as a table."""

from collections.abc import Sequence

import streamlit as st

from index.store.snapshot import ArticleSummary
from ui.labels import Labels, title_of

CLICK = "article_click"
OPENED = "article_opened"
LISTED = "articles_listed"
MAX_ROWS_SHOWN = 14
ROW_HEIGHT = 38


def draw_table(articles: Sequence[ArticleSummary], labels: Labels) -> None:
    """Show one row an article; a click on its button makes `row_opened` return its id in the next run."""
    st.session_state[LISTED] = [article.id for article in articles]
    if not articles:
        st.info(labels.table_empty, icon=":material/info:")
        return
    titles = {article.id: title_of(labels, article.title, article.id) for article in articles}
    is_any_reprint = any(article.original for article in articles)
    st.dataframe(
        {
            "open": [labels.open_row] * len(articles),
            "title": [titles[article.id] for article in articles],
            "published": [article.published for article in articles],
            "source": [article.source for article in articles],
            "author": [article.author for article in articles],
            "chars": [article.chars for article in articles],
            "id": [article.id for article in articles],
            "original": [titles.get(article.original, article.original) for article in articles],
        },
        key="articles",
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (min(len(articles), MAX_ROWS_SHOWN) + 1),
        alt=labels.table_description,
        column_config={
            "open": st.column_config.ButtonColumn(
                labels.column_open, type="tertiary", width=70, on_click=_remember_click, key=CLICK
            ),
            "title": st.column_config.TextColumn(labels.column_title, width=340),
            "published": st.column_config.DateColumn(labels.column_published, format="YYYY-MM-DD", width=110),
            "source": st.column_config.TextColumn(labels.column_source, width=150),
            "author": st.column_config.TextColumn(labels.column_author, width=100),
            "chars": st.column_config.NumberColumn(labels.column_chars, format="localized", width=80),
            "id": st.column_config.TextColumn(labels.column_id, width=200),
            "original": st.column_config.TextColumn(labels.column_original, width=160) if is_any_reprint else None,
        },
    )


def row_opened() -> str | None:
    """Return the id of the article whose button was clicked to start this run, or None."""
    opened: str | None = st.session_state.pop(OPENED, None)
    return opened


def _remember_click() -> None:
    """Turn the row into an id by the list the reader saw: the library may have changed since."""
    row = st.session_state[CLICK]["row"]
    listed: list[str] = st.session_state.get(LISTED, [])
    if 0 <= row < len(listed):
        st.session_state[OPENED] = listed[row]
