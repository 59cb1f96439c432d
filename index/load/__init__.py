"""Turn files into Articles: decode the bytes, read the format, hand clean text on."""

from index.load.loader import (
    LOADER_VERSION,
    SUPPORTED_SUFFIXES,
    ArticlePreview,
    iter_articles,
    preview_articles,
    read_article_bytes,
)
from index.load.source import LoadOptions

__all__ = [
    "LOADER_VERSION",
    "SUPPORTED_SUFFIXES",
    "ArticlePreview",
    "LoadOptions",
    "iter_articles",
    "preview_articles",
    "read_article_bytes",
]
