"""What would be taken in from an upload, beside what stands in the file, before anything is kept."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.article import Article, Rejection
from index.clean import visible_text
from index.errors import LoadError
from index.load.loader import read_source
from index.load.options import LoadOptions
from index.load.source import Source

MAX_ORIGINAL_CHARS = 20_000
"""A person compares the beginning; the rest of a book would only fill the memory."""

_DEFAULT_OPTIONS = LoadOptions()


@dataclass(frozen=True)
class ArticlePreview:
    """An article as it would be taken in, and the text of the file it is made from, up to MAX_ORIGINAL_CHARS.

    Of HTML all visible text is given, without its tags: menus and notices that cleaning leaves out are in it.
    """

    article: Article
    original: str
    is_cut: bool


def preview_articles(
    data: bytes, name: str, article_id: str, options: LoadOptions = _DEFAULT_OPTIONS
) -> Iterator[ArticlePreview | Rejection]:
    """Yield what a sync would take in of a file called `name` that holds `data`, and what it would reject."""
    texts: dict[str, str] = {}

    def keep(id: str, text: str) -> None:
        texts.clear()
        texts[id] = text

    source = Source(article_id, name, name, len(data), lambda: io.BytesIO(data), keep)
    for item in read_source(source, PurePosixPath(name).suffix, options):
        if isinstance(item, Rejection):
            yield item
        else:
            original = _visible(texts.get(item.id, ""))
            yield ArticlePreview(item, original[:MAX_ORIGINAL_CHARS], len(original) > MAX_ORIGINAL_CHARS)


def _visible(text: str) -> str:
    try:
        return visible_text(text)
    except LoadError:
        return text
