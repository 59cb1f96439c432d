"""Turn files into Articles: decode the bytes, read the format, hand clean text on."""

from index.load.loader import LOADER_VERSION, SUPPORTED_SUFFIXES, iter_articles, read_article_bytes
from index.load.options import LoadOptions

__all__ = ["LOADER_VERSION", "SUPPORTED_SUFFIXES", "LoadOptions", "iter_articles", "read_article_bytes"]
