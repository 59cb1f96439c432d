"""Workbooks and slides: values as they are shown, rows with their heads, slides in their order."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

import openpyxl
import pptx
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml.ns import qn
from pptx.util import Inches

from index.article import Article, Rejection, RemovedLine
from index.load.loader import read_article_bytes
from index.messages import Message


def read(data: bytes, name: str) -> list[Article]:
    results = read_article_bytes(data, name, name)
    return [result for result in results if isinstance(result, Article)]


def texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs]


def workbook(**sheets: Sequence[Sequence[object]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def test_values_are_written_as_the_sheet_shows_them():
    book = workbook(
        票价=[
            ["船名", "票价", "打折", "开航日期", "首班", "年客流"],
            ["甲一", 8.5, 0.85, date(2023, 7, 10), time(6, 5), 12345],
        ]
    )
    sheet = book["票价"]
    sheet["B2"].number_format, sheet["C2"].number_format, sheet["F2"].number_format = "0.00", "0%", "#,##0"
    (article,) = read(saved(book), "渡船.xlsx")
    assert texts(article) == ["船名：甲一；票价：8.50；打折：85%；开航日期：2023-07-10；首班：06:05；年客流：12,345"]
    assert article.title == "渡船"


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        (datetime(2023, 7, 10), 'm"月"d"日"', "7月10日"),
        (0.0865, "0.0%", "8.7%"),
        (1.005, "0.00", "1.01"),
        (date(2023, 7, 10), 'yyyy"年"m"月"d"日"', "2023年7月10日"),
        (datetime(2023, 7, 1), 'yyyy"年"m"月"', "2023年7月"),
        (datetime(2023, 7, 10, 8, 30), "yyyy-mm-dd hh:mm", "2023-07-10 08:30"),
        (0.985, "0.0%", "98.5%"),
        (0.1 + 0.2, "General", "0.3"),
        (5550012, "General", "5550012"),
        (0.75, "# ?/?", "3/4"),
        (-2.5, "# ??/??", "-2 1/2"),
        (3, "# ?/?", "3"),
        (399, '"¥"#,##0.00', "¥399.00"),
        (1200.5, '#,##0.00"元"', "1,200.50元"),
        (-1234.5, '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "¥-1,234.50"),
        (3, "[$¥-804]#,##0;[Red]-#,##0", "¥3"),
        (-5, "0.00_);[Red](0.00)", "(5.00)"),
        (12345, '0!.0,"万"', "1.2万"),
        (7, "000", "007"),
        (5550134, "000-0000", "555-0134"),
        (12, 'General"人"', "12人"),
        (-23, '0.#"℃"', "-23℃"),
        (300000.0, "0.00E+00", "300000"),
        (5, "[>=3]0;;", "5"),
        (True, "General", "是"),
    ],
)
def test_numbers_and_days_follow_their_formats(value: object, pattern: str, shown: str):
    book = workbook(表=[["船名", "数值"], ["甲一", value]])
    book["表"]["B2"].number_format = pattern
    assert texts(read(saved(book), "a.xlsx")[0]) == [f"船名：甲一；数值：{shown}"]


def test_a_caption_is_the_title_and_merged_cells_count_for_all_their_rows():
    book = workbook(
        一=[["渡船交付一览", None, None], ["船厂", "船名", "吨位"], ["江北厂", "甲一", 86], [None, "乙二", 120]]
    )
    book["一"].merge_cells("A1:C1")
    book["一"].merge_cells("A3:A4")
    (article,) = read(saved(book), "a.xlsx")
    assert article.title == "渡船交付一览"
    assert texts(article)[-2:] == ["船厂：江北厂；船名：甲一；吨位：86", "船厂：江北厂；船名：乙二；吨位：120"]


def test_sheets_follow_each_other_under_their_names_and_hidden_ones_stay_out():
    book = workbook(甲=[["船名", "吨位"], ["甲一", 86]], 乙=[["船名", "票价"], ["乙二", 5]], 丙=[["底价"], [1]])
    book["丙"].sheet_state = "hidden"
    (article,) = read(saved(book), "a.xlsx")
    assert "\n".join(texts(article)).split("\n") == ["甲", "船名：甲一；吨位：86", "乙", "船名：乙二；票价：5"]


def test_a_sheet_of_questions_gives_an_article_for_each():
    book = workbook(
        问答=[["问题", "答案"], ["借的伞丢了怎么办？", "赔二十元。"], [None, None], ["伞骨断了怎么办？", "送修伞铺。"]]
    )
    articles = read(saved(book), "a.xlsx")
    assert [(article.title, texts(article)[1]) for article in articles] == [
        ("借的伞丢了怎么办？", "答：赔二十元。"),
        ("伞骨断了怎么办？", "答：送修伞铺。"),
    ]


def test_an_absurdly_large_sheet_is_refused():
    book = workbook(表=[["船名"]])
    book["表"].cell(1_000_000, 300).value = "x"
    (result,) = read_article_bytes(saved(book), "a.xlsx", "a")
    assert result == Rejection("a.xlsx", Message("sheet-too-large", {"sheet": "表", "rows": 1000000, "columns": 300}))


def slides() -> Iterator[tuple[object, object]]:
    """Yield a presentation and each of two slides with a title."""
    presentation = pptx.Presentation()
    for title in ("渡船培训", "票价"):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = title
        yield presentation, slide


def test_slides_give_titles_texts_tables_and_notes_in_order():
    (_, first), (presentation, second) = list(slides())
    box = first.shapes.add_textbox(0, 0, Inches(1), Inches(1))  # type: ignore[attr-defined]
    box.text_frame.text = "上船先验票。\n下船走右舷。"
    first.notes_slide.notes_text_frame.text = "讲到这里停一停。"  # type: ignore[attr-defined]
    table = second.shapes.add_table(2, 2, 0, 0, Inches(1), Inches(1)).table  # type: ignore[attr-defined]
    for cell, text in zip(table.iter_cells(), ["项目", "标准", "成人票", "8元"], strict=True):
        cell.text = text
    (article,) = read(saved(presentation), "a.pptx")
    assert article.title == "渡船培训"
    assert "\n".join(texts(article)).split("\n") == [
        "上船先验票。",
        "下船走右舷。",
        "讲到这里停一停。",
        "票价",
        "项目：成人票；标准：8元",
    ]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("a.doc", Message("old-format", {"kind": Message("kind-document"), "suffix": ".doc", "new": ".docx"})),
        ("a.wps", Message("old-format", {"kind": Message("kind-document"), "suffix": ".wps", "new": ".docx"})),
        ("a.xls", Message("old-format", {"kind": Message("kind-sheet"), "suffix": ".xls", "new": ".xlsx"})),
        ("a.ppt", Message("old-format", {"kind": Message("kind-slides"), "suffix": ".ppt", "new": ".pptx"})),
        ("a.xlsx", Message("sheet-old")),
        ("a.pptx", Message("slides-old")),
    ],
)
def test_old_files_say_how_to_convert_them(name: str, reason: Message):
    assert read_article_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), name, "a") == (Rejection(name, reason),)


def test_a_new_file_under_an_old_name_is_read():
    (article,) = read(saved(workbook(表=[["船名", "吨位"], ["甲一", 86]])), "a.xls")
    assert texts(article) == ["船名：甲一；吨位：86"]
    (page,) = read("<html><body><p>渡船每天早上六点开出第一班，晚上九点停航。</p></body></html>".encode(), "a.doc")
    assert texts(page) == ["渡船每天早上六点开出第一班，晚上九点停航。"]


def test_formulas_without_a_value_are_said_and_listed():
    book = workbook(费用=[["项目", "金额"], ["灯笼", 120], ["彩带", 80], ["合计", "=SUM(B2:B3)"]])
    (article,) = read(saved(book), "费用.xlsx")
    assert texts(article) == ["项目：灯笼；金额：120", "项目：彩带；金额：80", "项目：合计"]
    assert RemovedLine("B4：=SUM(B2:B3)", "没有算出值的公式") in article.removed
    assert article.note == Message("sheet-formulas", {"count": 1})


def test_cells_that_show_an_error_are_blank_and_listed():
    book = workbook(进度=[["书名", "计划", "完成率"], ["水部考", 220, 0.4], ["渡津谱", 0, "#DIV/0!"]])
    (article,) = read(saved(book), "a.xlsx")
    assert texts(article)[-1] == "书名：渡津谱；计划：0"
    assert ("C3：#DIV/0!", "算错的公式") in [(line.text, line.role) for line in article.removed]


def test_workbook_of_nothing_but_formulas_says_so():
    (rejection,) = read_article_bytes(saved(workbook(表=[["=1+1"]])), "表.xlsx", "表.xlsx")
    assert isinstance(rejection, Rejection)
    assert rejection.reason == Message("sheet-formulas", {"count": 1})


def test_sentence_in_the_first_cell_is_text_and_no_title():
    (article,) = read(saved(workbook(通知=[["浅塘渡口十月起停航。"], ["摆渡车改走石桥。"]])), "停航.xlsx")
    assert (article.title, texts(article)) == ("停航", ["浅塘渡口十月起停航。", "摆渡车改走石桥。"])


def test_months_below_two_heads_name_their_columns_and_blanks_stay_in_theirs():
    rows = [["仓库", "入库", None, "出库", None], [None, "1月", "2月", "1月", "2月"], ["东仓", 320, 410, 280, 395]]
    book = workbook(库存=[*rows, ["西仓", 150, None, 120, 88]])
    for area in ("A1:A2", "B1:C1", "D1:E1"):
        book["库存"].merge_cells(area)
    assert texts(read(saved(book), "a.xlsx")[0]) == [
        "仓库：东仓；入库1月：320；入库2月：410；出库1月：280；出库2月：395",
        "仓库：西仓；入库1月：150；出库1月：120；出库2月：88",
    ]


def test_remark_below_a_table_is_no_value_of_its_first_column():
    book = workbook(班次=[["车次", "始发", "票价"], ["K11", "07:10", 36.5], ["K13", "12:00", 36.5], ["备注：儿童半价"]])
    assert texts(read(saved(book), "a.xlsx")[0])[-1] == "备注：儿童半价"


def test_table_below_a_blank_row_has_its_own_heads():
    rows = [
        ["一、雪道"], ["雪道", "难度", "开放时间"], ["白桦道", "初级", "9:00-21:00"], [],
        ["二、雪具"], ["雪具", "价格（元）", "押金（元）"], ["单板", 120, 500], [],
        ["三、缆车"], ["缆车", "票价"], ["单程", 30], ["往返", 50], [], ["说明：周一检修。"],
    ]  # fmt: skip
    (article,) = read(saved(workbook(滑雪场=rows)), "a.xlsx")
    assert texts(article)[-6:] == [
        "二、雪具",
        "雪具：单板；价格（元）：120；押金（元）：500",
        "三、缆车",
        "缆车：单程；票价：30",
        "缆车：往返；票价：50",
        "说明：周一检修。",
    ]


def test_blank_row_between_groups_of_one_table_leaves_its_heads():
    rows = [
        ["姓名", "职务", "办公室"], ["甄若", "主任", "201室"], [],
        ["教务处"], ["楚川", "干事", "305室"], [], ["柏一帆", "干事", "306室"],
    ]  # fmt: skip
    (article,) = read(saved(workbook(通讯录=rows)), "a.xlsx")
    assert texts(article)[1:] == [
        "教务处",
        "姓名：楚川；职务：干事；办公室：305室",
        "姓名：柏一帆；职务：干事；办公室：306室",
    ]


def test_struck_and_hidden_cells_are_listed_and_not_read():
    book = workbook(价目=[["品名", "价格"], ["藕", "5元"], ["菱角", "8元"]], 底价=[["藕", 3]])
    book["价目"]["B2"].font = Font(strike=True)
    book["底价"].sheet_state = "hidden"
    (article,) = read(saved(book), "a.xlsx")
    assert texts(article) == ["品名：藕", "品名：菱角；价格：8元"]
    assert article.removed == (RemovedLine("底价：藕；3", "隐藏的工作表"), RemovedLine("5元", "作者划掉的字"))


def test_rows_and_columns_that_somebody_hid_are_listed_and_those_a_filter_or_a_group_hides_are_read():
    rows = [
        ["铺位", "租户", "底价", "租金"],
        ["一号", "茶行", 80, 120],
        ["废号", "空置", 1, 2],
        ["二号", "布店", 70, 95],
    ]
    book = workbook(铺面=rows, 筛选=rows, 分组=rows)
    hidden, filtered, folded = (book[name] for name in ("铺面", "筛选", "分组"))
    hidden.row_dimensions[3].hidden = hidden.column_dimensions["C"].hidden = True
    hidden.merge_cells("A3:A4")  # a merged cell stays as long as one of its places is shown
    filtered.row_dimensions[3].hidden = True
    filtered.auto_filter.ref = "A1:D4"
    filtered.auto_filter.add_filter_column(1, ["茶行", "布店"])
    folded.row_dimensions[3].hidden, folded.row_dimensions[3].outlineLevel = True, 1
    (article,) = read(saved(book), "a.xlsx")
    whole = [
        "铺位：一号；租户：茶行；底价：80；租金：120",
        "铺位：废号；租户：空置；底价：1；租金：2",
        "铺位：二号；租户：布店；底价：70；租金：95",
    ]
    shown = ["铺位：一号；租户：茶行；租金：120", "铺位：废号；租户：布店；租金：95"]
    assert texts(article) == ["铺面", *shown, "筛选", *whole, "分组", *whole]
    assert article.removed == (RemovedLine("底价；80；70", "隐藏的列"), RemovedLine("空置；1；2", "隐藏的行"))


def test_tables_exported_under_an_old_name_are_tables_with_the_name_of_their_file():
    page = "<html><body><table><tr><th>货船</th><th>进港时间</th></tr><tr><td>甲一</td><td>2024-03-01</td></tr></table>"
    for data in (
        page.encode("gbk"),
        "货船\t进港时间\n甲一\t2024-03-01\n".encode("gbk"),
        "货船,进港时间\n甲一,2024-03-01".encode(),
    ):
        (article,) = read(data, "登记.xls")
        assert (article.title, article.published, texts(article)) == (
            "登记",
            None,
            ["货船：甲一；进港时间：2024-03-01"],
        )


def test_a_workbook_of_office_2003_is_read_as_it_is_shown():
    def cell(text: str, kind: str = "String", **places: str) -> str:
        written = "".join(f' ss:{name}="{value}"' for name, value in places.items())
        return f'<Cell{written}><Data ss:Type="{kind}">{text}</Data></Cell>'

    rows = (
        (cell("考核表", MergeAcross="3"),),
        map(cell, ("部门", "姓名", "密码", "得分率", "日期")),
        (
            cell("调度组", MergeDown="1"),
            *map(cell, ("蒋韵", "x")),
            cell("0.915", "Number", StyleID="p"),
            cell("2025-10-01T00:00:00.000", "DateTime"),
        ),
        (cell("戚微", Index="2"), cell("0.8", "Number", Index="4", StyleID="p")),
    )
    written = "".join(f"<Row>{''.join(row)}</Row>" for row in rows) + f'<Row ss:Hidden="1">{cell("作废")}</Row>'
    sheet = f'<Worksheet ss:Name="表"><Table><Column ss:Index="3" ss:Hidden="1"/>{written}</Table></Worksheet>'
    style = '<Styles><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style></Styles>'
    names = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    data = f'<?xml version="1.0"?><Workbook {names}>{style}{sheet}</Workbook>'.encode()
    for name in ("a.xls", "a.xml"):
        (article,) = read(data, name)
        assert article.title == "考核表"
        assert texts(article) == [
            "部门：调度组；姓名：蒋韵；得分率：91.5%；日期：2025-10-01",
            "部门：调度组；姓名：戚微；得分率：80.0%",
        ]
        assert [line.text for line in article.removed[:2]] == ["密码；x", "作废"]


def drawn(*boxes: tuple[float, float, str]) -> list[str]:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    for left, top, text in boxes:
        slide.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(0.5)).text_frame.text = text
    (article,) = read(saved(presentation), "a.pptx")
    lines = [line for text in texts(article) for line in text.split("\n")]
    return [article.title, *lines] if article.title else lines


def test_what_is_drawn_on_a_slide_is_read_by_its_place():
    steps = (4, 3, "四、装车"), (1, 1, "一、剪枝"), (1, 3, "三、分级"), (4, 1, "二、采摘")
    assert drawn(*steps) == ["一、剪枝", "二、采摘", "三、分级", "四、装车"]
    columns = (1, 1, "优点"), (1, 3, "省水"), (4, 1, "缺点"), (4, 3, "费工")  # drawn one column after the other
    assert drawn(*columns) == ["优点", "省水", "缺点", "费工"]
    headed = (4, 2, "统一平台，开放接口"), (1, 2, "数据分散，格式不一"), (4, 1, "方案"), (1, 1, "痛点")
    assert drawn(*headed) == ["痛点", "数据分散，格式不一", "方案", "统一平台，开放接口"]
    piled = (1, 1, "上层"), (1.1, 1.1, "下层")  # on each other: as drawn
    assert drawn(*piled) == ["上层", "下层"]


def test_struck_words_of_a_slide_are_listed_and_not_read():
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "促销"
    paragraph = slide.placeholders[1].text_frame.paragraphs[0]
    struck, shown = paragraph.add_run(), paragraph.add_run()
    struck.text, shown.text = "原价80元", "现价56元"
    struck._r.get_or_add_rPr().set("strike", "sngStrike")
    (article,) = read(saved(presentation), "a.pptx")
    assert (texts(article), article.removed) == (["现价56元"], (RemovedLine("原价80元", "作者划掉的字"),))


def test_tables_and_notes_beside_each_other_are_read_apart():
    book = workbook(
        库房=[
            ["一楼仓库", None, None, "二楼仓库", None],
            ["品名", "数量", None, "品名", "数量"],
            ["棉线", 40, None, "纽扣", 12],
            ["拉链", 300, None, None, None],
        ],
        蜂场=[
            ["蜂场", "3月", "4月", None, "说明："],
            ["北岭", 120, 260, None, "4月遭遇低温。"],
            ["桃坞", 88, 190, None, None],
        ],
    )
    (article,) = read(saved(book), "存货.xlsx")
    assert [line for text in texts(article) for line in text.split("\n")] == [
        "库房",
        "一楼仓库",
        "品名：棉线；数量：40",
        "品名：拉链；数量：300",
        "二楼仓库",
        "品名：纽扣；数量：12",
        "蜂场",
        "蜂场：北岭；3月：120；4月：260",
        "蜂场：桃坞；3月：88；4月：190",
        "说明：",
        "4月遭遇低温。",
    ]
    assert article.title == "存货"


def test_heads_that_recur_side_by_side_head_each_part_of_a_row():
    book = workbook(药材=[["品名", "单价", "品名", "单价"], ["黄精", 68, "白术", 42], ["天麻", 135, None, None]])
    (article,) = read(saved(book), "药材.xlsx")
    assert texts(article) == ["品名：黄精；单价：68", "品名：白术；单价：42", "品名：天麻；单价：135"]


def test_a_number_of_an_attachment_and_a_band_below_the_heads_are_no_titles():
    book = workbook(时刻=[["附件2"], ["渡船停靠时刻表"], ["站点", "首班"], ["白沙渡", "6:42"], ["柳浪", "6:55"]])
    assert read(saved(book), "a.xlsx")[0].title == "渡船停靠时刻表"
    book = workbook(食材=[["品名", "单价"], ["一、蔬菜类"], ["菠菜", 3.5], ["二、水产类"], ["河虾", 46]])
    book["食材"].merge_cells("A2:B2")
    book["食材"].merge_cells("A4:B4")
    (article,) = read(saved(book), "食材.xlsx")
    assert (article.title, "一、蔬菜类" in texts(article)) == ("食材", True)


def test_a_column_of_brief_contents_is_a_column_and_not_the_text_of_articles():
    rows = [["类别", "内容"], ["报名材料", "身份证复印件\n健康证明"], ["费用", "580元"]]
    (article,) = read(saved(workbook(报名=rows)), "报名.xlsx")
    assert texts(article) == ["类别：报名材料；内容：身份证复印件、健康证明", "类别：费用；内容：580元"]


def test_comments_are_listed_and_text_boxes_read():
    book = workbook(客房=[["客房", "门市价"], ["竹影间", 480], ["听雨间", 520]])
    book["客房"]["B2"].comment = Comment("七月起调价", "前台")
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    space = "http://schemas.openxmlformats.org/drawingml/2006"
    drawing = (
        f'<wsDr xmlns="{space}/spreadsheetDrawing" xmlns:a="{space}/main"><sp><txBody><a:p><a:r><a:t>军人半价。'
        "</a:t></a:r></a:p></txBody></sp></wsDr>"
    )
    with zipfile.ZipFile(io.BytesIO(saved(book))) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    place = "xl/worksheets/_rels/sheet1.xml.rels"
    link = f'<Relationship Id="box" Type="{relation}/drawing" Target="../drawings/drawing1.xml"/></Relationships>'
    parts |= {"xl/drawings/drawing1.xml": drawing, place: parts[place].replace("</Relationships>", link)}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    (article,) = read(stream.getvalue(), "客房.xlsx")
    assert texts(article)[-1] == "军人半价。"
    assert article.removed == (RemovedLine("B2：七月起调价", "批注"),)


def blank_slide(presentation: object, *boxes: tuple[str, float, float]) -> object:
    """Return a new slide of text boxes: their text, and how far they are from the left and the top, in inches."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])  # type: ignore[attr-defined]
    for text, left, top in boxes:
        slide.shapes.add_textbox(Inches(left), Inches(top), Inches(4), Inches(0.4)).text_frame.text = text
    return slide


