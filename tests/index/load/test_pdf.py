"""PDF files: numbers are numbers, edges are edges, columns and tables are read as they are meant."""

import io

import pypdf
import pytest

from index.article import Article, Rejection
from index.load.loader import read_article_bytes
from index.messages import Message, say
from tests.reading.pdf_documents import Placed, browser_pdf_file, column, grid, pdf_file

OPENING = "船厂今年造了四十六艘渡船，其中三十艘已经交付使用。"


def read(pages: list[list[Placed]], *, drawn: str = "") -> Article:
    (article,) = read_article_bytes(pdf_file(pages, drawn=drawn), "a.pdf", "a.pdf")
    assert isinstance(article, Article)
    return article


def read_sized(page: list[Placed], sizes: dict[str, int]) -> Article:
    (article,) = read_article_bytes(pdf_file([page], sizes=sizes), "a.pdf", "a.pdf")
    assert isinstance(article, Article)
    return article


def lines(pages: list[list[Placed]], *, drawn: str = "") -> list[str]:
    return [line for p in read(pages, drawn=drawn).paragraphs for line in p.text.split("\n")]


def test_a_line_that_is_a_number_is_kept():
    found = lines(
        [column(["江北船厂今年渡船产量", OPENING, "甲船台", "980", "乙船台", "1200", "以上产量由船厂统计室公布。"])]
    )
    assert found == [OPENING, "甲船台", "980", "乙船台", "1200", "以上产量由船厂统计室公布。"]


def test_numbers_that_count_up_at_the_foot_of_pages_go_and_those_that_do_not_stay():
    texts = ["甲船台每月造三艘船。", "乙船台每月造五艘船。", "丙船台每月造七艘船。"]
    counted = [[*column(["江北船厂今年渡船产量", text]), (290, 30, str(11 + n))] for n, text in enumerate(texts)]
    assert "".join(lines(counted)) == "".join(texts)
    assert [(line.text, line.role) for line in read(counted).removed if line.role == "页码"] == [
        ("11", "页码"),
        ("12", "页码"),
        ("13", "页码"),
    ]
    measured = [
        [*column(["江北船厂今年渡船产量", text]), (290, 30, number)]
        for text, number in zip(texts, ("86", "12", "57"), strict=True)
    ]
    assert [number in "".join(lines(measured)) for number in ("86", "12", "57")] == [True, True, True]


def test_a_running_head_goes_and_the_same_words_in_the_text_stay():
    pages = [
        [(200, 815, "渡船年鉴"), *column([f"第{n}座船台的渡船年鉴记到了{n}月份。", "渡船年鉴"])] for n in "一二三四"
    ]
    text = "\n".join(lines(pages))
    assert text.count("渡船年鉴") >= 4
    assert not text.startswith("渡船年鉴")


def test_a_sentence_goes_on_over_the_page():
    pages = [
        column(["江北船厂今年渡船产量", "船厂今年造了四十六艘渡船，其中三十艘"]),
        column(["已经交付使用，余下的年底交付。"]),
    ]
    assert lines(pages) == ["船厂今年造了四十六艘渡船，其中三十艘已经交付使用，余下的年底交付。"]


LEFT = ["船厂在江的北岸，占地九亩，", "原来是一片晒网的滩涂，", "三十年前才筑起围堤。"]
RIGHT = ["围堤里先有了两座船台，", "后来又添了一座，能造百吨", "以下的渡船和驳船。"]


@pytest.mark.parametrize("shift", [0, 9])
def test_two_columns_are_read_one_after_the_other(shift: int):
    pairs = zip(column(LEFT, top=740), column(RIGHT, x=330, top=740 - shift), strict=True)
    page = [
        (230, 790, "江北船厂旧事一则"),
        *(piece for pair in pairs for piece in pair),
        *column(["厂史由退休职工写成。"], top=600),
    ]
    assert "".join(lines([page])).endswith("".join([*LEFT, *RIGHT, "厂史由退休职工写成。"]))


def test_rows_of_an_aligned_table_have_their_heads():
    rows = [("船号", "吨位", "交付"), ("甲一", "86", ""), ("乙二", "", "五月"), ("丙三", "120", "六月")]
    page = [
        *column(["江北船厂渡船交付表", OPENING]),
        *grid(rows, (70, 200, 330), 700),
        (70, 590, "表中吨位为满载吨位。"),
    ]
    assert lines([page]) == [
        OPENING,
        "船号：甲一；吨位：86",
        "船号：乙二；交付：五月",
        "船号：丙三；吨位：120；交付：六月",
        "表中吨位为满载吨位。",
    ]


def test_a_word_cut_by_a_hyphen_is_whole_again():
    page = column(
        ["Ferry Yard Report", "The yard finished forty ferries this year, and six more are com-", "pletely paid for."]
    )
    assert "are completely paid for." in "\n".join(lines([page]))


def test_a_word_cut_by_a_hyphen_far_from_the_edge_is_whole_again():
    ragged = [
        "The keepers of the upper ferry open the gate at seven in the morning.",
        "Nobody may cross the bridge of boats later than half an hour before sun-",
        "down, because the steps are unlit.",
        "In winter the gate stays closed until the ice is broken by the har-",
    ]
    pages = [column(["Ferry Rules", *ragged]), column(["bour crew."])]
    shown = "\n".join(lines(pages))
    assert "half an hour before sundown, because" in shown
    assert "by the harbour crew." in shown


