"""A whole article in a drawer, scrolled to what is marked in it."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

import streamlit as st

from index.article import Article
from qa.answer import iso
from ui.assets import read_assets
from ui.error_view import errors_as_sentences
from ui.labels import Labels, also_published, meta_line, title_of
from ui.marked_text import Mark, cut_article

WEB_SCHEMES = ("http://", "https://")
DRAWER_WIDTH = 760
"""Pixels: forty Chinese characters a line and room around them."""

_component = st.components.v2.component(
    "yinju_article",
    css=read_assets("article_view.css"),
    js=read_assets("elements.js", "article_view.js"),
)


def show_article(article: Article, marks: Sequence[Mark], number: int, labels: Labels) -> None:
    """Open the article beside the page, scrolled to the first mark with this number; at most once a script run."""

    @st.dialog(labels.article_dialog, width=DRAWER_WIDTH, position="right")
    def drawer() -> None:
        with errors_as_sentences(labels):
            _component(data=article_data(article, marks, number, labels), key="article")

    drawer()


def article_data(article: Article, marks: Sequence[Mark], number: int, labels: Labels) -> dict[str, Any]:
    """Return what the browser draws, as JSON values.

    `link` is empty unless the location is a web address; of a file only the name is shown, the rest of its path is
    the server's own business.
    """
    is_web = article.location.lower().startswith(WEB_SCHEMES)
    return {
        "language": labels.language,
        "title": title_of(labels, article.title, article.id),
        "meta": meta_line(labels, iso(article.published) or "", article.source, article.author),
        "also": also_published(labels, article.reprints),
        "location": article.location if is_web else PurePath(article.location).name,
        "link": article.location if is_web else "",
        "note": article.note,
        "number": number,
        "paragraphs": cut_article(article, marks),
        "labels": {"location": labels.article_location, "note": labels.article_note},
    }