def test_what_stands_above_all_else_heads_a_slide_without_a_title_and_a_foot_on_each_slide_is_left_out():
    presentation = pptx.Presentation()
    foot = ("石磨坊餐饮", 0.2, 7.1)
    blank_slide(presentation, ("石磨坊招商手册", 1, 2), ("尤小鱼汇报", 1, 4), foot)
    blank_slide(presentation, ("加盟费三万元，首年免管理费。", 1, 2), ("一、加盟条件", 1, 0.5), foot)
    (article,) = read(saved(presentation), "a.pptx")
    assert article.title == "石磨坊招商手册"
    assert "\n".join(texts(article)) == "尤小鱼汇报\n一、加盟条件\n加盟费三万元，首年免管理费。"
    assert RemovedLine("石磨坊餐饮", "页眉与页脚") in article.removed


@pytest.mark.parametrize("form", ["{} / 3", "第{}页", "{}", "Page {} of 3"])
def test_numbers_drawn_on_slides_are_left_out(form: str):
    presentation = pptx.Presentation()
    for place, text in enumerate(["茶园巡护守则", "雨后先查排水沟。", "每垄留两名采工。"], start=1):
        blank_slide(presentation, (text, 1, 2), (form.format(place), 8, 1))
    (article,) = read(saved(presentation), "a.pptx")
    assert "\n".join(texts(article)).endswith("雨后先查排水沟。\n每垄留两名采工。")
    assert RemovedLine(form.format(2), "页眉与页脚") in article.removed


