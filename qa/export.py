"""Answers as documents with footnotes: Markdown and Word."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from xml.sax.saxutils import escape

from index.messages import CHINESE, Message, say, say_all
from qa.answer import HEADER_PARAGRAPH, Answer, Quote, Statement, Status, iso, name_days, name_of
from qa.scope import held_to

# ---- Answers as a document, the source of every export format: questions as headings, statements with footnotes


MAX_NAME_CHARS = 60
WEB_SCHEMES = ("http://", "https://")
# Control characters that documents may not contain, and marks that change the text direction: a quote must not affect
# the text around it.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True)
class ExportedStatement:
    """A statement, the notes it refers to, and the half-open span of the short answer in `text`, or None."""

    text: str
    notes: tuple[int, ...] = ()
    highlight: tuple[int, int] | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class ExportedTurn:
    """A question, remarks on how it was asked and answered, and the statements or a refusal."""

    question: str
    remarks: tuple[str, ...]
    statements: tuple[ExportedStatement, ...]


@dataclass(frozen=True)
class ExportedDocument:
    """A document before formatting. `notes` are the texts of the footnotes, number 1 first; no text is escaped."""

    title: str
    about: str
    language: str
    turns: tuple[ExportedTurn, ...]
    notes: tuple[str, ...]


def export_answers(
    answers: Sequence[Answer], day: date, *, title: str = "", language: str = CHINESE
) -> ExportedDocument:
    """Return the answers as a document made on `day`, with headings and remarks in `language`.

    Without a title, or with the first question as title, the title is made from that and the number of questions.

    Footnotes are numbered throughout the document; a citation used by two statements of an answer is one footnote.
    Unsupported statements are left out: they are not part of an answer.
    """
    notes: list[str] = []
    turns = []
    for answer in answers:
        first = len(notes)
        notes += [note_text(citation.quote, language) for citation in answer.citations]
        notes += [note_text(answer.nearest, language)] if answer.nearest is not None else []
        turns.append(_export_turn(answer, first, language))
    heading = one_line(title) or (turns[0].question if turns else "")
    if len(turns) > 1 and turns[0].question.startswith(heading):  # a title may be truncated
        heading = say(Message("document-several", {"question": heading, "count": len(turns)}), language)
    about = say(Message("document-made", {"day": day}), language)
    tag = say(Message("document-language"), language)
    return ExportedDocument(heading, about, tag, tuple(turns), tuple(notes))


def today() -> date:
    """Return the day it is here, which an export names."""
    return datetime.now().astimezone().date()


def note_text(quote: Quote, language: str = CHINESE) -> str:
    """Return title, source, date, paragraph, the verbatim quote and, for an article on the web, its address."""
    article = quote.article
    is_header = quote.paragraph == HEADER_PARAGRAPH
    name = name_of(article)
    shown = replace(
        name, facts={key: one_line(fact) if isinstance(fact, str) else fact for key, fact in name.facts.items()}
    )
    facts = [
        say(shown, language),
        article.source or say(Message("article-unsourced"), language),
        iso(article.published) or say(Message("article-undated"), language),
        say(Message("article-header") if is_header else Message("paragraph", {"number": quote.paragraph}), language),
    ]
    quoted = say(Message("note-quote", {"quote": _clean(quote.text)}), language)
    link = f" {one_line(article.location)}" if article.location.lower().startswith(WEB_SCHEMES) else ""
    return one_line(say(Message("note-separator"), language).join(facts)) + quoted + link


def file_name(title: str, suffix: str) -> str:
    """Return a file name that is valid on any system, made from any title."""
    stem = _NOT_IN_NAMES.sub(" ", one_line(title))[:MAX_NAME_CHARS].strip(" .")
    return f"{stem or 'yinju'}{suffix}"


def one_line(text: str) -> str:
    """Return the text on one line, without invisible characters."""
    return " ".join(_clean(text).split())


def _export_turn(answer: Answer, first: int, language: str) -> ExportedTurn:
    asked = Message("asked-as", {"question": answer.stand_alone}) if answer.stand_alone else None
    remarks = [say(asked, language), say(held_to(answer.filters), language), say_all(answer.notes, language)]
    if answer.status is Status.NO_EVIDENCE:
        statements = [ExportedStatement(one_line(say(answer.refusal, language)))]
        if answer.nearest is not None:
            before = say(Message("nearest-sentence"), language)
            statements.append(ExportedStatement(_clean(answer.nearest.text), (first + 1,), before=before))
    else:
        said = [] if answer.reply is None else [ExportedStatement(one_line(say(answer.reply, language)))]
        statements = said + [_export_statement(s, first) for s in answer.statements if s.is_supported]
    return ExportedTurn(one_line(answer.question), tuple(one_line(r) for r in remarks if r), tuple(statements))


def _export_statement(statement: Statement, first: int) -> ExportedStatement:
    text = _clean(statement.text)
    after = f"〔{_clean(statement.after)}〕" if statement.after else ""
    return ExportedStatement(
        text,
        tuple(first + number for number in statement.citations),
        statement.highlight if text == statement.text else None,
        f"〔{_clean(statement.before)}〕" if statement.before else "",
        after + _clean(name_days(statement.text, statement.days)),
    )


def _clean(text: str) -> str:
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


# ---- An exported document as Markdown, with the common footnote syntax ([^1])


# Characters that begin markup anywhere, and those that do at the start of a line only, to avoid a page full of \-.
_SIGNS = re.compile(r"[\\`*_\[\]<>|~$&^@]")
_LINE_START = re.compile(r"^(?:[#+=:-]|\d+(?=[.)]))")
_LINK_STARTS = re.compile(r":(?=//)|(?<=www)\.")
_INDENT = "    "
"""Indent of a footnote's further lines."""


