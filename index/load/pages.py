"""Files of one page of text: .txt, .md, .html, .mhtml."""

import email
import email.policy
from collections.abc import Iterator

from index.article import Article, Rejection
from index.clean.page import Metadata, Page, clean_html, clean_markdown, clean_text, fill_from_name
from index.errors import LoadError
from index.load.decode import Decoded, decode
from index.load.source import LoadOptions, Source, decoding_note, make_article
from index.messages import Message

_MAX_PARTS = 5000


def read_text(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a plain text file."""
    decoded = decode(source.read(options.max_page_bytes))
    yield _article(source, decoded, clean_text(decoded.text, Metadata()))


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