def test_numbers_on_slides_that_do_not_count_them_stay():
    presentation = pptx.Presentation()
    for title, number in (("采工人数", "40"), ("茶垄", "2"), ("工棚", "3")):
        blank_slide(presentation, (title, 1, 0.5), (number, 1, 2))
    (article,) = read(saved(presentation), "a.pptx")
    assert "40\n茶垄\n2\n工棚\n3" in "\n".join([article.title, *texts(article)])


def test_numbers_of_a_slide_are_read_and_a_hidden_slide_is_listed():
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "缆车乘坐须知"
    frame = slide.placeholders[1].text_frame
    for text, kind in (("每车限乘六人", "arabicPeriod"), ("宠物须装笼", "arabicPeriod"), ("附则", "ea1ChsPeriod")):
        part = frame.paragraphs[0] if not frame.text else frame.add_paragraph()
        part.text = text
        part.level = int(kind != "arabicPeriod")
        part._p.get_or_add_pPr().append(part._p.makeelement(qn("a:buAutoNum"), {"type": kind}))
    blank_slide(presentation, ("单程三十元", 1, 2))._element.set("show", "0")
    (article,) = read(saved(presentation), "a.pptx")
    assert "\n".join(texts(article)) == "1. 每车限乘六人\n2. 宠物须装笼\n一、附则"
    assert RemovedLine("单程三十元", "隐藏的幻灯片") in article.removed


