"""Rows of a table: the one that the question names, or all that it names."""

import pytest

from index.article import Article, Paragraph
from index.rows import find_cells
from qa.question import WordWeights, read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.rows import (
    MissingRow,
    find_missing_row,
    find_missing_size,
    find_row_list,
    find_strange_row,
    find_tables,
    named_by_head,
    pick_rows,
    settles,
)

LINES = (
    "游船时刻\n码头：东岸；首班：8:00；电话：5550011",
    "码头：西岸；首班：9:00；电话：5550012",
    "码头：西岸北；首班：9:30；电话：5550013",
    "雨天停航；请留意：广播。",
)
ARTICLE = Article("boats", "月湖游船", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(LINES, 1)))
ROWS = [(1, 5, len(LINES[0])), (2, 0, len(LINES[1])), (3, 0, len(LINES[2]))]
SCORED = [Scored(Candidate(ARTICLE, p, start, end, 0), 1.0 - p / 10) for p, start, end in ROWS]


def test_lines_with_the_same_heads_are_one_table() -> None:
    assert [[(row.paragraph, row.start, row.end) for row in table] for table in find_tables(ARTICLE)] == [ROWS]


def test_only_the_row_that_is_named_stays_and_its_asked_cell_is_marked() -> None:
    (kept,) = pick_rows(read_question("西岸北码头电话多少"), SCORED)
    assert kept.candidate.text == LINES[2]
    assert kept.marked is not None and kept.candidate.text[slice(*kept.marked)] == "5550013"


MENU = (
    "日子：初一；午间主菜：烧鱼；午间素菜：木耳；用时：25分钟；火候：180度",
    "日子：初二；午间主菜：炖鸡；午间素菜：豆腐；用时：40分钟；火候：90度",
)
MEALS = Article("menu", "食堂菜单", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(MENU, 1)))


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("初二午间主菜是什么", "炖鸡"),
        ("初二午间素菜是什么", "豆腐"),
        ("炖鸡要多久", "40分钟"),
        ("炖鸡用多少度", "90度"),
        ("初二午间吃什么", None),
    ],
)
def test_cell_asked_for_by_its_head_or_its_measure_is_marked(question: str, marked: str | None) -> None:
    scored = [Scored(Candidate(MEALS, n, 0, len(text), 0), 1.0) for n, text in enumerate(MENU, 1)]
    (kept,) = pick_rows(read_question(question), scored)
    assert (kept.marked and kept.candidate.text[slice(*kept.marked)]) == marked


def test_named_row_is_put_in_where_no_sentence_was_it() -> None:
    (kept,) = pick_rows(read_question("西岸北码头首班几点"), SCORED[:2])
    assert (kept.candidate.text, kept.score) == (LINES[2], SCORED[0].score)


def test_rows_stay_where_the_question_names_none() -> None:
    assert pick_rows(read_question("游船首班几点"), SCORED) == SCORED


def test_list_of_what_a_column_holds_is_all_rows() -> None:
    quotes = find_row_list(read_question("有哪些码头"), SCORED)
    assert [quote.text for quote in quotes] == [LINES[0][5:], LINES[1], LINES[2]]


def test_first_cell_without_a_head_names_its_row() -> None:
    lines = ("指示灯含义如下。", "RUN；常亮：运行；闪烁：启动中", "ALM；常亮：断电；闪烁：过热")
    article = Article("lamps", "水泵说明", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(lines, 1)))
    (table,) = find_tables(article)
    assert [[cell.value for cell in row.cells] for row in table] == [["RUN", "运行", "启动中"], ["ALM", "断电", "过热"]]


def _table(title: str, lines: tuple[str, ...], shares: tuple[float, ...]) -> list[Scored]:
    article = Article("table", title, None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(lines, 1)))
    return [
        Scored(Candidate(article, n, 0, len(line), 0), share)
        for n, (line, share) in enumerate(zip(lines, shares, strict=True), 1)
    ]


