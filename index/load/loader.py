"""One entry for all formats: a file or an upload in, Articles and Rejections out."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from index.article import Article, Rejection
from index.clean import visible_text
from index.errors import LoadError
from index.load.archive import read_zip
from index.load.books import read_epub
from index.load.feeds import read_feed
from index.load.mail import read_eml
from index.load.old_formats import OLD_FORMATS, read_old_format
from index.load.pages import read_html, read_markdown, read_mhtml, read_text
from index.load.pdf import read_pdf
from index.load.records import read_csv, read_json, read_jsonl
from index.load.rtf import read_rtf
from index.load.sheets import read_xlsx
from index.load.slides import read_pptx
from index.load.source import LoadOptions, Source, default_options
from index.load.word import read_docx
from index.messages import Message, sentence

_Reader = Callable[[Source, LoadOptions], Iterator[Article | Rejection]]

_READERS: dict[str, _Reader] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".mhtml": read_mhtml,
    ".mht": read_mhtml,
    ".jsonl": read_jsonl,
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".docx": read_docx,
    ".pdf": read_pdf,
    ".xlsx": read_xlsx,
    ".xlsm": read_xlsx,
    ".pptx": read_pptx,
    ".epub": read_epub,
    ".eml": read_eml,
    ".rss": read_feed,
    ".atom": read_feed,
    ".xml": read_feed,
    ".rtf": read_rtf,
    **dict.fromkeys(OLD_FORMATS, read_old_format),
}
SUPPORTED_SUFFIXES = frozenset(_READERS) | {".zip"}
"""Suffixes of files that can be read, in lower case with the dot."""


def iter_articles(path: Path, article_id: str, options: LoadOptions | None = None) -> Iterator[Article | Rejection]:
    """Yield the articles of a file, or a Rejection with the reason for what cannot be read.

    A file of one article keeps `article_id`; a record keeps its own id, else `article_id#line`; a member of an archive
    gets `article_id/member`. Records are streamed: memory does not grow with the file.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        yield Rejection(article_id, Message("file-unopened", {"reason": _os_reason(error)}))
        return
    source = Source(article_id, article_id, str(path), size, lambda: path.open("rb"))
    yield from read_source(source, path.suffix, options or default_options())


def read_article_bytes(
    data: bytes, name: str, article_id: str, options: LoadOptions | None = None
) -> tuple[Article | Rejection, ...]:
    """Return the articles of an upload called `name`, read the same way as a file of that name."""
    source = Source(article_id, name, name, len(data), lambda: io.BytesIO(data))
    return tuple(read_source(source, PurePosixPath(name).suffix, options or default_options()))


def read_source(source: Source, suffix: str, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the articles of `source` as those of a file that ends in `suffix`."""
    rejected = 0
    for result in _read_all(source, suffix.lower(), options):
        if isinstance(result, Rejection):
            rejected += 1
            if rejected > options.max_rejections:
                continue
        yield result
    if rejected > options.max_rejections:
        yield Rejection(source.name, Message("file-more-rejected", {"count": rejected - options.max_rejections}))


def _read_all(source: Source, suffix: str, options: LoadOptions) -> Iterator[Article | Rejection]:
    try:
        if suffix == ".zip":
            yield from read_zip(source, options, read_source)
        elif reader := _READERS.get(suffix):
            yield from reader(source, options)
        else:
            facts = {"suffix": suffix or Message("file-no-ending"), "known": " ".join(sorted(SUPPORTED_SUFFIXES))}
            yield Rejection(source.name, Message("file-unsupported", facts))
    except LoadError as error:
        yield Rejection(source.name, error.message)
    except OSError as error:
        yield Rejection(source.name, Message("file-read-error", {"reason": _os_reason(error)}))


def _os_reason(error: OSError) -> Message:
    if isinstance(error, PermissionError):
        return Message("reason-no-permission")
    if isinstance(error, FileNotFoundError):
        return Message("reason-no-file")
    if isinstance(error, IsADirectoryError):
        return Message("reason-is-folder")
    return sentence(error.strerror) if error.strerror else Message("reason-disk-only")


# ---- What would be taken in from an upload, beside what stands in the file, before anything is kept


MAX_ORIGINAL_CHARS = 20_000
"""A person compares the beginning; the rest of a book would only fill the memory."""


@dataclass(frozen=True)
class ArticlePreview:
    """An article as it would be taken in, and the text of the file it is made from, up to MAX_ORIGINAL_CHARS.

    Of HTML all visible text is given, without its tags: menus and notices that cleaning leaves out are in it.
    """

    article: Article
    original: str
    is_cut: bool


def preview_articles(
    data: bytes, name: str, article_id: str, options: LoadOptions | None = None
) -> Iterator[ArticlePreview | Rejection]:
    """Yield what a sync would take in of a file called `name` that holds `data`, and what it would reject."""
    texts: dict[str, str] = {}

    def keep(id: str, text: str) -> None:
        texts.clear()
        texts[id] = text

    source = Source(article_id, name, name, len(data), lambda: io.BytesIO(data), keep)
    for item in read_source(source, PurePosixPath(name).suffix, options or default_options()):
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