def to_markdown(document: ExportedDocument) -> str:
    """Return the document as Markdown; text from articles is escaped, never markup."""
    blocks = [f"# {escape_markdown(document.title)}", escape_markdown(document.about)]
    for turn in document.turns:
        blocks += _turn_blocks(turn, is_only=len(document.turns) == 1 and turn.question == document.title)
    notes = [
        f"[^{number}]: " + escape_markdown(note).replace("\n", f"\n{_INDENT}")
        for number, note in enumerate(document.notes, 1)
    ]
    return "\n\n".join([*blocks, *notes]) + "\n"


def escape_markdown(text: str) -> str:
    """Return Markdown that renders as exactly `text`, keeping its line breaks."""
    return "\\\n".join(_escape_line(line.strip()) for line in text.split("\n") if line.strip())


def _escape_line(line: str) -> str:
    escaped = _LINK_STARTS.sub(r"\\\g<0>", _SIGNS.sub(r"\\\g<0>", line))
    start = _LINE_START.match(escaped)
    if start is None:
        return escaped
    if start.group().isdigit():
        return f"{start.group()}\\{escaped[start.end() :]}"
    return f"\\{escaped}"


def _turn_blocks(turn: ExportedTurn, *, is_only: bool) -> list[str]:
    heading = [] if is_only else [f"## {escape_markdown(turn.question)}"]
    remarks = [f"> {escape_markdown(remark)}" for remark in turn.remarks]
    return [*heading, *remarks, *(_statement_block(statement) for statement in turn.statements)]


def _statement_block(statement: ExportedStatement) -> str:
    text = escape_markdown(statement.before + statement.text + statement.after)
    return text + "".join(f"[^{number}]" for number in statement.notes)


# ---- The constant parts of a Word document (ECMA-376, WordprocessingML)


NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

SEPARATOR_NOTES = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)
"""The separator lines above footnotes; Word "repairs" a document with footnotes but without these."""

CONTENT_TYPES = (
    f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_TYPES}.settings+xml"/>'
    f'<Override PartName="/word/footnotes.xml" ContentType="{_TYPES}.footnotes+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