def test_pages_without_text_are_named():
    assert say(read([column(["江北船厂今年渡船产量", OPENING * 3]), []]).note) == "第 2 页没有文字，可能是扫描的图片"


def test_what_is_no_readable_pdf_says_so():
    assert read_article_bytes(b"%PDF-1.7\nnothing", "a.pdf", "a.pdf") == (Rejection("a.pdf", Message("pdf-damaged")),)


@pytest.mark.parametrize(("password", "is_read"), [("geheim", False), ("", True)])
def test_a_pdf_with_a_password_says_so_and_one_that_only_forbids_printing_is_read(password: str, is_read: bool):
    writer, stream = pypdf.PdfWriter(io.BytesIO(pdf_file([column(["江北船厂今年渡船产量", OPENING])]))), io.BytesIO()
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    writer.write(stream)
    (found,) = read_article_bytes(stream.getvalue(), "a.pdf", "a.pdf")
    assert isinstance(found, Article) if is_read else found == Rejection("a.pdf", Message("pdf-locked"))


def test_upright_lines_part_the_cells_of_a_narrow_table():
    cells = [["品种", "规格", "单价(元)"], ["冬枣", "5斤装", "48.0"], ["雪梨", "10斤装", "39.9"]]
    placed = [
        (x, 700 - 20 * y, text) for y, row in enumerate(cells) for x, text in zip((72, 102, 144), row, strict=True)
    ]
    rules = "".join(f"{x} 655 m {x} 715 l S\n" for x in (68, 99, 141, 200))
    rules += "".join(f"68 {y} m 200 {y} l S\n" for y in (655, 675, 695, 715))
    found = lines([[*column(["合作社价目表", OPENING]), *placed]], drawn=rules)
    assert found[-2:] == ["品种：冬枣；规格：5斤装；单价(元)：48.0", "品种：雪梨；规格：10斤装；单价(元)：39.9"]


def test_short_fields_are_lines_of_their_own_and_none_is_the_title():
    fields = ["首班：05:50", "末班：22:30", "票价：2元", "咨询电话：5550317"]
    article = read([column(fields)])
    assert (article.title, [line for p in article.paragraphs for line in p.text.split("\n")]) == ("", fields)


def test_a_flat_character_stays_in_its_line():
    page = [
        (230, 780, "江北船厂旧事"),
        *column(["船厂一期用地十一亩，第一座船台长三十一米。", "一九八一年又添了一座。"], top=740),
    ]
    (article,) = read_article_bytes(browser_pdf_file(page), "a.pdf", "a.pdf")
    assert isinstance(article, Article)
    assert [line for p in article.paragraphs for line in p.text.split("\n")] == [text for _, _, text in page[1:]]


def test_names_set_apart_by_a_wide_space_stay_apart():
    names = "郁青\u3000裴小川"
    assert lines([column(["江北船厂旧事", OPENING, names, "通\u3000知", OPENING])])[1:3] == ["郁青 裴小川", "通知"]


@pytest.mark.parametrize(
    ("number", "x", "y", "is_gone"),
    [("1", 294, 40, True), ("1", 70, 40, False), ("86", 290, 40, False), ("1", 294, 690, False)],
)
def test_the_number_of_the_only_page_goes_and_a_number_of_the_text_stays(number: str, x: int, y: int, is_gone: bool):
    page = [*column(["江北船厂今年渡船产量", OPENING, OPENING, "甲船台造船艘数"]), (x, y, number)]
    assert (number not in lines([page])) == is_gone


def test_text_beside_a_ruled_table_is_no_row_of_it():
    cells = [["品种", "规格", "单价(元)"], ["冬枣", "5斤装", "48.0"]]
    placed = grid(cells, (72, 202, 344), 700)
    rules = "".join(f"{x} 675 m {x} 715 l S\n" for x in (68, 199, 341, 480))
    rules += "".join(f"68 {y} m 480 {y} l S\n" for y in (675, 695, 715))
    above = [(72, 740, "户号："), (202, 740, "0031127"), (344, 740, "户名："), (400, 740, "温如岫")]
    below = [(72, 660, "岚桥合作社"), (344, 660, "三月十二日印发")]
    found = lines([[*column(["合作社价目表"], top=780), *above, *placed, *below]], drawn=rules)
    assert found == [
        "户号：  0031127  户名：  温如岫",
        "品种：冬枣；规格：5斤装；单价(元)：48.0",
        "岚桥合作社  三月十二日印发",
    ]


def test_three_columns_below_one_heading_are_read_one_after_the_other():
    texts = [
        ["船厂在江的北岸，占", "地九亩，原来是一片", "晒网的滩涂，后来才", "筑起了围堤。"],
        ["围堤里先有了两座船", "台，后来又添了一座", "，能造百吨以下的渡", "船和驳船。"],
        ["老船工还记得，头一", "艘渡船下水那天，两", "岸站满了人，锣鼓从", "早响到晚。"],
    ]
    page = [(230, 790, "江北船厂旧事一则"), *column(texts[0], x=60, top=740)]
    page += [*column(texts[1], x=190, top=740), *column(texts[2], x=320, top=740)]
    assert lines([page]) == ["".join(text) for text in texts]


