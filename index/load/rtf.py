"""Rich text (.rtf), saved by old word processors and mail programs."""

import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from index.article import Article, Rejection
from index.clean.lines import Line, check_line_count
from index.clean.page import Metadata, clean_marked_lines
from index.clean.tables import Cell, read_table
from index.errors import LoadError
from index.load.package import core_author, core_title
from index.load.source import LoadOptions, Source, make_article
from index.messages import Message

_BROKEN = Message("rtf-damaged")
_PROPERTY = r"\{\\%s\s((?:[^{}\\]|\\'[0-9a-fA-F]{2}|\\u-?\d+ ?\??)*)\}"
_MAX_HEAD = 100_000


def read_rtf(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of an RTF document."""
    data = source.read(options.max_page_bytes)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise LoadError(Message("rtf-none"))
    text = data.decode("latin-1")
    try:
        shown = _shown(text)
        title, author = (_property(text[:_MAX_HEAD], name) for name in ("title", "author"))
    # striprtf raises any kind of error for damaged escapes; all mean the same to the user.
    except Exception as error:
        raise LoadError(_BROKEN) from error
    check_line_count(shown)
    lines = list(_lines(shown))
    source.keep_original(source.article_id, "\n".join(line.text for line in lines))
    page = clean_marked_lines(lines, Metadata(title=core_title(title), author=core_author(author)))
    yield make_article(source.article_id, page, location=source.location)


def _property(text: str, name: str) -> str:
    found = re.search(_PROPERTY % name, text)
    code_page = re.search(r"\\ansicpg\d+", text)
    head = "{\\rtf1\\ansi" + (code_page.group() if code_page else "") + " "
    return _shown(f"{head}{found.group(1)}}}").strip() if found else ""


def _shown(text: str) -> str:
    return str(rtf_to_text(text, encoding="gb18030", errors="replace"))  # type: ignore[no-untyped-call]


def _lines(text: str) -> Iterator[Line]:
    """Yield the lines of the text; table rows, which striprtf ends with a bar, get their column heads."""
    rows: list[list[Cell]] = []
    for raw in [*text.split("\n"), ""]:
        if raw.endswith("|"):
            rows.append([Cell(cell.strip()) for cell in raw[:-1].split("|")])
            continue
        for line in read_table(rows):
            yield Line(line.text, True, row=bool(line.fields))
        rows = []
        if raw.strip():
            yield Line(raw.strip(" \t\u3000"), raw.startswith(("\u3000", "  ", "\t")))
