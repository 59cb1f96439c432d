"""Word documents with what Word itself writes and other programs skip: revisions, controls, numbering, text boxes."""

# ruff: noqa: E501  (XML reads better unbroken)
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from xml.sax.saxutils import escape

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_WHO = 'w:author="甘棠" w:date="2023-06-01T09:00:00Z"'


def package(parts: Mapping[str, str]) -> bytes:
    """Return a zip file of the parts, the first one first."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in parts.items():
            out.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text)
    return buffer.getvalue()


def word_file(body: str, **parts: str) -> bytes:
    """Return a .docx of the body; `parts` are further parts by name (numbering="<w:...>"), without their root."""
    roots = {"footnotes": "footnotes", "endnotes": "endnotes", "numbering": "numbering", "styles": "styles"}
    roots |= {"comments": "comments", "header1": "hdr", "footer1": "ftr"}
    kinds = {name: name.rstrip("1") for name in parts}
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_CONTENT}.{kinds[name]}+xml"/>' for name in parts
    )
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_RELATION}/{kinds[name]}" Target="{name}.xml"/>' for name in parts
    )
    section = "".join(
        f'<w:{kinds[name]}Reference w:type="default" r:id="{name}"/>'
        for name in parts
        if kinds[name] in ("header", "footer")
    )
    link = f'<Relationship Id="link" Type="{_RELATION}/hyperlink" Target="https://example.cn/" TargetMode="External"/>'
    return package(
        {
            "[Content_Types].xml": f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{_CONTENT}.document.main+xml"/>{types}</Types>',
            "_rels/.rels": f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}{link}</Relationships>',
            "word/document.xml": f"{_HEAD}<w:document {_SPACES}><w:body>{body}<w:sectPr>{section}</w:sectPr></w:body></w:document>",
        }
        | {
            f"word/{name}.xml": f"{_HEAD}<w:{roots[name]} {_SPACES}>{text}</w:{roots[name]}>"
            for name, text in parts.items()
        }
    )


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*content: str, style: str = "", number: tuple[int, int] | None = None) -> str:
    """Return a paragraph of runs; what does not begin with a tag is a run's text. `number` is its list and level."""
    runs = "".join(part if part.startswith("<") else run(part) for part in content)
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else paragraph(content)}</w:tc>"


def table(rows: Iterable[Iterable[str]]) -> str:
    """Return a table of rows of cells; what does not begin with a tag is a cell's text."""
    return (
        "<w:tbl><w:tblPr/>"
        + "".join(
            "<w:tr>"
            + "".join(part if part.startswith("<w:tc>") or part.startswith("<w:sdt>") else cell(part) for part in row)
            + "</w:tr>"
            for row in rows
        )
        + "</w:tbl>"
    )


def inserted(content: str) -> str:
    return f'<w:ins w:id="1" {_WHO}>{content}</w:ins>'


def deleted(text: str) -> str:
    return f'<w:del w:id="2" {_WHO}><w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r></w:del>'


def control(content: str) -> str:
    return f'<w:sdt><w:sdtPr><w:alias w:val="填写"/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'


def field(code: str, result: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def styles(*entries: tuple[str, str, str]) -> str:
    """Return styles of (id, name, further properties of the paragraph)."""
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    return normal + "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:pPr>{properties}</w:pPr></w:style>'
        for key, name, properties in entries
    )


_HEADINGS = (("a3", "Title", ""), ("1", "heading 1", ""), ("2", "heading 2", ""))


def _revised_rules() -> bytes:
    return word_file(
        paragraph("校车座位管理规定", style="a3")
        + paragraph("校车按固定座位乘坐，座位表每学期", deleted("开学前"), inserted(run("第一周")), "公布。")
        + paragraph(
            "随车老师每班",
            deleted("一"),
            inserted(run("两")),
            "名，",
            inserted(run("其中一名须会急救，")),
            "早晚各清点一次人数。",
        )
        + inserted(paragraph("家长迟到十分钟以上的，随车老师把学生送回学校。"))
        + f'<w:p><w:pPr><w:rPr><w:del w:id="9" {_WHO}/></w:rPr></w:pPr>{deleted("本规定由后勤处负责解释。")}</w:p>'
        + f'<w:p><w:moveFrom w:id="5" {_WHO}>{run("雨雪天发车时间推迟二十分钟。")}</w:moveFrom></w:p>'
        + paragraph(
            "车内不得进食。",
            '<w:commentRangeStart w:id="0"/>',
            "晕车的学生坐前两排。",
            '<w:commentRangeEnd w:id="0"/>',
            '<w:r><w:commentReference w:id="0"/></w:r>',
        )
        + f'<w:p><w:moveTo w:id="6" {_WHO}>{run("雨雪天发车时间推迟二十分钟。")}</w:moveTo></w:p>',
        styles=styles(*_HEADINGS),
        comments=f'<w:comment w:id="0" {_WHO}>{paragraph("这里要不要写明几岁？")}</w:comment>',
    )


