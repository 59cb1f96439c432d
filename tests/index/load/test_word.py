"""Word documents: what Word shows of them, and nothing that it does not show."""

import io
import zipfile
from datetime import date

import docx
import pytest

from index.article import Article
from index.load.loader import read_article_bytes
from index.load.word_numbering import count_in_chinese
from tests.reading.word_documents import (
    cell,
    control,
    deleted,
    field,
    inserted,
    package,
    paragraph,
    run,
    styles,
    table,
    word_file,
)

HEADINGS = styles(("a3", "Title", ""), ("1", "heading 1", ""))


def read(data: bytes) -> Article:
    (article,) = read_article_bytes(data, "a.docx", "a.docx")
    assert isinstance(article, Article)
    return article


def lines(body: str, **parts: str) -> list[str]:
    """Return the lines read below a title."""
    article = read(word_file(paragraph("花房管理办法", style="a3") + body, **{"styles": HEADINGS, **parts}))
    assert article.title == "花房管理办法"
    return [line for p in article.paragraphs for line in p.text.split("\n")]


def with_parts(data: bytes, parts: dict[str, str], **related: str) -> bytes:
    """Return a Word file with further parts; `related` names them by the id that the document uses."""
    old = zipfile.ZipFile(io.BytesIO(data))
    files = {name: old.read(name).decode() for name in old.namelist()} | parts
    links = "".join(
        f'<Relationship Id="{key}" Type="x/{target.split("/")[0]}" Target="{target}.xml"/>'
        for key, target in related.items()
    )
    place = "word/_rels/document.xml.rels"
    files[place] = files[place].replace("</Relationships>", f"{links}</Relationships>")
    types = "".join(f'<Override PartName="/{name}" ContentType="application/xml"/>' for name in parts)
    files["[Content_Types].xml"] = files["[Content_Types].xml"].replace("</Types>", f"{types}</Types>")
    return package(files)


def numbering(*levels: tuple[str, str]) -> str:
    written = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (kind, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="0">{written}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )


def test_revisions_are_read_as_accepted():
    text = paragraph("补贴为每人", deleted("八十"), inserted(run("一百三十五")), "元，由花房发放。")
    moved = f"<w:p><w:moveFrom>{run('旧处有一句。')}</w:moveFrom></w:p>"
    moved += f"<w:p><w:moveTo>{run('新处有这一句话。')}</w:moveTo></w:p>"
    assert lines(text + moved) == ["补贴为每人一百三十五元，由花房发放。", "新处有这一句话。"]


def test_a_paragraph_whose_mark_was_deleted_goes_on_in_the_next():
    first = f'<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>{run("花房每天早上六点")}</w:p>'
    assert lines(first + paragraph("开门，傍晚六点关门。")) == ["花房每天早上六点开门，傍晚六点关门。"]


def test_text_in_controls_fields_links_and_tags_is_kept_and_the_codes_of_fields_are_not():
    link = f'<w:hyperlink r:id="link">{run("须知")}</w:hyperlink>'
    tag = f"<w:smartTag>{run('叶青')}</w:smartTag>"
    body = control(paragraph("花匠", tag, "请先读", link, "第", field("REF x \\h", "六"), "条，再进花房。"))
    assert lines(body) == ["花匠叶青请先读须知第六条，再进花房。"]


def test_hidden_text_stays_out_and_of_ruby_the_base_is_kept():
    ruby = f"<w:r><w:ruby><w:rt>{run('zhà')}</w:rt><w:rubyBase>{run('蚱')}</w:rubyBase></w:ruby></w:r>"
    body = paragraph("叶上有", ruby, "蜢。", run("待核实。", "<w:vanish/>"), "请每天捉一次虫。")
    assert lines(body) == ["叶上有蚱蜢。请每天捉一次虫。"]


def test_powers_and_formulas_stay_readable():
    power = run("4", '<w:vertAlign w:val="superscript"/>')
    low = run("2", '<w:vertAlign w:val="subscript"/>')
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    formula = (
        f'<m:oMath xmlns:m="{math}"><m:r><m:t>S=</m:t></m:r><m:sSup><m:e><m:r><m:t>r</m:t></m:r></m:e>'
        "<m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>"
    )
    body = paragraph("产量为10", power, "枝，CO", low, "浓度照旧，花坛按", formula, "计算面积。")
    assert lines(body) == ["产量为10⁴枝，CO₂浓度照旧，花坛按S=r²计算面积。"]


