"""Workbooks and slides: values as they are shown, rows with their heads, slides in their order."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

import openpyxl
import pptx
import pytest
from openpyxl.styles import Font
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
        (0.5, "# ?/?", "0.5"),
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
