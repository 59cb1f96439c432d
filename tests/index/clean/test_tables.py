"""Rows of tables that can be read alone."""

from dataclasses import replace

import pytest

from index.clean.sheet_tables import split_at_blank_columns, split_at_blank_rows
from index.clean.tables import Cell, bold_heads, read_table, table_lines


def plain(*rows: str) -> list[list[Cell]]:
    """Return rows of cells, written with bars between."""
    return [[Cell(cell.strip()) for cell in row.split("|")] for row in rows]


def test_each_cell_has_the_head_of_its_column_and_blanks_are_left_out():
    assert table_lines(plain("姓名|白班|夜班", "甄若|周一|", "楚川||周三")) == [
        "姓名：甄若；白班：周一",
        "姓名：楚川；夜班：周三",
    ]


def test_equal_cells_stay_in_their_columns():
    assert table_lines(plain("年份|小学|初中", "2021|12|12", "2022|15|13")) == [
        "年份：2021；小学：12；初中：12",
        "年份：2022；小学：15；初中：13",
    ]


def test_merged_cells_are_repeated_and_two_rows_of_heads_joined():
    rows = [
        [Cell("地区", rows=2), Cell("住宿费", columns=2), Cell("伙食费", rows=2)],
        [Cell("旺季"), Cell("淡季")],
        [Cell("岚桥", rows=2), Cell("420"), Cell("350"), Cell("100")],
        [Cell("430", columns=2), Cell("110")],
        [Cell("霁川"), Cell("380"), Cell(""), Cell("100")],
    ]
    assert table_lines(rows) == [
        "地区：岚桥；住宿费旺季：420；住宿费淡季：350；伙食费：100",
        "地区：岚桥；住宿费旺季：430；住宿费淡季：430；伙食费：110",
        "地区：霁川；住宿费旺季：380；伙食费：100",
    ]


def test_blank_cells_of_two_rows_of_heads_are_what_merged_ones_would_be():
    heads = ("月份|气温||降水量（毫米）", "|最高|最低|")
    assert table_lines(plain(*heads, "一月|9|-4|31.5", "二月|14|-1|42.0")) == [
        "月份：一月；气温最高：9；气温最低：-4；降水量（毫米）：31.5",
        "月份：二月；气温最高：14；气温最低：-1；降水量（毫米）：42.0",
    ]


def test_blank_head_above_a_row_of_data_spans_nothing():
    assert table_lines(plain("姓名|白班||夜班", "甄若|周一|外勤|", "楚川|周二|内勤|周四"))[1] == "甄若；周一；外勤"


def test_single_row_that_sets_texts_side_by_side_gives_their_lines():
    assert table_lines([[Cell("开放：10:00—22:00\n停止入园：21:00"), Cell("票价：158元\n停车：免费")]]) == [
        "开放：10:00—22:00",
        "停止入园：21:00",
        "票价：158元",
        "停车：免费",
    ]
    assert table_lines([[Cell("温如岫"), Cell("摊煎饼\n熬粥")]]) == ["温如岫；摊煎饼、熬粥"]


def test_fields_below_a_table_are_no_values_of_its_columns():
    rows = plain(
        "科室|医生|日期|备注",
        "内科|宣若谷|10月1日|",
        "外科|钟离安|10月2日|全天：含夜班",
        "填表人：祁秋||填表日期：28日|",
    )
    assert table_lines(rows)[1:] == [
        "科室：外科；医生：钟离安；日期：10月2日；备注：全天：含夜班",
        "填表人：祁秋；填表日期：28日",
    ]


def test_fields_of_two_parties_side_by_side_stay_with_their_party():
    rows = plain(
        "甲方（签章）：蔺如意|乙方（盖章）：南柯仓储",
        "电话：5550101|法人：淳于明",
        "日期：12月20日|日期：12月21日",
    )
    assert table_lines(rows) == [
        "甲方（签章）：蔺如意",
        "电话：5550101",
        "日期：12月20日",
        "乙方（盖章）：南柯仓储",
        "法人：淳于明",
        "日期：12月21日",
    ]
    assert table_lines(plain("上午：围棋|下午：合唱", "地点：301室|教师：柏青"))[0] == "上午：围棋；下午：合唱"


def test_months_in_chinese_numerals_are_heads_too():
    rows = plain("网点|一月||二月|", "|收件|派件|收件|派件", "盐仓|640|1500|700|1620")
    assert table_lines(rows) == ["网点：盐仓；一月收件：640；一月派件：1500；二月收件：700；二月派件：1620"]


def test_months_spread_over_columns_of_their_own_are_heads():
    rows = [
        [Cell("产品", rows=2), Cell("1月", columns=2), Cell("2月", columns=2)],
        [Cell("产量"), Cell("合格率"), Cell("产量"), Cell("合格率")],
        [Cell("轴承"), Cell("1200"), Cell("98.5%"), Cell("1350"), Cell("99%")],
    ]
    assert table_lines(rows) == ["产品：轴承；1月产量：1200；1月合格率：98.5%；2月产量：1350；2月合格率：99%"]


def test_two_rows_of_heads_without_cells_merged_downwards():
    rows = [
        [Cell(""), Cell("期中", columns=2), Cell("期末", columns=2)],
        [Cell("姓名"), Cell("语文"), Cell("数学"), Cell("语文"), Cell("数学")],
        [Cell("尹山"), Cell("88"), Cell("92"), Cell("90"), Cell("92")],
    ]
    assert table_lines(rows) == ["姓名：尹山；期中语文：88；期中数学：92；期末语文：90；期末数学：92"]


def test_a_remark_over_the_other_columns_stands_under_no_head():
    rows = [*plain("星期|时间|地点", "周二|8:30至11:00|二号窗"), [Cell("周六"), Cell("停诊", columns=2)]]
    assert table_lines(rows) == ["星期：周二；时间：8:30至11:00；地点：二号窗", "星期：周六；停诊"]


def test_a_caption_stands_above_the_heads_and_sections_between_rows():
    rows = [
        [Cell("采购清单", columns=3)],
        *plain("品名|数量|单价（元）"),
        [Cell("第一批", columns=3)],
        *plain("阅览桌|24|860"),
        [Cell("第二批", columns=3)],
        *plain("品名|数量|单价（元）", "书架|40|1320"),
    ]
    assert table_lines(rows) == [
        "采购清单",
        "第一批",
        "品名：阅览桌；数量：24；单价（元）：860",
        "第二批",
        "品名：书架；数量：40；单价（元）：1320",
    ]