def test_charts_and_diagrams_are_read():
    presentation = pptx.Presentation()
    slide = blank_slide(presentation, ("民宿入住间数", 1, 0.5))
    data = CategoryChartData()
    data.categories = ["一季度", "二季度"]
    data.add_series("山景房", (41, 63))
    data.add_series("溪景房", (38, 70))
    place = (Inches(1), Inches(2), Inches(4), Inches(3))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data)
    frame = slide.shapes.add_table(1, 1, *place)._element
    space = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    points = "".join(
        f'<d:pt modelId="{n}"><d:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></d:t></d:pt>'
        for n, text in enumerate(("答复", "登记", "核查"), start=1)
    )
    links = "".join(f'<d:cxn srcId="0" destId="{n}" srcOrd="{place}"/>' for place, n in enumerate((2, 3, 1)))
    model = (
        f'<d:dataModel xmlns:d="{space}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f'<d:ptLst><d:pt modelId="0" type="doc"/>{points}</d:ptLst><d:cxnLst>{links}</d:cxnLst></d:dataModel>'
    )
    part = Part(PackURI("/ppt/diagrams/data1.xml"), "application/xml", slide.part.package, model.encode())
    shown = frame.find(f".//{qn('a:graphicData')}")
    shown.set("uri", space)
    shown[:] = [shown.makeelement(f"{{{space}}}relIds", {qn("r:dm"): slide.part.relate_to(part, "diagramData")})]
    (article,) = read(saved(presentation), "a.pptx")
    assert "\n".join(texts(article)) == "\n".join(
        ["一季度；山景房：41；溪景房：38", "二季度；山景房：63；溪景房：70", "登记", "核查", "答复"]
    )