def test_items_of_a_slide_are_lines_though_one_has_a_comma():
    items = ["土球直径为胸径的八倍", "当天起当天栽，不过夜", "裸根苗要蘸泥浆", "三天之内浇透三遍水"]
    assert lines([column(["苗木移栽的几个要点", *items])]) == items


def test_a_wide_space_behind_the_number_of_an_article_stays():
    page = [(70, 700, "第一条"), (118, 700, "甲方出租渡船一艘。"), (70, 680, "第二条"), (118, 680, "租期为两年。")]
    assert lines([page])[:2] == ["第一条 甲方出租渡船一艘。", "第二条 租期为两年。"]


def test_a_side_column_of_short_lines_is_read_by_itself():
    side = [
        (60, 760, "温如岫"),
        (60, 733, "电话5550101"),
        (60, 709, "会开船"),
        (60, 688, "会修船"),
        (60, 661, "会补网"),
    ]
    main = column(["经历", "十年驾驶渡船", "三年看守灯塔", "两年教授补网", "学历", "青石航校毕业"], x=260, top=753)
    assert lines([[*side, *main]]) == [text for _, _, text in (*side[1:], *main)]


def test_the_largest_line_at_the_top_is_the_title_not_the_one_that_runs_above_it():
    page = [
        (230, 815, "江北船厂通讯"),
        (200, 770, "渡船产量再创新高"),
        *column([OPENING, OPENING[:-1] + "了。"], top=730),
    ]
    data = pdf_file([page], sizes={"江北船厂通讯": 15, "渡船产量再创新高": 22})
    (article,) = read_article_bytes(data, "a.pdf", "a.pdf")
    assert isinstance(article, Article)
    assert article.title == "渡船产量再创新高"


MERGED = """50 700 m 350 700 l S 110 680 m 350 680 l S 50 660 m 350 660 l S 50 640 m 350 640 l S 50 620 m 350 620 l S
50 620 m 50 700 l S 110 620 m 110 700 l S 170 620 m 170 680 l S 230 620 m 230 700 l S 290 620 m 290 680 l S
350 620 m 350 700 l S """
"""The lines of a table whose first head spans two rows, and the two others two columns each."""
MEASURED = [
    (60, 677, "测站"), (150, 686, "五月"), (270, 686, "六月"),
    (115, 666, "溶氧"), (175, 666, "氨氮"), (235, 666, "溶氧"), (295, 666, "氨氮"),
    (55, 646, "上桥"), (115, 646, "7.9"), (175, 646, "0.2"), (235, 646, "7.1"), (295, 646, "0.3"),
    (55, 626, "石埠"), (115, 626, "6.8"), (175, 626, "0.4"), (235, 626, "6.2"), (295, 626, "0.5"),
]  # fmt: skip


@pytest.mark.parametrize("drawn", [MERGED, MERGED.replace(" S", "") + " S "])
def test_cells_merged_in_a_ruled_table_are_known_by_its_lines(drawn: str):
    """The lines are drawn one by one, or the whole grid at once."""
    found = lines([[*column(["水质月报", OPENING]), *MEASURED]], drawn=drawn)
    assert found[-2:] == [
        "测站：上桥；五月溶氧：7.9；五月氨氮：0.2；六月溶氧：7.1；六月氨氮：0.3",
        "测站：石埠；五月溶氧：6.8；五月氨氮：0.4；六月溶氧：6.2；六月氨氮：0.5",
    ]


def test_a_ruled_table_that_goes_on_over_the_page_keeps_its_heads():
    drawn = "".join(f"50 {y} m 350 {y} l S " for y in (700, 680, 660, 640))
    drawn += "".join(f"{x} 640 m {x} 700 l S " for x in (50, 150, 250, 350))
    edges = (55, 155, 255)

    def part(*rows: tuple[str, ...]) -> list[Placed]:
        return [(x, 686 - 20 * n, text) for n, row in enumerate(rows) for x, text in zip(edges, row, strict=True)]

    first = part(("编号", "树种", "位置"), ("甲一", "银杏", "文庙"), ("甲二", "香樟", "渡口"))
    second = part(("甲三", "皂荚", "井边"), ("甲四", "枫香", "后山"), ("甲五", "柏树", "旧学"))
    found = lines([[*column(["古树名木登记表", OPENING], top=780), *first], second], drawn=drawn)
    assert found[-3:] == [f"编号：甲{n}；树种：{tree}；位置：{place}" for n, tree, place in (
        ("三", "皂荚", "井边"), ("四", "枫香", "后山"), ("五", "柏树", "旧学"))]  # fmt: skip


def test_text_drawn_aslant_across_the_page_is_left_out_and_listed():
    mark = f"BT /F 60 Tf .7 .7 -.7 .7 150 300 Tm <{'内部使用'.encode('utf-16-be').hex()}> Tj ET "
    article = read([column(["江北船厂今年渡船产量", OPENING])], drawn=mark)
    assert [p.text for p in article.paragraphs] == [OPENING]
    assert ("内部使用", "水印") in [(line.text, line.role) for line in article.removed]