def test_a_section_may_have_heads_of_its_own():
    rows = [
        [Cell("男子组", columns=3)],
        *plain("名次|姓名|成绩", "1|罗野|11秒32"),
        [Cell("女子组", columns=3)],
        *plain("名次|姓名|跳远成绩", "1|叶舟|5.21米"),
    ]
    assert table_lines(rows)[-1] == "名次：1；姓名：叶舟；跳远成绩：5.21米"


def test_marked_heads_are_heads_whatever_they_look_like():
    rows = [[Cell("北门", is_heading=True), Cell("南门", is_heading=True)], [Cell("早班"), Cell("晚班")]]
    assert table_lines(rows) == ["北门：早班；南门：晚班"]


def test_marked_heads_of_rows_name_the_values_beside_them_and_no_columns():
    rows = [[Cell("菠菜", is_heading=True), Cell("3.2")], [Cell("莲藕", is_heading=True), Cell("4.8")]]
    assert table_lines(rows) == ["菠菜：3.2", "莲藕：4.8"]


@pytest.mark.parametrize(
    "rows",
    [
        ("周一|8:00至11:30", "周二|停诊"),
        ("松岩卫生院二楼|5551001", "白鹭卫生院一楼|5551002"),
        ("海棠|红色", "丁香|紫色"),
        ("2019|120|86", "2020|120|91"),
    ],
)
def test_without_heads_the_cells_stand_side_by_side(rows: tuple[str, ...]):
    assert table_lines(plain(*rows)) == [row.replace("|", "；") for row in rows]


@pytest.mark.parametrize(
    "head",
    [
        "项目|标准",
        "品种|昨日|今日",
        "|昨日|今日",
        "地区|2021|2022|2023",
        "船名|1月|2月",
        "Name|Price",
        "部门|联系人|电话",
        "种类|亩产（斤）",
    ],
)
def test_heads_are_known_by_their_look(head: str):
    width = head.count("|")
    line = table_lines(plain(head, "甲" + "|7.5" * width, "乙" + "|8.1" * width))[0]
    names = head.split("|")
    assert line == "；".join([f"{names[0]}：甲" if names[0] else "甲", *(f"{name}：7.5" for name in names[1:])])


@pytest.mark.parametrize(
    ("rows", "second"),
    [
        (("车位|首小时|24小时封顶", "地面|5元|40元", "地下|4元|30元"), "车位：地面；首小时：5元；24小时封顶：40元"),
        (
            ("科目|2024Q3|2024年前三季度", "营收|8.62|22.30", "毛利|1.47|4.36"),
            "科目：营收；2024Q3：8.62；2024年前三季度：22.30",
        ),
        (
            ("票种|1.2米以下|1.2米以上", "平日|免费|50元", "周末|免费|80元"),
            "票种：平日；1.2米以下：免费；1.2米以上：50元",
        ),
        (("日子|8:00|14:00", "周一|书法|游泳", "周二|合唱|棋类"), "日子：周一；8:00：书法；14:00：游泳"),
    ],
)
def test_names_of_columns_may_hold_numbers_where_those_below_are_of_another_kind(rows: tuple[str, ...], second: str):
    assert table_lines(plain(*rows))[0] == second


@pytest.mark.parametrize(
    "rows",
    [
        ("甄若|3|5", "楚川|2|6", "岑月|1|1"),
        ("甄若|88分|90分", "楚川|78分|91分", "岑月|61分|72分"),
        ("甄若|一班|语文", "楚川|二班|数学"),
        ("3路|6:00|22:00", "5路|6:10|21:30"),
    ],
)
def test_a_first_row_like_those_below_names_no_columns(rows: tuple[str, ...]):
    assert table_lines(plain(*rows))[0] == rows[0].replace("|", "；")


def test_a_form_gives_a_line_for_each_name_and_value():
    rows = [
        [Cell("会议名称"), Cell("布展协调会", columns=3)],
        [Cell("时间"), Cell("2023年8月17日"), Cell("地点"), Cell("二楼会议室")],
        [Cell("会议内容", columns=4)],
        [Cell("一、讨论灯光。\n二、保险由佟小满询价。", columns=4)],
    ]
    found = read_table(rows)
    assert [line.text for line in found] == [
        "会议名称：布展协调会",
        "时间：2023年8月17日",
        "地点：二楼会议室",
        "会议内容",
        "一、讨论灯光。",
        "二、保险由佟小满询价。",
    ]
    assert [line.is_field_list for line in found] == [True, True, True, False, False, False]
    assert found[1].fields == (("时间", "2023年8月17日"),)


def test_names_that_end_in_a_colon_make_a_form():
    rows = plain("索引号：|HT001/2023-00087|发文机关：|水务局", "发文字号：|湖水〔2023〕8号|成文日期：|2023年5月6日")
    assert table_lines(rows) == [
        "索引号：HT001/2023-00087",
        "发文机关：水务局",
        "发文字号：湖水〔2023〕8号",
        "成文日期：2023年5月6日",
    ]


def test_a_list_in_a_cell_stays_together():
    assert table_lines(plain("周一|8:00至11:30\n13:30至17:00", "周二|停诊"))[0] == "周一；8:00至11:30、13:30至17:00"


def test_one_column_is_text():
    assert table_lines(plain("甲方应当付款。\n乙方应当交货。", "丙方见证。")) == [
        "甲方应当付款。",
        "乙方应当交货。",
        "丙方见证。",
    ]


def test_blank_rows_and_columns_and_empty_tables():
    assert table_lines([]) == []
    assert table_lines(plain("|", "|")) == []
    assert table_lines(plain("品名||数量", "||", "桌||3")) == ["品名：桌；数量：3"]


def test_absurd_spans_stay_within_bounds():
    assert table_lines([[Cell("甲", columns=10**9, rows=10**9)], [Cell("乙")]]) == ["甲", "甲"]