PACKAGE_RELATIONS = (
    f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
DOCUMENT_RELATIONS = (
    f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATIONS}/settings" Target="settings.xml"/>'
    f'<Relationship Id="rId3" Type="{_RELATIONS}/footnotes" Target="footnotes.xml"/></Relationships>'
)
SETTINGS = (
    f'{_DECLARATION}<w:settings xmlns:w="{NAMESPACE}"><w:zoom w:percent="100"/>'
    '<w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/>'
    '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
    'w:val="15"/></w:compat></w:settings>'
)
SECTION = (  # A4, margins of 2.54 cm
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/>'
    "</w:sectPr>"
)
BODY_FONTS = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="宋体"/>'
HEADING_FONTS = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="黑体"/>'
"""Fonts on every Chinese Windows and Mac; other systems substitute similar ones."""


def xml_part(root: str, content: str) -> str:
    """Return a part of WordprocessingML with this root element."""
    return f'{_DECLARATION}<w:{root} xmlns:w="{NAMESPACE}">{content}</w:{root}>'


def styles_part(language: str) -> str:
    """Return the styles: text, title, questions, remarks, footnotes. `language` is that of Latin text."""
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{BODY_FONTS}<w:sz w:val="22"/><w:szCs w:val="22"/>'
        f'<w:lang w:val="{"en-US" if language.startswith("en") else language}" w:eastAsia="zh-CN"/>'
        '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="360" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
    )
    return xml_part("styles", defaults + "".join(_STYLES))


def _paragraph_style(id: str, name: str, paragraph: str, run: str, is_shown: bool = True) -> str:
    based = "" if id == "Normal" else '<w:basedOn w:val="Normal"/>'
    shown = "<w:qFormat/>" if is_shown else ""
    kind = {"Normal": ' w:default="1"', "Remark": ' w:customStyle="1"'}.get(id, "")
    return (
        f'<w:style w:type="paragraph"{kind} w:styleId="{id}"><w:name w:val="{name}"/>{based}{shown}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_KEPT = "<w:keepNext/><w:keepLines/>"
_BOLD = "<w:b/><w:bCs/>"
_STYLES = (
    _paragraph_style("Normal", "Normal", "", ""),
    _paragraph_style("Title", "Title", f'{_KEPT}<w:spacing w:before="0" w:after="120"/>',
                     HEADING_FONTS + _BOLD + _size(36)),
    _paragraph_style("Heading1", "heading 1", f'{_KEPT}<w:spacing w:before="360" w:after="120"/>'
                     '<w:outlineLvl w:val="0"/>', HEADING_FONTS + _BOLD + _size(28)),
    _paragraph_style("Remark", "Remark", '<w:spacing w:after="80" w:line="300" w:lineRule="auto"/>',
                     '<w:color w:val="5F6B6D"/>' + _size(19)),
    _paragraph_style("FootnoteText", "footnote text",
                     '<w:snapToGrid w:val="0"/><w:spacing w:after="40" w:line="264" w:lineRule="auto"/>', _size(18),
                     is_shown=False),
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/></w:style>',
    '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
    '<w:basedOn w:val="DefaultParagraphFont"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>',
)  # fmt: skip


# ---- An exported document as a Word file (.docx) with real footnotes


MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WRITTEN_AT = (1980, 1, 1, 0, 0, 0)
"""The earliest date in a zip file; constant, so that the same document gives the same bytes."""
_REFERENCE_STYLE = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
_BETWEEN = f"<w:r>{_REFERENCE_STYLE}<w:t>,</w:t></w:r>"  # adjacent 1 and 2 would read as 12
_CHINESE = '<w:rFonts w:hint="eastAsia"/>'
"""Makes punctuation common to both scripts (“”, …, —) Chinese and full-width."""
_STRONG = "<w:b/><w:bCs/>"
_ADDED = '<w:color w:val="5F6B6D"/>'


def to_word(document: ExportedDocument) -> bytes:
    """Return the document as the content of a .docx file; text from articles is only text."""
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
    """Return the reference to a footnote; further references to it use its bookmark.

    Word reports a damaged file if two references have the same footnote id.
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
    """Return the text as a run with its line breaks; '' for no text."""
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