def test_notes_and_text_boxes_follow_their_paragraph_once():
    box = f"<w:txbxContent>{paragraph('值班电话是六六九零二一。')}</w:txbxContent>"
    forms = f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    drawing = f"<w:r><mc:AlternateContent>{forms}</mc:AlternateContent></w:r>"
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = paragraph("花房在北门", mark, "开放，请排队。", drawing) + paragraph("第二天起不用排队。")
    footnotes = '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    footnotes += f'<w:footnote w:id="2">{paragraph("北门不能停车。")}</w:footnote>'
    assert lines(body, footnotes=footnotes) == [
        "花房在北门开放，请排队。",
        "北门不能停车。",
        "值班电话是六六九零二一。",
        "第二天起不用排队。",
    ]


@pytest.mark.parametrize(
    ("kind", "text", "numbers"),
    [
        ("chineseCountingThousand", "第%1条", ["第一条 ", "第二条 ", "第三条 "]),
        ("chineseCounting", "%1、", ["一、", "二、", "三、"]),
        ("japaneseCounting", "（%1）", ["（一）", "（二）", "（三）"]),
        ("decimal", "%1.", ["1. ", "2. ", "3. "]),
        ("upperLetter", "%1)", ["A)", "B)", "C)"]),
        ("lowerRoman", "%1.", ["i. ", "ii. ", "iii. "]),
        ("decimalEnclosedCircle", "%1", ["①", "②", "③"]),
        ("bullet", "●", ["", "", ""]),
    ],
)
def test_automatic_numbers_are_written(kind: str, text: str, numbers: list[str]):
    sentences = ["花房每天早上开门。", "花匠负责每天浇水。", "花肥由库房统一发放。"]
    body = "".join(paragraph(sentence, number=(1, 0)) for sentence in sentences)
    found = lines(body, numbering=numbering((kind, text)))
    assert found == [number + sentence for number, sentence in zip(numbers, sentences, strict=True)]


def test_lower_levels_begin_anew_below_each_higher_one():
    levels = numbering(("chineseCounting", "%1、"), ("decimal", "%1.%2"))
    body = "".join(
        paragraph(text, number=(1, level))
        for text, level in (
            ("甲种花放在东屋里。", 0),
            ("兰花每周浇一次水。", 1),
            ("菊花每天浇一次水。", 1),
            ("乙种花放在西屋里。", 0),
            ("桂花不用每天浇水。", 1),
        )
    )
    assert lines(body, numbering=levels) == [
        "一、甲种花放在东屋里。",
        "一.1 兰花每周浇一次水。",
        "一.2 菊花每天浇一次水。",
        "二、乙种花放在西屋里。",
        "二.1 桂花不用每天浇水。",
    ]


def test_numbers_that_a_style_brings_are_written():
    linked = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    found = lines(
        paragraph("总则", style="1")
        + paragraph("花房归园艺组管理。")
        + paragraph("附则", style="2")
        + paragraph("本办法自即日起施行。"),
        styles=HEADINGS.replace('<w:name w:val="heading 1"/><w:pPr>', f'<w:name w:val="heading 1"/><w:pPr>{linked}')
        + '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="Chapter"/><w:basedOn w:val="1"/></w:style>',
        numbering=numbering(("chineseCounting", "第%1章")),
    )
    assert found == ["第一章 总则", "花房归园艺组管理。", "第二章 附则", "本办法自即日起施行。"]


def test_rows_of_a_table_have_their_heads_and_stand_where_the_table_stands():
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [["区域", "花种", "盆数"], [cell("东屋", down), "兰花", control(cell("12"))], [cell("", on), "菊花", "12"]]
    assert lines(paragraph("各屋盆数如下表。") + table(rows) + paragraph("盆数每月清点。")) == [
        "各屋盆数如下表。",
        "区域：东屋；花种：兰花；盆数：12",
        "区域：东屋；花种：菊花；盆数：12",
        "盆数每月清点。",
    ]


def test_properties_name_title_and_author_where_the_text_does_not_and_programs_do_not_count():
    def made(title: str, author: str) -> tuple[str, str]:
        document, stream = docx.Document(), io.BytesIO()
        document.core_properties.title, document.core_properties.author = title, author
        document.add_paragraph("花房每天早上六点开门，傍晚六点关门，中午不休息。")
        document.save(stream)
        article = read(stream.getvalue())
        return article.title, article.author

    assert made("花房开放时间", "叶青") == ("花房开放时间", "叶青")
    assert made("Microsoft Word - 文档1", "Administrator") == ("", "")
    assert made("花房指南.html", "叶青") == ("", "叶青")


