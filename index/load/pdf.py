"""PDF files with a text layer."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator

import pypdf

from index.article import Article, Rejection
from index.clean import Metadata, clean_marked_lines
from index.clean.lines import Line
from index.errors import LoadError
from index.load.source import LoadOptions, Source, make_article
from index.messages import Message

_PAGE_NUMBER = re.compile(r"^[—\-–\s第]*\d{1,4}\s*(?:页)?(?:\s*[/／共]\s*\d{1,4}\s*页?)?[—\-–\s]*$")
_SPACE_IN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff，。、；：])[ ]+(?=[\u3400-\u9fff，。、；：])")
_MIN_CHARS_PER_PAGE = 10
_MIN_PAGES_FOR_RUNNING_HEAD = 3

# pypdf reports each oddity of a file as a warning; the Rejection or the text says all that a user needs.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a PDF; raise LoadError where it is locked, damaged, or only pictures of pages."""
    data = source.read(options.max_document_bytes)
    if b"%PDF-" not in data[:1024]:
        raise LoadError(Message("pdf-none"))
    pages = _page_texts(data, options)
    if sum(len(re.sub(r"\s", "", text)) for text in pages) < _MIN_CHARS_PER_PAGE * len(pages):
        raise LoadError(Message("pdf-no-text"))
    source.keep_original(source.article_id, "\n".join(pages))
    lines = [
        Line(line.strip(" \u3000"), line.startswith(("\u3000", "  ")))
        for text in _without_running_heads(pages)
        for line in text
    ]
    yield make_article(source.article_id, clean_marked_lines(lines, Metadata(), wrapped=True), location=source.location)


def _page_texts(data: bytes, options: LoadOptions) -> list[str]:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise LoadError(Message("pdf-locked"))
        if len(reader.pages) > options.max_pdf_pages:
            raise LoadError(Message("pdf-too-long", {"pages": len(reader.pages), "limit": options.max_pdf_pages}))
        texts = [page.extract_text() for page in reader.pages]
    except LoadError:
        raise
    # pypdf lets errors of every kind through on damaged files; each means the same to the user.
    except Exception as error:
        raise LoadError(Message("pdf-damaged")) from error
    if not texts:
        raise LoadError(Message("pdf-no-pages"))
    return texts


def _without_running_heads(pages: list[str]) -> list[list[str]]:
    """Return the pages' lines without page numbers and without first and last lines that most pages share."""
    split = [[_SPACE_IN_CHINESE.sub("", line.rstrip()) for line in text.split("\n") if line.strip()] for text in pages]
    edges = Counter(line.strip() for lines in split for line in {*lines[:1], *lines[-1:]})
    shared = {line for line, count in edges.items() if count >= max(_MIN_PAGES_FOR_RUNNING_HEAD, 0.6 * len(pages))}
    return [[line for line in lines if not _PAGE_NUMBER.match(line) and line.strip() not in shared] for lines in split]