def test_a_form_whose_rows_are_cut_differently_gives_a_line_for_each_field():
    photo = Cell("照片", rows=2)
    rows = [
        [Cell("姓名"), Cell("冉青"), Cell("性别"), Cell("女", columns=2), photo],
        [Cell("籍贯", columns=2), Cell("鹤亭"), Cell("手机"), Cell("5550190")],
        [Cell("报名组别"), Cell("少年组", columns=5)],
        [Cell("指导老师", columns=3), Cell("蒲良", columns=3)],
        [Cell("推荐理由"), Cell("两次获奖。\n能坚持训练。", columns=5)],
    ]
    assert table_lines(rows) == [
        "姓名：冉青",
        "性别：女",
        "籍贯：鹤亭",
        "手机：5550190",
        "报名组别：少年组",
        "指导老师：蒲良",
        "推荐理由：两次获奖。能坚持训练。",
    ]


def test_a_part_of_a_form_is_a_table_of_its_own():
    rows = [
        [Cell("姓名"), Cell("冉青"), Cell("电话"), Cell("5550190")],
        [Cell("家庭成员", rows=3), Cell("称谓"), Cell("姓名"), Cell("职业")],
        [Cell("父亲"), Cell("冉行舟"), Cell("船员")],
        [Cell("母亲"), Cell("郗明"), Cell("教师")],
        [Cell("备注"), Cell("无", columns=3)],
    ]
    assert table_lines(rows) == [
        "姓名：冉青",
        "电话：5550190",
        "家庭成员：",
        "称谓：父亲；姓名：冉行舟；职业：船员",
        "称谓：母亲；姓名：郗明；职业：教师",
        "备注：无",
    ]


def test_a_table_whose_first_column_is_merged_is_no_form():
    rows = [
        [Cell("镇"), Cell("村"), Cell("户数"), Cell("电话")],
        [Cell("石桥", rows=2), Cell("上湾"), Cell("86"), Cell("5550111")],
        [Cell("下湾"), Cell("120"), Cell("5550112")],
    ]
    assert table_lines(rows) == [
        "镇：石桥；村：上湾；户数：86；电话：5550111",
        "镇：石桥；村：下湾；户数：120；电话：5550112",
    ]


def test_days_that_follow_each_other_are_heads_and_other_days_are_values():
    rows = [
        [Cell("姓名", rows=2), Cell("白班", columns=2), Cell("夜班", columns=2), Cell("合计（小时）", rows=2)],
        [Cell("3/31"), Cell("4/1"), Cell("4/2"), Cell("4/3")],
        [Cell("冉青"), Cell("√"), Cell("√"), Cell(""), Cell(""), Cell("16")],
    ]
    assert table_lines(rows) == ["姓名：冉青；白班3/31：√；白班4/1：√；合计（小时）：16"]
    assert table_lines(plain("冉青|3/11|5/2", "蒲良|3/12|5/9"))[0] == "冉青；3/11；5/2"


def test_a_label_and_the_cell_behind_it_are_one_field():
    assert table_lines(plain("客户：石桥银行||日期：|5月6日")) == ["客户：石桥银行；日期：5月6日"]


def test_names_and_values_below_a_blank_row_are_no_rows_of_the_table_above():
    rows = plain("品名|规格|单价|数量", "绿萝|吊盆|6|20", "|||", "付款方式|季付||", "联系人|蒲良 5550190||")
    read = [line.text for table in split_at_blank_rows(rows) for line in read_table(table)]
    assert read == ["品名：绿萝；规格：吊盆；单价：6；数量：20", "付款方式：季付", "联系人：蒲良 5550190"]
    rows = plain("品名|规格|单价|数量", "绿萝|吊盆|6|20", "|||", "发财树|1.5米||")
    assert len(split_at_blank_rows(rows)) == 1


def test_answers_to_choose_from_are_no_heads():
    assert table_lines(plain("A. 打电话|B. 切断电源", "C. 人工呼吸|D. 送医院")) == [
        "A. 打电话；B. 切断电源",
        "C. 人工呼吸；D. 送医院",
    ]


def test_fields_above_the_heads_are_no_heads():
    rows = plain("石桥镇养殖户|||", "时间：3月||单位：亩|", "户主|品种|面积|电话", "温如岫|牡蛎|12|5550101")
    assert table_lines(rows) == [
        "石桥镇养殖户",
        "时间：3月；单位：亩",
        "户主：温如岫；品种：牡蛎；面积：12；电话：5550101",
    ]


def test_a_head_over_two_columns_needs_heads_below_it_only_if_nothing_stands_below_the_others():
    rows = [
        [Cell("时段", columns=2), Cell("星期一"), Cell("星期二")],
        [Cell("上午", rows=2), Cell("第一节"), Cell("陶艺"), Cell("围棋")],
        [Cell("第二节"), Cell("编程"), Cell("书法")],
    ]
    assert table_lines(rows) == [
        "时段：上午；时段：第一节；星期一：陶艺；星期二：围棋",
        "时段：上午；时段：第二节；星期一：编程；星期二：书法",
    ]


def test_names_and_values_in_two_columns_are_a_form_though_few_names_are_known():
    rows = plain("采购人|渡口民宿", "供应商|南屏纺织行", "清单|床单四十条", "交货日|5月20日前")
    assert table_lines(rows)[0] == "采购人：渡口民宿"
    rows = plain("船名|日租", "双人船|260元", "四人船|380元", "六人船|520元")
    assert table_lines(rows)[0] == "船名：双人船；日租：260元"


def test_a_form_above_bands_is_read_as_a_form_and_the_table_below_them_has_its_own_heads():
    band = [Cell("教育经历", columns=4)]
    rows = [*plain("姓名|霍青山|性别|男", "出生年月|1990年7月|籍贯|临岐"), band]
    rows += [[Cell("起止时间"), Cell("学校", columns=2), Cell("专业")]]
    rows += [[Cell("2008—2012"), Cell("江畔理工学院", columns=2), Cell("船舶工程")]]
    assert table_lines(rows) == [
        "姓名：霍青山",
        "性别：男",
        "出生年月：1990年7月",
        "籍贯：临岐",
        "教育经历",
        "起止时间：2008—2012；学校：江畔理工学院；专业：船舶工程",
    ]


def test_a_head_that_ends_like_the_values_below_it_is_no_value():
    rows = plain("城市|剧场|演出日", "云阳|大光明|7月2日", "合水|会堂|7月5日")
    assert table_lines(rows)[1] == "城市：合水；剧场：会堂；演出日：7月5日"
    assert table_lines(plain("一班|邝荷|甲楼", "二班|贺兰|乙楼"))[0] == "一班；邝荷；甲楼"