def test_a_sentence_goes_on_over_the_notes_at_the_foot_of_its_page():
    text = "船厂今年造了四十六艘渡船，其中三十艘已经交付使用，其余的要到"
    note = "[1] 据船厂统计室，不含修理的旧船。"
    first = [*column(["江北船厂今年渡船产量", OPENING, text]), (50, 60, note)]
    found = lines([first, column(["明年春天才能完工，那时再办下水礼。", OPENING])], drawn="50 80 m 180 80 l S ")
    assert found == [OPENING, text + "明年春天才能完工，那时再办下水礼。", note, OPENING]


def test_what_was_written_into_the_fields_of_a_form_is_read():
    writer = pypdf.PdfWriter(io.BytesIO(pdf_file([[(50, 700, "租用单位："), *column([OPENING], top=600)]])))
    shown = pypdf.generic.StreamObject()
    shown.set_data(f"BT /F 12 Tf 2 4 Td <{'芦海小学'.encode('utf-16-be').hex()}> Tj ET".encode())
    names = pypdf.generic.NameObject
    box = pypdf.generic.ArrayObject([pypdf.generic.NumberObject(n) for n in (0, 0, 200, 20)])
    fonts = writer.pages[0]["/Resources"]
    shown.update({names("/Subtype"): names("/Form"), names("/BBox"): box, names("/Resources"): fonts})
    place = pypdf.generic.ArrayObject([pypdf.generic.NumberObject(n) for n in (120, 696, 320, 716)])
    field = {names("/Subtype"): names("/Widget"), names("/Rect"): place, names("/F"): pypdf.generic.NumberObject(4)}
    field[names("/AP")] = pypdf.generic.DictionaryObject({names("/N"): writer._add_object(shown)})
    writer.pages[0][names("/Annots")] = pypdf.generic.ArrayObject([pypdf.generic.DictionaryObject(field)])
    stream = io.BytesIO()
    writer.write(stream)
    (article,) = read_article_bytes(stream.getvalue(), "a.pdf", "a.pdf")
    assert isinstance(article, Article)
    assert "租用单位：芦海小学" in "\n".join([article.title, *(p.text for p in article.paragraphs)])


def test_the_last_cell_of_a_table_without_lines_is_read_to_its_end():
    rows = [
        ("岗位", "职责", "人数"),
        ("引导", "为观众指路，发放场刊，", "12人"),
        ("急救", "随身携带急救包，东西", "4人"),
    ]
    placed = [
        (x, 700 - 20 * n, text) for n, row in enumerate(rows) for x, text in zip((50, 150, 400), row, strict=True)
    ]
    found = lines([[*column(["志愿者岗位说明", OPENING], top=780), *placed, (150, 642, "看台各设一处")]])
    assert found[-1] == "岗位：急救；职责：随身携带急救包，东西看台各设一处；人数：4人"


def test_a_page_on_which_all_is_drawn_sideways_is_turned():
    texts = ("横排的护坡方案", OPENING, "甲船台下铺砂垫层。")
    drawn = "".join(
        f"BT /F 12 Tf .01 1 -1 .01 {100 + 30 * n} 60 Tm <{text.encode('utf-16-be').hex()}> Tj ET "
        for n, text in enumerate(texts)
    )
    article = read([[]], drawn=drawn)
    assert "\n".join([article.title, *(p.text for p in article.paragraphs)]) == "\n".join(texts)


def test_fields_above_the_heads_of_a_table_without_lines_are_no_row_of_it():
    fields = [(60, 700, "姓名：盛夏"), (200, 700, "性别：女"), (300, 700, "标本：血清")]
    heads = [(60, 680, "项目"), (185, 680, "结果"), (260, 680, "单位"), (340, 680, "参考区间")]
    rows = [
        (x, y, text)
        for y, cells in ((660, ("丙氨酸转移酶", "58", "U/L", "9-50")), (640, ("总胆红素", "11.2", "μmol/L", "0-23")))
        for x, text in zip((60, 185, 260, 340), cells, strict=True)
    ]
    assert lines([[(60, 740, "港区医院检验单"), *fields, *heads, *rows]])[-3:] == [
        "姓名：盛夏  性别：女  标本：血清",
        "项目：丙氨酸转移酶；结果：58；单位：U/L；参考区间：9-50",
        "项目：总胆红素；结果：11.2；单位：μmol/L；参考区间：0-23",
    ]


def test_what_a_browser_prints_at_the_edges_of_a_page_is_listed():
    page = [(30, 825, "2025/10/8 15:30"), (250, 825, "驿站一览"), (30, 12, "https://yz.example/list?id=3  1/1")]
    page += [*column(["骑行驿站的开放时间", "东门驿站每天八点开门，周一闭馆检修。"], top=740)]
    article = read([page])
    assert [p.text for p in article.paragraphs][-1] == "东门驿站每天八点开门，周一闭馆检修。"
    assert {line.role for line in article.removed if "15:30" in line.text or "yz.example" in line.text} == {
        "页眉与页脚"
    }
    noted = [(70, 700, "2025/10/8 15:30 开闸放水"), (70, 680, "2025/10/9 8:10 关闸，水位回落，一切正常。")]
    assert "2025/10/8 15:30 开闸放水" in "\n".join(lines([noted]))  # in the text