def _donation_form() -> bytes:
    smart = (
        '<w:smartTag w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="PersonName">'
        + run("叶长青")
        + "</w:smartTag>"
    )
    link = '<w:hyperlink r:id="link">' + run("捐赠须知") + "</w:hyperlink>"
    simple = '<w:fldSimple w:instr=" DATE \\@ yyyy ">' + run("2024年3月15日") + "</w:fldSimple>"
    return word_file(
        paragraph("图书捐赠登记表", style="a3")
        + control(paragraph("捐赠人为", smart, "，联系电话为", control(run("0770-6690021")), "。"))
        + paragraph("捐赠前请先读", link, "，第", field("REF 条款 \\h", "六"), "条说明了不接收的种类。")
        + table(
            [
                ["书名", "册数", "品相"],
                ["造船图说", control(cell("3")), "九成新"],
                [control(cell("澄溪风物")), "1", "有水渍"],
            ]
        )
        + paragraph("登记日期：", simple)
        + control(paragraph("收到后十个工作日内寄送证书。")),
        styles=styles(*_HEADINGS),
    )


def _level(number: int, kind: str, text: str) -> str:
    return f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'


def _kitchen_rules() -> bytes:
    rules = _level(0, "chineseCountingThousand", "第%1条") + _level(1, "chineseCounting", "（%2）")
    parts = _level(0, "chineseCounting", "%1、") + _level(1, "decimal", "%2.") + _level(2, "decimal", "%2.%3")
    dots = _level(0, "bullet", "●")
    chapters = _level(0, "japaneseCounting", "第%1章")
    numbering = "".join(
        f'<w:abstractNum w:abstractNumId="{key}">{levels}</w:abstractNum>'
        for key, levels in enumerate((rules, parts, dots, chapters))
    )
    numbering += "".join(f'<w:num w:numId="{key + 1}"><w:abstractNumId w:val="{key}"/></w:num>' for key in range(4))
    numbering += '<w:num w:numId="5"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    linked = '<w:numPr><w:numId w:val="4"/></w:numPr>'
    return word_file(
        paragraph("社区共享厨房使用规定", style="a3")
        + paragraph("总则", style="1")
        + paragraph("厨房每天八点开门，二十一点关门。", number=(1, 0))
        + paragraph("下列物品不得带入：", number=(1, 0))
        + paragraph("活禽；", number=(1, 1))
        + paragraph("酒精炉。", number=(1, 1))
        + paragraph("每户每周最多预约三次。", number=(1, 0))
        + paragraph("使用", style="1")
        + paragraph("用完的灶台由使用人擦净。", number=(1, 0))
        + paragraph("设备清单如下。")
        + paragraph("电器", number=(2, 0))
        + paragraph("电饭锅两个", number=(2, 1))
        + paragraph("烤箱一台", number=(2, 1))
        + paragraph("刀具", number=(2, 0))
        + paragraph("菜刀四把", number=(2, 1))
        + paragraph("借刀要登记", number=(3, 0))
        + paragraph("开灶步骤如下。")
        + paragraph("打开风机", number=(5, 0))
        + paragraph("点火", number=(5, 0)),
        numbering=numbering,
        styles=styles(("a3", "Title", ""), ("1", "heading 1", linked)),
    )


def _text_box(text: str) -> str:
    content = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f'<mc:Fallback><w:pict><v:shape id="s1"><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>'
    )


def _notes_and_boxes() -> bytes:
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    end = '<w:r><w:endnoteReference w:id="2"/></w:r>'
    separator = '<w:{0} w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:{0}>'
    return word_file(
        paragraph("秋季登山活动通知", style="a3")
        + paragraph("活动定于10月21日，七点在北门集合", note, "，雨天顺延一天。", _text_box("领队电话：138-0000-7788"))
        + paragraph("全程11公里，爬升640米", end, "，预计走五个小时。")
        + paragraph("每人自带1.5升水，午饭由工会准备。"),
        styles=styles(*_HEADINGS),
        footnotes=separator.format("footnote")
        + f'<w:footnote w:id="2">{paragraph("<w:r><w:footnoteRef/></w:r>", " 北门停车场当天关闭，请坐地铁。")}</w:footnote>',
        endnotes=separator.format("endnote")
        + f'<w:endnote w:id="2">{paragraph(" 数据来自去年的轨迹记录。")}</w:endnote>',
        header1=paragraph("岚桥纺织厂工会·内部资料"),
        footer1=paragraph("第", field("PAGE", "1"), "页"),
    )