@pytest.mark.parametrize(
    ("number", "spoken"), [(10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"), (110, "一百一十")]
)
def test_numbers_are_written_as_they_are_spoken(number: int, spoken: str):
    assert count_in_chinese(number) == spoken


def test_what_word_does_not_show_is_listed_as_left_out():
    contents = styles(("a3", "Title", ""), ("TOC1", "toc 1", ""))
    body = (
        paragraph("花房管理办法", style="a3")
        + paragraph("一、总则1", style="TOC1")
        + paragraph("补贴为每人", deleted("八十"), "一百元。", run("待核实。", "<w:vanish/>"))
    )
    article = read(word_file(body, styles=contents, header1=paragraph("花房内部资料")))
    assert {(line.text, line.role) for line in article.removed} == {
        ("花房内部资料", "页眉"),
        ("一、总则1", "目录"),
        ("八十", "修订中删去的字"),
        ("待核实。", "隐藏的字"),
    }


def test_words_that_are_struck_out_are_listed_and_not_read():
    document = docx.Document()
    document.add_heading("花房管理办法", 0)
    text = document.add_paragraph("迟到一次扣")
    text.add_run("50").font.strike = True
    text.add_run("30元。")
    stream = io.BytesIO()
    document.save(stream)
    article = read(stream.getvalue())
    assert [p.text for p in article.paragraphs] == ["迟到一次扣30元。"]
    assert [(line.text, line.role) for line in article.removed if line.role != "标题"] == [("50", "作者划掉的字")]


def test_bulleted_items_are_one_list_below_their_heading():
    document = docx.Document()
    document.add_heading("露营守则", 0)
    for heading, items in (("禁止", ("明火烧烤", "携带无人机（含航模）")), ("收费", ("帐篷位80元", "房车位220元"))):
        document.add_heading(heading, 2)
        for item in items:
            document.add_paragraph(item, style="List Bullet")
    document.add_paragraph("遇雷暴清场。")
    stream = io.BytesIO()
    document.save(stream)
    assert [p.text for p in read(stream.getvalue()).paragraphs] == [
        "禁止\n明火烧烤\n携带无人机（含航模）",
        "收费\n帐篷位80元\n房车位220元",
        "遇雷暴清场。",
    ]


def test_a_title_of_several_paragraphs_is_one_and_a_later_one_is_text():
    body = paragraph("青石县农业局", style="a3") + paragraph("春季花房管理要点", style="a3") + paragraph("二月起加温。")
    article = read(word_file(body + paragraph("附录", style="a3") + paragraph("温度表另附。"), styles=HEADINGS))
    assert article.title == "青石县农业局 春季花房管理要点"
    assert "附录" in "\n".join(p.text for p in article.paragraphs)


def large(text: str, size: int) -> str:
    """Return a centred paragraph of letters of a size, without a style."""
    return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run(text, f"""<w:b/><w:sz w:val="{size}"/>""")}</w:p>'


def test_a_title_is_known_by_its_look_and_stands_above_the_first_styled_heading():
    body = paragraph("档案号：丙四") + large("雁滩水闸大修总结", 44) + large("编制：闸管所", 28)
    body += paragraph("一、概况", style="1") + paragraph("水闸建于三十年前，共有五孔，去年秋天停水大修。")
    article = read(word_file(body, styles=HEADINGS))
    assert article.title == "雁滩水闸大修总结"
    assert [line for p in article.paragraphs for line in p.text.split("\n")][:3] == [
        "档案号：丙四",
        "编制：闸管所",
        "一、概况",
    ]
    text = "水闸建于三十年前，共有五孔，去年秋天停水大修。"
    issued = large("雁滩县水利局文件", 52) + large("关于水闸停水的通知", 44) + paragraph(text)
    assert read(word_file(issued)).title == "关于水闸停水的通知"


def test_a_title_in_two_paragraphs_of_one_look_is_one_and_a_red_head_gives_the_source():
    text = paragraph("水闸建于三十年前，共有五孔，去年秋天停水大修。")
    parted = large("雁滩水闸管理所", 44) + large("第三次所务会议纪要", 44) + paragraph("（2024年6月18日印发）") + text
    article = read(word_file(parted))
    assert (article.title, article.published, article.source) == (
        "雁滩水闸管理所第三次所务会议纪要",
        date(2024, 6, 18),
        "",
    )
    below = large("雁滩水闸大修总结", 44) + large("——写在竣工之后", 44) + text  # a subtitle is no part of it
    assert read(word_file(below)).title == "雁滩水闸大修总结"
    issued = (
        large("雁 滩 县 水 利 局 文 件", 72) + paragraph("雁水〔2024〕8号") + large("关于水闸停水的通知", 44) + text
    )
    article = read(word_file(issued))
    assert (article.title, article.source) == ("关于水闸停水的通知", "雁滩县水利局")
    assert read(word_file(large("关于学习有关文件", 44) + text)).source == ""


def test_the_day_of_a_signature_above_the_imprint_counts():
    body = large("关于水闸停水的通知", 44) + paragraph("雁滩水闸自下月起停水大修，请各村提前蓄水。")
    body += paragraph("雁滩县水利局") + paragraph("2024年9月3日")
    printed = body + table([["抄送：县政府办公室。", ""], ["雁滩县水利局办公室", "2024年9月5日印发"]])
    assert str(read(word_file(printed)).published) == "2024-09-03"
    printed = body + table([["抄送：县政府办公室。"], ["雁滩县水利局办公室　　　2024年9月5日印发"]])
    assert str(read(word_file(printed)).published) == "2024-09-03"


def test_the_day_below_the_name_of_an_office_is_that_of_a_notice_though_a_form_follows():
    body = large("关于水闸停水的通知", 44) + paragraph(
        "雁滩水闸自下月起停水大修，定于2024年10月8日开工，请各村提前蓄水。"
    )
    body += paragraph("附件：回执") + paragraph("雁滩县水利局") + paragraph("2024年9月3日")
    body += paragraph("回执") + table([["村名", ""], ["联系人", ""]])
    assert str(read(word_file(body)).published) == "2024-09-03"
    told = (
        large("雁滩水闸大事记", 44)
        + paragraph("水闸由县里建造。")
        + paragraph("2024年9月3日")
        + paragraph("闸门合拢。")
    )
    assert read(word_file(told)).published is None


def test_charts_and_diagrams_are_read():
    space = "http://schemas.openxmlformats.org/drawingml/2006"
    names = f'xmlns:c="{space}/chart" xmlns:d="{space}/diagram" xmlns:a="{space}/main"'
    points = "".join(f'<c:pt idx="{n}"><c:v>{text}</c:v></c:pt>' for n, text in enumerate(("春季", "秋季")))
    values = "".join(f'<c:pt idx="{n}"><c:v>{text}</c:v></c:pt>' for n, text in enumerate(("38.50", "41")))
    chart = (
        f"<c:chartSpace {names}><c:chart><c:title><a:p><a:r><a:t>出苗数</a:t></a:r></a:p></c:title><c:plotArea><c:ser>"
        f"<c:tx><c:v>月季（千株）</c:v></c:tx><c:cat>{points}</c:cat><c:val>{values}</c:val></c:ser></c:plotArea>"
        "</c:chart></c:chartSpace>"
    )
    boxes = "".join(
        f'<d:pt modelId="{n}"><d:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></d:t></d:pt>'
        for n, text in enumerate(("扦插", "育苗"), start=1)
    )
    links = '<d:cxn srcId="0" destId="1" srcOrd="1"/><d:cxn srcId="0" destId="2" srcOrd="0"/>'
    listed = f'<d:ptLst><d:pt modelId="0" type="doc"/>{boxes}</d:ptLst><d:cxnLst>{links}</d:cxnLst>'
    model = f"<d:dataModel {names}>{listed}</d:dataModel>"
    parts = {f"word/{name}.xml": data for name, data in (("charts/chart1", chart), ("diagrams/data1", model))}

    def drawn(inside: str) -> str:
        graphic = f"<a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic>"
        return f"<w:r><w:drawing><wp:inline>{graphic}</wp:inline></w:drawing></w:r>"

    body = paragraph("今年出苗如图。", drawn(f'<c:chart {names} r:id="c1"/>')) + paragraph(
        drawn(f'<d:relIds {names} r:dm="d1"/>')
    )
    data = with_parts(
        word_file(paragraph("花房管理办法", style="a3") + body, styles=HEADINGS),
        parts,
        c1="charts/chart1",
        d1="diagrams/data1",
    )
    assert [line for p in read(data).paragraphs for line in p.text.split("\n")] == [
        "今年出苗如图。",
        "出苗数",
        "春季；月季（千株）：38.5",
        "秋季；月季（千株）：41",
        "育苗",
        "扦插",
    ]


def test_a_title_over_two_paragraphs_may_end_in_a_word_set_apart():
    body = large("关于做好今冬清淤工作的", 44) + large("通　知", 44) + paragraph("各村自下月起清淤，月底前报数。")
    assert read(word_file(body)).title == "关于做好今冬清淤工作的通知"


def test_a_table_of_contents_without_styles_is_listed_with_its_heading():
    entries = "".join(
        paragraph(run(text), run("", ""), "<w:r><w:tab/></w:r>", field("PAGEREF _Toc11 \\h", page))
        for text, page in (("1 浇水", "1"), ("2 施肥", "2"))
    )
    body = paragraph("目　录") + entries + paragraph("浇水早晚各一次，见第", field("PAGEREF _Ref3", "2"), "页。")
    assert lines(body) == ["浇水早晚各一次，见第2页。"]
    article = read(word_file(paragraph("花房管理办法", style="a3") + body, styles=HEADINGS))
    assert [line.text for line in article.removed if line.role == "目录"] == ["1 浇水 1", "2 施肥 2", "目　录"]
    assert "目录" in lines(paragraph("目录") + paragraph("这本目录记着花房里的花。"))


def test_boxes_and_choices_of_old_forms_are_read():
    def old_field(code: str, data: str) -> str:
        begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
        return begin + f'<w:r><w:instrText> {code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'

    ticked = old_field("FORMCHECKBOX", '<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>')
    blank = old_field("FORMCHECKBOX", '<w:checkBox><w:default w:val="0"/></w:checkBox>')
    entries = "".join(f'<w:listEntry w:val="{text}"/>' for text in ("早班", "晚班"))
    choice = old_field("FORMDROPDOWN", f'<w:ddList><w:result w:val="1"/>{entries}</w:ddList>')
    body = paragraph("用途：", ticked, "教学 ", blank, "研究") + paragraph("班次：", choice)
    assert lines(body) == ["用途：☑教学 ☐研究", "班次：晚班"]


def test_what_a_control_only_prompts_for_is_listed_and_not_read():
    empty = control(run("单击此处输入文字。")).replace("<w:sdtPr>", "<w:sdtPr><w:showingPlcHdr/>")
    body = paragraph("花匠：", control(run("叶青"))) + paragraph("备注：", empty)
    assert lines(body) == ["花匠：叶青", "备注："]
    article = read(word_file(paragraph("花房管理办法", style="a3") + body, styles=HEADINGS))
    assert "没有填写的提示" in [line.role for line in article.removed]


def test_the_shapes_of_a_group_are_read_by_their_places():
    def shape(text: str, top: int) -> str:
        place = f'<wps:spPr><a:xfrm><a:off x="0" y="{top}"/><a:ext cx="900" cy="400"/></a:xfrm></wps:spPr>'
        return f"<wps:wsp>{place}<wps:txbx><w:txbxContent>{paragraph(text)}</w:txbxContent></wps:txbx></wps:wsp>"

    group = '<wpg:wgp xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup">'
    shapes = shape("一、育苗", 0) + shape("三、定植", 1200) + shape("二、移盆", 600)
    inside = f"<a:graphic><a:graphicData>{group}{shapes}</wpg:wgp></a:graphicData></a:graphic>"
    drawing = f"<w:r><w:drawing><wp:anchor>{inside}</wp:anchor></w:drawing></w:r>"
    assert lines(paragraph("育苗的步骤如下。", drawing)) == ["育苗的步骤如下。", "一、育苗", "二、移盆", "三、定植"]


def test_paragraphs_around_a_table_inside_a_cell_keep_their_order():
    inner = table([["站址", "海拔（米）"], ["鸦岭", "4120"], ["北坳", "3860"]])
    content = paragraph("议题一：站址") + paragraph("仇池汇报了两处站址近十八个月以来的全部监测数据和照片。")
    wide = cell(content + inner + paragraph("议题二：供电方案"), '<w:gridSpan w:val="3"/>')
    fields = "".join(cell(paragraph(text)) for text in ("主持人", "薄云涛", "记录人", "卜晓"))
    body = f"<w:tbl><w:tr>{fields}</w:tr><w:tr>{cell(paragraph('会议内容'))}{wide}</w:tr></w:tbl>"
    assert lines(body) == [
        "主持人：薄云涛",
        "记录人：卜晓",
        "会议内容：议题一：站址",
        "仇池汇报了两处站址近十八个月以来的全部监测数据和照片。",
        "站址：鸦岭；海拔（米）：4120",
        "站址：北坳；海拔（米）：3860",
        "议题二：供电方案",
    ]


def test_articles_count_through_all_chapters_if_their_level_says_so():
    levels = numbering(("chineseCounting", "第%1章"), ("chineseCounting", "第%2条"))
    through = levels.replace('<w:lvlText w:val="第%2条"/>', '<w:lvlRestart w:val="0"/><w:lvlText w:val="第%2条"/>')
    body = "".join(
        paragraph(text, number=(1, level))
        for level, text in ((0, "总则"), (1, "花房由社员轮流看管。"), (0, "浇水"), (1, "每天早晚各浇一次水。"))
    )
    assert [line[:3] for line in lines(body, numbering=levels)] == ["第一章", "第一条", "第二章", "第一条"]
    assert [line[:3] for line in lines(body, numbering=through)] == ["第一章", "第一条", "第二章", "第二条"]


def test_a_number_alone_is_text_in_a_cell_and_only_counts_elsewhere():
    counted = numbering(("decimal", "%1"))
    rows = [["序号", "项目", "周期"]]
    rows += [[cell(paragraph("", number=(1, 0))), *rest] for rest in (["擦灯罩", "每周"], ["换灯芯", "每月"])]
    assert lines(table(rows), numbering=counted) == [
        "序号：1；项目：擦灯罩；周期：每周",
        "序号：2；项目：换灯芯；周期：每月",
    ]
    assert lines(paragraph("", number=(1, 0)) + paragraph("擦灯罩要断电。", number=(1, 0)), numbering=counted) == [
        "2 擦灯罩要断电。"
    ]


def test_strict_open_xml_is_read_like_any_other():
    usual = word_file(paragraph("花房每天早上六点开门，傍晚六点关门。"))
    with zipfile.ZipFile(io.BytesIO(usual)) as parts:
        texts = {name: parts.read(name).decode() for name in parts.namelist()}
    for name in ("officeDocument", "wordprocessingml"):
        texts = {
            part: text.replace(f"http://schemas.openxmlformats.org/{name}/2006/", f"http://purl.oclc.org/ooxml/{name}/")
            for part, text in texts.items()
        }
    assert [p.text for p in read(package(texts)).paragraphs] == ["花房每天早上六点开门，傍晚六点关门。"]


def test_the_largest_of_two_large_lines_is_the_title():
    body = large("雁滩县人民医院", 30) + large("出院小结", 40) + paragraph("患者恢复良好，于今日出院，六周内不负重。")
    assert read(word_file(body)).title == "出院小结"


def test_lines_that_tabs_part_into_columns_are_a_table():
    tab = "<w:r><w:tab/></w:r>"
    rows = [("位置", "姓名", "体重"), ("鼓手", "花容", "48公斤"), ("舵手", "雷震", "71公斤")]
    body = "".join(paragraph(a, tab, b, tab, c) for a, b, c in rows)
    assert lines(body + paragraph("集训在清晨，", tab, "地点是船坞。")) == [
        "位置：鼓手；姓名：花容；体重：48公斤",
        "位置：舵手；姓名：雷震；体重：71公斤",
        "集训在清晨， 地点是船坞。",
    ]


def test_a_page_that_the_document_contains_is_read():
    page = "<h1>值夜安排</h1><p>本周由木工组值夜，晚八点到早六点。</p><table><tr><th>日期</th><th>值夜人</th></tr>"
    page += "<tr><td>周一</td><td>阮平</td></tr></table>"
    archive = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
    archive += 'Content-Type: text/html; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\n'
    archive += f"<html><body>{page}</body></html>\n--b--\n"
    with zipfile.ZipFile(io.BytesIO(word_file('<w:altChunk r:id="page"/>'))) as parts:
        texts = {name: parts.read(name).decode() for name in parts.namelist()}
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    links = "word/_rels/document.xml.rels"
    link = f'<Relationship Id="page" Type="{kind}" Target="page.mht"/></Relationships>'
    texts[links] = texts[links].replace("</Relationships>", link)
    types = "[Content_Types].xml"
    default = '<Default Extension="mht" ContentType="message/rfc822"/><Override'
    texts[types] = texts[types].replace("<Override", default, 1)
    article = read(package(texts | {"word/page.mht": archive}))
    assert article.title == "值夜安排"
    assert [p.text for p in article.paragraphs] == ["本周由木工组值夜，晚八点到早六点。", "日期：周一；值夜人：阮平"]


def test_a_bold_row_above_others_is_one_of_heads():
    bold = [cell(f"<w:p>{run(text, '<w:b/>')}</w:p>") for text in ("路段", "责任户")]
    rows = [["沟口至磨坊", "柿一组"], ["磨坊至祠堂", "柿二组"]]
    assert lines(table([bold, *rows]))[1] == "路段：磨坊至祠堂；责任户：柿二组"
    assert lines(table([["路段", "责任户"], *rows]))[0] == "路段；责任户"


def test_rows_of_a_table_in_a_cell_follow_the_field_it_belongs_to():
    inner = table([["型号", "单价"], ["甲三", "120元"], ["甲五", "168元"]])
    rows = [["采购人", "渡口民宿"], ["清单", cell(paragraph("毛巾两种，含运费。") + inner)], ["交货日期", "5月20日前"]]
    assert lines(table(rows)) == [
        "采购人：渡口民宿",
        "清单：毛巾两种，含运费。",
        "型号：甲三；单价：120元",
        "型号：甲五；单价：168元",
        "交货日期：5月20日前",
    ]


def test_a_table_of_single_cells_only_frames_its_text():
    framed = paragraph("验票", style="1") + paragraph("每人一票。") + table([["船名", "票价"], ["甲一", "8元"]])
    assert lines(table([[cell(framed)]])) == ["验票", "每人一票。", "船名：甲一；票价：8元"]


def test_documents_of_one_xml_file_and_texts_under_an_old_name_are_read():
    wide = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"'
    number = '<w:pPr><w:listPr><w:ilvl w:val="0"/><wx:t wx:val="（一）"/></w:listPr></w:pPr>'
    cells = [["部件名称", "数量"], ["轮毂", "2"], [None, "4"]]
    table_2003 = "".join(
        "<w:tr>"
        + "".join(
            f"<w:tc><w:tcPr><w:vmerge{'' if text is None else (' w:val=' + chr(34) + 'restart' + chr(34))}/></w:tcPr>"
            f"<w:p><w:r><w:t>{text or ''}</w:t></w:r></w:p></w:tc>"
            for text in row
        )
        + "</w:tr>"
        for row in cells
    )
    body = f"<wx:sect><w:p>{number}<w:r><w:t>开机前检查轮毂。</w:t></w:r></w:p><w:tbl>{table_2003}</w:tbl></wx:sect>"
    old = f'<?xml version="1.0"?><w:wordDocument {wide}><w:body>{body}</w:body></w:wordDocument>'.encode()
    read_lines = ["（一）开机前检查轮毂。", "部件名称：轮毂；数量：2", "部件名称：轮毂；数量：4"]
    for name in ("a.doc", "a.xml"):
        (article,) = read_article_bytes(old, name, name)
        assert isinstance(article, Article)
        assert [p.text for p in article.paragraphs] == read_lines

    parts = zipfile.ZipFile(
        io.BytesIO(word_file(paragraph("花房管理办法", style="a3") + paragraph("早上开窗。"), styles=HEADINGS))
    )
    types = 'pkg:contentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"'
    flat = "".join(
        f'<pkg:part pkg:name="/{name}" {types if name == "word/document.xml" else ""}><pkg:xmlData>'
        f"{parts.read(name).decode().partition('?>')[2] or parts.read(name).decode()}</pkg:xmlData></pkg:part>"
        for name in parts.namelist()
        if name != "[Content_Types].xml"
    )
    data = f'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{flat}</pkg:package>'
    (article,) = read_article_bytes(data.encode(), "b.doc", "b.doc")
    assert isinstance(article, Article)
    assert [p.text for p in article.paragraphs] == ["早上开窗。"]

    (article,) = read_article_bytes("花房夜间要关窗，早上六点再打开。".encode("gbk"), "c.wps", "c.wps")
    assert isinstance(article, Article)
    assert [p.text for p in article.paragraphs] == ["花房夜间要关窗，早上六点再打开。"]
