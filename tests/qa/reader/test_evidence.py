"""What counts for and against an answer, from readings set by hand, and what the sum decides."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from index.article import Span
from qa.answer import Passage
from qa.question import WordWeights, read_question
from qa.reader.evidence import Evidence, is_enough, measure_evidence
from qa.reader.model import NO_SPAN, Reading, SpanScore
from qa.reader.scoring import PassageReading, measure_sentences, score_sentences
from tests.conftest import make_article
from tests.toy_reader import marks_of

WEIGHTS = WordWeights({"清水河": 0.5, "水位": 0.5})
QUESTION = "清水河的水位是多少米？"
TEXT = "2021年清水河水位为36米。"


def read(id: str, text: str, answer: str, sure: float, title: str = "", score: float = 2.0) -> PassageReading:
    start = text.index(answer)
    span = SpanScore(start, start + len(answer), score)
    article = make_article(id, text, title=title, published=date(2021, 8, 1))
    passage = Passage(1, 1.0, 1, article, (Span(1, 0, len(text)),))
    return PassageReading(passage, Reading(span.start, span.end, score, sure, 0.0, (span,), marks_of([span])))


def weigh_up(question: str, read: Sequence[PassageReading], weights: WordWeights = WEIGHTS) -> Evidence | None:
    asked = read_question(question)
    return measure_evidence(asked, weights, read, measure_sentences(asked, weights, read))


def measure(question: str, *read: PassageReading, weights: WordWeights | None = None) -> Evidence:
    """Return the evidence; every word of the question weighs the same where no weights are given."""
    words = read_question(question).words
    evidence = weigh_up(question, read, weights or WordWeights(dict.fromkeys(words, 1 / len(words))))
    assert evidence is not None
    return evidence


def test_clear_answer_has_everything_for_it() -> None:
    evidence = measure(QUESTION, read("a", TEXT, "36米", 0.5), weights=WEIGHTS)
    assert (evidence.answers, evidence.mean_answers, evidence.span, evidence.words) == (0.0, 0.0, 0.5, 1.0)
    assert evidence.crowd == 1 / 8
    against = (evidence.missing_focus, evidence.wrong_kind, evidence.another, evidence.missing_number)
    assert (*against, evidence.missing_year, evidence.agreeing) == (0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("question", "text", "answer", "name"),
    [
        ("2020年清水河的水位是多少米？", TEXT, "36米", "another"),
        ("2020年清水河的水位是多少米？", TEXT, "36米", "missing_year"),
        ("清水河的流速如何？", TEXT, "36米", "missing_focus"),
        ("清水河的水位是多少米？", "清水河水位回落。", "回落", "wrong_kind"),
        ("清水河的水位是多少米？", "清水河水位站有6人。", "6人", "wrong_kind"),
        ("清水河沿岸60岁以上的老人有多少？", "清水河沿岸有老人600名。", "600名", "missing_number"),
        ("55岁的老人去清水河收多少钱？", "清水河60岁以上老人收15元。", "15元", "missing_number"),
        ("清水河14号船的船长是谁？", "清水河十三号船的船长是周平，14日出航。", "周平", "missing_number"),
        ("第七届清水河龙舟赛谁赢了？", "第六届清水河龙舟赛周平赢了。", "周平", "missing_number"),
        ("第三图书馆几点开门？", "清水河图书馆新馆8点开门。", "8点", "missing_number"),
        ("23路几点从清水河发车？", "3路8点从清水河发车，23点收车。", "8点", "missing_number"),
        ("QS20水泵的流量是多少？", "QS15水泵的流量是每小时15吨。", "15吨", "missing_number"),
        ("清水河大坝二期什么时候开工？", "清水河大坝2021年8月开工。", "2021年8月", "missing_number"),
        ("清水河渡船票多少钱？", "清水河渡船坐12人，每天6班。", "12人", "missing_number"),
        ("清水河大桥哪一年通车？", "清水河大桥长36米，有9个桥墩。", "36米", "missing_number"),
        ("清水河管理站电话是多少？", "清水河管理站有36人。", "36人", "missing_number"),
        ("清水河小区302租金多少？", "清水河小区301室，租金36元。", "36元", "missing_number"),
        ("清水河的渡船拿了多少补贴？", "清水河的渡船由县里补贴。", "补贴", "missing_number"),
        ("清水河大桥为什么不用铁钉？", "清水河大桥长36米，不用铁钉。", "不用铁钉", "missing_reason"),
        ("清水县县长是谁？", "清水县水务局局长、河长周平到场。", "周平", "missing_role"),
        ("谁是清水县的县长？", "清水县水务局局长周平到场。", "周平", "missing_role"),
        ("清水河的案子由哪位法官审？", "清水河的案子由周平代理。", "周平", "missing_role"),
        ("清水河渡船的司机是谁？", "清水河渡船由周平承包。", "周平", "missing_role"),
        ("石砚的律师是谁？", "石砚的邻居周平到场。", "周平", "missing_role"),
        ("石砚的女儿叫什么？", "石砚带的徒弟是个姑娘，叫周平。", "周平", "missing_role"),
    ],
)
def test_what_speaks_against_an_answer(question: str, text: str, answer: str, name: str) -> None:
    assert getattr(measure(question, read("a", text, answer, 0.5)), name) == 1


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("清水河沿岸60岁以上的老人有多少？", "清水河沿岸有60岁以上的老人9名。", "9名"),
        ("清水河沿岸60岁以上的老人有多少？", "清水河沿岸有六十岁以上的老人9名。", "9名"),
        ("65岁的老人去清水河收多少钱？", "清水河60岁以上老人收15元。", "15元"),
        ("65岁的老人去清水河收多少钱？", "清水河60—69岁老人收15元。", "15元"),
        ("16个人去清水河收多少钱？", "清水河10人及以上每人收15元。", "15元"),
        ("2021年8月15日清水河水位多少？", TEXT, "36米"),
        ("8月15号清水河水位多少？", TEXT, "36米"),
        ("清水河大桥花了多少亿元？", "清水河大桥花了20亿元。", "20亿元"),
        ("清水河14号船的船长是谁？", "清水河十四号船的船长是周平。", "周平"),
        ("清水河停车第一个小时收几元？", "清水河停车首小时6元。", "6元"),
        ("清水河小区15号楼停水吗？", "清水河小区10至22号楼停水。", "停水"),
        ("首届清水河龙舟赛谁赢了？", "第一届清水河龙舟赛周平赢了。", "周平"),
        ("第一届清水河龙舟赛谁赢了？", "首届清水河龙舟赛周平赢了。", "周平"),
        ("qs20水泵的流量是多少？", "QS20水泵的流量是每小时15吨。", "15吨"),
        ("烧到39度能下清水河吗？", "体温超过38.5℃的人不得下清水河。", "不得下"),
        ("30岁能进清水河龙舟队吗？", "清水河龙舟队招18岁至28岁的人。", "28岁"),
        ("清水河三万五千多条鱼怎么来的？", "清水河的35120条鱼是放养的。", "放养"),
        ("清水河巡查做到一半会怎样？", "清水河巡查中断的要补上。", "补上"),
        ("11号夜里清水河下雨吗？", "清水河的雨主要下在11日夜间。", "11日夜间"),
        ("Ace2水泵多重？", "Ace 2 水泵重3吨，用在清水河。", "3吨"),
        ("QS20和QS15水泵哪个流量大？", "QS15水泵的流量是每小时15吨。", "15吨"),
        ("清水河的第三条要求是什么？", "清水河巡查有三项要求：三是禁止采砂。", "禁止采砂"),
        ("清水河游泳收多少钱？", "清水河游泳免费。", "免费"),
        ("清水河多久巡查一次？", "清水河每周巡查。", "每周"),
        ("清水县县长是谁？", "清水县委副书记、县长周平到场。", "周平"),
        ("清水河公司的律师是谁？", "清水河公司的委托诉讼代理人周平到场。", "周平"),
        ("石砚的妻子是谁？", "石砚的爱人周平也在场。", "周平"),
        ("石砚的女儿在哪条河边上学？", "石砚在清水河边有一所学校，周平上过。", "清水河边"),
        ("清水河边的大桥是谁设计的？", "大桥由周平设计。", "周平"),
    ],
)
def test_number_and_office_that_are_there_or_not_asked_for_count_nothing(question: str, text: str, answer: str) -> None:
    evidence = measure(question, read("a", text, answer, 0.5))
    assert (evidence.missing_number, evidence.missing_role) == (0, 0)


def test_year_of_publication_counts_as_said() -> None:
    assert measure("2021年清水河水位多少米？", read("a", "清水河水位为36米。", "36米", 0.5)).missing_year == 0
    before = read("a", "2021年清水河水位为36米，上年同期为34米。", "34米", 0.5)
    assert measure("2020年清水河水位多少米？", before).missing_year == 0


def test_other_articles_agree_where_they_hold_the_short_answer() -> None:
    first, second = read("a", TEXT, "36米", 0.9), read("b", "清水河水位涨到36米。", "36米", 0.5)
    third = read("c", "清水河水位为40米。", "40米", 0.5)
    evidence = measure(QUESTION, first, second, third, weights=WEIGHTS)
    assert evidence.agreeing == pytest.approx(1 / 3)
    assert evidence.crowd == pytest.approx(3 / 8)


def test_doubtful_answer_is_taken_alone_and_refused_in_a_crowd() -> None:
    doubtful = read("a", TEXT, "36米", 0.5, score=0.0)
    crowd = [read(str(n), f"清水河水位为{n}米，正在回落。", f"{n}米", 0.4, score=-1.0) for n in range(40, 47)]
    assert is_enough(weigh_up(QUESTION, [doubtful]))
    assert not is_enough(weigh_up(QUESTION, [doubtful, *crowd]))


def test_passage_that_only_speaks_of_another_thing_answers_nothing() -> None:
    own = read("a", "第四中学的礼堂正在翻新。", "翻新", 0.2)
    other = read("b", "第三中学的礼堂有800个座位。", "800个", 0.99)
    assert measure("第四中学的礼堂有多少座位？", own, other).answers == pytest.approx(np.log(0.2 / 0.8))


def test_what_an_article_leaves_that_tells_it_of_another_thing_answers_nothing() -> None:
    item = read("a", "岚牌A5冰柜有两扇门。剩饭冷藏能放三天。", "三天", 0.99, score=8.0)
    assert measure("岚牌A5冰柜里剩饭冷冻能放几天？", item).another == 1
    assert measure("岚牌A5冰柜里剩饭冷藏能放几天？", item).another == 0


def test_what_is_said_beside_a_look_alike_that_tells_it_answers_nothing() -> None:
    own = read("a", "第四中学的礼堂正在翻新。", "翻新", 0.6)
    sure, doubtful = (
        read("b", "第三中学的礼堂有800个座位。", "800个", share, score=share * 8) for share in (0.99, 0.2)
    )
    question = "第四中学的礼堂还能坐人吗？"
    assert measure(question, own, sure).another == 1
    assert measure(question, own, doubtful).another == 0


def test_word_that_nothing_around_the_best_sentence_has_speaks_against_it() -> None:
    item = read("a", TEXT, "36米", 0.9)
    assert measure("清水河禁渔期多久？", item).unspoken == 1
    assert measure("清水河水位多少？", item).unspoken == 0


@pytest.mark.parametrize(
    ("question", "missing"),
    [("HX210显示E3怎么办", 1), ("HX210显示E2怎么办", 0), ("HX210和HX200哪个显示E2", 0), ("HX200显示E2怎么办", 1)],
)
def test_every_name_with_a_number_must_be_there_unless_joined(question: str, missing: int) -> None:
    item = read("a", "HX210显示E2时请清理滤网。", "清理滤网", 0.9)
    assert measure(question, item).missing_number == missing


def test_nothing_marked_is_no_evidence() -> None:
    item = read("a", TEXT, "36米", 0.9)
    unmarked = replace(item, reading=Reading(0, 0, NO_SPAN, 0.9, 0.0, ()))
    assert weigh_up(QUESTION, [unmarked]) is None
    assert not is_enough(weigh_up(QUESTION, []))


def test_sure_answer_to_another_question_is_not_enough() -> None:
    other = read("a", TEXT, "36米", 0.99, score=8.0)
    assert is_enough(weigh_up(QUESTION, [other]))
    weights = WordWeights({"清水河": 0.05, "鱼类": 0.5, "种数": 0.45})
    assert not is_enough(weigh_up("清水河鱼类种数是多少？", [other], weights))


def test_question_in_another_script_is_not_held_to_share_words() -> None:
    weights = WordWeights({"water": 0.5, "level": 0.5})
    assert is_enough(weigh_up("What is the water level of the Qingshui?", [read("a", TEXT, "36米", 0.99)], weights))


def test_what_a_court_found_stands_for_what_a_party_says() -> None:
    text = "餐馆辩称，因为店员违规，自己只担三成。法院经审理认为，餐馆没有培训，承担七成。"
    question = read_question("餐馆为什么担责？")
    measured = measure_sentences(question, WEIGHTS, [read("a", text, "没有培训", 0.9)])
    assert [item.candidate.text for item in score_sentences(measured)] == ["法院经审理认为，餐馆没有培训，承担七成。"]


def test_hour_told_of_something_else_in_the_article_is_none() -> None:
    far = "清水河龙舟赛6月8日在北岸集合。\n各队自带救生衣。\n船队名单另发。\n售票处8:30开门。"
    near = "清水河龙舟赛6月8日在北岸集合。\n集合时间为8:30。"
    asked = "清水河龙舟赛几点集合？"
    assert [measure(asked, read("a", text, "北岸", 0.5)).missing_number for text in (far, near)] == [1, 0]


@pytest.mark.parametrize(
    ("text", "sure", "is_weighed"),
    [("烤漆3小时。", 0.8, True), ("烤漆3小时。", 0.3, False), ("贴膜3小时。", 0.8, False)],
)
def test_words_that_share_a_character_may_say_the_same_where_an_answer_is_seen(
    text: str, sure: float, *, is_weighed: bool
) -> None:
    found = weigh_up("喷漆要多久？", [read("a", text, "3小时", sure)], WordWeights({"喷漆": 1.0}))
    assert (found is not None) is is_weighed