def _fare_tables() -> bytes:
    down, on, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    first = table(
        [
            [cell("地区", down), cell("住宿费（元/天）", wide), cell("伙食费", down)],
            [cell("", on), "旺季", "淡季", cell("", on)],
            [cell("岚桥", down), "420", "350", "100"],
            [cell("", on), cell("430", wide), "110"],
            ["霁川", "380", "", "100"],
        ]
    )
    nested = table(
        [
            ["人员", "车型"],
            ["两人以下", cell(paragraph("小型车") + paragraph("限本市"))],
            ["三人以上", cell(table([["面包车", "需提前一天预约"]]) + paragraph(""))],
        ]
    )
    return word_file(
        paragraph("差旅费标准", style="a3")
        + paragraph("住宿费和伙食费按下表报销。")
        + first
        + paragraph("用车标准另列。")
        + nested
        + paragraph("票据应当在返回后十五日内提交。"),
        styles=styles(*_HEADINGS),
    )


def _survey_report() -> bytes:
    up = '<w:vertAlign w:val="superscript"/>'
    contents = "".join(
        paragraph(
            f'<w:hyperlink w:anchor="_Toc{n}">{run(text)}<w:r><w:tab/></w:r>{run(str(n))}</w:hyperlink>', style="TOC1"
        )
        for n, text in ((1, "一、基本情况"), (3, "二、问题"))
    )
    ruby = f"<w:r><w:ruby><w:rt>{run('zhà')}</w:rt><w:rubyBase>{run('蚱')}</w:rubyBase></w:ruby></w:r>"
    return word_file(
        paragraph("澄溪湿地调研报告", style="a3")
        + paragraph("2023年11月6日")
        + paragraph("目录", style="TOCHeading")
        + contents
        + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        + paragraph("一、基本情况", style="1")
        + paragraph("湿地面积6.2", "×10", run("4", up), "m", run("2", up), "，其中水面占四成。")
        + paragraph("水边常见", ruby, "蜢和豆娘。", run("此处待核实。", "<w:vanish/>"))
        + paragraph("（一）", "<w:r><w:tab/></w:r>", "水鸟", style="2")
        + paragraph("去冬记录到水鸟37种，", "<w:r><w:br/></w:r>", "比前年多5种。")
        + paragraph("二、问题", style="1")
        + paragraph("西岸的排水口", "<w:r><w:noBreakHyphen/></w:r>", "东岸的泵站之间没有管网，雨季倒灌三次。"),
        styles=styles(*_HEADINGS, ("TOC1", "toc 1", ""), ("TOCHeading", "TOC Heading", "")),
    )


def _record_form() -> bytes:
    wide, all_columns = '<w:gridSpan w:val="3"/>', '<w:gridSpan w:val="4"/>'
    content = (
        paragraph("一、讨论新展厅的灯光。")
        + paragraph("决定改用3000K暖光，月底前换完。")
        + paragraph("二、展品保险由佟小满询价。")
    )
    return word_file(
        paragraph("会议记录", style="a3")
        + table(
            [
                ["会议名称", cell("第三季度布展协调会", wide)],
                ["时间", "2023年8月17日", "地点", "二楼会议室"],
                ["主持人", "阮绍庭", "记录人", "甘棠"],
                [cell("会议内容", all_columns)],
                [cell(content, all_columns)],
            ]
        ),
        styles=styles(*_HEADINGS),
    )


def _letterhead() -> bytes:
    """Return a notice whose words Word has cut into runs wherever someone once put the cursor."""
    bold = "<w:b/>"
    return word_file(
        paragraph("岚桥市文化馆文件")
        + paragraph("岚文馆〔2024〕2号")
        + paragraph(
            run("关于举办", bold), run("剪", bold), '<w:proofErr w:type="spellStart"/>', run("纸公益班的通知", bold)
        )
        + paragraph(
            "各区（县）文化馆、", '<w:bookmarkStart w:id="0" w:name="x"/>', "站", '<w:bookmarkEnd w:id="0"/>', "："
        )
        + paragraph("剪纸公益班", run("2"), run("月"), run("24"), run("日"), "开班，学期八周，不收学费。")
        + paragraph("每站限报两人，", "<w:r><w:lastRenderedPageBreak/><w:t>材料费六十元自理。</w:t></w:r>")
        + paragraph("岚桥市文化馆")
        + paragraph("2024年1月29日")
        + paragraph("附件：课程安排")
        + table([["周次", "内容"], ["1", "折叠与对称"], ["2", "阴刻与阳刻"]]),
        styles=styles(*_HEADINGS),
    )


WORD_DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "校车座位管理规定.docx": _revised_rules,
    "图书捐赠登记表.docx": _donation_form,
    "共享厨房使用规定.docx": _kitchen_rules,
    "登山活动通知.docx": _notes_and_boxes,
    "差旅费标准.docx": _fare_tables,
    "湿地调研报告.docx": _survey_report,
    "布展会议记录.docx": _record_form,
    "剪纸班通知.docx": _letterhead,
}
