"""The list of articles: found, sorted, opened, withdrawn and put back."""

import streamlit as st

from index.article import Article
from index.library import Library
from ui.article_view import show_article
from ui.error_view import show_error
from ui.language.labels import Labels
from ui.language.library_labels import LibraryLabels
from ui.library.article_filters import draw_filters
from ui.library.article_table import PAGE_ROWS, draw_pages, draw_table, page_asked, row_opened
from ui.library.withdraw_view import draw_actions, draw_last_change


def draw_articles(library: Library, words: Labels, texts: LibraryLabels, *, may_change: bool) -> None:
    """Show the list; only the rows of one page are read."""
    opened_id = row_opened()
    with library.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        counts, sources = catalogue.state_counts(), catalogue.sources()
    if may_change:
        draw_last_change(library, texts)
    if not any(counts.values()):
        st.info(texts.list_empty, icon=":material/info:")
        return
    query = draw_filters(counts, sources, texts)
    with library.snapshot() as snapshot:
        catalogue = snapshot.catalogue()
        total = catalogue.count(query)
        page = page_asked(query, total)
        rows = catalogue.rows(query, offset=(page - 1) * PAGE_ROWS, limit=PAGE_ROWS)
    if rows:
        actions = st.container()
        chosen = draw_table(rows, texts, can_choose=may_change)
        draw_pages(query, total, texts)
        if may_change:
            with actions:
                draw_actions(library, chosen, texts)
    else:
        st.info(texts.list_no_match, icon=":material/search_off:")
    if opened_id is not None:
        _open(library, opened_id, words, texts)


def _open(library: Library, article_id: str, words: Labels, texts: LibraryLabels) -> None:
    article = _find(library, article_id)
    if article is None:
        show_error(texts.article_gone)
    else:
        show_article(article, (), 0, words)


def _find(library: Library, article_id: str) -> Article | None:
    with library.snapshot() as snapshot:
        return snapshot.article(article_id) or snapshot.catalogue().withdrawn_article(article_id)
