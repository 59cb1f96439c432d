"""Text or HTML in, Page out: the one way every format takes."""

import re
from dataclasses import replace

from index.clean.artefacts import remove_artefacts
from index.clean.credits.dates import date_in_address, read_date
from index.clean.html.lines import html_to_lines, html_to_text_lines
from index.clean.markdown_lines import markdown_to_lines, split_front_matter
from index.clean.page import Metadata, Page, clean_lines
from index.clean.text_lines import Line, text_to_lines

_MARKUP = re.compile(
    r"<(?:p|br|div|span|strong|b|section|article|table|h[1-6]|ul|ol|li|font|img|a|html|body|em|center|blockquote)(?:\s[^<>]*)?/?>"
    r"|</(?:p|div|span|strong|b|section|h[1-6]|li|a|font|body)>",
    re.IGNORECASE,
)


def clean_text(text: str, known: Metadata) -> Page:
    """Return the article in plain text; text that holds HTML tags is read as HTML. `known` wins over the text."""
    if "<" in text and _MARKUP.search(text):
        return clean_html(text, known)
    page = clean_lines(text_to_lines(remove_artefacts(text)), known)
    return _with_day_of_address(page)


def clean_markdown(text: str, known: Metadata) -> Page:
    """Return the article in Markdown; fields of its front matter win over what the text says."""
    fields, body = split_front_matter(text)
    if body.lstrip()[:1] == "<" and _MARKUP.search(body):
        return clean_html(body, _with_fields(known, fields))
    lines = _clean_each(markdown_to_lines(body.replace("\r\n", "\n").replace("\r", "\n")))
    return _with_day_of_address(clean_lines(lines, _with_fields(known, fields)))


def clean_marked_lines(marked: list[tuple[str, bool]], known: Metadata, *, wrapped: bool = False) -> Page:
    """Return the article in lines of text, each with whether the document marks it as a heading.

    `wrapped` says that they are the lines of printed pages, not paragraphs.
    """
    lines = []
    for text, heading in marked:
        for piece in text.split("\n"):
            starts = heading or piece.startswith(("\u3000", "  "))
            lines.append(Line(piece.strip(" \u3000"), starts, False, heading))
    return clean_lines(_clean_each(lines), known, wrapped=wrapped)


def plain_line(text: str) -> str:
    """Return a metadata value as one clean line."""
    return " ".join(remove_artefacts(text).split())


def visible_text(text: str) -> str:
    """Return all the text a page shows, of HTML without its tags, one line a line: what cleaning starts from."""
    if "<" in text and _MARKUP.search(text):
        return "\n".join(line for line in html_to_text_lines(text) if line)
    return text


def _with_fields(known: Metadata, fields: dict[str, str]) -> Metadata:
    def first(*names: str) -> str:
        return next((plain_line(fields[name]) for name in names if fields.get(name)), "")

    return replace(
        known,
        title=known.title or first("title", "标题"),
        published=known.published or read_date(first("date", "published", "发布日期", "日期", "发布时间")),
        source=known.source or first("source", "来源"),
        author=known.author or first("author", "作者", "记者"),
        location=known.location or first("url", "link", "链接", "网址"),
    )


def clean_html(text: str, known: Metadata) -> Page:
    """Return the article in an HTML page or fragment; `known` wins. Raises LoadError for absurd nesting."""
    found = html_to_lines(text)
    head = found.head
    lines = _clean_each(found.lines)
    known = replace(
        known,
        title=known.title or remove_artefacts(head.title).strip(),
        published=known.published or head.published,
        source=known.source or head.source,
        location=known.location or head.address,
    )
    page = clean_lines(lines, known, above=_clean_each(found.above), below=_clean_each(found.below))
    metadata = page.metadata
    metadata = replace(metadata, source=metadata.source or head.site, author=metadata.author or head.author)
    return _with_day_of_address(replace(page, metadata=metadata))


def _clean_each(lines: list[Line]) -> list[Line]:
    """Remove artefacts from all lines at once: whether brackets hold machine pinyin shows in the whole text only."""
    cleaned = remove_artefacts("\n".join(line.text.replace("\n", " ") for line in lines)).split("\n")
    if len(cleaned) != len(lines):
        cleaned = [remove_artefacts(line.text).replace("\n", " ") for line in lines]
    pairs = zip(lines, cleaned, strict=True)
    return [replace(line, text=text.strip(" \u3000")) for line, text in pairs if text.strip(" \u3000")]


def _with_day_of_address(page: Page) -> Page:
    """Fill in the day that the article's web address names where nothing else does."""
    metadata = page.metadata
    if metadata.published or not metadata.location.startswith(("http://", "https://")):
        return page
    return replace(page, metadata=replace(metadata, published=date_in_address(metadata.location)))
