"""The row of a table that has the most or the least of what is asked."""

import pytest

from index.chinese.folding import fold_text
from qa.question import WordWeights, read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.extremes import find_extreme
from tests.conftest import make_article

ROWS = (
    "套餐：晨光；价格（元）：18；时长：90分钟；人数：4",
    "套餐：午后；价格（元）：32；时长：2小时；人数：6",
    "套餐：星夜；价格（元）：32；时长：50分钟；人数：2",
)
ARTICLE = make_article("tea", "\n".join(ROWS), title="茶馆套餐")
WEIGHTS = WordWeights({"套餐": 0.6, "茶馆": 0.4})


def _extreme(question: str, weights: WordWeights = WEIGHTS) -> tuple[list[str], str]:
    last = ARTICLE.paragraphs[-1]
    best = Scored(Candidate(ARTICLE, last.number, 0, len(last.text), 0), 1.0)
    chosen, reason = find_extreme(read_question(question), weights, [best])
    return [item.candidate.text for item in chosen], reason


def test_words_cut_across_the_head_of_the_column_do_not_count_as_lacking() -> None:
    cut = WordWeights({"套餐": 0.3, "套餐时": 0.3, "时长": 0.2, "最": 0.1, "长": 0.1})
    assert _extreme("哪个套餐时长最长", cut) == ([ROWS[1]], "时长最高")


@pytest.mark.parametrize(
    ("question", "rows", "reason"),
    [
        ("茶馆哪个套餐最便宜", [ROWS[0]], "价格（元）最低"),
        ("茶馆最贵的套餐是哪个", [ROWS[1], ROWS[2]], "价格（元）最高"),
        ("茶馆哪个套餐时长最长", [ROWS[1]], "时长最高"),
        ("茶馆哪个套餐用的时间最久", [ROWS[1]], "时长最高"),
        ("茶馆人数最少的套餐", [ROWS[2]], "人数最低"),
        ("茶馆哪个套餐人最多", [ROWS[1]], "人数最高"),
        ("茶馆第二便宜的套餐是哪个", [ROWS[1], ROWS[2]], "价格（元）第二低"),
        ("茶馆人数第二多的是哪个套餐", [ROWS[0]], "人数第二高"),
    ],
)
def test_row_with_the_most_or_the_least(question: str, rows: list[str], reason: str) -> None:
    assert _extreme(question) == (rows, reason)


@pytest.mark.parametrize("question", ["茶馆哪个套餐好", "茶馆套餐最多坐几人", "茶馆哪个套餐最大"])
def test_nothing_is_chosen_where_none_is_asked_for_or_several_columns_may_be_meant(question: str) -> None:
    assert _extreme(question) == ([], "")


def test_table_about_something_else_tells_nothing() -> None:
    assert _extreme("哪座山最高", WordWeights({fold_text("山"): 1.0})) == ([], "")


OWNERS = (
    "股东：石青控股；持股（万股）：900；比例：45%",
    "股东：乔远；持股（万股）：400；比例：20%",
    "股东：雁北基金；持股（万股）：100；比例：5%",
)


def test_row_that_several_columns_put_at_the_same_place() -> None:
    article = make_article("owners", "\n".join(OWNERS), title="石青股份前三名股东")
    scored = [Scored(Candidate(article, p.number, 0, len(p.text), 0), 1.0) for p in article.paragraphs]
    chosen, reason = find_extreme(read_question("石青股份第二大股东是谁"), WordWeights({"股东": 1.0}), scored)
    assert ([item.candidate.text for item in chosen], reason) == ([OWNERS[1]], "持股（万股）第二高")


def test_table_behind_the_best_sentence_tells_too() -> None:
    article = make_article("tea", "\n".join(("每个套餐都送点心。", *ROWS)), title="茶馆套餐")
    shares = (1.0, 0.5, 0.4, 0.3)
    scored = [
        Scored(Candidate(article, p.number, 0, len(p.text), 0), share)
        for p, share in zip(article.paragraphs, shares, strict=True)
    ]
    chosen, reason = find_extreme(read_question("茶馆哪个套餐最便宜"), WEIGHTS, scored)
    assert ([item.candidate.text for item in chosen], reason) == ([ROWS[0]], "价格（元）最低")


PUMPS = (
    "型号：甲；出水速度：1.2升/分；价格：300元",
    "型号：乙；出水速度：2.1升/分；价格：500元",
    "型号：丙；出水速度：0.9升/分；价格：200元",
)


