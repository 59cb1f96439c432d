"""Formats of old or closed programs: what only carries the old name is read, the rest says how to convert it."""

from pathlib import PurePosixPath

from index.errors import LoadError
from index.load.source import Source
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
OLD_FORMATS = frozenset(_NEW)
"""Suffixes, in lower case with the dot, of files that are read only where they hold something newer."""
_HEAD_BYTES = 1024


def suffix_of_content(source: Source) -> str:
    """Return the suffix the file should have by its content. Raises LoadError, with the way to convert it, where the
    content is as old as the name."""
    suffix = PurePosixPath(source.name).suffix.lower()
    kind, new = _NEW[suffix]
    with source.open() as stream:
        head = stream.read(_HEAD_BYTES)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"PK\x03\x04"):
        return new
    if start.startswith(b"{\\rtf"):
        return ".rtf"
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return ".html"
    if start.startswith(b"mime-version"):
        return ".mhtml"
    raise LoadError(Message("old-format", {"kind": kind, "suffix": suffix, "new": new}))