def test_heads_with_a_unit_that_no_cell_has_are_heads_above_a_column_of_numbers_too():
    rows = plain("盐度|7天|14天", "10|95|88", "20|98|97", "35|90|71")
    assert table_lines(rows)[1] == "盐度：20；7天：98；14天：97"


def test_fields_above_the_heads_and_below_the_rows_of_a_form_are_fields():
    rows = plain("队名|夕照队|领队|洛怀远", "序号|姓名|性别|年龄", "1|牛耕田|男|67", "2|仇兰香|女|63")
    rows += [[Cell("单位意见"), Cell("同意参赛。", columns=3)]]
    assert table_lines(rows) == [
        "队名：夕照队",
        "领队：洛怀远",
        "序号：1；姓名：牛耕田；性别：男；年龄：67",
        "序号：2；姓名：仇兰香；性别：女；年龄：63",
        "单位意见：同意参赛。",
    ]


def test_a_column_without_a_head_behind_a_blank_one_is_notes():
    rows = plain("线路|起点—终点|票制||", "12路|车站—河心洲|2元||老人免费", "快3路|机场—大学城|8元||学生五折")
    assert [table_lines(part) for part in split_at_blank_columns(rows)] == [
        ["线路：12路；起点—终点：车站—河心洲；票制：2元", "线路：快3路；起点—终点：机场—大学城；票制：8元"],
        ["老人免费", "学生五折"],
    ]


def test_ordinals_are_no_names_of_fields():
    assert table_lines(plain("名次|奖品", "第一名|电饭煲", "第二、三名|保温杯")) == [
        "名次：第一名；奖品：电饭煲",
        "名次：第二、三名；奖品：保温杯",
    ]


def test_questions_counted_from_column_to_column_are_heads():
    rows = plain("序号|1、您的年龄段|2、您多久来一次", "1|60岁以上|每天", "2|26-40岁|每月")
    assert table_lines(rows)[0] == "序号：1；1、您的年龄段：60岁以上；2、您多久来一次：每天"
    assert table_lines(plain("1、磨刀|4、上蜡|甲某", "2、锯割|5、打孔|乙某"))[0] == "1、磨刀；4、上蜡；甲某"


def test_the_name_of_the_first_column_may_stand_below_a_blank_corner():
    rows = plain("|2023年||2024年|", "供热站|煤耗|投诉|煤耗|投诉", "一站|820|31|790|22", "二站|1040|45|1012|40")
    assert table_lines(rows)[0] == "供热站：一站；2023年煤耗：820；2023年投诉：31；2024年煤耗：790；2024年投诉：22"


def test_days_of_a_month_counted_across_columns_are_heads():
    rows = plain("工号|姓名|1日|2日|备注", "0012|丁香|√|事假|", "0013|苏木|旷工|√|警告一次")
    assert table_lines(rows)[1] == "工号：0013；姓名：苏木；1日：旷工；2日：√；备注：警告一次"
    assert table_lines(plain("甲组|3日|8日", "乙组|4日|9日", "丙组|5日|2日"))[0] == "甲组；3日；8日"


def test_heads_that_ask_are_heads():
    rows = plain("姓名|性别|您每周锻炼几次？|其他建议", "荀某|男|2-3次|早开门", "蔡某|女|每天|")
    assert table_lines(rows)[0] == "姓名：荀某；性别：男；您每周锻炼几次？：2-3次；其他建议：早开门"


@pytest.mark.parametrize("days", [("1日|2日|3日", "六|日|一"), ("周六|周日|周一", "11.1|11.2|11.3")])
def test_days_and_their_weekdays_are_two_rows_of_heads(days: tuple[str, str]):
    lines = table_lines(plain(f"姓名|{days[0]}|备注", f"|{days[1]}|", "汤沐|早|晚|休|", "凤鸣|休|早|晚|兼司机"))
    upper, lower = (row.split("|") for row in days)
    first = f"{upper[0]}（{lower[0]}）" if "日" in days[0][:3] and upper[0] == "1日" else f"{lower[0]}（{upper[0]}）"
    assert lines[0].startswith(f"姓名：汤沐；{first}：早；")
    assert lines[1].endswith("：晚；备注：兼司机")


def test_weekdays_below_parts_of_a_day_are_no_days_of_a_month():
    rows = [[Cell("科室", rows=2), Cell("上午", columns=2), Cell("下午")], [Cell("周一"), Cell("周三"), Cell("周五")]]
    assert (
        table_lines([*rows, *plain("产科|吕纤|佟小满|吕纤")])[-1]
        == "科室：产科；上午周一：吕纤；上午周三：佟小满；下午周五：吕纤"
    )


def test_what_reaches_over_several_columns_in_the_row_of_a_sum_belongs_to_none_of_them():
    rows = plain("序号|品名|规格|数量|金额", "1|生漆|25kg|4|11,200", "2|瓦灰|10kg|14|1,400")
    total = [Cell("合计（大写）", columns=2), Cell("壹万贰仟陆佰元整", columns=2), Cell("12,600")]
    remark = [Cell("备注", columns=2), Cell("款到发货", columns=3)]
    lines = table_lines([*rows, total, remark])
    assert lines[1:] == [
        "序号：2；品名：瓦灰；规格：10kg；数量：14；金额：1,400",
        "合计（大写）：壹万贰仟陆佰元整；金额：12,600",
        "备注：款到发货",
    ]
    assert table_lines([*rows, [Cell("合计", columns=2), Cell(""), Cell("18"), Cell("12,600")]])[-1] == (
        "合计；数量：18；金额：12,600"
    )


def test_a_group_named_once_is_named_in_each_of_its_rows_but_a_person_is_not():
    rows = ["东线|周一|雨燕号|45", "|周三|雨燕号|45", "西线|周二|破浪号|60", "|周六|破浪号|60"]
    assert [line.split("；")[0] for line in table_lines(plain("航线|开行日|船名|票价", *rows))] == [
        *("航线：东线", "航线：东线", "航线：西线", "航线：西线")
    ]
    posts = ["张三|门卫|一楼|3000", "|保洁|二楼|2500", "李四|厨师|三楼|4000", "|帮厨|三楼|2600"]  # nobody has the post
    assert table_lines(plain("姓名|岗位|地点|工资", *posts))[1] == "岗位：保洁；地点：二楼；工资：2500"
    each = ["东线|周一|雨燕号|45", "|周三|雨燕号|45", "东线|周二|破浪号|60", "|周六|破浪号|60"]  # rows have their own
    assert table_lines(plain("航线|开行日|船名|票价", *each))[1] == "开行日：周三；船名：雨燕号；票价：45"