HIRE = (
    "品名：帐篷（单人）；日租：30元；押金：200元",
    "品名：帐篷（双人带厅）；日租：45元；押金：300元",
    "品名：雪板（短款）；日租：60元；押金：500元",
    "品名：雪板（长款）；日租：70元；押金：500元",
    "品名：水壶；日租：5元；押金：20元",
)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("长款雪板租一天多少钱", [3]),
        ("短雪板多少钱一天", [2]),
        ("雪板（长）租金多少", [3]),
        ("双人帐篷怎么租", [1]),
        ("雪板押金多少", [2, 3]),
        ("水壶押金多少", [4]),
    ],
)
def test_variant_told_in_brackets_is_named_in_any_order_and_short(question: str, rows: list[int]) -> None:
    kept = pick_rows(read_question(question), _table("野营用品出租", HIRE, (1.0, 0.9, 0.8, 0.7, 0.6)))
    assert [item.candidate.text for item in kept] == [HIRE[row] for row in rows]


CARE = (
    "服务项目：洗护；小型犬：80元；猫：120元",
    "服务项目：剃毛造型；小型犬：150元；猫：200元",
    "服务项目：寄养；小型犬：60元；猫：50元",
    "服务项目：剪指甲；小型犬：20元；猫：15元",
)


@pytest.mark.parametrize(
    ("question", "rows", "marked"),
    [
        ("给猫洗澡多少钱", [0], "120元"),
        ("养猫一天多少钱", [2], "50元"),
        ("猫剪毛多少钱", [0, 1, 2, 3], None),  # 剪 is in one row, 毛 in another
        ("猫看牙多少钱", [0, 1, 2, 3], None),
        ("猫做什么最贵", [0, 1, 2, 3], None),
    ],
)
def test_row_is_meant_by_a_character_that_it_has_alone(question: str, rows: list[int], marked: str | None) -> None:
    kept = pick_rows(read_question(question), _table("宠物店价目", CARE, (1.0, 0.9, 0.8, 0.7)))
    assert [item.candidate.text for item in kept] == [CARE[row] for row in rows]
    if marked:
        assert kept[0].marked is not None and kept[0].candidate.text[slice(*kept[0].marked)] == marked


REPAIRS = (
    "位置：2号楼左梯；故障：门关不严；费用：260元",
    "位置：5号楼右梯；故障：运行异响；费用：30元",
    "位置：2号楼右梯；故障：按键失灵；费用：450元",
)


def test_row_with_the_numbered_thing_that_is_asked_about_is_no_strange_row() -> None:
    scored = _table("维修记录", REPAIRS, (0.9, 0.8, 1.0))
    assert [item.candidate.text for item in pick_rows(read_question("2号楼电梯按钮修了多少钱"), scored)] == [REPAIRS[2]]
    assert find_strange_row(read_question("2号楼电梯修了多少钱"), scored) is None
    assert find_strange_row(read_question("水泵修了多少钱"), scored) is not None


@pytest.mark.parametrize(
    ("question", "best", "is_strange"),
    [
        ("学徒染头发多少钱", 0, False),
        ("羽毛球打一次多少钱", 1, True),
        ("画头发多少钱", 0, True),
        ("染墙多少钱", 2, True),
    ],
)
def test_stranger_that_shares_a_character_with_the_row_meant_is_none(
    question: str, best: int, *, is_strange: bool
) -> None:
    lines = (
        "项目：染发；店长：380元；学徒：160元",
        "项目：篮球；店长：30元；学徒：20元",
        "项目：修眉；店长：30元；学徒：10元",
    )
    shares = tuple(1.0 if place == best else 0.5 for place in range(3))
    scored = sorted(_table("小店价目", lines, shares), key=lambda item: -item.score)
    assert (find_strange_row(read_question(question), scored) is not None) is is_strange


