"""The parts of a Word document (ECMA-376, WordprocessingML) that are the same in every exported file."""

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

SEPARATOR_NOTES = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)
"""The lines above the footnotes of a page; Word repairs a document that has notes and not these."""

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
"""What stands on every Chinese Windows and Mac under these names, and is replaced by its like elsewhere."""


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