def test_a_table_below_the_caption_of_one_has_heads_of_its_own():
    rows = [
        "表一 装配情况||",
        "部位|人数|天数",
        "上肢|36|14",
        "||",
        "表二 门诊情况||",
        "季度|门诊|随访",
        "一季度|210|95",
    ]
    parts = split_at_blank_rows(plain(*rows))
    assert [table_lines(part)[-1] for part in parts] == [
        "部位：上肢；人数：36；天数：14",
        "季度：一季度；门诊：210；随访：95",
    ]
    group = ["部位|人数|天数", "上肢|36|14", "||", "下肢组||", "大腿|20|18", "小腿|61|21"]  # a part of the same table
    assert len(split_at_blank_rows(plain(*group))) == 1


def test_what_stands_above_the_heads_of_a_wider_table_is_kept():
    parties = [Cell("购方"), Cell("名称：铃兰园\n税号：933"), Cell("销方"), Cell("名称：净禾\n税号：913", columns=2)]
    rows = plain("项目名称|单位|数量|单价|金额", "被褥清洗|床|80|15.00|1200.00")
    assert table_lines([parties, *rows]) == [
        "购方；名称：铃兰园、税号：933；销方；名称：净禾、税号：913",
        "项目名称：被褥清洗；单位：床；数量：80；单价：15.00；金额：1200.00",
    ]


def test_words_spread_over_their_cell_are_whole():
    assert table_lines(plain("序　号|姓　名|班 次", "1|甘　棠|白 夜", "2|岑  薇|夜")) == [
        "序号：1；姓名：甘棠；班次：白 夜",  # two shifts are no word
        "序号：2；姓名：岑薇；班次：夜",
    ]
    assert table_lines(plain("姓 名|甘　棠|性　别|女", "经 办 人|岑 薇|联系电话|138"))[:3:2] == [
        "姓名：甘棠",
        "经办人：岑薇",
    ]


def test_months_below_a_caption_head_a_table_of_their_own():
    rows = [
        "一、借阅（册）|||",
        "类别|7月|8月|合计",
        "社科|1203|1180|2383",
        "|||",
        "二、办证（张）|||",
        "项目|7月|8月|合计",
        "新办|131|160|291",
    ]
    parts = split_at_blank_rows(plain(*rows))
    assert [table_lines(part)[-1] for part in parts] == [
        "类别：社科；7月：1203；8月：1180；合计：2383",
        "项目：新办；7月：131；8月：160；合计：291",
    ]
    close = [plain(row)[0] if row.count("|") and row[-1] != "|" else [Cell(row.rstrip("|"), columns=4)] for row in rows]
    del close[3]  # captions over all columns and no blank row: the heads come again under another first name
    assert table_lines(close)[-1] == "项目：新办；7月：131；8月：160；合计：291"


def test_the_label_of_a_sum_that_has_its_value_stands_alone():
    rows = plain("品名|单位|数量|金额", "高岭土|袋|20|1,000.00", "长石粉|袋|16|640.00")
    assert table_lines([*rows, [Cell("合计（大写）：壹仟陆佰肆拾元整", columns=3), Cell("1,640.00")]])[-1] == (
        "合计（大写）：壹仟陆佰肆拾元整；金额：1,640.00"
    )


def test_what_is_told_of_a_year_is_a_head_below_another():
    rows = [
        [Cell("项目", rows=3), Cell("资金安排", columns=4)],
        [Cell("2024年实际", columns=2), Cell("2025年计划", columns=2)],
        [Cell("自筹"), Cell("贷款"), Cell("自筹"), Cell("贷款")],
    ]
    assert table_lines([*rows, *plain("门店装修|25|10|30|20")]) == [
        "项目：门店装修；资金安排2024年实际自筹：25；资金安排2024年实际贷款：10；资金安排2025年计划自筹：30；资金安排2025年计划贷款：20"
    ]


def test_an_opinion_with_a_day_below_a_table_is_told_once():
    rows = plain("序号|费用项目|单据张数|金额（元）", "1|高铁票|2|146.00", "2|餐补|1|50.00")
    opinion = [Cell("审批意见"), Cell("同意报销。陆羽 2025-07-03", columns=3)]
    assert table_lines([*rows, opinion])[-1] == "审批意见：同意报销。陆羽 2025-07-03"
    merged = [Cell("3"), Cell("住宿"), Cell("430", columns=2)]  # a value of two columns stays below both
    assert table_lines([*rows, merged])[-1] == "序号：3；费用项目：住宿；单据张数：430；金额（元）：430"


def test_things_counted_in_turn_are_heads_and_those_counted_otherwise_are_not():
    assert (
        table_lines(plain("排号|1号|2号|3号", "1排|桑田|叶落|闻笛", "2排|卷耳|苏合|茜草"))[0]
        == "排号：1排；1号：桑田；2号：叶落；3号：闻笛"
    )
    assert table_lines(plain("东楼|3号|1号|7号", "西楼|2号|8号|4号"))[0] == "东楼；3号；1号；7号"


def test_the_sum_of_a_group_has_its_name():
    rows = plain("类别|品名|数量|预算", "灯具|面光灯|12台|36,000", "灯具|追光灯|2台|16,000")
    assert table_lines([*rows, [Cell("灯具小计", columns=3), Cell("52,000")]])[-1] == "灯具小计；预算：52,000"


def test_names_and_values_in_a_part_of_a_form_are_fields():
    rows = [
        plain("岗位名称|采集员|所属部门|采集部")[0],
        [Cell("任职资格", rows=3), Cell("学历"), Cell("本科及以上", columns=2)],
        [Cell("经验"), Cell("两年野外经验", columns=2)],
        [Cell("证书"), Cell("无", columns=2)],
        [Cell("工作环境"), Cell("野外占60%", columns=3)],
    ]
    assert table_lines(rows)[2:] == [
        "任职资格：",
        "学历：本科及以上",
        "经验：两年野外经验",
        "证书：无",
        "工作环境：野外占60%",
    ]