CLASSES = (
    "各班上课安排如下，雨天照常。",
    "班级：二胡班；教练：卞月；时间：周六 9:00；地点：东厅",
    "班级：古筝班；教练：龚禾；时间：周日 9:00；地点：西厅",
    "班级：笛子班；教练：龚禾；时间：周日 14:00；地点：南厅",
)


def test_person_called_by_a_surname_names_the_rows_that_hold_the_name() -> None:
    kept = pick_rows(read_question("龚老师的班在哪"), _table("琴行课表", CLASSES[1:], (1.0, 0.9, 0.8)))
    assert [item.candidate.text for item in kept] == [CLASSES[2], CLASSES[3]]


@pytest.mark.parametrize(
    ("question", "marked"),
    [("古筝班在哪里上课", "西厅"), ("古筝班谁教", "龚禾"), ("古筝班什么时候上课", "周日 9:00")],
)
def test_named_row_that_tells_what_is_asked_stands_before_sentences_that_do_not_name_it(
    question: str, marked: str
) -> None:
    asked, table = read_question(question), _table("琴行课表", CLASSES, (1.0, 0.3, 0.2, 0.2))
    first = pick_rows(asked, table)[0]
    assert first.candidate.text == CLASSES[2]
    assert first.marked is not None and first.candidate.text[slice(*first.marked)] == marked
    assert settles(asked, WordWeights({"古筝": 1.0}), pick_rows(asked, table))


@pytest.mark.parametrize(
    "question",
    ["古筝班要带什么", "古筝班怎么请假", "琵琶班在哪里上课", "古筝班学费多少钱", "课表在哪里看"],
)
def test_row_settles_nothing_where_it_is_not_named_or_lacks_what_is_asked(question: str) -> None:
    asked = read_question(question)
    assert not settles(
        asked, WordWeights({"古筝": 1.0}), pick_rows(asked, _table("琴行课表", CLASSES, (1.0, 0.3, 0.2, 0.2)))
    )


AREAS = (
    "因管道检修，下列住户停气十小时，请提前做饭。",
    "片区：河东；小区：锦绣苑、丹桂里、区政务中心；影响：全停",
    "片区：河西；小区：菊香园5至9号楼、柳泉新村；影响：气压低",
)


def test_row_settles_nothing_of_a_thing_that_its_article_does_not_name() -> None:
    asked = read_question("热水器漏水怎么办")
    kept = pick_rows(asked, _table("水泵说明", FAULTS, (1.0, 0.3, 0.2, 0.2)))
    assert not settles(asked, WordWeights({"漏水": 1.0}), kept)


def test_row_settles_no_count_that_its_cell_does_not_tell() -> None:
    asked, table = read_question("河东片区影响多少户"), _table("停气通知", AREAS, (1.0, 0.9, 0.2))
    assert not settles(asked, WordWeights({"河东": 1.0}), pick_rows(asked, table))


def test_row_settles_nothing_where_most_words_of_the_question_are_foreign() -> None:
    asked = read_question("云雀艺校古筝班在哪里上课")
    weights = WordWeights({"云雀": 0.4, "艺校": 0.3, "古筝": 0.3})
    assert not settles(asked, weights, pick_rows(asked, _table("琴行课表", CLASSES, (1.0, 0.3, 0.2, 0.2))))


@pytest.mark.parametrize(
    ("question", "row"), [("住丹桂里还有气吗", 1), ("住菊香园7号楼，会停气吗", 2), ("柳泉新村会怎样", 2)]
)
@pytest.mark.parametrize("share", [0.2, 0.03])
def test_row_one_of_whose_members_is_named_stands_before_sentences_that_do_not_name_it(
    question: str, row: int, share: float
) -> None:
    kept = pick_rows(read_question(question), _table("停气通知", AREAS, (1.0, share, share)))
    assert [item.candidate.text for item in kept] == [AREAS[row], AREAS[0]]