@pytest.mark.parametrize(("question", "chosen"), [("水泵出水最快的是哪款", [PUMPS[1]]), ("水泵哪款最快", [])])
def test_what_is_quick_has_the_highest_speed_and_no_price(question: str, chosen: list[str]) -> None:
    article = make_article("pumps", "\n".join(PUMPS), title="水泵")
    scored = [Scored(Candidate(article, p.number, 0, len(p.text), 0), 1.0) for p in article.paragraphs]
    found, _ = find_extreme(read_question(question), WordWeights({"水泵": 1.0}), scored)
    assert [item.candidate.text for item in found] == chosen


CARDS = (
    "项目：月卡（白天）；价格：199元",
    "项目：年卡（单店）；价格：1980元",
    "项目：年卡（通用）；价格：2680元",
    "项目：泳票；价格：30元",
)


@pytest.mark.parametrize(
    ("question", "row"), [("最便宜的年卡是哪种", 1), ("最贵的卡是哪种", 2), ("最便宜的项目是哪个", 3)]
)
def test_the_most_is_looked_for_among_the_rows_that_are_named(question: str, row: int) -> None:
    article = make_article("cards", "\n".join(CARDS), title="会所价目")
    scored = [Scored(Candidate(article, p.number, 0, len(p.text), 0), 1.0) for p in article.paragraphs]
    asked = read_question(question)
    found, _ = find_extreme(asked, WordWeights({word: 1 / len(asked.words) for word in asked.words}), scored)
    assert [item.candidate.text for item in found] == [CARDS[row]]


FERRIES = (
    "航线：芦荡线；船长：18米；离码头距离：1.2公里；末班：22:40；票价：12—15元；用时：1小时5分",
    "航线：白沙线；船长：2400厘米；离码头距离：850米；末班：0:20；票价：8元；用时：45分钟",
    "航线：月牙线；船长：15米；离码头距离：2公里；末班：21:10；票价：9元；用时：半小时",
)


@pytest.mark.parametrize(
    ("question", "rows", "reason"),
    [
        ("哪条航线的船最长", [1], "船长最高"),
        ("最近的航线是哪条", [1], "离码头距离最低"),
        ("哪条航线末班最晚", [1], "末班最晚"),
        ("末班最早的航线是哪条", [2], "末班最早"),
        ("哪条航线最贵", [0], "票价最高"),
        ("最便宜的航线", [1], "票价最低"),
        ("哪条航线最慢", [0], "用时最高"),
        ("最近一次开航是哪天", [], ""),
        ("航线最晚几点", [], ""),
    ],
)
def test_times_of_day_ranges_sums_and_columns_of_one_kind(question: str, rows: list[int], reason: str) -> None:
    article = make_article("ferry", "\n".join(FERRIES), title="湖上航线")
    scored = [Scored(Candidate(article, p.number, 0, len(p.text), 0), 1.0) for p in article.paragraphs]
    chosen, told = find_extreme(read_question(question), WordWeights({"航线": 1.0}), scored)
    assert ([item.candidate.text for item in chosen], told) == ([FERRIES[row] for row in rows], reason)


def test_rows_whose_ranges_overlap_are_all_shown() -> None:
    rows = ("茶：毛尖；价格：80—120元", "茶：银针；价格：100元", "茶：岩骨；价格：60元")
    article = make_article("prices", "\n".join(rows), title="茶叶价格")
    scored = [Scored(Candidate(article, p.number, 0, len(p.text), 0), 1.0) for p in article.paragraphs]
    chosen, _ = find_extreme(read_question("哪种茶最贵"), WordWeights({"茶": 1.0}), scored)
    assert [item.candidate.text for item in chosen] == list(rows[:2])


ROOMS = (
    "房型：听松间；面积：14平方米；平日价：168元/晚；周末价：198元/晚；押金：300元",
    "房型：望溪间；面积：22平方米；平日价：238元/晚；周末价：228元/晚；押金：100元",
    "房型：揽月间；面积：36平方米；平日价：398元/晚；周末价：458元/晚；押金：500元",
)


@pytest.mark.parametrize(
    ("question", "rows", "reason"),
    [
        ("哪间房最贵", [2], "平日价最高"),
        ("哪间房最便宜", [], ""),
        ("哪间房周末最便宜", [0], "周末价最低"),
        ("客栈最大的是哪间", [2], "面积最高"),
        ("哪间房最安静", [], ""),
    ],
)
def test_prices_of_several_columns_must_agree(question: str, rows: list[int], reason: str) -> None:
    article = make_article("rooms", "\n".join(ROOMS), title="半山客栈房型")
    scored = [Scored(Candidate(article, p.number, 0, len(p.text), 0), 1.0) for p in article.paragraphs]
    asked = read_question(question)
    weights = WordWeights({word: 1 / len(asked.words) for word in asked.words})
    chosen, told = find_extreme(asked, weights, scored)
    assert ([item.candidate.text for item in chosen], told) == ([ROOMS[row] for row in rows], reason)
