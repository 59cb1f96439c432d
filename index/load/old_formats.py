"""Formats of old or closed programs: what only carries the old name is read, the rest says how to convert it."""

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from index.article import Article, Rejection
from index.errors import LoadError
from index.load.pages import read_html, read_mhtml
from index.load.rtf import read_rtf
from index.load.sheets import read_xlsx
from index.load.slides import read_pptx
from index.load.source import LoadOptions, Source
from index.load.word import read_docx
from index.messages import Message

_DOCUMENT, _TABLE, _SLIDES = Message("kind-document"), Message("kind-sheet"), Message("kind-slides")
_NEW = {
    ".doc": (_DOCUMENT, ".docx"),
    ".wps": (_DOCUMENT, ".docx"),
    ".xls": (_TABLE, ".xlsx"),
    ".et": (_TABLE, ".xlsx"),
    ".ppt": (_SLIDES, ".pptx"),
    ".dps": (_SLIDES, ".pptx"),
}
OLD_FORMATS = tuple(_NEW)
"""Suffixes, in lower case with the dot, for which a reader of the new format is tried."""

_READERS: dict[str, Callable[[Source, LoadOptions], Iterator[Article | Rejection]]] = {
    ".docx": read_docx,
    ".xlsx": read_xlsx,
    ".pptx": read_pptx,
}
_HEAD_BYTES = 1024


def read_old_format(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the articles of a file whose content is newer than its name; raise LoadError with the way to convert it."""
    suffix = PurePosixPath(source.name).suffix.lower()
    kind, new = _NEW[suffix]
    with source.open() as stream:
        head = stream.read(_HEAD_BYTES)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"PK\x03\x04"):
        yield from _READERS[new](source, options)
    elif start.startswith(b"{\\rtf"):
        yield from read_rtf(source, options)
    elif start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        yield from read_html(source, options)
    elif start.startswith(b"mime-version"):
        yield from read_mhtml(source, options)
    else:
        raise LoadError(Message("old-format", {"kind": kind, "suffix": suffix, "new": new}))