def test_number_outside_the_range_of_a_cell_names_no_row() -> None:
    table = _table("停气通知", AREAS, (1.0, 0.03, 0.03))
    assert pick_rows(read_question("菊香园12号楼会停气吗"), table) == table


FAULTS = (
    "本机三种故障可自行排除。",
    "现象：不加热；原因：水位过低；处理：加水到红线",
    "现象：漏水；原因：垫圈老化；处理：更换垫圈",
    "现象：噪声大；原因：水垢过多；处理：用柠檬酸浸泡一小时",
)


@pytest.mark.parametrize("question", ["热水器漏水怎么办", "热水器漏水怎么处理"])
def test_what_is_to_be_done_is_told_by_the_row_that_is_named(question: str) -> None:
    asked = read_question(question)
    kept = pick_rows(asked, _table("热水器说明", FAULTS, (1.0, 0.3, 0.2, 0.2)))
    assert [quote.text for quote in find_row_list(asked, kept)] == [FAULTS[2]]
    assert settles(asked, WordWeights({"漏水": 1.0}), kept)


FLOORS = (
    "楼层：一层；用途：门诊；电话：8801",
    "楼层：二层；用途：化验；电话：8802",
    "楼层：三层；用途：病房；电话：8803",
)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("五层是做什么的", MissingRow("五层", ("一层", "二层", "三层"))),
        ("三层是做什么的", None),
        ("门诊在几层", None),
        ("这几层都做什么", None),
    ],
)
def test_member_of_a_series_that_the_table_lacks(question: str, missing: MissingRow | None) -> None:
    assert find_missing_row(read_question(question), _table("楼层指引", FLOORS, (1.0, 0.9, 0.8))) == missing


CRAFTS = (
    "课程：陶艺；价格：80元；时长：90分钟",
    "课程：木工；价格：120元；时长：两小时",
    "课程：染布；价格：95元；时长：两小时",
)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("剪纸多少钱", MissingRow("剪纸", ("陶艺", "木工", "染布"))),
        ("木工多少钱", None),
        ("陶艺课的转盘多少钱", None),  # the row of 陶艺 is named
        ("我妈想学陶艺多少钱", None),
        ("价钱是多少", None),  # a word for what is asked, which the table says otherwise
        ("2024年头两个月多少钱", None),  # 年头 is no word here
        ("要什么工具", None),
        ("能带狗吗", None),
        ("what does pottery cost", None),
    ],
)
def test_thing_that_no_row_names_is_not_told_by_another(question: str, missing: MissingRow | None) -> None:
    assert find_strange_row(read_question(question), _table("手工坊价目", CRAFTS, (1.0, 0.9, 0.8))) == missing


CABINETS = (
    "柜型：1.5升；押金：20元；地点：东侧",
    "柜型：3升；押金：30元；地点：东侧",
    "柜型：5升；押金：40元；地点：西侧",
)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("4升的柜子押金多少", "4升"),
        ("3升的柜子押金多少", ""),
        ("押金25元的是哪个柜", ""),
        ("B2十五升的押金多少", ""),
        ("存2天押金多少", ""),
    ],
)
def test_size_that_the_table_lacks(question: str, asked: str) -> None:
    missing = find_missing_size(read_question(question), _table("寄存柜", CABINETS, (1.0, 0.9, 0.8)))
    assert missing == (MissingRow(asked, ("1.5升", "3升", "5升")) if asked else None)


def test_row_is_named_by_a_part_of_its_cell() -> None:
    rows = ("项目：余氯（mg/L）；出水口：0.42", "项目：浑浊度（NTU）；出水口：0.3", "项目：铁（mg/L）；出水口：0.1")
    table = _table("水质公示", rows, (1.0, 0.9, 0.8))
    assert find_strange_row(read_question("那次化验余氯是多少"), table) is None
    assert find_strange_row(read_question("那次化验氨氮是多少"), table) is not None


