"""One entry for all formats: a file or an upload in, Articles and Rejections out."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from pkgutil import resolve_name
from typing import BinaryIO

from index.article import Article, Rejection
from index.errors import LoadError
from index.load.archive import read_zip
from index.load.source import LoadOptions, Source, default_options
from index.messages import Message, sentence

_Reader = Callable[[Source, LoadOptions], Iterator[Article | Rejection]]

READERS: dict[str, str] = {
    ".txt": "index.load.pages:read_text",
    ".text": "index.load.pages:read_text",
    ".log": "index.load.pages:read_text",
    ".srt": "index.load.pages:read_text",
    ".vtt": "index.load.pages:read_text",
    ".md": "index.load.pages:read_markdown",
    ".markdown": "index.load.pages:read_markdown",
    ".html": "index.load.pages:read_html",
    ".htm": "index.load.pages:read_html",
    ".xhtml": "index.load.pages:read_html",
    ".mhtml": "index.load.pages:read_mhtml",
    ".mht": "index.load.pages:read_mhtml",
    ".jsonl": "index.load.records:read_jsonl",
    ".ndjson": "index.load.records:read_jsonl",
    ".json": "index.load.records:read_json",
    ".csv": "index.load.records:read_csv",
    ".tsv": "index.load.records:read_csv",
    ".docx": "index.load.word:read_docx",
    ".pdf": "index.load.pdf:read_pdf",
    ".xlsx": "index.load.sheets:read_xlsx",
    ".xlsm": "index.load.sheets:read_xlsx",
    ".pptx": "index.load.slides:read_pptx",
    ".epub": "index.load.books:read_epub",
    ".eml": "index.load.mail:read_eml",
    ".rss": "index.load.feeds:read_feed",
    ".atom": "index.load.feeds:read_feed",
    ".xml": "index.load.flat_xml:read_xml",
    ".rtf": "index.load.pages:read_rtf",
    ".odt": "index.load.open_document:read_text_document",
    ".odp": "index.load.open_document:read_text_document",
    ".ods": "index.load.open_document:read_spreadsheet",
    ".ipynb": "index.load.pages:read_notebook",
}
"""Suffix -> the function that reads such files, imported on first use: the packages of all formats take a second."""
_DOCUMENT, _TABLE, _SLIDES = Message("kind-document"), Message("kind-sheet"), Message("kind-slides")
_NEW = {
    ".doc": (_DOCUMENT, ".docx"),
    ".wps": (_DOCUMENT, ".docx"),
    ".xls": (_TABLE, ".xlsx"),
    ".et": (_TABLE, ".xlsx"),
    ".ppt": (_SLIDES, ".pptx"),
    ".dps": (_SLIDES, ".pptx"),
}
OLD_FORMATS = frozenset(_NEW)
"""Suffixes, in lower case with the dot, of old formats, whose files are read only if their content is newer."""
_HEAD_BYTES = 1024
SUPPORTED_SUFFIXES = frozenset(READERS) | OLD_FORMATS | {".zip"}
"""Suffixes of files that can be read, in lower case with the dot."""


def iter_articles(
    path: Path,
    article_id: str,
    options: LoadOptions | None = None,
    on_open: Callable[[BinaryIO], None] | None = None,
) -> Iterator[Article | Rejection]:
    """Yield the articles of a file, or a Rejection with the reason for anything unreadable.

    A file of one article has `article_id`; a record its own id, else `article_id#line`; a member of an archive
    `article_id/member`. Records are streamed: memory does not grow with the file. `on_open` receives each stream that
    is opened; its position tells how much of the file has been read.
    """

    def opened() -> BinaryIO:
        stream = path.open("rb")
        if on_open is not None:
            on_open(stream)
        return stream

    try:
        size = path.stat().st_size
    except OSError as error:
        yield Rejection(article_id, Message("file-unopened", {"reason": _os_reason(error)}))
        return
    source = Source(article_id, article_id, str(path), size, opened)
    yield from read_source(source, path.suffix, options or default_options())


def read_article_bytes(
    data: bytes, name: str, article_id: str, options: LoadOptions | None = None
) -> tuple[Article | Rejection, ...]:
    """Return the articles of an upload called `name`, read like a file of that name."""
    source = Source(article_id, name, name, len(data), lambda: io.BytesIO(data))
    return tuple(read_source(source, PurePosixPath(name).suffix, options or default_options()))


def read_source(source: Source, suffix: str, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the articles of `source`, read as a file with this suffix."""
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
        if suffix in OLD_FORMATS:
            suffix = suffix_of_content(source)
        if suffix == ".zip":
            yield from read_zip(source, options, read_source)
        elif suffix in READERS:
            reader: _Reader = resolve_name(READERS[suffix])
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


# ---- Preview of an upload: its articles next to the file's own text, before anything is stored


MAX_ORIGINAL_CHARS = 20_000
"""People compare the beginning; the rest of a book would only use memory."""


@dataclass(frozen=True)
class ArticlePreview:
    """An article as it would be added, and the file's text it is made from, up to MAX_ORIGINAL_CHARS.

    For HTML this is all visible text without tags, including menus and notices that cleaning leaves out.
    """

    article: Article
    original: str
    is_cut: bool


def preview_articles(
    data: bytes, name: str, article_id: str, options: LoadOptions | None = None
) -> Iterator[ArticlePreview | Rejection]:
    """Yield what a sync would add from a file called `name` with the content `data`, and what it would reject."""
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
    from index.clean.page import visible_text

    try:
        return visible_text(text)
    except LoadError:
        return text


def suffix_of_content(source: Source) -> str:
    """Return the suffix that fits the file's content. Raises LoadError, saying how to convert it, if the content is in
    the old format too."""
    suffix = PurePosixPath(source.name).suffix.lower()
    kind, new = _NEW[suffix]
    with source.open() as stream:
        head = stream.read(_HEAD_BYTES)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"PK\x03\x04"):
        return new
    if start.startswith(b"{\\rtf"):
        return ".rtf"
    if start.startswith(b"mime-version") or b"multipart/related" in start:
        return ".mhtml"
    if start.startswith(b"<"):
        return ".xml" if start.startswith(b"<?xml") and b"<html" not in start else ".html"
    if _is_text(head) and kind != _SLIDES:
        return ".txt" if kind == _DOCUMENT else ".tsv" if b"\t" in head else ".csv"
    raise LoadError(Message("old-format", {"kind": kind, "suffix": suffix, "new": new}))


def _is_text(head: bytes) -> bool:
    """Return whether a file begins like text: the old formats are full of zeros."""
    return b"\x00" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))