def test_a_paragraph_of_a_narrow_column_goes_on_below_its_first_line():
    texts = ["　　冰道长约四十五米，宽近", "五米，两端有营垒。", "　　冰面喷洒水滴成麻点，使", "摩擦减小。"]
    placed = [(60 + 20 * text.startswith("　"), 700 - 18 * n, text.strip("　")) for n, text in enumerate(texts)]
    other = [
        (330, 700 - 18 * n, text)
        for n, text in enumerate(["投壶时蹬起滑行，", "在前掷线前松手。", "擦冰能延长滑行，", "也更直。"])
    ]
    assert lines([[*placed, *other]])[:2] == [
        "冰道长约四十五米，宽近五米，两端有营垒。",
        "冰面喷洒水滴成麻点，使摩擦减小。",
    ]


def test_words_after_a_day_keep_their_wide_space():
    page = [
        (70, 740, "个人简历"),
        (70, 700, "2018年9月至2022年6月\u3000南江学院"),
        (70, 680, "在校期间担任书画社社长，办展三次。"),
    ]
    assert "6月 南江学院" in "\n".join(lines([page]))


def test_a_short_line_above_the_columns_does_not_go_on_in_the_first():
    left = ["柴窑以松柴为燃料，火焰长", "而柔和，釉面落灰，富于变", "化，成品率却不高，实测的", "资料一直很少。"]
    right = ["测点布置在窑膛三层，每层", "四支热电偶，采样间隔三十", "秒，全程二十六小时，由两", "人轮流记录。"]
    above = [(150, 790, "柴窑火焰温度场的实测与分析"), (180, 770, "沐风，祝枝山")]
    found = lines([[*above, *column(left, top=720), *column(right, x=330, top=720)]])
    assert found[-2:] == ["".join(left), "".join(right)]
    assert "沐风，祝枝山" not in found[-2]


def test_columns_with_a_narrow_gutter_are_not_read_as_lines_across_it():
    left = [
        "演练模拟渔船失火，船员穿好",
        "救生衣，依次登上救生筏，由",
        "岸上拖轮接应，指挥部用电台",
        "发布指令，全程四十分钟。",
    ]
    right = [
        "二号冷库本月竣工，库容三千",
        "吨，可以满足全港鱼货周转，",
        "冷库采用氨制冷，配有报警装",
        "置，每班两人值守。",
    ]
    found = lines([[(60, 790, "渔港简报第九期"), *column(left, x=60, top=740), *column(right, x=230, top=740)]])
    assert found == ["".join(left), "".join(right)]


def test_words_a_character_apart_stay_in_one_line():
    page = [(60, 790, "值班守则"), *column(["甲班上午值守，乙班下午值守。", "换班时当面交清。"], top=760)]
    page += [(60, 700, "联系人：柏一帆"), (156, 700, "办公室三楼")]
    assert "联系人：柏一帆 办公室三楼" in lines([page])


def test_rows_without_lines_between_them_are_rows_though_lines_enclose_the_table():
    cells = [
        ["层级", "时薪", "条件"],
        ["学员", "18", "入职三个月内"],
        ["咖啡师", "25", "通过考核"],
        ["店长", "35", "任满两年"],
    ]
    rules = "".join(f"{x} 630 m {x} 718 l S\n" for x in (66, 160, 250, 400))
    rules += "".join(f"66 {y} m 400 {y} l S\n" for y in (630, 695, 718))  # none between the three
    found = lines([[(70, 760, "薪级表"), *grid(cells, (72, 166, 256), 700)]], drawn=rules)
    assert found[-3:] == [
        "层级：学员；时薪：18；条件：入职三个月内",
        "层级：咖啡师；时薪：25；条件：通过考核",
        "层级：店长；时薪：35；条件：任满两年",
    ]


def test_cells_of_several_lines_in_a_table_without_lines_are_whole():
    rows = [
        (740, ("故障", "可能的原因", "处理办法")),
        (712, ("萃取过快", "研磨过粗，或粉量不足，或没", "将刻度调细一至两格，重新校")),
        (695, ("", "有压实", "准粉量。")),
        (667, ("不加热了", "水箱缺水", "加满水箱后重启。")),
        (639, ("蒸汽无力", "蒸汽嘴堵塞", "用细针疏通蒸汽嘴。")),
    ]  # the second column ends hardly a character before the third begins
    placed = [(x, y, cells[n]) for n, x in enumerate((60, 130, 300)) for y, cells in rows if cells[n]]
    assert lines([[(60, 790, "咖啡机的常见问题"), *placed]])[-3:] == [
        "故障：萃取过快；可能的原因：研磨过粗，或粉量不足，或没有压实；处理办法：将刻度调细一至两格，重新校准粉量。",
        "故障：不加热了；可能的原因：水箱缺水；处理办法：加满水箱后重启。",
        "故障：蒸汽无力；可能的原因：蒸汽嘴堵塞；处理办法：用细针疏通蒸汽嘴。",
    ]


