"""The set of documents whose title, date, source, author and every sentence are known.

`documents/*/truth.toml` says what a careful person reads in each file; every place, person and firm is invented. Text,
Markdown, HTML and records are files; Word, Excel, PowerPoint, EPUB, mail, RTF and PDF are made by `made_documents`.
The keys of a `[[document]]`, each absent where there is nothing to say:

    file       its name in the folder; a name that is not there is a key of MADE_DOCUMENTS
    kind       what it is counted under
    encoding   of a text file, if not UTF-8
    every_line true for plain text: each line that is not named below is kept
    title, published, source, author    "A || B" where either is right; absent means that the document does not say
    unsure     which of these four people would argue about: not counted
    kept       one line each, in reading order; "A || B" where the same may be written in two ways
    beside     kept, wherever it stands (footnotes, text boxes)
    rows       "head：cell；head：cell": what must stand together in one line
    numbered   lines with the number that the program that made the file would show
    pairs      "question => answer": both in one article
    facts      "name：value", or a value alone: known of the document, in its text or as metadata
    either     lines that may stay or go (credits, captions, the title again)
    foreign    lines that are no part of the document
    wrong      what only a garbled reading holds, its blanks counting
    articles   a list of tables with the same keys, for files of several articles
"""

import email
import email.policy
import html
import io
import re
import tomllib
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tests.reading.made_documents import MADE_DOCUMENTS

FOLDER = Path(__file__).parent / "documents"
OR = " || "
SUPERSCRIPTS = str.maketrans(
    {"⁰": "^0", "¹": "^1", "²": "^2", "³": "^3", **{chr(0x2070 + n): f"^{n}" for n in range(4, 10)}}
)
_ADDED_DAY = re.compile(r"〔\d{4}(-\d\d)+〕")
_SENTENCE_END = re.compile(r"(?<=[。！？])(?![”’」』）])")


@dataclass(frozen=True)
class Row:
    """What must stand together in one line, each piece with the head of its column where it has one."""

    pieces: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(piece.split("：", 1)[-1] for piece in self.pieces)

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(piece.split("：", 1)[0] for piece in self.pieces if "：" in piece)


@dataclass(frozen=True)
class ArticleTruth:
    """What a careful person reads in one article; lines may hold alternatives, split at OR."""

    title: str | None
    published: date | None
    source: str
    author: str
    unsure: frozenset[str]
    kept: tuple[str, ...]
    beside: tuple[str, ...]
    rows: tuple[Row, ...]
    numbered: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]
    either: tuple[str, ...]
    foreign: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def known_pieces(self) -> list[str]:
        """Return everything that may stand in the article's text."""
        pieces = [self.title or "", *self.kept, *self.beside, *self.numbered, *self.either, *self.facts]
        pieces += [piece for fact in self.facts for piece in fact.split("：", 1)]
        pieces += [piece for row in self.rows for piece in (*row.pieces, *row.cells, *row.heads)]
        pieces += [piece for pair in self.pairs for piece in (*pair, "问：", "答：")]
        pieces += [self.source, self.author]
        return [alternative for piece in pieces for alternative in piece.split(OR) if alternative]


@dataclass(frozen=True)
class Document:
    """A file of the set and what is true of it; `articles` has one entry unless the file holds several."""

    name: str
    kind: str
    data: bytes
    encoding: str
    articles: tuple[ArticleTruth, ...]


