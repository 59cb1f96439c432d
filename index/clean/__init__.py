"""Find the article in a page: main text, metadata, artefacts, paragraphs."""

from index.chinese.dates import read_date
from index.clean.page import (
    Metadata,
    Page,
    clean_html,
    clean_markdown,
    clean_marked_lines,
    clean_text,
    fill_from_name,
    plain_line,
    visible_text,
)

__all__ = [
    "Metadata",
    "Page",
    "clean_html",
    "clean_markdown",
    "clean_marked_lines",
    "clean_text",
    "fill_from_name",
    "plain_line",
    "read_date",
    "visible_text",
]