def test_blank_first_cells_are_rows_of_their_own():
    cells = [
        ["航站", "开行日", "票价"],
        ["东站", "周一", "45"],
        ["", "周三", "46"],
        ["西站", "周二", "60"],
        ["", "周六", "61"],
    ]
    assert lines([[(70, 760, "班次表"), *grid(cells, (72, 202, 344), 700)]])[-3:] == [
        "开行日：周三；票价：46",
        "航站：西站；开行日：周二；票价：60",
        "开行日：周六；票价：61",
    ]


def test_items_with_their_numbers_set_apart_are_no_table():
    numbers = ["1", "1.1", "1.2", "", "2"]
    texts = [
        "总则部分",
        "甲方授权乙方使用商标。",
        "乙方按手册布置门店，招牌、杯具和围裙的样式以及店内音乐",
        "不得擅自更改。",
        "费用部分",
    ]
    placed = [(60, 700 - 18 * n, number) for n, number in enumerate(numbers) if number]
    placed += [(105, 700 - 18 * n, text) for n, text in enumerate(texts)]
    assert lines([[(60, 760, "加盟合同书"), *placed]]) == [
        "1 总则部分",
        "1.1 甲方授权乙方使用商标。",
        "1.2 乙方按手册布置门店，招牌、杯具和围裙的样式以及店内音乐不得擅自更改。",
        "2 费用部分",
    ]


def test_short_lines_of_two_columns_are_read_column_by_column():
    left = ["一、选择题", "1. 浓缩咖啡萃取多久", "A. 十秒", "B. 二十五秒", "2. 豆子怎样保存", "A. 冷冻", "B. 密封避光"]
    right = [(330, 733, "二、简答题"), (330, 697, "3. 简述注水的步骤"), (330, 593, "4. 刻度过细会怎样")]
    found = lines([[(200, 790, "咖啡师考核试卷"), *column(left, x=60, top=740), *right]])
    assert found == [*left, "二、简答题", "3. 简述注水的步骤", "4. 刻度过细会怎样"]


def test_fields_in_a_cell_stay_apart():
    cards = [
        ("北门店", "电话：5550001", "地址：河坊街"),
        ("西溪店", "电话：5550002", "地址：竹竿巷"),
        ("东站店", "电话：5550003", "地址：站前路"),
    ]
    placed = [(70 + 180 * n, 700 - 18 * m, text) for n, card in enumerate(cards) for m, text in enumerate(card)]
    walls = "".join(f"{66 + 180 * n} 655 160 62 re S\n" for n in range(3))
    text = "\n".join(lines([[(70, 760, "门店通讯录"), *placed]], drawn=walls))
    assert "电话：5550001地址" not in text
    assert all(piece in text for card in cards for piece in card)


def test_cells_that_nearly_touch_in_a_table_without_lines_are_cells():
    rows = [
        ("年份", "剧目", "导演"),
        ("1978", "渔光曲", "傅声"),
        ("1991", "老码头", "傅声"),
        ("2003", "夜航船", "罗绮"),
    ]
    placed = [(x, 700 - 18 * n, text) for n, row in enumerate(rows) for x, text in zip((60, 96, 144), row, strict=True)]
    assert lines([[(60, 760, "海州话剧团年表"), *placed]])[-3:] == [
        "年份：1978；剧目：渔光曲；导演：傅声",
        "年份：1991；剧目：老码头；导演：傅声",
        "年份：2003；剧目：夜航船；导演：罗绮",
    ]
    names = [("傅立声", "罗绮云", "闻笛"), ("卷耳生", "苏合香", "茜草"), ("桑榆晚", "叶落秋", "石斛")]  # no heads
    placed = [
        (x, 700 - 18 * n, text) for n, row in enumerate(names) for x, text in zip((60, 108, 156), row, strict=True)
    ]
    assert "卷耳生 苏合香 茜草" in "\n".join(lines([[(60, 760, "参演人员名单"), *placed]]))


def test_lines_drawn_in_a_form_stand_where_the_page_shows_it():
    cells = [("序号", "标本名称", "状况"), ("1", "硕步甲", "完好"), ("2", "金裳凤蝶", "右翅缺损")]
    across = "".join(f"0 {y} m 300 {y} l S " for y in (0, 20, 40, 60))
    down = "".join(f"{x} 0 m {x} 60 l S " for x in (0, 60, 180, 300))
    page = [*column(["昆虫标本登记表", OPENING]), *grid(cells, (75, 135, 255), 606)]
    assert lines([page], drawn=f"q 1 0 0 1 70 560 cm {across}{down} Q ")[1:] == [
        "序号：1；标本名称：硕步甲；状况：完好",
        "序号：2；标本名称：金裳凤蝶；状况：右翅缺损",
    ]
    writer = pypdf.PdfWriter(io.BytesIO(pdf_file([page], drawn="q 1 0 0 1 70 560 cm /X0 Do Q ")))
    form = pypdf.generic.StreamObject()
    form.set_data((across + down).encode())
    box = pypdf.generic.ArrayObject(map(pypdf.generic.NumberObject, (-9, -9, 400, 90)))
    for key, value in (("/Type", "/XObject"), ("/Subtype", "/Form")):
        form[pypdf.generic.NameObject(key)] = pypdf.generic.NameObject(value)
    form[pypdf.generic.NameObject("/BBox")] = box
    named = pypdf.generic.DictionaryObject({pypdf.generic.NameObject("/X0"): writer._add_object(form)})
    writer.pages[0]["/Resources"][pypdf.generic.NameObject("/XObject")] = named
    written = io.BytesIO()
    writer.write(written)
    (article,) = read_article_bytes(written.getvalue(), "a.pdf", "a.pdf")
    assert isinstance(article, Article)
    assert [p.text for p in article.paragraphs][1:] == [
        "序号：1；标本名称：硕步甲；状况：完好",
        "序号：2；标本名称：金裳凤蝶；状况：右翅缺损",
    ]


