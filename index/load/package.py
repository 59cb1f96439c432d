"""Common to Office files and e-books: a zip of XML parts, and properties that programs fill in."""

import io
import re
import zipfile
import zlib

from lxml import etree
from lxml.etree import _Element

from index.clean.page import plain_line
from index.errors import LoadError
from index.load.source import LoadOptions
from index.messages import Message

MAX_TEXT_PARTS_BYTES = 200 * 1024 * 1024
MAX_PARTS = 20_000
_SMALL_BYTES = 5_000_000
_TEXT_PARTS = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx")
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, KeyError, RuntimeError, OSError)
"""Errors that Python's zipfile raises for damaged and unusual archives."""


def check_package(
    data: bytes, options: LoadOptions, kind: Message, broken: Message, *, max_bytes: int = MAX_TEXT_PARTS_BYTES
) -> None:
    """Raise LoadError(`broken`) if it is not a zip file, and one naming `kind` if it would use too much memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
    except DAMAGED as error:
        raise LoadError(broken) from error
    parts = [info for info in infos if info.filename.lower().endswith(_TEXT_PARTS)]
    unpacked = sum(info.file_size for info in parts)
    packed = sum(info.compress_size for info in parts)
    bomb = unpacked > max(_SMALL_BYTES, options.max_zip_ratio * packed)
    if bomb or unpacked > max_bytes or len(infos) > MAX_PARTS:
        raise LoadError(Message("package-too-large", {"kind": kind}))


_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")


def as_transitional(data: bytes) -> bytes:
    """Return an Office file saved as Strict Open XML with the names that are usual and that its readers know.

    Any error of a damaged archive is raised as it is.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if not _STRICT.search(package.read("_rels/.rels")):
            return data
        rewritten = io.BytesIO()
        with zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as usual:
            for info in package.infolist():
                part = package.read(info)
                if info.filename.endswith((".xml", ".rels")):
                    part = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", part)
                usual.writestr(info.filename, part)
    return rewritten.getvalue()


def parse_xml(data: bytes) -> _Element:
    """Return the root of an XML document; declared entities are not expanded and nothing is fetched.

    Raises LoadError if it is not XML even after recovery.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise LoadError(Message("xml-broken")) from error
    if root is None:
        raise LoadError(Message("xml-broken"))
    return root


def local_name(element: _Element) -> str:
    """Return an element's name without its namespace, in lower case; empty for comments and the like."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


# ---- Properties filled in by programs: names of programs, templates and new files


_MADE_TITLE = re.compile(
    r"(?:microsoft (?:word|excel|powerpoint)\b.*|(?:powerpoint|ppt) ?(?:演示文稿|presentation)"
    r"|(?:演示文稿|文档|幻灯片|工作簿|无标题|标题|untitled|(?:word )?document|presentation|book|slide|title)[ \d]*"
    r"|新建.*"
    r"|.*\.(?:docx?|wps|xlsx?|pptx?|pdf|txt|rtf|indd|cdr))",
    re.IGNORECASE,
)
_MADE_AUTHOR = re.compile(
    r"(?:administrators?|admin|users?|windows ?用户|微软用户|用户|微软中国|作者|未知|匿名|author|owner|guest|root"
    r"|\(?(?:anonymous|unknown|unspecified)\)?"
    r"|test|microsoft.*|office.*|python-docx|openpyxl|xlsxwriter|apache poi|wps.*|steve canny"
    r"|pc|hp|lenovo|dell|asus|acer|thinkpad|apple|mac|[a-z]?\d+|.*(?:下载|模板|com|cn))",
    re.IGNORECASE,
)


def core_title(value: str | None) -> str:
    """Return the title in a file's properties, '' if a program made it up."""
    title = plain_line(value or "")
    return "" if _MADE_TITLE.fullmatch(title) or len(title) > 120 else title


def core_author(value: str | None) -> str:
    """Return the author in a file's properties, '' if it is the name of a program or computer."""
    author = plain_line(value or "")
    return "" if _MADE_AUTHOR.fullmatch(author) or len(author) > 60 else author