def test_the_day_on_the_title_slide_is_that_of_the_slides():
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[0])
    slide.shapes.title.text = "竹编工坊总结"
    slide.placeholders[1].text = "工坊主任 南宫竹\n2024年1月20日"
    blank_slide(presentation, ("收入八十二万元，其中网店三十五万元。", 1, 2))
    (article,) = read(saved(presentation), "a.pptx")
    assert (article.title, article.published) == ("竹编工坊总结", date(2024, 1, 20))


def test_a_bold_row_above_others_is_one_of_heads():
    book = workbook(责任段=[["责任段划分"], ["路段", "责任户"], ["沟口至磨坊", "柿一组"], ["磨坊至祠堂", "柿二组"]])
    for cell in book["责任段"][2]:
        cell.font = Font(bold=True)
    assert texts(read(saved(book), "a.xlsx")[0])[1] == "路段：磨坊至祠堂；责任户：柿二组"


def test_tables_with_captions_side_by_side_are_read_apart():
    rows = [
        ["表一 渔船", None, None, None, "表二 岸工", None, None],
        ["船号", "船老大", "吨位", None, "哪个", "活计", "几点"],
        ["青一", "柏舟", 12, None, "老冉", "补网", "早上"],
        ["青二", "温澜", 9, None, "阿沅", "晒鱼", "午后"],
    ]
    (article,) = read(saved(workbook(码头=rows)), "码头.xlsx")
    read_rows = texts(article)
    assert "船号：青一；船老大：柏舟；吨位：12" in read_rows
    assert "哪个：老冉；活计：补网；几点：早上" in read_rows