def test_row_is_named_by_another_name_of_its_thing() -> None:
    rows = ("品种：番茄；本周：3.78", "品种：黄瓜；本周：2.60")
    (kept, *_) = pick_rows(read_question("西红柿这礼拜卖多少"), _table("菜价", rows, (0.5, 1.0)))
    assert kept.candidate.text == rows[0]


def test_thing_of_a_sentence_beside_a_table_is_no_stranger() -> None:
    table = _table("手工坊价目。剪纸免费", CRAFTS, (1.0, 0.9, 0.8))
    assert find_strange_row(read_question("剪纸多少钱"), table) is None


RANKING = (
    "男子组",
    "名次：1；姓名：石原；队：北岸；用时：9:10",
    "名次：2；姓名：纪宁；队：南岸；用时：9:40",
    "女子组",
    "名次：1；姓名：蓝可；队：南岸；用时：9:55",
    "名次：2；姓名：尹霏；队：北岸；用时：10:20",
)
RACE = Article("race", "月湖划船赛", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(RANKING, 1)))
RACED = [Scored(Candidate(RACE, n, 0, len(t), 0), 1.0 / n) for n, t in enumerate(RANKING, 1)]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("女子冠军是谁", [4]),
        ("女子组第二名用时多少", [5]),
        ("男子亚军用时多少", [2]),
        ("冠军用时多少", [1, 4]),
        ("第二届用时多少", [1, 2, 4, 5]),
        ("用时多少", [1, 2, 4, 5]),
    ],
)
def test_row_is_named_by_its_place_and_its_table_by_its_heading(question: str, rows: list[int]) -> None:
    kept = pick_rows(read_question(question), RACED)
    assert sorted({item.candidate.paragraph - 1 for item in kept if item.score > 0.1} - {0, 3}) == rows


def test_first_places_are_all_rows_down_to_the_one_asked_for() -> None:
    question = read_question("女子组前两名都有谁")
    quotes = find_row_list(question, pick_rows(question, RACED))
    assert [quote.text for quote in quotes] == [RANKING[4], RANKING[5]]
    assert find_row_list(read_question("女子组有谁"), RACED) == ()


def test_heading_stands_for_the_rows_below_it() -> None:
    heading = RACED[:1]
    quotes = find_row_list(read_question("男子组都有哪些"), [*heading, *RACED[1:3]])
    assert [quote.text for quote in quotes] == [RANKING[1], RANKING[2]]
    sentence = ("比赛在月湖举行，风大。", *RANKING[1:3])
    article = Article("race", "划船赛", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(sentence, 1)))
    scored = [Scored(Candidate(article, n, 0, len(t), 0), 1.0 / n) for n, t in enumerate(sentence, 1)]
    assert find_row_list(read_question("男子组都有哪些"), scored) == ()


def test_a_cell_without_a_head_is_named_by_none() -> None:
    text = "三季度；山景房：41；溪景房：70"
    cells = find_cells(text)
    assert [text[cell.start : cell.end] for cell in named_by_head(cells, "三季度溪景房入住率")] == ["70"]


CROPS = (
    "村别：芦庄；作物：丹若；收购均价：5.2",
    "村别：芦庄；作物：菱角；收购均价：7.4",
    "村别：鹤村；作物：丹若；收购均价：5.9",
)


@pytest.mark.parametrize(
    ("asked", "is_settled"), [("芦庄丹若的收购均价是多少", True), ("芦庄丹若饭店的收购均价是多少", False)]
)
def test_two_cells_named_beside_each_other_are_no_strange_word(asked: str, is_settled: bool) -> None:
    article = Article("crops", "收购表", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(CROPS, 1)))
    scored = [Scored(Candidate(article, 1, 0, len(CROPS[0]), 0), 1.0)]
    words = WordWeights({"芦庄": 0.4, "丹若": 0.4, "均价": 0.2})
    assert settles(read_question(asked), words, scored) is is_settled