def test_months_of_two_years_below_a_wide_head_are_heads():
    rows = [
        [Cell("鸟种", rows=2), Cell("鸣声条数", columns=2), Cell("增减", rows=2)],
        [Cell("2024年5月"), Cell("2025年5月")],
        *plain("白头鹎|120|143|+19.2%", "乌鸫|95|88|-7.4%"),
    ]
    assert table_lines(rows)[0] == "鸟种：白头鹎；鸣声条数2024年5月：120；鸣声条数2025年5月：143；增减：+19.2%"


def test_names_that_end_alike_are_heads_above_numbers():
    assert table_lines(plain("雪线|斜率|给谁", "绿线|12|新手", "黑线|25|老手"))[0] == "雪线：绿线；斜率：12；给谁：新手"
    assert table_lines(plain("甲班|三楼|李青", "乙班|四楼|王朴", "丙班|五楼|周野"))[0] == "甲班；三楼；李青"


def test_rows_of_a_name_and_a_wide_value_make_a_form_whatever_their_names():
    rows = [
        plain("曲目|渔光曲|声部|四部")[0],
        [Cell("排练目标"), Cell("音准与呼吸", columns=3)],
        [Cell("难处"), Cell("第三段转调", columns=3)],
    ]
    assert table_lines(rows) == ["曲目：渔光曲", "声部：四部", "排练目标：音准与呼吸", "难处：第三段转调"]
    timetable = [
        plain("节次|周一|周二|周三")[0],
        plain("一|语文|数学|美术")[0],
        [Cell("午休"), Cell("各班自习", columns=3)],
        plain("二|体育|语文|音乐")[0],
        [Cell("放学"), Cell("值日生打扫", columns=3)],
    ]
    assert table_lines(timetable)[0] == "节次：一；周一：语文；周二：数学；周三：美术"


def test_a_table_below_the_fields_of_a_form_has_its_own_heads():
    rows = [
        [Cell("报销人"), Cell("霍去闲", columns=2), Cell("职务"), Cell("裁判员", columns=3)],
        [Cell("出差事由"), Cell("参加赛鸽检疫培训", columns=6)],
        [Cell(text) for text in ("日期", "交通工具", "起点", "终点", "类别", "金额（元）", "附单据（张）")],
        [Cell(text) for text in ("6月21日", "高铁", "澜川", "鹿门", "车票", "212.50", "1")],
        [Cell("合计", columns=5), Cell("212.50"), Cell("1")],
    ]
    assert table_lines(rows) == [
        "报销人：霍去闲",
        "职务：裁判员",
        "出差事由：参加赛鸽检疫培训",
        "日期：6月21日；交通工具：高铁；起点：澜川；终点：鹿门；类别：车票；金额（元）：212.50；附单据（张）：1",
        "合计；金额（元）：212.50；附单据（张）：1",
    ]


def test_a_part_below_a_band_may_have_heads_and_columns_of_its_own():
    rows = [
        [Cell("一、入库", columns=4)],
        [Cell(text) for text in ("日期", "品种", "数量（吨）", "扣量（吨）")],
        [Cell(text) for text in ("3月4日", "晚籼稻", "120.5", "1.25")],
        [Cell("二、粮温", columns=4)],
        [Cell(text) for text in ("仓号", "最高粮温", "是否通风", "")],
        [Cell(text) for text in ("1号仓", "19.2℃", "否", "")],
        [Cell(text) for text in ("2号仓", "21.4℃", "是", "")],
        [Cell("三、出库", columns=4)],
        [Cell(text) for text in ("日期", "品种", "数量（吨）", "去向")],
        [Cell(text) for text in ("3月5日", "粳稻", "80", "鹿门")],
    ]
    assert table_lines(rows)[2:] == [
        "二、粮温",
        "仓号：1号仓；最高粮温：19.2℃；是否通风：否",
        "仓号：2号仓；最高粮温：21.4℃；是否通风：是",
        "三、出库",
        "日期：3月5日；品种：粳稻；数量（吨）：80；去向：鹿门",
    ]


@pytest.mark.parametrize(
    ("bold", "heads"),
    [
        ("FTFFTF", {1, 4}),
        ("TFFFTF", {0, 4}),
        ("TTFFFF", {0, 1}),
        ("FFFFTF", set()),  # one row that somebody stressed
        ("TTTTTT", set()),
        ("TFFTFF", {0}),  # the sum is in bold too, and has values
    ],
)
def test_rows_in_bold_that_name_columns_are_heads(bold: str, heads: set[int]):
    texts = [
        ["日期：8月6日", "班次：白班"],
        *[["组别", "品名", "时长"]] * 2,
        ["合计", "12", "2844"],
        *[["机号", "原因", "时长"]] * 2,
    ]
    assert bold_heads([mark == "T" for mark in bold], texts) == heads


def test_rows_marked_as_heads_further_down_head_what_is_below_them():
    rows = plain("组别|品名|达成率", "1组|裤子|97%", "机号|停机原因|时长（分钟）", "2号|断线|35", "7号|换针|12")
    rows[0] = [replace(cell, is_heading=True) for cell in rows[0]]
    rows[2] = [replace(cell, is_heading=True) for cell in rows[2]]
    assert table_lines(rows) == [
        "组别：1组；品名：裤子；达成率：97%",
        "机号：2号；停机原因：断线；时长（分钟）：35",
        "机号：7号；停机原因：换针；时长（分钟）：12",
    ]


def test_a_row_that_repeats_a_head_in_its_column_has_heads_of_its_own():
    rows = plain(
        "场次|气氛|主场景|备注",
        "12|夜|码头|",
        "15|日|茶铺|用烟",
        "演员|角色|到场|备注",
        "温言|撑船人|5:30|",
        "陆离|茶客|9:00|备用",
    )
    assert table_lines(rows) == [
        "场次：12；气氛：夜；主场景：码头",
        "场次：15；气氛：日；主场景：茶铺；备注：用烟",
        "演员：温言；角色：撑船人；到场：5:30",
        "演员：陆离；角色：茶客；到场：9:00；备注：备用",
    ]


