"""Tables in plain text: where they begin and end, and what belongs to a cell."""

# ruff: noqa: E501  (tables read better unbroken)

from index.clean.page import Metadata, clean_text


def read(text: str) -> list[str]:
    return "\n".join(clean_text(text, Metadata()).paragraphs).split("\n")


def test_fields_above_and_below_columns_are_none_of_their_rows() -> None:
    text = (
        "青石泳馆水质检测单\n\n采样人：毕方    采样点：深水区    水深：2米\n\n"
        "项目          结果    单位    限值     提示\n游离氯        0.62    mg/L    0.3-1.0  ↑\n"
        "浊度          0.8     NTU     1\n尿素          3.9     mg/L    3.5      ↑\n\n"
        "检验人：苗晴    签发：万里\n本单只对本次水样负责。"
    )
    assert read(text) == [
        "采样人：毕方    采样点：深水区    水深：2米",
        "项目：游离氯；结果：0.62；单位：mg/L；限值：0.3-1.0；提示：↑",
        "项目：浊度；结果：0.8；单位：NTU；限值：1",
        "项目：尿素；结果：3.9；单位：mg/L；限值：3.5；提示：↑",
        "检验人：苗晴    签发：万里",
        "本单只对本次水样负责。",
    ]


def test_lines_set_out_in_columns_are_never_joined() -> None:
    rows = [
        f"第{n}组  {n}号艇  船长{name}  队员{other}" for n, name, other in ((1, "甲某", "乙某"), (2, "丙某", "丁某"))
    ]
    assert read("\n".join(["分组", "", *rows])) == rows


def test_a_cell_alone_between_bars_spans_them() -> None:
    text = "温度记录\n\n│库号│ 02:00 │ 10:00 │\n├──┼───┼───┤\n│ A1 │ -18.5 │ -17.9 │\n│ A2 │ -20.1 │ -19.8 │\n│ 备注：A2库除霜 │"
    assert read(text) == [
        "库号：A1；02:00：-18.5；10:00：-17.9",
        "库号：A2；02:00：-20.1；10:00：-19.8",
        "备注：A2库除霜",
    ]


def test_cells_that_a_program_quoted_are_read_without_their_marks() -> None:
    text = '编号\t名称\t产地\nB-1\t"拟步甲\n（破损）"\t河湾\nB-2\t"""小""凤蝶"\t岚桥'
    assert read(text) == ["编号：B-1；名称：拟步甲 （破损）；产地：河湾", '编号：B-2；名称："小"凤蝶；产地：岚桥']
    assert read('他说：\n"不去。"\n"再想想。"') == ["他说：", '"不去。"', '"再想想。"']


def test_blank_cells_at_the_end_of_rows_and_a_foot_below_them() -> None:
    text = "凭证\n日期\t摘要\t借方\t贷方\n06-03\t提现\t5,000.00\t\n06-03\t提现\t\t5,000.00\n06-10\t付水费\t\t\n制单：苏某\t审核：黄某"
    assert read(text) == [
        "日期：06-03；摘要：提现；借方：5,000.00",
        "日期：06-03；摘要：提现；贷方：5,000.00",
        "日期：06-10；摘要：付水费",
        "制单：苏某 审核：黄某",
    ]


def test_a_title_in_words_apart_is_no_row_of_what_stands_below_it() -> None:
    text = "枫桥电视台  5月20日 星期一 节目单\n\n06:00  早间天气\n06:30  纪录片\n12:00  午间新闻"
    page = clean_text(text, Metadata())
    assert page.metadata.title == "枫桥电视台  5月20日 星期一 节目单"
    assert page.paragraphs == ("06:00  早间天气", "06:30  纪录片", "12:00  午间新闻")


def test_cells_wrapped_between_drawn_lines_are_one_cell() -> None:
    rule = "+------+------+------------+"
    text = f"评分办法\n\n{rule}\n| 序号 | 因素 | 标准       |\n{rule}\n| 1    | 面料 | 纯棉得40分；|\n|      |      | 否则扣4分  |\n{rule}\n| 2    | 售后 | 得30分     |\n{rule}"
    assert read(text) == ["序号：1；因素：面料；标准：纯棉得40分；否则扣4分", "序号：2；因素：售后；标准：得30分"]


def test_a_row_that_begins_with_a_bar_below_rows_that_do_not_has_a_blank_first_cell() -> None:
    text = "报价单\n\n序号 | 项目 | 合价\n-----+------+-----\n1    | 拆墙 | 750\n2    | 水电 | 6800\n     | （含插座） |\n合计：7550元"
    assert read(text) == [
        "序号：1；项目：拆墙；合价：750",
        "序号：2；项目：水电；合价：6800",
        "项目：（含插座）",
        "合计：7550元",
    ]


def test_numbers_between_commas_are_columns_and_thousands_are_not() -> None:
    text = "编码,名称,账面数,实盘数\nM-1,轴承6204,320,318\nM-2,V带,85,85"
    assert read(text) == [
        "编码：M-1；名称：轴承6204；账面数：320；实盘数：318",
        "编码：M-2；名称：V带；账面数：85；实盘数：85",
    ]
    sums = "收入1,200元,支出900元\n收入3,400元,支出100元\n收入5,600元,支出200元"
    assert read(f"账目\n\n{sums}") == sums.split("\n")


def test_a_row_set_in_below_other_cells_has_a_blank_first_cell() -> None:
    text = (
        "滩段        队员      职责        座机        手机\n"
        "东滩        柏一帆    领队        5560001     13000000001\n"
        "            卢季青    记录                    13000000002\n"
        "西滩        温如岫    领队        5560011     13000000011\n"
        "            季夏      摄影                    13000000012\n"
    )
    assert read(f"护鹤队名册\n\n{text}") == [
        "滩段：东滩；队员：柏一帆；职责：领队；座机：5560001；手机：13000000001",
        "队员：卢季青；职责：记录；手机：13000000002",
        "滩段：西滩；队员：温如岫；职责：领队；座机：5560011；手机：13000000011",
        "队员：季夏；职责：摄影；手机：13000000012",
    ]


def test_a_line_set_in_with_a_gap_below_a_sentence_is_no_row() -> None:
    text = "鹤岛来信\n\n船到东滩时天已经黑了，谁也没有说话。\n    他只说了一句  走吧\n我们就上了岸。"
    assert read(text) == ["船到东滩时天已经黑了，谁也没有说话。", "他只说了一句  走吧", "我们就上了岸。"]
