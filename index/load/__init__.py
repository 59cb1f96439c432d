"""Turn files into Articles: decode the bytes, read the format, hand clean text on."""

from index.load.loader import LOADER_VERSION, SUPPORTED_SUFFIXES, iter_articles, read_article_bytes
from index.load.options import LoadOptions
from index.load.preview import ArticlePreview, preview_articles

__all__ = [
    "LOADER_VERSION",
    "SUPPORTED_SUFFIXES",
    "ArticlePreview",
    "LoadOptions",
    "iter_articles",
    "preview_articles",
    "read_article_bytes",
]