def test_heads_that_only_another_part_divides_are_one_row():
    rows = [
        [Cell(text) for text in ("姓名", "乌有年", "性别", "女", "出生日期", "1941年5月")],
        [Cell("评估项目"), Cell("评估内容", columns=2), Cell("评分标准", columns=2), Cell("得分")],
        [Cell("日常生活", rows=2), Cell("进食", columns=2), Cell("需部分帮助", columns=2), Cell("5")],
        [Cell("行走", columns=2), Cell("可独立行走", columns=2), Cell("10")],
        [Cell("总分", columns=5), Cell("15")],
    ]
    assert table_lines(rows)[3:] == [
        "评估项目：日常生活；评估内容：进食；评分标准：需部分帮助；得分：5",
        "评估项目：日常生活；评估内容：行走；评分标准：可独立行走；得分：10",
        "评估项目：总分；得分：15",
    ]


def test_a_name_beside_two_values_of_a_form_is_one_name():
    rows = [
        [Cell("借用人"), Cell("莫愁予"), Cell("押金"), Cell("300元")],
        [Cell("须知", rows=2), Cell("前三天免租金。", columns=3)],
        [Cell("损坏的照价赔偿。", columns=3)],
    ]
    assert table_lines(rows) == ["借用人：莫愁予", "押金：300元", "须知：前三天免租金。", "须知：损坏的照价赔偿。"]


def test_a_caption_with_heads_and_values_below_it_begins_a_table_without_a_blank_row():
    rows = plain("船次|开船|到岛", "早船|6:30|7:10", "晚船|16:00|16:40", "船票||", "|单程|往返", "大人|20元|35元")
    assert [table_lines(table) for table in split_at_blank_rows(rows)] == [
        ["船次：早船；开船：6:30；到岛：7:10", "船次：晚船；开船：16:00；到岛：16:40"],
        ["船票", "大人；单程：20元；往返：35元"],
    ]


def test_a_group_named_alone_in_its_row_begins_no_table():
    rows = plain("菜名|做法|价格", "凉菜||", "|拌芦笋|18元", "|酱鸭|36元", "热菜||", "红烧鱼|砂锅|48元")
    assert len(split_at_blank_rows(rows)) == 1


def test_a_sentence_below_a_table_belongs_to_no_column():
    rows = plain("滩段|灰鹤|白鹤", "东滩|120|31", "西滩|98|12", "数字为当天最高值，未扣除重复。||")
    assert table_lines(rows)[-1] == "数字为当天最高值，未扣除重复。"


def test_a_blank_below_the_name_of_a_village_means_the_same_village():
    rows = plain("村别|作物|亩数", "芦庄|藕|40", "|菱|25", "鹤村|藕|60", "|芡实|15")
    assert table_lines(rows)[1] == "村别：芦庄；作物：菱；亩数：25"


def test_a_remark_in_brackets_follows_the_line_of_its_cell():
    assert table_lines(plain("船次|周二", "早船|停航\n（检修）"))[-1] == "船次：早船；周二：停航（检修）"


def test_fields_below_a_table_with_blank_columns_make_none_of_them_a_column():
    rows = plain(
        "品名|价格|时间||",
        "酸奶|4元|下午||",
        "水果杯|6元|下午||",
        "说明：先到先得。||||",
        "厨师：郁兰|||电话：5563310|",
    )
    assert table_lines(rows) == [
        "品名：酸奶；价格：4元；时间：下午",
        "品名：水果杯；价格：6元；时间：下午",
        "说明：先到先得。",
        "厨师：郁兰；电话：5563310",
    ]


def test_a_cell_that_says_the_same_as_above_is_told_in_full():
    rows = plain("周次|内容|须带", "1|数鹤|望远镜", "2|画鹤|〃", "3|写生|同上", "4|交稿|〃三份")
    assert table_lines(rows) == [
        "周次：1；内容：数鹤；须带：望远镜",
        "周次：2；内容：画鹤；须带：望远镜",
        "周次：3；内容：写生；须带：望远镜",
        "周次：4；内容：交稿；须带：〃三份",
    ]


def test_a_column_without_a_head_between_heads_of_two_rows():
    rows = plain(
        "门店||春季||秋季|",
        "||销量|金额|销量|金额",
        "东店|围巾|12|960|8|640",
        "|帽子|6|300|2|125",
        "西店|围巾|9|760|7|568",
        "|帽子|4|220||",
    )
    assert table_lines(rows) == [
        "门店：东店；围巾；春季销量：12；春季金额：960；秋季销量：8；秋季金额：640",
        "门店：东店；帽子；春季销量：6；春季金额：300；秋季销量：2；秋季金额：125",
        "门店：西店；围巾；春季销量：9；春季金额：760；秋季销量：7；秋季金额：568",
        "门店：西店；帽子；春季销量：4；春季金额：220",
    ]


def test_weekdays_below_a_blank_corner_over_two_columns_are_heads():
    rows = [
        [Cell("", columns=2), Cell("周一"), Cell("周二"), Cell("周三")],
        [Cell("上午", rows=2), Cell("一段"), Cell("揉面"), Cell("裱花"), Cell("揉面")],
        [Cell("二段"), Cell("烘焙"), Cell("揉面"), Cell("裱花")],
        [Cell("茶歇20分钟", columns=5)],
        [Cell("下午"), Cell("三段"), Cell("裱花"), Cell("烘焙"), Cell("")],
    ]
    expected = [
        "上午；一段；周一：揉面；周二：裱花；周三：揉面",
        "上午；二段；周一：烘焙；周二：揉面；周三：裱花",
        "茶歇20分钟",
        "下午；三段；周一：裱花；周二：烘焙",
    ]
    assert table_lines(rows) == expected
    rows[0][:1] = [Cell(""), Cell("")]
    assert table_lines(rows) == expected
    unnamed = plain("||鹅卵石|青砖|瓦", "前院|东墙|好|破|无", "后院|西墙|破|好|好")
    assert table_lines(unnamed)[1] == "前院；东墙；好；破；无"  # two blanks alone do not make heads


