"""Files of one page of text: .txt, .md, .html, .mhtml, .rtf."""

import email
import email.policy
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from striprtf.striprtf import rtf_to_text

from index.article import Article, Rejection, RemovedLine
from index.clean.gathered import split_gathered
from index.clean.lines import Line, check_line_count
from index.clean.markdown import opens_as_markdown
from index.clean.page import Metadata, Page, clean_html, clean_markdown, clean_marked_lines, clean_text, fill_from_name
from index.clean.subtitles import is_subtitles, title_of_subtitles
from index.clean.tables import Cell, read_table
from index.errors import LoadError
from index.load.decode import Decoded, decode
from index.load.markup import markup_lines
from index.load.package import core_author, core_title
from index.load.source import LoadOptions, Source, decoding_note, make_article
from index.messages import Message

_MAX_PARTS = 5000
_SHEETS = (".xls", ".et")
_MAX_ARCHIVE_HEAD = 2000


def read_text(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a plain text file, or those gathered in it; it is read as Markdown if it opens as that."""
    decoded = decode(source.read(options.max_page_bytes))
    if opens_as_markdown(decoded.text):
        yield _article(source, decoded, clean_markdown(decoded.text, Metadata()))
        return
    gathered = split_gathered(decoded.text.replace("\r\n", "\n"))
    for number, part in enumerate(gathered, start=1):
        known = Metadata(part.title, part.published, part.source, part.author)
        page = clean_text(part.text, known)
        page = replace(page, removed=(*part.removed, *page.removed))
        yield _article(source, replace(decoded, text=part.text), page, f"{source.article_id}#{number}")
    if gathered:
        return
    named = title_of_subtitles(decoded.text) or PurePosixPath(source.name).stem
    known = Metadata(title=named) if is_subtitles(decoded.text) else Metadata()
    yield _article(source, decoded, clean_text(decoded.text, known))


def read_markdown(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a Markdown file; its front matter takes precedence over the text."""
    decoded = decode(source.read(options.max_page_bytes))
    yield _article(source, decoded, clean_markdown(decoded.text, Metadata()))


def read_notebook(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a Jupyter notebook: its texts, its code, and what the code printed."""
    decoded = decode(source.read(options.max_page_bytes))
    try:
        cells = json.loads(decoded.text)["cells"]
        texts = [text for cell in cells for text in _texts_of_cell(cell)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LoadError(Message("notebook-broken")) from error
    decoded = replace(decoded, text="\n\n".join(texts))
    yield _article(source, decoded, clean_markdown(decoded.text, Metadata()))


def _texts_of_cell(cell: dict[str, Any]) -> Iterator[str]:
    text = "".join(cell["source"])
    yield f"```\n{text}\n```" if cell["cell_type"] == "code" and text.strip() else text
    for output in cell.get("outputs", ()):
        shown = output.get("text") or output.get("data", {}).get("text/plain") or ""
        if printed := "".join(shown).strip():
            yield f"```\n{printed}\n```"


def read_html(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of an HTML page or fragment; tables that a program exported as .xls are no page of a site."""
    decoded = decode(source.read(options.max_page_bytes))
    name = PurePosixPath(source.name)
    if name.suffix.lower() not in _SHEETS:
        yield _article(source, decoded, clean_html(decoded.text, Metadata()))
        return
    left_out: list[RemovedLine] = []
    page = clean_marked_lines(markup_lines(decoded.text, left_out), Metadata())
    title = page.metadata.title or name.stem
    page = replace(page, metadata=replace(page.metadata, title=title), removed=(*left_out, *page.removed))
    yield _article(source, decoded, page)


def read_mhtml(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a page saved by a browser as one file."""
    page, address = _page_of_archive(source.read(options.max_document_bytes))
    if len(page) > options.max_page_bytes:
        raise LoadError(Message("page-archive-too-large"))
    known = Metadata(location=address if address.startswith(("http://", "https://")) else "")
    decoded = decode(page)
    yield _article(source, decoded, clean_html(decoded.text, known))


def page_inside(data: bytes) -> str:
    """Return the HTML of a page that another document contains, on its own or as an archive (.mht)."""
    is_archive = b"mime-version" in data[:_MAX_ARCHIVE_HEAD].lower()
    return decode(_page_of_archive(data)[0] if is_archive else data).text


def _page_of_archive(data: bytes) -> tuple[bytes, str]:
    """Return the page in an archive and its address."""
    if data.count(b"\n--") > _MAX_PARTS:
        raise LoadError(Message("page-archive-parts"))
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    part = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if part is None:
        raise LoadError(Message("page-archive-no-page"))
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        raise LoadError(Message("page-archive-empty"))
    return payload, str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "").strip()


def _article(source: Source, decoded: Decoded, page: Page, article_id: str = "") -> Article:
    page = fill_from_name(page, source.name)
    article_id = article_id or source.article_id
    source.keep_original(article_id, decoded.text)
    return make_article(article_id, page, location=source.location, note=decoding_note(decoded.replaced))


# ---- Rich text (.rtf), saved by old word processors and mail programs


_BROKEN = Message("rtf-damaged")
_PROPERTY = r"\{\\%s\s((?:[^{}\\]|\\'[0-9a-fA-F]{2}|\\u-?\d+ ?\??)*)\}"
_MAX_HEAD = 100_000
_HIDDEN = re.compile(r"\{(?:\\[a-z]+-?\d* ?){0,20}\\v(?![a-z0-9])[^{}]*\}")
"""A run of text that is not shown."""
_NOTE = re.compile(r"\{\s?(?:\\\*)?\\footnote(?![a-z])")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_PARAGRAPH_END = re.compile(r"\\(?:par|cell)(?![a-z])")
_TEXT_END = re.compile(rf"{_PARAGRAPH_END.pattern}|\}}\s*$")


def read_rtf(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of an RTF document."""
    data = source.read(options.max_page_bytes)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise LoadError(Message("rtf-none"))
    text = _with_notes_below(_HIDDEN.sub("", data.decode("latin-1")))
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
    yield make_article(source.article_id, fill_from_name(page, source.name), location=source.location)


def _with_notes_below(text: str) -> str:
    """Return RTF with each note behind the paragraph that refers to it, where striprtf does not skip it."""
    kept: list[str] = []
    notes: list[str] = []
    at = 0
    while found := _NOTE.search(text, at):
        _put_behind(text[at : found.start()], _PARAGRAPH_END, notes, kept)
        at = _end_of_group(text, found.start())
        notes.append("\\par {" + text[found.end() : at])
    _put_behind(text[at:], _TEXT_END, notes, kept)
    return "".join([*kept, *notes])


def _put_behind(piece: str, end: re.Pattern[str], notes: list[str], kept: list[str]) -> None:
    """Add a piece of RTF to what is kept, with the notes before it behind its first paragraph, if one ends in it."""
    place = end.search(piece) if notes else None
    if place is None:
        kept.append(piece)
        return
    kept += [piece[: place.start()], *notes, piece[place.start() :]]
    notes.clear()


def _end_of_group(text: str, start: int) -> int:
    depth = 0
    for brace in _BRACE.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        if depth == 0:
            return brace.end()
    return len(text)


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