def test_powers_are_raised_and_the_marks_of_notes_go():
    small = {"4": 7, "[12]": 7, "2": 7}
    page = [
        *column(["渡船年鉴摘要", "今年江北各厂合计约为"]),
        (190, 750, "10"),
        (203, 754, "4"),
        (208, 750, "吨，船台占地九百"),
        (304, 754, "[12]"),
        (320, 750, "亩，"),
        *column(["船坞水面"], top=730),
        (118, 730, "85 m"),
        (140, 734, "2"),
        (145, 730, "，深"),
        (169, 730, "12"),
        (181, 730, "米。"),
    ]
    (article,) = read_article_bytes(pdf_file([page], sizes=small), "a.pdf", "a.pdf")
    assert isinstance(article, Article)
    text = "".join(p.text for p in article.paragraphs)
    assert "10⁴吨，船台占地九百亩，" in text
    assert "85 m²，深12米。" in text


def test_a_row_that_the_page_parts_is_one_row_below_heads_drawn_again():
    heads = ("类别", "周期", "主要内容")
    first = grid(
        [heads, ("小修", "3个月", "更换填料，检查螺栓"), ("大修", "3年", "解体清洗，更换叶轮与")], (75, 135, 195), 140
    )
    second = grid([heads, ("", "", "密封环。"), ("抢修", "随时", "由值班长指定。")], (75, 135, 195), 780)
    walls = "".join(f"{x} 84 m {x} 160 l S {x} 726 m {x} 800 l S " for x in (70, 130, 190, 400))
    across = "".join(f"70 {y} m 400 {y} l S " for y in (160, 134, 114, 800, 774, 754, 728))
    pages = [[*column(["取水泵检修周期", OPENING]), *first], second]
    assert lines(pages, drawn=walls + across)[1:] == [
        "类别：小修；周期：3个月；主要内容：更换填料，检查螺栓",
        "类别：大修；周期：3年；主要内容：解体清洗，更换叶轮与密封环。",
        "类别：抢修；周期：随时；主要内容：由值班长指定。",
    ]


def test_a_running_head_over_both_edges_is_no_measure_of_a_narrow_column():
    narrow = [
        "竹编器物在梅雨季节易霉，本文比较",
        "三种处理方法对防霉的效果，结果",
        "碳化最好而强度下降，硼砂兼顾两",
        "者，适合作坊采用。",
    ]
    page = [(70, 815, "江北工艺学报"), (470, 815, "第三期"), *column(["慈竹防霉"], top=790), *column(narrow)]
    assert "".join(narrow) in lines([page])


def test_a_column_of_text_with_a_table_in_it_is_read_after_the_column_beside_it():
    left = [
        "起飞场在东坡，海拔一千三百米，",
        "坡面改为人工草皮，长四十五米，",
        "可供四顶伞同时铺开，改造期间，",
        "起飞统一使用西场，学员须绕行，",
        "由教练员带队，不得单独前往。",
        "西场较陡，新手须由教练员陪同。",
    ]
    table = grid([("项目", "三月", "四月"), ("飞行架次", "1480", "2107"), ("停飞天数", "9", "5")], (345, 430, 495), 640)
    right = column(
        ["首飞学员应当完成十二小时训练，", "经教练员签字确认后方可离地，", "午后热气流强，应在上午起飞。"],
        x=330,
        top=700,
    )
    page = [(200, 790, "云顶滑翔伞基地简报"), *column(left, top=700), *right, *table]
    found = lines([page])
    assert [found.index(line) for line in ("西场较陡，新手须由教练员陪同。",)] < [
        next(n for n, line in enumerate(found) if line.startswith("首飞学员"))
    ]
    assert found[-2:] == ["项目：飞行架次；三月：1480；四月：2107", "项目：停飞天数；三月：9；四月：5"]


def test_cells_in_the_middle_of_columns_that_nearly_touch_are_cells():
    rows = [
        [(153, "项目"), (201, "限值"), (245, "单位"), (284, "监测频次")],
        [(147, "偏硅酸"), (195, "≥25.0"), (245, "mg/L"), (284, "每月一次")],
        [(147, "溴酸盐"), (195, "≥0.20"), (245, "mg/L"), (284, "每月一次")],
    ]
    page = [(x, 700 - 20 * n, text) for n, row in enumerate(rows) for x, text in row]
    assert lines([[*column(["水源监测规程", OPENING]), *page]])[1:] == [
        "项目：偏硅酸；限值：≥25.0；单位：mg/L；监测频次：每月一次",
        "项目：溴酸盐；限值：≥0.20；单位：mg/L；监测频次：每月一次",
    ]