def test_things_counted_below_one_head_are_heads():
    rows = [
        [Cell("参数", rows=2), Cell("允许值", rows=2), Cell("实测", columns=2)],
        [Cell("1号炉"), Cell("2号炉")],
        [Cell("炉温"), Cell("≤900"), Cell("870"), Cell("912")],
        [Cell("炉压"), Cell("≤1.2"), Cell("1.1"), Cell("1.0")],
    ]
    assert table_lines(rows) == [
        "参数：炉温；允许值：≤900；实测1号炉：870；实测2号炉：912",
        "参数：炉压；允许值：≤1.2；实测1号炉：1.1；实测2号炉：1.0",
    ]
    alone = [rows[0], [Cell("1号炉"), Cell("4号炉")], *rows[2:]]
    assert table_lines(alone)[1] == "参数；允许值；1号炉；4号炉"  # not in turn


def test_a_field_in_two_cells_above_heads_is_one_of_the_fields_above_the_table():
    rows = plain(
        "收货方：榆树巷粮店|||送货日期：|11月2日|",
        "货名|规格|件数|单价|金额|备注",
        "小米|5公斤|20|42|840|",
        "绿豆|2公斤|15|26|390|",
    )
    assert table_lines(rows) == [
        "收货方：榆树巷粮店；送货日期：11月2日",
        "货名：小米；规格：5公斤；件数：20；单价：42；金额：840",
        "货名：绿豆；规格：2公斤；件数：15；单价：26；金额：390",
    ]


def test_rounds_counted_across_columns_are_heads():
    rows = plain("名次|棋手|棋社|第一轮|第二轮|总分", "1|季松|听涛|30|28|58", "2|麦冬|闲云|弃权|29|29")
    assert table_lines(rows) == [
        "名次：1；棋手：季松；棋社：听涛；第一轮：30；第二轮：28；总分：58",
        "名次：2；棋手：麦冬；棋社：闲云；第一轮：弃权；第二轮：29；总分：29",
    ]
    unnamed = plain("季松|听涛|第一轮|第三轮|58", "麦冬|闲云|第二轮|第四轮|29")
    assert table_lines(unnamed)[0] == "季松；听涛；第一轮；第三轮；58"  # not in turn: no heads


def test_columns_named_by_times_of_day_behind_two_names():
    rows = plain(
        "星期|球台|8:30-10:00|10:00-11:30|备注",
        "周二|一号台|少年班||自带球拍",
        "周二|二号台|散客|长青队|",
    )
    assert table_lines(rows) == [
        "星期：周二；球台：一号台；8:30-10:00：少年班；备注：自带球拍",
        "星期：周二；球台：二号台；8:30-10:00：散客；10:00-11:30：长青队",
    ]


def test_shifts_with_their_hours_name_columns():
    rows = plain("星期|早班（7:00-15:00）|晚班（15:00-22:30）", "周一|柏舟|温澜", "周二|冉青|柏舟")
    assert table_lines(rows) == [
        "星期：周一；早班（7:00-15:00）：柏舟；晚班（15:00-22:30）：温澜",
        "星期：周二；早班（7:00-15:00）：冉青；晚班（15:00-22:30）：柏舟",
    ]


def test_rows_with_hours_in_them_are_not_heads():
    rows = plain("柏舟|7:00-15:00|15:10-16:00", "温澜|8:00-16:00|16:10-17:00")
    assert table_lines(rows) == ["柏舟；7:00-15:00；15:10-16:00", "温澜；8:00-16:00；16:10-17:00"]


def test_a_head_with_its_hour_spans_columns_with_units():
    rows = [
        [Cell("菜名", rows=2), Cell("早市（5:00）", columns=2), Cell("晚市（16:30）", columns=2)],
        [Cell("斤数/斤"), Cell("价钱/元"), Cell("斤数/斤"), Cell("价钱/元")],
        [Cell(text) for text in ("莴笋", "40", "2.1", "15", "1.8")],
        [Cell(text) for text in ("水芹", "26", "3", "8", "2.5")],
    ]
    assert table_lines(rows)[0] == (
        "菜名：莴笋；早市（5:00）斤数/斤：40；早市（5:00）价钱/元：2.1；晚市（16:30）斤数/斤：15；晚市（16:30）价钱/元：1.8"
    )


def test_a_part_of_a_form_is_read_as_fields_though_its_names_are_unknown():
    def band(text: str) -> list[Cell]:
        return [Cell(text, columns=4)]

    rows = [
        band("一、船主"),
        *plain("姓名|柏舟|电话|5550-7712", "住址|岔河村|年龄|41"),
        band("二、停泊"),
        *plain("进坞|九月二日|出坞|九月九日", "缆绳|两根|看守|温澜"),
        band("三、同船"),
        *plain("称呼|姓名|单位|干什么", "弟弟|柏帆|茶场|摇橹"),
    ]
    assert table_lines(rows) == [
        "一、船主",
        "姓名：柏舟",
        "电话：5550-7712",
        "住址：岔河村",
        "年龄：41",
        "二、停泊",
        "进坞：九月二日",
        "出坞：九月九日",
        "缆绳：两根",
        "看守：温澜",
        "三、同船",
        "称呼：弟弟；姓名：柏帆；单位：茶场；干什么：摇橹",
    ]


def test_rows_to_be_filled_in_are_names_below_the_line_of_heads():
    assert table_lines(plain("题号|一|二|三|总分", "得分||||")) == ["题号；一；二；三；总分", "得分"]
    assert table_lines(plain("船名|吨位|单价", "青一|12|80", "合计金额||")) == [
        "船名：青一；吨位：12；单价：80",
        "合计金额",
    ]


def test_a_name_that_recurs_in_a_part_of_a_form_is_that_of_what_stands_behind_it():
    rows = [
        [Cell("会议名称"), Cell("修渠", columns=3), Cell("主持人"), Cell("柏舟")],
        [Cell("议定事项", rows=2), Cell("冬月初三开工", columns=3), Cell("负责人"), Cell("温澜")],
        [Cell("每户出工六天", columns=3), Cell("负责人"), Cell("冉青")],
    ]
    assert table_lines(rows)[-3:] == ["议定事项：", "冬月初三开工；负责人：温澜", "每户出工六天；负责人：冉青"]


def test_tables_inside_cells_side_by_side_follow_their_captions():
    def holding(caption: str, *rows: str) -> Cell:
        return Cell(caption, inner=tuple(read_table(plain(*rows))))

    rows = [[holding("上工", "人|活", "柏舟|补网"), holding("缺料", "料|件数", "麻绳|3")], *plain("看守|温澜")]
    assert table_lines(rows)[:4] == ["上工", "人：柏舟；活：补网", "缺料", "料：麻绳；件数：3"]
