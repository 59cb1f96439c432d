"""An exported document as a Word file (.docx) with real footnotes.

Written part by part: python-docx has no footnotes, and its template brings fonts and styles nobody asked for.
"""

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

from qa.export.document import ExportedDocument, ExportedStatement, ExportedTurn
from qa.export.word_parts import (
    CONTENT_TYPES,
    DOCUMENT_RELATIONS,
    PACKAGE_RELATIONS,
    SECTION,
    SEPARATOR_NOTES,
    SETTINGS,
    styles_part,
    xml_part,
)

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WRITTEN_AT = (1980, 1, 1, 0, 0, 0)
"""The earliest a zip file can say: the same document is the same bytes."""
_REFERENCE_STYLE = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
_BETWEEN = f"<w:r>{_REFERENCE_STYLE}<w:t>,</w:t></w:r>"  # 1 and 2 side by side would be read as 12
_CHINESE = '<w:rFonts w:hint="eastAsia"/>'
"""Signs both scripts have (“”, …, —) are Chinese ones here, and as wide."""
_STRONG = "<w:b/><w:bCs/>"
_ADDED = '<w:color w:val="5F6B6D"/>'


def to_word(document: ExportedDocument) -> bytes:
    """Return the document as the content of a .docx file; what articles say stands in it as text only."""
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": PACKAGE_RELATIONS,
        "docProps/core.xml": _properties(document),
        "word/document.xml": _body(document),
        "word/footnotes.xml": _notes(document),
        "word/settings.xml": SETTINGS,
        "word/styles.xml": styles_part(document.language),
        "word/_rels/document.xml.rels": DOCUMENT_RELATIONS,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, _WRITTEN_AT), content.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _body(document: ExportedDocument) -> str:
    is_one = len(document.turns) == 1 and document.turns[0].question == document.title
    paragraphs = [_paragraph("Title", _run(document.title)), _paragraph("Remark", _run(document.about))]
    referred: set[int] = set()
    for turn in document.turns:
        paragraphs += _turn(turn, referred, has_heading=not is_one)
    return xml_part("document", f"<w:body>{''.join(paragraphs)}{SECTION}</w:body>")


def _turn(turn: ExportedTurn, referred: set[int], *, has_heading: bool) -> Iterator[str]:
    if has_heading:
        yield _paragraph("Heading1", _run(turn.question))
    for remark in turn.remarks:
        yield _paragraph("Remark", _run(remark))
    for statement in turn.statements:
        references = _BETWEEN.join(_reference(number, referred) for number in statement.notes)
        yield _paragraph("Normal", _statement_runs(statement) + references)


def _statement_runs(statement: ExportedStatement) -> str:
    start, end = statement.highlight or (0, 0)
    return (
        _run(statement.before, _ADDED)
        + _run(statement.text[:start])
        + _run(statement.text[start:end], _STRONG)
        + _run(statement.text[end:])
        + _run(statement.after, _ADDED)
    )


def _reference(number: int, referred: set[int]) -> str:
    """Return the reference to a footnote; one that was referred to before is named by its bookmark.

    A footnote hangs on one reference only: Word calls a second one to the same id a damaged file.
    """
    bookmark = f"_Note{number}"
    if number in referred:
        return (
            f'<w:r>{_REFERENCE_STYLE}<w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r>{_REFERENCE_STYLE}<w:instrText xml:space="preserve"> NOTEREF {bookmark} \\f \\h </w:instrText></w:r>'
            f'<w:r>{_REFERENCE_STYLE}<w:fldChar w:fldCharType="separate"/></w:r>'
            f"<w:r>{_REFERENCE_STYLE}<w:t>{number}</w:t></w:r>"
            f'<w:r>{_REFERENCE_STYLE}<w:fldChar w:fldCharType="end"/></w:r>'
        )
    referred.add(number)
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{bookmark}"/>'
        f'<w:r>{_REFERENCE_STYLE}<w:footnoteReference w:id="{number}"/></w:r><w:bookmarkEnd w:id="{number}"/>'
    )


def _notes(document: ExportedDocument) -> str:
    notes = "".join(
        f'<w:footnote w:id="{number}">'
        + _paragraph("FootnoteText", f"<w:r>{_REFERENCE_STYLE}<w:footnoteRef/></w:r>{_run(f' {note}')}")
        + "</w:footnote>"
        for number, note in enumerate(document.notes, 1)
    )
    return xml_part("footnotes", SEPARATOR_NOTES + notes)


def _paragraph(style: str, runs: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def _run(text: str, properties: str = "") -> str:
    """Return the text as a run, its line breaks as breaks; nothing for no text."""
    if not text:
        return ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r><w:rPr>{_CHINESE}{properties}</w:rPr>{lines}</w:r>"


def _properties(document: ExportedDocument) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(document.title)}</dc:title>'
        f"<dc:language>{document.language}</dc:language></cp:coreProperties>"
    )