def normal(text: str) -> str:
    """Return the text as it is compared: without white space, widths alike, superscripts marked, no added days."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", _ADDED_DAY.sub("", text).translate(SUPERSCRIPTS)))


def sentences_of(line: str) -> list[str]:
    return [part for part in _SENTENCE_END.split(line) if part.strip()]


@cache
def load_documents() -> tuple[Document, ...]:
    """Return the whole set, in the order of the truth files."""
    return tuple(
        _document(entry, path.parent)
        for path in sorted(FOLDER.glob("*/truth.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["document"]
    )


def _document(entry: dict[str, Any], folder: Path) -> Document:
    path = folder / entry["file"]
    data = path.read_bytes() if path.is_file() else MADE_DOCUMENTS[entry["file"]]()
    shared = {key: value for key, value in entry.items() if key != "articles"}
    articles = tuple(_article(shared | own, data) for own in entry.get("articles", [{}]))
    return Document(entry["file"], entry["kind"], data, entry.get("encoding", "utf-8"), articles)


def _article(entry: dict[str, Any], data: bytes) -> ArticleTruth:
    lines = {key: tuple(_lines(entry.get(key, ""))) for key in _LINE_KEYS}
    truth = ArticleTruth(
        title=entry.get("title"),
        published=entry.get("published"),
        source=entry.get("source", ""),
        author=entry.get("author", ""),
        unsure=frozenset(entry.get("unsure", ())),
        rows=tuple(Row(tuple(line.split("；"))) for line in _lines(entry.get("rows", ""))),
        pairs=tuple(_pair(line) for line in _lines(entry.get("pairs", ""))),
        **lines,
    )
    if not entry.get("every_line"):
        return truth
    return ArticleTruth(
        **(vars(truth) | {"kept": tuple(_unnamed_lines(truth, data.decode(entry.get("encoding", "utf-8"))))})
    )


_LINE_KEYS = ("kept", "beside", "numbered", "facts", "either", "foreign", "wrong")


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.split("\n") if line.strip())


def _pair(line: str) -> tuple[str, str]:
    question, answer = line.split(" => ")
    return question, answer


def _unnamed_lines(truth: ArticleTruth, text: str) -> Iterator[str]:
    named = {normal(line) for line in (truth.title or "", *truth.either, *truth.foreign, *truth.facts)}
    cells = {normal(part) for row in truth.rows for part in (*row.cells, *row.heads)} | {""}
    for line in _lines(text):
        parts = re.split(r"\t|[|│]|\s{2,}|　+", line)
        is_row = bool(truth.rows) and all(
            normal(part) in cells or re.fullmatch(r"[-:—]+", part.strip()) for part in parts
        )
        if normal(line) not in named and not is_row:
            yield line


def source_texts(document: Document) -> list[str]:
    """Return all text of the file as a parser that knows nothing would give it: marks out, entities resolved.

    One text, but for PDF, where each piece that is drawn by itself is one.
    """
    data = document.data
    suffix = document.name.rpartition(".")[2]
    if suffix == "pdf":
        pieces = re.findall(rb"<([0-9a-f]+)> Tj", data)
        return [bytes.fromhex(piece.decode()).decode("utf-16-be") for piece in pieces]
    if suffix in ("eml", "mhtml"):
        message = email.message_from_bytes(data, policy=email.policy.default)
        parts = [
            part.get_payload(decode=True).decode(part.get_content_charset("utf-8"))
            for part in message.walk()
            if part.get_content_maintype() == "text"
        ]
        return [_without_tags("\n".join([*message.values(), *parts]))]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = [name for name in package.namelist() if name.endswith((".xml", ".xhtml", ".opf"))]
            parts = [package.read(name).decode("utf-8") for name in names]
            return ["\n".join([*map(_without_tags, parts), *(day for part in parts for day in _days_of_sheet(part))])]
    text = data.decode(document.encoding)
    if suffix == "md":
        text = _MARKDOWN_MARK.sub(lambda mark: mark[1] or "", text)
    if suffix == "rtf":
        text = re.sub(
            r"((?:\\'[0-9a-f]{2})+)", lambda m: bytes.fromhex(m[1].replace("\\'", "")).decode("gb18030"), text
        )
        text = re.sub(r"\\u(-?\d+)\?", lambda m: chr(int(m[1]) % 65536), text).replace("\\line ", "")
    return [_without_tags(text.replace('""', '"'))]


def _days_of_sheet(part: str) -> list[str]:
    """Return the days that a worksheet made here shows for its numbers."""
    numbers = re.findall(r'<c r="\w+" s="[13]"><v>(\d+)</v>', part)
    return [str(date(1899, 12, 30) + timedelta(int(number))) for number in numbers]


_MARKDOWN_MARK = re.compile(r"~~.*?~~|\[\^\d+\]|\[([^\[\]]*)\]\([^()]*\)|[*`\\]")


def _without_tags(text: str) -> str:
    text = re.sub(r"<w:(delText|instrText|rt)\b[^>]*>.*?</w:\1>", "", text)
    text = re.sub(r'<w:vertAlign w:val="superscript"/></w:rPr><w:t[^>]*>', "^", text)
    text = text.replace("<w:noBreakHyphen/>", "-")
    text = re.sub(r"<(del|s|strike|rt|rp)>.*?</\1>|<sup[^>]*>(<a[^>]*>)?\[[\d-]+\](</a>)?</sup>", "", text)
    text = re.sub(r"<sup>(\d+)</sup>", r"^\1", text)
    return html.unescape(re.sub(r"</?[A-Za-z][^<>]*>", "", text))
