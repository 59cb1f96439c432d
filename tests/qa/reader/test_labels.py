"""A line that begins with what is asked for answers it, and no other line; a way is told where its place is named."""

import pytest

from index.article import Article, Paragraph
from index.chinese.asking import is_question
from qa.question import WordWeights, read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.subjects import keep_party, put_labelled_first, put_way_first, tells_label_asked, tells_way_asked

TEXT = "须知如下\n一、押金：每船200元。\n二、船票：成人每小时60元。\n晚间：加收10元。"


@pytest.mark.parametrize(
    ("asked", "words", "line", "is_told"),
    [
        ("押金多少", {"押金": 1.0}, "一、押金", True),
        ("月湖押金多少钱", {"月湖": 0.5, "押金": 0.5}, "一、押金", True),
        ("青岚湖押金多少钱", {"青岚湖": 0.5, "押金": 0.5}, "一、押金", False),
        ("押金什么时候退", {"押金": 0.5, "退": 0.5}, "一、押金", False),
        ("押金多少", {"押金": 1.0}, "二、船票", False),
        ("晚上船票多少钱", {"晚上": 0.5, "船票": 0.5}, "晚间", False),
    ],
)
def test_label_asked_for(asked: str, words: dict[str, float], line: str, *, is_told: bool) -> None:
    article = Article("a", "月湖划船", None, "", "", "", (Paragraph(1, TEXT),))
    start = TEXT.index(line)
    candidate = Candidate(article, 1, start, TEXT.index("。", start) + 1, 0)
    assert tells_label_asked(read_question(asked), WordWeights(words), [Scored(candidate, 1.0)]) is is_told


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("同分怎么办", True),
        ("船票多少钱", True),
        ("能带狗吗", True),
        ("能带狗吗？", True),
        ("谁都可以划船", False),
        ("船票每小时60元", False),
    ],
)
def test_line_without_a_stop_may_ask(text: str, *, asks: bool) -> None:
    assert is_question(text) is asks


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("房东叫什么", ["出租人（甲方）：罗平"]),
        ("租客是谁", ["承租人（乙方）：沈安"]),
        ("甲方是谁", ["出租人（甲方）：罗平"]),
        ("见证人是谁", None),
        ("房东要多少押金", None),
    ],
)
def test_side_asked_for_and_no_other_is_shown(asked: str, shown: list[str] | None) -> None:
    lines = ["承租人（乙方）：沈安", "出租人（甲方）：罗平"]
    article = Article("a", "渔船租赁合同", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(lines, 1)))
    scored = [Scored(Candidate(article, n, 0, len(t), 0), 1 / n) for n, t in enumerate(lines, 1)]
    kept = [item.candidate.text for item in keep_party(read_question(asked), scored)]
    assert kept == (shown or lines)


def test_side_is_known_by_its_role_in_brackets() -> None:
    lines = ["甲方（船屋产权人）：罗平", "乙方（租用人）：沈安", "三、租金每月200元。"]
    article = Article("a", "船屋租约", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(lines, 1)))
    scored = [Scored(Candidate(article, n, 0, len(t), 0), n / 3) for n, t in enumerate(lines, 1)]
    assert keep_party(read_question("房东是谁"), scored)[0].candidate.text == lines[0]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("渔具晚还扣多少", "四、渔具逾期：每小时扣10元。"),
        ("救生衣弄丢赔多少", "三、救生衣：丢失每件赔80元。"),
        ("押金多少", "二、押金：每船200元。"),
        ("晚还扣多少", "三、救生衣：丢失每件赔80元。"),
    ],
)
def test_line_whose_label_is_named_goes_before_one_of_another_label(asked: str, first: str) -> None:
    lines = ["三、救生衣：丢失每件赔80元。", "二、押金：每船200元。", "四、渔具逾期：每小时扣10元。"]
    article = Article("a", "月湖划船", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(lines, 1)))
    scored = [Scored(Candidate(article, n, 0, len(t), 0), 1 / n) for n, t in enumerate(lines, 1)]
    assert put_labelled_first(read_question(asked), scored)[0].candidate.text == first


@pytest.mark.parametrize(
    ("asked", "words", "is_told"),
    [
        ("月湖怎么去", {"月湖": 1.0}, True),
        ("月湖码头怎么去", {"月湖": 0.5, "码头": 0.5}, False),
        ("月湖几点开船", {"月湖": 1.0}, False),
    ],
)
def test_way_is_told_where_the_title_names_the_place(asked: str, words: dict[str, float], *, is_told: bool) -> None:
    lines = ["划船禁止打闹。", "请乘7路到西门站。"]
    article = Article("a", "月湖划船", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(lines, 1)))
    scored = [Scored(Candidate(article, n, 0, len(t), 0), 1 / n) for n, t in enumerate(lines, 1)]
    question = read_question(asked)
    assert tells_way_asked(question, WordWeights(words), put_way_first(question, scored)) is is_told
