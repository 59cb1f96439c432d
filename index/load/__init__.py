"""Turn files into Articles: decode the bytes, read the format, clean the text."""

from index.load.loader import (
    SUPPORTED_SUFFIXES,
    ArticlePreview,
    iter_articles,
    preview_articles,
    read_article_bytes,
)
from index.load.source import LoadOptions, default_options, reader_version, use_text_columns

__all__ = [
    "SUPPORTED_SUFFIXES",
    "ArticlePreview",
    "LoadOptions",
    "default_options",
    "iter_articles",
    "preview_articles",
    "read_article_bytes",
    "reader_version",
    "use_text_columns",
]
