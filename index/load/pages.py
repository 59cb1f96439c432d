"""Files of one page of text: .txt, .md, .html, .mhtml, .rtf."""

import email
import email.policy
import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from index.article import Article, Rejection
from index.clean.lines import Line, check_line_count
from index.clean.markdown import opens_as_markdown
from index.clean.page import Metadata, Page, clean_html, clean_markdown, clean_marked_lines, clean_text, fill_from_name
from index.clean.tables import Cell, read_table
from index.errors import LoadError
from index.load.decode import Decoded, decode
from index.load.package import core_author, core_title
from index.load.source import LoadOptions, Source, decoding_note, make_article
from index.messages import Message

_MAX_PARTS = 5000


def read_text(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a plain text file, read as Markdown if it opens as that."""
    decoded = decode(source.read(options.max_page_bytes))
    clean = clean_markdown if opens_as_markdown(decoded.text) else clean_text
    yield _article(source, decoded, clean(decoded.text, Metadata()))


def read_markdown(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a Markdown file; its front matter takes precedence over the text."""
    decoded = decode(source.read(options.max_page_bytes))
    yield _article(source, decoded, clean_markdown(decoded.text, Metadata()))


def read_html(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of an HTML page or fragment."""
    decoded = decode(source.read(options.max_page_bytes))
    yield _article(source, decoded, clean_html(decoded.text, Metadata()))


def read_mhtml(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a page saved by a browser as one file."""
    data = source.read(options.max_document_bytes)
    if data.count(b"\n--") > _MAX_PARTS:
        raise LoadError(Message("page-archive-parts"))
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    part = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if part is None:
        raise LoadError(Message("page-archive-no-page"))
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        raise LoadError(Message("page-archive-empty"))
    if len(payload) > options.max_page_bytes:
        raise LoadError(Message("page-archive-too-large"))
    address = str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "").strip()
    known = Metadata(location=address if address.startswith(("http://", "https://")) else "")
    decoded = decode(payload)
    yield _article(source, decoded, clean_html(decoded.text, known))


def _article(source: Source, decoded: Decoded, page: Page) -> Article:
    page = fill_from_name(page, source.name)
    source.keep_original(source.article_id, decoded.text)
    return make_article(source.article_id, page, location=source.location, note=decoding_note(decoded.replaced))


# ---- Rich text (.rtf), saved by old word processors and mail programs


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