@pytest.mark.parametrize(
    ("below", "title"),
    [
        ("监测规程", "饮用天然矿泉水水源监测规程"),
        ("（试行）", "饮用天然矿泉水水源"),
        ("一、范围", "饮用天然矿泉水水源"),
    ],
)
def test_a_title_goes_on_in_the_line_below_it(below: str, title: str):
    page = [
        (180, 780, "饮用天然矿泉水水源"),
        (230 if below == "监测规程" else 180, 754, below),
        *column([OPENING, OPENING], top=700),
    ]
    (article,) = read_article_bytes(pdf_file([page], sizes={"饮用天然矿泉水水源": 20, below: 20}), "a.pdf", "a.pdf")
    assert isinstance(article, Article)
    assert article.title == title


def test_an_item_goes_on_below_its_text_though_its_number_is_near():
    page = [
        *column(["集装箱租赁条款"], top=790),
        (70, 740, "1.1"),
        (100, 740, "租期不少于九十天，自箱体交付之日起，至箱体退还指定的堆场并办妥"),
        (100, 720, "交接单之日止。"),
        (70, 690, "1.2"),
        (100, 690, "提前退箱的，仍按最短租期支付租金，出租方书面同意免除其余租金的除"),
        (100, 670, "外。"),
    ]
    assert lines([page]) == [
        "1.1 租期不少于九十天，自箱体交付之日起，至箱体退还指定的堆场并办妥交接单之日止。",
        "1.2 提前退箱的，仍按最短租期支付租金，出租方书面同意免除其余租金的除外。",
    ]


def test_gaps_on_both_sides_of_a_number_within_chinese_text_are_no_spaces():
    page = [
        (70, 740, "篾丝宽"),
        (109, 740, "2"),
        (118, 740, "毫米，以"),
        (169, 740, "98"),
        (184, 740, "度的热水蒸煮。"),
    ]
    page += [(70, 700, "表1"), (91, 700, "材料"), (70, 660, "the sea"), (117, 660, "is blue")]
    found = lines([[*column(["慈竹防霉"], top=790), *page]])
    assert "篾丝宽2毫米，以98度的热水蒸煮。" in found
    assert "表1 材料" in found
    assert "the sea is blue" in found


def test_a_box_beside_running_text_is_read_below_it():
    text = [
        "冰温在零下五度时冰质较好，适合攀登，连续晴热",
        "三天以上，不得攀登悬挂冰柱。出发前应当查询气",
        "温曲线，选择背阴的路线，记录每天日照的时段。",
    ]
    inside = [(380, 716, "提示：冰面渗水、开裂的，"), (380, 700, "应当立即下撤。")]
    page = [*column(["攀冰手册", OPENING], top=790), *column(text, top=720), *inside, *column([OPENING], top=630)]
    drawn = "370 690 180 44 re S "
    assert lines([page], drawn=drawn) == [OPENING, "".join(text), "提示：冰面渗水、开裂的，应当立即下撤。", OPENING]
    named = [
        *column(["借条", OPENING], top=790),
        (70, 716, "事由："),
        (380, 716, "修船，请于月底"),
        (380, 700, "以前归还。"),
    ]
    assert "事由：  修船，请于月底" in lines([named], drawn=drawn)  # what a box holds for a name stays beside it


def test_three_columns_whose_parts_begin_at_other_heights_are_read_one_after_the_other():
    texts = [
        ["鸬鹚渡口", "渡口始于道光年间，两", "岸各有一座石亭，亭里", "供着船神。"],
        ["怎样来", "乘9路到终点，再走十", "分钟便到；自己开车的", "停在坝上，每天8元。"],
        ["吃什么", "最有名的是鱼糕，一份", "18元；秋天有蟹，须早", "一天订下。"],
    ]
    page = [(210, 790, "白鹭湾渔村")]
    for x, top, part in zip((60, 190, 320), (740, 727, 743), texts, strict=True):
        page += column(part, x=x, top=top)
    article = read_sized(page, {"白鹭湾渔村": 18, **{part[0]: 14 for part in texts}})
    assert article.title == "白鹭湾渔村"
    read_in_order = "".join(p.text for p in article.paragraphs).replace("\n", "")
    assert read_in_order == "".join(line for part in texts for line in part)


def test_the_address_a_browser_prints_may_have_a_space():
    page = [(30, 12, "file:///home/li/off ice/guide.html 1/1")]
    page += [*column(["养龟须知", "龟缸每周换水一次，夏天每周两次。"], top=740)]
    article = read([page])
    assert [p.text for p in article.paragraphs][-1] == "龟缸每周换水一次，夏天每周两次。"
    kept = read([[*column(["养龟须知", "file:///home/li 里有龟缸的图纸，共2张。", "每周换水一次。"], top=740)]])
    assert "图纸" in "".join(p.text for p in kept.paragraphs)


def test_the_first_line_of_a_narrow_column_set_in_by_two_characters_goes_on():
    left = [(84, 720, "1978年，染坊由乡"), (60, 700, "里迁到城外，又添了三口"), (60, 680, "大缸。")]
    left += [(84, 660, "第二年大旱，河里没"), (60, 640, "有水，只好停工。")]
    assert lines([[(60, 790, "染坊旧事"), *left]]) == [
        "1978年，染坊由乡里迁到城外，又添了三口大缸。",
        "第二年大旱，河里没有水，只好停工。",
    ]
